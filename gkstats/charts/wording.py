"""A chart of text taken over from the year before."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from gkstats.charts.inputs import names_of, subject_of
from gkstats.charts.style import INK, MOST_ROWS, MUTED, new_axes, percent, say_empty, styled, wrapped
from gkstats.comparison import REUSE, Comparison, reuse_rows
from gkstats.frames import table_frame
from gkstats.vocabulary import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["reuse"]

_NONE: Final = {
    "zh": "没有相邻两年的报告可比较",
    "en": "There are no reports of two successive years to compare",
}
_WHOLE: Final = {"zh": "全文", "en": "whole report"}
_COLOURS: Final = ("#ffffff", "#f3d19c", "#e08e2b", "#8c3b12")


@styled
def reuse(data: Any, *, ax: Axes | None = None, language: Language = "zh") -> Axes:
    """Draw how much text was taken over from the year before (文字重复率): section by year, or agency by year.

    A cell gives the share of the later text's characters that stood in the earlier report, word for word or edited.

    Parameters
    ----------
    data : Corpus, Comparison or DataFrame
        A frame as `Corpus.reuse` returns it. One agency is drawn by section, several by agency.
    ax : Axes, optional
        Where to draw; a new figure by default.
    language : {"zh", "en"}

    Returns
    -------
    Axes

    Examples
    --------
    >>> import gkstats as gk
    >>> corpus = gk.load_corpus(gk.samples() / "pingtan-202[34].html", progress=False)
    >>> ax = gk.charts.reuse(corpus, language="en")
    >>> [tick.get_text() for tick in ax.get_xticklabels()]
    ['2023→2024']
    """
    frame = _frame(data)
    frame = frame.assign(agency=names_of(frame["agency"])).dropna(subset=["reuse"])
    if frame.empty:
        return say_empty(new_axes(ax, height=2.2), _NONE[language])
    several = len(set(frame["agency"])) > 1
    table = _by_agency(frame) if several else _by_section(frame, language)
    left_out = max(len(table) - MOST_ROWS, 0)
    table = table.iloc[:MOST_ROWS]
    ax = new_axes(ax, width=max(6.5, 3.4 + 0.62 * table.shape[1]), height=1.7 + 0.42 * len(table))
    _cells(ax, table)
    later = frame.rename(columns={"later": "year"})
    subject = subject_of(later.drop_duplicates(["agency", "year"]), language)
    if language == "zh":
        more = f"（重复率较低的{left_out}个机关未画出）" if left_out else ""
        ax.set_title(f"与上一年年度报告重复的文字所占比例{more}\n{subject}")
    else:
        more = f" (without the {left_out} agencies that reuse least)" if left_out else ""
        ax.set_title(f"Text that stood in the report of the year before{more}\n{subject}")
    return ax


def _frame(data: Any) -> pd.DataFrame:
    if isinstance(data, pd.DataFrame):
        return data
    if isinstance(data, Comparison):
        identity = data.later.identity
        rows = reuse_rows(identity.agency or "", identity.year or 0, data.earlier, data.later)
        return table_frame(REUSE, rows)
    if hasattr(data, "reuse"):
        frame: pd.DataFrame = data.reuse()
        return frame
    return table_frame(REUSE, ())


def _by_section(frame: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Return sections by pairs of years, in the order in which they stand, the whole report last.

    Forms differ in what their sections are, so it is the title that makes a row and not its number.
    """
    frame = frame.assign(pair=frame["earlier"].astype(str) + "→" + frame["later"].astype(str))
    parts = frame[frame["number"].notna()].assign(
        title=lambda found: [
            _title(number, title, language)
            for number, title in zip(found["number"], found["title"], strict=True)
        ]
    )
    table = parts.pivot_table(index="title", columns="pair", values="reuse", aggfunc="mean")
    first = parts.groupby("title").agg(number=("number", "min"), later=("later", "min"))
    table = table.loc[first.sort_values(["number", "later"], kind="stable").index].astype(float)
    whole = frame[frame["number"].isna()].set_index("pair")["reuse"].astype(float)
    table = table.reindex(columns=sorted(frame["pair"].unique()))
    table.loc[_WHOLE[language]] = whole
    return table


def _title(number: float, title: Any, language: Language) -> str:
    if not number:
        return "首个标题之前" if language == "zh" else "before section 1"
    plain = re.sub(r"^[一二三四五六七八九十]+、\s*", "", "".join(str(title).split()))
    return wrapped(plain)


def _by_agency(frame: pd.DataFrame) -> pd.DataFrame:
    """Return agencies by pairs of years, those that reuse most first."""
    whole = frame[frame["number"].isna()]
    pairs = whole["earlier"].astype(str) + "→" + whole["later"].astype(str)
    table = whole.assign(pair=pairs).pivot_table(
        index="agency", columns="pair", values="reuse", aggfunc="mean"
    )
    order = table.mean(axis=1).sort_values(ascending=False, kind="stable").index
    return table.loc[order].astype(float).rename(index=lambda name: wrapped(str(name)))


def _cells(ax: Axes, table: pd.DataFrame) -> None:
    from matplotlib.colors import LinearSegmentedColormap

    shades = LinearSegmentedColormap.from_list("reuse", list(_COLOURS)).with_extremes(bad="#ececec")
    values = table.to_numpy(dtype=float)
    ax.imshow(values, cmap=shades, vmin=0, vmax=1, aspect="auto")
    for y, row in enumerate(values):
        for x, value in enumerate(row):
            known = not math.isnan(value)
            ink = MUTED if not known else "white" if value > 0.72 else INK
            text = ax.text(
                x, y, percent(value, 0) if known else "–", ha="center", va="center", fontsize=8, color=ink
            )
            text.set_in_layout(False)
    ax.set_xticks(range(table.shape[1]), [str(pair) for pair in table.columns], fontsize=8)
    if table.shape[1] > 6:
        for tick in ax.get_xticklabels():
            tick.set(rotation=45, horizontalalignment="right", rotation_mode="anchor")
    ax.set_yticks(range(len(table)), [str(name) for name in table.index])
    ax.tick_params(length=0)
    for side in ax.spines.values():
        side.set_visible(False)
    ax.set_xticks([x - 0.5 for x in range(1, table.shape[1])], minor=True)
    ax.set_yticks([y - 0.5 for y in range(1, len(table))], minor=True)
    ax.grid(which="minor", color="white", linewidth=1.5)
    ax.tick_params(which="minor", length=0)
