"""PDF pages as characters and rules, by either engine, and from these to paragraphs and tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, Literal, TypeAlias

from gkstats.documents.model import Document
from gkstats.documents.pdf.layout import blocks_of
from gkstats.documents.pdf.page import PageContent
from gkstats.documents.pdf.sight import SCAN
from gkstats.documents.unseen import Unseen
from gkstats.errors import MissingDependency, UnreadableDocument

__all__ = ["ReadScans", "read_pdf"]

_FEW: Final = 12
"""Characters below which a page holds no text to speak of, but perhaps a page number."""
_OCR: Final = "run: pip install 'gkstats[ocr]'"
MOST_SCANS: Final = 150
"""Most pages that are read from pictures; each takes seconds."""


ReadScans: TypeAlias = Callable[[bytes, str, Sequence[int]], Iterator[PageContent]]
"""Reads pages of a PDF as pictures: its bytes, its name, and the numbers of the pages."""


def read_pdf(
    data: bytes,
    source: str,
    engine: Literal["auto", "pdfium", "pdfminer"] = "auto",
    read_scans: ReadScans | None = None,
    *,
    all_scans: bool = False,
) -> Document:
    """Read a PDF.

    Parameters
    ----------
    data : bytes
    source : str
        Its name, for messages.
    engine : {"auto", "pdfium", "pdfminer"}
        "auto" takes PDFium where its binary is available.
    read_scans : callable, optional
        What reads pages without text; without it they are named in a warning.
    all_scans : bool
        Have it read all pages.

    Raises
    ------
    UnreadableDocument
        It is damaged, encrypted, too long, or without text that could be read.
    MissingDependency
        PDFium was asked for and is not there.
    """
    from gkstats.documents.pdf import pdfium, pdfminer

    if engine == "pdfium" and not pdfium.available():
        raise MissingDependency(source, "PDFium is not available here", 'use engine="pdfminer"')
    by_pdfium = engine == "pdfium" or (engine == "auto" and pdfium.available())
    pages = list((pdfium if by_pdfium else pdfminer).read_pages(data, source))
    warnings: list[str] = []
    if by_pdfium and any(page.doubtful for page in pages):
        others = list(pdfminer.read_pages(data, source))
        warnings += _take_fuller(pages, others, "pdfminer.six", replace=engine == "auto")
    elif not by_pdfium and pdfium.available():
        others = list(pdfium.read_pages(data, source))
        warnings += _take_fuller(pages, others, "PDFium", replace=engine == "auto")
    if read_scans is not None:
        _read_scans(pages, read_scans, data, source, all_scans=all_scans)
    warnings += _without_text(pages, source)
    warnings += _unseen(pages)
    scans = [str(page.number) for page in pages if page.ocr]
    if scans:
        warnings.append(
            f"the text of {_pages(scans)} is what an OCR program made of a picture; compare its figures with the page"
        )
    warnings += [
        f"page {page.number} draws too much and was not read to its end" for page in pages if page.cut
    ]
    return Document(source, "pdf", tuple(blocks_of(pages)), pages=len(pages), warnings=tuple(warnings))


def _take_fuller(
    pages: list[PageContent], others: Sequence[PageContent], name: str, *, replace: bool
) -> Iterator[str]:
    """Compare with the other engine's pages, and take those that hold more characters when `replace` says so.

    Each engine is silent about text that it cannot decode or measure, but seldom about the same text.
    """
    for index, (page, other) in enumerate(zip(pages, others, strict=False)):
        missing = _drawn(other) - _drawn(page)
        if missing <= 0:
            continue
        if replace:
            pages[index] = other
            yield f"page {page.number} is read by {name}, which finds {missing} characters more"
        else:
            yield f"page {page.number} lacks {missing} characters that {name} finds; use engine='auto'"


def _drawn(page: PageContent) -> int:
    """Return how many characters a page draws, seen or not."""
    return len(page.chars) + sum(len(text) for _, text in page.unseen)


def _unseen(pages: Sequence[PageContent]) -> tuple[str, ...]:
    """Return a warning for each reason why figures are not seen."""
    unseen = Unseen()
    for page in pages:
        for reason, text in page.unseen:
            unseen.add(reason, text, f"page {page.number}")
    return unseen.warnings()


def _pages(numbers: Sequence[str]) -> str:
    return f"page {numbers[0]}" if len(numbers) == 1 else f"pages {', '.join(numbers)}"


def _read_scans(
    pages: list[PageContent], read_scans: ReadScans, data: bytes, source: str, *, all_scans: bool
) -> None:
    """Put in the place of pages without text what is read from their pictures."""
    empty = [page for page in pages if len(page.chars) < _FEW and not page.cut and not page.unseen]
    # A page that draws its text as shapes has no picture; within a document of text it is a drawing, or blank.
    scans = empty if len(empty) == len(pages) else [page for page in empty if page.picture > SCAN]
    numbers = [page.number for page in (pages if all_scans else scans)]
    if len(numbers) > MOST_SCANS:
        raise UnreadableDocument(
            source, f"it has {len(numbers)} pages without text", "take the report itself out of it"
        )
    for page in read_scans(data, source, numbers) if numbers else ():
        pages[page.number - 1] = page


def _without_text(pages: Sequence[PageContent], source: str) -> tuple[str, ...]:
    """Return a warning for each page without text; refuse a document that has nothing else."""
    empty = [page for page in pages if len(page.chars) < (1 if page.ocr else _FEW)]
    if len(empty) == len(pages):
        if any(page.cut for page in pages):
            raise UnreadableDocument(source, "its pages draw too much to be read", "print it to a new PDF")
        if any(page.unseen for page in pages):
            raise UnreadableDocument(source, "nobody sees any of its text", "print it to a new PDF")
        if any(page.ocr for page in pages):
            raise UnreadableDocument(source, "its pages show no text", "scan them again at 200 dpi or more")
        if any(page.picture > SCAN for page in pages):
            raise MissingDependency(source, "it holds no text, only pictures of pages", _OCR)
        raise UnreadableDocument(source, "it holds no text", f"where its pages show some, {_OCR}")
    return tuple(
        f"page {page.number} is a picture without text and was not read"
        + ("" if page.ocr else "; pip install 'gkstats[ocr]' reads it")
        for page in empty
        if page.picture > SCAN
    )
