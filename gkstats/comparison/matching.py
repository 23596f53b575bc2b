"""Which sentences of one text stand in another, word for word or edited; work grows with the text, not its square."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from rapidfuzz import fuzz, process
from rapidfuzz.distance import LCSseq

from gkstats.comparison.sentences import NUMBER, Sentence

__all__ = ["Match", "common_share", "match"]

# Two sentences are versions of one from this similarity on; short ones share more by chance. So are two of which one
# consists of clauses of the other, up to this share; a clause of fewer characters tells nothing.
_EDITED: Final = 0.6
_EDITED_SHORT: Final = 0.75
_CONTAINED: Final = 0.8
_TELLING: Final = 6
_SHORT: Final = 12

_CLAUSE_END: Final = re.compile(r"[,;:。!?、]+")  # as they stand in a key

# Candidates are found by the rarest pieces of a sentence, a bounded number of each.
_PIECE: Final = 2
_PIECES: Final = 24
_BEARERS: Final = 64
_CANDIDATES: Final = 8


class Match(NamedTuple):
    """A sentence of the later text, by position, with its counterpart in the earlier."""

    earlier: int
    later: int
    similarity: float
    """Of the sentences as wholes, the order of clauses aside; 1 for a copy. A figure counts as one character, a
    figure that changed as half of one."""


def match(earlier: Sequence[Sentence], later: Sequence[Sentence]) -> tuple[list[Match], frozenset[int]]:
    """Return the counterparts of later sentences, and which earlier sentences stand in the later text.

    A copy may have several originals and an original several copies; edited sentences are matched one to one.
    """
    copies = _copies(earlier, later)
    kept_keys = {sentence.key for sentence in later}
    kept = {position for position, sentence in enumerate(earlier) if sentence.key in kept_keys}
    taken = {one.later for one in copies}
    left = [position for position in range(len(earlier)) if position not in kept]
    right = [position for position in range(len(later)) if position not in taken]
    pairs = list(_candidates(earlier, left, later, right))
    edited = _assigned(_scored(pairs, earlier, later), earlier, later)
    kept.update(one.earlier for one in edited)
    return sorted([*copies, *edited], key=lambda one: one.later), frozenset(kept)


def common_share(earlier: Sentence, later: Sentence) -> float:
    """Return the share of the later sentence that it has in common with the earlier, a figure as one character."""
    numbers: dict[str, str] = {}
    texts = [_coded(sentence.key, numbers) for sentence in (earlier, later)]
    in_order = LCSseq.similarity(*texts)
    sorted_ = LCSseq.similarity(*("".join(sorted(_clauses(text).split())) for text in texts))
    return max(in_order, sorted_) / len(texts[1])


def _copies(earlier: Sequence[Sentence], later: Sequence[Sentence]) -> list[Match]:
    originals: dict[str, list[int]] = defaultdict(list)
    for position, sentence in enumerate(earlier):
        originals[sentence.key].append(position)
    copies, uses = [], Counter[str]()
    for position, sentence in enumerate(later):
        if found := originals.get(sentence.key):
            copies.append(Match(found[min(uses[sentence.key], len(found) - 1)], position, 1.0))
            uses[sentence.key] += 1
    return copies


def _candidates(
    earlier: Sequence[Sentence], left: Sequence[int], later: Sequence[Sentence], right: Sequence[int]
) -> Iterator[tuple[int, int]]:
    bearers: dict[str, list[int]] = defaultdict(list)
    for position in left:
        for piece in _pieces(earlier[position].masked):
            bearers[piece].append(position)
    for position in right:
        found = [bearers[piece] for piece in _pieces(later[position].masked) if piece in bearers]
        shared: Counter[int] = Counter()
        for positions in sorted(found, key=len)[:_PIECES]:
            shared.update(positions[:_BEARERS])
        yield from ((candidate, position) for candidate, _ in shared.most_common(_CANDIDATES))


def _pieces(text: str) -> set[str]:
    return {text[start : start + _PIECE] for start in range(max(1, len(text) - _PIECE + 1))}


def _scored(
    pairs: Sequence[tuple[int, int]], earlier: Sequence[Sentence], later: Sequence[Sentence]
) -> Iterator[tuple[float, Match]]:
    """Yield the pairs that are versions of one sentence, each with the score to prefer it by."""
    if not pairs:
        return
    numbers: dict[str, str] = {}
    sides = ([earlier[one] for one, _ in pairs], [later[other] for _, other in pairs])
    masked = tuple([_clauses(sentence.masked) for sentence in side] for side in sides)
    coded = tuple([_clauses(_coded(sentence.key, numbers)) for sentence in side] for side in sides)
    in_order, sorted_ = (
        (process.cpdist(*masked, scorer=scorer) + process.cpdist(*coded, scorer=scorer)) / 200.0
        for scorer in (fuzz.ratio, fuzz.token_sort_ratio)
    )
    contained = process.cpdist(*masked, scorer=fuzz.token_set_ratio) / 100.0
    for (one, other), *values in zip(pairs, in_order, sorted_, contained, strict=True):
        whole, shared = float(max(values[:2])), float(values[2])
        lengths = sorted((len(earlier[one].masked), len(later[other].masked)))
        enough = _EDITED if lengths[0] >= _SHORT else _EDITED_SHORT
        if whole >= enough or (shared >= _CONTAINED and lengths[0] >= _TELLING):
            yield max(whole, shared * _CONTAINED), Match(one, other, whole)


def _clauses(text: str) -> str:
    return _CLAUSE_END.sub(" ", text)


def _coded(key: str, numbers: dict[str, str]) -> str:
    """Return the key with each different figure as a single character of its own."""
    return NUMBER.sub(lambda found: numbers.setdefault(found[0], chr(0xF0000 + len(numbers) % 0xFFFE)), key)


def _assigned(
    scored: Iterable[tuple[float, Match]], earlier: Sequence[Sentence], later: Sequence[Sentence]
) -> list[Match]:
    """Return the best matches in which every sentence stands once; of equals, those that keep their place."""
    left: set[int] = set()
    right: set[int] = set()
    assigned = []
    shift = len(later) / max(1, len(earlier))
    by_score = sorted(
        scored, key=lambda found: (-found[0], abs(found[1].later - found[1].earlier * shift), found[1])
    )
    for _, one in by_score:
        if one.earlier not in left and one.later not in right:
            left.add(one.earlier)
            right.add(one.later)
            assigned.append(one)
    return assigned
