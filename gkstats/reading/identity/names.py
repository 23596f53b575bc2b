"""What the name of a reporting body looks like, and what of a stretch of text is one."""

from __future__ import annotations

import functools
import re
from typing import Final, NamedTuple

from gkstats.reading.identity.words import words

__all__ = ["Span", "is_name", "is_open", "lacks_place", "name_in", "shape", "without_office"]

LONGEST: Final = 60
"""Longest name in characters; joint bodies of development zones have some forty."""
_SHORTEST: Final = 2
_MARKS: Final = " \"'“”‘’《》〈〉<>「」『』【】[]·•*#=|_-—–:：,，。;；、→"
_LEAST_CHINESE: Final = 2
_NUMBER: Final = re.compile(r"\d{1,2}[、.)]")
_YEAR: Final = re.compile(r"\d{4}年?度?")


class Span(NamedTuple):
    """A stretch of a passage's plain text."""

    start: int
    end: int


def name_in(text: str, start: int, end: int, *, prose: bool, body: bool = False) -> Span | None:
    """Return the name that ends a stretch of plain text, or None.

    In prose what leads up to it is cut off (现公布, 由, ...), in a line only marks and the commonest of these. With
    `body` the office within the body is cut off, too.
    """
    start, end = _stripped(text, start, end)
    number = _NUMBER.match(text, start, end)
    start = number.end() if number else start
    end = _without_tails(text, start, end)
    start = (_behind_leads if prose else _behind_opener)(text, start, end)
    start, end = _stripped(text, start, end)
    if body:
        end = without_office(text, start, end)
    if not is_name(text[start:end]):
        return None
    return Span(start, end)


@functools.lru_cache(maxsize=4096)
def is_name(text: str) -> bool:
    """Return whether levelled text may be the name of a body.

    Examples
    --------
    >>> is_name("青川市水务局"), is_name("我局"), is_name("根据条例规定"), is_name("开展")
    (True, False, False, False)
    """
    known = words()
    if not _SHORTEST <= len(text) <= LONGEST or text in known.anybody:
        return False
    if text[0] in "我本该各其此" and not text.startswith(known.closed_starts):
        return False
    if sum("\u4e00" <= c <= "\u9fff" for c in text) < _LEAST_CHINESE or any(
        c in '。,;:!?《》“”"' for c in text
    ):
        return False
    if _YEAR.search(text) or text.count("(") != text.count(")"):
        return False
    for friend in known.friends:
        text = text.replace(friend, "")
    return not any(word in text for word in known.strangers)


def is_open(text: str) -> bool:
    """Return whether a name leaves out where its body belongs: 市财政局, 教育局.

    Examples
    --------
    >>> is_open("市财政局"), is_open("财政局"), is_open("青川市财政局"), is_open("市中区财政局")
    (True, True, False, False)
    """
    known = words()
    if text.startswith(known.closed_starts):
        return False
    if text.startswith(known.open_starts):
        return True
    return len(text) <= _BARE and lacks_place(text)


def lacks_place(text: str) -> bool:
    """Return whether the name of a body that every place has names none: 文化广电和旅游局.

    Examples
    --------
    >>> lacks_place("文化广电和旅游局"), lacks_place("青川县文化广电和旅游局"), lacks_place("国家统计局")
    (True, False, False)
    """
    known = words()
    return (
        text.endswith(known.local)
        and not text.startswith(known.national)
        and not any(end in text[1:] for end in known.place_ends)
    )


_BARE: Final = 5
"""Longest name that is taken to be only a kind of body (教育局, 卫生健康局) where it names no place."""


@functools.lru_cache(maxsize=4096)
def shape(text: str) -> float:
    """Return how much levelled text looks like the name of a body, from -6 to 4."""
    known = words()
    bare = text[: text.rfind("(")] if text.endswith(")") and text.rfind("(") > 1 else text
    score = 2.0 if bare.endswith(known.endings) else -4.0
    if is_open(text):
        score -= 4.0
    elif (
        text.startswith(known.national)
        or text.endswith(known.named)
        or any(end in text[1:] for end in known.place_ends)
    ):
        score += 2.0
    return score


def without_office(text: str, start: int, end: int) -> int:
    """Return where a name ends when the office within the body is cut off: 青川市水务局办公室 is 青川市水务局.

    Examples
    --------
    >>> text = "青川市水务局政府信息公开领导小组办公室"
    >>> text[: without_office(text, 0, len(text))]
    '青川市水务局'
    """
    name = text[start:end]
    known = words()
    if not name.endswith(known.offices):
        return end
    best = 0
    for body in known.bodies:
        at = name.find(body, 2)
        while at >= 0:
            stop = at + len(body)
            # 政府信息公开办公室 is an office of what stands before it.
            split = body == "政府" and name.startswith("信息公开", stop) and not name.endswith("人民", 0, at)
            if (
                best < stop < len(name)
                and not split
                and _is_office(name[stop:], of_place=body in known.place_ends)
            ):
                best = stop
                break
            at = name.find(body, at + 1)
    return start + best if best else end


def _is_office(text: str, *, of_place: bool) -> bool:
    """Return whether a name ends in that of an office; a place has bodies that are called so (某区审批办公室), too."""
    if of_place and not text.startswith(words().general_offices):
        return False
    text = text.replace("政府信息公开", "")
    return len(text) <= _LONGEST_OFFICE and not any(body in text for body in _OTHER_BODIES)


_LONGEST_OFFICE: Final = 20
_OTHER_BODIES: Final = ("政府", "局", "厅", "委员会", "街道", "镇", "乡")


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start] in _MARKS or text[start] == ")"):
        start += 1
    while end > start and (text[end - 1] in _MARKS or text[end - 1] == "("):
        end -= 1
    return start, end


def _without_tails(text: str, start: int, end: int) -> int:
    """Return where a name ends without the words that lead from it to the report (关于, 的, 开展)."""
    tails = words().tails
    cut = True
    while cut and text.endswith(tails, start, end):
        cut = False
        for tail in tails:
            if end - len(tail) > start and text.endswith(tail, start, end):
                end -= len(tail)
                cut = True
                break
            if end - len(tail) == start and text.endswith(tail, start, end):
                return start
    return end


def _behind_leads(text: str, start: int, end: int) -> int:
    """Return where a name begins behind the last word that leads up to it."""
    best = start
    present = set(text[start:end])
    for lead in words().leads:
        if lead[0] not in present:
            continue
        at = text.rfind(lead, start, end)
        # A lead of one character may be a part of a name, and then what is left of it is none.
        while at >= 0 and at + len(lead) > best:
            rest = text[at + len(lead) : end]
            if len(lead) > 1 and len(rest) >= _SHORTEST:
                best = at + len(lead)
                break
            if len(lead) == 1 and (at == start or text[at - 1] in _MARKS) and len(rest) >= _SHORTEST:
                best = at + 1
                break
            at = text.rfind(lead, start, at)
    return best


def _behind_opener(text: str, start: int, end: int) -> int:
    while text.startswith(_openers(), start, end):
        start += next(len(lead) for lead in _openers() if text.startswith(lead, start, end))
    return start


@functools.cache
def _openers() -> tuple[str, ...]:
    return tuple(lead for lead in words().leads if len(lead) > 1)
