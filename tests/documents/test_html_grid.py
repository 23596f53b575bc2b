"""Tables read at once: the same as the walk through the page makes of them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkstats.documents import Source, html_grid, html_walk
from gkstats.documents.html import parse_page
from gkstats.documents.model import Table

WORDS = st.sampled_from(
    [
        "12",
        "（一）予以公开",
        "其他\n处理",
        "结果 维持",
        "\n",
        "\xa0",
        "\u3000",
        "1,024",
        "无",
        "a\u200bb",
        "句子。",
        "&lt;p&gt;",
    ]
)
INLINE = st.sampled_from(
    "span|b|strong|font color=red|o:p|u|em|span style='font-weight:bold'|span style='font-size:9pt'|sup|a href=x|s"
    "|span hidden|span style='display:none'|span style='display:block'|span style='text-decoration:line-through'".split(
        "|"
    )
)
SPANS = st.sampled_from(
    ["", "", "", " rowspan=2", " rowspan=0", " colspan=2", " colspan=99", " rowspan=x colspan=' 3'"]
)


def wrapped(name: str, text: str) -> str:
    return f"<{name}>{text}</{name.split()[0]}>"


def texts() -> st.SearchStrategy[str]:
    plain = st.lists(st.one_of(WORDS, WORDS, st.just("<br>"), st.just("<img src=x>")), max_size=3).map(
        "".join
    )
    return st.recursive(
        plain,
        lambda inner: st.tuples(INLINE, inner, plain).map(lambda t: wrapped(t[0], t[1]) + t[2]),
        max_leaves=3,
    )


def cells() -> st.SearchStrategy[str]:
    block = st.sampled_from(["p", "p class=MsoNormal", "div", "p style='font-weight:700'", "li", "h3"])
    blocks = st.lists(st.tuples(block, texts()).map(lambda t: wrapped(*t)), min_size=1, max_size=3).map(
        "\n".join
    )
    content = st.one_of(texts(), blocks, blocks, blocks, st.tuples(texts(), blocks).map("".join))
    return st.tuples(st.sampled_from(["td", "td", "td", "th", "td hidden"]), SPANS, content).map(
        lambda t: wrapped(t[0] + t[1], t[2])
    )


def tables() -> st.SearchStrategy[str]:
    rows = st.lists(
        st.lists(cells(), max_size=4).map(lambda row: wrapped("tr", "".join(row))), min_size=1, max_size=4
    )
    group = st.tuples(st.sampled_from(["tbody", "thead", "tfoot", ""]), rows).map(
        lambda t: wrapped(t[0], "".join(t[1])) if t[0] else "".join(t[1])
    )
    before = st.sampled_from(["", "", "", "<colgroup><col><col></colgroup>", "<caption>表</caption>", "外"])
    return st.tuples(before, st.lists(group, min_size=1, max_size=2).map("\n".join)).map(
        lambda t: wrapped("table", t[0] + t[1])
    )


def pieces(markup: str) -> Any:
    root = parse_page(Source("page.html", markup.encode()))
    return html_walk.pieces_of(root.find("body"), "/html/body")[:2]


@given(
    st.lists(tables(), min_size=1, max_size=2),
    st.sampled_from(["{}", "<div>{}</div>", "<a href=x>{}", "<b>{}</b>"]),
)
def test_the_walk_makes_the_same_of_any_table(markup: list[str], around: str) -> None:
    page = f"<meta charset=utf-8><body>{around.format(''.join(markup))}"
    found = pieces(page)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(html_walk, "read_grid", lambda *_: None)
        walked = pieces(page)
    assert found == walked


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("<p class=MsoNormal><b><span lang=EN-US>1</span></b><span>2</span><o:p></o:p></p>", "12"),
        ("（一）<br>予以公开", "（一）\n予以公开"),
        ("12<br>34", "12\n34"),
        ("<p>结果</p>\n<p>维持</p>", "结果\n维持"),
        ("<p>&nbsp;</p>", ""),
        ("行政\n 复议", "行政复议"),
    ],
)
def test_word_s_own_cells_are_read_at_once(cell: str, shown: str) -> None:
    root = parse_page(
        Source("page.html", f"<meta charset=utf-8><table><tr><td>{cell}</td><td>3</td></tr></table>".encode())
    )
    table = html_grid.read_grid(root.find(".//table"), "/html/body/table[1]")
    assert isinstance(table, Table)
    assert [c.text for c in table.cells] == [shown, "3"]
    paths = [c.anchor.path or "" for c in table.cells]
    assert [root.xpath(path)[0].tag for path in paths] == ["td", "td"]


@pytest.mark.parametrize(
    "markup",
    [
        f"<tr><td>a<td>{inner}"
        for inner in (
            "<table><tr><td>1<td>2</table>",
            "<a href=x>1</a>",
            "<ul><li>1</ul>",
            "1<sup>2</sup>",
            "<s>1</s>",
            "一句。",
        )
    ]
    + [
        "<tr><td>a</td></tr><tr><td>b</td></tr>",
        "<tr><td>a<td style='display:none'>b",
        "<tr><td>a<td>b<tr hidden><td>c<td>d",
    ],
)
def test_what_more_than_texts_decides_is_left_to_the_walk(markup: str) -> None:
    root = parse_page(Source("page.html", f"<meta charset=utf-8><table>{markup}</table>".encode()))
    assert html_grid.read_grid(root.find(".//table"), "/html/body/table[1]") is None
