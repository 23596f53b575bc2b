"""One report's figure for a line: added up from the cells of its form, with what had to be inferred."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from gkstats.crosswalk.lines import Line, Origin, disclosure_words, expand, family
from gkstats.records import Comparator, Narrative, Records
from gkstats.sums import Cell, Cells, Number, cells_of, without_subtotals, zero_cells

__all__ = [
    "Reading",
    "Sighting",
    "Stated",
    "Subject",
    "footing",
    "read_line",
    "sight",
    "stated_disclosures",
    "subject_of",
]

_HOTLINE = ("received", "resolved", "transferred", "answered_directly", "resolution_rate", "satisfaction")
_APPLICANTS = ("natural_person", "business", "research", "public_interest", "legal_service", "other")


class Stated(NamedTuple):
    """A figure of the prose, and where it stands."""

    value: Number
    comparator: Comparator
    sentence: str
    section: int


class Subject(NamedTuple):
    """A report as lines see it: cells of its tables, among them the figures of its prose as cells of their own."""

    records: Records
    cells: Cells
    stated: Mapping[Cell, Stated]
    found: dict[Cell | None, Any]
    """What lines have found already; most indicators share theirs. None stands for the blanks that are zero."""


class Reading(NamedTuple):
    """A line's figure in one report; ``value`` is None where the report prints the cells, but no figure for each."""

    value: Number | None
    origin: int
    """Position in the line's sources."""
    footing: tuple[int, tuple[str, ...]]
    """What the figure rests on: figures on the same footing are comparable without a break."""
    form: str | None
    cells: tuple[Cell, ...]
    comparator: Comparator
    note: str


class Sighting(NamedTuple):
    """What a line finds in one report."""

    reading: Reading | None
    form: str | None
    """The report's own form."""
    apart: int | None
    """Position in the line's origins that stand apart of one that the report prints instead."""


def subject_of(records: Records, cells: Cells | None = None) -> Subject:
    """Prepare a report for `read_line`; `cells` are those of its facts, if they are known already."""
    stated = dict(_prose(records.narrative))
    printed = cells_of(records.facts) if cells is None else cells
    return Subject(records, {**printed, **{cell: one.value for cell, one in stated.items()}}, stated, {})


def _prose(narrative: Narrative) -> Iterator[tuple[Cell, Stated]]:
    disclosures, hotline = stated_disclosures(narrative), narrative.hotline
    if disclosures is not None:
        yield ("prose", "disclosures", "value"), disclosures
    for field in _HOTLINE if hotline else ():
        value = getattr(hotline, field)
        if value is not None and hotline is not None:
            yield ("hotline", field, "value"), Stated(value, "=", hotline.sentence, hotline.section)


def stated_disclosures(narrative: Narrative) -> Stated | None:
    """Return the disclosures of the year as the prose states them: the total by channel, else a plain count of items.

    A part of a breakdown is no total, and of several counts the first must be the largest; otherwise there is no
    telling which is meant.
    """
    if narrative.channels is not None:
        channels = narrative.breakdowns[narrative.channels]
        if channels.total is not None:
            return Stated(channels.total, channels.total_comparator, channels.sentence, channels.section)
    parts = {
        (part.value, breakdown.sentence) for breakdown in narrative.breakdowns for part in breakdown.parts
    } - {(breakdown.total, breakdown.sentence) for breakdown in narrative.breakdowns}
    words, (noun, *sentences) = disclosure_words(), _patterns()
    counts = [
        quantity
        for quantity in narrative.quantities
        if quantity.period == "year"
        and quantity.unit in words["units"]
        and quantity.section in words["sections"]
        and noun.fullmatch(quantity.noun)
        and (quantity.value, quantity.sentence) not in parts
    ]
    for sentence in sentences:
        found = [quantity for quantity in counts if sentence.search(quantity.sentence)]
        if found:
            first = found[0]
            if any(other.value > first.value for other in found):
                return None
            return Stated(first.value, first.comparator, first.sentence, first.section)
    return None


