"""Plain text, as it comes out of a PDF: hard line ends, page breaks, labels torn by their narrow cells."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

from .content import Report, Table, placed

__all__ = ["write_text"]

_WIDTH: Final = 66
"""Columns of a line; a Chinese character takes two."""
_LINES: Final = 24
_INDENT: Final = 4
_NOT_FIRST: Final = "，。、；：！？）》”’〕%"
_NOT_LAST: Final = "（《“‘〔"


def write_text(report: Report) -> str:
    """Return the report as plain text."""
    lines = list(_wrapped(report.title, _WIDTH))
    for block in report.blocks:
        if isinstance(block, Table):
            lines += _table_lines(block)
        else:
            lines += _wrapped(block.text, _WIDTH, _INDENT)
    pages = ["\n\n".join(lines[start : start + _LINES]) for start in range(0, len(lines), _LINES)]
    return "\n\f".join(pages) + "\n"


def _table_lines(table: Table) -> Iterator[str]:
    """Yield a line for a run of cells that fit theirs, and a line for every piece of a torn label."""
    rows: list[list[list[str]]] = [[] for _ in table.rows]
    for row, column, cell in placed(table.rows):
        share = sum(table.widths[column : column + cell.across]) / sum(table.widths)
        # Tables are set smaller than prose, and every cell has its padding.
        rows[row].append(list(_wrapped(cell.text, max(2, round(share * _WIDTH * 1.4) - 2))))
    for cells in rows:
        run: list[str] = []
        for pieces in cells:
            if len(pieces) == 1:
                run += pieces
                continue
            if run:
                yield " ".join(run)
            yield from pieces
            run = []
        if run:
            yield " ".join(run)


def _wrapped(text: str, width: int, indent: int = 0) -> Iterator[str]:
    """Yield lines of at most `width` columns, the first shorter by `indent`."""
    line, room = "", width - indent
    for piece in _unbroken(text):
        if line and _columns(line + piece) > room:
            yield line
            line, room = "", width
        line += piece
    if line:
        yield line


def _unbroken(text: str) -> Iterator[str]:
    """Yield what no line end may part: characters with their punctuation, words and numbers."""
    piece = ""
    for c in text:
        joins = piece and (c in _NOT_FIRST or piece[-1] in _NOT_LAST or (c.isascii() and piece[-1].isascii()))
        if piece and not joins:
            yield piece
            piece = ""
        piece += c
    if piece:
        yield piece


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)
