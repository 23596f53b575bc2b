"""Where a figure of the explorer comes from: the cells of the report it was read or computed from, in their place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import pandas as pd

from gkstats.crosswalk import Line, all_lines, read_line, stated_disclosures, subject_of
from gkstats.display import SourceView
from gkstats.indicators import all_indicators, explain_indicators
from gkstats.report import Report
from gkstats.vocabulary import Language

__all__ = ["Behind", "behind"]

MOST_PLACES: Final = 6


class Behind(NamedTuple):
    """What stands behind a figure: how it was computed, if it was, its places, and how many more there are."""

    words: str
    views: tuple[SourceView, ...]
    further: int = 0


def behind(report: Report, figure: pd.Series, language: Language) -> Behind:
    """Return the source of a figure.

    Parameters
    ----------
    report : Report
    figure : Series
        A row of `gkstats.explorer.figures`.
    language : {"zh", "en"}

    Raises
    ------
    KeyError
        The report does not hold the figure, or not in one place.
    """
    table, row, column = (str(figure[name]) for name in ("table", "row", "column"))
    if table == "channels":
        return Behind("", (report.show_source(_channel(report, row, figure)),))
    if table == "hotline":
        return Behind("", (report.show_source("hotline"),))
    if table not in ("indicators", "series"):
        return Behind("", (report.show_source(table, row, column),))
    lines = _lines(table, row, column)
    words = _explained(report, row, language) if table == "indicators" else ""
    cells = list(dict.fromkeys(_cells(report, lines)))
    views = tuple(view for cell in cells[:MOST_PLACES] for view in _places(report, cell))
    return Behind(words, views, max(len(cells) - MOST_PLACES, 0))


def _channel(report: Report, kind: str, figure: pd.Series) -> pd.Series:
    channels = report.channels
    same = channels["label"].eq(figure["printed"]) & channels["kind"].fillna("other").eq(kind)
    same &= channels["value"].eq(figure["value"]) | (channels["value"].isna() & pd.isna(figure["value"]))
    if not same.any():
        raise KeyError(f"the report has no channel {figure['printed']}")
    found: pd.Series = channels[same].iloc[0]
    return found


def _lines(table: str, row: str, column: str) -> list[Line]:
    if table == "series":
        return [line for line in all_lines() if (line.name, line.series) == (row, column)]
    return [
        line
        for indicator in all_indicators()
        if indicator.id == row
        for _, line in (*indicator.numerator, *indicator.denominator)
    ]


def _cells(report: Report, lines: Iterable[Line]) -> Iterator[tuple[str, str, str]]:
    subject = subject_of(report.records)
    for line in lines:
        reading = read_line(line, subject)
        if reading is not None:
            yield from reading.cells


def _places(report: Report, cell: tuple[str, str, str]) -> Iterator[SourceView]:
    if cell[0] == "hotline":
        yield report.show_source("hotline")
    elif cell[0] == "prose":
        yield from _sentence(report)
    elif any((fact.table, fact.row, fact.column) == cell for fact in report.records.facts):
        yield report.show_source(*cell)


def _sentence(report: Report) -> Iterator[SourceView]:
    """Yield the sentence that states how much was disclosed."""
    stated = stated_disclosures(report.records.narrative)
    if stated is None:
        return
    for frame in (report.quantities, report.breakdowns):
        value = "value" if "comparator" in frame else "total"
        same = frame[frame["sentence"].eq(stated.sentence) & frame[value].eq(stated.value)]
        if len(same):
            yield report.show_source(same.iloc[0])
            return


def _explained(report: Report, indicator: str, language: Language) -> str:
    found = explain_indicators(report.records, language=language).set_index("indicator").loc[indicator]
    parts = [str(found["formula"])]
    above, below = found["numerator"], found["denominator"]
    if pd.notna(above) and pd.notna(below):
        parts.append(f"{above:,.10g} / {below:,.10g}")
    if found["note"]:
        parts.append(str(found["note"]))
    return "; ".join(parts)
