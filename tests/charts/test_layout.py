"""The layout of charts: alike on any axes and at any size, nothing overlaps or is cut, and a sentence describes each."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba

import gkstats as gk
from gkstats.charts import palette
from gkstats.charts.amounts import percent
from gkstats.charts.lettering import cut, ems
from tests.charts.looks import around, assert_looks_right, shown_texts, words_of

PANELS = ["channels", "hotline", "outcomes", "applicants", "checks", "indicators", "reviews", "hotline_rates"]


@pytest.fixture(scope="module")
def samples() -> gk.Corpus:
    return gk.load_corpus(gk.samples(), progress=False)


@pytest.fixture(scope="module")
def reports(samples: gk.Corpus) -> dict[str, gk.Report]:
    return {Path(str(report.source)).name: report for report in samples}


def drawn(name: str, data: Any, ax: Axes | None, language: str = "zh") -> Axes:
    draw = getattr(gk.charts, name)
    return draw(data, ax=ax, language=language)  # type: ignore[no-any-return]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "names", list(itertools.batched(PANELS, 4)) if hasattr(itertools, "batched") else [PANELS[:4], PANELS[4:]]
)
def test_panels_of_a_figure_do_not_touch(
    names: list[str], language: str, reports: dict[str, gk.Report]
) -> None:
    texts = []
    figure, axes = plt.subplots(2, 2, figsize=(8, 6))
    for name, ax in zip(names, axes.flat, strict=True):
        data = reports[
            "zhongning-2020.pdf" if name in ("channels", "hotline", "hotline_rates") else "huaian-2024.pdf"
        ]
        drawn(name, data, ax, language)
        assert_looks_right(ax)
        texts.append([text.get_window_extent() for text in shown_texts(ax)])
    for one, other in itertools.combinations(texts, 2):
        for a, b in itertools.product(one, other):
            assert min(a.x1, b.x1) - max(a.x0, b.x0) <= 1 or min(a.y1, b.y1) - max(a.y0, b.y0) <= 1
    assert figure.get_size_inches().tolist() == [8, 6]


@pytest.mark.parametrize("size", [(3, 2), (12, 8)])
@pytest.mark.parametrize("name", [*PANELS, "outcome_flow", "outcome_shares", "channel_shares", "reuse"])
def test_small_and_large(
    name: str, size: tuple[float, float], samples: gk.Corpus, reports: dict[str, gk.Report]
) -> None:
    many = name in ("outcome_shares", "channel_shares", "reuse")
    own = "zhongning-2020.pdf" if name in ("channels", "hotline", "hotline_rates") else "huaian-2024.pdf"
    ax = drawn(name, samples if many else reports[own], plt.subplots(figsize=size)[1], "en")
    assert_looks_right(ax)
    assert ax.get_window_extent().height > 0.15 * ax.figure.bbox.height


def test_the_layout_holds_when_the_figure_changes(reports: dict[str, gk.Report]) -> None:
    ax = gk.charts.channels(reports["zhongning-2020.pdf"])
    for width, dpi in ((6, 100), (11, 60), (8, 200)):
        ax.figure.set(size_inches=(width, 3.2), dpi=dpi)
        assert_looks_right(ax)


def test_titles_stand_flush_with_the_figure_whatever_the_names(reports: dict[str, gk.Report]) -> None:
    lefts = []
    for language in ("zh", "en"):
        ax = gk.charts.channels(reports["zhongning-2020.pdf"], language=language)
        shown_texts(ax)
        lefts += [text.get_window_extent().x0 / ax.figure.dpi for text in around(ax) if text.get_text()]
    assert max(lefts) - min(lefts) < 0.03
    assert max(lefts) < 0.15


def test_the_look_is_the_same_on_a_users_axes(reports: dict[str, gk.Report]) -> None:
    own = gk.charts.channels(reports["zhongning-2020.pdf"])
    users = gk.charts.channels(
        reports["zhongning-2020.pdf"], ax=plt.subplots(figsize=own.figure.get_size_inches())[1]
    )
    for one, other in zip(shown_texts(own), shown_texts(users), strict=True):
        assert one.get_text() == other.get_text()
        assert one.get_color() == other.get_color()
        assert one.get_fontsize() == pytest.approx(other.get_fontsize(), abs=0.1)
        assert one.get_window_extent().x0 == pytest.approx(other.get_window_extent().x0, abs=2)
    assert [line.get_visible() for line in users.spines.values()] == [
        line.get_visible() for line in own.spines.values()
    ]


def test_a_figure_with_a_layout_of_its_own_is_kept(reports: dict[str, gk.Report]) -> None:
    _, (left, right) = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
    gk.charts.channels(reports["zhongning-2020.pdf"], ax=left)
    right.plot([1, 2])
    right.set_ylabel("a label")
    assert_looks_right(left)
    assert left.get_tightbbox().x1 <= right.get_tightbbox().x0 + 1


@pytest.mark.parametrize("name", ["outcomes", "applicants", "reviews", "channel_shares"])
def test_legends_show_the_colours_of_the_bars(name: str, samples: gk.Corpus) -> None:
    ax = drawn(name, samples, None)
    legend = ax.get_legend()
    assert legend is not None
    explained = {to_rgba(patch.get_facecolor()) for patch in legend.get_patches()}
    assert {to_rgba(bar.get_facecolor()) for bar in ax.patches if bar.get_width()} == explained


def test_a_sentence_tells_who_when_and_how_many(reports: dict[str, gk.Report]) -> None:
    ax = gk.charts.channels(reports["zhongning-2020.pdf"], language="en")
    said = gk.charts.describe(ax)
    assert "\n" not in said
    for word in ("中宁县审批服务管理局", "2020", "540 items", "274 (50.7%)", "read by gkstats"):
        assert word in said
    _, words = ax.figure._repr_mimebundle_(include=None, exclude=None)
    assert words["image/png"]["alt"] == said
    with pytest.raises(ValueError, match="no chart"):
        gk.charts.describe(plt.subplots()[1])


def test_editions_left_aside_are_counted(samples: gk.Corpus) -> None:
    assert f"{len(samples) - len(samples.counted)} other editions" in words_of(
        gk.charts.outcomes(samples, language="en")
    )


def test_colours_keep_their_order_in_grey() -> None:
    for colours in (
        palette.LADDER,
        [look.colour for look in palette.APPLICANTS.values()],
        list(palette.FAMILIES.values()),
    ):
        lumas = [palette.luma(colour) for colour in colours]
        assert lumas == sorted(lumas)
        assert min(b - a for a, b in itertools.pairwise(lumas)) >= 30


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.9995, ">99.9%"), (0.995, "99.5%"), (1.0, "100%"), (0.0, "0%"), (0.0004, "<0.1%"), (0.0005, "0.1%")],
)
def test_whole_and_nothing_are_said_only_of_whole_and_nothing(share: float, words: str) -> None:
    assert percent(share) == words


@pytest.mark.parametrize("width", [4, 9, 15])
def test_what_is_cut_says_so(width: int) -> None:
    name = "云岭省青川市人民政府政务公开与政务服务便民热线2020综合管理平台"
    lines = cut(name, width, 2).split("\n")
    assert len(lines) <= 2
    assert max(map(ems, lines)) <= width + 1
    assert lines[-1].endswith("…")
    assert cut("网站", width, 1) == "网站"


@pytest.mark.parametrize("name", ["hotline", "hotline_rates", "channels"])
def test_a_figure_of_its_own_always_names_its_source(name: str, reports: dict[str, gk.Report]) -> None:
    shown = words_of(drawn(name, reports["zhongning-2020.pdf"], None, "en"))
    assert "Source: annual report of 中宁县审批服务管理局 for 2020" in shown
