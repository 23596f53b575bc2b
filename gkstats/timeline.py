"""Reports in the order of their years: who is one agency, and what it printed in a year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeAlias

from gkstats.agencies import UNSETTLED, agency_id
from gkstats.sums import Cell, Cells, Number

__all__ = ["Dated", "Identify", "Named", "Timeline", "agreed", "id_of", "timelines"]

Identify: TypeAlias = Callable[[str, int | None], str]
"""What tells an agency's id from its printed name and the reporting year."""


class Named(Protocol):
    """Anything of an agency and a year."""

    @property
    def agency(self) -> str | None:
        """Who reports."""

    @property
    def year(self) -> int | None:
        """The reporting year."""

    @property
    def agency_id(self) -> str | None:
        """The agency's id where a list states it, or its name says no place; None where name and year decide."""


class Dated(Named, Protocol):
    """A report of an agency on a year."""

    @property
    def document(self) -> str | None:
        """What names the document."""


class Timeline(NamedTuple):
    """The years of one agency. ``years`` holds positions in what `timelines` was given, in order of year."""

    agency: str
    """The name that most of its reports print, the latest of equally many."""
    names: tuple[str, ...]
    years: Mapping[int, tuple[int, ...]]


def id_of(one: Named, identify: Identify = agency_id) -> str | None:
    """Return the id of the agency that reports: the one that is stated, else the one that its name leads to.

    Where what is stated leaves open which division it is of, a name that leads to one, as in a list of aliases, has it.
    """
    named = identify(one.agency, one.year) if one.agency else None
    if one.agency_id and one.agency_id.startswith(UNSETTLED) and named and not named.startswith(UNSETTLED):
        return named
    return one.agency_id or named


def timelines(many: Sequence[Dated], identify: Identify = agency_id) -> dict[str, Timeline]:
    """Return the years of every agency by its id; reports without agency or year stand in no line.

    Where two agencies mostly print the same name, the names of their lines say the id, too.
    """
    found: dict[str, list[tuple[int, int, str]]] = {}
    for position, one in enumerate(many):
        id_ = id_of(one, identify)
        if id_ and one.agency and one.year is not None:
            found.setdefault(id_, []).append((one.year, position, one.agency))
    lines = {id_: _timeline(sorted(entries)) for id_, entries in found.items()}
    bearers = Counter(line.agency for line in lines.values())
    return {
        id_: line if bearers[line.agency] == 1 else line._replace(agency=f"{line.agency} [{id_}]")
        for id_, line in lines.items()
    }


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
