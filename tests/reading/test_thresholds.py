"""Each threshold of the table readers has something just below it and something just above it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from gkstats.documents.model import Anchor, Document, Line, Paragraph
from gkstats.forms import Column, Row, Table, get_form
from gkstats.reading.alignment import align
from gkstats.reading.copies import Copy
from gkstats.reading.labels import column_within, row_similarity
from gkstats.reading.layouts import Reading
from gkstats.reading.places import Place
from gkstats.reading.printed import PrintedCell, PrintedRow, Stream
from gkstats.reading.several import reports_in
from gkstats.reading.tables import read_tables
from tests.reading import grids

FORM = get_form("national-2021")
LIST = get_form("fujian")


def table_of(form: str, table: str) -> Table:
    declared = get_form(form).table(table)
    assert declared is not None
    return declared


def row_of(form: str, table: str, code: str) -> Row:
    return next(row for block in table_of(form, table).blocks for row in block.rows if row.code == code)


def column_of(form: str, table: str, code: str) -> Column:
    return next(c for block in table_of(form, table).blocks for c in block.columns if c.code == code)


def lines(*texts: str) -> Document:
    printed = tuple(Line(text, Anchor(line=n)) for n, text in enumerate(texts))
    return Document("test", "text", tuple(Paragraph(line.text, (line,), (0,)) for line in printed))


@pytest.mark.parametrize(("shared", "read"), [(8, True), (7, False)])
def test_a_label_that_is_renumbered_and_misprinted(shared: int, read: bool) -> None:
    """With eight characters of fourteen it is 0.605 alike, as its number and what stands above it count, with seven less."""
    label = row_of("national-2021", "applications", "received.new").label
    misprint = f"九、{label[2:10]}{'甲' * (14 - shared)}"
    figures = {k: v for k, v in grids.figures(FORM, "applications").items() if k[0] != "outcome.other"}
    rows = grids.applications(
        FORM, figures, skip=("outcome.other",), relabel=lambda text: misprint if text == label else text
    )
    facts = read_tables(grids.document(grids.table(rows)), 2022).facts
    assert any(fact.row == "received.new" and fact.value is not None for fact in facts) == read


def matched(printed: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Align printed items of which each row of likenesses is one."""
    return [(m.first, m.expected) for m in align(len(printed), 2, lambda first, _: printed[first])]


@pytest.mark.parametrize(("single", "pairs"), [(0.635, [(0, 0), (1, 1)]), (0.645, [(0, 1)])])
def test_a_row_that_is_skipped_costs_two_hundredths(single: float, pairs: list[tuple[int, int]]) -> None:
    """Two poor matches or one better one, which leaves a row of the form without a match."""
    assert matched([(0.61, single), (0.0, 0.61)]) == pairs


@pytest.mark.parametrize(("farther", "at"), [(0.705, 1), (0.715, 3)])
def test_a_line_that_is_skipped_costs_half_a_hundredth(farther: float, at: int) -> None:
    assert matched([(0.7, 0.0), (0.0, 0.7), (0.0, 0.0), (0.0, farther)]) == [(0, 0), (at, 1)]


def test_a_header_within_words_must_be_there_by_more_than_eighty_five_hundredths() -> None:
    """One character of eight is wrong (0.849), and one of nine (0.862)."""
    natural = column_of("national-2019", "applications", "natural_person")
    columns = table_of("national-2019", "reviews").blocks[0].columns
    upheld = next(c for c in columns if c.under == "复议后起诉" and c.code == "upheld")
    assert not column_within(natural, "前面的话申请人情况自然甲后面")
    assert column_within(upheld, "前面的话复议后起诉结果维甲后面")


def torn(before: str, after: str = "") -> PrintedRow:
    return PrintedRow((PrintedCell("7", 0, 0, Anchor()),), 0, (), 0, Anchor(), None, before, after)


