"""From a path, URL, bytes or file object to a frozen Document of paragraphs and table grids."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import IO, Final, Literal, TypeAlias

from gkstats.documents.archive import expand_archive
from gkstats.documents.limits import check_contents
from gkstats.documents.members import list_members
from gkstats.documents.model import Document
from gkstats.documents.source import Source, open_source, sniff
from gkstats.errors import UnreadableDocument

__all__ = [
    "Engine",
    "Source",
    "doubt_about",
    "expand_archive",
    "list_members",
    "open_source",
    "read_document",
    "read_source",
    "sniff",
]

Engine: TypeAlias = Literal["auto", "pdfium", "pdfminer", "libreoffice"]

_CONVERTED: Final = ("doc", "rtf", "odt")


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


def doubt_about(source: Source) -> str | None:
    """Return why a document is better read in a process of its own, None where a look finds nothing.

    Raises
    ------
    UnreadableDocument
        It is of an unsupported format, or holds more than any report.
    """
    kind = sniff(source)
    if kind in _CONVERTED:
        return "it is converted before it is read"
    if kind != "pdf":
        return None
    from gkstats.documents.pdf_look import look

    return look(source.data, source.name)


def read_source(source: Source, *, engine: Engine = "auto", looked_at: bool = False) -> Document:
    """Read a document from its bytes; the readers of the formats are imported when they are needed.

    Parameters
    ----------
    source : Source
    engine : {"auto", "pdfium", "pdfminer", "libreoffice"}
    looked_at : bool
        `doubt_about` has looked at it already.

    Raises
    ------
    UnreadableDocument
        It is damaged, encrypted, of an unsupported format or over a limit.
    """
    if not source.data.strip():
        raise UnreadableDocument(source.name, "it is empty or cannot be unpacked", "download it again")
    if not looked_at:
        doubt_about(source)
    document = _read(source, engine)
    check_contents(document)
    return document


def _read(source: Source, engine: Engine) -> Document:
    kind = sniff(source)
    match kind:
        case "pdf":
            from gkstats.documents.pdf import read_pdf

            return read_pdf(source.data, source.name, "auto" if engine == "libreoffice" else engine)
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
        case "doc" | "rtf" | "odt":
            from gkstats.documents.docx import read_docx
            from gkstats.documents.old_word import as_docx

            converted = as_docx(source, kind, libreoffice=engine == "libreoffice")
            document = read_docx(converted.source)
            return replace(document, warnings=(*converted.warnings, *document.warnings))
        case "zip":
            raise UnreadableDocument(
                source.name, "it is an archive of documents", "read it with load_corpus, or unpack it"
            )
        case "markdown":
            from gkstats.documents.encoding import decode
            from gkstats.documents.markdown import read_markdown

            return read_markdown(decode(source.data), source.name)
        case "text":
            from gkstats.documents.encoding import decode
            from gkstats.documents.text import read_text

            return read_text(decode(source.data), source.name)
