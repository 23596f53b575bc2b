"""The passage around a place in a document without pages, as escaped HTML with the place marked."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from gkstats.documents.model import Anchor, Document, Paragraph, Table

__all__ = ["passages"]

_AROUND: Final = 2
"""Rows or paragraphs that are shown before and after the marked one."""
_HEADER: Final = 3
"""Rows at the head of a table that are always shown: the deepest header has as many."""
_MARK: Final = "background:rgba(240,170,40,.45);outline:2px solid #d1782c"
_CELL: Final = "border:1px solid rgba(128,128,128,.5);padding:.15em .5em;text-align:center;background:none"


def passages(document: Document, places: Sequence[Anchor], words: str = "") -> str:
    """Return what stands around some places, each block once.

    Parameters
    ----------
    document : Document
    places : sequence of Anchor
        Cells or lines of it.
    words : str
        The sentence to mark within its paragraph; the whole line when it is empty.
    """
    wanted = set(places)
    parts = []
    for index, block in enumerate(document.blocks):
        if isinstance(block, Table):
            marked = {cell.row for cell in block.cells if cell.anchor in wanted}
            if marked:
                parts.append(_table(block, wanted, marked))
        elif any(line.anchor in wanted for line in block.lines):
            parts.append(_paragraphs(document, index, wanted, words))
    return "".join(parts)


def _table(table: Table, wanted: set[Anchor], marked: set[int]) -> str:
    near = {row + step for row in marked for step in range(-_AROUND, _AROUND + 1)} | set(range(_HEADER))
    parts: list[str] = []
    for first, end in _runs(sorted(row for row in near if 0 <= row < table.rows)):
        if parts:
            parts.append('<tr style="background:none"><td style="border:none;background:none">…</td></tr>')
        parts += [_row(table, row, first, end, wanted) for row in range(first, end)]
    return f'<table style="border-collapse:collapse;margin:.4em 0;width:auto">{"".join(parts)}</table>'


def _runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Return the stretches of consecutive rows, ends excluded."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and runs[-1][1] == row:
            runs[-1] = (runs[-1][0], row + 1)
        else:
            runs.append((row, row + 1))
    return runs


def _row(table: Table, row: int, first: int, end: int, wanted: set[Anchor]) -> str:
    """Return a row of a stretch; a cell that begins above or ends below the stretch is cut to it."""
    cells = []
    for cell in sorted(table.cells, key=lambda c: c.column):
        top, bottom = max(cell.row, first), min(cell.row + cell.row_span, end)
        if top != row or bottom <= top:
            continue
        style = f"{_CELL};{_MARK}" if cell.anchor in wanted else _CELL
        spans = f'rowspan="{bottom - top}" colspan="{cell.column_span}"'
        cells.append(f'<td {spans} style="{style}">{escape(cell.text).replace(chr(10), "<br>")}</td>')
    return f'<tr style="background:none">{"".join(cells)}</tr>'


def _paragraphs(document: Document, index: int, wanted: set[Anchor], words: str) -> str:
    blocks = document.blocks[max(0, index - 1) : index + 2]
    lines = []
    for block in blocks:
        if not isinstance(block, Paragraph):
            continue
        if block is not document.blocks[index]:
            lines.append(f'<p style="opacity:.6;margin:.3em 0">{escape(block.text)}</p>')
            continue
        lines.append(f'<p style="margin:.3em 0">{_marked(block, wanted, words)}</p>')
    return "".join(lines)


def _marked(paragraph: Paragraph, wanted: set[Anchor], words: str) -> str:
    text = paragraph.text
    at = text.find(words) if words else -1
    if at >= 0:
        spans = [(at, at + len(words))]
    else:
        ends = [*paragraph.starts[1:], len(text)]
        spans = [
            (start, end)
            for line, start, end in zip(paragraph.lines, paragraph.starts, ends, strict=True)
            if line.anchor in wanted
        ]
    parts = []
    last = 0
    for start, end in spans:
        parts += [escape(text[last:start]), f'<span style="{_MARK}">{escape(text[start:end])}</span>']
        last = end
    return "".join([*parts, escape(text[last:])])
