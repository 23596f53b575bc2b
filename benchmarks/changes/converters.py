"""What converters of PDFs, OCR programs and language models make of a report: Markdown and text in their shapes."""

from __future__ import annotations

import html
import random
from collections.abc import Callable, Sequence
from typing import Final

from .model import Cell, Change, Changed, Format, Grid, Key, Paper
from .spans import spanned

__all__ = ["CHANGES", "written"]

Shape = Callable[[Grid, random.Random], list[str]]


def _texts(grid: Grid) -> list[list[str]]:
    """Return the rows with merged cells repeated, as pandas and most converters write them."""
    return [[cell.text.replace("\n", "").strip() for cell in row] for row in grid.rows]


def _once(grid: Grid) -> list[list[str]]:
    """Return the rows with merged cells printed where they begin and blanks in their other places."""
    seen: set[int] = set()
    rows = []
    for row in grid.rows:
        texts = []
        for cell in row:
            texts.append("" if id(cell) in seen else cell.text.replace("\n", "").strip())
            if cell.text:
                seen.add(id(cell))
        rows.append(texts)
    return rows


def _pipes(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return a pipe table; the first row is its head."""
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return [lines[0], "|" + "---|" * len(rows[0]), *lines[1:], ""]


def _repeated(grid: Grid, _: random.Random) -> list[str]:
    return _pipes(_texts(grid))


def _blanked(grid: Grid, _: random.Random) -> list[str]:
    return _pipes(_once(grid))


def _numbered(grid: Grid, _: random.Random) -> list[str]:
    """Head the table by names of columns that mean nothing, as table finders make them up."""
    width = max(len(row) for row in grid.rows)
    return _pipes([[f"数据{n}" for n in range(1, width + 1)], *_once(grid)])


def _unruled(grid: Grid, _: random.Random) -> list[str]:
    """Leave out the rule below the head, as language models do."""
    return [*("| " + " | ".join(row) + " |" for row in _texts(grid)), ""]


def _compact(grid: Grid) -> list[list[str]]:
    """Return the rows without blank cells of merged labels: each as long as it happens to be."""
    rows = []
    for row in grid.rows:
        texts: list[str] = []
        last: Cell | None = None
        for cell in row:
            if cell is not last:
                texts.append(cell.text.replace("\n", "").strip())
            last = cell
        rows.append(texts)
    return rows


def _one_a_row(grid: Grid, _: random.Random) -> list[str]:
    """Make a table of every row."""
    return [line for row in _compact(grid) for line in (*_pipes([row]),)]


def _torn(grid: Grid, chance: random.Random) -> list[str]:
    """Tear the table into pieces, with page numbers and titles between them; each piece is its own table."""
    rows = _compact(grid)
    lines: list[str] = []
    start = 0
    page = chance.randint(2, 5)
    while start < len(rows):
        end = start + chance.choice((1, 1, 2, 3, 5, 8))
        width = max(len(row) for row in rows[start:end])
        lines += _pipes([[*row, *[""] * (width - len(row))] for row in rows[start:end]])
        if chance.random() < 0.4:
            lines += [f"— {page} —", ""]
            page += 1
        if chance.random() < 0.3:
            lines += [f"## 表{page}：续表", ""]
        start = end
    return lines


def _wandered(grid: Grid, chance: random.Random) -> list[str]:
    """Let the labels of some rows stand as lines above the piece that holds their figures."""
    lines: list[str] = []
    piece: list[list[str]] = []
    for row, texts in zip(grid.rows, _compact(grid), strict=True):
        figures = [cell.text.strip() for cell in row if cell.key]
        labels = texts[: len(texts) - len(figures)]
        if figures and labels and chance.random() < 0.2:
            if piece:
                lines += _pipes(_padded(piece))
                piece = []
            cut = chance.randint(3, max(4, len(labels[-1])))
            lines += [*labels[:-1], labels[-1][:cut], *filter(None, [labels[-1][cut:]]), ""]
            lines += _pipes([figures])
        else:
            piece.append(texts)
    return [*lines, *(_pipes(_padded(piece)) if piece else [])]


def _unlabelled(grid: Grid, chance: random.Random) -> list[str]:
    """Lose the labels of a few rows altogether."""
    lines: list[str] = []
    for row, texts in zip(grid.rows, _compact(grid), strict=True):
        figures = [cell.text.strip() for cell in row if cell.key]
        lost = figures and len(figures) > 2 and chance.random() < 0.1
        lines += _pipes([figures if lost else texts])
    return lines


def _padded(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    width = max(len(row) for row in rows)
    return [[*row, *[""] * (width - len(row))] for row in rows]


def _as_html(grid: Grid, _: random.Random) -> list[str]:
    """Write the table as HTML on one line, as OCR programs do."""
    parts = []
    for row in spanned(grid):
        cells = []
        for text, down, across in row:
            spans = (f' rowspan="{down}"' if down > 1 else "") + (
                f' colspan="{across}"' if across > 1 else ""
            )
            cells.append(f"<td{spans}>{html.escape(text)}</td>")
        parts.append(f"<tr>{''.join(cells)}</tr>")
    return [f"<html><body><table>{''.join(parts)}</table></body></html>", ""]


def _cell_a_line(grid: Grid, _: random.Random) -> list[str]:
    return [*(text for row in _compact(grid) for text in row if text), ""]


def _run_together(grid: Grid, _: random.Random) -> list[str]:
    """Write the table without anything between its cells."""
    return ["".join(text for row in _compact(grid) for text in row), ""]


def _rows_run_together(grid: Grid, _: random.Random) -> list[str]:
    return [*("".join(row) for row in _compact(grid)), ""]


def _spaced(grid: Grid, _: random.Random) -> list[str]:
    """Write a line a row, with single blanks between the cells."""
    return [*(" ".join(text for text in row if text) for row in _compact(grid)), ""]


SHAPES: Final[dict[str, tuple[Shape, bool, bool]]] = {
    "pipes-repeated": (_repeated, True, False),
    "pipes-blanked": (_blanked, True, False),
    "pipes-numbered": (_numbered, True, False),
    "pipes-without-rule": (_unruled, True, False),
    "table-a-row": (_one_a_row, True, True),
    "torn": (_torn, True, True),
    "labels-wandered": (_wandered, True, True),
    "labels-lost": (_unlabelled, True, True),
    "html-in-markdown": (_as_html, True, False),
    "cell-a-line": (_cell_a_line, False, True),
    "spaced": (_spaced, False, True),
    "rows-run-together": (_rows_run_together, False, True),
    "run-together": (_run_together, False, True),
}
"""Shapes by name: how a table is written, whether the text is Markdown, and whether its figures are doubtful."""


def written(paper: Paper) -> bytes:
    """Return a report as a converter writes it."""
    shape, markdown, _ = SHAPES[paper.shape]
    chance = random.Random(f"{paper.name}/{paper.shape}/{paper.scale}")
    lines: list[str] = []
    for block in paper.blocks:
        if isinstance(block, Grid):
            lines += shape(block, chance)
        elif markdown:
            lines += [f"## {block.text}" if block.role == "heading" else block.text, ""]
        else:
            lines += [block.text]
    return "\n".join(lines).encode()


def _shaped(shape: str) -> Callable[[Paper, random.Random, Format], Changed | None]:
    def apply(paper: Paper, chance: random.Random, _: Format) -> Changed | None:
        doubtful: set[Key] = set(paper.known) if SHAPES[shape][2] else set()
        after = paper._replace(shape=shape, scale=str(chance.randrange(1000)))
        expected = {key: paper.known[key] for grid in after.grids for key in grid.figures()}
        return Changed(after, expected, frozenset(doubtful))

    return apply


CHANGES = tuple(Change("converters", shape, ("txt",), _shaped(shape)) for shape in SHAPES)
"""Changes that converters make."""
