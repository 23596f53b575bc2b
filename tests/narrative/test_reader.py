"""The reader as a whole: sections, places, the choice of channels, section five, restated cells, robustness."""

from __future__ import annotations

import csv
import re
import tomllib
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkstats.documents.model import Anchor, Line, Paragraph
from gkstats.reading.narrative import read_narrative_records, sections_of_text
from gkstats.reading.narrative.lexicon import places
from gkstats.records import Narrative, Section

FOLDER = resources.files("gkstats.reading.narrative").joinpath("vocabulary")
LISTS: dict[str, dict[str, list[str]]] = {}
for file in FOLDER.iterdir():
    LISTS |= tomllib.loads(file.read_text(encoding="utf-8"))


def read(text: str, year: int | None = 2022) -> Narrative:
    return read_narrative_records(sections_of_text(text), year)


def section(number: int, title: str, *lines: str) -> Section:
    paragraphs = tuple(
        Paragraph(text, (Line(text, Anchor(page=number, line=place)),), (0,))
        for place, text in enumerate(lines, start=1)
    )
    return Section(number, title, paragraphs, number)


def test_a_word_stands_in_one_list_only() -> None:
    words = [
        word
        for kind, groups in LISTS.items()
        if kind != "not_before"
        for listed in groups.values()
        for word in listed
    ]
    assert sorted(word for word in set(words) if words.count(word) > 1) == []


def test_guarded_words_are_listed() -> None:
    listed = {
        w for kind, groups in LISTS.items() if kind != "not_before" for ws in groups.values() for w in ws
    }
    assert set(LISTS["not_before"]) <= listed


def test_sections_of_the_tables_and_the_introduction_are_passed_over() -> None:
    sections = [
        section(0, "", "本报告附表2张。"),
        section(1, "总体情况", "公开信息30条。"),
        section(2, "主动公开政府信息情况", "规章 3 件"),
        section(3, "收到和处理政府信息公开申请情况", "自然人 5 件"),
        section(6, "其他需要报告的事项", "收取费用0元。"),
    ]
    found = read_narrative_records(sections, 2022).quantities
    assert [(q.value, q.section) for q in found] == [(30, 1), (0, 6)]


def test_earlier_outlines_are_prose_throughout() -> None:
    sections = [
        section(1, "概述", "公开信息30条。"),
        section(2, "主动公开政府信息情况", "网站公开20条。"),
        section(3, "依申请公开情况", "收到申请5件。"),
    ]
    found = read_narrative_records(sections, 2015).quantities
    assert [q.value for q in found] == [30, 20, 5]


def test_places_lead_to_the_figure() -> None:
    found = read("强化公开。\n全年公开信息12条，\n其中网站8条、微信4条。").breakdowns[0]
    assert [part.places[0].line for part in found.parts] == [3, 3]
    assert found.sentence == "其中网站8条、微信4条。" or found.sentence.startswith("全年公开信息12条")


def test_boxes_are_cut_to_the_figure() -> None:
    text = "公开信息20条"
    line = Line(text, Anchor(page=1, box=(0.0, 0.0, 70.0, 10.0)))
    one = Section(1, "", (Paragraph(text, (line,), (0,)),), 1)
    box = read_narrative_records([one], 2022).quantities[0].places[0].box
    assert box == (40.0, 0.0, 70.0, 10.0)


def test_channels_prefer_a_stated_total_that_adds_up() -> None:
    narrative = read(
        "部门网站公开信息90条，部门微信公开信息80条。全年公开信息500条，其中网站300条、微信150条。"
        "全年对外公开信息300条，其中门户网站200条、公众号100条。"
    )
    assert narrative.channels is not None
    assert narrative.breakdowns[narrative.channels].total == 300
    assert narrative.channels_reason == "stated total 300, to which the parts add up; the best supported of 3"


def test_no_channels() -> None:
    narrative = read("收到申请5件，其中网络3件、信函2件。")
    assert (narrative.channels, narrative.channels_reason) == (None, "")


def test_shares_stand_with_their_parts() -> None:
    found = read("公开信息200条，政策类50条，占25%；动态类150条（占75%）。").breakdowns[0]
    assert [part.share for part in found.parts] == [0.25, 0.75]


