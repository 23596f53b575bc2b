"""What stands under a header whose cells are printed over their columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from gkstats.forms import Column
from gkstats.reading.columns import Placed, Slot, missing_from, nearest, row_end
from gkstats.reading.naming import Leaf, enough, name_columns
from gkstats.reading.printed import PrintedCell, PrintedRow

__all__ = [
    "Head",
    "figures_begin",
    "fits",
    "head_of",
    "header_cells",
    "on_page",
    "placed_under",
    "usual_count",
    "usual_end",
]


class Head(NamedTuple):
    """A header: the cells right above the figures, and how far each of them reaches."""

    leaves: tuple[Leaf, ...]
    reach: tuple[tuple[float, float], ...]


def header_cells(above: Iterable[PrintedRow]) -> list[PrintedCell]:
    """Return the cells of the rows of a header, each once."""
    return [cell for row in above for cell in row.cells if cell.own and cell.text.strip()]


def figures_begin(rows: Iterable[PrintedRow]) -> float:
    """Return where the figures of rows begin."""
    return min((row.values[0].x0 for row in rows if row.values), default=float("-inf"))


def head_of(cells: Sequence[PrintedCell], start: float = float("-inf")) -> Head:
    """Return the cells of a header that have none below them, from left to right, but for those before `start`."""
    found: list[tuple[Leaf, float, float]] = []
    for index, cell in enumerate(cells):
        if cell.centre <= start or any(_beneath(other, cell) for other in cells[index + 1 :]):
            continue
        # A header that is printed twice, as at the top of a page, is one.
        if any(other.text == cell.text and x0 <= cell.centre <= x1 for other, x0, x1 in found):
            continue
        over = tuple(other.text for other in cells[:index] if other.x0 <= cell.centre <= other.x1)
        found.append((Leaf(cell.text, over), cell.x0, cell.x1))
    found.sort(key=lambda item: item[1] + item[2])
    return Head(tuple(leaf for leaf, _, _ in found), tuple((x0, x1) for _, x0, x1 in found))


def _beneath(lower: PrintedCell, upper: PrintedCell) -> bool:
    return upper.x0 <= lower.centre <= upper.x1 and lower.text != upper.text


def placed_under(head: Head, columns: tuple[Column, ...], rows: Sequence[PrintedRow]) -> Placed | None:
    """Return the columns of a form that a header names, and where they stand; None when it names none of them.

    A column that no header names is read where the others leave exactly one place for it, and says so. Other places in
    which figures stand are columns that the form does not have.
    """
    names = name_columns(head.leaves, columns)
    if not enough(names, columns):
        return None
    slots = [
        Slot(columns[name.column], *reach, leaf.text, name.trouble)
        for leaf, reach, name in zip(head.leaves, head.reach, names, strict=True)
        if name.column is not None
    ]
    named = {name.column for name in names}
    left = [column for j, column in enumerate(columns) if j not in named]
    end = None if on_page(rows) else usual_end(rows, slots)
    free = _uncovered([row for row in rows if end is None or row_end(row) == end], slots)
    required = [column for column in left if not column.optional]
    if len(required) == len(free) == 1:
        slots.append(Slot(required[0], *free[0], _over(free[0], head), "column_inferred"))
    else:
        troubles = {
            reach: name.trouble for reach, name in zip(head.reach, names, strict=True) if name.trouble
        }
        slots += [
            Slot(None, *place, _over(place, head), _trouble_over(place, troubles) or "column_unmatched")
            for place in free
        ]
    slots.sort(key=lambda slot: slot.centre)
    missing = missing_from(columns, slots)
    return Placed(tuple(slots), extent=True, end=end, usual=usual_count(rows), missing=missing)


def _uncovered(rows: Iterable[PrintedRow], slots: Sequence[Slot]) -> list[tuple[float, float]]:
    """Return where figures stand above each other under none of the columns."""
    piles: list[tuple[float, float]] = []
    taken = [(slot.x0, slot.x1, slot.centre) for slot in slots]
    cells = [cell for row in rows for cell in row.values if cell.text.strip()]
    for cell in sorted(cells, key=lambda cell: cell.x0):
        c0, c1 = cell.x0, cell.x1
        centre = (c0 + c1) / 2
        if any(x0 < centre < x1 or c0 < middle < c1 for x0, x1, middle in taken):
            continue
        if piles and _covers(cell, *piles[-1]):
            piles[-1] = (piles[-1][0], max(piles[-1][1], cell.x1))
        else:
            piles.append((cell.x0, cell.x1))
    return piles


def fits(rows: Iterable[PrintedRow], slots: Sequence[Slot]) -> bool:
    """Return whether the figures of most rows stand each in a column of its own."""
    centres = [slot.centre for slot in slots]
    homes = (
        [nearest(centres, cell.centre) for cell in row.values if cell.text.strip()]
        for row in rows
        if row.has_figures
    )
    verdicts = Counter(len(set(places)) == len(places) for places in homes)
    return verdicts[True] >= verdicts[False]


def _covers(cell: PrintedCell, x0: float, x1: float) -> bool:
    return x0 < cell.centre < x1 or cell.x0 < (x0 + x1) / 2 < cell.x1


def _over(place: tuple[float, float], head: Head) -> str:
    """Return what is printed above a place."""
    centre = sum(place) / 2
    return " ".join(
        "".join(leaf.text.split())
        for leaf, (x0, x1) in zip(head.leaves, head.reach, strict=True)
        if x0 < centre < x1
    )


def _trouble_over(place: tuple[float, float], troubles: Mapping[tuple[float, float], str]) -> str:
    centre = sum(place) / 2
    return next((trouble for (x0, x1), trouble in troubles.items() if x0 < centre < x1), "")


def on_page(rows: Iterable[PrintedRow]) -> bool:
    """Return whether rows stand on a page, where every cell has its own place."""
    return any(row.anchor.box is not None for row in rows)


def usual_end(rows: Iterable[PrintedRow], slots: Iterable[Slot]) -> float:
    """Return where rows end as a rule; where no two of them agree, it is the header that says.

    Nor do rows say it that print no cell at all under the last column: each of them may lack another one.
    """
    last = max(slots, key=lambda slot: slot.x1)
    ends = Counter(end for row in rows if row.cells and (end := row_end(row)) > last.x0)
    header = last.x1
    ends[header] += 1
    return max(ends, key=lambda end: (ends[end], end == header))


def usual_count(rows: Iterable[PrintedRow]) -> int | None:
    """Return how many cells rows have behind their label as a rule."""
    counts = Counter(len(row.values) for row in rows if row.has_figures)
    return max(counts, key=lambda count: (counts[count], count)) if counts else None
