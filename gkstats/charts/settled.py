"""Totals as charts take them, by the rule of `gkstats.totals`, and the words that say where one is not simply printed."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import pandas as pd

from gkstats.charts.inputs import is_stacked
from gkstats.forms import all_forms
from gkstats.sums import Cell, Number
from gkstats.totals import Total, settle
from gkstats.vocabulary import Language

__all__ = ["MARK", "Taken", "said_of_many", "said_of_one", "taken"]

MARK: Final = "⚠"
"""Stands beside a report whose total contradicts its parts."""

Key = Hashable


class Taken(NamedTuple):
    """The column ``total`` of a wide frame with the figure that is used, and what is not simply printed, by report."""

    used: pd.Series
    totals: Mapping[Key, tuple[Total, ...]]
    """By (agency, year), of one report by None."""

    @property
    def contradicted(self) -> list[Key]:
        """The reports of which a total contradicts its parts."""
        return [
            key for key, found in self.totals.items() if any(one.basis == "contradicted" for one in found)
        ]

    @property
    def derived(self) -> list[Key]:
        """The reports of which a total is left blank and made of its parts."""
        return [key for key, found in self.totals.items() if any(one.basis == "derived" for one in found)]


def taken(frame: pd.DataFrame, table: str) -> Taken:
    """Return the totals of `Report.applications` or `Report.reviews`, of one report or stacked, as charts take them."""
    values: dict[Any, Number | None] = {}
    totals: dict[Key, tuple[Total, ...]] = {}
    forms = [form.id for form in all_forms() if form.table(table)]
    columns = [name for name in frame.columns if name not in ("document", "agency", "year", "row")]
    for key, rows in _reports(frame):
        names = rows["row"] if "row" in rows else rows.index.to_series()
        figures = rows[columns].astype(object).where(rows[columns].notna(), None)
        cells: dict[Cell, Number | None] = {
            (table, str(name), str(column)): value
            for name, row in zip(names, figures.itertuples(index=False, name=None), strict=True)
            for column, value in zip(columns, row, strict=True)
        }
        settled = settle(forms, cells)
        totals[key] = settled.totals
        values |= {
            place: settled.value((table, str(name), "total"))
            for place, name in zip(rows.index, names, strict=True)
        }
    used = pd.Series([values[place] for place in frame.index], index=frame.index, dtype="Float64")
    return Taken(used, totals)


def _reports(frame: pd.DataFrame) -> Iterator[tuple[Key, pd.DataFrame]]:
    if is_stacked(frame):
        yield from frame.groupby(["agency", "year"], sort=False)
    else:
        yield None, frame


def said_of_one(totals: Sequence[Total], language: Language) -> str:
    """Say of one report where its totals are not simply printed; empty where they are.

    Examples
    --------
    >>> total = Total(("applications", "outcome.total", "total"), "contradicted", 21, 21, 27, (), False)
    >>> said_of_one([total], "en"), said_of_one([total], "zh")
    ('⚠ rows add to 27, printed 21', '⚠ 各行相加为27，表中总计为21')
    """
    zh = language == "zh"
    parts = []
    wrong = [one for one in totals if one.basis == "contradicted" and one.printed is not None]
    for one in wrong[:2]:
        added, printed = f"{one.added:,.10g}", f"{one.printed:,.10g}"
        side = ("各列" if one.across else "各行") if zh else ("columns" if one.across else "rows")
        parts.append(
            f"{side}相加为{added}，表中总计为{printed}" if zh else f"{side} add to {added}, printed {printed}"
        )
    if len(wrong) > 2:
        parts.append(f"另有{len(wrong) - 2}处" if zh else f"{len(wrong) - 2} more")
    if any(one.basis == "derived" for one in totals):
        parts.append("总计栏空白，按各列相加" if zh else "totals left blank, added up from their parts")
    said = ("；" if zh else "; ").join(parts)
    return f"{MARK} {said}" if wrong else said


def said_of_many(found: Taken, keys: Sequence[Key], language: Language) -> str:
    """Say of the drawn reports how many have totals that are not simply printed; empty where none has."""
    wrong = len(set(keys) & set(found.contradicted))
    blank = len(set(keys) & set(found.derived))
    zh = language == "zh"
    parts = []
    if wrong:
        parts.append(
            f"{MARK} {wrong}份报告的总计与各项之和不符"
            if zh
            else f"{MARK} {wrong} report{'s' * (wrong > 1)} whose totals contradict their parts"
        )
    if blank:
        parts.append(
            f"{blank}份报告未填总计，按各列相加"
            if zh
            else f"{blank} with blank totals, added up from their parts"
        )
    return ("；" if zh else "; ").join(parts)
