"""The four ways a form lays out a table, each read from the printed rows of a document."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

from gkstats.evidence import heaviest
from gkstats.forms import Block, Column, Row, Table
from gkstats.reading import columns as cols
from gkstats.reading.alignment import THRESHOLD, Match, align
from gkstats.reading.headers import ColumnFinder
from gkstats.reading.labels import (
    EXACT,
    acquainted,
    column_similarity,
    column_within,
    names_some,
    row_similarity,
    words_similarity,
)
from gkstats.reading.printed import PrintedCell, PrintedRow, Stream, Wording

__all__ = ["ReadCell", "Reading", "read_table"]


class ReadCell(NamedTuple):
    """A cell of the form with what is printed there; ``cell`` is None where the row prints nothing for it."""

    row: str
    column: str
    unit: str | None
    cell: PrintedCell | None
    note: str = ""
    trouble: str = ""


_Found: TypeAlias = tuple[tuple[ReadCell, ...], dict[int, cols.Placed]]
"""Cells, and the columns by which the rows at some positions were read."""


@dataclass(frozen=True, eq=False)
class Reading:
    """What a table of a form found in a stream of printed rows.

    ``score`` is the share of the form's rows and headers that were recognised, weighted by how well.
    ``rows`` are the positions in the stream that were used.
    """

    table: Table
    score: float
    rows: frozenset[int]
    missing: tuple[str, ...]
    _find: Callable[[], _Found]
    """Of two forms that share most labels both match, and only one is read to its cells."""

    @functools.cached_property
    def _found(self) -> _Found:
        return self._find()

    @property
    def cells(self) -> tuple[ReadCell, ...]:
        """The cells that the form has in these rows."""
        return self._found[0]

    @property
    def columns(self) -> dict[int, cols.Placed]:
        """The columns that rows were read by, so that rows left over in between can be read in the same way."""
        return self._found[1]


def read_table(table: Table, stream: Stream) -> Reading:
    """Read one table of a form from the printed rows of a document."""
    if table.layout == "line":
        return _read_line(table, stream)
    return _read_rows(table, stream)


class _Expected(NamedTuple):
    """A row of the form in order; ``row`` is None for the header line of a block."""

    block: Block
    row: Row | None


@functools.cache
def _expected(table: Table) -> tuple[_Expected, ...]:
    return tuple(
        _Expected(block, row)
        for block in table.blocks
        for row in ((None, *block.rows) if table.layout == "blocks" else block.rows)
    )


def _read_rows(table: Table, stream: Stream) -> Reading:
    expected = _expected(table)
    matches: Sequence[Match] = _matches(table, stream)
    if not matches:
        return _nothing(table)
    if stream.lines and table.layout == "blocks":
        matches = _headed(matches, expected, stream)
    used = frozenset(i for match in matches for i in range(match.first, match.last + 1))
    find = functools.partial(_cells_in_rows, table, stream, matches)
    return Reading(table, _score(expected, matches), used, _missing(expected, matches), find)


def _cells_in_rows(table: Table, stream: Stream, matches: Sequence[Match]) -> _Found:
    expected = _expected(table)
    torn = _torn_rows(stream)[1] if any(match.last > match.first for match in matches) else {}
    finder = ColumnFinder(
        stream,
        headers={
            m.first: id(expected[m.expected].block) for m in matches if expected[m.expected].row is None
        },
        rows=[m.last for m in matches if expected[m.expected].row is not None],
    )
    cells: list[ReadCell] = []
    placed: dict[int, cols.Placed] = {}
    for match in matches:
        block, row = expected[match.expected]
        if row is None or row.heading:
            continue
        place = finder.find(match.last, block)
        placed[match.first] = place
        printed = torn[match.first] if match.last > match.first else stream.rows[match.first]
        cells += _cells_of(table, row, place, printed, match.similarity)
    return tuple(cells), placed


_known: dict[tuple[Table, Wording], Sequence[Match]] = {}
_MOST_KNOWN: Final = 512


def _matches(table: Table, stream: Stream) -> Sequence[Match]:
    """Return which rows of a form are printed where.

    Most documents of a corpus follow one template: the same words match the same rows, whatever the figures.
    """
    key = (table, stream.wording)
    found = _known.get(key)
    if found is None:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        found = _known[key] = _found_matches(table, stream)
    return found


def _found_matches(table: Table, stream: Stream) -> Sequence[Match]:
    expected = _expected(table)
    if not any(acquainted(stream.rows, block.rows, lines=stream.lines) for block in table.blocks):
        return ()
    merges, torn = _torn_rows(stream)
    alike = [_similarities(row, table, stream.lines) for row in stream.rows]
    wanted = [item.row is not None and not (item.row.optional or item.row.heading) for item in expected]
    if not _promising(alike, wanted):
        return ()

    def similarity(first: int, last: int) -> Sequence[float]:
        return _similarities(torn[first], table, stream.lines) if last > first else alike[first]

    return align(
        len(stream.rows), len(expected), similarity, merges=merges, skippable=[not want for want in wanted]
    )


def _one_row(cells: tuple[ReadCell, ...], index: int, place: cols.Placed) -> _Found:
    return cells, {index: place}


def _headed(matches: Sequence[Match], expected: Sequence[_Expected], stream: Stream) -> list[Match]:
    """Keep the rows of blocks whose header is printed above them.

    Lines of text have an order but no columns, so nothing else tells 本年新制作数量 from 本年制发件数.
    """
    kept: list[Match] = []
    named: dict[int, bool] = {}
    for match in matches:
        block = expected[match.expected].block
        if id(block) not in named:
            named[id(block)] = all(column_within(c, stream.rows[match.first].before) for c in block.columns)
        if named[id(block)]:
            kept.append(match)
    return kept


def _similarities(row: PrintedRow, table: Table, lines: bool) -> Sequence[float]:
    """Return how well a printed row fits each of the expected rows and headers."""
    any_row = lines or bool(row.values)
    if row.before or row.after:
        alike: Sequence[float] = [
            row_similarity(row, item) if item is not None and (any_row or item.heading) else 0.0
            for _, item in _expected(table)
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
    return tuple(
        words_similarity(words, item) if item is not None and (any_row or item.heading) else 0.0
        for _, item in _expected(table)
    )


@functools.lru_cache(maxsize=1 << 12)
def _headings(texts: tuple[str, ...], table: Table) -> tuple[float, ...]:
    return tuple(
        _header_similarity(texts, block.columns) if item is None else 0.0 for block, item in _expected(table)
    )


def _promising(alike: Sequence[Sequence[float]], wanted: Sequence[bool]) -> bool:
    """Return whether enough rows of the form have a likeness anywhere, before they are put in order."""
    best = [max(column, default=0.0) for column in zip(*alike, strict=True)]
    return 2 * sum(1 for score, want in zip(best, wanted, strict=False) if want and score > THRESHOLD) >= sum(
        wanted
    )


def _nothing(table: Table) -> Reading:
    return Reading(table, 0.0, frozenset(), (), lambda: ((), {}))


def _header_similarity(texts: Sequence[str], columns: Sequence[Column]) -> float:
    """Return how well a row of words names the columns of a block."""
    if len(texts) < len(columns):
        return 0.0
    best = [max(column_similarity(text, column) for text in texts) for column in columns]
    return sum(best) / len(best)


def _torn_rows(stream: Stream) -> tuple[dict[int, int], dict[int, PrintedRow]]:
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


def _cells_of(
    table: Table,
    row: Row,
    place: cols.Placed,
    printed: PrintedRow,
    similarity: float,
) -> list[ReadCell]:
    assigned = cols.assign(printed, place)
    label, said = ("", "") if similarity >= EXACT else _label_trouble(printed)
    if "row_short" in assigned.troubles:
        shown = " ".join(cell.text.strip() for cell in printed.values)
        whole = PrintedCell(shown, printed.values[0].x0, printed.values[-1].x1, printed.anchor)
        return [ReadCell(row.code, "", None, whole, said, "row_short")]
    cells = []
    for column, cell, trouble in zip(place.columns, assigned.cells, assigned.troubles, strict=True):
        unit = printed.unit or row.unit or column.unit or table.unit
        cells.append(ReadCell(row.code, column.code, unit, cell, said, heaviest((label, trouble))))
    return cells


def _label_trouble(printed: PrintedRow) -> tuple[str, str]:
    """Return the trouble with a label that is not the form's own, and the words for it."""
    if printed.before or printed.after:
        return "torn", ""
    return "label_inexact", "label printed as " + " ".join(
        "".join(word.split()) for word in printed.words[-1:]
    )


