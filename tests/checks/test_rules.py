"""What the rules decide in doubtful cases: blanks, hedges, other forms, names that change."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkstats.checks import deadline_of, run_checks, run_corpus_checks
from gkstats.frames import Identified
from gkstats.records import Narrative
from gkstats.sums import cells_of, zero_cells
from tests.checks.reports import (
    COLUMNS,
    breakdown,
    fact,
    part,
    quantity,
    report,
    requests,
    restatement,
    table,
)

NEW = ("applications", "received.new", "total")


def found(frame: pd.DataFrame, check: str) -> pd.DataFrame:
    return frame[frame["check"] == check].reset_index(drop=True)


def at(frame: pd.DataFrame, row: str, column: str) -> pd.Series:
    return frame[(frame["row"] == row) & (frame["column"] == column)].iloc[0]


def one(identified: Identified) -> pd.DataFrame:
    return run_checks(identified.records)


class TestBlanks:
    def test_a_blank_part_is_read_as_zero_and_said_so(self) -> None:
        figures = requests({"received.new": 3}) | {("applications", "received.new", "research"): None}
        row = at(found(one(report(figures)), "row-sum"), "received.new", "total")
        assert row["passed"]
        assert "blank read as zero: research institutions" in row["message"]

    def test_a_blank_part_does_not_excuse_a_wrong_sum(self) -> None:
        figures = requests({"received.new": 3}) | {("applications", "received.new", "natural_person"): None}
        figures[("applications", "received.new", "business")] = 1
        row = at(found(one(report(figures)), "row-sum"), "received.new", "total")
        assert (row["passed"], row["expected"], row["found"]) == (False, 1, 3)

    @pytest.mark.parametrize("total", [None, "-"])
    def test_a_blank_total_is_neither_right_nor_wrong(self, total: str | None) -> None:
        figures = requests({"received.new": 3}) | {NEW: total}
        row = at(found(one(report(figures)), "row-sum"), "received.new", "total")
        assert row["passed"] is pd.NA
        assert row["message"] == "total not printed"

    def test_a_total_without_any_part_is_neither_right_nor_wrong(self) -> None:
        figures = dict.fromkeys((("applications", "received.new", column) for column in COLUMNS[:-1]), None)
        row = at(found(one(report({**figures, NEW: 5})), "row-sum"), "received.new", "total")
        assert row["passed"] is pd.NA

    def test_a_blank_outcome_total_leaves_the_column_open(self) -> None:
        figures = requests({"received.new": 3, "outcome.granted": 3}) | {
            ("applications", "outcome.total", "total"): None
        }
        frame = one(report(figures))
        for check in ("column-identity", "outcome-sum"):
            assert at(found(frame, check), "outcome.total", "total")["passed"] is pd.NA

    def test_between_years_blanks_say_nothing_unless_the_figures_agree(self) -> None:
        before = report(requests({}) | {("applications", "carried_forward", "total"): None}, year=2022)
        for value, passed in ((0, True), (3, pd.NA)):
            now = report(requests({"received.carried_over": value}))
            row = at(
                found(run_corpus_checks([before, now]), "carried-over"), "received.carried_over", "total"
            )
            assert row["passed"] is passed or row["passed"] == passed

    def test_zeros_are_proven_by_sums_only(self) -> None:
        blank = {("applications", "outcome.denied.state_secret", "total"): None}
        adds_up = requests({"outcome.granted": 4, "outcome.total": 4}) | blank
        too_few = requests({"outcome.granted": 4, "outcome.total": 5}) | blank
        cell = ("applications", "outcome.denied.state_secret", "total")
        assert cell in zero_cells(["national-2021"], cells_of(report(adds_up).records.facts))
        # The row's own sum proves it, too; without it nothing does.
        too_few[("applications", "outcome.denied.state_secret", "business")] = None
        for column in COLUMNS[:-1]:
            too_few.pop(("applications", "outcome.denied.state_secret", column))
        assert cell not in zero_cells(["national-2021"], cells_of(report(too_few).records.facts))


class TestSums:
    def test_a_subtotal_is_not_counted_with_its_parts(self) -> None:
        rows = {
            "outcome.other": 3,
            "outcome.other.uncorrected": 1,
            "outcome.other.other": 2,
            "outcome.total": 3,
        }
        assert found(one(report(requests(rows))), "outcome-sum")["passed"].all()

    def test_one_row_of_other_outcomes_counts_in_the_later_form(self) -> None:
        figures = {
            cell: value
            for cell, value in requests({"outcome.other": 3, "outcome.total": 3}).items()
            if not cell[1].startswith("outcome.other.")
        }
        assert found(one(report(figures)), "outcome-sum")["passed"].all()

    def test_two_forms_in_one_report_are_each_tried_once(self) -> None:
        figures = requests({"received.new": 1}, "national-2019")
        both = report(figures, form="national-2019", forms=["national-2019", "national-2021"])
        frame = found(one(both), "row-sum")
        assert not frame.duplicated(["row", "column"]).any()

    def test_rows_without_a_form_are_no_parts(self) -> None:
        extra = [fact("applications", "unmatched.1", column, -9.5) for column in COLUMNS]
        figures = requests({"received.new": 3, "outcome.granted": 3, "outcome.total": 3})
        assert not _faulty(one(report({**figures, **_OTHERS}, extra=extra)))

    @settings(max_examples=25, deadline=None)
    @given(data=st.data())
    def test_any_table_that_adds_up_passes_and_any_slip_is_found(self, data: st.DataObject) -> None:
        figures = _adding_up(data)
        assert not _errors(figures)
        cell = data.draw(st.sampled_from(sorted(figures)))
        figures[cell] += data.draw(st.integers(1, 9))
        assert _errors(figures)


def _adding_up(data: st.DataObject) -> dict[tuple[str, str, str], int]:
    """Draw outcomes by applicant, and let the totals follow."""
    blank = table("national-2021", "applications")
    rows = list(dict.fromkeys(row for _, row, _ in blank))
    outcomes = [row for row in rows if row.startswith("outcome.") and row != "outcome.total"]
    counts = st.integers(0, 50)
    figures = {}
    for column in COLUMNS[:-1]:
        column_counts = {row: data.draw(counts) for row in outcomes}
        total, forward = sum(column_counts.values()), data.draw(counts)
        over = data.draw(st.integers(0, total + forward))
        column_counts |= {"outcome.total": total, "carried_forward": forward}
        column_counts |= {"received.carried_over": over, "received.new": total + forward - over}
        figures |= {("applications", row, column): value for row, value in column_counts.items()}
    for row in rows:
        figures["applications", row, "total"] = sum(
            figures["applications", row, column] for column in COLUMNS[:-1]
        )
    return figures


def _errors(figures: dict[tuple[str, str, str], int]) -> bool:
    return _faulty(one(report({**figures, **_OTHERS})))


def _faulty(frame: pd.DataFrame) -> bool:
    return bool((frame["passed"].eq(False).fillna(False) & frame["severity"].eq("error")).any())


_OTHERS = {**table("national-2021", "proactive"), **table("national-2021", "reviews")}


class TestProse:
    @pytest.mark.parametrize(
        ("stated", "comparator", "passed"),
        [
            (20, "=", True),
            (21, "=", False),
            (19, ">=", True),
            (21, ">=", False),
            (21, "<=", True),
            (19, "<=", False),
            (22, "~", True),
            (23, "~", False),
        ],
    )
    def test_hedged_figures(self, stated: int, comparator: str, passed: bool) -> None:
        said = Narrative(restatements=(restatement(stated, [NEW], comparator=comparator),))
        assert found(one(report({NEW: 20}, narrative=said)), "prose-table")["passed"].tolist() == [passed]

    def test_a_figure_may_repeat_any_candidate(self) -> None:
        over = ("applications", "received.carried_over", "total")
        said = Narrative(restatements=(restatement(75, [NEW], [NEW, over]),))
        row = found(one(report({NEW: 74, over: 1}, narrative=said)), "prose-table").iloc[0]
        assert (row["passed"], row["expected"]) == (True, 75)

    def test_blank_cells_refute_nothing(self) -> None:
        said = Narrative(restatements=(restatement(75, [NEW]),))
        assert found(one(report({NEW: None}, narrative=said)), "prose-table").empty

    def test_hedged_parts_are_not_added_up(self) -> None:
        parts = (part("甲", 60, comparator=">="), part("乙", 50))
        frame = one(report(narrative=Narrative(breakdowns=(breakdown(100, *parts),))))
        assert found(frame, "parts-within-total").empty

    def test_a_single_part_need_not_make_the_total(self) -> None:
        frame = one(report(narrative=Narrative(breakdowns=(breakdown(100, part("甲", 60)),))))
        assert found(frame, "parts-make-total").empty
        assert found(frame, "parts-within-total")["passed"].tolist() == [True]

    @pytest.mark.parametrize(
        ("share", "passed"),
        [(0.7, True), (0.71, False), (0.698, True), (0.697, True), (0.6975, True), (0.6965, False)],
    )
    def test_shares_hold_to_their_last_place(self, share: float, passed: bool) -> None:
        frame = one(report(narrative=Narrative(breakdowns=(breakdown(1000, part("甲", 697.5, share)),))))
        assert found(frame, "stated-share")["passed"].tolist() == [passed]

    def test_a_fee_elsewhere_is_no_contradiction_without_a_denial(self) -> None:
        said = Narrative(quantities=(quantity(300, "元", "信息处理费", "收取信息处理费300元。"),))
        frame = one(report(prose={6: "收取信息处理费300元。"}, narrative=said))
        assert found(frame, "fee-contradicted").empty


class TestFormalities:
    @pytest.mark.parametrize(
        ("agency", "year", "days"),
        [
            ("淮安市人民政府", 2023, ("03-31", "03-31")),
            ("中宁县审批服务管理局", 2023, ("01-31", "01-31")),
            ("教育部", 2023, ("01-31", "01-31")),
            ("朝阳区人民政府", 2023, ("03-31", "03-31")),
            ("余丁乡人民政府", 2023, ("01-31", "03-31")),
            ("平潭综合实验区管委会", 2023, ("01-31", "03-31")),
            ("中宁县审批服务管理局", 2018, ("03-31", "03-31")),
        ],
    )
    def test_deadlines(self, agency: str, year: int, days: tuple[str, str]) -> None:
        assert deadline_of(agency, year) == tuple(dt.date.fromisoformat(f"{year + 1}-{day}") for day in days)

    def test_between_the_two_days_nothing_is_said_of_a_zone(self) -> None:
        zone = report(agency="平潭综合实验区", published=dt.date(2024, 3, 8))
        row = found(one(zone), "publication-deadline").iloc[0]
        assert row["passed"] is pd.NA
        assert "2024-01-31" in row["message"]

    def test_no_date_no_verdict(self) -> None:
        assert found(one(report()), "publication-deadline")["passed"].isna().all()
        assert found(one(report()), "reporting-period")["passed"].isna().all()

    @pytest.mark.parametrize(
        ("agency", "passed"),
        [("财政部", True), ("凉山彝族自治州人民政府", True), ("淮安市财政局", False), ("某某开发区", pd.NA)],
    )
    def test_who_makes_rules(self, agency: str, passed: object) -> None:
        figures = table("national-2021", "proactive", {("proactive", "rules", "in_force"): 2})
        row = at(found(one(report(figures, agency=agency)), "rule-making-power"), "rules", "in_force")
        assert row["passed"] is passed or row["passed"] == passed

    def test_reports_before_2019_have_no_section_five(self) -> None:
        frame = one(report(form="fujian", year=2012, prose={5: "无"}))
        assert found(frame, "section-five").empty
        assert found(frame, "fee-stated").empty


class TestYears:
    def test_names_of_one_agency(self) -> None:
        before = report(requests({"carried_forward": 3}), agency="平潭综合实验区管委会", year=2022)
        now = report(requests({"received.carried_over": 2}), agency="平潭综合实验区")
        assert len(found(run_corpus_checks([before, now]), "carried-over"))
        office = report(requests({"received.carried_over": 2}), agency="平潭综合实验区管委会办公室")
        assert found(run_corpus_checks([before, office]), "carried-over").empty

    def test_years_that_are_not_running(self) -> None:
        before = report(requests({"carried_forward": 3}), year=2021)
        assert found(run_corpus_checks([before, report(requests({}))]), "carried-over").empty

    def test_documents_in_force_are_not_tried_on_the_first_year_of_the_column(self) -> None:
        cells = table("national-2021", "proactive", {("proactive", "rules", "in_force"): 9})
        before = report(cells, year=2020)
        now = report(cells | {("proactive", "rules", "issued"): 5}, year=2021)
        assert found(run_corpus_checks([before, now]), "in-force").empty

    def test_the_law_of_2024_explains_jumps_of_disputes(self) -> None:
        cell = ("reviews", "reconsideration", "total")
        for year, count in ((2024, 0), (2023, 1)):
            frame = run_corpus_checks([report({cell: 7}, year=year - 1), report({cell: 70}, year=year)])
            assert len(found(frame, "year-on-year-jump")) == count

    def test_small_figures_may_jump(self) -> None:
        frame = run_corpus_checks([report({NEW: 1}, year=2022), report({NEW: 29})])
        assert found(frame, "year-on-year-jump").empty

    def test_what_last_years_documents_dispute_is_not_compared(self) -> None:
        before = [report(requests({"carried_forward": n}), year=2022, source=f"{n}.pdf") for n in (3, 4)]
        frame = found(
            run_corpus_checks([*before, report(requests({"received.carried_over": 3}))]), "carried-over"
        )
        assert set(frame["column"]) == set(COLUMNS) - {"natural_person", "total"}

    def test_several_formats_of_one_report_agree(self) -> None:
        many = [
            report(requests({"received.new": 3}), source=f"a.{ending}") for ending in ("pdf", "html", "docx")
        ]
        frame = found(run_corpus_checks(many), "same-figures")
        assert (frame["passed"].tolist(), frame.index.tolist()) == ([True, True], [0, 1])

    def test_the_index_is_the_position_of_the_document(self) -> None:
        frame = run_corpus_checks([report(year=2022), report(), report(agency="淮安市人民政府")])
        assert frame.index.name == "position"
        assert frame.groupby(level="position")["agency"].first().tolist() == [
            "中宁县人民政府",
            "中宁县人民政府",
            "淮安市人民政府",
        ]

    def test_one_report_is_judged_alike_alone_and_in_a_corpus(self) -> None:
        alone = report(requests({"received.new": 3}))
        frame = run_corpus_checks([alone]).drop(columns=["document", "agency", "year"]).reset_index(drop=True)
        pd.testing.assert_frame_equal(frame, one(alone))

    def test_reports_of_unknown_agency_or_year(self) -> None:
        nameless = [
            report(agency=None),
            report(agency=None),
            report(year=None),
            report(form=None, forms=[], prose={}),
        ]
        assert len(run_corpus_checks(nameless))
