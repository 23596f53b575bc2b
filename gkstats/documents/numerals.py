"""Numbers as word processors and browsers write them in front of paragraphs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

__all__ = ["numeral"]

_DIGITS: Final = "零一二三四五六七八九"
_LEGAL: Final = "零壹贰叁肆伍陆柒捌玖"
_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
_ROMAN: Final = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def numeral(number: int, style: str) -> str:
    """Return a number in one of Word's number formats; in digits where the format is not known.

    Examples
    --------
    >>> numeral(3, "chineseCounting"), numeral(12, "japaneseCounting"), numeral(2, "decimalEnclosedCircle")
    ('三', '十二', '②')
    >>> numeral(4, "upperRoman"), numeral(7, "decimal"), numeral(3, "bullet")
    ('IV', '7', '')
    """
    write = _FORMATS.get(style)
    return write(number) if write else str(number)


def _chinese(number: int, digits: str = _DIGITS, tens: str = "十百千") -> str:
    """Return a number below ten thousand in Chinese characters.

    Examples
    --------
    >>> _chinese(6), _chinese(10), _chinese(21), _chinese(105), _chinese(2020)
    ('六', '十', '二十一', '一百零五', '二千零二十')
    """
    if not 0 < number < 10_000:
        return digits[0] if number == 0 else str(number)
    text = ""
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            text += digits[digit] + (tens[place - 1] if place else "")
        elif text and number % 10**place:
            text += "" if text.endswith(digits[0]) else digits[0]
    return text[1:] if 10 <= number < 20 else text


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        while number >= value and number < 4000:
            text += letters
            number -= value
    return text or str(number)


def _enclosed(first: str) -> Callable[[int], str]:
    return lambda number: chr(ord(first) + number - 1) if 1 <= number <= 20 else str(number)


def _letter(first: str) -> Callable[[int], str]:
    return lambda number: chr(ord(first) + (number - 1) % 26) * ((number - 1) // 26 + 1) if number > 0 else ""


def _nothing(_number: int) -> str:
    return ""


_FORMATS: Final[dict[str, Callable[[int], str]]] = {
    **dict.fromkeys(
        (
            "chineseCounting",
            "chineseCountingThousand",
            "japaneseCounting",
            "taiwaneseCounting",
            "taiwaneseCountingThousand",
            "koreanCounting",
        ),
        _chinese,
    ),
    "chineseLegalSimplified": lambda number: _chinese(number, _LEGAL, "拾佰仟"),
    "ideographTraditional": lambda number: _STEMS[(number - 1) % 10],
    "ideographDigital": lambda number: "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number)),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _enclosed("①")),
    "decimalEnclosedParen": _enclosed("⑴"),
    "decimalEnclosedFullstop": _enclosed("⒈"),
    "decimalFullWidth": lambda number: "".join(chr(ord(digit) + 0xFEE0) for digit in str(number)),
    "decimalZero": lambda number: f"{number:02d}",
    "lowerLetter": _letter("a"),
    "upperLetter": _letter("A"),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "bullet": _nothing,
    "none": _nothing,
}
