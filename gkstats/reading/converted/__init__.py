"""Tables of the forms that a converter tore apart, put together again before they are read."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from gkstats.chinese import label_key
from gkstats.documents.model import Block, Document, Paragraph, Table
from gkstats.documents.text import paragraph_of
from gkstats.forms import all_forms
from gkstats.reading.converted.blocks import join_blocks
from gkstats.reading.converted.items import Item, Joined, items_of, joined_table
from gkstats.reading.converted.line import join_line
from gkstats.reading.converted.matrix import join_matrix
from gkstats.reading.converted.repeats import without_repeats
from gkstats.reading.converted.runs import with_runs_parted
from gkstats.reading.converted.unread import unread_tables

__all__ = ["put_together", "unread_tables"]

_JOINS = {"matrix": join_matrix, "list": join_matrix, "blocks": join_blocks, "line": join_line}


def put_together(document: Document) -> Document:
    """Return a converted document with its torn tables as one grid each; others are returned as they are.

    A table that stands in one grid below its header is left alone.
    """
    if document.trouble != "converted":
        return with_runs_parted(document)
    whole = [without_repeats(block) if isinstance(block, Table) else block for block in document.blocks]
    document = dataclasses.replace(document, blocks=tuple(whole))
    items = items_of(document)
    blocks: dict[int, Block | None] = {}
    tables: dict[int, Table] = {}
    warnings: list[str] = []
    for name in dict.fromkeys(table.id for form in all_forms() for table in form.tables):
        joined = _best(name, items)
        if joined is None or _stands(document, joined, items):
            continue
        places = sorted({items[index].block for index in joined.used})
        if any(place in blocks for place in places):
            continue
        blocks |= {place: _without(document.blocks[place], place, items, joined) for place in places}
        first = items[min(joined.used)]
        warnings += joined.warnings
        tables[first.block] = joined_table(joined.rows, first.anchor)
    if not tables:
        return document
    kept: list[Block] = []
    for number, block in enumerate(document.blocks):
        kept += [tables[number]] if number in tables else []
        left = blocks.get(number, block)
        kept += [left] if left is not None else []
    return dataclasses.replace(document, blocks=tuple(kept), warnings=(*document.warnings, *warnings))


def _best(name: str, items: Sequence[Item]) -> Joined | None:
    """Return a table by the form that places most of its rows."""
    joined = [
        found
        for form in all_forms()
        for table in form.tables
        if table.id == name and (found := _JOINS[table.layout](form, table, items)) is not None
    ]
    return max(joined, key=lambda one: one.placed, default=None)


def _stands(document: Document, joined: Joined, items: Sequence[Item]) -> bool:
    """Return whether a table stands in grids that print its header, so that it need not be put together."""
    heads = {label_key(text) for text in joined.heads}
    for place in {items[index].block for index in joined.used}:
        block = document.blocks[place]
        if not isinstance(block, Table):
            return False
        if not heads <= {label_key(cell.text) for cell in block.cells}:
            return False
    return True


def _without(block: Block, place: int, items: Sequence[Item], joined: Joined) -> Block | None:
    """Return what is left of a block; a grid without further figures has nothing left."""
    used = {items[index].line for index in joined.used if items[index].block == place}
    if isinstance(block, Paragraph):
        lines = [line for number, line in enumerate(block.lines) if number not in used]
        return paragraph_of(lines, heading=block.heading) if lines else None
    left = [item.line for item in items if item.block == place and item.filled and item.line not in used]
    if not left:
        return None
    return dataclasses.replace(block, cells=tuple(cell for cell in block.cells if cell.row not in used))
