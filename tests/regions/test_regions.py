"""Agency names and years, and the divisions that they mean."""

from __future__ import annotations

import pytest

from gkstats.regions import Region, find_region, later_regions
from gkstats.regions.divisions import gazetteer


def in_short(region: Region | None) -> tuple[str | None, str, str | None] | None:
    return region and (region.code, region.level, region.parent_name)


@pytest.mark.parametrize(
    ("agency", "year", "expected"),
    [
        # the division itself
        ("中宁县", 2020, ("640521", "county", "中卫市")),
        ("中宁县人民政府", 2020, ("640521", "county", "中卫市")),
        ("淮安市人民政府", 2024, ("320800", "prefecture", "江苏省")),
        ("吉林市人民政府", 2020, ("220200", "prefecture", "吉林省")),
        ("吉林省人民政府", 2020, ("220000", "province", None)),
        ("重庆市渝中区人民政府", 2020, ("500103", "county", "重庆市")),
        ("浦东新区人民政府", 2020, ("310115", "county", "上海市")),
        ("石河子市人民政府", 2020, ("659001", "county", "新疆维吾尔自治区")),
        ("神农架林区人民政府", 2020, ("429021", "county", "湖北省")),
        ("喀什地区行政公署", 2020, ("653100", "prefecture", "新疆维吾尔自治区")),
        ("平潭县人民政府", 2009, ("350128", "county", "福州市")),
        # with what lies above
        ("江苏省淮安市淮安区人民政府", 2020, ("320803", "county", "淮安市")),
        ("宁夏回族自治区中卫市中宁县", 2020, ("640521", "county", "中卫市")),
        ("宁夏中宁县", 2020, ("640521", "county", "中卫市")),
        ("北京市朝阳区人民政府", 2020, ("110105", "county", "北京市")),
        ("长春朝阳区教育局", 2020, ("220104", "department", "朝阳区")),
        ("徐州市鼓楼区", 2020, ("320302", "county", "徐州市")),
        ("攀枝花市东区人民政府", 2020, ("510402", "county", "攀枝花市")),
        ("兰州市城关区人民政府", 2020, ("620102", "county", "兰州市")),
        # short names of autonomous divisions
        ("凉山州人民政府", 2020, ("513400", "prefecture", "四川省")),
        ("海南州人民政府", 2020, ("632500", "prefecture", "青海省")),
        ("海南省海口市人民政府", 2020, ("460100", "prefecture", "海南省")),
        ("长阳县人民政府", 2020, ("420528", "county", "宜昌市")),
        ("隆林县财政局", 2020, ("451031", "department", "隆林各族自治县")),
        # organs
        ("中宁县审批服务管理局", 2020, ("640521", "department", "中宁县")),
        ("中宁县人民政府办公室", 2020, ("640521", "department", "中宁县")),
        ("中宁县城乡建设局", 2020, ("640521", "department", "中宁县")),
        ("福建省财政厅", 2020, ("350000", "department", "福建省")),
        ("北京市教育委员会", 2020, ("110000", "department", "北京市")),
        ("国家税务总局中宁县税务局", 2020, ("640521", "department", "中宁县")),
        ("中共中宁县委宣传部", 2020, ("640521", "department", "中宁县")),
        # townships
        ("中宁县石空镇人民政府", 2020, ("640521", "township", "中宁县")),
        ("上海市徐汇区华泾镇人民政府", 2020, ("310104", "township", "徐汇区")),
        ("东莞市虎门镇", 2020, ("441900", "township", "东莞市")),
        ("中山市东区街道办事处", 2020, ("442000", "township", "中山市")),
        ("云岭镇人民政府", 2020, (None, "township", None)),
        ("东区街道办事处", 2020, (None, "township", None)),
        # as printed
        (" 中宁县 审批服务管理局", 2020, ("640521", "department", "中宁县")),
        ("淮安市人民政府（本级）", 2024, ("320800", "prefecture", "江苏省")),
    ],
)
def test_a_name_that_settles_it(agency: str, year: int, expected: tuple[str | None, str, str | None]) -> None:
    assert in_short(find_region(agency, year)) == expected


