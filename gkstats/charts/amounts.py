"""How charts say shares, counts and small numbers: what is exact, what is hedged, and of how many."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, Final

from gkstats.charts.palette import PRIMARY
from gkstats.indicators import FEW
from gkstats.vocabulary import Language

__all__ = [
    "HATCH",
    "as_stated",
    "bar_look",
    "cases",
    "count_axis",
    "counted",
    "hedge_of",
    "percent",
    "percent_axis",
]

HATCH: Final = "////"
"""Of a share of fewer than `FEW` cases."""
_HEDGES: Final = {"=": "", ">=": "≥", "<=": "≤", "~": "≈"}


def hedge_of(comparators: Iterable[str]) -> str:
    """Return the sign before a figure: that of its comparator, or of the figures that it is the sum of.

    Examples
    --------
    >>> hedge_of([">="]), hedge_of(["=", ">="]), hedge_of([">=", "<="]), hedge_of(["="])
    ('≥', '≥', '≈', '')
    """
    kinds = set(comparators) - {"="}
    return _HEDGES[kinds.pop()] if len(kinds) == 1 else "≈" * bool(kinds)


def percent(share: float, places: int = 1) -> str:
    """Return a share in words; 0 % and 100 % are said only of nothing and of all, and without places.

    Examples
    --------
    >>> percent(0.9995), percent(0.9996, 0), percent(1.0), percent(0.0004), percent(0.0), percent(0.4567)
    ('>99.9%', '>99%', '100%', '<0.1%', '0%', '45.7%')
    """
    if share in (0, 1):
        return f"{share:.0%}"
    words = f"{share:.{places}%}"
    smallest = 10.0**-places
    if 0 < share < 1 and words == f"{0:.{places}%}":
        return f"<{smallest:.10g}%"
    if 0 < share < 1 and words == f"{1:.{places}%}":
        return f">{100 - smallest:.10g}%"
    return words


def as_stated(rate: float) -> str:
    """Return a rate as a report states it, with no more places than it has.

    Examples
    --------
    >>> as_stated(0.9192), as_stated(0.99), as_stated(1.0), as_stated(0.99996)
    ('91.92%', '99%', '100%', '99.996%')
    """
    return f"{round(rate * 100, 6):.10g}%"


def counted(value: float, whole: float, language: Language, *, hedge: str = "") -> str:
    """Return a count with its share of the whole, which is nothing of nothing; `hedge` stands before both."""
    if not whole or not value:
        return f"{hedge}{value:,.0f}"
    share = "≈" * bool(hedge) + percent(value / whole)
    return f"{hedge}{value:,.0f}（{share}）" if language == "zh" else f"{hedge}{value:,.0f} ({share})"


def cases(n: float | None) -> str:
    """Return of how many a share is taken; empty where that is not known."""
    return "" if n is None or math.isnan(n) else f"n={n:,.0f}"


def bar_look(n: float | None, colour: str = PRIMARY) -> dict[str, Any]:
    """Return how a bar of a share is filled: hatched where it is taken of fewer than thirty cases."""
    if n is not None and n < FEW:
        return {"facecolor": "white", "edgecolor": colour, "hatch": HATCH, "linewidth": 0.8}
    return {"facecolor": colour, "edgecolor": colour, "linewidth": 0}


def percent_axis(axis: Any, inches: float, low: float = 0.0, high: float = 1.0) -> None:
    """Let an axis say shares, in so many ticks as have room; each is named as exactly as it stands."""
    from matplotlib.ticker import FuncFormatter

    steps = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0)
    span = high - low
    step = next((one for one in steps if span / one <= max(inches / 0.62, 1.0)), steps[-1])
    first = math.ceil(low / step - 1e-9)
    axis.set_ticks([round(n * step, 6) for n in range(first, math.floor(high / step + 1e-9) + 1)])
    axis.set_major_formatter(FuncFormatter(lambda share, _: f"{round(share * 100, 6):,.10g}%"))


def count_axis(axis: Any, inches: float) -> None:
    """Let an axis count in whole numbers, in so many ticks as have room."""
    from matplotlib.ticker import MaxNLocator

    most = max(int(inches / 0.9), 2)
    axis.set_major_locator(MaxNLocator(most, integer=True, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter("{x:,.0f}")
