"""The one rule for totals that are blank or contradict their parts, and that everything follows it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gkstats as gk
from gkstats.crosswalk import series
from gkstats.indicators import indicators
from gkstats.sums import Cell
from gkstats.totals import Settled, settle
from tests.checks.reports import report, requests, table

FORM = ["national-2021"]
APPLICANTS = ["natural_person", "business", "research", "public_interest", "legal_service", "other"]
ENDED = ("applications", "outcome.total", "total")


def review(total: int | None, **results: int | None) -> dict[Cell, Any]:
    row = {"upheld": 0, "corrected": 0, "other": 0, "pending": 0, **results, "total": total}
    return {("reviews", "reconsideration", column): value for column, value in row.items()}


class TestWhichFigureIsUsed:
    @pytest.mark.parametrize(
        ("cells", "expected"),
        [
            (review(11, upheld=10, corrected=1), None),
            (review(None, upheld=10, corrected=1), ("derived", 11)),
            (review(0, upheld=10, corrected=1), ("contradicted", 11)),
            (
                review(12, upheld=10, corrected=1),
                ("contradicted", 12),
            ),  # parts may be left out, a whole may not
            (review(12, upheld=10, corrected=1, other=None), None),  # what is blank may hold the rest
            (review(None, upheld=10, corrected=1, other=None), None),
        ],
    )
    def test_of_a_row(self, cells: dict[Cell, Any], expected: tuple[str, int] | None) -> None:
        found = settle(FORM, cells).total(("reviews", "reconsideration", "total"))
        assert (None if found is None else (found.basis, found.value)) == expected

    def test_another_sum_speaks_for_the_printed_total(self) -> None:
        """Requests granted in part are counted twice; what was received says that the total is right."""
        rows = {
            "received.new": 21,
            "outcome.granted": 15,
            "outcome.partial": 6,
            "outcome.denied.third_party": 6,
        }
        found = settle(FORM, requests({**rows, "outcome.total": 21})).total(ENDED)
        assert found is not None
        assert (found.value, found.added) == (21, 27)

    def test_without_it_the_larger_is_used(self) -> None:
        rows = {"received.new": 40, "outcome.granted": 15, "outcome.partial": 12, "outcome.total": 21}
        cells = requests(rows) | {("applications", "outcome.total", column): None for column in APPLICANTS}
        found = settle(FORM, cells).total(ENDED)
        assert found is not None
        assert (found.value, found.added) == (27, 27)

    def test_shares_are_taken_over_the_larger(self) -> None:
        rows = {"received.new": 21, "outcome.granted": 21, "outcome.partial": 6, "outcome.total": 21}
        settled = settle(FORM, requests(rows))
        granted = [("applications", "outcome.granted", "total")]
        assert settled.whole(ENDED, granted) == 27
        assert settled.value(ENDED) == 21
        assert settled.whole(ENDED, [("applications", "received.new", "total")]) == 21

    def test_a_list_that_need_not_be_complete_makes_no_total(self) -> None:
        cells: dict[Cell, Any] = {("statistics", "disclosed.total", "value"): 100}
        cells[("statistics", "disclosed.website", "value")] = 60
        assert not settle(["fujian"], cells).totals


class TestBlanks:
    def blank_totals(self, **changed: Any) -> dict[Cell, Any]:
        rows = {"outcome.granted": 5, "outcome.partial": 2, "outcome.total": 7, "received.new": 7}
        cells: dict[Cell, Any] = {
            (t, row, column): None if value == 0 or (column == "total" and row in rows) else value
            for (t, row, column), value in requests(rows).items()
        }
        return (
            cells | {("applications", row, "total"): 7 for row in ("outcome.total", "received.new")} | changed
        )

    def test_totals_are_derived_where_blanks_are_proven_zero(self) -> None:
        settled = settle(FORM, self.blank_totals())
        assert settled.value(("applications", "outcome.granted", "total")) == 5
        assert settled.value(("applications", "outcome.denied.third_party", "total")) == 0
        assert {one.basis for one in settled.totals} == {"derived"}

    def test_and_not_where_their_column_would_not_add_up(self) -> None:
        cells = self.blank_totals()
        cells |= {ENDED: 8, ("applications", "outcome.total", "natural_person"): 8}
        settled = settle(FORM, cells)
        assert settled.value(("applications", "outcome.denied.third_party", "total")) is None

    @given(st.lists(st.sampled_from(APPLICANTS), unique=True))
    def test_nothing_printed_is_replaced(self, left: list[str]) -> None:
        cells = self.blank_totals()
        cells |= {("applications", "outcome.granted", column): None for column in left}
        before = dict(cells)
        settled = settle(FORM, cells)
        assert settled.cells == before == cells
        assert all(settled.value(cell) == value for cell, value in cells.items() if value is not None)


@given(st.lists(st.integers(0, 50), min_size=6, max_size=6), st.integers(-3, 3))
def test_a_sound_report_has_nothing_to_settle(parts: list[int], slip: int) -> None:
    row = dict(zip(APPLICANTS, parts, strict=True))
    total = max(sum(parts) + slip, 0)
    cells: dict[Cell, Any] = {
        ("applications", "received.new", column): value for column, value in row.items()
    }
    settled: Settled = settle(FORM, cells | {("applications", "received.new", "total"): total})
    assert bool(settled.totals) == (total != sum(parts))


class TestEverywhere:
    """Series, rates and charts of one report rest on the same figure."""

    def subject(self) -> Any:
        return report(requests({}) | table("national-2021", "reviews", review(0, upheld=10, corrected=1)))

    def test_series_say_on_what_they_rest(self) -> None:
        frame = series([self.subject()]).set_index("series")
        row = frame.loc["reconsideration"]
        assert (row["value"], row["printed"], row["basis"]) == (11, 0, "contradicted")
        assert "parts add to 11, printed 0" in row["note"]

    def test_rates(self) -> None:
        found = indicators(self.subject().records).set_index("indicator")
        row = found.loc["reconsideration_correction_rate_all"]
        assert (row["numerator"], row["denominator"], row["basis"]) == (1, 11, "contradicted")
        as_printed = indicators(self.subject().records, derived=False).set_index("indicator")
        assert as_printed.loc["reconsideration_correction_rate_all", "value"] is pd.NA

    @pytest.mark.parametrize("language", ["zh", "en"])
    def test_charts_of_one_report_agree(self, language: str) -> None:
        one = gk.load_report(gk.samples() / "pingtan-2020.html")
        rates = one.indicators().set_index("indicator")
        assert (rates.loc["disclosure_rate", ["numerator", "denominator"]] == [13, 27]).all()
        for draw in (gk.charts.outcomes, gk.charts.outcome_flow):
            said = gk.charts.describe(draw(one, language=language))
            assert "27" in said
            assert "21" in said

    def test_a_corpus_marks_the_report(self) -> None:
        corpus = gk.load_corpus(gk.samples() / "pingtan-202[0-3].html", progress=False)
        ax = gk.charts.outcomes(corpus, language="en")
        marked = [tick.get_text() for tick in ax.get_yticklabels() if "⚠" in tick.get_text()]
        assert [text.split()[0] for text in marked] == ["2020"]
        panel = corpus.panel("applications", "outcome.total", "total")
        assert panel.attrs["notes"][0]["basis"] == "contradicted"
        assert panel.loc[:, 2020].tolist() == [21]
