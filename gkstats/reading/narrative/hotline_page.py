"""A text in which hotlines are named: where, which lines they are, what is said around, and what percentages rate."""

from __future__ import annotations

import functools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final, NamedTuple

from gkstats.reading.narrative.lexicon import figures, plain_text
from gkstats.reading.narrative.masks import Span
from gkstats.reading.narrative.numbers import Number
from gkstats.reading.narrative.prose import Prose

__all__ = ["LEAD", "PARTING", "Page", "is_named", "name_of", "names_of", "names_pattern", "rate_names"]

LEAD: Final = 30
"""So many characters before a figure are looked at."""
_REACH: Final = 7
"""So many sentences behind a name its figures may stand."""
_AHEAD: Final = 3
"""So many sentences before the first name, in a bulletin whose heading was not taken along."""
PARTING: Final = re.compile(r"[，。；：（）\n]")
_RATE_NAME: Final = re.compile(r"[^，。；：（）、和及与\d%\n]{0,10}?(?:率|满意度)(?!先)")


class _Said(NamedTuple):
    """A word of the lexicon in a text."""

    start: int
    end: int
    tag: str


@functools.cache
def names_pattern() -> re.Pattern[str]:
    """Return what names a hotline."""
    words = "|".join(sorted(figures("hotline", "names"), key=len, reverse=True))
    return re.compile(rf"(?<!\d)123\d\d(?!\d)|(?<!\d)12\d{{3}}(?!\d)|(?<!\d)96\d{{3,4}}(?!\d)|{words}")


@functools.cache
def _words_pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    tags = {word: tag for tag, words in figures("hotline", "words").items() for word in words}
    tags |= dict.fromkeys(figures("hotline", "others"), "other")
    return re.compile("|".join(sorted(tags, key=lambda word: (-len(word), word)))), tags


def is_named(text: str) -> bool:
    """Return whether a text may name a hotline."""
    return names_pattern().search(plain_text(text)) is not None


def names_of(prose: Prose) -> list[Span]:
    """Return where hotlines are named; words that stand close together are one name."""
    spans: list[Span] = []
    for match in names_pattern().finditer(prose.plain):
        start, end = match.span()
        around = prose.plain[max(0, start - 6) : end + 4]
        if any(other in around for other in figures("hotline", "not_names")):
            continue
        if match.group()[0].isdigit() and any(n.kind == "count" for n in prose.numbers_between(start, end)):
            continue
        gap = prose.plain[spans[-1].end : start] if spans else ""
        if spans and len(gap) < 16 and not re.search(r"[，。；：、\d\n]", gap):
            spans[-1] = Span(spans[-1].start, end)
        else:
            spans.append(Span(start, end))
    return spans


def name_of(prose: Prose, names: Sequence[Span], number: Number) -> Span | None:
    """Return the name that a figure is nearest behind; one before a name in the same clause, or before the first."""
    index = bisect_right(names, number.at, key=lambda name: name.start) - 1
    following = names[index + 1] if index + 1 < len(names) else None
    if following is not None and following.start - number.end < LEAD:
        clause = prose.clause(following.start)
        if clause.start <= number.at:
            return following
    if index < 0:
        first = names[0]
        return first if prose.sentence_at(first.start) - prose.sentence_at(number.at) <= _AHEAD else None
    name = names[index]
    return name if prose.sentence_at(number.at) - prose.sentence_at(name.start) <= _REACH else None


