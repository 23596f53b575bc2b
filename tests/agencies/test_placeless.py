"""Bodies whose names say no place: two of one name are not one agency."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

import gkstats as gk
from gkstats.agencies.placeless import id_apart, site_of

TEXT = (gk.samples() / "zhongning-2020.txt").read_text(encoding="utf-8")


def texts(folder: Path, place: str, *sites: str) -> gk.Corpus:
    """Load the same report once for each site that it names, each with other bytes."""
    for number, site in enumerate(sites):
        text = re.sub("中\\s*宁\\s*县", place, TEXT)
        text = re.sub(r"（http://[^）]+）", f"（{site}）", text) + f"\n{site}\n"
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    return gk.load_corpus(folder, progress=False)


@pytest.mark.parametrize(
    ("agency", "apart"),
    [
        ("财政局", True), ("市教育局", True), ("区人民政府办公室", True), ("城关镇人民政府", True), ("高新区管委会", True),
        ("云岭县财政局", False), ("云岭县城关镇人民政府", False), ("朝阳区人民政府", False), ("吉林高新区", False),
        ("长沙海关", False), ("国家统计局", False), ("教育部", False), ("海关总署", False), ("中宁县财政局", False),
    ],
)  # fmt: skip
def test_names_with_and_without_a_place(agency: str, apart: bool) -> None:
    found = id_apart(agency, 2020, "www.example.gov.cn", "3fa9c1d2e4b5")
    assert (found is not None) == apart
    assert found is None or found.endswith("@example.gov.cn")


def test_the_address_counts_before_what_a_report_names() -> None:
    assert site_of("https://A.gov.cn/x", "www.b.gov.cn") == "a.gov.cn"
    assert site_of("http://[x", None) is None
    assert site_of("a.pdf", "无") is None


def test_two_bodies_of_one_name_are_counted_both(tmp_path: Path) -> None:
    corpus = texts(tmp_path, "", "http://a.gov.cn", "http://b.gov.cn")
    assert corpus.agencies == ["审批服务管理局"]
    assert len(corpus.counted) == 2
    assert corpus.reports["agency_id"].nunique() == 2
    assert corpus.duplicates.empty
    reasons = corpus.agencies_to_check()["reason"].tolist()
    assert "the name says no place, and the reports stand on no common site" in reasons
    assert not any(corpus.checks()["check"].isin(["same-report"]))
    # A person who knows better says so.
    aliases = tmp_path / "aliases.csv"
    aliases.write_text(
        "name,agency_id,from,to\n审批服务管理局,640521/bureau:审批服务管理局,,\n", encoding="utf-8"
    )
    settled = corpus.with_aliases(aliases)
    assert settled.reports["agency_id"].unique().tolist() == ["640521/bureau:审批服务管理局"]
    assert len(settled.counted) == 1


def test_names_of_places_and_the_same_bytes_go_together_as_before(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert len(texts(tmp_path / "a", "云岭县", "http://a.gov.cn", "http://b.gov.cn").counted) == 1
    assert len(texts(tmp_path / "b", "", "", "").counted) == 1


def test_reports_without_a_place_are_tied_by_their_site(tmp_path: Path) -> None:
    corpus = texts(tmp_path, "", "http://www.a.gov.cn/x", "http://a.gov.cn")
    assert corpus.reports["agency_id"].unique().tolist() == ["?/bureau:审批服务管理局@a.gov.cn"]
    assert len(corpus.counted) == 1


def belongs(reports: object) -> list[str]:
    """Agencies below a county that have none, and those of which nothing is known."""
    rows = reports.itertuples()  # type: ignore[attr-defined]
    return [
        row.agency
        for row in rows
        if not isinstance(row.code, str)
        or (not row.code.endswith("00") and not isinstance(row.county, str))
    ]  # fmt: skip


@pytest.mark.parametrize("folder", ["samples", "real"])
def test_every_agency_of_the_reports_at_hand_has_its_county(folder: str) -> None:
    real = os.environ.get("GKSTATS_REAL_REPORTS")
    if folder == "real" and not real:
        pytest.skip("GKSTATS_REAL_REPORTS is not set: no real report was looked at")
    corpus = gk.load_corpus(gk.samples() if folder == "samples" else Path(real or ""), progress=False)
    reports = corpus.reports[corpus.reports["agency"].notna()]
    assert len(reports) > 5
    below = reports[reports["level"].isin(["department", "township", "zone"])]
    assert len(below) > 2
    assert belongs(reports) == []
