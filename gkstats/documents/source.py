"""Where a document comes from: a path, URL, bytes or file object becomes named bytes, and its format is sniffed."""

from __future__ import annotations

import codecs
import json
import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Literal, NamedTuple, TypeAlias

from gkstats.documents.encoding import utf16_without_mark
from gkstats.documents.markdown_signs import is_markdown
from gkstats.errors import UnreadableDocument

__all__ = ["LARGEST", "ForeignFormat", "Sniffed", "Source", "is_part", "open_source", "sniff"]

LARGEST: Final = 50 * 2**20
"""Largest document in bytes. Reports with scanned annexes reach 30 MB."""
_LONGEST_NAME: Final = 1000
_ADDRESS: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_PART: Final = re.compile(r"#[1-9]\d{0,3}$")

Sniffed: TypeAlias = Literal[
    "pdf", "html", "mhtml", "docx", "doc", "rtf", "odt", "picture", "text", "markdown", "zip"
]


@dataclass(frozen=True, slots=True)
class Source:
    """A document's name, for messages, and its bytes.

    The name of a file that holds several reports may end in the number of one of them, as in ``a.pdf#2``.
    """

    name: str
    data: bytes


def is_part(name: str) -> bool:
    """Return whether a name ends in the number of one of several reports in a document.

    Examples
    --------
    >>> is_part("a.pdf#2"), is_part("a.pdf")
    (True, False)
    """
    return _PART.search(name) is not None


def whole_of(name: str) -> str:
    """Return the name of the document that a part belongs to; of any other its own.

    Examples
    --------
    >>> whole_of("a.pdf#2"), whole_of("a.pdf")
    ('a.pdf', 'a.pdf')
    """
    return _PART.sub("", name)


class ForeignFormat(UnreadableDocument):
    """The bytes are no document at all: a picture, a program, a table of some other tool."""


def open_source(
    source: str | os.PathLike[str] | bytes | IO[bytes] | Source, *, allow_private: bool | None = None
) -> Source:
    """Read a document's bytes.

    Parameters
    ----------
    source : str, path, bytes, binary file object or Source
    allow_private : bool, optional
        Whether an address may lead to this machine or a private network; by default where it says so itself.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    UnreadableDocument
        It is a folder, empty, over the size limit, or the address cannot be fetched.
    MissingDependency
        Addresses of this kind need a package that is not installed.

    Examples
    --------
    >>> open_source("一、总体情况".encode()).name
    '<bytes>'
    """
    if isinstance(source, Source):
        return source
    if isinstance(source, bytes | bytearray | memoryview):
        return _limited("<bytes>", bytes(source))
    if isinstance(source, str | os.PathLike):
        return _open_name(os.fspath(source), allow_private)
    if not hasattr(source, "read"):
        raise TypeError(
            f"a source is a path, an address, bytes or a file open in binary mode; got {source!r}"
        )
    data = source.read(LARGEST + 1)
    if not isinstance(data, bytes):
        raise TypeError("the file object gives text; open the file in binary mode")
    return _limited(str(getattr(source, "name", "<file>")), data)


def _open_name(name: str, allow_private: bool | None) -> Source:
    if _ADDRESS.match(name):
        from gkstats.documents.remote import fetch

        return _limited(name, fetch(name, LARGEST, allow_private=allow_private))
    path = Path(name)
    there = _exists(path)
    if not there and ("\n" in name or "\x00" in name or len(name) > _LONGEST_NAME):
        raise UnreadableDocument(
            f"{name[:40]!r}...", "it is text, no path", "encode it and give the bytes, or use read_narrative"
        )
    if (part := _PART.search(name)) and not there:  # one of several reports in a file
        return Source(name, _open_name(name[: part.start()], allow_private).data)
    if "!" in name and not there:
        from gkstats.documents.members import open_member

        member = open_member(name)
        if member is not None:
            return _limited(name, member.data)
    if path.is_dir():
        raise UnreadableDocument(name, "it is a folder", "give a file, or read the folder with load_corpus")
    if there and not path.is_file():
        raise UnreadableDocument(name, "it is no ordinary file", "save what it gives to a file first")
    try:
        with path.open("rb") as file:
            return _limited(name, file.read(LARGEST + 1))
    except FileNotFoundError:
        raise
    except OSError as error:
        raise UnreadableDocument(
            name, f"it cannot be opened ({error.strerror or error})", "check its permissions and the disk"
        ) from error


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # too long for a name, or with what no name holds
        return False


def _limited(name: str, data: bytes) -> Source:
    if len(data) > LARGEST:
        raise UnreadableDocument(
            name,
            f"it is larger than {LARGEST // 2**20} MB",
            "take the report itself out of the collection or scan",
        )
    if not data.strip(b"\x00\t\n\r\f "):
        raise UnreadableDocument(name, "it is empty", "download it again")
    return Source(name, data)


class _Kind(NamedTuple):
    what: str
    remedy: str


