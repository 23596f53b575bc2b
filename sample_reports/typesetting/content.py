"""What a report says, before it becomes a document of some format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

Role: TypeAlias = Literal["heading", "subheading", "text"]


class Cell(NamedTuple):
    """A cell of a table as a page shows it."""

    text: str
    down: int = 1
    across: int = 1


Rows: TypeAlias = Sequence[Sequence[Cell]]


class Placed(NamedTuple):
    """A cell with the place it takes in the grid."""

    row: int
    column: int
    cell: Cell


class Paragraph(NamedTuple):
    """A paragraph and what it is for."""

    text: str
    role: Role = "text"


class Table(NamedTuple):
    """A ruled table: its rows, how many of them are header, and how wide its columns are to each other."""

    rows: Rows
    header: int
    widths: tuple[int, ...]


class Report(NamedTuple):
    """A report ready for typesetting."""

    name: str
    title: str
    agency: str
    published: date | None
    source_line: str | None
    blocks: tuple[Paragraph | Table, ...]


def placed(rows: Rows) -> Iterator[Placed]:
    """Give every cell its place, passing over the places that cells from rows above reach into."""
    taken: set[tuple[int, int]] = set()
    for r, row in enumerate(rows):
        c = 0
        for cell in row:
            while (r, c) in taken:
                c += 1
            yield Placed(r, c, cell)
            taken |= {(r + i, c + j) for i in range(cell.down) for j in range(cell.across)}
            c += cell.across
