"""The statutory forms, one data file each: tables, rows, columns, units and identities, checked on loading.

A file `NAME.toml` in this folder is a form; adding one adds the form. Its keys:

``id, title, basis, years, nationwide, verified, sources``
    Who prescribed it, for which reporting years (a single year means "from then on"), whether for every agency of
    the country, whether its wording was compared with printed reports, and where it comes from.
``tables.NAME``
    ``layout`` is ``matrix`` (rows by columns under one header), ``blocks`` (each block under its own header),
    ``line`` (one row of figures under a nested header) or ``list`` (indicator, unit, value).
    ``unit`` is the unit of every figure unless a row or column states its own.
``tables.NAME.blocks``
    ``columns`` and ``rows``, each with ``code``, ``label`` as printed, ``under`` (the label it stands beneath),
    ``aliases`` (other wordings seen), ``optional`` (absent from some printings), ``unverified`` (wording not
    compared), ``heading`` (a row without figures); a column of a ``line`` names its ``row``.
``identities``
    What must add up; see `Identity`.
"""

from __future__ import annotations

import fnmatch
import functools
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal, TypeAlias, TypeVar, cast

__all__ = ["Axis", "Block", "Column", "Form", "Identity", "Layout", "Row", "Table", "all_forms", "get_form"]

Layout: TypeAlias = Literal["matrix", "blocks", "line", "list"]
Axis: TypeAlias = Literal["rows", "columns"]
Basis: TypeAlias = Literal["printed", "label", "official", "third-party", "inferred"]
Severity: TypeAlias = Literal["error", "warning", "information"]
_Part = TypeVar("_Part")


# Tables and their parts are compared a thousand times a report: by identity, since each form is loaded once.
@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A column of figures."""

    code: str
    label: str
    under: str | None = None
    aliases: tuple[str, ...] = ()
    unit: str | None = None
    row: str | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A row of figures, or a heading between rows."""

    code: str
    label: str
    under: str | None = None
    aliases: tuple[str, ...] = ()
    unit: str | None = None
    optional: bool = False
    unverified: bool = False
    heading: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Rows that share a header."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = ()
    title: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table of a form."""

    id: str
    layout: Layout
    title: str
    blocks: tuple[Block, ...]
    unit: str | None = None

    def cells(self) -> tuple[tuple[str, str, str | None], ...]:
        """Return (row, column, unit) of every cell that the form asks for, in form order."""
        if self.layout == "line":
            return tuple((c.row or "", c.code, c.unit or self.unit) for b in self.blocks for c in b.columns)
        return tuple(
            (row.code, column.code, row.unit or column.unit or self.unit)
            for block in self.blocks
            for row in block.rows
            if not row.heading
            for column in block.columns
        )


@dataclass(frozen=True, slots=True)
class Identity:
    """A sum that must hold: what `left` adds up to equals what `right` adds up to.

    With ``axis="rows"`` the names are row codes and the identity is tried in every column; with
    ``axis="columns"`` they are column codes and it is tried in every row. A name may end in ``*``.
    """

    id: str
    table: str
    axis: Axis
    left: tuple[str, ...]
    right: tuple[str, ...]
    basis: Basis
    severity: Severity
    source: str
    zh: str
    en: str
    reason: str


@dataclass(frozen=True, slots=True)
class Form:
    """A statutory form."""

    id: str
    title: str
    basis: str
    years: tuple[int, ...]
    verified: bool
    sources: tuple[str, ...]
    tables: tuple[Table, ...]
    identities: tuple[Identity, ...]
    nationwide: bool = False

    def table(self, id: str) -> Table | None:  # noqa: A002
        """Return the table of that name, or None."""
        return next((table for table in self.tables if table.id == id), None)

    def covers(self, year: int) -> bool:
        """Return whether the form was prescribed for reports on `year`."""
        return self.years[0] <= year and (len(self.years) == 1 or year <= self.years[-1])


@functools.cache
def all_forms() -> tuple[Form, ...]:
    """Return every form, the oldest first.

    Examples
    --------
    >>> [form.id for form in all_forms()]
    ['fujian', 'national-2014', 'national-2019', 'national-2021']
    """
    files = (f for f in resources.files(__name__).iterdir() if f.name.endswith(".toml"))
    forms = [_form(f.name, tomllib.loads(f.read_text(encoding="utf-8"))) for f in files]
    return tuple(sorted(forms, key=lambda form: (form.years[0], form.id)))


def get_form(id: str) -> Form:  # noqa: A002
    """Return the form of that id.

    Raises
    ------
    KeyError
        There is no such form.

    Examples
    --------
    >>> get_form("national-2021").basis
    '国办公开办函〔2021〕30号'
    """
    for form in all_forms():
        if form.id == id:
            return form
    raise KeyError(id)


def _form(name: str, data: dict[str, Any]) -> Form:
    try:
        form = Form(
            tables=tuple(_table(key, value) for key, value in data.pop("tables").items()),
            identities=tuple(
                Identity(**{**i, "left": tuple(i["left"]), "right": tuple(i["right"])})
                for i in data.pop("identities", ())
            ),
            years=tuple(data.pop("years")),
            sources=tuple(data.pop("sources")),
            **data,
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"{name}: {error}") from error
    if form.id != name.removesuffix(".toml"):
        raise ValueError(f"{name}: its id is {form.id!r}")
    _check(name, form)
    return form


def _table(id: str, data: dict[str, Any]) -> Table:  # noqa: A002
    blocks = tuple(
        _one(
            Block,
            columns=tuple(_one(Column, **c) for c in block["columns"]),
            rows=tuple(_one(Row, **r) for r in block.get("rows", ())),
            title=block.get("title"),
        )
        for block in data["blocks"]
    )
    return _one(
        Table, id=id, layout=data["layout"], title=data["title"], blocks=blocks, unit=data.get("unit")
    )


def _one(kind: type[_Part], **data: Any) -> _Part:
    """Return the same part for the same data, so that what two forms share is compared and read once."""
    key = tuple(
        (key, tuple(value) if isinstance(value, list) else value) for key, value in sorted(data.items())
    )
    return cast("_Part", _made(cast("Any", kind), key))


@functools.cache
def _made(kind: Any, data: tuple[tuple[str, Any], ...]) -> object:
    return kind(**dict(data))


def _check(name: str, form: Form) -> None:
    """Refuse a form whose codes repeat or whose identities name rows or columns that it lacks."""
    for table in form.tables:
        cells = [(row, column) for row, column, _ in table.cells()]
        if len(cells) != len(set(cells)):
            raise ValueError(f"{name}: a cell of table {table.id!r} is named twice")
    for identity in form.identities:
        owner = form.table(identity.table)
        if owner is None:
            raise ValueError(f"{name}: identity {identity.id!r} names no table of the form")
        codes = {row if identity.axis == "rows" else column for row, column, _ in owner.cells()}
        for pattern in (*identity.left, *identity.right):
            if not fnmatch.filter(codes, pattern):
                raise ValueError(f"{name}: identity {identity.id!r} names {pattern!r}, which the form lacks")
