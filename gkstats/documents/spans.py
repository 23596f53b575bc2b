"""Cells with row and column spans, as HTML writes them, to a grid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from gkstats.documents.model import Anchor, Cell, Table

__all__ = ["SpannedCell", "lay_out"]

WIDEST: Final = 200
"""Most columns of a grid; the widest form has fifteen."""
_SLIP: Final = 30
"""A column span beyond this is a slip, and reaches as far as the other rows do."""


class SpannedCell(NamedTuple):
    """A cell in the order in which its row writes it; a row span of 0 reaches to the last row."""

    text: str
    row_span: int
    column_span: int
    anchor: Anchor
    column: int | None = None
    """Where it begins, if the format says so."""


def lay_out(rows: Sequence[Iterable[SpannedCell]], anchor: Anchor) -> Table:
    """Place each cell in the first free column of its row; spans are clipped at the last row and column.

    Examples
    --------
    >>> here = Anchor()
    >>> table = lay_out([[SpannedCell("a", 99, 1, here), SpannedCell("b", 1, 2, here)],
    ...                  [SpannedCell("c", 1, 1, here), SpannedCell("d", 1, 1, here)]], here)
    >>> [(cell.text, cell.row, cell.column, cell.row_span) for cell in table.cells]
    [('a', 0, 0, 2), ('b', 0, 1, 1), ('c', 1, 1, 1), ('d', 1, 2, 1)]
    """
    written = [tuple(row) for row in rows]
    if any(cell.column_span > _SLIP for row in written for cell in row):
        return _place(written, anchor, _place(written, anchor, 1).columns)
    return _place(written, anchor, WIDEST)


def _place(rows: Sequence[Sequence[SpannedCell]], anchor: Anchor, reach: int) -> Table:
    """Place the cells; a span that is a slip reaches to column `reach` at most."""
    height = len(rows)
    busy_until: dict[int, int] = {}  # column -> first row below the cell that holds it
    cells = []
    width = 0
    for r, row in enumerate(rows):
        column = 0
        for text, down, across, place, fixed in row:
            column = column if fixed is None else fixed
            while fixed is None and busy_until.get(column, 0) > r:
                column += 1
            if column >= WIDEST:
                break
            across = max(1, min(across, (reach if across > _SLIP else WIDEST) - column))
            down = height - r if down == 0 else max(1, min(down, height - r))
            cells.append(Cell(r, column, down, across, text, place))
            if down > 1:
                for covered in range(column, column + across):
                    busy_until[covered] = max(busy_until.get(covered, 0), r + down)
            column += across
            width = max(width, column)
    return Table(tuple(cells), height, width, anchor)
