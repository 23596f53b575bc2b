"""Marks behind figures and pictures among digits, in web pages and PDFs: neither becomes a digit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkstats.documents.marks import raised, without_marks
from gkstats.documents.model import Document, Table
from gkstats.documents.pdf import pdfium, read_pdf
from gkstats.reading.cells import parse_cell
from tests.documents.builders import page, paragraphs, read, tables
from tests.documents.pdfmaker import HEIGHT, Page, lay_out, pdf

ENGINES = ("pdfium", "pdfminer")
FIGURES = st.integers(0, 10**6).map(str) | st.integers(1000, 10**6).map("{:,}".format)
MARKS = st.sampled_from(
    [
        "①",
        "⑳",
        "¹",
        "²",
        "⁵",
        "¹²",
        "*",
        "**",
        "＊",
        "†",
        "[1]",
        "〔2〕",
        "【注3】",
        "（注1）",
        "注",
        "注2",
        "①②",
        "❶",
        "⑴",
    ]
)


@given(FIGURES, MARKS, st.sampled_from(["", " "]), st.sampled_from(["", "件"]))
def test_a_mark_behind_a_figure_is_cut_off_and_said(figure: str, mark: str, gap: str, unit: str) -> None:
    plain, read = parse_cell(figure, "件"), parse_cell(f"{figure}{unit}{gap}{mark}", "件")
    assert read.value == plain.value
    assert (read.kind, read.trouble) == ("number", "mark_cut")
    assert without_marks(figure) == (figure, False)


@pytest.mark.parametrize("text", ["①", "¹", "1①2", "①12", "12①3", "½", "[1]", "（1）", "1(2)3", "注1"])
def test_what_only_looks_like_digits_is_no_figure(text: str) -> None:
    assert parse_cell(text, "件").value is None
    assert parse_cell(text, "件").kind == "text"


@pytest.mark.parametrize(
    ("text", "declared", "value"),
    [
        ("132万元", "件", None),
        ("12件", "万元", None),
        ("132万元", "万元", 132),
        ("12条", "件", 12),
        ("132万元", None, 132),
    ],
)
def test_money_is_no_count_and_a_count_no_money(text: str, declared: str | None, value: int | None) -> None:
    read = parse_cell(text, declared)
    assert read.value == value
    assert (read.trouble == "other_unit") is (value is None)


@pytest.mark.parametrize("text", ["\ufffc", "1\ufffc", "1\ufffc3"])
def test_a_picture_is_no_digit(text: str) -> None:
    assert parse_cell(text, "件")[0::2] == (None, "text", "pictured")


def cells(markup: str) -> list[str]:
    (table,) = tables(read(page(f"<table><tr><td>予以公开</td><td>{markup}</td><td>5</td></tr></table>")))
    return [cell.text for cell in table.cells]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("12<sup>1</sup>", "12¹"),
        ("12<sup>[1]</sup>", "12¹"),
        ("<p><b>12</b><sup><a href=#n>2</a></sup></p>", "12²"),
        ("12<sup>①</sup>件", "12①件"),
        ("共<sup>1</sup>12", "共12"),
        ("12<sup>th</sup>", "12th"),
        ("12<img src=a.png>", "12\ufffc"),
        ("1<img src=a.png>2", "1\ufffc2"),
        ("<p><img src=a.png></p>", "\ufffc"),
        ("12<img src=a.png width=1>", "12"),
        ("<img src=a.png>共12", "共12"),
        ("<img src=a.png style='display:none'>12", "12"),
    ],
)
def test_marks_and_pictures_in_a_cell_of_a_page(markup: str, text: str) -> None:
    assert cells(markup) == ["予以公开", text, "5"]


def test_a_mark_in_running_text_is_left_out() -> None:
    assert "共收到申请12件。" in paragraphs(read(page("<p>共收到申请12<sup>1</sup>件。</p><p>一、甲</p>")))


def typeset(size: float, lift: float, *, cell: bool = True, picture: float = 0.0) -> tuple[Page, Table]:
    sheet = Page()
    laid = lay_out([[("行政规范性文件", 1, 1), ("件数", 1, 1)], [("规章", 1, 1), ("", 1, 1)]], column=150)
    for x0, y0, x1, y1 in laid.edges():
        sheet.line(x0, y0, x1, y1)
    laid.write(sheet)
    x0, _, _, y1 = laid.boxes()[-1]
    x, y = (x0 + 20, y1 - 8) if cell else (60, 500)
    sheet.text(x, y, "12").text(x + 10, y - lift, "1", size)
    if not cell:
        sheet.text(x + 10 + size / 2, y, "件。")
    if picture:
        sheet.raw(f"q {picture} 0 0 {picture} {x + 20} {HEIGHT - y} cm /Im Do Q")
    return sheet, laid.grid


def last_cell(document: Document) -> str:
    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    return table.cells[-1].text


@pytest.mark.skipif(not pdfium.available(), reason="PDFium has no binary here")
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("size", "lift", "text"),
    [(6, 5, "12¹"), (7.9, 4, "12¹"), (8.2, 4, "121"), (6, 1.2, "12¹"), (6, 0.9, "121"), (10, 0, "121")],
)
def test_a_digit_of_a_pdf_is_a_mark_where_it_is_small_and_raised(
    size: float, lift: float, text: str, engine: str
) -> None:
    sheet, _ = typeset(size, lift)
    assert last_cell(read_pdf(pdf(sheet), "x", engine)) == text  # type: ignore[arg-type]


@pytest.mark.skipif(not pdfium.available(), reason="PDFium has no binary here")
@pytest.mark.parametrize("engine", ENGINES)
def test_a_raised_digit_in_the_prose_of_a_pdf_is_left_out(engine: str) -> None:
    sheet, _ = typeset(6, 5, cell=False)
    assert "12件。" in str(read_pdf(pdf(sheet), "x", engine).blocks)  # type: ignore[arg-type]


@pytest.mark.skipif(not pdfium.available(), reason="PDFium has no binary here")
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("size", "text"), [(3.9, "121"), (4.1, "121\ufffc")])
def test_a_picture_as_large_as_a_digit_takes_part_in_the_cell_of_a_pdf(
    size: float, text: str, engine: str
) -> None:
    sheet, _ = typeset(10, 0, picture=size)
    assert last_cell(read_pdf(pdf(sheet), "x", engine)) == text  # type: ignore[arg-type]


def test_raised_digits_are_those_of_unicode() -> None:
    assert raised("0123456789") == "⁰¹²³⁴⁵⁶⁷⁸⁹"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 234", 1234),
        ("12 345 678件", 12345678),
        ("1\u2009234", 1234),
        ("1\u202f234", 1234),
        ("- 70", -70),
        ("- 1 234", -1234),
        ("1  234", None),
        ("1 23", None),
        ("0 234", None),
        ("1234 567", None),
        ("5 12", None),
    ],
)
def test_blanks_part_the_groups_of_one_figure_or_two_figures(text: str, value: int | None) -> None:
    read = parse_cell(text, "件")
    assert read.value == value
    assert (read.trouble == "wrapped") is (value is not None)
