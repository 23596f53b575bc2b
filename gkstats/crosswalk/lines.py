"""The crosswalk as data: which figures of different forms make one line through the years, and which do not."""

from __future__ import annotations

import fnmatch
import functools
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from typing import Any

from gkstats.asked import nearest
from gkstats.forms import all_forms
from gkstats.sums import Cell
from gkstats.vocabulary import term

__all__ = [
    "Line",
    "Origin",
    "all_lines",
    "disclosure_words",
    "expand",
    "family",
    "find_line",
    "same_family",
    "unlike",
]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a figure stands in some forms: the cells to add up, and what sets them apart from the line's first origin."""

    forms: tuple[str, ...]
    cells: tuple[Cell, ...]
    """A row or column may be a pattern. The tables ``prose`` and ``hotline`` are figures of the prose."""
    basis: str = "label"
    reason: str = ""

    def serves(self, forms: Iterable[str]) -> bool:
        """Return whether a report that follows `forms` may hold it."""
        return "*" in self.forms or any(form in self.forms for form in forms)


@dataclass(frozen=True, slots=True)
class Line:
    """A figure followed through the years."""

    cell: Cell
    zh: str
    en: str
    unit: str
    series: str = ""
    sources: tuple[Origin, ...] = ()
    apart: tuple[Origin, ...] = ()

    @property
    def name(self) -> str:
        """What series call it: its row, with table or column where the row alone would not say."""
        table, row, column = self.cell
        if table == "hotline":
            return f"hotline.{row}"
        return row if column in ("total", "value") else f"{row}.{column}"


@functools.cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("crosswalk.toml").read_text(encoding="utf-8"))


@functools.cache
def _templates() -> tuple[Line, ...]:
    return tuple(_line(entry) for entry in _data()["lines"])


def _line(entry: dict[str, Any]) -> Line:
    try:
        origins = {key: tuple(_origin(one) for one in entry.get(key, ())) for key in ("sources", "apart")}
        line = Line(**{**entry, "cell": _cell(entry["cell"]), **origins})
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"crosswalk.toml: {entry.get('cell')}: {error}") from error
    if any(not origin.reason for origin in (*line.sources[1:], *line.apart)):
        raise ValueError(f"crosswalk.toml: {entry['cell']}: an origin beside the first gives no reason")
    if any(len({(t, c) for t, _, c in origin.cells}) > 1 for origin in line.sources):
        raise ValueError(f"crosswalk.toml: {entry['cell']}: cells of several tables or columns are added up")
    return line


def _origin(entry: dict[str, Any]) -> Origin:
    return Origin(
        **{**entry, "forms": tuple(entry["forms"]), "cells": tuple(_cell(cell) for cell in entry["cells"])}
    )


def _cell(text: str) -> Cell:
    table, row, column = text.split("/")
    return table, row, column


@functools.cache
def all_lines() -> tuple[Line, ...]:
    """Return every declared line, those over applicants for the total column."""
    return tuple(_in_column(line, "total") for line in _templates())


def find_line(table: str, row: str, column: str) -> Line:
    """Return the line that a cell stands in: a declared one, or the same code in all forms that have it.

    Raises
    ------
    KeyError
        No form has such a cell.

    Examples
    --------
    >>> line = find_line("statistics", "requests.received", "value")
    >>> line.cell, len(line.sources)
    (('applications', 'received.new', 'total'), 3)
    >>> [origin.forms for origin in find_line("proactive", "licensing", "decisions").sources]
    [('national-2019', 'national-2021')]
    """
    for template in _templates():
        if template.cell[:2] == (table, row) and template.cell[2] in (column, "{column}"):
            return _in_column(template, column)
    for line in all_lines():
        if any(origin.cells == ((table, row, column),) for origin in line.sources):
            return line
    return _same_code((table, row, column))


def _in_column(line: Line, column: str) -> Line:
    """Fill in the column; the older forms do not tell applicants apart, so they serve the total only."""
    if line.cell[2] != "{column}":
        return line
    sources = [o for o in line.sources if column == "total" or any(c[2] == "{column}" for c in o.cells)]
    return Line(
        (*line.cell[:2], column),
        line.zh,
        line.en,
        line.unit,
        line.series if column == "total" else "",
        tuple(
            Origin(
                o.forms,
                tuple((t, r, c.replace("{column}", column)) for t, r, c in o.cells),
                o.basis,
                o.reason,
            )
            for o in sources
        ),
        line.apart if column == "total" else (),
    )


@functools.cache
def _same_code(cell: Cell) -> Line:
    units = {}
    for form in all_forms():
        table = form.table(cell[0])
        for row, column, unit in table.cells() if table else ():
            if (row, column) == cell[1:]:
                units[form.id] = unit
    if not units:
        raise KeyError(f"no form has the cell {'/'.join(cell)}; {nearest('/'.join(cell), _cell_names())}")
    families: dict[tuple[str, ...], list[str]] = {}
    for form_id in units:
        families.setdefault(family(form_id), []).append(form_id)
    origins = [
        Origin(tuple(forms), (cell,), *(("label", "") if not n else (unlike()["basis"], unlike()["reason"])))
        for n, forms in enumerate(reversed(families.values()))
    ]
    word = term("indicators" if cell[0] == "statistics" else "rows", cell[1])
    unit = next((unit for unit in units.values() if unit), "") or ""
    return Line(cell, word.zh, word.en, unit, "", tuple(origins))


@functools.cache
def _cell_names() -> tuple[str, ...]:
    cells = (
        (table.id, row, column)
        for form in all_forms()
        for table in form.tables
        for row, column, _ in table.cells()
    )
    return tuple(dict.fromkeys("/".join(cell) for cell in cells))


def same_family(form: str) -> str:
    """Return why the figures of the forms of a family are comparable."""
    return next((str(entry["reason"]) for entry in _data()["families"] if form in entry["forms"]), "")


@functools.cache
def family(form: str) -> tuple[str, ...]:
    """Return the forms in which the codes of `form` mean the same.

    Examples
    --------
    >>> family("national-2019")
    ('national-2019', 'national-2021')
    """
    for entry in _data()["families"]:
        if form in entry["forms"]:
            return tuple(entry["forms"])
    return (form,)


def unlike() -> dict[str, str]:
    """Return basis and reason of the break between forms of two families that share a code."""
    words: dict[str, str] = _data()["unlike"]
    return words


def disclosure_words() -> dict[str, Any]:
    """Return how the prose states the disclosures of the year."""
    words: dict[str, Any] = _data()["disclosures"]
    return words


@functools.cache
def expand(pattern: Cell, forms: tuple[str, ...]) -> tuple[Cell, ...]:
    """Return the cells of the forms that a pattern names, in form order; a cell without a pattern names itself."""
    table, row, column = pattern
    if "*" not in row:
        return (pattern,)
    found: dict[Cell, None] = {}
    for form in all_forms():
        declared = form.table(table) if form.id in forms else None
        for one, other, _ in declared.cells() if declared else ():
            if other == column and fnmatch.fnmatchcase(one, row):
                found[table, one, column] = None
    return tuple(found)
