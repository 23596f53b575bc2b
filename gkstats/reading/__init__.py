"""From a Document to Records: outline, identity, statutory tables and narrative."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from gkstats.documents.model import Anchor, Document
from gkstats.errors import NotAReport
from gkstats.prescribed import coverage
from gkstats.reading.converted import put_together, unread_tables
from gkstats.reading.identity import is_report, read_identity
from gkstats.reading.narrative import narrative_sections, read_narrative_records, within_bounds
from gkstats.reading.outline import read_outline
from gkstats.reading.several import one_report
from gkstats.reading.support import weighed
from gkstats.reading.tables import Tables, read_tables
from gkstats.records import Records, Restatement

__all__ = ["VERSION", "read_records"]

VERSION: Final = 4
"""Raised with every change that can alter what is read; readings kept by another version are not used."""


def read_records(document: Document, words: str = "") -> Records:
    """Read everything a document reports; `words` is a TOML text of words that the user adds to the lists.

    Raises
    ------
    NotAReport
        The document holds no annual report on government information disclosure.
    SeveralReports
        It holds several, and its name does not end in the number of one (``a.pdf#2``).
    """
    name = document.source
    document = put_together(one_report(document))
    sections = read_outline(document)
    identity, warnings = read_identity(document, sections)

    def restatements(tables: Iterable[Anchor]) -> Sequence[Restatement]:
        prose = read_outline(document, tuple(tables))
        return read_narrative_records(
            within_bounds(narrative_sections(prose))[0], identity.year, words
        ).restatements

    tables = read_tables(document, identity.year, identity.agency, restatements)
    if tables.regions:  # lines that were read as tables are no prose
        sections = read_outline(document, tables.regions)
    if tables.form is None and not is_report(identity, sections):
        raise NotAReport(
            document.source,
            "no annual report on government information disclosure (政府信息公开工作年度报告) was found in it",
            "check that it is the report itself, not a list of links or a notice about it",
        )
    told, left_out = within_bounds(narrative_sections(sections))
    narrative = read_narrative_records(told, identity.year, words)
    return Records(
        source=name,
        format=document.format,
        pages=document.pages,
        identity=identity,
        form=tables.form,
        forms=tables.forms,
        facts=weighed(tables.facts, tables.forms, narrative.restatements),
        sections=sections,
        narrative=narrative,
        warnings=(
            *document.warnings,
            *warnings,
            *left_out,
            *tables.warnings,
            *_shortfalls(tables, identity.year),
            *unread_tables(document, {fact.table for fact in tables.facts}),
        ),
    )


def _shortfalls(tables: Tables, year: int | None) -> Iterator[str]:
    """Say which of the tables that the year prescribes are missing, empty, or read in part."""
    for one in coverage(tables.facts, tables.forms, year):
        if not one.read and year is not None:
            yield f"table {one.table}: not found, although {one.form} prescribes it for {year}"
        elif one.read and not one.filled:
            yield f"table {one.table}: no cell of it holds a figure"
        elif one.read and not one.complete:
            yield f"table {one.table}: {one.read} of its {one.expected} cells were read"
