"""A report as grids whose cells know which figure they print, so that it stays known whatever is moved about."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, TypeAlias

__all__ = [
    "FORMATS",
    "GAP",
    "Block",
    "Cell",
    "Change",
    "Changed",
    "Format",
    "Grid",
    "Key",
    "Number",
    "Paper",
    "Section",
    "Text",
    "changed",
    "chosen_tables",
    "each_section",
    "label_of",
    "sections",
    "with_grids",
]

Format: TypeAlias = Literal["html", "docx", "txt", "pdf"]
FORMATS: Final[tuple[Format, ...]] = ("html", "docx", "txt", "pdf")
Key: TypeAlias = tuple[str, str, str]
"""Table, row and column of a figure."""
Number: TypeAlias = int | float


@dataclass(frozen=True, eq=False, slots=True)
class Cell:
    """A cell; the same object in several places of a grid is one merged cell.

    ``key`` says which figure of the report it prints, None for labels and for figures of another report. ``look`` is
    set for a place without a cell only.
    """

    text: str
    key: Key | None = None
    look: str = ""


GAP: Final = Cell("", look="gap")
"""A place without a cell: what stands to the right of it is written further left."""


class Text(NamedTuple):
    """A paragraph."""

    text: str
    role: Literal["title", "heading", "text"] = "text"
    look: str = ""


class Grid(NamedTuple):
    """A table as rows of places; rows may differ in length."""

    rows: tuple[tuple[Cell, ...], ...]
    look: str = ""

    @property
    def tables(self) -> frozenset[str]:
        """The tables of a form that it prints, or parts of them."""
        return frozenset(cell.key[0] for row in self.rows for cell in row if cell.key)

    def figures(self) -> Iterator[Key]:
        """Yield which figures of the report it prints."""
        seen = set()
        for row in self.rows:
            for cell in row:
                if cell.key and cell.key not in seen:
                    seen.add(cell.key)
                    yield cell.key


Block: TypeAlias = Text | Grid


class Paper(NamedTuple):
    """A report that is going to be changed.

    ``known`` holds what each printed cell says, None where it is blank; ``shape`` how a
    converter writes it, ``scale`` how large a PDF is drawn.
    """

    name: str
    title: str
    agency: str
    year: int
    form: str
    blocks: tuple[Block, ...]
    known: Mapping[Key, Number | None]
    shape: str = ""
    scale: str = ""

    @property
    def grids(self) -> list[Grid]:
        """The tables."""
        return [block for block in self.blocks if isinstance(block, Grid)]


class Changed(NamedTuple):
    """A changed report and what must be found in it.

    ``expected`` holds every figure that it prints as its own. Of these, ``doubtful`` are the ones that nothing in the
    document proves any more: they may be refused, but not be wrong in silence.
    """

    paper: Paper
    expected: Mapping[Key, Number | None]
    doubtful: frozenset[Key] = frozenset()


class Change(NamedTuple):
    """A way in which a table may differ; ``apply`` gives None for a report that cannot differ so."""

    family: str
    name: str
    formats: tuple[Format, ...]
    apply: Callable[[Paper, random.Random, Format], Changed | None]


class Section(NamedTuple):
    """Rows of a grid that belong together: those of a header and, below them, those with figures.

    ``columns`` gives the places that each column takes, from left to right, by what it is called in the form.
    """

    header: range
    body: range
    columns: dict[tuple[str, str], tuple[int, ...]]


def sections(grid: Grid) -> list[Section]:
    """Return the sections of a grid; one whose figures do not stand in columns has none."""
    found: list[Section] = []
    start = 0
    row = 0
    rows = grid.rows
    while row < len(rows):
        if not any(cell.key for cell in rows[row]):
            row += 1
            continue
        end = row
        while end < len(rows) and any(cell.key for cell in rows[end]):
            end += 1
        found.append(Section(range(start, row), range(row, end), _columns(rows[row:end])))
        start = row = end
    return found


def _columns(rows: Iterable[tuple[Cell, ...]]) -> dict[tuple[str, str], tuple[int, ...]]:
    owner: dict[int, tuple[str, str]] = {}
    width = 0
    for row in rows:
        width = max(width, len(row))
        for place, cell in enumerate(row):
            if cell.key:
                table, line, column = cell.key
                name = (line if table == "reviews" else "", column)
                if owner.setdefault(place, name) != name:
                    return {}
    if not owner:
        return {}
    # A place between the figures that never holds one belongs to the column on its left.
    columns: dict[tuple[str, str], list[int]] = {}
    last = owner[min(owner)]
    for place in range(min(owner), width):
        last = owner.get(place, last)
        columns.setdefault(last, []).append(place)
    return {name: tuple(places) for name, places in columns.items()}


def label_of(grid: Grid, row: int) -> tuple[str, ...]:
    """Return the words that a row opens with."""
    words: list[str] = []
    for cell in grid.rows[row]:
        if cell.key:
            break
        if cell.text.strip() and (not words or words[-1] != cell.text):
            words.append(cell.text)
    return tuple(words)


def chosen_tables(paper: Paper, chance: random.Random) -> frozenset[str]:
    """Return the tables that a change touches: one, or all of them."""
    tables = sorted({table for grid in paper.grids for table in grid.tables})
    return frozenset(tables if chance.random() < 0.3 else [chance.choice(tables)]) if tables else frozenset()


def with_grids(paper: Paper, change: Callable[[Grid], Grid]) -> Paper:
    """Return the report with every table changed."""
    blocks = (change(block) if isinstance(block, Grid) else block for block in paper.blocks)
    return paper._replace(blocks=tuple(blocks))


def each_section(
    grid: Grid, tables: frozenset[str], change: Callable[[Grid, Section], Iterable[tuple[Cell, ...]]]
) -> Grid:
    """Return the grid with the rows of its sections replaced, those of some tables only."""
    rows: list[tuple[Cell, ...]] = []
    end = 0
    for section in sections(grid):
        whole = range(section.header.start, section.body.stop)
        table = next(cell.key[0] for cell in grid.rows[section.body.start] if cell.key)
        rows += change(grid, section) if table in tables else [grid.rows[i] for i in whole]
        end = whole.stop
    return grid._replace(rows=(*rows, *grid.rows[end:]))


def changed(
    before: Paper,
    after: Paper,
    doubtful: Iterable[Key] = (),
    *,
    renamed: Mapping[Key, Number | None] | None = None,
) -> Changed | None:
    """Return a changed report with the figures that it still prints; None where nothing has changed."""
    if after == before:
        return None
    printed = [key for grid in after.grids for key in grid.figures()]
    known = {**before.known, **(renamed or {})}
    expected = {key: known[key] for key in printed}
    return Changed(after, expected, frozenset(doubtful) & expected.keys())
