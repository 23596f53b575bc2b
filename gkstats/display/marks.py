"""What is to be shown of a document, and the colour of each kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple, TypeAlias

from gkstats.documents.model import Anchor
from gkstats.vocabulary import term

__all__ = ["Colour", "Mark", "colour", "legend"]

Colour: TypeAlias = tuple[int, int, int]

# Middling tones: frames of them stand out on white and on black.
_COLOURS: Final[dict[str, Colour]] = {
    "identity": (40, 150, 160),
    "quantities": (150, 130, 70),
    "breakdowns": (222, 125, 30),
    "hotline": (205, 60, 60),
    "proactive": (60, 150, 85),
    "applications": (50, 110, 190),
    "reviews": (160, 80, 170),
    "statistics": (50, 110, 190),
    "unmatched": (235, 40, 130),
}
_OTHER: Final[Colour] = (222, 125, 30)
_NAMES: Final = {
    "quantities": "counts in the prose",
    "breakdowns": "breakdowns in the prose",
    "hotline": "hotline",
    "identity": "who reports, when, and where to ask",
    "applications": "requests for information",
    "unmatched": "rows that no form has",
}


class Mark(NamedTuple):
    """What is to be shown: of which kind, where, and the words that stand there.

    ``figures`` are those among the words that are meant, each as often as it is meant.
    """

    kind: str
    places: Sequence[Anchor]
    words: str = ""
    figures: tuple[float, ...] = ()


def colour(kind: str) -> Colour:
    """Return the colour of a kind of mark."""
    return _COLOURS.get(kind, _OTHER)


def legend(marks: Iterable[Mark]) -> list[tuple[str, Colour]]:
    """Return name and colour of every kind among some marks."""
    kinds = {mark.kind for mark in marks}
    return [(_NAMES.get(kind) or term("tables", kind).en, colour(kind)) for kind in sorted(kinds, key=_rank)]


def _rank(kind: str) -> int:
    return list(_COLOURS).index(kind) if kind in _COLOURS else len(_COLOURS)
