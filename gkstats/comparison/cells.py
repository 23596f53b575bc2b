"""The cells of two reports side by side, as far as both forms ask for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, TypeAlias

import pandas as pd

from gkstats.crosswalk.lines import family
from gkstats.forms import get_form
from gkstats.frames import Column, table_frame
from gkstats.records import Fact, Records

__all__ = ["CELLS", "compare_cells"]

CELLS: Final = (
    Column("table", "string", "table of the form"),
    Column("row", "string", "code of the row"),
    Column("column", "string", "code of the column"),
    Column("unit", "string", "unit of both figures, NA when none is known or they differ"),
    Column("earlier", "Float64", "figure of the earlier report, NA unless it prints a number", "see unit"),
    Column("later", "Float64", "figure of the later report, NA unless it prints a number", "see unit"),
    Column("difference", "Float64", "later - earlier", "see unit"),
    Column("relative", "Float64", "difference / earlier, NA where earlier is zero", "fraction"),
    Column(
        "status",
        "string",
        "same, changed, appeared (a number only later), vanished (only earlier), blank (neither), "
        "unit (numbers in units that cannot be converted)",
    ),
    Column(
        "comparable",
        "string",
        "same (counted alike) or close (the forms word it alike; whether they count alike is unknown)",
    ),
)

Key: TypeAlias = tuple[str, str, str]

# Money is printed in any of these; what is counted (件, 条, 次 ...) is counted the same whatever the measure word.
_MONEY: Final = {"元": 1, "万元": 10_000, "亿元": 100_000_000}


def compare_cells(earlier: Records, later: Records) -> pd.DataFrame:
    """Return the columns of `CELLS`, a row for each cell that one report prints and the other prints or should print.

    Codes are shared between forms where row and column mean the same, so that a cell of one form only, such as
    documents newly made (2019) and issued (2021), has no counterpart and is left out; ``attrs["one_form_only"]`` says
    how many that were. A blank is not zero: it has no difference to a number.
    """
    before, after = _printed(earlier), _printed(later)
    asked_before, asked_after = _asked(earlier) | before.keys(), _asked(later) | after.keys()
    printed = dict.fromkeys([*after, *before])
    both = [key for key in printed if key in asked_before and key in asked_after]
    footing_before, footing_after = _footing(earlier), _footing(later)
    rows = (
        (
            *_row(key, before.get(key), after.get(key)),
            "same" if footing_before.get(key) == footing_after.get(key) else "close",
        )
        for key in _in_order(both, later, earlier)
    )
    frame = table_frame(CELLS, rows)
    frame.attrs["one_form_only"] = len(printed) - len(both)
    return frame


def _printed(records: Records) -> dict[Key, Fact]:
    return {
        (fact.table, fact.row, fact.column): fact
        for fact in records.facts
        if fact.column and not fact.row.startswith("unmatched")
    }


def _asked(records: Records) -> set[Key]:
    """Return the cells that every report of the form has."""
    return {key for key, optional in _declared(records) if not optional}


def _declared(*many: Records) -> Iterator[tuple[Key, bool]]:
    for records in many:
        for form in records.forms:
            for table in get_form(form).tables:
                optional = {row.code for block in table.blocks for row in block.rows if row.optional}
                optional |= {
                    column.code for block in table.blocks for column in block.columns if column.optional
                }
                for row, column, _ in table.cells():
                    yield (table.id, row, column), bool(optional & {row, column})


def _footing(records: Records) -> dict[Key, tuple[str, ...]]:
    """Return for each cell the forms in which its code means the same."""
    return {
        (table.id, row, column): family(form)
        for form in records.forms
        for table in get_form(form).tables
        for row, column, _ in table.cells()
    }


def _in_order(keys: list[Key], *many: Records) -> list[Key]:
    order: dict[Key, int] = {}
    for key, _ in _declared(*many):
        order.setdefault(key, len(order))
    return sorted(keys, key=lambda key: order.get(key, len(order)))


def _row(key: Key, before: Fact | None, after: Fact | None) -> tuple[Any, ...]:
    unit, earlier, later = _in_one_unit(before, after)
    if earlier is None and later is None:
        return (*key, unit, None, None, None, None, "blank")
    if earlier is None or later is None:
        return (*key, unit, earlier, later, None, None, "appeared" if earlier is None else "vanished")
    if unit is None and _scale(before) != _scale(after):
        return (*key, None, earlier, later, None, None, "unit")
    difference = round(later - earlier, 6)
    relative = difference / abs(earlier) if earlier else None
    return (*key, unit, earlier, later, difference, relative, "changed" if difference else "same")


def _in_one_unit(before: Fact | None, after: Fact | None) -> tuple[str | None, float | None, float | None]:
    """Return the unit and both values; money is brought to the larger unit, anything else stays as printed."""
    earlier, later = (fact.value if fact else None for fact in (before, after))
    units = [fact.unit for fact in (before, after) if fact and fact.value is not None]
    if not units:
        return next((fact.unit for fact in (after, before) if fact), None), None, None
    if len(set(units)) == 1:
        return units[0], earlier, later
    scales = [_MONEY.get(unit or "") for unit in units]
    if None not in scales:
        larger = max(scale for scale in scales if scale)
        unit = next(name for name, scale in _MONEY.items() if scale == larger)
        return unit, _converted(earlier, scales[0], larger), _converted(later, scales[1], larger)
    if not any(scales):
        return units[-1] or units[0], earlier, later
    return None, earlier, later


def _converted(value: float | None, scale: int | None, to: int) -> float | None:
    return None if value is None or scale is None else value * scale / to


def _scale(fact: Fact | None) -> int | None:
    return _MONEY.get(fact.unit or "") if fact else None
