"""Reports in the order of their years: which printed names stand for one agency, and what it printed in a year."""

from __future__ import annotations

import functools
import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import NamedTuple, Protocol

from gkstats.chinese import fold, simplify
from gkstats.sums import Cell, Cells, Number

__all__ = ["Dated", "Timeline", "agency_key", "agreed", "timelines"]


class Dated(Protocol):
    """Anything of an agency and a year."""

    @property
    def agency(self) -> str | None:
        """Who reports."""

    @property
    def year(self) -> int | None:
        """The reporting year."""


class Timeline(NamedTuple):
    """The years of one agency. ``years`` holds positions in what `timelines` was given, in order of year."""

    agency: str
    """The name that most of its reports print, the latest of equally many."""
    names: tuple[str, ...]
    years: Mapping[int, tuple[int, ...]]


def agency_key(agency: str) -> str:
    """Return what stays of an agency's name when it is printed once with and once without its title of office.

    Examples
    --------
    >>> agency_key("淮安市人民政府") == agency_key("淮安市")
    True
    >>> agency_key("淮安市人民政府办公室") == agency_key("淮安市")
    False
    """
    name = re.sub(r"\s+", "", simplify(fold(agency)))
    for title in _titles():
        if name.endswith(title) and len(name) > len(title) + 1:
            return name.removesuffix(title)
    return name


def timelines(many: Sequence[Dated]) -> dict[str, Timeline]:
    """Return the years of every agency by its key; reports without agency or year stand in no line."""
    found: dict[str, list[tuple[int, int, str]]] = {}
    for position, one in enumerate(many):
        if one.agency and one.year is not None:
            found.setdefault(agency_key(one.agency), []).append((one.year, position, one.agency))
    return {key: _timeline(sorted(entries)) for key, entries in found.items()}


def _timeline(entries: Sequence[tuple[int, int, str]]) -> Timeline:
    years: dict[int, tuple[int, ...]] = {}
    for year, position, _ in entries:
        years[year] = (*years.get(year, ()), position)
    latest = {name: year for year, _, name in entries}
    counts = Counter(name for _, _, name in entries)
    return Timeline(max(counts, key=lambda name: (counts[name], latest[name])), tuple(latest), years)


def agreed(editions: Sequence[Cells]) -> Cells:
    """Return the cells on which all readings of one year agree; what they dispute is left out."""
    if len(editions) == 1:
        return editions[0]
    readings: dict[Cell, set[Number | None]] = {}
    for edition in editions:
        for key, value in edition.items():
            readings.setdefault(key, set()).add(value)
    return {key: values.pop() for key, values in readings.items() if len(values) == 1}


@functools.cache
def _titles() -> tuple[str, ...]:
    text = resources.files("gkstats").joinpath("timeline.toml").read_text(encoding="utf-8")
    return tuple(sorted(tomllib.loads(text)["titles"], key=len, reverse=True))
