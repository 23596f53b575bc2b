"""Wholes and their parts: what the scored evidence says that a text splits, named and told of which kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from gkstats.reading.narrative.clues import Run
from gkstats.reading.narrative.counts import Figure, figures_of
from gkstats.reading.narrative.evidence import Evidence, Score
from gkstats.reading.narrative.kinds import (
    DIMENSIONS,
    OF,
    choose,
    clues_of_dimension,
    clues_of_what,
    kinds_of,
)
from gkstats.reading.narrative.masks import Span
from gkstats.reading.narrative.mentions import Mention
from gkstats.reading.narrative.naming import best_names, places_of
from gkstats.reading.narrative.prose import Prose
from gkstats.reading.narrative.series import Apart, names_apart
from gkstats.reading.narrative.structure import best_reading

__all__ = ["Named", "Split", "find_splits"]

_SURE: Final = 20.0
"""How far ahead a name is that is not weighed against others."""


@dataclass(frozen=True, slots=True)
class Named:
    """One part: its figure, its name, and the kind of channel that it is in a split by channel."""

    mention: Mention
    name: Span
    kind: str | None


@dataclass(frozen=True, slots=True)
class Split:
    """A whole (None where the text states none), its parts, and how far this reading is ahead of the next."""

    of: str
    dimension: str
    total: Mention | None
    parts: tuple[Named, ...]
    margin: float


def find_splits(prose: Prose, mentions: Sequence[Mention], evidence: Evidence) -> tuple[Split, ...]:
    """Return the breakdowns among `mentions` for which most speaks, in text order."""
    figures = figures_of(prose, mentions)
    if len(figures) < 2 and not any(mention.has("total", "each") for mention in mentions):
        return ()
    runs, ahead = best_reading(figures, evidence.structure)
    apart = names_apart(prose, figures)
    whose: dict[int, str] = {}  # what the parts found so far are parts of
    found = []
    for run in runs:
        named = _named(prose, figures, run, apart, evidence.names)
        if len(named) > 1 or (run.total >= 0 and named):
            found.append(
                _told(prose, figures, run, named, whose.get(run.total), _margin(ahead, run), evidence)
            )
            whose |= dict.fromkeys(run.items, found[-1].of)
    return tuple(found)


def _margin(ahead: Sequence[float], run: Run) -> float:
    """Return how near the closest decision was of those that made a list: its figures, and the one behind it."""
    return min(ahead[run.items[0] : max(*run.items, run.total) + 2])


class _Part(NamedTuple):
    figure: Figure
    name: Span
    kind_from: Span
    ahead: float


def _named(
    prose: Prose, figures: Sequence[Figure], run: Run, apart: dict[int, tuple[Apart, ...]], score: Score
) -> list[_Part]:
    """Return the parts of a list with their names; a figure at which no words stand is left out."""
    items = [figures[item] for item in run.items]
    named: list[_Part] = []
    for item, guess in zip(items, best_names(places_of(prose, items), score), strict=True):
        if item.place in apart:
            named += [_Part(item, name, told, _SURE) for name, told in apart[item.place]]
        elif guess is not None:
            named.append(_Part(item, guess[0], guess[0], guess[1]))
    return named


def _told(
    prose: Prose,
    figures: Sequence[Figure],
    run: Run,
    named: list[_Part],
    outer: str | None,
    margin: float,
    evidence: Evidence,
) -> Split:
    """Return a list with what it splits, and how."""
    total = figures[run.total] if run.total >= 0 else None
    parts, names = [part.figure for part in named], [part.name for part in named]
    of = choose(OF, clues_of_what(prose, total, parts, names, outer), evidence.kinds)
    dimension = choose(DIMENSIONS, clues_of_dimension(prose, of, total, parts, names), evidence.kinds)
    kinds = kinds_of(prose, dimension, [part.kind_from for part in named])
    return Split(
        of=of,
        dimension=dimension,
        total=total.mention if total else None,
        parts=tuple(
            Named(part.figure.mention, part.name, kind) for part, kind in zip(named, kinds, strict=True)
        ),
        margin=max(0.0, min([margin, *(part.ahead for part in named)])),
    )
