"""Lays out the statutory tables as agencies print them, with their nested headers and given figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from gkstats.forms import Form
from gkstats.forms import Table as FormTable

from .content import Cell, Table

_RECONCILIATION: Final = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
_OUTCOMES: Final = "三、本年度办理结果"

Figures: TypeAlias = Mapping[str, Any]


def lay_out(form: Form, table: str, figures: Figures) -> Table:
    """Return a statutory table of a form with figures by row and column code.

    Every figure must have its cell and every cell of the form its figure: a slip in a facts file is an error,
    never a blank.
    """
    declared = form.table(table)
    if declared is None:
        raise ValueError(f"{form.id} has no table {table!r}")
    return _LAYOUTS[table](declared, figures)


def lay_out_statistics(year: int, rows: Sequence[Sequence[str]]) -> Table:
    """Return an indicator list as Fujian prints it: indicator, unit, the year, and since the records began."""
    header = [Cell("指标名称"), Cell("计量单位"), Cell(f"{year}年"), Cell("历年累计")]
    return Table([header, *([Cell(text) for text in row] for row in rows)], 1, (46, 14, 20, 20))


def _proactive(table: FormTable, figures: Figures) -> Table:
    width = max(len(block.columns) for block in table.blocks) + 1
    _same("proactive", figures, (row.code for block in table.blocks for row in block.rows))
    rows: list[list[Cell]] = []
    for block in table.blocks:
        codes = [column.code for column in block.columns]
        spans = [1] * (len(codes) - 1) + [width - len(codes)]
        rows.append([Cell(block.title or "", across=width)])
        labels = (column.label for column in block.columns)
        rows.append([Cell("信息内容"), *(Cell(t, across=s) for t, s in zip(labels, spans, strict=True))])
        for row in block.rows:
            _same(row.code, figures[row.code], codes)
            values = (figures[row.code][code] for code in codes)
            rows.append([Cell(row.label), *(Cell(t, across=s) for t, s in zip(values, spans, strict=True))])
    return Table(rows, 0, (31, *(23 for _ in range(width - 1))))


def _applications(table: FormTable, figures: Figures) -> Table:
    (block,) = table.blocks
    items = [row for row in block.rows if not row.optional]
    _same("applications", figures, (row.code for row in items))
    rows = [
        [Cell(_RECONCILIATION, 3, 3), Cell("申请人情况", across=7)],
        [Cell("自然人", 2), Cell("法人或其他组织", across=5), Cell("总计", 2)],
        [Cell(column.label) for column in block.columns[1:-1]],
    ]
    parents = [row.under for row in items]
    inner = [row for row in items if row.under is not None]
    for n, row in enumerate(items):
        cells = []
        if row is inner[0]:
            cells.append(Cell(_OUTCOMES, len(inner)))
        if row.under is None:
            cells.append(Cell(row.label, across=3))
        elif row.under == _OUTCOMES:
            cells.append(Cell(row.label, across=2))
        else:
            if parents[n - 1] != row.under:
                cells.append(Cell(row.under, parents.count(row.under)))
            cells.append(Cell(row.label))
        values = figures[row.code]
        if len(values) != len(block.columns):
            raise ValueError(f"{row.code} has {len(values)} figures for {len(block.columns)} columns")
        rows.append([*cells, *(Cell(value) for value in values)])
    return Table(rows, 3, (8, 10, 26, *(8 for _ in block.columns)))


def _reviews(table: FormTable, figures: Figures) -> Table:
    columns = table.blocks[0].columns
    by_row = {column.row or "": [c.code for c in columns if c.row == column.row] for column in columns}
    _same("reviews", figures, by_row)
    for row, codes in by_row.items():
        _same(row, figures[row], codes)
    labels = [Cell(column.label) for column in columns]
    rows = [
        [Cell("行政复议", across=5), Cell("行政诉讼", across=10)],
        [
            *(label._replace(down=2) for label in labels[:5]),
            Cell("未经复议直接起诉", across=5),
            Cell("复议后起诉", across=5),
        ],
        labels[5:],
        [Cell(figures[column.row or ""][column.code]) for column in columns],
    ]
    return Table(rows, 3, tuple(1 for _ in columns))


def _same(what: str, given: Figures, wanted: Iterable[str]) -> None:
    if difference := set(given) ^ set(wanted):
        raise ValueError(f"{what}: {', '.join(sorted(difference))} is not in both the form and the facts")


_LAYOUTS: Final[Mapping[str, Callable[[FormTable, Figures], Table]]] = {
    "proactive": _proactive,
    "applications": _applications,
    "reviews": _reviews,
}
