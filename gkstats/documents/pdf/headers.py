"""Headers that a page break parts from their table: what stands at the foot of a page goes with what follows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from gkstats.documents.model import Block, Table
from gkstats.documents.pdf.lattice import SNAP

__all__ = ["join_headers"]

_FIGURE: Final = re.compile(r"\d")


def join_headers(blocks: Sequence[Block]) -> list[Block]:
    """Join a table without a figure that ends a page with the one of the same width that begins the next.

    Tables with figures stay apart: a row that the break tears is put together where rows are known.
    """
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if isinstance(last, Table) and isinstance(block, Table) and _goes_on(last, block):
            joined[-1] = _join(last, block)
        else:
            joined.append(block)
    return joined


def _goes_on(first: Table, second: Table) -> bool:
    one, other = first.anchor.box, second.anchor.box
    if (
        one is None
        or other is None
        or first.anchor.page is None
        or second.anchor.page != first.anchor.page + 1
    ):
        return False
    same = abs(one[0] - other[0]) <= SNAP and abs(one[2] - other[2]) <= SNAP
    return same and not any(_FIGURE.search(cell.text) for cell in first.cells)


def _join(first: Table, second: Table) -> Table:
    """Put one table below the other; their columns are those of either."""
    edges: list[float] = []
    for x in sorted(
        x
        for table in (first, second)
        for cell in table.cells
        if cell.anchor.box
        for x in (cell.anchor.box[0], cell.anchor.box[2])
    ):
        if not edges or x - edges[-1] > SNAP:
            edges.append(x)

    def column(x: float) -> int:
        return min(range(len(edges)), key=lambda n: abs(edges[n] - x))

    cells = []
    for table, above in ((first, 0), (second, first.rows)):
        for cell in table.cells:
            left, _, right, _ = cell.anchor.box or (edges[0], 0.0, edges[-1], 0.0)
            start = column(left)
            cells.append(
                cell._replace(row=cell.row + above, column=start, column_span=max(1, column(right) - start))
            )
    return Table(tuple(cells), first.rows + second.rows, len(edges) - 1, first.anchor)
