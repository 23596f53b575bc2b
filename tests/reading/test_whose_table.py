"""Of several tables of a kind the report's own is read, wherever it stands; where nothing tells it, none is guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from gkstats.documents.model import Block, Document, Paragraph, Table
from gkstats.forms import get_form
from gkstats.reading import read_records
from gkstats.records import Fact, Records
from tests.reading import grids

FORM = get_form("national-2021")
SKIP = ("outcome.other",)
AGENCY, YEAR = "青川市水务局", 2023
ROWS = [row for row in dict.fromkeys(r for r, _, _ in FORM.tables[1].cells()) if row not in SKIP]
Figures = Mapping[tuple[str, str], str]


def requests(new: int, over: int = 0, forward: int = 0) -> grids.Figures:
    """Return a requests table of one applicant, which adds up."""
    counts = dict.fromkeys(ROWS, 0) | {
        "received.new": new,
        "received.carried_over": over,
        "outcome.granted": new + over - forward,
        "outcome.total": new + over - forward,
        "carried_forward": forward,
    }
    return {
        (row, column): str(count if column in ("natural_person", "total") else 0)
        for row, count in counts.items()
        for column in grids.COLUMNS
    }


def table(figures: grids.Figures) -> Block:
    return grids.table(grids.applications(FORM, figures, skip=SKIP))


OWN, OTHER = requests(40, 3, 5), requests(21, 9, 2)


def report(*blocks: Block | str, title: str = f"{AGENCY}{YEAR}年政府信息公开工作年度报告") -> Records:
    found = [grids.paragraph(b) if isinstance(b, str) else b for b in (title, *blocks)]
    return read_records(Document("test", "html", tuple(_numbered(found))))


def _numbered(blocks: Sequence[Block]) -> Sequence[Block]:
    """Give every paragraph a place of its own, as readers of formats do."""
    return [
        Paragraph(b.text, (b.lines[0]._replace(anchor=b.lines[0].anchor._replace(path=f"p{n}")),), (0,))
        if isinstance(b, Paragraph)
        else b
        for n, b in enumerate(blocks)
    ]


def read(records: Records) -> dict[tuple[str, str], str]:
    return {(f.row, f.column): f.printed for f in own(records) if f.value is not None}


def own(records: Records) -> list[Fact]:
    return [f for f in records.facts if f.table == "applications" and not f.row.startswith("unmatched")]


def others(records: Records) -> list[Fact]:
    return [f for f in records.facts if f.table == "applications" and f.row.startswith("unmatched")]


HEADINGS = {
    "the year before": f"{YEAR - 1}年收到和处理政府信息公开申请情况",
    "the year in characters": "二〇二二年度申请办理情况",
    "the year before in words": "上年度收到和处理政府信息公开申请情况",
    "another body": f"青川市教育局{YEAR}年收到和处理政府信息公开申请情况",
    "another body, the year first": f"{YEAR}年青川市教育局政府信息公开申请情况统计表",
    "an annex of the year before": f"附件2：{AGENCY}{YEAR - 1}年政府信息公开情况统计表",
    "who filled it in": "填报单位（盖章）：青川市教育局",
    "nothing but a name": "青川市教育局",
    "a sentence": f"为便于对照，{YEAR - 1}年的数据如下。",
}


@pytest.mark.parametrize("heading", HEADINGS.values(), ids=HEADINGS)
@pytest.mark.parametrize("ahead", [True, False])
def test_a_heading_that_speaks_for_another_report(heading: str, ahead: bool) -> None:
    mine: list[Block | str] = [f"{YEAR}年收到和处理政府信息公开申请情况", table(OWN)]
    other: list[Block | str] = [heading, table(OTHER)]
    records = report(*(other + mine if ahead else mine + other))
    assert read(records) == OWN
    assert {f.note for f in own(records)} == {""}
    kept = others(records)
    assert [f.printed for f in kept] == list(OTHER.values())
    assert {(f.trouble, f.evidence) for f in kept} == {("owner_other", "unplaced")}
    assert any("not read as the report's own" in w and heading[-6:-2] in w for w in records.warnings)


@pytest.mark.parametrize("heading", HEADINGS.values(), ids=HEADINGS)
def test_another_reports_table_in_the_place_of_the_own_is_not_read(heading: str) -> None:
    records = report("三、收到和处理政府信息公开申请情况", heading, table(OTHER))
    assert read(records) == {}
    assert len(others(records)) == len(OTHER)
    assert any("prescribes it" in w for w in records.warnings)


INNOCENT = {
    "the year": f"{YEAR}年收到和处理政府信息公开申请情况",
    "both years": f"{YEAR - 1}年和{YEAR}年申请情况对比见正文",
    "a growth": f"收到申请比{YEAR - 1}年增加",
    "a date": f"发布日期：{YEAR + 1}年1月20日",
    "a document": f"国办公开办函〔{YEAR - 2}〕30号规定的申请情况表",
    "the agency in short": "水务局收到和处理政府信息公开申请情况",
    "the agency in long": f"四川省青川市水务局{YEAR}年政府信息公开情况统计表",
    "who filled it in": "填报单位（盖章）：青川市水务局",
    "its office": "青川市水务局办公室",
    "an abbreviation": f"青川水务局{YEAR}年政府信息公开情况统计表",
    "what was carried over": "申请情况（含上年结转）",
    "who prescribed it": "国务院办公厅政府信息公开申请情况表",
}


@pytest.mark.parametrize("heading", INNOCENT.values(), ids=INNOCENT)
def test_a_heading_that_speaks_for_nobody_else(heading: str) -> None:
    records = report("三、收到和处理政府信息公开申请情况", heading, table(OWN))
    assert read(records) == OWN


def test_the_section_of_its_kind_tells_the_own_table() -> None:
    sections = (
        "一、总体情况",
        "本年度工作平稳。",
        "二、主动公开政府信息情况",
        "见下表。",
        "三、收到和处理政府信息公开申请情况",
    )
    for blocks in (
        (table(OTHER), *sections, table(OWN), "四、政府信息公开行政复议、行政诉讼情况"),
        (*sections, table(OWN), "六、其他需要报告的事项", "无。", table(OTHER)),
    ):
        records = report(*blocks)
        assert read(records) == OWN
        assert {f.trouble for f in own(records)} == {""}


PROSE = "全年共收到政府信息公开申请{new}件。"


@pytest.mark.parametrize("ahead", [True, False])
def test_the_prose_tells_the_own_table_and_every_cell_says_that_it_was_inferred(ahead: bool) -> None:
    both = [table(OTHER), table(OWN)] if ahead else [table(OWN), table(OTHER)]
    records = report("一、总体情况", PROSE.format(new=40), "三、收到和处理政府信息公开申请情况", *both)
    assert read(records) == OWN
    assert {(f.trouble, f.evidence) for f in own(records)} == {("owner_unknown", "doubtful")}
    assert all("the prose states its figures" in f.note for f in own(records))


@pytest.mark.parametrize("ahead", [True, False])
def test_the_table_that_continues_the_other_is_the_later_one(ahead: bool) -> None:
    before = requests(21, 9, 3)
    both = [table(before), table(OWN)] if ahead else [table(OWN), table(before)]
    records = report(*both)
    assert read(records) == OWN
    assert {f.trouble for f in own(records)} == {"owner_unknown"}


def test_a_single_request_carried_over_proves_nothing() -> None:
    """Just below the threshold: 1 carried forward and 1 carried over may meet by chance."""
    records = report(table(requests(21, 9, 1)), table(requests(40, 1, 5)))
    assert {f.trouble for f in own(records) if f.value is None} == {"owner_disputed"}


def test_where_nothing_decides_only_what_both_print_is_read() -> None:
    records = report(table(OTHER), table(OWN))
    alike = {cell: text for cell, text in OWN.items() if OTHER[cell] == text}
    assert read(records) == alike
    withheld = [f for f in own(records) if f.value is None]
    assert {(f.row, f.column) for f in withheld} == set(OWN) - set(alike)
    assert {(f.kind, f.trouble) for f in withheld} == {("text", "owner_disputed")}
    assert any("nothing says which is the report's own" in w for w in records.warnings)


def test_a_table_that_is_printed_twice_is_read_once() -> None:
    once, twice = report(table(OWN)), report(table(OWN), "打印版", table(OWN))
    assert twice.facts == once.facts
    assert twice.warnings == once.warnings


def cut(whole: Block, at: int) -> tuple[Block, Block]:
    """Cut a table between two rows, as a page break does."""
    assert isinstance(whole, Table)
    above = [c._replace(row_span=min(c.row_span, at - c.row)) for c in whole.cells if c.row < at]
    below = [
        c._replace(row=max(c.row - at, 0), row_span=c.row_span - max(at - c.row, 0))
        for c in whole.cells
        if c.row + c.row_span > at
    ]
    return (
        Table(tuple(above), at, whole.columns, whole.anchor),
        Table(tuple(below), whole.rows - at, whole.columns, whole.anchor),
    )


def test_parts_of_two_tables_in_turn() -> None:
    """A page break divides both; each part stands under its own heading."""
    heads = {"own": f"{YEAR}年申请情况", "other": f"{YEAR - 1}年申请情况"}
    parts = {"own": cut(table(OWN), 14), "other": cut(table(OTHER), 14)}
    blocks = [block for n in (0, 1) for name in ("other", "own") for block in (heads[name], parts[name][n])]
    records = report(*blocks)
    assert read(records) == OWN


def test_a_title_holds_for_all_tables_behind_it_until_the_next_section() -> None:
    def whole(new: int) -> list[Block]:
        proactive = {k: str(new) for k in grids.figures(FORM, "proactive")}
        reviews = {k: str(new) for k in grids.figures(FORM, "reviews")}
        return [
            grids.table(grids.proactive(FORM, proactive)),
            table(requests(new)),
            grids.table(grids.reviews(FORM, reviews)),
        ]

    annex = [f"附：{AGENCY}{YEAR - 1}年政府信息公开情况统计表", *whole(7)]
    mine = whole(40)
    sections = (
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、行政复议、行政诉讼情况",
    )
    sectioned = [block for pair in zip(sections, mine, strict=True) for block in pair]
    for blocks in (
        ["一、总体情况", "工作平稳。", *sectioned, *annex],
        ["一、总体情况", "工作平稳。", *annex, *sectioned],
    ):
        records = report(*blocks)
        assert {f.value for f in records.facts if not f.row.startswith("unmatched")} == {0, 40}
        assert records.form == "national-2021"


def test_a_row_of_another_list_divides_no_table() -> None:
    """A list of one's own that names 行政许可, too, is no copy of the table of disclosures."""
    figures = grids.figures(FORM, "proactive")
    local = grids.table([[("行政许可", 1, 1), ("办理时限", 1, 1), ("20", 1, 1)]])
    document, _ = grids.whole("national-2021")
    records = report(local, grids.table(grids.proactive(FORM, figures)), *document.blocks[2:])
    found = {(f.row, f.column): f.printed for f in records.facts if f.table == "proactive"}
    assert {cell: found.get(cell) for cell in figures} == figures


