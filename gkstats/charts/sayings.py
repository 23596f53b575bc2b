"""What charts say, in Chinese and English, from ``words.toml``."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable
from importlib import resources

from gkstats.vocabulary import Language

__all__ = ["joined", "say", "years_said"]


@functools.cache
def _words() -> dict[str, dict[str, str]]:
    text = resources.files(__package__).joinpath("words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def say(key: str, language: Language, **values: object) -> str:
    """Return a phrase with its values filled in; ``{many}`` is the English plural's ending where `count` is not one.

    Examples
    --------
    >>> say("aside", "en", count=1), say("aside", "en", count=2)
    ('1 other edition of the same reports is not counted', '2 other editions of the same reports are not counted')
    """
    count = values.get("count")
    one = isinstance(count, int) and count == 1
    counted = {"many": "" if one else "s", "are": "is" if one else "are", "ies": "y" if one else "ies"}
    shown = {
        name: f"{value:,}" if isinstance(value, int) and name not in ("year", "before") else value
        for name, value in values.items()
    }
    return _words()[key][language].format(**counted, **shown)


def joined(parts: Iterable[str], language: Language) -> str:
    """Join remarks into one line; empty ones are left out."""
    return ("；" if language == "zh" else "; ").join(part for part in parts if part)


def years_said(years: Iterable[int], language: Language) -> str:
    """Return a span of years.

    Examples
    --------
    >>> years_said([2020, 2018], "zh"), years_said([2020], "en"), years_said([], "en")
    ('2018–2020年', '2020', '')
    """
    found = sorted(set(years))
    if not found:
        return ""
    span = str(found[0]) if len(found) == 1 else f"{found[0]}–{found[-1]}"
    return f"{span}年" if language == "zh" else span
