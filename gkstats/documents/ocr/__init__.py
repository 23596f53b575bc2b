"""Scans and pictures: pages of pixels read by an OCR engine, and handed on as characters and rules like any page."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol, TypeAlias, runtime_checkable

from tqdm.auto import tqdm

from gkstats.documents.model import Box, Document
from gkstats.documents.ocr.pictures import PagePicture, decoded, drawn
from gkstats.documents.ocr.rapid import rapid_ocr
from gkstats.documents.ocr.words import read_page
from gkstats.documents.pdf import ReadScans
from gkstats.documents.pdf.layout import blocks_of
from gkstats.documents.pdf.page import PageContent
from gkstats.documents.source import Source
from gkstats.errors import UnreadableDocument

if TYPE_CHECKING:
    from gkstats.documents.ocr.pictures import Pixels

__all__ = ["Begun", "Recogniser", "available", "read_picture", "scan_reader"]


@runtime_checkable
class Recogniser(Protocol):
    """What finds and reads lines of text on pixels: rows, columns and blue, green, red, 8 bits each."""

    name: str

    def find(self, picture: Pixels) -> Sequence[Box]:
        """Return the boxes of lines of text in pixels: left, top, right, bottom."""

    def read(self, crops: Sequence[Pixels]) -> Sequence[str]:
        """Return the text of each crop, "" where there is none."""


Begun: TypeAlias = Callable[[], None]
"""Called as each page is begun, so that whoever minds the clock knows that it is not the page before."""


def available() -> bool:
    """Return whether the engine of the extra is installed."""
    return all(importlib.util.find_spec(name) is not None for name in ("rapidocr", "onnxruntime"))


def scan_reader(begun: Begun, recogniser: Recogniser | None = None) -> ReadScans:
    """Return what reads pages of a PDF as pictures; it raises `MissingDependency` where there is no OCR engine."""

    def read(data: bytes, source: str, numbers: Sequence[int]) -> Iterator[PageContent]:
        yield from _read(drawn(data, source, numbers), source, begun, recogniser, len(numbers))

    return read


def read_picture(source: Source, begun: Begun, recogniser: Recogniser | None = None) -> Document:
    """Read a picture file, of which a TIFF may hold several pages.

    Raises
    ------
    MissingDependency
        There is no OCR engine.
    UnreadableDocument
        The picture is damaged, too large, or shows no text.
    """
    pages = list(_read(decoded(source.data, source.name), source.name, begun, recogniser, None))
    if not any(page.chars for page in pages):
        raise UnreadableDocument(source.name, "the picture shows no text", "scan it again at 200 dpi or more")
    return Document(
        source.name,
        "picture",
        tuple(blocks_of(pages)),
        pages=len(pages),
        warnings=("its text is what an OCR program made of a picture; compare its figures with the page",),
    )


def _read(
    pages: Iterator[PagePicture],
    source: str,
    begun: Begun,
    recogniser: Recogniser | None,
    count: int | None,
) -> Iterator[PageContent]:
    engine = recogniser or rapid_ocr(source)
    # A page takes seconds; a bar is shown where a person waits for several.
    quiet = count == 1 or not sys.stderr.isatty()
    for page in tqdm(pages, total=count, desc="reading pictures", unit="page", disable=quiet, leave=False):
        begun()
        yield read_page(page, engine)
