"""Which column a printed figure belongs to: the one under whose header it stands, or none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from gkstats.forms import Column
from gkstats.reading.printed import PrintedCell, PrintedRow

__all__ = ["Assigned", "Given", "Placed", "Slot", "assign", "missing_from", "nearest", "row_end"]


class Slot(NamedTuple):
    """A printed column: the column of the form that it is, None where it is none, and how far it reaches."""

    column: Column | None
    x0: float
    x1: float
    header: str = ""
    trouble: str = ""

    @property
    def centre(self) -> float:
        """The middle of the column."""
        return (self.x0 + self.x1) / 2


class Placed(NamedTuple):
    """The columns that a table prints, from left to right.

    ``extent`` says whether the reach of the slots means anything; lines of text may have only an order, and have it in
    any case (``ordered``). ``end`` is where
    rows usually end, None on a page, where every cell has its own place; ``usual`` is how many cells they usually have
    behind the label. ``missing`` are the columns of the form that are not among them, although it must print them or
    something may be one of them (`missing_from`).
    """

    slots: tuple[Slot, ...]
    extent: bool
    end: float | None = None
    usual: int | None = None
    missing: tuple[Column, ...] = ()
    ordered: bool = False

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the form that are printed."""
        return tuple(slot.column for slot in self.slots if slot.column is not None)


def missing_from(columns: Sequence[Column], slots: Sequence[Slot]) -> tuple[Column, ...]:
    """Return the columns of a form that are not among those printed, and should or might be.

    One that may be left out is missed where figures stand in a column that no header names: they may be its own.
    """
    found = {slot.column for slot in slots}
    unsure = any(slot.column is None or slot.trouble == "by_place" for slot in slots)
    return tuple(c for c in columns if c not in found and (unsure or not c.optional))


class Given(NamedTuple):
    """What a row prints in a column: a cell, None where it prints none, and the trouble with it."""

    slot: Slot
    cell: PrintedCell | None
    trouble: str


class Assigned(NamedTuple):
    """What a row prints in each column; nothing where ``trouble`` says why its figures could not be placed."""

    given: tuple[Given, ...]
    trouble: str = ""


def assign(row: PrintedRow, place: Placed) -> Assigned:
    """Give each printed column its cell of the row.

    Where the cells have places, these decide. A row with a cell too few or too many, in a format that has no places of
    its own, is given to no columns: all that stands behind the gap would move. A figure that cannot be placed is left
    out here, and the trouble says so: a wrong place is worse than none.
    """
    if not place.slots:
        return Assigned((), "column_ambiguous")
    plain = place.ordered and len(row.values) == len(place.slots)
    if place.extent and row.placed and not plain and _regular(row, place):
        return _by_overlap(_behind_label(row, place.slots), place.slots)
    return _in_order(row, place)


def _regular(row: PrintedRow, place: Placed) -> bool:
    return place.end is None or (bool(row.cells) and row_end(row) == place.end)


def row_end(row: PrintedRow) -> float:
    """Return how far a row reaches."""
    return max(cell.x1 for cell in row.cells)


def _in_order(row: PrintedRow, place: Placed) -> Assigned:
    """Give the columns their cells one by one: where a row has as many as there are columns, no other way is left."""
    count = len(place.slots)
    values: Sequence[PrintedCell] = row.values
    if len(values) != count or place.usual not in (None, count):
        values = [cell for cell in values if cell.text.strip()] if not place.extent else ()
    if len(values) == count:
        return Assigned(
            tuple(Given(slot, cell, slot.trouble) for slot, cell in zip(place.slots, values, strict=True))
        )
    return Assigned((), "row_short" if row.has_figures else "")


def _behind_label(row: PrintedRow, slots: Sequence[Slot]) -> Sequence[PrintedCell]:
    start, end = slots[0].x0, slots[0].x1
    half = (end - start) / 2
    # A header cell may be wider or narrower than the column below it, so the middle decides.
    within = [cell for cell in row.cells[: row.labels] if cell.centre > start and cell.x0 >= start - half]
    return [*within, *(cell for cell in row.cells[row.labels :] if cell.centre > start - half)]


def _by_overlap(values: Sequence[PrintedCell], slots: Sequence[Slot]) -> Assigned:
    cells: list[PrintedCell | None] = [None] * len(slots)
    troubles = [slot.trouble for slot in slots]
    centres = [slot.centre for slot in slots]
    for cell in values:
        x0, x1 = cell.x0, cell.x1
        covered = [i for i, centre in enumerate(centres) if x0 < centre < x1]
        home = covered[0] if covered else nearest(centres, cell.centre)
        if len(covered) > 1 and cell.text.strip():
            for index in covered:
                troubles[index] = "merged"
        present = cells[home]
        if present is None or not present.text.strip():
            cells[home] = cell
        elif cell.text.strip():
            cells[home] = present._replace(text=f"{present.text} {cell.text}")
            troubles[home] = "doubled"
    return Assigned(tuple(map(Given, slots, cells, troubles)))


def nearest(centres: Sequence[float], place: float) -> int:
    """Return which of some columns has its middle nearest to a place, the first of several.

    Examples
    --------
    >>> nearest([10.0, 20.0, 30.0], 25.0)
    1
    """
    distances = [abs(centre - place) for centre in centres]
    return distances.index(min(distances))