def _score(expected: Sequence[_Expected], matches: Sequence[Match]) -> float:
    wanted = sum(1 for item in expected if item.row is None or not (item.row.optional or item.row.heading))
    total = sum(match.similarity for match in matches)
    surplus = sum(
        1 for m in matches if (r := expected[m.expected].row) is not None and (r.optional or r.heading)
    )
    return total / (wanted + surplus) if wanted else 0.0


def _missing(expected: Sequence[_Expected], matches: Sequence[Match]) -> tuple[str, ...]:
    seen = {match.expected for match in matches}
    return tuple(
        item.row.code
        for index, item in enumerate(expected)
        if item.row is not None and index not in seen and not (item.row.optional or item.row.heading)
    )


def _read_line(table: Table, stream: Stream) -> Reading:
    """Read a single row of figures under a nested header, whether in one grid or in one for each of its parts."""
    columns = tuple(column for block in table.blocks for column in block.columns)
    if stream.lines:
        return _read_bare_line(table, stream, columns) or _nothing(table)
    cells: list[ReadCell] = []
    placed: dict[int, cols.Placed] = {}
    left = columns
    for grid in dict.fromkeys(row.grid for row in stream.rows):
        if not names_some((c.text for row in stream.rows if row.grid == grid for c in row.cells), columns):
            continue
        for part in _parts(left):
            found = _line_row(stream, grid, part, whole=part == columns)
            if found is not None:
                row, place = found
                cells += _line_cells(table, part, cols.assign(stream.rows[row], place))
                placed[row] = place
                left = tuple(column for column in left if column not in part)
                break
        if not left:
            break
    missing = tuple(dict.fromkeys(column.row or "" for column in left)) if placed else ()
    score = 1 - len(left) / len(columns)
    return Reading(table, score, frozenset(placed), missing, lambda: (tuple(cells), placed))