@pytest.mark.parametrize(("length", "read_it"), [(60, False), (61, True)])
def test_a_heading_has_sixty_characters_at_most(length: int, read_it: bool) -> None:
    """Longer lines are prose, which speaks of other years for many reasons."""
    heading = f"{YEAR - 1}年情况".ljust(length, "甲")
    assert bool(read(report("三、收到和处理政府信息公开申请情况", heading, table(OWN)))) == read_it


@pytest.mark.parametrize(("between", "read_it"), [(7, False), (8, True)])
def test_a_heading_is_looked_for_eight_paragraphs_up(between: int, read_it: bool) -> None:
    lines = [f"说明文字{n}" for n in range(between)]
    assert bool(read(report(f"{YEAR - 1}年申请情况", *lines, table(OWN)))) == read_it


@pytest.mark.parametrize(("between", "read_it"), [(1, False), (2, True)])
def test_two_sentences_divide_a_heading_from_a_table(between: int, read_it: bool) -> None:
    lines = [f"本局第{n}项工作平稳。" for n in range(between)]
    assert bool(read(report(f"{YEAR - 1}年申请情况", *lines, table(OWN)))) == read_it


def test_one_figure_of_the_prose_is_enough_and_sums_alone_are_not() -> None:
    """The lead of two is that of one figure that agrees; a sum that fails weighs one."""
    broken = {**OTHER, ("outcome.total", "total"): "999"}
    records = report(table(broken), table(OWN))
    assert {f.trouble for f in own(records) if f.value is None} == {"owner_disputed"}
    records = report("一、总体情况", PROSE.format(new=40), table(broken), table(OWN))
    assert read(records) == OWN


