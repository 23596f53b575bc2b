"""Tables as agencies really print them must come back cell by cell, or say what could not be read."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest

import gkstats as gk
from gkstats.documents.model import Anchor, Document, Line, Paragraph, Run
from gkstats.forms import get_form
from gkstats.reading.tables import Tables, read_tables
from gkstats.synthetic import synthetic_report
from tests.reading import grids

FORM = get_form("national-2021")
VALUES = {
    key: value for key, value in grids.figures(FORM, "applications").items() if key[0] != "outcome.other"
}
ROWS = list(dict.fromkeys(row for row, _ in VALUES))


def read(*rows: list[list[grids.Printed]], year: int = 2022) -> Tables:
    return read_tables(grids.document(*(grids.table(r) for r in rows)), year)


def printed(tables: Tables, table: str = "applications") -> dict[tuple[str, str], str]:
    return {(f.row, f.column): f.printed for f in tables.facts if f.table == table}


def notes(tables: Tables) -> dict[tuple[str, str], str]:
    return {(f.row, f.column): f.note for f in tables.facts if f.note}


@pytest.mark.parametrize("form", ["national-2019", "national-2021"])
def test_every_cell_of_a_clean_form_is_read_without_a_note(form: str) -> None:
    document, values = grids.whole(form)
    tables = read_tables(document, 2020 if form == "national-2019" else 2022)
    assert tables.form == form
    assert tables.warnings == ()
    for name, expected in values.items():
        assert printed(tables, name) == expected
    assert notes(tables) == {}


@pytest.mark.parametrize("wrong_year", [2009, 2020])
def test_the_labels_choose_the_form_and_the_year_only_cross_checks_it(wrong_year: int) -> None:
    document, _ = grids.whole("national-2021")
    tables = read_tables(document, wrong_year)
    assert tables.form == "national-2021"
    assert any("not prescribed" in warning for warning in tables.warnings)


MISPRINTS = {
    "2.其他法律行政法规禁止公开": "2.其他法律行政止公开",
    "（七）总计": "（七） 总 计",
    "（一）予以公开": "(一)予以公开：",
    "4.保护第三方合法权益": "4、保護第三方合法權益",
    "1.本机关不掌握相关政府信息": "1.本机关不掌握\n相关政府信息",
    "2.重复申请": "２．重复申请",
    "5.要求行政机关确认或重新出具已获取信息": "5.要求行政机关确认或重新出具已获取的信息",
    "（二）部分公开（区分处理的，只计这一情形，不计其他情形）": "（二）部分公开",
    "四、结转下年度继续办理": "四、结转下年度继续办里",
}


@pytest.mark.parametrize(("label", "misprint"), MISPRINTS.items())
def test_a_misprinted_label_is_recognised(label: str, misprint: str) -> None:
    rows = grids.applications(FORM, VALUES, relabel=lambda text: misprint if text == label else text)
    assert printed(read(rows)) == VALUES


def test_an_inexact_match_says_so() -> None:
    rows = grids.applications(
        FORM, VALUES, relabel=lambda t: MISPRINTS.get(t, t) if t.startswith("2.其他") else t
    )
    found = notes(read(rows))
    assert {row for row, _ in found} == {"outcome.denied.prohibited_by_law"}
    assert "2.其他法律行政止公开" in next(iter(found.values()))


@pytest.mark.parametrize("code", [row for row in ROWS if row not in ("outcome.total",)])
def test_a_missing_row_shifts_nothing(code: str) -> None:
    rows = grids.applications(FORM, VALUES, skip=("outcome.other", code))
    tables = read(rows)
    assert printed(tables) == {key: value for key, value in VALUES.items() if key[0] != code}
    assert f"table applications: no row {code}" in tables.warnings


def test_an_added_row_is_kept_as_unmatched() -> None:
    rows = grids.applications(FORM, VALUES)
    rows.insert(12, [("9.其他依法不予公开的情形说明", 1, 1), *((str(n), 1, 1) for n in range(7))])
    # The row stands inside the block （三）不予公开, whose cell reaches one row further.
    rows = [[(t, d + (t in ("（三）不予公开", "三、本年度办理结果")), a) for t, d, a in row] for row in rows]
    tables = read(rows)
    found = printed(tables)
    assert {k: v for k, v in found.items() if not k[0].startswith("unmatched")} == VALUES
    extra = [f for f in tables.facts if f.row == "unmatched.1"]
    assert [f.printed for f in extra] == [str(n) for n in range(7)]
    assert "其他依法不予公开" in extra[0].note
    assert any("unmatched row" in warning for warning in tables.warnings)


@pytest.mark.parametrize("format", ["html", "docx", "pdf", "txt"])
def test_a_row_added_behind_the_last_is_kept(format: str) -> None:  # noqa: A002
    spoilt = next(
        r for n in itertools.count() if "extra-row" in (r := synthetic_report(3, n, defects=1)).defects
    )
    facts = gk.load_report(spoilt.typeset(format)).facts
    extra = facts[facts["row"].str.startswith("unmatched")]
    assert extra["column"].tolist() == list(dict.fromkeys(facts.query("table == 'applications'")["column"]))
    assert len(set(extra["printed"])) == 1


def test_a_line_of_figures_further_down_is_no_row_of_the_table() -> None:
    text = synthetic_report(3, 0, forms=("national-2021",)).typeset("txt").decode()
    text += "\n下一段文字说明。\n其他统计\t1\t2\t3\t4\t5\t6\t7\n"
    assert not gk.load_report(text.encode()).facts["row"].str.startswith("unmatched").any()


def test_other_processing_without_its_rows_is_one_row() -> None:
    values = dict(grids.figures(FORM, "applications"))
    subs = [r for r in ROWS if r.startswith("outcome.other.")]
    rows = grids.applications(FORM, values, skip=subs)
    # The row stands under the outcomes themselves, as in the form of 2019.
    found = printed(read(rows))
    assert found == {k: v for k, v in values.items() if k[0] not in subs}


def test_a_table_torn_by_page_breaks_with_repeated_headers() -> None:
    rows = grids.applications(FORM, VALUES)
    header, body = rows[:3], rows[3:]
    pieces = [
        header + body[:6],
        header + _reopened(body[6:15], "（三）不予公开"),
        header + _reopened(body[15:], None),
    ]
    tables = read(*pieces)
    assert printed(tables) == VALUES
    assert not any("unmatched" in w for w in tables.warnings)


def _reopened(body: list[list[grids.Printed]], family: str | None) -> list[list[grids.Printed]]:
    """Print the blank rest of the spanning cells at the top of a page, as a torn table does."""
    first = list(body[0])
    blanks = [("", 1, 1)] * (10 - sum(across for _, _, across in first))
    clipped = [[(t, 1, a) for t, _, a in blanks + first]]
    for row in body[1:]:
        width = sum(across for _, _, across in row)
        clipped.append([*([("", 1, 1)] * (10 - width)), *((t, 1, a) for t, _, a in row)])
    return clipped


@pytest.mark.parametrize("figures_below", [False, True])
def test_a_row_torn_in_two_by_a_page_break(figures_below: bool) -> None:
    rows = grids.applications(FORM, VALUES)
    header, body = rows[:3], rows[3:]
    torn = next(n for n, row in enumerate(body) if row[-8][0].startswith("2.没有现成信息"))
    label = body[torn][-8][0]
    values = body[torn][-7:]
    blank = [("", 1, 1)] * 7
    upper = [(label[:6], 1, 1), *(blank if figures_below else values)]
    lower = [("", 1, 1), ("", 1, 1), (label[6:], 1, 1), *(values if figures_below else blank)]
    tables = read(
        header + body[:torn] + [upper],
        [lower, *_reopened(body[torn + 1 :], None)],
    )
    assert printed(tables) == VALUES
    assert not any("unmatched" in w or "no row" in w for w in tables.warnings)


def test_all_tables_in_one_grid() -> None:
    proactive = grids.figures(FORM, "proactive")
    rows = grids.proactive(FORM, proactive, width=10) + grids.applications(FORM, VALUES)
    tables = read(rows)
    assert printed(tables) == VALUES
    assert printed(tables, "proactive") == proactive


def test_blocks_of_proactive_disclosure_as_tables_of_their_own() -> None:
    values = grids.figures(FORM, "proactive")
    rows = grids.proactive(FORM, values)
    starts = [n for n, row in enumerate(rows) if row[0][0].startswith("第二十条")] + [len(rows)]
    tables = read(*(rows[a:b] for a, b in itertools.pairwise(starts)))
    assert printed(tables, "proactive") == values


def test_a_missing_block_shifts_nothing() -> None:
    form = get_form("national-2019")
    values = grids.figures(form, "proactive")
    rows = grids.proactive(form, values)
    start = next(n for n, row in enumerate(rows) if "（六）" in row[0][0])
    tables = read(rows[:start] + rows[start + 4 :], year=2020)
    assert printed(tables, "proactive") == {
        k: v for k, v in values.items() if k[0] not in ("penalties", "coercion")
    }


def test_a_header_cell_wider_than_its_column() -> None:
    rows = grids.applications(FORM, VALUES)
    rows[0] = [rows[0][0], ("申请人情况", 1, 8)]
    rows[1] = [("自然人", 2, 2), *rows[1][1:]]
    wide = [[*row[:-7], row[-7], ("", 1, 1), *row[-6:]] if n >= 3 else row for n, row in enumerate(rows)]
    assert printed(read(wide)) == VALUES


def test_a_column_wider_than_its_header_cell() -> None:
    rows = grids.applications(FORM, VALUES)
    rows[0] = [("", 3, 3), ("申请人情况", 1, 8)]
    rows[1] = [("自然人", 2, 1), ("", 2, 1), *rows[1][1:]]
    wide = [[*row[:-7], (row[-7][0], 1, 2), *row[-6:]] if n >= 3 else row for n, row in enumerate(rows)]
    assert printed(read(wide)) == VALUES


def test_a_cell_merged_over_columns_is_given_to_none() -> None:
    rows = grids.applications(FORM, VALUES)
    rows[3] = [rows[3][0], ("5", 1, 7)]
    tables = read(rows)
    row = [f for f in tables.facts if f.row == "received.new"]
    assert all(f.value is None for f in row)
    assert any(f.trouble == "merged" and f.printed == "5" for f in row)


def test_two_figures_in_one_column_are_not_chosen_between() -> None:
    rows = grids.applications(FORM, VALUES)
    rows[0] = [rows[0][0], ("申请人情况", 1, 8)]
    rows[1] = [("自然人", 2, 2), *rows[1][1:]]
    wide = [[*row[:-7], row[-7], ("3", 1, 1), *row[-6:]] if n >= 3 else row for n, row in enumerate(rows)]
    first = next(f for f in read(wide).facts if f.column == "natural_person")
    assert first.value is None
    assert first.kind == "text"
    assert first.trouble == "doubled"


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("1,234", 1234, "number"),
        ("１２", 12, "number"),
        ("12 件", 12, "number"),
        ("-", None, "dash"),
        ("/", None, "dash"),
        ("——", None, "dash"),
        ("无", None, "dash"),
        ("", None, "blank"),
        ("\xa0", None, "blank"),
        ("见附表", None, "text"),
    ],
)
def test_what_a_cell_says(text: str, value: int | None, kind: str) -> None:
    rows = grids.applications(FORM, {**VALUES, ("outcome.partial", "business"): text})
    fact = next(f for f in read(rows).facts if (f.row, f.column) == ("outcome.partial", "business"))
    assert (fact.value, fact.kind) == (value, kind)


def test_negative_changes_and_amounts_with_units() -> None:
    form = get_form("national-2019")
    values = {
        **grids.figures(form, "proactive"),
        ("penalties", "change"): "-18",
        ("procurement", "amount"): "1646.5万元",
    }
    tables = read(grids.proactive(form, values), year=2020)
    facts = {(f.row, f.column): f for f in tables.facts}
    assert facts["penalties", "change"].value == -18
    amount = facts["procurement", "amount"]
    assert (amount.value, amount.unit, amount.printed) == (1646.5, "万元", "1646.5万元")


def test_an_amount_in_another_unit_than_declared_is_converted_and_says_so() -> None:
    values = {**grids.figures(FORM, "proactive"), ("fees", "amount"): "251000元"}
    fact = next(f for f in read(grids.proactive(FORM, values)).facts if f.row == "fees")
    assert (fact.value, fact.unit, fact.printed) == (25.1, "万元", "251000元")
    assert "元" in fact.note


def test_the_three_others_are_told_apart() -> None:
    values = {
        **VALUES,
        ("outcome.other.other", "other"): "31",
        ("outcome.other.other", "total"): "32",
        ("outcome.total", "other"): "33",
    }
    reviews = {**grids.figures(FORM, "reviews"), ("reconsideration", "other"): "34"}
    tables = read(grids.applications(FORM, values), grids.reviews(FORM, reviews))
    assert printed(tables) == values
    assert printed(tables, "reviews") == reviews


@pytest.mark.parametrize("splits", [(5,), (10,), (5, 10)])
def test_reviews_in_a_table_for_each_part(splits: tuple[int, ...]) -> None:
    values = grids.figures(FORM, "reviews")
    upper, middle, lower, figures = grids.reviews(FORM, values)
    heads = ["行政复议"] * 5 + ["未经复议直接起诉"] * 5 + ["复议后起诉"] * 5
    leaves = [*((t, 1, 1) for t, _, _ in middle[:5]), *lower]
    edges = [0, *splits, 15]
    tables = []
    for start, end in itertools.pairwise(edges):
        spans = [(head, 1, len(list(group))) for head, group in itertools.groupby(heads[start:end])]
        tables.append([spans, leaves[start:end], figures[start:end]])
    assert upper[0][0] == "行政复议"
    assert printed(read(*tables), "reviews") == values


def test_a_part_of_the_reviews_is_not_taken_for_another() -> None:
    values = grids.figures(FORM, "reviews")
    _, _, lower, figures = grids.reviews(FORM, values)
    tables = read(
        grids.applications(FORM, VALUES),
        [[("行政诉讼", 1, 10)], [("未经复议直接起诉", 1, 5), ("复议后起诉", 1, 5)], lower, figures[5:]],
    )
    assert printed(tables, "reviews") == {k: v for k, v in values.items() if k[0] != "reconsideration"}
    assert "table reviews: no row reconsideration" in tables.warnings


def test_a_part_of_the_reviews_without_its_name_is_not_read() -> None:
    values = grids.figures(FORM, "reviews")
    _, _, lower, figures = grids.reviews(FORM, values)
    tables = read(grids.applications(FORM, VALUES), [lower[:5], figures[:5]])
    assert printed(tables, "reviews") == {}
    assert "table reviews: not found" in tables.warnings


def lines_document(lines: list[str]) -> Document:
    blocks = tuple(
        Paragraph(text, (Line(text, Anchor(line=n), _runs(text)),), (0,))
        for n, text in enumerate(lines, start=1)
    )
    return Document("test", "text", blocks)


def _runs(text: str) -> tuple[Run, ...]:
    """Cut a line at its tabs, each run a column of ten."""
    return tuple(Run(part, 10.0 * n, 10.0 * n + 5) for n, part in enumerate(text.split("\t")) if part)


def test_lines_of_text_with_torn_labels() -> None:
    lines = ["三、收到和处理政府信息公开申请情况", "自然", "人", "总计"]
    for row in FORM.table("applications").blocks[0].rows:  # type: ignore[union-attr]
        if row.code == "outcome.other":
            continue
        values = " ".join(VALUES[row.code, c] for c in grids.COLUMNS)
        label = row.label
        if len(label) > 14:
            lines += [label[:8], label[8:16], values, label[16:]]
        else:
            lines.append(f"{label} {values}")
    assert printed(read_tables(lines_document([line for line in lines if line]), 2022)) == VALUES


def test_lines_with_fewer_figures_than_columns_are_placed_by_their_position_or_not_at_all() -> None:
    rows = [row for row in FORM.table("applications").blocks[0].rows if row.code != "outcome.other"]  # type: ignore[union-attr]
    with_places, without = [], []
    for row in rows:
        values = [VALUES[row.code, c] for c in grids.COLUMNS]
        if row.code == "outcome.granted":
            values[2] = ""
        with_places.append("\t".join([row.label, *values]))
        without.append(" ".join([row.label, *filter(None, values)]))
    blank = {k: v for k, v in VALUES.items() if k != ("outcome.granted", "research")}
    found = printed(read_tables(lines_document(with_places), 2022))
    assert {k: v for k, v in found.items() if v} == blank
    tables = read_tables(lines_document(without), 2022)
    torn = [f for f in tables.facts if f.row == "outcome.granted"]
    assert [(f.column, f.value, f.kind) for f in torn] == [("", None, "text")]
    assert (torn[0].trouble, torn[0].evidence) == ("row_short", "unplaced")


def test_prose_without_tables_has_no_form() -> None:
    tables = read_tables(grids.document(grids.paragraph("全年公开信息12条，规章 3 件。")), 2022)
    assert (tables.form, tables.facts) == (None, ())


LISTS = ["fujian", "national-2014"]
UNITS = {"条": "条", "件": "件"}


def list_rows(
    form_id: str, *, cumulative: bool = True, units: bool = True
) -> tuple[list[list[grids.Printed]], grids.Figures]:
    form = get_form(form_id)
    block = form.tables[0].blocks[0]
    values = grids.figures(form, "statistics")
    columns = ["value", "cumulative"] if cumulative else ["value"]
    heads = ["本年度", "历年累计"] if cumulative else ["统计数"]
    rows: list[list[grids.Printed]] = [
        [(t, 1, 1) for t in ["统计指标", *(["单位"] if units else []), *heads]]
    ]
    kept = {}
    for row in block.rows:
        if row.optional:
            continue
        shown = ["" if row.heading else values[row.code, c] for c in columns]
        if not row.heading:
            kept |= {(row.code, c): values[row.code, c] for c in columns}
        unit = ["——" if row.heading else row.unit or ""] if units else []
        rows.append([(t, 1, 1) for t in [row.label, *unit, *shown]])
    return rows, kept


@pytest.mark.parametrize("form", LISTS)
@pytest.mark.parametrize("cumulative", [True, False])
@pytest.mark.parametrize("units", [True, False])
def test_a_list_of_indicators(form: str, cumulative: bool, units: bool) -> None:
    rows, values = list_rows(form, cumulative=cumulative, units=units)
    tables = read(rows, year=2016)
    assert tables.form == form
    assert printed(tables, "statistics") == values
    assert notes(tables) == {}


@pytest.mark.parametrize("heading", ["", "栏目三"])
@pytest.mark.parametrize("form", LISTS)
def test_figures_of_a_list_under_no_known_header_are_kept_and_said(form: str, heading: str) -> None:
    rows, values = list_rows(form, units=False)
    rows[0][2] = (heading, 1, 1)
    tables = read(rows, year=2016)
    kept = {f.row: f.printed for f in tables.facts if f.column.startswith("unmatched")}
    assert kept == {row: shown for (row, column), shown in values.items() if column == "cumulative"}
    assert tables.warnings == (
        "table statistics: no column cumulative",
        f"table statistics: unmatched column {heading!r}",
    )
    lines = lines_document(["\t".join(text for text, _, _ in row) for row in rows])
    others = [f.trouble for f in read_tables(lines, 2016).facts if f.column != "value"]
    assert set(others) <= {"by_place", "column_unmatched"}
    assert len(others) == len(kept)


@pytest.mark.parametrize("form", LISTS)
def test_a_list_of_one_column_without_a_header_says_which_column_may_be_meant(form: str) -> None:
    rows, values = list_rows(form, cumulative=False)
    tables = read(rows[1:], year=2016)
    assert printed(tables, "statistics") == values
    assert {f.trouble for f in tables.facts} == {"by_place"}
    assert "table statistics: no column cumulative" in tables.warnings


@pytest.mark.parametrize("form", LISTS)
def test_a_list_without_a_header(form: str) -> None:
    rows, values = list_rows(form)
    assert printed(read(rows[1:], year=2016), "statistics") == values


@pytest.mark.parametrize("form", LISTS)
def test_a_list_with_running_numbers(form: str) -> None:
    rows, values = list_rows(form)
    numbered = [[("序号" if n == 0 else str(n), 1, 1), *row] for n, row in enumerate(rows)]
    assert printed(read(numbered, year=2016), "statistics") == values


def test_the_unit_of_a_list_is_the_printed_one() -> None:
    rows, _ = list_rows("fujian")
    rows[-1][1] = ("起", 1, 1)
    rows[-2][1] = ("次", 1, 1)
    facts = {f.row: f for f in read(rows, year=2016).facts}
    assert facts["reconsiderations"].unit == "次"


def test_a_list_as_lines_of_text() -> None:
    rows, values = list_rows("fujian")
    lines = [" ".join(text for text, _, _ in row) for row in rows]
    tables = read_tables(lines_document(lines), 2016)
    assert printed(tables, "statistics") == values


def test_two_forms_in_one_document_are_both_read() -> None:
    rows, values = list_rows("national-2014")
    form = get_form("national-2019")
    requests = grids.figures(form, "applications")
    tables = read(grids.applications(form, requests, skip=()), rows, year=2019)
    assert set(tables.forms) == {"national-2014", "national-2019"}
    assert tables.form == "national-2019"
    assert printed(tables, "statistics") == values
    assert printed(tables) == requests


def test_reviews_in_lines_of_text_are_read_from_as_many_figures_as_columns() -> None:
    """`pdftotext -layout` sets the pieces of a nested header side by side, above one line of figures."""
    text = (
        "某市2023年政府信息公开工作年度报告\n\n四、政府信息公开行政复议、行政诉讼情况\n"
        "          行政复议                                 行政诉讼\n"
        "                                未经复议直接起诉                     复议后起诉\n"
        "结果   结果    其他    尚未\n"
        "                      总计   结果   结果   其他   尚未        结果   结果   其他   尚未\n"
        "维持   纠正    结果    审结                            总计                        总计\n"
        "                           维持   纠正   结果   审结        维持   纠正   结果   审结\n"
        "{}\n\n五、存在的主要问题及改进情况\n无。\n"
    )
    figures = [str(n) for n in (1, 2, 3, 4, 10, 0, 1, 0, 0, 1, 5, 0, 0, 0, 5)]
    report = gk.load_report(text.format("    ".join(figures)).encode())
    assert report.reviews["total"].tolist() == [10, 1, 5]
    assert report.reviews.loc["reconsideration"].tolist() == [1, 2, 3, 4, 10]
    # With a figure less nobody can tell which column is blank.
    fewer = gk.load_report(text.format("    ".join(figures[:-1])).encode())
    assert not len(fewer.reviews)


def test_blank_cells_between_tabs_stay_blank_and_move_nothing() -> None:
    report = synthetic_report(0, 2)
    text = report.typeset("txt").decode()
    whole = gk.load_report(text.encode())
    (line,) = [line for line in text.splitlines() if "\t（一）予以公开\t" in line]
    cells = line.split("\t")
    for blanked in ((2,), (1, 3), (4, 5, 6), (7,), (1, 7)):
        shown = "\t".join("" if n - 1 in blanked else cell for n, cell in enumerate(cells))
        read = gk.load_report(text.replace(line, shown).encode())
        row, before = read.applications.loc["outcome.granted"], whole.applications.loc["outcome.granted"]
        for n, (now, then) in enumerate(zip(row, before, strict=True), start=1):
            assert pd.isna(now) if n in blanked else now == then
        others = read.applications.drop(index="outcome.granted")
        pd.testing.assert_frame_equal(others, whole.applications.drop(index="outcome.granted"))


def test_a_block_all_of_whose_rows_lack_a_cell_is_not_read_by_the_places_left_of_it() -> None:
    """HTML and Word close up over a missing cell: no cell under the last header says that another one may be missing."""
    values = grids.figures(FORM, "proactive")
    whole = read(grids.proactive(FORM, values))
    short = [
        row[:-1] if row[0][0] in ("规章", "行政规范性文件") else row for row in grids.proactive(FORM, values)
    ]
    for rows, trouble in ((grids.proactive(FORM, values), ""), (short, "row_short")):
        found = [f for f in read(rows).facts if f.row in ("rules", "normative_documents")]
        assert {f.trouble for f in found} == {trouble}
        assert all(f.value is None for f in found) == bool(trouble)
    assert printed(whole, "proactive") == values


def test_units_on_lines_of_their_own_stand_between_label_and_figures() -> None:
    """A table copied cell by cell: the figures belong to the label above the unit, not to the one below them."""
    rows, values = list_rows("fujian", units=True)
    lines = [text for row in rows[1:] for text, _, _ in row if text]
    tables = read_tables(lines_document(["指标名称", "计量单位", "本年度", "历年累计", *lines]), 2016)
    found = printed(tables, "statistics")
    assert {cell: text for cell, text in found.items() if text} == values
