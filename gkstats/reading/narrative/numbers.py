"""Numbers in prose: figures in digits and Chinese numerals with their hedges and units, ranges and percentages."""

from __future__ import annotations

import functools
import re
from decimal import Decimal
from typing import Final, NamedTuple

from gkstats.chinese import chinese_numeral
from gkstats.reading.narrative.lexicon import figures, unit_class
from gkstats.records import Comparator

__all__ = ["Number", "find_numbers", "hedge_around", "numeral_value"]


class Number(NamedTuple):
    """A number with what belongs to it; ``start`` and ``end`` take in hedges and unit, ``at`` is its first digit.

    ``kind`` is "count" (with a measure word), "bare" (without one), "percent" or "none" (dates, durations, ranks).
    """

    start: int
    at: int
    end: int
    value: int | float
    comparator: Comparator
    unit: str | None
    kind: str
    chinese: bool


_HAN: Final = "零〇一二两三四五六七八九十百千万亿廿卅"
_FIGURE: Final = re.compile(
    r"(?<![A-Za-z\d.])"
    r"(?P<percent>百分之百|百分百|百分之\s?(?P<parts>\d+(?:\.\d+)?|[零〇一二两三四五六七八九十百]+(?:点[零〇一二三四五六七八九]+)?))"
    r"|(?<![A-Za-z\d.])(?P<mixed>(?:\d[千百十]){1,3}\d?[万亿])"
    r"|(?<![A-Za-z\d.])(?P<digits>\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?(?!\d)"
    r"|\d{1,3}(?: \d{3})+(?![\d.])|\d(?: \d)+(?![\d.])|\d+(?:\.\d+)?)"
    r"|(?P<formal>[壹贰叁肆伍陆柒捌玖拾佰仟零][壹贰叁肆伍陆柒捌玖拾佰仟零万亿]+)"
    rf"|(?P<han>[{_HAN}]+(?:点[零〇一二三四五六七八九]+)?(?=[万亿]|(?<!点)))"
)
_DIGIT: Final = re.compile(rf"[\d{_HAN}壹贰叁肆伍陆柒捌玖拾佰仟]")
"""What a figure begins with: looking for it passes over most of a text several times faster than `_FIGURE`."""
# After the numeral: a hedge and a multiplier in either order ("300余万", "1.2万多"), "3万5千".
_TAIL: Final = re.compile(
    r"\s{0,2}(?P<inner>[余多])?(?P<power>[十百千]?[万亿]|[百千](?!分))?(?P<rest>\d+(?:\.\d+)?[万千百])?"
)
_POWERS: Final = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_HAN_DIGITS: Final = str.maketrans("0123456789", "零一二三四五六七八九")
_PERCENT: Final = re.compile(r"\s?[%‰]")
_LONGEST: Final = 24
"""No count takes more characters; identifiers do."""
_BEYOND: Final = 2**63
"""Whole numbers from here on are kept as floats: nothing that stores them holds them otherwise."""
_JOIN: Final = re.compile(r"\s?(?:-{1,2}|~|至|到)\s?$")


def numeral_value(text: str) -> int | float | None:
    """Return the value of a Chinese numeral as prose writes it, None when it is none.

    Beyond `chinese_numeral`: a bare multiplier is one of it, a digit after 百, 千 or 万 is tenths of it, 点 is the
    decimal point.

    Examples
    --------
    >>> numeral_value("百"), numeral_value("两千五"), numeral_value("三万五"), numeral_value("一百零五"), numeral_value("三点二")
    (100, 2500, 35000, 105, 3.2)
    """
    whole, point, decimals = text.partition("点")
    if whole[:1] in ("万", "亿"):
        whole = "一" + whole
    value = chinese_numeral(whole)
    if value is None:
        return None
    if len(whole) > 2 and whole[-2] in "百千万亿" and whole[-1] in "一二三四五六七八九":
        last = chinese_numeral(whole[-1]) or 0
        value += last * (_POWERS[whole[-2]] // 10 - 1)
    if not point:
        return value
    digits = chinese_numeral(decimals)
    return None if digits is None else float(f"{value}.{''.join(str(chinese_numeral(c)) for c in decimals)}")


def _power(text: str) -> int:
    product = 1
    for character in text:
        product *= _POWERS[character]
    return product


def _plain(value: Decimal) -> int | float:
    """Return `value` as int when it is whole and within 64 bits, as float otherwise."""
    if value == value.to_integral_value() and abs(value) < _BEYOND:
        return int(value)
    return float(value)


@functools.cache
def _units() -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
    """Return the measure words under their first character, longest first, and the second units."""
    words = {word for name, group in figures("units").items() if name != "second" for word in group}
    index: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda word: (-len(word), word)):
        index.setdefault(word[0], []).append(word)
    return {first: tuple(group) for first, group in index.items()}, frozenset(figures("units", "second"))


