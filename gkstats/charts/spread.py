"""Charts of what disclosures spread over: the channels of many reports, and the categories of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from gkstats.charts.inputs import frame_of, is_stacked, once, report_names, subject_of
from gkstats.charts.style import (
    INK,
    MOST_ROWS,
    PRIMARY,
    count_axis,
    counted,
    hedge_of,
    legend_below,
    new_axes,
    percent,
    percent_axis,
    row_axis,
    rows_height,
    say_empty,
    styled,
    wrapped,
)
from gkstats.vocabulary import Language, label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["categories", "channel_shares"]

# Neighbours differ in lightness as well as in hue; the pale ones carry a hatch so that grey print tells them apart.
_KINDS: Final = {
    "website": ("#1f5a92", ""),
    "wechat": ("#8fc3e8", ""),
    "weibo": ("#b3432b", ""),
    "app": ("#f0c36d", ""),
    "service_platform": ("#5b7f5e", ""),
    "gazette": ("#c7b3d9", "///"),
    "press": ("#7a4b8c", ""),
    "broadcast": ("#e6e0c8", "..."),
    "bulletin_board": ("#8a6d3b", ""),
    "hotline": ("#f7d9c4", "\\\\\\"),
    "archive": ("#3f3f3f", ""),
    "other": ("#d4d4d4", ""),
}
_DARK: Final = ("website", "weibo", "service_platform", "press", "bulletin_board", "archive")
_NO_CHANNELS: Final = {
    "zh": "报告未按渠道列出主动公开信息",
    "en": "No disclosures are broken down by channel",
}


@styled
def channel_shares(
    data: Any, *, shares: bool = True, ax: Axes | None = None, language: Language = "zh"
) -> Axes:
    """Draw the kinds of channel of each report (主动公开渠道) as a bar in parts: over years, agencies, or both.

    Years without a breakdown by channel between others stay as empty rows when there is one agency.

    Parameters
    ----------
    data : Report, Corpus or DataFrame
        A frame as `channels`.
    shares : bool
        Draw shares of the items of all channels, or their counts.
    ax : Axes, optional
        Where to draw; a new figure by default.
    language : {"zh", "en"}

    Returns
    -------
    Axes

    Examples
    --------
    >>> import gkstats as gk
    >>> ax = gk.charts.channel_shares(gk.load_report(gk.samples() / "zhongning-2020.txt"), shares=False)
    >>> [float(bar.get_width()) for bar in ax.patches]
    [75.0, 274.0, 145.0, 46.0]
    """
    table = _by_report(data)
    if len(set(table.index.get_level_values("agency"))) == 1:
        table = _with_gaps(table)
    whole = table.sum(axis=1, min_count=1)
    left_out = max(len(table) - MOST_ROWS, 0)
    if left_out:
        kept = whole.rank(method="first", ascending=False) <= MOST_ROWS
        table, whole = table[kept], whole[kept]
    ax = new_axes(ax, height=2.0 + 0.36 * max(len(table), 1))
    if not len(table):
        return say_empty(ax, _NO_CHANNELS[language])
    widest = 1.0 if shares else float(whole.max())
    drawn = (table.div(whole.where(whole > 0), axis=0) if shares else table).fillna(0.0)
    _stack(ax, drawn[[kind for kind in drawn if drawn[kind].sum() > 0]], widest, shares, language)
    names = report_names(list(table.index))
    row_axis(ax, [wrapped(name) + _base(total, language) for name, total in zip(names, whole, strict=True)])
    legend_below(ax)
    if shares:
        ax.set_xlim(0, 1)
        percent_axis(ax.xaxis)
        ax.set_xlabel("占各渠道合计的比例" if language == "zh" else "share of the items of all channels")
    else:
        count_axis(ax, widest, room=1.04)
        ax.set_xlabel("条" if language == "zh" else "items disclosed")
    reports = table.index.to_frame(index=False)
    named = reports[(reports["agency"] != "") & (reports["year"] != 0)]
    ax.set_title(_shares_title(subject_of(named, language), shares, left_out, language))
    return ax


def _shares_title(subject: str, shares: bool, left_out: int, language: Language) -> str:
    if language == "zh":
        more = f"\n（主动公开数较少的{left_out}份报告未画出）" if left_out else ""
        return f"{subject}主动公开渠道{'构成' if shares else ''}{more}"
    more = f"without the {left_out} reports with the fewest" if left_out else ""
    lines = ["Proactive disclosures by channel", "; ".join(part for part in (subject, more) if part)]
    return "\n".join(line for line in lines if line)


def _by_report(data: Any) -> pd.DataFrame:
    """Return a row for each report and a column for each kind of channel that any of them uses."""
    frame = frame_of(data, "channels")
    if is_stacked(frame):
        frame = once(frame, "label")
    else:
        agency, year = getattr(data, "agency", None), getattr(data, "year", None)
        frame = frame.assign(agency=agency or "", year=0 if year is None else year)
    frame = frame[frame["value"].notna()]
    kinds = frame["kind"].where(frame["kind"].isin(list(_KINDS)), "other").fillna("other")
    table = frame.assign(kind=kinds, value=frame["value"].astype(float)).pivot_table(
        index=["agency", "year"], columns="kind", values="value", aggfunc="sum"
    )
    ordered: pd.DataFrame = table.reindex(columns=[kind for kind in _KINDS if kind in table])
    return ordered


def _with_gaps(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table of one agency with an empty row for every year between the first and the last."""
    agency, first = table.index[0]
    years = range(int(first), int(table.index[-1][1]) + 1)
    return table.reindex(pd.MultiIndex.from_product([[agency], years], names=["agency", "year"]))


