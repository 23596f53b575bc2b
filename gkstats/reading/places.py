"""Every place in which a document prints a kind of table, and what the forms read there."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from gkstats.chinese import fold, simplify
from gkstats.documents.model import Anchor
from gkstats.forms import Form, Table, all_forms
from gkstats.reading.copies import Copy, copies, kinds, marked_share, marks_of
from gkstats.reading.facts import facts_of
from gkstats.reading.layouts import Reading, read_table
from gkstats.reading.printed import PrintedRow, Stream
from gkstats.reading.surroundings import Sign, Surroundings
from gkstats.reading.whose import threshold, weight
from gkstats.records import Fact, FactKind
from gkstats.sums import Cells, cells_of

__all__ = ["ENOUGH", "LEAD", "Found", "Place", "find_places"]

ENOUGH: Final = 0.5
"""Share of a table's rows that must be recognised before it counts as found."""
LEAD: Final = 0.03
"""By how much a form must fit better than the next one to be chosen by its labels alone."""
_TORN: Final = 0.1
"""By how much the whole must be read better than its best part before a row that is printed twice divides nothing."""


@dataclass(frozen=True, eq=False)
class Place:
    """One of the copies of a kind of table that a document prints."""

    kind: str
    copy: Copy
    readings: dict[Table, Reading]
    """What each form that fits well enough finds in it."""
    year: int | None

    @functools.cached_property
    def best(self) -> tuple[Form, Reading]:
        """The form that fits best, of those that fit about alike the one of the year, and what it reads."""
        fits = [(form, self.readings[t]) for form in all_forms() for t in form.tables if t in self.readings]
        most = max(reading.score for _, reading in fits)
        near = [fit for fit in fits if most - fit[1].score < LEAD]
        return max(near, key=lambda f: (self.year is not None and f[0].covers(self.year), f[1].score))

    @functools.cached_property
    def facts(self) -> tuple[Fact, ...]:
        """Its cells by the form that fits best."""
        return tuple(facts_of(self.best[1]))

    def figures(self, table: Table) -> dict[tuple[str, str], tuple[int | float | None, FactKind]]:
        """Return what each of its cells says by a form, by row and column."""
        facts = facts_of(self.readings[table]) if table in self.readings else self.facts
        return {(fact.row, fact.column): (fact.value, fact.kind) for fact in facts}

    @property
    def start(self) -> tuple[bool, int]:
        """Where it begins, to put places in the order of the document: those in lines behind those in grids."""
        return self.copy.stream.lines, min(self.copy.positions[i] for i in self.best[1].rows)

    @functools.cached_property
    def cells(self) -> Cells:
        """Its figures by the form that fits best."""
        return cells_of(self.facts)

    @property
    def page(self) -> int | None:
        """The page on which it begins."""
        return next((fact.anchor.page for fact in self.facts if fact.anchor.page is not None), None)

    @property
    def region(self) -> tuple[Anchor, ...]:
        """Its first and last line, where it is set in lines."""
        rows, stream = self.best[1].rows, self.copy.stream
        if not stream.lines or not rows:
            return ()
        return stream.rows[min(rows)].anchor, stream.rows[max(rows)].anchor

    def positions(self, text: Surroundings) -> list[int]:
        """Return where its rows stand among the paragraphs and grids of the document."""
        stream = self.copy.stream
        found = {_position(stream.rows[i], stream, text) for i in self.best[1].rows}
        return sorted(position for position in found if position is not None)

    @functools.cached_property
    def headings(self) -> tuple[str, ...]:
        """What it prints above its own header: rows of a single cell."""
        stream = self.copy.stream
        if stream.lines or not self.best[1].rows:
            return ()
        grid = stream.rows[min(self.best[1].rows)].grid
        return _headings([row for row in stream.rows if row.grid == grid])


class Found(NamedTuple):
    """The places of a kind of table: those that may be the report's own, and those that are said to be another's.

    ``around`` are all rows among which the former stand, without those that are said to be another's.
    """

    open: list[Place]
    foreign: list[tuple[Place, Sign]]
    around: list[Copy]


