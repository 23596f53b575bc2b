"""The passage around a place in a document without pages, as escaped HTML with the place marked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from html import escape
from itertools import groupby
from typing import Final

from gkstats.display.marks import Mark, colour
from gkstats.documents.model import Anchor, Block, Document, Paragraph, Table

__all__ = ["passages", "whole"]

_AROUND: Final = 2
"""Rows that are shown before and after a marked one."""
_HEADER: Final = 3
"""Rows at the head of a table that are always shown: the deepest header has as many."""
_CELL: Final = "border:1px solid rgba(128,128,128,.5);padding:.15em .5em;text-align:center;background:none"
_FAINT: Final = "opacity:.6;margin:.3em 0"
_PLAIN: Final = "margin:.3em 0"


def passages(document: Document, marks: Sequence[Mark]) -> str:
    """Return what stands around some marks: the rows of a table near them, a paragraph and its neighbours."""
    kinds = _kinds(marks)
    held = [_holds(block, kinds) for block in document.blocks]
    parts = _around(document, kinds)
    for index, block in enumerate(document.blocks):
        if held[index]:
            parts.append(_table(block, kinds) if isinstance(block, Table) else _paragraph(block, marks))
        elif isinstance(block, Paragraph) and any(held[max(0, index - 1) : index + 2]):
            parts.append(f'<p style="{_FAINT}">{escape(block.text)}</p>')
    return "".join(parts)


def whole(document: Document, marks: Sequence[Mark]) -> str:
    """Return a document from end to end, with everything marked."""
    kinds = _kinds(marks)
    return "".join(_around(document, kinds)) + "".join(
        _table(block, kinds, complete=True) if isinstance(block, Table) else _paragraph(block, marks)
        for block in document.blocks
    )


def _around(document: Document, kinds: dict[Anchor, str]) -> list[str]:
    """Return what is marked of the lines and properties that stand around the text."""
    own = {line.anchor for block in document.blocks if isinstance(block, Paragraph) for line in block.lines}
    return [
        f'<p style="{_PLAIN}"><span style="{_look(kinds[place.anchor])}">{escape(place.text)}</span></p>'
        for place in document.around
        if place.anchor in kinds and place.anchor not in own
    ]


def _kinds(marks: Sequence[Mark]) -> dict[Anchor, str]:
    return {place: mark.kind for mark in marks for place in mark.places}


def _holds(block: Block, kinds: dict[Anchor, str]) -> bool:
    pieces = block.cells if isinstance(block, Table) else block.lines
    return any(piece.anchor in kinds for piece in pieces)


def _look(kind: str) -> str:
    red, green, blue = colour(kind)
    return f"background:rgba({red},{green},{blue},.3);outline:2px solid rgb({red},{green},{blue})"


def _wash(kind: str) -> str:
    red, green, blue = colour(kind)
    return f"background:rgba({red},{green},{blue},.15)"


def _table(table: Table, kinds: dict[Anchor, str], *, complete: bool = False) -> str:
    near = set(range(_HEADER))
    for cell in table.cells:
        if cell.anchor in kinds:
            near |= set(range(cell.row - _AROUND, cell.row + _AROUND + 1))
    shown = range(table.rows) if complete else sorted(row for row in near if 0 <= row < table.rows)
    parts: list[str] = []
    for first, end in _runs(shown):
        if parts:
            parts.append('<tr style="background:none"><td style="border:none;background:none">…</td></tr>')
        parts += [_row(table, row, first, end, kinds) for row in range(first, end)]
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


def _row(table: Table, row: int, first: int, end: int, kinds: dict[Anchor, str]) -> str:
    """Return a row of a stretch; a cell that begins above or ends below the stretch is cut to it."""
    cells = []
    for cell in sorted(table.cells, key=lambda c: c.column):
        top, bottom = max(cell.row, first), min(cell.row + cell.row_span, end)
        if top != row or bottom <= top:
            continue
        kind = kinds.get(cell.anchor)
        style = f"{_CELL};{_look(kind)}" if kind else _CELL
        spans = f'rowspan="{bottom - top}" colspan="{cell.column_span}"'
        cells.append(f'<td {spans} style="{style}">{escape(cell.text).replace(chr(10), "<br>")}</td>')
    return f'<tr style="background:none">{"".join(cells)}</tr>'


def _paragraph(paragraph: Paragraph, marks: Sequence[Mark]) -> str:
    """Return a paragraph with its marks: the figures outlined, or the words or lines they stand in."""
    text = paragraph.text
    looks: list[str] = [""] * len(text)
    outlines: list[tuple[int, int, str]] = []
    for mark in marks:
        spans = _spans(paragraph, mark)
        figures = _figures(text, spans, mark.figures)
        for start, end in spans:
            looks[start:end] = [_wash(mark.kind) if figures else _look(mark.kind)] * (end - start)
        outlines += [(start, end, mark.kind) for start, end in figures]
    for start, end, kind in outlines:
        looks[start:end] = [_look(kind)] * (end - start)
    parts = []
    for look, run in groupby(zip(looks, text, strict=True), key=lambda pair: pair[0]):
        words = escape("".join(letter for _, letter in run))
        parts.append(f'<span style="{look}">{words}</span>' if look else words)
    return f'<p style="{_PLAIN}">{"".join(parts)}</p>'


def _figures(text: str, spans: Sequence[tuple[int, int]], values: Sequence[float]) -> list[tuple[int, int]]:
    """Return where figures are printed within some spans.

    A figure that is printed more often than it is meant is left out: which of the places it is, nobody knows.
    """
    found = []
    for value, times in Counter(values).items():
        pattern = re.compile(rf"(?<![\d.,])(?:{'|'.join(_printed(value))})(?![\d.,]*\d)")
        places = [match.span() for start, end in spans for match in pattern.finditer(text, start, end)]
        found += places if len(places) <= times else []
    return found


def _printed(value: float) -> list[str]:
    """Return patterns of the ways to print a figure in digits."""
    figure = int(value) if value == int(value) else value
    plain = [re.escape(text) + r"(?:\.0+)?" for text in (f"{figure}", f"{figure:,}")]
    large = ((10**4, "万"), (10**8, "亿"))
    return plain + [rf"{re.escape(f'{value / unit:.10g}')}0*(?=\s*{word})" for unit, word in large]


def _spans(paragraph: Paragraph, mark: Mark) -> list[tuple[int, int]]:
    ends = [*paragraph.starts[1:], len(paragraph.text)]
    lines = [
        (start, end)
        for line, start, end in zip(paragraph.lines, paragraph.starts, ends, strict=True)
        if line.anchor in mark.places
    ]
    if not lines or not mark.words:
        return lines
    found = []
    at = paragraph.text.find(mark.words)
    while at >= 0:
        end = at + len(mark.words)
        if any(first < end and at < last for first, last in lines):
            found.append((at, end))
        at = paragraph.text.find(mark.words, end)
    return found or lines
