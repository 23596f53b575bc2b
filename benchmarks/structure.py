"""Change the structure of real and sample reports, and count what is read right, wrong, wrong in silence, not at all.

    uv run python benchmarks/structure.py --documents 2000 --real DIR

Columns and rows change their order, get lost or are added; another report's tables stand beside; what is hidden is in
the file; converters have been at work: `benchmarks/changes` holds the changes, each of which knows which figures the
changed document still prints. What is counted how stands in `changes.judging.Outcome`. It ends with 1 if any figure
was wrong in silence.
"""

from __future__ import annotations

import argparse
import collections
import os
import sys
import time

from changes.bases import papers
from changes.families import CHANGES, trials
from changes.judging import Read
from changes.model import FORMATS
from changes.running import outcomes

HEADS = ("right", "marked", "checked", "silent", "refused", "lost", "missed")


def shown(read: Read) -> str:
    """Return one figure in a line."""
    return f"{' '.join(read.key)}: {read.expected} expected, {read.found} found, {read.printed!r} printed"


def main() -> int:
    """Run and print a table, a line a family."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument(
        "--real", default=os.environ.get("GKSTATS_REAL_REPORTS"), help="folder of real reports"
    )
    families = sorted({c.family for c in CHANGES} | {f"{c.family}/{c.name}" for c in CHANGES})
    parser.add_argument("--family", action="append", default=[], choices=families, metavar="FAMILY[/NAME]")
    parser.add_argument("--format", action="append", default=[], choices=FORMATS)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--detail", action="store_true", help="a line a change, not a family")
    parser.add_argument(
        "--show", type=int, default=0, help="print that many silent errors and losses of each line"
    )
    options = parser.parse_args()
    started = time.perf_counter()
    totals: dict[str, collections.Counter[str]] = {}
    told: collections.Counter[str] = collections.Counter()
    todo = trials(
        papers(options.real),
        options.documents,
        families=options.family,
        formats=options.format,
        seed=options.seed,
    )
    for done in outcomes(list(todo), options.workers):
        change = done.trial.change
        line = f"{change.family}/{change.name}" if options.detail else change.family
        counts = totals.setdefault(line, collections.Counter())
        counts["documents"] += 1
        counts.update(done.outcome.counts)
        if done.crash:
            counts["crashed"] += 1
            print(f"CRASH {done.name}: {done.crash}")
        for kind in ("silent", "missed", "lost"):
            reads = [r for r in done.outcome.reads if r.outcome == kind]
            if reads and told[line + kind] < options.show:
                told[line + kind] += 1
                print(f"{kind.upper()} {len(reads)} {done.name}: {shown(reads[0])} {done.outcome.error}")
    heads = ("documents", *HEADS)
    print(f"{'family':28s}" + "".join(f"{head:>11s}" for head in heads))
    for family in sorted(totals):
        print(f"{family:28s}" + "".join(f"{totals[family][head]:11,d}" for head in heads))
    whole = sum(totals.values(), collections.Counter())
    print(f"{'all':28s}" + "".join(f"{whole[head]:11,d}" for head in heads))
    print(f"{time.perf_counter() - started:.0f} s, {whole['crashed']} crashed")
    return 1 if whole["silent"] or whole["crashed"] else 0


if __name__ == "__main__":
    sys.exit(main())
