"""Section five as items: what a report calls its problems, and what it did or will do about them.

The text is cut where it turns from problems to improvements or back; each half is cut at the numbers of its list, or,
without one, at its sentences and the clauses in which each names a weakness.
"""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from importlib import resources
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


_LAST: Final = 400
"""Characters at the end of a section among which lines without a sentence stand."""
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


@functools.cache
def _patterns() -> dict[str, re.Pattern[str]]:
    text = resources.files(__package__).joinpath("items.toml").read_text(encoding="utf-8")
    return {name: re.compile(pattern, re.VERBOSE) for name, pattern in tomllib.loads(text).items()}


def _pattern(name: str) -> re.Pattern[str]:
    """Return one of the patterns of ``items.toml``."""
    return _patterns()[name]


def is_about_problems(title: str) -> bool:
    """Return whether a section's title announces problems or improvements.

    Examples
    --------
    >>> is_about_problems("政府信息公开工作存在的主要问题及改进情况"), is_about_problems("总体情况")
    (True, False)
    """
    return bool(_pattern("title").search(title))


def find_items(text: str, title: str) -> tuple[ItemSpan, ...]:
    """Return the items of a section about problems and improvements, in text order."""
    plain = plain_text(text)
    improving = "问题" not in title and "不足" not in title
    spans: list[ItemSpan] = []
    leftover = _pattern("leftover").search(plain, max(0, len(plain) - _LAST))
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
        if not state and _pattern("to_improvements").match(sentence):
            turn = True
        elif state and mark is not None and last is not None and mark == (last[0], last[1] + 1):
            turn = False  # 一是解读不多。下一步将增加解读。二是队伍不稳。
        elif (
            state
            and _pattern("to_problems").match(sentence)
            and not _pattern("to_improvements").match(sentence)
        ):
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
    label = _pattern("label").match(plain, start, end)
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
    said = [span for span in listed if not _pattern("introduction").search(_said(plain, *span))]
    said = [span for span in said if len(plain[span[0] : span[1]].strip()) >= _SHORTEST] or said or spans
    return [_item(text, plain, a, b, improvement=improvement) for a, b in said]


def _said(plain: str, start: int, end: int) -> str:
    """Return what a sentence says without the clauses that only say when or why."""
    opener = _pattern("openers").match(plain, start, end)
    return plain[opener.end() if opener else start : end].rstrip("。 ")


def _listed(plain: str, start: int, end: int, *, improvement: bool) -> list[tuple[int, int]]:
    """Return what a sentence lists: between semicolons, or the clauses that each name a weakness; else itself."""
    told = False
    if not improvement:
        faces = _pattern("faces").search(plain, start, end)
        tells = _pattern("tells").search(plain, start, end)
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
        if len(clauses) > 1 and all(_pattern("weak").search(plain[a:b].rstrip("。 ")) for a, b in clauses):
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
    opener = _pattern("openers").match(plain, start, end)
    first = opener.end() if opener and opener.end() < end else start
    sentence = re.search("[。\n]", plain[first:end])
    if sentence and plain[first + sentence.end() : end].strip():
        stop = first + sentence.start()
    else:
        clause = re.search("[，；。：]", plain[first:end])
        stop = first + clause.start() if clause and clause.start() > 3 else end
    return ItemSpan(start, end, text[first:stop].strip(" 。；，"), improvement)
