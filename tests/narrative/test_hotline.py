"""The hotline's figures: hedges, periods and places, the margin, and readings that no change of wording moves."""

from __future__ import annotations

import re

import pandas as pd
import pytest

import gkstats as gk
from gkstats.frames import Identified, stacked_frame
from gkstats.reading.narrative import read_narrative_records, sections_of_text
from gkstats.reading.narrative.hotline import DOUBTFUL, Line, note_of_hotline
from gkstats.reading.narrative.masks import Span
from gkstats.records import Hotline

FIELDS = ("received", "resolved", "transferred", "answered_directly", "resolution_rate", "satisfaction")
SAID = "市12345热线全年共受理群众诉求20,418件，其中在线解答12,306件，转办8,112件，按时办结率99.6%，群众满意率95.8%。"
TICKETS = "全年承办12345热线工单864件，办结861件，办结率99.7%，满意率96.2%。"


def read(text: str, year: int = 2023) -> Hotline | None:
    return read_narrative_records(sections_of_text(text), year).hotline


def values(text: str) -> dict[str, float | None]:
    hotline = read(text)
    return {field: getattr(hotline, field, None) for field in FIELDS}


@pytest.mark.parametrize("said", [SAID, TICKETS])
class TestMetamorphic:
    """Changes that do not touch what is said do not touch what is read."""

    def test_scaled_figures(self, said: str) -> None:
        tenfold = re.sub(r"(\d+),?(\d*)件", lambda m: f"{int(m[1] + m[2]) * 10}件", said)
        counts = {f: v for f, v in values(said).items() if v is not None and v > 1}
        assert {f: values(tenfold)[f] for f in counts} == {f: v * 10 for f, v in counts.items()}

    @pytest.mark.parametrize("name", ["12345政务服务便民热线", "市长热线", "“12345”市民热线"])
    def test_renamed_hotlines(self, said: str, name: str) -> None:
        assert values(said.replace("12345热线", name)) == values(said)

    def test_a_neutral_sentence_between(self, said: str) -> None:
        assert values(
            said.replace("，按时", "。热线运行平稳有序。按时").replace("，满意", "。热线运行平稳有序。满意")
        ) == values(said)

    def test_a_broken_line(self, said: str) -> None:
        assert values(said.replace("，满意", "，\n满意").replace("，群众满意", "，\n群众满意")) == values(
            said
        )

    def test_other_matters_around(self, said: str) -> None:
        around = (
            f"县政府网站发布信息1,203条，市长信箱收到来信88件。\n{said}\n全年收到依申请公开31件，办结31件。"
        )
        assert values(around) == values(said)


def test_hedges_periods_and_sentences_travel_with_the_figures() -> None:
    hotline = read("12345热线全年受理群众诉求2.6万余件。回访满意率约95%。")
    assert hotline is not None
    assert (hotline.received, hotline.satisfaction) == (26000, 0.95)
    assert (hotline.comparator("received"), hotline.comparator("satisfaction")) == (">=", "~")
    assert hotline.comparator("resolved") == "="
    received, satisfaction = hotline.details
    assert received.sentence == "12345热线全年受理群众诉求2.6万余件。"
    assert satisfaction.sentence == "回访满意率约95%。"
    assert {received.period, satisfaction.period} == {"year"}
    assert received.places


def test_the_margin_says_how_sure_a_reading_is() -> None:
    plain = read(TICKETS)
    assert plain is not None
    assert plain.margin is not None
    assert plain.margin > 0
    assert ("nearly as likely" in plain.note) == (plain.margin < DOUBTFUL)


@pytest.mark.parametrize(("margin", "doubtful"), [(DOUBTFUL - 0.01, True), (DOUBTFUL, False)])
def test_a_low_margin_is_said(margin: float, doubtful: bool) -> None:
    assert ("nearly as likely" in note_of_hotline(Line(Span(0, 2), {}, margin))) == doubtful


@pytest.mark.parametrize(
    "text",
    [
        "2024年力争12345热线按时办结率达到99%，满意率保持在95%以上。",
        "“民生热线”节目播出48期，现场解答群众提问126个，满意率95%。",
        "通过领导信箱、12345热线、网上留言等渠道共受理诉求6,318件，办结6,290件。",
        "门户网站公开信息2,310条，12345热线运行平稳有序。",
    ],
)
def test_nothing_is_invented(text: str) -> None:
    assert read(text) is None


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> gk.Report:
    text = (gk.samples() / "zhongning-2020.txt").read_text(encoding="utf-8")
    hedged, changes = re.subn(
        "4568件，办结.*?办结率达到100%", "2.6万余件，按时办结率超过99%", text, flags=re.DOTALL
    )
    assert changes == 1
    path = tmp_path_factory.mktemp("hedged") / "zhongning-2020.txt"
    path.write_text(hedged, encoding="utf-8")
    return gk.load_report(path)


class TestOnTheWayToTheFrames:
    """Hedges, margin and note reach whoever looks at a frame, a line over the years or a chart."""

    def test_the_series_keeps_its_values_and_tells_the_rest_in_attrs(self, report: gk.Report) -> None:
        hotline = report.hotline
        assert hotline["received"] == 26000
        assert hotline.index.tolist() == list(FIELDS)
        assert hotline.attrs["comparators"] == {
            "received": ">=",
            "resolution_rate": ">=",
            "satisfaction": "=",
        }
        assert hotline["satisfaction"] == 0.9192
        assert hotline.attrs["margin"] > 0
        assert "2.6万余件" in hotline.attrs["sentences"]["received"]

    def test_the_stacked_frame_has_them_as_columns(self, report: gk.Report) -> None:
        frame = stacked_frame("hotline", [Identified("某县", 2020, report.records)]).iloc[0]
        assert (frame["received"], frame["received_comparator"]) == (26000, ">=")
        assert pd.isna(frame["resolved"])
        assert pd.isna(frame["resolved_comparator"])
        assert frame["margin"] > 0

    def test_charts_show_the_hedge(self, report: gk.Report) -> None:
        words = [text.get_text() for text in gk.charts.hotline(report).texts]
        assert words == ["≥26,000"]
        assert "≥99%" in gk.charts.describe(gk.charts.hotline(report))
        assert [text.get_text() for text in gk.charts.hotline_rates(report).texts] == ["≥99%", "91.92%"]

    def test_the_places_are_marked(self, report: gk.Report) -> None:
        assert report.show_source("hotline") is not None


@pytest.mark.parametrize(("said", "received"), [("2023年", 5000), ("2022年", None)])
def test_no_figure_of_another_year_stands_as_this_years(said: str, received: int | None) -> None:
    text = f"{said}12345政务服务热线共受理群众诉求5000件。"
    found = read_narrative_records(sections_of_text(text), 2023).hotline
    assert (found.received if found else None) == received
