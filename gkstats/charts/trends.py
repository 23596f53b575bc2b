"""A chart of any figure over the years, for one agency or a panel for each of several."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pandas as pd

from gkstats.asked import nearest
from gkstats.charts.amounts import hedge_of
from gkstats.charts.course import Break, Point, course, figure_said
from gkstats.charts.inputs import about, by_region, frame_of, is_stacked, names_of, once
from gkstats.charts.lettering import cut
from gkstats.charts.palette import INK
from gkstats.charts.ranking import indicator_title, known_indicator, measured
from gkstats.charts.sayings import say
from gkstats.charts.sheet import Sheet, open_sheet
from gkstats.charts.style import styled
from gkstats.crosswalk import all_lines, series
from gkstats.frames import Identified
from gkstats.frames.declared import HOTLINE_FIELDS
from gkstats.indicators import all_indicators
from gkstats.report import Report
from gkstats.vocabulary import Language, label, terms

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["trend"]

_MOST_PANELS: Final = 12


class _Followed(NamedTuple):
    """A figure through the years of each agency."""

    title: str
    unit: str
    points: Mapping[str, Sequence[Point]]
    breaks: Mapping[str, Mapping[int, Break]]


@styled
def trend(
    data: Any,
    figure: str = "received.new",
    *,
    agency: str | None = None,
    ax: Axes | None = None,
    language: Language = "zh",
) -> Axes:
    """Draw a figure over the years: of one agency, or a small panel on one scale for each of several.

    A line joins only years that follow each other and may be compared; a dashed line stands where the form changed.
    Hollow points are shares of fewer than thirty cases, ⚠ marks totals that contradict their parts, and hedges stand
    before the figures.

    Parameters
    ----------
    data : Corpus, Report or DataFrame
        A frame as `Corpus.series`, for the figures that it holds.
    figure : str
        A series as in `Corpus.series` ("received.new", "outcome.granted", "hotline.received"), an indicator
        ("disclosure_rate"), a field of the hotline ("hotline.satisfaction"), or a kind of channel ("channels.wechat").
    agency : str, optional
        One of several agencies, as printed; by default as many as have room.
    ax : Axes, optional
        Where to draw; a new figure by default.
    language : {"zh", "en"}

    Returns
    -------
    Axes
        Panels are insets of it.

    Raises
    ------
    KeyError
        There is no such figure or agency.

    Examples
    --------
    >>> import gkstats as gk
    >>> corpus = gk.load_corpus(gk.samples() / "pingtan-202[2-4].html", progress=False)
    >>> ax = gk.charts.trend(corpus, "received.new", language="en")
    >>> [text.get_text() for text in ax.texts]
    ['74', '81', '218']
    """
    found = _followed(data, figure, language)
    if agency is not None:
        if agency not in found.points:
            raise KeyError(f"there is no agency {agency!r} with this figure; {nearest(agency, found.points)}")
        found = found._replace(points={agency: found.points[agency]})
    sheet = open_sheet(ax, language)
    agencies = [name for name in by_region(found.points) if found.points[name]]
    if not agencies:
        sheet.empty(say("trend-none", language))
        return sheet.finish(found.title, about(data))
    most = (
        _MOST_PANELS
        if sheet.own
        else max(int(sheet.width / 1.7), 1) * max(int((sheet.height - 0.9) / 1.0), 1)
    )
    shown = agencies[:most]
    if len(shown) == 1:
        name = shown[0]
        points = found.points[name]
        sheet.body(2.5)
        years = list(range(points[0].year, points[-1].year + 1))
        course(
            sheet,
            sheet.ax,
            points,
            years,
            found.unit,
            breaks=found.breaks.get(name),
            width=sheet.drawing(upright=True)[0],
        )
    else:
        _panels(sheet, found, shown)
    return _finished(sheet, found, shown, len(agencies) - len(shown), data)


def _finished(sheet: Sheet, found: _Followed, shown: Sequence[str], hidden: int, data: Any) -> Axes:
    language = sheet.language
    points = [point for name in shown for point in found.points[name]]
    gaps = sum(
        found.points[name][-1].year - found.points[name][0].year + 1 - len(found.points[name])
        for name in shown
    )
    apart = any(not one.joined for name in shown for one in found.breaks.get(name, {}).values())
    notes = [
        say("few-hollow", language) if any(point.few for point in points) else "",
        say("doubt-mark", language) if any(point.doubted for point in points) else "",
        say("years-without", language, count=gaps) if gaps else "",
        say("not-comparable", language) if apart else "",
        say("agencies-hidden", language, count=hidden) if hidden else "",
    ]
    told = [
        f"{f'{name} ' if len(shown) > 1 else ''}{point.year} {point.hedge}{figure_said(point.value, found.unit, language)}"
        for name in shown
        for point in found.points[name]
    ]
    unit = (
        say(f"unit-{found.unit}", language) if found.unit in ("条", "件", "fraction", "days") else found.unit
    )
    drawn = [(name, point.year) for name in shown for point in found.points[name]]
    return sheet.finish(found.title, about(data, drawn), counts=[unit], notes=notes, values=told)


def _panels(sheet: Sheet, found: _Followed, shown: Sequence[str]) -> None:
    """Draw a panel for each agency, all on one scale of years and of figures."""
    columns = max(min(int(sheet.width / 1.7), len(shown), 4), 1)
    rows = math.ceil(len(shown) / columns)
    sheet.body(1.25 * rows)
    wide, high = sheet.width - 0.2, sheet.drawing()[1]
    years = [point.year for name in shown for point in found.points[name]]
    span = list(range(min(years), max(years) + 1))
    highest = max(point.value for name in shown for point in found.points[name])
    cell_wide, cell_high = wide / columns, high / rows
    head, foot, side = 0.26 * sheet.scale, 0.2 * sheet.scale, 0.16
    for place, name in enumerate(shown):
        column, row = place % columns, place // columns
        left, top = column * cell_wide, high - row * cell_high
        box = (
            (left + side) / wide,
            (top - cell_high + foot) / high,
            (cell_wide - 2 * side) / wide,
            (cell_high - head - foot) / high,
        )
        inset = sheet.ax.inset_axes(box)
        for line in ("top", "right", "left"):
            inset.spines[line].set_visible(False)
        inset.set_facecolor("none")
        course(
            sheet,
            inset,
            found.points[name],
            span,
            found.unit,
            breaks=found.breaks.get(name),
            width=cell_wide - 2 * side,
            highest=highest,
            words=False,
        )
        ends = [span[0], span[-1]]
        inset.set_xticks(ends, [str(year) for year in ends], fontsize=sheet.points(7.5))
        sheet.write(
            left / wide,
            (top - 0.02) / high,
            cut(name, sheet.room(0.94 / columns, 8.5), 1),
            size=8.5,
            ha="left",
            va="top",
            color=INK,
            transform=sheet.ax.transAxes,
        )
    sheet.ax.set_axis_off()


def _followed(data: Any, figure: str, language: Language) -> _Followed:
    """Find a figure by its name, in the reports of `data`."""
    kinds = {f"channels.{kind}" for kind in terms("kinds")}
    fields = {f"hotline.{field}" for field in HOTLINE_FIELDS}
    rates = {one.id for one in all_indicators()}
    lines = {line.name for line in all_lines() if line.series}
    if figure in rates:
        return _indicator(data, figure, language)
    if figure in kinds:
        return _channel(data, figure, language)
    if figure in lines:
        return _series(data, figure, language)
    if figure in fields:
        return _hotline(data, figure, language)
    raise KeyError(
        f"there is no figure {figure!r}; {nearest(figure, sorted({*lines, *rates, *fields, *kinds}))}"
    )


def _grouped(rows: Any) -> dict[str, list[Point]]:
    """Return points by agency, in order of year."""
    found: dict[str, list[Point]] = {}
    for agency, point in rows:
        found.setdefault(agency, []).append(point)
    return {agency: sorted(points) for agency, points in found.items()}


def _indicator(data: Any, figure: str, language: Language) -> _Followed:
    chosen = known_indicator(figure)
    table = once(measured(data, chosen)).dropna(subset=["value"])
    rows = (
        (
            str(agency),
            Point(
                int(year), float(value), "", None if pd.isna(n) else float(n), bool(basis == "contradicted")
            ),
        )
        for agency, year, value, n, basis in zip(
            *(table[column] for column in ("agency", "year", "value", "n", "basis")), strict=True
        )
    )
    return _Followed(indicator_title(chosen, language), chosen.unit, _grouped(rows), {})


def _series(data: Any, figure: str, language: Language) -> _Followed:
    line = next(line for line in all_lines() if line.series and line.name == figure)
    if isinstance(data, pd.DataFrame):
        frame = data
    elif isinstance(data, Report):
        frame = series([Identified(data.agency, data.year, data.records)])
    else:
        frame = data.series()
    breaks: dict[str, dict[int, Break]] = {}
    for one in frame.attrs.get("breaks", ()):
        if one["series"] == figure:
            form = str(one["form"]) if isinstance(one["form"], str) else ""
            words = say("form-from", language, year=int(one["year"])) if form else say("no-form", language)
            breaks.setdefault(str(one["agency"]), {})[int(one["year"])] = Break(
                words, one["comparable"] != "no"
            )
    table = frame[(frame["series"] == figure) & frame["value"].notna()]
    table = table.assign(agency=names_of(table["agency"]))
    rows = (
        (
            str(agency),
            Point(int(year), float(value), hedge_of([str(sign)]), None, bool(basis == "contradicted")),
        )
        for agency, year, value, sign, basis in zip(
            *(table[column] for column in ("agency", "year", "value", "comparator", "basis")), strict=True
        )
    )
    name = line.zh if language == "zh" else line.en[0].upper() + line.en[1:]
    return _Followed(name, line.unit, _grouped(rows), breaks)


def _hotline(data: Any, figure: str, language: Language) -> _Followed:
    field = figure.partition(".")[2]
    frame = _stacked(data, "hotline")
    if is_stacked(frame):
        frame = once(frame).dropna(subset=[field])
    signs = (
        frame[f"{field}_comparator"] if f"{field}_comparator" in frame else pd.Series("=", index=frame.index)
    )
    rows = (
        (str(agency), Point(int(year), float(value), hedge_of(["=" if pd.isna(sign) else str(sign)])))
        for agency, year, value, sign in zip(frame["agency"], frame["year"], frame[field], signs, strict=True)
    )
    unit = "fraction" if field in ("resolution_rate", "satisfaction") else "件"
    return _Followed(
        say("trend-hotline", language, name=label("hotline", field, language)), unit, _grouped(rows), {}
    )


def _channel(data: Any, figure: str, language: Language) -> _Followed:
    kind = figure.partition(".")[2]
    frame = once(_stacked(data, "channels"), "label")
    frame = frame[(frame["kind"] == kind) & frame["value"].notna()]
    rows = []
    for _, own in frame.groupby(["agency", "year"]):
        agency, year = own["agency"].iloc[0], own["year"].iloc[0]
        sign = hedge_of(own["comparator"].fillna("=").astype(str))
        rows.append((str(agency), Point(int(year), float(own["value"].sum()), sign)))
    return _Followed(
        say("trend-channel", language, name=label("kinds", kind, language)), "条", _grouped(rows), {}
    )


def _stacked(data: Any, name: str) -> pd.DataFrame:
    """Return a frame of many reports, or that of one as if it were many."""
    frame = frame_of(data, name)
    if isinstance(frame, pd.Series):
        signs = frame.attrs.get("comparators", {})
        frame = frame.to_frame().T.assign(
            **{f"{field}_comparator": signs.get(field, "=") for field in HOTLINE_FIELDS}
        )
    if not is_stacked(frame):
        frame = frame.assign(agency=data.agency, year=data.year).astype({"agency": "string", "year": "Int64"})
    rows: pd.DataFrame = frame
    return rows
