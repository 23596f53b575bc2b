"""Word documents: spans, text boxes, tracked changes, and the numbers that the text does not hold."""

from __future__ import annotations

import io

import pytest

from gkstats.documents import Source
from gkstats.documents.docx import parse_document
from gkstats.documents.model import Paragraph, Table
from gkstats.documents.numerals import numeral
from gkstats.errors import UnreadableDocument
from tests.documents.builders import PROSE, docx, grid, paragraphs, read, rows, tables, wp, wtbl, wtc

SPAN = '<w:gridSpan w:val="{}"/>'
DOWN, ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def text_box(content: str) -> str:
    """Return a paragraph with a text box as Word writes it: once for itself, once for older programs."""
    return (
        "<w:p><w:r><w:t>图：</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:wsp><wps:txbx>"
        f"<w:txbxContent>{content}</w:txbxContent></wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict>"
        f"<v:textbox><w:txbxContent>{content}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )


def test_paragraphs_and_tables_stand_in_reading_order() -> None:
    body = wp("一、总体情况") + wp(PROSE) + wtbl(wtc("甲") + wtc("1")) + wp("二、其他") + "<w:sectPr/>"
    blocks = read(docx(body)).blocks
    assert [type(block).__name__ for block in blocks] == ["Paragraph", "Paragraph", "Table", "Paragraph"]


def test_a_document_by_another_writer_is_read() -> None:
    from docx import Document

    written = Document()
    written.add_heading("一、总体情况", 1)
    table = written.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "甲"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "乙"
    table.cell(2, 2).text = "5"
    saved = io.BytesIO()
    written.save(saved)
    document = read(saved.getvalue())
    heading = document.blocks[0]
    assert isinstance(heading, Paragraph)
    assert (heading.text, heading.heading) == ("一、总体情况", True)
    assert grid(tables(document)[0]) == [
        (0, 0, 2, 1, "甲"), (0, 1, 1, 2, "乙"), (1, 1, 1, 1, ""), (1, 2, 1, 1, ""),
        (2, 0, 1, 1, ""), (2, 1, 1, 1, ""), (2, 2, 1, 1, "5"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            [
                wtc("a", DOWN) + wtc("b", SPAN.format(2)),
                wtc("", ON) + wtc("c") + wtc("d"),
                wtc("", ON) + wtc("e", SPAN.format(2)),
            ],
            [
                (0, 0, 3, 1, "a"),
                (0, 1, 1, 2, "b"),
                (1, 1, 1, 1, "c"),
                (1, 2, 1, 1, "d"),
                (2, 1, 1, 2, "e"),
            ],
            id="merged downwards and across",
        ),
        pytest.param(
            [wtc("a", DOWN) + wtc("b", DOWN), wtc("", ON) + wtc("c"), wtc("d") + wtc("", ON)],
            [(0, 0, 2, 1, "a"), (0, 1, 1, 1, "b"), (1, 1, 2, 1, "c"), (2, 0, 1, 1, "d")],
            id="each cell goes on below its own",
        ),
        pytest.param(
            [wtc("a", DOWN) + wtc("b"), '<w:trPr><w:gridBefore w:val="1"/></w:trPr>' + wtc("c"), wtc("", ON) + wtc("d")],
            [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "b"), (1, 1, 1, 1, "c"), (2, 0, 1, 1, ""), (2, 1, 1, 1, "d")],
            id="a gap before the row, and over it nothing goes on",
        ),
        pytest.param(
            [wtc("a", '<w:hMerge w:val="restart"/>') + wtc("", "<w:hMerge/>") + wtc("b"), wtc("c") + wtc("d") + wtc("e")],
            [(0, 0, 1, 2, "a"), (0, 2, 1, 1, "b"), (1, 0, 1, 1, "c"), (1, 1, 1, 1, "d"), (1, 2, 1, 1, "e")],
            id="merged across in the old way",
        ),
        pytest.param(
            [wtc("", ON) + wtc("b"), wtc("", ON) + wtc("c")],
            [(0, 0, 2, 1, ""), (0, 1, 1, 1, "b"), (1, 1, 1, 1, "c")],
            id="going on from nothing",
        ),
    ],
)  # fmt: skip
def test_spans_are_exact(lines: list[str], expected: list[tuple[int, int, int, int, str]]) -> None:
    (table,) = tables(read(docx(wtbl(*lines))))
    assert grid(table) == expected


def test_tables_in_text_boxes_are_read_once() -> None:
    document = read(docx(text_box(wp("框内") + wtbl(wtc("规章") + wtc("3"))) + wp("后")))
    assert paragraphs(document) == ["图：", "框内", "后"]
    assert [rows(table) for table in tables(document)] == [[["规章", "3"]]]


def test_a_text_box_of_an_older_program_is_read() -> None:
    body = f"<w:p><w:r><w:pict><v:textbox><w:txbxContent>{wp('框内')}</w:txbxContent></v:textbox></w:pict></w:r></w:p>"
    assert paragraphs(read(docx(body))) == ["框内"]