def _parts(columns: tuple[Column, ...]) -> Iterator[tuple[Column, ...]]:
    """Yield the columns of all rows of a line, then of ever fewer neighbouring ones."""
    rows = list(dict.fromkeys(column.row for column in columns))
    for size in range(len(rows), 0, -1):
        for first in range(len(rows) - size + 1):
            chosen = rows[first : first + size]
            yield tuple(column for column in columns if column.row in chosen)


def _line_row(
    stream: Stream, grid: int, columns: tuple[Column, ...], *, whole: bool
) -> tuple[int, cols.Placed] | None:
    """Return the row of figures below a header in a grid, or at the head of the next grid, and its columns."""
    positions = [i for i, row in enumerate(stream.rows) if row.grid == grid]
    header = _line_header(stream, positions, columns, whole=whole)
    if header is None:
        return None
    intervals, below = header
    for row in range(below, len(stream.rows)):
        shown = stream.rows[row]
        if shown.grid > grid + 1:
            break
        if shown.has_figures:
            same = shown.grid == grid or stream.widths[grid] == stream.widths[grid + 1]
            return row, cols.Placed(columns, intervals if same else None)
    return None


def _line_header(
    stream: Stream, positions: Sequence[int], columns: Sequence[Column], *, whole: bool
) -> tuple[tuple[cols.Interval, ...], int] | None:
    """Find the header of a line table within a grid; return its columns and the first position below it."""
    for end in range(len(positions), 0, -1):
        rows = [stream.rows[i] for i in positions[:end]]
        if rows[-1].has_figures:
            continue
        start = len(rows)
        while start and not rows[start - 1].has_figures:
            start -= 1
        found = cols.find_columns(rows[start:], columns, spanned=not whole)
        if found is not None:
            return found, positions[end - 1] + 1
    return None


def _line_cells(table: Table, columns: Sequence[Column], assigned: cols.Assigned) -> tuple[ReadCell, ...]:
    return tuple(
        ReadCell(column.row or "", column.code, column.unit or table.unit, cell, trouble=trouble)
        for column, cell, trouble in zip(columns, assigned.cells, assigned.troubles, strict=True)
    )


def _read_bare_line(table: Table, stream: Stream, columns: Sequence[Column]) -> Reading | None:
    """Read the row of figures that stands alone behind the words of its header.

    Lines of text show a header's cells side by side, each label in pieces (结果 结果 … 维持 纠正 …), so that all of
    their characters must be there, as often as the labels have them, and as many figures as there are columns.
    """
    needed = Counter("".join("".join(column.label.split()) for column in columns))
    for index, row in enumerate(stream.rows):
        if row.words or len(row.values) != len(columns):
            continue
        before = "".join(row.before.split())
        if before and needed <= Counter(before):
            place = cols.Placed(tuple(columns), None)
            cells = _line_cells(table, columns, cols.assign(row, place))
            return Reading(
                table, 1.0, frozenset({index}), (), functools.partial(_one_row, cells, index, place)
            )
    return None
