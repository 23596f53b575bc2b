"""From a path, URL, bytes or file object to a frozen Document of paragraphs and table grids."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from typing import IO, TYPE_CHECKING, Final, Literal, TypeAlias

from gkstats.documents.archive import expand_archive
from gkstats.documents.limits import check_contents
from gkstats.documents.members import list_members
from gkstats.documents.model import Document
from gkstats.documents.source import ForeignFormat, Source, open_source, sniff
from gkstats.errors import UnreadableDocument

if TYPE_CHECKING:
    from gkstats.documents.ocr import Recogniser

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

Engine: TypeAlias = Literal["auto", "pdfium", "pdfminer", "ocr", "libreoffice"]

_CONVERTED: Final = ("doc", "rtf", "odt")


def _unminded() -> None:
    """Do nothing: nobody minds the clock."""


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
    if kind == "picture":
        return "it is decoded and read by an OCR program"
    if kind != "pdf":
        return None
    from gkstats.documents.pdf_look import look

    return look(source.data, source.name)


def read_source(
    source: Source,
    *,
    engine: Engine = "auto",
    looked_at: bool = False,
    begun: Callable[[], None] = _unminded,
    recogniser: Recogniser | None = None,
) -> Document:
    """Read a document from its bytes; the readers of the formats are imported when they are needed.

    Parameters
    ----------
    source : Source
    engine : {"auto", "pdfium", "pdfminer", "ocr", "libreoffice"}
    looked_at : bool
        `doubt_about` has looked at it already.
    begun : callable
        Called as each page that takes seconds is begun.
    recogniser : Recogniser, optional
        What reads pictures, in the place of the engine of the extra ``ocr``.

    Raises
    ------
    UnreadableDocument
        It is damaged, encrypted, of an unsupported format or over a limit.
    """
    if not source.data.strip():
        raise UnreadableDocument(source.name, "it is empty or cannot be unpacked", "download it again")
    if not looked_at:
        doubt_about(source)
    document = _read(source, engine, begun, recogniser)
    check_contents(document)
    return document


def _read(
    source: Source, engine: Engine, begun: Callable[[], None], recogniser: Recogniser | None
) -> Document:
    kind = sniff(source)
    match kind:
        case "pdf":
            return _read_pdf(source, engine, begun, recogniser)
        case "picture":
            return _read_picture(source, begun, recogniser)
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


def _read_pdf(
    source: Source, engine: Engine, begun: Callable[[], None], recogniser: Recogniser | None
) -> Document:
    from gkstats.documents.ocr import available, scan_reader
    from gkstats.documents.pdf import read_pdf

    if engine in ("pdfium", "pdfminer"):
        return read_pdf(source.data, source.name, engine)
    asked = engine == "ocr" or recogniser is not None
    scans = scan_reader(begun, recogniser) if asked or available() else None
    return read_pdf(source.data, source.name, "auto", scans, all_scans=engine == "ocr")


def _read_picture(source: Source, begun: Callable[[], None], recogniser: Recogniser | None) -> Document:
    from gkstats.documents.ocr import available, read_picture

    if recogniser is None and not available():
        # Of a folder's files most pictures are no reports: this is no error there, but said.
        raise ForeignFormat(
            source.name, "it is a picture, which the extra ocr reads", "run: pip install 'gkstats[ocr]'"
        )
    return read_picture(source, begun, recogniser)
