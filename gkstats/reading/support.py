"""What of a report confirms its figures, and what contradicts them: sums, carried-over identities, the prose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from gkstats.evidence import grade
from gkstats.records import Fact, Restatement
from gkstats.sums import Cell, Cells, agree, cells_of, sums_of

__all__ = ["weighed"]


def weighed(
    facts: Sequence[Fact], forms: Iterable[str], restatements: Iterable[Restatement] = ()
) -> tuple[Fact, ...]:
    """Return the facts with the class of evidence that sums and the prose give them; no figure changes.

    A sum that holds, or a figure of the prose that agrees, confirms every cell in it; one that must agree and does not
    weakens every cell in it.
    """
    cells = cells_of(facts)
    tested = _by_sums(forms, cells)
    agreed, denied = _by_prose(restatements, cells)
    sound = bool(tested) and all(tested.values()) and not denied
    for cell in agreed:
        tested.setdefault(cell, True)
    weighed = []
    for fact in facts:
        cell = (fact.table, fact.row, fact.column)
        against = "prose_disagrees" if cell in denied else ""
        weighed.append(_weighed(fact, against, tested.get(cell), sound=sound))
    return tuple(weighed)


def _weighed(fact: Fact, against: str, tested: bool | None, *, sound: bool) -> Fact:
    # No note: the checks say which sum or sentence does not agree, and by how much.
    evidence, trouble = grade((fact.trouble, against), tested, sound=sound)
    if (evidence, trouble) == (fact.evidence, fact.trouble):
        return fact
    # Written out: `dataclasses.replace` takes twice as long, for every cell of a report.
    return Fact(
        fact.table,
        fact.row,
        fact.column,
        fact.value,
        fact.unit,
        fact.printed,
        fact.kind,
        fact.note,
        fact.anchor,
        evidence,
        trouble,
    )


def _by_sums(forms: Iterable[str], cells: Cells) -> dict[Cell, bool]:
    """Return the cells that take part in a sum, and whether none of theirs fails.

    Sums that may fail innocently, such as those of channels that overlap, confirm but do not contradict.
    """
    tested: dict[Cell, bool] = {}
    for one in sums_of(forms, cells):
        holds = one.holds
        if holds is None or (not holds and one.identity.severity != "error"):
            continue
        for name in (*one.left, *one.right):
            cell = one.cell(name)
            tested[cell] = holds and tested.get(cell, True)
    return tested


def _by_prose(
    restatements: Iterable[Restatement], cells: Mapping[Cell, int | float | None]
) -> tuple[set[Cell], set[Cell]]:
    """Return the cells that the prose states as the tables do, and those of which it states another figure.

    Where a figure of the prose may repeat several sets of cells and agrees with none, it is the likeliest that it denies.
    """
    agreed: set[Cell] = set()
    denied: set[Cell] = set()
    for one in restatements:
        if one.comparator != "=":
            continue
        totals = [(some, total) for some in one.candidates if (total := _total(some, cells)) is not None]
        same = next((some for some, total in totals if agree(total, one.value)), None)
        if same is not None:
            agreed.update(same)
        elif totals:
            denied.update(totals[0][0])
    return agreed, denied


def _total(some: Iterable[Cell], cells: Mapping[Cell, int | float | None]) -> int | float | None:
    """Add up cells; None where one of them is no number."""
    values = [cells.get(cell) for cell in some]
    known = [value for value in values if value is not None]
    return sum(known) if known and len(known) == len(values) else None
