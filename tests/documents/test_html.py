"""Web pages: what is the report, what its tables hold, and what the page around it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkstats.documents import Source
from gkstats.documents.html import parse_page
from gkstats.documents.model import Paragraph, Table
from gkstats.errors import UnreadableDocument
from tests.documents.builders import PROSE, grid, page, paragraphs, read, report, rows, tables

EXPECTED = ["一、总体情况", PROSE, "六、其他需要报告的事项", "无其他需要报告的事项。"]
MENU = "<ul>" + "".join(f'<li><a href="/{i}">政务公开栏目{i}</a></li>' for i in range(8)) + "</ul>"
RELATED = '<div>相关链接</div><ul><li><a href="a">2019年政府信息公开年报</a></li><li><a href="b">一、其他</a></li></ul>'
FOOT = "<div>版权所有：某某县人民政府　主办单位：办公室　网站标识码：1234567890</div><p>某ICP备12345号</p>"
META = (
    "<table><tr><td>索 引 号</td><td>A-0-2021-1</td><td>发布机构：</td><td>某某县某某局</td></tr>"
    "<tr><td>公开日期：</td><td>2021-02-03 08:00</td><td>生成日期</td><td>2021-01-30</td></tr>"
    "<tr><td>标　　题</td><td colspan=3>某某局2020年政府信息公开工作年度报告</td></tr></table>"
)


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param(page(report()), id="bare"),
        pytest.param(page(f'<div class="TRS_Editor">{report()}</div>', around=(MENU, FOOT)), id="menu and footer"),
        pytest.param(page(report(RELATED + FOOT), around=(MENU, "")), id="related links within the content"),
        pytest.param(page(META + report(), around=(MENU, FOOT)), id="box of metadata"),
        pytest.param(
            page(f"<table><tr><td>{MENU}</td><td>{META}{report()}</td></tr><tr><td colspan=2>{FOOT}</td></tr></table>"),
            id="layout table",
        ),
        pytest.param(
            page(f"<table><tr><td><table><tr><td>{META}</td></tr><tr><td>{report()}</td></tr></table></td></tr></table>"),
            id="layout tables in layout tables",
        ),
        pytest.param(
            page(f"<div>当前位置：<a href=/>首页</a> &gt; <a href=/z>政务公开</a></div><p>来源：办公室 时间：2021-02-03 字号：[大 中 小]</p>{report()}<p>【打印本页】【关闭窗口】</p>"),
            id="tools",
        ),
        pytest.param(
            f"<html><body>一、总体情况<br>{PROSE}<table>{report().split('<table>')[1].split('</table>')[0]}</table>"
            "六、其他需要报告的事项<br>无其他需要报告的事项。<span hidden>假的</span></body></html>",
            id="text of the body itself",
        ),
        pytest.param(page(f"<a href='#'>{report()}"), id="a link that is never closed"),
        pytest.param(
            page(report(), around=("<table>" + "<tr><td>日</td><td>1</td><td>2</td></tr>" * 5 + "</table>", FOOT)),
            id="calendar",
        ),
        pytest.param(
            page("<div><a href=#1>一、总体情况</a></div><div><a href=#6>六、其他需要报告的事项</a></div>" + report()),
            id="table of contents",
        ),
        pytest.param(page(f"<div class=pc>{report()}</div><div class=mobile>{report()}</div>"), id="twice, for telephones"),
        pytest.param(page(report().replace("<p>", "<div>").replace("</p>", "</div>")), id="divs"),
        pytest.param(
            page(report().replace("<p>", "").replace("</p>", "<br>")), id="text and breaks"
        ),
        pytest.param(
            page(report().replace("<p>", "<p><span lang=EN-US>").replace("36条", "</span><span>3</span><span>6</span><font>条<o:p></o:p>").replace("</td>", "<o:p></o:p>")),
            id="spans and unclosed cells",
        ),
        pytest.param(
            page(f"<script>var a='<p>二、假的</p>'</script><style>p{{}}</style><template><p>三、假的</p></template><!-- <p>四、假的</p> --><div style='display: none'><p>五、假的</p></div><p hidden>七、假的</p>{report()}"),
            id="what is not shown",
        ),
        pytest.param(
            page(f"<!--[if gte mso 9]><xml><w:View>五、假的</w:View></xml><![endif]--><xml><w:Zoom>0</w:Zoom></xml>{report()}"),
            id="remains of Word",
        ),
    ],
)  # fmt: skip
def test_the_report_is_taken_out_of_its_page(markup: str) -> None:
    document = read(markup)
    assert paragraphs(document) == EXPECTED
    assert [rows(table) for table in tables(document)] == [
        [["信息内容", "本年制发件数", "本年废止件数"], ["规章", "0", "0"], ["行政规范性文件", "7", "1"]]
    ]


def test_the_opening_above_the_first_section_belongs_to_the_report() -> None:
    opening = "根据条例的规定编制本报告，统计期限为2020年1月1日至12月31日。如有疑问，请与办公室联系（电话：0123-4567890）。"
    nested = f"<div><p>某某局2020年政府信息公开工作年度报告</p></div><div><p>{opening}</p></div><div>{report()}</div>"
    document = read(page(nested, around=(MENU, FOOT)))
    assert paragraphs(document) == ["某某局2020年政府信息公开工作年度报告", opening, *EXPECTED]


def test_a_report_without_sections_is_the_prose_of_its_page() -> None:
    document = read(page(f"<p>{PROSE}</p><p>{PROSE}再无其他。</p>", around=(MENU, FOOT)))
    assert paragraphs(document) == [PROSE, PROSE + "再无其他。"]


def test_a_whole_report_in_one_table_is_opened_row_by_row() -> None:
    markup = (
        f"<table><tr><td colspan=3>一、总体情况</td></tr><tr><td colspan=3>{PROSE * 12}</td></tr>"
        "<tr><td>信息内容</td><td>件数</td><td>总数</td></tr><tr><td>规章</td><td>0</td><td>1</td></tr>"
        f"<tr><td colspan=3>二、存在的问题</td></tr><tr><td colspan=3>{PROSE * 11}</td></tr></table>"
    )
    document = read(page(markup))
    assert PROSE * 12 in paragraphs(document)
    assert PROSE * 11 in paragraphs(document)
    cells = [cell.text for table in tables(document) for cell in table.cells]
    assert cells[cells.index("规章") :][:3] == ["规章", "0", "1"]


def test_group_rows_of_a_list_of_indicators_stay_in_their_table() -> None:
    markup = (
        "<table><tr><td>指标名称</td><td>单位</td><td>数量</td></tr><tr><td colspan=3>一、主动公开情况</td></tr>"
        "<tr><td>（一）主动公开信息数</td><td>条</td><td>12</td></tr><tr><td colspan=3>二、依申请公开情况</td></tr>"
        "<tr><td>（一）收到申请数</td><td>件</td><td>3</td></tr></table>"
    )
    document = read(page(f"<p>附表</p>{markup}"))
    assert [table.rows for table in tables(document)] == [5]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        pytest.param(
            "<tr><td rowspan=99>a</td><td>b</td></tr><tr><td>c</td></tr>",
            [(0, 0, 2, 1, "a"), (0, 1, 1, 1, "b"), (1, 1, 1, 1, "c")],
            id="row span beyond the table",
        ),
        pytest.param(
            "<tr><td colspan=1000>a</td></tr><tr><td>b</td><td>c</td></tr>",
            [(0, 0, 1, 2, "a"), (1, 0, 1, 1, "b"), (1, 1, 1, 1, "c")],
            id="column span beyond the table",
        ),
        pytest.param(
            "<tr><td rowspan=0>a</td><td colspan=0>b</td></tr><tr><td>c</td></tr><tr><td>d</td></tr>",
            [(0, 0, 3, 1, "a"), (0, 1, 1, 1, "b"), (1, 1, 1, 1, "c"), (2, 1, 1, 1, "d")],
            id="zero",
        ),
        pytest.param(
            "<tr><td colspan='2;'>a</td><td rowspan=x>b</td></tr><tr><td>c<td colspan=-3>d<td>e</tr>",
            [(0, 0, 1, 2, "a"), (0, 2, 1, 1, "b"), (1, 0, 1, 1, "c"), (1, 1, 1, 1, "d"), (1, 2, 1, 1, "e")],
            id="garbage",
        ),
        pytest.param(
            "<tbody><tr><td rowspan=5>a</td><td>b</td></tr></tbody><tbody><tr><td>c</td><td>d</td></tr></tbody>",
            [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "b"), (1, 0, 1, 1, "c"), (1, 1, 1, 1, "d")],
            id="row groups",
        ),
        pytest.param(
            "<tr><td>a<td>b<tr><td>c<td>d",
            [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "b"), (1, 0, 1, 1, "c"), (1, 1, 1, 1, "d")],
            id="nothing closed",
        ),
    ],
)  # fmt: skip
def test_spans_are_read_as_browsers_read_them(
    markup: str, expected: list[tuple[int, int, int, int, str]]
) -> None:
    (table,) = tables(read(f"<html><body><table>{markup}</table>"))
    assert grid(table) == expected


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<p>商业</p><p>企业</p>", "商业\n企业"),
        ("商业<br>企业", "商业\n企业"),
        ("<p>&nbsp;</p>", ""),
        ("<span>1</span><span>2</span>3", "123"),
        ("<p><span>&nbsp;</span><span>0</span></p>", "0"),
        ("753<span>94432.</span>52<span>元</span>", "75394432.52元"),
        ("12<sup>[1]</sup>", "12¹"),
        ("<s>13</s>14", "14"),
        ("<span style='text-decoration: line-through'>13</span>14", "14"),
        ("<input type=text value=15>", "15"),
        ("信息\n        公开", "信息公开"),
        ("第\u200b二\u00ad项", "第二项"),
        ("<div>（一）予以公开</div>", "（一）予以公开"),
        ("<table><tr><td>16</td></tr></table>", "16"),
        ("<ruby>件<rt>jian</rt></ruby>", "件"),
    ],
)
def test_a_cell_says_what_it_shows(cell: str, text: str) -> None:
    (table,) = tables(read(f"<html><body><table><tr><td>甲</td><td>{cell}</td></tr></table>"))
    assert table.cells[1].text == text


def test_the_date_under_a_report_belongs_to_it() -> None:
    document = read(page(report("<p>某某局</p><p>2021年1月20日</p>"), around=(MENU, FOOT)))
    assert paragraphs(document) == [*EXPECTED, "某某局", "2021年1月20日"]


def test_struck_text_is_left_out_aloud() -> None:
    assert read(page("<p>公开<del>12</del>13条。</p>")).warnings == ("text that is struck out was left out",)
    assert read(page("<p>公开13条。</p>")).warnings == ()


def test_a_row_of_its_own_table_in_a_cell_is_a_part_of_the_row() -> None:
    inner = "<table><tr><td>1</td><td>2</td></tr></table>"
    markup = f"<table><tr><td>甲</td><td>乙</td><td>丙</td></tr><tr><td>规章</td><td colspan=2>{inner}</td></tr></table>"
    (table,) = tables(read(page(markup)))
    assert grid(table)[3:] == [(1, 0, 1, 1, "规章"), (1, 1, 1, 1, "1"), (1, 2, 1, 1, "2")]


def test_a_table_in_a_cell_is_a_table_of_its_own() -> None:
    inner = "<table><tr><td>规章</td><td>1</td></tr><tr><td>文件</td><td>2</td></tr></table>"
    document = read(page(f"<table><tr><td>一、总体情况</td></tr><tr><td>{inner}</td></tr></table>"))
    assert paragraphs(document) == ["一、总体情况"]
    assert [rows(table) for table in tables(document)] == [[["规章", "1"], ["文件", "2"]]]


@pytest.mark.parametrize(
    ("around", "kind", "text"),
    [
        ("<div><span>来源：办公室</span> <span>时间：2021-2-3</span></div>", "line", "来源：办公室 时间：2021-2-3"),
        ("<p>发布日期：2021年02月03日</p>", "line", "发布日期：2021年02月03日"),
        ("<div>2021-02-03 10:00</div>", "line", "2021-02-03 10:00"),
        ("<table><tr><th>索引号</th><td>甲</td><th>发布机构</th><td>某局</td></tr></table>", "line", "某局"),
        ("<div>当前位置：<a href=1>首页</a> &gt; <a href=2>某某局</a></div>", "line", "当前位置：首页 > 某某局"),
        (META, "line", "2021-02-03 08:00"),
    ],
)  # fmt: skip
def test_what_describes_the_report_stands_around_it(around: str, kind: str, text: str) -> None:
    document = read(page(report(), around=(f"<div>{around}</div>", FOOT)))
    place = next(place for place in document.around if (place.kind, place.text) == (kind, text))
    assert place.anchor.path is not None
    assert text not in paragraphs(document)


def test_menus_do_not_describe_a_report() -> None:
    assert not any("公开指南" in place.text for place in read(page(report(), around=(MENU, FOOT))).around)


def test_the_head_of_a_page_names_its_properties() -> None:
    head = '<meta name="PubDate" content="2021-02-04 09:10"><meta property="og:title" content="某某局2020年政府信息公开工作年度报告">'
    document = read(page(report(), head=head + "<title>某某县政府</title>"))
    assert [(place.kind, place.name, place.text) for place in document.around][:3] == [
        ("property", "pubdate", "2021-02-04 09:10"),
        ("property", "og:title", "某某局2020年政府信息公开工作年度报告"),
        ("title", "", "某某县政府"),
    ]
    assert document.title == "某某局2020年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    "around",
    [
        "<h1>某某局2020年\n政府信息公开年度报告</h1>",
        "<div class='article-title'>某某局2020年<br>政府信息公开年度报告</div>",
        "<div id=title_box>某某局2020年政府信息公开年度报告</div>",
    ],
)
def test_the_title_is_the_most_telling_one(around: str) -> None:
    document = read(page(report(), around=(around, ""), head="<title>某某局_某某县政府信息公开</title>"))
    assert (document.title or "").replace(" ", "") == "某某局2020年政府信息公开年度报告"


@pytest.mark.parametrize(
    ("markup", "texts"),
    [
        ("三、收到和处理政府信息<br>公开申请情况", ["三、收到和处理政府信息公开申请情况"]),
        ("一、总体情况<br>2020年公开12条。", ["一、总体情况", "2020年公开12条。"]),
        ("六、其他需要报告的事项<br>无其他需要报告的事项", ["六、其他需要报告的事项", "无其他需要报告的事项"]),
        ("全年在网站公开各类信息三十六条，其中属于规范<br>性文件的有四条。", ["全年在网站公开各类信息三十六条，其中属于规范性文件的有四条。"]),
        ("全年在网站公开各类信息三十六条，没有收到申请。<br>　　全年没有复议。", ["全年在网站公开各类信息三十六条，没有收到申请。", "全年没有复议。"]),
    ],
)  # fmt: skip
def test_a_forced_break_is_a_new_paragraph_or_only_a_new_line(markup: str, texts: list[str]) -> None:
    assert paragraphs(read(page(f"<p>{markup}</p>"))) == texts


def test_a_paragraph_a_line_is_joined_where_all_are_torn() -> None:
    line = "全年在网站公开各类信息三十六条，其中属于规范性文件"
    markup = "".join(f"<p>{line}</p>" for _ in range(9)) + "<p>的有四条。</p>"
    assert paragraphs(read(page(f"<p>一、总体情况</p>{markup}"))) == ["一、总体情况", line * 9 + "的有四条。"]


@pytest.mark.parametrize(
    ("markup", "texts"),
    [
        ("<ol><li>公开。</li><li>2020年公开。</li></ol>", ["1. 公开。", "2. 2020年公开。"]),
        ("<ol start=3 style='list-style-type:cjk-ideographic'><li>情况</li></ol>", ["三、情况"]),
        ("<ol class='custom_cn1 list-paddingleft-1'><li>甲</li><li>乙</li></ol>", ["（一）甲", "（二）乙"]),
        ("<ol style='list-style: none'><li>甲</li></ol>", ["甲"]),
        ("<ul><li>甲</li></ul>", ["甲"]),
    ],
)
def test_lists_show_their_numbers(markup: str, texts: list[str]) -> None:
    assert paragraphs(read(page(markup))) == texts


def test_numbers_that_word_marks_as_its_own_are_kept() -> None:
    markup = "<p><![if !supportLists]><span>一、<span>&nbsp;</span></span><![endif]>总体情况</p>"
    assert paragraphs(read(page(markup))) == ["一、 总体情况"]


def test_headings_are_marked() -> None:
    markup = f"<h2>一、总体情况</h2><p><b>二、主动公开</b></p><p><span style='font-weight:bold'>三、申请</span></p><p>四、<b>复议</b>情况如下</p><p><b>{PROSE * 2}</b></p>"
    found = [block.heading for block in read(page(markup)).blocks if isinstance(block, Paragraph)]
    assert found == [True, True, True, False, False]


def test_preformatted_text_keeps_its_lines_and_columns() -> None:
    (first, second) = read(page("<pre>信息内容   件数\n规章       0</pre>")).blocks
    assert isinstance(first, Paragraph)
    assert isinstance(second, Paragraph)
    assert [run.x0 for run in first.lines[0].runs] == [0, 11]
    assert [run.x0 for run in second.lines[0].runs] == [0, 11]


def test_paths_lead_to_the_elements() -> None:
    markup = page(
        f"<o:p><p>前</p></o:p><div><p>甲</p>乙<p>一、总体<b>情况</b></p></div>{report()}", around=(MENU, FOOT)
    )
    source = Source("a.html", markup.encode())
    tree = parse_page(source).getroottree()
    found = 0
    for block in read(markup).blocks:
        places = (
            [(c.anchor.path, c.text) for c in block.cells]
            if isinstance(block, Table)
            else [(block.lines[0].anchor.path, block.text)]
        )
        for path, text in places:
            (element,) = tree.xpath(path)
            assert text.replace("\n", "") in "".join("".join(element.itertext()).split())
            found += 1
    assert found > 12


@pytest.mark.parametrize(
    ("markup", "trouble"),
    [
        ("<html><frameset><frame src=list.htm><frame src=text.htm></frameset></html>", "points to another one (list.htm)"),
        ("<html><body><iframe src='/a/b.pdf'></iframe></body></html>", "points to another one (/a/b.pdf)"),
        ("<html><head><meta http-equiv=refresh content='0; url=new.htm'></head><body></body></html>", "url=new.htm"),
        ("<html><body><div id=app></div><script>draw()</script></body></html>", "script"),
        ("<html><body><img src=scan.jpg></body></html>", "no text"),
    ],
)  # fmt: skip
def test_pages_that_only_point_elsewhere_say_so(markup: str, trouble: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read(markup)
    assert trouble in caught.value.trouble


def test_declared_entities_are_not_expanded(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("一二三")
    markup = (
        f'<!DOCTYPE html [<!ENTITY a SYSTEM "{(tmp_path / "secret").as_uri()}"><!ENTITY b "四五六">]>'
        "<html><body><p>甲&a;&b;乙&#x4e00;</p></body></html>"
    )
    text = "".join(paragraphs(read(markup)))
    assert text.endswith("乙一")
    assert "一二三" not in text
    assert "甲四五六" not in text


def test_gb2312_bytes_of_the_larger_standard_are_read() -> None:
    markup = page("<p>朱镕基路㐀号</p>").replace("utf-8", "gb2312")
    assert paragraphs(read(markup.encode("gb18030"))) == ["朱镕基路㐀号"]


def test_a_web_archive_is_read() -> None:
    body = page(report()).replace("=", "=3D").encode()
    for kind, packed in (("quoted-printable", body), ("8bit", page(report()).encode())):
        head = (
            "From: <Saved by a browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
            '\ttype="text/html";\r\n\tboundary="----Part_1"\r\n\r\n------Part_1\r\nContent-Type: text/html\r\n'
            f"Content-Transfer-Encoding: {kind}\r\n\r\n"
        )
        data = (
            head.encode()
            + packed
            + b"\r\n------Part_1\r\nContent-Type: image/png\r\n\r\nxx\r\n------Part_1--"
        )
        assert paragraphs(read(data)) == EXPECTED


@pytest.mark.parametrize(
    "style",
    [
        "display:none",
        "font-weight:bold; DISPLAY : none",
        "color:red;mso-hide:all",
        "text-decoration:line-through",
    ],
)
def test_figures_that_nobody_sees_are_not_read(style: str) -> None:
    cells = f"<tr><td>（一）予以公开</td><td><span style='{style}'>9</span>3</td><td style='{style}'>4</td><td>5</td></tr>"
    (table,) = tables(read(page(f"<table>{cells}</table>")))
    assert [cell.text for cell in table.cells] == ["（一）予以公开", "3", "5"]


def test_a_style_that_only_sounds_like_hiding_hides_nothing() -> None:
    cells = "<tr><td>甲</td><td style='backface-visibility:hidden'>3</td></tr>"
    (table,) = tables(read(page(f"<table>{cells}</table>")))
    assert [cell.text for cell in table.cells] == ["甲", "3"]
