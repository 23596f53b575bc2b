"""The widgets do what is chosen and clicked, in Python as the browser tells it."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

import gkstats as gk
from gkstats.corpus.computed import Computed
from gkstats.explorer.widgets import Explorer, _Part
from gkstats.keeping import Loaded


@pytest.fixture
def explorer(corpus: gk.Corpus) -> Explorer:
    return gk.explore(corpus)


def click(part: _Part, **message: Any) -> None:
    part._handle_custom_msg({"version": part.version, **message}, [])


def test_every_choice_is_offered_drawn_and_named_in_both_languages(explorer: Explorer) -> None:
    for language, word in (("en", "requests"), ("zh", "依申请公开")):
        explorer.languages.value = language
        assert (word, "applications") in explorer.table.options
        for _, table in explorer.table.options:
            explorer.table.value = table
            assert explorer.trouble.value == ""
            assert explorer.choice.table == table
            names = [name for name, _ in explorer.row.options]
            assert len(set(names)) == len(names)
            assert explorer.main.chart["png"].startswith(b"\x89PNG")
            assert len(explorer.main.chart["targets"]) == min(len(explorer.shown.main), 20)
            assert len(explorer.grid.table["rows"]) == min(len(explorer.shown.main), 12)
    explorer.table.value = "applications"
    explorer.row.value = "outcome.granted"
    explorer.column.value = "business"
    assert explorer.choice.cell == ("applications", "outcome.granted", "business")
    assert "予以公开（商业企业）" in explorer.main.chart["alt"]


def test_no_choice_computes_anything(explorer: Explorer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("indicators", "series"):
        monkeypatch.delattr(Computed, name)
        assert not hasattr(explorer.figures.corpus, name)
        explorer.table.value = name
        assert not explorer.trouble.value
        assert len(explorer.shown)


def test_a_click_on_a_bar_shows_its_source_and_turns_to_its_report(explorer: Explorer) -> None:
    words = [target[0] for target in explorer.main.chart["targets"]]
    position = next(n for n, one in enumerate(words) if "中宁县" in one)
    click(explorer.main, open=position)
    assert explorer.shown.focus == 0
    assert "本年新收政府信息公开申请数量: 0" in explorer.source.value
    assert "zhongning-2020.txt" in explorer.source.value
    assert "<figure" in explorer.source.value
    explorer.tabs.selected_index = 1
    assert "中宁县审批服务管理局" in explorer.report.chart["alt"]
    click(explorer.report, open=1)
    assert explorer.tabs.selected_index == 0
    assert "上年结转" in explorer.source.value


def test_a_click_on_a_figure_of_the_sorted_table_shows_that_figure(explorer: Explorer) -> None:
    for _ in range(2):  # the second time downwards
        click(explorer.grid, sort="value")
    assert explorer.grid.table["descending"]
    assert explorer.grid.table["rows"][0][2] == "3,119"
    click(explorer.grid, open=0)
    assert "3,119" in explorer.source.value
    assert "huaian-2024.pdf" in explorer.source.value
    assert 'src="data:image/png' in explorer.source.value
    assert explorer.grid.table["focus"] == [0]


def test_a_click_on_what_is_no_longer_shown_is_dropped(explorer: Explorer) -> None:
    before, old = explorer.source.value, explorer.main.version
    explorer.table.value = "hotline"
    explorer.main._handle_custom_msg({"open": 0, "version": old}, [])
    assert explorer.source.value == before


def test_agencies_are_searched_added_and_taken_away(explorer: Explorer) -> None:
    explorer.search.value = "审批"
    assert explorer.matches.options == ("中宁县审批服务管理局",)
    explorer.matches.value = "中宁县审批服务管理局"
    assert explorer.choice.agencies == ("中宁县审批服务管理局",)
    assert explorer.shown.main["agency"].tolist() == ["中宁县审批服务管理局"]
    assert explorer.matches.options == ()
    explorer.chosen.value = []
    assert explorer.choice.agencies == ()
    assert len(explorer.shown.main) == 3


def test_a_span_of_years_without_the_figure_says_so(explorer: Explorer) -> None:
    explorer.years.value = (2017, 2017)
    assert explorer.shown.main.empty
    assert explorer.trouble.value == ""
    assert explorer.main.chart["targets"] == []
    explorer.years.value = (2017, 2024)
    assert explorer.choice.years is None


def test_the_table_is_sent_as_csv(explorer: Explorer, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[dict[str, str], list[bytes]]] = []
    monkeypatch.setattr(explorer.grid, "send", lambda content, buffers: sent.append((content, buffers)))
    click(explorer.grid, csv=True)
    ((content, (data,)),) = sent
    assert content == {"name": "applications-received.new-total.csv", "type": "text/csv"}
    assert data.decode("utf-8-sig").splitlines()[0].startswith("document,agency,year,table")
    assert len(data.splitlines()) == 1 + len(explorer.shown.main)


def test_what_goes_wrong_is_shown(explorer: Explorer, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise FileNotFoundError("gone: <b>a.pdf</b>")

    click(explorer.grid, open=0)
    monkeypatch.setattr("gkstats.explorer.widgets.behind", broken)
    click(explorer.main, open=0)
    assert "3,119" in explorer.source.value
    assert "<figure" not in explorer.source.value  # the source of another figure would mislead
    assert "gone: &lt;b&gt;a.pdf&lt;/b&gt; (FileNotFoundError)" in explorer.trouble.value
    monkeypatch.undo()
    click(explorer.main, open=0)
    assert explorer.trouble.value == ""


def test_names_from_documents_are_never_markup(corpus: gk.Corpus) -> None:
    records = corpus[0].records
    bad = "<img src=x onerror=alert(1)>县"
    named = dataclasses.replace(records, identity=dataclasses.replace(records.identity, agency=bad))
    explorer = gk.explore(gk.Corpus([Loaded(named, 0.1, "a")]))
    click(explorer.main, open=0)
    assert explorer.trouble.value == ""
    assert "&lt;img src=x" in explorer.source.value
    assert "<img src=x" not in explorer.source.value


def test_a_corpus_without_figures_says_so() -> None:
    explorer = gk.explore(gk.Corpus([]), language="en")
    assert "no figures" in explorer.children[0].value
