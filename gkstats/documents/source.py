"""Where a document comes from: a path, URL, bytes or file object becomes named bytes, and its format is sniffed."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Literal, TypeAlias

from gkstats.errors import UnreadableDocument

__all__ = ["LARGEST", "Sniffed", "Source", "open_source", "sniff"]

LARGEST: Final = 64 * 2**20
"""Largest document in bytes. Reports with scanned annexes reach 30 MB."""

Sniffed: TypeAlias = Literal["pdf", "html", "docx", "text", "zip"]


@dataclass(frozen=True, slots=True)
class Source:
    """A document's name, for messages, and its bytes."""

    name: str
    data: bytes


def open_source(source: str | os.PathLike[str] | bytes | IO[bytes] | Source) -> Source:
    """Read a document's bytes.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    UnreadableDocument
        It is a folder, over the size limit, or the address cannot be fetched.
    """
    if isinstance(source, Source):
        return source
    if isinstance(source, bytes | bytearray | memoryview):
        return _limited("<bytes>", bytes(source))
    if isinstance(source, str | os.PathLike):
        return _open_name(os.fspath(source))
    name = str(getattr(source, "name", "<file>"))
    return _limited(name, source.read(LARGEST + 1))


def _open_name(name: str) -> Source:
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", name):
        from gkstats.documents.remote import fetch

        return _limited(name, fetch(name, LARGEST))
    path = Path(name)
    if path.is_dir():
        raise UnreadableDocument(name, "it is a folder", "give a file, or read the folder with load_corpus")
    with path.open("rb") as file:
        return _limited(name, file.read(LARGEST + 1))


def _limited(name: str, data: bytes) -> Source:
    if len(data) > LARGEST:
        raise UnreadableDocument(
            name,
            f"it is larger than {LARGEST // 2**20} MB",
            "take the report itself out of the collection or scan",
        )
    if not data.strip():
        raise UnreadableDocument(name, "it is empty", "download it again")
    return Source(name, data)


_SIGNATURES: Final = (
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an old Word or WPS file (.doc, .wps)",
        "save it as DOCX or PDF first",
    ),
    (b"{\\rtf", "a rich text file (.rtf)", "save it as DOCX or PDF first"),
    (b"\xff\xd8\xff", "a picture", "run OCR over it and save the result as PDF with text"),
    (b"\x89PNG", "a picture", "run OCR over it and save the result as PDF with text"),
    (b"II*\x00", "a picture", "run OCR over it and save the result as PDF with text"),
    (b"MM\x00*", "a picture", "run OCR over it and save the result as PDF with text"),
    (b"GIF8", "a picture", "run OCR over it and save the result as PDF with text"),
    (b"Rar!", "a RAR archive", "unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it first"),
    (b"\x1f\x8b", "a gzip archive", "unpack it first"),
)
_MARKUP: Final = re.compile(
    rb"<\s*(?:!doctype\s+html|html|head|body|meta|title|div|table|p|span|center|font|br|script|style)\b",
    re.IGNORECASE,
)
_HEAD: Final = 4096


def sniff(source: Source) -> Sniffed:
    """Return the format of a document by what it holds, whatever its name says.

    Raises
    ------
    UnreadableDocument
        The format is one that cannot be read; the remedy says what to do.
    """
    data = source.data
    head = data[:_HEAD]
    # The PDF standard lets a header stand anywhere within the first kilobyte.
    if b"%PDF-" in head[:1024]:
        return "pdf"
    for signature, what, remedy in _SIGNATURES:
        if head.startswith(signature):
            raise UnreadableDocument(source.name, f"it is {what}, which cannot be read", remedy)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        from gkstats.documents.archive import kind_of_zip

        return kind_of_zip(source)
    if re.match(rb"(?:From:|MIME-Version:)", head.lstrip(), re.IGNORECASE) and b"multipart/related" in head:
        raise UnreadableDocument(
            source.name, "it is a web archive (.mht), which cannot be read", "save the page as HTML first"
        )
    plain = head.replace(b"\x00", b"")
    if _MARKUP.search(plain) or (b"<" in plain and _MARKUP.search(data.replace(b"\x00", b"")[: 64 * 1024])):
        return "html"
    if _binary(head):
        raise UnreadableDocument(
            source.name, "it is of a format that is not known", "give a PDF, HTML, DOCX or plain text"
        )
    return "text"


def _binary(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    control = sum(1 for byte in head if byte < 9 or 13 < byte < 32)
    return control > len(head) // 50
