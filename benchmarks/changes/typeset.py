"""From changed reports to documents of each format, by the writers of `gkstats.synthetic`."""

from __future__ import annotations

import random

from gkstats.synthetic.content import Block, Paragraph, Table
from gkstats.synthetic.docx import write_docx
from gkstats.synthetic.html import write_html
from gkstats.synthetic.pdf import write_pdf
from gkstats.synthetic.text import write_text

from .converters import written
from .looks import in_docx, in_html, standing
from .model import Format, Grid, Paper, Text
from .pdf import in_pdf, scaled
from .spans import spanned

__all__ = ["typeset"]


def typeset(paper: Paper, format_: Format) -> bytes:
    """Return a report as a document."""
    if paper.shape:
        return written(paper)
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
