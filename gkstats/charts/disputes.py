"""A chart of what was disputed: reconsideration and litigation, and what came of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from gkstats.charts.inputs import about, frame_of, is_stacked, once
from gkstats.charts.palette import MUTED, RESULTS
from gkstats.charts.reports import report_bars
from gkstats.charts.sayings import say
from gkstats.charts.settled import said_of_one, taken
from gkstats.charts.sheet import open_sheet
from gkstats.charts.stacked import Part, stacked_bars
from gkstats.charts.style import styled
from gkstats.vocabulary import Language, label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["reviews"]

_REST: Final = "rest"
_KINDS: Final = ("reconsideration", "litigation.direct", "litigation.after_reconsideration")


@styled
def reviews(data: Any, *, ax: Axes | None = None, language: Language = "zh") -> Axes:
    """Draw reconsideration and litigation (行政复议、行政诉讼) by result: of one report by kind, of many a bar each.

    Parameters
    ----------
    data : Report, Corpus or DataFrame
        A frame as `reviews`.
    ax : Axes, optional
        Where to draw; a new figure by default.
    language : {"zh", "en"}

    Returns
    -------
    Axes

    Examples
    --------
    >>> import gkstats as gk
    >>> ax = gk.charts.reviews(gk.load_report(gk.samples() / "huaian-2024.pdf"))
    >>> float(sum(bar.get_width() for bar in ax.patches))
    397.0
    """
    frame = frame_of(data, "reviews")
    sheet = open_sheet(ax, language)
    parts = [
        Part(
            key, say("result-not-stated", language) if key == _REST else label("columns", key, language), look
        )
        for key, look in RESULTS.items()
    ]
    rows = once(frame, "row") if is_stacked(frame) else frame
    found = taken(rows, "reviews")
    if is_stacked(frame):
        table = _results(rows, found.used).groupby([rows["agency"], rows["year"]]).sum(min_count=1)
        table = table[table.notna().any(axis=1)]
        cases = table.sum(axis=1)
        return report_bars(
            sheet,
            table if cases.sum() else table.iloc[:0],
            parts,
            data,
            title="reviews",
            empty="reviews-none",
            unit="review-cases",
            found=found,
            shares=False,
        )
    kinds = [kind for kind in _KINDS if kind in frame.index]
    table = _results(frame.loc[kinds], found.used.loc[kinds])
    totals = table.sum(axis=1, min_count=1)
    if not totals.sum():
        sheet.empty(say("reviews-none", language))
        return sheet.finish(say("reviews", language), about(data))
    names = [label("rows", kind, language) for kind in table.index]
    sheet.name_rows(names)
    stacked_bars(sheet, table, parts, shares=False)
    told = []
    for y, (name, total) in enumerate(zip(names, totals, strict=True)):
        known = pd.notna(total)
        words = f"{total:,.0f}" if known else say("blank", language)
        told.append(f"{name} {words}")
        sheet.beside(total if known else 0, y, words, color=MUTED)
    sheet.ax.set_xlim(0, float(totals.max()))
    sheet.bare("bottom")
    notes = [said_of_one(found.totals[None], language)]
    counts = [say("review-cases", language, count=f"{totals.sum():,.0f}")]
    return sheet.finish(say("reviews", language), about(data), counts=counts, notes=notes, values=told)


def _results(rows: pd.DataFrame, total: pd.Series) -> pd.DataFrame:
    """Return cases by result, NA where nothing is stated; what the total states beyond these is a column of its own."""
    known = rows.reindex(columns=[result for result in RESULTS if result != _REST]).astype("Float64")
    rest = (total - known.sum(axis=1).astype("Float64")).where(lambda left: left > 0)
    return known.assign(**{_REST: rest}).astype(float)
