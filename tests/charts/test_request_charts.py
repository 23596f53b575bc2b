"""Charts of requests, disputes and wording: widths are the figures, nothing is hidden, and all of it can be read."""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba

import gkstats as gk
from gkstats.charts.palette import FAMILIES
from gkstats.charts.sheet import MOST_ROWS
from tests.charts.looks import assert_looks_right, words_of

LANGUAGES = ["zh", "en"]
CHARTS = ["outcome_flow", "applicants", "outcomes", "outcome_shares", "reviews", "reuse"]
APPLICANTS = ["natural_person", "business", "research", "public_interest", "legal_service", "other", "total"]
OUTCOMES = [
    "received.new",
    "received.carried_over",
    "outcome.granted",
    "outcome.partial",
    "outcome.denied.state_secret",
    "outcome.denied.third_party",
    "outcome.unavailable.not_held",
    "outcome.not_processed.repeated",
    "outcome.other.other",
    "carried_forward",
]


@pytest.fixture(scope="module")
def pingtan() -> gk.Corpus:
    return gk.load_corpus(gk.samples() / "pingtan-20*.html", progress=False)


@pytest.fixture(scope="module")
def huaian() -> gk.Report:
    return gk.load_report(gk.samples() / "huaian-2024.pdf")


def drawn(chart: str, data: object, language: str) -> Axes:
    draw: Callable[..., Axes] = getattr(gk.charts, chart)
    return draw(data, language=language)


def agency(number: int) -> str:
    return f"云岭省青川市第{number:03}区人民政府办公室"


def requests_of(agencies: int, factor: int = 1) -> pd.DataFrame:
    """Compose tables of requests that add up: 3 to 12 of each outcome."""
    rows = []
    for number in range(agencies):
        ended = {row: (number * 7 + place) % 10 + 3 for place, row in enumerate(OUTCOMES[2:])}
        counts = {"received.new": sum(ended.values()) - 2, "received.carried_over": 2, **ended}
        for row, count in counts.items():
            rows.append((agency(number), 2020, row, count * factor, 0, 0, 0, 0, 0, count * factor))
    frame = pd.DataFrame(rows, columns=["agency", "year", "row", *APPLICANTS])
    return frame.astype(
        {"agency": "string", "row": "string", **dict.fromkeys(["year", *APPLICANTS], "Int64")}
    )


def reviews_of(agencies: int, factor: int = 1) -> pd.DataFrame:
    rows = [
        (agency(n), 2020, kind, n % 4 * factor, n % 3 * factor, n % 2 * factor, factor, 0)
        for n in range(agencies)
        for kind in ("reconsideration", "litigation.direct", "litigation.after_reconsideration")
    ]
    columns = ["upheld", "corrected", "other", "pending", "total"]
    frame = pd.DataFrame(rows, columns=["agency", "year", "row", *columns])
    return frame.astype({"agency": "string", "row": "string", **dict.fromkeys(["year", *columns], "Int64")})


