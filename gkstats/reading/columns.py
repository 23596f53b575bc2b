"""Which column of the form a printed figure belongs to: by the header above it, never by its number alone."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from gkstats.chinese import label_key, label_similarity
from gkstats.forms import Column
from gkstats.reading.alignment import align
from gkstats.reading.labels import column_similarity
from gkstats.reading.printed import PrintedCell, PrintedRow

__all__ = [
    "Assigned",
    "Interval",
    "Placed",
    "assign",
    "find_columns",
    "learn_columns",
]


class Interval(NamedTuple):
    """How far a column reaches."""

    x0: float
    x1: float

    @property
    def centre(self) -> float:
        """The middle of the column."""
        return (self.x0 + self.x1) / 2


class Placed(NamedTuple):
    """The columns that a table prints, and where they stand; None where no header says so."""

    columns: tuple[Column, ...]
    intervals: tuple[Interval, ...] | None


class Assigned(NamedTuple):
    """The cell of each column (None where nothing is printed), and the trouble with it, empty where it is plain."""

    cells: tuple[PrintedCell | None, ...]
    troubles: tuple[str, ...]


_HEADER_ENOUGH: Final = 0.6
"""Share of a form's columns that a header must name before it is taken for one."""
_SPANNER: Final = 0.75
"""Similarity from which a cell above others is the label that a form prints there."""


def find_columns(
    rows: Sequence[PrintedRow], columns: Sequence[Column], *, spanned: bool = False
) -> tuple[Interval, ...] | None:
    """Find the columns of a form in the header rows of one grid.

    Parameters
    ----------
    rows : sequence of PrintedRow
        The rows that may be headers, from top to bottom.
    columns : sequence of Column
        What the form expects, from left to right.
    spanned : bool
        Whether the labels that the columns stand beneath must be printed, too; without them, columns of the same
        wording cannot be told apart.

    Returns
    -------
    tuple of Interval or None
        One for each column, or None when too few of them are named. A column whose header cannot be read
        takes the gap between its neighbours.
    """
    cells = tuple(
        _Header(cell.text, cell.x0, cell.x1)
        for row in rows
        for cell in row.cells
        if cell.own and cell.text.strip()
    )
    return _columns_below(cells, tuple(columns), spanned)


class _Header(NamedTuple):
    """A cell of a header, wherever it is printed."""

    text: str
    x0: float
    x1: float

    @property
    def centre(self) -> float:
        """The middle of the cell."""
        return (self.x0 + self.x1) / 2


# Grids of the same template have the same headers, and forms share them.
@functools.lru_cache(maxsize=1024)
def _columns_below(
    cells: tuple[_Header, ...], columns: tuple[Column, ...], spanned: bool
) -> tuple[Interval, ...] | None:
    leaves = _leaves(cells)
    above = [_spanners(leaf, cells, columns) for leaf in leaves]
    if spanned and not any(above):
        return None

    def similarity(first: int, _: int) -> list[float]:
        # 总计 under 行政诉讼 is not 总计 under 行政复议, however alike.
        return [
            0.0
            if column.under is not None and above[first] and column.under not in above[first]
            else column_similarity(leaves[first].text, column)
            for column in columns
        ]

    matches = align(len(leaves), len(columns), similarity)
    if len(matches) < max(1, _HEADER_ENOUGH * len(columns)):
        return None
    found: list[Interval | None] = [None] * len(columns)
    for match in matches:
        leaf = leaves[match.first]
        found[match.expected] = Interval(leaf.x0, leaf.x1)
    return _filled(found)


def _leaves(cells: Sequence[_Header]) -> list[_Header]:
    """Return the header cells that have no other header cell below them, from left to right."""
    leaves: list[_Header] = []
    for index, cell in enumerate(cells):
        below = cells[index + 1 :]
        if not any(_inside(other, cell) for other in below):
            leaves.append(cell)
    return sorted(leaves, key=lambda c: c.centre)


def _spanners(leaf: _Header, cells: Sequence[_Header], columns: Sequence[Column]) -> set[str]:
    """Return which of the labels that columns stand beneath are printed above a header cell."""
    unders = {column.under for column in columns if column.under is not None}
    found = set()
    for cell in cells:
        if cell is not leaf and cell.x0 - 1e-6 <= leaf.centre <= cell.x1 + 1e-6:
            found |= {under for under in unders if _is_spanner(cell.text, under)}
    return found


@functools.lru_cache(maxsize=4096)
def _is_spanner(text: str, under: str) -> bool:
    return label_similarity(label_key(text), label_key(under)) > _SPANNER


