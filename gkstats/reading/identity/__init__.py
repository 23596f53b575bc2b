"""Who reports, about which year, over which period, published when, and where to ask.

`passages` gathers the places that may say so; `agency`, `dates` and `contacts` weigh what each says. A new kind of
evidence is a code with its weight in ``words.toml``, its words in ``vocabulary.toml``, and the lines that yield it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from gkstats.documents.model import Document
from gkstats.reading.identity.agency import decide_agency
from gkstats.reading.identity.contacts import find_contacts
from gkstats.reading.identity.dates import decide_period, decide_published, decide_year
from gkstats.reading.identity.passages import Passage, gather
from gkstats.reading.identity.titles import titles_of
from gkstats.reading.identity.words import words
from gkstats.records import Identity, Origin, Section

__all__ = ["is_report", "read_identity"]

_REPORT: Final = re.compile(r"(?:政府|政务)信息公开")
_OUTLINE: Final = 3
"""Numbered sections from which prose has the outline of a report."""
_IN_TITLE: Final = frozenset(("title", "head", "page_heading", "page_title"))
"""Where a name or a year is that of the title."""
_PLACES: Final = {"line": 3, "joined": 3, "page_heading": 2, "property": 2, "around": 1, "page_title": 1}
"""Where a title stands: the report's own lines before what the page calls it."""


def is_report(identity: Identity, sections: Sequence[Section]) -> bool:
    """Return whether prose without statutory tables is an annual report: by its title, or by its outline."""
    if identity.title is not None:
        return True
    numbered = sum(1 for section in sections if section.number)
    return numbered >= _OUTLINE and any(_REPORT.search(section.text) for section in sections)


def read_identity(document: Document, sections: Sequence[Section]) -> tuple[Identity, tuple[str, ...]]:
    """Read who reports about which year; return it with what had to be inferred."""
    passages = gather(document, sections)
    agency = decide_agency(passages)
    period = decide_period(passages)
    year = decide_year(passages, period, None)
    published = decide_published(passages, year.value if year else None)
    if year is None:
        year = decide_year(passages, period, published)
    title = _title(passages, year.value if year else None)
    contacts = find_contacts(passages)
    found = [
        *(Origin("agency", agency.how, agency.anchor) for agency in (agency,) if agency),
        *(Origin("year", year.how, year.anchor) for year in (year,) if year),
        *(Origin("period", period.how, period.anchor) for period in (period,) if period),
        *(Origin("published", published.how, published.anchor) for published in (published,) if published),
        *(Origin("title", "title", passage.where()) for _, passage in (title,) if passage),
        *(Origin(f"contacts.{contact.kind}", "asked", contact.anchor) for contact in contacts),
    ]
    identity = Identity(
        agency=agency.value if agency else None,
        year=year.value if year else None,
        period=period.value if period else None,
        title=title[0],
        published=published.value if published else None,
        contacts=tuple((contact.kind, contact.value) for contact in contacts),
        found=tuple(found),
    )
    return identity, tuple(_warnings(identity))


def _warnings(identity: Identity) -> list[str]:
    """Return what was inferred, and what contradicts itself."""
    how = {origin.field: origin.how for origin in identity.found}
    warnings = []
    if identity.year is not None and how["year"] == "period":
        warnings.append(f"the title states no year; {identity.year} is taken from the reporting period")
    elif identity.year is not None and how["year"] == "published":
        warnings.append(
            f"the report states no year; {identity.year} is inferred from its publication on {identity.published}"
        )
    elif identity.year is not None and how["year"] not in _IN_TITLE:
        warnings.append(f"the title states no year; {identity.year} is taken from the prose")
    if identity.year is not None and identity.period is not None and identity.period[1].year != identity.year:
        warnings.append(
            f"the title says {identity.year}, the reporting period ends in {identity.period[1].year}"
        )
    if identity.agency is not None and how["agency"] not in _IN_TITLE:
        warnings.append(f"the title names no agency; {identity.agency} is inferred from the opening")
    return warnings


def _title(passages: Sequence[Passage], year: int | None) -> tuple[str | None, Passage | None]:
    """Return the title as printed: the report's own line before what the page calls it, the fullest first."""
    best: tuple[tuple[bool, int, int], str, Passage] | None = None
    for passage in passages:
        place = _PLACES.get(passage.kind, 0)
        if not place or (passage.kind == "property" and passage.name not in words().rows["property_titles"]):
            continue
        for title in titles_of(passage):
            if title.year is not None:
                rank = (title.year == year, 2 * (title.name is not None) + place, title.start - title.end)
                if best is None or rank > best[0]:
                    best = (rank, passage.says(title.start, title.end), passage)
    return (best[1], best[2]) if best else (None, None)
