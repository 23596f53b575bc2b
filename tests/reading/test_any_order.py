"""Columns and rows are read as they are labelled, in whatever order they are printed; what nothing tells apart is not."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkstats.forms import Table, get_form
from gkstats.reading.naming import Leaf, name_columns
from gkstats.reading.tables import read_tables
from tests.reading import grids

TABLES = [
    (form, table) for form in ("national-2019", "national-2021") for table in ("applications", "reviews")
] + [("fujian", "statistics"), ("national-2014", "statistics")]
YEARS = {"national-2019": 2020, "national-2021": 2022, "fujian": 2014, "national-2014": 2016}


def shuffled(table: Table, values: grids.Figures, chance: random.Random) -> list[list[grids.Printed]]:
    """Print a table with its columns and rows in any order, each under its own labels."""
    (block,) = table.blocks
    columns = chance.sample(block.columns, len(block.columns))
    heads = [[(c.under or c.label, 1, 1) for c in columns], [(c.label, 1, 1) for c in columns]]
    if table.layout == "line":
        return [*heads, [(values[c.row or "", c.code], 1, 1) for c in columns]]
    rows = chance.sample(block.rows, len(block.rows))
    body = [
        [
            (row.under or row.label, 1, 1),
            (row.label, 1, 1),
            *(("" if row.heading else values[row.code, c.code], 1, 1) for c in columns),
        ]
        for row in rows
        if (row.code, columns[0].code) in values or row.heading
    ]
    return [[("项目", 1, 2), *head] for head in heads] + body


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(TABLES), st.integers(0, 2**32))
def test_a_table_in_any_order_gives_equal_facts(which: tuple[str, str], seed: int) -> None:
    form = get_form(which[0])
    table = form.table(which[1])
    assert table is not None
    values = grids.figures(form, table.id)
    if which == ("national-2021", "applications"):
        values = {key: value for key, value in values.items() if key[0] != "outcome.other"}
    rows = shuffled(table, values, random.Random(seed))
    found = read_tables(grids.document(grids.table(rows)), YEARS[form.id])
    printed = {(f.row, f.column): f.printed for f in found.facts if f.table == table.id}
    assert printed == values


COLUMNS = get_form("national-2019").tables[1].blocks[0].columns
RESEARCH = next(n for n, column in enumerate(COLUMNS) if column.code == "research")


@pytest.mark.parametrize(("header", "is_one"), [("科研机甲乙丙", True), ("科研机甲乙丙丁", False)])
def test_a_header_must_be_like_a_column_by_six_tenths(header: str, is_one: bool) -> None:
    (name,) = name_columns((Leaf(header),), COLUMNS)
    assert name.column == (RESEARCH if is_one else None)


@pytest.mark.parametrize("rival", ["科研机甲乙丙", "科研机构甲"])
def test_a_header_must_be_clearly_liker_than_its_rival(rival: str) -> None:
    names = name_columns((Leaf("科研机构乙"), Leaf(rival)), COLUMNS)
    clear = rival == "科研机甲乙丙"
    assert [name.column for name in names] == [RESEARCH if clear else None, None]


def test_an_exact_header_leaves_nothing_to_a_like_one() -> None:
    names = name_columns((Leaf("科研机构甲"), Leaf("科研机构")), COLUMNS)
    assert [name.column for name in names] == [None, RESEARCH]
