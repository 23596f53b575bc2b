"""The one rule for totals that are left blank or contradict their parts: which figure is used, and over what shares are taken.

- A printed total that its parts agree with, or that has none, is used as it stands (``printed``).
- A blank total is what its parts add up to, where each of them is a number or proven to be zero (``derived``).
- A printed total that contradicts its parts (``contradicted``) is used where another sum of the form holds with it, as
  where every request partly granted was counted in two rows. Without such support the larger of the two is used: a
  whole is not smaller than its parts, while parts may be left out.
- Shares are taken over the larger of the two as well, so that they never make more than a whole.

Nothing printed is replaced: frames of the tables stay as they are, and whatever rests on such a total says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Literal, NamedTuple, TypeAlias

import pandas as pd

from gkstats.frames import Column, table_frame
from gkstats.records import Records
from gkstats.sums import Cell, Cells, Number, Sum, agree, cells_of, sums_of, zero_cells

__all__ = ["BASES", "TOTALS", "Basis", "Settled", "Total", "said", "settle", "totals_frame"]

Basis: TypeAlias = Literal["printed", "derived", "contradicted"]
BASES: Final = ("printed", "derived", "contradicted")
TOTALS: Final = (
    Column("table", "string", "table of the form"),
    Column("row", "string", "code of the row"),
    Column("column", "string", "code of the column"),
    Column("basis", "string", "derived: left blank; contradicted: its parts add to something else"),
    Column("value", "Float64", "the figure that is used"),
    Column("printed", "Float64", "the figure as printed, NA where it is left blank"),
    Column("added", "Float64", "what the parts add to; shares are taken over it"),
    Column("note", "string", "the same in words"),
)


class Total(NamedTuple):
    """A total that is not simply printed. ``value`` is the figure that is used, ``added`` what the parts add up to."""

    cell: Cell
    basis: Basis
    value: Number
    printed: Number | None
    added: Number
    parts: tuple[Cell, ...]
    across: bool
    """Whether the parts are columns of the total's row; else they are rows of its column."""


@dataclass(frozen=True, slots=False, eq=False)
class Settled:
    """The figures of a report's tables as everything computed takes them.

    Attributes
    ----------
    cells : mapping
        The cells as printed, None where there is no number.
    zeros : frozenset of cell
        Blank or missing cells that must stand for zero, as sums hold without them.
    totals : tuple of Total
        Totals that are derived or contradicted, each once for each direction in which its parts are printed.
    derived : bool
        Whether shares are taken over what parts add up to, where that exceeds the printed total.
    """

    cells: Cells
    zeros: frozenset[Cell]
    totals: tuple[Total, ...]
    derived: bool = True

    @cached_property
    def _by_cell(self) -> Mapping[Cell, Total]:
        first: dict[Cell, Total] = {}
        for total in self.totals:
            first.setdefault(total.cell, total)
        return first

    def total(self, cell: Cell) -> Total | None:
        """Return what is said of a total that is not simply printed; None for every other cell."""
        return self._by_cell.get(cell)

    def value(self, cell: Cell) -> Number | None:
        """Return the figure of a cell that is used: as printed, derived, or zero where that is proven."""
        found = self._by_cell.get(cell)
        if found is not None:
            return found.value
        printed = self.cells.get(cell)
        return 0 if printed is None and cell in self.zeros else printed

    def as_printed(self) -> Settled:
        """Return the same without anything derived: contradicted totals stay marked, and are used as printed."""
        kept = tuple(one._replace(value=one.printed) for one in self.totals if one.printed is not None)
        return replace(self, totals=kept, derived=False)

    def whole(self, cell: Cell, parts: Iterable[Cell]) -> Number | None:
        """Return what shares of `parts` are taken over, given the cell of their total."""
        asked = set(parts)
        for total in self.totals:
            if self.derived and total.cell == cell and asked and asked <= set(total.parts):
                return max(total.added, total.value)
        return self.value(cell)


