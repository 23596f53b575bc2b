"""What trying a check yields: a place, what was expected and found there, and a message in either language."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeAlias

from gkstats.checks.catalogue import Check, texts
from gkstats.documents.model import Anchor
from gkstats.frames import Column
from gkstats.records import Records
from gkstats.sums import Cells, Number
from gkstats.totals import Settled, settle
from gkstats.vocabulary import Language, label

__all__ = ["CHECKS", "Case", "Finding", "Message", "Rule", "Terms", "result", "within"]

CHECKS: Final = (
    Column("check", "string", "id of the check"),
    Column("basis", "string", "printed, label, official, third-party or inferred"),
    Column("severity", "string", "error, warning or information"),
    Column("table", "string", "table of the form, or frame of the report, that is at fault"),
    Column("row", "string", "row it was tried in; the total's row for a sum over rows"),
    Column("column", "string", "column it was tried in; the total's column for a sum over columns"),
    Column("page", "Int64", "page of the figure at fault; NA without pages, and for checks between reports"),
    Column("expected", "Float64", "what it should be", "see facts"),
    Column("found", "Float64", "what the report prints", "see facts"),
    Column("difference", "Float64", "found - expected", "see facts"),
    Column("passed", "boolean", "whether it holds; NA where nothing is printed to compare"),
    Column("message", "string", "the finding in words"),
)


@dataclass(frozen=True, eq=False)
class Case:
    """A report as the rules see it. ``before`` is the other report of checks between years or readings."""

    agency: str | None
    year: int | None
    records: Records
    cells: Cells
    before: Case | None = None
    parts: tuple[Case, ...] = ()
    """The reports of a region's parts."""
    agency_id: str | None = None
    """Id of the agency where it is stated."""
    document: str | None = None
    """What names the document, as far as it is known."""

    @functools.cached_property
    def settled(self) -> Settled:
        """Which figure of each total is used."""
        return settle(self.records.forms, self.cells)


class Terms(NamedTuple):
    """A sum as printed: codes with their values, None for a cell without a number."""

    group: str
    """Group of the vocabulary that the codes belong to: rows, columns or indicators."""
    values: Mapping[str, Number | None]

    @property
    def known(self) -> list[Number]:
        """The values that are numbers."""
        return [value for value in self.values.values() if value is not None]

    @property
    def missing(self) -> list[str]:
        """The codes of the cells without a number."""
        return [code for code, value in self.values.items() if value is None]


class Message(NamedTuple):
    """Key of a template in checks.toml, and what fills it: numbers, texts, Terms, or codes that await a label."""

    key: str
    values: Mapping[str, Any] = {}


class Finding(NamedTuple):
    """One place in which a check was tried."""

    table: str | None
    row: str | None
    column: str | None
    expected: Number | None
    found: Number | None
    passed: bool | None
    message: Message


Rule: TypeAlias = Callable[[Check, Case], Iterator[Finding]]


def result(check: Check, finding: Finding, case: Case, language: Language) -> tuple[Any, ...]:
    """Return a finding in a report as a row of `CHECKS`."""
    expected, found = finding.expected, finding.found
    difference = round(found - expected, 6) if expected is not None and found is not None else None
    templates = texts(language)
    shown: dict[str, str] = {}
    missing: list[str] = []
    group = ""
    for key, value in finding.message.values.items():
        shown[key] = _shown(value, language)
        if isinstance(value, Terms):
            missing += value.missing
            group = group or value.group
    text = templates[finding.message.key].format(**shown)
    if missing and finding.passed is not None:
        text += templates["blank"].format(names=_names(group, missing, language))
    if finding.passed is False:
        text = templates["failed"].format(check=check.label(language), text=text)
    return (
        check.id,
        check.basis,
        check.severity,
        finding.table,
        finding.row,
        finding.column,
        _page(finding, case.records) if check.scope == "report" else None,
        expected,
        found,
        difference,
        finding.passed,
        text,
    )


def _page(finding: Finding, records: Records) -> int | None:
    """Return the page on which the figure of a finding stands: that of its cell, else of its row or table."""
    narrative = records.narrative
    places: Sequence[Anchor] = ()
    if finding.table == "breakdowns" and finding.row is not None and finding.row.isdigit():
        places = narrative.breakdowns[int(finding.row)].places
    elif finding.table == "hotline" and narrative.hotline is not None:
        places = narrative.hotline.places
    elif finding.table is not None:
        of_table = [fact for fact in records.facts if fact.table == finding.table]
        of_row = [fact for fact in of_table if fact.row == finding.row]
        of_cell = [fact for fact in of_row if fact.column == finding.column]
        places = [fact.anchor for fact in of_cell or of_row or of_table]
    return next((place.page for place in places if place.page is not None), None)


def within(text: str, longest: int = 60) -> str:
    """Return a text short enough to be quoted in a message."""
    plain = " ".join(text.split())
    return plain if len(plain) <= longest else plain[: longest - 1] + "…"


def _shown(value: object, language: Language) -> str:
    if isinstance(value, Terms):
        shown = [_signed(number) for number in value.values.values() if number]
        return " ".join(shown).removeprefix("+ ") or "0"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:,.10g}"
    if isinstance(value, tuple):  # a group of the vocabulary and codes
        group, *codes = value
        return _names(group, codes, language)
    return str(value)


def _signed(number: Number) -> str:
    return f"{'-' if number < 0 else '+'} {abs(number):,.10g}"


def _names(group: str, codes: Sequence[str], language: Language) -> str:
    return ("、" if language == "zh" else ", ").join(label(group, code, language) for code in codes)
