"""How well a printed label fits a row or column of a form."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from typing import Final

from rapidfuzz import fuzz

from gkstats.chinese import label_key, label_similarity
from gkstats.forms import Column, Row
from gkstats.reading.alignment import THRESHOLD
from gkstats.reading.printed import PrintedRow

__all__ = [
    "EXACT",
    "LEAD",
    "acquainted",
    "column_similarity",
    "column_within",
    "named_rows",
    "names_column",
    "names_some",
    "row_similarity",
    "under_named",
    "words_similarity",
]

EXACT: Final = 0.999
"""From here on a label is the form's own, up to spaces, punctuation and the way its characters are encoded."""

# Numbering carries little: agencies renumber. An enumerator is dropped from both sides, at a small price.
_ENUMERATOR: Final = re.compile(r"^(?:其中)?(?:[一二三四五六七八九十]{1,3}|\d{1,2})(?=\D)")
_UNNUMBERED: Final = 0.97
LEAD: Final = 0.1
"""By how much an inexact label or header must be liker to its row or column than to any other."""
_CONTEXT: Final = 0.07
# Shorter wordings (规章, 其他) occur within any prose, so they must be the line's own label.
_SEARCHABLE: Final = 5
_NAMED: Final = 0.85
"""Likeness from which a column counts as named: the columns of the two national forms differ by two characters."""


@functools.lru_cache(maxsize=8192)
def _key(text: str) -> str:
    return label_key(text)


@functools.lru_cache(maxsize=8192)
def _bare(key: str) -> str:
    return _ENUMERATOR.sub("", key) or key


@functools.lru_cache(maxsize=65536)
def _alike(printed: str, expected: str) -> float:
    full = label_similarity(printed, expected)
    if full == 1.0:
        return full
    return max(full, _UNNUMBERED * label_similarity(_bare(printed), _bare(expected)))


@functools.cache
def _wordings(item: Row | Column) -> tuple[str, ...]:
    wordings = [_key(text) for text in (item.label, *item.aliases)]
    if item.under:
        wordings.append(_key(item.under) + wordings[0])
    return tuple(wordings)


@functools.cache
def _known(rows: tuple[Row, ...]) -> frozenset[str]:
    return frozenset(_bare(wording) for row in rows for wording in _wordings(row))


def acquainted(printed: Sequence[PrintedRow], rows: tuple[Row, ...], *, lines: bool) -> bool:
    """Return whether any printed label is one of a form's own; a form none of whose labels is there need not be tried.

    The labels of lines may be torn, so there it is enough that one stands somewhere in the words.
    """
    known = _known(rows)
    if lines:
        text = "".join(_key("".join((row.before, *row.words))) for row in printed)
        return any(wording in text for wording in known)
    return any(_bare(_key(word)) in known for row in printed for word in row.words)


def named_rows(words: tuple[str, ...], rows: tuple[Row, ...]) -> tuple[int, ...]:
    """Return the positions of the rows whose very name a label is, but for its numbering.

    Where several rows bear the name, as the several 其他 do, those count that stand beneath what is printed above it.
    """
    keys = [_key(text) for text in words]
    if not keys:
        return ()
    candidates = {keys[-1], "".join(keys[-2:]), "".join(keys)}
    found = [i for i, row in enumerate(rows) if not candidates.isdisjoint(_wordings(row))]
    if not found:
        bare = {_bare(key) for key in candidates}
        found = [i for i, row in enumerate(rows) if not bare.isdisjoint(_bare_wordings(row))]
    if not found:  # a label that what stands above it runs into: 三、本年度办理结果（一）予以公开
        label = max(candidates, key=len)
        found = [i for i, row in enumerate(rows) if any(label.endswith(w) for w in _numbered_wordings(row))]
    if len(found) > 1 and any(keys[:-1]):
        fitting = {i: _context(keys[:-1], rows[i]) for i in found}
        best = max(fitting.values())
        found = [i for i in found if fitting[i] == best]
    return tuple(found)


@functools.cache
def _bare_wordings(item: Row) -> frozenset[str]:
    return frozenset(_bare(wording) for wording in _wordings(item))