@pytest.mark.parametrize(("carried", "decided"), [(1, False), (2, True)])
def test_two_requests_carried_over_are_enough(carried: int, decided: bool) -> None:
    records = report(table(requests(21, 9, carried)), table(requests(40, carried, 5)))
    assert (read(records) == requests(40, carried, 5)) == decided


def test_a_table_on_the_form_before_is_not_that_of_the_year() -> None:
    """Where nothing else tells them apart; every cell says that it was inferred."""
    old = get_form("national-2019")
    rows = {row for row, _, _ in old.tables[1].cells()}
    figures = {cell: text for cell, text in OTHER.items() if cell[0] in rows}
    figures |= {("outcome.other", column): "0" for column in grids.COLUMNS}
    records = report(grids.table(grids.applications(old, figures)), table(OWN))
    assert read(records) == OWN
    assert {f.trouble for f in own(records)} == {"owner_unknown"}


@pytest.mark.parametrize(("kept", "contested"), [(11, False), (12, True)])
def test_half_of_the_rows_make_a_table_that_may_be_the_own(kept: int, contested: bool) -> None:
    """Of the 23 rows of the older form, 12 are a table, and 11 are none: these put only the rows in doubt that they print."""
    part, _ = cut(table(OTHER), 3 + kept)
    records = report(part, table(OWN))
    assert read(records) == OWN
    assert {f.trouble for f in own(records)} == {"owner_unknown", *([] if contested else [""])}


def test_rows_printed_again_with_other_figures_are_not_read_of_a_table_in_parts() -> None:
    """Parts of two tables in turn, of which no heading says whose they are: what both may print is left out."""
    figures = grids.figures(FORM, "proactive")
    doubled = {cell: str(2 * int(text)) for cell, text in figures.items()}
    mine, others = (cut(grids.table(grids.proactive(FORM, some)), 5) for some in (figures, doubled))
    for blocks in ((others[0], mine[0], mine[1], others[1]), (mine[0], others[0], mine[1], others[1])):
        records = report("二、主动公开政府信息情况", *blocks)
        facts = [f for f in records.facts if f.table == "proactive" and not f.row.startswith("unmatched")]
        assert {f.trouble for f in facts} == {"owner_disputed"}
        assert {f.value for f in facts} == {None}
        assert any("printed twice" in w or "different figures" in w for w in records.warnings)


def test_rows_printed_again_with_the_same_figures_put_nothing_in_doubt() -> None:
    records = report(table(OWN), cut(table(OWN), 20)[1])
    assert read(records) == OWN
    assert {f.trouble for f in own(records)} == {""}
