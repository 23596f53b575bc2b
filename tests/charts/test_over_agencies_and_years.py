"""Charts over agencies and years: lines join only what may be compared, chance is told from difference, gaps are shown."""

from __future__ import annotations

import datetime as dt
import math

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

import gkstats as gk
from gkstats.charts.chance import limits
from gkstats.charts.course import Break, Point, runs
from gkstats.charts.provinces import tiles
from tests.charts.looks import assert_looks_right, words_of

LANGUAGES = ["zh", "en"]


@pytest.fixture(scope="module")
def samples() -> gk.Corpus:
    return gk.load_corpus(gk.samples(), progress=False)


@pytest.fixture(scope="module")
def pingtan(samples: gk.Corpus) -> gk.Corpus:
    return samples.select(agency=[name for name in samples.agencies if name.startswith("平潭")])


def agency(number: int) -> str:
    return f"云岭省青川市第{number:03}区人民政府办公室"


def rates_of(names: list[str], cases: list[int], shares: list[float], year: int = 2020) -> pd.DataFrame:
    above = [round(n * share) for n, share in zip(cases, shares, strict=True)]
    return pd.DataFrame(
        {
            "agency": pd.Series(names, dtype="string"),
            "year": pd.Series([year] * len(names), dtype="Int64"),
            "indicator": "disclosure_rate",
            "value": pd.array([a / n for a, n in zip(above, cases, strict=True)], dtype="Float64"),
            "numerator": pd.array(above, dtype="Float64"),
            "denominator": pd.array(cases, dtype="Float64"),
            "basis": "printed",
        }
    )


# ---- trend


@pytest.mark.parametrize(
    "figure", ["received.new", "disclosure_rate", "hotline.received", "channels.website"]
)
def test_any_figure_over_the_years(figure: str, pingtan: gk.Corpus) -> None:
    assert_looks_right(gk.charts.trend(pingtan, figure, language="en"))


def test_changes_of_form_are_marked(pingtan: gk.Corpus) -> None:
    ax = gk.charts.trend(pingtan, "received.new", language="en")
    assert {"new form 2019", "new form 2021"} <= {text.get_text() for text in ax.texts}
    shown = {round(float(x)): float(y) for points in ax.collections for x, y in points.get_offsets()}
    table = pingtan.series()
    table = table[(table["series"] == "received.new") & table["value"].notna()]
    assert shown == dict(zip(table["year"], table["value"], strict=True))


