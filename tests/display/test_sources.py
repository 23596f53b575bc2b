"""Every figure leads back to its own place, however the row that names it was come by."""

from __future__ import annotations

import dataclasses
import re
import sys
from html import unescape
from pathlib import Path

import pandas as pd
import pytest

import gkstats as gk
from gkstats.display.marks import colour
from gkstats.display.sources import everything, find
from gkstats.records import Fact

FRAMES = ("facts", "quantities", "breakdowns", "channels", "problems", "improvements")


def load(name: str) -> gk.Report:
    return gk.load_report(gk.samples() / name)


@pytest.fixture(scope="module")
def report() -> gk.Report:
    return load("zhongning-2020.pdf")


@pytest.fixture(scope="module")
def page() -> gk.Report:
    return load("pingtan-2020.html")


def outlined(html: str) -> list[str]:
    """Return the words and cells that bear an outline."""
    return [unescape(text) for text in re.findall(r"<(?:td|span)[^>]*outline:[^>]*>([^<]*)</", html)]


def written(text: str) -> gk.Report:
    return gk.load_report(f"青川市水务局2022年政府信息公开工作年度报告\n一、总体情况\n{text}".encode())


@pytest.mark.parametrize("name", ["zhongning-2020.txt", "pingtan-2021.docx", "pingtan-2013.html"])
def test_every_row_of_every_frame_is_found_in_any_order(name: str) -> None:
    one = load(name)
    for frame in FRAMES:
        shuffled = getattr(one, frame).sample(frac=1, random_state=1).reset_index(drop=True)
        for _, row in shuffled.iterrows():
            found = find(one.records, row, None, None)
            if frame == "facts":
                assert found.caption.startswith(f"{row['table']} / {row['row']} / {row['column']}: ")
            else:
                assert found.mark.places


def test_a_row_numbered_anew_is_not_taken_for_another(report: gk.Report) -> None:
    part = report.channels.sort_values("value").reset_index(drop=True).iloc[0]
    assert report.show_source(part).caption == "其他渠道: 46, page 1"


def test_a_check_leads_to_the_cell_that_it_doubts(page: gk.Report) -> None:
    checks = page.checks()
    failed = checks[(checks["check"] == "outcome-sum") & (checks["column"] == "total") & ~checks["passed"]]
    view = page.show_source(failed.iloc[0])
    assert view.caption == "applications / outcome.total / total: '21'"
    assert outlined(view.html) == ["21"]


def test_the_hotline_is_found_by_name_and_by_its_series(report: gk.Report) -> None:
    assert report.show_source(report.hotline).caption == report.show_source("hotline").caption
    html = load("zhongning-2020.html").show_source("hotline").html
    assert outlined(html) == ["4568", "4568", "3144", "1424", "100", "91.92"]


def test_channels_of_the_old_form_lead_to_their_own_rows() -> None:
    old = load("pingtan-2013.html")
    assert old.channels.attrs["sentence"] is None
    for _, row in old.channels.iterrows():
        assert outlined(old.show_source(row).html) == [f"{row['value']:.0f}"]


def test_a_figure_is_singled_out_among_others(page: gk.Report) -> None:
    row = page.breakdowns[page.breakdowns["label"] == "重大建设项目信息"].iloc[0]
    assert outlined(page.show_source(row).html) == ["390"]


def test_of_equal_figures_none_is_singled_out() -> None:
    one = written("全年公开信息24条，其中网站12条、微信公众号12条。")
    html = one.show_source(one.breakdowns.iloc[0]).html
    assert outlined(html) == ["全年公开信息24条，其中网站12条、微信公众号12条。"]
    assert outlined(one.show_pages().html).count("12") == 2


def test_figures_in_ten_thousands_and_with_commas_are_singled_out() -> None:
    one = written("全年网站访问量达123.5万人次，公开信息1,204条。")
    assert [outlined(one.show_source(row).html) for _, row in one.quantities.iterrows()] == [
        ["123.5"],
        ["1,204"],
    ]


def test_a_figure_within_a_longer_one_is_left_alone() -> None:
    one = written("全年公开信息12条，发布文件2012份、通知112份。")
    assert outlined(one.show_source(one.quantities.iloc[0]).html) == ["12"]


@pytest.mark.parametrize(
    ("item", "says"),
    [
        (("applications", "outcome.totl", "total"), "outcome.total / total"),
        (("applications",), "applications / received.new"),
        (("nowhere", "x", "y"), "no cell nowhere / x / y"),
        (("hotline", "received", "total"), "no cell hotline / received / total"),
    ],
)
def test_what_is_not_there_is_a_key_error(report: gk.Report, item: tuple[str, ...], says: str) -> None:
    with pytest.raises(KeyError, match=re.escape(says)):
        report.show_source(*item)


