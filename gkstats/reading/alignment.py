"""The best monotone alignment of two sequences: what is printed and what the form expects."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

__all__ = ["THRESHOLD", "Match", "align"]

THRESHOLD: Final = 0.6
"""Similarity from which two labels may be the same, if nothing speaks for another pair."""

_SKIP_EXPECTED: Final = 0.02
_SKIP_PRINTED: Final = 0.005


_PRINTED_SKIPPED: Final[tuple[int, float | None]] = (1, None)
_EXPECTED_SKIPPED: Final[tuple[int, float | None]] = (0, None)


class Match(NamedTuple):
    """Printed items `first` to `last` (several when one was torn apart) are the expected item."""

    first: int
    last: int
    expected: int
    similarity: float


def align(
    printed: int,
    expected: int,
    similarity: Callable[[int, int], Sequence[float]],
    *,
    merges: Mapping[int, int] | None = None,
    skippable: Sequence[bool] | None = None,
) -> list[Match]:
    """Match printed to expected items in order, as much and as well as possible.

    Parameters
    ----------
    printed, expected : int
        Lengths of the two sequences.
    similarity : callable
        ``similarity(first, last)``, from 0 to 1 for every expected item, of the printed items ``first`` to ``last``
        read as one.
    merges : mapping of int to int, optional
        From the first to the last printed item of those that may belong together.
    skippable : sequence of bool, optional
        Expected items that may be absent at no cost.

    Returns
    -------
    list of Match
        In order. Printed items before the first and after the last match cost nothing, so that a table may
        stand anywhere in a document.

    Examples
    --------
    >>> shown, wanted = "xabd", "abcd"
    >>> [(m.first, m.expected) for m in align(4, 4, lambda i, k: [float(shown[i] == w) for w in wanted])]
    [(1, 0), (2, 1), (3, 3)]
    """
    # No number of inexact matches outweighs an exact one.
    exact = float(expected)
    costs = [0.0 if skippable and skippable[j] else _SKIP_EXPECTED for j in range(expected)]
    # Leftover printed items at the end are free; in the middle they cost a little.
    leftover = [_SKIP_PRINTED] * (expected - 1) + [0.0]
    candidates = _candidates(printed, similarity, _arrivals(merges or {}))
    hits = [i for i, found in enumerate(candidates) if found]
    if not hits:
        return []
    # Outside, nothing can match.
    start, end = min(first for found in candidates for first, _ in found), hits[-1] + 1
    # best[i][j]: the best score with i printed and j expected items consumed; step[i][j]: how it was reached,
    # as (printed consumed, similarity) for a match, (1, None) for a skipped printed, (0, None) for an expected one.
    first_row = [0.0]
    for cost in costs:
        first_row.append(first_row[-1] - cost)
    best = [first_row]
    step: list[list[tuple[int, float | None]]] = [[(0, None)] * (expected + 1)]
    for i in range(start, end):
        above, score = best[-1], 0.0
        row, ways = [score], [_PRINTED_SKIPPED]
        for j, cost in enumerate(costs):
            score -= cost
            how = _EXPECTED_SKIPPED
            skipped = above[j + 1] - leftover[j]
            if skipped >= score:
                score, how = skipped, _PRINTED_SKIPPED
            for first, alike in candidates[i]:
                if alike[j] < THRESHOLD:
                    continue
                gain = exact if alike[j] >= 1.0 else alike[j] - THRESHOLD
                if (matched := best[first - start][j] + gain) > score:
                    score, how = matched, (i + 1 - first, alike[j])
            row.append(score)
            ways.append(how)
        best.append(row)
        step.append(ways)
    return _trace(step, start, end - start, expected)


def _candidates(
    printed: int, similarity: Callable[[int, int], Sequence[float]], arriving: Mapping[int, Sequence[int]]
) -> list[list[tuple[int, Sequence[float]]]]:
    """Return for every printed item with which ones before it, or alone, it may match anything, and how well."""
    found: list[list[tuple[int, Sequence[float]]]] = []
    for i in range(printed):
        ways = [(first, similarity(first, i)) for first in (i, *arriving.get(i, ()))]
        found.append([way for way in ways if max(way[1], default=0.0) >= THRESHOLD])
    return found


def _arrivals(merges: Mapping[int, int]) -> dict[int, list[int]]:
    arriving: dict[int, list[int]] = {}
    for first, last in merges.items():
        arriving.setdefault(last, []).append(first)
    return arriving


def _trace(step: list[list[tuple[int, float | None]]], start: int, i: int, j: int) -> list[Match]:
    matches = []
    while i > 0 or j > 0:
        consumed, alike = step[i][j]
        if alike is not None:
            matches.append(Match(start + i - consumed, start + i - 1, j - 1, alike))
            i, j = i - consumed, j - 1
        elif consumed:
            i -= 1
        else:
            j -= 1
    return matches[::-1]
