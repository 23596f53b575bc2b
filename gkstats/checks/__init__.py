"""Does it add up? Every check tried on one report, or on a corpus with its years, readings and regions.

What is tried stands in data files: sums within a table in the forms (``gkstats/forms``), everything else in
``checks.toml``. A rule is a function from a check and a report to findings; it knows no thresholds and no words.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

import pandas as pd

from gkstats.agencies import agency_id
from gkstats.asked import language_of
from gkstats.checks import between, formalities, prose, tables
from gkstats.checks.catalogue import Check, Scope, all_checks, get_check, remedy
from gkstats.checks.findings import CHECKS, Case, Rule, result
from gkstats.checks.formalities import deadline_of
from gkstats.frames import LEAD, Identified, table_frame
from gkstats.records import Records
from gkstats.regions import find_region
from gkstats.sums import Cell, Cells, cells_of
from gkstats.timeline import Dated, Identify, Timeline, agreed, timelines
from gkstats.vocabulary import Language

__all__ = [
    "CHECKS",
    "Case",
    "Check",
    "Row",
    "all_checks",
    "between_rows",
    "case_of",
    "deadline_of",
    "get_check",
    "region_cells",
    "region_rows",
    "remedy",
    "report_rows",
    "run_checks",
    "run_corpus_checks",
]

Row: TypeAlias = tuple[Any, ...]
"""A finding, in the columns of `CHECKS`."""

_RULES: Final[Mapping[str, Rule]] = {**tables.RULES, **prose.RULES, **formalities.RULES, **between.RULES}


def run_checks(records: Records, *, language: Language = "en") -> pd.DataFrame:
    """Try every check on one report.

    A sum is tried strictly and, where cells are blank, with blanks as zero; the message says what was read as zero.

    Parameters
    ----------
    records : Records
    language : {"en", "zh"}
        Language of the messages.

    Returns
    -------
    DataFrame
        The columns of `CHECKS`, a row for each place in which a check was tried.

    Raises
    ------
    ValueError
        There are no words in that language.
    """
    language_of(language)
    return table_frame(CHECKS, report_rows(Identified(None, None, records), language))


def run_corpus_checks(
    many: Sequence[Identified], *, language: Language = "en", identify: Identify = agency_id
) -> pd.DataFrame:
    """Try every check on every report, between the years of each agency, and between regions and their parts.

    Parameters
    ----------
    many : sequence of Identified
    language : {"en", "zh"}
        Language of the messages.
    identify : function
        Tells an agency's id.

    Returns
    -------
    DataFrame
        The columns of `CHECKS`, led by ``document``, ``agency`` and ``year`` of the report at fault, the later one of
        two; the index ``position`` is its position in `many`.
    """
    found: list[tuple[int, Row]] = []
    for position, one in enumerate(many):
        found += ((position, row) for row in report_rows(one, language))
    cases = [case_of(one) for one in many]
    found += between_rows(cases, language, identify)
    found += region_rows(cases, cases.__getitem__, identify, language)
    found.sort(key=lambda pair: pair[0])
    rows = (
        (many[position].document, many[position].agency, many[position].year, *row) for position, row in found
    )
    frame = table_frame((*LEAD, *CHECKS), rows)
    return frame.set_index(pd.Index([position for position, _ in found], dtype="int64", name="position"))


def report_rows(one: Identified, language: Language = "en", cells: Cells | None = None) -> Iterator[Row]:
    """Try every check that needs one report alone; `cells` are those of its facts, if they are known already."""
    case = case_of(one, cells)
    for id_, finding in tables.identities(case):
        yield result(get_check(id_), finding, case, language)
    yield from _try("report", case, language)


def case_of(one: Identified, cells: Cells | None = None) -> Case:
    """Return a report as the rules see it."""
    identity = one.records.identity
    return Case(
        one.agency or identity.agency,
        one.year or identity.year,
        one.records,
        cells_of(one.records.facts) if cells is None else cells,
        agency_id=identity.agency_id,
    )


def between_rows(
    cases: Sequence[Case], language: Language = "en", identify: Identify = agency_id
) -> Iterator[tuple[int, Row]]:
    """Try every check between the reports of an agency; yield the position of the one at fault with the finding.

    Of the reports their cells and sections are needed, and what they are called.
    """
    for line in timelines(cases, identify).values():
        if sum(len(positions) for positions in line.years.values()) > 1:
            yield from _between_rows(line, cases, language)


def region_rows(
    many: Sequence[Dated],
    case_at: Callable[[int], Case],
    identify: Identify = agency_id,
    language: Language = "en",
) -> Iterator[tuple[int, Row]]:
    """Try the checks on every government in whose region others report; yield its position with the finding.

    Of the reports the figures of `region_cells` are needed; `case_at` returns the one at a position.
    """
    regions = {}
    for key, line in timelines(many, identify).items():
        for year, positions in line.years.items():
            region = find_region(many[positions[0]].agency, year)
            if region is not None:
                regions[key, year] = (region, positions[0])
    wholes = {
        (region.code, year): position
        for (_, year), (region, position) in regions.items()
        if region.level in ("province", "prefecture", "county")
    }
    parts: dict[int, list[int]] = {}
    for (_, year), (region, position) in regions.items():
        whole = wholes.get((region.parent_code, year))
        if whole is not None and whole != position:
            parts.setdefault(whole, []).append(position)
    for whole, found in parts.items():
        of_parts = tuple(case_at(position) for position in found)
        for row in _try("region", dataclasses.replace(case_at(whole), parts=of_parts), language):
            yield whole, row


@functools.cache
def region_cells() -> tuple[Cell, ...]:
    """Return the cells that the checks on regions look at."""
    texts = [text for check in all_checks() if check.scope == "region" for text in check.options["cells"]]
    return tuple((table, row, column) for table, row, column in (text.split("/") for text in texts))


def _try(scope: Scope, case: Case, language: Language) -> Iterator[Row]:
    for check in all_checks():
        if check.scope == scope and check.rule != "identity":
            for finding in _RULES[check.rule](check, case):
                yield result(check, finding, case, language)


def _between_rows(line: Timeline, cases: Sequence[Case], language: Language) -> Iterator[tuple[int, Row]]:
    for year, positions in line.years.items():
        first = cases[positions[0]]
        for position in positions[1:]:
            for row in _try("editions", dataclasses.replace(cases[position], before=first), language):
                yield position, row
        if year - 1 not in line.years:
            continue
        editions = [cases[position] for position in line.years[year - 1]]
        before = dataclasses.replace(editions[0], cells=agreed([edition.cells for edition in editions]))
        for position in positions:
            for row in _try("years", dataclasses.replace(cases[position], before=before), language):
                yield position, row
