"""The chart of proactive disclosure by channel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from gkstats.charts.amounts import counted, hedge_of
from gkstats.charts.bars import GREY, Row, row_bars
from gkstats.charts.doubted import without_slips
from gkstats.charts.inputs import about, frame_of, is_stacked, once
from gkstats.charts.palette import PRIMARY
from gkstats.charts.sayings import say
from gkstats.charts.sheet import open_sheet
from gkstats.charts.style import styled
from gkstats.vocabulary import Language, label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["channels"]


@styled
def channels(data: Any, *, ax: Axes | None = None, language: Language = "zh") -> Axes:
    """Draw the disclosures of the year by channel (主动公开渠道) as sorted bars with counts and shares.

    Of many reports, those whose table contradicts their own prose are left out of the sums, and a note says which years.

    Parameters
    ----------
    data : Report, Corpus or DataFrame
        A frame needs the columns `label`, `kind`, `value`; of many reports, the kinds of channel are added up.
    ax : Axes, optional
        Where to draw; a new figure by default.
    language : {"zh", "en"}
        Names of channels stay as printed; in English their kind stands above them.

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
    stacked, note = is_stacked(frame), ""
    hedges = frame["comparator"] if "comparator" in frame else pd.Series("=", index=frame.index)
    named = frame.assign(comparators=[[hedge] for hedge in hedges.fillna("=")])
    found = about(data)
    if stacked:
        named = once(named[named["value"].notna()], "label")
        named, note = without_slips(named, data, language)
        found = about(data, zip(named["agency"], named["year"], strict=True))
        named = _by_kind(named, language)
    named = _ordered(named[named["value"].notna()])
    sheet = open_sheet(ax, language)
    title = say("channels", language)
    if named.empty:
        sheet.empty(say("channels-none", language))
        return sheet.finish(title, found if not stacked else about(data))
    total = None if stacked else frame.attrs.get("total")
    values = [float(value) for value in named["value"]]
    whole = float(total or sum(values))
    hedges = [hedge_of(comparators) for comparators in named["comparators"]]
    sign = hedge_of([frame.attrs.get("comparator", "=")]) if total else "≈" * any(hedges)
    others = named["kind"].eq("other").fillna(False)
    rows = [
        Row(
            _name(one, language, stacked),
            value,
            counted(value, whole, language, hedge=hedge),
            colour=GREY if other else PRIMARY,
        )
        for one, value, hedge, other in zip(named.itertuples(), values, hedges, others, strict=True)
    ]
    rows, hidden = _fitting(rows, sheet.rows(2 if language == "en" and not stacked else 1))
    row_bars(sheet, rows)
    key = "items" if total else "items-of-channels"
    count = say(key, language, count=f"{sign}{whole:,.0f}")
    if stacked and found.reports > 1:
        count = f"{say('reports', language, count=found.reports)} · {count}"
    notes = [note, say("rows-hidden", language, count=hidden) if hidden else ""]
    told = [f"{row.name} {row.words}" for row in rows]
    return sheet.finish(title, found, counts=[count], notes=notes, values=told)


def _fitting(rows: list[Row], most: int) -> tuple[list[Row], int]:
    return rows[:most], max(len(rows) - most, 0)


def _ordered(frame: pd.DataFrame) -> pd.DataFrame:
    """Return channels by their figures, what is of no kind last."""
    last = frame["kind"].fillna("").eq("other")
    return (
        frame.assign(_last=last)
        .sort_values(["_last", "value"], ascending=[True, False], kind="stable")
        .drop(columns="_last")
    )


def _by_kind(frame: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Add up the channels of many reports by their kind."""
    groups = frame.groupby(frame["kind"].fillna("other"))
    summed = groups["value"].sum(min_count=1).rename_axis("kind").reset_index()
    summed["comparators"] = groups["comparators"].sum().tolist()
    return summed.assign(label=[label("kinds", kind, language) for kind in summed["kind"]])


def _name(row: Any, language: Language, stacked: bool) -> str:
    if language == "en" and not stacked and isinstance(row.kind, str):
        kind = label("kinds", row.kind, "en")
        return f"{kind[:1].upper()}{kind[1:]}\n{row.label}"
    return str(row.label)