@functools.cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    words = disclosure_words()
    return tuple(re.compile(text) for text in (words["noun"], *words["sentences"]))


def read_line(line: Line, subject: Subject) -> Reading | None:
    """Return a line's figure in a report, from the first of its sources that the report prints; None without any."""
    if line.cell not in subject.found:
        subject.found[line.cell] = _read_line(line, subject)
    found: Reading | None = subject.found[line.cell]
    return found


def _read_line(line: Line, subject: Subject) -> Reading | None:
    forms = subject.records.forms
    for position, origin in enumerate(line.sources):
        if not origin.serves(forms):
            continue
        cells = tuple(cell for pattern in origin.cells for cell in expand(pattern, forms))
        if not any(cell in subject.cells for cell in cells):
            continue
        value, note = _added_up(cells, subject)
        form = _form(origin, subject)
        stated = next((subject.stated[cell] for cell in cells if cell in subject.stated), None)
        place = f"section {stated.section}: {stated.sentence}" if stated else ""
        comparator = stated.comparator if stated else "="
        return Reading(value, position, footing(line, position, form), form, cells, comparator, note or place)
    return None


def footing(line: Line, origin: int, form: str | None) -> tuple[int, tuple[str, ...]]:
    """Return what a figure from an origin of a line rests on in a report of a form."""
    prose = "*" in line.sources[origin].forms
    return origin, family(form) if form and not prose else ()


def sight(line: Line, subject: Subject) -> Sighting:
    """Return what a line finds in a report: its figure, or else one that must not be joined to it."""
    reading = read_line(line, subject)
    apart = None
    if reading is None:
        apart = next((n for n, origin in enumerate(line.apart) if _printed(origin, subject)), None)
    return Sighting(reading, subject.records.form, apart)


def _printed(origin: Origin, subject: Subject) -> bool:
    forms = subject.records.forms
    return origin.serves(forms) and any(
        cell in subject.cells for pattern in origin.cells for cell in expand(pattern, forms)
    )


def _form(origin: Origin, subject: Subject) -> str | None:
    """Return the form that an origin's figure follows; of the report itself for a figure of the prose."""
    if "*" in origin.forms:
        return subject.records.form
    return next(form for form in subject.records.forms if form in origin.forms)


def _added_up(cells: tuple[Cell, ...], subject: Subject) -> tuple[Number | None, str]:
    """Add cells up; NA when one is neither a number nor proven to be zero."""
    values = {cell: subject.cells.get(cell) for cell in cells}
    notes = []
    missing = [cell for cell, value in values.items() if value is None]
    if missing and None not in subject.found:
        subject.found[None] = zero_cells(subject.records.forms, subject.cells)
    zeros: set[Cell] = subject.found[None] if missing else set()
    for cell in missing:
        if cell in zeros:
            values[cell] = 0
            notes.append(f"{cell[1]}: blank read as zero, as the sums hold without it")
        elif (total := _of_applicants(cell, subject.cells)) is not None:
            values[cell] = total
            notes.append(f"{cell[1]}: total left blank, added up from the applicants")
    counted = without_subtotals({cell[1]: value for cell, value in values.items()})
    known = [value for value in counted.values() if value is not None]
    note = "; ".join(notes)
    if len(known) < len(counted):
        blank = ", ".join(row for row, value in counted.items() if value is None)
        return None, f"no figure printed: {blank}"
    return sum(known), note


def _of_applicants(cell: Cell, cells: Cells) -> Number | None:
    """Return what the applicants add up to, when all of them are printed beside a blank total."""
    table, row, column = cell
    if table != "applications" or column != "total":
        return None
    values = [cells.get((table, row, applicant)) for applicant in _APPLICANTS]
    return None if any(v is None for v in values) else sum(v for v in values if v is not None)
