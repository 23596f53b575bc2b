"""Numbers: forms, hedges, units, and what only looks like a count."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkstats.reading.narrative.lexicon import figures, plain_text
from gkstats.reading.narrative.numbers import find_numbers, numeral_value
from gkstats.reading.narrative.prose import read_prose

UNITS = [unit for name in ("item", "event", "person") for unit in figures("units", name) if unit != "余条"]
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
TO_BEFORE = {
    ">=": ["超过", "逾", "不少于", "突破"],
    "<=": ["近", "不足", "将近"],
    "~": ["约", "大约"],
    "=": ["", "共"],
}


def counts(text: str) -> list[tuple[float, str, str | None]]:
    prose = read_prose(text)
    return [(n.value, n.comparator, n.unit) for n in prose.numbers if n.kind in ("count", "bare")]


def in_chinese(number: int) -> str:
    """Write a number below 10^8 in Chinese numerals."""
    digits, units = "零一二三四五六七八九", ("", "十", "百", "千")
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        return in_chinese(high) + "万" + ("" if not low else ("零" if low < 1000 else "") + in_chinese(low))
    text = ""
    for place, digit in zip(reversed(range(len(str(number)))), str(number), strict=True):
        if digit != "0":
            text += digits[int(digit)] + units[place]
        elif text and not text.endswith("零"):
            text += "零"
    return text.rstrip("零") or "零"


@given(st.integers(0, 10**9), st.sampled_from(UNITS), st.sampled_from(["{}", "{:,}", "{} ", "full"]))
def test_digits_come_back(number: int, unit: str, form: str) -> None:
    written = str(number).translate(FULL_WIDTH) if form == "full" else form.format(number)
    assert counts(f"发布信息{written}{unit}。") == [(number, "=", unit)]


@given(st.integers(2, 99_999_999))
def test_chinese_numerals_come_back(number: int) -> None:
    assert numeral_value(in_chinese(number)) == number


@given(st.integers(11, 99_999_999), st.sampled_from(["条", "件", "次", "人次"]))
def test_chinese_counts_come_back(number: int, unit: str) -> None:
    assert counts(f"处理信息{in_chinese(number)}{unit}。") == [(number, "=", unit)]


@given(st.integers(1, 99_999), st.integers(0, 9), st.sampled_from(["万", "亿"]))
def test_multiples_come_back(whole: int, tenth: int, power: str) -> None:
    factor = {"万": 10_000, "亿": 100_000_000}[power]
    assert counts(f"阅读量{whole}.{tenth}{power}次。") == [((whole * 10 + tenth) * factor // 10, "=", "次")]


@given(st.integers(2, 10**6), st.sampled_from(sorted(TO_BEFORE)), st.data())
def test_hedges_before_come_back(number: int, sign: str, data: st.DataObject) -> None:
    hedge = data.draw(st.sampled_from(TO_BEFORE[sign]))
    assert counts(f"全年{hedge}{number}件。") == [(number, sign, "件")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("300余条", (300, ">=", "条")),
        ("1.5万余条", (15000, ">=", "条")),
        ("1.2万多次", (12000, ">=", "次")),
        ("300余万次", (3_000_000, ">=", "次")),
        ("百余件", (100, ">=", "件")),
        ("近百场", (100, "<=", "场")),
        ("上万人次", (10_000, ">=", "人次")),
        ("200条以上", (200, ">=", "条")),
        ("400条左右", (400, "~", "条")),
        ("2万5千条", (25_000, "=", "条")),
        ("1千2百万次", (12_000_000, "=", "次")),
        ("两千五百一十条", (2510, "=", "条")),
        ("壹万贰仟条", (12_000, "=", "条")),
        ("19篇（条）", (19, "=", "篇（条）")),
        ("1.28万元", (12_800, "=", "元")),
        ("1 208条", (1208, "=", "条")),
        ("2 3 5 6 条", (2356, "=", "条")),
        ("12345件", (12345, "=", "件")),
        ("500+条", (500, ">=", "条")),
    ],
)
def test_forms(text: str, expected: tuple[float, str, str]) -> None:
    assert counts(f"办理{text}。") == [expected]


def test_a_range_is_two_counts() -> None:
    assert counts("座谈会3至5次，每场80-100人") == [
        (3, ">=", "次"),
        (5, "<=", "次"),
        (80, ">=", "人"),
        (100, "<=", "人"),
    ]


def test_a_series_without_units_is_no_thousand() -> None:
    assert [n.value for n in find_numbers(plain_text("分别为212，187，165条"))] == [212, 187, 165]


@pytest.mark.parametrize(
    "text",
    [
        "2021年3月15日8:30",
        "国办公开办函〔2020〕61号",
        "第711号令第二十条、第三十六条",
        "邮编：621000，电话：0831-2203345，拨打12345",
        "《关于支持创业的18条措施》",
        "“十件民生实事”和“一件事一次办”",
        "三审三校、五公开、双随机一公开、最多跑一次",
        "20个工作日、15分钟、6个月、3年",
        "占总数的60%，提高2.1个百分点，增长3倍",
        "位列全市第3名，得分96.5分",
        "四个方面、两类信息、三项合计",
        "网站、微信、微博3个平台同步公开",
        "若干条、数千件、一批信息",
        "阅读量10万+的文章",
        "5G、H5、PPT2020",
        "二楼、3号楼、B级、7×24小时",
        "http://www.example.gov.cn/2020/12条",
    ],
)
def test_what_counts_nothing(text: str) -> None:
    assert counts(text) == []


def test_percentages_are_no_counts() -> None:
    prose = read_prose("占百分之九十八点五，99.5 %，百分百，3‰")
    assert [n.value for n in prose.numbers if n.kind == "percent"] == [98.5, 99.5, 100, 0.3]
