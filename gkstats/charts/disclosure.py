"""Charts of proactive disclosure: through which channels, and how the hotline ended its cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from gkstats.charts.inputs import frame_of, is_stacked, subject_of
from gkstats.charts.style import INK, PRIMARY, SECONDARY, new_axes, say_empty, styled, wrapped
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
    [46.0, 64.0, 75.0, 81.0, 274.0]
    """
    frame = frame_of(data, "channels")
    if is_stacked(frame):
        named = frame.groupby("kind", as_index=False)["value"].sum()
        named["label"] = [label("kinds", kind, language) for kind in named["kind"]]
        total: float | None = None
    else:
        named, total = frame, frame.attrs.get("total")
    named = named.dropna(subset=["value"]).sort_values("value", kind="stable")
    ax = new_axes(ax, height=max(2.2, 1.3 + 0.62 * len(named)))
    if named.empty:
        none = (
            "报告未按渠道列出主动公开信息"
            if language == "zh"
            else "The report breaks its disclosures down by no channel"
        )
        return say_empty(ax, none)
    whole = total or float(named["value"].sum())
    names = [_channel_name(row, language, is_stacked(frame)) for row in named.itertuples()]
    values = named["value"].astype(float).tolist()
    bars = ax.barh(range(len(values)), values, color=PRIMARY, height=0.62)
    shares = [
        f"{value:,.0f}（{value / whole:.1%}）" if language == "zh" else f"{value:,.0f} ({value / whole:.1%})"
        for value in values
    ]
    ax.bar_label(bars, labels=shares, padding=4, color=INK)
    ax.set_yticks(range(len(names)), names)
    ax.tick_params(axis="y", length=0)
    ax.set_xlim(0, max(values) * 1.22 or 1)
    ax.set_xlabel("条" if language == "zh" else "items disclosed")
    ax.set_title(_channels_title(data, whole, total, language))
    return ax


def _channel_name(row: Any, language: Language, stacked: bool) -> str:
    name = wrapped(str(row.label))
    if language == "en" and not stacked and isinstance(row.kind, str):
        return f"{name}\n{label('kinds', row.kind, 'en')}"
    return name


def _channels_title(data: Any, whole: float, total: float | None, language: Language) -> str:
    subject = subject_of(data, language)
    if language == "zh":
        counted = f"共{whole:,.0f}条" if total else f"各渠道合计{whole:,.0f}条"
        return f"{subject}主动公开政府信息渠道（{counted}）"
    counted = f"{whole:,.0f} items" if total else f"{whole:,.0f} items over all channels"
    return f"Proactive disclosures by channel: {counted}" + (f"\n{subject}" if subject else "")


_ROWS = ("received", "resolved")
_WAYS = ("transferred", "answered_directly")


@styled
def hotline(data: Any, *, ax: Axes | None = None, language: Language = "zh") -> Axes:
    """Draw the hotline's year (政务服务热线): received, resolved, how cases were handled, and the stated rates.

    Parameters
    ----------
    data : Report, Series or DataFrame
        A Series as `Report.hotline`; of a stacked frame or a Corpus the counts are added up and the rates left out.
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
    values = found[[*_ROWS, *_WAYS]].sum(min_count=1) if isinstance(found, pd.DataFrame) else found
    ax = new_axes(ax, height=3.2)
    rows = [row for row in _ROWS if pd.notna(values[row])]
    ways = [way for way in _WAYS if pd.notna(values[way])]
    if not rows and not ways:
        return say_empty(
            ax, "报告未写热线办理情况" if language == "zh" else "The report speaks of no hotline"
        )
    names = [label("hotline", row, language) for row in rows]
    for y, row in enumerate(rows):
        bar = ax.barh(y, float(values[row]), color=PRIMARY, height=0.6)
        ax.bar_label(bar, fmt="{:,.0f}", padding=4, color=INK)
    if ways:
        names.append("办理方式" if language == "zh" else "handled")
        _ways(ax, len(rows), [(label("hotline", way, language), float(values[way])) for way in ways])
    ax.set_yticks(range(len(names)), names)
    ax.tick_params(axis="y", length=0)
    ax.invert_yaxis()
    ax.set_xlim(0, max(float(values[key]) for key in (*rows, *ways)) * 1.14 or 1)
    ax.xaxis.set_major_formatter("{x:,.0f}")
    ax.set_xlabel("件" if language == "zh" else "cases")
    subject = subject_of(data, language)
    title = (
        f"{subject}政务服务热线"
        if language == "zh"
        else "Hotline cases" + (f": {subject}" if subject else "")
    )
    rates = _rates(values, language)
    ax.set_title(f"{title}\n{rates}" if rates else title)
    return ax


def _ways(ax: Axes, y: int, ways: list[tuple[str, float]]) -> None:
    """Draw how cases were handled as one bar in parts, each with its name on it."""
    left = 0.0
    whole = sum(value for _, value in ways)
    for (name, value), colour in zip(ways, (SECONDARY, "#f3d19c"), strict=False):
        ax.barh(y, value, left=left, color=colour, height=0.6, edgecolor="white")
        # A narrow part would be wider in words than in cases.
        words = f"{name}\n{value:,.0f}" if value > 0.15 * whole else f"{value:,.0f}"
        ax.text(left + value / 2, y, words, ha="center", va="center", color=INK, fontsize=9)
        left += value


def _rates(values: pd.Series, language: Language) -> str:
    parts = [
        f"{label('hotline', rate, language)} {float(values[rate]):.2%}"
        for rate in ("resolution_rate", "satisfaction")
        if rate in values.index and pd.notna(values[rate])
    ]
    return ("，" if language == "zh" else ", ").join(parts)
