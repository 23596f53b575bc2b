"""What only looks like a count: names and titles, ordinals and ranks, telephones, stock phrases, the text's own lists."""

from __future__ import annotations

import functools
import re
from typing import Final, NamedTuple

from gkstats.reading.narrative.lexicon import figures, places, unit_class
from gkstats.reading.narrative.numbers import Number

__all__ = ["Span", "counts_only", "find_names"]


class Span(NamedTuple):
    """A stretch of text."""

    start: int
    end: int


_LONGEST_QUOTE: Final = 60
_LONGEST_TITLE: Final = 120
_LINKS: Final = re.compile(
    r"(?:https?://|www\.|mailto：?)[A-Za-z0-9_./?=&%#~@-]+"
    r"|(?<![A-Za-z0-9_.@-])[A-Za-z0-9_.-]{1,64}(?:@[A-Za-z0-9_.-]+|\.(?:gov|com|org|net|cn)\b[A-Za-z0-9_./-]*)"
)
_NUMBERS_OF_DOCUMENTS: Final = re.compile(
    r"〔\d{2,4}〕\s?(?:第)?\s?\d+\s?号?|[（〔]\d{4}[）〕]\s?\d+\s?号|\d{3,4}-\d{7,8}|1[3-9]\d{9}"
)
_CHAIN: Final = re.compile(r"\s?[、，和及与至到-]\s?")


def find_names(plain: str) -> tuple[Span, ...]:
    """Return the quotations and titles of `plain`, marks included, and names of places that hold numerals and the like.

    What stands inside is a name.

    Examples
    --------
    >>> text = "“中宁发布”与《关于20条措施的通知》"
    >>> [text[a:b] for a, b in find_names(text)]
    ['“中宁发布”', '《关于20条措施的通知》']
    """
    spans = []
    place = 0
    for found in _named().finditer(plain):
        start = found.start()
        if start < place:  # within the name before
            continue
        close = _CLOSED_BY.get(found.group())
        end = _closing(plain, start, close) if close else found.end()
        if end:
            spans.append(Span(start, end))
            place = end
    return tuple(spans)


_CLOSED_BY: Final = {"“": "”", "‘": "’", "《": "》", "<": ">", '"': '"'}


@functools.cache
def _named() -> re.Pattern[str]:
    """Return a pattern of the marks that open a name, and of the names of places, by their first characters."""
    by_first: dict[str, list[str]] = {}
    for name in sorted(places(), key=len, reverse=True):
        by_first.setdefault(name[0], []).append(name[1:])
    listed = "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in by_first.items())
    marks = "".join(_CLOSED_BY)
    # First whether anything may begin here at all; and not with the 万 of 3万.
    return re.compile(f"(?=[{marks}{''.join(by_first)}])(?:[{marks}]|(?<![\\d.])(?:{listed}))")


def _closing(plain: str, start: int, close: str) -> int:
    """Return the end of the name that opens at `start`, 0 when it does not close in time."""
    open_ = plain[start]
    longest = _LONGEST_TITLE if open_ == "《" else _LONGEST_QUOTE
    depth = 0
    for place in range(start, min(len(plain), start + longest)):
        character = plain[place]
        if character == "\n":
            return 0
        if character == close and place > start:
            depth -= 1
            if not depth:
                return place + 1
        elif character == open_:
            depth += 1
    return 0


@functools.cache
def _phrases() -> re.Pattern[str]:
    words = sorted(
        figures("lookalikes", "phrases") + figures("lookalikes", "indefinite"), key=len, reverse=True
    )
    return re.compile("|".join(map(re.escape, words)))


