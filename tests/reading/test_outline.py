"""Sections from the shapes in which reports print them, and what is no report at all."""

from __future__ import annotations

import pytest

from gkstats.documents.model import Anchor, Document, Line, Paragraph
from gkstats.errors import NotAReport
from gkstats.reading import read_records
from gkstats.reading.outline import read_outline


def document(*texts: str) -> Document:
    paragraphs = tuple(Paragraph(t, (Line(t, Anchor(line=n)),), (0,)) for n, t in enumerate(texts, start=1))
    return Document("test", "text", paragraphs)


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