_CONVERT: Final = "open it in Word, WPS or LibreOffice and save it as DOCX or PDF"
_OCR: Final = "save it as PDF or TIFF"
_UNPACK: Final = "unpack it and read the folder with load_corpus"
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES: Final = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\x00", b"MM\x00*")
_SIGNATURES: Final = (
    (b"\xdb\xa5-\x00", _Kind("a very old Word file (.doc)", _CONVERT)),
    (b"AT&TFORM", _Kind("a scan (.djvu)", _OCR)),
    (b"Rar!", _Kind("a RAR archive", _UNPACK)),
    (b"7z\xbc\xaf\x27\x1c", _Kind("a 7z archive", _UNPACK)),
    (b"\x1f\x8b", _Kind("a gzip archive", _UNPACK)),
    (b"BZh", _Kind("a bzip2 archive", _UNPACK)),
    (b"\xfd7zXZ", _Kind("an xz archive", _UNPACK)),
    (b"%!PS", _Kind("a PostScript file", "convert it to PDF")),
)
_MARKUP: Final = re.compile(
    rb"<\s*(?:!doctype\s+html|html|head|body|meta|title|div|table|p|span|center|font|br|script|style|section"
    rb"|article|frameset|iframe|h[1-6]|ul|ol|td|tr|strong|b)\b",
    re.IGNORECASE,
)
_MAIL: Final = re.compile(
    rb"(?:From|Subject|Date|MIME-Version|Content-Type|Snapshot-Content-Location)\s*:", re.IGNORECASE
)
_CONTROL: Final = bytes(byte for byte in range(32) if not 9 <= byte <= 13)
_HEAD: Final = 4096
_DEEP: Final = 64 * 1024


def sniff(source: Source) -> Sniffed:
    r"""Return the format of a document by what it holds, whatever its name says.

    Raises
    ------
    UnreadableDocument
        The format is one that cannot be read; the remedy says what to do.

    Examples
    --------
    >>> sniff(Source("report.doc", b"<html><body>...")), sniff(Source("report.txt", b"..."))
    ('html', 'text')
    >>> sniff(Source("report.txt", b"| a | 1 |\n|---|---|\n"))
    'markdown'
    """
    data = source.data
    head = data[:_HEAD]
    # The PDF standard lets a header stand anywhere within the first kilobyte.
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        from gkstats.documents.archive import kind_of_zip

        return kind_of_zip(source)
    if (kind := _known(source, head)) is not None:
        return kind
    if _MAIL.match(head.lstrip()) and b"multipart/" in head.lower():
        return "mhtml"
    if _is_binary(head):
        raise ForeignFormat(
            source.name, "it is of a format that is not known", "give a PDF, HTML, DOCX or plain text"
        )
    if _is_data(data):
        raise ForeignFormat(
            source.name,
            "it is a data file (JSON or TOML), no document",
            "give the document that it was made of",
        )
    wide = _wide(head)
    if wide is not None:
        # Halves of its characters may look like markup.
        letters = data[: 4 * _DEEP].decode(wide, "ignore").encode("ascii", "replace")
        if is_markdown(letters, source.name):
            return "markdown"
        return "html" if _MARKUP.search(letters) else "text"
    if is_markdown(data[: 4 * _DEEP], source.name):
        return "markdown"
    plain = head.replace(b"\x00", b"")
    if _MARKUP.search(plain) or (
        b"<" in plain and _MARKUP.search(data[: 2 * _DEEP].replace(b"\x00", b"")[:_DEEP])
    ):
        return "html"
    if plain.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<?xml"):
        raise ForeignFormat(source.name, "it is an XML file, which cannot be read", _CONVERT)
    return "text"


def _kind_of_old(source: Source) -> Literal["doc"]:
    """Return what a container of old office files holds: a Word document, as WPS writes, too."""
    if "EncryptedPackage".encode("utf-16-le") in source.data:
        raise UnreadableDocument(source.name, "the Word document is encrypted", "save it without a password")
    if "WordDocument".encode("utf-16-le") not in source.data:
        raise UnreadableDocument(
            source.name, "it is an old office file other than a Word document, which cannot be read", _CONVERT
        )
    return "doc"


def _known(source: Source, head: bytes) -> Literal["doc", "rtf", "picture"] | None:
    """Return what files start with that cannot be mistaken; refuse those that cannot be read."""
    if head.startswith(_OLD_OFFICE):
        return _kind_of_old(source)
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if head.startswith(_PICTURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return "picture"
    if head.startswith(b"BM") and head[6:10] == b"\x00" * 4:
        return "picture"
    kind = next((kind for signature, kind in _SIGNATURES if head.startswith(signature)), None)
    if kind is not None:
        raise UnreadableDocument(source.name, f"it is {kind.what}, which cannot be read", kind.remedy)
    return None


_TOML: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s*#[^\n]*\n|\s*\n)*\s*(?:\[\[?[\w.\"-]+\]\]?\s*\n|[\w.-]+ *= *[\[{\"'\dtf])"
)


_MOST_DOTS: Final = 200
"""Most dots of a line of TOML: to read a key takes the square of its parts."""


def _is_data(data: bytes) -> bool:
    """Return whether bytes are a whole file of data, whose texts and figures only look like a report."""
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    try:
        if start[:1] in (b"{", b"["):
            return isinstance(json.loads(data), dict | list)
        if _TOML.match(data) is None or any(line.count(b".") > _MOST_DOTS for line in data.splitlines()):
            return False
        return bool(tomllib.loads(data.decode("utf-8-sig")))
    except (ValueError, RecursionError):
        return False


def _wide(head: bytes) -> str | None:
    """Return which UTF-16 or UTF-32 bytes are, if any."""
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return utf16_without_mark(head)


def _is_binary(head: bytes) -> bool:
    if _wide(head) is not None:
        return False
    control = len(head) - len(head.translate(None, _CONTROL))
    return control > len(head) // 50