def test_tables_in_cells_are_tables_of_their_own() -> None:
    inner = wtbl(wtc("规章") + wtc("1"), wtc("文件") + wtc("2"))
    document = read(docx(wtbl(wtc(wp("一、总体情况") + inner + wp("说明。")))))
    assert paragraphs(document) == ["一、总体情况", "说明。"]
    assert [rows(table) for table in tables(document)] == [[["规章", "1"], ["文件", "2"]]]


def test_changes_are_shown_as_accepted() -> None:
    body = (
        "<w:p><w:r><w:t>公开</w:t></w:r><w:del><w:r><w:delText>12</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>13</w:t></w:r></w:ins><w:r><w:t>条</w:t></w:r></w:p>"
        "<w:p><w:moveFrom><w:r><w:t>移走</w:t></w:r></w:moveFrom></w:p>"
        "<w:p><w:moveTo><w:r><w:t>移来</w:t></w:r></w:moveTo></w:p>"
        + wtbl(
            wtc("规章") + wtc("1"),
            "<w:trPr><w:del w:id='1'/></w:trPr>" + wtc("旧行") + wtc("2"),
            "<w:trPr><w:ins w:id='2'/></w:trPr>" + wtc("新行") + wtc("3"),
        )
    )
    document = read(docx(body))
    assert paragraphs(document) == ["公开13条", "移来"]
    assert [rows(table) for table in tables(document)] == [[["规章", "1"], ["新行", "3"]]]


def test_a_paragraph_whose_mark_was_struck_out_runs_on() -> None:
    body = wp("全年公开", "<w:rPr><w:del w:id='1'/></w:rPr>") + wp("12条。")
    assert paragraphs(read(docx(body))) == ["全年公开12条。"]


def test_what_is_struck_hidden_or_raised_is_no_part_of_a_figure() -> None:
    cells = (
        wtc("<w:p><w:r><w:rPr><w:strike/></w:rPr><w:t>13</w:t></w:r><w:r><w:t>14</w:t></w:r></w:p>")
        + wtc("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>13</w:t></w:r><w:r><w:rPr><w:strike w:val='0'/></w:rPr><w:t>15</w:t></w:r></w:p>")
        + wtc("<w:p><w:r><w:t>16</w:t></w:r><w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>[1]</w:t></w:r></w:p>")
        + wtc("<w:p><w:r><w:t>1</w:t></w:r><w:r><w:footnoteReference w:id='1'/></w:r><w:r><w:t>7</w:t></w:r></w:p>")
    )  # fmt: skip
    document = read(docx(wtbl(cells)))
    assert rows(tables(document)[0]) == [["14", "15", "16¹", "17"]]
    struck, hidden = document.warnings
    assert struck == "text that is struck out was left out"
    assert "“13”" in hidden


def test_fields_links_and_controls_show_their_text() -> None:
    body = (
        "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>PAGEREF a</w:instrText></w:r>"
        "<w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>见</w:t></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>"
        "<w:fldSimple w:instr='DATE'><w:r><w:t>网站</w:t></w:r></w:fldSimple><w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink>"
        "<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>控件</w:t></w:r></w:sdtContent></w:sdt>"
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>点此输入</w:t></w:r></w:sdtContent></w:sdt></w:p>"
        f"<w:sdt><w:sdtContent>{wp('段落')}{wtbl('<w:sdt><w:sdtContent>' + wtc('甲') + '</w:sdtContent></w:sdt>' + wtc('1'))}</w:sdtContent></w:sdt>"
    )
    document = read(docx(body))
    assert paragraphs(document) == ["见网站链接控件", "段落"]
    assert [rows(table) for table in tables(document)] == [[["甲", "1"]]]


def test_soft_breaks_and_tabs() -> None:
    body = (
        "<w:p><w:r><w:t>一、总体情况</w:t><w:br/><w:t>全年公开12条。</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>规章</w:t><w:tab/><w:t>0</w:t><w:tab/><w:t>1</w:t></w:r></w:p>"
        + wtbl(wtc("<w:p><w:r><w:t>商业</w:t><w:br/><w:t>企业</w:t></w:r></w:p>") + wtc("1"))
    )
    document = read(docx(body))
    assert paragraphs(document) == ["一、总体情况", "全年公开12条。", "规章\t0\t1"]
    last = document.blocks[2]
    assert isinstance(last, Paragraph)
    assert not last.lines[0].runs  # tab stops are no places
    assert rows(tables(document)[0]) == [["商业\n企业", "1"]]


