"""Charts of proactive disclosure: through which channels, and how the hotline ended its cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from gkstats.charts.inputs import frame_of, is_stacked, once, subject_of
from gkstats.charts.style import (
    INK,
    PRIMARY,
    SECONDARY,
    count_axis,
    counted,
    hedge_of,
    new_axes,
    row_axis,
    rows_height,
    say_empty,
    styled,
    wrapped,
)
from gkstats.vocabulary import Language, label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["channels", "hotline"]


@styled
def channels(data: Any, *, ax: Axes | None = None, language: Language = "zh") -> Axes:
    """Draw the disclosures of the year by channel (主动公开渠道) as sorted bars with counts and shares.

    Parameters
    ----------
    data : Report, Corpus or DataFrame
        A frame needs the columns `label`, `kind`, `value`; of many reports, the kinds of channel are added up.
    ax : Axes, optional
        Where to draw; a new figure by default.
    language : {"zh", "en"}
        Names of channels stay as printed; in English their kind stands beside them.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import gkstats as gk
    >>> ax = gk.charts.channels(gk.load_report(gk.samples() / "zhongning-2020.txt"), language="en")
    >>> [float(bar.get_width()) for bar in ax.patches]
    [274.0, 81.0, 75.0, 64.0, 46.0]
    """
    frame = frame_of(data, "channels")
    stacked = is_stacked(frame)
    hedges = frame["comparator"] if "comparator" in frame else pd.Series("=", index=frame.index)
    frame = frame.assign(comparators=[[hedge] for hedge in hedges.fillna("=")])
    named = _by_kind(frame, language) if stacked else frame
    named = named[named["value"].notna()].sort_values("value", ascending=False, kind="stable")
    names = [_channel_name(row, language, stacked) for row in named.itertuples()]
    ax = new_axes(ax, height=rows_height(names))
    if named.empty:
        none = (
            "报告未按渠道列出主动公开信息"
            if language == "zh"
            else "The report breaks its disclosures down by no channel"
        )
        return say_empty(ax, none)
    total = None if stacked else frame.attrs.get("total")
    values = [float(value) for value in named["value"]]
    whole = total or sum(values)
    hedges = [hedge_of(comparators) for comparators in named["comparators"]]
    whole_hedge = hedge_of([frame.attrs.get("comparator", "=")]) if total else "≈" * any(hedges)
    bars = ax.barh(range(len(values)), values, color=PRIMARY, height=0.62)
    labels = [
        counted(value, whole, language, hedge=hedge) for value, hedge in zip(values, hedges, strict=True)
    ]
    ax.bar_label(bars, labels=labels, padding=4, color=INK)
    row_axis(ax, names)
    count_axis(ax, max(values), room=1.22)
    ax.set_xlabel("条" if language == "zh" else "items disclosed")
    said = f"{whole_hedge}{whole:,.0f}"
    ax.set_title(
        _channels_title(subject_of(frame if stacked else data, language), said, bool(total), language)
    )
    return ax


def _by_kind(frame: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Add up the channels of many reports by their kind."""
    one = once(frame, "label")
    kinds = one["kind"].fillna("other")
    groups = one.groupby(kinds)
    summed = groups["value"].sum(min_count=1).rename_axis("kind").reset_index()
    summed["comparators"] = groups["comparators"].sum().tolist()
    return summed.assign(label=[label("kinds", kind, language) for kind in summed["kind"]])


def _channel_name(row: Any, language: Language, stacked: bool) -> str:
    name = wrapped(str(row.label))
    if language == "en" and not stacked and isinstance(row.kind, str):
        return f"{name}\n{label('kinds', row.kind, 'en')}"
    return name


def _channels_title(subject: str, whole: str, stated: bool, language: Language) -> str:
    if language == "zh":
        counted = f"共{whole}条" if stated else f"各渠道合计{whole}条"
        return f"{subject}主动公开政府信息渠道（{counted}）"
    counted = f"{whole} items" if stated else f"{whole} items over all channels"
    return f"Proactive disclosures by channel: {counted}" + (f"\n{subject}" if subject else "")


_ROWS = ("received", "resolved")
_WAYS = ("transferred", "answered_directly")


