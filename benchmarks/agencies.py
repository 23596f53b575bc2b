"""Which names mean one agency: pairs of reports of one body that are found, and pairs that are not one.

    python -m benchmarks.agencies 2000

The names are those of synthetic agencies that shorten them, whose divisions were renamed and whose departments were merged.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from typing import NamedTuple

from gkstats.agencies import agency_id
from gkstats.synthetic.agencies import printed_names

YEARS = range(2015, 2023)


class Pairs(NamedTuple):
    """Pairs of reports: joined by their ids, of one body in truth, and both."""

    joined: int
    true: int
    both: int

    @property
    def precision(self) -> float:
        """Share of the joined pairs that are of one body."""
        return self.both / self.joined

    @property
    def recall(self) -> float:
        """Share of the pairs of one body that are joined."""
        return self.both / self.true


def measured(reports: int, seed: int = 0) -> Pairs:
    """Count the pairs among so many reports, by groups and not pair by pair."""
    printed = [one for number in range(reports // len(YEARS)) for one in printed_names(seed, number, YEARS)]
    ids = [agency_id(one.name, one.year) for one in printed]
    bodies = [one.body for one in printed]
    return Pairs(*(_pairs(Counter(keys)) for keys in (ids, bodies, zip(ids, bodies, strict=True))))


def _pairs(groups: Counter[object]) -> int:
    return sum(size * (size - 1) // 2 for size in groups.values())


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reports", type=int, nargs="?", default=2000)
    parser.add_argument("--seeds", type=int, default=5)
    chosen = parser.parse_args()
    for seed in range(chosen.seeds):
        begun = time.perf_counter()
        found = measured(chosen.reports, seed)
        seconds = time.perf_counter() - begun
        print(
            f"seed {seed}: {found.true} pairs of one body, {found.joined} joined, precision {found.precision:.4f}, "
            f"recall {found.recall:.4f}, {seconds:.1f} s"
        )


if __name__ == "__main__":
    main()
