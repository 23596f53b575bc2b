"""Reports and populations, by code and year."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import gkstats as gk
from gkstats.regions import join


def frame(**columns: list[object]) -> pd.DataFrame:
    return pd.DataFrame(columns)


def test_codes_and_years() -> None:
    reports = frame(code=["320813", "320829", "110103", None, "640521"], year=[2020, 2014, 2008, 2020, 2020])
    people = frame(
        code=["320813", "320813", "110101", "640521"], year=[2020, 2014, 2008, 2019], people=[1, 2, 3, 4]
    )
    found = join(reports, people)
    assert found["people"].astype(object).where(found["people"].notna(), None).tolist() == [
        1,
        2,
        None,
        None,
        None,
    ]
    assert found["match"].fillna("").tolist() == ["same", "renamed", "", "", ""]
    assert found["matched_code"].fillna("").tolist() == ["320813", "320813", "", "", ""]
    assert [(one["code"], one["reason"]) for one in found.attrs["unmatched"]] == [
        ("110103", "no row of this division; it went into 东城区 (110101) in 2010"),
        (None, "no code"),
        ("640521", "no row of this division"),
    ]
    assert found.attrs["unused"] == [{"code": "110101", "year": 2008}, {"code": "640521", "year": 2019}]


@pytest.mark.parametrize("code", [320813, 320813.0, "320813", "320813000000", " 320813 "])
def test_codes_become_text(code: object) -> None:
    found = join(frame(code=["320813"], year=[2020]), frame(code=[code], year=[2020], people=[1]))
    assert found["match"].tolist() == ["same"]
    assert found["code"].tolist() == ["320813"]


def test_a_table_without_years_holds_for_all() -> None:
    found = join(frame(code=["320829", "320813"]), frame(code=["320813"], area=[1.5]), on="code")
    assert found["area"].tolist() == [1.5, 1.5]


def test_what_cannot_be_joined_is_refused() -> None:
    one = frame(code=["320813"], year=[2020])
    with pytest.raises(KeyError, match="year"):
        join(one, frame(code=["320813"]))
    with pytest.raises(gk.GkstatsError, match="no code"):
        join(one, frame(code=["32081"], year=[2020]))
    with pytest.raises(gk.GkstatsError, match="stands twice"):
        join(one, frame(code=["320813", 320813], year=[2020, 2020]))
    with pytest.raises(gk.GkstatsError, match="both have a column"):
        join(one.assign(people=1), frame(code=["320813"], year=[2020], people=[1]))


def test_reports_join_with_a_table_from_elsewhere(tmp_path: Path) -> None:
    for number, agency in enumerate(["沭阳县发展和改革局", "中宁县恩和镇人民政府", "平潭综合实验区"]):
        text = f"{agency}2020年政府信息公开工作年度报告\n一、总体情况\n主动公开信息100条。\n"
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    reports = gk.load_corpus(tmp_path, progress=False).reports
    assert reports["county"].tolist() == ["沭阳县", "中宁县", "平潭县"]
    assert reports["level"].tolist() == ["department", "township", "zone"]
    found = gk.regions.join(
        reports, frame(code=[321322, 640521], year=[2020, 2020], people=[1_600_000, 340_000])
    )
    assert found["people"].fillna(0).tolist() == [1_600_000, 340_000, 0]
    assert found.attrs["unmatched"] == [{"code": "350128", "year": 2020, "reason": "no row of this division"}]


def test_years_may_be_text_or_floats_and_nothing_else() -> None:
    frame = pd.DataFrame({"code": ["320800"] * 3, "year": pd.array([2022, 2023, 2024], dtype="Int64")})
    other = pd.DataFrame({"code": [320800] * 3, "year": ["2022", 2023.0, "2024年"], "people": [1, 2, 3]})
    found = gk.regions.join(frame, other)
    assert found["people"].tolist() == [1, 2, 3]
    assert found["year"].dtype == "Int64"
    with pytest.raises(
        gk.GkstatsError, match=r"regions.join: '二〇二四' is no year; give years as whole numbers"
    ):
        gk.regions.join(frame, other.assign(year="二〇二四"))


def test_what_was_merged_says_where_it_went() -> None:
    frame = pd.DataFrame({"code": ["110103", "110101"], "year": [2009, 2009]})
    other = pd.DataFrame({"code": ["110101"], "year": [2009], "people": [1]})
    found = gk.regions.join(frame, other)
    assert found["people"].isna().tolist() == [True, False]
    assert found.attrs["unmatched"] == [
        {
            "code": "110103",
            "year": 2009,
            "reason": "no row of this division; it went into 东城区 (110101) in 2010",
        }
    ]
