"""A report without the tables that its year prescribes never passes, wherever its checks are shown."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

import gkstats as gk
from gkstats.checks import run_checks
from gkstats.cli import main
from gkstats.forms import get_form
from gkstats.frames import Identified
from tests.checks.reports import Value, report, table

KINDS = ("proactive", "applications", "reviews")
Cells = Mapping[tuple[str, str, str], Value]


def tables(form: str, kinds: tuple[str, ...] = KINDS) -> dict[tuple[str, str, str], Value]:
    return {cell: value for kind in kinds for cell, value in table(form, kind).items()}


def failed(one: Identified) -> list[str]:
    checks = run_checks(one.records)
    found = checks[checks["check"] == "tables-found"]
    return found[~found["passed"].fillna(True)]["table"].tolist()


@pytest.mark.parametrize(
    ("form", "year"), [("national-2019", 2019), ("national-2021", 2021), ("national-2021", 2030)]
)
def test_whole_tables_pass_and_each_that_is_missing_fails(form: str, year: int) -> None:
    assert failed(report(tables(form), form=form, year=year)) == []
    for kind in KINDS:
        rest = tuple(other for other in KINDS if other != kind)
        assert failed(report(tables(form, rest), form=form, year=year)) == [kind]
    assert failed(report(form=None, year=year)) == list(KINDS)


@pytest.mark.parametrize(("year", "expected"), [(2013, []), (2014, ["statistics"]), (2018, ["statistics"])])
def test_a_narrative_is_enough_until_a_form_is_prescribed_nationwide(year: int, expected: list[str]) -> None:
    assert failed(report(form=None, year=year)) == expected


def test_a_list_of_a_province_stands_for_the_national_one() -> None:
    cells = table("fujian", "statistics")
    assert failed(report(cells, form="fujian", year=2015)) == []
    assert failed(report(cells, form="fujian", year=2009)) == []
    del cells["statistics", "disclosed.total", "value"]
    assert failed(report(cells, form="fujian", year=2009)) == ["statistics"]
    assert failed(report(cells, form="fujian", year=2019)) == ["proactive", "applications", "reviews"]


def test_a_table_of_blanks_is_empty_and_one_figure_or_dash_is_enough() -> None:
    cells = {**tables("national-2021"), **table("national-2021", "reviews", fill=None)}
    assert failed(report(cells)) == ["reviews"]
    for filled in (0, "-"):
        one = {**cells, ("reviews", "reconsideration", "total"): filled}
        assert failed(report(one)) == []


def test_one_row_may_stand_for_its_parts_where_the_form_says_so() -> None:
    parts = ("outcome.other.uncorrected", "outcome.other.unpaid_fee", "outcome.other.other")
    cells = {cell: value for cell, value in tables("national-2021").items() if cell[1] not in parts}
    assert failed(report(cells)) == ["applications"]
    columns = {column for _, column, _ in get_form("national-2021").tables[1].cells()}
    whole = {("applications", "outcome.other", column): 0 for column in columns}
    assert failed(report({**cells, **whole})) == []


def test_neither_year_nor_tables() -> None:
    checks = run_checks(report(form=None, year=None).records)
    found = checks[checks["check"] == "tables-found"]
    assert found["passed"].tolist() == [False]


NARRATIVE = """某某县水务局2023年政府信息公开工作年度报告
一、总体情况
本年度我局主动公开政府信息12条。
二、主动公开政府信息情况
见附表。
三、收到和处理政府信息公开申请情况
本年度未收到申请。
四、政府信息公开行政复议、行政诉讼情况
无。
五、存在的主要问题及改进情况
存在的主要问题：公开不够及时，将每季度检查一次更新情况。
六、其他需要报告的事项
本年度未收取信息处理费。
"""


def test_a_report_without_tables_is_loud_everywhere(tmp_path: Path) -> None:
    path = tmp_path / "water.txt"
    path.write_text(NARRATIVE, encoding="utf-8")
    report = gk.load_report(path)
    assert [w for w in report.warnings if "not found, although national-2021" in w]
    assert "checks passed" not in str(report)
    assert "tables-found" in str(report)
    assert "tables-found" in report._repr_html_()
    corpus = gk.load_corpus(path, progress=False)
    assert corpus.reports["failed_checks"].tolist() == [3]
    result = CliRunner().invoke(main, ["check", str(path)])
    assert result.exit_code == 1
    assert result.output.count("tables-found") == 3
