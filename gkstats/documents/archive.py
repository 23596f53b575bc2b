"""ZIP containers: which format one is, and the documents of an archive, bounded in number and size."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final, Literal

from gkstats.documents.source import LARGEST, Source
from gkstats.errors import UnreadableDocument

__all__ = ["expand_archive", "kind_of_zip", "open_zip", "read_member"]

MEMBERS: Final = 20_000
"""Most members of an archive."""
RATIO: Final = 200
"""Largest compression of a member; documents reach about 50, bombs a thousand."""
_DAMAGED = "it is a damaged ZIP container"
_AGAIN = "download it again, or unpack it and give the files"


def open_zip(source: Source) -> zipfile.ZipFile:
    """Open a ZIP container.

    Raises
    ------
    UnreadableDocument
        It is damaged, or has too many members.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(source.data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, OverflowError) as error:
        raise UnreadableDocument(source.name, _DAMAGED, _AGAIN) from error
    if len(archive.infolist()) > MEMBERS:
        raise UnreadableDocument(source.name, f"the archive has more than {MEMBERS} members", "split it")
    return archive


def kind_of_zip(source: Source) -> Literal["docx", "zip"]:
    """Return what a ZIP container is."""
    names = set(open_zip(source).namelist())
    if "word/document.xml" in names:
        return "docx"
    if "OFD.xml" in names:
        raise UnreadableDocument(
            source.name, "it is an OFD file, which cannot be read", "save it as PDF first"
        )
    if any(name.startswith(("xl/", "ppt/")) for name in names) or "content.xml" in names:
        raise UnreadableDocument(
            source.name, "it is an office file other than a text document", "save it as PDF first"
        )
    return "zip"


def read_member(source: Source, archive: zipfile.ZipFile, name: str) -> bytes:
    """Return the bytes of a member, refusing what unpacks to more than a document may be.

    Raises
    ------
    UnreadableDocument
        The member is missing, damaged, encrypted or a bomb.
    """
    try:
        info = archive.getinfo(name)
        if info.file_size > LARGEST or info.file_size > RATIO * max(info.compress_size, 1024):
            raise UnreadableDocument(
                source.name, f"its member {name} unpacks to too much", "check where it comes from"
            )
        with archive.open(info) as member:
            # The directory may lie about the size, so it is read with a limit of its own.
            data = member.read(LARGEST + 1)
    except (
        KeyError,
        RuntimeError,
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
    ) as error:
        trouble = "it is encrypted" if "encrypted" in str(error) else f"its member {name} cannot be unpacked"
        raise UnreadableDocument(source.name, trouble, _AGAIN) from error
    if len(data) > LARGEST:
        raise UnreadableDocument(
            source.name, f"its member {name} unpacks to too much", "check where it comes from"
        )
    return data


def expand_archive(source: Source) -> Iterator[Source]:
    """Yield the documents of an archive, in the order of their names.

    A member that cannot be unpacked is yielded without bytes, so that reading it fails under its own name.

    Raises
    ------
    UnreadableDocument
        The archive is damaged or has too many members.
    """
    archive = open_zip(source)
    for info in sorted(archive.infolist(), key=lambda i: i.filename):
        name = _member_name(info)
        if info.is_dir() or name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1].startswith("."):
            continue
        try:
            data = read_member(source, archive, info.filename)
        except UnreadableDocument:
            data = b""
        yield Source(f"{source.name}!{name}", data)


def _member_name(info: zipfile.ZipInfo) -> str:
    """Return a member's name as its writer meant it: Chinese systems write GB 18030 and do not say so."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename
