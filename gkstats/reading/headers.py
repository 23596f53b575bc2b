"""Where the columns of a block stand: under the header above its rows, wherever that names them."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from gkstats.documents.model import Run
from gkstats.forms import Block, Column
from gkstats.reading.columns import Placed, Slot, missing_from
from gkstats.reading.printed import PrintedRow, Stream
from gkstats.reading.torn import lines_placed
from gkstats.reading.under import (
    figures_begin,
    fits,
    head_of,
    header_cells,
    on_page,
    placed_under,
    usual_count,
    usual_end,
)

__all__ = ["ColumnFinder", "groups_above"]


_FARTHEST: Final = 40
"""Lines of figures between a header and the first row that is read below it: the rows of a long table."""


class ColumnFinder:
    """Finds the columns of rows that were matched.

    Parameters
    ----------
    stream : Stream
    rows : mapping of int to Block
        Positions of the rows that were matched, each with its block.
    """

    def __init__(self, stream: Stream, rows: Mapping[int, Block]) -> None:
        self._stream = stream
        self._rows = rows
        self._known: dict[tuple[int, int], Placed] = {}
        self._latest: dict[tuple[object, int], Placed] = {}

    def find(self, position: int) -> Placed:
        """Return the columns that the row at a position prints, and where they stand."""
        block = self._rows[position]
        grid = self._stream.rows[position].grid
        groups = [] if self._stream.lines else groups_above(self._stream, position)
        key = (groups[0].start if groups else -1 - grid, id(block))
        if key not in self._known:
            self._known[key] = self._search(grid, block, groups)
        return self._known[key]

    def _search(self, grid: int, block: Block, groups: Sequence[range]) -> Placed:
        rows = [
            self._stream.rows[i]
            for i, owner in sorted(self._rows.items())
            if owner is block and self._stream.rows[i].grid == grid
        ]
        if self._stream.lines:
            return lines_placed(rows, self._heads(block), block.columns)
        for group in (*groups, *_end_of_grid_before(self._stream, grid)):
            head = head_of(header_cells(self._stream.rows[i] for i in group), figures_begin(rows))
            found = placed_under(head, block.columns, rows)
            if found is not None:
                self._latest[self._stream.widths[grid], id(block)] = found
                self._latest[None, id(block)] = found
                return found
        return self._continued(grid, block, rows) or _without_header(
            block.columns, rows, headed=_is_headed(self._stream, groups, rows)
        )

    def _heads(self, block: Block) -> list[tuple[tuple[Run, ...], ...]]:
        """Return the lines without figures above the first row of a block, and above those before it."""
        first = min(i for i, owner in self._rows.items() if owner is block)
        above = (self._stream.rows[i].head for i in range(first, max(first - _FARTHEST, -1), -1))
        return [head for head in above if head]

    def _continued(self, grid: int, block: Block, rows: Sequence[PrintedRow]) -> Placed | None:
        """Return the columns of the table's part before this one, which has no header of its own."""
        width = self._stream.widths[grid]
        found = self._latest.get((width, id(block)))
        if found is not None and fits(rows, found.slots):
            return found if found.end is None else found._replace(end=usual_end(rows, found.slots))
        if (found := self._latest.get((None, id(block)))) is None:
            return None
        slots = tuple(
            slot._replace(trouble=slot.trouble or "column_inferred") if slot.column else slot
            for slot in found.slots
        )
        return found._replace(slots=slots, extent=False, usual=usual_count(rows))


def groups_above(stream: Stream, position: int, *, inclusive: bool = False) -> list[range]:
    """Return the runs of rows without figures above a row of a grid, or with it, the nearest first."""
    rows, figured = stream.rows, stream.figured
    grid = rows[position].grid
    groups: list[range] = []
    stop = position + inclusive
    while stop and rows[stop - 1].grid == grid:
        start = stop
        while start and not figured[start - 1] and rows[start - 1].grid == grid:
            start -= 1
        if start < stop:
            groups.append(range(start, stop))
            stop = start
        else:
            stop -= 1
    return groups


def _end_of_grid_before(stream: Stream, grid: int) -> list[range]:
    """Return the rows without figures that end the grid before one: its header, where a page ends below that."""
    stop = next(i for i, row in enumerate(stream.rows) if row.grid == grid)
    if not stop or stream.widths[grid] != stream.widths[stream.rows[stop - 1].grid]:
        return []
    return groups_above(stream, stop - 1, inclusive=True)[:1] if not stream.rows[stop - 1].has_figures else []


def _is_headed(stream: Stream, groups: Sequence[range], rows: Sequence[PrintedRow]) -> bool:
    """Return whether something that looks like a header stands above rows: words over their figures, side by side."""
    above = ([stream.rows[i] for i in group] for group in groups)
    return any(len(head_of(header_cells(some), figures_begin(rows)).leaves) > 1 for some in above)


def _without_header(columns: Sequence[Column], rows: Sequence[PrintedRow], *, headed: bool) -> Placed:
    """Return the columns in the order of the form, where no header is printed and there are as many places."""
    count = usual_count(rows)
    for some in variants(tuple(columns)):
        if not headed and len(some) == count:
            learnt = _learnt(rows, count) if on_page(rows) else None
            reach = learnt or [(n, n + 1) for n in range(count)]
            trouble = "by_place" if len(columns) > 1 else ""
            slots = tuple(
                Slot(column, x0, x1, trouble=trouble) for column, (x0, x1) in zip(some, reach, strict=True)
            )
            missing = missing_from(columns, slots)
            return Placed(slots, extent=learnt is not None, usual=count, missing=missing)
    return Placed((), extent=False, missing=missing_from(columns, ()))


@functools.cache
def variants(columns: tuple[Column, ...]) -> list[tuple[Column, ...]]:
    """Return the columns that may be printed: all, or those without which the form is not filled in."""
    required = tuple(column for column in columns if not column.optional)
    return [columns] if required == columns else [columns, required]


def _learnt(rows: Iterable[PrintedRow], count: int) -> list[tuple[float, float]] | None:
    """Take the places from the rows that print a cell for each of them."""
    full = [row.values for row in rows if row.placed and len(row.values) == count]
    if not full:
        return None
    return [(min(c.x0 for c in cells), max(c.x1 for c in cells)) for cells in zip(*full, strict=True)]
