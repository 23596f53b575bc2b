"""The chart of the hotline's year: cases received, resolved, and how they were handled."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from gkstats.charts.amounts import as_stated, counted, hedge_of, percent
from gkstats.charts.bars import Row, row_bars
from gkstats.charts.inputs import about, by_region, frame_of, is_stacked, once, report_names
from gkstats.charts.lettering import ems
from gkstats.charts.palette import INK, PALE, PRIMARY, SECONDARY
from gkstats.charts.sayings import say
from gkstats.charts.sheet import Sheet, open_sheet
from gkstats.charts.style import styled
from gkstats.vocabulary import Language, label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["hotline"]

_WAYS: Final = {"transferred": SECONDARY, "answered_directly": "#f3d19c"}


@styled
def hotline(data: Any, *, ax: Axes | None = None, language: Language = "zh") -> Axes:
    """Draw the hotline's year (政务服务热线): received, resolved, how cases were handled, and the stated rates.

    Of many reports each has a row: what was resolved on what was received, with the rate of the two where both are
    stated. Nothing is added up over reports, since not all of them state the same figures.

    Parameters
    ----------
    data : Report, Corpus, Series or DataFrame
        A Series as `Report.hotline`.
    ax : Axes, optional
        Where to draw; a new figure by default.
    language : {"zh", "en"}

    Returns
    -------
    Axes

    Examples
    --------
    >>> import gkstats as gk
    >>> ax = gk.charts.hotline(gk.load_report(gk.samples() / "zhongning-2020.txt"))
    >>> [float(bar.get_width()) for bar in ax.patches]
    [4568.0, 4568.0, 3144.0, 1424.0]
    """
    found = frame_of(data, "hotline")
    sheet = open_sheet(ax, language)
    if isinstance(found, pd.DataFrame):
        return _of_many(sheet, found, data)
    return _of_one(sheet, found, data)


def _of_one(sheet: Sheet, found: pd.Series, data: Any) -> Axes:
    language = sheet.language
    title = say("hotline", language)
    rows = []
    for field in ("received", "resolved"):
        if pd.notna(found[field]):
            words = f"{_hedge(found, field)}{float(found[field]):,.0f}"
            if field == "resolved" and pd.notna(found["received"]) and float(found["received"]):
                words = counted(
                    float(found[field]), float(found["received"]), language, hedge=_hedge(found, field)
                )
            rows.append(Row(label("hotline", field, language), float(found[field]), words))
    ways = [way for way in _WAYS if pd.notna(found[way])]
    if not rows and not ways:
        sheet.empty(say("hotline-none", language))
        return sheet.finish(title, about(data))
    longest = max(*(row.value or 0.0 for row in rows), sum(float(found[way]) for way in ways), 1.0)
    names = [*(row.name for row in rows), *([say("handled", language)] if ways else [])]
    row_bars(sheet, [*rows, *([Row(names[-1], 0.0, "")] if ways else [])], longest=longest)
    if ways:
        sheet.ax.patches[-1].remove()
        sheet.ax.texts[-1].remove()
        _handled(sheet, len(rows), found, ways, longest)
    sheet.body(sheet.pitch() * 1.35 * len(names))
    rates = [
        f"{label('hotline', rate, language)} {_hedge(found, rate)}{as_stated(float(found[rate]))}"
        for rate in ("resolution_rate", "satisfaction")
        if rate in found.index and pd.notna(found[rate])
    ]
    told = [f"{row.name} {row.words}" for row in rows]
    told += [
        f"{label('hotline', way, language)} {_hedge(found, way)}{float(found[way]):,.0f}" for way in ways
    ]
    return sheet.finish(title, about(data), counts=rates, values=told)


def _handled(sheet: Sheet, y: int, found: pd.Series, ways: list[str], longest: float) -> None:
    """Draw how cases were handled as one bar in parts, each with its name on it, narrow ones beyond its end."""
    left, beyond = 0.0, []
    for way in ways:
        value = float(found[way])
        sheet.ax.barh(y, value, left=left, color=_WAYS[way], height=0.68, edgecolor="white", linewidth=0.8)
        words = f"{label('hotline', way, sheet.language)} {_hedge(found, way)}{value:,.0f}"
        if value / longest * sheet.drawing()[0] * 72 > (ems(words) + 0.6) * sheet.points(9):
            sheet.write(left + value / 2, y, words, color=INK)
        else:
            beyond.append(words)
        left += value
    if beyond:
        sheet.beside(left, y, ("，" if sheet.language == "zh" else ", ").join(beyond))


def _of_many(sheet: Sheet, frame: pd.DataFrame, data: Any) -> Axes:
    language = sheet.language
    title = say("hotline-many", language)
    frame = once(frame) if is_stacked(frame) else frame.assign(agency="", year=0)
    cases = frame[["received", "resolved"]].astype("Float64").astype(float)
    frame = frame[cases.notna().any(axis=1)].reset_index(drop=True)
    if frame.empty:
        sheet.empty(say("hotline-none", language))
        return sheet.finish(title, about(data))
    one = len(set(frame["agency"])) == 1
    if not one:
        place = {name: at for at, name in enumerate(by_region(frame["agency"], int(frame["year"].max())))}
        by_size = len(set(frame["year"])) == 1
        size = frame["received"].astype(float).fillna(frame["resolved"].astype(float))
        keys = ["_size"] if by_size else ["_place", "year"]
        frame = frame.assign(_size=-size, _place=frame["agency"].map(place)).sort_values(keys, kind="stable")
    hidden = max(len(frame) - sheet.rows(), 0)
    frame = frame.head(sheet.rows())
    names = report_names(list(zip(frame["agency"], frame["year"].astype(int), strict=True)))
    rows, told = [], []
    for y, (name, (_, found)) in enumerate(zip(names, frame.iterrows(), strict=True)):
        received, resolved = (
            None if pd.isna(found[key]) else float(found[key]) for key in ("received", "resolved")
        )
        words = _words(found, received, resolved, language)
        rows.append((y, received, resolved, words))
        told.append(f"{name} {words}")
    sheet.name_rows(names)
    for y, received, resolved, words in rows:
        if received is not None:
            sheet.ax.barh(y, received, height=0.7, color=PALE)
        if resolved is not None:
            sheet.ax.barh(y, resolved, height=0.36, color=PRIMARY)
        sheet.beside(max(received or 0.0, resolved or 0.0), y, words)
    sheet.ax.set_xlim(0, max(max(received or 0.0, resolved or 0.0) for _, received, resolved, _ in rows) or 1)
    sheet.bare("bottom")
    from matplotlib.patches import Patch

    there = [("received", PALE, 1), ("resolved", PRIMARY, 2)]
    sheet.legend(
        [
            Patch(color=colour, label=label("hotline", key, language))
            for key, colour, at in there
            if any(row[at] is not None for row in rows)
        ]
    )
    partly = sum(1 for _, received, resolved, _ in rows if received is None or resolved is None)
    notes = [
        say("hotline-partly", language, count=partly) if partly else "",
        say("reports-hidden", language, count=hidden) if hidden else "",
    ]
    drawn = about(data, zip(frame["agency"], frame["year"], strict=True))
    return sheet.finish(
        title, drawn, counts=[say("reports", language, count=len(frame))], notes=notes, values=told
    )


def _words(found: pd.Series, received: float | None, resolved: float | None, language: Language) -> str:
    """Say what was resolved of what was received; what a report does not state is said, too."""
    into, out = _hedge(found, "received"), _hedge(found, "resolved")
    if received is not None and resolved is not None:
        hedged = "≈" if into or out else ""
        share = f"{hedged}{percent(resolved / received)}" if received and not math.isnan(received) else ""
        said = say(
            "resolved-of", language, resolved=f"{out}{resolved:,.0f}", received=f"{into}{received:,.0f}"
        )
        return f"{said}  {share}".strip()
    if received is not None:
        return say("received-only", language, received=f"{into}{received:,.0f}")
    return say("resolved-only", language, resolved=f"{out}{resolved:,.0f}")


def _hedge(found: pd.Series, field: str) -> str:
    """Return the sign before a figure: that of its comparator."""
    hedges = found.attrs.get("comparators", {})
    said = hedges.get(field, found.get(f"{field}_comparator", "="))
    return hedge_of(["=" if pd.isna(said) else str(said)])
