"""What a report says, before it becomes a document of some format."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple, TypeAlias

__all__ = [
    "Block",
    "Content",
    "Paragraph",
    "Placed",
    "Printed",
    "Role",
    "Rows",
    "Table",
    "column_widths",
    "placed",
]

Role: TypeAlias = Literal["title", "heading", "text", "note", "closing"]
Printed: TypeAlias = tuple[str, int, int]
"""A cell of a table as a page shows it: text, row span, column span."""
Rows: TypeAlias = Sequence[Sequence[Printed]]


class Paragraph(NamedTuple):
    """A paragraph and what it is for."""

    text: str
    role: Role = "text"


class Table(NamedTuple):
    """A table as HTML lays it out.

    ``widths`` says how wide its columns are to each other, None for a wide one and narrow ones.
    """

    rows: Rows
    widths: tuple[float, ...] | None = None


Block: TypeAlias = Paragraph | Table


class Content(NamedTuple):
    """A report ready for typesetting; ``remark`` stands in the metadata of the document."""

    title: str
    agency: str
    published: dt.date
    remark: str
    blocks: tuple[Block, ...]


class Placed(NamedTuple):
    """A cell with the place that it takes in the grid."""

    row: int
    column: int
    down: int
    across: int
    text: str


def placed(rows: Rows) -> Iterator[Placed]:
    """Give every cell its place, passing over the places that cells from rows above reach into.

    Examples
    --------
    >>> [(cell.row, cell.column) for cell in placed([[("a", 2, 1), ("b", 1, 1)], [("c", 1, 1)]])]
    [(0, 0), (0, 1), (1, 1)]
    """
    taken: set[tuple[int, int]] = set()
    for r, row in enumerate(rows):
        c = 0
        for text, down, across in row:
            while (r, c) in taken:
                c += 1
            yield Placed(r, c, down, across, text)
            if down > 1:
                taken |= {(r + i, c + j) for i in range(1, down) for j in range(across)}
            c += across


def column_widths(table: Table, count: int, whole: float) -> list[float]:
    """Return the widths of a table's columns, which together are as wide as `whole`.

    Examples
    --------
    >>> column_widths(Table([[("a", 1, 1), ("b", 1, 1)]], widths=(1, 3)), 2, 100)
    [25.0, 75.0]
    """
    widths = table.widths or (0.4, *(0.6 / max(count - 1, 1) for _ in range(count - 1)))
    return [width * whole / sum(widths) for width in widths]
