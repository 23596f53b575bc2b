"""Charts of disclosures and hotlines: bars as long as their figures, editions once, gaps, edge cases of any size."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence

import pandas as pd
import pytest
from matplotlib.axes import Axes

import gkstats as gk
from gkstats.charts import lettering, palette, sheet
from gkstats.charts.inputs import names_of, once, report_names
from tests.charts.looks import assert_looks_right, words_of

LANGUAGES = ["zh", "en"]
KINDS = ("website", "wechat", "weibo", "app", "service_platform", "gazette", "press", "other")


@pytest.fixture(scope="module")
def zhongning() -> gk.Report:
    return gk.load_report(gk.samples() / "zhongning-2020.txt")


@pytest.fixture(scope="module")
def pingtan() -> gk.Corpus:
    return gk.load_corpus(gk.samples() / "pingtan-20*.html", progress=False)


def agency(number: int) -> str:
    return f"云岭省青川市第{number}区人民政府办公室"


def channels_of(agencies: int, years: Sequence[int] = (2020,), unit: int = 1) -> pd.DataFrame:
    """Compose the channels of so many agencies, each channel another number of items."""
    rows = [
        (agency(number), year, f"{kind}的名称", kind, float((number * 31 + position * 17 + 5) % 97 * unit))
        for number in range(agencies)
        for year in years
        for position, kind in enumerate(KINDS)
    ]
    return pd.DataFrame(rows, columns=["agency", "year", "label", "kind", "value"])


def rates_of(agencies: int, years: Sequence[int]) -> pd.DataFrame:
    rows = [
        (agency(number), year, 0.9 + (number + year) % 10 / 100, 0.8 + (3 * number + year) % 20 / 100)
        for number in range(agencies)
        for year in years
    ]
    frame = pd.DataFrame(rows, columns=["agency", "year", "resolution_rate", "satisfaction"])
    return frame.astype({"resolution_rate": "Float64", "satisfaction": "Float64"})


def hotline_of(**stated: float) -> pd.Series:
    names = ["received", "resolved", "transferred", "answered_directly", "resolution_rate", "satisfaction"]
    return pd.Series({name: stated.get(name) for name in names}, dtype="Float64")


def widths(ax: Axes) -> list[float]:
    return [float(bar.get_width()) for bar in ax.patches]


# ---- what charts accept


def test_a_year_in_several_documents_counts_once() -> None:
    corpus = gk.load_corpus(gk.samples() / "zhongning-2020.*", progress=False)
    assert len(corpus) == 4
    assert sum(widths(gk.charts.channels(corpus))) == 540
    assert widths(gk.charts.hotline(corpus)) == [4568, 4568]
    assert len(gk.charts.hotline_rates(corpus).get_yticks()) == 2
    assert sum(widths(gk.charts.channel_shares(corpus, shares=False))) == 540


def test_once_keeps_repeated_rows_of_one_document_and_drops_the_nameless() -> None:
    frame = channels_of(2)
    again = pd.concat([frame, frame.assign(agency=pd.NA)], ignore_index=True)
    frame.loc[3, "label"] = frame.loc[2, "label"]
    twice = pd.concat([frame, frame], ignore_index=True)
    pd.testing.assert_frame_equal(
        once(twice, "label")["value"].to_frame(), frame["value"].to_frame(), check_dtype=False
    )
    assert len(once(again, "label")) == len(frame)


def test_an_agency_printed_with_its_office_is_the_same_agency() -> None:
    names = pd.Series(["青川市", "青川市人民政府", "青川市", pd.NA, "云岭县人民政府"], dtype="string")
    assert names_of(names).fillna("").tolist() == ["青川市", "青川市", "青川市", "", "云岭县人民政府"]


def test_names_leave_out_what_all_reports_share() -> None:
    assert report_names([("青川市", 2020)]) == ["2020"]
    assert report_names([("青川市", 2020), ("云岭县", 2021)]) == ["青川市 2020", "云岭县 2021"]
    assert report_names([("青川市", 0), ("云岭县", 0)]) == ["青川市", "云岭县"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("“青川市政务服务中心”微信公众服务号", ["“青川市政务服务中心”", "微信公众服务号"]),
        ("云岭省青川市人民政府办公室综合科 2020", ["云岭省青川市人民政府办公室综合科", "2020"]),
        ("微信公众号", ["微信公众号"]),
        ("一二三四五六七八九十一二三四五12345六七", ["一二三四五六七八九十", "一二三四五12345六七"]),
        ("on the website", ["on the website"]),
    ],
)
def test_labels_break_where_a_reader_would(text: str, lines: list[str]) -> None:
    assert lettering.wrapped(text, 16).split("\n") == lines


@pytest.mark.parametrize("width", [5, 12, 16])
def test_broken_labels_lose_nothing(width: int) -> None:
    text = "在法定期限前公布（部门1月31日，政府3月31日）“云岭”与一二三四五六七八九十一二三四五六七八九十"
    lines = lettering.wrapped(text, width).split("\n")
    assert "".join(lines) == text
    assert max(map(lettering.ems, lines)) <= max(width, 5)
    assert not any(line[0] in "），”" for line in lines)


def test_prose_alone_can_be_charted() -> None:
    prose = gk.read_narrative("全年主动公开政府信息30条，其中政府网站20条，微信公众号10条。")
    for language in LANGUAGES:
        assert widths(gk.charts.channels(prose, language=language)) == [20, 10]
        ax = gk.charts.channel_shares(prose, shares=False, language=language)
        assert widths(ax) == [20, 10]
        assert_looks_right(ax)


# ---- channels and hotline


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [1, 20])
def test_channels_with_names_of_forty_characters(count: int, language: str) -> None:
    name = "“云岭省青川市人民政府政务公开与政务服务便民热线综合管理平台”微信公众服务号网站客户端"
    frame = pd.DataFrame(
        {
            "label": [f"{name[:38]}{number:02}" for number in range(count)],
            "kind": ["wechat"] * count,
            "value": [float(number) for number in range(count)],
        }
    )
    ax = gk.charts.channels(frame, language=language)
    assert widths(ax) == [float(number) for number in reversed(range(count))]
    assert_looks_right(ax)


@pytest.mark.parametrize("language", LANGUAGES)
def test_channels_of_nothing_are_bars_of_no_length(language: str) -> None:
    ax = gk.charts.channels(
        pd.DataFrame({"label": ["网站", "微信"], "kind": ["website", "wechat"], "value": [0.0, 0.0]}),
        language=language,
    )
    assert widths(ax) == [0, 0]
    assert "%" not in words_of(ax)
    assert_looks_right(ax)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("stated", "bars"),
    [
        ({"received": 0, "resolved": 0, "transferred": 0, "answered_directly": 0}, [0, 0, 0, 0]),
        ({"received": 100_000, "transferred": 99_990, "answered_directly": 10}, [100_000, 99_990, 10]),
        ({"received": 1_000, "transferred": 5, "answered_directly": 3}, [1_000, 5, 3]),
        ({"transferred": 10}, [10]),
    ],
)
def test_hotlines_of_any_proportion(stated: dict[str, float], bars: list[float], language: str) -> None:
    ax = gk.charts.hotline(hotline_of(**stated), language=language)
    assert widths(ax) == bars
    shown = words_of(ax)
    assert all(f"{value:,.0f}" in shown for value in stated.values())
    assert_looks_right(ax)


def test_nothing_is_added_up_over_reports_that_state_different_figures(pingtan: gk.Corpus) -> None:
    stated = pingtan.hotline
    ax = gk.charts.hotline(pingtan, language="en")
    assert sorted(widths(ax)) == sorted([*stated["received"].dropna(), *stated["resolved"].dropna()])
    shown = words_of(ax)
    assert "15,042 of 15,564 resolved  96.6%" in shown
    assert "11 received; resolved not stated" in shown
    assert "only one of the two stated in 1 report" in shown


def test_a_slip_that_the_prose_contradicts_is_in_no_sum(pingtan: gk.Corpus) -> None:
    ax = gk.charts.channels(pingtan, language="en")
    assert sum(widths(ax)) < 72_804  # printed for 2013, where the prose says 4,970
    assert "2 reports (2012, 2013) whose table contradicts its own prose left out of the sums" in words_of(ax)
    rest = pingtan.channels[~pingtan.channels["year"].isin([2012, 2013])]
    assert sum(widths(ax)) == rest["value"].sum()


# ---- channels of many reports


def test_shares_and_counts_by_kind(zhongning: gk.Report) -> None:
    assert widths(gk.charts.channel_shares(zhongning, shares=False)) == [75, 274, 145, 46]
    ax = gk.charts.channel_shares(zhongning)
    assert widths(ax) == pytest.approx([75 / 540, 274 / 540, 145 / 540, 46 / 540])
    shown = words_of(ax)
    assert "n=540" in shown
    assert "51%" in shown
    assert "中宁县审批服务管理局 · 2020年" in shown


def test_years_without_channels_stay_as_gaps(pingtan: gk.Corpus) -> None:
    ax = gk.charts.channel_shares(pingtan)
    labels = [tick.get_text() for tick in ax.get_yticklabels()]
    assert [label[:4] for label in labels] == [str(year) for year in range(2011, 2026)]
    empty = {round(text.xy[1]) for text in ax.texts if text.get_text() == "无数据"}
    assert empty == {year - 2011 for year in range(2019, 2025)}
    assert [label for label in labels if "⚠" in label] == ["2012 ⚠", "2013 ⚠"]  # their prose says otherwise
    drawn = {round(bar.get_y() + bar.get_height() / 2) for bar in ax.patches if bar.get_width()}
    assert 2024 - 2011 not in drawn
    assert 2025 - 2011 in drawn


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("shares", [True, False])
@pytest.mark.parametrize("count", [1, 8])
def test_bars_of_agencies_add_up(count: int, shares: bool, language: str) -> None:
    frame = channels_of(count)
    ax = gk.charts.channel_shares(frame, shares=shares, language=language)
    expected = frame.groupby("agency")["value"].sum().sort_values(ascending=False)
    ends: dict[float, float] = {}
    for bar in ax.patches:
        ends[bar.get_y()] = ends.get(bar.get_y(), 0) + bar.get_width()
    found = [ends[bar] for bar in sorted(ends)]
    assert found == pytest.approx([1.0] * count if shares else expected.tolist())
    assert_looks_right(ax)


def test_more_reports_than_a_page_holds() -> None:
    frame = channels_of(sheet.MOST_ROWS + 7)
    ax = gk.charts.channel_shares(frame, language="en")
    assert len(ax.get_yticks()) == sheet.MOST_ROWS
    assert "7 more reports not drawn" in words_of(ax)
    wholes = frame.groupby("agency")["value"].sum().nlargest(sheet.MOST_ROWS)
    assert f"n={wholes.min():,.0f}" in words_of(ax)


@pytest.mark.parametrize("language", LANGUAGES)
def test_eighty_agencies_do_not_touch(language: str) -> None:
    assert_looks_right(gk.charts.channel_shares(channels_of(80), language=language))


def test_agencies_that_disclosed_nothing_are_counted() -> None:
    counts = gk.charts.channel_shares(channels_of(2, unit=0), shares=False)
    assert [text.get_text() for text in counts.texts] == ["0", "0"]
    some = pd.concat([channels_of(2), channels_of(3, unit=0).tail(8)])
    ax = gk.charts.channel_shares(some, language="en")
    assert len(ax.get_yticks()) == 2
    assert "1 more report with none at all" in words_of(ax)


def test_what_shares_a_shade_of_grey_differs_by_its_hatch() -> None:
    for one, other in itertools.combinations(palette.CHANNELS.values(), 2):
        assert abs(palette.luma(one.colour) - palette.luma(other.colour)) >= 18 or one.hatch != other.hatch


# ---- categories


def test_categories_are_those_of_the_main_breakdown(pingtan: gk.Corpus) -> None:
    report = next(report for report in pingtan if report.year == 2020)
    ax = gk.charts.categories(report)
    lengths = widths(ax)
    assert lengths[:-1] == sorted(lengths[:-1], reverse=True)
    assert lengths[-1] == 1053  # what is of no category stands last, however much it is
    assert ax.get_yticklabels()[-1].get_text().startswith("其他")
    assert sum(lengths) == 2603
    shown = words_of(ax)
    assert "共2,602条 · 各类合计2,603条" in shown  # the report's own parts exceed its total
    assert "1,053（40.5%）" in shown


def test_of_many_reports_the_latest_with_categories_is_drawn(pingtan: gk.Corpus) -> None:
    parts = pingtan.breakdowns.query("of == 'disclosures' and dimension == 'category' and period == 'year'")
    sure = (
        parts["note"].fillna("") == ""
    )  # what is doubted stands for all reports only where there is nothing else
    counts = parts[sure & parts["total"].notna()].groupby(["year", "breakdown"]).size()
    years = counts[counts > 1].index.get_level_values("year").unique()
    ax = gk.charts.categories(pingtan, language="en")
    shown = words_of(ax)
    assert f"平潭综合实验区 · {max(years)}" in shown
    assert f"{len(years) - 1} more reports list categories" in shown
    assert_looks_right(ax)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [1, 80])
def test_categories_without_a_total_are_shares_of_their_sum(count: int, language: str) -> None:
    frame = pd.DataFrame(
        {
            "breakdown": 0,
            "of": "disclosures",
            "dimension": "category",
            "period": "year",
            "total": pd.array([None] * count, dtype="Float64"),
            "total_comparator": "=",
            "comparator": "=",
            "label": [f"第{number}类应当主动公开的政府信息" for number in range(count)],
            "value": [float(number) for number in range(count)],
        }
    )
    ax = gk.charts.categories(frame, language=language)
    assert widths(ax) == sorted(frame["value"], reverse=True)
    assert_looks_right(ax)


# ---- the hotline's rates


def test_rates_of_one_report_are_parts_of_a_whole(zhongning: gk.Report) -> None:
    ax = gk.charts.hotline_rates(zhongning)
    assert widths(ax) == pytest.approx([1.0, 1.0, 1.0, 0.9192])
    shown = words_of(ax)
    assert "中宁县审批服务管理局 · 2020年 · 受理4,568件" in shown
    assert "91.92%" in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_break_where_a_year_states_no_rate(language: str) -> None:
    frame = rates_of(1, range(2015, 2023))
    frame.loc[frame["year"] == 2018, "satisfaction"] = pd.NA
    frame = frame[frame["year"] != 2020]
    ax = gk.charts.hotline_rates(frame, language=language)
    resolved, satisfied = ax.get_lines()
    assert list(resolved.get_xdata()) == list(range(2015, 2023))
    assert [
        year for year, y in zip(range(2015, 2023), resolved.get_ydata(), strict=True) if math.isnan(y)
    ] == [2020]
    assert [y for y in range(8) if math.isnan(satisfied.get_ydata()[y])] == [2018 - 2015, 2020 - 2015]
    assert_looks_right(ax)


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_lines_that_end_together_stand_apart(language: str) -> None:
    frame = rates_of(1, [2019, 2020])
    frame[["resolution_rate", "satisfaction"]] = 1.0
    assert_looks_right(gk.charts.hotline_rates(frame, language=language))
    assert_looks_right(gk.charts.hotline_rates(rates_of(3, range(2012, 2026)), language=language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [2, 80])
def test_agencies_of_one_year_are_ranked_by_satisfaction(count: int, language: str) -> None:
    frame = rates_of(count, [2020])
    ax = gk.charts.hotline_rates(frame, language=language)
    satisfied = [float(x) for x, _ in ax.collections[1].get_offsets()]
    assert satisfied == pytest.approx(sorted(frame["satisfaction"], reverse=True))
    assert_looks_right(ax)


def test_rates_of_zero_are_drawn_at_zero() -> None:
    frame = rates_of(3, [2020])
    frame[["resolution_rate", "satisfaction"]] = 0.0
    ax = gk.charts.hotline_rates(frame)
    assert all(float(x) == 0 for dots in ax.collections for x, _ in dots.get_offsets())
    assert_looks_right(ax)


# ---- nothing to draw


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("chart", "frame"),
    [
        (gk.charts.channel_shares, channels_of(0)),
        (gk.charts.channels, channels_of(0)),
        (gk.charts.hotline_rates, rates_of(0, [])),
        (gk.charts.hotline_rates, hotline_of(received=3)),
        (gk.charts.hotline, hotline_of()),
    ],
)
def test_empty_frames_say_so(chart: Callable[..., Axes], frame: pd.DataFrame, language: str) -> None:
    ax = chart(frame, language=language)
    assert not ax.axison
    assert len(ax.texts) == 1
    assert_looks_right(ax)
