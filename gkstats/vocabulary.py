"""Every code with its term in Chinese and in English, read from vocabulary.toml."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from typing import Literal, NamedTuple, TypeAlias

__all__ = ["Language", "Term", "groups", "label", "term", "terms"]

Language: TypeAlias = Literal["zh", "en"]


class Term(NamedTuple):
    """What a code stands for. ``article`` is the article of the 2019 Regulations that it rests on.

    Of a column, ``codes`` names the groups whose codes stand in it.
    """

    code: str
    zh: str
    en: str
    short: str = ""
    meaning: str = ""
    article: str = ""
    kind: str = ""
    codes: str = ""


@functools.cache
def _all() -> dict[str, dict[str, Term]]:
    text = resources.files("gkstats").joinpath("vocabulary.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return {group: {c: Term(c, **entry) for c, entry in entries.items()} for group, entries in data.items()}


def groups() -> tuple[str, ...]:
    """Return the groups of terms.

    Examples
    --------
    >>> groups()[:3]
    ('tables', 'columns', 'rows')
    """
    return tuple(_all())


def terms(group: str) -> dict[str, Term]:
    """Return the terms of a group (tables, columns, rows, indicators, kinds, hotline, units) by code.

    Examples
    --------
    >>> terms("columns")["natural_person"].zh
    '自然人'
    """
    return _all()[group]


def term(group: str, code: str) -> Term:
    """Return the term of a code; a code without an entry stands for itself.

    Examples
    --------
    >>> term("rows", "outcome.partial").en
    'granted in part'
    """
    return _all()[group].get(code, Term(code, code, code))


def label(group: str, code: str, language: Language = "zh") -> str:
    """Return what to call a code where space is dear.

    Examples
    --------
    >>> label("rows", "outcome.denied.third_party", "en")
    'third-party interests'
    """
    found = term(group, code)
    return found.zh if language == "zh" else found.short or found.en
