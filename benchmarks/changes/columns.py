"""Changes to columns: in another order, fewer or more of them, and headers that are gone."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import TypeAlias

from .model import (
    FORMATS,
    Cell,
    Change,
    Changed,
    Format,
    Grid,
    Key,
    Paper,
    Section,
    changed,
    chosen_tables,
    each_section,
    with_grids,
)

__all__ = ["CHANGES"]

Name: TypeAlias = tuple[str, str]
Order: TypeAlias = Callable[[Sequence[Name], random.Random], Sequence[Name]]


def _permuted(names: Sequence[Name], chance: random.Random) -> Sequence[Name]:
    return chance.sample(names, len(names))


def _rotated(names: Sequence[Name], chance: random.Random) -> Sequence[Name]:
    by = chance.choice((1, -1))
    return [*names[by:], *names[:by]]


def _exchanged(names: Sequence[Name], chance: random.Random) -> Sequence[Name]:
    if len(names) < 2:
        return names
    first, second = chance.sample(range(len(names)), 2)
    order = list(names)
    order[first], order[second] = order[second], order[first]
    return order


def _total_first(names: Sequence[Name], _: random.Random) -> Sequence[Name]:
    return sorted(names, key=lambda name: name[1] != "total")


def _parts_exchanged(names: Sequence[Name], chance: random.Random) -> Sequence[Name]:
    """Print lawsuits ahead of reconsiderations, or the parts of the table in any other order."""
    rows = list(dict.fromkeys(row for row, _ in names))
    order = chance.sample(rows, len(rows))
    return sorted(names, key=lambda name: order.index(name[0]))


def _dropped(names: Sequence[Name], chance: random.Random) -> Sequence[Name]:
    if len(names) < 2:
        return names
    gone = chance.choice(names)
    return [name for name in names if name != gone]


def _reordered(
    order: Order, *, headed: bool = True
) -> Callable[[Paper, random.Random, Format], Changed | None]:
    def apply(paper: Paper, chance: random.Random, format_: Format) -> Changed | None:
        tables = chosen_tables(paper, chance)
        orders: dict[tuple[Name, ...], Sequence[Name]] = {}
        moved: set[Key] = set()

        def arranged(grid: Grid, section: Section) -> list[tuple[Cell, ...]]:
            names = tuple(section.columns)
            if names not in orders:
                orders[names] = order(names, chance)
            ahead = min((place for places in section.columns.values() for place in places), default=0)
            rows = section.body if not headed else range(section.header.start, section.body.stop)
            if list(orders[names]) != list(names) or not headed:
                moved.update(cell.key for i in rows for cell in grid.rows[i] if cell.key)
            places = [place for name in orders[names] for place in section.columns[name]]
            return [
                (
                    *grid.rows[i][:ahead],
                    *(grid.rows[i][place] for place in places if place < len(grid.rows[i])),
                )
                for i in rows
            ]

        after = with_grids(paper, lambda grid: each_section(grid, tables, arranged))
        # Text says what its headers are, but not above which figures they stand.
        return changed(paper, after, moved if format_ == "txt" or not headed else ())

    return apply


def _in_order(names: Sequence[Name], _: random.Random) -> Sequence[Name]:
    return names


_HEADINGS = ("备注", "序号", "数据来源", "其中：网上办理")


def _added(paper: Paper, chance: random.Random, format_: Format) -> Changed | None:
    """Add a column that the form does not have."""
    tables = chosen_tables(paper, chance)
    heading = chance.choice(_HEADINGS)
    figures = heading != "备注" and chance.random() < 0.6
    touched: set[Key] = set()
    share = chance.random()

    def widened(grid: Grid, section: Section) -> list[tuple[Cell, ...]]:
        if not section.columns:
            return [grid.rows[i] for i in range(section.header.start, section.body.stop)]
        starts = [places[0] for places in section.columns.values()]
        width = max(place for places in section.columns.values() for place in places) + 1
        at = [*starts, width][int(share * (len(starts) + 1))]
        head = Cell(heading)
        rows = []
        for i in (*section.header, *section.body):
            row = grid.rows[i]
            if i in section.body:
                new = Cell(str(chance.randint(0, 99)) if figures else "")
                touched.update(cell.key for cell in row if cell.key)
            elif len(section.header) > 1 and i == section.header.start and len({id(c) for c in row}) == 1:
                new = row[0]  # the title over all columns
            else:
                new = head
            rows.append((*row[:at], new, *row[at:]))
        return rows

    after = with_grids(paper, lambda grid: each_section(grid, tables, widened))
    return changed(paper, after, touched if format_ == "txt" else ())


def _unnamed(text: str) -> Callable[[Paper, random.Random, Format], Changed | None]:
    """Print nothing, or what names no column, in the header of one column of each section."""

    def apply(paper: Paper, chance: random.Random, format_: Format) -> Changed | None:
        tables = chosen_tables(paper, chance)
        doubtful: set[Key] = set()

        def struck(grid: Grid, section: Section) -> list[tuple[Cell, ...]]:
            if section.header and len(section.columns) > 1:
                name = chance.choice(list(section.columns))
                place = section.columns[name][0]
                old = grid.rows[section.header.stop - 1][place]
                new = Cell(text)
                # A single column is the only place that is left; where labels are torn off the figures, who knows.
                if format_ == "txt":
                    doubtful.update(c.key for i in section.body for c in grid.rows[i] if c.key)
                return [
                    tuple(new if cell is old else cell for cell in grid.rows[i])
                    for i in range(section.header.start, section.body.stop)
                ]
            return [grid.rows[i] for i in range(section.header.start, section.body.stop)]

        return changed(paper, with_grids(paper, lambda grid: each_section(grid, tables, struck)), doubtful)

    return apply


CHANGES = (
    Change("columns", "permuted", FORMATS, _reordered(_permuted)),
    Change("columns", "rotated", FORMATS, _reordered(_rotated)),
    Change("columns", "exchanged", FORMATS, _reordered(_exchanged)),
    Change("columns", "total-first", FORMATS, _reordered(_total_first)),
    Change("columns", "parts-exchanged", FORMATS, _reordered(_parts_exchanged)),
    Change("columns", "dropped", FORMATS, _reordered(_dropped)),
    Change("columns", "added", FORMATS, _added),
    Change("headers", "left-out", FORMATS, _reordered(_in_order, headed=False)),
    Change("headers", "left-out-permuted", FORMATS, _reordered(_permuted, headed=False)),
    Change("headers", "left-out-dropped", FORMATS, _reordered(_dropped, headed=False)),
    Change("headers", "one-blank", FORMATS, _unnamed("")),
    Change("headers", "one-unknown", FORMATS, _unnamed("栏目三")),
)
"""Changes to columns."""
