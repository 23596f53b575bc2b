"""Which figures are parts of which whole: the best reading of a stretch of prose, found with a beam.

From left to right each figure is taken for one of the things that `Stage.options` lists. A few readings are kept at a
time; how much speaks for each is what all its clues (`clues`) weigh together, those of finished lists included.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple, TypeAlias

from gkstats.reading.narrative import clues
from gkstats.reading.narrative.clues import Run
from gkstats.reading.narrative.counts import Figure
from gkstats.reading.narrative.evidence import Score

__all__ = ["BEAM", "NOTHING", "Option", "Reading", "Stage", "best_reading", "follow"]

BEAM: Final = 3
"""So many readings are kept."""
_BEHIND: Final = 25.0
"""A reading that is so far behind does not catch up."""
_OPEN: Final = 4
"""So many lists can be gone on with at a time."""
_STALE: Final = 8
"""A list has ended when so many figures have passed it and its parts' parts by."""
_MOST: Final = 60
"""No list has more parts."""
_NEAR: Final = 6
_FAR: Final = 40


class Option(NamedTuple):
    """What a figure may be taken for.

    "none": no part of anything; "of": a list begins (target: the place of its total, -1 for none); "on": the list whose
    first part stands at the target goes on; "sum": the figure is that list's total.
    """

    kind: str
    target: int = -1


class Reading(NamedTuple):
    """A reading of the figures so far: its lists that may go on, the latest last, and by what steps it came about."""

    score: float
    open: tuple[Run, ...]
    step: Step | None


class Step(NamedTuple):
    """What a figure was taken for, how far ahead that was, and which lists ended then."""

    option: Option
    ahead: float
    ended: tuple[Run, ...]
    before: Step | None


Pieces: TypeAlias = tuple[list[str], ...]
"""Lists of clues, each made once and shared between readings."""
_NONE: Final = Option("none")
_BEGIN: Final = Option("of")
NOTHING: Final = Reading(0.0, (), None)


def _totals(figures: Sequence[Figure], figure: Figure) -> list[int]:
    """Return the places of the figures that this one may be a part of: those near before it, and far ones that fit."""
    place = figure.place
    near = range(place - 1, max(-1, place - 1 - _NEAR), -1)
    found = [
        at for at in near if at > place - 3 or figures[at].value >= figure.value or not figures[at].exact
    ]
    if figure.opens or not figure.place % _NEAR:
        for at in range(place - 1 - _NEAR, max(-1, place - _FAR), -1):
            if figures[at].value >= figure.value and clues.adds_up_ahead(figures, figures[at], figure):
                return [*found, at]
    return found


class Stage:
    """The clues of one figure, worked out once for all readings of what stands before it."""

    def __init__(self, figures: Sequence[Figure], place: int) -> None:
        self.figures, self.figure = figures, figures[place]
        following = figures[place + 1] if place + 1 < len(figures) else None
        self._alone = clues.alone(self.figure, following)
        self._begin = clues.begin(figures, self.figure, following)
        self._own_of, self._own_on = clues.own_of(self.figure), clues.own_on(self.figure)
        self._splits = [
            (Option("of", total), total, clues.split(figures, self.figure, total))
            for total in _totals(figures, self.figure)
        ]
        self._known: dict[tuple[object, ...], list[str]] = {}
        self._of_run: dict[tuple[Run, int, bool], list[tuple[Option, Pieces]]] = {}

    def options(self, runs: tuple[Run, ...]) -> list[tuple[Option, Pieces]]:
        """Return what the figure may be taken for while some lists are under way, with the clues for each."""
        known, figure = self._known, self.figure
        last, among = runs[-1] if runs else None, min(2, len(runs))
        if (last,) not in known:
            known[last,] = clues.behind(self.figures, figure, last)
        if (among,) not in known:
            known[among,] = [f"begin:open={among}"]
        found: list[tuple[Option, Pieces]] = [
            (_NONE, (self._alone, known[last,])),
            (_BEGIN, (self._begin, known[among,])),
        ]
        heads = [run.total for run in runs]
        items = [item for run in runs for item in run.items]
        ends = [run.items[-1] for run in runs]
        for option, total, piece in self._splits:
            key = (total in heads, total in items, total in ends)
            if key not in known:
                known[key] = clues.standing(figure, *key)
            found.append((option, (self._own_of, piece, known[key])))
        for depth, run in enumerate(reversed(runs)):
            if len(run.items) == _MOST:
                continue
            whole = (run, depth, run.items[-1] in heads)
            if whole not in self._of_run:
                self._of_run[whole] = self._with_run(*whole)
            found += self._of_run[whole]
        return found

    def _with_run(self, run: Run, depth: int, split: bool) -> list[tuple[Option, Pieces]]:
        """Return what the figure may be to a list of which `depth` began later and whose last part may be split."""
        first, last = run.items[0], run.items[-1]
        if (last, "on") not in self._known:
            self._known[last, "on"] = clues.pair_on(self.figures, self.figure, last)
        on = clues.go_on(self.figures, self.figure, run, depth, split=split)
        found: list[tuple[Option, Pieces]] = [
            (Option("on", first), (self._own_on, self._known[last, "on"], on))
        ]
        if run.total < 0 and len(run.items) > 1:
            found.append((Option("sum", first), (clues.sum_up(self.figures, self.figure, run),)))
        return found


