"""Passages that stand in many texts, found by MinHash: signatures of passages, and the clusters of those that are alike.

Signatures are made by rensa; what it takes grows with the text, and finding what is alike with the number of passages,
not with its square: passages meet in bands of their signatures, and of those that meet each is held against the first.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gkstats.files import require

__all__ = ["alike", "fingerprints", "jaccard", "masked_names", "signatures", "text_hash"]

Hashes: TypeAlias = NDArray[np.uint64]
Signatures: TypeAlias = NDArray[np.uint32]

_PIECE: Final = 4
"""Characters of a piece, by which passages are compared."""
_PERMUTATIONS: Final = 126
_ROWS: Final = 3
"""Rows of a band: 42 bands of three bring passages together that share half of their pieces in 99 cases of 100."""
_SEED: Final = 20_260
_ROUNDS: Final = 6
"""How often those that meet in a band and are not like the first are held against the first of the rest."""
_ODD: Final = np.uint64(0x9E3779B97F4A7C15)
_MIXED: Final = np.uint64(0xBF58476D1CE4E5B9)
_NAME: Final = "@"


def masked_names(text: str, names: Sequence[str]) -> str:
    """Return a text with the names of whoever wrote it as the same single character.

    Examples
    --------
    >>> masked_names("云岭县人民政府在云岭县设有窗口。", ["云岭县", "云岭县人民政府"])
    '@在@设有窗口。'
    """
    if not names:
        return text
    return re.sub("|".join(map(re.escape, sorted(names, key=len, reverse=True))), _NAME, text)


def fingerprints(text: str) -> Hashes:
    """Return the hashes of the pieces of a text, in order; of a shorter one the hash of all of it.

    Examples
    --------
    >>> len(fingerprints("全年主动公开信息")), len(fingerprints("公开")), len(fingerprints(""))
    (5, 1, 0)
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    size = min(_PIECE, len(codes))
    found = np.zeros(max(0, len(codes) - size + 1) if size else 0, dtype=np.uint64)
    for place in range(size):
        found = found * _ODD + codes[place : place + len(found)]
    found ^= found >> np.uint64(31)
    found *= _MIXED
    return found ^ (found >> np.uint64(29))


def text_hash(text: str) -> int:
    """Return a number of 64 bits that stands for a text, the same in every run."""
    return int.from_bytes(hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=8).digest(), "big")


def signatures(texts: Iterable[str]) -> Signatures:
    """Return the MinHash signature of each text, a row each.

    Raises
    ------
    MissingDependency
        The extra ``copies`` is not installed.
    """
    rensa = require("rensa", "copies")
    pieces = [fingerprints(text) for text in texts]
    if not pieces:
        return np.empty((0, _PERMUTATIONS), dtype=np.uint32)
    ends = np.cumsum([0, *map(len, pieces)], dtype=np.uint64)
    made = rensa.RMinHash.digest_matrix_from_flat_token_hashes(
        np.concatenate(pieces), ends, _PERMUTATIONS, _SEED
    )
    return np.array(made.to_rows(), dtype=np.uint32)


def jaccard(one: str, other: str) -> float:
    """Return the share of the pieces of two texts that both have.

    Examples
    --------
    >>> jaccard("全年主动公开信息", "全年主动公开信息"), jaccard("全年主动公开信息", "没有收到申请")
    (1.0, 0.0)
    """
    left, right = set(fingerprints(one).tolist()), set(fingerprints(other).tolist())
    both, either = len(left & right), len(left | right)
    return both / either if either else 0.0


def alike(found: Signatures, owners: Sequence[Hashable], least: float) -> list[list[int]]:
    """Return the clusters of passages that are like the earliest of them and belong to more than one owner.

    Parameters
    ----------
    found : array
        Signatures, the earliest first.
    owners : sequence
        Whose each passage is.
    least : float
        Share of its pieces that a passage has in common with the earliest at least, as far as signatures tell, whose
        error is about 0.04.

    Returns
    -------
    list of list of int
        Positions, in order; clusters of the most owners first.
    """
    near: dict[int, list[int]] = defaultdict(list)
    for first, place in np.unique(np.concatenate([*_pairs(found, least)]), axis=0).tolist():
        near[place].append(first)
    leader = list(range(len(found)))
    for place in sorted(near):
        # In order of time, so that those before have their place; whoever is like them may be like the one they follow.
        heads = sorted({leader[first] for first in near[place]})
        shares = (found[heads] == found[place]).mean(axis=1)
        if shares.max() >= least:
            leader[place] = heads[int(shares.argmax())]
    clusters: dict[int, list[int]] = defaultdict(list)
    for place, head in enumerate(leader):
        clusters[head].append(place)
    counted = [(len({owners[place] for place in places}), places) for places in clusters.values()]
    return [places for count, places in sorted(counted, key=lambda one: (-one[0], one[1])) if count > 1]


def _pairs(found: Signatures, least: float) -> Iterable[NDArray[Any]]:
    """Yield pairs of passages that meet in a band and are alike, the earlier first."""
    yield np.empty((0, 2), dtype=np.int64)
    for start in range(0, found.shape[1] - _ROWS + 1, _ROWS):
        band = (
            np.ascontiguousarray(found[:, start : start + _ROWS]).view(f"V{_ROWS * found.itemsize}").ravel()
        )
        _, keys = np.unique(band, return_inverse=True)
        places = np.argsort(keys, kind="stable")
        for _ in range(_ROUNDS):
            fresh = (
                np.concatenate([[True], keys[places][1:] != keys[places][:-1]])
                if len(places)
                else np.empty(0, bool)
            )
            firsts = places[fresh][np.cumsum(fresh) - 1] if len(places) else places
            others = places != firsts
            firsts, places = firsts[others], places[others]
            if not len(places):
                break
            near = (found[firsts] == found[places]).mean(axis=1) >= least
            yield np.stack([firsts[near], places[near]], axis=1)
            places = places[~near]