def test_hedged_parts_leave_the_sum_open() -> None:
    assert [b.sums for b in read("公开信息约300条，其中网站200条、微信100条。").breakdowns] == [None]


def test_last_years_breakdown_is_kept_apart() -> None:
    found = read("2021年公开信息25条（网站20条、公示栏5条）。2022年公开信息30条，其中网站24条、公示栏6条。")
    assert [(b.total, b.period) for b in found.breakdowns] == [(25, "previous"), (30, "year")]


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("12345热线受理诉求120件，办结118件，办结率98.3%。", (120, 118, 0.983)),
        ("收到12345热线转办工单45件，全部办结。", (45, None, None)),
        ("热线由去年的办结率95%提升至97%，受理诉求80件。", (80, None, 0.97)),
        ("县长信箱收到来信30件，办结率100%。", None),
        ("12345热线、县长信箱共受理诉求120件，办结率99%。", None),
        ("“行风热线”节目接听来电60个。", None),
        ("力争12345热线办结率达到100%。", None),
        ("网站公开信息12345条。", None),
    ],
)
def test_hotline(text: str, fields: tuple[int, int | None, float | None] | None) -> None:
    hotline = read(text).hotline
    if fields is None:
        assert hotline is None
    else:
        assert hotline is not None
        assert (hotline.received, hotline.resolved, hotline.resolution_rate) == fields


def test_rates_in_a_series() -> None:
    hotline = read("12345热线受理诉求90件，按期办结率、满意率分别为99.1%、97.2%。").hotline
    assert hotline is not None
    assert (hotline.resolution_rate, hotline.satisfaction) == (0.991, 0.972)


PROBLEMS = "存在的主要问题及改进情况"


def test_items_with_enumerators() -> None:
    lines = (
        "工作中还存在一些不足：一是解读形式单一。图解、视频偏少。二是更新不够及时；三是培训不足。",
        "下一步，我局将：一是丰富解读形式；二是加强检查。每季度通报一次。",
    )
    narrative = read_narrative_records([section(5, PROBLEMS, *lines)], 2022)
    assert [(i.item, i.heading) for i in narrative.problems] == [
        (1, "解读形式单一"),
        (2, "更新不够及时"),
        (3, "培训不足。"[:-1]),
    ]
    assert narrative.problems[0].text == "解读形式单一。图解、视频偏少。"
    assert [i.heading for i in narrative.improvements] == ["丰富解读形式", "加强检查"]
    assert narrative.improvements[0].places == (Anchor(page=5, line=2),)


def test_items_as_plain_sentences() -> None:
    lines = ("公开的主动性有待提高，深度不够。个别栏目长期没有更新。", "针对上述问题，将健全制度，压实责任。")
    narrative = read_narrative_records([section(5, PROBLEMS, *lines)], 2022)
    assert [i.heading for i in narrative.problems] == ["公开的主动性有待提高", "个别栏目长期没有更新"]
    assert len(narrative.improvements) == 1


def test_items_under_numbered_headings() -> None:
    lines = (
        "（一）存在的主要问题",
        "1.解读偏少。2022年仅解读3件。",
        "2.队伍不稳。",
        "（二）改进措施",
        "1.增加解读。",
        "2.稳定队伍。",
    )
    narrative = read_narrative_records([section(5, PROBLEMS, *lines)], 2022)
    assert [i.heading for i in narrative.problems] == ["解读偏少", "队伍不稳"]
    assert [i.heading for i in narrative.improvements] == ["增加解读", "稳定队伍"]


def cells(text: str) -> list[tuple[float, tuple[tuple[str, str, str], ...]]]:
    return [(r.value, r.candidates[0]) for r in read(text).restatements]


def test_restated_applications() -> None:
    found = cells("收到政府信息公开申请20件，其中自然人18件、商业企业2件；答复申请19件，结转下年度1件。")
    assert found == [
        (20, (("applications", "received.new", "total"),)),
        (18, (("applications", "received.new", "natural_person"),)),
        (2, (("applications", "received.new", "business"),)),
        (19, (("applications", "outcome.total", "total"),)),
        (1, (("applications", "carried_forward", "total"),)),
    ]


