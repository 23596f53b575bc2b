"""Changes to rows: in another order, fewer or more of them, and rows with a cell too few or too many."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from .model import (
    FORMATS,
    GAP,
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
    label_of,
    with_grids,
)

__all__ = ["CHANGES"]

Order: TypeAlias = Callable[[Sequence[int], random.Random], Sequence[int]]


def _permuted(rows: Sequence[int], chance: random.Random) -> Sequence[int]:
    return chance.sample(rows, len(rows))


def _reversed(rows: Sequence[int], _: random.Random) -> Sequence[int]:
    return rows[::-1]


def _exchanged(rows: Sequence[int], chance: random.Random) -> Sequence[int]:
    if len(rows) < 2:
        return rows
    order = list(rows)
    first, second = chance.sample(range(len(rows)), 2)
    order[first], order[second] = order[second], order[first]
    return order


def _neighbours(rows: Sequence[int], chance: random.Random) -> Sequence[int]:
    """Exchange some pairs of neighbours, as 微博 and 微信 or 同意 and 不同意 are."""
    order = list(rows)
    at = chance.randrange(2)
    while at + 1 < len(order):
        if chance.random() < 0.5:
            order[at], order[at + 1] = order[at + 1], order[at]
        at += 2
    return order


def _dropped(rows: Sequence[int], chance: random.Random) -> Sequence[int]:
    return [row for row in rows if chance.random() > 0.15] or rows


def _reordered(order: Order) -> Callable[[Paper, random.Random, Format], Changed | None]:
    def apply(paper: Paper, chance: random.Random, format_: Format) -> Changed | None:
        tables = chosen_tables(paper, chance) - {"reviews"}
        doubtful: set[Key] = set()

        def arranged(grid: Grid, section: Section) -> list[tuple[Cell, ...]]:
            rows = order(section.body, chance)
            # What only its place tells apart cannot be told apart elsewhere; text prints a group's name once.
            depth = 1 if format_ == "txt" else 3
            labels = {i: label_of(grid, i)[-depth:] for i in section.body}
            often = Counter(labels.values())
            for i in section.body:
                if often[labels[i]] > 1 or (format_ == "txt" and _short(labels[i])):
                    doubtful.update(cell.key for cell in grid.rows[i] if cell.key)
            return [grid.rows[i] for i in (*section.header, *rows)]

        return changed(paper, with_grids(paper, lambda grid: each_section(grid, tables, arranged)), doubtful)

    return apply


def _short(label: Sequence[str]) -> bool:
    """Return whether a label says nothing without its group: 3.其他 is printed in several places."""
    return not label or len(label[-1]) < 5


_LOCAL: Final = ("其中：法律援助类", "本机关自行增加的项目", "线上办理", "依申请转信访")


def _added(paper: Paper, chance: random.Random, _: Format) -> Changed | None:
    """Add a row that the form does not have, with figures."""
    tables = chosen_tables(paper, chance) - {"reviews"}
    label = chance.choice(_LOCAL)

    def extended(grid: Grid, section: Section) -> list[tuple[Cell, ...]]:
        rows = [grid.rows[i] for i in (*section.header, *section.body)]
        at = chance.randint(len(section.header), len(rows))
        model = rows[max(at - 1, len(section.header))]
        first = next(place for place, cell in enumerate(model) if cell.key)
        name = Cell(label)
        new = tuple(
            name if place < first else Cell(str(chance.randint(1, 300))) if cell.key else Cell("")
            for place, cell in enumerate(model)
        )
        return [*rows[:at], new, *rows[at:]]

    return changed(paper, with_grids(paper, lambda grid: each_section(grid, tables, extended)))


def _one_cell(
    change: Callable[[tuple[Cell, ...], int, random.Random], tuple[Cell, ...]],
) -> Callable[[Paper, random.Random, Format], Changed | None]:
    """Change the number of cells of some rows; whose the figures of these rows are cannot be known any more."""

    def apply(paper: Paper, chance: random.Random, _: Format) -> Changed | None:
        tables = chosen_tables(paper, chance)
        doubtful: set[Key] = set()

        def torn(grid: Grid, section: Section) -> list[tuple[Cell, ...]]:
            rows = [grid.rows[i] for i in (*section.header, *section.body)]
            for i in range(len(section.header), len(rows)):
                places = [place for place, cell in enumerate(rows[i]) if cell.key]
                if len(places) > 1 and chance.random() < 0.2:
                    doubtful.update(cell.key for cell in rows[i] if cell.key)
                    rows[i] = change(rows[i], chance.choice(places), chance)
            return rows

        return changed(paper, with_grids(paper, lambda grid: each_section(grid, tables, torn)), doubtful)

    return apply


def _without(row: tuple[Cell, ...], at: int, _: random.Random) -> tuple[Cell, ...]:
    return (*row[:at], GAP, *row[at + 1 :])


def _with(row: tuple[Cell, ...], at: int, chance: random.Random) -> tuple[Cell, ...]:
    return (*row[:at], Cell(chance.choice(("", "0", "7"))), *row[at:])


FLOWING: Final[tuple[Format, ...]] = ("html", "docx", "txt")
CHANGES = (
    Change("rows", "permuted", FORMATS, _reordered(_permuted)),
    Change("rows", "reversed", FORMATS, _reordered(_reversed)),
    Change("rows", "exchanged", FORMATS, _reordered(_exchanged)),
    Change("rows", "neighbours", FORMATS, _reordered(_neighbours)),
    Change("rows", "dropped", FORMATS, _reordered(_dropped)),
    Change("rows", "added", FORMATS, _added),
    Change("short-rows", "cell-missing", FLOWING, _one_cell(_without)),
    Change("short-rows", "cell-too-many", FLOWING, _one_cell(_with)),
)
"""Changes to rows."""
