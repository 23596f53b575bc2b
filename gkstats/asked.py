"""What a user asks for by name, checked: a name that there is not is an error that gives the nearest there are."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from typing import Any, Final

from gkstats.chinese import fold

__all__ = ["language_of", "named", "nearest", "several", "years_of"]

_MOST: Final = 3
_LANGUAGES: Final = ("zh", "en")


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the nearest of the known names, for a message; all of them where they are few, none where there are none.

    Examples
    --------
    >>> nearest("outcome.grantd", ["outcome.granted", "outcome.partial", "received.new", "carried_forward"])
    'close ones: outcome.granted, outcome.partial'
    >>> nearest("chanels", ["channels", "hotline"])
    'there are channels, hotline'
    """
    names = list(dict.fromkeys(known))
    if not names:
        return "there are none"
    if len(names) <= _MOST:
        return "there are " + ", ".join(names)
    holding = [one for one in names if fold(name) and (fold(name) in fold(one) or fold(one) in fold(name))]
    close = difflib.get_close_matches(name, names, n=_MOST, cutoff=0.5)
    found = list(dict.fromkeys([*close, *holding]))[:_MOST]
    return "close ones: " + ", ".join(found) if found else f"for instance {', '.join(names[:_MOST])}"


def named(name: str, known: Collection[str], what: str) -> str:
    """Return a name that is one of the known; `what` says in the message what it should be, such as "frame".

    Raises
    ------
    KeyError
        There is no such name.

    Examples
    --------
    >>> named("facts", ["facts", "channels"], "frame")
    'facts'
    >>> named("fact", ["facts", "channels"], "frame")
    Traceback (most recent call last):
    KeyError: "there is no frame 'fact'; there are facts, channels"
    """
    if name not in known:
        raise KeyError(f"there is no {what} {name!r}; {nearest(str(name), known)}")
    return name


def several(asked: str | Collection[str], known: Collection[str], what: str) -> frozenset[str]:
    """Return one or several names, each one of the known.

    Raises
    ------
    KeyError
        There is no such name.
    TypeError
        It is no text, nor a collection of texts.
    """
    names = [asked] if isinstance(asked, str) else list(asked)
    for name in names:
        if not isinstance(name, str):
            raise TypeError(f"{what} is a text, such as {next(iter(known), 'a name')!r}; got {name!r}")
        named(name, known, what)
    return frozenset(names)


def years_of(asked: int | Collection[int], known: Collection[int]) -> frozenset[int]:
    """Return one or several years, of which at least one is known.

    Raises
    ------
    KeyError
        None of the years is known.
    TypeError
        A year is not given as a whole number.

    Examples
    --------
    >>> sorted(years_of(range(2018, 2021), [2019, 2020, 2021]))
    [2018, 2019, 2020]
    >>> years_of("2020", [2019, 2020])
    Traceback (most recent call last):
    TypeError: a year is a whole number, such as 2020; got '2020'
    """
    years: list[Any] = (
        list(asked) if isinstance(asked, Collection) and not isinstance(asked, str) else [asked]
    )
    for year in years:
        # numpy's and pandas's whole numbers are none of Python's, and a truth value is.
        if isinstance(year, bool) or not hasattr(year, "__index__"):
            raise TypeError(f"a year is a whole number, such as {max(known, default=2020)}; got {year!r}")
    wanted = frozenset(int(year) for year in years)
    if wanted and not wanted & set(known):
        shown = ", ".join(map(str, sorted(wanted)))
        there = f"they are of {min(known)} to {max(known)}" if known else "no report states its year"
        raise KeyError(f"there are no reports of {shown}; {there}")
    return wanted


def language_of(language: str) -> str:
    """Return a language that there are words in.

    Raises
    ------
    ValueError
        It is neither "zh" nor "en".
    """
    if language not in _LANGUAGES:
        raise ValueError(f"language is 'zh' or 'en'; got {language!r}")
    return language
