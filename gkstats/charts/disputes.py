"""A chart of what was disputed: reconsideration and litigation, and what came of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from gkstats.charts.inputs import frame_of, is_stacked, once, report_names, subject_of
from gkstats.charts.settled import MARK, Taken, said_of_many, said_of_one, taken
from gkstats.charts.style import (
    INK,
    MOST_ROWS,
    MUTED,
    count_axis,
    legend_below,
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

__all__ = ["reviews"]

_RESULTS: Final = {
    "upheld": ("#1f5a92", True, ""),
    "corrected": ("#e08e2b", False, ""),
    "other": ("#c9c9c9", False, ""),
    "pending": ("#f2f2f2", False, "////"),
    "rest": ("#ffffff", False, "...."),
}
_REST: Final = "rest"
_UNSAID: Final = {"zh": "未填写结果", "en": "result not stated"}
_BLANK: Final = {"zh": "未填写", "en": "not stated"}
_KINDS: Final = ("reconsideration", "litigation.direct", "litigation.after_reconsideration")
_NONE: Final = {"zh": "没有行政复议和行政诉讼", "en": "No reconsideration and no lawsuit"}


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
    left_out = 0
    rows = once(frame, "row") if is_stacked(frame) else frame
    found = taken(rows, "reviews")
    if is_stacked(frame):
        table, left_out = _by_report(rows, found)
        keys = [(str(agency), int(year)) for agency, year in table.index]
        marks = [f" {MARK}" * (key in found.contradicted) for key in keys]
        names = [wrapped(name) + mark for name, mark in zip(report_names(keys), marks, strict=True)]
        subject = subject_of(table.index.to_frame(index=False), language)
        said = said_of_many(found, keys, language)
    else:
        kinds = [kind for kind in _KINDS if kind in frame.index]
        table = _results(frame.loc[kinds], found.used.loc[kinds])
        said = said_of_one(found.totals[None], language)
        names = [wrapped(label("rows", kind, language)) for kind in table.index]
        subject = subject_of(data, language)
    ax = new_axes(ax, height=rows_height(names) + 0.35)
    totals = table.sum(axis=1, min_count=1)
    if not totals.sum():
        return say_empty(ax, _NONE[language])
    _stack(ax, table.fillna(0.0), float(totals.max()), language)
    for y, total in enumerate(totals):
        known = pd.notna(total)
        text = f"{total:,.0f}" if known else _BLANK[language]
        at = (total if known else 0, y)
        ax.annotate(text, at, (4, 0), textcoords="offset points", va="center", color=INK if known else MUTED)
    row_axis(ax, names)
    count_axis(ax, float(totals.max()), room=1.12)
    ax.set_xlabel("件" if language == "zh" else "cases")
    legend_below(ax)
    if language == "zh":
        more = f"（案件较少的{left_out}份报告未画出）" if left_out else ""
        title = f"{subject}政府信息公开行政复议、行政诉讼"
    else:
        more = f"without the {left_out} reports with the fewest" if left_out else ""
        title = "Reconsideration and litigation" + (f": {subject}" if subject else "")
    ax.set_title("\n".join(part for part in (title, more, said) if part))
    return ax


def _by_report(rows: pd.DataFrame, found: Taken) -> tuple[pd.DataFrame, int]:
    """Return the results of each report over all kinds of review, and how many reports are left out."""
    table = _results(rows, found.used).groupby([rows["agency"], rows["year"]]).sum(min_count=1)
    left_out = max(len(table) - MOST_ROWS, 0)
    if left_out:
        table = table[table.sum(axis=1).rank(method="first", ascending=False) <= MOST_ROWS]
    return table, left_out


def _results(rows: pd.DataFrame, total: pd.Series) -> pd.DataFrame:
    """Return cases by result, NA where nothing is stated; what the total states beyond these is a column of its own."""
    known = rows.reindex(columns=[result for result in _RESULTS if result != _REST]).astype("Float64")
    rest = (total - known.sum(axis=1).astype("Float64")).where(lambda left: left > 0)
    return known.assign(**{_REST: rest}).astype(float)


def _stack(ax: Axes, table: pd.DataFrame, widest: float, language: Language) -> None:
    left = [0.0] * len(table)
    for result, (colour, dark, hatch) in _RESULTS.items():
        widths = table[result].tolist()
        if result == _REST and not any(widths):
            continue
        name = _UNSAID[language] if result == _REST else label("columns", result, language)
        look: dict[str, Any] = {"color": colour, "hatch": hatch, "edgecolor": "#9a9a9a" if hatch else "white"}
        rows = [y for y, width in enumerate(widths) if width]  # an empty bar would still have an edge
        if not rows:  # and its legend would show a colour that is not drawn
            continue
        ax.barh(
            rows,
            [widths[y] for y in rows],
            left=[left[y] for y in rows],
            height=0.62,
            label=name,
            **look,
        )
        for y, (start, width) in enumerate(zip(left, widths, strict=True)):
            if width >= 0.05 * widest:
                ink = "white" if dark else INK
                plain = {"facecolor": colour, "edgecolor": "none", "pad": 1} if hatch else None
                text = ax.text(
                    start + width / 2,
                    y,
                    f"{width:,.0f}",
                    ha="center",
                    va="center",
                    color=ink,
                    fontsize=8,
                    bbox=plain,
                )
                text.set_in_layout(False)
        left = [start + width for start, width in zip(left, widths, strict=True)]