def counts_only(plain: str, numbers: tuple[Number, ...], names: tuple[Span, ...]) -> tuple[Number, ...]:
    """Return `numbers` with those that count nothing marked as kind "none"."""
    covered = bytearray(len(plain) + 1)
    for start, end in (*names, *(m.span() for m in _LINKS.finditer(plain))):
        covered[start:end] = b"\1" * (end - start)
    for match in _NUMBERS_OF_DOCUMENTS.finditer(plain):
        covered[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    kept: list[Number] = []
    for position, number in enumerate(numbers):
        ordinal = _is_ordinal(plain, number) or (
            position > 0
            and kept[-1].unit == "ordinal"
            and bool(_CHAIN.fullmatch(plain, numbers[position - 1].end, number.start))
            and number.unit == numbers[position - 1].unit
        )
        if ordinal:
            kept.append(number._replace(kind="none", unit="ordinal"))
        elif number.kind == "none" or covered[number.at]:
            kept.append(number._replace(kind="none"))
        elif _lost_its_unit(plain, numbers, position):
            kept.append(number)
        elif _is_lookalike(plain, number):
            kept.append(number._replace(kind="none"))
        else:
            kept.append(number)
    return tuple(kept)


def _is_ordinal(plain: str, number: Number) -> bool:
    before = plain[max(0, number.at - 8) : number.at].rstrip(" （：为是")
    if number.unit is None and before.endswith(tuple(figures("lookalikes", "numbered"))):
        return True
    if before.endswith(("目前", "此前", "当前", "年前", "以前", "之前", "提前")):
        return False
    return before.endswith(tuple(figures("lookalikes", "ordinal")))


def _is_lookalike(plain: str, number: Number) -> bool:
    if number.kind == "percent":
        return False
    if number.chinese and number.start == number.at and _in_phrase(plain, number):
        return True
    if number.chinese and number.kind == "bare":
        return True
    if number.unit is None:
        return not _bare_counts(plain, number)
    return _counts_own_list(plain, number)


def _in_phrase(plain: str, number: Number) -> bool:
    """Return whether the numeral lies in a stock phrase or is a lone "一" before what it does not count."""
    for match in _phrases().finditer(plain, max(0, number.at - 3), min(len(plain), number.end + 3)):
        if match.start() <= number.at < match.end():
            return True
    if number.value == 1 and number.unit in figures("lookalikes", "behind"):
        return plain[number.end : number.end + 1] not in ("", "，", "。", "；", "、", "）", "\n")
    return False


_AMOUNTING: Final = re.compile(r"(?:[ 已达到为至共约有计了]|合计|总计|共计|累计|总数|分别)+$")


def _bare_counts(plain: str, number: Number) -> bool:
    """Return whether a figure without a measure word counts something all the same."""
    if plain[number.at : number.end] in figures("lookalikes", "telephones"):
        return False
    if plain[number.end : number.end + 1] not in ("", "，", "。", "；", "、", "）", "\n", "（"):
        return False
    lead = re.split(r"[，。；：（\n]", plain[max(0, number.start - 20) : number.start])[-1]
    lead = _AMOUNTING.sub("", lead)
    return lead.endswith(tuple(figures("lookalikes", "bare_nouns")))


_SUMMED: Final = re.compile(r"[^，。；：、\d]{0,6}?(?:共|合计|总计|累计|分别|均|都|各)")
_CLOSE: Final = 24


def _lost_its_unit(plain: str, numbers: tuple[Number, ...], position: int) -> bool:
    """Return whether a bare figure stands in a list beside one with a unit ("网站320、微信150条")."""
    number = numbers[position]
    if number.kind != "bare" or number.chinese or 1990 <= number.value <= 2035:
        return False
    if plain[number.at : number.end] in figures("lookalikes", "telephones") or number.value > 10**7:
        return False
    if plain[number.end : number.end + 1] not in ("，", "。", "；", "、", "）", "（"):
        return False
    name = re.split("[，。；：、（）\n]", plain[max(0, number.start - 16) : number.start])[-1]
    if len(name) < 2 or not name[-1].isalpha() or name.isascii():
        return False
    beside = [n for n in numbers[max(0, position - 1) : position + 2] if n.kind == "count"]
    return any(
        unit_class(n.unit or "") == "item"
        and not re.search("[。；\n]", plain[min(n.at, number.at) : max(n.at, number.at)])
        and min(abs(n.start - number.end), abs(number.start - n.end)) < _CLOSE
        for n in beside
    )


_LISTING: Final = re.compile(r"[^，。；：（）\n]*$")


def _counts_own_list(plain: str, number: Number) -> bool:
    """Return whether the number counts what the text itself enumerates ("三个方面", "网站、微信2个平台")."""
    if number.comparator != "=" or number.value > 12 or unit_class(number.unit or "") != "item":
        return False
    after = plain[number.end : number.end + 6]
    if number.chinese and after.startswith(tuple(figures("lookalikes", "list_nouns"))):
        return True
    if after.startswith(("方面", "渠道", "途径", "方式", "环节", "维度", "层面", "合计")):
        return True
    if number.unit in ("类", "大类", "种"):
        return number.chinese
    if number.chinese and (after.startswith("：") or _SUMMED.match(plain, number.end)):
        return True
    if after[:1] in ("", "，", "。", "；", "、", "）", "（", "\n"):
        return False
    listing = _LISTING.search(plain, max(0, number.start - 60), number.start)
    names = re.split("[、和及与]", listing.group()) if listing else []
    return len(names) == number.value and len(names) > 1 and not any(c.isdigit() for c in "".join(names))
