"""Does it add up? The identities of the forms, tried on the facts of reports."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias

import pandas as pd

from gkstats.forms import Form, Identity, get_form
from gkstats.frames import Column, table_frame

__all__ = ["CHECKS", "run_checks"]

CHECKS: Final = (
    Column("check", "string", "id of the check"),
    Column("basis", "string", "printed, label, official, third-party or inferred"),
    Column("severity", "string", "error, warning or information"),
    Column("table", "string", "table of the form"),
    Column("row", "string", "row it was tried in; the total's row for a sum over rows"),
    Column("column", "string", "column it was tried in; the total's column for a sum over columns"),
    Column("expected", "Float64", "what the parts add up to", "see facts"),
    Column("found", "Float64", "what the report prints", "see facts"),
    Column("difference", "Float64", "found - expected", "see facts"),
    Column("passed", "boolean", "whether it holds; NA where nothing is printed to compare"),
    Column("message", "string", "the finding in words"),
)

Cells: TypeAlias = Mapping[tuple[str, str], float | None]
"""(row, column) of the cells that a table prints, with their values; None for a cell without a number."""


def run_checks(facts: pd.DataFrame, forms: Iterable[str]) -> pd.DataFrame:
    """Try every identity that the forms declare on the facts of one report.

    A sum is tried strictly and, where cells are blank, with blanks as zero; the message says which of the two held.

    Parameters
    ----------
    facts : DataFrame
        The `facts` frame of a report.
    forms : iterable of str
        Ids of the forms that the report follows.

    Returns
    -------
    DataFrame
        The columns of `CHECKS`, a row for each place in which an identity was tried.
    """
    tables: dict[str, dict[tuple[str, str], float | None]] = {}
    for table, row, column, value, kind in zip(
        facts["table"], facts["row"], facts["column"], facts["value"], facts["kind"], strict=True
    ):
        tables.setdefault(table, {})[row, column] = value if kind == "number" else None
    rows = [
        result
        for form in forms
        for identity in get_form(form).identities
        for result in _try_identity(get_form(form), identity, tables.get(identity.table, {}))
    ]
    return table_frame(CHECKS, rows)


def _try_identity(form: Form, identity: Identity, cells: Cells) -> Iterator[tuple[Any, ...]]:
    by_rows = identity.axis == "rows"
    table = form.table(identity.table)
    declared = table.cells() if table else ()
    lines = dict.fromkeys(column if by_rows else row for row, column, _ in declared)
    names = dict.fromkeys(row if by_rows else column for row, column, _ in declared)
    for line in lines:
        line_cells = {
            name: cells[key] for name in names if (key := (name, line) if by_rows else (line, name)) in cells
        }
        left, right = _pick(identity.left, line_cells), _pick(identity.right, line_cells)
        if not left or not right:
            continue
        place = (identity.right[0], line) if by_rows else (line, identity.right[0])
        yield _result(identity, place, left, right)


def _pick(patterns: Iterable[str], cells: Mapping[str, float | None]) -> dict[str, float | None]:
    names = [name for pattern in patterns for name in fnmatch.filter(cells, pattern)]
    return {name: cells[name] for name in names}


def _result(
    identity: Identity,
    place: tuple[str, str],
    left: Mapping[str, float | None],
    right: Mapping[str, float | None],
) -> tuple[Any, ...]:
    missing = [name for name, value in (*left.items(), *right.items()) if value is None]
    expected: float | None = sum(value for value in left.values() if value is not None)
    found: float | None = sum(value for value in right.values() if value is not None)
    difference: float | None = None
    if all(value is None for value in right.values()):
        # A total that is left blank claims nothing; it is neither right nor wrong.
        passed, found = None, None
        message = f"{', '.join(right)} not printed"
        if all(value is None for value in left.values()):
            expected = None
    else:
        difference = round((found or 0) - (expected or 0), 6)
        passed = difference == 0
        message = f"{_sum(left)} = {_number(expected)}, printed {_number(found)}"
        if missing:
            message += f" (blank read as zero: {', '.join(missing)})"
        if not passed:
            message = f"{identity.en}: {message}"
    return (
        identity.id,
        identity.basis,
        identity.severity,
        identity.table,
        *place,
        expected,
        found,
        difference,
        passed,
        message,
    )


def _sum(cells: Mapping[str, float | None]) -> str:
    shown = [_number(value) for value in cells.values() if value]
    return " + ".join(shown) or "0"


def _number(value: float | None) -> str:
    return "blank" if value is None else f"{value:,.10g}"
