"""Lays out the statutory tables with the figures of a facts file, each in its place and none left over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from gkstats.forms import Form
from gkstats.forms import Table as FormTable
from gkstats.synthetic import layout

from .content import Cell, Table

Figures: TypeAlias = Mapping[str, Any]

_SHAPES: Final[Mapping[str, tuple[int, tuple[int, ...]]]] = {
    "proactive": (0, (31, 23, 23, 23)),
    "applications": (3, (8, 10, 26, *(8,) * 7)),
    "reviews": (3, (1,) * 15),
}
"""How many rows of a table are header, and how wide its columns are to each other."""


def lay_out(form: Form, table: str, figures: Figures) -> Table:
    """Return a statutory table of a form with figures by row and column code.

    Every figure must have its cell and every cell of the form its figure: a slip in a facts file is an error,
    never a blank.
    """
    declared = form.table(table)
    if declared is None:
        raise ValueError(f"{form.id} has no table {table!r}")
    optional = {row.code for block in declared.blocks for row in block.rows if row.optional}
    values = {(row, column): text for row, column, text in _values(declared, figures)}
    wanted = {(row, column) for row, column, _ in declared.cells() if row not in optional}
    if difference := values.keys() ^ wanted:
        places = ", ".join(sorted(" ".join(place) for place in difference))
        raise ValueError(f"{table}: {places} is not in both the form and the facts")
    if table == "applications":
        rows = layout.applications(form, values, skip=tuple(optional))
    else:
        rows = {"proactive": layout.proactive, "reviews": layout.reviews}[table](form, values)
    header, widths = _SHAPES[table]
    return Table([[Cell(*cell) for cell in row] for row in rows], header, widths)


def _values(table: FormTable, figures: Figures) -> Iterator[tuple[str, str, str]]:
    """Yield row, column and figure; a list of figures is in the order of the columns."""
    columns = [column.code for column in table.blocks[0].columns]
    for row, given in figures.items():
        if isinstance(given, Mapping):
            yield from ((row, column, text) for column, text in given.items())
        elif len(given) != len(columns):
            raise ValueError(f"{row} has {len(given)} figures for {len(columns)} columns")
        else:
            yield from ((row, column, text) for column, text in zip(columns, given, strict=True))


def lay_out_statistics(year: int, rows: Sequence[Sequence[str]]) -> Table:
    """Return an indicator list as Fujian prints it: indicator, unit, the year, and since the records began."""
    header = [Cell("指标名称"), Cell("计量单位"), Cell(f"{year}年"), Cell("历年累计")]
    return Table([header, *([Cell(text) for text in row] for row in rows)], 1, (46, 14, 20, 20))
