"""Who reports, about which year, and published when, from the shapes in which reports and pages say so."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkstats.documents.model import Anchor, Document, Line, Paragraph, Surrounding
from gkstats.reading.identity import read_identity
from gkstats.reading.identity.names import is_name
from gkstats.reading.outline import read_outline
from gkstats.records import Identity
from gkstats.vocabulary import terms

TITLE = "青川市水务局2022年政府信息公开工作年度报告"
BARE = "2022年政府信息公开工作年度报告"


def document(*texts: str, around: tuple[Surrounding, ...] = ()) -> Document:
    paragraphs = tuple(Paragraph(t, (Line(t, Anchor(line=n)),), (0,)) for n, t in enumerate(texts, start=1))
    return Document("test", "text", paragraphs, around=around)


def line(text: str) -> Surrounding:
    return Surrounding("line", "", text, Anchor(path=f"/html/body/{text[:4]}"))


def identity(
    *texts: str, title: str | None = None, around: tuple[Surrounding, ...] = (), end: tuple[str, ...] = ()
) -> Identity:
    if title:
        around = (*around, Surrounding("title", "", title, Anchor(path="/html/head/title")))
    whole = document(*texts, "一、总体情况", "正文。", *end, around=around)
    return read_identity(whole, read_outline(whole))[0]


def how(found: Identity, field: str) -> str:
    return next(origin.how for origin in found.found if origin.field == field)


@pytest.mark.parametrize(
    ("lines", "agency", "year"),
    [
        ([TITLE], "青川市水务局", 2022),
        ([" 青川市水务局 2022 年", "政府信息公开工作年度报告"], "青川市水务局", 2022),
        (["青川市水务局", "2022年度政府信息公开工作报告"], "青川市水务局", 2022),
        (["青川市水务局", "2022年", "政府信息公开工作年度报告"], "青川市水务局", 2022),
        (["青水发〔2023〕4号", "青川市水务局", BARE, BARE], "青川市水务局", 2022),
        (["2022年度青川市水务局政府信息公开工作年度报告"], "青川市水务局", 2022),
        (["青川市水务局政府信息公开工作年度报告", "（2022年度）"], "青川市水务局", 2022),
        (["青川市水务局政府信息公开工作年度报告（2022年）"], "青川市水务局", 2022),
        (["青川市水务局二〇二二年政府信息公开年度报告"], "青川市水务局", 2022),
        (["青川市水务局关于2022年政府信息公开工作情况的报告"], "青川市水务局", 2022),
        (
            ["青川市水务局2022年度关于开展政府信息公开工作年度报告编制和发布工作情况报告"],
            "青川市水务局",
            2022,
        ),
        (["青川市水務局２０２２年政府信息公開工作年度報告"], "青川市水務局", 2022),
        (["青川市门户网站-2022年青川市水务局政府信息公开年报_站点名称"], "青川市水务局", 2022),
        (["青川市人民政府信息公开工作年度报告（2022年）"], "青川市人民政府", 2022),
        (["青川市2022年政府信息公开工作年度报告"], "青川市", 2022),
        (["青川大学2021—2022学年信息公开年度报告"], "青川大学", 2022),
        (["青川市大数据发展局2022年政府信息公开工作年度报告"], "青川市大数据发展局", 2022),
        (["青川市统计局2022年政府信息公开工作年度报告"], "青川市统计局", 2022),
        ([BARE], None, 2022),
    ],
)
def test_titles(lines: list[str], agency: str | None, year: int) -> None:
    found = identity(*lines)
    assert (found.agency, found.year) == (agency, year)


def test_a_name_is_kept_in_full_length() -> None:
    name = "青川高新技术产业开发区暨河滨综合保税区与临港经济合作示范区联合管理委员会（青川市临港街道办事处）"
    assert len(name) > 40
    assert identity(f"{name}2022年政府信息公开工作年度报告").agency == name


def test_the_container_names_the_agency_where_the_report_does_not() -> None:
    found = identity(BARE, title=f"{TITLE}_青川市人民政府")
    assert (found.agency, found.year, how(found, "agency")) == ("青川市水务局", 2022, "page_title")


def test_the_report_goes_before_its_container() -> None:
    found = identity(TITLE, title="某网站2021年政府信息公开工作年度报告")
    assert (found.agency, found.year) == ("青川市水务局", 2022)


@pytest.mark.parametrize(
    ("text", "agency", "code"),
    [
        ("按照条例要求，现公布《青川市水务局2022年政府信息公开工作年度报告》。", "青川市水务局", "stated"),
        ("根据规定，现将青川市水务局2022年政府信息公开工作年度报告公布如下。", "青川市水务局", "stated"),
        ("本报告根据《条例》（国务院令第711号）要求，由青川市水务局编制。", "青川市水务局", "compiled"),
        ("本報告依據《條例》，由青川市水務局編制。", "青川市水務局", "compiled"),
        ("2022年，青川市水务局（以下简称“我局”）推进公开。", "青川市水务局", "named"),
        ("为认真做好青川市水务局政府信息公开工作，我局明确了专人。", "青川市水务局", "purpose"),
        ("如对本报告有疑问，请与青川市水务局办公室联系（地址：河滨路8号）。", "青川市水务局", "asked"),
        ("如有疑问，请联系：青川县石梁乡信息公开领导小组办公室，邮编：628100。", "青川县石梁乡", "asked"),
        ("2022年，青川市水务局认真落实条例。", "青川市水务局", "opening"),
    ],
)
def test_prose_names_the_agency(text: str, agency: str, code: str) -> None:
    found = identity(text)
    assert (found.agency, how(found, "agency")) == (agency, code)


@pytest.mark.parametrize(
    "text",
    [
        "2022年，我局认真落实《青川市人民政府办公室关于做好公开工作的通知》，公开信息12条。",
        "市政府信息公开工作领导小组办公室：",
        "如有疑问，请与办公室联系。",
        "各部门、各单位按时公开。",
        "站点部门：信息中心",
    ],
)
def test_offices_and_pieces_of_sentences_are_no_agency(text: str) -> None:
    assert identity(text).agency is None


def test_a_short_name_is_completed_where_the_full_one_stands() -> None:
    found = identity("县教育局2022年政府信息公开工作年度报告", "请与青川县教育局办公室联系。")
    assert found.agency == "青川县教育局"
    assert identity("县教育局2022年政府信息公开工作年度报告").agency == "县教育局"


@pytest.mark.parametrize(
    ("around", "agency", "code"),
    [
        ((line("索引号：A-1 发布机构：青川市水务局 主题分类：水利"),), "青川市水务局", "row"),
        ((line("发布机构"), line("青川市水务局"), line("文号")), "青川市水务局", "row"),
        (
            (Surrounding("property", "articletitle", TITLE, Anchor(path="/html/head/meta[1]")),),
            "青川市水务局",
            "head",
        ),
    ],
)
def test_what_surrounds_the_report_names_the_agency(
    around: tuple[Surrounding, ...], agency: str, code: str
) -> None:
    found = identity("本年公开信息12条。", around=around)
    assert (found.agency, how(found, "agency")) == (agency, code)
    assert next(o for o in found.found if o.field == "agency").anchor.path is not None


def test_every_way_to_find_a_field_has_words() -> None:
    from typing import get_args

    from gkstats.reading.identity.words import weight
    from gkstats.records import How

    assert set(get_args(How)) == set(terms("how"))
    # What a list of documents or a correction says is not found in the document, and weighed against nothing.
    assert all(weight(code) > 0 for code in get_args(How) if code not in ("listed", "corrected"))


def test_period_and_contacts() -> None:
    found = identity(
        TITLE,
        "本报告中所列数据的统计期限自2022年1月1日起至2022年12月31日止。如有疑问，请与青川市水务局办公室联系"
        "（地址：青川市河滨路8号，邮编：628100，电话：0839-7201234，电子邮箱：water@example.cn）。",
    )
    assert found.period == (dt.date(2022, 1, 1), dt.date(2022, 12, 31))
    assert dict(found.contacts) == {
        "address": "青川市河滨路8号",
        "postcode": "628100",
        "telephone": "0839-7201234",
        "email": "water@example.cn",
    }
    assert {origin.field for origin in found.found} >= {"agency", "year", "period", "title", "contacts.email"}
    assert next(o for o in found.found if o.field == "period").anchor.line == 2


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("统计期限为2022年1月1日到12月31日。", (2022, 1, 1), (2022, 12, 31)),
        ("统计期限自2022年1月1日起，至2022年12月31日止。", (2022, 1, 1), (2022, 12, 31)),
        ("统计期限自2022 年 1 月 1 日起至2022  年 12 月 31 日止。", (2022, 1, 1), (2022, 12, 31)),
        ("数据统计期限为二〇二二年一月一日至十二月三十一日。", (2022, 1, 1), (2022, 12, 31)),
        ("统计期限为20221月1日至202212月31日。", (2022, 1, 1), (2022, 12, 31)),
        ("统计期限自202211日至20221231日止。", (2022, 1, 1), (2022, 12, 31)),
        ("统计期限为2021年9月1日至2022年8月31日。", (2021, 9, 1), (2022, 8, 31)),
        ("统计期限自2008年5月1日起至12月31日止。", (2008, 5, 1), (2008, 12, 31)),
        (
            "3月1日起征集意见，2022年3月1日至4月1日。本报告统计期限为2022年1月1日—2022年12月31日。",
            (2022, 1, 1),
            (2022, 12, 31),
        ),
    ],
)
def test_periods(text: str, first: tuple[int, int, int], last: tuple[int, int, int]) -> None:
    assert identity(TITLE, text).period == (dt.date(*first), dt.date(*last))


@pytest.mark.parametrize(
    "text",
    ["2022年3月1日至4月1日公开征集意见。", "所列数据截止日期为2022年12月31日。", "2022年2月30日至3月1日。"],
)
def test_other_spans_of_days_are_no_reporting_period(text: str) -> None:
    assert identity(TITLE, text).period is None


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("电话（传真）：0839-7201234。", "fax", "0839-7201234"),
        ("电话（传真）：0839-7201234。", "telephone", "0839-7201234"),
        ("联系电话：010 – 63628514。", "telephone", "010 – 63628514"),
        ("联系电话：7201234。", "telephone", "7201234"),
        ("网址为：http://www.example.gov.cn/col/index.html进行查阅。", "website", "http://www.example.gov.cn/col/index.html"),
        ("地址：http://www.example.gov.cn/", "address", None),
    ],
)  # fmt: skip
def test_contacts(text: str, kind: str, value: str | None) -> None:
    assert dict(identity(TITLE, text).contacts).get(kind) == value


def test_a_host_in_the_line_of_the_date_is_no_contact() -> None:
    assert identity(TITLE, "www.example.gov.cn 发布时间：2023-01-17 来源：某某").contacts == ()


def test_the_year_may_come_from_the_period_and_says_so() -> None:
    whole = document("统计期限为2022年1月1日至12月31日。", "一、总体情况", "政府信息公开。")
    found, warnings = read_identity(whole, read_outline(whole))
    assert found.year == 2022
    assert any("reporting period" in warning for warning in warnings)


def test_title_and_period_that_contradict_each_other_are_reported() -> None:
    whole = document(TITLE, "统计期限为2021年1月1日至2021年12月31日。", "一、总体情况", "正文。")
    found, warnings = read_identity(whole, read_outline(whole))
    assert found.year == 2022
    assert any("2021" in warning for warning in warnings)


def test_the_year_of_another_document_is_not_the_report_s() -> None:
    text = "根据《关于编制2021年度报告的通知》（青办发〔2020〕9号），2022年我局公开信息12条。"
    assert identity(text).year == 2022


@pytest.mark.parametrize(
    ("texts", "published", "code"),
    [
        (("发布日期：2023-01-18 10:22",), dt.date(2023, 1, 18), "date_row"),
        (("发布日期： 2023- 1- 18 14: 37 浏览次数：",), dt.date(2023, 1, 18), "date_row"),
        (("发布日期", "2023-01-18", "文号"), dt.date(2023, 1, 18), "date_row"),
        (("生成日期：2023-01-10", "发布时间：2023-01-18"), dt.date(2023, 1, 18), "date_row"),
        (("2023-01-10", "2023-01-10", "来源：某局发布时间：2023-01-18"), dt.date(2023, 1, 18), "date_row"),
        (("来源：某局 2023-01-18 16:42 【字体：",), dt.date(2023, 1, 18), "date_line"),
        (("公文生成日期：2023-01-18",), dt.date(2023, 1, 18), "made_row"),
        (("2023年1月18日",), dt.date(2023, 1, 18), "date_line"),
        (("（二〇二三年一月十八日）",), dt.date(2023, 1, 18), "date_line"),
        (("昨天",), None, None),
        (("2023年1月",), None, None),
    ],
)
def test_publication_date_of_the_page(
    texts: tuple[str, ...], published: dt.date | None, code: str | None
) -> None:
    for found in (identity(TITLE, *texts), identity(TITLE, around=tuple(map(line, texts)))):
        assert found.published == published
        assert published is None or how(found, "published") == code


def test_the_page_s_date_goes_before_that_of_making_and_that_before_the_signature() -> None:
    end = ("青川市水务局", "2023年1月9日")
    assert identity(TITLE, "发布日期：2023-01-18", "成文日期：2023-01-15", end=end).published == dt.date(
        2023, 1, 18
    )
    assert identity(TITLE, "成文日期：2023-01-15", end=end).published == dt.date(2023, 1, 15)
    assert identity(TITLE, end=end).published == dt.date(2023, 1, 9)


def test_a_property_dates_the_page_unless_the_page_prints_a_date_of_publication() -> None:
    date = Surrounding("property", "pubdate", "2023-01-18 09:10", Anchor(path="/html/head/meta[1]"))
    assert identity(TITLE, around=(date, line("时间：2023-02-05"))).published == dt.date(2023, 1, 18)
    assert identity(TITLE, around=(date, line("发布时间：2023-02-05"))).published == dt.date(2023, 2, 5)


def test_a_date_before_the_reporting_year_is_another_document_s() -> None:
    assert identity(TITLE, "2019年4月3日").published is None


@pytest.mark.parametrize("text", ["根据", "2022年", "我局", "", "政府", "条例的要求"])
def test_what_is_no_name(text: str) -> None:
    assert not is_name(text)


@given(
    st.text(
        alphabet="青川市水务局年度报告政府信息公开由编制（）《》，。：2022-—\n 请与联系电话", max_size=200
    )
)
def test_whatever_the_text_the_answer_stands_in_it(text: str) -> None:
    whole = document(text)
    found, _ = read_identity(whole, read_outline(whole))
    printed = "".join(text.split())
    assert found.agency is None or found.agency in printed
    assert all("".join(value.split()) in printed for _, value in found.contacts)


@pytest.mark.parametrize(
    "unit",
    [
        "由",
        "请与",
        "政府信息公开",
        "2022年",
        "（以下简称我局",
        "《",
        "年度",
        "1",
        "a.",
        "0839-",
        "，市",
        "关于",
        "地址：甲",
        "2022年1月1日至",
    ],
)
def test_long_repetitions_take_no_more_than_their_share(unit: str) -> None:
    whole = document(*[unit * (190 // len(unit))] * 40, unit * (20_000 // len(unit)))
    sections = read_outline(whole)
    start = time.process_time()
    read_identity(whole, sections)
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        (
            "当前位置：首页\n根据条例，我镇編制青川縣石梁鎮(zhèn)2014年政府信息公開工作年度報(bào)告。",
            "青川縣石梁鎮",
        ),
        ("根据2021—2022学年度青川大学信息公开工作执行情况编制而成。", "青川大学"),
        ("根据青川大学2021—2022学年信息公开工作执行情况编制本报告。", "青川大学"),
        ("综合2022年度青川市各县（市、区）政府和市级各部门的年度工作报告编制而成。", "青川市"),
        (
            "由青川区行政审批办公室（交易管理委员会办公室）编制的年度报告。",
            "青川区行政审批办公室（交易管理委员会办公室）",
        ),
        (
            "国家税务总局青川市税务局向社会公布本单位2022年政府信息公开工作年度报告。",
            "国家税务总局青川市税务局",
        ),
        ("市教育局高度重视公开工作，建立了《青川市教育局网上信息公开审查制度》。", "青川市教育局"),
        ("修订《青川市司法局政府信息公开制度》，按《青川市政府信息公开规定》办理。", "青川市司法局"),
        (
            "由青川市人民政府信息公开工作领导小组办公室根据《中华人民共和国政府信息公开条例》要求编制。",
            "青川市人民政府",
        ),
        (
            "现公布2024年度文化广电和旅游局信息公开年度报告，请与青川县文化广电和旅游局联系。",
            "青川县文化广电和旅游局",
        ),
        (
            "根据要求以及2013年度青川区人民政府和各街道、委办局的政府信息公开工作年度报告编制。请与青川区政府信息公开办公室联系。",
            "青川区",
        ),
        ("结合《青川职业技术学院信息公开实施细则》，总结如下。", "青川职业技术学院"),
        ("发布县政府门户网站，依托区政府网站公开。", None),
        ("调整充实区水利局公开工作领导小组。", None),
    ],
)
def test_rarer_sentences_name_the_agency(text: str, agency: str | None) -> None:
    assert identity(*text.split("\n")).agency == agency


def test_cells_between_bars_are_rows_of_metadata() -> None:
    rows = ("发文机关: | 青川市水务局 | 成文日期: | 2023-01-15 |", "发布日期: | 2023-01-18 | 效力状态: | |")
    found = identity(BARE, *rows)
    assert (found.agency, found.published) == ("青川市水务局", dt.date(2023, 1, 18))


def test_a_report_that_the_body_mentions_does_not_date_it() -> None:
    whole = document(
        "一、总体情况", "2022年，区司法局推进公开。", "公开了2021年度政府信息公开工作年度报告等事项。"
    )
    assert read_identity(whole, read_outline(whole))[0].year == 2022


def test_contacts_of_the_page_are_none_of_a_report_that_says_whom_to_ask() -> None:
    found = identity(
        "地址：青川市南街1号某某大厦",
        "传真：0839-7200000",
        TITLE,
        "如对本报告有疑问，請聯系青川市水务局办公室，地址：河滨路8号（东门），邮编：628100，聯系電話：7201234。",
    )
    assert dict(found.contacts) == {
        "address": "河滨路8号（东门）",
        "postcode": "628100",
        "telephone": "7201234",
    }


def test_a_period_whose_characters_were_lost_or_torn_apart() -> None:
    assert identity(TITLE, "统计期限自202191日至2022831日。").period == (
        dt.date(2021, 9, 1),
        dt.date(2022, 8, 31),
    )
    torn = identity(TITLE, "统计期限为", "2022", "年", "1", "月", "1", "日至", "2022", "年12月31日。")
    assert torn.period == (dt.date(2022, 1, 1), dt.date(2022, 12, 31))