def _stack(ax: Axes, table: pd.DataFrame, widest: float, shares: bool, language: Language) -> None:
    left = [0.0] * len(table)
    for kind in table.columns:
        colour, hatch = _KINDS[kind]
        name = label("kinds", kind, language)
        widths = table[kind].tolist()
        rows = range(len(table))
        look: dict[str, Any] = {"color": colour, "hatch": hatch, "edgecolor": "white", "linewidth": 0.8}
        ax.barh(rows, widths, left=left, height=0.7, label=name, **look)
        for y, (start, width) in enumerate(zip(left, widths, strict=True)):
            words = _words(name, width, width / widest if widest else 0.0, shares)
            if words:
                ink = "white" if kind in _DARK else INK
                plain = {"facecolor": colour, "edgecolor": "none", "pad": 1} if hatch else None
                text = ax.text(
                    start + width / 2, y, words, ha="center", va="center", fontsize=8, color=ink, bbox=plain
                )
                text.set_in_layout(False)  # it lies on its bar; measuring hundreds slows the layout down
        left = [start + width for start, width in zip(left, widths, strict=True)]


def _words(name: str, value: float, part: float, shares: bool) -> str:
    """Return what a part of a bar has room for: its name and figure, its figure, or nothing."""
    figure = percent(value, 0) if shares else f"{value:,.0f}"
    for words in (f"{name} {figure}", figure):
        # A Chinese character is about twice as wide as a figure; some eighty figures fill the width of the axes.
        if sum(2 if character > "\u2000" else 1 for character in words) + 2 <= 80 * part:
            return words
    return ""


def _base(total: Any, language: Language) -> str:
    if pd.isna(total):
        return "（无数据）" if language == "zh" else " (no figures)"
    return f" (n={total:,.0f})"


