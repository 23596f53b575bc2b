"""A chart of how requests ended over the years, with the changes of the form marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from gkstats.charts.amounts import percent
from gkstats.charts.inputs import about, names_of
from gkstats.charts.palette import FAMILIES, MUTED, Look
from gkstats.charts.sayings import say
from gkstats.charts.settled import MARK
from gkstats.charts.sheet import Sheet, open_sheet
from gkstats.charts.stacked import Part, stacked_bars
from gkstats.charts.style import styled
from gkstats.crosswalk import series
from gkstats.frames import Identified
from gkstats.indicators import FEW
from gkstats.vocabulary import Language, label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["outcome_shares"]

_WIDEST: Final = 8.6
_LEAST: Final = 5
"""Shares of fewer requests are not drawn: a single one would be a whole column."""


@styled
def outcome_shares(data: Any, *, ax: Axes | None = None, language: Language = "zh") -> Axes:
    """Draw the shares of outcomes year by year (历年办理结果构成), with a line wherever the statutory form changed.

    Figures before and after such a line are counted by different rules. Years without a figure stay empty, and so do
    reports that leave an outcome blank; shares of fewer than thirty requests are hatched, and of fewer than five left out. The counts of several agencies
    are added up, and the number of reports stands below each year.

    Parameters
    ----------
    data : Report, Corpus or DataFrame
        A frame as `Corpus.series` returns it.
    ax : Axes, optional
        Where to draw; a new figure by default.
    language : {"zh", "en"}

    Returns
    -------
    Axes

    Examples
    --------
    >>> import gkstats as gk
    >>> corpus = gk.load_corpus(gk.samples() / "pingtan-20*.html", progress=False)
    >>> ax = gk.charts.outcome_shares(corpus)
    >>> sorted(text.get_text() for text in ax.texts if "表" in text.get_text())
    ['2019年新表', '2021年新表']
    """
    frame = _series(data)
    doubted = _doubted(frame)
    frame = _complete(frame[frame["series"].isin(list(FAMILIES))])
    table = frame.pivot_table(index="year", columns="series", values="value", aggfunc="sum")
    table = table.reindex(columns=list(FAMILIES)).astype(float)
    whole = table.sum(axis=1)
    sheet = open_sheet(ax, language, _WIDEST)
    title = say("outcome-shares", language)
    if not whole.sum():
        sheet.empty(say("outcomes-none", language))
        return sheet.finish(title, about(data))
    ax = sheet.ax
    years = list(range(int(table.index.min()), int(table.index.max()) + 1))
    shares = table.div(whole.where(whole >= _LEAST), axis=0).reindex(years)
    counted = [float(whole.get(year, 0.0)) for year in years]
    few = [_LEAST <= n < FEW for n in counted]
    sheet.body(3.1)
    parts = [
        Part(family, label("rows", family, language), Look(colour)) for family, colour in FAMILIES.items()
    ]
    there = stacked_bars(sheet, shares, parts, shares=True, few=few, upright=True)
    ax.set(xlim=(-0.55, len(years) - 0.45), ylim=(0, 1.0))
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    _mark_forms(sheet, frame, years)
    agencies = frame.groupby("year")["agency"].nunique().reindex(years).fillna(0)
    _ticks(
        sheet, years, counted, agencies if len(set(frame["agency"])) > 1 else None, set(table.index), doubted
    )
    drawn = frame[["agency", "year"]].drop_duplicates()
    too_few = say("too-few", language, most=_LEAST) if any(0 < n < _LEAST for n in counted) else ""
    notes = [
        say("few", language) if any(few) else "",
        too_few,
        _said(doubted, language),
        say("n-below", language),
    ]
    told = []
    for year, n in zip(years, counted, strict=True):
        if n >= _LEAST:
            row = shares.loc[[year]].iloc[0].astype(float)
            largest = str(row.idxmax())
            name = next(part.name for part in there if part.key == largest)
            told.append(f"{year} {name} {percent(float(row[largest]), 0)} (n={n:,.0f})")
    found = about(data, zip(drawn["agency"], drawn["year"], strict=True))
    return sheet.finish(
        title, found, counts=[say("closed", language, count=int(sum(counted)))], notes=notes, values=told
    )


def _doubted(frame: pd.DataFrame) -> set[int]:
    """Return the years in which totals contradict their parts."""
    if "basis" not in frame:
        return set()
    wrong = frame["series"].isin([*FAMILIES, "outcome.total"]) & (frame["basis"] == "contradicted")
    return {int(year) for year in frame.loc[wrong, "year"]}


def _said(doubted: set[int], language: Language) -> str:
    """Say in which years totals contradict their parts."""
    if not doubted:
        return ""
    years = ("、" if language == "zh" else ", ").join(map(str, sorted(doubted)))
    return say("years-doubted", language, years=years)


def _series(data: Any) -> pd.DataFrame:
    if isinstance(data, pd.DataFrame):
        frame = data
    elif hasattr(data, "series"):
        frame = data.series()
    else:
        frame = series([Identified(data.agency, data.year, data.records)])
    return frame.assign(agency=names_of(frame["agency"]))


def _complete(frame: pd.DataFrame) -> pd.DataFrame:
    """Leave out reports in which an outcome is blank: shares of the others would be too large."""
    blank = frame["value"].isna().groupby([frame["agency"], frame["year"]]).transform("any")
    return frame[~blank]


def _mark_forms(sheet: Sheet, frame: pd.DataFrame, years: list[int]) -> None:
    """Draw a line before each year with another form than the year before; over missing years, a band."""
    language, ax = sheet.language, sheet.ax
    moved = frame.groupby(["year", "agency"])["new_form"].any().groupby("year").agg(["sum", "size"])
    present = sorted(int(year) for year in frame["year"].unique())
    for year, changed, reports in moved.reset_index().astype(int).itertuples(index=False, name=None):
        if not changed:
            continue
        before = max((other for other in present if other < year), default=year - 1)
        left, right = years.index(before) + 0.5 if before in years else -0.5, years.index(year) - 0.5
        if right > left:
            ax.axvspan(left, right, color="#ededed", zorder=0)
            words = say("form-within", language, before=before, year=year)
        else:
            ax.axvline(right, color="#777777", linestyle=(0, (4, 3)), linewidth=1.1)
            words = say("form-from", language, year=year)
        if changed < reports:
            words += f"（{changed}/{reports}）" if language == "zh" else f" ({changed}/{reports})"
        if sheet.width >= 3.5:
            ax.annotate(
                words,
                ((left + right) / 2, 1.0),
                (0, 2),
                xycoords=("data", "axes fraction"),
                textcoords="offset points",
                ha="center",
                va="bottom",
                fontsize=sheet.points(8.5),
                color=MUTED,
            )


def _ticks(
    sheet: Sheet,
    years: list[int],
    counted: list[float],
    agencies: pd.Series | None,
    present: set[int],
    doubted: set[int],
) -> None:
    """Name years with the number of requests below, and of reports where there are several agencies."""
    room = sheet.drawing(upright=True)[0]
    step = next((n for n in (1, 2, 3, 5) if len(years) / n <= max(room / (0.47 * sheet.scale), 2)), 5)
    at = [n for n in range(len(years)) if (len(years) - 1 - n) % step == 0]
    labels = []
    for n in at:
        year = years[n]
        lines = [f"{year}{MARK if year in doubted else ''}", f"{counted[n]:,.0f}" if year in present else "–"]
        if not sheet.own and sheet.height < 2.6:
            lines = lines[:1]
        elif agencies is not None:
            lines.append(f"{int(agencies.loc[year])}")
        labels.append("\n".join(lines))
    sheet.ax.set_xticks(at, labels, fontsize=sheet.points(8.5), color=MUTED)
    sheet.ax.tick_params(axis="x", length=0)