def test_restated_reviews_and_lawsuits() -> None:
    found = dict(cells("行政复议3件，维持2件、纠正1件；行政诉讼1件，尚未审结。"))
    assert found[3] == (("reviews", "reconsideration", "total"),)
    assert found[2] == (("reviews", "reconsideration", "upheld"),)


def test_received_may_include_what_was_carried_over() -> None:
    candidates = read("收到政府信息公开申请20件。").restatements[0].candidates
    assert candidates[1] == (
        ("applications", "received.new", "total"),
        ("applications", "received.carried_over", "total"),
    )


def test_what_restates_no_cell() -> None:
    assert cells("公开信息20条，办理建议提案3件，12345热线受理诉求40件，申请户外广告许可5件。") == []


@pytest.mark.parametrize("text", ["", "\n", "。", "（", "“《", "、、，；", "3", "3条", "条3"])
def test_scraps(text: str) -> None:
    read(text)


FRAGMENTS = sorted(
    {
        word
        for kind in ("channel", "verb", "split", "total", "outcome", "subject", "time", "prep")
        for g in LISTS[kind].values()
        for word in g
    }
)
TEXTS = st.lists(
    st.one_of(
        st.sampled_from(FRAGMENTS),
        st.builds(
            "{}{}".format, st.integers(0, 500), st.sampled_from(["条", "件", "期", "%", "", "余条", "年"])
        ),
        st.sampled_from(list("，。；：、（）“”《》\n的共各和")),
    ),
    max_size=40,
).map("".join)


@settings(max_examples=300)
@given(TEXTS)
def test_any_text_is_read_soundly(text: str) -> None:
    narrative = read(text)
    values = [q.value for q in narrative.quantities]
    for b in narrative.breakdowns:
        assert b.parts
        assert b.total is None or b.total in values
        for part in b.parts:
            assert part.value in values
            assert part.label
            assert "".join(part.label.split()) in "".join(text.split())
        if b.sums is not None:
            assert b.sums == (sum(part.value for part in b.parts) == b.total)
    assert narrative.channels is None or narrative.breakdowns[narrative.channels].dimension == "channel"
    assert narrative == read(text)


@pytest.mark.parametrize("agency", ["信访局", "档案局", "广播电视局", "网信办", "新闻出版局"])
def test_what_an_agency_is_called_does_not_say_what_it_counts(agency: str) -> None:
    found = read(f"某县{agency}主动公开政府信息379条，其中网站149条，微信公众号230条。")
    (split,) = found.breakdowns
    assert (split.of, split.total, found.channels) == ("disclosures", 379, 0)


def test_places_that_would_be_taken_apart_are_listed() -> None:
    text = resources.files("gkstats.regions").joinpath("areacodes.csv").read_text(encoding="utf-8-sig")
    names = {row["名称"] for row in csv.DictReader(text.splitlines())}
    hard = re.compile("[〇零一二三四五六七八九十百千万亿两廿卅多余约近和于都当与及等共从在按分]")
    assert places() == sorted(name for name in names if len(name) > 2 and hard.search(name))


@pytest.mark.parametrize(
    "place", ["七台河市", "三台县", "两当县", "于都县", "和田市", "当涂县", "都江堰市", "鄂尔多斯市"]
)
def test_a_place_is_one_name(place: str) -> None:
    found = read(
        f"2020年共主动公开政府信息100条，其中，通过{place}人民政府网站公开60条，通过微信公众号公开40条。"
    )
    (split,) = found.breakdowns
    assert [part.value for part in split.parts] == [60, 40]
    assert split.parts[0].label.endswith(f"{place}人民政府网站")


@pytest.mark.parametrize(
    ("before", "count"), [("对网站留言及时答复。", 1), ("开通热线。", 1), ("网站留言中", 0), ("", 1)]
)
def test_another_sentence_does_not_say_what_a_figure_counts(before: str, count: int) -> None:
    assert len(read(f"{before}2022年新收申请54件。").restatements) == count
