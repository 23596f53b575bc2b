"""The same report published twice: in another format, on another page, or byte for byte."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from gkstats import frames
from gkstats.records import Records
from gkstats.timeline import timelines

__all__ = ["Edition", "cell_rows", "duplicate_rows", "first_editions"]


class Edition(NamedTuple):
    """A document as far as it takes to find another of the same report."""

    source: str
    digest: str
    agency: str | None
    year: int | None


def first_editions(editions: Sequence[Edition]) -> dict[int, int]:
    """Return for each document that repeats a report the position of the first that holds it."""
    first: dict[int, int] = {}
    by_digest: dict[str, int] = {}
    for position, edition in enumerate(editions):
        if edition.digest and by_digest.setdefault(edition.digest, position) != position:
            first[position] = by_digest[edition.digest]
    for line in timelines(editions).values():
        for positions in line.years.values():
            original, *others = sorted(positions)
            for position in others:
                first.setdefault(position, original)
    return first


def duplicate_rows(
    editions: Sequence[Edition],
    first: Mapping[int, int],
    records_at: Callable[[Sequence[int]], Iterator[Records]],
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of the frame of duplicates."""
    for position, original, ours, theirs in _pairs(first, records_at):
        one, other = editions[position], editions[original]
        match = "same bytes" if one.digest and one.digest == other.digest else "same agency and year"
        cells = {(fact.table, fact.row, fact.column) for records in (ours, theirs) for fact in records.facts}
        differing = sum(1 for _ in frames.differences(ours.facts, theirs.facts))
        yield (one.agency, one.year, one.source, other.source, match, len(cells), differing)


def cell_rows(
    editions: Sequence[Edition],
    first: Mapping[int, int],
    records_at: Callable[[Sequence[int]], Iterator[Records]],
) -> Iterator[tuple[Any, ...]]:
    """Yield the cells on which documents of one report differ."""
    for position, original, ours, theirs in _pairs(first, records_at):
        one, other = editions[position], editions[original]
        for row in frames.differences(ours.facts, theirs.facts):
            yield (one.agency, one.year, one.source, other.source, *row)


def _pairs(
    first: Mapping[int, int], records_at: Callable[[Sequence[int]], Iterator[Records]]
) -> Iterator[tuple[int, int, Records, Records]]:
    wanted = [place for position in sorted(first) for place in (position, first[position])]
    found = records_at(wanted)
    for position, ours, theirs in zip(sorted(first), found, found, strict=False):
        yield position, first[position], ours, theirs
