"""A chart of how requests ended over the years, with the changes of the form marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from gkstats.charts.inputs import names_of, subject_of
from gkstats.charts.settled import MARK
from gkstats.charts.style import (
    FAMILIES,
    INK,
    legend_below,
    new_axes,
    percent,
    percent_axis,
    say_empty,
    styled,
)
from gkstats.crosswalk import series
from gkstats.frames import Identified
from gkstats.vocabulary import Language, label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["outcome_shares"]

_DARK: Final = ("outcome.granted", "outcome.denied", "outcome.not_processed")
_EMPTY: Final = {"zh": "没有办结的申请", "en": "No request was closed"}


@styled
def outcome_shares(data: Any, *, ax: Axes | None = None, language: Language = "zh") -> Axes:
    """Draw the shares of outcomes year by year (历年办理结果构成), with a line wherever the statutory form changed.

    Figures before and after such a line are counted by different rules. Years without a figure stay empty, and so do
    reports that leave an outcome blank. The counts of several agencies are added up, and the number of reports stands
    below each year.

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
    wrong = frame["series"].isin([*FAMILIES, "outcome.total"])
    if "basis" in frame:
        wrong &= frame["basis"] == "contradicted"
    doubted = sorted({int(year) for year in frame.loc[wrong, "year"]}) if "basis" in frame else []
    frame = _complete(frame[frame["series"].isin(list(FAMILIES))])
    table = frame.pivot_table(index="year", columns="series", values="value", aggfunc="sum")
    table = table.reindex(columns=list(FAMILIES)).astype(float).fillna(0.0)
    whole = table.sum(axis=1)
    ax = new_axes(ax, width=8.6, height=4.8)
    if not whole.sum():
        return say_empty(ax, _EMPTY[language])
    years = list(range(int(table.index.min()), int(table.index.max()) + 1))
    shares = table.div(whole.where(whole > 0), axis=0).reindex(years).fillna(0.0)
    _stack(ax, shares, language)
    _mark_forms(ax, frame, years, language)
    agencies = frame.groupby("year")["agency"].nunique().reindex(years).fillna(0)
    several = len(set(frame["agency"])) > 1
    ax.set_xticks(
        range(len(years)),
        [
            _tick(year, whole.get(year), int(agencies[year]) if several else None, len(years), language)
            for year in years
        ],
        fontsize=9,
    )
    ax.tick_params(axis="x", length=0)
    ax.set(xlim=(-0.6, len(years) - 0.4), ylim=(0, 1.0))
    percent_axis(ax.yaxis)
    ax.set_ylabel("占比" if language == "zh" else "share of requests closed")
    legend_below(ax, 0.75 if several else 0.6)
    subject = subject_of(frame.drop_duplicates(["agency", "year"]), language)
    title = f"{subject}政府信息公开申请办理结果构成" if language == "zh" else f"How requests ended: {subject}"
    ax.set_title("\n".join(part for part in (title, _said(doubted, language)) if part), pad=22)
    return ax


def _said(doubted: list[int], language: Language) -> str:
    """Say in which years totals contradict their parts."""
    if not doubted:
        return ""
    years = ("、" if language == "zh" else ", ").join(map(str, doubted))
    if language == "zh":
        return f"{MARK} {years}年总计与各项之和不符，按各项之和"
    return f"{MARK} {years}: totals contradict their parts; shares of the parts"


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


def _stack(ax: Axes, shares: pd.DataFrame, language: Language) -> None:
    base = [0.0] * len(shares)
    for family, colour in FAMILIES.items():
        heights = shares[family].tolist()
        if not any(heights):
            continue
        ax.bar(
            range(len(shares)),
            heights,
            bottom=base,
            width=0.74,
            color=colour,
            edgecolor="white",
            label=label("rows", family, language),
        )
        for x, (low, height) in enumerate(zip(base, heights, strict=True)):
            if height >= 0.055:
                ink = "white" if family in _DARK else INK
                text = ax.text(
                    x, low + height / 2, percent(height, 0), ha="center", va="center", fontsize=8, color=ink
                )
                text.set_in_layout(False)
        base = [low + height for low, height in zip(base, heights, strict=True)]


def _mark_forms(ax: Axes, frame: pd.DataFrame, years: list[int], language: Language) -> None:
    """Draw a line before each year with another form than the year before; over missing years, a band."""
    moved = frame.groupby(["year", "agency"])["new_form"].any().groupby("year").agg(["sum", "size"])
    present = sorted(int(year) for year in frame["year"].unique())
    for year, changed, reports in moved.reset_index().astype(int).itertuples(index=False, name=None):
        if not changed:
            continue
        before = max((other for other in present if other < year), default=year - 1)
        left, right = years.index(before) + 0.5 if before in years else -0.5, years.index(year) - 0.5
        if right > left:
            ax.axvspan(left, right, color="#ededed", zorder=0)
            words = f"{before}–{year}年间换表" if language == "zh" else f"new form after {before}"
        else:
            ax.axvline(right, color=INK, linestyle=(0, (4, 3)), linewidth=1.2)
            words = f"{year}年新表" if language == "zh" else f"new form {year}"
        if changed < reports:
            words += f"（{changed}/{reports}）" if language == "zh" else f" ({changed} of {reports})"
        ax.annotate(
            words,
            ((left + right) / 2, 1.0),
            (0, 4),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            ha="center",
            fontsize=9,
            color=INK,
        )


def _tick(year: int, whole: Any, agencies: int | None, count: int, language: Language) -> str:
    """Return the year with the number of requests, and of reports where there are several agencies."""
    if pd.isna(whole) or whole is None:
        return f"{year}\n–"
    lines = [f"{year}", f"n={whole:,.0f}" if count <= 12 else f"{whole:,.0f}"]
    if agencies is not None:
        lines.append(f"{agencies}份" if language == "zh" else f"{agencies} rep.")
    return "\n".join(lines)
