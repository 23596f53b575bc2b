"""Tables of another year or agency ahead of, behind or instead of the report's own, and two years side by side."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final, Literal

from gkstats.forms import get_form
from gkstats.synthetic.figures import Subject, draw_tables

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
    Text,
    changed,
    chosen_tables,
)

__all__ = ["CHANGES", "foreign"]

_HEADINGS: Final = {
    "applications": "收到和处理政府信息公开申请情况",
    "proactive": "主动公开政府信息情况",
    "reviews": "政府信息公开行政复议、行政诉讼情况",
    "statistics": "政府信息公开情况统计表",
}
_OTHERS: Final = ("临河县人民政府", "青石市教育局", "东山区卫生健康委员会")


def foreign(paper: Paper, chance: random.Random) -> Callable[[Grid], Grid]:
    """Return what prints another report's figures, of which all sums hold, into a grid of this one."""
    drawn = draw_tables(
        get_form(paper.form), Subject(chance.randrange(10**6), 1, max(paper.year - 1, 2009), rules=True)
    )
    factor = chance.choice((2, 3, 5))

    def figure(key: Key, text: str) -> str:
        table, row, column = key
        value = drawn.get(table, {}).get((row, column))
        if value is None:
            own = paper.known.get(key)
            return text if own is None else str(own * factor)
        return str(value)

    def printed(grid: Grid) -> Grid:
        others: dict[int, Cell] = {}
        for row in grid.rows:
            for cell in row:
                if cell.key and id(cell) not in others:
                    others[id(cell)] = Cell(figure(cell.key, cell.text))
        return grid._replace(
            rows=tuple(tuple(others.get(id(cell), cell) for cell in row) for row in grid.rows)
        )

    return printed


Place = Literal["ahead", "behind", "instead"]
Named = Literal["year", "agency", "nothing"]


def _other(place: Place, named: Named) -> Callable[[Paper, random.Random, Format], Changed | None]:
    """Print another report's table, with a heading that says whose it is or without one."""

    def apply(paper: Paper, chance: random.Random, _: Format) -> Changed | None:
        tables = chosen_tables(paper, chance)
        others = foreign(paper, chance)
        agency = chance.choice(_OTHERS) if named == "agency" else paper.agency
        year = paper.year if named == "agency" else paper.year - 1
        blocks: list[Block] = []
        touched: set[Key] = set()
        torn: set[Key] = set()
        before: set[str] = set()
        for block in paper.blocks:
            if isinstance(block, Text) or not block.tables & tables:
                blocks.append(block)
                continue
            if place == "behind" and block.tables & before:
                torn.update(
                    block.figures()
                )  # the second part of a table, under the heading of the other's first
            before |= block.tables
            title = _HEADINGS[min(block.tables)]
            head = [Text(f"{agency}{year}年{title}", "heading")] if named != "nothing" else []
            back = [Text(f"{paper.agency}{paper.year}年{title}", "heading")] if named != "nothing" else []
            other = others(block)
            touched.update(block.figures())
            if place == "ahead":
                blocks += [*head, other, *back, block]
            elif place == "behind":
                blocks += [block, *head, other]
            else:
                blocks += [*head, other]
        after = paper._replace(blocks=tuple(blocks))
        # Nothing but the prose could tell two tables apart of which none says whose it is.
        return changed(paper, after, touched if named == "nothing" else torn)

    return apply


def _whole(place: Literal["ahead", "behind"]) -> Callable[[Paper, random.Random, Format], Changed | None]:
    """Print all of another year's tables as an annex in front of the report or behind it."""

    def apply(paper: Paper, chance: random.Random, _: Format) -> Changed | None:
        others = foreign(paper, chance)
        year = paper.year - 1
        annex: list[Block] = [Text(f"附：{paper.agency}{year}年政府信息公开情况统计表", "heading")]
        annex += [others(grid) for grid in paper.grids]
        if place == "behind":
            blocks = (*paper.blocks, *annex)
        else:
            first = next(n for n, block in enumerate(paper.blocks) if isinstance(block, Grid))
            head = Text(f"{paper.agency}{paper.year}年政府信息公开情况统计表", "heading")
            blocks = (*paper.blocks[:first], *annex, head, *paper.blocks[first:])
        return changed(paper, paper._replace(blocks=blocks))

    return apply


