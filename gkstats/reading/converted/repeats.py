"""Merged cells that a converter wrote once for each column that they reach over, as one cell again."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence

from gkstats.documents.model import Cell, Table
from gkstats.reading.cells import looks_like_value

__all__ = ["without_repeats"]


def without_repeats(table: Table) -> Table:
    """Return a grid in which neighbours that say the same below the same header are one cell.

    Two columns of a form never bear the same header side by side, so that a header that is printed twice is one that
    reached over both. Where the figures below it differ, all stays as it is.
    """
    if any(cell.row_span > 1 or cell.column_span > 1 for cell in table.cells):
        return table
    rows: dict[int, dict[int, Cell]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, {})[cell.column] = cell
    cells: list[Cell] = []
    for section in _sections([rows[number] for number in sorted(rows)]):
        joined = _repeated(section)
        cells += [cell for row in section for cell in _merged(row, joined)]
    return dataclasses.replace(table, cells=tuple(cells))


def _sections(rows: Sequence[dict[int, Cell]]) -> Iterator[list[dict[int, Cell]]]:
    """Part the rows of a grid where, below figures, words begin anew."""
    section: list[dict[int, Cell]] = []
    figures = False
    for row in rows:
        filled = any(cell.text.strip() and looks_like_value(cell.text) for cell in row.values())
        if figures and not filled:
            yield section
            section, figures = [], False
        section.append(row)
        figures = figures or filled
    yield section


def _repeated(section: Sequence[dict[int, Cell]]) -> set[int]:
    """Return the columns that only repeat the one on their left, in the header and in all rows of figures below it."""
    heads = [
        row for row in section if not any(looks_like_value(c.text) and c.text.strip() for c in row.values())
    ]
    below = section[len(heads) :]
    if not heads or not below:
        return set()
    width = max(max(row) for row in section) + 1
    return {
        column
        for column in range(1, width)
        if _text(heads[-1], column) == _text(heads[-1], column - 1) != ""
        and all(_text(row, column) == _text(row, column - 1) for row in below)
    }


def _text(row: Mapping[int, Cell], column: int) -> str:
    return row[column].text.strip() if column in row else ""


def _merged(row: Mapping[int, Cell], joined: set[int]) -> list[Cell]:
    merged: list[Cell] = []
    for column in sorted(row):
        last = merged[-1] if merged else None
        if last is not None and column in joined and row[column].text == last.text:
            merged[-1] = last._replace(column_span=last.column_span + 1)
        else:
            merged.append(row[column])
    return merged