_SECOND: Final = re.compile(r"（(\w{1,2})）|/(\w{1,2})")


def _unit(plain: str, place: int) -> tuple[str | None, int, str]:
    """Return the unit that follows `place` as printed, its end, and its class."""
    start = place
    while start < len(plain) and plain[start] == " " and start - place < 2:
        start += 1
    index, second = _units()
    for word in index.get(plain[start : start + 1], ()):
        if plain.startswith(word, start):
            end = start + len(word)
            more = _SECOND.match(plain, end)
            if more and (more.group(1) or more.group(2)) in second:
                end = more.end()
            return plain[start:end], end, unit_class(word)
    return None, place, ""


@functools.cache
def _hedges(where: str) -> tuple[tuple[str, Comparator], ...]:
    """Return the hedges of a place ("before", "after", "unit") with what they say, longest first."""
    signs: dict[str, Comparator] = {"at_least": ">=", "at_most": "<=", "about": "~"}
    words = [(word, signs[name]) for name, group in figures("hedges", where).items() for word in group]
    return tuple(sorted(words, key=lambda entry: (-len(entry[0]), entry)))


@functools.cache
def _hedges_by_end() -> dict[str, tuple[tuple[str, Comparator], ...]]:
    """Return the hedges before a figure under their last character."""
    index: dict[str, list[tuple[str, Comparator]]] = {}
    for word, sign in _hedges("before"):
        index.setdefault(word[-1], []).append((word, sign))
    return {last: tuple(words) for last, words in index.items()}


def _hedge_before(plain: str, at: int, *, bare: bool) -> tuple[Comparator, int] | None:
    """Return what a hedge ending before `at` says, and where it starts."""
    end = at
    while end and plain[end - 1] == " ":
        end -= 1
    for word, sign in _hedges_by_end().get(plain[end - 1 : end], ()):
        if plain.endswith(word, 0, end) and (bare or word not in figures("hedges", "bare_only")):
            if any(plain.endswith(other, 0, end) for other in figures("hedges", "not_hedge")):
                return None
            return sign, end - len(word)
    return None


def _hedge_after(plain: str, place: int, where: str) -> tuple[Comparator, int] | None:
    for word, sign in _hedges(where):
        if plain.startswith(word, place):
            return sign, place + len(word)
    return None


def hedge_around(plain: str, number: Number) -> Comparator:
    """Return how a figure is hedged by the words around it; those of a percentage are no part of it.

    Examples
    --------
    >>> [hedge_around(text, find_numbers(text)[0]) for text in ("满意率约95%", "满意率95%以上", "满意率95%")]
    ['~', '>=', '=']
    """
    if number.kind != "percent":
        return number.comparator
    found = _hedge_before(plain, number.at, bare=False)
    found = found or _hedge_after(plain, number.end, "unit") or _hedge_after(plain, number.end, "after")
    return found[0] if found else "="


def _digits_value(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace("，", "").replace(" ", ""))


def _read(plain: str, found: re.Match[str]) -> Number | None:
    """Return the number that `found` opens."""
    at, end = found.span()
    if end - at > _LONGEST:
        return None
    if found["percent"]:
        parts = found["parts"]
        if parts is None:
            share: int | float | None = 100
        else:
            share = _plain(_digits_value(parts)) if parts[0].isdigit() else numeral_value(parts)
        return None if share is None else Number(at, at, end, share, "=", "%", "percent", True)
    han = found["han"] or found["formal"] or (found["mixed"] and found["mixed"].translate(_HAN_DIGITS))
    numeral = numeral_value(han) if han else None
    if han and numeral is None:
        return None
    # Decimal, because 64.1亿 times 10^8 in binary fractions is not whole.
    value = Decimal(str(numeral)) if han else _digits_value(found["digits"])
    tail = _TAIL.match(plain, end)
    sign: Comparator = "="
    if tail and (tail["power"] or tail["inner"]):
        end = tail.end("power") if tail["power"] else tail.end("inner")
        value = value * _power(tail["power"] or "")
        if tail["rest"] and tail["power"] and not tail["inner"]:
            value += _digits_value(tail["rest"][:-1]) * _power(tail["rest"][-1])
            end = tail.end("rest")
        sign = ">=" if tail["inner"] else "="
    bare = bool(found["han"]) and found["han"] in ("百", "千", "万", "亿", "百万", "千万")
    return _complete(plain, at, end, _plain(value), sign, han=bool(han), bare=bare)


