"""Tell a student whether an answer is right, without saying what the answer is.

Answers stand as digests in a sheet, ``exercises.toml`` for the notebook ``08-exercises``. A teacher's own sheet is a file
of the same kind, made with `seal`.
"""

from __future__ import annotations

import functools
import hashlib
import math
import numbers
import os
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, TypeAlias

import pandas as pd

__all__ = ["Kind", "Verdict", "check", "seal"]

Kind: TypeAlias = Literal["number", "text", "set"]

_ROUNDS: Final = 20_000
"""Of hashing: unnoticed for one answer, tedious for all numbers below a million."""


class Verdict(NamedTuple):
    """What is said of an answer: `right` is None where there is none yet."""

    right: bool | None
    message: str

    def __repr__(self) -> str:
        """Return the message; a notebook shows it below the cell."""
        return self.message


def check(
    exercise: str,
    answer: object,
    *,
    language: Literal["zh", "en"] = "zh",
    sheet: str | os.PathLike[str] | None = None,
) -> Verdict:
    """Say whether an answer is right; where it is not, give a hint.

    Parameters
    ----------
    exercise : str
        Its name in the sheet, such as "e1".
    answer : object
        A number, a text, or several of them as a list, set, Series or Index; None where there is none yet.
    language : {"zh", "en"}
    sheet : path, optional
        A teacher's own; by default that of the notebook ``08-exercises``.

    Raises
    ------
    KeyError
        The sheet has no such exercise.

    Examples
    --------
    >>> from gkstats.classroom import check
    >>> check("e1", None, language="en")
    e1: not answered yet
    >>> check("e1", 540, language="en").right
    False
    """
    known = _sheet(sheet)
    if exercise not in known["exercises"]:
        raise KeyError(f"there is no exercise {exercise}; there are {', '.join(known['exercises'])}")
    asked, words = known["exercises"][exercise], _words()
    if answer is None or answer is ...:
        return Verdict(None, f"{exercise}: {words['open'][language]}")
    plain = _plain(answer, asked["kind"], asked.get("places", 0))
    if plain is None:
        return Verdict(False, f"{exercise}: {words['kinds'][asked['kind']][language]}")
    given = _digest(known["salt"], exercise, plain)
    if given == asked["digest"]:
        return Verdict(True, f"{exercise}: {words['right'][language]}")
    slips = {slip["digest"]: slip for slip in asked.get("slips", ())}
    hint = slips.get(given, asked["hint"])[language]
    return Verdict(False, f"{exercise}: {words['wrong'][language]}{hint}")


def seal(salt: str, exercise: str, answer: object, *, kind: Kind, places: int = 0) -> str:
    """Return the digest of an answer, as it stands in a sheet.

    Parameters
    ----------
    salt : str
        That of the sheet: any text, so that two sheets do not share their digests.
    exercise : str
    answer : object
        As in `check`.
    kind : {"number", "text", "set"}
        What the answer is.
    places : int
        To how many decimal places a number is compared.

    Raises
    ------
    TypeError
        The answer is not of that kind.

    Examples
    --------
    >>> from gkstats.classroom import seal
    >>> one = seal("2025", "share", 0.5072, kind="number", places=3)
    >>> one == seal("2025", "share", 0.507, kind="number", places=3)
    True
    """
    plain = _plain(answer, kind, places)
    if plain is None:
        raise TypeError(f"{answer!r} is no {kind}")
    return _digest(salt, exercise, plain)


def _digest(salt: str, exercise: str, plain: str) -> str:
    return hashlib.pbkdf2_hmac(
        "sha256", plain.encode(), f"{salt}/{exercise}".encode(), _ROUNDS, dklen=12
    ).hex()


def _plain(answer: object, kind: Kind, places: int) -> str | None:
    """Write an answer as one text, the same however it was typed; None where it is not of that kind."""
    if kind == "number":
        return _number(answer, places)
    if kind == "text":
        return _text(answer)
    if isinstance(answer, str | Mapping | pd.DataFrame) or not isinstance(answer, Iterable):
        return None
    members = [_number(one, places) or _text(one) for one in answer]
    return None if None in members else "|".join(sorted({str(one) for one in members}))


def _number(answer: object, places: int) -> str | None:
    if isinstance(answer, bool) or not isinstance(answer, numbers.Real) or not math.isfinite(answer):
        return None
    return f"{round(float(answer), places) + 0.0:.{places}f}"


def _text(answer: object) -> str | None:
    if not isinstance(answer, str):
        return None
    return "".join(unicodedata.normalize("NFKC", answer).casefold().split())


def _sheet(path: str | os.PathLike[str] | None) -> dict[str, Any]:
    home = resources.files(__package__) / "exercises.toml" if path is None else Path(path)
    return tomllib.loads(home.read_text(encoding="utf-8"))


@functools.cache
def _words() -> dict[str, Any]:
    return tomllib.loads((resources.files(__package__) / "words.toml").read_text(encoding="utf-8"))