def test_only_labels_of_five_characters_are_looked_for_within_words() -> None:
    fax = row_of("national-2014", "statistics", "requests.received.fax")
    repeated = row_of("national-2021", "applications", "outcome.not_processed.repeated")
    assert row_similarity(torn("情况如下2.传真申请数"), fax) == 1.0
    assert row_similarity(torn("情况如下2.重复申请"), repeated) < 0.6


def test_words_before_figures_belong_to_them_more_surely_than_words_behind() -> None:
    secret = row_of("national-2021", "applications", "outcome.denied.state_secret")
    before, behind, around = (
        row_similarity(torn(*words), secret)
        for words in (("1.属于国家秘密", ""), ("情况", "1.属于国家秘密"), ("1.属于", "国家秘密"))
    )
    assert before == 1.0
    assert 0.95 < behind < before
    assert 0.95 < around < before


def requests(*before_secret: str) -> Document:
    """Return the table of requests as lines, with others ahead of the row on secrets."""
    figures = grids.figures(FORM, "applications")
    rows = [row for row in FORM.tables[1].blocks[0].rows if row.code != "outcome.other" and not row.heading]
    printed: list[str] = []
    for row in rows:
        if row.code == "outcome.denied.state_secret":
            printed += before_secret
        shown = " ".join(figures[row.code, column] for column in grids.COLUMNS)
        printed.append(f"{row.label} {shown}" if row.label not in before_secret else shown)
    head = " ".join(column.label for column in FORM.tables[1].blocks[0].columns)
    return lines("三、收到和处理政府信息公开申请情况", head, *printed)


def test_a_label_before_its_line_is_its_name_and_less_sure_than_one_in_it() -> None:
    secret = "outcome.denied.state_secret"
    own = grids.figures(FORM, "applications")[secret, "total"]
    for before in (["1.属于国家秘密"], ["其中1.属于国家秘密", "9 9 9 9 9 9 9", "另有"]):
        facts = {(f.row, f.column): f for f in read_tables(requests(*before), 2022).facts}
        found = facts[secret, "total"]
        assert (found.printed, found.trouble) == (own, "")


def a_list(head: Sequence[str], *between: str) -> set[tuple[str, float | None, str]]:
    """Return the first row with figures that is read of a list in lines of text."""
    rows = [row for row in LIST.tables[0].blocks[0].rows if not row.optional]
    printed = [row.label if row.heading else f"{row.label}\t1\t500" for row in rows]
    facts = read_tables(lines("一、统计", *head, *between, *printed), 2016).facts
    first = next(row.code for row in rows if not row.heading)
    return {(fact.column, fact.value, fact.trouble) for fact in facts if fact.row == first}


EXCHANGED = ["统计指标\t历年累计\t本年度"]
"""A header that must be seen: its columns are not in the order of the form."""


def letters(count: int) -> list[str]:
    return [chr(0x4E00 + n) for n in range(count)]


@pytest.mark.parametrize("count", [5, 6])
def test_a_header_of_six_lines_is_read_and_none_of_seven(count: int) -> None:
    found = a_list(EXCHANGED, *(f"小标题{letter}" for letter in letters(count)))
    read = {("cumulative", 1, ""), ("value", 500, "")}
    assert found == (read if count == 5 else {("", None, "column_ambiguous")})


@pytest.mark.parametrize("count", [39, 40])
def test_a_header_forty_lines_above_the_first_row_is_its_own(count: int) -> None:
    found = a_list(EXCHANGED, *(f"甲项目{letter}\t3\t4" for letter in letters(count)))
    read = {("cumulative", 1, ""), ("value", 500, "")}
    assert found == (read if count == 39 else {("value", 1, "by_place"), ("cumulative", 500, "by_place")})


@pytest.mark.parametrize("count", [88, 89])
def test_ninety_lines_above_a_figure_may_hold_its_header(count: int) -> None:
    """A header whose cells are printed one by one, of which the first is the farthest."""
    found = a_list(["本年度", "历年累计"], *(f"空行{letter}" for letter in letters(count)))
    trouble = "" if count == 88 else "by_place"
    assert found == {("value", 1, trouble), ("cumulative", 500, trouble)}


