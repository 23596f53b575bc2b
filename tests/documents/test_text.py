"""Plain text: encodings, lines and runs, and which lines read on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkstats.documents.encoding import decode
from gkstats.documents.model import Paragraph
from gkstats.documents.text import printed_lines, read_text, text_width
from tests.documents.builders import PROSE, paragraphs, read

REPORT = """某某县某某局2020年
政府信息公开工作年度报告
    根据条例的规定，某某局编制了二〇二〇年度政府信息公开
工作报告，统计期限为2020年1月1日至12月31日。如有疑问，请
与局办公室联系（地址：人民路12号，邮编：123456，电话：
0123-4567890）。
一、总体情况
    2020年，某某局全年主动公开信息 540 条，其中，网站公开
75 条，微信公众号公开 274 条，其他渠道公开 191 条，群众满
意度 91.92%。
（一）主动公开方面
    1.公开重点信息。全年公开行政审批信息、财政资金信息、招
投标信息共 46 条。
    2.解读政策文件。做好解读，凡是依照条例的第二十条第
（一）项公开的文件，都逐件解读，并在网站的专栏里公布。
二、主动公开政府信息情况
规章 0 0 0
行政规范性文件 3 1 12
六、其他需要报告的事项
无。
"""
JOINED = [
    "某某县某某局2020年",
    "政府信息公开工作年度报告",
    "根据条例的规定，某某局编制了二〇二〇年度政府信息公开工作报告，统计期限为2020年1月1日至12月31日。"
    "如有疑问，请与局办公室联系（地址：人民路12号，邮编：123456，电话：0123-4567890）。",
    "一、总体情况",
    "2020年，某某局全年主动公开信息 540 条，其中，网站公开75 条，微信公众号公开 274 条，其他渠道公开 191 条，"
    "群众满意度 91.92%。",
    "（一）主动公开方面",
    "1.公开重点信息。全年公开行政审批信息、财政资金信息、招投标信息共 46 条。",
    "2.解读政策文件。做好解读，凡是依照条例的第二十条第（一）项公开的文件，都逐件解读，并在网站的专栏里公布。",
    "二、主动公开政府信息情况",
    "规章 0 0 0",
    "行政规范性文件 3 1 12",
    "六、其他需要报告的事项",
    "无。",
]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(REPORT, id="as printed"),
        pytest.param("\n".join(line.strip() for line in REPORT.splitlines()), id="without indents"),
        pytest.param(REPORT.replace("\n", "\n\n"), id="a blank line between all lines"),
        pytest.param(REPORT.replace("\n", "\r\n"), id="carriage returns"),
        pytest.param(REPORT.replace("75 条", "\f75 条").replace("二、主动", "\f 二、主动"), id="page breaks"),
        pytest.param(REPORT.replace("75 条", "- 3 -\n\f75 条"), id="page numbers"),
    ],
)
def test_lines_broken_by_the_margin_are_joined(text: str) -> None:
    assert paragraphs(read(text)) == JOINED


def test_a_paragraph_a_line_stays_as_it_is() -> None:
    lines = ["一、总体情况", PROSE, PROSE.replace("36", "37"), "（一）主动公开", PROSE * 3, PROSE]
    assert paragraphs(read("\n".join(lines))) == lines


def test_blank_lines_part_paragraphs_where_they_stand_between_some() -> None:
    first = "全年在网站公开信息三十六条，在微信公众号公开信息十二条，\n在公告栏公开信息八条，并逐条登记在册，以备群众查询核对"
    second = "全年没有收到政府信息公开申请，也没有结转上一年度的申请，\n没有被申请行政复议，没有被提起行政诉讼，一切情况都正常"
    joined = [text.replace("\n", "") for text in (first, second)]
    assert paragraphs(read(f"{first}。\n\n{second}。")) == [f"{text}。" for text in joined]


def test_a_heading_as_long_as_the_line_stays_alone() -> None:
    heading = "四、因政府信息公开申请被申请行政复议、提起行政诉讼情况"
    text = f"本机关按照规定公开各类信息，及时回应群众关心的问题，\n并认真办理申请。\n{heading}\n全年没有被申请行政复议，没有被提起行政诉讼，情况都\n正常。"
    assert heading in paragraphs(read(text))


def test_lines_keep_their_number_and_their_columns() -> None:
    text = "标题\n\n信息内容   本年新制作数量\t其他\n规章       0                 0\n"
    lines = [line for block in read(text).blocks if isinstance(block, Paragraph) for line in block.lines]
    assert [line.anchor.line for line in lines] == [1, 3, 4]
    assert [run.text for run in lines[1].runs] == ["信息内容", "本年新制作数量", "其他"]
    assert [(run.x0, run.x1) for run in lines[1].runs] == [(0, 8), (11, 25), (32, 36)]
    assert [run.x0 for run in lines[2].runs] == [0, 11, 29]
    assert lines[2].text == "规章 0 0"


def test_rows_of_figures_never_join_what_stands_around_them() -> None:
    text = "信息内容 上一年项目数量 本年增减 处理决定数量以及其他情况说明\n行政许可 0 0 0\n其他对外管理服务事项以及其他一切应当说明的事项 0 0 0\n行政处罚 0 0 0"
    assert paragraphs(read(text)) == text.split("\n")


@given(st.text(alphabet="公开一、（二）1。，；  \n\f\t2A-", max_size=300))
def test_no_printed_line_is_lost(text: str) -> None:
    document = read_text(text, "t")
    lines = [line for block in document.blocks if isinstance(block, Paragraph) for line in block.lines]
    printed = printed_lines(text)
    for line in lines:
        assert line.text.split() == printed[(line.anchor.line or 0) - 1].replace("\f", " ").split()
    kept = {line.anchor.line for line in lines}
    for number, shown in enumerate(printed, start=1):
        assert number in kept or not any("一" <= c <= "鿿" or c == "A" for c in shown)


@given(st.lists(st.text(alphabet="公开一、12。，A ", min_size=1).filter(str.strip), min_size=1, max_size=8))
def test_offsets_lead_back_to_the_lines(texts: list[str]) -> None:
    for block in read_text("\n".join(texts), "t").blocks:
        assert isinstance(block, Paragraph)
        for line, start in zip(block.lines, block.starts, strict=True):
            assert block.text[start:].startswith(line.text.strip())


TEXT = "2023年政府信息公开工作年度报告\n一、总体情况。全年公开信息12条，“网站”9条，𠮷镕瑢。"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_every_encoding_of_chinese_text_is_recognised(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)).lstrip("\ufeff") == TEXT


@pytest.mark.parametrize("declared", ["gb2312", "GBK", "utf-8", "iso-8859-1", "windows-1252", "idna", "none"])
def test_what_a_page_declares_is_believed_only_where_it_tells_more_than_the_bytes(declared: str) -> None:
    page = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">{TEXT}'
    assert decode(page.encode("gb18030")) == page
    assert decode(page.encode()) == page


def test_declared_big5_is_believed() -> None:
    page = "<meta charset=big5><p>政府資訊公開年報：處理決定十二件</p>"
    assert decode(page.encode("cp950")) == page
    assert paragraphs(read(page.encode("cp950"))) == ["政府資訊公開年報：處理決定十二件"]


def test_a_broken_byte_costs_one_character() -> None:
    data = TEXT.encode()
    assert decode(data[:40] + b"\xff" + data[40:]).count("\ufffd") == 1
    assert decode(data[:-2])[:20] == TEXT[:20]


def test_chinese_characters_count_two_columns() -> None:
    assert text_width("公开“12”条") == 12
