"""What the prose says of a figure counts: it confirms what it repeats, and weakens what it contradicts."""

from __future__ import annotations

import pytest

from gkstats.documents.model import Anchor
from gkstats.evidence import grade
from gkstats.reading.support import weighed
from gkstats.records import Comparator, Fact, Restatement

NEW = ("applications", "received.new", "total")
CARRIED = ("applications", "received.carried_over", "total")


def fact(cell: tuple[str, str, str], value: int | None) -> Fact:
    kind = "blank" if value is None else "number"
    evidence, trouble = grade(())
    return Fact(*cell, value, "件", str(value or ""), kind, "", Anchor(), evidence, trouble)  # type: ignore[arg-type]


def told(
    value: int, *candidates: tuple[tuple[str, str, str], ...], comparator: Comparator = "="
) -> Restatement:
    return Restatement(value, comparator, candidates, "", 3, ())


def graded(*restatements: Restatement, carried: int | None = 2) -> list[tuple[str, str]]:
    facts = weighed([fact(NEW, 40), fact(CARRIED, carried)], (), restatements)
    return [(one.evidence, one.trouble) for one in facts]


@pytest.mark.parametrize(
    ("one", "new", "carried"),
    [
        (told(40, (NEW,)), "confirmed", "named"),
        (told(42, (NEW, CARRIED)), "confirmed", "confirmed"),
        (told(42, (NEW,), (NEW, CARRIED)), "confirmed", "confirmed"),
        (told(41, (NEW,)), "doubtful", "named"),
        (told(41, (NEW,), (NEW, CARRIED)), "doubtful", "named"),
        (told(41, (NEW, CARRIED)), "doubtful", "doubtful"),
        (told(41, (NEW,), comparator=">="), "named", "named"),
    ],
)
def test_the_prose_confirms_what_it_repeats_and_weakens_what_it_contradicts(
    one: Restatement, new: str, carried: str
) -> None:
    trouble = {"doubtful": "prose_disagrees"}
    assert graded(one) == [(new, trouble.get(new, "")), (carried, trouble.get(carried, ""))]


def test_the_prose_contradicts_no_blank_and_what_it_contradicts_is_not_saved_by_what_agrees() -> None:
    assert graded(told(41, (NEW, CARRIED)), carried=None) == [("named", ""), ("named", "")]
    assert graded(told(41, (NEW,)), told(40, (NEW,)))[0] == ("doubtful", "prose_disagrees")
