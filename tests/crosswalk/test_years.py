"""Figures followed through the forms: joined where comparable, breaks marked, the rest left apart."""

from __future__ import annotations

import operator
from typing import Any

import pandas as pd
import pytest

from gkstats.crosswalk import (
    BREAKS,
    SERIES,
    all_lines,
    find_line,
    form_breaks,
    panel,
    series,
    stated_disclosures,
)
from gkstats.crosswalk.lines import expand
from gkstats.forms import all_forms, get_form
from gkstats.frames import Identified
from gkstats.records import Narrative
from tests.checks.reports import breakdown, hotline, part, quantity, report, requests, table

ZONE, COMMITTEE = "平潭综合实验区", "平潭综合实验区管委会"
PROSE_TABLES = ("prose", "hotline")


def stat(row: str, value: float | None) -> dict[tuple[str, str, str], Any]:
    return {("statistics", row, "value"): value}


def said(value: float, comparator: str = "=") -> Narrative:
    sentence = "全年主动公开政府信息若干条。"
    return Narrative(quantities=(quantity(value, "条", "政府信息", sentence, comparator=comparator),))


def years() -> list[Identified]:
    """Return one agency over three forms and under two names."""
    lawsuits = {
        ("reviews", "litigation.direct", "total"): 4,
        ("reviews", "litigation.after_reconsideration", "total"): 3,
    }
    first = stat("disclosed.total", 425) | stat("requests.received", 6) | stat("requests.answered", 5)
    first |= stat("requests.answered.refused", 2) | stat("requests.answered.partial", 1) | stat("lawsuits", 2)
    second = requests(
        {"received.new": 20, "outcome.denied.state_secret": 3, "outcome.other": 1}, "national-2019"
    )
    second |= table("national-2019", "proactive", {("proactive", "normative_documents", "made"): 89})
    third = requests({"received.new": 70, "outcome.denied.state_secret": 4, "outcome.other.other": 2})
    third |= table("national-2021", "reviews", lawsuits)
    third |= table("national-2021", "proactive", {("proactive", "normative_documents", "issued"): 77})
    return [
        report(first, form="fujian", agency=ZONE, year=2018, source="2018"),
        report(
            second, form="national-2019", agency=COMMITTEE, year=2020, narrative=said(2602), source="2020"
        ),
        report(third, agency=ZONE, year=2021, narrative=said(2645), source="2021"),
    ]


def values(frame: pd.DataFrame) -> list[float | None]:
    row = frame.iloc[0].astype(object)
    return row.where(row.notna(), None).tolist()


class TestCrosswalk:
    @pytest.mark.parametrize("line", all_lines(), ids=lambda line: "/".join(line.cell))
    def test_every_cell_is_one_of_its_forms(self, line: Any) -> None:
        for origin in (*line.sources, *line.apart):
            for form_id in () if "*" in origin.forms else origin.forms:
                form = get_form(form_id)
                declared = {(t.id, row, column) for t in form.tables for row, column, _ in t.cells()}
                found = {cell for pattern in origin.cells for cell in expand(pattern, (form_id,))}
                assert found & declared, (form_id, origin.cells)

    @pytest.mark.parametrize("line", all_lines(), ids=lambda line: "/".join(line.cell))
    def test_every_join_and_every_parting_has_a_reason(self, line: Any) -> None:
        assert all(origin.reason for origin in (*line.sources[1:], *line.apart))
        assert all(text for text in (line.zh, line.en))
        joined = {(form, cell) for origin in line.sources for form in origin.forms for cell in origin.cells}
        parted = {(form, cell) for origin in line.apart for form in origin.forms for cell in origin.cells}
        assert not joined & parted

    def test_every_cell_of_every_form_has_a_line(self) -> None:
        for form in all_forms():
            for declared in form.tables:
                for row, column, _ in declared.cells():
                    line = find_line(declared.id, row, column)
                    assert any(origin.serves([form.id]) for origin in line.sources)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("proactive/normative_documents/made", "proactive/normative_documents/issued"),
            ("proactive/normative_documents/total_published", "proactive/normative_documents/in_force"),
            ("proactive/fees/items_last_year", "proactive/fees/amount"),
            ("applications/outcome.denied/total", "statistics/requests.answered.refused/value"),
        ],
    )
    def test_what_only_looks_alike_is_never_joined(self, one: str, other: str) -> None:
        cell = tuple(other.split("/"))
        line = find_line(*one.split("/"))
        assert not any(cell in origin.cells for origin in line.sources)
        assert any(cell in origin.cells for origin in line.apart)

    def test_an_unknown_cell(self) -> None:
        with pytest.raises(KeyError, match=r"applications/outcome\.unknown/total"):
            find_line("applications", "outcome.unknown", "total")