@pytest.mark.parametrize(
    "agency",
    [
        # several divisions bear the name
        "朝阳区人民政府", "鼓楼区财政局", "城关区人民政府", "东区人民政府", "鼓楼区温泉街道办事处", "和平区",
        # the name contradicts itself
        "朝阳市朝阳区",
        # zones have no code, whatever stands before them
        "平潭综合实验区", "福建省平潭综合实验区管委会", "南京市江北新区管委会", "北京经济技术开发区管理委员会",
        "中宁县工业园区管理委员会", "国家税务总局中宁县工业园区税务局", "新疆生产建设兵团",
        # ministries, and organs that do not say where
        "国家发展和改革委员会", "国家税务总局", "财政部", "国务院办公厅", "审批服务管理局", "县财政局", "市政府",
        # no organ of a government
        "中宁县石空村", "中宁县自来水有限公司", "淮安", "", None,
    ],
)  # fmt: skip
def test_a_name_that_does_not_settle_it(agency: str | None) -> None:
    assert find_region(agency, 2020) is None


@pytest.mark.parametrize(
    ("agency", "year", "code", "name"),
    [
        ("淮安市人民政府", 1995, "320882", "淮安市"),
        ("中宁县人民政府", 2000, "640322", "中宁县"),
        ("中宁县人民政府", 2003, "640521", "中宁县"),
        # renamed in 2011: either name leads to the one of the reporting year
        ("楚州区人民政府", 2010, "320803", "楚州区"),
        ("淮安区人民政府", 2010, "320803", "楚州区"),
        ("楚州区人民政府", 2011, "320803", "淮安区"),
        ("密云县人民政府", 2015, "110118", "密云区"),
        ("密云区人民政府", 2014, "110228", "密云县"),
        ("襄阳市人民政府", 2009, "420600", "襄樊市"),
    ],
)
def test_the_code_is_that_of_the_reporting_year(agency: str, year: int, code: str, name: str) -> None:
    region = find_region(agency, year)
    assert region is not None
    assert (region.code, region.name) == (code, name)
    assert region.since is not None
    assert region.since <= year
    assert region.until is None or year < region.until


@pytest.mark.parametrize(
    ("agency", "year"),
    [
        ("楚州区人民政府", 2020),  # long gone
        ("密云区人民政府", 2008),  # not yet
        ("闸北区人民政府", 2015),  # merged into another district, which it is not
        ("塘沽区人民政府", 2009),
        ("中宁县人民政府", None),
    ],
)
def test_no_code_outside_its_time(agency: str, year: int | None) -> None:
    assert find_region(agency, year) is None


@pytest.mark.parametrize("year", [2008, 2014, 2020, 2024])
def test_every_division_of_the_table_is_found(year: int) -> None:
    table = [division for division in gazetteer().all() if division.valid(year)]
    assert len(table) > 3000
    bearers: dict[str, int] = {}
    for division in table:
        bearers[division.name] = bearers.get(division.name, 0) + 1
    for division in table:
        parent = gazetteer().parent(division, year)
        assert (parent is None) == (division.level == "province")
        alone = find_region(f"{division.name}人民政府", year)
        if bearers[division.name] > 1 or division.name in ("东区", "西区", "郊区", "矿区", "城区"):
            assert alone is None, division
        else:
            assert alone is not None, division
            assert alone.code == division.code
        if parent is None:
            continue
        full = find_region(f"{parent.name}{division.name}财政局", year)
        assert full is not None, division
        assert (full.code, full.level, full.parent_name) == (division.code, "department", division.name)


def test_successors() -> None:
    assert [region.code for region in later_regions("640322", 2000, 2020)] == ["640521"]
    assert [region.name for region in later_regions("120107", 2008, 2020)] == ["滨海新区"]
    assert [region.name for region in later_regions("130103", 2010, 2020)] == ["长安区", "桥西区"]
    assert [region.code for region in later_regions("640521", 2010, 2020)] == ["640521"]
    with pytest.raises(KeyError, match="999999 in 2020"):
        later_regions("999999", 2020, 2024)
