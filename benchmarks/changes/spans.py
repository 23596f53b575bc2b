"""From the places of a grid to cells with spans, as HTML writes them."""

from __future__ import annotations

from collections.abc import Sequence

from gkstats.synthetic.content import Printed

from .model import GAP, Cell, Grid

__all__ = ["spanned"]


def spanned(grid: Grid) -> list[list[Printed]]:
    """Return the rows as HTML writes them; a merged cell that was torn apart is printed in each of its parts."""
    taken: set[tuple[int, int]] = set()
    rows: list[list[Printed]] = []
    for r, row in enumerate(grid.rows):
        shown: list[Printed] = []
        for c, cell in enumerate(row):
            if (r, c) in taken or cell.look == GAP.look:
                continue
            across = 1
            while c + across < len(row) and row[c + across] is cell and (r, c + across) not in taken:
                across += 1
            down = 1
            while _goes_on(grid.rows, cell, r + down, c, across):
                down += 1
            taken |= {(r + i, c + j) for i in range(down) for j in range(across)}
            shown.append((cell.text, down, across))
        rows.append(shown)
    return rows


def _goes_on(rows: Sequence[Sequence[Cell]], cell: Cell, row: int, start: int, across: int) -> bool:
    """Return whether a cell fills the same columns of a further row."""
    if row >= len(rows):
        return False
    below = rows[row]
    if any(other is not cell for other in below[start : start + across]) or len(below) < start + across:
        return False
    wider = start + across < len(below) and below[start + across] is cell
    return not wider and not (start and below[start - 1] is cell)
