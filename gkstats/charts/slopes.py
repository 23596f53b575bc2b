"""A chart of what moved between two reports of an agency: a slope for each rate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gkstats.charts.amounts import percent
from gkstats.charts.inputs import about
from gkstats.charts.lettering import cut
from gkstats.charts.palette import MUTED, PRIMARY, SECONDARY
from gkstats.charts.sayings import say
from gkstats.charts.settled import MARK
from gkstats.charts.sheet import open_sheet
from gkstats.charts.style import styled
from gkstats.comparison import Comparison
from gkstats.indicators import FEW, all_indicators, cases_of, explain_indicators
from gkstats.vocabulary import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["change"]

_MOST: Final = 9
_MOVED: Final = 0.05
"""Less than five points are drawn in grey: among so many rates some always move a little."""


@styled
def change(earlier: Any, later: Any = None, *, ax: Axes | None = None, language: Language = "zh") -> Axes:
    """Draw which rates moved between two years, those that moved most, as lines from one year to the other.

    Only shares of one whole of cases are drawn, and only where both years have them. Those of fewer than thirty cases in
    either year are dashed; ⚠ marks totals that contradict their parts.

    Parameters
    ----------
    earlier : Report or Comparison
        A report, or both as `gkstats.compare` returns them.
    later : Report, optional
        The report of the later year.
    ax : Axes, optional
        Where to draw; a new figure by default.
    language : {"zh", "en"}

    Returns
    -------
    Axes

    Raises
    ------
    TypeError
        Only one report was given.

    Examples
    --------
    >>> import gkstats as gk
    >>> one, other = gk.load_corpus(gk.samples() / "pingtan-202[34].html", progress=False)
    >>> ax = gk.charts.change(one, other, language="en")
    >>> [tick.get_text() for tick in ax.get_xticklabels()]
    ['2023', '2024']
    """
    if isinstance(earlier, Comparison):
        earlier, later = earlier.earlier, earlier.later
    else:
        earlier, later = getattr(earlier, "records", None), getattr(later, "records", None)
    if earlier is None or later is None:
        raise TypeError("change() compares two reports: change(earlier, later)")
    pair = (earlier, later)
    sheet = open_sheet(ax, language)
    tables = [explain_indicators(records, language=language).set_index("indicator") for records in pair]
    known = {one.id: one for one in all_indicators()}
    moved = []
    for id_, chosen in known.items():
        row, other = (table.loc[[id_]].iloc[0] for table in tables)
        values = [row["value"], other["value"]]
        if (
            chosen.unit != "fraction"
            or not chosen.divides
            or any(value is None or value != value for value in map(_number, values))
        ):
            continue
        before, after = (float(value) for value in values)
        if max(before, after) > 1 or before == after == 0:
            continue
        cases = [cases_of(chosen, _number(one["denominator"])) for one in (row, other)]
        few = any(n is not None and n < FEW for n in cases)
        doubted = "contradicted" in (row["basis"], other["basis"])
        moved.append((str(row["label"]), before, after, few, doubted))
    title = say("change", language)
    years = [records.identity.year or 0 for records in pair]
    found = about(None, [(records.identity.agency, records.identity.year) for records in pair])
    if not moved:
        sheet.empty(say("change-none", language))
        return sheet.finish(title, found)
    most = _MOST if sheet.own else max(int((sheet.height - 1.0) / 0.22), 2)
    hidden = max(len(moved) - most, 0)
    moved = sorted(moved, key=lambda one: -abs(one[2] - one[1]))[:most]
    ax = sheet.ax
    sheet.body(max(2.6, 0.34 * len(moved) + 1.0))
    top = max(max(one[1], one[2]) for one in moved) or 1.0
    ax.set_ylim(-0.04 * top, top * 1.04)
    left, right = [], []
    for name, before, after, few, doubted in moved:
        step = after - before
        colour = "#8f8f8f" if abs(step) < _MOVED else PRIMARY if step > 0 else SECONDARY
        ax.plot(
            [0, 1],
            [before, after],
            color=colour,
            linewidth=1.8 * sheet.scale,
            marker="o",
            markersize=4.5 * sheet.scale,
            linestyle=(0, (3, 2)) if few else "-",
            clip_on=False,
        )
        left.append((before, percent(before), colour))
        sign = "+" if step > 0 else "−" if step < 0 else "±"
        points = say("points", language, step=f"{sign}{abs(step) * 100:.1f}")
        words = f"{cut(name, sheet.room(0.34, 9), 1)} {percent(after)} ({points})" + f" {MARK}" * doubted
        right.append((after, words, "#555555" if colour == "#8f8f8f" else colour))
    sheet.ends(right, 1, share=0.62, lines=1)
    sheet.ends(left, 0, side=-1)
    ax.set_xticks([0, 1], [str(year) for year in years], fontsize=sheet.points(9.5), color=MUTED)
    ax.tick_params(axis="x", length=0)
    ax.set_xlim(-0.02, 1.02)
    ax.set_yticks([])
    sheet.bare("left")
    notes = [
        say("change-colours", language),
        say("few-dashed", language) if any(one[3] for one in moved) else "",
        say("doubt-mark", language) if any(one[4] for one in moved) else "",
        say("change-hidden", language, count=hidden) if hidden else "",
    ]
    return sheet.finish(title, found, notes=notes, values=[" ".join(one[1].split()) for one in right])


def _number(value: Any) -> float | None:
    return None if value is None or value is not value or str(value) == "<NA>" else float(value)
