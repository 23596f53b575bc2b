"""What every clue weighs: the figures that ``benchmarks/train.py`` learned from labelled paragraphs."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from importlib import resources
from itertools import repeat
from typing import NamedTuple, TypeAlias

__all__ = ["Choosing", "Evidence", "Score", "choosing_with", "learned", "read_weights", "score_with"]

Score: TypeAlias = Callable[[Iterable[str]], float]
"""How much some clues weigh together."""


Choosing: TypeAlias = Callable[[str, Iterable[str]], float]
"""How much some clues speak together for a choice."""


def read_weights(lines: Iterable[str]) -> dict[str, float]:
    r"""Return the weight of each clue; a line holds the weight and, behind a tab, the clue.

    Examples
    --------
    >>> read_weights(["# of a list", "-15.0\ton:exceeds the total"])
    {'on:exceeds the total': -15.0}
    """
    weights = {}
    for line in lines:
        if not line.startswith("#"):
            weight, _, clue = line.rstrip("\n").partition("\t")
            weights[clue] = float(weight)
    return weights


def score_with(weights: dict[str, float]) -> Score:
    """Return what scores clues with these weights; clues that were never met weigh nothing."""
    get = weights.get

    def score(clues: Iterable[str]) -> float:
        return sum(map(get, clues, repeat(0.0)))

    return score


def choosing_with(weights: dict[str, float]) -> Choosing:
    """Return what scores clues for a choice; a weight's name is ``choice<clue``."""
    choices: dict[str, dict[str, float]] = {}
    for name, weight in weights.items():
        choice, _, clue = name.partition("<")
        choices.setdefault(choice, {})[clue] = weight
    gets = {choice: own.get for choice, own in choices.items()}

    def score(choice: str, clues: Iterable[str]) -> float:
        return sum(map(gets[choice], clues, repeat(0.0))) if choice in gets else 0.0

    return score


class Evidence(NamedTuple):
    """What scores the clues of each decision."""

    structure: Score
    names: Score
    kinds: Choosing
    hotline: Choosing

    @classmethod
    def of(cls, weights: Mapping[str, dict[str, float]]) -> Evidence:
        """Return what scores with the weights of each decision."""
        return cls(
            structure=score_with(weights["structure"]),
            names=score_with(weights["names"]),
            kinds=choosing_with(weights["kinds"]),
            hotline=choosing_with(weights["hotline"]),
        )


@functools.cache
def learned() -> Evidence:
    """Return the evidence that ships with the package."""
    folder = resources.files(__package__).joinpath("weights")
    files = {name: folder.joinpath(f"{name}.tsv").read_text(encoding="utf-8") for name in Evidence._fields}
    return Evidence.of({name: read_weights(text.splitlines()) for name, text in files.items()})
