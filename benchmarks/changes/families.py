"""Every way in which reports are changed, and drawing one of them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from . import columns, converters, parts, prints, rows, sight, whose
from .model import FORMATS, Change, Changed, Format, Paper

__all__ = ["CHANGES", "Trial", "trials"]


def _as_it_is(paper: Paper, _: random.Random, __: Format) -> Changed:
    """Change nothing, which tells what the rest is measured against."""
    return Changed(paper, paper.known)


CHANGES: tuple[Change, ...] = (
    Change("unchanged", "as-it-is", FORMATS, _as_it_is),
    *columns.CHANGES,
    *rows.CHANGES,
    *whose.CHANGES,
    *sight.CHANGES,
    *parts.CHANGES,
    *prints.CHANGES,
    *converters.CHANGES,
)


class Trial(NamedTuple):
    """A change of a report in a format; ``number`` says which of all that chance may draw."""

    change: Change
    paper: Paper
    format: Format
    number: int

    def draw(self) -> Changed | None:
        """Return the changed report."""
        name = f"{self.change.family}/{self.change.name}/{self.paper.name}/{self.format}/{self.number}"
        return self.change.apply(self.paper, random.Random(name), self.format)


def trials(
    papers: Sequence[Paper],
    count: int,
    *,
    families: Sequence[str] = (),
    formats: Sequence[Format] = (),
    seed: int = 0,
) -> Iterator[Trial]:
    """Yield changed reports, as many of each change as of every other; the same ones for the same arguments."""
    chosen = [
        (change, format_)
        for change in CHANGES
        for format_ in change.formats
        if (not families or change.family in families or f"{change.family}/{change.name}" in families)
        and (not formats or format_ in formats)
    ]
    order = random.Random(seed).sample(chosen, len(chosen))
    turns = [random.Random(f"{seed}/{c.family}/{c.name}/{f}").sample(papers, len(papers)) for c, f in order]
    found = number = 0
    while found < count and number < 50 * max(count // max(len(order), 1), 1):
        for (change, format_), turn in zip(order, turns, strict=True):
            trial = Trial(change, turn[number % len(turn)], format_, seed + number // len(turn))
            if found < count and trial.draw() is not None:
                found += 1
                yield trial
        number += 1
