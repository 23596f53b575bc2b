"""Tables that a converter tore apart are put together where what is left proves it, and said to be missing elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

import gkstats as gk
from gkstats.forms import get_form
from gkstats.report import Report
from gkstats.synthetic.figures import Subject, draw_tables

FORM = get_form("national-2021")
DRAWN = draw_tables(FORM, Subject(3, 1, 2022))
VALUES = DRAWN["applications"]
COLUMNS = [column.code for column in FORM.table("applications").blocks[0].columns]  # type: ignore[union-attr]
ROWS = [row for row in FORM.table("applications").blocks[0].rows if (row.code, "total") in VALUES]  # type: ignore[union-attr]
TITLE = "# 某某市2022年政府信息公开工作年度报告\n\n一、总体情况\n\n三、收到和处理政府信息公开申请情况\n"
HEADS = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]


def figures(code: str) -> list[str]:
    return [str(VALUES[code, column]) for column in COLUMNS]


def pipes(*cells: str) -> str:
    return f"\n| {' | '.join(cells)} |\n|{'---|' * len(cells)}\n"


def torn(*lost: str, changed: Callable[[str, list[str]], list[str]] | None = None, head: str = "") -> Report:
    """Return the requests table with a table of its own for each row, some without their label."""
    text = TITLE + head
    for row in ROWS:
        cells = figures(row.code)
        cells = changed(row.code, cells) if changed else cells
        text += pipes(*([] if row.code in lost else [row.label]), *cells)
    return gk.load_report(text.encode())


def read(report: Report) -> dict[tuple[str, str], float | None]:
    return {(f.row, f.column): f.value for f in report.records.facts if not f.row.startswith("unmatched")}


def troubles(report: Report, row: str) -> set[str]:
    return {f.trouble for f in report.records.facts if f.row == row}


@pytest.mark.parametrize(
    "lost",
    [
        (),
        ("outcome.partial",),
        ("outcome.denied.third_party", "outcome.denied.internal_affairs"),
        ("outcome.granted", "outcome.not_processed.reissue", "outcome.other.unpaid_fee"),
    ],
)
def test_rows_without_a_label_take_the_places_that_are_left(lost: Sequence[str]) -> None:
    report = torn(*lost, head=pipes("", *HEADS))
    assert read(report) == VALUES
    for row in lost:
        assert troubles(report, row) == {"row_inferred"}
    assert troubles(report, "received.new") == {"converted"}


def test_without_a_header_only_place_decides() -> None:
    report = torn("outcome.partial")
    assert read(report) == VALUES
    assert troubles(report, "received.new") == {"by_place"}
    assert {f.evidence for f in report.records.facts} == {"placed"}


def test_a_row_without_a_label_is_not_placed_where_a_sum_fails() -> None:
    def wrong(code: str, cells: list[str]) -> list[str]:
        return [str(int(cells[0]) + 1), *cells[1:]] if code == "outcome.partial" else cells

    report = torn("outcome.partial", changed=wrong)
    assert "outcome.partial" not in {f.row for f in report.records.facts}
    assert any("without a label was not placed" in warning for warning in report.warnings)


def test_nor_where_more_places_are_left_than_rows() -> None:
    text = TITLE
    for row in ROWS:
        if row.code != "outcome.granted":
            text += pipes(*([] if row.code == "outcome.partial" else [row.label]), *figures(row.code))
    report = gk.load_report(text.encode())
    assert {"outcome.granted", "outcome.partial"}.isdisjoint(f.row for f in report.records.facts)
    assert any("without a label" in warning for warning in report.warnings)


def test_nor_where_its_words_are_those_of_another_row() -> None:
    text = TITLE
    for row in ROWS:
        label = "见附件说明及有关材料" if row.code == "outcome.partial" else row.label
        text += pipes(label, *figures(row.code))
    report = gk.load_report(text.encode())
    assert "outcome.partial" not in {f.row for f in report.records.facts if f.value is not None}


def test_columns_stand_in_the_order_of_their_header() -> None:
    order = [6, 0, 2, 1, 3, 5, 4]
    report = torn(
        changed=lambda _, cells: [cells[n] for n in order], head=pipes("项目", *(HEADS[n] for n in order))
    )
    assert read(report) == VALUES


def test_a_header_in_pieces_that_contradicts_the_order_of_the_form_proves_nothing() -> None:
    report = torn(head=pipes("", "总计", "自然人"))
    assert all(f.value is None or f.trouble for f in report.records.facts)


def test_a_label_that_stands_before_its_row() -> None:
    text = TITLE
    for row in ROWS:
        if row.code == "outcome.partial":
            text += f"\n{row.label[:9]}\n{row.label[9:]}\n"
        text += pipes(*([] if row.code == "outcome.partial" else [row.label]), *figures(row.code))
    assert read(gk.load_report(text.encode())) == VALUES


REVIEWS = "行政复议 行政诉讼\n未经复议直接起诉 复议后起诉\n结果结果其他尚未\n总计结果结果其他尚未总计结果结果其他尚未总计\n维持纠正结果审结维持纠正结果审结维持纠正结果审结\n"


@pytest.mark.parametrize(("total", "found"), [("10", 10), ("11", None)])
def test_a_line_below_a_header_in_pieces_is_read_if_it_adds_up(total: str, found: int | None) -> None:
    line = ["1", "2", "3", "4", total, "0", "1", "0", "0", "1", "5", "0", "0", "0", "5"]
    report = gk.load_report((TITLE + REVIEWS + pipes(*line)).encode())
    facts = {(f.row, f.column): f.value for f in report.records.facts if f.table == "reviews"}
    assert facts.get(("reconsideration", "total")) == found
    swapped = REVIEWS.replace("行政复议 行政诉讼", "行政诉讼 行政复议")
    assert not len(gk.load_report((TITLE + swapped + pipes(*line)).encode()).reviews)


def proactive(first: str, second: str, remarks: Sequence[str]) -> dict[tuple[str, str], float | None]:
    text = TITLE + "第二十条第（一）项\n"
    for remark in remarks:
        text += f"{remark}\n"
    for label, head in (
        ("行政许可", "本年处理决定数量"),
        ("行政处罚", "本年处理决定数量"),
        ("行政事业性收费", "本年收费金额（单位：万元）"),
    ):
        text += f"信息内容{head}\n{label} 5\n"
    text += pipes("信息内容", "本年制发件数", "本年废止件数", "现行有效件数")
    text += pipes("规章", *first.split()) + pipes("行政规范性文件", *second.split())
    facts = gk.load_report(text.encode()).records.facts
    return {(f.row, f.column): f.value for f in facts if f.table == "proactive"}


def test_a_remark_says_which_cell_was_torn_out() -> None:
    found = proactive("7 90", "12 60", ["7", "（其中修订 3 件）", "8", "（含失效 2 件）"])
    documents = [found["normative_documents", column] for column in ("issued", "repealed", "in_force")]
    rules = [found["rules", column] for column in ("issued", "repealed", "in_force")]
    assert documents == [12, None, 60]
    assert rules == [None, None, 90]  # what was revised was issued, or repealed
    assert found["licensing", "decisions"] == 5


def test_a_row_that_is_short_without_a_remark_has_no_figures() -> None:
    found = proactive("7 90", "12 8 60", [])
    assert {found.get(("rules", column)) for column in ("issued", "repealed", "in_force")} == {None}
    assert found["normative_documents", "in_force"] == 60


def test_merged_cells_that_are_written_once_a_column() -> None:
    text = TITLE + (
        "\n| 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n|---|---|---|---|\n| 规章 | 1 | 1 | 1 |\n"
        "| 行政规范性文件 | 2 | 3 | 4 |\n| 信息内容 | 本年处理决定数量 | 本年处理决定数量 | 本年处理决定数量 |\n"
        "| 行政许可 | 7 | 7 | 7 |\n| 信息内容 | 本年处理决定数量 | 本年处理决定数量 | 本年处理决定数量 |\n"
        "| 行政处罚 | 8 | 8 | 8 |\n| 行政强制 | 9 | 9 | 9 |\n| 信息内容 | 本年收费金额（单位：万元） | | |\n| 行政事业性收费 | 1.5 | | |\n"
    )
    facts = {(f.row, f.column): f.value for f in gk.load_report(text.encode()).records.facts}
    assert [facts[row, "decisions"] for row in ("licensing", "penalties", "coercion")] == [7, 8, 9]
    assert [facts["rules", column] for column in ("issued", "repealed", "in_force")] == [1, 1, 1]


def flat(
    total: str, website: str, gazette: str, lawsuits: str = "00", head: str = "2011年度历年累计"
) -> Report:
    """Return a list without anything between its cells."""
    text = (
        "2011年政府信息公开工作年度报告\n\n本报告由临河县人民政府编制，反映2011年的工作。\n\n一、概述\n\n"
        "全年主动公开信息数为62条。\n\n二、主动公开政府信息情况\n\n有序开展。\n\n"
        "三、政府信息依申请公开工作情况\n\n未收到申请。\n\n四、存在的主要问题及改进情况\n\n继续努力。\n\n"
        f"附件：情况统计表指标名称计量单位{head}"
    )
    text += f"主动公开信息数条{total}其中：1.网站公开条{website}2.政府公报公开条{gazette}受理依申请公开信息总数条00"
    text += "其中：1.当面申请数条004.网上申请数条00对申请的答复数条00其中：1.同意公开答复数条002.同意部分公开答复数条00"
    text += f"3.否决公开答复数条00行政复议数条00行政诉讼数条{lawsuits}"
    return gk.load_report(text.encode())


def test_figures_that_have_run_together_are_parted_by_their_sums() -> None:
    report = flat("4251516", "4181509", "77")
    rows = ["disclosed.total", "disclosed.website", "disclosed.gazette", "requests.received"]
    assert report.statistics.loc[rows, "value"].tolist() == [425, 418, 7, 0]
    assert report.statistics.loc[rows, "cumulative"].tolist() == [1516, 1509, 7, 0]
    assert {f.trouble for f in report.records.facts} == {"by_place"}


@pytest.mark.parametrize(
    ("report", "row"),
    [
        (flat("4251516", "4191509", "77"), "disclosed.total"),  # no way of parting adds up
        (flat("2244", "1122", "1122"), "disclosed.total"),  # 22 and 44, or 2244 of 1122 twice, beside blanks
        (flat("4251516", "4181509", "77", lawsuits="14"), "lawsuits"),  # 1 and 4, or 14 beside a blank
    ],
)
def test_figures_that_may_be_parted_in_several_ways_or_none_are_left(report: Report, row: str) -> None:
    facts = [f for f in report.records.facts if f.row == row]
    assert [(f.value, f.trouble) for f in facts] == [(None, "run_together")] * 2


def test_figures_without_the_header_of_their_columns_are_not_parted() -> None:
    report = flat("4251516", "4181509", "77", head="")
    assert not report.records.facts
    assert any("cannot be told from each other" in warning for warning in report.warnings)
