"""The statutory tables of a document: which form they follow, and every printed cell as a fact."""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from gkstats.documents.model import Anchor, Document
from gkstats.evidence import grade, said
from gkstats.forms import Form, all_forms
from gkstats.reading import columns as cols
from gkstats.reading.belonging import Foreign, Owned, own_tables
from gkstats.reading.facts import fact_of, facts_of
from gkstats.reading.layouts import ReadCell, Reading
from gkstats.reading.places import LEAD, Place, find_places
from gkstats.reading.printed import PrintedRow, Stream, grid_stream, line_stream
from gkstats.reading.sides import own_side, own_values
from gkstats.reading.strays import contradicted
from gkstats.reading.surroundings import Surroundings
from gkstats.reading.whose import Whose
from gkstats.records import Fact, Restatement

__all__ = ["Tables", "read_tables"]


class Tables(NamedTuple):
    """The statutory tables of a document.

    ``form`` is the id of the form that most of it follows; ``forms`` those of all that were read. ``regions`` are
    the places of the lines that were read as tables, for readers that want the prose only.
    """

    form: str | None
    forms: tuple[str, ...]
    facts: tuple[Fact, ...]
    regions: tuple[Anchor, ...]
    warnings: tuple[str, ...]


class _Fit(NamedTuple):
    form: Form
    places: dict[str, Place]
    """By the kind of table."""

    def readings(self) -> Iterator[tuple[Reading, Place]]:
        """Yield what the form reads, and where."""
        for table in self.form.tables:
            place = self.places.get(table.id)
            if place is not None:
                yield place.readings[table], place

    @property
    def score(self) -> float:
        """How well the form fits, over the tables that it shares with its rivals."""
        return sum(reading.score for reading, _ in self.readings()) / len(self.form.tables)


def read_tables(
    document: Document,
    year: int | None,
    agency: str | None = None,
    restatements: Callable[[Iterable[Anchor]], Sequence[Restatement]] = lambda _: (),
) -> Tables:
    """Read every statutory table of a document.

    Of several tables of a kind the report's own is read, whose it is being decided by what stands around them and by
    their figures (`own_tables`). The form is chosen by its labels. Only where two forms fit about equally, as in a
    report that leaves out the rows in which they differ, does the year decide, and a warning says so.

    Parameters
    ----------
    document : Document
    year, agency
        Who reports about which year, as far as known.
    restatements : callable
        Gives the figures of the prose that repeat cells, when the first and last lines of all tables are left out.
    """
    document, compared = own_side(document, year)
    lines, beside = own_values(line_stream(document), document, year)
    streams = [grid_stream(document), lines]
    text = Surroundings(document, Whose(agency, year), [row.anchor for row in streams[1].rows])
    owned = own_tables(find_places(streams, year, text), text, restatements)
    fits = [_fit(form, owned.own) for form in all_forms()]
    chosen, warnings = _choose([fit for fit in fits if fit.places], year)
    warnings += [*compared, *beside, *owned.warnings]
    facts: list[Fact] = []
    used: dict[int, set[int]] = {id(stream): set() for stream in streams}
    for fit in chosen:
        for reading, place in fit.readings():
            used[id(place.copy.origin)] |= {place.copy.positions[i] for i in reading.rows}
            read, doubts = _own(reading, place, owned)
            facts += read
            warnings += doubts
    taken = {kind for fit in chosen for kind in fit.places}
    for fit in chosen:
        for reading, place in fit.readings():
            taken_rows = used[id(place.copy.origin)]
            read_before = {i for i, at in enumerate(place.copy.positions) if at in taken_rows}
            left = _unmatched(reading, place.copy.stream, read_before)
            facts += left
            warnings += [
                f"table {f.table}: unmatched row {f.note!r}"
                for f in left
                if f.column in ("", "value", "total")
            ]
            warnings += [f"table {reading.table.id}: no row {code}" for code in reading.missing]
            warnings += [f"table {reading.table.id}: no column {code}" for code in reading.lacking]
            warnings += [f"table {reading.table.id}: unmatched column {name!r}" for name in reading.unknown]
        absent = [table.id for table in fit.form.tables if table.id not in fit.places]
        warnings += [f"table {name}: not found" for name in absent if name not in taken]
    facts = _once(facts)
    for foreign in owned.foreign:
        facts += _kept(foreign, facts)
    if chosen and year is not None and not chosen[0].form.covers(year):
        warnings.append(f"form {chosen[0].form.id} was not prescribed for reports on {year}")
    return Tables(
        form=chosen[0].form.id if chosen else None,
        forms=tuple(fit.form.id for fit in chosen),
        facts=tuple(facts),
        regions=tuple(_regions(chosen, owned.foreign)),
        warnings=tuple(dict.fromkeys(warnings)),
    )