class Page:
    """A text with its hotlines' names and the words of the lexicon."""

    def __init__(self, prose: Prose, names: list[Span]) -> None:
        self.prose, self.names = prose, names
        pattern, tags = _words_pattern()
        self.said = [_Said(*match.span(), tags[match.group()]) for match in pattern.finditer(prose.plain)]
        self._starts = [said.start for said in self.said]
        self.figures = [number for number in prose.numbers if number.kind != "none"]
        self._places = [number.at for number in self.figures]
        self.lines = self._lines()
        self.preferred = "main" in self.lines.values()
        self.ranks = {line: rank for rank, line in enumerate(dict.fromkeys(self.lines.values()))}

    def _lines(self) -> dict[int, str]:
        """Return which hotline each name is one of: the one for everything, the one named before, or another."""
        lines: dict[int, str] = {}
        last = ""
        plain = self.prose.plain
        for start, end in self.names:
            ahead = PARTING.split(plain[max(0, start - 10) : start])[-1].strip(' “”‘’"、和及与')
            text = plain[start:end]
            digits = re.search(r"\d{4,}", text)
            if self.is_preferred(Span(start, end)):
                last = "main"
            elif digits:
                last = digits.group()
            elif ahead and not ahead[-1].isdigit() and not ahead.endswith(tuple(figures("hotline", "again"))):
                last = ahead[-2:] + text
            elif not last:
                last = "bare"
            lines[start] = last
        return lines

    def between(self, start: int, end: int) -> list[_Said]:
        """Return the words of the lexicon within ``[start, end)``."""
        found = self.said[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return [said for said in found if said.end <= end]

    def figure_before(self, place: int) -> Number | None:
        """Return the last figure before a place."""
        index = bisect_left(self._places, place) - 1
        return self.figures[index] if index >= 0 else None

    def figure_behind(self, place: int) -> Number | None:
        """Return the first figure behind a place."""
        index = bisect_left(self._places, place)
        return self.figures[index] if index < len(self.figures) else None

    def is_preferred(self, name: Span) -> bool:
        """Return whether a name is that of the one hotline for everything."""
        text = self.prose.plain[max(0, name.start - 12) : name.end + 8]
        return any(word in text for word in figures("hotline", "preferred"))


def rate_names(page: Page, number: Number) -> tuple[str, ...]:
    """Return what a percentage is the rate of, by names that may stand before several figures (A率、B率分别为a、b)."""
    plain, prose = page.prose.plain, page.prose
    sentence = prose.sentences[prose.sentence_at(number.at)]
    run = [number]
    start = max(sentence.start, number.at - 80)
    names: list[str] = []
    while True:
        before = page.figure_before(run[0].at)
        left = max(start, before.end if before else 0)
        names = [match.group() for match in _RATE_NAME.finditer(plain, left, run[0].start)]
        if names or before is None or before.kind != "percent" or before.at < start:
            break
        run.insert(0, before)
    if not names:
        return ()
    place = len(run) - 1
    between = plain[run[0].start - 12 : run[0].start]
    if re.search("均|都|皆", between) or (len(names) > 1 and _is_alone(page, run)):
        chosen = names if len(run) == 1 else names[-1:]
    elif len(run) > 1 and re.search("[至到]", plain[run[-2].end : run[-1].start]):
        return tuple(f"{_rate_role(name)} risen" for name in names[-1:])
    else:
        listed = names[-_length(page, run) :]
        chosen = [listed[place]] if place < len(listed) and len(listed) > 1 else names[-1:]
        if place and len(listed) < 2:
            return tuple(f"{_rate_role(name)} again" for name in chosen)
    return tuple(dict.fromkeys(_rate_role(name) for name in chosen))


def _length(page: Page, run: list[Number]) -> int:
    """Return how many percentages stand in a row, those behind the last of `run` taken in."""
    length, last = len(run), run[-1]
    while True:
        following = page.figure_behind(last.end)
        if following is None or following.kind != "percent" or following.start - last.end > 3:
            return length
        length, last = length + 1, following


def _is_alone(page: Page, run: list[Number]) -> bool:
    return len(run) == 1 and _length(page, run) == 1


def _rate_role(name: str) -> str:
    """Return the class of a rate by its name."""
    if "满意" in name:
        of = (
            "service"
            if re.search("服务|接听|热线满意|话务", name)
            else "handling"
            if re.search("办[件理结]|结果|部门", name)
            else ""
        )
        return f"{'not ' * ('不满意' in name)}satisfaction {of}".strip()
    if "结案率" in name:
        return "closing rate"
    if "办结率" in name:
        if re.search("直接|一次|在线|坐席|座席|即时|当场", name):
            return "direct rate"
        if re.search("转|派", name):
            return "resolution of transferred"
        return "resolution timely" if re.search("[按及限如准]", name) else "resolution"
    if "办理率" in name or "处置率" in name or "处理率" in name:
        return "handling rate"
    return "other rate"
