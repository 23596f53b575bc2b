"""Whatever the form and the format, the order of columns and rows changes no figure: their words say whose they are."""

from __future__ import annotations

import itertools
import random
import zlib
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gkstats.documents import Source, read_source
from gkstats.forms import Block, Table, all_forms, get_form
from gkstats.reading.tables import read_tables
from gkstats.synthetic.content import Paragraph, Rows
from gkstats.synthetic.content import Table as Laid
from gkstats.synthetic.docx import write_docx
from gkstats.synthetic.html import write_html
from gkstats.synthetic.pdf import write_pdf
from gkstats.synthetic.text import write_text
from tests.reading import grids

YEARS = {"national-2019": 2020, "national-2021": 2022, "fujian": 2014, "national-2014": 2016}
FORMATS = ("html", "docx", "pdf", "txt")
TABLES = [(form.id, table.id) for form in all_forms() for table in form.tables]


def printed(block: Block, values: grids.Figures, chance: random.Random, width: int) -> Rows:
    """Print a block of a table with its columns and rows in any order, each under its own words."""
    unders = [*dict.fromkeys(column.under for column in block.columns)]
    columns = [
        column
        for under in chance.sample(unders, len(unders))
        for column in chance.sample(block.columns, len(block.columns))
        if column.under == under
    ]
    last = [1] * (len(columns) - 1) + [width - len(columns)]
    heads = [list(zip((c.label for c in columns), [1] * len(columns), last, strict=True))]
    if not block.rows:
        groups = itertools.groupby(columns, key=lambda column: column.under)
        heads.insert(0, [(under or "", 1, len(list(some))) for under, some in groups])
        heads[-1][-1] = (columns[-1].label, 1, 1)
        return [*heads, [(values[c.row or "", c.code], 1, 1) for c in columns]]
    rows = [
        row
        for row in chance.sample(block.rows, len(block.rows))
        if row.heading or (row.code, columns[0].code) in values
    ]
    body = [
        [
            (row.label, 1, 1),
            *(
                ("" if row.heading else values[row.code, c.code], 1, span)
                for c, span in zip(columns, last, strict=True)
            ),
        ]
        for row in rows
    ]
    return [[("项目", 1, 1), *head] for head in heads] + body


def laid_out(table: Table, values: grids.Figures, chance: random.Random) -> Laid:
    """Print a table: its blocks below each other, in any order."""
    width = 1 + max(len(block.columns) for block in table.blocks)
    blocks = chance.sample(table.blocks, len(table.blocks))
    rows = [row for block in blocks for row in printed(block, values, chance, width)]
    return Laid(rows, (26.0, *[8.0] * (width - 1)) if table.layout != "line" else None)


def typeset(laid: Laid, format_: str) -> Source:
    blocks = [Paragraph("某某市政府信息公开工作年度报告", "title"), laid]
    if format_ == "html":
        data = write_html(blocks, random.Random(0), title="")
    elif format_ == "docx":
        data = write_docx(blocks)
    elif format_ == "pdf":
        data = write_pdf(blocks, size=9)
    else:
        data = write_text(blocks)
    return Source(f"x.{format_}", data)


def check(which: tuple[str, str], format_: str, seed: int) -> None:
    form = get_form(which[0])
    table = form.table(which[1])
    assert table is not None
    # Of a row and its parts, one is printed.
    values = {
        key: value
        for key, value in grids.figures(form, table.id).items()
        if (form.id, key[0]) != ("national-2021", "outcome.other")
    }
    laid = laid_out(table, values, random.Random(seed))
    tables = read_tables(read_source(typeset(laid, format_)), YEARS[form.id])
    # What bears the same name as another row, with nothing around to tell them apart, is nobody's.
    names = Counter(row.label for block in table.blocks for row in block.rows if row.code)
    shared = {row.code for block in table.blocks for row in block.rows if names[row.label] > 1}
    found = {(f.row, f.column): f.printed for f in tables.facts if f.value is not None}
    read = {key: shown for key, shown in found.items() if not key[0].startswith("unmatched")}
    assert read == {key: shown for key, shown in values.items() if key[0] not in shared}


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("which", TABLES, ids="-".join)
def test_no_order_of_columns_and_rows_changes_a_figure(which: tuple[str, str], format_: str) -> None:
    """One order of each table in each format, and many of them with the large tests."""
    check(which, format_, zlib.crc32(f"{which}{format_}".encode()))


@pytest.mark.large
@pytest.mark.parametrize("format_", FORMATS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(TABLES), st.integers(0, 2**32))
def test_none_of_many_orders_changes_a_figure(format_: str, which: tuple[str, str], seed: int) -> None:
    check(which, format_, seed)


def test_rows_of_text_are_not_read_by_the_header_of_others() -> None:
    lines = [
        "某某市政府信息公开工作年度报告",
        "项目\t本年增/减\t处理决定数量\t上一年项目数量",
        "行政许可\t149\t156\t142",
        "其他对外管理服务事项\t170\t177\t163",
        "项目\t本年新公开数量\t本年新制作数量\t对外公开总数量",
        "规范性文件\t128\t121\t135",
        "规章\t107\t100\t114",
        "项目\t采购总金额\t采购项目数量\t",
        "政府集中采购\t247\t240\t",
        "项目\t上一年项目数量\t本年增/减\t",
        "行政事业性收费\t226\t233\t",
        "项目\t上一年项目数量\t处理决定数量\t本年增/减",
        "行政强制\t205\t219\t212",
        "行政处罚\t184\t198\t191",
    ]
    tables = read_tables(read_source(Source("x.txt", "\n".join(lines).encode())), 2020)
    facts = {(f.row, f.column): f.value for f in tables.facts}
    assert facts["licensing", "change"] == 149
    # Its own header has a cell less than the row: nobody knows which.
    assert {key: value for key, value in facts.items() if key[0] == "fees"} == {("fees", ""): None}


@pytest.mark.parametrize("heading", ["", "其中全年统计数如下", "统计数"])
def test_a_single_column_is_named_by_a_cell_not_by_a_word_in_a_sentence(heading: str) -> None:
    (block,) = get_form("national-2014").tables[0].blocks
    rows = [row for row in block.rows if not (row.heading or row.optional)]
    lines = ["某某市政府信息公开工作年度报告", f"指标\t{heading}" if heading == "统计数" else heading]
    lines += [f"{row.label}\t{number}" for number, row in enumerate(rows, start=10)]
    tables = read_tables(read_source(Source("x.txt", "\n".join(lines).encode())), 2016)
    assert {f.trouble for f in tables.facts} == ({""} if heading == "统计数" else {"by_place"})


@pytest.mark.parametrize("last", ["历年累计", "栏目三", ""])
def test_a_header_that_is_a_cell_short_is_not_laid_over_the_figures_from_the_right(last: str) -> None:
    (block,) = get_form("national-2014").tables[0].blocks
    rows = [row for row in block.rows if not (row.heading or row.optional)]
    lines = ["某某市政府信息公开工作年度报告", f"指标名称\t计量单位\t统计数\t{last}"]
    lines += [f"{row.label}\t{row.unit or '条'}\t{n}\t{n + 500}" for n, row in enumerate(rows, start=10)]
    tables = read_tables(read_source(Source("x.txt", "\n".join(lines).encode())), 2016)
    found = {f.column: f.value for f in tables.facts if f.row == rows[0].code and f.value is not None}
    known = {"value": 10} | ({"cumulative": 510} if last == "历年累计" else {})
    assert {k: v for k, v in found.items() if not k.startswith("unmatched")} == (known if last else {})
