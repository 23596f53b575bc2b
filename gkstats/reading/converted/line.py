"""The line of reconsiderations and lawsuits, whose nested header a converter set side by side in pieces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from gkstats.documents.model import Cell
from gkstats.forms import Column, Form, Table
from gkstats.reading.cells import parse_cell
from gkstats.reading.converted.items import Item, Joined, fitted
from gkstats.sums import sums_of

__all__ = ["join_line"]

_CONTEXT: Final = 14
"""Items above the figures that a torn header may take."""
_PARTS: Final = ("行政复议", "行政诉讼")
_SENTENCE: Final = frozenset("、，。：")


def join_line(form: Form, table: Table, items: Sequence[Item]) -> Joined | None:
    """Read the only row of figures below a header whose labels are all there, in pieces.

    All characters of the labels must stand above it, as often as the labels have them, what the columns stand beneath
    in the order of the form, and every sum must hold: the pieces alone do not say which figure is whose.
    """
    columns = table.blocks[0].columns
    needed = Counter("".join("".join(column.label.split()) for column in columns))
    rows = []
    for index, item in enumerate(items):
        figures = None if item.words else fitted(item.figures, len(columns))
        if figures is None:
            continue
        above = [other for other in items[max(index - _CONTEXT, 0) : index] if not other.filled]
        words = ["".join("".join((*other.words, *other.figures)).split()) for other in above]
        if needed <= Counter("".join(words)) and _ordered(words, columns):
            rows.append((index, figures))
    if len(rows) != 1 or not _adds_up(form, table, rows[0][1]):
        return None
    index, figures = rows[0]
    heads = tuple(column.label for column in columns)
    return Joined(_printed(columns, items[index], figures), heads, frozenset((index,)), 1)


def _ordered(words: Sequence[str], columns: Sequence[Column]) -> bool:
    """Return whether the labels that columns stand beneath are printed in the order of the form."""
    unders = list(dict.fromkeys(column.under for column in columns if column.under))
    text = "\n".join(words)
    places = [text.find(under) for under in unders]
    if min(places) < 0 or places != sorted(places):
        return False
    # A sentence, such as the heading of the section, names both in whatever order.
    heads = [line for line in words if all(part in line for part in _PARTS) and not _SENTENCE & set(line)]
    return all(line.find(_PARTS[0]) < line.find(_PARTS[1]) for line in heads)


def _adds_up(form: Form, table: Table, figures: Sequence[str]) -> bool:
    cells = {}
    for column, text in zip(table.blocks[0].columns, figures, strict=True):
        value = parse_cell(text)
        if value.value is None:
            return False
        cells[table.id, column.row or "", column.code] = value.value
    sums = list(sums_of([form.id], cells))
    return bool(sums) and all(one.holds for one in sums)


def _printed(columns: Sequence[Column], item: Item, figures: Sequence[str]) -> tuple[tuple[Cell, ...], ...]:
    above = [Cell(0, n, 1, 1, column.under or "", item.anchor) for n, column in enumerate(columns)]
    heads = [Cell(0, n, 1, 1, column.label, item.anchor) for n, column in enumerate(columns)]
    shown = [Cell(0, n, 1, 1, text, item.anchor, "by_place") for n, text in enumerate(figures)]
    return tuple(above), tuple(heads), tuple(shown)
