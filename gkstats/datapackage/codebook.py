"""What every table, row, column and code of the statutory forms means, as a frame and as a page to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from gkstats import evidence, forms
from gkstats.forms import Form, Row, Table, all_forms
from gkstats.frames import Column, table_frame
from gkstats.labels import described
from gkstats.vocabulary import Term, term, terms

__all__ = ["CODEBOOK", "codebook_frame", "codebook_page", "markdown_table"]

CODEBOOK: Final = (
    Column("form", "string", "id of the statutory form"),
    Column("from_year", "Int64", "first reporting year of the form"),
    Column("to_year", "Int64", "last reporting year of the form, NA while it is in use"),
    Column("table", "string", "code of the table"),
    Column("table_zh", "string", "the table in Chinese"),
    Column("table_en", "string", "the table in English"),
    Column("row", "string", "code of the row, or of the indicator in a list of indicators"),
    Column("row_zh", "string", "the row in Chinese"),
    Column("row_en", "string", "the row in English"),
    Column("row_printed", "string", "label of the row as the form prints it"),
    Column("column", "string", "code of the column"),
    Column("column_zh", "string", "the column in Chinese"),
    Column("column_en", "string", "the column in English"),
    Column("column_printed", "string", "label of the column as the form prints it"),
    Column("unit", "string", "unit of the figure, NA where the form leaves it to the agency"),
    Column("unit_en", "string", "the unit in English"),
    Column("article", "string", "article of the 2019 Regulations on which the row rests"),
    Column("verified", "boolean", "whether the label was compared with printed reports"),
)


def codebook_frame() -> pd.DataFrame:
    """Return one row for every cell that a statutory form asks for.

    Examples
    --------
    >>> book = codebook_frame()
    >>> book.loc[(book["form"] == "national-2021") & (book["column"] == "amount"), "unit"].item()
    '万元'
    """
    return table_frame(CODEBOOK, (row for form in all_forms() for row in _cells(form)))


def codebook_page(columns: Mapping[str, Sequence[Column]], title: str) -> str:
    """Return the codebook as Markdown: the columns of the published frames, the forms, and every other code."""
    parts = [
        f"# Codebook: {title}",
        "A blank cell of a report is not zero: it is a missing value here. Figures stand as the reports print them, "
        "also where they contradict each other. `codebook.csv` lists every cell of every form.",
        "## Frames",
    ]
    for name, declared in columns.items():
        parts += [
            f"### {name}",
            markdown_table(
                ("column", "type", "中文", "unit", "meaning"), (_said(name, column) for column in declared)
            ),
        ]
    parts.append("## Forms")
    for form in all_forms():
        parts += _form(form)
    parts.append("## Other codes")
    scales = {
        "evidence, from the strongest to the weakest": [
            (f"`{one.code}`", one.zh, f"{one.en}: {one.meaning}") for one in evidence.classes().values()
        ],
        "trouble, from the heaviest to the lightest": [
            (f"`{one.code}`", one.zh, f"{one.en}; at most {one.at_most}")
            for one in evidence.troubles().values()
        ],
    }
    for heading, listed in scales.items():
        parts += [f"### {heading}", markdown_table(("code", "中文", "English"), listed)]
    for group in ("kinds", "units"):
        rows = ((f"`{t.code}`", t.zh, t.en) for t in terms(group).values())
        parts += [f"### {group}", markdown_table(("code", "中文", "English"), rows)]
    return "\n\n".join(parts) + "\n"


def _cells(form: Form) -> Iterator[tuple[Any, ...]]:
    for table in form.tables:
        for row, column in _pairs(table):
            named, head = _row_term(table, row.code), term("columns", column.code)
            whole = term("tables", table.id)
            unit = row.unit or column.unit or table.unit
            yield (
                form.id,
                *_years(form),
                *(table.id, whole.zh, whole.en),
                *(row.code, named.zh, named.en, row.label),
                *(column.code, head.zh, head.en, column.label),
                unit,
                (term("units", unit).en or None) if unit else None,
                named.article or None,
                form.verified and not row.unverified,
            )


def _pairs(table: Table) -> Iterator[tuple[Row, forms.Column]]:
    """Yield the row and column of every cell; a table of one line names the row of each column."""
    for block in table.blocks:
        for column in block.columns:
            if table.layout == "line":
                yield Row(column.row or "", column.under or ""), column
        for row in block.rows:
            if not row.heading:
                yield from ((row, column) for column in block.columns)


def _years(form: Form) -> tuple[int, int | None]:
    return form.years[0], form.years[-1] if len(form.years) > 1 else None


def _row_term(table: Table, code: str) -> Term:
    return term("indicators" if table.layout == "list" else "rows", code)


def _form(form: Form) -> Iterator[str]:
    first, last = _years(form)
    yield f"### {form.id}"
    yield f"{form.title}. {form.basis}. Reporting years {first} to {last or 'now'}."
    for table in form.tables:
        whole = term("tables", table.id)
        pairs = list(_pairs(table))
        rows = {row.code: (_row_term(table, row.code), row) for row, _ in pairs}
        columns = {column.code: column for _, column in pairs}
        yield f"#### {table.id}: {whole.zh} ({whole.en})"
        yield markdown_table(
            ("row", "中文", "English", "as printed", "unit"),
            (
                (f"`{t.code}`", t.zh, t.en, row.label, row.unit or table.unit or "")
                for t, row in rows.values()
            ),
        )
        yield markdown_table(
            ("column", "中文", "English", "as printed", "unit"),
            (
                (
                    f"`{code}`",
                    term("columns", code).zh,
                    term("columns", code).en,
                    column.label,
                    column.unit or "",
                )
                for code, column in columns.items()
            ),
        )
    if form.identities:
        yield f"#### What must add up in {form.id}"
        yield markdown_table(
            ("check", "中文", "English", "basis", "severity", "source"),
            ((f"`{one.id}`", one.zh, one.en, one.basis, one.severity, one.source) for one in form.identities),
        )
    yield f"#### Where {form.id} comes from"
    yield "\n".join(f"- {source}" for source in form.sources)


def _said(frame: str, column: Column) -> tuple[str, ...]:
    known = described(frame, column.name).zh
    return (
        f"`{column.name}`",
        column.dtype,
        known if known != column.name else "",
        column.unit,
        column.meaning,
    )


def markdown_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown; a bar within a cell does not end it."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in line)} |" for line in lines)