class TestPanel:
    def test_joined_across_forms_with_the_breaks_marked(self) -> None:
        frame = panel(years(), "applications", "received.new", "total")
        assert (frame.index.tolist(), frame.columns.tolist()) == ([ZONE], [2018, 2019, 2020, 2021])
        assert values(frame) == [6, None, 20, 70]
        breaks = [(b["year"], b["form_before"], b["form"], b["comparable"]) for b in frame.attrs["breaks"]]
        assert breaks == [
            (2020, "fujian", "national-2019", "close"),
            (2021, "national-2019", "national-2021", "same"),
        ]
        assert "受理" in frame.attrs["breaks"][0]["reason"]
        assert frame.attrs["unit"] == "件"

    def test_the_breaks_go_with_every_frame_made_of_it_and_are_not_copied(self) -> None:
        # pandas copies `attrs` deeply: seconds for each step with the breaks of thousands of reports.
        frame = panel(years(), "applications", "received.new", "total")
        derived = frame.dropna(axis="columns").copy()
        assert derived.attrs == frame.attrs
        assert all(map(operator.is_, derived.attrs["breaks"], frame.attrs["breaks"]))
        derived.attrs["breaks"].clear()
        assert frame.attrs["breaks"]

    def test_asked_for_under_the_older_name(self) -> None:
        frame = panel(years(), "statistics", "requests.received", "value")
        pd.testing.assert_frame_equal(frame, panel(years(), "applications", "received.new", "total"))

    @pytest.mark.parametrize(
        ("cell", "expected", "year", "reason"),
        [
            ("proactive/normative_documents/made", [None, None, 89, None], 2021, "新制作"),
            ("proactive/normative_documents/issued", [None, None, None, 77], 2021, "制发"),
            ("applications/outcome.denied/total", [None, None, 3, 4], 2020, "否决公开"),
        ],
    )
    def test_what_is_not_comparable_is_left_apart(
        self, cell: str, expected: list[int | None], year: int, reason: str
    ) -> None:
        frame = panel(years(), *cell.split("/"))
        assert values(frame) == expected
        parted = [b for b in frame.attrs["breaks"] if b["comparable"] == "no"]
        assert [reason in b["reason"] for b in parted if b["year"] == year] == [True]

    def test_decisions_go_on_from_2019_to_2021(self) -> None:
        frame = panel(years(), "proactive", "licensing", "decisions")
        assert values(frame)[2:] == [0, 0]

    def test_one_row_of_other_outcomes_becomes_three(self) -> None:
        assert values(panel(years(), "applications", "outcome.other", "total"))[2:] == [1, 2]

    def test_both_kinds_of_lawsuit(self) -> None:
        assert values(panel(years(), "reviews", "litigation", "total")) == [2, None, None, 7]

    def test_applicants_are_told_apart_since_2019_only(self) -> None:
        assert values(panel(years(), "applications", "received.new", "natural_person")) == [
            None,
            None,
            20,
            70,
        ]

    def test_disclosures_go_on_in_the_prose(self) -> None:
        frame = panel(years(), "statistics", "disclosed.total", "value")
        assert values(frame) == [425, None, 2602, 2645]
        assert [note["year"] for note in frame.attrs["notes"]] == [2020, 2021]
        assert "全年主动公开政府信息" in frame.attrs["notes"][0]["note"]

    def test_documents_that_agree_count_once_and_those_that_disagree_not_at_all(self) -> None:
        same = [report(requests({"received.new": 3}), source=f"{n}") for n in "ab"]
        assert values(panel(same, "applications", "received.new", "total")) == [3]
        differing = [*same, report(requests({"received.new": 4}), source="c")]
        frame = panel(differing, "applications", "received.new", "total")
        assert values(frame) == [None]
        assert frame.attrs["notes"][0]["note"] == "documents disagree: 3, 4"

    def test_a_blank_is_no_zero(self) -> None:
        figures = requests({"received.new": 3}) | {("applications", "received.carried_over", "total"): None}
        figures |= {("applications", "received.carried_over", "business"): None}
        frame = panel([report(figures)], "applications", "received.carried_over", "total")
        assert values(frame) == [None]
        assert "no figure printed" in frame.attrs["notes"][0]["note"]

    def test_a_blank_total_beside_all_its_parts_says_that_it_was_added_up(self) -> None:
        figures = requests({"received.new": 3}) | {("applications", "received.new", "total"): None}
        frame = panel([report(figures)], "applications", "received.new", "total")
        assert values(frame) == [3]
        note = frame.attrs["notes"][0]
        assert (note["basis"], note["note"]) == ("derived", "received.new: total left blank, parts add to 3")

    def test_a_sum_over_blanks_counts_only_where_the_table_adds_up(self) -> None:
        blank = {
            ("applications", "outcome.denied.third_party", column): None for column in ("business", "total")
        }
        proven = requests({"outcome.denied.state_secret": 3, "outcome.total": 3}) | blank
        frame = panel([report(proven)], "applications", "outcome.denied", "total")
        assert values(frame) == [3]
        assert "blank read as zero" in frame.attrs["notes"][0]["note"]
        open_ = requests({"outcome.denied.state_secret": 3, "outcome.total": 4}) | blank
        assert values(panel([report(open_)], "applications", "outcome.denied", "total")) == [None]

    def test_two_forms_in_one_report(self) -> None:
        figures = requests({"received.new": 3}, "national-2019") | stat("requests.received", 5)
        both = report(figures, form="national-2019", forms=["national-2019", "fujian"], year=2019)
        assert values(panel([both], "applications", "received.new", "total")) == [3]

    def test_no_report_at_all(self) -> None:
        frame = panel([], "applications", "received.new", "total")
        assert frame.shape == (0, 0)
        assert frame.attrs["breaks"] == []

    def test_breaks_as_a_frame(self) -> None:
        frame = form_breaks(years(), "applications", "received.new", "total")
        assert frame.columns.tolist() == [column.name for column in BREAKS]
        assert frame["comparable"].tolist() == ["close", "same"]
        # Two families of forms without a joined figure still say that there is none.
        assert form_breaks(years(), "proactive", "licensing", "decisions")["comparable"].tolist() == [
            "no",
            "same",
        ]


