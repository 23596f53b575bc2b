"""Section five as items: what a report calls its problems, and what it did or will do about them.

The text is cut where it turns from problems to improvements or back; each half is cut at the numbers of its list, or,
without one, at its sentences and the clauses in which each names a weakness.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from gkstats.chinese import chinese_numeral
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
    r"|\d{4}年(?=.{0,30}(?:将|重点|着力|继续|进一步|做好|采取))(?!.{0,24}(?:存在|不足|成效|成绩))|(?:我|本).{1,6}将|我们.{0,12}[，,]?将|将(?![近来])|(?:因此|对此|所以)[，,]?我|(?:因此|为了|为进一步|为切实).{0,40}(?:改进|措施|整改))"
)
_TO_PROBLEMS: Final = re.compile(
    r"^(?:（?[一二三四五六]）?[、.．]?\s*)?(?:.{0,10}(?:存在|主要)(?:的)?(?:主要)?(?:问题|不足|困难)|主要(?:问题|不足)|问题(?:与|和)?不足|.{0,60}(?:还|仍|也)(?:然)?存在)"
)
_INTRODUCTION: Final = re.compile(
    "[：:]$|(?:以下|如下)(?:几|三|四|五|两)?(?:个)?(?:方面|问题|措施|工作|不足)|存在(?:着)?(?:一些|一定|不少|诸多|部分)?(?:不足|问题|差距|薄弱)|主要表现|主要体现|^[均都]有?待|取得(?:了)?.{0,12}(?:成效|成绩|进展|进步).{0,20}(?:但|不过)"
)
_LABEL: Final = re.compile(
    r"\s*(?:（[一二三四五六]）|[一二三四五六]、|\d[.．、])?\s*"
    r"(?:存在|主要|工作|当前|目前|下一?步|具体|相应|的){0,4}(?:问题|不足|困难|改进|整改|打算|措施|情况|方向|和|与|及){1,4}\s*(?:[：:。]|\n)"
)
"""The heading of a half: 存在的主要问题, 改进措施."""
# What tells of the weaknesses that follow it: 仍存在一些不足，主要是：..., 如...
_TELLS: Final = re.compile(
    r"(?:主要(?:是|有|表现|体现)(?:在|为|于)?|(?:具体)?(?:表现|体现)(?:在|为)|(?:不足|问题|差距|薄弱环节)[，。]?(?:例如|比如|诸如|如)|(?<=[，。：])如)[：:，]?"
)
_FACES: Final = re.compile(
    r"(?:存在|面临)(?:着|了)?(?P<list>[^。]{4,200}?)等(?:方面的?|一系列)?(?:问题|不足|情况|现象|困难)"
)
# What a clause ends in that names a weakness.
_WEAK: Final = re.compile(
    r"(?:不足|不够.{0,8}|有待.{0,10}|亟待.{0,8}|[需待](?:要)?(?:进一步)?(?:加强|提高|提升|完善|改进|规范|优化|拓展|丰富|健全|深化|细化|强化)|不[强高全深熟畅精细广多大]|不及时|不到位|不规范|"
    r"不完善|不平衡|不丰富|单一|滞后|缺乏.{0,12}|薄弱|较少|偏[低少]|欠缺|未.{1,14})(?:等+)?$"
)
_OPENERS: Final = re.compile(
    r"(?:(?:\d{4}年(?:度)?(?:以来)?|今年(?:以来)?|目前|近年来|一年来|下一?步|下一阶段|今后|为此|因此|对此|针对[^，：。]{0,16}|对照[^，：。]{0,24}|受[^，。]{0,14}(?:限制|影响|制约))[，：:]\s*)+"
)
"""Clauses at the head of an item that say when or why, not what."""
_LEFTOVER: Final = re.compile(
    r"(?:\n\s*(?:附\s*件[^\n]*|附表[^\n]*|[\d二〇○零一三四五六七八九十]{2,4}年[\d一二三四五六七八九十]{1,2}月[^\n。]{0,8}|"
    r"[^\n，。；：]{2,30}(?:政府|局|厅|委员会|委|办公室|办事处|中心|大学|学院|公司|院)[ \t]*))+\s*$"
)
"""Lines without a sentence at the end of a section: a signature, a date, attachments."""
_LAST: Final = 400
"""Characters at the end of a section among which these lines stand."""
_DIGITS: Final = "一二三四五六七八九十"
# Ways to number, in the order in which one nests in another; a list is cut at the first kind it uses.
_NUMBERINGS: Final = (
    re.compile(rf"(?:^|(?<=[\n。；：！]))\s*（(?P<n>[{_DIGITS}]{{1,2}})）\s*"),
    re.compile(rf"(?:^|(?<=\n))\s*(?P<n>\d{{1,2}}(?=[.．、](?!\d))|[{_DIGITS}]{{1,2}}(?=、))[.．、]\s*"),
    re.compile(r"(?:^|(?<=[\n。；：，！]))\s*(?:（(?P<n>\d{1,2})）\s*|(?P<c>[①-⑩])\s*)"),
    re.compile(
        rf"(?:^|(?<=[\n。；：，！]))\s*(?:(?P<n>[{_DIGITS}]{{1,2}})是(?!否)|第(?P<m>[{_DIGITS}])(?:，|是)?|(?P<c>首先|其次|再次|最后|另一方面|一方面)[，是]?)"
    ),
)
_ORDER: Final = {"首先": 1, "其次": 2, "再次": 3, "最后": 4, "一方面": 1, "另一方面": 2}
_SHORTEST: Final = 5
"""Characters from which a clause may name a weakness."""


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
    leftover = _LEFTOVER.search(plain, max(0, len(plain) - _LAST))
    for start, end, improvement in _halves(
        plain[: leftover.start()] if leftover else plain, improving=improving
    ):
        spans += _items(text, plain, start, end, improvement=improvement)
    return tuple(spans)


def _halves(plain: str, *, improving: bool) -> list[tuple[int, int, bool]]:
    """Cut the text where it turns from problems to improvements or back."""
    pieces: list[tuple[int, int, bool]] = []
    start = 0
    state = improving
    marks = _marks(plain)
    last: tuple[int, int] | None = None  # the number that the problem before the turn bears
    for place in sorted({*_starts(plain), *(position for position, _, _ in marks)}):
        mark = next(((kind, number) for position, kind, number in marks if position == place), None)
        sentence = plain[place : place + 90].lstrip().split("\n")[0]
        sentence = re.split("(?<=[。；：])", sentence)[0]
        turn = state
        if not state and _TO_IMPROVEMENTS.match(sentence):
            turn = True
        elif state and mark is not None and last is not None and mark == (last[0], last[1] + 1):
            turn = False  # 一是解读不多。下一步将增加解读。二是队伍不稳。
        elif state and _TO_PROBLEMS.match(sentence) and not _TO_IMPROVEMENTS.match(sentence):
            turn = False
        if mark is not None and (not turn or mark[1] == 1):
            last = None if turn else mark
        if turn != state:
            if plain[start:place].strip():
                pieces.append((start, place, state))
            start, state = place, turn
    pieces.append((start, len(plain), state))
    return pieces


def _marks(plain: str) -> list[tuple[int, int, int]]:
    """Return where numbers of lists stand, of which kind they are, and which number each is."""
    found = []
    for kind, pattern in enumerate(_NUMBERINGS):
        for match in pattern.finditer(plain):
            groups = [group for group in match.groupdict().values() if group]
            found.append((match.start(), kind, _number(groups[0])))
    return found


def _number(text: str) -> int:
    if text in _ORDER:
        return _ORDER[text]
    if text.isdigit():
        return ord(text) - ord("①") + 1 if "①" <= text <= "⑩" else int(text)
    return chinese_numeral(text) or (ord(text) - ord("①") + 1)


def _starts(plain: str) -> list[int]:
    """Return where sentences begin."""
    places = [0] + [match.end() for match in re.finditer(r"[。！\n]+\s*", plain)]
    return [place for place in places if place < len(plain)]


def _items(text: str, plain: str, start: int, end: int, *, improvement: bool) -> list[ItemSpan]:
    label = _LABEL.match(plain, start, end)
    if label and plain[label.end() : end].strip():
        start = label.end()
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
    """Return plain sentences, or what they list, as items; an introduction is one only when it stands alone."""
    found = re.finditer(r"[^。！\n]+[。！]?", plain[start:end])
    spans = [(start + match.start(), start + match.end()) for match in found if match.group().strip()]
    listed = [clause for a, b in spans for clause in _listed(plain, a, b, improvement=improvement)]
    said = [span for span in listed if not _INTRODUCTION.search(_said(plain, *span))]
    said = [span for span in said if len(plain[span[0] : span[1]].strip()) >= _SHORTEST] or said or spans
    return [_item(text, plain, a, b, improvement=improvement) for a, b in said]


def _said(plain: str, start: int, end: int) -> str:
    """Return what a sentence says without the clauses that only say when or why."""
    opener = _OPENERS.match(plain, start, end)
    return plain[opener.end() if opener else start : end].rstrip("。 ")


def _listed(plain: str, start: int, end: int, *, improvement: bool) -> list[tuple[int, int]]:
    """Return what a sentence lists: between semicolons, or the clauses that each name a weakness; else itself."""
    told = False
    if not improvement:
        faces = _FACES.search(plain, start, end)
        tells = _TELLS.search(plain, start, end)
        if tells and len(plain[tells.end() : end].strip("。 ")) > _SHORTEST:
            start, told = tells.end(), True
        elif faces:
            clauses = _cut(plain, *faces.span("list"), "；，、")
            if len(clauses) > 1:
                return clauses
    between = _cut(plain, start, end, "；")
    if len(between) > 1:
        return between
    for marks in ("，", "，、") if told else ():
        clauses = _cut(plain, start, end, marks)
        if len(clauses) > 1 and all(_WEAK.search(plain[a:b].rstrip("。 ")) for a, b in clauses):
            return clauses
    return [(start, end)]


def _cut(plain: str, start: int, end: int, marks: str) -> list[tuple[int, int]]:
    found = re.finditer(f"[^{marks}]+", plain[start:end])
    return [(start + m.start(), start + m.end()) for m in found if len(m.group().strip("。 \n")) > 1]


def _item(text: str, plain: str, start: int, end: int, *, improvement: bool) -> ItemSpan:
    while start < end and plain[start] in " \n，：":
        start += 1
    while end > start and plain[end - 1] in " \n；":
        end -= 1
    # 2024年 or 针对存在问题 heads no item: its heading is what follows.
    opener = _OPENERS.match(plain, start, end)
    first = opener.end() if opener and opener.end() < end else start
    sentence = re.search("[。\n]", plain[first:end])
    if sentence and plain[first + sentence.end() : end].strip():
        stop = first + sentence.start()
    else:
        clause = re.search("[，；。：]", plain[first:end])
        stop = first + clause.start() if clause and clause.start() > 3 else end
    return ItemSpan(start, end, text[first:stop].strip(" 。；，"), improvement)