def level(depth: int, form: str, pattern: str, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{pattern}"/></w:lvl>'


NUMBERING = (
    '<w:abstractNum w:abstractNumId="0">'
    + level(0, "chineseCounting", "%1、")
    + level(1, "chineseCountingThousand", "（%2）")
    + level(2, "decimal", "%3.")
    + level(3, "decimal", "%1.%4", "<w:isLgl/>")
    + '</w:abstractNum><w:abstractNum w:abstractNumId="1">'
    + level(0, "bullet", "·")
    + '</w:abstractNum><w:abstractNum w:abstractNumId="2"><w:numStyleLink w:val="L"/></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="3"><w:styleLink w:val="L"/>'
    + level(0, "japaneseCounting", "第%1条 ")
    + "</w:abstractNum>"
    + "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{more}</w:num>'
        for number, abstract, more in (
            (1, 0, ""),
            (2, 0, ""),
            (3, 0, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'),
            (4, 1, ""),
            (5, 2, ""),
        )
    )
)
STYLES = (
    '<w:style w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:styleId="mine"><w:name w:val="my own"/><w:basedOn w:val="1"/></w:style>'
    '<w:style w:styleId="circle"><w:name w:val="c"/><w:basedOn w:val="circle"/></w:style>'
)


def item(text: str, number: int, depth: int = 0) -> str:
    return wp(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')


def test_words_own_numbers_are_written_out() -> None:
    body = (
        item("总体情况", 1) + item("主动公开", 1, 1) + item("解读", 1, 2) + item("2020年办理", 1, 2)
        + item("依申请公开", 1, 1) + item("再解读", 1, 2) + item("主动公开情况", 2) + item("小节", 2, 1)
        + item("按法", 1, 3) + item("另起", 3) + item("点", 4) + item("条文", 5) + item("无号", 0)
    )  # fmt: skip
    assert paragraphs(read(docx(body, numbering=NUMBERING, styles=STYLES))) == [
        "一、总体情况", "（一）主动公开", "1.解读", "2. 2020年办理", "（二）依申请公开", "1.再解读", "二、主动公开情况",
        "（一）小节", "2.1按法", "一、另起", "点", "第一条 条文", "无号",
    ]  # fmt: skip


def test_styles_number_and_mark_headings() -> None:
    body = (
        wp("总体情况", '<w:pStyle w:val="1"/>')
        + wp("公开情况", '<w:pStyle w:val="mine"/>')
        + wp("正文", '<w:pStyle w:val="circle"/>')
        + wp("不编号", '<w:pStyle w:val="1"/><w:numPr><w:numId w:val="0"/></w:numPr>')
        + wp("加粗", run="<w:b/>")
    )
    document = read(docx(body, numbering=NUMBERING, styles=STYLES))
    assert paragraphs(document) == ["一、总体情况", "二、公开情况", "正文", "不编号", "加粗"]
    assert [b.heading for b in document.blocks if isinstance(b, Paragraph)] == [True, True, False, True, True]


def test_numbered_cells_count_on() -> None:
    table = wtbl(
        wtc(item("属于国家秘密", 1, 2)) + wtc("0"), wtc(item("其他法律法规禁止公开", 1, 2)) + wtc("0")
    )
    (found,) = tables(read(docx(table, numbering=NUMBERING)))
    assert rows(found) == [["1.属于国家秘密", "0"], ["2.其他法律法规禁止公开", "0"]]


@pytest.mark.parametrize(
    ("number", "style", "shown"),
    [
        (10, "chineseCounting", "十"),
        (20, "chineseCounting", "二十"),
        (101, "taiwaneseCounting", "一百零一"),
        (3, "chineseLegalSimplified", "叁"),
        (2, "ideographTraditional", "乙"),
        (20, "decimalEnclosedCircle", "⑳"),
        (3, "decimalEnclosedParen", "⑶"),
        (12, "decimalFullWidth", "１２"),
        (3, "decimalZero", "03"),
        (27, "lowerLetter", "aa"),
        (9, "upperRoman", "IX"),
        (5, "of a later version", "5"),
    ],
)
def test_number_formats(number: int, style: str, shown: str) -> None:
    assert numeral(number, style) == shown


def test_headers_footers_and_notes_are_no_part_of_the_text() -> None:
    document = read(docx(wp("正文"), header1=wp("页眉"), footer1=wp("第1页"), footnotes=wp("注")))
    assert paragraphs(document) == ["正文"]


def test_the_strict_variant_is_read() -> None:
    body = wp("一、总体情况") + wtbl(wtc("甲") + wtc("1"))
    strict = docx(body, space="http://purl.oclc.org/ooxml/wordprocessingml/main")
    assert read(strict).blocks == read(docx(body)).blocks


def test_paths_lead_to_the_elements() -> None:
    data = docx(
        wp("前")
        + f"<w:sdt><w:sdtContent>{wp('控件内')}</w:sdtContent></w:sdt>"
        + wtbl(wtc("甲") + wtc("1"))
        + text_box(wp("框内"))
    )
    tree = parse_document(Source("a.docx", data)).getroottree()
    for block in read(data).blocks:
        places = (
            [(c.anchor.path, c.text) for c in block.cells]
            if isinstance(block, Table)
            else [(block.lines[0].anchor.path, block.text)]
        )
        for path, text in places:
            (element,) = tree.xpath(path)
            assert text in "".join(element.itertext())


@pytest.mark.parametrize(
    ("data", "trouble"),
    [
        (docx(""), "no text"),
        (docx("<w:altChunk/>"), "embedded"),
        (docx(wp("甲"))[:-40], "damaged"),
        (docx("<w:p>"), "damaged"),
    ],
)
def test_documents_without_text_and_damaged_ones_are_refused(data: bytes, trouble: str) -> None:
    with pytest.raises(UnreadableDocument, match=trouble):
        read(data)
