"""Every indicator against figures worked out by hand, and what makes it NA."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd
import pytest

from gkstats.frames import Identified
from gkstats.indicators import (
    EXPLAINED,
    INDICATORS,
    all_indicators,
    corpus_indicators,
    explain_indicators,
    indicators,
)
from gkstats.records import Narrative
from tests.checks.reports import breakdown, hotline, part, report, requests, table

IDS = [indicator.id for indicator in all_indicators()]

REQUESTS = {
    "received.new": 80,
    "received.carried_over": 20,
    "outcome.granted": 30,
    "outcome.partial": 10,
    "outcome.denied.state_secret": 4,
    "outcome.denied.third_party": 6,
    "outcome.unavailable.not_held": 16,
    "outcome.unavailable.unclear": 4,
    "outcome.not_processed.petition": 5,
    "outcome.other.other": 5,
    "outcome.total": 80,
    "carried_forward": 20,
}
APPLICANTS = {
    "natural_person": 60,
    "business": 8,
    "research": 1,
    "public_interest": 2,
    "legal_service": 4,
    "other": 5,
}
REVIEWS = {
    "reconsideration": {"upheld": 3, "corrected": 2, "other": 1, "pending": 4, "total": 10},
    "litigation.direct": {"upheld": 3, "corrected": 1, "pending": 1, "total": 5},
    "litigation.after_reconsideration": {"upheld": 2, "corrected": 1, "pending": 2, "total": 5},
}
DOCUMENTS = {"issued": 20, "repealed": 30, "in_force": 200}
MADE = {"made": 20, "published": 15}
LIST = {
    "requests.received": 50,
    "requests.received.online": 40,
    "requests.closed": 48,
    "requests.closed.on_time": 36,
    "disclosed.normative_documents": 9,
    "normative_documents.issued": 12,
}
CHANNELS = Narrative(
    breakdowns=(breakdown(100, part("网站", 60), part("微信", 30), part("公报", 10)),), channels=0
)
HOTLINE = Narrative(
    hotline=hotline(
        received=4568,
        resolved=4500,
        transferred=3144,
        answered_directly=1424,
        resolution_rate=0.985,
        satisfaction=0.9192,
    )
)


def full() -> Identified:
    figures: dict[tuple[str, str, str], Any] = dict(requests(REQUESTS))
    figures |= {("applications", "received.new", column): value for column, value in APPLICANTS.items()}
    figures |= table(
        "national-2021",
        "reviews",
        {("reviews", row, c): v for row, cells in REVIEWS.items() for c, v in cells.items()},
    )
    figures |= _of("proactive", "national-2021", "normative_documents", DOCUMENTS)
    return report(figures, published=dt.date(2024, 3, 8))


def _of(name: str, form: str, row: str, cells: Mapping[str, int]) -> dict[tuple[str, str, str], Any]:
    return table(form, name, {(name, row, column): value for column, value in cells.items()})


def form_2019() -> Identified:
    return report(
        _of("proactive", "national-2019", "normative_documents", MADE), form="national-2019", year=2020
    )


def form_2014() -> Identified:
    return report(
        {("statistics", row, "value"): value for row, value in LIST.items()}, form="national-2014", year=2016
    )


class Case(NamedTuple):
    subject: Identified
    value: float
    without: Identified
    """A report for which there is none."""


EMPTY = report(requests({}) | table("national-2021", "reviews") | table("national-2021", "proactive"))
FULL, NO_PROSE = full(), report()

CASES = {
    "disclosure_rate_full": Case(FULL, 30 / 80, EMPTY),
    "disclosure_rate": Case(FULL, 40 / 80, EMPTY),
    "partial_share": Case(FULL, 10 / 80, EMPTY),
    "refused_share": Case(FULL, 10 / 80, EMPTY),
    "unavailable_share": Case(FULL, 20 / 80, EMPTY),
    "not_processed_share": Case(FULL, 5 / 80, EMPTY),
    "other_share": Case(FULL, 5 / 80, EMPTY),
    "exemption_refusals_per_request": Case(FULL, 10 / 80, EMPTY),
    "not_held_share": Case(FULL, 16 / 80, EMPTY),
    "backlog_rate": Case(FULL, 20 / 100, EMPTY),
    "closed_on_time_share": Case(form_2014(), 36 / 48, FULL),
    "natural_person_share": Case(FULL, 60 / 80, EMPTY),
    "business_share": Case(FULL, 8 / 80, EMPTY),
    "research_share": Case(FULL, 1 / 80, EMPTY),
    "public_interest_share": Case(FULL, 2 / 80, EMPTY),
    "legal_service_share": Case(FULL, 4 / 80, EMPTY),
    "other_organisation_share": Case(FULL, 5 / 80, EMPTY),
    "online_request_share": Case(form_2014(), 40 / 50, FULL),
    "requests_per_10000": Case(FULL, 80 / 25, report(requests(REQUESTS), agency="无人口数据的县人民政府")),
    "reconsideration_correction_rate_closed": Case(FULL, 2 / 6, EMPTY),
    "reconsideration_correction_rate_all": Case(FULL, 2 / 10, EMPTY),
    "litigation_correction_rate_closed": Case(FULL, 2 / 7, EMPTY),
    "litigation_correction_rate_all": Case(FULL, 2 / 10, EMPTY),
    "disputes_per_request": Case(FULL, 20 / 80, EMPTY),
    "hotline_resolution_rate_stated": Case(report(narrative=HOTLINE), 0.985, NO_PROSE),
    "hotline_resolution_rate": Case(report(narrative=HOTLINE), 4500 / 4568, NO_PROSE),
    "hotline_satisfaction": Case(report(narrative=HOTLINE), 0.9192, NO_PROSE),
    "hotline_transfer_share": Case(report(narrative=HOTLINE), 3144 / 4568, NO_PROSE),
    "channel_concentration_hhi": Case(report(narrative=CHANNELS), 0.36 + 0.09 + 0.01, NO_PROSE),
    "channel_top_share": Case(report(narrative=CHANNELS), 0.6, NO_PROSE),
    "documents_repealed_per_issued": Case(FULL, 30 / 20, EMPTY),
    "documents_new_share": Case(FULL, 20 / 200, EMPTY),
    "documents_published_share": Case(form_2019(), 15 / 20, FULL),
    "documents_disclosed_share": Case(form_2014(), 9 / 12, FULL),
    "published_on_time": Case(FULL, 1, NO_PROSE),
    "days_to_publication": Case(FULL, 68, NO_PROSE),
}
PEOPLE = pd.DataFrame({"code": ["640521", "640522"], "year": [2023, 2023], "population": [250_000, 400_000]})


def rates(records: Any, **options: Any) -> pd.Series:
    """Return the values by indicator."""
    return indicators(records, **options).set_index("indicator")["value"]


@pytest.mark.parametrize("name", IDS)
def test_value(name: str) -> None:
    case = CASES[name]
    assert rates(case.subject.records, population=PEOPLE)[name] == pytest.approx(case.value)


@pytest.mark.parametrize("name", IDS)
def test_there_is_none(name: str) -> None:
    case = CASES[name]
    found = indicators(case.without.records, population=PEOPLE).set_index("indicator").loc[name]
    assert found["value"] is pd.NA
    assert found["note"]


def test_no_case_is_left_over() -> None:
    assert list(CASES) == IDS


def test_a_corpus_gives_what_its_reports_give() -> None:
    many = [case.subject for case in CASES.values()]
    frame = corpus_indicators(many, population=PEOPLE)
    names = [column.name for column in INDICATORS]
    assert frame.columns.tolist() == ["document", "agency", "year", *names]
    assert len(frame) == len(many) * len(IDS)
    for position, one in enumerate(many):
        rows = frame.iloc[position * len(IDS) : (position + 1) * len(IDS)]
        assert set(zip(rows["agency"], rows["year"], strict=True)) == {one[:2]}
        expected = indicators(one.records, population=PEOPLE)
        pd.testing.assert_frame_equal(rows[names].reset_index(drop=True), expected)
    assert corpus_indicators([]).columns.tolist() == ["document", "agency", "year", *names]


def test_the_six_shares_make_up_the_whole() -> None:
    found = rates(FULL.records)
    shares = ["disclosure_rate_full", "partial_share", "refused_share", "unavailable_share"]
    assert found[[*shares, "not_processed_share", "other_share"]].sum() == pytest.approx(1)


class TestBefore2019:
    def test_through_the_crosswalk(self) -> None:
        answers = {
            "requests.answered": 20,
            "requests.answered.granted": 9,
            "requests.answered.already_public": 3,
            "requests.answered.partial": 2,
            "requests.answered.not_existing": 4,
            "requests.answered.not_this_organ": 1,
            "requests.answered.refused": 1,
        }
        figures = {("statistics", row, "value"): value for row, value in answers.items()}
        old = report(figures, form="national-2014", year=2016)
        found = rates(old.records)
        assert found["disclosure_rate_full"] == pytest.approx(12 / 20)
        assert found["disclosure_rate"] == pytest.approx(14 / 20)
        assert found["not_held_share"] == pytest.approx(5 / 20)
        assert found["refused_share"] is pd.NA
        explained = explain_indicators(old.records).set_index("indicator")
        assert (
            "已主动公开" in explained.loc["disclosure_rate", "note"]
            or "art. 36(1)" in explained.loc["disclosure_rate", "note"]
        )

    def test_channels_of_the_older_lists(self) -> None:
        figures = {
            ("statistics", "disclosed.website", "value"): 90,
            ("statistics", "disclosed.gazette", "value"): 10,
        }
        found = rates(report(figures, form="fujian", year=2012).records)
        assert found["channel_concentration_hhi"] == pytest.approx(0.82)
        figures[("statistics", "disclosed.gazette", "value")] = None  # type: ignore[assignment]
        assert rates(report(figures, form="fujian", year=2012).records)["channel_top_share"] is pd.NA


class TestDoubt:
    def test_a_blank_leaves_a_rate_open_unless_the_sums_prove_it_zero(self) -> None:
        blank = {("applications", "outcome.denied.internal_affairs", c): None for c in ("business", "total")}
        proven = report(requests(REQUESTS) | blank)
        assert rates(proven.records)["refused_share"] == pytest.approx(10 / 80)
        explained = explain_indicators(proven.records).set_index("indicator")
        assert "blank read as zero" in explained.loc["refused_share", "note"]
        open_ = report(requests({**REQUESTS, "outcome.total": 81}) | blank)
        assert rates(open_.records)["refused_share"] is pd.NA

    def test_hedged_parts_make_no_index(self) -> None:
        split = breakdown(100, part("网站", 60, comparator=">="), part("微信", 30))
        found = rates(report(narrative=Narrative(breakdowns=(split,), channels=0)).records)
        assert found["channel_concentration_hhi"] is pd.NA

    @pytest.mark.parametrize(("first", "held"), [(1e150, True), (1e160, False), (1e308, False)])
    def test_figures_beyond_any_number_are_open(self, first: float, held: bool) -> None:
        """A power of floats raised, and the whole corpus with it."""
        split = breakdown(100, part("网站", first), part("微信", first))
        explained = explain_indicators(
            report(narrative=Narrative(breakdowns=(split,), channels=0)).records
        ).set_index("indicator")
        row = explained.loc["channel_concentration_hhi"]
        assert pd.notna(row["value"]) == held
        assert ("beyond any number" in row["note"]) != held

    @pytest.mark.parametrize(("day", "value"), [("2024-01-31", 1), ("2024-02-01", None), ("2024-04-01", 0)])
    def test_on_time_of_a_zone(self, day: str, value: int | None) -> None:
        zone = report(agency="平潭综合实验区", published=dt.date.fromisoformat(day))
        found = rates(zone.records)["published_on_time"]
        assert found is pd.NA if value is None else found == value


@pytest.mark.parametrize("indicator", all_indicators(), ids=lambda indicator: indicator.id)
def test_an_indicator_is_documented(indicator: Any) -> None:
    texts = (indicator.zh, indicator.en, indicator.formula, indicator.unit, indicator.source, indicator.na)
    assert all(text.strip() for text in texts)
    assert ("correction" not in indicator.id) or indicator.id.endswith(("_closed", "_all"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_explained(language: str) -> None:
    frame = explain_indicators(FULL.records, language=language)  # type: ignore[arg-type]
    assert frame.columns.tolist() == [column.name for column in EXPLAINED]
    assert frame["indicator"].tolist() == IDS
    row = frame.set_index("indicator").loc["litigation_correction_rate_closed"]
    assert (row["numerator"], row["denominator"]) == (2, 7)
    assert row["label"] == (
        "行政诉讼纠正率（占已审结）" if language == "zh" else "lawsuits corrected, of those closed"
    )


class TestPopulation:
    def test_another_division_or_year_is_not_used(self) -> None:
        one = report(requests(REQUESTS), year=2022)
        assert rates(one.records, population=PEOPLE)["requests_per_10000"] is pd.NA

    def test_a_department_is_not_its_county(self) -> None:
        bureau = report(requests(REQUESTS), agency="中宁县审批服务管理局")
        assert rates(bureau.records, population=PEOPLE)["requests_per_10000"] is pd.NA

    @pytest.mark.parametrize(
        ("frame", "trouble"),
        [
            (PEOPLE.drop(columns="code"), "lacks code"),
            (pd.concat([PEOPLE, PEOPLE]), "640521 in 2023 more than once"),
        ],
    )
    def test_a_table_that_cannot_be_joined(self, frame: pd.DataFrame, trouble: str) -> None:
        with pytest.raises(ValueError, match=trouble):
            indicators(FULL.records, population=frame)


class TestNotes:
    """What a rate does not say stands beside it."""

    @pytest.mark.parametrize(("cases", "few"), [(29, True), (30, False)])
    def test_few_cases(self, cases: int, few: bool) -> None:
        one = report(requests({"outcome.granted": cases, "outcome.total": cases}))
        note = indicators(one.records).set_index("indicator").loc["disclosure_rate", "note"]
        assert ("few cases: n = 29" in note) == few

    @pytest.mark.parametrize(("repealed", "above"), [(40, False), (41, True)])
    def test_above_the_whole(self, repealed: int, above: bool) -> None:
        figures = _of(
            "proactive", "national-2021", "normative_documents", {"issued": 40, "repealed": repealed}
        )
        found = (
            indicators(report(figures).records).set_index("indicator").loc["documents_repealed_per_issued"]
        )
        assert found["value"] == pytest.approx(repealed / 40)
        assert ("above 100 %" in found["note"]) == above
