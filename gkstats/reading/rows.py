"""Which rows of a form are printed where: by their labels, with their order as evidence, not as law."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from gkstats.forms import Block, Column, Row, Table
from gkstats.reading.alignment import THRESHOLD, Match, align
from gkstats.reading.labels import (
    LEAD,
    acquainted,
    column_similarity,
    named_rows,
    row_similarity,
    words_similarity,
)
from gkstats.reading.printed import PrintedRow, Stream, Wording

__all__ = ["Expected", "Found", "expected_rows", "find_rows", "torn_rows"]


class Expected(NamedTuple):
    """A row of the form in order; ``row`` is None for the header line of a block."""

    block: Block
    row: Row | None

    @property
    def wanted(self) -> bool:
        """Whether a form that is filled in must print it."""
        return self.row is not None and not (self.row.optional or self.row.heading)


class Found(NamedTuple):
    """A row of the form, and where it is printed; ``moved`` when not where the order of the form has it."""

    match: Match
    moved: bool = False


@functools.cache
def expected_rows(table: Table) -> tuple[Expected, ...]:
    """Return what a form prints in a table, from top to bottom."""
    return tuple(
        Expected(block, row)
        for block in table.blocks
        for row in ((None, *block.rows) if table.layout == "blocks" else block.rows)
    )


_known: dict[tuple[Table, Wording], Sequence[Found]] = {}
_MOST_KNOWN: Final = 512


def find_rows(table: Table, stream: Stream) -> Sequence[Found]:
    """Return which rows of a form are printed where.

    Most documents of a corpus follow one template: the same words match the same rows, whatever the figures.
    """
    key = (table, stream.wording)
    found = _known.get(key)
    if found is None:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        found = _known[key] = _search(table, stream)
    return found


def _search(table: Table, stream: Stream) -> Sequence[Found]:
    expected = expected_rows(table)
    if not any(acquainted(stream.rows, block.rows, lines=stream.lines) for block in table.blocks):
        return ()
    merges, torn = torn_rows(stream)
    alike = [_similarities(row, table, stream.lines) for row in stream.rows]
    if not _promising(alike, [item.wanted for item in expected]):
        return ()

    def similarity(first: int, last: int) -> Sequence[float]:
        return _similarities(torn[first], table, stream.lines) if last > first else alike[first]

    matches = align(
        len(stream.rows),
        len(expected),
        similarity,
        merges=merges,
        skippable=[not item.wanted for item in expected],
    )
    matches = _without_usurpers(matches, alike, stream)
    found = [Found(match) for match in matches]
    if matches:
        found += [Found(match, moved=True) for match in _moved(matches, alike, stream)]
        found = _certain(found, _ambiguous(table, stream))
    return tuple(sorted(found, key=lambda one: one.match.first))


def _without_usurpers(
    matches: Sequence[Match], alike: Sequence[Sequence[float]], stream: Stream
) -> list[Match]:
    """Leave out the inexact matches with rows whose very name is printed elsewhere in the table."""
    left = _within_reach(matches, alike, stream, set(range(len(alike[0])))) if matches else set()
    named = {j for i in left for j, score in enumerate(alike[i]) if score == 1.0}
    return [match for match in matches if match.similarity == 1.0 or match.expected not in named]


def _moved(matches: Sequence[Match], alike: Sequence[Sequence[float]], stream: Stream) -> list[Match]:
    """Return rows of the form that are printed among the others, but not where the order of the form has them."""
    free = set(range(len(alike[0]))) - {match.expected for match in matches}
    rows = _within_reach(matches, alike, stream, free)
    found: list[Match] = []
    least = 1.0 if stream.lines else THRESHOLD
    pairs = sorted(((alike[i][j], -i, j) for i in rows for j in free if alike[i][j] >= least), reverse=True)
    for score, negative, j in pairs:
        i = -negative
        if any(i == one.first or j == one.expected for one in found):
            continue
        taken = {one.expected for one in found}
        used = {one.first for one in found}
        rivals = [alike[i][k] for k in free - taken - {j}] + [alike[k][j] for k in rows - used - {i}]
        if score - max(rivals, default=0.0) >= LEAD:
            found.append(Match(i, i, j, score))
    return found


def _within_reach(
    matches: Sequence[Match], alike: Sequence[Sequence[float]], stream: Stream, free: set[int]
) -> set[int]:
    """Return the rows left over that belong to the table: in its grids, or among or next to its lines."""
    used = {i for match in matches for i in range(match.first, match.last + 1)}
    if not stream.lines:
        grids = {stream.rows[i].grid for i in used}
        grids |= _other_parts(grids, alike, stream, free)
        return {i for i, row in enumerate(stream.rows) if row.grid in grids} - used
    first, last = min(used), max(used)
    reach = set(range(first, last + 1))
    for step, at in ((-1, first - 1), (1, last + 1)):
        while 0 <= at < len(alike) and any(alike[at][j] == 1.0 for j in free):
            reach.add(at)
            at += step
    return reach - used


def _other_parts(
    grids: set[int], alike: Sequence[Sequence[float]], stream: Stream, free: set[int]
) -> set[int]:
    """Return the grids that print rows of the form, and none that was found already: parts of a table, not another."""
    named: dict[int, set[int]] = {}
    for row, scores in zip(stream.rows, alike, strict=True):
        if row.grid not in grids:
            named.setdefault(row.grid, set()).update(j for j, score in enumerate(scores) if score == 1.0)
    return {grid for grid, found in named.items() if found and found <= free}


def _ambiguous(table: Table, stream: Stream) -> Mapping[int, frozenset[int]]:
    """Return the printed rows whose label is the name of several rows, and those rows."""
    rows = tuple(item.row for item in expected_rows(table))
    found = {}
    for i, printed in enumerate(stream.rows):
        names = _names(printed.words, table) if printed.words else ()
        if len(names) > 1:
            found[i] = frozenset(j for j in names if rows[j] is not None)
    return found


def _certain(found: Sequence[Found], ambiguous: Mapping[int, frozenset[int]]) -> list[Found]:
    """Leave out the rows whose label is several rows' name, unless their neighbours leave one of these.

    Neighbours say nothing in a table whose rows do not stand in the order of the form.
    """
    order = sorted(found, key=lambda one: one.match.first)
    moved = any(one.moved for one in found)
    kept = []
    for n, one in enumerate(order):
        rivals = ambiguous.get(one.match.first)
        if rivals:
            before = order[n - 1].match.expected if n else -1
            after = order[n + 1].match.expected if n + 1 < len(order) else one.match.expected + 1
            between = [j for j in rivals if before < j < after]
            if moved or between != [one.match.expected]:
                continue
        kept.append(one)
    return kept


def _similarities(row: PrintedRow, table: Table, lines: bool) -> Sequence[float]:
    """Return how well a printed row fits each of the expected rows and headers."""
    any_row = lines or bool(row.values)
    if (row.before or row.after) and not _names(row.words, table):
        alike: Sequence[float] = [
            min(row_similarity(row, item), _TORN) if item is not None and (any_row or item.heading) else 0.0
            for _, item in expected_rows(table)
        ]
    else:
        alike = _labelled(row.words, table, any_row)
    if table.layout != "blocks" or row.has_figures:
        return alike
    texts = tuple(cell.text for cell in row.cells if cell.own and cell.text.strip())
    return list(map(max, alike, _headings(texts, table)))


# Reports print the same labels year after year: nearly every row of a corpus has been compared before.
@functools.lru_cache(maxsize=1 << 14)
def _labelled(words: tuple[str, ...], table: Table, any_row: bool) -> tuple[float, ...]:
    """Compare a label; one that is a row's very name fits that row, and no other however like."""
    names = _names(words, table)
    return tuple(
        0.0
        if item is None or not (any_row or item.heading)
        else (float(j in names) if names else words_similarity(words, item))
        for j, (_, item) in enumerate(expected_rows(table))
    )


