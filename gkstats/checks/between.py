"""Rules between reports: two years of an agency, two readings of one year, a region and its parts."""

from __future__ import annotations

import fnmatch
import functools
import re
from collections.abc import Iterator

from rapidfuzz import fuzz

from gkstats.checks.catalogue import Check
from gkstats.checks.findings import Case, Finding, Message
from gkstats.sums import Cell

__all__ = ["RULES"]


def jump(check: Check, case: Case) -> Iterator[Finding]:
    """Try that figures of some size grow or shrink less than some factor from year to year."""
    options = check.options
    floor, factor, patterns = options["floor"], options["factor"], tuple(options["cells"])
    earlier = case.before.cells if case.before else {}
    year = str(case.before.year) if case.before else ""
    for cell, now in case.cells.items():
        before = earlier.get(cell)
        if now is None or before is None or max(abs(now), abs(before)) < floor:
            continue
        if not _listed(cell, patterns) or _exempt(check, case, cell):
            continue
        passed = now <= before * factor and now * factor >= before
        yield Finding(
            *cell, before, now, passed, Message("jump", {"before": before, "year": year, "found": now})
        )


@functools.cache
def _listed(cell: Cell, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch.fnmatchcase("/".join(cell), pattern) for pattern in patterns)


def _exempt(check: Check, case: Case, cell: Cell) -> bool:
    return any(
        case.year in exempt["years"] and _listed(cell, tuple(exempt["cells"]))
        for exempt in check.options["exempt"]
    )


def same_text(check: Check, case: Case) -> Iterator[Finding]:
    """Try that a section is not last year's with other figures."""
    threshold, shortest = check.options["threshold"], check.options["shortest"]
    earlier = {s.number: _wording(s.text) for s in case.before.records.sections} if case.before else {}
    for section in case.records.sections:
        now, before = _wording(section.text), earlier.get(section.number, "")
        if section.number and min(len(now), len(before)) >= shortest:
            alike = fuzz.ratio(now, before) / 100
            values = {
                "alike": f"{alike:.0%}",
                "section": section.number,
                "year": case.before and case.before.year,
            }
            place = ("sections", str(section.number), None)
            yield Finding(*place, threshold, round(alike, 4), alike < threshold, Message("alike", values))


# What a report says is compared with the year before and the year after.
@functools.lru_cache(maxsize=64)
def _wording(text: str) -> str:
    """Return a text without figures and spaces."""
    return re.sub(r"[\d\s.,%％]+", "", text)


def same_figures(_: Check, case: Case) -> Iterator[Finding]:
    """Compare the figures of two documents that report on the same year."""
    before = case.before.cells if case.before else {}
    shared = [cell for cell in case.cells if cell in before]
    source = case.before.records.source if case.before else ""
    differing = [cell for cell in shared if case.cells[cell] != before[cell]]
    for cell in differing:
        values = {"found": _or_blank(case.cells[cell]), "expected": _or_blank(before[cell]), "source": source}
        yield Finding(*cell, before[cell], case.cells[cell], False, Message("differs", values))
    if shared and not differing:
        yield Finding(
            None, None, None, None, None, True, Message("equal", {"count": len(shared), "source": source})
        )


def _or_blank(value: float | None) -> float | str:
    return "blank" if value is None else value


def region_parts(check: Check, case: Case) -> Iterator[Finding]:
    """Compare a region's figures with what its parts report; never for equality, as few corpora hold all parts."""
    for text in check.options["cells"]:
        table, row, column = text.split("/")
        found = case.cells.get((table, row, column))
        values = [part.cells.get((table, row, column)) for part in case.parts]
        known = [value for value in values if value is not None]
        if found is None or not known:
            continue
        expected = sum(known)
        message = Message("parts", {"count": len(known), "expected": expected, "found": found})
        yield Finding(table, row, column, expected, found, found >= expected, message)


RULES = {
    "jump": jump,
    "same-text": same_text,
    "same-figures": same_figures,
    "region-parts": region_parts,
}
"""The rules of this module by the names that checks.toml gives them."""
