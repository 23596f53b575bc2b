"""A matrix that a converter tore into many tables, put together again: labelled rows first, then what they leave open."""

from __future__ import annotations

import functools
import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from gkstats.chinese import label_key, label_similarity
from gkstats.documents.model import Cell
from gkstats.forms import Column, Form, Row, Table
from gkstats.reading.cells import parse_cell
from gkstats.reading.converted.items import Item, Joined, fitted, header_of, words_between
from gkstats.sums import Number, sums_of

__all__ = ["join_matrix"]

_ALIKE: Final = 0.6
"""Likeness from which the words of a row do not speak against the row that its neighbours leave open."""


class _Found(NamedTuple):
    """Which row of the form an item is, and the code of what weakens that."""

    row: int
    trouble: str = ""


def join_matrix(form: Form, table: Table, items: Sequence[Item]) -> Joined | None:
    """Put the rows of a matrix together.

    A label that is exactly one row's settles it, whether it stands in the row or, where the row has none, right before
    it. Rows that are left between two labelled ones are placed only if these leave open exactly as many, no word speaks
    against it, and every sum that they take part in holds. Columns go by a row that names all of them; where none does,
    they go by their place, and the cells say so.

    Returns
    -------
    Joined or None
        None where fewer than half of the rows are there.
    """
    block = table.blocks[0]
    rows = [row for row in block.rows if not row.heading]
    required = tuple(column for column in block.columns if not column.optional)
    for columns in dict.fromkeys((block.columns, required)):
        joined = _join(form, table, columns, rows, items)
        if joined is not None:
            return joined
    return None


def _join(
    form: Form, table: Table, columns: Sequence[Column], rows: Sequence[Row], items: Sequence[Item]
) -> Joined | None:
    labels = [column.label for column in columns]
    header = header_of(items, labels)
    if header is None and not _in_order(items, labels):
        return None
    order = header or tuple(range(len(labels)))
    figures = {
        index: tuple(placed[order.index(n)] for n in range(len(order)))
        for index, item in enumerate(items)
        if (placed := fitted(item.figures, len(labels))) is not None and any(placed)
    }
    found = _labelled(items, figures, rows)
    wanted = {position for position, row in enumerate(rows) if not row.optional}
    if 2 * len({one.row for one in found.values()} & wanted) < len(wanted):
        return None
    inferred = _between(items, figures, rows, found)
    if inferred and _proven(form, table, columns, rows, figures, {**found, **inferred}, inferred):
        found |= inferred
    return _joined(table, columns, rows, items, figures, found, by_place=header is None)


def _in_order(items: Sequence[Item], labels: Sequence[str]) -> bool:
    """Return whether no row of words names columns in another order than the form's."""
    keys = [label_key(label) for label in labels]
    for item in items:
        if not item.filled:
            cells = [label_key(text) for text in (*item.words, *item.figures)]
            named = [keys.index(cell) for cell in cells if cell in keys]
            if named != sorted(named):
                return False
    return True


@functools.cache
def _names(table_rows: tuple[Row, ...]) -> Mapping[str, int | None]:
    """Return which row each wording is; None for a wording that several rows share."""
    names: dict[str, int | None] = {}
    for position, row in enumerate(table_rows):
        for label in (row.label, *row.aliases):
            for wording in {label_key(label), label_key(f"{row.under or ''}{label}")}:
                names[wording] = None if names.get(wording, position) != position else position
    return names


def _labelled(items: Sequence[Item], figures: Iterable[int], rows: Sequence[Row]) -> dict[int, _Found]:
    """Return the rows whose label is printed, each once."""
    names = _names(tuple(rows))
    found: dict[int, _Found] = {}
    for index in figures:
        item = items[index]
        if item.words:
            told = (label_key(item.words[-1]), label_key("".join(item.words[-2:])), item.said)
            row = next((names[key] for key in told if names.get(key) is not None), None)
            if row is not None:
                found[index] = _Found(row)
        else:
            before = words_between(items, index)
            ends = [key for key in names if len(key) > 4 and before.endswith(key)]
            row = names[max(ends, key=len)] if ends else None
            if row is not None:
                found[index] = _Found(row, "torn")
    often = Counter(one.row for one in found.values())
    return {index: one for index, one in found.items() if often[one.row] == 1}


