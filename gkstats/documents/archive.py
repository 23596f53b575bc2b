"""ZIP containers: which format one is, and the documents of an archive, bounded in number and size."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import Final, Literal

from gkstats.documents.source import LARGEST, Source
from gkstats.errors import UnreadableDocument

__all__ = ["expand_archive", "is_furniture", "kind_of_zip", "named_members", "open_zip", "read_member"]

MEMBERS: Final = 20_000
"""Most members of an archive."""
TOTAL: Final = 2**30
"""Most bytes that the members of an archive unpack to."""
RATIO: Final = 200
"""Largest compression of a member; documents reach about 50, bombs a thousand."""
_SMALL: Final = 2**20
"""Bytes below which the compression is of no matter: repetitive markup may be packed very densely."""
_DAMAGED: Final = "it is a damaged ZIP container"
_OPEN_TEXT: Final = b"application/vnd.oasis.opendocument.text"
_AGAIN: Final = "download it again, or unpack it and give the files"
_BOMB: Final = "check where it comes from"
_DRIVE: Final = re.compile("[A-Za-z]:")
# What belongs to saved web pages and systems, not to the reports.
_FURNITURE: Final = re.compile(
    r"(?:\A|/)(?:__MACOSX/|\.|~\$|Thumbs\.db\Z|desktop\.ini\Z)"
    r"|[_.]files/.*\.(?:png|jpe?g|gif|bmp|webp)\Z"
    r"|\.(?:css|js|json|ico|svg|woff2?|ttf|eot|mp[34]|swf)\Z",
    re.IGNORECASE,
)


def is_furniture(name: str) -> bool:
    """Return whether a file belongs to a saved web page or a system, and cannot be a report.

    Examples
    --------
    >>> [is_furniture(name) for name in ("a/style.css", "__MACOSX/._a.pdf", "a_files/logo.png", "2020.png")]
    [True, True, True, False]
    """
    return _FURNITURE.search(name) is not None


def open_zip(source: Source) -> zipfile.ZipFile:
    """Open a ZIP container.

    Raises
    ------
    UnreadableDocument
        It is damaged, has too many members or unpacks to too much.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(source.data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, OverflowError, EOFError) as error:
        raise UnreadableDocument(source.name, _DAMAGED, _AGAIN) from error
    members = archive.infolist()
    if len(members) > MEMBERS:
        raise UnreadableDocument(source.name, f"the archive has more than {MEMBERS} members", "split it")
    if sum(info.file_size for info in members) > TOTAL:
        raise UnreadableDocument(
            source.name, f"the archive unpacks to more than {TOTAL // 2**20} MB", "unpack it, or split it"
        )
    return archive


def kind_of_zip(source: Source) -> Literal["docx", "odt", "zip"]:
    """Return what a ZIP container is.

    Raises
    ------
    UnreadableDocument
        It is damaged, or a document of a format that cannot be read.
    """
    archive = open_zip(source)
    names = set(archive.namelist())
    if any(re.fullmatch(r"word/document\d*\.xml", name) for name in names):
        return "docx"
    if "OFD.xml" in names:
        raise UnreadableDocument(
            source.name,
            "it is an OFD file, which cannot be read",
            "open it in an OFD reader or WPS and save it as PDF",
        )
    if "mimetype" in names and read_member(source, archive, "mimetype").strip() == _OPEN_TEXT:
        return "odt"
    if "[Content_Types].xml" in names or "content.xml" in names or "mimetype" in names:
        raise UnreadableDocument(
            source.name,
            "it is an office file other than a Word document, which cannot be read",
            "save it as DOCX or PDF",
        )
    return "zip"


def read_member(source: Source, archive: zipfile.ZipFile, name: str | zipfile.ZipInfo) -> bytes:
    """Return the bytes of a member, refusing what unpacks to more than a document may be.

    Raises
    ------
    UnreadableDocument
        The member is missing, damaged, encrypted or a bomb.
    """
    try:
        info = archive.getinfo(name) if isinstance(name, str) else name
        _refuse(source, info)
        with archive.open(info) as member:
            return member.read(LARGEST)
    except UnreadableDocument:
        raise
    except (
        KeyError,
        RuntimeError,
        ValueError,
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
    ) as error:
        shown = name if isinstance(name, str) else name.filename
        raise UnreadableDocument(
            source.name, f"it is damaged: its member {shown} cannot be unpacked", _AGAIN
        ) from error


def _refuse(source: Source, info: zipfile.ZipInfo) -> None:
    if info.file_size > LARGEST or info.file_size > RATIO * info.compress_size + _SMALL:
        raise UnreadableDocument(source.name, f"its member {info.filename} unpacks to too much", _BOMB)
    if info.flag_bits & 1:
        raise UnreadableDocument(source.name, "it is encrypted", "save it without a password")


def expand_archive(source: Source) -> Iterator[Source]:
    """Yield the documents of an archive, in the order of their names, and those of archives in it.

    A member that cannot be unpacked is yielded without bytes, so that reading it fails under its own name.

    Raises
    ------
    UnreadableDocument
        The archive is damaged or encrypted, has too many members or unpacks to too much.

    Examples
    --------
    >>> packed = io.BytesIO()
    >>> with zipfile.ZipFile(packed, "w") as archive:
    ...     archive.writestr("a/2020.txt", "一、总体情况")
    >>> [member.name for member in expand_archive(Source("all.zip", packed.getvalue()))]
    ['all.zip!a/2020.txt']
    """
    allowance = TOTAL
    for member in _members(source):
        allowance -= len(member.data)
        if not _is_archive(member):
            yield member
            continue
        for inner in _members(member):
            allowance -= len(inner.data)
            if allowance < 0:
                raise UnreadableDocument(source.name, "its archives unpack to too much", _BOMB)
            yield inner


def _is_archive(member: Source) -> bool:
    try:
        return member.data.startswith(b"PK\x03\x04") and kind_of_zip(member) == "zip"
    except UnreadableDocument:  # it fails when it is read
        return False


def _members(source: Source) -> Iterator[Source]:
    archive = open_zip(source)
    for name, info in sorted(named_members(source.name, archive.infolist()).items()):
        try:
            data = read_member(source, archive, info)
        except UnreadableDocument:
            data = b""
        yield Source(f"{source.name}!{name}", data)


def named_members(source: str, infos: Iterable[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Return the members of an archive by names that are safe and their own, whatever the archive calls them.

    Names are relative and lead nowhere else: ``./a``, ``/a`` and ``../a`` are ``a``; a member without a name is called
    by its place, and the second of a name gets a number.

    Raises
    ------
    UnreadableDocument
        All members are encrypted.
    """
    members = [info for info in infos if not info.filename or not info.is_dir()]
    if members and all(info.flag_bits & 1 for info in members):
        raise UnreadableDocument(source, "it is encrypted", "unpack it and give the files")
    named: dict[str, zipfile.ZipInfo] = {}
    for place, info in enumerate(members, start=1):
        name = plain = _safe(member_name(info)) or f"member {place}"
        times = 1
        while name in named:
            times += 1
            name = f"{plain} ({times})"
        named[name] = info
    return named


def _safe(name: str) -> str:
    """Return a member's name as a path below the archive, on one line."""
    parts = re.split(r"[/\\]", "".join(c if c.isprintable() else "\ufffd" for c in name))
    return "/".join(
        part for part in parts if part.strip() not in ("", ".", "..") and not _DRIVE.fullmatch(part)
    )


def member_name(info: zipfile.ZipInfo) -> str:
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
