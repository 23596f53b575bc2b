"""What the explorer calls things, in Chinese and English."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources

from gkstats.crosswalk import all_lines
from gkstats.indicators import all_indicators
from gkstats.vocabulary import Language, label

__all__ = ["column_name", "figure_name", "row_name", "say", "table_name", "unit_name", "with_column"]


@functools.cache
def _words() -> dict[str, dict[str, dict[str, str]]]:
    text = resources.files(__package__).joinpath("words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def say(word: str, language: Language, **values: object) -> str:
    """Return a phrase with its values filled in."""
    return _words()["words"][word][language].format(**values)


def table_name(table: str, language: Language) -> str:
    """Return what to call a table."""
    return _words()["tables"][table][language]


def row_name(table: str, row: str, language: Language) -> str:
    """Return what to call a row of a table.

    Examples
    --------
    >>> row_name("applications", "received.new", "en"), row_name("hotline", "received", "zh")
    ('newly received', '受理')
    """
    computed = _computed().get((table, row))
    if computed is not None:
        return computed[0] if language == "zh" else computed[1]
    group = {"statistics": "indicators", "channels": "kinds", "hotline": "hotline"}.get(table, "rows")
    return label(group, row, language)


@functools.cache
def _computed() -> dict[tuple[str, str], tuple[str, str]]:
    names = {("indicators", one.id): (one.zh, one.en) for one in all_indicators()}
    return names | {("series", line.name): (line.zh, line.en) for line in all_lines() if line.series}


def column_name(table: str, column: str, language: Language) -> str:
    """Return what to call a column of a table."""
    if table in ("channels", "hotline", "indicators", "series"):
        return _words()["groups"].get(column, {}).get(language, column)
    return label("columns", column, language)


def unit_name(unit: str, language: Language) -> str:
    """Return what to call a unit."""
    found = _words()["units"].get(unit)
    return found[language] if found else label("units", unit, language) or unit


def figure_name(table: str, row: str, column: str, language: Language) -> str:
    """Return what to call a figure: its table where the row alone would not say, its column where that is no total.

    Examples
    --------
    >>> figure_name("applications", "outcome.granted", "business", "en")
    'requests: granted (commercial enterprises)'
    """
    name = with_column(row_name(table, row, language), table, column, language)
    if table in ("indicators", "series", "statistics"):
        return name
    return f"{table_name(table, language)}{'：' if language == 'zh' else ': '}{name}"


def with_column(name: str, table: str, column: str, language: Language) -> str:
    """Return a name with that of a column behind it, where that is not the total."""
    if column in ("total", "value") or table == "series":
        return name
    column = column_name(table, column, language)
    return f"{name}（{column}）" if language == "zh" else f"{name} ({column})"
