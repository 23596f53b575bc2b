"""How well a printed cell is supported: a closed list of classes, and of what speaks against a cell."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable
from importlib import resources
from typing import Final, NamedTuple

__all__ = [
    "EVIDENCE",
    "TROUBLES",
    "Class",
    "Trouble",
    "classes",
    "grade",
    "heaviest",
    "said",
    "troubles",
    "weaker",
]


class Class(NamedTuple):
    """A class of evidence."""

    code: str
    zh: str
    en: str
    meaning: str


class Trouble(NamedTuple):
    """What speaks against a cell, and the best class that a cell with it can have; a withheld cell has no value."""

    code: str
    zh: str
    en: str
    at_most: str
    withheld: bool = False


@functools.cache
def _data() -> tuple[dict[str, Class], dict[str, Trouble]]:
    data = tomllib.loads(resources.files("gkstats").joinpath("evidence.toml").read_text(encoding="utf-8"))
    found = {code: Class(code, **entry) for code, entry in data["classes"].items()}
    listed = {code: Trouble(code, **entry) for code, entry in data["troubles"].items()}
    ranks = [list(found).index(one.at_most) for one in listed.values()]
    if ranks != sorted(ranks, reverse=True):
        # The heaviest trouble of a cell must be the one that allows least: it is the only one that a cell keeps.
        raise ValueError("evidence.toml: a trouble allows less than a heavier one")
    return found, listed


def classes() -> dict[str, Class]:
    """Return the classes by code, from the strongest to the weakest."""
    return _data()[0]


def troubles() -> dict[str, Trouble]:
    """Return the troubles by code, from the heaviest to the lightest."""
    return _data()[1]


EVIDENCE: Final = tuple(classes())
"""Codes of the classes, from the strongest to the weakest."""
TROUBLES: Final = tuple(troubles())
"""Codes of the troubles, from the heaviest to the lightest."""
_RANK: Final = {code: rank for rank, code in enumerate(EVIDENCE)}
_WEIGHT: Final = {code: weight for weight, code in enumerate(TROUBLES)}
# What a class is where nothing tests the figure.
_UNTESTED: Final = {"confirmed": "named", "supported": "likely"}


def weaker(*evidence: str) -> str:
    """Return the weakest of some classes.

    Examples
    --------
    >>> weaker("named", "doubtful", "confirmed")
    'doubtful'
    """
    return max(evidence, key=_RANK.__getitem__)


def heaviest(found: Iterable[str]) -> str:
    """Return the heaviest of some troubles, empty text for none.

    Examples
    --------
    >>> heaviest(["label_inexact", "", "merged"]), heaviest([])
    ('merged', '')
    """
    return min((code for code in found if code), key=_WEIGHT.__getitem__, default="")


def said(trouble: str) -> str:
    """Return a trouble in words, empty text for none."""
    return troubles()[trouble].en if trouble else ""


def grade(found: Iterable[str], tested: bool | None = None, *, sound: bool = False) -> tuple[str, str]:
    """Return the class of evidence of a cell, and its heaviest trouble.

    Parameters
    ----------
    found : iterable of str
        Codes of `TROUBLES`; empty text counts for none.
    tested : bool, optional
        Whether something that would fail with another figure (a sum, an identity, the prose) agrees; False where
        any of it disagrees; None where nothing tests the figure.
    sound : bool
        Whether the report agrees with itself: some sums hold, and none fails. What damages a document does so
        wherever it strikes, so that this speaks for figures that nothing tests, too.

    Examples
    --------
    >>> grade([]), grade([], tested=True), grade(["header_inexact"]), grade([], tested=False)
    (('named', ''), ('confirmed', ''), ('likely', 'header_inexact'), ('doubtful', 'sums_disagree'))
    """
    return _grade(tuple(code for code in found if code), tested, sound)


@functools.lru_cache(maxsize=4096)  # cells are many, the ways in which they are troubled few
def _grade(codes: tuple[str, ...], tested: bool | None, sound: bool) -> tuple[str, str]:
    if tested is False:
        codes = (*codes, "sums_disagree")
    best = weaker("confirmed", *(troubles()[code].at_most for code in codes))
    known = tested or (sound and not codes)
    return best if known else _UNTESTED.get(best, best), heaviest(codes)
