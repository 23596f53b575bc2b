"""The ways a form lays out a table, each read from the printed rows of a document."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

from gkstats.evidence import heaviest, said
from gkstats.forms import Row, Table
from gkstats.reading import columns as cols
from gkstats.reading import single
from gkstats.reading.headers import ColumnFinder
from gkstats.reading.labels import EXACT, column_within, words_similarity
from gkstats.reading.printed import PrintedCell, PrintedRow, Stream
from gkstats.reading.rows import Expected, Found, expected_rows, find_rows, torn_rows

__all__ = ["ReadCell", "Reading", "read_table"]


class ReadCell(NamedTuple):
    """A cell of the form with what is printed there; ``cell`` is None where the row prints nothing for it."""

    row: str
    column: str
    unit: str | None
    cell: PrintedCell | None
    note: str = ""
    trouble: str = ""


_Cells: TypeAlias = tuple[tuple[ReadCell, ...], dict[int, cols.Placed]]
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
    _find: Callable[[], _Cells]
    """Of two forms that share most labels both match, and only one is read to its cells."""

    @functools.cached_property
    def _found(self) -> _Cells:
        return self._find()

    @property
    def cells(self) -> tuple[ReadCell, ...]:
        """The cells that the form has in these rows, and those in columns that it does not have."""
        return self._found[0]

    @property
    def columns(self) -> dict[int, cols.Placed]:
        """The columns that rows were read by, so that rows left over in between can be read in the same way."""
        return self._found[1]

    @property
    def lacking(self) -> tuple[str, ...]:
        """The columns of the form that no header names, in rows that were read."""
        if self.table.layout == "line":
            return ()
        lacking = (column.code for place in self.columns.values() for column in place.missing)
        return tuple(dict.fromkeys(lacking))

    @property
    def unknown(self) -> tuple[str, ...]:
        """The headers of columns of figures that the form does not have."""
        slots = (slot for place in self.columns.values() for slot in place.slots if slot.column is None)
        return tuple(dict.fromkeys("".join(slot.header.split()) for slot in slots))


def read_table(table: Table, stream: Stream) -> Reading:
    """Read one table of a form from the printed rows of a document."""
    if table.layout == "line":
        return _read_line(table, stream)
    return _read_rows(table, stream)


def _read_rows(table: Table, stream: Stream) -> Reading:
    expected = expected_rows(table)
    found: Sequence[Found] = find_rows(table, stream)
    if stream.lines and table.layout == "blocks":
        found = _headed(found, expected, stream)
    if not found:
        return _nothing(table)
    used = frozenset(i for one in found for i in range(one.match.first, one.match.last + 1))
    find = functools.partial(_cells_in_rows, table, stream, found)
    return Reading(table, _score(expected, found), used, _missing(expected, found), find)


def _cells_in_rows(table: Table, stream: Stream, found: Sequence[Found]) -> _Cells:
    expected = expected_rows(table)
    torn = torn_rows(stream)[1] if any(one.match.last > one.match.first for one in found) else {}
    rows = [
        (one, item)
        for one in found
        if (item := expected[one.match.expected]).row is not None and not item.row.heading
    ]
    finder = ColumnFinder(stream, {one.match.last: item.block for one, item in rows})
    cells: list[ReadCell] = []
    placed: dict[int, cols.Placed] = {}
    for one, (_, row) in rows:
        match = one.match
        place = finder.find(match.last)
        placed[match.first] = place
        printed = torn[match.first] if match.last > match.first else stream.rows[match.first]
        assert row is not None
        cells += _cells_of(table, row, place, printed, one)
    return tuple(cells), placed


def _headed(found: Sequence[Found], expected: Sequence[Expected], stream: Stream) -> list[Found]:
    """Keep the rows of blocks whose header is printed above them.

    Lines of text have an order but no columns, so nothing else tells 本年新制作数量 from 本年制发件数.
    """
    kept: list[Found] = []
    named: dict[int, bool] = {}
    ends = [-1, *(one.match.last for one in found)]
    for one, end in zip(found, ends, strict=False):
        block = expected[one.match.expected].block
        if id(block) not in named:
            # A row that the form does not have may stand right below the header.
            before = "".join(row.before for row in stream.rows[end + 1 : one.match.first + 1])
            names = sum(1 for column in block.columns if column_within(column, before))
            named[id(block)] = names >= min(2, len(block.columns))
        if named[id(block)]:
            kept.append(one)
    return kept


def _nothing(table: Table) -> Reading:
    return Reading(table, 0.0, frozenset(), (), lambda: ((), {}))


def _cells_of(
    table: Table, row: Row, place: cols.Placed, printed: PrintedRow, found: Found
) -> list[ReadCell]:
    assigned = cols.assign(printed, place)
    label, words = _label_trouble(printed, row, found)
    if assigned.trouble:
        note = "; ".join(filter(None, (words, said(assigned.trouble))))
        return [ReadCell(row.code, "", None, _whole(printed), note, assigned.trouble)]
    cells = []
    for number, given in enumerate(assigned.given, start=1):
        column, trouble = given.slot.column, heaviest((label, given.trouble))
        note = "; ".join(filter(None, (words, _column_words(given))))
        if column is None:
            if given.cell is not None and given.cell.text.strip():
                cells.append(ReadCell(row.code, f"unmatched.{number}", None, given.cell, note, trouble))
            continue
        unit = printed.unit or row.unit or column.unit or table.unit
        cells.append(ReadCell(row.code, column.code, unit, given.cell, note, trouble))
    return cells


def _whole(printed: PrintedRow) -> PrintedCell:
    """Return the figures of a row as one cell, where nobody knows whose they are."""
    values = printed.values or printed.cells
    shown = " ".join(cell.text.strip() for cell in values)
    return PrintedCell(shown, values[0].x0, values[-1].x1, printed.anchor)


_HEADED: Final = frozenset({"header_inexact", "column_inferred", "column_unmatched", "column_ambiguous"})


def _column_words(given: cols.Given) -> str:
    """Return what is to be said of a column that is not plainly the form's."""
    if given.trouble in _HEADED and given.slot.header:
        return f"{said(given.trouble)}: {''.join(given.slot.header.split())}"
    return said(given.trouble)


