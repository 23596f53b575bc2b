"""The frozen values that cross rooms, processes and caches: what was read, and where it stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from gkstats.documents.model import Anchor, Paragraph

__all__ = [
    "Breakdown",
    "Comparator",
    "Fact",
    "FactKind",
    "Hotline",
    "HotlineFigure",
    "How",
    "Identity",
    "Item",
    "Narrative",
    "Origin",
    "Part",
    "Period",
    "Quantity",
    "Records",
    "Restatement",
    "Section",
]

FactKind: TypeAlias = Literal["number", "blank", "dash", "text"]
Comparator: TypeAlias = Literal["=", ">=", "<=", "~"]
Period: TypeAlias = Literal["year", "previous", "cumulative", "planned", "change"]
Places: TypeAlias = tuple[Anchor, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One printed cell of a statutory table.

    ``value`` is None unless ``kind`` is "number", a whole number within 64 bits or else a float; a number beyond any
    float has none. ``printed`` is the cell's own text.
    ``note`` says in words what was inferred, matched inexactly or disputed, ``trouble`` as a code of
    `gkstats.evidence.TROUBLES`; both are empty when nothing was. ``evidence`` is a code of `gkstats.evidence.EVIDENCE`.
    """

    table: str
    row: str
    column: str
    value: int | float | None
    unit: str | None
    printed: str
    kind: FactKind
    note: str
    anchor: Anchor
    evidence: str = "unplaced"
    trouble: str = ""


How: TypeAlias = Literal[
    "title",
    "head",
    "page_heading",
    "page_title",
    "stated",
    "compiled",
    "named",
    "row",
    "purpose",
    "asked",
    "signature",
    "opening",
    "source_row",
    "site",
    "period",
    "prose",
    "published",
    "date_row",
    "other_date_row",
    "made_row",
    "date_line",
    "listed",
    "corrected",
]
"""How a field of the identity was found; the words for each stand in ``vocabulary.toml`` under ``how``."""


class Origin(NamedTuple):
    """A field of the identity, how it was found, and where. A contact's field is ``contacts.`` and its kind."""

    field: str
    how: How
    anchor: Anchor


@dataclass(frozen=True, slots=True)
class Identity:
    """Who reports, about which year."""

    agency: str | None
    year: int | None
    period: tuple[dt.date, dt.date] | None
    title: str | None
    published: dt.date | None
    contacts: tuple[tuple[str, str], ...] = ()
    """Pairs of kind (address, postcode, telephone, fax, email, website) and text, as printed."""
    found: tuple[Origin, ...] = ()
    """How every field that has a value was found, and where."""
    agency_id: str | None = None
    """Id of the agency where a list of documents states it, or where its name says no place; never read from the document."""
    url: str | None = None
    """Address of the document where a list states it."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the outline; ``number`` is 1 to 6 for 一、 to 六、 and 0 for what stands before."""

    number: int
    title: str
    paragraphs: tuple[Paragraph, ...]
    page: int | None

    @property
    def text(self) -> str:
        """The paragraphs, a line each."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A count that the prose states."""

    value: int | float
    comparator: Comparator
    unit: str | None
    noun: str
    period: Period
    sentence: str
    section: int
    places: Places


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a breakdown. ``share`` is the stated share as a fraction, None where none is stated."""

    label: str
    kind: str | None
    value: int | float
    comparator: Comparator
    share: float | None
    places: Places


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A total and its parts, as the prose states them; nothing is computed but ``sums`` and ``margin``.

    ``margin`` says how far this reading is ahead of the next best one, None when nothing was weighed; a ``note`` says
    when that is little.
    """

    of: str
    dimension: str
    total: int | float | None
    total_comparator: Comparator
    parts: tuple[Part, ...]
    sums: bool | None
    margin: float | None
    note: str
    period: Period
    sentence: str
    section: int
    places: Places


@dataclass(frozen=True, slots=True)
class HotlineFigure:
    """One figure of a hotline as the prose states it: which field, how it is hedged, of which period, and where."""

    field: str
    value: int | float
    comparator: Comparator
    period: Period | None
    """None for averages and figures per period."""
    sentence: str
    places: Places


@dataclass(frozen=True, slots=True)
class Hotline:
    """A telephone hotline's year. Rates are fractions as stated; None where the text states none.

    ``details`` holds what stands behind each field that is filled, ``margin`` how far this reading is ahead of the next
    best one, None when nothing was weighed; a ``note`` says when that is little, or when a figure is of another period.
    """

    received: int | float | None
    resolved: int | float | None
    transferred: int | float | None
    answered_directly: int | float | None
    resolution_rate: float | None
    satisfaction: float | None
    sentence: str
    section: int
    places: Places
    details: tuple[HotlineFigure, ...] = ()
    margin: float | None = None
    note: str = ""

    def comparator(self, field: str) -> Comparator:
        """Return how the figure of a field is hedged."""
        return next((figure.comparator for figure in self.details if figure.field == field), "=")


@dataclass(frozen=True, slots=True)
class Item:
    """One item of section five: a problem or an improvement."""

    item: int
    heading: str
    text: str
    section: int
    places: Places


@dataclass(frozen=True, slots=True)
class Restatement:
    """A figure of the prose that repeats a cell of a table.

    ``candidates`` holds the sets of cells whose sum the figure may restate, each a tuple of
    (table, row, column), most likely first: "received" may mean new requests, or new and carried over.
    """

    value: int | float
    comparator: Comparator
    candidates: tuple[tuple[tuple[str, str, str], ...], ...]
    sentence: str
    section: int
    places: Places


@dataclass(frozen=True, slots=True)
class Narrative:
    """What the prose says in figures, and section five as items."""

    quantities: tuple[Quantity, ...] = ()
    breakdowns: tuple[Breakdown, ...] = ()
    channels: int | None = None
    """Position in ``breakdowns`` of the disclosures by channel; None when the prose has no such breakdown."""
    channels_reason: str = ""
    hotline: Hotline | None = None
    problems: tuple[Item, ...] = ()
    improvements: tuple[Item, ...] = ()
    restatements: tuple[Restatement, ...] = ()


@dataclass(frozen=True, slots=True)
class Records:
    """Everything one document yielded."""

    source: str
    format: str
    pages: int | None
    identity: Identity
    form: str | None
    forms: tuple[str, ...]
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...]
    narrative: Narrative
    warnings: tuple[str, ...] = ()
