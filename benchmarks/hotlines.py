"""Learn which figures are a hotline's: a regularised choice among the fields for every figure near a hotline's name.

Besides the labelled paragraphs it learns from ``paragraphs/hotlines.txt``, paragraphs of our own in which each figure of
the hotline is marked behind its digits: {r} received, {d} resolved, {t} transferred, {a} answered directly, {q} the
resolution rate, {s} satisfaction; ⏎ breaks a line, and the reporting year stands in front.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from labelled import PARAGRAPHS

from gkstats.reading.narrative import sections_of_text
from gkstats.reading.narrative.hotline import best_reading
from gkstats.reading.narrative.hotline_clues import COUNTS, RATES, Candidate, Choice, candidates_of
from gkstats.reading.narrative.hotline_page import is_named
from gkstats.reading.narrative.mentions import find_mentions
from gkstats.reading.narrative.periods import find_periods
from gkstats.reading.narrative.prose import read_prose

CHOICES: Final[tuple[Choice, ...]] = (
    (),
    *((name,) for name in COUNTS),
    ("received", "resolved"),
    *((name,) for name in RATES),
    RATES,
)
_PLACE: Final = {choice: place for place, choice in enumerate(CHOICES)}
_MARKS: Final = dict(zip("rdtaqs", COUNTS + RATES, strict=True))
PENALTY: Final = 0.1
RARE: Final = 10.0
"""What single characters weigh is held down so much more than what classes of words do."""
STEPS: Final = 120
ROUNDS: Final = 3
_SMALL: Final = 0.04
"""What weighs less is left out."""


@dataclass
class Call:
    """A paragraph with its candidates; ``gold`` holds the labelled values, ``marked`` those labelled at their place."""

    case: dict[str, Any]
    gold: dict[str, float]
    found: list[Candidate]
    marked: dict[int, Choice] | None = None
    clues: list[list[str]] = field(default_factory=list)


def see_call(case: dict[str, Any]) -> Call:
    """Return a labelled paragraph with its candidates."""
    gold = {name: float(value) for name, value in (case.get("hotline") or {}).items() if value is not None}
    return Call(case, gold, _candidates(case["text"], case["year"]))


def _candidates(text: str, year: int) -> list[Candidate]:
    if not is_named(text):
        return []
    prose = read_prose(sections_of_text(text)[0].text)
    periods = find_periods(prose, year, lasting=False)
    return candidates_of(prose, find_mentions(prose, periods), periods)


@functools.cache
def composed_calls() -> tuple[Call, ...]:
    """Return our own paragraphs."""
    return tuple(_composed())


def _composed() -> Iterator[Call]:
    """Yield our own paragraphs."""
    for line in (PARAGRAPHS / "hotlines.txt").read_text(encoding="utf-8").splitlines():
        year, _, rest = line.partition("|")
        if line.startswith("#") or not rest:
            continue
        text, ends = "", {}
        for place, piece in enumerate(re.split(r"\{([rdtaqs]+)\}", rest.replace("⏎", "\n"))):
            if place % 2:
                ends[len(text)] = tuple(name for mark, name in _MARKS.items() if mark in piece)
            else:
                text += piece
        found = _candidates(text, int(year))
        marked = {}
        for end, choice in ends.items():
            places = [at for at, one in enumerate(found) if one.number.at < end <= one.number.end]
            if len(places) != 1 or choice not in found[places[0]].choices:
                message = f"no figure is seen at {text[max(0, end - 12) : end]!r} of {text[:30]!r}"
                raise ValueError(message)
            marked[places[0]] = choice
        gold = {name: float(found[at].value) for at, choice in marked.items() for name in choice}
        yield Call({"text": text, "file": "hotlines", "id": text[:20]}, gold, found, marked)


def _right(call: Call, scores: np.ndarray) -> dict[int, Choice]:
    """Return which candidates bear the labels: of equal figures those that the weights take at present."""
    if call.marked is not None:
        return call.marked
    options = []
    for place, one in enumerate(call.found):
        gains = {}
        for choice in one.choices:
            if choice and all(
                name in call.gold and abs(call.gold[name] - one.value) < 1e-9 for name in choice
            ):
                gains[choice] = scores[_PLACE[choice], place] - scores[0, place] + 1000 * len(choice)
        options.append(gains)
    return dict(best_reading(options)[0].taken)


def learn_hotline(calls: Sequence[Call], penalty: float = PENALTY) -> dict[str, float]:
    """Return the weights for which figures are a hotline's."""
    calls = [call for call in calls if call.found]
    numbers: dict[str, int] = {}
    rows = [
        np.array([numbers.setdefault(clue, len(numbers)) for clue in one.clues])
        for call in calls
        for one in call.found
    ]
    candidates = [one for call in calls for one in call.found]
    sizes = np.array([len(row) for row in rows])
    flat, starts = np.concatenate(rows), np.concatenate([[0], np.cumsum(sizes)[:-1]])
    owner = np.repeat(np.arange(len(rows)), sizes)
    closed = np.full((len(CHOICES), len(rows)), -1e9)
    for at, one in enumerate(candidates):
        closed[[_PLACE[choice] for choice in one.choices], at] = 0
    penalties = np.array([penalty * (RARE if re.match("lead |tail begins", clue) else 1) for clue in numbers])
    weights = np.zeros((len(CHOICES), len(numbers)))
    for _ in range(ROUNDS):
        scores = np.add.reduceat(weights[:, flat], starts, axis=1)
        right, used = _targets(calls, scores)
        weights = _descend(weights, flat, starts, owner, closed, right, used, penalties)
    names = ["+".join(choice) or "no" for choice in CHOICES]
    found = {
        f"{names[at]}<{clue}": round(float(weights[at, number]), 2)
        for clue, number in numbers.items()
        for at in range(len(CHOICES))
        if abs(weights[at, number]) >= _SMALL and not set("\n\t") & set(clue)
    }
    return {clue: weight for clue, weight in found.items() if weight}


def _targets(calls: Sequence[Call], scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the right choice of each candidate, and which candidates to learn from: none that restates a label."""
    right, used = np.zeros(scores.shape[1], int), np.ones(scores.shape[1])
    start = 0
    for call in calls:
        taken = _right(call, scores[:, start : start + len(call.found)])
        for place, one in enumerate(call.found):
            if place in taken:
                right[start + place] = _PLACE[taken[place]]
            elif any(
                name in "+".join(map("+".join, one.choices)) and abs(value - one.value) < 1e-9
                for name, value in call.gold.items()
            ):
                used[start + place] = 0
        start += len(call.found)
    return right, used


def _descend(weights, flat, starts, owner, closed, right, used, penalty):
    """Return weights that fit better, by Adam's steps down the regularised loss."""
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    weights = np.zeros_like(weights)
    every = np.arange(len(right))
    for step in range(1, STEPS + 1):
        odds = np.add.reduceat(weights[:, flat], starts, axis=1) + closed
        odds -= odds.max(0)
        chance = np.exp(odds)
        chance /= chance.sum(0)
        chance[right, every] -= 1
        chance *= used
        slope = (
            np.stack([np.bincount(flat, row[owner], weights.shape[1]) for row in chance]) + penalty * weights
        )
        mean = 0.9 * mean + 0.1 * slope
        square = 0.99 * square + 0.01 * slope * slope
        weights = weights - 0.05 * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return weights
