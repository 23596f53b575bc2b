"""Which columns of a form the cells of a printed header name: each by its own words, wherever it stands."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from gkstats.forms import Column
from gkstats.reading.alignment import THRESHOLD
from gkstats.reading.labels import LEAD, column_similarity, names_column, under_named

__all__ = ["Leaf", "Name", "enough", "name_columns"]


class Leaf(NamedTuple):
    """A cell of a header that stands right above figures; ``above`` are the texts of the cells over it."""

    text: str
    above: tuple[str, ...] = ()


class Name(NamedTuple):
    """What a header cell names: a position among the columns of the form, None for none of them."""

    column: int | None
    trouble: str = ""


# Documents of one template have the same headers, and forms share them.
@functools.lru_cache(maxsize=2048)
def name_columns(leaves: tuple[Leaf, ...], columns: tuple[Column, ...]) -> tuple[Name, ...]:
    """Match the cells of a header with the columns of a form.

    A cell that is exactly one column's name settles it and scores for no other. Cells that several columns share
    (总计 under 行政复议 and under 行政诉讼) are told apart by what stands above them. What is left is matched by
    likeness, the surest pair first; a pair that has a rival of nearly the same likeness is none.
    """
    own = [_exact(leaf, columns) for leaf in leaves]
    settled = Counter(found[0] for found in own if len(found) == 1)
    names = [_settled(found, settled) for found in own]
    free = set(range(len(columns))) - set(settled)
    open_leaves = [i for i, leaf in enumerate(leaves) if not own[i] and leaf.text.strip()]
    for leaf, column in _liked(open_leaves, free, leaves, columns):
        names[leaf] = Name(column, "header_inexact")
    return tuple(names)


def enough(names: Sequence[Name], columns: Sequence[Column]) -> bool:
    """Return whether a header says whose it is: by the very name of a column, or by the likeness of two, or of all."""
    named = [name for name in names if name.column is not None]
    required = sum(1 for column in columns if not column.optional)
    return any(not name.trouble for name in named) or len(named) >= min(2, required)


def _settled(found: Sequence[int], settled: Counter[int]) -> Name:
    if len(found) == 1 and settled[found[0]] == 1:
        return Name(found[0])
    return Name(None, "column_ambiguous" if found else "column_unmatched")


def _exact(leaf: Leaf, columns: Sequence[Column]) -> list[int]:
    """Return the columns of which a header cell is the very name."""
    found = [j for j, column in enumerate(columns) if names_column(leaf.text, column)]
    if len(found) < 2:
        return found
    unders = _unders(leaf, columns)
    beneath = [j for j in found if columns[j].under in unders]
    return beneath or found


def _unders(leaf: Leaf, columns: Sequence[Column]) -> set[str]:
    """Return which of the labels that columns stand beneath are printed above a header cell."""
    known = tuple(dict.fromkeys(column.under for column in columns if column.under is not None))
    return {under for text in leaf.above if (under := under_named(text, known)) is not None}


def _liked(
    leaves: Sequence[int], free: set[int], headers: Sequence[Leaf], columns: Sequence[Column]
) -> list[tuple[int, int]]:
    """Return pairs of header cell and column, both of which are liker to each other than to any rival."""
    alike = {}
    for i in leaves:
        unders = _unders(headers[i], columns)
        for j in free:
            elsewhere = unders and columns[j].under is not None and columns[j].under not in unders
            alike[i, j] = 0.0 if elsewhere else column_similarity(headers[i].text, columns[j])
    pairs: list[tuple[int, int]] = []
    for (i, j), score in sorted(alike.items(), key=lambda item: -item[1]):
        if score < THRESHOLD:
            break
        if any(i == a or j == b for a, b in pairs):
            continue
        rivals = [
            other
            for (a, b), other in alike.items()
            if (a == i) != (b == j) and not any((a, b) != (i, j) and (a == c or b == d) for c, d in pairs)
        ]
        if score - max(rivals, default=0.0) >= LEAD:
            pairs.append((i, j))
    return pairs
