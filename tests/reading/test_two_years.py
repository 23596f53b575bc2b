"""A table that prints two years side by side is read by the columns of the reporting year."""

from __future__ import annotations

import pytest

from gkstats.documents.model import Anchor, Document, Line, Paragraph
from gkstats.forms import get_form
from gkstats.reading.tables import Tables, read_tables
from tests.reading import grids

FORM = get_form("national-2014")
LABELS = {row.code: row.label for block in FORM.tables[0].blocks for row in block.rows if not row.heading}
OWN = {code: str(100 + n) for n, code in enumerate(LABELS)}
LAST = {code: str(500 + n) for n, code in enumerate(LABELS)}
YEAR = 2016


def read(heads: tuple[str, ...], *columns: dict[str, str], lines: bool = False) -> Tables:
    printed = [("指标", *heads), *((label, *(c[code] for c in columns)) for code, label in LABELS.items())]
    if not lines:
        rows = [[(text, 1, 1) for text in row] for row in printed]
        return read_tables(grids.document(grids.table(rows)), YEAR)
    made = [Line("  ".join(row), Anchor(line=n)) for n, row in enumerate(printed, start=1)]
    return read_tables(
        Document("test", "text", (Paragraph("\n".join(m.text for m in made), tuple(made), (0,)),)), YEAR
    )


def values(tables: Tables) -> dict[str, str]:
    return {f.row: f.printed for f in tables.facts if f.column == "value" and f.value is not None}


PAIRS = {
    "years": ("2016年", "2015年"),
    "figures": ("2016", "2015"),
    "in characters": ("二〇一六年度", "二〇一五年度"),
    "with a unit": ("2016年数量", "2015年数量（件）"),
    "words": ("本年度", "上年度"),
    "other words": ("今年", "去年"),
}


@pytest.mark.parametrize("heads", PAIRS.values(), ids=PAIRS)
@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("lines", [True, False], ids=["lines", "grid"])
def test_the_column_of_the_year_is_read(heads: tuple[str, str], first: bool, lines: bool) -> None:
    tables = read(heads if first else heads[::-1], *((OWN, LAST) if first else (LAST, OWN)), lines=lines)
    found = values(tables)
    assert {code: found.get(code) for code in OWN} == OWN
    assert any("compare" in w and "not read as the report's" in w for w in tables.warnings)


def test_neither_column_is_the_reports() -> None:
    assert values(read(("2015年", "2014年"), OWN, LAST)) == {}


def test_a_single_year_compares_nothing() -> None:
    tables = read(("2016年",), OWN)
    assert not any("compare" in w for w in tables.warnings)


def test_a_line_with_fewer_figures_than_years_is_not_read() -> None:
    short = {**LAST, "disclosed.total": ""}
    tables = read(("2016年", "2015年"), OWN, short, lines=True)
    assert "disclosed.total" not in values(tables)
    assert OWN.items() >= values(tables).items()
