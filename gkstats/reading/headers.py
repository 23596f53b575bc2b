"""Where the columns of a block stand, grid by grid: by its header, or by what the grids before it have shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gkstats.forms import Block, Column
from gkstats.reading.columns import Interval, Placed, find_columns, learn_columns
from gkstats.reading.printed import PrintedRow, Stream

__all__ = ["ColumnFinder"]


class ColumnFinder:
    """Finds the columns of the rows that were matched; asked in the order of the stream.

    Parameters
    ----------
    stream : Stream
    headers : mapping of int to int
        Position of every recognised header row, to the identity of the block that it heads.
    rows : sequence of int
        Positions of the rows that were matched.
    """

    def __init__(self, stream: Stream, headers: Mapping[int, int], rows: Sequence[int]) -> None:
        self._stream = stream
        self._headers = headers
        self._rows = rows
        self._first: dict[int, int] = {}
        for position in (*headers, *rows):
            grid = stream.rows[position].grid
            self._first[grid] = min(self._first.get(grid, position), position)
        self._known: dict[tuple[int, int], Placed] = {}
        self._latest: dict[tuple[object, int], Placed] = {}

    def find(self, position: int, block: Block) -> Placed:
        """Return the columns that the row at a position prints, and where they stand."""
        grid = self._stream.rows[position].grid
        key = (grid, id(block))
        if key not in self._known:
            self._known[key] = self._search(position, grid, block)
        return self._known[key]

    def _search(self, position: int, grid: int, block: Block) -> Placed:
        width = (self._stream.widths[grid], id(block))
        rows = [self._stream.rows[i] for i in self._rows if self._stream.rows[i].grid == grid]
        found = None if self._stream.lines else self._by_header(position, grid, block)
        if found is None:
            found = self._latest.get(width) or self._by_rows(rows, block)
        if found.intervals is not None:
            self._latest[width] = found
        return found

    def _by_header(self, position: int, grid: int, block: Block) -> Placed | None:
        own = [i for i, owner in self._headers.items() if owner == id(block) and i < position]
        above = [self._stream.rows[own[-1]]] if own else self._above(grid, position)
        for columns in _variants(block):
            intervals = find_columns(above, columns)
            if intervals is not None:
                return Placed(columns, intervals)
        return None

    def _above(self, grid: int, position: int) -> list[PrintedRow]:
        """Return the rows without figures that stand above the first matched row of a grid."""
        stop = min(self._first.get(grid, position), position)
        return [row for row in self._stream.rows[:stop] if row.grid == grid and not row.has_figures]

    def _by_rows(self, rows: Sequence[PrintedRow], block: Block) -> Placed:
        variants = _variants(block)
        for columns in variants:
            intervals: tuple[Interval, ...] | None = learn_columns(rows, len(columns))
            if intervals is not None:
                return Placed(columns, intervals)
        counts = {len(row.values) for row in rows}
        return Placed(next((c for c in variants if len(c) in counts), variants[-1]), None)


def _variants(block: Block) -> list[tuple[Column, ...]]:
    """Return the columns that may be printed: all, or those without which the form is not filled in."""
    required = tuple(column for column in block.columns if not column.optional)
    return [block.columns] if required == block.columns else [block.columns, required]
