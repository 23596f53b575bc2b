"""A figure over years: points on an axis of time, with gaps, changes of form, hedges, small numbers and doubts to be seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from gkstats.charts.amounts import percent
from gkstats.charts.lettering import ems
from gkstats.charts.palette import GRID, INK, MUTED, PRIMARY
from gkstats.charts.settled import MARK
from gkstats.charts.sheet import Sheet
from gkstats.indicators import FEW
from gkstats.vocabulary import Language

__all__ = ["Break", "Point", "course", "figure_said", "runs"]


class Point(NamedTuple):
    """A figure of one year."""

    year: int
    value: float
    hedge: str = ""
    n: float | None = None
    doubted: bool = False

    @property
    def few(self) -> bool:
        """Whether it is a share of fewer than thirty cases."""
        return self.n is not None and self.n < FEW


class Break(NamedTuple):
    """A year before which the form, and with it what is counted, was another."""

    words: str
    joined: bool
    """Whether the years on both sides may be compared, with care."""


_LEAST: Final = 0.42
"""Inches of a year below which only the ends and extremes bear their figure."""


def figure_said(value: float, unit: str, language: Language) -> str:
    """Return a figure as it is read.

    Examples
    --------
    >>> figure_said(0.9192, "fraction", "en"), figure_said(4568.0, "件", "en"), figure_said(3.0, "days", "zh")
    ('91.9%', '4,568', '3天')
    """
    if unit == "fraction":
        return percent(value)
    if unit == "days":
        return f"{value:,.0f}天" if language == "zh" else f"{value:,.0f} days"
    if unit in ("index", "per 10,000 people"):
        return f"{value:,.2f}"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.4g}"


def runs(points: Sequence[Point], breaks: Mapping[int, Break]) -> list[list[Point]]:
    """Return the stretches of years that a line may join: none over a missing year, or to what is not comparable.

    Examples
    --------
    >>> found = runs([Point(2018, 1.0), Point(2019, 2.0), Point(2021, 3.0)], {2019: Break("form of 2019", False)})
    >>> [[point.year for point in run] for run in found]
    [[2018], [2019], [2021]]
    """
    found: list[list[Point]] = []
    for point in points:
        before = found[-1][-1] if found else None
        broken = point.year in breaks and not breaks[point.year].joined
        if before is not None and before.year == point.year - 1 and not broken:
            found[-1].append(point)
        else:
            found.append([point])
    return found


def course(
    sheet: Sheet,
    ax: Any,
    points: Sequence[Point],
    years: Sequence[int],
    unit: str,
    *,
    breaks: Mapping[int, Break] | None = None,
    width: float,
    highest: float | None = None,
    colour: str = PRIMARY,
    words: bool = True,
) -> None:
    """Draw the points of one agency; `width` is that of the axes in inches, `highest` where panels share an axis."""
    broken = dict(breaks or {})
    top = highest or max((point.value for point in points), default=1.0) or 1.0
    for run in runs(points, broken):
        ax.plot(
            [point.year for point in run],
            [point.value for point in run],
            color=colour,
            linewidth=1.6 * sheet.scale,
            zorder=2,
        )
    for few in (False, True):
        own = [point for point in points if point.few == few]
        ax.scatter(
            [point.year for point in own],
            [point.value for point in own],
            s=26 * sheet.scale,
            facecolor="white" if few else colour,
            edgecolor=colour,
            linewidth=1.2,
            zorder=3,
            clip_on=False,
        )
    _mark_breaks(sheet, ax, broken, years, words=words)
    shown = _labelled(points, width / max(len(years), 1), unit, sheet)
    for point in points:
        said = f"{point.hedge}{figure_said(point.value, unit, sheet.language)}" if point.year in shown else ""
        said = f"{said} {MARK}".strip() if point.doubted else said
        if said:
            ax.annotate(
                said,
                (point.year, point.value),
                (0, 5 * sheet.scale),
                textcoords="offset points",
                ha="center",
                va="bottom",
                fontsize=sheet.points(8.5),
                color=INK,
                zorder=4,
            ).set_in_layout(ax is sheet.ax)
    ax.set_ylim(0, top * 1.16)
    _years(sheet, ax, years, width)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)


def _labelled(points: Sequence[Point], inches: float, unit: str, sheet: Sheet) -> set[int]:
    """Return the years whose figures are written: all where they have room, else the ends and the extremes."""
    longest = max((ems(figure_said(point.value, unit, sheet.language)) for point in points), default=0.0)
    if inches >= max(_LEAST * sheet.scale, (longest + 0.8) * sheet.points(8.5) / 72):
        return {point.year for point in points}
    if not points:
        return set()
    values = [point.value for point in points]
    wanted = [points[-1], points[0], points[values.index(max(values))], points[values.index(min(values))]]
    kept: list[Point] = []
    for point in wanted:  # no two that would lie on each other
        apart = (longest + 0.8) * sheet.points(8.5) / 72
        if all(abs(point.year - other.year) * inches >= apart for other in kept if other.year != point.year):
            kept.append(point)
    return {point.year for point in kept}


def _mark_breaks(
    sheet: Sheet, ax: Any, breaks: Mapping[int, Break], years: Sequence[int], *, words: bool
) -> None:
    for year, found in breaks.items():
        if years[0] < year <= years[-1]:
            ax.axvline(year - 0.5, color="#9a9a9a", linestyle=(0, (4, 3)), linewidth=0.9, zorder=1)
            if words:
                ax.annotate(
                    found.words,
                    (year - 0.5, 1),
                    (0, 1),
                    xycoords=("data", "axes fraction"),
                    textcoords="offset points",
                    ha="center",
                    va="bottom",
                    fontsize=sheet.points(8),
                    color=MUTED,
                )


def _years(sheet: Sheet, ax: Any, years: Sequence[int], width: float) -> None:
    step = next(
        (n for n in (1, 2, 3, 4, 5, 10) if len(years) / n <= max(width / (0.46 * sheet.scale), 2)), 10
    )
    shown = [year for year in years if (years[-1] - year) % step == 0]
    ax.set_xticks(shown, [str(year) for year in shown], fontsize=sheet.points(8.5), color=MUTED)
    ax.tick_params(axis="x", length=2.5, color="#b5b5b5")
    ax.set_xlim(years[0] - 0.5, years[-1] + 0.5)
    ax.spines["bottom"].set_color(GRID)