def _complete(
    plain: str, at: int, end: int, value: int | float, sign: Comparator, *, han: bool, bare: bool
) -> Number | None:
    """Return the number with its unit and the hedges around it."""
    start = at
    before = _hedge_before(plain, at, bare=bare)
    hedge = _hedge_after(plain, end, "after") if sign == "=" else None
    if hedge:
        sign, end = hedge
    percent = _PERCENT.match(plain, end)
    if percent:
        value = value / 10 if plain[percent.end() - 1] == "‰" else value
        return Number(before[1] if before else at, at, percent.end(), value, "=", "%", "percent", han)
    unit, unit_end, kind = _unit(plain, end)
    if hedge and unit is None and plain[end - 1] in "来几+＋":
        return Number(at, at, end, value, sign, None, "none", han)
    if unit is not None:
        end = unit_end
        trailing = _hedge_after(plain, end, "unit") if kind != "none" else None
        if trailing and sign == "=":
            sign, end = trailing
    if before:
        sign = before[0] if sign == "=" else sign
        start = before[1]
    if bare and sign == "=":
        return None
    if kind == "money":
        unit = "元"
    return Number(
        start,
        at,
        end,
        value,
        sign,
        unit,
        "bare" if unit is None else "none" if kind == "none" else "count",
        han,
    )


def find_numbers(plain: str) -> tuple[Number, ...]:
    """Return the numbers of `plain` (see `plain_text`) from left to right.

    The ends of a range are two numbers, at least the lower and at most the upper.

    Examples
    --------
    >>> [(n.value, n.comparator, n.unit) for n in find_numbers("公开1.2万余条，培训80至100人，占3.5%")]
    [(12000, '>=', '条'), (80, '>=', '人'), (100, '<=', '人'), (3.5, '=', '%')]
    """
    found: list[Number] = []
    place = 0
    while digit := _DIGIT.search(plain, place):
        match = _FIGURE.match(plain, digit.start())
        if match is None:
            place = digit.end()
            continue
        number = _read(plain, match)
        if number is None:
            place = match.end()
            continue
        number = _split_series(plain, match, number, found)
        if found and _is_range(plain, found[-1], number):
            low = found[-1]
            kind = number.kind
            unit = low.unit or number.unit
            found[-1] = low._replace(comparator=">=" if kind == "count" else "=", unit=unit, kind=kind)
            number = number._replace(comparator="<=" if kind == "count" else "=")
        found.append(number)
        place = max(number.end, match.end())
    return tuple(found)


def _split_series(plain: str, match: re.Match[str], number: Number, found: list[Number]) -> Number:
    """Take apart what looks like thousands but is a series ("分别为212，187，165条"); return its last number."""
    digits = match["digits"]
    clause = max(plain.rfind(mark, 0, match.start()) for mark in "。；")
    if not digits or "，" not in digits or "分别" not in plain[clause + 1 : match.start()]:
        return number
    place = match.start()
    *first, last = re.split("[,，]", digits)
    for text in first:
        found.append(
            Number(
                place,
                place,
                place + len(text),
                _plain(Decimal(text)),
                "=",
                number.unit,
                number.kind,
                chinese=False,
            )
        )
        place += len(text) + 1
    return number._replace(start=place, at=place, value=_plain(_digits_value(last)))


def _is_range(plain: str, low: Number, high: Number) -> bool:
    if high.start - low.end > 4:
        return False
    between = plain[low.end : high.start]
    same_unit = low.unit == high.unit or low.kind == "bare"
    return bool(_JOIN.fullmatch(between)) and same_unit and low.value < high.value and high.kind != "percent"