def settle(forms: Iterable[str], cells: Cells) -> Settled:
    """Decide which figure of every total of a report is used.

    Parameters
    ----------
    forms : iterable of str
        Ids of the forms whose sums apply.
    cells : mapping
        The printed cells with their numbers, None for one without.

    Examples
    --------
    >>> row = {"upheld": 10, "corrected": 1, "other": 0, "pending": 0, "total": 0}
    >>> cells = {("reviews", "reconsideration", column): value for column, value in row.items()}
    >>> [(one.basis, one.value, one.printed) for one in settle(["national-2021"], cells).totals]
    [('contradicted', 11, 0)]
    """
    used = tuple(forms)
    zeros = frozenset(zero_cells(used, cells))
    filled: dict[Cell, Number | None] = {**cells, **dict.fromkeys(zeros, 0)}
    # Totals of rows first: the total of a column is made of them.
    across = [found for one in _sums(used, filled, "columns") if (found := _total(one, cells, filled, used))]
    doubted = _doubted(across, cells, filled, used)
    across = [one for one in across if one.cell not in doubted]
    filled |= {one.cell: one.value for one in across}
    down = [found for one in _sums(used, filled, "rows") if (found := _total(one, cells, filled, used))]
    return Settled(cells, zeros, (*across, *down))


def _sums(forms: Sequence[str], cells: Cells, axis: str) -> list[Sum]:
    return [one for one in sums_of(forms, cells) if one.identity.axis == axis and _makes_total(one)]


def _doubted(
    totals: Sequence[Total], printed: Cells, filled: Mapping[Cell, Number | None], forms: Sequence[str]
) -> set[Cell]:
    """Return the derived totals that rest on a blank read as zero, and with which a sum of their column does not hold."""
    derived = {one.cell: one.value for one in totals if one.basis == "derived"}
    unsure = {
        one.cell
        for one in totals
        if one.cell in derived and any(printed.get(part) is None for part in one.parts)
    }
    wrong = (one for one in sums_of(forms, {**filled, **derived}) if one.holds is False) if unsure else ()
    return {one.cell(name) for one in wrong for name in (*one.left, *one.right)} & unsure


def _makes_total(one: Sum) -> bool:
    """Return whether a sum must hold: lists that need not name every part make no total."""
    return len(one.identity.right) == 1 and one.identity.severity == "error"


def _total(
    one: Sum, printed: Cells, filled: Mapping[Cell, Number | None], forms: Sequence[str]
) -> Total | None:
    name = one.identity.right[0]
    cell = one.cell(name)
    found = printed.get(cell)
    parts = tuple(one.cell(part) for part in one.left)
    across = one.identity.axis == "columns"
    added = one.expected
    if added is None or (found is not None and agree(added, found)):
        return None
    left_open = any(value is None for value in one.left.values()) or any(
        one.cell(part) not in filled for part in one.absent
    )
    if found is None:
        open_ = left_open or filled.get(cell) == added
        return None if open_ else Total(cell, "derived", added, None, added, parts, across)
    if left_open and added < found:  # what is not printed may hold the rest
        return None
    value = found if _supported(one, cell, found, filled, forms) else max(found, added)
    return Total(cell, "contradicted", value, found, added, parts, across)


def _supported(
    against: Sum, cell: Cell, value: Number, filled: Mapping[Cell, Number | None], forms: Sequence[str]
) -> bool:
    """Return whether another sum of the form, in which a total stands, holds with the printed figure."""
    return any(
        one.holds
        for one in sums_of(forms, {**filled, cell: value})
        if one.identity.id != against.identity.id
        and any(one.cell(name) == cell for name in (*one.left, *one.right))
    )


def said(total: Total) -> str:
    """Say in a note how a total that is not simply printed came about.

    Examples
    --------
    >>> said(Total(("reviews", "reconsideration", "total"), "contradicted", 11, 0, 11, (), True))
    'reconsideration: parts add to 11, printed 0'
    """
    if total.basis == "derived":
        return f"{total.cell[1]}: total left blank, parts add to {total.added:,.10g}"
    return f"{total.cell[1]}: parts add to {total.added:,.10g}, printed {total.printed:,.10g}"


def totals_frame(records: Records) -> pd.DataFrame:
    """Return the totals of a report that are left blank or contradict their parts, with the columns of `TOTALS`."""
    found = settle(records.forms, cells_of(records.facts)).totals
    rows = ((*one.cell, one.basis, one.value, one.printed, one.added, said(one)) for one in found)
    return table_frame(TOTALS, rows)
