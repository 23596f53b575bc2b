"""Rules on what the prose says in figures: against the tables, against its own totals, shares and rates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from gkstats.checks.catalogue import Check
from gkstats.checks.findings import Case, Finding, Message, within
from gkstats.crosswalk import stated_disclosures
from gkstats.records import Comparator
from gkstats.sums import Cell, Number

__all__ = ["RULES"]

_EXACT: Final = 1e-9


def restated(check: Check, case: Case) -> Iterator[Finding]:
    """Try a figure of the prose against each set of cells that it may repeat."""
    for one in case.records.narrative.restatements:
        known = [(cells, total) for cells in one.candidates if (total := _sum(cells, case)) is not None]
        if not known:
            continue
        match = next(
            (k for k in known if _fits(one.value, one.comparator, k[1], check.options["about"])), None
        )
        cells, total = match or known[0]
        group = "indicators" if cells[0][0] == "statistics" else "rows"
        values = {
            "found": one.value,
            "expected": total,
            "names": (group, *dict.fromkeys(cell[1] for cell in cells)),
            "column": ("columns", *dict.fromkeys(cell[2] for cell in cells)),
            "section": one.section,
            "sentence": within(one.sentence),
        }
        yield Finding(*cells[0], total, one.value, match is not None, Message("restated", values))


def _sum(cells: Sequence[Cell], case: Case) -> Number | None:
    """Add up what the table prints; a total that is left blank counts as what its parts make."""
    values = [case.cells.get(cell) for cell in cells]
    if any(value is None for value in values):
        values = [
            case.settled.value(cell) if value is None else value
            for cell, value in zip(cells, values, strict=True)
        ]
    return None if not values or any(v is None for v in values) else sum(v for v in values if v is not None)


def _fits(stated: Number, comparator: Comparator, actual: Number, about: float) -> bool:
    match comparator:
        case ">=":
            return actual >= stated
        case "<=":
            return actual <= stated
        case "~":
            return abs(actual - stated) <= about * abs(actual)
    return abs(actual - stated) < _EXACT


def disclosures(check: Check, case: Case) -> Iterator[Finding]:
    """Try the disclosures that the prose states against the row of the older lists."""
    table, row, column = check.options["cell"]
    stated, printed = stated_disclosures(case.records.narrative), case.cells.get((table, row, column))
    if stated is None or printed is None:
        return
    values = {
        "found": stated.value,
        "expected": printed,
        "names": ("indicators", row),
        "column": ("columns", column),
        "section": stated.section,
        "sentence": within(stated.sentence),
    }
    passed = _fits(stated.value, stated.comparator, printed, check.options["about"])
    yield Finding(table, row, column, printed, stated.value, passed, Message("restated", values))


def parts_at_most_total(_: Check, case: Case) -> Iterator[Finding]:
    """Try that the parts of a breakdown do not exceed its total."""
    yield from _breakdowns(case, exceed=True)


def parts_make_total(_: Check, case: Case) -> Iterator[Finding]:
    """Try that two or more parts of a breakdown do not fall short of its total."""
    yield from _breakdowns(case, exceed=False)


def _breakdowns(case: Case, exceed: bool) -> Iterator[Finding]:
    for number, one in enumerate(case.records.narrative.breakdowns):
        exact = one.total_comparator == "=" and all(part.comparator == "=" for part in one.parts)
        if one.total is None or not exact or (not exceed and len(one.parts) < 2):
            continue
        total = round(sum(part.value for part in one.parts), 6)
        passed = total <= one.total if exceed else total >= one.total
        values = {"expected": one.total, "found": total, "sentence": within(one.sentence)}
        message = Message("breakdown", values)
        yield Finding("breakdowns", str(number), "total", one.total, total, passed, message)


def stated_share(_: Check, case: Case) -> Iterator[Finding]:
    """Try every stated share against part and whole, to the last place that it states, rounded or cut off."""
    for number, one in enumerate(case.records.narrative.breakdowns):
        whole = one.total if one.total_comparator == "=" else None
        for part in one.parts:
            if part.share is None or not whole or part.comparator != "=":
                continue
            actual = part.value / whole
            values = {
                "stated": _percent(part.share),
                "computed": f"{actual:.2%}",
                "part": part.value,
                "whole": whole,
                "label": within(part.label, 20),
            }
            close = abs(part.share - actual) < _last_place(part.share)
            message = Message("share", values)
            yield Finding("breakdowns", str(number), "share", actual, part.share, close, message)


def _percent(rate: float) -> str:
    return f"{round(rate * 100, 6):.10g}%"


def _last_place(rate: float) -> float:
    """Return the worth of the last place of a rate as a percentage states it: 0.27 is 27 %, so 0.01."""
    digits = f"{round(rate * 100, 6):.10g}".partition(".")[2]
    return 10.0 ** -(len(digits) + 2) * (1 + _EXACT)


def hotline_rate(_: Check, case: Case) -> Iterator[Finding]:
    """Try the stated resolution rate against the cases resolved and received."""
    hotline = case.records.narrative.hotline
    if hotline is None or hotline.resolution_rate is None:
        return
    rate, received, resolved = hotline.resolution_rate, hotline.received, hotline.resolved
    if not received or resolved is None:
        message = Message("no_cases")
        yield Finding("hotline", None, "resolution_rate", None, rate, None, message)
        return
    actual = resolved / received
    values = {
        "stated": _percent(rate),
        "computed": f"{actual:.2%}",
        "part": resolved,
        "whole": received,
        "label": "",
    }
    passed = abs(actual - rate) < _last_place(rate)
    yield Finding("hotline", None, "resolution_rate", actual, rate, passed, Message("share", values))


def hotline_parts(_: Check, case: Case) -> Iterator[Finding]:
    """Try that cases passed on and answered at once make up the cases received or resolved."""
    hotline = case.records.narrative.hotline
    if hotline is None or hotline.transferred is None or hotline.answered_directly is None:
        return
    wholes = [whole for whole in (hotline.resolved, hotline.received) if whole is not None]
    if wholes:
        parts = hotline.transferred + hotline.answered_directly
        expected = parts if parts in wholes else wholes[-1]
        values = {"expected": expected, "found": parts, "sentence": within(hotline.sentence)}
        passed = parts in wholes
        yield Finding("hotline", None, "transferred", expected, parts, passed, Message("breakdown", values))


def hotline_bounds(_: Check, case: Case) -> Iterator[Finding]:
    """Try that no more cases were resolved than received."""
    hotline = case.records.narrative.hotline
    if hotline is not None and hotline.received is not None and hotline.resolved is not None:
        found, expected = hotline.resolved, hotline.received
        message = Message("at_most", {"found": found, "expected": expected})
        yield Finding("hotline", None, "resolved", expected, found, found <= expected, message)


def rate_range(check: Check, case: Case) -> Iterator[Finding]:
    """Try that rates and shares lie between nothing and everything."""
    hotline = case.records.narrative.hotline
    rates: list[tuple[str, str | None, str, float]] = [
        ("hotline", None, field, getattr(hotline, field))
        for field in check.options["fields"]
        if getattr(hotline, field, None) is not None
    ]
    rates += [
        ("breakdowns", str(number), "share", part.share)
        for number, one in enumerate(case.records.narrative.breakdowns)
        for part in one.parts
        if part.share is not None
    ]
    for table, row, column, rate in rates:
        message = Message("rate", {"found": _percent(rate)})
        yield Finding(table, row, column, None, rate, 0 <= rate <= 1, message)


def number_missing(check: Check, case: Case) -> Iterator[Finding]:
    """Look for a measure word whose number was never filled in."""
    pattern = re.compile(check.options["pattern"])
    gaps = []
    for section in case.records.sections:
        text = re.sub(r"[ \t\u3000\xa0]+", "", section.text)
        gaps += [
            (section.number, within(text[max(0, match.start() - 12) : match.end() + 4]))
            for match in pattern.finditer(text)
        ]
    for number, sentence in gaps:
        message = Message("missing", {"section": number, "sentence": sentence})
        yield Finding("sections", str(number), None, None, None, False, message)
    if case.records.sections and not gaps:
        yield Finding("sections", None, None, None, None, True, Message("none_missing"))


RULES = {
    "restated": restated,
    "disclosures": disclosures,
    "parts-at-most-total": parts_at_most_total,
    "parts-make-total": parts_make_total,
    "stated-share": stated_share,
    "hotline-rate": hotline_rate,
    "hotline-parts": hotline_parts,
    "hotline-bounds": hotline_bounds,
    "rate-range": rate_range,
    "number-missing": number_missing,
}
"""The rules of this module by the names that checks.toml gives them."""
