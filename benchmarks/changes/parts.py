"""Tables in parts: cut over pages, parts of two tables in turn, headers printed again, rows and columns beside the form's."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from typing import Literal, TypeAlias

from .model import (
    FORMATS,
    Block,
    Cell,
    Change,
    Changed,
    Format,
    Grid,
    Key,
    Paper,
    Section,
    Text,
    changed,
    chosen_tables,
    each_section,
    sections,
    with_grids,
)
from .whose import foreign

__all__ = ["CHANGES"]

Apply: TypeAlias = Callable[[Paper, random.Random, Format], Changed | None]
Rows: TypeAlias = "list[tuple[Cell, ...]]"


def _cut(grid: Grid, chance: random.Random, *, most: int = 3) -> list[range]:
    """Return a grid's rows in up to three parts, none of which cuts a merged cell or ends in a header."""
    figured = [any(cell.key for cell in row) for row in grid.rows]
    places = [
        i
        for i in range(1, len(grid.rows))
        if figured[i - 1] and not {id(c) for c in grid.rows[i - 1]} & {id(c) for c in grid.rows[i]}
    ]
    chosen = sorted(chance.sample(places, min(len(places), most - 1)))
    return [range(a, b) for a, b in zip((0, *chosen), (*chosen, len(grid.rows)), strict=True)]


def _head(grid: Grid, row: int) -> Rows:
    """Return the header of the section in which a row stands, printed anew."""
    for section in sections(grid):
        if row in section.body:
            copies: dict[int, Cell] = {}
            rows = [grid.rows[i] for i in section.header]
            for cell in (cell for line in rows for cell in line):
                copies.setdefault(id(cell), Cell(cell.text))
            return [tuple(copies[id(cell)] for cell in line) for line in rows]
    return []


def _split(between: str, *, headed: bool) -> Apply:
    """Cut tables where a page ends, with the header printed again or without."""

    def apply(paper: Paper, chance: random.Random, _: Format) -> Changed | None:
        blocks: list[Block] = []
        for block in paper.blocks:
            if isinstance(block, Text):
                blocks.append(block)
                continue
            for number, part in enumerate(_cut(block, chance)):
                if number and between:
                    blocks.append(Text(between.format(number + 1)))
                again = _head(block, part.start) if number and headed else []
                blocks.append(block._replace(rows=(*again, *block.rows[part.start : part.stop])))
        return changed(paper, paper._replace(blocks=tuple(blocks)))

    return apply


Turn = Literal["in-turn", "mirrored", "tail", "head"]


def _interleaved(turn: Turn) -> Apply:
    """Print parts of another report's table between those of the own; only its place in the row tells them apart."""

    def apply(paper: Paper, chance: random.Random, _: Format) -> Changed | None:
        tables = chosen_tables(paper, chance)
        other_figures = foreign(paper, chance)
        ahead = chance.random() < 0.5
        blocks: list[Block] = []
        touched: set[Key] = set()
        for block in paper.blocks:
            if isinstance(block, Text) or not block.tables & tables:
                blocks.append(block)
                continue
            touched.update(block.figures())
            other = other_figures(block)
            parts = _cut(block, chance, most=2)
            own, theirs = ([g._replace(rows=g.rows[p.start : p.stop]) for p in parts] for g in (block, other))
            if turn == "in-turn":
                pairs = [(b, a) if ahead else (a, b) for a, b in zip(own, theirs, strict=True)]
            elif turn == "mirrored":
                pairs = [
                    (b, a) if bool(n) == ahead else (a, b)
                    for n, (a, b) in enumerate(zip(own, theirs, strict=True))
                ]
            else:
                stray = theirs[-1 if turn == "tail" else 0]
                pairs = [(stray, block) if ahead else (block, stray)]
            blocks += [grid for pair in pairs for grid in pair]
        return changed(paper, paper._replace(blocks=tuple(blocks)), touched)

    return apply


def _sectioned(
    change: Callable[[Grid, Section, random.Random, set[Key]], Iterable[tuple[Cell, ...]]],
) -> Apply:
    """Change the rows of each section of some tables; the change names the figures that nothing proves any more."""

    def apply(paper: Paper, chance: random.Random, _: Format) -> Changed | None:
        tables = chosen_tables(paper, chance)
        doubtful: set[Key] = set()
        after = with_grids(
            paper, lambda grid: each_section(grid, tables, lambda g, s: change(g, s, chance, doubtful))
        )
        return changed(paper, after, doubtful)

    return apply


