"""Sections and identity from the shapes in which reports print them."""

from __future__ import annotations

import datetime as dt

import pytest

from gkstats.documents.model import Anchor, Document, Line, Paragraph
from gkstats.errors import NotAReport
from gkstats.reading import read_records
from gkstats.reading.identity import read_identity
from gkstats.reading.outline import read_outline
from gkstats.records import Identity


def document(*texts: str, title: str | None = None, published: str | None = None) -> Document:
    paragraphs = tuple(Paragraph(t, (Line(t, Anchor(line=n)),), (0,)) for n, t in enumerate(texts, start=1))
    return Document("test", "text", paragraphs, title=title, published=published)


def identity(*texts: str, title: str | None = None, published: str | None = None) -> Identity:
    whole = document(*texts, "一、总体情况", "正文。", title=title, published=published)
    return read_identity(whole, read_outline(whole))[0]


@pytest.mark.parametrize(
    ("lines", "agency", "year"),
    [
        (["青川市水务局2022年政府信息公开工作年度报告"], "青川市水务局", 2022),
        ([" 青川市水务局 2022 年", "政府信息公开工作年度报告"], "青川市水务局", 2022),
        (["青川市水务局", "2022年度政府信息公开工作报告"], "青川市水务局", 2022),
        (["2022年度青川市水务局政府信息公开工作年度报告"], "青川市水务局", 2022),
        (["青川市水务局政府信息公开工作年度报告", "（2022年度）"], "青川市水务局", 2022),
        (["青川市水务局二〇二二年政府信息公开年度报告"], "青川市水务局", 2022),
        (["青川市水务局关于2022年政府信息公开工作情况的报告"], "青川市水务局", 2022),
        (["青川市水務局２０２２年政府信息公開工作年度報告"], "青川市水务局", 2022),
        (["2022年政府信息公开工作年度报告"], None, 2022),
    ],
)
def test_titles(lines: list[str], agency: str | None, year: int) -> None:
    found = identity(*lines)
    assert (found.agency, found.year) == (agency, year)


def test_the_container_names_the_agency_where_the_report_does_not() -> None:
    found = identity(
        "2022年政府信息公开工作年度报告", title="青川市水务局2022年政府信息公开工作年度报告_青川市人民政府"
    )
    assert (found.agency, found.year) == ("青川市水务局", 2022)


def test_the_report_goes_before_its_container() -> None:
    found = identity(
        "青川市水务局2022年政府信息公开工作年度报告", title="某网站2021年政府信息公开工作年度报告"
    )
    assert (found.agency, found.year) == ("青川市水务局", 2022)


def test_period_and_contacts() -> None:
    found = identity(
        "青川市水务局2022年政府信息公开工作年度报告",
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


def test_the_year_may_come_from_the_period_and_says_so() -> None:
    whole = document("统计期限为2022年1月1日至12月31日。", "一、总体情况", "政府信息公开。")
    found, warnings = read_identity(whole, read_outline(whole))
    assert found.year == 2022
    assert any("reporting period" in warning for warning in warnings)


def test_title_and_period_that_contradict_each_other_are_reported() -> None:
    whole = document(
        "青川市水务局2022年政府信息公开工作年度报告",
        "统计期限为2021年1月1日至2021年12月31日。",
        "一、总体情况",
        "正文。",
    )
    found, warnings = read_identity(whole, read_outline(whole))
    assert found.year == 2022
    assert any("2021" in warning for warning in warnings)


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("发布日期：2023-01-18 10:22", dt.date(2023, 1, 18)),
        ("2023年1月18日", dt.date(2023, 1, 18)),
        ("昨天", None),
    ],
)
def test_publication_date_of_the_page(text: str, published: dt.date | None) -> None:
    assert identity("青川市水务局2022年政府信息公开工作年度报告", published=text).published == published


def test_a_date_that_stands_alone_at_the_end_is_the_publication() -> None:
    whole = document(
        "青川市水务局2022年政府信息公开工作年度报告",
        "一、总体情况",
        "截至2022年12月31日共3条。",
        "2023年1月18日",
    )
    assert read_identity(whole, read_outline(whole))[0].published == dt.date(2023, 1, 18)


TITLES = [
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
]


def sections(*texts: str) -> list[tuple[int, str]]:
    return [(section.number, section.text) for section in read_outline(document(*texts))]


def test_six_sections() -> None:
    texts = [text for n, title in enumerate(TITLES, start=1) for text in (title, f"第{n}部分的正文。")]
    assert sections("某局报告", *texts) == [
        (0, "某局报告"),
        *((n, f"第{n}部分的正文。") for n in range(1, 7)),
    ]


def test_a_table_of_contents_is_not_the_report() -> None:
    texts = [text for n, title in enumerate(TITLES, start=1) for text in (title, f"第{n}部分的正文。")]
    assert [s for s in sections(*TITLES, *texts) if s[0]][-6:] == [
        (n, f"第{n}部分的正文。") for n in range(1, 7)
    ]


def test_a_heading_and_its_prose_in_one_paragraph() -> None:
    assert sections("一、总体情况。全年公开信息12条。", "二、主动公开政府信息情况", "见表。") == [
        (1, "。全年公开信息12条。"),
        (2, "见表。"),
    ]


def test_lists_within_a_section_do_not_open_sections() -> None:
    texts = [
        *TITLES[:5],
        "存在问题：",
        "一、公开不够及时；",
        "二、形式不够丰富。",
        "改进：",
        "一、及时公开。",
        TITLES[5],
        "无。",
    ]
    assert [number for number, _ in sections(*texts)] == [1, 2, 3, 4, 5, 6]


def test_a_section_may_be_missing() -> None:
    texts = [TITLES[0], "甲。", TITLES[2], "乙。", TITLES[5], "丙。"]
    assert [number for number, _ in sections(*texts)] == [1, 3, 6]


NOTICES = [
    "关于做好2022年政府信息公开工作年度报告编制工作的通知",
    "关于发布2022年政府信息公开工作年度报告的公告",
    "青川市政务信息公开指南",
]


@pytest.mark.parametrize("title", NOTICES)
def test_what_only_speaks_of_reports_is_none(title: str) -> None:
    with pytest.raises(NotAReport):
        read_records(document(title, "各单位应当按时公开政府信息，共12条要求。"))


@pytest.mark.parametrize(
    "texts",
    [
        ("青川市水务局2012年政府信息公开工作年度报告", "全年公开信息12条。"),
        (
            "一、概述",
            "政府信息公开工作平稳。",
            "二、主动公开情况",
            "公开12条。",
            "三、依申请公开情况",
            "无。",
        ),
    ],
)
def test_prose_without_tables_may_be_a_report(texts: tuple[str, ...]) -> None:
    assert read_records(document(*texts)).form is None
