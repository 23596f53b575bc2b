"""What is chosen, what that shows, and the code that shows the same: the explorer without its widgets."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import pandas as pd

from gkstats.chinese import fold, simplify
from gkstats.explorer.drawing import drawn, shown_value
from gkstats.explorer.figures import Figures
from gkstats.explorer.words import say, unit_name
from gkstats.vocabulary import Language

__all__ = [
    "Choice",
    "Page",
    "View",
    "changed",
    "code",
    "columns_of",
    "csv_of",
    "first_choice",
    "matching",
    "page_of",
    "rows_of",
    "view",
]

_PREFERRED: Final = (
    ("applications", "received.new", "total"),
    ("channels", "website", "value"),
    ("statistics", "disclosed.total", "value"),
)
PAGE: Final = 12
_CHARTS: Final = {
    "applications": "outcomes",
    "channels": "channels",
    "hotline": "hotline",
    "indicators": "indicators",
}
_PRINTED: Final = ("applications", "proactive", "reviews", "statistics")


@dataclass(frozen=True, slots=True)
class Choice:
    """One figure, of some agencies (none: all) and a span of years (None: all), and the report in focus."""

    table: str
    row: str
    column: str
    agencies: tuple[str, ...] = ()
    years: tuple[int, int] | None = None
    focus: int | None = None

    @property
    def cell(self) -> tuple[str, str, str]:
        """The figure."""
        return (self.table, self.row, self.column)


class View(NamedTuple):
    """What a choice shows: the figure in all reports, over the years of the agency in focus, and that report's table."""

    main: pd.DataFrame
    years: pd.DataFrame
    report: pd.DataFrame
    focus: int | None


class Page(NamedTuple):
    """A page of a table: its rows as words, their positions in the frame, its number from 0, and how many there are."""

    rows: list[list[str]]
    positions: list[int]
    number: int
    pages: int


def first_choice(figures: Figures) -> Choice | None:
    """Return what to show first: requests received where any report has them; None of a corpus without figures."""
    for cell in _PREFERRED:
        if cell[0] in figures.tables and cell[1:] in figures.cells(cell[0]):
            return Choice(*cell)
    for table in figures.tables:
        for row, column in figures.cells(table):
            return Choice(table, row, column)
    return None


def rows_of(figures: Figures, table: str) -> list[str]:
    """Return the rows of a table that any report has."""
    return list(dict.fromkeys(row for row, _ in figures.cells(table)))


def columns_of(figures: Figures, table: str, row: str) -> list[str]:
    """Return the columns in which any report has a figure of a row."""
    return [column for one, column in figures.cells(table) if one == row]


def changed(figures: Figures, choice: Choice, **changes: Any) -> Choice:
    """Return another choice, of which row and column exist: what a new table lacks gives way to its first, or total."""
    new = dataclasses.replace(choice, **changes)
    rows = rows_of(figures, new.table)
    row = new.row if new.row in rows else rows[0]
    columns = columns_of(figures, new.table, row)
    if new.column in columns:
        column = new.column
    else:
        column = next((one for one in ("total", "value") if one in columns), columns[0])
    return dataclasses.replace(new, row=row, column=column)


def view(figures: Figures, choice: Choice) -> View:
    """Return what a choice shows; without a report in focus, the first that is drawn."""
    main = figures.of_cell(choice.cell, choice.agencies, choice.years)
    focus = choice.focus
    if focus is None or not main["document"].eq(focus).any():
        focus = int(drawn(main)["document"].iloc[0]) if len(main) else None
    none = main.iloc[:0]
    if focus is None:
        return View(main, none, none, None)
    report = figures.of_report(focus, choice.table, choice.column)
    agency = main.loc[main["document"] == focus, "agency"].iloc[0]
    over = figures.of_cell(choice.cell, [agency]) if agency else none
    several = len(main["agency"].unique()) > 1 and len(over["year"].unique()) > 1
    return View(main, over if several else none, report, focus)