def _whole(grid: Grid, section: Section) -> Rows:
    return [grid.rows[i] for i in range(section.header.start, section.body.stop)]


def _headed_again(grid: Grid, section: Section, chance: random.Random, _: set[Key]) -> Rows:
    """Print the header once more amid the rows."""
    rows = _whole(grid, section)
    at = chance.choice(section.body)
    cut = {id(c) for c in grid.rows[at - 1]} & {id(c) for c in grid.rows[at]}
    if at == section.body.start or cut:
        return rows
    return [*rows[: at - section.header.start], *_head(grid, at), *rows[at - section.header.start :]]


def _figures_of(row: Sequence[Cell]) -> list[int]:
    return [place for place, cell in enumerate(row) if cell.key]


def _row_beside(
    label: str | None, *, doubted: bool
) -> Callable[[Grid, Section, random.Random, set[Key]], Rows]:
    """Print below some rows another with other figures; under the same label, which of the two stands first is open."""

    def change(grid: Grid, section: Section, chance: random.Random, doubtful: set[Key]) -> Rows:
        rows = [grid.rows[i] for i in section.header]
        for i in section.body:
            row = grid.rows[i]
            figures = _figures_of(row)
            if not figures or chance.random() > 0.3:
                rows.append(row)
                continue
            words = {id(c): Cell(label if label is not None else c.text) for c in row[: figures[0]]}
            held = {id(row[p]): Cell(str(chance.randint(1, 300))) for p in figures}
            new = tuple(held.get(id(c)) or words.get(id(c)) or Cell(c.text) for c in row)
            rows += (new, row) if doubted and chance.random() < 0.5 else (row, new)
            if doubted:
                doubtful.update(cell.key for cell in row if cell.key)
        return rows

    return change


def _shares_between(grid: Grid, section: Section, chance: random.Random, _: set[Key]) -> Rows:
    """Print behind each column its share of the whole, in a column of its own."""
    places = sorted(place for reach in section.columns.values() for place in reach[-1:])
    rows = []
    for i in range(section.header.start, section.body.stop):
        row: list[Cell] = []
        for place, cell in enumerate(grid.rows[i]):
            row.append(cell)
            if place in places:
                share = Cell(f"{chance.randint(0, 1000) / 10}%")
                last = i == section.header.stop - 1
                row.append(share if i in section.body else Cell("占比") if last else cell)
        rows.append(tuple(row))
    return rows


def _paired(order: int, names: tuple[str, str]) -> Callable[[Grid, Section, random.Random, set[Key]], Rows]:
    """Print two years' figures side by side in each column, each under its year below the column's name."""

    def change(grid: Grid, section: Section, chance: random.Random, doubtful: set[Key]) -> Rows:
        if not section.header or not section.columns:
            return _whole(grid, section)
        places = {place for reach in section.columns.values() for place in reach[-1:]}
        rows = []
        lowest = grid.rows[section.header.stop - 1]
        for i in range(section.header.start, section.body.stop):
            row: list[Cell] = []
            for place, cell in enumerate(grid.rows[i]):
                other = Cell(str(chance.randint(0, 300))) if cell.key else cell
                pair = (other, cell) if order else (cell, other)
                row += pair if place in places else (cell,)
            rows.append(tuple(row))
        years: list[Cell] = []
        for place, cell in enumerate(lowest):
            years += [Cell(n) for n in names] if place in places else [cell]
        rows.insert(section.header.stop - section.header.start, tuple(years))
        doubtful.update(cell.key for i in section.body for cell in grid.rows[i] if cell.key)
        return rows

    return change


def _heads_merged(grid: Grid, section: Section, chance: random.Random, doubtful: set[Key]) -> Rows:
    """Print one name over two neighbouring columns, each of which still has its figures."""
    ends = list(section.columns.values())
    if len(ends) < 2 or not section.header:
        return _whole(grid, section)
    at = chance.randrange(len(ends) - 1)
    row = section.header.stop - 1
    first, second = grid.rows[row][ends[at][0]], grid.rows[row][ends[at + 1][0]]
    both = Cell(chance.choice((first.text, second.text, f"{first.text}、{second.text}")))
    rows = _whole(grid, section)
    for n, i in enumerate(section.header):
        rows[n] = tuple(both if c is first or c is second else c for c in grid.rows[i])
    doubtful.update(c.key for i in section.body for c in grid.rows[i] if c.key)
    return rows


