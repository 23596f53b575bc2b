"""Labelled paragraphs of our own, over every shape in which reports state figures."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from gkstats.reading.narrative import read_narrative_records, sections_of_text
from gkstats.records import Narrative

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases.jsonl").read_text(encoding="utf-8").splitlines()
]
FIELDS = ("received", "resolved", "transferred", "answered_directly", "resolution_rate", "satisfaction")
# What the reader does not get right yet, by case and measure.
KNOWN = {
    ("r016", "quantities"): "a number that only qualifies a noun (不足百人的活动) counts",
}


def read(case: dict[str, Any]) -> Narrative:
    return read_narrative_records(sections_of_text(case["text"]), case["year"])


def params(measure: str) -> list[Any]:
    return [
        pytest.param(
            case,
            id=f"{case['id']}-{case['shape']}",
            marks=[pytest.mark.xfail(reason=KNOWN[case["id"], measure], strict=True)]
            if (case["id"], measure) in KNOWN
            else [],
        )
        for case in CASES
    ]


def _parts(breakdowns: Any) -> Counter[Any]:
    return Counter((total, value, label) for total, parts in breakdowns for label, value in parts)


def test_breakdowns() -> None:
    """Judged together: the weights were learned from these paragraphs among others, and weigh one against another."""
    hits = expected_parts = found_parts = 0
    invented = []
    for case in CASES:
        expected = _parts(
            (b["total"], [(p["label"], p["value"]) for p in b["parts"]]) for b in case["breakdowns"]
        )
        found = _parts(
            (b.total, [(p.label, p.value) for p in b.parts])
            for b in read(case).breakdowns
            if b.period == "year"
        )
        hits += (expected & found).total()
        expected_parts, found_parts = expected_parts + expected.total(), found_parts + found.total()
        if found and not expected:
            invented.append(case["id"])
    assert hits / found_parts > 0.96
    assert hits / expected_parts > 0.95
    assert len(invented) < 5, invented


@pytest.mark.parametrize("case", params("hotline"))
def test_hotline(case: dict[str, Any]) -> None:
    hotline = read(case).hotline
    if case["hotline"] is None:
        assert hotline is None
    else:
        assert hotline is not None
        assert {field: getattr(hotline, field) for field in FIELDS} == pytest.approx(case["hotline"])


@pytest.mark.parametrize("case", params("quantities"))
def test_quantities(case: dict[str, Any]) -> None:
    expected = [(q["value"], q["comparator"] or "=", q["unit"]) for q in case["quantities"]]
    found = [(q.value, q.comparator, q.unit) for q in read(case).quantities if q.period == "year"]
    assert found == expected


def test_codes_are_mostly_right() -> None:
    """What is broken down, along what, and the kinds of channels: judged over all cases together."""
    right = total = 0
    for case in CASES:
        found = {(b.total, tuple(p.value for p in b.parts)): b for b in read(case).breakdowns}
        for expected in case["breakdowns"]:
            b = found.get((expected["total"], tuple(p["value"] for p in expected["parts"])))
            kinds = [p.kind for p in b.parts] if b else None
            total += 3
            right += b is not None and b.of == expected["of"]
            right += b is not None and b.dimension == expected["dimension"]
            right += kinds == [p["kind"] for p in expected["parts"]]
    assert right / total > 0.94
