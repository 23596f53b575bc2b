"""From changed reports to documents of each format, by the writers of `gkstats.synthetic`."""

from __future__ import annotations

import random
from collections.abc import Sequence

from gkstats.synthetic.content import Block, Paragraph, Printed, Table
from gkstats.synthetic.docx import write_docx
from gkstats.synthetic.html import write_html
from gkstats.synthetic.pdf import write_pdf
from gkstats.synthetic.text import write_text

from .looks import in_docx, in_html, standing
from .model import GAP, Cell, Format, Grid, Paper, Text
from .pdf import in_pdf, scaled

__all__ = ["typeset"]


def typeset(paper: Paper, format_: Format) -> bytes:
    """Return a report as a document."""
    blocks = [_block(part) for block in paper.blocks for part in standing(block, format_)]
    if format_ == "html":
        return in_html(write_html(blocks, random.Random(paper.name), title=paper.title))
    if format_ == "docx":
        return in_docx(write_docx(blocks, title=paper.title))
    if format_ == "pdf":
        data = in_pdf(write_pdf(blocks, size=10, title=paper.title))
        return scaled(data, float(paper.scale)) if paper.scale else data
    return write_text(blocks)


def _block(block: Text | Grid) -> Block:
    if isinstance(block, Text):
        return Paragraph(block.text, block.role)
    return Table(spanned(block), _widths(block))


def spanned(grid: Grid) -> list[list[Printed]]:
    """Return the rows as HTML writes them; a merged cell that was torn apart is printed in each of its parts."""
    taken: set[tuple[int, int]] = set()
    rows: list[list[Printed]] = []
    for r, row in enumerate(grid.rows):
        shown: list[Printed] = []
        for c, cell in enumerate(row):
            if (r, c) in taken or cell.look == GAP.look:
                continue
            across = 1
            while c + across < len(row) and row[c + across] is cell and (r, c + across) not in taken:
                across += 1
            down = 1
            while _goes_on(grid.rows, cell, r + down, c, across):
                down += 1
            taken |= {(r + i, c + j) for i in range(down) for j in range(across)}
            shown.append((cell.text, down, across))
        rows.append(shown)
    return rows


def _goes_on(rows: Sequence[Sequence[Cell]], cell: Cell, row: int, start: int, across: int) -> bool:
    """Return whether a cell fills the same columns of a further row."""
    if row >= len(rows):
        return False
    below = rows[row]
    if any(other is not cell for other in below[start : start + across]) or len(below) < start + across:
        return False
    wider = start + across < len(below) and below[start + across] is cell
    return not wider and not (start and below[start - 1] is cell)


def _widths(grid: Grid) -> list[float]:
    """Give figures the room that they need and labels what their length asks for."""
    width = max((len(row) for row in grid.rows), default=0)
    needs = [6.0] * width
    for row in grid.rows:
        for place, cell in enumerate(row):
            alone = sum(other is cell for other in row) == 1
            if alone and not cell.key:
                needs[place] = max(needs[place], min(28.0, 2.2 * len(cell.text)))
    figures = {place for row in grid.rows for place, cell in enumerate(row) if cell.key}
    return [min(need, 9.0) if place in figures else need for place, need in enumerate(needs)]
