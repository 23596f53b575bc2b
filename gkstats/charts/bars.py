"""Rows of bars that bear their own figures: a count or a rate each, small numbers hatched, blanks said in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from gkstats.charts.amounts import bar_look
from gkstats.charts.palette import MUTED, PRIMARY
from gkstats.charts.sheet import Sheet

__all__ = ["GREY", "Row", "row_bars"]

GREY: Final = "#bdbdbd"
"""Of what is left over: it is no kind of its own."""


class Row(NamedTuple):
    """A bar with what stands beside it.

    Attributes
    ----------
    name : str
    value : float or None
        None draws no bar, and `words` say why.
    words : str
    n : float or None
        Of how many cases a share is taken; those of few are hatched.
    """

    name: str
    value: float | None
    words: str
    n: float | None = None
    colour: str = PRIMARY


def row_bars(
    sheet: Sheet, rows: Sequence[Row], *, longest: float | None = None, lines: int = 2, share: float = 0.36
) -> None:
    """Draw rows of bars from the top downwards; a bar beyond `longest` ends there, with an arrow at its words."""
    ax = sheet.ax
    sheet.name_rows([row.name for row in rows], lines=lines, share=share)
    edge = longest or max((row.value or 0.0 for row in rows), default=0.0) or 1.0
    for y, row in enumerate(rows):
        if row.value is None:
            sheet.beside(0, y, row.words, color=MUTED)
            continue
        beyond = row.value > edge
        ax.barh(y, row.value, height=0.68, clip_on=True, **bar_look(row.n, row.colour))
        sheet.beside(min(row.value, edge), y, ("→ " if beyond else "") + row.words)
    ax.set_xlim(0, edge)
    sheet.bare("bottom")
