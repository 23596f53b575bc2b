"""Words lead to codes; anyone's figures can be checked; what needs a look comes first."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import gkstats as gk
from gkstats.attention import TRIAGE
from gkstats.checks import all_checks
from gkstats.indicators import all_indicators
from gkstats.lookup import VARIABLES
from gkstats.vocabulary import terms


class TestVariables:
    @pytest.mark.parametrize(
        ("word", "code"),
        [
            ("拒绝", "outcome.denied.third_party"),
            ("refused", "refused_share"),
            ("申請", "received.new"),  # in the other script
            ("outcome.denied", "outcome.denied"),
            ("law firm", "legal_service"),
            ("热线", "hotline_satisfaction"),
            ("总计", "total"),
            ("deadline", "publication-deadline"),
        ],
    )
    def test_a_word_finds_its_codes(self, word: str, code: str) -> None:
        assert code in gk.variables(word)["code"].tolist()

    def test_the_words_own_terms_come_first(self) -> None:
        found = gk.variables("refused")["found"].tolist()
        assert found == sorted(found, key=["term", "meaning"].index)

    def test_every_code_is_found_by_its_terms(self) -> None:
        rows = {
            (code, one.zh) for group in ("tables", "columns", "rows") for code, one in terms(group).items()
        }
        rows |= {(one.id, one.zh) for one in (*all_indicators(), *all_checks())}
        lost = [code for code, zh in rows if code not in gk.variables(zh)["code"].tolist()]
        assert not lost

    def test_nothing_is_nothing(self) -> None:
        found = gk.variables("qwertz")
        assert found.empty
        assert found.columns.tolist() == [column.name for column in VARIABLES]
        with pytest.raises(ValueError, match="needs a word"):
            gk.variables("  ")


class TestAnyonesFigures:
    def test_what_was_read_gives_what_reading_gives(self) -> None:
        report = gk.load_report(gk.samples() / "pingtan-2020.html")
        wide = {"applications": report.applications, "reviews": report.reviews}
        found = gk.check(wide, agency=report.agency, year=report.year)
        own = report.checks()
        own = own[own["table"].isin(["applications", "reviews"]) & (own["severity"] == "error")]
        columns = ["check", "row", "column", "expected", "found", "passed"]
        errors = found[found["severity"] == "error"]
        assert errors[columns].to_numpy().tolist() == own[columns].to_numpy().tolist()
        assert not errors["passed"].fillna(True).all()

    def test_a_long_frame_of_many_reports(self) -> None:
        corpus = gk.load_corpus(gk.samples() / "pingtan-202[01].html", progress=False)
        facts = corpus.facts
        facts = facts[~facts["row"].str.startswith("unmatched")]
        found = gk.check(facts[["agency", "year", "table", "row", "column", "value"]])
        failed = found[~found["passed"].fillna(True) & (found["severity"] == "error")]
        assert failed[["year", "check"]].drop_duplicates().to_numpy().tolist() == [[2020, "outcome-sum"]]

    @pytest.mark.parametrize(
        ("frames", "kind", "said"),
        [
            ({"application": pd.DataFrame()}, KeyError, "applications"),
            ({"reviews": pd.DataFrame({"uphold": [1]}, index=["reconsideration"])}, KeyError, "upheld"),
            ({"reviews": pd.DataFrame({"upheld": [1]}, index=["reconsider"])}, KeyError, "reconsideration"),
            (
                {"reviews": pd.DataFrame({"upheld": ["two"]}, index=["reconsideration"])},
                ValueError,
                "no number",
            ),
            (pd.DataFrame({"row": ["a"]}), KeyError, "lacks 'table'"),
            ({}, ValueError, "no figures"),
        ],
    )
    def test_what_is_wrong_is_said(self, frames: object, kind: type[Exception], said: str) -> None:
        with pytest.raises(kind, match=said):
            gk.check(frames, year=2023)  # type: ignore[arg-type]

    def test_blank_is_not_zero(self) -> None:
        row = {"upheld": [10], "corrected": [None], "other": [0], "pending": [0], "total": [10]}
        found = gk.check({"reviews": pd.DataFrame(row, index=["reconsideration"])}, year=2023)
        message = found[found["check"] == "review-sum"]["message"].iloc[0]
        assert "blank" in message


class TestTriage:
    def test_gravest_first_with_places(self, tmp_path: Path) -> None:
        (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
        corpus = gk.load_corpus([gk.samples() / "pingtan-2020.pdf", tmp_path / "broken.pdf"], progress=False)
        queue = gk.triage(corpus)
        assert queue.columns.tolist() == [column.name for column in TRIAGE]
        assert queue["reason"].iloc[0] == "unread"
        order = ["error", "warning", "information"]
        assert queue["severity"].tolist() == sorted(queue["severity"], key=order.index)
        failed = queue[queue["what"] == "outcome-sum"]
        assert failed["page"].notna().all()
        assert failed["source"].str.endswith("pingtan-2020.pdf").all()

    def test_doubtful_cells_are_in_it(self) -> None:
        corpus = gk.load_corpus(gk.samples() / "pingtan-2020.html", progress=False)
        queue = gk.triage(corpus)
        doubtful = corpus.facts[corpus.facts["evidence"].isin(["placed", "doubtful", "unplaced"])]
        assert (queue["reason"] == "weak evidence").sum() == len(doubtful)


class TestSelect:
    def test_by_place_level_form_and_document(self) -> None:
        corpus = gk.load_corpus(
            [gk.samples() / "huaian-2024.pdf", gk.samples() / "zhongning-2020.txt"], progress=False
        )
        assert corpus.select(province="江苏省").years == [2024]
        assert corpus.select(county="中宁县").years == [2020]
        assert corpus.select(level=["department"]).years == [2020]
        assert corpus.select(form="national-2021").years == [2024]
        key = corpus.reports["document"].iloc[0]
        assert corpus.select(document=key).reports["document"].tolist() == [key]
        with pytest.raises(KeyError, match="江苏省"):
            corpus.select(province="江苏")
