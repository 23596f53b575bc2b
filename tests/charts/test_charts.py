"""Charts: right bars, nothing global, Chinese on a machine without a Chinese face, sensible with one bar and eighty."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.axes import Axes

import gkstats as gk
from gkstats.charts import lettering
from tests.charts.looks import assert_looks_right, assert_no_overlap, assert_nothing_clipped, words_of

CHARTS = [
    getattr(gk.charts, name)
    for name in gk.charts.__all__
    if name not in ("chart_style", "describe", "change")
]
LANGUAGES = ["zh", "en"]


@pytest.fixture(scope="module")
def zhongning() -> gk.Report:
    return gk.load_report(gk.samples() / "zhongning-2020.pdf")


@pytest.fixture(scope="module")
def corpus() -> gk.Corpus:
    return gk.load_corpus(gk.samples() / "pingtan-202*.html", progress=False)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.__name__)
def test_every_chart_draws_reports_and_corpora(
    chart: Callable[..., Axes], language: str, zhongning: gk.Report, corpus: gk.Corpus
) -> None:
    for data in (zhongning, corpus, corpus[0]):
        ax = chart(data, language=language)
        assert_looks_right(ax)


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.__name__)
def test_axes_made_outside_the_style_have_no_missing_glyphs(
    chart: Callable[..., Axes], zhongning: gk.Report
) -> None:
    _, ax = plt.subplots()
    assert chart(zhongning, ax=ax) is ax
    words_of(ax)


def test_channels_are_sorted_and_labelled(zhongning: gk.Report) -> None:
    ax = gk.charts.channels(zhongning)
    assert [bar.get_width() for bar in ax.patches] == [274, 81, 75, 64, 46]
    shown = words_of(ax)
    assert "中宁县审批服务管理局 · 2020年 · 共540条" in shown
    assert "274（50.7%）" in shown


def test_english_channels_name_their_kind(zhongning: gk.Report) -> None:
    shown = words_of(gk.charts.channels(zhongning, language="en"))
    assert "WeChat" in shown
    assert "540 items" in shown


def test_hotline_shows_cases_ways_and_rates(zhongning: gk.Report) -> None:
    ax = gk.charts.hotline(zhongning)
    assert [bar.get_width() for bar in ax.patches] == [4568, 4568, 3144, 1424]
    shown = words_of(ax)
    assert "办结率 100%" in shown
    assert "满意率 91.92%" in shown


def test_outcomes_of_one_report_add_up_to_its_requests() -> None:
    report = gk.load_report(gk.samples() / "huaian-2024.pdf")
    ax = gk.charts.outcomes(report)
    families = [bar.get_width() for bar in ax.patches if bar.get_alpha() is None]
    reasons = [bar.get_width() for bar in ax.patches if bar.get_alpha() is not None]
    assert sum(families) == 3050
    assert sum(reasons) == 3050 - 1362 - 454  # what was granted, in full or in part, has no reason
    assert "1,362（44.7%）" in words_of(ax)


def test_outcomes_of_a_corpus_are_shares(corpus: gk.Corpus) -> None:
    ax = gk.charts.outcomes(corpus)
    ends = {bar.get_y(): 0.0 for bar in ax.patches}
    for bar in ax.patches:
        ends[bar.get_y()] += bar.get_width()
    assert len(ends) == len(corpus)
    assert all(end == pytest.approx(1) for end in ends.values())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "chart",
    [
        chart for chart in CHARTS if chart not in (gk.charts.checks, gk.charts.coverage)
    ],  # these show any report
    ids=lambda chart: chart.__name__,
)
def test_empty_data_says_so(chart: Callable[..., Axes], language: str) -> None:
    report = gk.load_report(
        "青川市水务局2022年政府信息公开工作年度报告\n一、总体情况\n工作按要求开展。".encode()
    )
    ax = chart(report, language=language)
    assert not ax.axison
    assert words_of(ax).strip()


@pytest.mark.parametrize("count", [1, 80])
def test_one_bar_and_eighty(count: int) -> None:
    frame = pd.DataFrame(
        {
            "label": [f"“某某市第{n}号便民服务平台”微信公众号" for n in range(count)],
            "kind": ["wechat"] * count,
            "value": [float(n + 1) for n in range(count)],
        }
    )
    ax = gk.charts.channels(frame)
    assert len(ax.patches) == count
    assert_nothing_clipped(ax)
    assert_no_overlap(ax.get_yticklabels())


def test_without_matplotlib_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import builtins

    original = builtins.__import__

    def missing(name: str, *args: Any, **keywords: Any) -> Any:
        if name.startswith("matplotlib"):
            raise ImportError(name)
        return original(name, *args, **keywords)

    lettering.faces.cache_clear()
    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(gk.MissingDependency, match=r"gkstats\[charts\]"):
        gk.charts.channels(pd.DataFrame({"label": [], "kind": [], "value": []}))
    monkeypatch.undo()
    lettering.faces.cache_clear()
