"""Section five as items, from the shapes in which reports write it; the sentences are our own."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkstats.reading.narrative.items import find_items

TITLE = "五、存在的主要问题及改进情况"


def headings(text: str) -> tuple[list[str], list[str]]:
    items = find_items(text, TITLE)
    return [i.heading for i in items if not i.improvement], [i.heading for i in items if i.improvement]


@pytest.mark.parametrize(
    ("text", "problems", "improvements"),
    [
        (  # a year heads nothing; what 主要是 tells is the list
            "2024年，公开工作虽取得一定成绩，但仍存在一些不足，主要是：部分单位研判能力不足，答复文书有待规范，运维管理还需加强等。\n针对存在问题，2025年我们将抓好以下工作：一是梳理流程。二是加强培训。",
            ["部分单位研判能力不足", "答复文书有待规范", "运维管理还需加强等"],
            ["梳理流程", "加强培训"],
        ),
        (
            "仍存在差距。如规范性还有待提高、公开的深度有待拓展、队伍建设有待加强等。下一步，将抓好以下工作：一是梳理流程。二是加强培训。",
            ["规范性还有待提高", "公开的深度有待拓展", "队伍建设有待加强等"],
            ["梳理流程", "加强培训"],
        ),
        (
            "（一）存在的主要问题。科室意识有所松懈，主动性不强；留言回复效率有待提高；队伍能力有待提升。\n（二）整改措施。2023年我局加大力度，一是完善机制。二是加强平台建设。",
            ["科室意识有所松懈", "留言回复效率有待提高", "队伍能力有待提升"],
            ["完善机制", "加强平台建设"],
        ),
        (
            "（一）存在的主要问题：解读形式不够丰富，以文字为主。公开质量有待提高。\n（二）改进措施：一是丰富形式。二是加强管理。",
            ["解读形式不够丰富", "公开质量有待提高"],
            ["丰富形式", "加强管理"],
        ),
        (  # the sentence before the second list turns to improvements; the signature is none of them
            "仍存在一些不足。一是受编制限制，工作多由兼职人员承担；二是属性界定不准确。因此，我们考虑从以下三个方面作进一步的改进：\n（一）深化内容。按要求公开。\n（二）拓展形式\n1、建好网站。\n2、用好公报。\n青川县人民政府\n附件1：统计表",
            ["工作多由兼职人员承担", "属性界定不准确"],
            ["深化内容", "拓展形式"],
        ),
        (  # each number holds a problem and what will be done about it
            "一是解读形式单一。下一步将增加图解和视频。二是队伍不够稳定。将配备专职人员。三是栏目更新较慢。",
            ["解读形式单一", "队伍不够稳定", "栏目更新较慢"],
            ["下一步将增加图解和视频", "将配备专职人员"],
        ),
        (
            "一方面，公开内容不够全面；另一方面，解读形式单一。2022年，我局将重点做好培训工作；完善公开制度。",
            ["公开内容不够全面", "解读形式单一"],
            ["我局将重点做好培训工作", "完善公开制度"],
        ),
        (
            "工作中存在公开不及时、缺乏专人管理等问题。我们在今年的工作中，将进一步做到及时公开。\n2014年3月25日",
            ["公开不及时", "缺乏专人管理"],
            ["我们在今年的工作中"],
        ),
        ("（一）主要问题\n解读还不够多。\n（二）改进措施\n增加图解和视频。", ["解读还不够多"], ["增加图解和视频"]),
        (
            "还存在一些问题如宣传培训不足，人员业务不熟，缺乏专业人员，认识不深等等，均有待今后解决。",
            ["宣传培训不足", "人员业务不熟", "缺乏专业人员", "认识不深等等"],
            [],
        ),
        (
            "针对存在问题，下一步，我市将着力提高解读质量，开发图解产品；建立培训机制，定期培训。",
            [],
            ["我市将着力提高解读质量", "建立培训机制"],
        ),
    ],
)  # fmt: skip
def test_items(text: str, problems: list[str], improvements: list[str]) -> None:
    assert headings(text) == (problems, improvements)


@given(st.text(alphabet="一二是（）1.、，。；：\n问题不足有待加强下步将改进如等存在2024年", max_size=160))
def test_items_stand_in_the_text_in_its_order(text: str) -> None:
    items = find_items(text, TITLE)
    assert all(0 <= i.start <= i.end <= len(text) for i in items)
    assert all(a.end <= b.start for a, b in itertools.pairwise(items))
    assert all(i.heading in text for i in items)


@pytest.mark.parametrize(
    "unit", ["一是甲", "存在", "有待", "如", "，甲不足", "；", "2024年，", "主要是", "\n甲局", "（一）"]
)
def test_long_repetitions_take_no_more_than_their_share(unit: str) -> None:
    start = time.process_time()
    find_items(unit * (20_000 // len(unit)), TITLE)
    assert time.process_time() - start < 0.6