@styled
def categories(data: Any, *, ax: Axes | None = None, language: Language = "zh") -> Axes:
    """Draw the disclosures of one year by category (主动公开信息类别) as sorted bars with counts and shares.

    Parameters
    ----------
    data : Report, Corpus or DataFrame
        A frame as `breakdowns`. Of several breakdowns by category the one with the most parts is drawn, if possible
        one that states a total. Reports name their categories differently, so that of many reports only the latest
        is drawn, and the title says how many more there are.
    ax : Axes, optional
        Where to draw; a new figure by default.
    language : {"zh", "en"}
        Categories stay as printed.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import gkstats as gk
    >>> ax = gk.charts.categories(gk.load_report(gk.samples() / "pingtan-2020.html"))
    >>> float(ax.patches[0].get_width())
    1053.0
    """
    frame = frame_of(data, "breakdowns")
    frame = frame[
        (frame["of"] == "disclosures")
        & (frame["dimension"] == "category")
        & (frame["period"] == "year")
        & frame["value"].notna()
    ]
    others = 0
    if is_stacked(frame):
        reports = once(frame, "breakdown", "label")
        parts = reports.groupby(["agency", "year", "breakdown"])["label"].transform("size")
        reports = reports[parts > 1]  # a single part says little about what else there is
        latest = reports[reports["year"] == reports["year"].max()]
        frame = (
            latest[latest["agency"] == latest["agency"].value_counts().idxmax()] if len(latest) else latest
        )
        others = len(reports[["agency", "year"]].drop_duplicates()) - 1
    chosen = _main_breakdown(frame).sort_values("value", ascending=False, kind="stable")
    names = [wrapped(str(name)) for name in chosen["label"]]
    ax = new_axes(ax, height=rows_height(names))
    if chosen.empty:
        return say_empty(ax, _NO_CATEGORIES[language])
    values = [float(value) for value in chosen["value"]]
    total = chosen["total"].iloc[0]
    whole = float(total) if pd.notna(total) else sum(values)
    bars = ax.barh(range(len(values)), values, color=PRIMARY, height=0.62)
    hedges = [hedge_of([comparator]) for comparator in chosen["comparator"]]
    labels = [
        counted(value, whole, language, hedge=hedge) for value, hedge in zip(values, hedges, strict=True)
    ]
    ax.bar_label(bars, labels=labels, padding=4, color=INK)
    row_axis(ax, names)
    count_axis(ax, max(values), room=1.22)
    ax.set_xlabel("条" if language == "zh" else "items disclosed")
    subject = subject_of(chosen if is_stacked(chosen) else data, language)
    stated = "" if pd.isna(total) else f"{hedge_of(chosen['total_comparator'].iloc[:1])}{whole:,.0f}"
    added = f"{'≈' * any(hedges)}{sum(values):,.0f}"
    ax.set_title(_categories_title(subject, stated, added, others, language))
    return ax


_NO_CATEGORIES: Final = {
    "zh": "报告未按类别列出主动公开信息",
    "en": "No disclosures are broken down by category",
}


def _main_breakdown(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the breakdown with the most parts, of those with a total where there is one."""
    if frame.empty:
        return frame
    parts = frame.groupby("breakdown").agg(stated=("total", "count"), parts=("value", "size"))
    ranked = parts.assign(stated=parts["stated"] > 0).sort_values(
        ["stated", "parts"], ascending=False, kind="stable"
    )
    main: pd.DataFrame = frame.loc[frame["breakdown"] == ranked.index[0]]
    return main


def _categories_title(subject: str, total: str, added: str, others: int, language: Language) -> str:
    """Say of whom, when and of how many; also what the parts add up to where that is not the stated total."""
    if language == "zh":
        parts = f"各类合计{added}条"
        counts = f"共{total}条" + ("" if added == total else f"，{parts}") if total else parts
        more = f"；另有{others}份报告按类别列出" if others else ""
        return f"{subject}主动公开政府信息类别\n{counts}{more}"
    parts = f"{added} in the categories listed"
    counts = f"{total} items" + ("" if added == total else f", {parts}") if total else parts
    more = f"; {others} more report{'s list' if others > 1 else ' lists'} categories" if others else ""
    return "Disclosures by category" + (f": {subject}" if subject else "") + f"\n{counts}{more}"
