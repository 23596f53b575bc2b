"""Grids of the statutory forms with given figures, as values: what the table reader gets from any format."""

from __future__ import annotations

from collections.abc import Sequence

from gkstats.documents.model import Anchor, Block, Cell, Document, Line, Paragraph, Table
from gkstats.forms import Form, get_form
from gkstats.synthetic.content import Printed, placed
from gkstats.synthetic.layout import applications, proactive, reviews

__all__ = [
    "COLUMNS",
    "Figures",
    "Printed",
    "applications",
    "document",
    "figures",
    "paragraph",
    "proactive",
    "reviews",
    "table",
    "whole",
]

COLUMNS = ("natural_person", "business", "research", "public_interest", "legal_service", "other", "total")
Figures = dict[tuple[str, str], str]


def table(rows: Sequence[Sequence[Printed]]) -> Table:
    """Lay out rows of (text, row span, column span) as HTML does."""
    cells = [
        Cell(c.row, c.column, c.down, c.across, c.text, Anchor(path=f"cell({c.row},{c.column})"))
        for c in placed(rows)
    ]
    width = max((c.column + c.column_span for c in cells), default=0)
    return Table(tuple(cells), len(rows), width, Anchor(path="table"))


def paragraph(text: str) -> Paragraph:
    return Paragraph(text, (Line(text, Anchor(path="p")),), (0,))


def document(*blocks: Block) -> Document:
    return Document("test", "html", (paragraph("某某市政府信息公开工作年度报告"), *blocks))


def figures(form: Form, table_id: str) -> Figures:
    """Return a different figure for every cell of a table, so that no two can be mixed up unnoticed."""
    declared = form.table(table_id)
    assert declared is not None
    return {(row, column): str(100 + 7 * n) for n, (row, column, _) in enumerate(declared.cells())}


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
