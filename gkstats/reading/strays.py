"""Rows of a table that a document prints once more with other figures, where no heading says whose they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import TypeAlias

from gkstats.forms import Table
from gkstats.reading.cells import parse_cell
from gkstats.reading.copies import Copy, marks_of
from gkstats.reading.printed import PrintedRow
from gkstats.records import Fact

__all__ = ["contradicted"]

_Figures: TypeAlias = "Counter[int | float]"


def contradicted(
    table: Table, facts: Sequence[Fact], around: Iterable[Copy], read: Mapping[int, Set[int]]
) -> frozenset[str]:
    """Return the rows of a table of which other rows of the document, by exactly their names, print other figures.

    A row that prints some of the same figures, or none at all, contradicts nothing.

    Parameters
    ----------
    table : Table
    facts : sequence of Fact
        What was read of it.
    around : iterable of Copy
        Rows among which it stands, without those that are said to be another report's.
    read : mapping of int to set of int
        By the id of a stream, its rows that are no strays.
    """
    own: dict[str, _Figures] = {}
    for fact in facts:
        if fact.column:
            own.setdefault(fact.row, Counter())
            if fact.value is not None:
                own[fact.row][fact.value] += 1
    found: set[str] = set()
    for copy in around:
        for codes, row in _strays(table, copy, read.get(id(copy.origin), set())):
            rows = own.keys() if table.id in codes else own.keys() & codes
            known = sum((own[code] for code in rows), Counter[int | float]())
            if rows and not _figures(row) <= known:
                found |= rows
    return frozenset(found)


def _strays(table: Table, copy: Copy, read: Set[int]) -> Iterator[tuple[frozenset[str], PrintedRow]]:
    """Yield rows of figures that were not read, each with the codes of the rows that it says to be."""
    stream = copy.stream
    above: set[str] = set()
    codes: frozenset[str] = frozenset()
    grid = -1
    for at, row in zip(copy.positions, stream.rows, strict=True):
        if row.grid != grid or row.has_figures:
            codes = frozenset(above if row.grid == grid else ())
            above, grid = set(), row.grid
        marks = frozenset(marks_of(row, table.id, lines=stream.lines))
        if table.layout == "line" and not stream.lines:
            above |= marks
            marks = codes
        if marks and row.has_figures and at not in read:
            yield marks, row


def _figures(row: PrintedRow) -> _Figures:
    values = (parse_cell(cell.text).value for cell in row.values)
    return Counter(value for value in values if value is not None)
