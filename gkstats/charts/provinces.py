"""A rate by province, each a tile about where it lies: no borders are drawn, and all count the same to the eye."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from gkstats.agencies import region_of
from gkstats.charts.amounts import percent
from gkstats.charts.course import figure_said
from gkstats.charts.inputs import about, once
from gkstats.charts.palette import ink_on
from gkstats.charts.ranking import indicator_title, known_indicator
from gkstats.charts.sayings import say
from gkstats.charts.sheet import Sheet, open_sheet
from gkstats.charts.style import styled
from gkstats.indicators import FEW
from gkstats.report import Report
from gkstats.vocabulary import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["province_grid", "tiles"]

# From light to dark, so that a grey print keeps the order.
_SHADES: Final = ("#eaf1f8", "#bcd4e9", "#7fa9cf", "#3f79b0", "#12345a")


@functools.cache
def tiles() -> tuple[dict[str, Any], ...]:
    """Return the 31 provinces with their place on the grid.

    Examples
    --------
    >>> len(tiles()), len({(tile["row"], tile["column"]) for tile in tiles()})
    (31, 31)
    """
    text = resources.files(__package__).joinpath("provinces.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["tiles"])


@styled
def province_grid(
    data: Any,
    indicator: str = "disclosure_rate",
    *,
    year: int | None = None,
    ax: Axes | None = None,
    language: Language = "zh",
) -> Axes:
    """Draw a rate by province on a grid of tiles, with the number of agencies behind each; provinces without one are said.

    The cases of a province's agencies are taken together: the rate is that of all their cases, not a mean of rates.
    Rates of fewer than thirty cases are hatched.

    Parameters
    ----------
    data : Corpus, Report or DataFrame
        A frame as `Corpus.indicators`.
    indicator : str
        Id of a rate that divides, as in `Report.indicators`.
    year : int, optional
        By default the latest year in which any agency has a value.
    ax : Axes, optional
        Where to draw; a new figure by default.
    language : {"zh", "en"}

    Returns
    -------
    Axes

    Raises
    ------
    KeyError
        There is no such indicator.
    ValueError
        The indicator divides nothing, and cannot be taken over several agencies.

    Examples
    --------
    >>> import gkstats as gk
    >>> ax = gk.charts.province_grid(gk.load_report(gk.samples() / "huaian-2024.pdf"), language="en")
    >>> [text.get_text() for text in ax.texts if "%" in text.get_text()]
    ['59.5%']
    """
    chosen = known_indicator(indicator)
    if chosen.rule != "ratio":
        raise ValueError(
            f"{indicator} is no ratio, and cannot be taken over several agencies; choose one such as 'disclosure_rate'"
        )
    found = data if isinstance(data, pd.DataFrame) else data.indicators()
    rows = found[found["indicator"] == chosen.id]
    if isinstance(data, Report):
        rows = rows.assign(agency=data.agency, year=data.year).astype({"agency": "string", "year": "Int64"})
    rows = once(rows).dropna(subset=["value", "numerator", "denominator"])
    rows = rows[rows["year"] == (year if year is not None else rows["year"].max())] if len(rows) else rows
    codes = [
        region_of(str(agency), int(when)) for agency, when in zip(rows["agency"], rows["year"], strict=True)
    ]
    rows = rows.assign(
        province=pd.array(
            [one.code[:2] if one is not None and one.code else None for one in codes], dtype="string"
        )
    )
    placed = rows.dropna(subset=["province"])
    sheet = open_sheet(ax, language, 6.2)
    title = indicator_title(chosen, language)
    if placed.empty:
        sheet.empty(say("indicators-none", language))
        return sheet.finish(title, about(data))
    pooled = placed.groupby("province").agg(
        above=("numerator", "sum"), below=("denominator", "sum"), agencies=("agency", "nunique")
    )
    pooled["rate"] = pooled["above"].astype(float) / pooled["below"].astype(float)
    low, high = _draw(sheet, pooled, chosen.unit)
    without = len(tiles()) - len(pooled)
    notes = [
        say("tiles-pooled", language),
        say("few", language) if (pooled["below"] < FEW).any() else "",
        say("tiles-without", language, count=without) if without else "",
        say("tiles-nowhere", language, count=len(rows) - len(placed)) if len(rows) > len(placed) else "",
    ]
    names = {tile["code"]: tile[language] for tile in tiles()}
    told = [
        f"{names.get(str(code), code)} {figure_said(float(rate), chosen.unit, language)} (n={float(below):,.0f})"
        for code, rate, below in zip(pooled.index, pooled["rate"], pooled["below"], strict=True)
    ]
    said = percent if chosen.unit == "fraction" else (lambda value: f"{value:,.2f}")
    counts = [say("tiles-span", language, low=said(low), high=said(high))]
    return sheet.finish(
        title,
        about(data, zip(placed["agency"], placed["year"], strict=True)),
        counts=counts,
        notes=notes,
        values=told,
    )


def _draw(sheet: Sheet, pooled: pd.DataFrame, unit: str) -> tuple[float, float]:
    from matplotlib.colors import LinearSegmentedColormap, to_hex
    from matplotlib.patches import Rectangle

    ax = sheet.ax
    sheet.body(4.6 if sheet.own else 2.0)
    low, high = float(pooled["rate"].min()), float(pooled["rate"].max())
    shades = LinearSegmentedColormap.from_list("shares", list(_SHADES))
    side = min(sheet.drawing(upright=True)[0] / 8, sheet.drawing()[1] / 8)
    for tile in tiles():
        x, y = tile["column"], tile["row"]
        known = tile["code"] in pooled.index
        if known:
            rate, below = float(pooled.loc[tile["code"], "rate"]), float(pooled.loc[tile["code"], "below"])
            colour = to_hex(shades((rate - low) / (high - low) if high > low else 0.6))
            hatch = "////" if below < FEW else None
        else:
            colour, hatch = "#f4f4f4", None
        edge = "#9a9a9a" if hatch else "white"
        ax.add_patch(
            Rectangle(
                (x + 0.03, y + 0.03), 0.94, 0.94, facecolor=colour, edgecolor=edge, hatch=hatch, linewidth=0.5
            )
        )
        ink = ink_on(colour) if known else "#a8a8a8"
        plain = {"facecolor": colour, "edgecolor": "none", "pad": 0.6} if hatch else None
        name = tile[sheet.language]
        if not known:
            sheet.write(x + 0.5, y + 0.5, f"{name}\n–" if side > 0.38 else name, color=ink).set_fontsize(
                min(9.0, side * 72 * 0.42)
            )
        elif side > 0.38:
            sheet.write(x + 0.5, y + 0.27, name, size=9, color=ink, bbox=plain)
            sheet.write(
                x + 0.5,
                y + 0.56,
                figure_said(rate, unit, sheet.language),
                size=8 if side > 0.5 else 6.5,
                color=ink,
                bbox=plain,
            )
            if side > 0.5:
                agencies = int(pooled.loc[tile["code"], "agencies"])
                sheet.write(
                    x + 0.5,
                    y + 0.82,
                    say("tiles-agencies", sheet.language, count=agencies),
                    size=7,
                    color=ink,
                    bbox=plain,
                )
        else:
            sheet.write(x + 0.5, y + 0.5, name, color=ink).set_fontsize(min(9.0, side * 72 * 0.42))
    ax.set(xlim=(0, 8), ylim=(8, 0))
    ax.set_aspect("equal", anchor="W")
    ax.set_axis_off()
    return low, high
