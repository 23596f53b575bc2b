"""A bar in parts for each of many reports, with its number of cases: the one picture of shares over agencies and years."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from gkstats.charts.amounts import cases, percent
from gkstats.charts.inputs import about, by_region, report_names
from gkstats.charts.palette import MUTED
from gkstats.charts.sayings import say
from gkstats.charts.settled import MARK, Taken, said_of_many
from gkstats.charts.sheet import Sheet
from gkstats.charts.stacked import Part, stacked_bars
from gkstats.indicators import FEW

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["in_order", "report_bars"]


def report_bars(
    sheet: Sheet,
    table: pd.DataFrame,
    parts: Sequence[Part],
    data: Any,
    *,
    title: str,
    empty: str,
    unit: str,
    found: Taken | None = None,
    shares: bool = True,
    marked: Collection[Hashable] = (),
    mark_note: str = "",
) -> Axes:
    """Draw a bar in parts for each report of a table with an index of agency and year.

    Reports without a single case have none to be shared out, and are counted in a note; rows of NA are years that
    are missing. ``title``, ``empty`` and ``unit`` are keys of what is said.
    """
    language = sheet.language
    whole = table.sum(axis=1, min_count=1)
    none = whole[whole == 0].index if shares else whole.index[:0]
    table = table.drop(index=none)
    if not table.notna().to_numpy().any():
        sheet.empty(say(empty, language))
        return sheet.finish(say(title, language), about(data))
    table = in_order(table, whole, parts[0].key if shares else None)
    hidden = max(len(table) - sheet.rows(1, 1.15), 0)
    if hidden:
        kept = whole[table.index].fillna(-1).rank(method="first", ascending=False) <= len(table) - hidden
        table = table[kept]
    whole = whole[table.index]
    keys = [(str(agency), int(year)) for agency, year in table.index]
    wrong = {*(found.contradicted if found else ()), *marked}
    few = [bool(0 < n < FEW) and shares for n in whole.fillna(0)]
    names = report_names(keys)
    sheet.name_rows(
        [name + f" {MARK}" * (key in wrong) for name, key in zip(names, keys, strict=True)], lines=1
    )
    drawn = table.div(whole.where(whole > 0), axis=0) if shares else table
    there = stacked_bars(sheet, drawn, parts, shares=shares, few=few)
    longest = 1.0 if shares else float(whole.max()) or 1.0
    for y, n in enumerate(whole):
        if pd.isna(n):
            sheet.beside(0, y, say("no-figures", language), color=MUTED)
        else:
            sheet.beside(
                1.0 if shares else n, y, cases(float(n)) if shares else f"{n:,.0f}", size=8.5, color=MUTED
            )
    sheet.ax.set_xlim(0, longest)
    sheet.bare("bottom")
    notes = [
        say("few", language) if any(few) else "",
        said_of_many(found, keys, language) if found else "",
        mark_note if {*marked} & {*keys} else "",
        say("no-cases", language, count=len(none)) if len(none) else "",
        say("reports-hidden", language, count=hidden) if hidden else "",
    ]
    counted = whole.dropna()
    counts = [
        say("reports", language, count=len(counted)) if len(counted) > 1 else "",
        say(unit, language, count=f"{counted.sum():,.0f}"),
    ]
    return sheet.finish(
        say(title, language),
        about(data, [key for key, n in zip(keys, whole, strict=True) if pd.notna(n)]),
        counts=counts,
        notes=notes,
        values=_told(names, drawn, there, whole, shares),
    )


def _told(
    names: Sequence[str], drawn: pd.DataFrame, parts: Sequence[Part], whole: pd.Series, shares: bool
) -> list[str]:
    """Tell of each report its largest part."""
    told = []
    by_key = {part.key: part.name for part in parts}
    for name, (_, row), n in zip(names, drawn.iterrows(), whole, strict=True):
        if pd.notna(n) and row.notna().any():
            largest = str(row.astype(float).idxmax())
            size = float(row[largest])
            told.append(
                f"{name} {by_key.get(largest, '')} {percent(size, 0) if shares else f'{size:,.0f}'} ({cases(float(n))})"
            )
    return told


def in_order(table: pd.DataFrame, whole: pd.Series, first: str | None) -> pd.DataFrame:
    """Put reports in an order that shows something.

    The years of an agency stay together in theirs, and agencies go by region; those of a single year by the share of
    the first part, reports of few cases after the others.
    """
    if table.index.duplicated().any() or len(table) < 2:
        return table
    agencies = table.index.get_level_values("agency")
    years = table.index.get_level_values("year")
    if len(set(years)) == 1 and len(set(agencies)) > 1:
        if first is None:
            return table.loc[whole[table.index].sort_values(ascending=False, kind="stable").index]
        share = (
            (table[first] / whole[table.index]).fillna(0.0) if first in table else whole[table.index] * 0.0
        )
        small = whole[table.index].fillna(0) < FEW
        keys = list(zip(small.tolist(), (-share).tolist(), strict=True))
        return table.iloc[sorted(range(len(table)), key=lambda row: keys[row])]
    place = {name: at for at, name in enumerate(by_region(agencies, int(max(years))))}
    named = [(place[str(agency)], int(year)) for agency, year in table.index]
    order = sorted(range(len(table)), key=lambda row: named[row])
    return table.iloc[order]
