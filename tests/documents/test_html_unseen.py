"""What nobody sees of a web page: each way of hiding a figure, and just short of it."""

from __future__ import annotations

import pytest

from gkstats.documents.model import Document
from gkstats.errors import UnreadableDocument
from tests.documents.builders import page, paragraphs, read, report, tables

LABEL = "（一）予以公开"


def cells(document: Document) -> list[str]:
    (table,) = tables(document)
    return [cell.text for cell in table.cells]


def row(figure: str, head: str = "", *, table: str = "", tr: str = "") -> Document:
    return read(
        page(f"<table {table}><tr {tr}><td>{LABEL}</td><td>{figure}12</td><td>5</td></tr></table>", head=head)
    )


HIDING = [
    "visibility:hidden",
    "visibility : collapse",
    "opacity:0",
    "opacity:.09",
    "filter:opacity(0%)",
    "font-size:0",
    "font-size:1.9px",
    "font:0/0 a",
    "color:white",
    "color:#FFF",
    "color:#f8f8f8",
    "color:transparent",
    "color:rgba(0,0,0,0)",
    "color:#c00;background:#c00",
    "color:navy;background:#000080",
    "position:absolute;left:-9999px",
    "position:absolute;left:-500px",
    "position:fixed;top:-40em",
    "display:block;text-indent:-9999px",
    "margin-left:-600pt",
    "position:absolute;clip:rect(0 0 0 0)",
    "position:absolute;clip:rect(1px, 1px, 1px, 1px)",
    "clip-path:inset(50%)",
    "clip-path:circle(0)",
    "display:inline-block;width:0;overflow:hidden",
    "display:block;height:1px;overflow:hidden",
    "position:absolute;max-width:0;overflow-x:hidden",
    "transform:scale(0)",
    "transform:translateX(-9999px)",
    "display:none!important",
]
SHOWING = [
    "visibility:visible",
    "opacity:.1",
    "font-size:2px",
    "font:12px/1 Arial",
    "color:#eee",
    "color:white;background:#336699",
    "color:#fff;background-color:red",
    "color:#fff;background:url(a.png)",
    "color:#c00;background:#c80",
    "left:-9999px",
    "position:absolute;left:-499px",
    "text-indent:-21pt",
    "clip:rect(0 0 0 0)",
    "position:absolute;clip:rect(0 20px 20px 0)",
    "clip-path:inset(49%)",
    "width:0;overflow:hidden",  # of what stands within a line
    "display:block;width:0",
    "display:block;height:2px;overflow:hidden",
    "text-transform:scale(0)",
    "transform:scale(0.5)",
]


@pytest.mark.parametrize("style", HIDING)
def test_a_figure_that_its_own_style_hides_is_left_out_and_named(style: str) -> None:
    document = row(f"<span style='{style}'>9</span>")
    assert cells(document) == [LABEL, "12", "5"]
    (warning,) = document.warnings
    assert "“9”" in warning
    assert "td[2]/span[1]" in warning


@pytest.mark.parametrize("style", SHOWING)
def test_a_figure_that_is_seen_is_read(style: str) -> None:
    document = row(f"<span style='{style}'>9</span>")
    assert cells(document)[1].split() in (["912"], ["9", "12"])
    assert not document.warnings


@pytest.mark.parametrize(
    ("css", "markup"),
    [
        (".x{display:none}", "<span class='x'>9</span>"),
        (".x{display:none}", "<span class='a x b'>9</span>"),
        ("#x{visibility:hidden}", "<i id=x>9</i>"),
        ("i{opacity:0}", "<i>9</i>"),
        ("td > i, b{font-size:0}", "<i>9</i>"),
        ("table tr i{color:white}", "<i>9</i>"),
        ("td i:first-child{color:#fff}", "<i>9</i>"),
        ("@media screen{i{display:none}}", "<i>9</i>"),
        ("@media (min-width:600px){i{display:none}}", "<i>9</i>"),
        ("i{display:none}.y{display:inline}", "<b><i>9</i></b>"),
        (".y{display:inline}#x{display:none}.y{display:inline}", "<i id=x class=y>9</i>"),
        ("i{display:none!important}", "<i style='display:inline'>9</i>"),
        ("<!-- i{display:none} -->", "<i>9</i>"),
        ("bad{{;}i{display:none}", "<span style='display:none'>9</span>"),
        ("", "<i hidden>9</i>"),
        ("", "<font color=white>9</font>"),
        ("", "<font color=#ffffff>9</font>"),
    ],
)
def test_a_figure_that_a_style_sheet_hides_is_left_out_and_named(css: str, markup: str) -> None:
    document = row(markup, f"<style>{css}</style>")
    assert cells(document) == [LABEL, "12", "5"]
    assert any("“9”" in warning for warning in document.warnings)


