"""One report's figure for a line: added up from the cells of its form, with what had to be inferred."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from gkstats.crosswalk.lines import Line, Origin, disclosure_words, expand, family
from gkstats.disclosures import channels_of_prose
from gkstats.records import Comparator, Hotline, Narrative, Records
from gkstats.sums import Cell, Cells, Number, cells_of, without_subtotals
from gkstats.totals import BASES, Basis, Settled, Total, said, settle

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


_MOST_TOLD = 2


class Stated(NamedTuple):
    """A figure of the prose, and where it stands."""

    value: Number
    comparator: Comparator
    sentence: str
    section: int


@dataclass(frozen=True, eq=False)
class Subject:
    """A report as lines see it: cells of its tables, among them the figures of its prose as cells of their own."""

    records: Records
    cells: Cells
    stated: Mapping[Cell, Stated]
    derived: bool = True
    """Whether totals that are blank or contradict their parts are settled; else figures are used as printed."""
    found: dict[Cell, Any] = field(default_factory=dict)
    """What lines have found already; most indicators share theirs."""

    @functools.cached_property
    def settled(self) -> Settled:
        """Which figure of each total is used."""
        found = settle(self.records.forms, self.cells)
        return found if self.derived else found.as_printed()


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
    basis: Basis = "printed"
    """The weakest ground of the cells that are added up: printed, derived from parts, or contradicted by them."""
    printed: Number | None = None
    """The figure without anything derived, None where that cannot be had."""


class Sighting(NamedTuple):
    """What a line finds in one report."""

    reading: Reading | None
    form: str | None
    """The report's own form."""
    apart: int | None
    """Position in the line's origins that stand apart of one that the report prints instead."""


def subject_of(records: Records, cells: Cells | None = None, *, derived: bool = True) -> Subject:
    """Prepare a report for `read_line`; `cells` are those of its facts, if they are known already."""
    stated = dict(_prose(records.narrative))
    printed = cells_of(records.facts) if cells is None else cells
    return Subject(records, {**printed, **{cell: one.value for cell, one in stated.items()}}, stated, derived)


def _prose(narrative: Narrative) -> Iterator[tuple[Cell, Stated]]:
    disclosures, hotline = stated_disclosures(narrative), narrative.hotline
    if disclosures is not None:
        yield ("prose", "disclosures", "value"), disclosures
    for name in _HOTLINE if hotline else ():
        value = getattr(hotline, name)
        if value is not None and hotline is not None:
            yield ("hotline", name, "value"), _of_hotline(hotline, name, value)


def _of_hotline(hotline: Hotline, name: str, value: Number) -> Stated:
    figure = next((one for one in hotline.details if one.field == name), None)
    sentence = figure.sentence if figure else hotline.sentence
    return Stated(value, hotline.comparator(name), sentence, hotline.section)


def stated_disclosures(narrative: Narrative) -> Stated | None:
    """Return the disclosures of the year as the prose states them: the total by channel, else a plain count of items.

    A part of a breakdown is no total, and of several counts the first must be the largest; otherwise there is no
    telling which is meant.
    """
    split = channels_of_prose(narrative)
    if split is not None and split.total is not None:
        return Stated(split.total, split.total_comparator, split.sentence, split.section)
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
        added = _added_up(cells, subject)
        form = _form(origin, subject)
        stated = next((subject.stated[cell] for cell in cells if cell in subject.stated), None)
        place = f"section {stated.section}: {stated.sentence}" if stated else ""
        comparator = stated.comparator if stated else "="
        return Reading(
            added.value,
            position,
            footing(line, position, form),
            form,
            cells,
            comparator,
            added.note or place,
            added.basis,
            added.printed,
        )
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


class _Added(NamedTuple):
    value: Number | None
    printed: Number | None
    basis: Basis
    note: str


def _added_up(cells: tuple[Cell, ...], subject: Subject) -> _Added:
    """Add cells up; NA when one is neither a number, nor proven to be zero, nor a total that its parts make up."""
    printed = {cell: subject.cells.get(cell) for cell in cells}
    used = dict(printed)
    basis: Basis = "printed"
    notes: list[str] = []
    told: list[Total] = []
    for cell, value in printed.items():
        total = subject.settled.total(cell)
        if total is not None:
            used[cell] = total.value
            told.append(total)
            basis = max(basis, total.basis, key=BASES.index)
        elif value is None and cell in subject.settled.zeros:
            used[cell] = printed[cell] = 0
            notes.append(f"{cell[1]}: blank read as zero, as the sums hold without it")
    known, open_ = _summed(used)
    if open_:
        return _Added(None, None, basis, f"no figure printed: {', '.join(open_)}")
    return _Added(known, _summed(printed)[0], basis, "; ".join((*_told(told), *notes)))


def _told(totals: Sequence[Total]) -> Iterator[str]:
    """Say what was done with totals; of many that are left blank in few words."""
    blank = [total for total in totals if total.basis == "derived"]
    if len(blank) > _MOST_TOLD:
        yield f"{len(blank)} totals left blank, parts add to {sum(total.added for total in blank):,.10g}"
    yield from (said(total) for total in totals if total.printed is not None or len(blank) <= _MOST_TOLD)


def _summed(cells: Mapping[Cell, Number | None]) -> tuple[Number | None, list[str]]:
    """Return the sum of cells, and the rows without a figure for which there is none."""
    counted = without_subtotals({cell[1]: value for cell, value in cells.items()})
    open_ = [row for row, value in counted.items() if value is None]
    return (None, open_) if open_ else (sum(value for value in counted.values() if value is not None), [])
