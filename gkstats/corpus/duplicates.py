"""The same report published twice, in another format, on another page, or byte for byte: which edition counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from gkstats import frames
from gkstats.agencies import agency_id
from gkstats.documents.source import is_part
from gkstats.keeping import Document
from gkstats.records import Records
from gkstats.timeline import Identify, timelines

__all__ = ["cell_rows", "counted_for", "duplicate_rows"]


def counted_for(documents: Sequence[Document], identify: Identify = agency_id) -> dict[int, int]:
    """Return for each document that repeats a report the position of the one that counts for it.

    Editions of one report name the same agency and year; copies of a document that does not say both have the same
    bytes. The edition with the most printed cells counts; of equals the one published last, then the first.
    """
    groups = [
        positions for line in timelines(documents, identify).values() for positions in line.years.values()
    ]
    copies: dict[str, list[int]] = {}
    for position, one in enumerate(documents):
        if one.digest and not is_part(one.source) and (not one.agency or one.year is None):
            copies.setdefault(one.digest, []).append(position)
    found = {}
    for group in (*groups, *copies.values()):
        best = min(group, key=lambda position: _rank(documents[position], position))
        found.update({position: best for position in group if position != best})
    return found


def _rank(one: Document, position: int) -> tuple[int, int, int]:
    return -one.cells, -(one.published.toordinal() if one.published else 0), position


def duplicate_rows(
    documents: Sequence[Document],
    counted: Mapping[int, int],
    records_at: Callable[[Sequence[int]], Iterator[Records]],
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of the frame of duplicates."""
    for position, original, ours, theirs in _pairs(counted, records_at):
        one, other = documents[position], documents[original]
        match = "same bytes" if one.digest and one.digest == other.digest else "same agency and year"
        cells = {(fact.table, fact.row, fact.column) for records in (ours, theirs) for fact in records.facts}
        differing = sum(1 for _ in frames.differences(ours.facts, theirs.facts))
        yield (one.document, one.agency, one.year, one.source, other.source, match, len(cells), differing)


def cell_rows(
    documents: Sequence[Document],
    counted: Mapping[int, int],
    records_at: Callable[[Sequence[int]], Iterator[Records]],
) -> Iterator[tuple[Any, ...]]:
    """Yield the cells on which documents of one report differ."""
    for position, original, ours, theirs in _pairs(counted, records_at):
        one, other = documents[position], documents[original]
        for row in frames.differences(ours.facts, theirs.facts):
            yield (one.document, one.agency, one.year, one.source, other.source, *row)


def _pairs(
    counted: Mapping[int, int], records_at: Callable[[Sequence[int]], Iterator[Records]]
) -> Iterator[tuple[int, int, Records, Records]]:
    wanted = [place for position in sorted(counted) for place in (position, counted[position])]
    found = records_at(wanted)
    for position, ours, theirs in zip(sorted(counted), found, found, strict=False):
        yield position, counted[position], ours, theirs
