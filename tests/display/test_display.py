"""What people see: complete, escaped, and with every figure traceable to its place."""

from __future__ import annotations

import dataclasses
import re
import struct
import zlib
from html import unescape
from pathlib import Path

import numpy as np
import pytest

import gkstats as gk
from gkstats.display import SourceView
from gkstats.display.picture import DPI, draw_pages, to_png

NASTY = '<script>alert("x")</script>'


@pytest.fixture(scope="module")
def report() -> gk.Report:
    return gk.load_report(gk.samples() / "zhongning-2020.pdf")


@pytest.fixture(scope="module")
def page() -> gk.Report:
    return gk.load_report(gk.samples() / "pingtan-2023.html")


def pixels(png: bytes) -> np.ndarray:
    """Decode a PNG as this project writes it: RGB, eight bits, no filter."""
    width, height = struct.unpack(">II", png[16:24])
    data, at = b"", 8
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        if kind == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += length + 12
    rows = np.frombuffer(zlib.decompress(data), dtype=np.uint8).reshape(height, 1 + 3 * width)
    return rows[:, 1:].reshape(height, width, 3)


def bare(html: str) -> str:
    """Return HTML without the spans that mark words."""
    return re.sub(r"</?span[^>]*>", "", html)


def outlined(html: str) -> list[str]:
    """Return the words and cells that bear an outline."""
    return re.findall(r"<(?:td|span)[^>]*outline:[^>]*>([^<]*)</", html)


def test_the_summary_holds_what_the_card_says(report: gk.Report) -> None:
    summary = report._summary
    assert summary["agency"] == "中宁县审批服务管理局"
    assert summary["year"] == 2020
    assert summary["basis"] == "国办公开办函〔2019〕60号"
    assert summary["channels"]["total"] == 540
    assert [value for _, value, _ in summary["channels"]["parts"]] == [75, 274, 81, 64, 46]
    assert summary["hotline"]["satisfaction"] == 0.9192
    assert summary["cells"] == 198
    assert summary["failed"] == []


def test_the_terminal_shows_the_figures_in_columns(report: gk.Report) -> None:
    text = str(report)
    assert "540 = 75 + 274 + 81 + 64 + 46" in text
    for figure in ("4,568", "3,144", "1,424", "100 %", "91.92 %"):
        assert figure in text
    assert repr(report) == "<Report: 中宁县审批服务管理局, 2020, form national-2019>"


def test_failed_checks_are_on_the_card() -> None:
    wrong = gk.load_report(gk.samples() / "pingtan-2020.html")
    assert "outcome-sum" in wrong._repr_html_()
    assert "outcome-sum" in str(wrong)


def test_everything_from_a_document_is_escaped(report: gk.Report) -> None:
    records = report.records
    narrative = records.narrative
    part = dataclasses.replace(narrative.breakdowns[0].parts[0], label=NASTY)
    breakdown = dataclasses.replace(narrative.breakdowns[0], parts=(part,))
    nasty = dataclasses.replace(
        records,
        source=NASTY,
        identity=dataclasses.replace(records.identity, agency=NASTY, title=NASTY),
        narrative=dataclasses.replace(narrative, breakdowns=(breakdown,), channels=0),
        warnings=(NASTY,),
    )
    html = gk.Report(nasty)._repr_html_()
    assert "<script" not in html
    assert html.count("&lt;script&gt;") >= 4


def test_passages_of_a_page_are_escaped() -> None:
    text = "青川市水务局2022年政府信息公开工作年度报告\n一、总体情况\n全年公开信息12条<img src=x onerror=alert(1)>，其中网站9条、微信公众号3条。"
    report = gk.load_report(text.encode())
    view = report.show_source(report.quantities.iloc[0])
    assert "<img src=x" not in view._repr_html_()
    assert "12条&lt;img src=x" in bare(view.html)


def test_control_characters_do_not_reach_the_terminal(report: gk.Report) -> None:
    records = dataclasses.replace(report.records, source="a\x1b[31mb.pdf")
    assert "\x1b" not in str(gk.Report(records))


def test_a_cell_of_a_pdf_is_outlined_on_its_page(report: gk.Report) -> None:
    view = report.show_source("applications", "outcome.total", "total")
    fact = next(f for f in report.records.facts if (f.row, f.column) == ("outcome.total", "total"))
    ((number, png),) = view.pages
    assert number == fact.anchor.page
    data = (gk.samples() / "zhongning-2020.pdf").read_bytes()
    ((_, plain),) = draw_pages(data, "x", {number: []})
    changed = np.argwhere((pixels(png) != plain).any(axis=2))
    assert fact.anchor.box is not None
    x0, y0, x1, y1 = (v * DPI / 72 for v in fact.anchor.box)
    assert abs(changed[:, 1].min() - x0) < 5
    assert abs(changed[:, 1].max() - x1) < 5
    assert abs(changed[:, 0].min() - y0) < 5
    assert abs(changed[:, 0].max() - y1) < 5


def test_figures_of_the_prose_are_shown_on_their_page(report: gk.Report) -> None:
    for item in (report.quantities.iloc[0], report.breakdowns.iloc[0], report.channels.iloc[1]):
        assert [number for number, _ in report.show_source(item).pages] == [1]
    assert report.show_source("hotline").pages


def test_a_cell_of_a_web_page_is_marked_in_its_table(page: gk.Report) -> None:
    view = page.show_source("applications", "outcome.partial", "total")
    assert view.pages == []
    assert view.html.count("outline:2px") == 1
    assert "部分公开" in view.html


def test_a_sentence_of_a_web_page_is_marked(page: gk.Report) -> None:
    quantity = page.quantities.iloc[0]
    html = page.show_source(quantity).html
    assert str(quantity["sentence"]) in unescape(bare(html))
    assert outlined(html) == [f"{quantity['value']:.0f}"]


def test_an_unknown_cell_names_close_ones(report: gk.Report) -> None:
    with pytest.raises(KeyError, match=r"outcome\.total / total"):
        report.show_source("applications", "outcome.totl", "total")


def test_all_pages_at_once(report: gk.Report) -> None:
    view = report.show_pages()
    assert [number for number, _ in view.pages] == [1, 2, 3, 4, 5]
    assert view._repr_html_().count("data:image/png;base64,") == 5


def test_views_are_saved(report: gk.Report, page: gk.Report, tmp_path: Path) -> None:
    (picture,) = report.show_source("applications", "outcome.total", "total").save(tmp_path / "cell.png")
    assert picture.read_bytes().startswith(b"\x89PNG")
    (html,) = page.show_source("applications", "outcome.total", "total").save(tmp_path / "cell")
    assert html.name == "cell.html"


def test_a_png_is_what_was_drawn() -> None:
    picture = np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3)
    assert (pixels(to_png(picture)) == picture).all()


def test_a_corpus_shows_what_could_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 no")
    corpus = gk.load_corpus([gk.samples() / "zhongning-2020.txt", tmp_path], progress=False)
    assert repr(corpus) == "<Corpus: 1 reports, 1 errors>"
    assert "broken.pdf" in corpus._repr_html_()
    assert "broken.pdf" in str(corpus)


def test_a_view_without_a_place_says_so() -> None:
    assert "SourceView" in repr(SourceView("x"))
