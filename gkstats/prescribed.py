"""The cells that the form of a report's year asks for, and how many of them were read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from gkstats.forms import Form, Table, all_forms, get_form
from gkstats.records import Fact, FactKind

__all__ = ["Coverage", "coverage"]


class Coverage(NamedTuple):
    """A table that a report must have, and what was read of it.

    Attributes
    ----------
    table : str
    form : str
        The form whose cells count: the one that the report follows, else the one that its year prescribes.
    expected : int
        Cells that the form asks for.
    read : int
        Those of them that were read, as a figure, a dash or a blank.
    filled : int
        Those of them that hold a figure or a dash.
    """

    table: str
    form: str
    expected: int
    read: int
    filled: int

    @property
    def complete(self) -> bool:
        """Whether every cell was read, and the table says anything."""
        return self.read == self.expected and self.filled > 0


def coverage(facts: Iterable[Fact], forms: Sequence[str], year: int | None) -> tuple[Coverage, ...]:
    """Return what was read of each table that a report must have.

    A nationwide form prescribes its tables for its years. For others, a report need have no tables; if it has some,
    they must be whole. A report whose year is not known must have what the form that it follows asks for.

    Parameters
    ----------
    facts : iterable of Fact
    forms : sequence of str
        Ids of the forms that the report follows, its own first.
    year : int or None
        The reporting year.
    """
    followed = [get_form(form) for form in forms]
    prescribed = [form for form in all_forms() if form.nationwide and year is not None and form.covers(year)]
    of_table: dict[str, dict[tuple[str, str], FactKind]] = {}
    for fact in facts:
        of_table.setdefault(fact.table, {})[fact.row, fact.column] = fact.kind
    return tuple(
        _covered(table, form, of_table.get(table.id, {}))
        for form, table in _tables(prescribed or followed[:1], followed)
    )


def _tables(demanding: Sequence[Form], followed: Sequence[Form]) -> list[tuple[Form, Table]]:
    """Return the tables that are demanded, as the form that the report follows has them."""
    found: dict[str, tuple[Form, Table]] = {}
    for form in demanding:
        for table in form.tables:
            own = next(((f, t) for f in followed if (t := f.table(table.id)) is not None), (form, table))
            found.setdefault(table.id, own)
    return list(found.values())


def _covered(table: Table, form: Form, kinds: Mapping[tuple[str, str], FactKind]) -> Coverage:
    optional = {row.code for block in table.blocks for row in block.rows if row.optional}
    spare = {column.code for block in table.blocks for column in block.columns if column.optional}
    expected = [
        (row, column)
        for row, column, _ in table.cells()
        if row not in optional and column not in spare and not _left_to_whole(row, column, kinds, optional)
    ]
    read = [kinds[cell] for cell in expected if kinds.get(cell, "text") != "text"]
    filled = sum(1 for kind in read if kind != "blank")
    return Coverage(table.id, form.id, len(expected), len(read), filled)


def _left_to_whole(
    row: str, column: str, kinds: Mapping[tuple[str, str], FactKind], optional: set[str]
) -> bool:
    """Return whether a report prints one row in place of this and its neighbours, as the form allows it to."""
    whole = row.rpartition(".")[0]
    return (row, column) not in kinds and whole in optional and (whole, column) in kinds
