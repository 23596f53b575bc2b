"""The numbers that Word writes in front of paragraphs and keeps out of their text."""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

__all__ = ["Numbering", "numeral", "read_numbering"]

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS: Final = "零一二三四五六七八九"


class _Level(NamedTuple):
    start: int
    format: str
    pattern: str


class Numbering:
    """Counts the numbered paragraphs of a document, in reading order."""

    def __init__(
        self,
        levels: dict[str, dict[int, _Level]] | None = None,
        styles: dict[str, tuple[str, int]] | None = None,
    ) -> None:
        self._levels = levels or {}
        self._styles = styles or {}
        self._counts: dict[str, dict[int, int]] = {}

    def label_of(self, paragraph: Any) -> str:
        """Return the number that stands before a paragraph, and count it; empty for one without."""
        place = self._place(paragraph)
        if place is None or place[0] not in self._levels:
            return ""
        number, depth = place
        levels = self._levels[number]
        if depth not in levels:
            return ""
        counts = self._counts.setdefault(number, {})
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for deeper in [d for d in counts if d > depth]:
            del counts[deeper]

        def shown(match: re.Match[str]) -> str:
            level = int(match[1]) - 1
            if level not in levels:
                return ""
            return numeral(counts.get(level, levels[level].start), levels[level].format)

        return re.sub(r"%(\d)", shown, levels[depth].pattern)

    def _place(self, paragraph: Any) -> tuple[str, int] | None:
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return None
        own = properties.find(f"{W}numPr")
        if own is not None:
            number, depth = own.find(f"{W}numId"), own.find(f"{W}ilvl")
            if number is not None:
                return number.get(f"{W}val", ""), int(depth.get(f"{W}val", "0")) if depth is not None else 0
        style = properties.find(f"{W}pStyle")
        return self._styles.get(style.get(f"{W}val", "")) if style is not None else None


def read_numbering(root: Any, styles: Any | None) -> Numbering:
    """Read the list definitions of a document, and which styles are numbered."""
    abstract = {
        item.get(f"{W}abstractNumId"): {
            int(level.get(f"{W}ilvl", "0")): _level(level) for level in item.findall(f"{W}lvl")
        }
        for item in root.findall(f"{W}abstractNum")
    }
    levels = {}
    for item in root.findall(f"{W}num"):
        link = item.find(f"{W}abstractNumId")
        if link is not None and link.get(f"{W}val") in abstract:
            levels[item.get(f"{W}numId")] = abstract[link.get(f"{W}val")]
    by_style = {}
    for style in styles.findall(f"{W}style") if styles is not None else ():
        number = style.find(f"{W}pPr/{W}numPr/{W}numId")
        depth = style.find(f"{W}pPr/{W}numPr/{W}ilvl")
        if number is not None:
            by_style[style.get(f"{W}styleId")] = (
                number.get(f"{W}val", ""),
                int(depth.get(f"{W}val", "0")) if depth is not None else 0,
            )
    return Numbering(levels, by_style)


def _level(level: Any) -> _Level:
    def value(name: str, default: str) -> str:
        found = level.find(f"{W}{name}")
        return str(found.get(f"{W}val", default)) if found is not None else default

    start = value("start", "1")
    return _Level(int(start) if start.isdigit() else 1, value("numFmt", "decimal"), value("lvlText", ""))


def numeral(number: int, style: str) -> str:
    """Return a number in one of Word's number formats.

    Examples
    --------
    >>> numeral(3, "chineseCounting"), numeral(3, "decimal"), numeral(4, "upperRoman")
    ('三', '3', 'IV')
    """
    if style in (
        "chineseCounting",
        "chineseCountingThousand",
        "japaneseCounting",
        "ideographDigital",
        "taiwaneseCounting",
    ):
        return _chinese(number)
    if style == "decimalEnclosedCircle" and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if style == "decimalFullWidth":
        return "".join(chr(ord(c) + 0xFEE0) for c in str(number))
    if style in ("lowerLetter", "upperLetter") and 1 <= number <= 26:
        return chr((97 if style == "lowerLetter" else 65) + number - 1)
    if style in ("none", "bullet"):
        return ""
    return str(number)


def _chinese(number: int) -> str:
    """Return a number below one hundred in Chinese characters.

    Examples
    --------
    >>> _chinese(6), _chinese(10), _chinese(12), _chinese(21)
    ('六', '十', '十二', '二十一')
    """
    if number >= 100:
        return str(number)
    tens, ones = divmod(number, 10)
    text = ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones else "")
    return text or _DIGITS[0]
