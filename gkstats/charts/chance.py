"""Charts of one rate in many agencies: how it is spread, and what of that a small number of cases explains."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from gkstats.charts.amounts import percent, percent_axis
from gkstats.charts.course import figure_said
from gkstats.charts.inputs import about, once
from gkstats.charts.lettering import cut, ems
from gkstats.charts.palette import MUTED, PRIMARY, SECONDARY
from gkstats.charts.ranking import indicator_title, known_indicator, measured
from gkstats.charts.sayings import say
from gkstats.charts.sheet import Sheet, open_sheet
from gkstats.charts.style import styled
from gkstats.indicators import FEW, Indicator
from gkstats.vocabulary import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["distribution", "funnel", "limits"]

_PLAIN: Final = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
_NAMED: Final = 3
"""Extremes that are named on each side."""


@styled
def distribution(
    data: Any,
    indicator: str = "disclosure_rate",
    *,
    year: int | None = None,
    ax: Axes | None = None,
    language: Language = "zh",
) -> Axes:
    """Draw how a rate is spread over agencies: a point each, the median, and the extremes by name.

    Only agencies with thirty cases or more have a part in the median and are named; the others are hollow.

    Parameters
    ----------
    data : Corpus, Report or DataFrame
        A frame as `Corpus.indicators`.
    indicator : str
        Id as in `Report.indicators`.
    year : int, optional
        By default the latest year of each agency that has a value.
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
    >>> corpus = gk.load_corpus(gk.samples(), progress=False)
    >>> ax = gk.charts.distribution(corpus, language="en")
    >>> any("median" in text.get_text() for text in ax.texts)
    True
    """
    chosen = known_indicator(indicator)
    table, missing = _latest(data, chosen, year)
    sheet = open_sheet(ax, language)
    title = indicator_title(chosen, language)
    if table.empty:
        sheet.empty(say("indicators-none", language))
        return sheet.finish(title, about(data))
    ax = sheet.ax
    few = table["n"].fillna(FEW) < FEW
    values = table["value"].astype(float)
    low, high = (
        min(float(values.min()), 0.0),
        max(float(values.max()), 1.0 if chosen.unit == "fraction" else 0.0) or 1.0,
    )
    wide = sheet.width - 0.5
    size = 7 * sheet.scale
    heights = _swarm(values.tolist(), (high - low) * size * 1.15 / 72 / wide)
    tallest = max(max(heights), 1)
    sheet.body(max(1.5, (tallest * 2 + 12) * size * 1.2 / 72))
    half = max(sheet.drawing()[1] / 2 / (size * 1.2 / 72), tallest + 6.0)
    for is_few in (True, False):
        own = [n for n in range(len(values)) if bool(few.iloc[n]) == is_few]
        ax.scatter(
            [values.iloc[n] for n in own],
            [heights[n] for n in own],
            s=size**2 * 0.72,
            facecolor="white" if is_few else PRIMARY,
            edgecolor=PRIMARY,
            linewidth=1.0,
            zorder=3,
            clip_on=False,
        )
    solid = table[~few]
    if len(solid):
        middle = float(solid["value"].astype(float).median())
        ax.axvline(middle, color=SECONDARY, linewidth=1.2, zorder=1)
        words = say("median", language, value=figure_said(middle, chosen.unit, language))
        ax.annotate(
            words,
            (middle, half + 1.2),
            (0, 2),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=sheet.points(8.5),
            color="#a4531b",
        ).set_in_layout(False)
    _extremes(sheet, solid, chosen, heights, half)
    ax.set(xlim=(low - 0.02 * (high - low), high + 0.02 * (high - low)), ylim=(half + 1.2, -half - 1.2))
    if chosen.unit == "fraction":
        percent_axis(ax.xaxis, wide, low, high)
    ax.tick_params(axis="x", labelsize=sheet.points(9), labelcolor=MUTED)
    ax.set_yticks([])
    sheet.bare("left")
    notes = [
        say("few-hollow", language) if few.any() else "",
        say("agencies-without", language, count=missing) if missing else "",
        say("latest-year", language) if year is None and len(set(table["year"])) > 1 else "",
    ]
    ranked = table.sort_values("value", ascending=False)
    told = [
        f"{name} {figure_said(float(value), chosen.unit, language)}"
        for name, value in zip(ranked["agency"], ranked["value"], strict=True)
    ]
    return sheet.finish(
        title, about(data, zip(table["agency"], table["year"], strict=True)), notes=notes, values=told
    )


def _latest(data: Any, chosen: Indicator, year: int | None) -> tuple[pd.DataFrame, int]:
    """Return the row of each agency that has a value, of a year or its latest, and how many have none."""
    table = once(measured(data, chosen))
    if year is not None:
        table = table[table["year"] == year]
    agencies = len(set(table["agency"]))
    stated = table[table["value"].notna()].groupby("agency", sort=False).tail(1).reset_index(drop=True)
    return stated, agencies - len(stated)


def _swarm(values: Sequence[float], apart: float) -> list[int]:
    """Return at which height each point stands so that none lies on another: 0 in the middle, then above and below.

    Examples
    --------
    >>> _swarm([0.1, 0.1, 0.1, 0.5], 0.05)
    [0, -1, 1, 0]
    """
    taken: list[tuple[float, int]] = []
    heights = [0] * len(values)
    for n in sorted(range(len(values)), key=lambda n: values[n]):
        near = {height for value, height in taken if abs(value - values[n]) < apart}
        heights[n] = next(
            step for size in range(len(values) + 1) for step in (-size, size) if step not in near
        )
        taken.append((values[n], heights[n]))
    return heights


def _extremes(
    sheet: Sheet, solid: pd.DataFrame, chosen: Indicator, heights: Sequence[int], half: float
) -> None:
    """Name the agencies at both ends, above the points, where the names do not meet."""
    if sheet.width < 4:
        named = solid.iloc[:0]  # there is no room for names
    elif len(solid) < 2:
        named = solid
    else:
        ordered = solid.sort_values("value", kind="stable")
        count = min(_NAMED, len(ordered) // 2)
        named = pd.concat([ordered.head(count), ordered.tail(count)]).drop_duplicates("agency")
    low, high = (float(end) for end in (min(solid["value"].min() if len(solid) else 0, 0.0), 1.0))
    wide = sheet.width - 0.5
    ends = [-math.inf] * 3  # where the last name of each line ends, in inches
    ranked = named.sort_values("value")
    for place, name, value in zip(
        ranked.index.tolist(), ranked["agency"], ranked["value"].astype(float), strict=True
    ):
        words = f"{cut(str(name), 12, 1)} {figure_said(value, chosen.unit, sheet.language)}"
        inches = ems(words) * sheet.points(8) / 72
        at = (value - low) / max(high - low, 1e-9) * wide
        start = min(max(at - inches / 2, 0.0), max(wide - inches, 0.0))
        line = next((n for n, end in enumerate(ends) if start > end + 0.1), None)
        if line is None:
            continue
        ends[line] = start + inches
        height = -half + line * 1.7
        sheet.ax.plot(
            [value, value],
            [height + 0.6, heights[place] - 0.5],
            color="#b5b5b5",
            linewidth=0.6,
            zorder=1,
        )
        sheet.write(
            low + (start + inches / 2) / wide * (high - low), height, words, size=8, bbox=_PLAIN, zorder=4
        )


@styled
def funnel(
    data: Any,
    indicator: str = "disclosure_rate",
    *,
    year: int | None = None,
    ax: Axes | None = None,
    language: Language = "zh",
) -> Axes:
    """Draw a share against the number of cases, within the limits that chance alone would set around the common share.

    The honest answer to a ranking in which an agency with three requests stands first: within the funnel, agencies do
    not differ by more than so few cases can. The inner limits hold 95 % of agencies of one common share, the outer 99.8 %.
    They are those of a binomial count; shares of one agency's cases that hang together stray farther.

    Parameters
    ----------
    data : Corpus, Report or DataFrame
        A frame as `Corpus.indicators`.
    indicator : str
        Id of a share, as in `Report.indicators`.
    year : int, optional
        By default the latest year of each agency that has a value.
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
    ValueError
        The indicator is no share of cases.

    Examples
    --------
    >>> import gkstats as gk
    >>> corpus = gk.load_corpus(gk.samples(), progress=False)
    >>> ax = gk.charts.funnel(corpus, "refused_share", language="en")
    >>> len(ax.lines)
    5
    """
    chosen = known_indicator(indicator)
    if chosen.unit != "fraction" or not chosen.divides:
        raise ValueError(
            f"{indicator} is no share of cases, and chance sets it no limits; choose one such as 'disclosure_rate'"
        )
    table, missing = _latest(data, chosen, year)
    table = table[table["n"].notna() & (table["n"] > 0) & (table["value"] <= 1)].reset_index(drop=True)
    sheet = open_sheet(ax, language)
    title = say("funnel", language, name=indicator_title(chosen, language))
    if table.empty:
        sheet.empty(say("indicators-none", language))
        return sheet.finish(title, about(data))
    ax = sheet.ax
    n, values = table["n"].astype(float), table["value"].astype(float)
    common = float((n * values).sum() / n.sum())
    grid = [
        round(float(n.min()) * 0.8 * (float(n.max()) * 1.6 / float(n.min())) ** (step / 60))
        for step in range(61)
    ]
    grid = sorted({max(one, 1) for one in grid})
    for level, style in ((0.95, (0, (4, 2))), (0.998, "-")):
        band = [limits(common, one, level) for one in grid]
        for side in (0, 1):
            ax.plot(
                grid, [pair[side] for pair in band], color="#9a9a9a", linestyle=style, linewidth=1.0, zorder=1
            )
    ax.plot([grid[0], grid[-1]], [common, common], color=SECONDARY, linewidth=1.2, zorder=1)
    outside = [
        not limits(common, round(one), 0.998)[0] <= value <= limits(common, round(one), 0.998)[1]
        for one, value in zip(n, values, strict=True)
    ]
    for flag, colour in ((False, PRIMARY), (True, "#cf5f42")):
        own = [at for at, is_out in enumerate(outside) if is_out == flag]
        ax.scatter(
            n.iloc[own],
            values.iloc[own],
            s=30 * sheet.scale,
            color=colour,
            zorder=3,
            edgecolor="white",
            linewidth=0.6,
        )
    ax.set_xscale("log")
    sheet.body(3.4)
    top = min(max(float(values.max()) * 1.12, common * 1.5), 1.02)
    ax.set_ylim(-0.02 * top, top)
    ax.set_xlim(grid[0] * 0.9, grid[-1] * 1.15)
    percent_axis(ax.yaxis, sheet.drawing()[1] * 1.2, 0.0, min(top, 1.0))
    ticks = [
        one
        for one in (1, 3, 10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000)
        if grid[0] * 0.9 <= one <= grid[-1] * 1.15
    ]
    ax.set_xticks(ticks or [grid[0]], [f"{one:,}" for one in (ticks or [grid[0]])])
    ax.minorticks_off()
    ax.tick_params(labelsize=sheet.points(9), labelcolor=MUTED)
    ax.set_xlabel(say("funnel-x", language), fontsize=sheet.points(9), color=MUTED)
    _name_outside(sheet, table, outside, common)
    ax.annotate(
        say("common", language, value=percent(common)),
        (grid[-1] * 1.12, common),
        (0, 3),
        textcoords="offset points",
        ha="right",
        va="bottom",
        fontsize=sheet.points(8.5),
        color="#a4531b",
    ).set_in_layout(False)
    notes = [
        say("funnel-limits", language),
        say("funnel-outside", language, count=sum(outside)),
        say("agencies-without", language, count=missing) if missing else "",
        say("latest-year", language) if year is None and len(set(table["year"])) > 1 else "",
    ]
    told = [
        f"{name} {percent(float(value))} (n={float(one):,.0f})"
        for name, value, one, out in zip(table["agency"], values, n, outside, strict=True)
        if out
    ]
    return sheet.finish(
        title, about(data, zip(table["agency"], table["year"], strict=True)), notes=notes, values=told
    )


def _name_outside(sheet: Sheet, table: pd.DataFrame, outside: Sequence[bool], common: float) -> None:
    """Name the agencies that stray farthest, as many as stand apart from each other."""
    far = sorted(
        (at for at, is_out in enumerate(outside) if is_out),
        key=lambda at: -abs(float(table["value"].iloc[at]) - common) * math.sqrt(float(table["n"].iloc[at])),
    )
    low, high = sheet.ax.get_ylim()
    line = sheet.points(8) * 1.5 / 72 / max(sheet.drawing()[1], 0.5) * (high - low)
    heights: list[float] = []
    for at in far[:8]:
        n, value = float(table["n"].iloc[at]), float(table["value"].iloc[at])
        if all(abs(value - other) > line for other in heights):
            heights.append(value)
            left = math.log(n) > sum(math.log(end) for end in sheet.ax.get_xlim()) / 2
            words = cut(str(table["agency"].iloc[at]), sheet.room(0.3, 8), 1)
            sheet.beside(n, value, words, points=-6 if left else 6, size=8).set_in_layout(False)


def limits(share: float, n: int, level: float) -> tuple[float, float]:
    """Return between which shares chance keeps a share of `n` cases: the quantiles of a binomial count.

    Examples
    --------
    >>> limits(0.5, 10, 0.95), limits(0.5, 3, 0.998)
    ((0.2, 0.8), (0.0, 1.0))
    """
    tail = (1 - level) / 2
    if n > 3000 or share in (0.0, 1.0):
        width = {0.95: 1.96, 0.998: 3.09}.get(level, 1.96) * math.sqrt(share * (1 - share) / n)
        return max(share - width, 0.0), min(share + width, 1.0)
    log_odds = math.log(share) - math.log1p(-share)
    mass = n * math.log1p(-share)
    below, low, high = 0.0, None, n
    for k in range(n + 1):
        below += math.exp(mass)
        if low is None and below >= tail:
            low = k
        if below >= 1 - tail:
            high = k
            break
        mass += math.log(n - k) - math.log(k + 1) + log_odds if k < n else 0.0
    return (low or 0) / n, high / n