@styled
def hotline(data: Any, *, ax: Axes | None = None, language: Language = "zh") -> Axes:
    """Draw the hotline's year (政务服务热线): received, resolved, how cases were handled, and the stated rates.

    Parameters
    ----------
    data : Report, Corpus, Series or DataFrame
        A Series as `Report.hotline`. Of a stacked frame or a Corpus the counts are added up, with the number of
        reports that state them where they differ, and the rates are left out.
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
    added = isinstance(found, pd.DataFrame)
    if is_stacked(found):
        found = once(found)
    values = found[[*_ROWS, *_WAYS]].sum(min_count=1) if added else found
    rows = [row for row in _ROWS if pd.notna(values[row])]
    ways = [way for way in _WAYS if pd.notna(values[way])]
    ax = new_axes(ax, height=1.5 + 0.55 * (len(rows) + bool(ways)))
    if not rows and not ways:
        return say_empty(ax, _NO_HOTLINE[language])
    longest = max(*(float(values[row]) for row in rows), sum(float(values[way]) for way in ways), 0.0)
    for y, row in enumerate(rows):
        bar = ax.barh(y, float(values[row]), color=PRIMARY, height=0.6)
        ax.bar_label(bar, [f"{_hedge(found, row)}{float(values[row]):,.0f}"], padding=4, color=INK)
    counts = found[[*_ROWS, *_WAYS]].notna().sum() if added else None
    names = [label("hotline", row, language) + _of_reports(row, counts, language) for row in rows]
    if ways:
        names.append("办理方式" if language == "zh" else "handled")
        parts = [
            _Way(
                label("hotline", way, language) + _of_reports(way, counts, language),
                float(values[way]),
                _hedge(found, way),
            )
            for way in ways
        ]
        _ways(ax, len(rows), parts, longest, language)
    row_axis(ax, names)
    count_axis(ax, longest, room=1.25)
    ax.set_xlabel("件" if language == "zh" else "cases")
    subject = subject_of(found if is_stacked(found) else data, language)
    title = f"{subject}政务服务热线" if language == "zh" else "Hotline" + (f": {subject}" if subject else "")
    rates = "" if added else _rates(found, language)
    ax.set_title(f"{title}\n{rates}" if rates else title)
    return ax


_NO_HOTLINE = {"zh": "报告未写热线办理情况", "en": "No hotline figures are stated"}


def _of_reports(key: str, counts: pd.Series | None, language: Language) -> str:
    """Say how many reports state a figure, where not all figures come from the same number."""
    if counts is None or len(set(counts) - {0}) <= 1:
        return ""
    number = int(counts[key])
    return f"\n（{number}份报告）" if language == "zh" else f"\n({number} report{'s' * (number > 1)})"


class _Way(NamedTuple):
    """How some cases were handled."""

    name: str
    value: float
    hedge: str


def _hedge(found: pd.Series | pd.DataFrame, field: str) -> str:
    """Return the sign before a figure: that of its comparator, or of the reports' that are added up."""
    if isinstance(found, pd.Series):
        return hedge_of([found.attrs.get("comparators", {}).get(field, "=")])
    column = f"{field}_comparator"
    return hedge_of(found[column].dropna()) if column in found else ""


def _ways(ax: Axes, y: int, ways: list[_Way], longest: float, language: Language) -> None:
    """Draw how cases were handled as one bar in parts, each with its name on it, narrow ones beyond its end."""
    left = 0.0
    beyond = []
    for (name, value, hedge), colour in zip(ways, (SECONDARY, "#f3d19c"), strict=False):
        ax.barh(y, value, left=left, color=colour, height=0.6, edgecolor="white")
        if value > 0.2 * longest:
            words = f"{name}\n{hedge}{value:,.0f}"
            ax.text(left + value / 2, y, words, ha="center", va="center", color=INK, fontsize=9)
        else:
            beyond.append(f"{' '.join(name.split())} {hedge}{value:,.0f}")
        left += value
    ax.annotate(
        ("，" if language == "zh" else ", ").join(beyond),
        (left, y),
        xytext=(4, 0),
        textcoords="offset points",
        va="center",
        color=INK,
        fontsize=9,
    )


def _rates(values: pd.Series, language: Language) -> str:
    parts = [
        f"{label('hotline', rate, language)} {_hedge(values, rate)}{float(values[rate]):.2%}"
        for rate in ("resolution_rate", "satisfaction")
        if rate in values.index and pd.notna(values[rate])
    ]
    return ("，" if language == "zh" else ", ").join(parts)
