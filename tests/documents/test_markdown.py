"""Markdown as converters write it becomes paragraphs and grids, with every cell that is printed and no other."""

from __future__ import annotations

import pytest

from gkstats.documents import Source
from gkstats.documents.source import sniff
from tests.documents.builders import grid, paragraphs, read, rows, tables

RULE = "|---|---|"


def test_a_row_keeps_its_cells_whatever_the_first_row_has() -> None:
    (table,) = tables(read(f"| 规章 | 3 |\n{RULE}\n| 许可 | 1 | 2 |\n| 处罚 |\n| - | -- |\n"))
    assert rows(table) == [["规章", "3"], ["许可", "1", "2"], ["处罚"], ["-", "--"]]


def test_rows_need_no_rule_below_the_first_and_no_blank_line_above() -> None:
    document = read(
        "二、主动公开政府信息情况\n| 规章 | 3 |\n| 许可 | 1 |\n| 处罚 | 2 |\n| 强制 | 0 |\n三、收到申请情况\n"
    )
    assert paragraphs(document) == ["二、主动公开政府信息情况", "三、收到申请情况"]
    assert rows(tables(document)[0]) == [["规章", "3"], ["许可", "1"], ["处罚", "2"], ["强制", "0"]]


def test_what_markdown_would_take_for_its_own_is_printed() -> None:
    text = f"# 报告\n\n1.属于国家秘密\n\n    三、收到申请\n---\n- 4 -\n\n| 1.属于**国家**秘密 | 12\\|3 |\n{RULE}\n"
    document = read(text)
    assert paragraphs(document) == ["报告", "1.属于国家秘密", "三、收到申请"]
    assert rows(tables(document)[0]) == [["1.属于国家秘密", "12|3"]]


def test_html_within_markdown_and_fences_around_it() -> None:
    table = '<table><tr><td rowspan="2">甲</td><td>1</td></tr><tr><td>$ 2 $</td></tr></table>'
    for text in (
        f"# 报告\n\n{table}\n",
        f"报告\n\n<html><body>{table}</body></html>\n",
        f"```markdown\n# 报告\n\n{table}\n```\n",
    ):
        document = read(text, "a.md")
        assert paragraphs(document) == ["报告"]
        assert grid(tables(document)[0])[:2] == [(0, 0, 2, 1, "甲"), (0, 1, 1, 1, "1")]
    assert rows(tables(read(f"# 报告\n\n| 甲 | $ 2 $ |\n{RULE}\n"))[0]) == [["甲", "2"]]


def test_every_cell_and_line_knows_its_line_and_that_it_was_converted() -> None:
    document = read(
        f"# 报告\n\n第一行\n第二行\n\n| a | 1 |\n{RULE}\n| b | 2 |\n\n<table>\n<tr><td>c</td><td>3</td></tr>\n</table>\n"
    )
    assert document.trouble == "converted"
    assert [cell.anchor.line for table in tables(document) for cell in table.cells] == [6, 6, 8, 8, 11, 11]
    lines = [line.anchor.line for block in document.blocks if hasattr(block, "lines") for line in block.lines]
    assert lines == [1, 3, 4]


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        (f"甲\n| a | 1 |\n{RULE}\n", "a.txt", "markdown"),
        ("甲\n| a | 1 |\n| b | 1 |\n| c | 1 |\n", "a.txt", "markdown"),
        ("甲\n| a | 1 |\n| b | 1 |\n", "a.txt", "text"),
        ("# 甲\n\n<table><tr><td>1</td></tr></table>", "a.txt", "markdown"),
        ("甲\n\n<table><tr><td>1</td></tr></table>", "a.txt", "markdown"),
        ("甲<p>乙</p>\n<table><tr><td>1</td></tr></table>", "a.txt", "html"),
        ("<html><body># 甲\n</body></html>", "a.md", "html"),
        (f"<html><pre>\n| a | 1 |\n{RULE}\n</pre></html>", "a.html", "html"),
        ("甲\t1", "a.md", "markdown"),
        ("甲\t1", "a.txt", "text"),
    ],
)
def test_which_texts_are_markdown(text: str, name: str, kind: str) -> None:
    assert sniff(Source(name, text.encode())) == kind
