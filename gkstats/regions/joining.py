"""Joining tables by division and year, whatever the code of a division was in the year that the other table used."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from typing import Any, Final

import pandas as pd

from gkstats.errors import GkstatsError
from gkstats.regions.divisions import Division, gazetteer

__all__ = ["join"]

_CODE: Final = re.compile(r"(\d{6})(?:0{6}|\.0)?")
_YEAR: Final = re.compile(r"(\d{4})(?:\.0)?年?", re.ASCII)
_MATCH: Final = ("match", "matched_code")


def join(
    frame: pd.DataFrame, other: pd.DataFrame, *, on: str | Sequence[str] = ("code", "year")
) -> pd.DataFrame:
    """Add the columns of another table to a frame, by the code of a division and the year.

    A division that only changed its name or code in between is found under its other code. One that was merged or split
    is not: what holds it now holds more, or less. Nothing is left out of `frame`, and what found nothing is listed.

    Parameters
    ----------
    frame : DataFrame
        Such as `Corpus.reports`.
    other : DataFrame
        Such as a table of populations; no division and year may stand in it twice.
    on : str or sequence of str
        The column of codes, which both have, and the columns that must be equal, such as the year. The first is that of
        the codes. Without a column ``year`` among them, codes of any year are led to those of today.

    Returns
    -------
    DataFrame
        The rows of `frame` in order, with the columns of `other`; ``match`` is "same", "renamed" or NA, ``matched_code``
        the code under which the row was found. ``attrs["unmatched"]`` lists the keys of `frame` that found nothing with
        the reason, ``attrs["unused"]`` the keys of `other` that nothing asked for. Codes are text.

    Raises
    ------
    KeyError
        A column is missing.
    GkstatsError
        A code or a year is none, a key stands twice in `other`, or both have another column of the same name.

    Examples
    --------
    >>> reports = pd.DataFrame({"code": ["320829", "110103"], "year": [2014, 2008], "requests": [12, 40]})
    >>> people = pd.DataFrame({"code": [320813, 110101], "year": [2014, 2008], "population": [330_000, 550_000]})
    >>> found = join(reports, people)
    >>> found[["code", "population", "match"]].values.tolist()
    [['320829', 330000, 'renamed'], ['110103', <NA>, <NA>]]
    >>> found.attrs["unmatched"]
    [{'code': '110103', 'year': 2008, 'reason': 'no row of this division; it went into 东城区 (110101) in 2010'}]
    """
    names = [on] if isinstance(on, str) else list(on)
    for table, whose in ((frame, "the frame"), (other, "the other table")):
        missing = [name for name in names if name not in table.columns]
        if missing:
            raise KeyError(
                f"{whose} has no column {missing[0]!r}; it has {', '.join(map(str, table.columns))}"
            )
    added = [name for name in other.columns if name not in names]
    twice = [name for name in (*added, *_MATCH) if name in frame.columns]
    if twice:
        raise GkstatsError("regions.join", f"both have a column {twice[0]!r}", "rename it in one of them")
    asked, offered = _keys(frame, names), _keys(other, names)
    exact = _places(offered, names)
    lasting = _by_lasting(offered, names)
    found: list[tuple[int | None, str | None]] = []
    unmatched: dict[tuple[Hashable, ...], str] = {}
    for key in asked:
        place, how, why = _found(key, names, exact, lasting)
        found.append((place, how))
        if place is None:
            unmatched.setdefault(key, why)
    rows = (
        other[added]
        .convert_dtypes()
        .reset_index(drop=True)
        .reindex([-1 if n is None else n for n, _ in found])
    )
    joined = frame.assign(**{names[0]: pd.array([key[0] for key in asked], dtype="string")})
    for name in added:
        joined[name] = rows[name].array
    joined["match"] = pd.array([how for _, how in found], dtype="string")
    joined["matched_code"] = pd.array(
        [None if n is None else offered[n][0] for n, _ in found], dtype="string"
    )
    used = {n for n, _ in found}
    joined.attrs["unmatched"] = [
        {**dict(zip(names, key, strict=True)), "reason": why} for key, why in unmatched.items()
    ]
    joined.attrs["unused"] = [
        dict(zip(names, key, strict=True)) for n, key in enumerate(offered) if n not in used
    ]
    return joined


def _found(
    key: tuple[Any, ...],
    names: Sequence[str],
    exact: dict[tuple[Hashable, ...], int],
    lasting: dict[tuple[Hashable, ...], list[int]],
) -> tuple[int | None, str | None, str]:
    if key[0] is None:
        return None, None, "no code"
    if key in exact:
        return exact[key], "same", ""
    heir = _lasting(key, names)
    places = lasting.get((heir, *key[1:]), []) if heir else []
    if len(places) == 1:
        return places[0], "renamed", ""
    if places:
        return None, None, "several rows of this division"
    if not heir:
        return None, None, "no division has this code"
    return None, None, f"no row of this division{_went_into(key, names)}"


def _went_into(key: tuple[Any, ...], names: Sequence[str]) -> str:
    """Say which divisions hold what one held that is no more; their figures are of more, or of less."""
    bearer = _bearer(key, names)
    heirs = gazetteer().heirs(bearer) if bearer and bearer.until is not None else ()
    said = ", ".join(f"{one.name} ({one.code})" for one in heirs)
    return f"; it went into {said} in {bearer.until}" if bearer and said else ""


def _keys(table: pd.DataFrame, names: Sequence[str]) -> list[tuple[Any, ...]]:
    columns = [
        [
            None if pd.isna(value) else (value.item() if hasattr(value, "item") else value)
            for value in table[name]
        ]
        for name in names
    ]
    columns[0] = [_code(value) for value in columns[0]]
    if "year" in names[1:]:
        place = names.index("year")
        columns[place] = [_year(value) for value in columns[place]]
    return list(zip(*columns, strict=True))


def _year(value: object) -> int | None:
    if value is None:
        return None
    match = _YEAR.fullmatch(str(value).strip())
    if match is None:
        raise GkstatsError(
            "regions.join", f"{value!r} is no year", "give years as whole numbers, such as 2020"
        )
    return int(match[1])


def _code(value: object) -> str | None:
    if value is None:
        return None
    match = _CODE.fullmatch(str(value).strip())
    if match is None:
        raise GkstatsError(
            "regions.join", f"{value!r} is no code of a division", "give codes of six digits as text"
        )
    return match[1]


def _places(keys: Sequence[tuple[Any, ...]], names: Sequence[str]) -> dict[tuple[Hashable, ...], int]:
    places: dict[tuple[Hashable, ...], int] = {}
    for place, key in enumerate(keys):
        if key in places:
            said = ", ".join(f"{name} {value}" for name, value in zip(names, key, strict=True))
            raise GkstatsError(
                "regions.join", f"{said} stands twice in the other table", "keep one row of it"
            )
        places[key] = place
    return places


def _by_lasting(
    keys: Sequence[tuple[Any, ...]], names: Sequence[str]
) -> dict[tuple[Hashable, ...], list[int]]:
    found: dict[tuple[Hashable, ...], list[int]] = {}
    for place, key in enumerate(keys):
        if key[0] is not None and (heir := _lasting(key, names)):
            found.setdefault((heir, *key[1:]), []).append(place)
    return found


def _lasting(key: tuple[Any, ...], names: Sequence[str]) -> str | None:
    """Return the code that the division of a key has today."""
    bearer = _bearer(key, names)
    return gazetteer().lasting(bearer).code if bearer else None


def _bearer(key: tuple[Any, ...], names: Sequence[str]) -> Division | None:
    """Return the division of a key; of several that had the code the one nearest in time."""
    bearers = gazetteer().coded(key[0])
    year: int | None = key[names.index("year")] if "year" in names else None

    def distance(one: Division) -> int:
        if year is None or one.valid(year):
            return 0
        return int(one.since - year if year < one.since else year - (one.until or year))

    return min(reversed(bearers), key=distance) if bearers else None