def _labels_merged(grid: Grid, section: Section, chance: random.Random, doubtful: set[Key]) -> Rows:
    """Print two rows as one: both names and both figures, one above the other in each cell."""
    body = list(section.body)
    rows = [grid.rows[i] for i in section.header]
    at = chance.randrange(len(body) - 1) if len(body) > 1 else None
    n = 0
    while n < len(body):
        row = grid.rows[body[n]]
        if n == at and not {id(c) for c in row} & {id(c) for c in grid.rows[body[n + 1]]}:
            below = grid.rows[body[n + 1]]
            rows.append(tuple(Cell(f"{a.text}\n{b.text}", a.key) for a, b in zip(row, below, strict=False)))
            doubtful.update(c.key for c in (*row, *below) if c.key)
            n += 1
        else:
            rows.append(row)
        n += 1
    return rows


def _labels_last(grid: Grid, section: Section, _: random.Random, doubtful: set[Key]) -> Rows:
    """Print the labels on the right of the figures."""
    first = min((reach[0] for reach in section.columns.values()), default=0)
    doubtful.update(c.key for i in section.body for c in grid.rows[i] if c.key)
    return [(*row[first:], *row[:first]) for row in _whole(grid, section)]


def _header_last(grid: Grid, section: Section, _: random.Random, doubtful: set[Key]) -> Rows:
    """Print the header below its rows."""
    doubtful.update(c.key for i in section.body for c in grid.rows[i] if c.key)
    return [*(grid.rows[i] for i in section.body), *(grid.rows[i] for i in section.header)]


def _transposed(paper: Paper, chance: random.Random, _: Format) -> Changed | None:
    """Print rows as columns."""
    tables = chosen_tables(paper, chance)
    touched: set[Key] = set()

    def turned(grid: Grid) -> Grid:
        if not grid.tables & tables:
            return grid
        touched.update(grid.figures())
        width = max(len(row) for row in grid.rows)
        padded = [(*row, *(Cell("") for _ in range(width - len(row)))) for row in grid.rows]
        return grid._replace(rows=tuple(zip(*padded, strict=True)))

    return changed(paper, with_grids(paper, turned), touched)


PAGED: tuple[Format, ...] = ("html", "docx", "pdf")
"""Formats in which a cell can have two lines."""
CHANGES = (
    Change("split", "headed", FORMATS, _split("", headed=True)),
    Change("split", "unheaded", FORMATS, _split("", headed=False)),
    Change("split", "numbered", FORMATS, _split("— {} —", headed=False)),
    Change("split", "continued", FORMATS, _split("续表", headed=True)),
    *(
        Change("interleaved", turn, FORMATS, _interleaved(turn))
        for turn in ("in-turn", "mirrored", "tail", "head")
    ),
    Change("repeated", "header", FORMATS, _sectioned(_headed_again)),
    Change("beside", "row-last-year", FORMATS, _sectioned(_row_beside("上年同期", doubted=False))),
    Change("beside", "row-subtotal", FORMATS, _sectioned(_row_beside("小计", doubted=False))),
    Change("beside", "row-of-which", FORMATS, _sectioned(_row_beside("其中：网上申请", doubted=False))),
    Change("beside", "row-same-name", FORMATS, _sectioned(_row_beside(None, doubted=True))),
    Change("beside", "shares", FORMATS, _sectioned(_shares_between)),
    *(
        Change("paired", f"{name}-{order}", FORMATS, _sectioned(_paired(order, pair[:: -1 if order else 1])))
        for name, pair in (("years", ("2024年", "2023年")), ("words", ("本年", "上年")))
        for order in (0, 1)
    ),
    Change("merged", "headers", FORMATS, _sectioned(_heads_merged)),
    Change("merged", "rows", PAGED, _sectioned(_labels_merged)),
    Change("turned", "labels-last", FORMATS, _sectioned(_labels_last)),
    Change("turned", "header-last", FORMATS, _sectioned(_header_last)),
    Change("turned", "transposed", FORMATS, _transposed),
)
"""Changes that take tables apart or set something beside their rows and columns."""
