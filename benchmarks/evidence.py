"""How often figures of each class of evidence are wrong, in reports with changes of structure and with defects.

    uv run python benchmarks/evidence.py --documents 10000 --real DIR

The documents are those of `structure.py`, and synthetic reports with the defects of `gkstats.synthetic`. The table says
for each class how many figures it has, how many of them are wrong, and how many of those no note, check or warning puts
in doubt. Below it stands which share of the figures of unchanged reports is in the best class.
"""

from __future__ import annotations

import argparse
import collections
import os
import sys
import time
from collections.abc import Iterator
from typing import Any

from changes.bases import papers
from changes.families import trials
from changes.running import outcomes

import gkstats as gk
from gkstats.evidence import EVIDENCE
from gkstats.synthetic import synthetic_report

FORMATS = ("html", "docx", "txt", "pdf")
_APPLICANTS = ("natural_person", "business", "research", "public_interest", "legal_service", "other", "total")
Counts = dict[str, collections.Counter[str]]


def expected(truth: dict[str, Any]) -> dict[tuple[str, str, str], float | None]:
    """Return what each cell says."""
    cells: dict[tuple[str, str, str], float | None] = {}
    for row, values in truth.get("applications", {}).items():
        cells |= {("applications", row, c): v for c, v in zip(_APPLICANTS, values, strict=True)}
    for table in ("proactive", "reviews"):
        for row, columns in truth.get(table, {}).items():
            cells |= {(table, row, column): value for column, value in columns.items()}
    return cells | {("statistics", row, "value"): v for row, v in truth.get("statistics", {}).items()}


def with_defects(count: int) -> Iterator[tuple[str, str, bool]]:
    """Yield class, kind of outcome and whether it is right, for every figure of reports with defects."""
    for index in range(count):
        report = synthetic_report(23, index, defects=1.0)
        known = expected(report.truth)
        read = gk.load_report(report.typeset(FORMATS[index % len(FORMATS)]))
        for fact in read.records.facts:
            key = (fact.table, fact.row, fact.column)
            if fact.value is not None and key in known:
                right = fact.value == known[key]
                yield fact.evidence, "right" if right else "silent", right


def add(counts: Counts, evidence: str, outcome: str, right: bool) -> None:
    """Count a figure."""
    of_class = counts.setdefault(evidence, collections.Counter())
    of_class["figures"] += 1
    of_class["wrong"] += not right
    of_class["silent"] += outcome == "silent"


def shown(counts: Counts) -> Iterator[str]:
    """Yield the lines of a table."""
    yield "| class | figures | wrong | in 10,000 | wrong in silence |"
    yield "| --- | --- | --- | --- | --- |"
    for evidence in EVIDENCE:
        one = counts.get(evidence, collections.Counter())
        rate = one["wrong"] / one["figures"] * 10_000 if one["figures"] else 0.0
        yield f"| {evidence} | {one['figures']:,} | {one['wrong']:,} | {rate:.1f} | {one['silent']:,} |"


def main() -> int:
    """Run and print; return 1 where a figure of the best class is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument(
        "--real", default=os.environ.get("GKSTATS_REAL_REPORTS"), help="folder of real reports"
    )
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", type=int, default=0, help="print that many wrong figures of the best class")
    options = parser.parse_args()
    started = time.perf_counter()
    defective = options.documents // 10
    changed = trials(papers(options.real), options.documents - defective, seed=options.seed)
    counts: Counts = {}
    unchanged: Counts = {}
    told = 0
    for done in outcomes(list(changed), options.workers):
        for one in done.outcome.reads:
            if one.found is None:
                continue
            add(counts, one.evidence, one.outcome, one.outcome == "right")
            if one.evidence == EVIDENCE[0] and one.outcome != "right" and told < options.show:
                told += 1
                print(f"{done.name}: {' '.join(one.key)}: {one.expected} expected, {one.found} found")
            if done.trial.change.family == "unchanged":
                add(unchanged, one.evidence, one.outcome, one.outcome == "right")
    for evidence, outcome, right in with_defects(defective):
        add(counts, evidence, outcome, right)
    print("\n".join(shown(counts)))
    whole = sum(one["figures"] for one in unchanged.values())
    best = unchanged.get(EVIDENCE[0], collections.Counter())["figures"]
    print(f"\n{best / max(whole, 1):.1%} of {whole:,} figures of unchanged reports are {EVIDENCE[0]}.")
    print(f"{options.documents:,} documents in {time.perf_counter() - started:.0f} s")
    return 1 if counts.get(EVIDENCE[0], collections.Counter())["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
