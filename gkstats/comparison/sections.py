"""Which section of one report answers which of another: by title, then by number, never crosswise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

from rapidfuzz import fuzz, process

from gkstats.chinese import label_key
from gkstats.comparison.sentences import NUMBER
from gkstats.records import Section

__all__ = ["Pair", "align_sections"]

Pair: TypeAlias = tuple[int | None, int | None]
"""Positions of an earlier and of a later section; None for a section without counterpart."""

_ALIKE: Final = 60.0


def align_sections(earlier: Sequence[Section], later: Sequence[Section]) -> list[Pair]:
    """Return the sections in pairs, in the order of the later report.

    Titles are compared without figures, the best first. What is left is paired by number, where that crosses no pair.
    """
    pairs = _by_title(earlier, later)
    for left, one in enumerate(earlier):
        for right, other in enumerate(later):
            if one.number == other.number and _fits(left, right, pairs):
                pairs[left] = right
    taken = {right: left for left, right in pairs.items()}
    aligned: list[Pair] = [(taken.get(right), right) for right in range(len(later))]
    for left in range(len(earlier)):
        if left not in pairs:
            # A section that fell away stands behind the one that it followed.
            before = [place for place, (one, _) in enumerate(aligned) if one is not None and one < left]
            aligned.insert(max(before, default=-1) + 1, (left, None))
    return aligned


def _by_title(earlier: Sequence[Section], later: Sequence[Section]) -> dict[int, int]:
    if not earlier or not later:
        return {}
    titles = ([NUMBER.sub("#", label_key(section.title)) for section in side] for side in (earlier, later))
    scores = process.cdist(*titles, scorer=fuzz.ratio)
    order = sorted(
        ((float(score), left, right) for left, row in enumerate(scores) for right, score in enumerate(row)),
        key=lambda found: (-found[0], abs(found[1] - found[2])),
    )
    pairs: dict[int, int] = {}
    for score, left, right in order:
        if score >= _ALIKE and _fits(left, right, pairs):
            pairs[left] = right
    return pairs


def _fits(left: int, right: int, pairs: dict[int, int]) -> bool:
    return all(
        (left < one) == (right < other) and left != one and right != other for one, other in pairs.items()
    )
