"""Tables that hold more than cells: what arranges a page is taken apart, what holds figures stays a grid."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from typing import Final, NamedTuple

from gkstats.documents.marks import PICTURE, is_figure
from gkstats.documents.model import Anchor, Block, Paragraph, Table
from gkstats.documents.spans import SpannedCell, lay_out
from gkstats.documents.text import paragraph_of

__all__ = ["CellContent", "Piece", "arrange", "text_of", "with_pictures"]

_LONG: Final = 400
"""Characters from which a cell with sentences is a part of the page: no label of a form is a third as long."""
_SECTION: Final = re.compile(r"\s*[一二三四五六七]\s*[、．]\s*\S")
"""What a row of one cell begins with where it is a heading between tables."""


class Piece(NamedTuple):
    """A block, and how many of its characters are links."""

    block: Block
    links: int = 0

    @property
    def path(self) -> str:
        """The path of the element it comes from."""
        anchor = self.block.anchor if isinstance(self.block, Table) else self.block.lines[0].anchor
        return anchor.path or ""


class CellContent(NamedTuple):
    """What stands in a cell, in the order in which its row writes it; a row span of 0 reaches to the last row."""

    pieces: Sequence[Piece]
    row_span: int
    column_span: int
    anchor: Anchor
    column: int | None = None
    """Where it begins, if the format says so; otherwise it follows the cell before it."""


def with_pictures(pieces: list[Piece]) -> list[Piece]:
    """Return what stands in a cell, with the signs for pictures only where they may be a figure or its digits."""
    if not any(isinstance(piece.block, Paragraph) and PICTURE in piece.block.text for piece in pieces):
        return pieces
    words = text_of([piece.block for piece in pieces]).replace(PICTURE, "").strip()
    if not words or is_figure(words):
        return pieces
    kept = []
    for piece in pieces:
        if isinstance(piece.block, Paragraph) and PICTURE in piece.block.text:
            lines = [line._replace(text=line.text.replace(PICTURE, "").strip()) for line in piece.block.lines]
            lines = [line for line in lines if line.text]
            if lines:
                kept.append(Piece(replace(paragraph_of(lines), heading=piece.block.heading), piece.links))
        else:
            kept.append(piece)
    return kept


def arrange(rows: Sequence[Sequence[CellContent]], anchor: Anchor) -> Iterator[Piece]:
    """Yield a table as it is, or, where cells hold tables or long prose, those in their place between its parts.

    Rows that hold nothing of the kind stay together as grids: a whole report may stand in one table, and then rows of
    one cell are its headings.
    """
    opened_rows = [any(map(_is_part_of_page, row)) for row in rows]
    if any(opened_rows):
        opened_rows = [opened or _is_heading(row) for opened, row in zip(opened_rows, rows, strict=True)]
    for opened, group in groupby(zip(opened_rows, rows, strict=True), key=itemgetter(0)):
        part = [row for _, row in group]
        if opened:
            yield from (piece for row in part for cell in row for piece in cell.pieces)
            continue
        table = lay_out([[flat for cell in row for flat in _flat(cell)] for row in part], anchor)
        if table.columns > 1:
            yield Piece(table, sum(piece.links for row in part for cell in row for piece in cell.pieces))
        else:  # a frame around text
            yield from (piece for row in part for cell in row for piece in cell.pieces)


def _is_heading(row: Sequence[CellContent]) -> bool:
    if len(row) != 1 or not row[0].pieces:
        return False
    block = row[0].pieces[0].block
    return isinstance(block, Paragraph) and _SECTION.match(block.text) is not None


def _flat(cell: CellContent) -> Iterator[SpannedCell]:
    """Yield a cell as it takes part in its row: a table of one row in it stands for that many cells."""
    if _is_row(cell):
        for inner in cell.pieces[0].block.cells:  # type: ignore[union-attr]
            column = None if cell.column is None else cell.column + inner.column
            yield SpannedCell(inner.text, cell.row_span, inner.column_span, inner.anchor, column)
    else:
        text = text_of(piece.block for piece in cell.pieces)
        yield SpannedCell(text, cell.row_span, cell.column_span, cell.anchor, cell.column)


def _is_row(cell: CellContent) -> bool:
    block = cell.pieces[0].block if len(cell.pieces) == 1 else None
    return isinstance(block, Table) and block.rows == 1


def text_of(blocks: Iterable[Block]) -> str:
    """Return blocks as the text of a cell, a line each."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            lines += [line.text for line in block.lines]
        else:
            lines += [cell.text for cell in block.cells if cell.text]
    return "\n".join(lines)


def _is_part_of_page(cell: CellContent) -> bool:
    if _is_row(cell):
        return False
    length = stops = 0
    for piece in cell.pieces:
        if isinstance(piece.block, Paragraph):
            length += len(piece.block.text)
            stops += piece.block.text.count("。")
        elif sum(1 for inner in piece.block.cells if inner.text) > 1:
            return True
    return stops > 0 and (length > _LONG or (stops > 2 and len(cell.pieces) > 3))
