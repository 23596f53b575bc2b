"""Bars in parts, one for all charts that need them: of each report the shares or counts of what it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd

from gkstats.charts.amounts import HATCH, percent
from gkstats.charts.lettering import ems
from gkstats.charts.palette import INK, Look, ink_on, luma
from gkstats.charts.sheet import Sheet

__all__ = ["Part", "stacked_bars"]


class Part(NamedTuple):
    """What a colour of a bar in parts stands for: a column of the table."""

    key: str
    name: str
    look: Look


def stacked_bars(
    sheet: Sheet,
    table: pd.DataFrame,
    parts: Sequence[Part],
    *,
    shares: bool,
    few: Sequence[bool] | None = None,
    upright: bool = False,
) -> list[Part]:
    """Draw a bar in parts for each row of a table, and return the parts that are there.

    Parameters
    ----------
    sheet : Sheet
    table : DataFrame
        A row a bar, a column a part; NA is drawn as nothing. Shares are fractions.
    parts : sequence of Part
        In the order in which they are drawn and explained.
    shares : bool
        Whether figures on the bars are shares.
    few : sequence of bool, optional
        Which bars are shares of fewer than thirty cases, and hatched.
    upright : bool
        Whether bars stand on the horizontal axis, as years do.
    """
    ax = sheet.ax
    values = table.astype(float).fillna(0.0)
    small = list(few) if few is not None else [False] * len(table)
    longest = 1.0 if shares else float(values.sum(axis=1).max()) or 1.0
    base = [0.0] * len(table)
    there = []
    for part in parts:
        sizes = values[part.key].tolist() if part.key in values else []
        if not any(sizes):
            continue
        there.append(part)
        for hatched in (False, True):
            at = [n for n, size in enumerate(sizes) if size and small[n] == hatched]
            if at:
                _bars(
                    ax, at, [sizes[n] for n in at], [base[n] for n in at], _fill(part.look, hatched), upright
                )
        for n, size in enumerate(sizes):
            if size:
                _label(sheet, part, n, base[n], size, longest, shares, upright, len(table), small[n])
        base = [low + size for low, size in zip(base, sizes, strict=True)]
    _explain(sheet, there)
    return there


def _bars(
    ax: Any, at: list[int], sizes: list[float], base: list[float], fill: dict[str, Any], upright: bool
) -> None:
    if upright:
        ax.bar(at, sizes, bottom=base, width=0.76, **fill)
    else:
        ax.barh(at, sizes, left=base, height=0.74, **fill)


def _fill(look: Look, hatched: bool) -> dict[str, Any]:
    fill = look.fill()
    if not hatched:
        return fill
    return {**fill, "hatch": HATCH, "edgecolor": "white" if luma(look.colour) < 180 else "#8a8a8a"}


def _label(
    sheet: Sheet,
    part: Part,
    n: int,
    low: float,
    size: float,
    longest: float,
    shares: bool,
    upright: bool,
    count: int,
    hatched: bool,
) -> None:
    """Write a figure on its part of a bar, where it has room."""
    words = percent(size, 0) if shares else f"{size:,.0f}"
    points = sheet.points(8)
    letter = points / 72
    across = sheet.drawing(upright)
    room = (
        (size / longest * across[1] >= 1.25 * letter)
        if upright
        else size / longest * across[0] >= (ems(words) + 0.5) * letter
    )
    slot = across[0] / count * 0.76 >= (ems(words) + 0.2) * letter if upright else True
    if not room or not slot:
        return
    look = part.look
    plain = {"facecolor": look.colour, "edgecolor": "none", "pad": 0.8} if look.hatch or hatched else None
    x, y = (n, low + size / 2) if upright else (low + size / 2, n)
    sheet.write(x, y, words, size=8, color=ink_on(look.colour), bbox=plain)


def _explain(sheet: Sheet, parts: Sequence[Part]) -> None:
    from matplotlib.patches import Patch

    sheet.legend([Patch(**part.look.fill(), label=part.name) for part in parts])
    legend = sheet.ax.get_legend()
    if legend is not None:
        for text in legend.get_texts():
            text.set_color(INK)
