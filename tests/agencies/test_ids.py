"""Names of agencies, and whether they mean the same one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

import gkstats as gk
from gkstats.agencies import agency_id, bodies, zone_hosts
from gkstats.regions.divisions import gazetteer
from gkstats.timeline import timelines


@pytest.mark.parametrize(
    ("agency", "year", "expected"),
    [
        # the government, in full and in short, in either script
        ("洪泽区人民政府", 2023, "320813/government"),
        ("淮安市洪泽区人民政府", 2024, "320813/government"),
        ("江苏省淮安市洪泽区", 2024, "320813/government"),
        ("淮安市洪澤區人民政府", 2024, "320813/government"),
        # a county that became a district, and a city that was renamed, are what they are today
        ("洪泽县人民政府", 2014, "320813/government"),
        ("襄樊市人民政府", 2008, "420600/government"),
        ("襄阳市人民政府", 2020, "420600/government"),
        # a district that was merged into another is what it was
        ("崇文区人民政府", 2008, "110103/government"),
        # the same name in other years: the county-level city is a district today
        ("淮安市人民政府", 1995, "320803/government"),
        ("淮安市人民政府", 2024, "320800/government"),
        # its office
        ("上海市人民政府", 2019, "310000/government"),
        ("上海市人民政府办公厅", 2019, "310000/office"),
        ("中宁县政府办", 2020, "640521/office"),
        # departments, in full and in short
        ("沭阳县发展和改革局", 2023, "321322/bureau:发展和改革局"),
        ("宿迁市沭阳县发改局", 2023, "321322/bureau:发展和改革局"),
        ("沭阳县文化与旅游局", 2023, "321322/bureau:文化和旅游局"),
        ("沭阳县人民政府国有资产监督管理委员会", 2023, "321322/bureau:国有资产监督管理委员会"),
        ("国家税务总局中宁县税务局", 2020, "640521/bureau:税务局"),
        ("中宁县税务局", 2020, "640521/bureau:税务局"),
        ("中宁县史志研究室", 2020, "640521/bureau:史志研究室"),
        # townships and their offices
        ("中宁县恩和镇人民政府", 2020, "640521/town:恩和镇"),
        ("中宁县恩和镇党政办公室", 2020, "640521/town:恩和镇/office"),
        # zones
        ("平潭综合实验区", 2019, "350128/zone:平潭综合实验区"),
        ("福建省平潭综合实验区管委会", 2013, "350128/zone:平潭综合实验区"),
        ("平潭综合实验区管委会办公室", 2020, "350128/zone:平潭综合实验区/office"),
        ("平潭综合实验区财政局", 2020, "350128/zone:平潭综合实验区/bureau:财政局"),
        ("平潭县人民政府", 2013, "350128/government"),
        ("南京江北新区", 2020, "320100/zone:江北新区"),
        ("南京市江北新区管理委员会", 2020, "320100/zone:江北新区"),
        ("长沙高新区", 2020, "430100/zone:高新技术产业开发区"),
        ("湖南省长沙高新技术产业开发区管委会", 2020, "430100/zone:高新技术产业开发区"),
        ("上海市浦东新区人民政府", 2020, "310115/government"),
        # what a name leaves open stays as it is
        ("朝阳区人民政府", 2020, "?/government:朝阳区"),
        ("市教育局", 2020, "?/bureau:市教育局"),
        ("青川市", 2020, "?/government:青川市"),
        ("青川市人民政府", 2020, "?/government:青川市"),
        ("青川市人民政府办公室", 2020, "?/office:青川市"),
        ("青川市卫健委", 2020, "?/bureau:青川市卫生健康委员会"),
        ("吉林高新区", 2020, "?/zone:吉林高新技术产业开发区"),
        # without a year, names are today's
        ("洪泽区人民政府", None, "320813/government"),
        ("洪泽县人民政府", None, "?/government:洪泽县"),
    ],
)
def test_ids(agency: str, year: int | None, expected: str) -> None:
    assert agency_id(agency, year) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("自然资源局", "国土资源局"),
        ("自然资源局", "自然资源和规划局"),
        ("发展和改革委员会", "发展和改革局"),
        ("人民政府", "人民政府办公室"),
        ("审批办公室", "办公室"),
        ("教育局", "体育局"),
        ("", "高新区"),
    ],
)
def test_what_is_uncertain_stays_apart(one: str, other: str) -> None:
    assert agency_id(f"中宁县{one}", 2019) != agency_id(f"中宁县{other}", 2019)


def test_the_zones_of_the_table_have_a_host() -> None:
    for zone, host in zone_hosts().items():
        assert gazetteer().at(host, 2024), zone
        assert agency_id(f"{zone}管理委员会", 2020) == f"{host}/zone:{zone}"


def test_every_short_name_means_one_body() -> None:
    every = [name for full, others in bodies()["bodies"].items() for name in (full, *others)]
    assert len(every) == len(set(every))
    for succession in bodies()["successions"]:
        assert succession["source"]
        assert not set(succession["into"]) & set(succession["from"])


@pytest.mark.parametrize("year", [2008, 2014, 2020, 2024])
def test_no_two_divisions_of_a_year_share_an_id(year: int) -> None:
    table = [one for one in gazetteer().all() if one.valid(year)]
    ids = set()
    for one in table:
        parent = gazetteer().parent(one, year)
        ids.add(agency_id(f"{parent.name if parent else ''}{one.name}人民政府", year))
    assert len(ids) == len(table)
    assert not any(id_.startswith("?") for id_ in ids)


def test_agencies_that_print_one_name_keep_their_lines() -> None:
    class One:
        def __init__(self, agency: str, year: int) -> None:
            self.agency, self.year, self.agency_id = agency, year, None

    lines = timelines([One("淮安市人民政府", 1995), One("淮安市人民政府", 2024)])
    assert {id_: line.agency for id_, line in lines.items()} == {
        "320803/government": "淮安市人民政府 [320803/government]",
        "320800/government": "淮安市人民政府 [320800/government]",
    }


TEXT = "{agency}{year}年政府信息公开工作年度报告\n一、总体情况\n主动公开信息{count}条。\n"


def corpus_of(folder: Path, *reports: tuple[str, int]) -> gk.Corpus:
    for number, (agency, year) in enumerate(reports):
        text = TEXT.format(agency=agency, year=year, count=100 + number)
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    return gk.load_corpus(folder, progress=False)


def test_a_corpus_goes_by_the_id_and_prints_names_as_they_stand(tmp_path: Path) -> None:
    corpus = corpus_of(tmp_path, ("洪泽区人民政府", 2023), ("淮安市洪泽区人民政府", 2024))
    assert corpus.reports["agency"].tolist() == ["洪泽区人民政府", "淮安市洪泽区人民政府"]
    assert corpus.reports["agency_id"].tolist() == ["320813/government"] * 2
    assert corpus.reports.columns.get_loc("agency_id") == corpus.reports.columns.get_loc("agency") + 1
    reuse = corpus.reuse()
    assert set(zip(reuse["agency"], reuse["earlier"], reuse["later"], strict=True)) == {
        ("淮安市洪泽区人民政府", 2023, 2024)
    }


def test_two_bodies_of_one_place_are_no_editions(tmp_path: Path) -> None:
    corpus = corpus_of(tmp_path, ("平潭县人民政府", 2013), ("平潭综合实验区", 2013), ("平潭县", 2013))
    assert len(corpus.duplicates) == 1
    assert corpus.reports["agency_id"].nunique() == 2


REAL = os.environ.get("GKSTATS_REAL_REPORTS")


@pytest.mark.skipif(not REAL, reason="GKSTATS_REAL_REPORTS is unset")
def test_real_reports(tmp_path: Path) -> None:
    expected = {
        "hongze-2023": "320813/government",
        "hongze-2024": "320813/government",
        "pingtan-county-2013": "350128/government",
        "pingtan-2019": "350128/zone:平潭综合实验区",
        "shanghai-2019": "310000/office",
        "shuyang-2023": "321322/bureau:发展和改革局",
        "zhongning-2020": "640521/bureau:审批服务管理局",
    }
    for path in Path(REAL or "").iterdir():
        if path.stem in expected and path.suffix != ".json":
            shutil.copy(path, tmp_path)
    reports = gk.load_corpus(tmp_path, progress=False).reports
    ids = {
        Path(source).stem: id_ for source, id_ in zip(reports["source"], reports["agency_id"], strict=True)
    }
    assert {name: ids[name] for name in expected if name in ids} == {
        name: id_ for name, id_ in expected.items() if name in ids
    }
    below = reports[reports["level"].isin(["department", "township"]) & (reports["code"].str[-4:] != "0000")]
    assert below["county"].notna().all()
