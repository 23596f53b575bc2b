"""From a word to the codes of what it names: tables, rows, columns, indicators and checks, in both languages."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import Final, NamedTuple

import pandas as pd

from gkstats.checks import all_checks
from gkstats.chinese import fold, simplify
from gkstats.forms import all_forms
from gkstats.frames import FRAMES, Column, table_frame
from gkstats.indicators import all_indicators
from gkstats.vocabulary import terms

__all__ = ["VARIABLES", "variables"]

VARIABLES: Final = (
    Column("kind", "string", "table, row, column, figure of the prose, indicator or check"),
    Column("table", "string", "tables that have it, NA for indicators and checks that stand in none"),
    Column("code", "string", "what frames, panels and charts call it"),
    Column("zh", "string", "its Chinese term"),
    Column("en", "string", "its English term"),
    Column("meaning", "string", "what is counted, or how it is computed"),
    Column("found", "string", "term: the word stands in its own terms; meaning: it is a synonym of one"),
)


class _Variable(NamedTuple):
    kind: str
    table: str | None
    code: str
    zh: str
    en: str
    meaning: str


def variables(word: str) -> pd.DataFrame:
    """Look up what a word names: the codes of tables, rows, columns, indicators and checks.

    Parameters
    ----------
    word : str
        A word or part of one, in Chinese (either script) or English, or a code. Synonyms are found, too.

    Returns
    -------
    DataFrame
        The columns of `VARIABLES`: ``kind, table, code, zh, en, meaning, found``, what bears the word itself first.
        Empty where nothing bears it.

    Raises
    ------
    ValueError
        The word is empty.

    Examples
    --------
    >>> found = variables("拒绝")
    >>> found[found["kind"] == "row"]["code"].tolist()[0]
    'outcome.denied'
    >>> "refused_share" in variables("refused")["code"].tolist()
    True
    """
    asked = _plain(word)
    if not asked:
        raise ValueError("variables needs a word, such as 'refused' or '不予公开'")
    others = _synonyms(asked)
    rows = []
    for one in _all():
        text = _plain(f"{one.code} {one.zh} {one.en}")
        if asked in text or asked in _plain(one.meaning):
            rows.append((0 if asked in text else 1, (*one, "term")))
        elif any(other in text for other in others):
            rows.append((2, (*one, "meaning")))
    rows.sort(key=lambda row: row[0])
    return table_frame(VARIABLES, (row for _, row in rows))


def _plain(text: str) -> str:
    return " ".join(simplify(fold(text)).casefold().replace("_", " ").split())


@functools.cache
def _meanings() -> tuple[frozenset[str], ...]:
    text = resources.files("gkstats").joinpath("synonyms.toml").read_text(encoding="utf-8")
    return tuple(frozenset(map(_plain, words)) for words in tomllib.loads(text)["meanings"])


def _synonyms(asked: str) -> set[str]:
    """Return the words that mean the same as what was asked, or as a word that begins or ends with it."""
    return {
        word
        for meaning in _meanings()
        if asked in meaning or any(word.startswith(asked) and len(asked) > 3 for word in meaning)
        for word in meaning
    } - {asked}


@functools.cache
def _all() -> tuple[_Variable, ...]:
    return (*_of_forms(), *_of_prose(), *_of_rates(), *_of_checks())


def _of_forms() -> Iterator[_Variable]:
    """Yield tables, rows and columns of all forms, the latest first, each code once with the tables that have it."""
    for code, found in terms("tables").items():
        yield _Variable("table", code, code, found.zh, found.en, found.meaning)
    where: dict[tuple[str, str, str], dict[str, None]] = {}
    for form in sorted(all_forms(), key=lambda form: -max(form.years, default=0)):
        for table in form.tables:
            for row, column, _ in table.cells():
                group = "indicators" if table.id == "statistics" else "rows"
                for family in _families(row):  # outcome.denied stands for the sum of its rows
                    where.setdefault(("row", group, family), {})[table.id] = None
                where.setdefault(("column", "columns", column), {})[table.id] = None
    for (kind, group, code), tables in where.items():
        if code in terms(group):
            one = terms(group)[code]
            yield _Variable(kind, ", ".join(tables), code, one.zh, one.en, one.meaning)


def _families(row: str) -> Iterator[str]:
    parts = row.split(".")
    return (".".join(parts[:size]) for size in range(1, len(parts) + 1))


def _of_prose() -> Iterator[_Variable]:
    for code, found in terms("hotline").items():
        yield _Variable("figure", "hotline", code, found.zh, found.en, found.meaning)
    for code, found in terms("kinds").items():
        yield _Variable("figure", "channels", code, found.zh, found.en, found.meaning)
    for name in ("quantities", "breakdowns", "sections", "problems", "improvements"):
        yield _Variable("table", name, name, "", name, FRAMES[name].rows)


def _of_rates() -> Iterator[_Variable]:
    for one in all_indicators():
        yield _Variable("indicator", None, one.id, one.zh, one.en, one.formula)


def _of_checks() -> Iterator[_Variable]:
    for check in all_checks():
        yield _Variable("check", None, check.id, check.zh, check.en, check.reason)
