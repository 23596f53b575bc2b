"""Score the narrative reader on labelled paragraphs: ``python benchmarks/narrative.py [FILE ...] [--cross] [--quiet]``.

FILE holds a JSON object a line: id, text, year, shape, breakdowns, hotline, quantities; all of ``benchmarks/paragraphs``
and of the tests when none is given. A breakdown part is right when its label, its value and its breakdown's total are
right (``structure``: value and total); a hotline field when its value is; a quantity when its value is found as a figure
of the reporting year. A label may keep or drop the 数 or 量 before its figure and a 我局 or 各类 at its head.

``--cross`` scores each paragraph by weights that were learned from the other four fifths of all paragraphs, and shows
how often breakdowns are wrong by the margin they were read with: the only scores that say anything of unseen reports.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import labelled
import train

from gkstats.reading.narrative import read_narrative_records, sections_of_text
from gkstats.reading.narrative.evidence import Evidence
from gkstats.reading.narrative.lexicon import plain_text
from gkstats.records import Narrative

FIELDS = ("received", "resolved", "transferred", "answered_directly", "resolution_rate", "satisfaction")
MEASURES = (
    "parts",
    "structure",
    "hotline",
    "quantities",
    "comparators",
    "units",
    "sums",
    "of",
    "dimension",
    "kind",
)


class Tally(NamedTuple):
    """What was expected and what was found, as multisets of comparable keys."""

    expected: Counter[Any]
    found: Counter[Any]


def _number(value: float | None) -> float | None:
    return None if value is None else round(float(value), 6)


_TAIL = re.compile(r"(?:总数量|总数|数量|总量|数|量)$")
_HEAD = re.compile(
    r"^(?:我局|本局|本单位|我镇|本镇|我委|我办|我县|我区|我市|本级|本机关|各类|相关|有关|全市|全县|全区|全省|各种|各)(?=.)"
)


def _label(text: str) -> str:
    """Return a label without what scorers accept to be there or not."""
    return _HEAD.sub("", _TAIL.sub("", "".join(plain_text(text).split()))) or text


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
            keys["parts"][(total, _label(p["label"]), _number(p["value"]))] += 1
            keys["structure"][(total, _number(p["value"]))] += 1
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
            keys["parts"][(total, _label(p.label), _number(p.value))] += 1
            keys["structure"][(total, _number(p.value))] += 1
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


class Result(NamedTuple):
    """A case, how it was read, and each measure's tally."""

    case: dict[str, Any]
    narrative: Narrative
    tallies: dict[str, Tally]


def judge(case: dict[str, Any], evidence: Evidence | None = None) -> Result:
    """Return how a case is read, and what was expected and found."""
    narrative = read_narrative_records(sections_of_text(case["text"]), case["year"], evidence=evidence)
    expected, found = expected_keys(case), found_keys(narrative)
    return Result(case, narrative, {name: Tally(expected[name], found[name]) for name in MEASURES})


def cross(cases: list[dict[str, Any]], folds: int = 5) -> list[Result]:
    """Return how each case is read by weights that were learned without its fold."""
    texts = [train.Text(labelled.see(case)) for case in cases]
    found = []
    for fold in range(folds):
        weights = train.learn([text for text in texts if labelled.fold_of(text.paragraph.case) != fold])
        evidence = train.evidence_of(weights)
        found += [judge(case, evidence) for case in cases if labelled.fold_of(case) == fold]
        print(f"fold {fold + 1} of {folds} read", file=sys.stderr, flush=True)
    return found


def print_misses(results: list[Result]) -> None:
    """Print the cases in which something is missing or invented."""
    for case, _, tallies in results:
        lines = []
        for name in MEASURES:
            missing = tallies[name].expected - tallies[name].found
            extra = tallies[name].found - tallies[name].expected
            if missing:
                lines.append(f"    {name} missing: {list(missing.elements())}")
            if extra:
                lines.append(f"    {name} extra:   {list(extra.elements())}")
        if lines:
            doubt = " (in doubt)" if case.get("doubt") else ""
            print(f"{case['file']} {case['id']} {case['shape']}{doubt}\n    {case['text']}", *lines, sep="\n")


