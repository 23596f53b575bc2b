"""What of a report confirms its figures, and what contradicts them: sums, carried-over identities, the prose."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from gkstats.evidence import grade
from gkstats.records import Fact, Restatement
from gkstats.sums import Cell, Cells, agree, cells_of, sums_of

__all__ = ["weighed"]


def weighed(
    facts: Sequence[Fact], forms: Iterable[str], restatements: Iterable[Restatement] = ()
) -> tuple[Fact, ...]:
    """Return the facts with the class of evidence that sums and the prose give them; no figure changes.

    A sum that holds confirms every cell in it, a sum that must hold and does not weakens every cell in it.
    """
    cells = cells_of(facts)
    tested = _by_sums(forms, cells)
    sound = bool(tested) and all(tested.values())
    for cell in _restated(restatements, cells):
        tested.setdefault(cell, True)
    return tuple(
        _weighed(fact, tested.get((fact.table, fact.row, fact.column)), sound=sound) for fact in facts
    )


def _weighed(fact: Fact, tested: bool | None, *, sound: bool) -> Fact:
    # No note: the checks say which sum does not hold, and by how much.
    evidence, trouble = grade((fact.trouble,), tested, sound=sound)
    if (evidence, trouble) == (fact.evidence, fact.trouble):
        return fact
    return dataclasses.replace(fact, evidence=evidence, trouble=trouble)


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


def _restated(restatements: Iterable[Restatement], cells: Mapping[Cell, int | float | None]) -> set[Cell]:
    """Return the cells that the prose states as the tables do."""
    found: set[Cell] = set()
    for one in restatements:
        if one.comparator != "=":
            continue
        for candidate in one.candidates:
            values = [cells.get(cell) for cell in candidate]
            known = [value for value in values if value is not None]
            if known and len(known) == len(candidate) and agree(sum(known), one.value):
                found.update(candidate)
                break
    return found
