"""Lays out the statutory tables as agencies print them: nested headers, grouped labels, given figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

from gkstats.forms import Form
from gkstats.forms import Table as FormTable
from gkstats.synthetic.content import Printed

__all__ = ["Figures", "applications", "proactive", "reviews", "statistics"]

Figures: TypeAlias = Mapping[tuple[str, str], str]
"""What the cell of a row and column code prints."""

_RECONCILIATION: Final = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
_OUTCOMES: Final = "三、本年度办理结果"


def _same(label: str) -> str:
    return label


def applications(
    form: Form,
    values: Figures,
    *,
    relabel: Callable[[str], str] = _same,
    skip: Sequence[str] = ("outcome.other",),
) -> list[list[Printed]]:
    """Return the rows of the requests table with its nested header, leaving out the rows in `skip`."""
    (block,) = _declared(form, "applications").blocks
    rows: list[list[Printed]] = [
        [(_RECONCILIATION, 3, 3), ("申请人情况", 1, 7)],
        [("自然人", 2, 1), ("法人或其他组织", 1, 5), ("总计", 2, 1)],
        [(column.label, 1, 1) for column in block.columns[1:-1]],
    ]
    items = [row for row in block.rows if row.code not in skip]
    under = [row.under for row in items]
    inner = [row for row in items if row.under is not None]
    for n, row in enumerate(items):
        cells: list[Printed] = []
        if row.under is None:
            cells.append((relabel(row.label), 1, 3))
        else:
            if row is inner[0]:
                cells.append((_OUTCOMES, len(inner), 1))
            if row.under == _OUTCOMES:
                cells.append((relabel(row.label), 1, 2))
            else:
                if under[n - 1] != row.under:
                    cells.append((row.under, under.count(row.under), 1))
                cells.append((relabel(row.label), 1, 1))
        cells += [(values[row.code, column.code], 1, 1) for column in block.columns]
        rows.append(cells)
    return rows


def proactive(form: Form, values: Figures, *, width: int = 4) -> list[list[Printed]]:
    """Return the rows of all blocks of proactive disclosure in one grid."""
    rows: list[list[Printed]] = []
    for block in _declared(form, "proactive").blocks:
        rows.append([(block.title or "", 1, width)])
        spans = [1] * (len(block.columns) - 1) + [width - len(block.columns)]
        columns = list(zip(block.columns, spans, strict=True))
        rows.append([("信息内容", 1, 1), *((column.label, 1, span) for column, span in columns)])
        rows += [
            [(row.label, 1, 1), *((values[row.code, column.code], 1, span) for column, span in columns)]
            for row in block.rows
        ]
    return rows


def reviews(form: Form, values: Figures) -> list[list[Printed]]:
    """Return the rows of the table of reconsiderations and lawsuits."""
    columns = _declared(form, "reviews").blocks[0].columns
    return [
        [("行政复议", 1, 5), ("行政诉讼", 1, 10)],
        [
            *((column.label, 2, 1) for column in columns[:5]),
            ("未经复议直接起诉", 1, 5),
            ("复议后起诉", 1, 5),
        ],
        [(column.label, 1, 1) for column in columns[5:]],
        [(values[column.row or "", column.code], 1, 1) for column in columns],
    ]


def statistics(form: Form, values: Figures) -> list[list[Printed]]:
    """Return the rows of an indicator list: indicator, unit, figure; headings carry no figure."""
    (block,) = _declared(form, "statistics").blocks
    rows: list[list[Printed]] = [[("统计指标", 1, 1), ("单位", 1, 1), (block.columns[0].label, 1, 1)]]
    for row in block.rows:
        if row.heading:
            rows.append([(row.label, 1, 1), (row.unit or "", 1, 1), ("——", 1, 1)])
        elif (row.code, "value") in values:
            rows.append([(row.label, 1, 1), (row.unit or "", 1, 1), (values[row.code, "value"], 1, 1)])
    return rows


def _declared(form: Form, name: str) -> FormTable:
    table = form.table(name)
    if table is None:
        raise ValueError(f"{form.id} has no table {name!r}")
    return table
