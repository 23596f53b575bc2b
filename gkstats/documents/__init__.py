"""From a path, URL, bytes or file object to a frozen Document of paragraphs and table grids."""

from __future__ import annotations

import os
from typing import IO, Literal, TypeAlias

from gkstats.documents.archive import expand_archive
from gkstats.documents.limits import check_contents
from gkstats.documents.members import list_members
from gkstats.documents.model import Document
from gkstats.documents.source import Source, open_source, sniff
from gkstats.errors import UnreadableDocument

__all__ = [
    "Engine",
    "Source",
    "expand_archive",
    "list_members",
    "open_source",
    "read_document",
    "read_source",
]

Engine: TypeAlias = Literal["auto", "pdfium", "pdfminer"]


def read_document(source: str | os.PathLike[str] | bytes | IO[bytes], *, engine: Engine = "auto") -> Document:
    """Read a document of any supported format.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    UnreadableDocument
        It is damaged, encrypted, of an unsupported format or over a limit.
    """
    return read_source(open_source(source), engine=engine)


def read_source(source: Source, *, engine: Engine = "auto") -> Document:
    """Read a document from its bytes; the readers of the formats are imported when they are needed.

    Raises
    ------
    UnreadableDocument
        It is damaged, encrypted, of an unsupported format or over a limit.
    """
    if not source.data.strip():
        raise UnreadableDocument(source.name, "it is empty or cannot be unpacked", "download it again")
    document = _read(source, engine)
    check_contents(document)
    return document


def _read(source: Source, engine: Engine) -> Document:
    match sniff(source):
        case "pdf":
            from gkstats.documents.pdf import read_pdf

            return read_pdf(source.data, source.name, engine)
        case "html":
            from gkstats.documents.html import read_html

            return read_html(source)
        case "mhtml":
            from gkstats.documents.html import read_html
            from gkstats.documents.web_archive import page_of_archive

            return read_html(page_of_archive(source))
        case "docx":
            from gkstats.documents.docx import read_docx

            return read_docx(source)
        case "zip":
            raise UnreadableDocument(
                source.name, "it is an archive of documents", "read it with load_corpus, or unpack it"
            )
        case "text":
            from gkstats.documents.encoding import decode
            from gkstats.documents.text import read_text

            return read_text(decode(source.data), source.name)