def _fit(form: Form, own: Mapping[str, Place]) -> _Fit:
    return _Fit(
        form,
        {t.id: own[t.id] for t in form.tables if t.id in own and t in own[t.id].readings},
    )


def _choose(fits: list[_Fit], year: int | None) -> tuple[list[_Fit], list[str]]:
    """Choose one form for each kind of table, the best fitting first."""
    warnings: list[str] = []
    chosen: list[_Fit] = []
    rest = sorted(fits, key=lambda fit: fit.score, reverse=True)
    while rest:
        best, *others = rest
        rivals = [fit for fit in others if set(fit.places) & set(best.places)]
        close = [fit for fit in rivals if best.score - fit.score < LEAD]
        if close and year is not None and not best.form.covers(year):
            by_year = next((fit for fit in close if fit.form.covers(year)), None)
            if by_year is not None:
                warnings.append(
                    f"forms {best.form.id} and {by_year.form.id} fit alike; the year {year} decided for the latter"
                )
                best = by_year
        chosen.append(best)
        rest = [fit for fit in rest if not set(fit.places) & set(best.places)]
    # Of two forms that are both there, the one prescribed for the year is the report's own.
    chosen.sort(key=lambda fit: (year is not None and fit.form.covers(year), fit.score), reverse=True)
    return chosen, warnings


def _facts(reading: Reading, owned: Owned) -> list[Fact]:
    """Return the cells of a table; of those that several tables print differently, the text only."""
    kind = reading.table.id
    facts = facts_of(reading)
    if kind in owned.inferred:
        return [_marked(fact, "owner_unknown", owned.inferred[kind]) for fact in facts]
    others = [
        place.figures(reading.table) for place in owned.disputed.get(kind, ()) if place is not owned.own[kind]
    ]
    if not others:
        return facts
    return [
        fact
        if all(other.get((fact.row, fact.column), (None, "")) == (fact.value, fact.kind) for other in others)
        else _withheld(fact)
        for fact in facts
    ]


def _own(reading: Reading, place: Place, owned: Owned) -> tuple[list[Fact], list[str]]:
    """Return the cells of a table, in doubt or without figures where its rows stand elsewhere with others, and a warning.

    A table that stands whole in one grid is rather the report's own than a few rows beside it.
    """
    facts = _facts(reading, owned)
    kind = reading.table.id
    told = owned.found[kind]
    read: dict[int, set[int]] = {}
    for other in told.open:
        positions = reading.rows if other is place else range(len(other.copy.positions))
        read.setdefault(id(other.copy.origin), set()).update(other.copy.positions[n] for n in positions)
    rows = contradicted(reading.table, facts, told.around, read)
    if not rows:
        return facts, []
    stream = place.copy.stream
    whole = not stream.lines and not reading.missing and len({stream.rows[i].grid for i in reading.rows}) == 1
    doubted = functools.partial(_marked, trouble="owner_unknown") if whole else _withheld
    listed = ", ".join(row for row in dict.fromkeys(fact.row for fact in facts) if row in rows)
    warning = (
        f"table {kind}: rows are printed twice with different figures, and nothing says which are the report's own:"
        f" {listed}"
    )
    return [doubted(fact) if fact.row in rows else fact for fact in facts], [warning]


def _withheld(fact: Fact) -> Fact:
    return dataclasses.replace(_marked(fact, "owner_disputed"), value=None, kind="text")