def test_rows_of_other_reports_and_whole_rows_of_tables_are_refused(
    report: gk.Report, page: gk.Report
) -> None:
    for stranger in (page.quantities.iloc[0], page.breakdowns.iloc[0], page.problems.iloc[0]):
        with pytest.raises(KeyError, match="no such row"):
            report.show_source(stranger)
    with pytest.raises(KeyError, match="more than one figure"):
        report.show_source(report.applications.loc["outcome.total"])
    with pytest.raises(KeyError, match="no hotline"):
        page.show_source("hotline")
    with pytest.raises(TypeError, match="DataFrame"):
        report.show_source(report.facts)  # type: ignore[arg-type]


def test_the_whole_page_is_shown_with_what_was_missed(page: gk.Report) -> None:
    view = page.show_pages()
    cells = page.facts[page.facts["table"] == "applications"]
    red, green, blue = colour("applications")
    assert view.html.count(f"outline:2px solid rgb({red},{green},{blue})") == len(cells)
    for section in page.sections["title"]:
        assert section in view.html
    assert [name for name, _ in view.legend][-1] == "administrative reconsideration and litigation"
    assert "requests for information" in view._repr_html_()


def test_a_page_without_figures_is_shown_too(report: gk.Report) -> None:
    facts = tuple(fact for fact in report.records.facts if fact.anchor.page == 4)
    bare = dataclasses.replace(report.records, facts=facts, narrative=type(report.records.narrative)())
    view = gk.Report(bare).show_pages()
    assert [number for number, _ in view.pages] == [1, 2, 3, 4, 5]


def test_rows_that_no_form_has_bear_a_colour_of_their_own(report: gk.Report) -> None:
    fact: Fact = dataclasses.replace(report.records.facts[0], row="unmatched.1")
    odd = dataclasses.replace(report.records, facts=(fact, *report.records.facts[1:]))
    assert {mark.kind for mark in everything(odd)} >= {"unmatched", "proactive", "applications"}


def test_a_cell_that_is_printed_nowhere_is_not_shown(report: gk.Report) -> None:
    first = report.records.facts[0]
    fact = dataclasses.replace(first, anchor=type(first.anchor)())
    records = dataclasses.replace(report.records, facts=(fact,))
    with pytest.raises(KeyError, match="printed nowhere"):
        find(records, fact.table, fact.row, fact.column)


def test_without_pdfium_the_remedy_is_named(report: gk.Report, monkeypatch: pytest.MonkeyPatch) -> None:
    here = gk.load_report(report.source, isolate=False)  # drawn in this process, where the package is hidden
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(gk.MissingDependency, match="install pypdfium2"):
        here.show_source("applications", "outcome.total", "total")


def test_cells_and_sentences_of_a_hostile_page_are_escaped(tmp_path: Path) -> None:
    page = (gk.samples() / "pingtan-2023.html").read_text(encoding="utf-8")
    nasty = "&lt;script&gt;alert(1)&lt;/script&gt;\"'"
    assert "<span>部分公开</span>" in page
    file = tmp_path / "nasty.html"
    file.write_text(page.replace("<span>部分公开</span>", f"<span>部分公开{nasty}</span>"), encoding="utf-8")
    view = gk.load_report(file).show_source("applications", "outcome.partial", "total")
    assert "<script" not in view._repr_html_()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#x27;" in view.html
    assert "<script" not in gk.load_report(file).show_pages()._repr_html_()


def test_rows_of_a_corpus_lead_to_the_report(report: gk.Report) -> None:
    corpus = gk.load_corpus([gk.samples() / "zhongning-2020.pdf"], progress=False)
    row: pd.Series = corpus.channels.iloc[1]
    assert corpus[0].show_source(row).caption == report.show_source(report.channels.iloc[1]).caption


def test_who_reports_is_shown_in_its_place_and_how_it_was_found(report: gk.Report, page: gk.Report) -> None:
    view = report.show_source("identity", "agency")
    assert view.caption == "identity / agency: 中宁县审批服务管理局 (title of the report), page 1"
    assert len(view.pages) == 1
    dated = page.show_source("identity", "published")
    assert page.published is not None
    assert str(page.published) in dated.caption
    assert str(page.published.day) in "".join(outlined(dated.html))
    with pytest.raises(KeyError, match="agency"):
        report.show_source("identity", "mayor")


def test_the_card_says_how_who_reports_was_found(report: gk.Report) -> None:
    assert "agency and year from title of the report" in str(report)


def test_a_name_that_only_the_page_states_is_shown_around_the_text() -> None:
    title = "青川市水务局2022年政府信息公开工作年度报告"
    head = f'<meta name="ArticleTitle" content="{title}">'
    body = "<p>一、总体情况</p><p>2022年公开信息12条。</p><p>二、主动公开政府信息情况</p><p>见表。</p>"
    one = gk.load_report(f"<html><head>{head}</head><body>{body}</body></html>".encode())
    view = one.show_source("identity", "agency")
    assert "metadata of the page" in view.caption
    assert outlined(view.html) == [title]
