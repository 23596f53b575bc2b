"""A chart of text taken over from the year before."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from gkstats.charts.amounts import percent
from gkstats.charts.inputs import about, names_of
from gkstats.charts.palette import INK, MUTED
from gkstats.charts.sayings import say
from gkstats.charts.sheet import Sheet, open_sheet
from gkstats.charts.style import styled
from gkstats.comparison import REUSE, Comparison, reuse_rows
from gkstats.frames import table_frame
from gkstats.vocabulary import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["reuse"]

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
    sheet = open_sheet(ax, language)
    title = say("reuse", language)
    if frame.empty:
        sheet.empty(say("reuse-none", language))
        return sheet.finish(title, about(frame if isinstance(data, Comparison) else data))
    several = len(set(frame["agency"])) > 1
    table = _by_agency(frame) if several else _by_section(frame, language)
    hidden = max(len(table) - sheet.rows(1, 1.2), 0)
    _cells(sheet, table.iloc[: len(table) - hidden])
    whole = frame[frame["number"].isna()]
    told = [
        f"{agency if several else ''} {earlier}→{later} {percent(float(share), 0)}".strip()
        for agency, earlier, later, share in zip(
            *(whole[column] for column in ("agency", "earlier", "later", "reuse")), strict=True
        )
    ]
    key = "agencies-hidden" if several else "rows-hidden"
    notes = [say("reuse-note", language), say(key, language, count=hidden) if hidden else ""]
    drawn = frame[["agency", "later"]].drop_duplicates()
    found = about(data, zip(drawn["agency"], drawn["later"], strict=True))
    return sheet.finish(title, found, notes=notes, values=told)


def _frame(data: Any) -> pd.DataFrame:
    if isinstance(data, pd.DataFrame):
        return data
    if isinstance(data, Comparison):
        identity = data.later.identity
        rows = reuse_rows(None, identity.agency or "", identity.year or 0, data.earlier, data.later)
        return table_frame(REUSE, rows)
    if hasattr(data, "reuse"):
        frame: pd.DataFrame = data.reuse()
        return frame
    return table_frame(REUSE, ())


def _by_section(frame: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Return sections by pairs of years, the whole report first, then sections in the order in which they stand.

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
    return pd.concat(
        [whole.rename(say("reuse-whole", language)).to_frame().T.reindex(columns=table.columns), table]
    )


def _title(number: float, title: Any, language: Language) -> str:
    if not number:
        return say("reuse-before", language)
    return re.sub(r"^[一二三四五六七八九十]+、\s*", "", "".join(str(title).split()))


def _by_agency(frame: pd.DataFrame) -> pd.DataFrame:
    """Return agencies by pairs of years, those that reuse most first."""
    whole = frame[frame["number"].isna()]
    pairs = whole["earlier"].astype(str) + "→" + whole["later"].astype(str)
    table = whole.assign(pair=pairs).pivot_table(
        index="agency", columns="pair", values="reuse", aggfunc="mean"
    )
    order = table.mean(axis=1).sort_values(ascending=False, kind="stable").index
    return table.loc[order].astype(float)


def _cells(sheet: Sheet, table: pd.DataFrame) -> None:
    from matplotlib.colors import LinearSegmentedColormap

    ax = sheet.ax
    shades = LinearSegmentedColormap.from_list("reuse", list(_COLOURS)).with_extremes(bad="#ececec")
    values = table.to_numpy(dtype=float)
    sheet.name_rows([str(name) for name in table.index], lines=1)
    ax.imshow(values, cmap=shades, vmin=0, vmax=1, aspect="auto")
    ax.set_ylim(len(table) - 0.5, -0.5)
    slot = sheet.drawing()[0] / max(table.shape[1], 1) * 72 / sheet.points(8)
    for y, row in enumerate(values):
        for x, value in enumerate(row):
            known = not math.isnan(value)
            words = percent(value, 0) if known else "–"
            if slot >= 2.1:
                sheet.write(
                    x, y, words, size=8, color=MUTED if not known else "white" if value > 0.72 else INK
                )
    pairs = [str(pair) if slot >= 6.2 else str(pair)[5:] for pair in table.columns]
    step = next((n for n in (1, 2, 3, 5) if slot * n >= (2.9 if slot < 6.2 else 6.2)), 10)
    at = [x for x in range(len(pairs)) if (len(pairs) - 1 - x) % step == 0]
    ax.set_xticks(at, [pairs[x] for x in at], fontsize=sheet.points(8.5), color=MUTED)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    for side in ax.spines.values():
        side.set_visible(False)
    ax.set_xticks([x - 0.5 for x in range(1, table.shape[1])], minor=True)
    ax.set_yticks([y - 0.5 for y in range(1, len(table))], minor=True)
    ax.grid(which="minor", color="white", linewidth=1.5)
    ax.tick_params(which="minor", length=0)
