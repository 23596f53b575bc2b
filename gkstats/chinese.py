"""Chinese text as the reports print it: widths, look-alike characters, numerals, labels and their similarity."""

from __future__ import annotations

import math
import re
import tomllib
import unicodedata
from importlib import resources
from typing import Final

from rapidfuzz import fuzz

__all__ = [
    "chinese_numeral",
    "fold",
    "is_number",
    "join_lines",
    "label_key",
    "label_similarity",
    "plain_number",
    "representable",
    "simplify",
]

# NFKC folds the Kangxi radicals that some PDF producers write in place of characters, but only two of the
# 115 in the CJK Radicals Supplement; these are the others that occur in the forms' labels and headings.
_RADICALS: Final = str.maketrans(
    "⺀⺄⺊⺍⺝⺟⺠⺡⺢⺣⺤⺩⺪⺫⺬⺭⺮⺯⺲⺳⺴⺶⺷⺹⺺⺻⺼⺽⻁⻄⻅⻆⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻟⻡⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
    "冫乙卜小月母民氵氺灬爪王疋目示礻竹糸网网网羊羊老聿聿肉臼虎西见角讠贝足车辶辶辶阝钅长镸长门阜阝雨青韦页风飞食食饣马骨鬼鱼鸟卤麦黄齐齿龙龟",
)

_TRADITIONAL: Final = str.maketrans(
    *tomllib.loads(resources.files("gkstats").joinpath("chinese.toml").read_text(encoding="utf-8")).values()
)

# Most texts hold neither; looking for one is several times cheaper than translating.
_RADICAL: Final = re.compile(f"[{''.join(map(chr, _RADICALS))}]")
_TRADITIONAL_ONE: Final = re.compile(f"[{''.join(map(chr, _TRADITIONAL))}]")

# What NFKC makes of the marks that every report has. A text that has no other wide characters is normalised once they
# are replaced, and seeing that takes a thirtieth of the time that normalising does.
_WIDE_MARKS: Final = tuple((mark, unicodedata.normalize("NFKC", mark)) for mark in "，：；（）？！\xa0\u3000")

_DIGITS: Final = dict(
    zip("零〇一二三四五六七八九两壹贰叁肆伍陆柒捌玖", [0, 0, *range(1, 10), 2, *range(1, 10)], strict=True)
)
_UNITS: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_TENS: Final = {"廿": "二十", "卅": "三十", "卌": "四十"}
_MYRIADS: Final = {"万": 10_000, "亿": 100_000_000}

_PUNCTUATION: Final = re.compile(r"[\s\W_]+")


def fold(text: str) -> str:
    """Return `text` with full-width forms, compatibility radicals and odd spaces as their plain counterparts.

    For matching only: it is not of the same length as `text`.

    Examples
    --------
    >>> fold("２０２０年⽂件")
    '2020年文件'
    """
    if not unicodedata.is_normalized("NFKC", text):
        for wide, plain in _WIDE_MARKS:
            text = text.replace(wide, plain)
        text = unicodedata.normalize("NFKC", text)
    return text.translate(_RADICALS) if _RADICAL.search(text) else text


def simplify(text: str) -> str:
    """Return `text` with the traditional characters of names of divisions and of the forms simplified.

    Examples
    --------
    >>> simplify("處理決定數量")
    '处理决定数量'
    """
    return text.translate(_TRADITIONAL) if _TRADITIONAL_ONE.search(text) else text


def label_key(text: str) -> str:
    r"""Return what of a label carries meaning: folded, simplified, without spaces and punctuation.

    Examples
    --------
    >>> label_key("（三） 不予\n公开：")
    '三不予公开'
    """
    return _PUNCTUATION.sub("", simplify(fold(text))).lower()


def label_similarity(printed: str, expected: str) -> float:
    """Return how alike two label keys are, from 0 to 1.

    Examples
    --------
    >>> label_similarity("2其他法律行政止公开", "2其他法律行政法规禁止公开") > 0.8
    True
    """
    if printed == expected:
        return 1.0
    return float(fuzz.ratio(printed, expected)) / 100.0


_INT64: Final = 2**63
_DOUBLE: Final = 309
"""No float has more digits before its point."""


def representable(value: int | float) -> int | float | None:
    """Return a figure as every store holds it: whole within 64 bits, else as the float closest to it, else None.

    Examples
    --------
    >>> representable(540), representable(10**20), representable(10**400) is None
    (540, 1e+20, True)
    """
    if isinstance(value, int) and -_INT64 <= value < _INT64:
        return value
    try:
        value = float(value)
    except OverflowError:
        return None
    return value if math.isfinite(value) else None


def chinese_numeral(text: str) -> int | None:
    """Return the value of a numeral in Chinese characters, or None when `text` is not one or goes beyond 64 bits.

    Examples
    --------
    >>> chinese_numeral("两千三百"), chinese_numeral("一万零五"), chinese_numeral("廿一"), chinese_numeral("二〇二〇")
    (2300, 10005, 21, 2020)
    >>> chinese_numeral("三公") is None
    True
    """
    for short, long in _TENS.items():
        text = text.replace(short, long)
    if not text or any(c not in _DIGITS and c not in _UNITS and c not in _MYRIADS for c in text):
        return None
    if all(c in _DIGITS for c in text):  # read digit by digit, as years are
        digits = "".join(str(_DIGITS[c]) for c in text)
        return _within(int(digits)) if len(digits) <= _DOUBLE else None
    total = group = digit = 0
    for c in text:
        if c in _DIGITS:
            digit = _DIGITS[c]
        elif c in _UNITS:
            group += (digit or 1) * _UNITS[c]
            digit = 0
        else:
            total = (total + group + digit) * _MYRIADS[c]
            group = digit = 0
            if total >= _INT64:
                return None
    return _within(total + group + digit)


def _within(value: int) -> int | None:
    return value if value < _INT64 else None


_PLAIN: Final = re.compile(r"[-+−﹣－]?(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:\.\d+)?")


def plain_number(text: str) -> int | float | None:
    """Return the value of a number in digits (any width, with or without thousands separators), else None.

    A whole number beyond 64 bits is the float closest to it; one beyond any float is none.

    Examples
    --------
    >>> plain_number("１,234"), plain_number("-8"), plain_number("3.50"), plain_number("12a")
    (1234, -8, 3.5, None)
    """
    if not is_number(text):
        return None
    folded = fold(text).strip().replace("，", ",")
    folded = folded.replace(",", "").replace("−", "-").replace("﹣", "-")
    # Python itself refuses whole numbers of thousands of digits; a float takes any length.
    whole = "." not in folded and len(folded) <= _DOUBLE
    return representable(int(folded) if whole else float(folded))


def is_number(text: str) -> bool:
    """Return whether a text is a number in digits, of any size.

    Examples
    --------
    >>> is_number("1,234"), is_number("9" * 400), is_number("12a")
    (True, True, False)
    """
    return _PLAIN.fullmatch(fold(text).strip().replace("，", ",")) is not None


def join_lines(first: str, second: str) -> str:
    """Join two printed lines of one paragraph: with a space between Latin words, without one otherwise.

    Examples
    --------
    >>> join_lines("政策解", "读 2 个"), join_lines("open", "data")
    ('政策解读 2 个', 'open data')
    """
    first, second = first.rstrip(), second.lstrip()
    if (
        first
        and second
        and first[-1].isascii()
        and first[-1].isalpha()
        and second[0].isascii()
        and second[0].isalpha()
    ):
        return f"{first} {second}"
    return first + second
