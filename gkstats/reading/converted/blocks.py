"""Blocks of rows under headers of their own, torn apart, with remarks that were torn out of their cells."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from typing import Final, NamedTuple

from gkstats.chinese import label_key
from gkstats.documents.model import Cell
from gkstats.forms import Block, Form, Row, Table
from gkstats.reading.converted.items import Item, Joined, fitted, header_of

__all__ = ["join_blocks"]

_BRACKETS: Final = ("（", "(")


class _Loose(NamedTuple):
    """A figure on a line of its own with a remark in brackets below it: it was torn out of a cell."""

    position: int
    figure: str
    remark: str


def join_blocks(_: Form, table: Table, items: Sequence[Item]) -> Joined | None:
    """Put the rows of blocks together, each below the header that is printed above it.

    Where each of some rows prints one figure less than there are columns, and as many figures with a remark stand alone,
    each of these belongs to one of the rows, in order. The words of a remark say in which columns its cell may stand
    (只有废止的 is repealed); a figure is read if it is the same column's in every case that is left.
    """
    names = _names(table)
    headed = _headed(table, items)
    if headed is None:
        return None
    rows: dict[int, tuple[Block, Row]] = {}
    for index, item in enumerate(items):
        place = names.get(item.said) if item.filled else None
        if place is not None and place[0] in headed and len(item.figures) <= len(place[0].columns):
            rows.setdefault(index, place)
    if len({row.code for _, row in rows.values()}) < len(rows) or len(rows) * 2 < sum(
        len(block.rows) for block in table.blocks
    ):
        return None
    whole = {index: fitted(items[index].figures, len(block.columns)) for index, (block, _) in rows.items()}
    short = [
        index
        for index, (block, _) in rows.items()
        if whole[index] is None and len(items[index].figures) == len(block.columns) - 1
    ]
    loose = _loose(items)
    remarks = dict(zip(short, loose, strict=True)) if len(short) == len(loose) else {}
    printed: list[list[Cell]] = []
    last: Block | None = None
    # Blocks wander, rows of a block do not.
    for index in sorted(rows, key=lambda index: (table.blocks.index(rows[index][0]), index)):
        block, row = rows[index]
        item = items[index]
        if block is not last:
            labels = [block.columns[n].label for n in headed[block]]
            printed.append(
                [Cell(0, n, 1, 1, text, item.anchor) for n, text in enumerate(("信息内容", *labels))]
            )
            last = block
        figures = whole[index]
        printed.append([Cell(0, 0, 1, 1, row.label, item.anchor)])
        if figures is None:
            printed[-1] += _cells(block, headed[block], item, remarks.get(index))
        else:
            printed[-1] += [
                Cell(0, n, 1, 1, f, item.anchor, "converted") for n, f in enumerate(figures, start=1)
            ]
    used = {*rows, *(one.position for one in remarks.values())}
    heads = tuple(column.label for column in table.blocks[0].columns)
    return Joined(tuple(map(tuple, printed)), heads, frozenset(used), len(rows))


@functools.cache
def _names(table: Table) -> Mapping[str, tuple[Block, Row]]:
    return {
        label_key(label): (block, row)
        for block in table.blocks
        for row in block.rows
        for label in (row.label, *row.aliases)
    }


def _headed(table: Table, items: Sequence[Item]) -> dict[Block, tuple[int, ...]] | None:
    """Return the order in which the columns of each block are named; None where the first block is not."""
    headed: dict[Block, tuple[int, ...]] = {}
    texts = [label_key("".join((*item.words, *item.figures))) for item in items if not item.filled]
    for block in table.blocks:
        labels = [column.label for column in block.columns]
        if len(labels) > 1:
            order = header_of([item for item in items if not item.filled], labels)
            if order is not None:
                headed[block] = order
        elif any(label_key(labels[0]) in text for text in texts):
            headed[block] = (0,)
    return headed if table.blocks[0] in headed else None


def _loose(items: Sequence[Item]) -> list[_Loose]:
    found = []
    for index, item in enumerate(items[:-1]):
        after = items[index + 1]
        remark = "".join(after.words)
        alone = not item.grid and not item.words and len(item.figures) == 1 and item.figures[0].isdigit()
        if alone and remark.startswith(_BRACKETS) and not after.filled:
            found.append(_Loose(index, item.figures[0], remark))
    return found


def _cells(block: Block, order: Sequence[int], item: Item, torn: _Loose | None) -> Iterator[Cell]:
    """Yield the cells of a row that is one figure short, those without a value that may be another column's."""
    count = len(block.columns)
    cases = [
        place for place in range(count) if torn and _may_stand(torn.remark, block.columns[order[place]].code)
    ]
    for place in range(count):
        shown = {_shown(item.figures, torn, place, missing) for missing in cases}
        if len(shown) == 1 and place not in cases:
            yield Cell(0, 1 + place, 1, 1, shown.pop(), item.anchor, "converted")
        elif len(shown) == 1:
            yield Cell(0, 1 + place, 1, 1, shown.pop(), item.anchor, "row_short")
        else:  # one of several figures, of which none is given
            text = item.figures[min(place, len(item.figures) - 1)]
            yield Cell(0, 1 + place, 1, 1, text, item.anchor, "row_short")


def _shown(figures: Sequence[str], torn: _Loose | None, place: int, missing: int) -> str:
    if place == missing:
        return f"{torn.figure}{torn.remark}" if torn else ""
    return figures[place if place < missing else place - 1]


def _may_stand(remark: str, column: str) -> bool:
    """Return whether a remark may belong to a column; one that says nothing may belong to any."""
    told = [columns for word, columns in _remarks().items() if word in remark]
    return all(column in columns for columns in told)


@functools.cache
def _remarks() -> dict[str, list[str]]:
    text = resources.files(__package__).joinpath("remarks.toml").read_text(encoding="utf-8")
    remarks: dict[str, list[str]] = tomllib.loads(text)["remarks"]
    return remarks
