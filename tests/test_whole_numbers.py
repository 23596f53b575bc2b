"""A figure that is no whole number, or that no integer holds, goes unharmed through everything a user can do with it."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gkstats as gk
from gkstats.chinese import chinese_numeral, plain_number
from gkstats.frames import as_declared
from gkstats.reading.cells import parse_cell

SAMPLE = (gk.samples() / "zhongning-2020.html").read_text(encoding="utf-8")
LABEL = "一、本年新收政府信息公开申请数量</td><td>"
CELL = ("applications", "received.new", "natural_person")


class Odd(NamedTuple):
    printed: str
    value: float | None


ODD = [
    Odd("1.5", 1.5),
    Odd("9223372036854775808", 2.0**63),
    Odd("12345678901234567890", 12345678901234567890.0),
    Odd("1" * 309, float("1" * 309)),
    Odd("9" * 309, None),
    Odd("7" * 900, None),
]


def page(printed: str) -> bytes:
    assert f"{LABEL}0" in SAMPLE
    return SAMPLE.replace(f"{LABEL}0", f"{LABEL}{printed}", 1).encode()


@pytest.fixture(params=ODD, ids=lambda odd: f"{odd.printed[:8]}-{len(odd.printed)}")
def odd(request: pytest.FixtureRequest) -> Odd:
    found: Odd = request.param
    return found


def cell(facts: pd.DataFrame) -> pd.Series:
    found = facts[(facts[["table", "row", "column"]] == list(CELL)).all(axis=1)]
    assert len(found)
    return found.iloc[0]


def is_as_printed(value: object, odd: Odd) -> bool:
    return pd.isna(value) if odd.value is None else value == odd.value


def test_one_report(odd: Odd) -> None:
    report = gk.load_report(page(odd.printed))
    found = cell(report.facts)
    assert found["printed"] == odd.printed
    assert is_as_printed(found["value"], odd)
    assert pd.isna(report.applications.loc["received.new", "natural_person"])
    assert report.applications.loc["received.new", "total"] == 0
    checks = report.checks()
    failed = checks[(checks["check"] == "whole-numbers") & ~checks["passed"].fillna(True)]
    assert failed[["table", "row", "column"]].to_numpy().tolist() == [list(CELL)]
    assert failed["severity"].tolist() == ["error"]
    assert "whole-numbers" in str(report)
    assert "whole-numbers" in report._repr_html_()
    assert len(report.indicators())


def test_a_corpus_and_all_that_it_writes(odd: Odd, tmp_path: Path) -> None:
    corpus = gk.load_corpus([page(odd.printed), page("0")], progress=False).editions("all")
    assert len(corpus) == 2
    assert corpus.errors.empty
    assert is_as_printed(cell(corpus.facts)["value"], odd)
    new = corpus.applications[corpus.applications["row"] == "received.new"]["natural_person"]
    assert new.isna().tolist() == [True, False]
    assert len(corpus.checks())
    assert len(corpus.indicators())

    corpus.to_csv(tmp_path / "csv")
    facts = pd.read_csv(tmp_path / "csv" / "facts.csv", dtype={"printed": str})
    assert is_as_printed(cell(facts)["value"], odd)
    corpus.write(tmp_path / "json", "json")
    facts = pd.DataFrame(json.loads((tmp_path / "json" / "facts.json").read_text(encoding="utf-8")))
    assert is_as_printed(cell(facts)["value"], odd)
    wide = pd.read_csv(tmp_path / "csv" / "applications.csv")
    assert wide[wide["row"] == "received.new"]["natural_person"].isna().tolist() == [True, False]
    corpus.to_excel(tmp_path / "all.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "all.xlsx")["applications"]
    head, *rows = sheet.iter_rows(values_only=True)
    row, column = head.index("row"), head.index("natural_person")
    assert [r[column] for r in rows if r[row] == "received.new"] == [None, 0]


def test_a_dataset_and_its_sql(odd: Odd, tmp_path: Path) -> None:
    corpus = gk.load_corpus([page(odd.printed)], to=tmp_path / "set", progress=False)
    assert corpus.errors.empty
    assert is_as_printed(cell(corpus.facts)["value"], odd)
    assert pd.isna(corpus.applications.set_index("row").loc["received.new", "natural_person"])
    found = corpus.query(
        "select f.value, a.natural_person from facts f join applications a using (document, row)"
        " where f.\"table\" = 'applications' and f.row = 'received.new' and f.\"column\" = 'natural_person'"
    )
    assert is_as_printed(found["value"].iloc[0], odd)
    assert pd.isna(found["natural_person"].iloc[0])
    assert (corpus.reports["failed_checks"] > 0).all()


def test_the_largest_count_is_exact_and_passes() -> None:
    report = gk.load_report(page(str(2**63 - 1)))
    assert report.applications.loc["received.new", "natural_person"] == 2**63 - 1
    checks = report.checks()
    assert checks[checks["check"] == "whole-numbers"]["passed"].all()


def test_prose_with_a_figure_beyond_64_bits_is_kept_in_datasets(tmp_path: Path) -> None:
    data = SAMPLE.replace("540条", "99999999999999999999条").encode()
    corpus = gk.load_corpus([data], to=tmp_path / "set", progress=False)
    assert corpus.errors.empty
    assert 1e20 in corpus.quantities["value"].tolist()


@given(st.integers(), st.sampled_from(["", "万", "元", "亿元"]))
def test_whatever_is_printed_is_a_figure_that_every_store_holds(number: int, unit: str) -> None:
    value = parse_cell(f"{number}{unit}", "万元").value
    assert value is not None
    assert math.isfinite(value)
    if isinstance(value, int):
        assert -(2**63) <= value < 2**63


@given(
    st.lists(st.none() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False))
)
def test_counts_are_never_cut_off(values: list[float | None]) -> None:
    for value, held in zip(values, as_declared(values, "Int64"), strict=True):
        assert held is None or held == value


def test_numerals_without_end() -> None:
    assert plain_number("8" * 5000) is None
    assert chinese_numeral("一" * 5000) is None
    assert chinese_numeral("一亿" + "亿" * 50) is None
