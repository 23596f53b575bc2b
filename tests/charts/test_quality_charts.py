"""Charts of checks and indicators: what is counted, what is marked, what is said to be left out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

import gkstats as gk
from gkstats.charts import quality, style
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
    assert "平潭综合实验区2020年" in ax.get_title(loc="left")


def test_marks_say_what_colours_say(samples: gk.Corpus) -> None:
    ax = gk.charts.checks(samples)
    state = states(ax)
    written = {(round(text.get_position()[1]), round(text.get_position()[0])) for text in ax.texts}
    dotted = {(round(y), round(x)) for x, y in ax.collections[2].get_offsets()}
    names = quality._STATES
    for cell, code in np.ndenumerate(state):
        assert (cell in dotted) == (names[code] == "passed")
        assert (cell in written) == (names[code] not in ("passed", "not-tried"))


def test_rows_hold_the_failures_of_each_report(samples: gk.Corpus) -> None:
    ax = gk.charts.checks(samples, language="en")
    rows = [tick.get_text() for tick in ax.get_yticklabels()]
    columns = [tick.get_text().replace("\n", " ") for tick in ax.get_xticklabels()]
    found = {
        (rows[round(text.get_position()[1])], columns[round(text.get_position()[0])]): text.get_text()
        for text in ax.texts
    }
    # Two documents report on 2020, and each has the same two failures.
    assert found["平潭综合实验区 2020", get_check("outcome-sum").en] == "2"
    checks = samples.checks()
    passing = checks["check"].nunique() - checks[~checks["passed"].fillna(True)]["check"].nunique()
    assert f"{passing} more checks pass everywhere" in ax.get_title(loc="left")
    assert len(columns) == checks["check"].nunique() - passing


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [1, 3, 10, 11, 80])
def test_checks_of_any_number_of_agencies(count: int, language: str) -> None:
    ax = gk.charts.checks(checks_of(count), language=language)
    rows, columns = states(ax).shape
    assert (columns if count <= 10 else rows) == count
    assert_looks_right(ax)


def test_failures_are_counted_not_only_coloured() -> None:
    frame = checks_of(12, failing=2)
    ax = gk.charts.checks(frame)
    assert {text.get_text() for text in ax.texts} == {"2"}
    kept = states(ax).shape[1]
    assert kept == quality._MOST_CHECKS
    assert f"另有{len(all_checks()) - kept}项较少未通过的核对未画出" in ax.get_title(loc="left")


def test_more_reports_than_a_page_holds_are_put_together_by_agency() -> None:
    ax = gk.charts.checks(checks_of(60, years=(2020, 2021)))
    assert [tick.get_text() for tick in ax.get_yticklabels()] == [agency(number) for number in range(60)]
    ax = gk.charts.checks(checks_of(style.MOST_ROWS + 5), language="en")
    assert states(ax).shape[0] == style.MOST_ROWS
    assert "the 5 rows with the fewest failures are left out" in ax.get_title(loc="left")


def test_when_everything_passes_no_cell_bears_a_number() -> None:
    ax = gk.charts.checks(checks_of(12, failing=0))
    assert not ax.texts
    assert set(states(ax).ravel()) == {quality._STATES.index("passed")}
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
    assert "总计不等于各项之和" in ax.get_title(loc="left")
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
    assert "325.0%  n=8 →" in words_of(ax)
    assert_looks_right(ax)


def test_agencies_are_ranked_with_the_cases_behind_them(samples: gk.Corpus) -> None:
    ax = gk.charts.indicators(samples, indicator="refused_share", language="en")
    assert widths(ax) == sorted(widths(ax), reverse=True)
    shown = words_of(ax)
    assert "5.8%  n=3,050" in shown
    assert "7.4%  n=148" in shown
    assert "1 more agency states none" in shown


def test_a_year_can_be_chosen(samples: gk.Corpus) -> None:
    ax = gk.charts.indicators(samples, indicator="disclosure_rate", year=2020)
    assert widths(ax) == pytest.approx([13 / 27])
    assert "2020年" in ax.get_title(loc="left")


def test_years_of_one_agency_keep_their_order_and_gaps() -> None:
    corpus = gk.load_corpus(gk.samples() / "pingtan-20*.html", progress=False)
    ax = gk.charts.indicators(corpus, indicator="disclosure_rate")
    assert [tick.get_text() for tick in ax.get_yticklabels()] == [str(year) for year in range(2014, 2026)]
    rates = corpus.indicators()
    values = rates[rates["indicator"] == "disclosure_rate"]["value"].dropna()
    assert widths(ax) == pytest.approx(values.tolist())
    assert words_of(ax).count("无数据") == 12 - len(values)


def test_shares_of_few_cases_are_hatched_and_those_in_doubt_marked() -> None:
    corpus = gk.load_corpus(gk.samples() / "pingtan-20*.html", progress=False)
    ax = gk.charts.indicators(corpus, indicator="disclosure_rate")
    cases = {
        text.get_text(): int(text.get_text().rpartition("n=")[2].replace(",", "").removesuffix(" ⚠"))
        for text in ax.texts
        if "n=" in text.get_text()
    }
    assert {n < FEW for n in cases.values()} == {True, False}
    assert [n for words, n in cases.items() if "⚠" in words] == [27]
    assert sum(bool(bar.get_hatch()) for bar in ax.patches) == sum(n < FEW for n in cases.values())


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
    frame = rates_of(style.MOST_ROWS + 3)
    ax = gk.charts.indicators(frame, language="en")
    assert widths(ax) == pytest.approx(sorted(frame["value"], reverse=True)[: style.MOST_ROWS])
    assert "the 3 lowest are left out" in ax.get_title(loc="left")


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
