"""Score the narrative reader on labelled paragraphs: ``python benchmarks/narrative.py FILE [--quiet]``.

FILE holds a JSON object a line: id, text, year, shape, breakdowns, hotline, quantities. A breakdown part is right
when its label, value and breakdown's total are right; a hotline field when its value is; a quantity when its value is
found as a figure of the reporting year. Prints precision, recall and F1, overall and for each shape, and the misses.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from gkstats.reading.narrative import read_narrative_records, sections_of_text
from gkstats.records import Narrative

FIELDS = ("received", "resolved", "transferred", "answered_directly", "resolution_rate", "satisfaction")
MEASURES = ("parts", "hotline", "quantities", "comparators", "units", "sums", "of", "dimension", "kind")


class Tally(NamedTuple):
    """What was expected and what was found, as multisets of comparable keys."""

    expected: Counter[Any]
    found: Counter[Any]


def _number(value: float | None) -> float | None:
    return None if value is None else round(float(value), 6)


def expected_keys(case: dict[str, Any]) -> dict[str, Counter[Any]]:
    """Return the labels of a case as multisets, one a measure."""
    keys: dict[str, Counter[Any]] = {name: Counter() for name in MEASURES}
    for b in case["breakdowns"]:
        total = _number(b["total"])
        whole = (total, tuple(_number(p["value"]) for p in b["parts"]))
        keys["sums"][(whole, b["sums"])] += 1
        keys["of"][(whole, b["of"])] += 1
        keys["dimension"][(whole, b["dimension"])] += 1
        for p in b["parts"]:
            keys["parts"][(total, p["label"], _number(p["value"]))] += 1
            keys["kind"][(total, _number(p["value"]), p["kind"])] += 1
    for field in FIELDS:
        value = (case["hotline"] or {}).get(field)
        if value is not None:
            keys["hotline"][(field, _number(value))] += 1
    for q in case["quantities"]:
        value = _number(q["value"])
        keys["quantities"][value] += 1
        keys["comparators"][(value, q["comparator"])] += 1
        keys["units"][(value, q["unit"])] += 1
    return keys


def found_keys(narrative: Narrative) -> dict[str, Counter[Any]]:
    """Return a reading as multisets, one a measure; only what belongs to the reporting year."""
    keys: dict[str, Counter[Any]] = {name: Counter() for name in MEASURES}
    for b in narrative.breakdowns:
        if b.period != "year":
            continue
        total = _number(b.total)
        whole = (total, tuple(_number(p.value) for p in b.parts))
        keys["sums"][(whole, b.sums)] += 1
        keys["of"][(whole, b.of)] += 1
        keys["dimension"][(whole, b.dimension)] += 1
        for p in b.parts:
            keys["parts"][(total, p.label, _number(p.value))] += 1
            keys["kind"][(total, _number(p.value), p.kind)] += 1
    for field in FIELDS:
        value = getattr(narrative.hotline, field, None)
        if value is not None:
            keys["hotline"][(field, _number(value))] += 1
    for q in narrative.quantities:
        if q.period == "year":
            value = _number(q.value)
            keys["quantities"][value] += 1
            keys["comparators"][(value, None if q.comparator == "=" else q.comparator)] += 1
            keys["units"][(value, q.unit)] += 1
    return keys


def scores(tallies: Iterable[Tally]) -> tuple[int, int, int, float, float, float]:
    """Return hits, found, expected, precision, recall and F1 over `tallies`."""
    hits = found = expected = 0
    for tally in tallies:
        hits += (tally.expected & tally.found).total()
        found += tally.found.total()
        expected += tally.expected.total()
    precision = hits / found if found else 1.0
    recall = hits / expected if expected else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return hits, found, expected, precision, recall, f1


def evaluate(path: Path) -> tuple[list[dict[str, Any]], list[dict[str, Tally]]]:
    """Return the cases of a file and, for each, what was expected and found."""
    cases = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    results = []
    for case in cases:
        narrative = read_narrative_records(sections_of_text(case["text"]), case["year"])
        expected, found = expected_keys(case), found_keys(narrative)
        results.append({name: Tally(expected[name], found[name]) for name in MEASURES})
    return cases, results


def _print_misses(cases: list[dict[str, Any]], results: list[dict[str, Tally]]) -> None:
    for case, result in zip(cases, results, strict=True):
        lines = []
        for name in MEASURES:
            missing = result[name].expected - result[name].found
            extra = result[name].found - result[name].expected
            if missing:
                lines.append(f"    {name} missing: {list(missing.elements())}")
            if extra:
                lines.append(f"    {name} extra:   {list(extra.elements())}")
        if lines:
            print(f"{case['id']} {case['shape']}\n    {case['text']}", *lines, sep="\n")


def main() -> None:
    """Print the scores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--quiet", action="store_true", help="no misses")
    options = parser.parse_args()
    cases, results = evaluate(options.file)
    if not options.quiet:
        _print_misses(cases, results)
    shapes: dict[str, list[dict[str, Tally]]] = defaultdict(list)
    for case, result in zip(cases, results, strict=True):
        shapes[case["shape"]].append(result)
    print(f"\n{'shape':24} {'cases':>5}  parts F1  hotline F1  quantities F1")
    for shape, group in sorted(shapes.items()):
        f1 = [scores(result[name] for result in group)[5] for name in MEASURES[:3]]
        print(f"{shape:24} {len(group):5}  {f1[0]:8.3f}  {f1[1]:10.3f}  {f1[2]:13.3f}")
    print(f"\n{'measure':12} {'hits':>5} {'found':>6} {'labelled':>8}  precision  recall     F1")
    for name in MEASURES:
        hits, found, expected, precision, recall, f1 = scores(result[name] for result in results)
        print(f"{name:12} {hits:5} {found:6} {expected:8}  {precision:9.3f}  {recall:6.3f}  {f1:5.3f}")
    negative = [
        (c, r) for c, r in zip(cases, results, strict=True) if not c["breakdowns"] and not c["hotline"]
    ]
    wrong = [c["id"] for c, r in negative if r["parts"].found or r["hotline"].found]
    print(f"\nwithout breakdown and hotline: {len(negative)} cases, invented in {len(wrong)}: {wrong}")
    text = "\n".join(case["text"] for case in cases)
    block = (text * (1 + 20_480 // max(1, len(text.encode()))))[: 20_480 // 3]
    sections = sections_of_text(block)
    read_narrative_records(sections, None)
    started = time.perf_counter()
    for _ in range(5):
        read_narrative_records(sections, None)
    print(f"20 KB of such text: {(time.perf_counter() - started) / 5 * 1000:.1f} ms")


if __name__ == "__main__":
    main()
