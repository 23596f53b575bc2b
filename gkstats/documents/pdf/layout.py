"""Pages to blocks in reading order: tables where rules cross, paragraphs from the lines between them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from statistics import median
from typing import Final, NamedTuple

from gkstats.documents.marks import PICTURE, is_figure
from gkstats.documents.model import Anchor, Block, Box, Cell, Line, Paragraph, Run, Table
from gkstats.documents.pdf.headers import join_headers
from gkstats.documents.pdf.lattice import SNAP, Grid, find_grids
from gkstats.documents.pdf.lines import TextLine, cell_text, text_lines, without_doubles
from gkstats.documents.pdf.page import Char, PageContent, leaning, rescaled
from gkstats.documents.text import paragraph_of, starts_paragraph

__all__ = ["blocks_of"]

EDGE: Final = 0.09
"""Share of the page at its head and foot in which running headers and page numbers stand."""
_PAGE_NUMBER: Final = re.compile(
    r"[-—–－·\s]*(?:第\s*)?\d{1,3}(?:\s*[/／]\s*\d{1,3})?(?:\s*页)?(?:\s*共\s*\d+\s*页)?[-—–－·\s]*"
)
_UNBROKEN: Final = re.compile(r"[\x21-\x7e]+")
LOWEST_DIGIT: Final = 4.0
"""Height in points from which a picture may be a digit; lower ones are dots and rules."""
_REPEATED: Final = 3
"""Pages on which a line at the edge must stand to be a running header."""


class _Placed(NamedTuple):
    """A line or table with its upper edge."""

    page: int
    top: float
    content: TextLine | Table
    trouble: str = ""


def blocks_of(pages: Sequence[PageContent]) -> list[Block]:
    """Return the paragraphs and tables of a PDF in reading order."""
    placed: list[_Placed] = []
    edges: dict[str, int] = {}
    split = [_split(page) for page in pages]
    for page, (_, lines) in zip(pages, split, strict=True):
        for text in {_mask(line.text) for line in lines if _at_edge(line, page)}:
            edges[text] = edges.get(text, 0) + 1
    running = {text for text, count in edges.items() if count >= _REPEATED}
    for page, (tables, lines) in zip(pages, split, strict=True):
        kept = [line for line in lines if not _is_furniture(line, page, running)]
        here = [
            _Placed(page.number, table.anchor.box[1] if table.anchor.box else 0.0, table) for table in tables
        ]
        trouble = "ocr" if page.ocr else ""
        here += [_Placed(page.number, line.box[1], line, trouble) for line in kept]
        placed += sorted(here, key=lambda p: p.top)
    blocks = join_headers(list(_blocks(placed)))
    moved = {page.number: page for page in pages if page.unit != 1 or page.lean}
    return [_in_points(block, moved) for block in blocks] if moved else blocks


def _in_points(block: Block, pages: Mapping[int, PageContent]) -> Block:
    """Return a block in points and where it stands, if its page was measured in others or turned upright."""

    def placed(anchor: Anchor) -> Anchor:
        page = pages.get(anchor.page or 0)
        if anchor.box is None or page is None:
            return anchor
        return anchor._replace(box=leaning(rescaled(anchor.box, 1 / page.unit), page))

    if isinstance(block, Table):
        cells = tuple(cell._replace(anchor=placed(cell.anchor)) for cell in block.cells)
        return Table(cells, block.rows, block.columns, placed(block.anchor))
    lines = []
    for line in block.lines:
        page = pages.get(line.anchor.page or 0)
        unit = page.unit if page else 1.0
        runs = tuple(Run(run.text, run.x0 * unit, run.x1 * unit) for run in line.runs)
        lines.append(line._replace(anchor=placed(line.anchor), runs=runs))
    return replace(block, lines=tuple(lines))


def _split(page: PageContent) -> tuple[list[Table], list[TextLine]]:
    """Tell the characters within tables from the others."""
    chars = without_doubles(page.chars)
    grids = find_grids(page.rules)
    inside: list[list[list[Char]]] = [[[] for _ in grid.cells] for grid in grids]
    outside = []
    # A table within a cell of another takes what stands in it.
    inmost = sorted(zip(grids, inside, strict=True), key=lambda pair: _area(pair[0]))
    places = [(grid.xs, grid.ys, grid.owner, content) for grid, content in inmost]
    for char in chars:
        _, x0, y0, x1, y1 = char
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        for xs, ys, owner, content in places:
            if xs[0] < x <= xs[-1] and ys[0] < y <= ys[-1]:
                content[owner[bisect_left(ys, y) - 1][bisect_left(xs, x) - 1]].append(char)
                break
        else:
            outside.append(char)
    for box in page.pictures:
        _put_picture(box, inmost)
    tables = [
        _table(grid, content, page.number, "ocr" if page.ocr else "")
        for grid, content in zip(grids, inside, strict=True)
    ]
    return tables, text_lines(outside) if outside else []


def _put_picture(box: Box, grids: Sequence[tuple[Grid, list[list[Char]]]]) -> None:
    """Let a picture that stands within a cell, as large as type, take part in its text: it may be a digit."""
    x0, y0, x1, y1 = box
    for grid, content in grids:
        place = grid.cell_at((x0 + x1) / 2, (y0 + y1) / 2)
        if place is None:
            continue
        cell = grid.cells[place]
        within = (
            grid.xs[cell.left] - SNAP <= x0
            and x1 <= grid.xs[cell.right] + SNAP
            and grid.ys[cell.top] - SNAP <= y0
            and y1 <= grid.ys[cell.bottom] + SNAP
        )
        words = "".join(char.text for char in content[place])
        if within and y1 - y0 >= LOWEST_DIGIT and (not words or is_figure(words)):
            content[place].append(Char(PICTURE, *box))
        return


def _area(grid: Grid) -> float:
    return (grid.xs[-1] - grid.xs[0]) * (grid.ys[-1] - grid.ys[0])


def _table(grid: Grid, content: Sequence[Sequence[Char]], page: int, trouble: str) -> Table:
    cells = []
    for cell, chars in zip(grid.cells, content, strict=True):
        box = (grid.xs[cell.left], grid.ys[cell.top], grid.xs[cell.right], grid.ys[cell.bottom])
        text = cell_text(chars) if chars else ""
        spans = (cell.bottom - cell.top, cell.right - cell.left)
        cells.append(Cell(cell.top, cell.left, *spans, text, Anchor(page=page, box=box), trouble))
    frame = (grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1])
    return Table(tuple(cells), len(grid.ys) - 1, len(grid.xs) - 1, Anchor(page=page, box=frame))


def _mask(text: str) -> str:
    return re.sub(r"\d+", "#", text.replace(" ", ""))


def _at_edge(line: TextLine, page: PageContent) -> bool:
    return line.box[3] < page.height * EDGE or line.box[1] > page.height * (1 - EDGE)


def _is_furniture(line: TextLine, page: PageContent, running: set[str]) -> bool:
    """Return whether a line is a page number or a running header."""
    if not _at_edge(line, page):
        return False
    return _PAGE_NUMBER.fullmatch(line.text) is not None or _mask(line.text) in running


def _blocks(placed: Sequence[_Placed]) -> Iterator[Block]:
    lines = [p.content for p in placed if isinstance(p.content, TextLine)]
    margin = _Margins.of(lines)
    pending: list[_Placed] = []
    for item in placed:
        if isinstance(item.content, Table):
            yield from _flush(pending)
            pending = []
            yield item.content
            continue
        if pending and not margin.reads_on(pending[-1].content, item.content, len(pending) == 1):  # type: ignore[arg-type]
            yield from _flush(pending)
            pending = []
        pending.append(item)
    yield from _flush(pending)


def _flush(pending: Sequence[_Placed]) -> Iterator[Paragraph]:
    if pending:
        yield paragraph_of(
            Line(line.text, Anchor(page=place.page, box=line.box), line.runs, place.trouble)
            for place in pending
            if isinstance(line := place.content, TextLine)
        )


class _Margins(NamedTuple):
    """Where the lines of running text begin and end, and how large their type is."""

    left: float
    right: float
    size: float

    @classmethod
    def of(cls, lines: Sequence[TextLine]) -> _Margins:
        """Take the margins from the longer lines, of which prose consists."""
        if not lines:
            return cls(0.0, 0.0, 1.0)
        widths = sorted(line.box[2] - line.box[0] for line in lines)
        wide = [line for line in lines if line.box[2] - line.box[0] >= 0.9 * widths[int(len(widths) * 0.9)]]
        return cls(
            min(line.box[0] for line in wide),
            median(line.box[2] for line in wide),
            median(line.size for line in wide),
        )

    def reads_on(self, last: TextLine, line: TextLine, first: bool) -> bool:
        """Return whether a line continues the paragraph of the one before it."""
        if starts_paragraph(line.text) or len(line.runs) > 1 or len(last.runs) > 1:
            return False
        if abs(line.size - last.size) > 0.2 * self.size:
            return False
        if self._centred(last) and self._centred(line):  # a title that its line could not hold
            return last.box[2] - last.box[0] > self.right - self.left - 2.5 * last.size
        if line.box[0] > self.left + 1.2 * self.size:  # indented: a first line, or centred
            return False
        # A line that stops short ended its paragraph, unless what follows would not have fitted: a character, or
        # a number or address that is not broken.
        word = _UNBROKEN.match(line.text)
        slack = 2.2 * self.size + (0.55 * self.size * len(word[0]) if word else 0.0)
        return last.box[2] >= self.right - slack and (first or last.box[0] <= self.left + 1.2 * self.size)

    def _centred(self, line: TextLine) -> bool:
        """Return whether a line stands in the middle, away from both margins or in larger type."""
        before, after = line.box[0] - self.left, self.right - line.box[2]
        return abs(before - after) < self.size and (before > self.size or line.size > 1.2 * self.size)