class TestSeries:
    def test_the_main_figures_year_by_year(self) -> None:
        frame = series(years())
        assert frame.columns.tolist() == [column.name for column in SERIES]
        assert {c.name: str(frame[c.name].dtype) for c in SERIES} == {c.name: c.dtype for c in SERIES}
        assert set(frame["agency"]) == {ZONE}
        requests_ = frame[frame["series"] == "received.new"]
        assert requests_[["year", "value", "form", "new_form", "break"]].to_numpy().tolist() == [
            [2018, 6, "fujian", False, False],
            [2020, 20, "national-2019", True, True],
            [2021, 70, "national-2021", True, False],
        ]
        assert set(frame["group"]) == {"disclosures", "requests", "outcomes", "reviews"}

    def test_a_break_says_what_differs(self) -> None:
        frame = series(years())
        broken = frame[frame["break"]]
        assert (broken["year"] == 2020).all() | (broken["series"] == "litigation").any()
        assert (broken["note"].str.len() > 0).all()

    def test_the_hotline_has_no_form_of_its_own(self) -> None:
        many = [
            report(year=year, narrative=Narrative(hotline=hotline(received=100 * year, satisfaction=0.9)))
            for year in (2022, 2023)
        ]
        frame = series(many)
        hot = frame[frame["group"] == "hotline"]
        assert hot[["series", "value"]].to_numpy().tolist() == [
            ["hotline.received", 202200],
            ["hotline.received", 202300],
            ["hotline.satisfaction", 0.9],
            ["hotline.satisfaction", 0.9],
        ]
        assert not hot["break"].any()


class TestStatedDisclosures:
    def quantity(
        self, value: float, noun: str = "政府信息", sentence: str = "主动公开政府信息。", **more: Any
    ) -> Any:
        return quantity(value, more.pop("unit", "条"), noun, sentence, **more)

    def test_the_total_by_channel_comes_first(self) -> None:
        channels = breakdown(540, part("网站", 540), dimension="channel")
        narrative = Narrative((self.quantity(16),), (channels,), 0)
        assert stated_disclosures(narrative) is not None
        assert stated_disclosures(narrative).value == 540  # type: ignore[union-attr]

    def test_explicit_disclosure_before_other_wordings(self) -> None:
        counts = (self.quantity(99, sentence="公布信息99条。"), self.quantity(12))
        assert stated_disclosures(Narrative(counts)).value == 12  # type: ignore[union-attr]

    @pytest.mark.parametrize(
        "count",
        [
            {"noun": "政府采购信息"},
            {"unit": "件"},
            {"section": 5},
            {"period": "previous"},
            {"sentence": "微博发布信息12条。"},
        ],
        ids=lambda count: next(iter(count)),
    )
    def test_other_counts_are_none(self, count: dict[str, Any]) -> None:
        assert stated_disclosures(Narrative((self.quantity(12, **count),))) is None

    def test_a_part_is_no_total(self) -> None:
        sentence = "公开信息若干条。"
        one, other = (self.quantity(n, sentence=sentence, noun="信息") for n in (75, 274))
        split = breakdown(None, part("网站", 75), part("微信", 274), dimension="channel")
        assert stated_disclosures(Narrative((one, other), (split,))) is None

    def test_a_larger_count_further_on_leaves_it_open(self) -> None:
        assert stated_disclosures(Narrative((self.quantity(12), self.quantity(30)))) is None
        assert stated_disclosures(Narrative((self.quantity(30), self.quantity(12)))).value == 30  # type: ignore[union-attr]

    def test_a_hedge_is_kept(self) -> None:
        many = [report(narrative=said(5500, ">="))]
        frame = series(many)
        assert frame[frame["group"] == "disclosures"]["comparator"].tolist() == [">="]
        notes = panel(many, "statistics", "disclosed.total", "value").attrs["notes"]
        assert "hedge (>=)" in notes[0]["note"]