def test_lines_join_neither_gaps_nor_what_is_counted_otherwise() -> None:
    points = [Point(year, 1.0) for year in (2015, 2016, 2018, 2019, 2020)]
    found = runs(points, {2019: Break("", False), 2020: Break("", True)})
    assert [[point.year for point in run] for run in found] == [[2015, 2016], [2018], [2019, 2020]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_several_agencies_are_panels_on_one_scale(language: str) -> None:
    names = [agency(n) for n in range(14)]
    frame = pd.concat(
        [
            rates_of(names, [10 + 9 * n for n in range(14)], [0.3 + n / 40 for n in range(14)], year)
            for year in (2019, 2020, 2022)
        ]
    )
    ax = gk.charts.trend(frame.reset_index(drop=True), "disclosure_rate", language=language)
    assert len(ax.child_axes) == 12
    assert len({(panel.get_xlim(), panel.get_ylim()) for panel in ax.child_axes}) == 1
    assert ("另有2个机关未画出" if language == "zh" else "2 more agencies not drawn") in words_of(ax)
    assert_looks_right(ax)


def test_an_unknown_figure_names_close_ones(pingtan: gk.Corpus) -> None:
    with pytest.raises(KeyError, match=r"received\.new"):
        gk.charts.trend(pingtan, "recieved.new")


# ---- distribution and funnel


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_spread_names_its_ends_among_those_with_enough_cases(language: str) -> None:
    shares = [0.2 + 0.6 * n / 79 for n in range(80)]
    cases = [40] * 80
    cases[0] = cases[79] = 3
    frame = rates_of([agency(n) for n in range(80)], cases, shares)
    ax = gk.charts.distribution(frame, language=language)
    assert_looks_right(ax)
    hollow, solid = ax.collections
    assert (len(hollow.get_offsets()), len(solid.get_offsets())) == (2, 78)
    words = " ".join(text.get_text() for text in ax.texts)
    enough = frame[frame["denominator"] >= 30]["value"]
    assert f"{float(enough.median()):.1%}" in words
    assert f"{float(enough.max()):.1%}" in words
    assert "100%" not in words  # three of three cases lead no ranking


def test_limits_of_chance_are_those_of_a_binomial_count() -> None:
    for share, n in ((0.5, 12), (0.1, 40), (0.83, 200)):
        masses = np.array(
            [math.comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(n + 1)]
        ).cumsum()
        low, high = limits(share, n, 0.95)
        assert low == next(k for k in range(n + 1) if masses[k] >= 0.025) / n
        assert high == next(k for k in range(n + 1) if masses[k] >= 0.975) / n
    exact, near = limits(0.4, 3000, 0.998), limits(0.4, 3001, 0.998)
    assert exact == pytest.approx(near, abs=0.001)


def test_a_funnel_tells_few_cases_from_another_share() -> None:
    names = [agency(n) for n in range(10)]
    frame = rates_of(names, [3, 400, *[200] * 8], [1.0, 0.75, *[0.5] * 8])
    ax = gk.charts.funnel(frame, language="en")
    assert_looks_right(ax)
    inside, outside = ax.collections
    assert [int(n) for n, _ in outside.get_offsets()] == [400]
    assert 3 in [int(n) for n, _ in inside.get_offsets()]
    assert "1 agency outside" in words_of(ax)
    with pytest.raises(ValueError, match="no share"):
        gk.charts.funnel(frame, "days_to_publish" if "days_to_publish" in frame else "published_on_time")


# ---- coverage, timeliness


def test_missing_years_and_further_editions_are_shown(samples: gk.Corpus) -> None:
    ax = gk.charts.coverage(samples, language="en")
    assert_looks_right(ax)
    assert "平潭综合实验区  15/15" in [tick.get_text() for tick in ax.get_yticklabels()]
    reports = samples.reports
    span = int(reports["year"].max() - reports["year"].min()) + 1
    there = reports.groupby("agency_id")["year"].nunique()
    hatched = [bar for bar in ax.patches if bar.get_hatch()]
    assert len(hatched) == int((span - there).sum())
    assert f"{len(hatched)} missing" in words_of(ax)
    twice = reports.groupby(["agency_id", "year"]).size()
    assert sorted(text.get_text() for text in ax.texts) == sorted(str(n) for n in twice[twice > 1])


def test_days_of_publication_stand_against_their_deadline() -> None:
    frame = pd.DataFrame(
        {
            "agency": ["淮安市人民政府", "中宁县审批服务管理局", "中宁县审批服务管理局", "青川县人民政府"],
            "year": [2022, 2022, 2017, 2022],
            "published": [dt.date(2023, 4, 2), dt.date(2023, 1, 31), dt.date(2018, 3, 31), None],
        }
    )
    ax = gk.charts.timeliness(frame, language="en")
    shown = words_of(ax)
    assert "2 on time · 1 late" in shown
    assert "1 report without a day of publication" in shown
    assert "2 Apr" in shown
    assert_looks_right(ax)


# ---- change, provinces


@pytest.mark.parametrize("language", LANGUAGES)
def test_slopes_lead_from_one_year_to_the_other(language: str, pingtan: gk.Corpus) -> None:
    one, other = (next(report for report in pingtan if report.year == year) for year in (2023, 2024))
    ax = gk.charts.change(one, other, language=language)
    assert_looks_right(ax)
    rates = [report.indicators().set_index("indicator")["value"] for report in (one, other)]
    steps = [line.get_ydata()[1] - line.get_ydata()[0] for line in ax.lines]
    assert [abs(step) for step in steps] == sorted((abs(step) for step in steps), reverse=True)
    refused = float(rates[1]["refused_share"] - rates[0]["refused_share"])
    assert any(step == pytest.approx(refused) for step in steps)
    assert gk.charts.describe(
        gk.charts.change(gk.compare(one, other), language=language)
    ) == gk.charts.describe(ax)
    with pytest.raises(TypeError, match="two reports"):
        gk.charts.change(one)


def test_every_province_has_a_tile_and_the_empty_ones_are_counted() -> None:
    frame = rates_of(
        ["北京市人民政府", "北京市东城区人民政府", "四川省人民政府"], [100, 300, 5], [0.5, 0.9, 0.4]
    )
    ax = gk.charts.province_grid(frame, language="en")
    assert len(ax.patches) == len(tiles()) == 31
    shown = words_of(ax)
    assert "80.0%" in shown  # of all cases: (50 + 270) / 400, not the mean of the two rates
    assert "29 provinces without a figure" in shown
    assert sum(bool(tile.get_hatch()) for tile in ax.patches) == 1
    assert_looks_right(ax)


@pytest.mark.parametrize(
    "name", ["trend", "distribution", "funnel", "coverage", "province_grid", "timeliness"]
)
def test_new_charts_fit_a_small_panel(name: str, samples: gk.Corpus) -> None:
    assert_looks_right(getattr(gk.charts, name)(samples, ax=plt.subplots(figsize=(3, 2))[1], language="en"))
