"""Charts of what disclosures spread over: the channels of many reports, and the categories of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from gkstats.charts.amounts import counted, hedge_of
from gkstats.charts.bars import GREY, Row, row_bars
from gkstats.charts.doubted import slips
from gkstats.charts.inputs import about, frame_of, is_stacked, once
from gkstats.charts.palette import CHANNELS, PRIMARY
from gkstats.charts.reports import report_bars
from gkstats.charts.sayings import say
from gkstats.charts.sheet import open_sheet
from gkstats.charts.stacked import Part
from gkstats.charts.style import styled
from gkstats.vocabulary import Language, label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["categories", "channel_shares"]


@styled
def channel_shares(
    data: Any, *, shares: bool = True, ax: Axes | None = None, language: Language = "zh"
) -> Axes:
    """Draw the kinds of channel of each report (主动公开渠道) as a bar in parts: over years, agencies, or both.

    Years without a breakdown by channel between others stay as empty rows when there is one agency. Reports whose table
    contradicts their own prose are marked.

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
    sheet = open_sheet(ax, language)
    frame = _rows(data)
    table = _by_report(frame)
    if len(set(table.index.get_level_values("agency"))) == 1:
        table = _with_gaps(table)
    wrong = slips(data)
    marked: set[tuple[str, int]] = set()
    if wrong and "document" in frame:
        doubted = frame[frame["document"].isin(wrong)]
        marked = {
            (str(agency), int(year)) for agency, year in zip(doubted["agency"], doubted["year"], strict=True)
        }
    parts = [
        Part(kind, label("kinds", kind, language), look) for kind, look in CHANNELS.items() if kind in table
    ]
    return report_bars(
        sheet,
        table,
        parts,
        data,
        title="channel-shares" if shares else "channels",
        empty="channels-none",
        unit="disclosed",
        shares=shares,
        marked=marked,
        mark_note=say("slips-marked", language),
    )


def _rows(data: Any) -> pd.DataFrame:
    frame = frame_of(data, "channels")
    if is_stacked(frame):
        frame = once(frame, "label")
    else:
        agency, year = getattr(data, "agency", None), getattr(data, "year", None)
        frame = frame.assign(agency=agency or "", year=0 if year is None else year)
    rows: pd.DataFrame = frame[frame["value"].notna()]
    return rows


def _by_report(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each report and a column for each kind of channel that any of them uses."""
    kinds = frame["kind"].where(frame["kind"].isin(list(CHANNELS)), "other").fillna("other")
    table = frame.assign(kind=kinds, value=frame["value"].astype(float)).pivot_table(
        index=["agency", "year"], columns="kind", values="value", aggfunc="sum"
    )
    ordered: pd.DataFrame = table.reindex(columns=[kind for kind in CHANNELS if kind in table])
    return ordered


def _with_gaps(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table of one agency with an empty row for every year between the first and the last."""
    agency, first = table.index[0]
    years = range(int(first), int(table.index[-1][1]) + 1)
    return table.reindex(pd.MultiIndex.from_product([[agency], years], names=["agency", "year"]))


@styled
def categories(data: Any, *, ax: Axes | None = None, language: Language = "zh") -> Axes:
    """Draw the disclosures of one year by category (主动公开信息类别) as sorted bars with counts and shares.

    Parameters
    ----------
    data : Report, Corpus or DataFrame
        A frame as `breakdowns`. Of several breakdowns by category the one with the most parts is drawn, if possible
        one that states a total. Reports name their categories differently, so that of many reports only the latest
        is drawn, and a note says how many more there are; one whose reading is doubted only where all are.
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
    >>> [float(bar.get_width()) for bar in ax.patches][:2]
    [390.0, 271.0]
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
        frame, others = _latest(frame)
    chosen = _main_breakdown(frame)
    last = (
        chosen["label"].str.startswith("其他").fillna(False).astype(bool)
        if len(chosen)
        else pd.Series(dtype=bool)
    )
    chosen = chosen.assign(_last=last).sort_values(["_last", "value"], ascending=[True, False], kind="stable")
    sheet = open_sheet(ax, language)
    title = say("categories", language)
    if chosen.empty:
        sheet.empty(say("categories-none", language))
        return sheet.finish(title, about(data))
    values = [float(value) for value in chosen["value"]]
    total = chosen["total"].iloc[0]
    whole = float(total) if pd.notna(total) else sum(values)
    hedges = [hedge_of([comparator]) for comparator in chosen["comparator"]]
    rows = [
        Row(
            str(name),
            value,
            counted(value, whole, language, hedge=hedge),
            colour=GREY if is_last else PRIMARY,
        )
        for name, is_last, value, hedge in zip(chosen["label"], chosen["_last"], values, hedges, strict=True)
    ]
    hidden = max(len(rows) - sheet.rows(), 0)
    row_bars(sheet, rows[: sheet.rows()])
    added = f"{'≈' * any(hedges)}{sum(values):,.0f}"
    stated = "" if pd.isna(total) else f"{hedge_of(chosen['total_comparator'].iloc[:1])}{whole:,.0f}"
    counts = [say("items", language, count=stated)] if stated else []
    if added != stated:
        counts.append(say("of-categories", language, count=added))
    notes = [
        say("categories-others", language, count=others) if others > 0 else "",
        say("rows-hidden", language, count=hidden) if hidden else "",
    ]
    found = (
        about(data, zip(chosen["agency"], chosen["year"], strict=True)) if is_stacked(chosen) else about(data)
    )
    told = [f"{row.name} {row.words}" for row in rows]
    return sheet.finish(title, found, counts=counts, notes=notes, values=told)


def _latest(frame: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Return the breakdowns of one report, the latest, and how many others list categories."""
    reports = once(frame, "breakdown", "label")
    parts = reports.groupby(["agency", "year", "breakdown"])["label"].transform("size")
    reports = reports[parts > 1]  # a single part says little about what else there is
    if "note" in reports:  # a reading that is doubted stands for all reports only where there is no other
        sure = reports[reports["note"].fillna("") == ""]
        reports = sure if len(sure) else reports
    latest = reports[reports["year"] == reports["year"].max()]
    if len(latest):
        latest = latest[latest["agency"] == latest["agency"].value_counts().idxmax()]
    return latest, len(reports[["agency", "year"]].drop_duplicates()) - 1


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