def reuse_of(agencies: int) -> pd.DataFrame:
    rows = [
        (agency(n), year, year + 1, None, None, 900, (n * 13 + year) % 100 / 100)
        for n in range(agencies)
        for year in (2019, 2020, 2022)
    ]
    columns = ["agency", "earlier", "later", "number", "title", "characters", "reuse"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype({"agency": "string", "earlier": "Int64", "later": "Int64", "number": "Int64"})


def widths(ax: Axes) -> list[float]:
    return [float(bar.get_width()) for bar in ax.patches]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("chart", CHARTS)
def test_a_report_looks_right(huaian: gk.Report, chart: str, language: str) -> None:
    if chart == "reuse":
        pytest.skip("one report has nothing before it")
    assert_looks_right(drawn(chart, huaian, language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("chart", CHARTS)
def test_fifteen_years_look_right(pingtan: gk.Corpus, chart: str, language: str) -> None:
    ax = drawn(chart, pingtan, language)
    assert_looks_right(ax)
    assert "平潭综合实验区" in words_of(ax)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("chart", "frame"),
    [
        ("outcomes", requests_of(80)),
        ("applicants", requests_of(80)),
        ("outcome_flow", requests_of(80)),
        ("reviews", reviews_of(80)),
        ("reuse", reuse_of(80)),
    ],
    ids=["outcomes", "applicants", "flow", "reviews", "reuse"],
)
def test_eighty_agencies_look_right(chart: str, frame: pd.DataFrame, language: str) -> None:
    assert_looks_right(drawn(chart, frame, language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("chart", ["outcomes", "applicants", "outcome_flow", "reviews", "outcome_shares"])
def test_what_is_empty_or_zero_says_so(chart: str, language: str) -> None:
    nothing = gk.load_report("2021年政府信息公开工作年度报告\n一、总体情况\n全年公开信息12条。".encode())
    assert not drawn(chart, nothing, language).axison
    frame = reviews_of(3, 0) if chart == "reviews" else requests_of(3, 0)
    if chart != "outcome_shares":
        ax = drawn(chart, frame, language)
        assert len(ax.texts) == 1
        assert_looks_right(ax)


@pytest.mark.parametrize("language", LANGUAGES)
def test_reports_without_a_year_before_reuse_nothing(huaian: gk.Report, language: str) -> None:
    ax = drawn("reuse", gk.load_corpus(gk.samples() / "huaian-2024.pdf", progress=False), language)
    assert not ax.axison


def test_one_agency_is_a_chart_too() -> None:
    for chart in ("outcomes", "applicants", "outcome_flow"):
        assert_looks_right(drawn(chart, requests_of(1), "zh"))


def test_more_reports_than_fit_are_counted() -> None:
    for chart, frame in (
        ("outcomes", requests_of(130)),
        ("applicants", requests_of(130)),
        ("reviews", reviews_of(130)),
        ("reuse", reuse_of(130)),
    ):
        ax = drawn(chart, frame, "zh")
        assert str(130 - MOST_ROWS) in words_of(ax)
        assert len(ax.get_yticks()) == MOST_ROWS


def test_the_flow_shows_every_request(huaian: gk.Report) -> None:
    ax = gk.charts.outcome_flow(huaian)
    table = huaian.applications["total"]
    heights: dict[float, float] = {}
    for bar in ax.patches:
        heights[bar.get_x()] = heights.get(bar.get_x(), 0) + bar.get_height()
    received = int(table["received.new"] + table["received.carried_over"])
    first, families = (
        sum(bar.get_height() for bar in ax.patches if bar.get_x() == x) for x in sorted(heights)[:2]
    )
    unit = first / received
    assert families / unit == pytest.approx(received)
    with_reasons = table.filter(regex=r"^outcome\.\w+\.").sum()
    assert [heights[x] / unit for x in sorted(heights)[2:]] == [pytest.approx(with_reasons)] * 2
    said = [int(text.replace(",", "")) for text in re.findall(r"[\d,]+$", words_of(ax), re.MULTILINE)]
    assert int(table["outcome.granted"]) in said
    assert int(table["outcome.unavailable.not_held"]) in said


@pytest.mark.parametrize(("received", "words"), [(10, "报告未说明去向 3"), (5, "未列入收到数 2")])
def test_requests_that_are_not_accounted_for_are_shown(received: int, words: str) -> None:
    table = pd.DataFrame({"total": [received, 7]}, index=pd.Index(["received.new", "outcome.granted"]))
    ax = gk.charts.outcome_flow(table)
    assert words in words_of(ax)
    assert sum(bool(bar.get_hatch()) for bar in ax.patches) >= 1


def test_small_reasons_are_joined_not_dropped() -> None:
    from gkstats.charts.flow import _few, _Node

    nodes = [_Node(f"r{n}", 1.0 + n, "red", "denied") for n in range(13)]
    kept = _few(nodes, "zh", 9)
    assert sum(node.value for node in kept) == sum(range(1, 14))
    assert kept[-1] == _Node("其他原因", 10.0, "red", "denied")


def table_of(rows: dict[str, tuple[float | None, ...]], **lead: object) -> pd.DataFrame:
    """Compose a table of requests: natural persons, businesses and the total of each row; the other kinds are blank."""
    frame = pd.DataFrame(
        [(row, values[0], values[1], None, None, None, None, values[2]) for row, values in rows.items()],
        columns=["row", *APPLICANTS],
    ).astype(dict.fromkeys(APPLICANTS, "Int64"))
    return frame.assign(**lead) if lead else frame.set_index("row")


def test_what_one_report_leaves_open_is_not_made_good_by_another() -> None:
    one = table_of(
        {"received.new": (None, None, 10), "outcome.granted": (None, None, 7)}, agency="甲", year=2020
    )
    other = table_of(
        {"received.new": (None, None, 5), "outcome.granted": (None, None, 8)}, agency="乙", year=2020
    )
    words = words_of(gk.charts.outcome_flow(pd.concat([one, other], ignore_index=True)))
    assert "报告未说明去向 3" in words
    assert "未列入收到数 3" in words


@pytest.mark.parametrize("chart", ["outcomes", "outcome_flow"])
def test_a_blank_total_is_added_up_only_when_every_applicant_is_stated(chart: str) -> None:
    partial = table_of({"received.new": (5, None, None), "outcome.granted": (5, None, None)})
    assert not drawn(chart, partial, "zh").axison
    assert len(drawn(chart, partial, "zh").texts) == 1


def test_requests_of_no_stated_applicant_are_shown() -> None:
    ax = gk.charts.applicants(table_of({"received.new": (5, None, 9)}))
    assert "新收9件" in words_of(ax)
    assert widths(ax) == [5, 4]  # kinds that are blank have no bar
    assert words_of(ax).count("未填写") == 1 + 5
    assert "未填写申请人类别" in words_of(ax)
    only = table_of({"received.new": (None, None, 9)}, agency="甲", year=2020)
    corpus = gk.charts.applicants(pd.concat([only, requests_of(1)], ignore_index=True))
    assert len(corpus.get_yticks()) == 2


def test_reviews_show_every_case_and_no_blank_as_zero(huaian: gk.Report) -> None:
    ax = gk.charts.reviews(huaian)
    stated = huaian.reviews[["upheld", "corrected", "other", "pending"]].to_numpy().ravel()
    assert sorted(widths(ax)) == sorted(float(value) for value in stated if value)
    rows = pd.Index(["reconsideration", "litigation.direct", "litigation.after_reconsideration"], name="row")
    columns = ["upheld", "corrected", "other", "pending", "total"]
    values = [[None] * 5, [None, None, None, None, 4], [0, 0, 0, 0, 0]]
    blank = gk.charts.reviews(pd.DataFrame(values, index=rows, columns=columns).astype("Int64"))
    assert [text.get_text() for text in blank.texts if text.get_text() != "4"][-2:] == ["未填写", "0"]
    assert widths(blank) == [4.0]
    assert "未填写结果" in words_of(blank)


def test_a_year_with_a_blank_outcome_has_no_shares(pingtan: gk.Corpus) -> None:
    series = pingtan.series()
    series.loc[(series["year"] == 2023) & (series["series"] == "outcome.denied"), "value"] = None
    ticks = [tick.get_text() for tick in gk.charts.outcome_shares(series).get_xticklabels()]
    assert "2023\n–" in ticks


def test_a_change_of_form_within_missing_years_is_a_band(pingtan: gk.Corpus) -> None:
    ax = gk.charts.outcome_shares(pingtan.select(year=[2018, 2019, 2023]))
    words = [text.get_text() for text in ax.texts]
    assert "2019年新表" in words
    assert "2019–2023年间换表" in words
    assert_looks_right(ax)


def test_sections_are_told_apart_by_their_titles(pingtan: gk.Corpus) -> None:
    names = [tick.get_text() for tick in gk.charts.reuse(pingtan).get_yticklabels()]
    assert len(names) == len(set(names))
    assert {"收费及减免情况", "存在的主要问题及改进情况", "全文"} <= {
        name.replace("\n", "") for name in names
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_outcomes_of_many_agencies_over_years(language: str) -> None:
    rows = [
        (agency(n), year, family, 0.0 if n % 9 == 0 else float(n % 5 + place), year == 2021)
        for n in range(80)
        for year in (2020, 2021)
        for place, family in enumerate(["outcome.granted", "outcome.denied"])
    ]
    frame = pd.DataFrame(rows, columns=["agency", "year", "series", "value", "new_form"])
    frame = frame.astype({"agency": "string", "year": "Int64", "value": "Float64", "new_form": "boolean"})
    assert_looks_right(drawn("outcome_shares", frame, language))
    assert len(drawn("outcome_shares", frame.assign(value=0.0), language).texts) == 1


def test_a_year_with_several_documents_counts_once() -> None:
    frame = requests_of(1)
    twice = pd.concat([frame, frame], ignore_index=True)
    assert widths(gk.charts.outcomes(twice)) == widths(gk.charts.outcomes(frame))
    once = gk.charts.describe(gk.charts.outcome_flow(frame))
    assert gk.charts.describe(gk.charts.outcome_flow(twice)) == once


def test_shares_stand_on_the_figures_of_their_year(pingtan: gk.Corpus) -> None:
    ax = gk.charts.outcome_shares(pingtan)
    years = list(range(2011, 2026))
    dark = to_rgba(FAMILIES["outcome.granted"])
    granted = {
        bar.get_x() + bar.get_width() / 2: bar.get_height()
        for bar in ax.patches
        if bar.get_facecolor() == dark
    }
    table = pingtan.applications.set_index(["year", "row"])["total"]
    for year in (2019, 2023):
        closed = table[year].filter(like="outcome.").drop("outcome.total").sum()
        assert granted[years.index(year)] == pytest.approx(table[year, "outcome.granted"] / closed)
    lines = sorted(float(line.get_xdata()[0]) for line in ax.lines)
    assert lines == [years.index(2019) - 0.5, years.index(2021) - 0.5]


def test_missing_years_stay_empty(pingtan: gk.Corpus) -> None:
    ax = gk.charts.outcome_shares(pingtan.select(year=[2020, 2023]))
    assert [tick.get_text().split("\n")[0] for tick in ax.get_xticklabels()] == [
        "2020⚠",
        "2021",
        "2022",
        "2023",
    ]
    assert [tick.get_text().endswith("–") for tick in ax.get_xticklabels()] == [False, True, True, False]
    assert_looks_right(ax)


def test_reuse_is_that_of_the_comparison(pingtan: gk.Corpus) -> None:
    by_year = {report.year: report for report in pingtan}
    found = pingtan.reuse()
    whole = found[found["number"].isna()].set_index("later")["reuse"]
    assert whole[2024] == gk.compare(by_year[2023], by_year[2024]).reuse
    assert found["later"].unique().tolist() == list(range(2012, 2026))
    ax = gk.charts.reuse(gk.compare(by_year[2023], by_year[2024]))
    assert f"{whole[2024]:.0%}" in words_of(ax)
    assert_looks_right(ax)