def _inside(inner: _Header, outer: _Header) -> bool:
    return outer.x0 - 1e-6 <= inner.centre <= outer.x1 + 1e-6 and inner.text != outer.text


def _filled(found: list[Interval | None]) -> tuple[Interval, ...] | None:
    known = [index for index, interval in enumerate(found) if interval is not None]
    result: list[Interval] = []
    for index, interval in enumerate(found):
        if interval is not None:
            result.append(interval)
            continue
        left = max((k for k in known if k < index), default=None)
        right = min((k for k in known if k > index), default=None)
        if left is None or right is None:
            return None  # an outer column without a header could be anywhere
        start, end = found[left].x1, found[right].x0  # type: ignore[union-attr]
        if end <= start:
            return None
        step = (end - start) / (right - left - 1)
        result.append(Interval(start + step * (index - left - 1), start + step * (index - left)))
    return tuple(result)


def learn_columns(rows: Sequence[PrintedRow], count: int) -> tuple[Interval, ...] | None:
    """Take the columns from the rows that print exactly `count` cells behind their label.

    Where these rows do not stand in the same columns, as in text set for another width of Chinese characters, their
    places mean nothing, and there are none.
    """
    full = [row.values for row in rows if row.placed and len(row.values) == count]
    if not full:
        return _piled(rows, count)
    learnt = tuple(
        Interval(min(c.x0 for c in cells), max(c.x1 for c in cells)) for cells in zip(*full, strict=True)
    )
    apart = all(left.centre < right.x0 and left.x1 < right.centre for left, right in pairwise(learnt))
    return learnt if apart else None


def _piled(rows: Sequence[PrintedRow], count: int) -> tuple[Interval, ...] | None:
    """Take the columns from where the figures of all rows stand above each other on a page, if there are `count`."""
    cells = sorted(
        (cell for row in rows for cell in row.values if cell.anchor.box is not None and cell.text.strip()),
        key=lambda cell: cell.x0,
    )
    piles: list[Interval] = []
    for cell in cells:
        if piles and cell.x0 < piles[-1].x1:
            piles[-1] = Interval(piles[-1].x0, max(piles[-1].x1, cell.x1))
        else:
            piles.append(Interval(cell.x0, cell.x1))
    return tuple(piles) if len(piles) == count else None


def assign(row: PrintedRow, place: Placed) -> Assigned:
    """Give each column its cell of the row.

    The header decides. Only where it says nothing, and the row prints one cell for each column, their order does.
    A figure that cannot be placed is left out here, and the note says so: a wrong place is worse than none.
    """
    count = len(place.columns)
    intervals = place.intervals if row.placed else None
    values = _behind_label(row, intervals)
    if len(values) == count:
        return Assigned(tuple(values), ("",) * count)
    if intervals is None:
        figures = [cell for cell in values if cell.text.strip()]
        if len(figures) == count:
            return Assigned(tuple(figures), ("",) * count)
        return Assigned((None,) * count, ("row_short" if figures else "",) * count)
    return _by_overlap(values, intervals)


def _behind_label(row: PrintedRow, intervals: Sequence[Interval] | None) -> Sequence[PrintedCell]:
    if intervals is None:
        return row.values
    start, end = intervals[0]
    half = (end - start) / 2
    # A header cell may be wider or narrower than the column below it, so the middle decides.
    within = [cell for cell in row.cells[: row.labels] if cell.centre > start and cell.x0 >= start - half]
    return [*within, *(cell for cell in row.cells[row.labels :] if cell.centre > start - half)]


def _by_overlap(values: Sequence[PrintedCell], intervals: Sequence[Interval]) -> Assigned:
    cells: list[PrintedCell | None] = [None] * len(intervals)
    troubles = [""] * len(intervals)
    for cell in values:
        covered = [i for i, interval in enumerate(intervals) if cell.x0 < interval.centre < cell.x1]
        home = covered[0] if covered else _nearest(cell, intervals)
        if len(covered) > 1 and cell.text.strip():
            for index in covered:
                troubles[index] = "merged"
        present = cells[home]
        if present is None or not present.text.strip():
            cells[home] = cell
        elif cell.text.strip():
            cells[home] = present._replace(text=f"{present.text} {cell.text}")
            troubles[home] = "doubled"
    return Assigned(tuple(cells), tuple(troubles))


def _nearest(cell: PrintedCell, intervals: Sequence[Interval]) -> int:
    return min(range(len(intervals)), key=lambda i: abs(intervals[i].centre - cell.centre))
