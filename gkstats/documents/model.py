"""The values every document becomes, whatever its format: paragraphs and table grids in reading order."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

__all__ = [
    "Anchor",
    "Block",
    "Box",
    "Cell",
    "Document",
    "Format",
    "Line",
    "Paragraph",
    "Run",
    "Surrounding",
    "Table",
]

Format: TypeAlias = Literal["pdf", "picture", "html", "docx", "text"]
Box: TypeAlias = tuple[float, float, float, float]
"""x0, y0, x1, y1 in points from the page's top left corner."""


class Anchor(NamedTuple):
    """Where a piece of text stands in its source."""

    page: int | None = None
    """Page number from 1; None where the format has no pages."""
    box: Box | None = None
    path: str | None = None
    """Path of the element in an HTML or DOCX tree."""
    line: int | None = None
    """Line number from 1 in plain text."""


class Run(NamedTuple):
    """A stretch of a line that stands apart from its neighbours, as figures of an unruled table do.

    ``x0`` and ``x1`` are points on a page or character columns (a Chinese character counts two) in plain text.
    """

    text: str
    x0: float
    x1: float


class Line(NamedTuple):
    """One printed line; ``text`` is what its runs say, joined by single spaces."""

    text: str
    anchor: Anchor
    runs: tuple[Run, ...] = ()
    trouble: str = ""
    """Code of `gkstats.evidence.TROUBLES` for what weakens every figure of the line."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that read on as one text.

    Attributes
    ----------
    text : str
        The lines joined as the language wants it (no space between Chinese characters).
    lines : tuple of Line
        The lines as printed; a single one where the format does not know of lines.
    starts : tuple of int
        Offset in ``text`` at which each line begins.
    heading : bool
        The source marks it as a heading (an ``h1``, a style, bold or larger type). A hint, no more.
    """

    text: str
    lines: tuple[Line, ...]
    starts: tuple[int, ...]
    heading: bool = False

    def anchors(self, start: int = 0, end: int | None = None) -> tuple[Anchor, ...]:
        """Return the places of ``text[start:end]``, one for each line it touches.

        Boxes are cut in proportion to the characters, which is exact for type of one width.
        """
        end = len(self.text) if end is None else end
        places = []
        # A paragraph of a thousand lines is asked for a thousand places.
        for index in range(max(0, bisect_right(self.starts, start) - 1), bisect_left(self.starts, end)):
            line, first = self.lines[index], self.starts[index]
            last = self.starts[index + 1] if index + 1 < len(self.starts) else len(self.text)
            left, right = max(start, first), min(end, last)
            if left < right:
                places.append(
                    _cut(line.anchor, (left - first) / (last - first), (right - first) / (last - first))
                )
        return tuple(places)


def _cut(anchor: Anchor, left: float, right: float) -> Anchor:
    if anchor.box is None:
        return anchor
    x0, y0, x1, y1 = anchor.box
    return anchor._replace(box=(x0 + (x1 - x0) * left, y0, x0 + (x1 - x0) * right, y1))


class Cell(NamedTuple):
    r"""A cell of a table: its top left place in the grid, how far it reaches, and what it says.

    Line breaks inside a cell are kept in ``text`` as ``\\n``.
    """

    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    anchor: Anchor
    trouble: str = ""
    """Code of `gkstats.evidence.TROUBLES` for what weakens the figure."""


@dataclass(frozen=True, slots=True)
class Table:
    """A grid of cells; every cell stands once, at its top left place. Grid places without a cell are possible."""

    cells: tuple[Cell, ...]
    rows: int
    columns: int
    anchor: Anchor


Block: TypeAlias = Paragraph | Table


class Surrounding(NamedTuple):
    """What a container or the page around a text says of it: a property, a title, or a line that stands outside.

    ``name`` is that of a property (a ``meta`` element's, in lower case); empty for all others.
    """

    kind: Literal["property", "title", "heading", "line"]
    name: str
    text: str
    anchor: Anchor


@dataclass(frozen=True, slots=True)
class Document:
    """A document in reading order.

    Attributes
    ----------
    source : str
        Path, URL or a description of the stream, for messages.
    format : {"pdf", "picture", "html", "docx", "text"}
    blocks : tuple of Paragraph or Table
    pages : int or None
        None where the format has no pages.
    title : str or None
        What the container calls itself (HTML ``title``, document properties). A hint.
    around : tuple of Surrounding
        What the container and the page around the text say of it, in their order. Hints.
    warnings : tuple of str
        What the reader of the format noticed, such as pages without text.
    trouble : str
        Code of `gkstats.evidence.TROUBLES` for what weakens every figure of the document, such as "ocr".
    """

    source: str
    format: Format
    blocks: tuple[Block, ...]
    pages: int | None = None
    title: str | None = None
    around: tuple[Surrounding, ...] = ()
    warnings: tuple[str, ...] = field(default=())
    trouble: str = ""
