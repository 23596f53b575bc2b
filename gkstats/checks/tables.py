"""Rules on the cells of a table: sums of the forms, relations between cells, kinds of figures."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from gkstats.checks.catalogue import Check
from gkstats.checks.findings import Case, Finding, Message, Terms, within
from gkstats.prescribed import coverage
from gkstats.records import Fact
from gkstats.sums import Cell, Cells, Number, Sum, agree, sums_of

__all__ = ["RULES", "identities"]


def identities(case: Case) -> Iterator[tuple[str, Finding]]:
    """Try every sum that the forms of a report declare; yield the id of each with what was found."""
    for one in sums_of(case.records.forms, case.cells):
        yield one.identity.id, _finding(one)


def _group(table: str, by_rows: bool) -> str:
    if not by_rows:
        return "columns"
    return "indicators" if table == "statistics" else "rows"


def _finding(one: Sum) -> Finding:
    group = _group(one.identity.table, one.identity.axis == "rows")
    left, right = Terms(group, one.left), Terms(group, one.right)
    expected, found, holds = one.expected, one.found, None
    if found is None:
        message = Message("not_printed", {"names": (group, one.identity.right[0])})
    elif expected is None:
        message = Message("no_parts", {"names": (group, *left.missing)})
    else:
        holds = agree(expected, found)
        message = Message("sum", {"parts": left, "expected": expected, "found": found, "others": right})
    return Finding(*one.cell(one.identity.right[0]), expected, found, holds, message)


class _Term(NamedTuple):
    """A code in a relation: ``-before.change`` is the cell of the year before, taken off."""

    sign: int
    before: bool
    code: str


def _term(text: str) -> _Term:
    sign = -1 if text.startswith("-") else 1
    code = text.removeprefix("-")
    return _Term(sign, code.startswith("before."), code.removeprefix("before."))


def relation(check: Check, case: Case) -> Iterator[Finding]:
    """Try ``found`` against ``expected`` (``=``, ``<=`` or ``>=``) in every row or column that prints all terms.

    Where a term is blank, only a relation that holds with blanks as zero says anything.
    """
    options = check.options
    table, by_rows = options["table"], options.get("axis", "columns") == "rows"
    found = [_term(text) for text in options["found"]]
    expected = [_term(text) for text in options.get("expected", ())]
    if case.year is not None and case.year < options.get("first_year", 0):
        return
    for line in _lines(check, case.cells, table, by_rows, found[0].code):
        sides = [_values(side, case, table, line, by_rows) for side in (found, expected)]
        if any(side is None for side in sides):
            continue
        yield _compared(check, case, line, sides[0] or {}, sides[1] or {})


def _lines(check: Check, cells: Cells, table: str, by_rows: bool, code: str) -> list[str]:
    name, line = (1, 2) if by_rows else (2, 1)
    wanted = check.options.get("lines", ["*"])
    return [
        cell[line]
        for cell in cells
        if cell[0] == table and cell[name] == code and any(fnmatch.fnmatch(cell[line], w) for w in wanted)
    ]


def _values(
    terms: list[_Term], case: Case, table: str, line: str, by_rows: bool
) -> dict[str, Number | None] | None:
    """Return the terms of one side with their signs, or None when one of them is not printed at all."""
    values: dict[str, Number | None] = {}
    for sign, before, code in terms:
        source = case.before.cells if before and case.before else case.cells
        cell: Cell = (table, *((code, line) if by_rows else (line, code)))
        if cell not in source:
            return None
        value = source[cell]
        values[f"before.{code}" if before else code] = None if value is None else sign * value
    return values


def _compared(
    check: Check, case: Case, line: str, left: Mapping[str, Number | None], right: Mapping[str, Number | None]
) -> Finding:
    options = check.options
    table, by_rows = options["table"], options.get("axis", "columns") == "rows"
    group = _group(table, by_rows)
    found_terms, expected_terms = Terms(group, left), Terms(group, right)
    first = next(iter(left))
    place = (table, *((first, line) if by_rows else (line, first)))
    found, expected = sum(found_terms.known), sum(expected_terms.known)
    difference = round(found - expected, 6)
    holds = {"=": difference == 0, "<=": difference <= 0, ">=": difference >= 0}[options["relation"]]
    blank = bool(found_terms.missing or expected_terms.missing)
    if left[first] is None or (blank and not holds):
        names = [name.removeprefix("before.") for name in (*found_terms.missing, *expected_terms.missing)]
        return Finding(*place, None, None, None, Message("not_printed", {"names": (group, *names)}))
    values: dict[str, Any] = {
        "left": found_terms,
        "found": found,
        "relation": options["relation"],
        "right": expected_terms,
        "expected": expected,
        "before": str(case.before.year) if case.before else "",
    }
    return Finding(*place, expected, found, holds, Message("years" if case.before else "relation", values))


def kinds(check: Check, case: Case) -> Iterator[Finding]:
    """Try that counts are not negative; one finding a table, or one for each figure that is."""
    signed = set(check.options["signed"])
    yield from _each(case, lambda fact: "negative" if _below_zero(fact) and fact.column not in signed else "")


def _below_zero(fact: Fact) -> bool:
    return fact.value is not None and fact.value < 0


def whole_numbers(check: Check, case: Case) -> Iterator[Finding]:
    """Try that counts are whole and fit into 64 bits; one finding a table, or one for each figure that does not."""
    decimal = set(check.options["decimal_units"])

    def fault(fact: Fact) -> str:
        if fact.value is None:  # a number beyond any float
            return "too_large" if fact.kind == "number" else ""
        if isinstance(fact.value, float) and abs(fact.value) >= _LARGEST:
            return "too_large"
        money = fact.unit in decimal or fact.column == "amount" or fact.unit is None
        return "not_whole" if not money and not float(fact.value).is_integer() else ""

    yield from _each(case, fault)


_LARGEST: Final = 2**63


def _each(case: Case, fault: Callable[[Fact], str]) -> Iterator[Finding]:
    """Yield a finding for each figure at fault, or one for each table without any."""
    tables: dict[str, list[Finding]] = {}
    for fact in case.records.facts:
        if not fact.column or fact.row.startswith("unmatched"):
            continue
        wrong = tables.setdefault(fact.table, [])
        if key := fault(fact):
            message = Message(key, {"printed": within(fact.printed.strip())})
            wrong.append(Finding(fact.table, fact.row, fact.column, None, fact.value, False, message))
    for table, wrong in tables.items():
        yield from wrong or [Finding(table, None, None, None, None, True, Message("all_counts"))]


def tables_found(_: Check, case: Case) -> Iterator[Finding]:
    """Try that every table that the year prescribes is there, says anything, and was read to its last cell."""
    covered = coverage(case.records.facts, case.records.forms, case.year)
    for one in covered:
        values = {
            "table": ("tables", one.table),
            "form": one.form,
            "read": one.read,
            "expected": one.expected,
        }
        key = "table_whole" if one.complete else "table_part" if one.filled else "table_empty"
        message = Message(key if one.read else "table_missing", values)
        yield Finding(one.table, None, None, one.expected, one.read, one.complete, message)
    if not covered and case.year is None:
        yield Finding("report", None, "year", None, None, False, Message("nothing_to_expect"))


def counted_twice(check: Check, case: Case) -> Iterator[Finding]:
    """Try whether the outcomes exceed their total by just the requests granted in part."""
    for one in sums_of(case.records.forms, case.cells, check.options["identity"]):
        part = one.left.get(check.options["row"])
        if part and one.expected and one.found is not None:
            excess = one.expected - one.found
            message = Message("twice" if excess == part else "once", {"part": part, "excess": excess})
            yield Finding(*one.cell(check.options["row"]), None, part, excess != part, message)


def subtotals(check: Check, case: Case) -> Iterator[Finding]:
    """Try a subtotal that a report prints beside its parts."""
    table, row = check.options["table"], check.options["row"]
    for cell, value in case.cells.items():
        if cell[:2] != (table, row) or value is None:
            continue
        parts = {
            key[1]: part
            for key, part in case.cells.items()
            if key[0] == table and key[2] == cell[2] and key[1].startswith(f"{row}.")
        }
        terms = Terms("rows", parts)
        if terms.known:
            expected = sum(terms.known)
            message = Message("sum", {"parts": terms, "expected": expected, "found": value})
            yield Finding(*cell, expected, value, expected == value, message)


def blanks(_: Check, case: Case) -> Iterator[Finding]:
    """Count the cells that a table leaves blank or fills with a dash."""
    counts: dict[str, dict[str, int]] = {}
    for fact in case.records.facts:
        of_table = counts.setdefault(fact.table, dict.fromkeys(("blank", "dash", "text", "number"), 0))
        of_table[fact.kind] += 1
    for table, of_table in counts.items():
        empty = of_table["blank"] + of_table["dash"] + of_table["text"]
        yield Finding(table, None, None, 0, empty, empty == 0, Message("blanks", of_table))


def local_rows(_: Check, case: Case) -> Iterator[Finding]:
    """List the rows that a report prints beyond its form."""
    tables = {fact.table for fact in case.records.facts}
    for table in sorted(tables):
        rows = dict.fromkeys(
            fact.row
            for fact in case.records.facts
            if fact.table == table and fact.row.startswith("unmatched")
        )
        message = Message("local_rows", {"count": len(rows)})
        yield Finding(table, next(iter(rows), None), None, 0, len(rows), not rows, message)


def unit_printed(check: Check, case: Case) -> Iterator[Finding]:
    """Try whether an amount of money says in what unit."""
    for fact in case.records.facts:
        if fact.column == check.options["column"] and fact.value:
            message = Message("unit", {"unit": fact.unit} if fact.unit else {"unit": "?"})
            yield Finding(fact.table, fact.row, fact.column, None, fact.value, fact.unit is not None, message)


RULES = {
    "relation": relation,
    "kinds": kinds,
    "whole-numbers": whole_numbers,
    "tables-found": tables_found,
    "counted-twice": counted_twice,
    "subtotals": subtotals,
    "blanks": blanks,
    "local-rows": local_rows,
    "unit-printed": unit_printed,
}
"""The rules of this module by the names that checks.toml gives them."""