def print_scores(results: list[Result]) -> None:
    """Print precision, recall and F1 of each measure, and where something is invented."""
    print(f"\n{'measure':12} {'hits':>5} {'found':>6} {'labelled':>8}  precision  recall     F1")
    for name in MEASURES:
        hits, found, expected, precision, recall, f1 = scores(result.tallies[name] for result in results)
        print(f"{name:12} {hits:5} {found:6} {expected:8}  {precision:9.3f}  {recall:6.3f}  {f1:5.3f}")
    negative = [r for r in results if not r.case["breakdowns"] and not r.case["hotline"]]
    wrong = [r.case["id"] for r in negative if r.tallies["parts"].found or r.tallies["hotline"].found]
    print(f"without breakdown and hotline: {len(negative)} cases, invented in {len(wrong)}: {wrong}")


def print_summary(results: list[Result]) -> None:
    """Print F1 of each file, with and without the cases in doubt."""
    groups: dict[str, list[Result]] = defaultdict(list)
    doubted = {result.case["file"] for result in results if result.case.get("doubt")}
    for result in results:
        name = result.case["file"]
        groups[name].append(result)
        if name in doubted and not result.case.get("doubt"):
            groups[f"{name} without doubt"].append(result)
    print(
        f"\n{'file':24} {'cases':>5}  " + "  ".join(f"{name:>10}" for name in MEASURES[:4]) + "  invented in"
    )
    for name, group in sorted(groups.items()):
        f1 = [scores(result.tallies[measure] for result in group)[5] for measure in MEASURES[:4]]
        negative = [r for r in group if not r.case["breakdowns"] and not r.case["hotline"]]
        wrong = sum(bool(r.tallies["parts"].found or r.tallies["hotline"].found) for r in negative)
        print(
            f"{name:24} {len(group):5}  "
            + "  ".join(f"{value:10.3f}" for value in f1)
            + f"  {wrong} of {len(negative)}"
        )


BANDS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, float("inf"))


def print_hotline_margins(results: list[Result]) -> None:
    """Print how often a hotline's fields are wrong by the margin it was read with."""
    counts = {band: [0, 0] for band in BANDS}
    for case, narrative, tallies in results:
        if case.get("doubt") or narrative.hotline is None or narrative.hotline.margin is None:
            continue
        band = next(limit for limit in BANDS if narrative.hotline.margin < limit)
        counts[band][0] += (tallies["hotline"].found - tallies["hotline"].expected).total()
        counts[band][1] += tallies["hotline"].found.total()
    print(f"\n{'margin below':>12} fields  wrong")
    for band, (wrong, fields) in counts.items():
        print(f"{band:12g} {fields:6}  {wrong / fields if fields else 0:.3f}")


def print_margins(results: list[Result]) -> None:
    """Print how often a breakdown's parts are wrong by the margin it was read with."""
    counts = {band: [0, 0] for band in BANDS}
    for case, narrative, tallies in results:
        if case.get("doubt"):
            continue
        for b in narrative.breakdowns:
            if b.period != "year" or b.margin is None:
                continue
            band = next(limit for limit in BANDS if b.margin < limit)
            for p in b.parts:
                key = (_number(b.total), _label(p.label), _number(p.value))
                counts[band][0] += key not in tallies["parts"].expected
                counts[band][1] += 1
    print(f"\n{'margin below':>12} {'parts':>6}  wrong")
    for band, (wrong, parts) in counts.items():
        print(f"{band:12g} {parts:6}  {wrong / parts if parts else 0:.3f}")


def print_speed(cases: list[dict[str, Any]]) -> None:
    """Print how long 20 KB of such text take."""
    text = "\n".join(case["text"] for case in cases)
    block = (text * (1 + 20_480 // max(1, len(text.encode()))))[: 20_480 // 3]
    sections = sections_of_text(block)
    read_narrative_records(sections, None)
    times = []
    for _ in range(7):
        started = time.perf_counter()
        read_narrative_records(sections, None)
        times.append(time.perf_counter() - started)
    print(f"\n20 KB of such text: {min(times) * 1000:.1f} ms")


def main() -> None:
    """Print the scores."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", type=Path, nargs="*")
    parser.add_argument(
        "--cross", action="store_true", help="by weights learned without the paragraph's fold"
    )
    parser.add_argument("--quiet", action="store_true", help="no misses")
    options = parser.parse_args()
    cases = labelled.load_cases(options.files or None)
    results = cross(cases) if options.cross else [judge(case) for case in cases]
    if not options.quiet:
        print_misses(results)
    print_scores(results)
    print_summary(results)
    print_margins(results)
    print_hotline_margins(results)
    print_speed(cases)


if __name__ == "__main__":
    main()