def _label_trouble(printed: PrintedRow, row: Row, found: Found) -> tuple[str, str]:
    """Return the trouble with a label that is not the form's own or not in its place, and the words for it."""
    moved = "order_changed" if found.moved else ""
    named = found.match.similarity >= EXACT
    if named and (printed.before or printed.after or words_similarity(printed.words, row) >= EXACT):
        return moved, said(moved)
    if printed.before or printed.after:
        return "torn", said("torn")
    shown = " ".join("".join(word.split()) for word in printed.words[-1:])
    return "label_inexact", "; ".join(filter(None, (f"label printed as {shown}", said(moved))))


def _score(expected: Sequence[Expected], found: Sequence[Found]) -> float:
    wanted = sum(1 for item in expected if item.row is None or item.wanted)
    total = sum(min(one.match.similarity, 1.0) for one in found)
    surplus = sum(
        1 for one in found if (item := expected[one.match.expected]).row is not None and not item.wanted
    )
    return total / (wanted + surplus) if wanted else 0.0


def _missing(expected: Sequence[Expected], found: Sequence[Found]) -> tuple[str, ...]:
    seen = {one.match.expected for one in found}
    return tuple(
        item.row.code
        for index, item in enumerate(expected)
        if item.row is not None and index not in seen and item.wanted
    )


def _read_line(table: Table, stream: Stream) -> Reading:
    """Read a single row of figures under a nested header, whether in one grid or in one for each of its parts."""
    columns = tuple(column for block in table.blocks for column in block.columns)
    placed = dict(single.figure_rows(stream, columns))
    if not placed:
        return _nothing(table)
    left = [c for c in columns if not any(c in place.columns for place in placed.values())]
    missing = tuple(dict.fromkeys(column.row or "" for column in left))
    find = functools.partial(_cells_in_lines, table, stream, placed)
    return Reading(table, 1 - len(left) / len(columns), frozenset(placed), missing, find)


def _cells_in_lines(table: Table, stream: Stream, placed: dict[int, cols.Placed]) -> _Cells:
    cells: list[ReadCell] = []
    for position, place in placed.items():
        printed = stream.rows[position]
        assigned = cols.assign(printed, place)
        if assigned.trouble:
            rows = dict.fromkeys(column.row or "" for column in place.columns)
            whole = _whole(printed)
            cells += [ReadCell(r, "", None, whole, said(assigned.trouble), assigned.trouble) for r in rows]
        for given in assigned.given:
            column = given.slot.column
            if column is not None:
                unit = column.unit or table.unit
                words = _column_words(given)
                cells.append(ReadCell(column.row or "", column.code, unit, given.cell, words, given.trouble))
    return tuple(cells), placed