def _between(
    items: Sequence[Item], figures: Iterable[int], rows: Sequence[Row], found: Mapping[int, _Found]
) -> dict[int, _Found]:
    """Return which rows the labelled ones leave open for those between them, where they leave just as many."""
    inferred: dict[int, _Found] = {}
    known = {one.row for one in found.values()}
    anchors = sorted(found)
    for first, last in itertools.pairwise(anchors):
        between = [index for index in figures if first < index < last]
        start, end = found[first].row, found[last].row
        open_ = [p for p in range(start + 1, end) if p not in known and not _left_out(p, rows, known)]
        if (
            between
            and len(between) == len(open_)
            and all(map(_may_be, (items[i] for i in between), (rows[p] for p in open_)))
        ):
            inferred |= {i: _Found(p, "row_inferred") for i, p in zip(between, open_, strict=True)}
    return inferred


def _left_out(position: int, rows: Sequence[Row], known: set[int]) -> bool:
    """Return whether a form that is filled in leaves a row out: one that is printed only without the rows below it."""
    code = rows[position].code
    return rows[position].optional and any(rows[other].code.startswith(f"{code}.") for other in known)


def _may_be(item: Item, row: Row) -> bool:
    """Return whether no word of an item speaks against a row."""
    full = label_key(f"{row.under or ''}{row.label}")
    label = label_key(row.label)
    keys = [key for key in map(label_key, item.words) if key]
    return all(key in full or label_similarity(key, label) >= _ALIKE for key in keys)


def _proven(
    form: Form,
    table: Table,
    columns: Sequence[Column],
    rows: Sequence[Row],
    figures: Mapping[int, Sequence[str]],
    found: Mapping[int, _Found],
    inferred: Mapping[int, _Found],
) -> bool:
    """Return whether every sum with a figure of the inferred rows holds, and each is in one across and one down."""
    codes = [column.code for column in columns]
    cells: dict[tuple[str, str, str], Number | None] = {}
    for index, one in found.items():
        for code, text in zip(codes, figures[index], strict=True):
            value = parse_cell(text)
            if value.kind == "text":
                return False
            cells[table.id, rows[one.row].code, code] = value.value
    new = {(table.id, rows[one.row].code, code) for one in inferred.values() for code in codes}
    tested: dict[str, set[tuple[str, str, str]]] = {"rows": set(), "columns": set()}
    for total in sums_of([form.id], cells):
        touched = {total.cell(name) for name in (*total.left, *total.right)} & new
        if touched and not total.holds:
            return False
        tested[total.identity.axis] |= touched
    return all(touched == new for touched in tested.values())


def _joined(
    table: Table,
    columns: Sequence[Column],
    rows: Sequence[Row],
    items: Sequence[Item],
    figures: Mapping[int, Sequence[str]],
    found: Mapping[int, _Found],
    *,
    by_place: bool,
) -> Joined:
    first, last = min(found), max(found)
    printed = [[Cell(0, 3 + n, 1, 1, c.label, items[first].anchor) for n, c in enumerate(columns)]]
    warnings = []
    used = set()
    for index in sorted(figures):
        if not first <= index <= last:
            continue
        item, one = items[index], found.get(index)
        used.add(index)
        if one is None and not item.words:
            shown = " ".join(figures[index])
            warnings.append(f"table {table.id}: a row of figures without a label was not placed: {shown}")
            continue
        row = None if one is None else rows[one.row]
        words = item.words[-2:] if row is None else tuple(filter(None, (row.under, row.label)))
        weak = "by_place" if by_place else (one.trouble if one else "") or "converted"
        line = [Cell(0, n, 1, 1, text, item.anchor) for n, text in enumerate(words, start=2 - len(words))]
        line += [Cell(0, 2, 1, 1, item.unit, item.anchor)] if item.unit else []
        line += [Cell(0, 3 + n, 1, 1, text, item.anchor, weak) for n, text in enumerate(figures[index])]
        printed.append(line)
    heads = tuple(column.label for column in columns)
    return Joined(tuple(map(tuple, printed)), heads, frozenset(used), len(found), tuple(warnings))
