"""Section five as items: what a report calls its problems, and what it did or will do about them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from gkstats.reading.narrative.lexicon import plain_text

__all__ = ["ItemSpan", "find_items", "is_about_problems"]


@dataclass(frozen=True, slots=True)
class ItemSpan:
    """An item of section five: where its text stands, and the heading it opens with."""

    start: int
    end: int
    heading: str
    improvement: bool


_TITLE: Final = re.compile("问题|改进|不足|整改|打算|薄弱")
_TO_IMPROVEMENTS: Final = re.compile(
    r"^(?:（?[一二三四五六]）?[、.．]?\s*)?(?:.{0,4}改进|.{0,6}(?:改进|整改)(?:措施|情况|方向|打算)|下一?步|下一阶段|今后|明年|来年|为此"
    r"|针对|围绕(?:上述|以上|存在)|对(?:上述|以上|此)|新的一年|在今后|在下一|根据(?:上述|以上)存在|主要改进|具体措施|工作打算|努力方向"
    r"|\d{4}年(?=.{0,30}(?:将|重点|着力|继续|进一步|做好|采取))(?!.{0,24}(?:存在|不足|成效|成绩))|(?:我|本).{1,6}将)"
)
_TO_PROBLEMS: Final = re.compile(
    r"^(?:（?[一二三四五六]）?[、.．]?\s*)?(?:.{0,10}(?:存在|主要)(?:的)?(?:主要)?(?:问题|不足|困难)|主要(?:问题|不足)|问题(?:与|和)?不足|.{0,60}(?:还|仍|也)(?:然)?存在)"
)
_INTRODUCTION: Final = re.compile(
    "[：:]$|(?:以下|如下)(?:几|三|四|五|两)?(?:个)?(?:方面|问题|措施|工作|不足)|存在(?:着)?(?:一些|一定|不少|诸多|部分)?(?:不足|问题|差距|薄弱)|主要表现|主要体现|取得(?:了)?.{0,12}(?:成效|成绩|进展|进步).{0,20}(?:但|不过)"
)
# Ways to number, in the order in which one nests in another; a list is cut at the first kind it uses.
_NUMBERINGS: Final = (
    re.compile(r"(?:^|(?<=[\n。；：！]))\s*（[一二三四五六七八九十]{1,2}）\s*"),
    re.compile(r"(?:^|(?<=\n))\s*(?:\d{1,2}[.．、](?!\d)|[一二三四五六七八九十]{1,2}、)\s*"),
    re.compile(r"(?:^|(?<=[\n。；：，！]))\s*（\d{1,2}）\s*|[①-⑩]\s*"),
    re.compile(
        r"(?:^|(?<=[\n。；：，！]))\s*(?:[一二三四五六七八九十]{1,2}是(?!否)|第[一二三四五六七八九十]，?|首先，?|其次，?|再次，?)"
    ),
)


def is_about_problems(title: str) -> bool:
    """Return whether a section's title announces problems or improvements.

    Examples
    --------
    >>> is_about_problems("政府信息公开工作存在的主要问题及改进情况"), is_about_problems("总体情况")
    (True, False)
    """
    return bool(_TITLE.search(title))


def find_items(text: str, title: str) -> tuple[ItemSpan, ...]:
    """Return the items of a section about problems and improvements, in text order."""
    plain = plain_text(text)
    improving = "问题" not in title and "不足" not in title
    spans: list[ItemSpan] = []
    for start, end, improvement in _halves(plain, improving=improving):
        spans += _items(text, plain, start, end, improvement=improvement)
    return tuple(spans)


def _halves(plain: str, *, improving: bool) -> list[tuple[int, int, bool]]:
    """Cut the text where it turns from problems to improvements or back."""
    pieces: list[tuple[int, int, bool]] = []
    start = 0
    state = improving
    for place in _starts(plain):
        sentence = plain[place : place + 90].split("\n")[0]
        sentence = re.split("(?<=[。；：])", sentence)[0]
        turn = state
        if not state and _TO_IMPROVEMENTS.match(sentence):
            turn = True
        elif state and _TO_PROBLEMS.match(sentence) and not _TO_IMPROVEMENTS.match(sentence):
            turn = False
        if turn != state:
            if plain[start:place].strip():
                pieces.append((start, place, state))
            start, state = place, turn
    pieces.append((start, len(plain), state))
    return pieces


def _starts(plain: str) -> list[int]:
    """Return where sentences begin."""
    places = [0] + [match.end() for match in re.finditer(r"[。！\n]+\s*", plain)]
    return [place for place in places if place < len(plain)]


def _items(text: str, plain: str, start: int, end: int, *, improvement: bool) -> list[ItemSpan]:
    part = plain[start:end]
    found = [(pattern, list(pattern.finditer(part))) for pattern in _NUMBERINGS]
    usable = [(pattern, marks) for pattern, marks in found if len(marks) > 1]
    if not usable:
        usable = [(pattern, marks) for pattern, marks in found if marks]
    if not usable:
        return _sentences(text, plain, start, end, improvement=improvement)
    marks = min(usable, key=lambda entry: entry[1][0].start())[1]
    bounds = [*(mark.start() for mark in marks), len(part)]
    spans = [(start + mark.end(), start + until) for mark, until in zip(marks, bounds[1:], strict=True)]
    return [
        _item(text, plain, a, b, improvement=improvement) for a, b in spans if plain[a:b].strip("。；，\n ")
    ]


def _sentences(text: str, plain: str, start: int, end: int, *, improvement: bool) -> list[ItemSpan]:
    """Return plain sentences as items; an introduction is one only when it stands alone."""
    found = re.finditer(r"[^。！\n]+[。！]?", plain[start:end])
    spans = [(start + match.start(), start + match.end()) for match in found if match.group().strip()]
    said = [span for span in spans if not _INTRODUCTION.search(plain[span[0] : span[1]].rstrip("。 "))]
    said = [span for span in said if len(plain[span[0] : span[1]].strip()) > 6] or said or spans
    return [_item(text, plain, a, b, improvement=improvement) for a, b in said]


def _item(text: str, plain: str, start: int, end: int, *, improvement: bool) -> ItemSpan:
    while start < end and plain[start] in " \n，：":
        start += 1
    while end > start and plain[end - 1] in " \n；":
        end -= 1
    sentence = re.search("[。\n]", plain[start:end])
    if sentence and plain[start + sentence.end() : end].strip():
        stop = start + sentence.start()
    else:
        clause = re.search("[，；。：]", plain[start:end])
        stop = start + clause.start() if clause and clause.start() > 3 else end
    return ItemSpan(start, end, text[start:stop].strip(" 。；，"), improvement)