def _two_reports(order: int) -> Callable[[Paper, random.Random, Format], Changed | None]:
    """Print the report of the year before in the same file, before or behind."""

    def apply(paper: Paper, chance: random.Random, _: Format) -> Changed | None:
        others = foreign(paper, chance)
        year, last = str(paper.year), str(paper.year - 1)
        earlier: list[Block] = [
            block._replace(text=block.text.replace(last, str(paper.year - 2)).replace(year, last))
            if isinstance(block, Text)
            else others(block)
            for block in paper.blocks
        ]
        both = (*paper.blocks, *earlier) if order else (*earlier, *paper.blocks)
        return changed(paper, paper._replace(blocks=both), paper.known)

    return apply


def _side_by_side(paper: Paper, chance: random.Random, _: Format) -> Changed | None:
    """Print two years' tables in one grid, side by side, each under its year."""
    tables = chosen_tables(paper, chance)
    others = foreign(paper, chance)
    ahead = chance.random() < 0.5
    touched: set[Key] = set()

    def joined(grid: Grid) -> Grid:
        width = max(len(row) for row in grid.rows)
        years = Cell(f"{paper.year}年"), Cell(f"{paper.year - 1}年")
        rows = []
        pairs = zip(grid.rows, others(grid).rows, strict=True)
        for own, other in (((years[0],) * width, (years[1],) * width), *pairs):
            first = (*own, *(Cell("") for _ in range(width - len(own))))
            # The same label in both halves is printed in both.
            copies = {id(cell): Cell(cell.text) for cell in other}
            second = (*(copies[id(cell)] for cell in other), *(Cell("") for _ in range(width - len(other))))
            rows.append((*second, *first) if ahead else (*first, *second))
        touched.update(grid.figures())
        return Grid(tuple(rows))

    blocks = tuple(
        joined(block) if isinstance(block, Grid) and block.tables & tables else block
        for block in paper.blocks
    )
    return changed(paper, paper._replace(blocks=blocks), touched)


def _year_columns(order: int, style: str) -> Callable[[Paper, random.Random, Format], Changed | None]:
    """Print a column for each of two years in an indicator list."""

    def apply(paper: Paper, chance: random.Random, _: Format) -> Changed | None:
        if not any("statistics" in grid.tables for grid in paper.grids):
            return None
        others = foreign(paper, chance)
        names = (f"{paper.year}年", f"{paper.year - 1}年") if style == "year" else ("本年度", "上年度")

        def doubled(grid: Grid) -> Grid:
            if "statistics" not in grid.tables:
                return grid
            at = min(
                place for row in grid.rows for place, c in enumerate(row) if c.key and c.key[2] == "value"
            )
            rows = []
            for number, (row, other) in enumerate(zip(grid.rows, others(grid).rows, strict=True)):
                own, last = row[at], other[at]
                if number == 0 and own.key is None:
                    own, last = Cell(names[0]), Cell(names[1])
                elif own.key is None and sum(cell is own for cell in row) == 1:
                    last = Cell(own.text)
                pair = (last, own) if order else (own, last)
                rows.append((*row[:at], *pair, *row[at + 1 :]))
            return grid._replace(rows=tuple(rows))

        blocks = tuple(doubled(block) if isinstance(block, Grid) else block for block in paper.blocks)
        headed = any(grid.rows[0][-1].key is None for grid in paper.grids if "statistics" in grid.tables)
        return changed(paper, paper._replace(blocks=blocks), () if headed else paper.known)

    return apply


CHANGES = (
    *(
        Change("whose", f"{place}-{named}", FORMATS, _other(place, named))
        for place in ("ahead", "behind", "instead")
        for named in ("year", "agency", "nothing")
        # Another's table in the place of the own, of which nothing says so, is the own to every reader.
        if (place, named) != ("instead", "nothing")
    ),
    Change("whose", "annex-ahead", FORMATS, _whole("ahead")),
    Change("whose", "annex-behind", FORMATS, _whole("behind")),
    Change("two-reports", "earlier-first", FORMATS, _two_reports(0)),
    Change("two-reports", "earlier-last", FORMATS, _two_reports(1)),
    Change("side-by-side", "grids", FORMATS, _side_by_side),
    *(
        Change("side-by-side", f"{style}-columns-{order}", FORMATS, _year_columns(order, style))
        for style in ("year", "word")
        for order in (0, 1)
    ),
)
"""Changes that put another report's figures beside those of the report."""