@functools.cache
def _numbered_wordings(item: Row) -> frozenset[str]:
    """Return the wordings that begin with their number: nothing that another label ends in."""
    return frozenset(w for w in _wordings(item) if _bare(w) != w and len(w) > _SEARCHABLE)


def names_column(printed: str, expected: Column) -> bool:
    """Return whether a printed header cell is the very name of a column of a form; years in it do not count."""
    key = _YEAR.sub("", _key(printed))
    return bool(key) and key in _wordings(expected)


@functools.lru_cache(maxsize=4096)
def under_named(printed: str, known: tuple[str, ...]) -> str | None:
    """Return which of the labels that columns stand beneath a printed cell is, None for none of them."""
    key = _key(printed)
    alike = sorted(((label_similarity(key, _key(under)), under) for under in known), reverse=True)
    if not key or not alike or alike[0][0] < THRESHOLD:
        return None
    clear = alike[0][0] == 1.0 or len(alike) == 1 or alike[0][0] - alike[1][0] >= LEAD
    return alike[0][1] if clear else None


def names_some(cells: Iterable[str], columns: Iterable[Column]) -> bool:
    """Return whether some cells are the headers of at least two columns, letter for letter."""
    labels = {_key(column.label) for column in columns}
    return len(labels & {_key(text) for text in cells}) > 1


def row_similarity(printed: PrintedRow, expected: Row) -> float:
    """Return from 0 to 1 how well the label of a printed row fits a row of a form.

    The label proper counts most; the label it stands beneath settles what is otherwise alike, as the several 其他.
    """
    if printed.before or printed.after:
        return _torn_similarity(printed, expected)
    return words_similarity(printed.words, expected)


def words_similarity(words: tuple[str, ...], expected: Row) -> float:
    """Return from 0 to 1 how well the words of a label fit a row of a form, whatever stands around them."""
    keys = [_key(text) for text in words]
    if not keys:
        return 0.0
    # Not what it stands beneath alone: （六）其他处理 is a row itself where it has no rows below it.
    candidates = {keys[-1], "".join(keys[-2:]), "".join(keys)}
    best = max(_alike(key, wording) for key in candidates for wording in _wordings(expected))
    return best * (1 - _CONTEXT) + _CONTEXT * _context(keys[:-1], expected)


def _context(above: Iterable[str], expected: Row) -> float:
    above = [word for word in above if word]
    if not above or expected.under is None:
        return 1.0
    under = _key(expected.under)
    return max(_alike(word, under) for word in above)


def _torn_similarity(printed: PrintedRow, expected: Row) -> float:
    """Compare a line of figures whose label may begin before it and end behind it."""
    own = _key("".join(printed.words))
    head, tail = _key(printed.before), _key(printed.after)
    best = 0.0
    for wording in _wordings(expected):
        if own:
            best = max(best, _alike(own, wording))
        if len(_bare(wording)) < _SEARCHABLE:
            continue
        near = head[-len(wording) :] + own
        # What stands before the figures belongs to them more surely than what follows.
        best = max(best, _within(wording, near), 0.98 * _within(wording, near + tail[: len(wording)]))
    return best


@functools.lru_cache(maxsize=65536)
def _within(wording: str, text: str) -> float:
    """Return how well the words of a label can be found within a text that holds more."""
    if len(text) < len(wording):
        return _alike(text, wording)
    if wording in text:
        return 1.0
    return float(fuzz.partial_ratio(_bare(wording), text)) / 100.0 * _UNNUMBERED


def column_within(expected: Column, text: str) -> bool:
    """Return whether a text, such as the words above a line of figures, names a column."""
    key = _key(text)
    return any(_within(wording, key) >= _NAMED for wording in _wordings(expected))


_YEAR: Final = re.compile(r"\d{4}")


@functools.lru_cache(maxsize=1 << 15)
def column_similarity(printed: str, expected: Column) -> float:
    """Return from 0 to 1 how well a printed header cell fits a column of a form; years in it do not count."""
    key = _YEAR.sub("", _key(printed))
    if not key:
        return 0.0
    return max(label_similarity(key, wording) for wording in _wordings(expected))