@pytest.mark.parametrize(
    ("css", "markup"),
    [
        (".x{display:none}.x{display:inline}", "<span class='x'>9</span>"),
        ("span.x{display:inline}.x{display:none}", "<span class='x'>9</span>"),
        (".x{display:none}", "<span class='x' style='display:inline'>9</span>"),
        ("i{display:inline!important}", "<i style='display:none'>9</i>"),
        ("i{display:inline}", "<i hidden>9</i>"),
        ("@media print{i{display:none}}", "<i>9</i>"),
        ("@media (max-width:600px){i{display:none}}", "<i>9</i>"),
        ("i:hover{display:none}", "<i>9</i>"),
        ("i::before{display:none}", "<i>9</i>"),
        ("b{visibility:hidden}i{visibility:visible}", "<b><i>9</i></b>"),
        ("b{font-size:0}i{font-size:12px}", "<b><i>9</i></b>"),
        ("td{background:#036}", "<font color=white>9</font>"),
        (".head{background-color:navy;color:white}", "<b class=head>9</b>"),
    ],
)
def test_a_rule_that_another_overrides_hides_nothing(css: str, markup: str) -> None:
    document = row(markup, f"<style>{css}</style>")
    assert cells(document)[1] == "912"
    assert not document.warnings


def test_white_type_on_a_colour_of_the_row_or_table_is_seen() -> None:
    for where in ({"tr": "bgcolor=#003366"}, {"table": "style='background:#036'"}):
        assert cells(row("<span style='color:white'>9</span>", **where))[1] == "912"


def test_a_header_in_white_whose_ground_a_distant_style_sheet_gives_is_read() -> None:
    head = "<link rel=stylesheet href=a.css>"
    markup = "<table><tr class=head style='color:#fff'><td>信息内容</td><td>件数{}</td></tr></table>"
    assert cells(read(page(markup.format(""), head=head))) == ["信息内容", "件数"]
    # Without that sheet the page is white, and so would be its figures.
    assert cells(read(page(markup.format("7"), head=head))) == ["信息内容", ""]
    assert cells(read(page(markup.format("")))) == ["", ""]


def test_a_hidden_cell_keeps_its_place_and_one_that_is_not_displayed_does_not() -> None:
    markup = "<table><tr><td>甲</td><td style='{}'>9</td><td>5</td></tr></table>"
    assert cells(read(page(markup.format("visibility:hidden")))) == ["甲", "", "5"]
    assert cells(read(page(markup.format("color:white")))) == ["甲", "", "5"]
    assert cells(read(page(markup.format("display:none")))) == ["甲", "5"]


@pytest.mark.parametrize("way", ["class=old", "hidden", "style='display:none'", "style='visibility:hidden'"])
def test_an_old_version_of_the_report_that_is_hidden_is_not_read(way: str) -> None:
    old = report().replace("36", "99")
    head = "<style>.old{position:absolute;left:-9999px}</style>"
    document = read(page(f"<div {way}>{old}</div>{report()}", head=head))
    plain = read(page(report()))
    assert paragraphs(document) == paragraphs(plain)
    seen = [[c.text for c in table.cells] for table in tables(document) if any(c.text for c in table.cells)]
    assert seen == [[c.text for c in table.cells] for table in tables(plain)]
    assert any("left out" in warning for warning in document.warnings)


def test_a_page_all_of_whose_text_is_hidden_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="nobody sees"):
        read(page(f"<div class=tab>{report()}</div>", head="<style>.tab{display:none}</style>"))


def test_hidden_words_without_figures_are_left_out_without_a_word() -> None:
    document = read(page(report("<p style='display:none'>返回顶部</p>")))
    assert not document.warnings
    assert "返回顶部" not in paragraphs(document)


def test_rules_that_would_take_long_are_left_out() -> None:
    deep = "<div class=a>" * 150 + "<p>甲，<i>1</i>件。</p>" + "</div>" * 150
    slow = " ".join(["div"] * 40)
    for css in (f"{slow} i{{display:none}}", "p:has(i) i{display:none}", "a{}" * 100_000 + "i{display:none}"):
        assert "甲，1件。" in paragraphs(read(page(deep, head=f"<style>{css}</style>")))
    assert "甲，件。" in paragraphs(read(page(deep, head="<style>div div div p i{display:none}</style>")))