_TORN: Final = 0.9995
"""Likeness of a label whose words are all there, before and behind the figures: less sure than its very name."""


@functools.lru_cache(maxsize=1 << 14)
def _names(words: tuple[str, ...], table: Table) -> tuple[int, ...]:
    """Return the positions of the expected rows whose very name a label is."""
    expected = expected_rows(table)
    places = [j for j, item in enumerate(expected) if item.row is not None]
    rows = tuple(expected[j].row for j in places)
    return tuple(places[k] for k in named_rows(words, rows))  # type: ignore[arg-type]


@functools.lru_cache(maxsize=1 << 12)
def _headings(texts: tuple[str, ...], table: Table) -> tuple[float, ...]:
    return tuple(
        _header_similarity(texts, block.columns) if item is None else 0.0
        for block, item in expected_rows(table)
    )


def _header_similarity(texts: Sequence[str], columns: Sequence[Column]) -> float:
    """Return how well a row of words names the columns of a block."""
    if len(texts) < len(columns):
        return 0.0
    best = [max(column_similarity(text, column) for text in texts) for column in columns]
    return sum(best) / len(best)


def _promising(alike: Sequence[Sequence[float]], wanted: Sequence[bool]) -> bool:
    """Return whether enough rows of the form have a likeness anywhere, before they are put in order."""
    best = [max(column, default=0.0) for column in zip(*alike, strict=True)]
    return 2 * sum(1 for score, want in zip(best, wanted, strict=False) if want and score > THRESHOLD) >= sum(
        wanted
    )


def torn_rows(stream: Stream) -> tuple[dict[int, int], dict[int, PrintedRow]]:
    """Return the rows that a page break may have torn in two: the last of a grid and the first of the next."""
    merges: dict[int, int] = {}
    torn: dict[int, PrintedRow] = {}
    rows = stream.rows
    if stream.lines:
        return merges, torn
    for index in range(1, len(rows)):
        if rows[index].grid == rows[index - 1].grid:
            continue
        upper = index - 1
        lower = next((k for k in range(index, len(rows)) if _may_continue(rows[upper], rows[k])), None)
        if lower is not None and rows[lower].grid == rows[index].grid:
            merged = _merged(rows[upper], rows[lower])
            if merged is not None:
                merges[upper], torn[upper] = lower, merged
    return merges, torn


def _may_continue(upper: PrintedRow, lower: PrintedRow) -> bool:
    return len(lower.cells) > 1 and (upper.has_figures or lower.has_figures)


def _merged(upper: PrintedRow, lower: PrintedRow) -> PrintedRow | None:
    """Return two parts of a row as one, or None when both print figures."""
    if upper.has_figures and lower.has_figures:
        return None
    figures = upper if upper.has_figures else lower
    words = "".join((*upper.words[-1:], *lower.words[-1:]))
    if not words or not figures.values:
        return None
    above = figures.cells[: max(figures.labels - 1, 0)]
    label = (figures.cells[figures.labels - 1] if figures.labels else upper.cells[0])._replace(text=words)
    return figures._replace(
        cells=(*above, label, *figures.values),
        labels=len(above) + 1,
        words=(*(cell.text for cell in above if cell.text.strip()), words),
    )
