"""Charts of checks and indicators: what is counted, what is marked, what is said to be left out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

import gkstats as gk
from gkstats.charts import quality
from gkstats.charts.sheet import MOST_ROWS
from gkstats.checks import all_checks, get_check
from gkstats.indicators import FEW, explain_indicators
from tests.charts.looks import assert_looks_right, words_of

LANGUAGES = ["zh", "en"]


@pytest.fixture(scope="module")
def samples() -> gk.Corpus:
    return gk.load_corpus(gk.samples(), progress=False)


@pytest.fixture(scope="module")
def pingtan_2020() -> gk.Report:
    return gk.load_report(gk.samples() / "pingtan-2020.html")


def agency(number: int) -> str:
    return f"云岭省青川市第{number:03}区人民政府办公室"


def checks_of(agencies: int, years: Sequence[int] = (2020,), failing: int = 3) -> pd.DataFrame:
    """Compose checks of so many agencies: three places each, of which `failing` at most fail in every seventh one."""
    rows = []
    for number in range(agencies):
        for year in years:
            for position, check in enumerate(all_checks()):
                fails = (number * 5 + position + year) % 7 == 0
                rows += [
                    (agency(number), year, check.id, check.severity, not (fails and place < failing))
                    for place in range(3)
                ]
    frame = pd.DataFrame(rows, columns=["agency", "year", "check", "severity", "passed"])
    return frame.astype({"agency": "string", "year": "Int64", "passed": "boolean"})


def rates_of(agencies: int, factor: float = 0.01) -> pd.DataFrame:
    values = [(37 * number % 83) * factor for number in range(agencies)]
    return pd.DataFrame(
        {
            "agency": pd.Series([agency(number) for number in range(agencies)], dtype="string"),
            "year": pd.Series([2020] * agencies, dtype="Int64"),
            "indicator": pd.Series(["disclosure_rate"] * agencies, dtype="string"),
            "value": pd.Series(values, dtype="Float64"),
            "denominator": pd.Series([100] * agencies, dtype="Float64"),
            "basis": pd.Series(["printed"] * agencies, dtype="string"),
        }
    )


def states(ax: Axes) -> np.ndarray:
    return np.asarray(ax.images[0].get_array())


def widths(ax: Axes) -> list[float]:
    return [float(bar.get_width()) for bar in ax.patches]


# ---- checks


def test_a_report_shows_every_check_it_was_put_to(pingtan_2020: gk.Report) -> None:
    tried = pingtan_2020.checks()
    ax = gk.charts.checks(pingtan_2020)
    names = [tick.get_text().replace("\n", "") for tick in ax.get_yticklabels()]
    assert sorted(names) == sorted(get_check(id_).zh for id_ in tried["check"].unique())
    cells = dict(zip(names, (text.get_text() for text in ax.texts), strict=True))
    failed = (~tried["passed"].fillna(True)).groupby(tried["check"]).sum()
    places = tried["passed"].notna().groupby(tried["check"]).sum()
    assert cells[get_check("outcome-sum").zh] == f"{places['outcome-sum']}处中{failed['outcome-sum']}处未通过"
    assert cells[get_check("row-sum").zh] == f"{places['row-sum']}处均通过"
    assert cells[get_check("publication-deadline").zh] == "无从判断"
    assert "平潭综合实验区 · 2020年" in words_of(ax)


def test_rows_hold_the_failures_of_each_report_gravest_first(samples: gk.Corpus) -> None:
    ax = gk.charts.checks(samples, language="en")
    rows = [tick.get_text() for tick in ax.get_yticklabels()]
    assert rows[0] == "平潭综合实验区 2020"  # the only report with failures of severity error
    checks = samples.checks()
    failing = checks[~checks["passed"].fillna(True)]
    named = dict(zip([column.get_text() for column in ax.get_xticklabels()], range(99), strict=False))
    first = next(
        at for name, at in named.items() if get_check("outcome-sum").en.startswith(name.split("\n")[0])
    )
    written = {
        tuple(map(round, text.get_position())): text.get_text()
        for text in ax.texts
        if text.get_transform() == ax.transData
    }
    assert written[first, 0] == str(len(failing[(failing["check"] == "outcome-sum")]))
    assert sum(int(words) for words in written.values()) == len(failing)
    shown = words_of(ax)
    passing = checks["check"].nunique() - failing["check"].nunique()
    assert f"{passing} more checks pass everywhere" in shown
    clean = (
        checks[["agency", "year"]].drop_duplicates().shape[0]
        - failing[["agency", "year"]].drop_duplicates().shape[0]
    )
    assert f"{clean} other reports: all pass" in shown
    assert len(rows) == failing[["agency", "year"]].drop_duplicates().shape[0] + 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [1, 3, 10, 11, 80])
def test_checks_of_any_number_of_agencies(count: int, language: str) -> None:
    ax = gk.charts.checks(checks_of(count), language=language)
    rows, columns = states(ax).shape
    assert columns == count if count <= 10 else rows < count
    assert_looks_right(ax)


def test_what_is_not_drawn_is_counted() -> None:
    ax = gk.charts.checks(checks_of(12, failing=2))
    assert {text.get_text() for text in ax.texts if text.get_transform() == ax.transData} == {"2"}
    kept = states(ax).shape[1]
    assert kept == quality._MOST_CHECKS
    shown = words_of(ax)
    assert f"另有{len(all_checks()) - kept}项较少未通过的核对未画出" in shown
    # Two of the twelve fail only in checks that found no column; neither of them passes.
    failing = {
        fails for fails in range(12) if any((fails * 5 + n + 2020) % 7 == 0 for n in range(len(all_checks())))
    }
    rows = {tick.get_text() for tick in ax.get_yticklabels()} - {""}
    assert f"{len(failing) - len(rows)}份只在未画出的核对中有未通过" in shown
    assert "全部通过" not in shown


def test_more_reports_than_a_page_holds_are_put_together_by_agency() -> None:
    ax = gk.charts.checks(checks_of(60, years=(2020, 2021)))
    rows = [tick.get_text() for tick in ax.get_yticklabels() if tick.get_text()]
    assert len(rows) == len(set(rows)) <= 60
    assert all(row.startswith("云岭省青川市第") and not row.endswith("2020") for row in rows)
    ax = gk.charts.checks(checks_of(MOST_ROWS + 5), language="en")
    assert "the 5 rows with the fewest failures left out" in words_of(ax)


def test_reports_without_a_failure_are_one_line_and_no_dots() -> None:
    ax = gk.charts.checks(checks_of(80, failing=0), language="en")
    assert not ax.axison
    assert not ax.collections
    assert "All checks pass in all 80 reports" in words_of(ax)
    assert_looks_right(ax)


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_checks_the_axes_say_so(language: str) -> None:
    ax = gk.charts.checks(checks_of(0), language=language)
    assert not ax.axison
    assert words_of(ax)


# ---- indicators


def test_a_report_shows_all_its_indicators(pingtan_2020: gk.Report) -> None:
    explained = explain_indicators(pingtan_2020.records, language="zh").dropna(subset=["value"])
    ax = gk.charts.indicators(pingtan_2020)
    names = [tick.get_text().replace("\n", "") for tick in ax.get_yticklabels()]
    assert names == explained["label"].tolist()
    shares = explained[explained["unit"] == "fraction"]
    assert widths(ax) == pytest.approx(shares["value"].tolist())
    shown = words_of(ax)
    assert "48.1%  n=27 ⚠" in shown  # the outcomes add to 27, their printed total is 21
    assert "总计不等于各项之和" in shown
    assert "64天" in shown
    assert_looks_right(ax)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_ratio_far_beyond_the_shares_runs_off_the_axes_and_says_so(
    samples: gk.Corpus, language: str
) -> None:
    huaian = next(report for report in samples if report.agency == "淮安市人民政府")
    ax = gk.charts.indicators(huaian, language=language)
    assert max(widths(ax)) == pytest.approx(3.25)
    assert ax.get_xlim()[1] < 1.4
    assert "→ 325.0%  n=8" in words_of(ax)
    assert_looks_right(ax)


def test_agencies_are_ranked_with_the_cases_behind_them(samples: gk.Corpus) -> None:
    ax = gk.charts.indicators(samples, indicator="refused_share", language="en")
    assert widths(ax) == sorted(widths(ax), reverse=True)
    shown = words_of(ax)
    assert "5.8%  n=3,050" in shown
    assert "7.4%  n=148" in shown
    assert "1 more agency without a value" in shown


def test_a_year_can_be_chosen(samples: gk.Corpus) -> None:
    ax = gk.charts.indicators(samples, indicator="disclosure_rate", year=2020)
    assert widths(ax) == pytest.approx([13 / 27])
    assert "2020年" in words_of(ax)


def test_years_of_one_agency_stand_on_an_axis_of_time() -> None:
    corpus = gk.load_corpus(gk.samples() / "pingtan-20*.html", progress=False)
    ax = gk.charts.indicators(corpus, indicator="disclosure_rate")
    assert [int(tick.get_text().split("\n")[0]) for tick in ax.get_xticklabels()] == list(range(2014, 2026))
    rates = corpus.indicators()
    rates = rates[(rates["indicator"] == "disclosure_rate") & rates["value"].notna()]
    solid, hollow = ax.collections[1], ax.collections[0]
    if len(solid.get_facecolors()) and tuple(solid.get_facecolors()[0][:3]) == (1.0, 1.0, 1.0):
        solid, hollow = hollow, solid
    few = rates[rates["denominator"] < FEW]
    assert {round(float(x)) for x, _ in hollow.get_offsets()} == set(few["year"])
    assert {round(float(x)) for x, _ in solid.get_offsets()} == set(rates["year"]) - set(few["year"])
    # No line leads over the years without a figure.
    assert sorted(len(line.get_xdata()) for line in ax.lines) == [1, 7]
    shown = words_of(ax)
    assert [text.get_text() for text in ax.texts if "⚠" in text.get_text()] == ["48.1% ⚠"]
    assert "空心点：不足30件" in shown
    assert "2014\nn=1" in shown
    assert_looks_right(ax)


def test_shares_of_few_cases_are_hatched_and_stand_apart() -> None:
    frame = rates_of(12)
    frame.loc[frame.index[:4], "denominator"] = 3.0
    ax = gk.charts.indicators(frame)
    hatched = [bool(bar.get_hatch()) for bar in ax.patches]
    assert hatched == [False] * 8 + [True] * 4
    for part in (widths(ax)[:8], widths(ax)[8:]):
        assert part == sorted(part, reverse=True)
    assert "斜线：不足30件" in words_of(ax)


def test_cases_of_a_concentration_are_its_disclosures(samples: gk.Corpus) -> None:
    assert "n=540" in words_of(gk.charts.indicators(samples, indicator="channel_concentration_hhi"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [1, 80])
def test_ranking_of_any_number_of_agencies(count: int, language: str) -> None:
    frame = rates_of(count)
    ax = gk.charts.indicators(frame, language=language)
    assert widths(ax) == pytest.approx(sorted(frame["value"], reverse=True))
    assert_looks_right(ax)


def test_more_agencies_than_a_page_holds() -> None:
    frame = rates_of(MOST_ROWS + 3)
    ax = gk.charts.indicators(frame, language="en")
    assert widths(ax) == pytest.approx(sorted(frame["value"], reverse=True)[:MOST_ROWS])
    assert "3 more agencies not drawn" in words_of(ax)


def test_all_zero() -> None:
    ax = gk.charts.indicators(rates_of(5, factor=0.0))
    assert widths(ax) == [0] * 5
    assert_looks_right(ax)


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_values_the_axes_say_so(language: str) -> None:
    for frame in (rates_of(0), rates_of(3).assign(value=pd.NA)):
        ax = gk.charts.indicators(frame, language=language)
        assert not ax.axison
        assert words_of(ax)


def test_an_unknown_indicator_names_close_ones(samples: gk.Corpus) -> None:
    with pytest.raises(KeyError, match="refused_share"):
        gk.charts.indicators(samples, indicator="refusal_share")
