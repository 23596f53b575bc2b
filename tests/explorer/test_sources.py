"""From every kind of figure back to its place."""

from __future__ import annotations

import pytest

import gkstats as gk
from gkstats.explorer.figures import Figures
from gkstats.explorer.sources import behind


@pytest.fixture(scope="module")
def gathered(corpus: gk.Corpus) -> Figures:
    return Figures(corpus)


@pytest.mark.parametrize("document", [0, 2, 3])
@pytest.mark.parametrize(
    "table", ["applications", "proactive", "reviews", "statistics", "channels", "hotline"]
)
def test_every_printed_figure_has_a_source(
    corpus: gk.Corpus, gathered: Figures, table: str, document: int
) -> None:
    if table not in gathered.tables:
        pytest.fail(f"the samples have figures of {table}")
    for column in sorted({column for _, column in gathered.cells(table)})[:3]:
        for _, figure in gathered.of_report(document, table, column).iterrows():
            found = behind(corpus[document], figure, "zh")
            assert len(found.views) == 1
            assert "not known" not in found.views[0].html


def test_a_rate_shows_its_formula_and_every_cell_it_rests_on(corpus: gk.Corpus, gathered: Figures) -> None:
    rows = gathered.of_report(3, "indicators", "value")
    # A date of publication stands in no cell.
    computed = rows[rows["value"].notna() & ~rows["row"].isin(["published_on_time", "days_to_publication"])]
    assert len(computed) > 5
    for _, figure in computed.iterrows():
        found = behind(corpus[3], figure, "en")
        assert found.words
        assert found.views


def test_a_joined_figure_shows_the_cells_it_was_read_from(corpus: gk.Corpus, gathered: Figures) -> None:
    for document in (2, 3):
        for column in sorted({column for _, column in gathered.cells("series")}):
            for _, figure in gathered.of_report(document, "series", column).iterrows():
                found = behind(corpus[document], figure, "en")
                assert found.views, figure["row"]


def test_the_page_of_a_pdf_is_drawn(corpus: gk.Corpus, gathered: Figures) -> None:
    figure = gathered.of_cell(("applications", "received.new", "total"), years=(2024, 2024)).iloc[0]
    (view,) = behind(corpus[int(figure["document"])], figure, "zh").views
    assert view.pages[0][1].startswith(b"\x89PNG")


def test_a_figure_of_another_report_is_refused(corpus: gk.Corpus, gathered: Figures) -> None:
    figure = gathered.of_report(0, "channels", "value").iloc[0]
    with pytest.raises(KeyError, match="no channel"):
        behind(corpus[4], figure, "zh")
