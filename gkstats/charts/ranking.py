"""Charts of the rates of the field: agencies ranked by one, its years, or all of one report, with the cases behind each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from gkstats.asked import named
from gkstats.charts.amounts import cases
from gkstats.charts.bars import Row, row_bars
from gkstats.charts.course import Point, course, figure_said
from gkstats.charts.inputs import about, once, report_names
from gkstats.charts.palette import MUTED
from gkstats.charts.sayings import say
from gkstats.charts.settled import MARK
from gkstats.charts.sheet import Sheet, open_sheet
from gkstats.charts.style import styled
from gkstats.indicators import FEW, Indicator, all_indicators, cases_of, explain_indicators
from gkstats.report import Report
from gkstats.vocabulary import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["indicator_title", "indicators", "known_indicator", "measured"]

_HIGHEST: Final = 1.3
"""A ratio of several hundred per cent would leave nothing to be seen of the shares: its bar ends at the edge."""


@styled
def indicators(
    data: Any,
    *,
    indicator: str | None = None,
    year: int | None = None,
    ax: Axes | None = None,
    language: Language = "zh",
) -> Axes:
    """Draw an indicator of all agencies ranked, or all indicators of one report, with the number of cases behind each.

    Shares of fewer than thirty cases are hatched and stand apart below the others. The years of a single agency stand on
    an axis of time.

    Parameters
    ----------
    data : Report, Corpus or DataFrame
        A frame as `Corpus.indicators`.
    indicator : str, optional
        Id as in `Report.indicators`; by default "disclosure_rate", and for one report all of them.
    year : int, optional
        Of several agencies, the year to compare; by default the latest of each that has a value.
    ax : Axes, optional
        Where to draw; a new figure by default.
    language : {"zh", "en"}

    Returns
    -------
    Axes

    Raises
    ------
    KeyError
        There is no such indicator.

    Examples
    --------
    >>> import gkstats as gk
    >>> corpus = gk.load_corpus(gk.samples() / "pingtan-202[34].html", progress=False)
    >>> ax = gk.charts.indicators(corpus, indicator="refused_share", language="en")
    >>> [text.get_text() for text in ax.texts]
    ['6.2%', '17.9%']
    """
    if isinstance(data, Report) and indicator is None:
        return _all_of(open_sheet(ax, language), data)
    chosen = known_indicator(indicator or "disclosure_rate")
    table = once(measured(data, chosen))
    if year is not None:
        table = table[table["year"] == year]
    agencies = table["agency"].nunique()
    stated = table[table["value"].notna()]
    sheet = open_sheet(ax, language)
    if stated.empty:
        sheet.empty(say("indicators-none", language))
        return sheet.finish(indicator_title(chosen, language), about(data))
    if agencies == 1 and len(stated) > 1:
        return _years(sheet, stated, chosen, data)
    return _ranked(sheet, stated, chosen, agencies, data)


def known_indicator(id_: str) -> Indicator:
    """Return an indicator by its id; an unknown one is a `KeyError` that names the nearest."""
    known = {one.id: one for one in all_indicators()}
    return known[named(id_, known, "indicator")]


def indicator_title(chosen: Indicator, language: Language) -> str:
    """Return the name of an indicator as a title."""
    return chosen.zh if language == "zh" else chosen.en[0].upper() + chosen.en[1:]


def measured(data: Any, chosen: Indicator) -> pd.DataFrame:
    """Return agency, year, value, number of cases and basis of each report."""
    found = data if isinstance(data, pd.DataFrame) else data.indicators()
    rows = found[found["indicator"] == chosen.id]
    if isinstance(data, Report):
        rows = rows.assign(agency=data.agency, year=data.year).astype({"agency": "string", "year": "Int64"})
    counted = [cases_of(chosen, None if pd.isna(n) else float(n)) for n in rows["denominator"]]
    return rows[["agency", "year", "value", "basis"]].assign(n=pd.array(counted, dtype="Float64"))


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _notes(table: pd.DataFrame, chosen: Indicator, small: bool, language: Language) -> list[str]:
    counted = [_number(n) for n in table["n"]]
    return [
        say("few", language) if small else "",
        say("doubt", language) if (table["basis"] == "contradicted").any() else "",
        say("of-how-many", language) if chosen.divides and not any(counted) else "",
    ]


def _ranked(sheet: Sheet, stated: pd.DataFrame, chosen: Indicator, agencies: int, data: Any) -> Axes:
    """Draw agencies by their rates, those of few cases after the others: what so few say is mostly chance."""
    language = sheet.language
    stated = stated.groupby("agency", sort=False).tail(1)
    few = stated["n"].fillna(FEW) < FEW
    stated = stated.assign(few=few).sort_values(["few", "value"], ascending=[True, False], kind="stable")
    missing = agencies - stated["agency"].nunique()
    most = sheet.rows()
    shown = stated.head(most)
    names = report_names(
        [(str(one), int(year)) for one, year in zip(shown["agency"], shown["year"], strict=True)]
    )
    rows = []
    for name, value, n, basis in zip(names, shown["value"], shown["n"], shown["basis"], strict=True):
        words = "  ".join(
            part for part in (figure_said(float(value), chosen.unit, language), cases(_number(n))) if part
        )
        rows.append(Row(name, float(value), words + f" {MARK}" * (basis == "contradicted"), _number(n)))
    row_bars(sheet, rows, lines=1)
    split = int((~shown["few"]).sum())
    if 0 < split < len(shown):
        sheet.ax.axhline(split - 0.5, color="#9a9a9a", linestyle=(0, (2, 3)), linewidth=0.9)
    notes = [
        *_notes(shown, chosen, bool(shown["few"].any()), language),
        say("agencies-without", language, count=missing) if missing else "",
        say("agencies-hidden", language, count=len(stated) - len(shown)) if len(stated) > len(shown) else "",
    ]
    told = [f"{row.name} {row.words}" for row in rows]
    found = about(data, zip(shown["agency"], shown["year"], strict=True))
    return sheet.finish(indicator_title(chosen, language), found, notes=notes, values=told)


def _years(sheet: Sheet, stated: pd.DataFrame, chosen: Indicator, data: Any) -> Axes:
    """Draw the years of one agency on an axis of time, with the number of cases below each."""
    language, ax = sheet.language, sheet.ax
    points = [
        Point(int(year), float(value), "", _number(n), bool(basis == "contradicted"))
        for year, value, n, basis in zip(
            *(stated[column] for column in ("year", "value", "n", "basis")), strict=True
        )
    ]
    years = list(range(points[0].year, points[-1].year + 1))
    sheet.body(2.5)
    course(sheet, ax, points, years, chosen.unit, width=sheet.drawing(upright=True)[0])
    of = {point.year: point for point in points}
    labels = []
    for year in [int(tick) for tick in ax.get_xticks()]:
        below = cases(of[year].n) if year in of else "–"
        labels.append(f"{year}\n{below}" if len(years) <= 14 else f"{year}\n{below.removeprefix('n=')}")
    ax.set_xticks(ax.get_xticks(), labels, fontsize=sheet.points(8.5), color=MUTED)
    absent = len(years) - len(points)
    notes = [
        say("few-hollow", language) if any(point.few for point in points) else "",
        *_notes(stated, chosen, False, language)[1:],
        say("years-without", language, count=absent) if absent else "",
    ]
    told = [
        f"{point.year} {figure_said(point.value, chosen.unit, language)} {cases(point.n)}" for point in points
    ]
    found = about(data, zip(stated["agency"], stated["year"], strict=True))
    return sheet.finish(indicator_title(chosen, language), found, notes=notes, values=told)


def _all_of(sheet: Sheet, report: Report) -> Axes:
    language = sheet.language
    explained = explain_indicators(report.records, language=language)
    stated = explained[explained["value"].notna()]
    title = say("indicators", language)
    if stated.empty:
        sheet.empty(say("indicators-none", language))
        return sheet.finish(title, about(report))
    most = sheet.rows(2 if sheet.own else 1)
    shown = stated.head(most)
    shares = shown[(shown["unit"] == "fraction") & (shown["indicator"] != "published_on_time")]
    largest = max((value for value in shares["value"].astype(float) if value <= _HIGHEST), default=1.0)
    rows = []
    for id_, name, value, denominator, basis in zip(
        *(shown[column] for column in ("indicator", "label", "value", "denominator", "basis")), strict=True
    ):
        known = known_indicator(id_)
        n = cases_of(known, _number(denominator))
        if id_ in set(shares["indicator"]):
            words = "  ".join(
                part for part in (figure_said(float(value), "fraction", language), cases(n)) if part
            )
            rows.append(Row(str(name), float(value), words + f" {MARK}" * (basis == "contradicted"), n))
        else:
            rows.append(Row(str(name), None, _other(known, float(value), language)))
    row_bars(sheet, rows, longest=max(largest, 0.01), lines=2, share=0.5)
    absent = len(explained) - len(stated)
    notes = [
        say("few", language) if any(row.n is not None and row.n < FEW for row in rows) else "",
        say("doubt", language) if (shown["basis"] == "contradicted").any() else "",
        say("indicators-without", language, count=absent) if absent else "",
        say("rows-hidden", language, count=len(stated) - len(shown)) if len(stated) > len(shown) else "",
    ]
    told = [f"{row.name} {row.words}" for row in rows]
    return sheet.finish(title, about(report), notes=notes, values=told)


def _other(indicator: Indicator, value: float, language: Language) -> str:
    """Return a value that is no share, which has no bar on an axis of shares."""
    if indicator.rule == "on-time":
        return say("yes" if value else "no", language)
    return figure_said(value, indicator.unit, language)
