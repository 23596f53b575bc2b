"""The sums that the forms declare, tried on the cells of a report: strictly, and with blanks as zero."""

from __future__ import annotations

import fnmatch
import functools
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, Protocol, TypeAlias

from gkstats.forms import Identity, get_form
from gkstats.records import FactKind

__all__ = [
    "Cell",
    "Cells",
    "Number",
    "Printed",
    "Sum",
    "agree",
    "cells_of",
    "sums_of",
    "without_subtotals",
    "zero_cells",
]

Number: TypeAlias = int | float
Cell: TypeAlias = tuple[str, str, str]
"""Table, row and column."""
Cells: TypeAlias = Mapping[Cell, Number | None]
"""The cells that a report prints, with their values; None for one without a number."""


class Sum(NamedTuple):
    """An identity tried in one row or column; codes with their values on both sides of the equals sign."""

    identity: Identity
    line: str
    """The column of an identity over rows, the row of one over columns."""
    left: Mapping[str, Number | None]
    right: Mapping[str, Number | None]
    absent: tuple[str, ...] = ()
    """Codes of the left side that the report does not print at all."""

    def cell(self, name: str) -> Cell:
        """Return the cell of a code on either side."""
        by_rows = self.identity.axis == "rows"
        return (self.identity.table, *((name, self.line) if by_rows else (self.line, name)))

    @property
    def expected(self) -> Number | None:
        """What the parts add up to, blanks read as zero; None when no part is a number."""
        return _total(self.left)

    @property
    def found(self) -> Number | None:
        """What the other side says; None when its first cell, the total, is left blank."""
        return None if self.right[self.identity.right[0]] is None else _total(self.right)

    @property
    def holds(self) -> bool | None:
        """Whether it adds up; None where one side is not printed: a blank total is neither right nor wrong."""
        expected, found = self.expected, self.found
        return None if expected is None or found is None else agree(expected, found)


def agree(expected: Number, found: Number) -> bool:
    """Return whether two sums are the same, but for what computing with decimals leaves."""
    return expected == found or round(found - expected, 6) == 0


class _Line(NamedTuple):
    line: str
    left: tuple[tuple[str, Cell], ...]
    right: tuple[tuple[str, Cell], ...]
    key: tuple[str, str, str]


class Printed(Protocol):
    """What of a `Fact` makes a cell."""

    @property
    def table(self) -> str:
        """Table."""

    @property
    def row(self) -> str:
        """Row."""

    @property
    def column(self) -> str:
        """Column."""

    @property
    def value(self) -> Number | None:
        """Value, None for one without a number."""

    @property
    def kind(self) -> FactKind:
        """Whether it is a number."""


def cells_of(facts: Iterable[Printed]) -> dict[Cell, Number | None]:
    """Return the cells of the statutory tables that a report prints in rows and columns that a form knows."""
    return {
        (fact.table, fact.row, fact.column): fact.value if fact.kind == "number" else None
        for fact in facts
        if fact.column and not fact.row.startswith("unmatched") and not fact.column.startswith("unmatched")
    }


def sums_of(forms: Iterable[str], cells: Cells, only: str | None = None) -> Iterator[Sum]:
    """Try every identity of the forms, or one by its id, wherever its cells are printed, each place once."""
    tried: set[tuple[str, str, str]] = set()
    for form in forms:
        for identity in get_form(form).identities:
            if only is not None and identity.id != only:
                continue
            for line, left_cells, right_cells, key in _lines(form, identity.id):
                if key in tried:
                    continue
                left = {name: cells[cell] for name, cell in left_cells if cell in cells}
                right = {name: cells[cell] for name, cell in right_cells if cell in cells}
                if left and identity.right[0] in right:
                    tried.add(key)
                    absent = tuple(name for name, _ in left_cells if name not in left)
                    yield Sum(identity, line, without_subtotals(left), right, absent)


@functools.cache
def _lines(form_id: str, identity_id: str) -> tuple[_Line, ...]:
    """Expand an identity over its table, once: reports are many, forms few."""
    form = get_form(form_id)
    identity = next(i for i in form.identities if i.id == identity_id)
    table = form.table(identity.table)
    names: dict[str, list[str]] = {}
    for row, column, _ in table.cells() if table else ():
        line, name = (column, row) if identity.axis == "rows" else (row, column)
        names.setdefault(line, []).append(name)
    return tuple(
        _Line(
            line,
            _expand(identity, line, identity.left, found),
            _expand(identity, line, identity.right, found),
            (identity.id, identity.table, line),
        )
        for line, found in names.items()
    )


def _expand(
    identity: Identity, line: str, patterns: Iterable[str], names: list[str]
) -> tuple[tuple[str, Cell], ...]:
    expanded = dict.fromkeys(name for pattern in patterns for name in fnmatch.filter(names, pattern))
    one = Sum(identity, line, {}, {})
    return tuple((name, one.cell(name)) for name in expanded)


def without_subtotals(cells: Mapping[str, Number | None]) -> dict[str, Number | None]:
    """Count once what is printed as a subtotal and in parts, as （六）其他处理 may be: the parts where they have figures."""
    above = _above(tuple(cells))
    if not above:
        return dict(cells)
    known = {name for name, value in cells.items() if value is not None}
    whole = {name for name in above if not any(other.startswith(f"{name}.") for other in known)}
    return {
        name: value
        for name, value in cells.items()
        if (name not in above or name in whole)
        and not (value is None and any(name.startswith(f"{other}.") for other in whole & known))
    }


# Reports are many, the sets of rows that they print few.
@functools.lru_cache(maxsize=1 << 14)
def _above(names: tuple[str, ...]) -> frozenset[str]:
    """Return the names that other names are parts of."""
    return frozenset({name[:dot] for name in names for dot in _dots(name)} & set(names))


def _dots(name: str) -> Iterator[int]:
    return (position for position, character in enumerate(name) if character == ".")


def _total(cells: Mapping[str, Number | None]) -> Number | None:
    known = [value for value in cells.values() if value is not None]
    return sum(known) if known else None


def zero_cells(forms: Iterable[str], cells: Cells) -> set[Cell]:
    """Return the cells without a number that must stand for zero, as the figures beside them make up the total.

    Counts are never negative, so what is blank or left out on one side of a sum that holds without it hides nothing;
    unless another sum that it stands in does not hold without it. A cell that is proven so may prove others: a column
    whose total is zero holds nothing else.
    """
    used = tuple(forms)
    proven: set[Cell] = set()
    while True:
        more = _zeros(used, {**cells, **dict.fromkeys(proven, 0)} if proven else cells) - proven
        if not more:
            return proven
        proven |= more


def _zeros(forms: Iterable[str], cells: Cells) -> set[Cell]:
    proven: set[Cell] = set()
    doubtful: set[Cell] = set()
    for one in sums_of(forms, cells):
        left = [*(name for name, value in one.left.items() if value is None), *one.absent]
        right = [name for name, value in one.right.items() if value is None]
        if (_total(one.left) or 0) != (_total(one.right) or 0):
            # A total that is blank altogether says nothing of its parts.
            open_ = right if len(right) == len(one.right) else [*left, *right]
            doubtful.update(one.cell(name) for name in open_)
        elif not (left and right):
            proven.update(one.cell(name) for name in left or right)
    return proven - doubtful