def follow(runs: tuple[Run, ...], option: Option, figure: Figure) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Return the lists that may still go on, and those that end, once a figure is taken for something."""
    place, target = figure.place, option.target
    if option.kind == "of":
        runs = (*runs, Run(target, (place,), figure.value, figure.exact))
    elif option.kind != "none":
        run = next(run for run in runs if run.items[0] == target)
        others = [other for other in runs if other is not run]
        if option.kind == "on":
            run = Run(run.total, (*run.items, place), run.sum + figure.value, run.exact and figure.exact)
            runs = (*others, run)
        else:
            runs = tuple(run._replace(total=place) if other is run else other for other in runs)
    kept = [run for run in runs if place - _touched(run, runs) < _STALE][-_OPEN:]
    return tuple(kept), tuple([run for run in runs if run not in kept]) if len(kept) < len(runs) else ()


def _touched(run: Run, runs: tuple[Run, ...]) -> int:
    """Return the place of a list's last figure, or of the last one that splits it."""
    last = run.items[-1]
    return max([last, *(other.items[-1] for other in runs if other.total == last)])


def best_reading(figures: Sequence[Figure], score: Score) -> tuple[tuple[Run, ...], tuple[float, ...]]:
    """Return the lists of the reading for which most speaks, and how far ahead it was at each figure."""
    readings = [NOTHING]
    closed: dict[Run, float] = {}

    def closing(runs: tuple[Run, ...]) -> float:
        for run in runs:
            if run not in closed:
                closed[run] = score(clues.close(figures, run))
        return sum(closed[run] for run in runs)

    for place, figure in enumerate(figures):
        stage, weights = Stage(figures, place), dict[int, float]()
        kept: dict[tuple[Run, ...], Reading] = {}
        found = _continued(stage, readings, weights, score)
        best = found[0][0]
        for total, ahead, option, reading in found:
            runs, ended = follow(reading.open, option, figure)
            if runs not in kept:  # what comes is the same for both, and the other is better
                kept[runs] = Reading(total + closing(ended), runs, Step(option, ahead, ended, reading.step))
                if len(kept) == BEAM or total < best - _BEHIND:
                    break
        readings = list(kept.values())
    return _told(max(readings, key=lambda reading: reading.score + closing(reading.open)))


def _continued(
    stage: Stage, readings: list[Reading], weights: dict[int, float], score: Score
) -> list[tuple[float, float, Option, Reading]]:
    """Return what may become of the readings at a figure, the best first."""
    found = []
    for reading in readings:
        weighed = []
        for option, pieces in stage.options(reading.open):
            weight = reading.score
            for piece in pieces:
                known = id(piece)
                if known not in weights:
                    weights[known] = score(piece)
                weight += weights[known]
            weighed.append((weight, option))
        best, second = sorted([weight for weight, _ in weighed], reverse=True)[:2]
        for weight, option in weighed:
            found.append((weight, weight - (second if weight == best else best), option, reading))
    found.sort(key=lambda entry: -entry[0])
    return found


def _told(reading: Reading) -> tuple[tuple[Run, ...], tuple[float, ...]]:
    runs, ahead = list(reading.open), []
    step = reading.step
    while step is not None:
        runs += step.ended
        ahead.append(step.ahead)
        step = step.before
    return tuple(sorted(runs, key=lambda run: run.items[0])), tuple(reversed(ahead))
