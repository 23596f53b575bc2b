"""Pages of PDFs: running text, page numbers, scans, and what one engine leaves out."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from gkstats.documents.model import Paragraph, Table
from gkstats.documents.pdf import pdfium, pdfminer, read_pdf
from gkstats.documents.pdf.page import PageContent
from gkstats.errors import MissingDependency
from gkstats.synthetic import content
from gkstats.synthetic.pdf import write_pdf
from tests.documents.pdfmaker import HEIGHT, WIDTH, Form, Page, Rows, lay_out, pdf, stroked_boxes
from tests.documents.test_pdf_tables import both, tables, texts

LINE = "本年度共受理政府信息公开申请一百二十件其中自然人申请一百件均在法定期限内"
SCAN = f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /Im Do Q"


def prose(*lines: str, y: float = 100) -> Page:
    page = Page()
    for n, line in enumerate(lines):
        page.text(60, y + 16 * n, line)
    return page


def joined(*pages: Page) -> Page:
    whole = Page()
    for page in pages:
        whole.operators += page.operators
        whole.used |= page.used
    return whole


def test_paragraphs_read_on_over_a_page_break() -> None:
    first = joined(prose(*[LINE] * 3), Page().text(290, 815, "1"))
    second = joined(prose("答复。", "二、主动公开情况"), Page().text(290, 815, "2"))
    data = pdf(first, second)
    assert texts(data) == [LINE * 3 + "答复。", "二、主动公开情况"]
    (block, _) = both(data).blocks
    assert isinstance(block, Paragraph)
    assert [line.anchor.page for line in block.lines] == [1, 1, 1, 2]


@pytest.mark.parametrize("number", ["{}", "- {} -", "— {} —", "第 {} 页", "第{}页 共4页", "{}/4"])
def test_page_numbers_and_repeated_headers_are_dropped(number: str) -> None:
    pages = [
        joined(
            Page().text(60, 40, "某某市政府信息公开年报"),
            prose(f"{'一二三四'[n]}、总体情况{'甲乙丙丁'[n]}。"),
            Page().text(280, 815, number.format(n + 1)),
        )
        for n in range(4)
    ]
    assert texts(pdf(*pages)) == [f"{'一二三四'[n]}、总体情况{'甲乙丙丁'[n]}。" for n in range(4)]


def test_what_stands_at_the_edge_once_is_kept() -> None:
    page = joined(prose("某某市年度报告", y=40), prose(LINE), prose("二、办结申请 128 件", y=815))
    assert texts(pdf(page)) == ["某某市年度报告", LINE, "二、办结申请128件"]


def test_a_lone_figure_within_the_page_is_no_page_number() -> None:
    assert texts(pdf(prose(LINE, "一、总体情况。", "128", "二、收费情况。"))) == [
        LINE,
        "一、总体情况。",
        "128",
        "二、收费情况。",
    ]


def test_figures_of_a_table_at_the_edge_are_kept() -> None:
    rows = [[("申请", 1, 1), ("12", 1, 1)], [("答复", 1, 1), ("9", 1, 1)]]
    page, laid = prose(LINE), lay_out(rows, y=HEIGHT - 62)
    stroked_boxes(page, laid)
    laid.write(page)
    page.text(WIDTH / 2, 26, "1")
    assert tables(pdf(page)) == [
        [(0, 0, 1, 1, "申请"), (0, 1, 1, 1, "12"), (1, 0, 1, 1, "答复"), (1, 1, 1, 1, "9")]
    ]


def test_text_of_forms_is_read_in_its_place() -> None:
    form = Form(prose("答复。"), (1, 0, 0, 1, 0, -48))
    assert texts(pdf(joined(prose(*[LINE] * 3), Page().raw("/X0 Do")), forms=[form])) == [LINE * 3 + "答复。"]


@pytest.mark.parametrize("engine", ["auto", "pdfium", "pdfminer"])
def test_scanned_pages_are_named(engine: str) -> None:
    data = pdf(prose(LINE), Page().raw(SCAN), prose(LINE), Page())
    document = read_pdf(data, "x", engine)  # type: ignore[arg-type]
    assert document.warnings == (
        "page 2 is a picture without text and was not read; pip install 'gkstats[ocr]' reads it",
    )
    assert document.pages == 4


@pytest.mark.parametrize("engine", ["auto", "pdfium", "pdfminer"])
def test_scans_are_refused_with_a_remedy(engine: str) -> None:
    numbered = [joined(Page().raw(SCAN), Page().text(290, 815, f"- {n} -")) for n in range(3)]
    with pytest.raises(MissingDependency, match=r"only pictures of pages.*'gkstats\[ocr\]'"):
        read_pdf(pdf(*numbered), "x", engine)  # type: ignore[arg-type]


def test_pictures_in_forms_count() -> None:
    data = pdf(prose(LINE), Page().raw("/X0 Do"), forms=[Form(Page().raw(SCAN))])
    assert both(data).warnings == (
        "page 2 is a picture without text and was not read; pip install 'gkstats[ocr]' reads it",
    )


# What engines leave out.


def without(pages: list[PageContent], count: int, doubtful: int) -> list[PageContent]:
    return [page._replace(chars=page.chars[:-count], doubtful=doubtful) for page in pages]


def test_pieces_that_pdfium_may_have_lost_are_counted() -> None:
    """PDFium measures a face that is not embedded by one of the system, where there is one."""
    data = write_pdf([content.Paragraph(LINE), content.Table([[("件", 1, 1), ("7", 1, 1)]])])
    (page,) = pdfium.read_pages(data, "x")
    (other,) = pdfminer.read_pages(data, "x")
    assert len(page.chars) == len(other.chars) or page.doubtful
    (embedded,) = pdfium.read_pages(pdf(prose(LINE, " ")), "x")
    assert embedded.doubtful == 0


def test_the_other_engine_is_asked_only_in_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    data = pdf(prose(LINE))
    full = pdfium.read_pages(data, "x")
    monkeypatch.setattr(pdfium, "read_pages", lambda *_: without(full, 3, doubtful=0))
    monkeypatch.setattr(pdfminer, "read_pages", lambda *_: pytest.fail("asked without need"))
    assert [b.text for b in read_pdf(data, "x").blocks if isinstance(b, Paragraph)] == [LINE[:-3]]


def test_pages_in_doubt_are_taken_from_the_fuller_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    data = pdf(prose(LINE))
    full = pdfium.read_pages(data, "x")
    monkeypatch.setattr(pdfium, "read_pages", lambda *_: without(full, 3, doubtful=1))
    auto, fixed = read_pdf(data, "x"), read_pdf(data, "x", "pdfium")
    assert [b.text for b in auto.blocks if isinstance(b, Paragraph)] == [LINE]
    assert auto.warnings == ("page 1 is read by pdfminer.six, which finds 3 characters more",)
    assert [b.text for b in fixed.blocks if isinstance(b, Paragraph)] == [LINE[:-3]]
    assert fixed.warnings == ("page 1 lacks 3 characters that pdfminer.six finds; use engine='auto'",)


def test_what_pdfminer_leaves_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    data = pdf(prose(LINE))
    full = pdfium.read_pages(data, "x")
    monkeypatch.setattr(pdfminer, "read_pages", lambda *_: iter(without(full, 2, doubtful=0)))
    document = read_pdf(data, "x", "pdfminer")
    assert document.warnings == ("page 1 lacks 2 characters that PDFium finds; use engine='auto'",)


def test_without_pdfium_pdfminer_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    data = pdf(prose(LINE))
    monkeypatch.setattr(pdfium, "available", lambda: False)
    monkeypatch.setattr(pdfium, "read_pages", lambda *_: pytest.fail("it is not there"))
    assert [b.text for b in read_pdf(data, "x").blocks if isinstance(b, Paragraph)] == [LINE]
    with pytest.raises(MissingDependency, match="PDFium"):
        read_pdf(data, "x", "pdfium")


def test_tables_have_no_text_of_their_surroundings() -> None:
    page, laid = prose(LINE, y=90), lay_out([[("申请", 1, 1), ("12", 1, 1)]], y=100)
    stroked_boxes(page, laid)
    laid.write(page)
    page.text(60, 150, "答复。")
    kinds = [type(b) for b in both(pdf(page)).blocks]
    assert kinds == [Paragraph, Table, Paragraph]


def drawn(rows: Rows, *, y: float, widths: Sequence[float]) -> Page:
    page, laid = Page(), lay_out(rows, y=y, widths=widths)
    stroked_boxes(page, laid)
    laid.write(page)
    return page


def cells(*rows: str) -> Rows:
    return [[(text, 1, 1) for text in row.split("|")] for row in rows]


def test_a_header_at_the_foot_of_a_page_goes_with_its_table() -> None:
    head = drawn(cells("统计指标|单位|统计数", "一、主动公开情况|——|——"), y=740, widths=(240, 60, 100))
    rest = drawn(cells("制发文件总数|件|25", "公开总数|条|101"), y=60, widths=(240, 60, 100))
    (table,) = both(pdf(joined(prose(LINE), head), rest)).blocks[1:]
    assert isinstance(table, Table)
    assert [cell.text for cell in table.cells if cell.row == 3] == ["公开总数", "条", "101"]
    assert [cell.anchor.page for cell in table.cells] == [1] * 6 + [2] * 6


def test_a_nested_header_that_a_page_break_parts_is_put_together() -> None:
    upper: Rows = [[("行政复议", 1, 2), ("行政诉讼", 1, 2)]]
    head = drawn(upper, y=760, widths=(60, 60, 60, 60))
    rest = drawn(cells("维持|纠正|维持|总计", "1|2|3|4"), y=60, widths=(60, 60, 60, 60))
    (table,) = both(pdf(joined(prose(LINE), head), rest)).blocks[1:]
    assert isinstance(table, Table)
    assert [(cell.text, cell.column, cell.column_span) for cell in table.cells][:4] == [
        ("行政复议", 0, 2),
        ("行政诉讼", 2, 2),
        ("维持", 0, 1),
        ("纠正", 1, 1),
    ]


@pytest.mark.parametrize("widths", [(240, 60, 100), (200, 60, 100)])
def test_tables_with_figures_or_other_widths_stay_apart(widths: tuple[float, ...]) -> None:
    rows = cells("统计指标|单位|统计数", "公开总数|条|——" if widths[0] == 200 else "公开总数|条|9")
    rest = drawn(cells("制发文件总数|件|25", "公开总数|条|101"), y=60, widths=(240, 60, 100))
    assert len(both(pdf(joined(prose(LINE), drawn(rows, y=740, widths=widths)), rest)).blocks) == 3