def find_places(streams: Sequence[Stream], year: int | None, text: Surroundings) -> dict[str, Found]:
    """Return every place of every kind of table, in the order of the document for each stream."""
    found = {}
    others = text.speaks_of_others()
    for kind in kinds():
        whole = Found([], [], [])
        for (
            stream
        ) in streams:  # grids first: lines only serve where no grid was drawn, or print the table once more
            if not (whole.open or whole.foreign) or marked_share(stream, kind) >= ENOUGH:
                own, refused = _told_apart(stream, kind, text) if others else (Copy.whole(stream), [])
                whole.open.extend(_within(own, kind, year))
                whole.around.append(own)
                for rows, sign in refused:
                    whole.foreign.extend((place, sign) for place in _within(rows, kind, year))
        if whole.open or whole.foreign:
            found[kind] = whole
    return found


def _told_apart(stream: Stream, kind: str, text: Surroundings) -> tuple[Copy, list[tuple[Copy, Sign]]]:
    """Take out of a stream what the headings above it say to be another report's, in stretches."""
    whole = Copy.whole(stream)
    units = list(_units(stream, text))
    marks = [
        frozenset(m for i in unit for m in marks_of(stream.rows[i], kind, lines=stream.lines))
        for unit in units
    ]
    own: list[int] = []
    refused: list[tuple[list[int], Sign]] = []
    before: Sign | None = None
    for unit, mine in zip(units, marks, strict=True):
        alike = [u for u, theirs in zip(units, marks, strict=True) if u is not unit and mine & theirs]
        sign = _against(stream, kind, unit, alike, text) if mine else None
        if sign is None:
            own += unit
        elif sign == before:
            refused[-1][0].extend(unit)
        else:
            refused.append((list(unit), sign))
        before = sign
    if not refused:
        return whole, []
    return whole.part(own), [(whole.part(rows), sign) for rows, sign in refused]


def _units(stream: Stream, text: Surroundings) -> Iterator[range]:
    """Yield stretches of rows that no heading divides: grids, or lines between headings that name a year or a body."""
    start, last = 0, None
    for index, row in enumerate(stream.rows):
        at = _position(row, stream, text)
        if stream.lines:
            ends = last is not None and at is not None and text.divides(last, at)
        else:
            ends = index > 0 and row.grid != stream.rows[index - 1].grid
        if ends:
            yield range(start, index)
            start = index
        last = at
    if stream.rows:
        yield range(start, len(stream.rows))


def _against(
    stream: Stream, kind: str, unit: range, alike: Iterable[range], text: Surroundings
) -> Sign | None:
    """Return what says that a stretch is another report's."""
    places = [
        [p for i in u if (p := _position(stream.rows[i], stream, text)) is not None] for u in (unit, *alike)
    ]
    if not places[0]:
        return None
    others = frozenset(p for one in places[1:] for p in one) - frozenset(places[0])
    within = () if stream.lines else _headings(stream.rows[unit.start : unit.stop])
    signs = text.around(kind, min(places[0]), max(places[0]), within, others)
    return min(
        (sign for sign in signs if weight(sign.reason) <= threshold("refused")),
        key=lambda sign: weight(sign.reason),
        default=None,
    )


def _position(row: PrintedRow, stream: Stream, text: Surroundings) -> int | None:
    return text.position(anchor=row.anchor) if stream.lines else text.position(grid=row.grid)


def _headings(rows: Sequence[PrintedRow]) -> tuple[str, ...]:
    """Return what a grid prints above its figures in rows of a single text, the lowest first."""
    found = []
    for row in itertools.takewhile(lambda row: not row.has_figures, rows):
        texts = {cell.text for cell in row.cells if cell.own and cell.text.strip()}
        if len(texts) == 1:
            found.append("".join(simplify(fold(texts.pop())).split()))
    return tuple(reversed(found))


def _within(rows: Copy, kind: str, year: int | None) -> list[Place]:
    """Return the places among some rows: as many as there are copies, or one."""
    places = _fitting(copies(rows, kind), kind, year)
    if len(places) != 1 or places[0].copy is rows:
        return places
    whole = _fitting([rows], kind, year)
    return whole if whole and whole[0].best[1].score > places[0].best[1].score + _TORN else places


def _fitting(parts: Iterable[Copy], kind: str, year: int | None) -> list[Place]:
    places = []
    for part in parts:
        readings = {table: read_table(table, part.stream) for table in kinds()[kind]}
        readings = {table: reading for table, reading in readings.items() if reading.score >= ENOUGH}
        if readings:
            places.append(Place(kind, part, readings, year))
    return places