def _marked(fact: Fact, trouble: str, why: str = "") -> Fact:
    evidence, heaviest = grade((fact.trouble, trouble))
    words = f"{said(trouble)}: {why}" if why else said(trouble)
    note = "; ".join(part for part in (fact.note, words) if part)
    return dataclasses.replace(fact, note=note, evidence=evidence, trouble=heaviest)


def _kept(foreign: Foreign, facts: Sequence[Fact]) -> list[Fact]:
    """Return the rows of a table that is another report's, numbered on as rows that match nothing."""
    kind = foreign.place.kind
    rows = dict.fromkeys(fact.row for fact in foreign.place.facts)
    before = {fact.row for fact in facts if fact.table == kind and fact.row.startswith("unmatched")}
    numbers = {row: number for number, row in enumerate(rows, start=len(before) + 1)}
    return [
        dataclasses.replace(
            fact,
            row=f"unmatched.{numbers[fact.row]}",
            note=f"{fact.row} of another table: {foreign.why}",
            evidence="unplaced",
            trouble="owner_other",
        )
        for fact in foreign.place.facts
    ]


def _unmatched(reading: Reading, stream: Stream, used: set[int]) -> list[Fact]:
    """Return the rows with figures that stand among the rows of a table and match nothing in any form."""
    if not reading.columns:
        return []
    first = min(reading.columns)
    last = _last_line(reading, stream) if stream.lines else max(reading.columns)
    grids = {stream.rows[i].grid for i in reading.columns}
    left = [
        i
        for i, row in enumerate(stream.rows)
        if i not in used
        and row.has_figures
        and row.words
        and (first < i <= last if stream.lines else row.grid in grids and _near(i, reading, stream))
    ]
    facts: list[Fact] = []
    for number, index in enumerate(left, start=1):
        row = stream.rows[index]
        place = reading.columns[max((i for i in reading.columns if i < index), default=first)]
        facts += _left_over(reading, row, number, place)
    return facts


def _last_line(reading: Reading, stream: Stream) -> int:
    """Return the last line of a table: after the last one read, those that go on with as many figures, and no words between."""
    last = max(reading.columns)
    count = len(reading.columns[last].columns)
    following = itertools.takewhile(
        lambda i: count > 1 and len(stream.rows[i].values) == count and not stream.rows[i].before,
        range(last + 1, len(stream.rows)),
    )
    return max(following, default=last)


def _near(index: int, reading: Reading, stream: Stream) -> bool:
    """Return whether the nearest row above that was read at all belongs to this table."""
    above = [i for i in reading.columns if i < index and stream.rows[i].grid == stream.rows[index].grid]
    return bool(above) and reading.table.layout != "line"


def _left_over(reading: Reading, row: PrintedRow, number: int, place: cols.Placed) -> list[Fact]:
    label = " ".join("".join(word.split()) for word in row.words)
    facts = [
        fact_of(
            reading.table.id,
            ReadCell(
                f"unmatched.{number}", given.slot.column.code, row.unit, given.cell, label, "row_unmatched"
            ),
        )
        for given in cols.assign(row, place).given
        if given.cell is not None and given.slot.column is not None
    ]
    if facts:
        return facts
    printed = " ".join(cell.text.strip() for cell in row.values)
    return [
        Fact(
            reading.table.id,
            f"unmatched.{number}",
            "",
            None,
            None,
            printed,
            "text",
            label,
            row.anchor,
            trouble="row_unmatched",
        )
    ]


def _once(facts: list[Fact]) -> list[Fact]:
    """Keep one fact for each cell."""
    seen: dict[tuple[str, str, str], Fact] = {}
    for fact in facts:
        seen.setdefault((fact.table, fact.row, fact.column), fact)
    return list(seen.values())


def _regions(chosen: Iterable[_Fit], foreign: Iterable[Foreign]) -> Iterator[Anchor]:
    for fit in chosen:
        for reading, place in fit.readings():
            stream = place.copy.stream
            if stream.lines and reading.rows:
                yield stream.rows[min(reading.rows)].anchor
                yield stream.rows[max(reading.rows)].anchor
    for other in foreign:
        yield from other.place.region
