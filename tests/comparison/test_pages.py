"""What a comparison looks like: text of the reports never becomes markup, and every change can be read."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from gkstats.comparison import Comparison
from tests.comparison.texts import EARLIER, NEW, cell, records, section

ALLOWED = {
    "div", "strong", "h4", "details", "summary", "table", "thead", "tbody", "tr", "th", "td", "span", "ins", "del",
}  # fmt: skip


def sample() -> Comparison:
    counted = [cell("applications", "received.new", "total", value) for value in (20, 25)]
    return Comparison(
        records(section(1, "一、总体情况", *EARLIER[:9]), year=2019, facts=(counted[0],)),
        records(
            section(1, "一、总体情况", *EARLIER[:5], EARLIER[5].replace("42", "51"), NEW[0]),
            facts=(counted[1],),
        ),
    )


def test_html_shows_each_change_once() -> None:
    page = html.fragment_fromstring(sample()._repr_html_())
    assert [one.text_content() for one in page.iter("ins")] == ["51", NEW[0]]
    assert [one.text_content() for one in page.iter("del")] == ["42", *EARLIER[6:9]]
    folded = page.findall(".//details")[-1]
    assert folded.find("summary").text == "5 sentences copied · 照抄5句"
    assert all(text in folded.text_content() for text in EARLIER[:5])
    moved = [cell.text_content() for cell in page.iter("td")]
    assert moved == ["本年新收政府信息公开申请数量", "总计", "20", "25", "+5", "+25%"]
    assert "云岭县人民政府 2019 → 2020" in page.text_content()


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=20))
def test_no_text_becomes_markup(one: str, other: str, title: str) -> None:
    nasty = f"<script>alert(1)</script>{one}"
    shown = Comparison(
        records(section(1, f"{title}<b>", nasty, other, f"{one}甲乙丙丁戊己庚辛"), agency=f"<i>{title}"),
        records(
            section(1, f"{title}<b>", f"{other}&amp;", f"{one}甲乙丙丁戊己庚辛<img src=x>"), agency='"><svg>'
        ),
    )._repr_html_()
    page = html.fragment_fromstring(shown)
    assert {element.tag for element in page.iter()} <= ALLOWED
    assert all(set(element.attrib) <= {"class", "style", "open"} for element in page.iter())


def test_text_shows_the_same_without_colour() -> None:
    lines = repr(sample()).split("\n")
    assert lines[0] == "云岭县人民政府 2019 → 2020"
    assert lines[1].startswith("text reused: ")
    assert lines[1].endswith("(5 copied, 1 edited, 1 new, 3 dropped sentences)")
    assert lines[2].startswith("cells: ")
    assert "1 changed" in lines[2]
    assert lines[4:] == [
        "一、总体情况",
        f"  … 5 copied, {EARLIER[0][:24]}…",
        "~ 公开县政府及办公室规范性文件[-42-]{+51+}件，废止8件，现行有效文件均已在专栏集中展示。",
        *[f"- {text}" for text in EARLIER[6:9]],
        f"+ {NEW[0]}",
    ]


def test_long_text_is_cut_and_says_so() -> None:
    shown = repr(
        Comparison(records(section(1, "一", *EARLIER)), records(section(1, "一", *NEW))),
    ).split("\n")
    assert len(shown) == 3 + 40 + 1
    assert shown[-1] == f"… {2 + len(EARLIER) + len(NEW) - 40} more lines; .sentences has every sentence"


def test_two_agencies_and_nothing_to_compare() -> None:
    shown = repr(Comparison(records(agency="云岭县"), records(agency="沅北县")))
    assert shown.startswith("云岭县 2020 → 沅北县 2020\ntext reused: no prose to compare")
