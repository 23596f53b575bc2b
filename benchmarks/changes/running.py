"""Reading many changed reports in processes; each is drawn where it is read."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .families import Trial
from .judging import Outcome, judged

__all__ = ["Done", "outcomes"]

# What is to be read; workers are forks and have it, too.
_todo: list[Trial] = []


class Done(NamedTuple):
    """What became of a changed report."""

    number: int
    outcome: Outcome
    crash: str

    @property
    def trial(self) -> Trial:
        """What was tried."""
        return _todo[self.number]

    @property
    def name(self) -> str:
        """Which one it is."""
        change, paper, format_, number = self.trial
        return f"{change.family}/{change.name} {paper.name} {format_} {number}"


def _read(number: int) -> Done:
    trial = _todo[number]
    drawn = trial.draw()
    assert drawn is not None
    try:
        return Done(number, judged(drawn, trial.format, trial.paper), "")
    except Exception as error:
        return Done(number, Outcome(), f"{type(error).__name__}: {error}")


def outcomes(trials: Sequence[Trial], workers: int) -> Iterator[Done]:
    """Yield what became of each, in order."""
    _todo[:] = trials
    numbers = range(len(_todo))
    if workers == 1:
        yield from map(_read, numbers)
        return
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        yield from pool.imap(_read, numbers, chunksize=4)
