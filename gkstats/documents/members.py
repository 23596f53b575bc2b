"""Documents in archives on disk: listed by name, and unpacked one at a time when they are opened.

A member is called ``reports.zip!folder/2020.pdf``; archives within archives add another ``!``.
"""

from __future__ import annotations

import functools
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from gkstats.documents.archive import named_members, read_member
from gkstats.documents.source import Source
from gkstats.errors import UnreadableDocument

__all__ = ["MEMBERS", "is_office", "list_members", "open_member"]

MEMBERS: Final = 1_000_000
"""Most members of an archive that is read one by one."""
_MARK: Final = "!"
_OFFICE: Final = frozenset(["[Content_Types].xml", "OFD.xml", "content.xml", "mimetype"])
"""Members by which an archive is a document."""
_DOCUMENTS: Final = frozenset(".pdf .html .htm .shtml .docx .txt .doc .wps .mht .mhtml".split())
"""Endings that spare a look at the first bytes of a hundred thousand members."""
_DAMAGED: Final = "it is a damaged ZIP container"
_AGAIN: Final = "download it again, or unpack it and give the files"


class _Opened(NamedTuple):
    archive: zipfile.ZipFile
    members: dict[str, zipfile.ZipInfo]


def list_members(path: str) -> Iterator[str]:
    """Yield the names of the documents of an archive, in order, and of those of archives in it.

    Raises
    ------
    UnreadableDocument
        The archive is damaged or encrypted, or has too many members.
    """
    opened = _open_archive(path)
    for name, info in sorted(opened.members.items()):
        whole = f"{path}{_MARK}{name}"
        if info.file_size == 0 or not _may_be_archive(opened, name, info):
            yield whole
            continue
        try:
            inner = _inner(path, name).members
        except UnreadableDocument:
            inner = {}  # it fails under its own name when it is read
        if not inner or _OFFICE & inner.keys():
            yield whole
        else:
            yield from (f"{whole}{_MARK}{member}" for member in sorted(inner))


def _may_be_archive(opened: _Opened, name: str, info: zipfile.ZipInfo) -> bool:
    """Return whether a member is an archive, by its first bytes where its name does not tell."""
    suffix = Path(name).suffix.lower()
    if suffix == ".zip" or suffix in _DOCUMENTS or info.flag_bits & 1:
        return suffix == ".zip"
    try:
        with opened.archive.open(info) as member:
            return member.read(4) == b"PK\x03\x04"
    except Exception:  # it fails under its own name when it is read
        return False


def open_member(name: str) -> Source | None:
    """Return a member of an archive by its name; None when no archive is called so.

    Raises
    ------
    FileNotFoundError
        The archive is there, but holds no such member.
    UnreadableDocument
        The archive or the member is damaged, encrypted, or unpacks to too much.
    """
    found = next((split for split in _splits(name) if Path(split[0]).is_file()), None)
    if found is None:
        return None
    path, member = found
    opened, source = _open_archive(path), Source(path, b"")
    if member not in opened.members:
        for outer, rest in _splits(member):
            if outer in opened.members:
                opened, source, member = _inner(path, outer), Source(f"{path}{_MARK}{outer}", b""), rest
                break
    if member not in opened.members:
        raise FileNotFoundError(f"{source.name} holds no {member}")
    return Source(name, read_member(source, opened.archive, opened.members[member]))


def is_office(path: Path) -> bool:
    """Return whether a ZIP container on disk is one document, such as one of Word."""
    try:
        with zipfile.ZipFile(path) as archive:
            return bool(_OFFICE & set(archive.namelist()))
    except Exception:  # it fails when it is read
        return False


def _splits(name: str) -> Iterator[tuple[str, str]]:
    """Yield what stands before and after each mark; names may hold marks of their own."""
    return ((name[:n], name[n + 1 :]) for n, character in enumerate(name) if character == _MARK)


def _open_archive(path: str) -> _Opened:
    status = Path(path).stat()
    return _archive(path, status.st_mtime_ns, status.st_size)


# A chunk of documents mostly comes from one archive, whose directory may have many thousand entries.
@functools.lru_cache(maxsize=2)
def _archive(path: str, _: int, __: int) -> _Opened:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, OverflowError, EOFError) as error:
        raise UnreadableDocument(path, _DAMAGED, _AGAIN) from error
    return _listed(path, archive)


@functools.lru_cache(maxsize=2)
def _unpacked(path: str, name: str, _: int, __: int) -> _Opened:
    outer = _open_archive(path)
    data = read_member(Source(path, b""), outer.archive, outer.members[name])
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, OverflowError, EOFError) as error:
        raise UnreadableDocument(f"{path}{_MARK}{name}", _DAMAGED, _AGAIN) from error
    return _listed(f"{path}{_MARK}{name}", archive)


def _inner(path: str, name: str) -> _Opened:
    status = Path(path).stat()
    return _unpacked(path, name, status.st_mtime_ns, status.st_size)


def _listed(name: str, archive: zipfile.ZipFile) -> _Opened:
    infos = archive.infolist()
    if len(infos) > MEMBERS:
        raise UnreadableDocument(name, f"the archive has more than {MEMBERS:,} members", "split it")
    return _Opened(archive, named_members(name, infos))