def matching(agencies: Sequence[str], typed: str, most: int = 100) -> tuple[list[str], int]:
    """Return the agencies whose names hold what was typed, those that begin with it first, and how many more do.

    Examples
    --------
    >>> matching(["淮安市", "中宁县审批服务管理局"], "审批")
    (['中宁县审批服务管理局'], 0)
    """
    wanted = _plain(typed)
    found = [agency for agency in agencies if wanted in _plain(agency)]
    found.sort(key=lambda agency: not _plain(agency).startswith(wanted))
    return found[:most], max(len(found) - most, 0)


def _plain(text: str) -> str:
    return simplify(fold(text)).replace(" ", "").casefold()


def page_of(
    frame: pd.DataFrame, language: Language, number: int = 0, by: str | None = None, descending: bool = False
) -> Page:
    """Return a page of what is shown, in an order; figures that are missing come last."""
    ordered = frame
    if by is not None:
        ordered = frame.sort_values(by, ascending=not descending, kind="stable", na_position="last")
    pages = max(-(-len(ordered) // PAGE), 1)
    number = min(max(number, 0), pages - 1)
    part = ordered.iloc[number * PAGE : (number + 1) * PAGE]
    rows = [
        [
            _or(one["agency"], say("unnamed", language)),
            _or(one["year"], say("undated", language)),
            _figure(one, language),
            unit_name(_or(one["unit"], ""), language),
            _or(one["printed"], ""),
            _or(one["note"], ""),
        ]
        for one in part.astype(object).to_dict("records")
    ]
    return Page(rows, part.index.tolist(), number, pages)


def _figure(one: Mapping[Any, Any], language: Language) -> str:
    printed = None if one["table"] == "channels" else one["printed"]
    return shown_value(one["value"], None if pd.isna(one["unit"]) else one["unit"], language, printed)


def _or(value: Any, otherwise: str) -> str:
    return otherwise if pd.isna(value) or value == "" else str(value)


def csv_of(frame: pd.DataFrame) -> bytes:
    """Return a frame as CSV, with the mark without which Excel shows Chinese text as gibberish."""
    text: str = frame.to_csv(index=False, lineterminator="\n")
    return text.encode("utf-8-sig")


def code(choice: Choice, shown: View, language: Language) -> str:
    """Return the code that gives what a choice shows; it takes `corpus` as given."""
    chosen = [repr(part) for part in choice.cell]
    if choice.agencies:
        chosen.append(f"agencies={list(choice.agencies)!r}")
    if choice.years:
        chosen.append(f"years={choice.years!r}")
    call = f"figures(corpus, {', '.join(chosen)})"
    names = "bars, figures, report_figures" if shown.focus is not None else "bars, figures"
    lines = [
        "import gkstats as gk",
        f"from gkstats.explorer import {names}",
        "",
        f"shown = {call if len(call) < 100 else _broken(chosen)}",
        f"bars(shown, language={language!r}, focus={shown.focus!r})",
    ]
    if len(shown.years):
        agency = str(shown.years["agency"].iloc[0])
        cell = ", ".join(repr(part) for part in choice.cell)
        over = f"figures(corpus, {cell}, agencies={[agency]!r})"
        lines += ["", f"years = {over}", f"bars(years, language={language!r}, focus={shown.focus!r})"]
    if shown.focus is not None:
        whole = f"report_figures(corpus, {shown.focus}, {choice.table!r}, {choice.column!r})"
        lines += ["", f"whole = {whole}", f"bars(whole, language={language!r})"]
        lines += _of_report(choice, shown.focus, language)
    return "\n".join(lines) + "\n"


def _broken(parts: Sequence[str]) -> str:
    return "figures(\n    corpus,\n" + "".join(f"    {part},\n" for part in parts) + ")"


def _of_report(choice: Choice, focus: int, language: Language) -> list[str]:
    lines = ["", f"report = corpus[{focus}]"]
    if choice.table in _CHARTS:
        lines.append(f"gk.charts.{_CHARTS[choice.table]}(report, language={language!r})")
    if choice.table in _PRINTED:
        lines.append(f"report.show_source({', '.join(repr(part) for part in choice.cell)})")
    elif choice.table == "hotline":
        lines.append("report.show_source('hotline')")
    return lines if len(lines) > 2 else []
