"""What the explorer shows are the figures of the corpus, each once, whatever is chosen."""

from __future__ import annotations

import pandas as pd
import pytest

import gkstats as gk
from gkstats.explorer.figures import COLUMNS, Figures, figures


@pytest.fixture(scope="module")
def gathered(corpus: gk.Corpus) -> Figures:
    return Figures(corpus)


def test_every_printed_cell_can_be_chosen_and_has_its_value(corpus: gk.Corpus, gathered: Figures) -> None:
    tried = 0
    for table in ("applications", "proactive", "reviews", "statistics"):
        for row, column in gathered.cells(table):
            for one in gathered.of_cell((table, row, column)).itertuples():
                facts = corpus[int(one.document)].facts
                fact = facts[(facts.table == table) & (facts.row == row) & (facts.column == column)].iloc[0]
                assert (pd.isna(fact.value) and pd.isna(one.value)) or fact.value == one.value
                assert (fact.printed, fact.note) == (one.printed, one.note)
                tried += 1
    assert tried > 400


def test_a_report_in_two_formats_counts_once(corpus: gk.Corpus, gathered: Figures) -> None:
    assert gathered.repeated == 1
    found = gathered.of_cell(("hotline", "received", "value"))
    assert found["value"].tolist().count(4568) == 1
    assert [
        document for document in found["document"] if corpus[document].agency == "中宁县审批服务管理局"
    ] == [0]


def test_agencies_and_years_narrow_the_choice(gathered: Figures) -> None:
    cell = ("applications", "received.new", "total")
    everything = gathered.of_cell(cell)
    assert sorted(everything["year"]) == [2020, 2020, 2024]
    late = gathered.of_cell(cell, years=(2021, 2030))
    assert late["year"].tolist() == [2024]
    one = gathered.of_cell(cell, agencies=["中宁县审批服务管理局"])
    assert one["agency"].unique().tolist() == ["中宁县审批服务管理局"]
    assert gathered.of_cell(cell, agencies=["no such agency"]).empty
    assert list(one.columns) == [column.name for column in COLUMNS]


def test_rates_and_joined_figures_are_those_of_the_corpus(corpus: gk.Corpus, gathered: Figures) -> None:
    rates = gathered.of_cell(("indicators", "disclosure_rate", "value"))
    every = corpus.editions("all").indicators()
    expected = every[every["indicator"] == "disclosure_rate"]["value"].reset_index(drop=True)
    for one in rates.itertuples():
        assert (pd.isna(one.value) and pd.isna(expected[one.document])) or one.value == expected[one.document]
    series = corpus.series()
    shown = 0
    for row, column in gathered.cells("series"):
        found = gathered.of_cell(("series", row, column))
        mine = series[(series.series == row) & (series.group == column)].sort_values(["agency", "year"])
        assert (
            found["value"].astype(object).fillna(-1).tolist()
            == mine["value"].astype(object).fillna(-1).tolist()
        )
        for one in found.itertuples():
            assert corpus[int(one.document)].year == one.year
        shown += len(found)
    assert shown == len(series)


def test_all_channels_of_a_report_stand_together(corpus: gk.Corpus, gathered: Figures) -> None:
    shown = gathered.of_report(0, "channels", "value")
    assert shown["value"].tolist() == corpus[0].channels["value"].tolist()
    assert shown["printed"].tolist() == corpus[0].channels["label"].tolist()
    assert gathered.of_report(2, "applications", "total").empty


def test_an_unknown_figure_is_refused(corpus: gk.Corpus) -> None:
    with pytest.raises(KeyError, match="no report has a figure applications / none / total"):
        figures(corpus, "applications", "none", "total")
    with pytest.raises(KeyError, match="nothing"):
        figures(corpus, "nothing", "none", "total")
