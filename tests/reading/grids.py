"""Grids of the statutory forms with given figures, as values: what the table reader gets from any format."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gkstats.documents.model import Anchor, Block, Cell, Document, Line, Paragraph, Table
from gkstats.forms import Form, get_form

COLUMNS = ("natural_person", "business", "research", "public_interest", "legal_service", "other", "total")
Figures = dict[tuple[str, str], str]
Printed = tuple[str, int, int]
"""Text, row span, column span."""


def table(rows: Sequence[Sequence[Printed]]) -> Table:
    """Lay out rows of (text, row span, column span) as HTML does."""
    taken: set[tuple[int, int]] = set()
    cells = []
    for r, row in enumerate(rows):
        c = 0
        for text, down, across in row:
            while (r, c) in taken:
                c += 1
            taken |= {(r + i, c + j) for i in range(down) for j in range(across)}
            cells.append(Cell(r, c, down, across, text, Anchor(path=f"cell({r},{c})")))
            c += across
    width = max((c for _, c in taken), default=-1) + 1
    return Table(tuple(cells), len(rows), width, Anchor(path="table"))


def paragraph(text: str) -> Paragraph:
    return Paragraph(text, (Line(text, Anchor(path="p")),), (0,))


def document(*blocks: Block) -> Document:
    return Document("test", "html", (paragraph("某某市2020年政府信息公开工作年度报告"), *blocks))


def figures(form: Form, table_id: str) -> Figures:
    """Return a different figure for every cell of a table, so that no two can be mixed up unnoticed."""
    declared = form.table(table_id)
    assert declared is not None
    return {(row, column): str(100 + 7 * n) for n, (row, column, _) in enumerate(declared.cells())}


def applications(
    form: Form,
    values: Figures,
    *,
    relabel: Callable[[str], str] = lambda label: label,
    skip: Sequence[str] = ("outcome.other",),
) -> list[list[Printed]]:
    """Return the rows of the requests table with its nested header, leaving out the rows in `skip`."""
    declared = form.table("applications")
    assert declared is not None
    rows: list[list[Printed]] = [
        [
            ("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3),
            ("申请人情况", 1, 7),
        ],
        [("自然人", 2, 1), ("法人或其他组织", 1, 5), ("总计", 2, 1)],
        [
            ("商业企业", 1, 1),
            ("科研机构", 1, 1),
            ("社会公益组织", 1, 1),
            ("法律服务机构", 1, 1),
            ("其他", 1, 1),
        ],
    ]
    items = [row for row in declared.blocks[0].rows if row.code not in skip]
    under = [row.under for row in items]
    inner = [row for row in items if row.under is not None]
    for n, row in enumerate(items):
        cells: list[Printed] = []
        if row.under is None:
            cells.append((relabel(row.label), 1, 3))
        else:
            if row is inner[0]:
                cells.append(("三、本年度办理结果", len(inner), 1))
            if row.under == "三、本年度办理结果":
                cells.append((relabel(row.label), 1, 2))
            else:
                if under[n - 1] != row.under:
                    cells.append((row.under, under.count(row.under), 1))
                cells.append((relabel(row.label), 1, 1))
        cells += [(values[row.code, column], 1, 1) for column in COLUMNS]
        rows.append(cells)
    return rows


def proactive(form: Form, values: Figures, *, width: int = 4) -> list[list[Printed]]:
    """Return the rows of all blocks of proactive disclosure in one grid."""
    declared = form.table("proactive")
    assert declared is not None
    rows: list[list[Printed]] = []
    for block in declared.blocks:
        rows.append([(block.title or "", 1, width)])
        last = width - len(block.columns)
        spans = [1] * (len(block.columns) - 1) + [last]
        rows.append(
            [("信息内容", 1, 1), *((c.label, 1, s) for c, s in zip(block.columns, spans, strict=True))]
        )
        rows += [
            [
                (row.label, 1, 1),
                *((values[row.code, c.code], 1, s) for c, s in zip(block.columns, spans, strict=True)),
            ]
            for row in block.rows
        ]
    return rows


def reviews(form: Form, values: Figures) -> list[list[Printed]]:
    declared = form.table("reviews")
    assert declared is not None
    columns = declared.blocks[0].columns
    return [
        [("行政复议", 1, 5), ("行政诉讼", 1, 10)],
        [*((c.label, 2, 1) for c in columns[:5]), ("未经复议直接起诉", 1, 5), ("复议后起诉", 1, 5)],
        [(c.label, 1, 1) for c in columns[5:]],
        [(values[c.row or "", c.code], 1, 1) for c in columns],
    ]


def whole(form_id: str) -> tuple[Document, dict[str, Figures]]:
    """Return a document with all tables of a form, and the figures in it."""
    form = get_form(form_id)
    values = {t.id: figures(form, t.id) for t in form.tables}
    if form_id == "national-2021":
        values["applications"] = {k: v for k, v in values["applications"].items() if k[0] != "outcome.other"}
        skip: tuple[str, ...] = ("outcome.other",)
    else:
        skip = ()
    blocks = (
        table(proactive(form, values["proactive"])),
        table(applications(form, values["applications"], skip=skip)),
        table(reviews(form, values["reviews"])),
    )
    return document(*blocks), values