@pytest.mark.parametrize(("count", "read"), [(386, True), (390, False)])
def test_four_hundred_characters_before_a_line_may_name_its_columns(count: int, read: bool) -> None:
    document = lines(
        "二、主动公开政府信息情况",
        "信息内容\t本年制发件数\t本年废止件数\t现行有效件数",
        "空" * count,
        "规章\t1\t2\t3",
        "行政规范性文件\t4\t5\t6",
        *("信息内容\t本年处理决定数量", "行政许可\t7"),
        *("信息内容\t本年处理决定数量", "行政处罚\t8", "行政强制\t9"),
        *("信息内容\t本年收费金额（单位：万元）", "行政事业性收费\t10"),
    )
    facts = {(f.row, f.column): f.value for f in read_tables(document, 2022).facts}
    assert facts.get(("rules", "issued")) == (1 if read else None)


NOTHING = Stream((), {})


@pytest.mark.parametrize(("lead", "form"), [(0.029, "national-2019"), (0.031, "national-2021")])
def test_a_form_of_another_year_must_fit_better_by_three_hundredths(lead: float, form: str) -> None:
    readings = {
        table: Reading(table, score, frozenset(), (), lambda: ((), {}))
        for table, score in (
            (table_of("national-2019", "applications"), 0.9),
            (table_of("national-2021", "applications"), 0.9 + lead),
        )
    }
    assert Place("applications", Copy.whole(NOTHING), readings, 2020).best[0].id == form


@pytest.mark.parametrize(("repeated", "whole"), [(2, False), (3, True)])
def test_a_row_printed_ahead_of_its_table_divides_it_near_the_head_only(repeated: int, whole: bool) -> None:
    """Without its first two of 23 rows the rest is 0.91 of a table; without the first three it is 0.87."""
    form = get_form("national-2019")
    table = form.tables[1]
    figures = grids.figures(form, "applications")
    row = [row for row in table.blocks[0].rows if not row.heading][repeated]
    local = grids.table([[(row.label, 1, 1), *(("9", 1, 1) for _ in grids.COLUMNS)]])
    document = grids.document(local, grids.table(grids.applications(form, figures, skip=())))
    facts = read_tables(document, 2020).facts
    assert any(fact.row == "received.new" for fact in facts) == whole


@pytest.mark.parametrize("misprinted", [1, 2])
def test_half_of_a_table_is_one_and_inexact_labels_count_for_less(misprinted: int) -> None:
    """Twelve rows of 23, of which one or two are 0.6 alike: 0.504 or 0.487 of a table."""
    form = get_form("national-2019")
    figures = grids.figures(form, "applications")
    new, carried = (row.label for row in form.tables[1].blocks[0].rows[:2])
    labels = dict(
        [(new, f"九、{new[2:10]}{'甲' * 6}"), (carried, f"九、{carried[2:10]}{'甲' * 6}")][:misprinted]
    )
    rows = grids.applications(form, figures, skip=(), relabel=lambda text: labels.get(text, text))
    facts = read_tables(grids.document(grids.table(rows[: 3 + 12])), 2020).facts
    assert any(fact.row == "outcome.granted" for fact in facts) == (misprinted == 1)


@pytest.mark.parametrize(
    ("headings", "prose", "count"),
    [(3, 200, 2), (2, 200, 1), (3, 199, 1)],
)
def test_a_whole_report_has_three_headings_and_two_hundred_characters(
    headings: int, prose: int, count: int
) -> None:
    def report(year: int, headings: int, prose: int) -> list[str]:
        title = f"青川市水务局{year}年政府信息公开工作年度报告"
        heads = ["一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况"][:headings]
        return [title, *heads, "信" * (prose - len("".join([title, *heads])))]

    texts = [*report(2021, 3, 400), *report(2022, headings, prose)]
    assert len(reports_in(lines(*texts))) == count
