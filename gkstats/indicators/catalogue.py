"""The indicators as data, read from indicators.toml and checked on loading."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final, Literal, TypeAlias, get_args

from gkstats.crosswalk import Line, find_line

__all__ = ["Indicator", "RuleName", "Term", "all_indicators"]

RuleName: TypeAlias = Literal["ratio", "figure", "per-10000", "hhi", "top-share", "on-time", "days"]
Term: TypeAlias = tuple[int, Line]
"""Sign and line."""

_DIVIDING: Final = ("ratio", "per-10000", "hhi", "top-share")


@dataclass(frozen=True, slots=True)
class Indicator:
    """A rate: what it is called, how it is computed, who defines it so, and when there is none."""

    id: str
    zh: str
    en: str
    rule: RuleName
    numerator: tuple[Term, ...]
    denominator: tuple[Term, ...]
    formula: str
    unit: str
    source: str
    na: str
    caution: str = ""

    @property
    def divides(self) -> bool:
        """Whether it has a denominator."""
        return self.rule in _DIVIDING


@functools.cache
def all_indicators() -> tuple[Indicator, ...]:
    """Return every indicator.

    Examples
    --------
    >>> [indicator.id for indicator in all_indicators()][:2]
    ['disclosure_rate_full', 'disclosure_rate']
    """
    text = resources.files(__package__).joinpath("indicators.toml").read_text(encoding="utf-8")
    return tuple(_indicator(entry) for entry in tomllib.loads(text)["indicators"])


def _indicator(entry: dict[str, Any]) -> Indicator:
    try:
        terms = {key: tuple(_term(text) for text in entry[key]) for key in ("numerator", "denominator")}
        indicator = Indicator(**{**entry, **terms})
    except (KeyError, TypeError) as error:
        raise ValueError(f"indicators.toml: {entry.get('id')}: {error}") from error
    if indicator.rule not in get_args(RuleName):
        raise ValueError(f"indicators.toml: {indicator.id}: no rule is called {indicator.rule!r}")
    return indicator


def _term(text: str) -> Term:
    table, row, column = text.removeprefix("-").split("/")
    return (-1 if text.startswith("-") else 1), find_line(table, row, column)
