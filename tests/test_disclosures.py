"""The channels of a report are decided once, and hedges and periods reach the frames and charts."""

from __future__ import annotations

import dataclasses

import pytest

import gkstats as gk
from gkstats.disclosures import channels_of
from gkstats.frames import channels_frame, report_frame
from gkstats.indicators import indicators
from gkstats.records import Narrative
from gkstats.report import Report
from tests.checks.reports import breakdown, part, report

WEBSITE, GAZETTE = ("statistics", "disclosed.website", "value"), ("statistics", "disclosed.gazette", "value")
TOTAL = ("statistics", "disclosed.total", "value")
LIST = {TOTAL: 1000, WEBSITE: 946, GAZETTE: 54}


def split(total: int | None, *values: int, comparator: str = "=") -> Narrative:
    names = ["门户网站", "政府公报", "公示栏"]
    parts = [part(name, value, comparator=comparator) for name, value in zip(names, values, strict=False)]
    sums = None if total is None or comparator != "=" else sum(values) == total
    whole = dataclasses.replace(breakdown(total, *parts, dimension="channel"), sums=sums)
    return Narrative(breakdowns=(whole,), channels=0, channels_reason="stated")


@pytest.mark.parametrize(
    ("narrative", "expected"),
    [
        (Narrative(), [946, 54]),
        (split(80, 50, 30), [50, 30]),  # adds up to its total: speaks against the list
        (split(80, 50, 20), [946, 54]),  # does not
        (split(None, 50, 30), [946, 54]),
    ],
)
def test_one_decision_for_frames_rates_and_sources(narrative: Narrative, expected: list[int]) -> None:
    one = report(LIST, form="national-2014", year=2016, narrative=narrative)
    found = channels_of(one.records)
    assert found is not None
    assert [channel.value for channel in found.parts] == expected
    frame = channels_frame(one.records)
    assert frame["value"].tolist() == expected
    rates = indicators(one.records).set_index("indicator")["value"]
    assert rates["channel_top_share"] == pytest.approx(max(expected) / sum(expected))
    assert frame["share"].max() == pytest.approx(rates["channel_top_share"])


def test_without_a_list_the_prose_stands_whatever_it_adds_up_to() -> None:
    found = channels_of(report(narrative=split(80, 50, 20)).records)
    assert found is not None
    assert (found.total, found.whole) == (80, 80)


@pytest.mark.parametrize("comparator", [">=", "<=", "~"])
def test_a_hedge_reaches_frames_and_charts(comparator: str) -> None:
    narrative = split(80, 50, 30, comparator=comparator)
    one = Report(report(narrative=narrative).records)
    assert one.channels["comparator"].tolist() == [comparator] * 2
    assert one.breakdowns["comparator"].tolist() == [comparator] * 2
    sign = {">=": "≥", "<=": "≤", "~": "≈"}[comparator]
    ax = gk.charts.channels(one, language="en")
    assert [text.get_text().startswith(sign) for text in ax.texts] == [True, True]
    assert indicators(one.records).set_index("indicator")["value"].isna()["channel_top_share"]


def test_the_total_keeps_its_hedge() -> None:
    narrative = split(80, 50, 30)
    whole = dataclasses.replace(narrative.breakdowns[0], total_comparator=">=", sums=None)
    one = Report(report(narrative=dataclasses.replace(narrative, breakdowns=(whole,))).records)
    assert one.channels.attrs["comparator"] == ">="
    assert one.breakdowns["total_comparator"].tolist() == [">="] * 2
    assert "≥80" in gk.charts.describe(gk.charts.channels(one, language="zh"))


def test_last_years_categories_are_not_drawn_under_this_years_title() -> None:
    parts = [part("机构职能", 30), part("政策文件", 50)]
    last = dataclasses.replace(breakdown(80, *parts), dimension="category", period="previous")
    now = dataclasses.replace(breakdown(9, part("机构职能", 4), part("政策文件", 5)), dimension="category")
    for wholes, expected in [((last, now), [5, 4]), ((last,), [])]:
        one = Report(report(narrative=Narrative(breakdowns=wholes)).records)
        assert set(one.breakdowns["period"]) == {whole.period for whole in wholes}
        ax = gk.charts.categories(one)
        assert [bar.get_width() for bar in ax.patches] == expected


def test_a_stated_share_stands_apart_from_the_computed_one() -> None:
    whole = breakdown(80, dataclasses.replace(part("网站", 50), share=0.7), part("公报", 30))
    frame = report_frame("breakdowns", report(narrative=Narrative(breakdowns=(whole,))).records)
    assert frame["share"].tolist() == [0.625, 0.375]
    assert frame["share_stated"].tolist()[0] == 0.7
    assert frame["share_stated"].isna().tolist() == [False, True]
