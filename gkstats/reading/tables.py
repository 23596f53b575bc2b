"""The statutory tables of a document: which form they follow, and every printed cell as a fact."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Final, NamedTuple

from gkstats.documents.model import Anchor, Document
from gkstats.evidence import grade, said, troubles
from gkstats.forms import Form, Table, all_forms
from gkstats.reading import columns as cols
from gkstats.reading.cells import parse_cell
from gkstats.reading.layouts import ReadCell, Reading, read_table
from gkstats.reading.printed import PrintedCell, PrintedRow, Stream, grid_stream, line_stream
from gkstats.records import Fact

__all__ = ["Tables", "read_tables"]

ENOUGH: Final = 0.5
"""Share of a table's rows that must be recognised before it counts as found."""
LEAD: Final = 0.03
"""By how much a form must fit better than the next one to be chosen by its labels alone."""


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
    readings: dict[str, tuple[Reading, Stream]]

    @property
    def score(self) -> float:
        """How well the form fits, over the tables that it shares with its rivals."""
        return sum(reading.score for reading, _ in self.readings.values()) / len(self.form.tables)


def read_tables(document: Document, year: int | None) -> Tables:
    """Read every statutory table of a document.

    The form is chosen by its labels. Only where two forms fit about equally, as in a report that leaves out the rows
    in which they differ, does the year decide, and a warning says so.
    """
    streams = [grid_stream(document), line_stream(document)]
    read: dict[Table, tuple[Reading, Stream] | None] = {}
    fits = [_fit(form, streams, read) for form in all_forms()]
    fits = [fit for fit in fits if fit.readings]
    chosen, warnings = _choose(fits, year)
    facts: list[Fact] = []
    used: dict[int, set[int]] = {id(stream): set() for stream in streams}
    for fit in chosen:
        for reading, stream in fit.readings.values():
            used[id(stream)] |= reading.rows
            facts += _facts(reading)
    taken = {name for fit in chosen for name in fit.readings}
    for fit in chosen:
        for reading, stream in fit.readings.values():
            left = _unmatched(reading, stream, used[id(stream)])
            facts += left
            warnings += [
                f"table {f.table}: unmatched row {f.note!r}"
                for f in left
                if f.column in ("", "value", "total")
            ]
            warnings += [f"table {reading.table.id}: no row {code}" for code in reading.missing]
        absent = [table.id for table in fit.form.tables if table.id not in fit.readings]
        warnings += [f"table {name}: not found" for name in absent if name not in taken]
    facts = _once(facts)
    if chosen and year is not None and not chosen[0].form.covers(year):
        warnings.append(f"form {chosen[0].form.id} was not prescribed for reports on {year}")
    return Tables(
        form=chosen[0].form.id if chosen else None,
        forms=tuple(fit.form.id for fit in chosen),
        facts=tuple(facts),
        regions=tuple(_regions(chosen)),
        warnings=tuple(dict.fromkeys(warnings)),
    )


def _fit(form: Form, streams: Iterable[Stream], read: dict[Table, tuple[Reading, Stream] | None]) -> _Fit:
    """Read the tables of a form; `read` keeps those that other forms share."""
    readings: dict[str, tuple[Reading, Stream]] = {}
    for table in form.tables:
        if table not in read:
            read[table] = _read(table, streams)
        if (found := read[table]) is not None:
            readings[table.id] = found
    return _Fit(form, readings)


def _read(table: Table, streams: Iterable[Stream]) -> tuple[Reading, Stream] | None:
    for stream in streams:  # grids first: lines only serve where no grid was drawn
        reading = read_table(table, stream)
        if reading.score >= ENOUGH:
            return reading, stream
    return None


def _choose(fits: list[_Fit], year: int | None) -> tuple[list[_Fit], list[str]]:
    """Choose one form for each kind of table, the best fitting first."""
    warnings: list[str] = []
    chosen: list[_Fit] = []
    rest = sorted(fits, key=lambda fit: fit.score, reverse=True)
    while rest:
        best, *others = rest
        rivals = [fit for fit in others if set(fit.readings) & set(best.readings)]
        close = [fit for fit in rivals if best.score - fit.score < LEAD]
        if close and year is not None and not best.form.covers(year):
            by_year = next((fit for fit in close if fit.form.covers(year)), None)
            if by_year is not None:
                warnings.append(
                    f"forms {best.form.id} and {by_year.form.id} fit alike; the year {year} decided for the latter"
                )
                best = by_year
        chosen.append(best)
        rest = [fit for fit in rest if not set(fit.readings) & set(best.readings)]
    # Of two forms that are both there, the one prescribed for the year is the report's own.
    chosen.sort(key=lambda fit: (year is not None and fit.form.covers(year), fit.score), reverse=True)
    return chosen, warnings


def _facts(reading: Reading) -> list[Fact]:
    return [_fact(reading.table.id, cell) for cell in reading.cells]


def _fact(table: str, read: ReadCell) -> Fact:
    cell = read.cell or PrintedCell("", 0.0, 0.0, Anchor())
    value = parse_cell(cell.text, read.unit)
    printed = cell.text.strip()
    evidence, trouble = grade((read.trouble, cell.trouble, value.trouble))
    amount, kind = value.value, value.kind
    if trouble and printed and troubles()[trouble].withheld:  # whose figure it is, the page does not say
        amount, kind = None, "text"
    words = [read.note, "" if read.note else said(read.trouble), said(cell.trouble), value.note]
    note = "; ".join(word for word in words if word)
    return Fact(
        table, read.row, read.column, amount, value.unit, printed, kind, note, cell.anchor, evidence, trouble
    )


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
    assigned = cols.assign(row, place)
    facts = [
        _fact(
            reading.table.id,
            ReadCell(f"unmatched.{number}", column.code, row.unit, cell, label, "row_unmatched"),
        )
        for column, cell in zip(place.columns, assigned.cells, strict=True)
        if cell is not None
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


def _regions(chosen: Iterable[_Fit]) -> Iterable[Anchor]:
    for fit in chosen:
        for reading, stream in fit.readings.values():
            if stream.lines and reading.rows:
                yield stream.rows[min(reading.rows)].anchor
                yield stream.rows[max(reading.rows)].anchor
