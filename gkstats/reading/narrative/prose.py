"""The structure of prose: words, numbers, names, brackets, clauses and sentences of one stretch of text."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Final

from gkstats.reading.narrative.lexicon import Word, find_words, plain_text
from gkstats.reading.narrative.masks import Span, counts_only, find_names
from gkstats.reading.narrative.numbers import Number, find_numbers

__all__ = ["Bracket", "Break", "Prose", "read_prose"]


@dataclass(frozen=True, slots=True)
class Break:
    """A mark between phrases: 1 for 、, 2 for ，, 3 for ：, 4 for ；, 5 for the end of a sentence, 6 of a line."""

    at: int
    strength: int


@dataclass(frozen=True, slots=True)
class Bracket:
    """A pair of round brackets; ``start`` is the opening mark, ``end`` lies behind the closing one."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Prose:
    """A text and its structure. Offsets count in ``text`` and in ``plain``, which are of one length."""

    text: str
    plain: str
    words: tuple[Word, ...]
    numbers: tuple[Number, ...]
    names: tuple[Span, ...]
    brackets: tuple[Bracket, ...]
    breaks: tuple[Break, ...]
    """Outside names; those inside brackets stand among them."""
    sentences: tuple[Span, ...]

    def bracket_at(self, place: int) -> int:
        """Return the index of the innermost bracket around `place`, -1 outside all."""
        inner = -1
        for index in range(bisect_right(self.brackets, place, key=lambda b: b.start) - 1, -1, -1):
            bracket = self.brackets[index]
            if bracket.start < place < bracket.end:
                inner = index
                break
            if place - bracket.start > _LONGEST_BRACKET:
                break
        return inner

    def in_name(self, place: int) -> bool:
        """Return whether `place` lies in a quotation or title."""
        index = bisect_right(self.names, place, key=lambda n: n.start) - 1
        return index >= 0 and place < self.names[index].end

    def sentence_at(self, place: int) -> int:
        """Return the index of the sentence in which `place` lies."""
        return max(0, bisect_right(self.sentences, place, key=lambda s: s.start) - 1)

    def breaks_between(self, start: int, end: int) -> tuple[Break, ...]:
        """Return the breaks within ``[start, end)``."""
        first = bisect_left(self.breaks, start, key=lambda b: b.at)
        last = bisect_left(self.breaks, end, key=lambda b: b.at)
        return self.breaks[first:last]

    def words_between(self, start: int, end: int) -> tuple[Word, ...]:
        """Return the listed words that lie within ``[start, end)``."""
        first = bisect_left(self.words, start, key=lambda w: w.start)
        last = bisect_left(self.words, end, key=lambda w: w.start)
        return tuple(word for word in self.words[first:last] if word.end <= end)

    def clause(self, place: int) -> Span:
        """Return the clause around `place`: up to the marks ，：；。 and the brackets on either side."""
        first = bisect_left(self.breaks, place, key=lambda b: b.at) - 1
        start = self._bracket_start(place)
        while first >= 0 and self.breaks[first].at >= start:
            if self.breaks[first].strength > 1 and self._same_level(self.breaks[first].at, place):
                start = self.breaks[first].at + 1
                break
            first -= 1
        end = self._bracket_end(place)
        following = bisect_left(self.breaks, place, key=lambda b: b.at)
        while following < len(self.breaks) and self.breaks[following].at < end:
            if self.breaks[following].strength > 1 and self._same_level(self.breaks[following].at, place):
                end = self.breaks[following].at
                break
            following += 1
        return Span(start, end)

    def _same_level(self, place: int, other: int) -> bool:
        return self.bracket_at(place) == self.bracket_at(other)

    def _bracket_start(self, place: int) -> int:
        inner = self.bracket_at(place)
        return self.brackets[inner].start + 1 if inner >= 0 else 0

    def _bracket_end(self, place: int) -> int:
        inner = self.bracket_at(place)
        return self.brackets[inner].end - 1 if inner >= 0 else len(self.plain)


_STRENGTHS: Final = {"、": 1, "，": 2, "：": 3, "；": 4, "。": 5, "！": 5, "？": 5, "\n": 6}
_LONGEST_BRACKET: Final = 1500


def read_prose(text: str) -> Prose:
    """Return the structure of `text`."""
    plain = plain_text(text)
    names = find_names(plain)
    numbers = counts_only(plain, find_numbers(plain), names)
    brackets = _find_brackets(plain)
    breaks = _find_breaks(plain, names, numbers)
    return Prose(
        text=text,
        plain=plain,
        words=_outside_names(find_words(plain), names),
        numbers=numbers,
        names=names,
        brackets=brackets,
        breaks=breaks,
        sentences=_find_sentences(plain, breaks, brackets),
    )


def _outside_names(words: tuple[Word, ...], names: tuple[Span, ...]) -> tuple[Word, ...]:
    starts = [name.start for name in names]

    def inside(word: Word) -> bool:
        index = bisect_right(starts, word.start) - 1
        return index >= 0 and word.start < names[index].end

    return tuple(word for word in words if not inside(word))


def _find_brackets(plain: str) -> tuple[Bracket, ...]:
    found = []
    stack: list[int] = []
    for match in re.finditer("[（）\n]", plain):
        mark = match.group()
        if mark == "（":
            stack.append(match.start())
        elif mark == "）" and stack:
            found.append(Bracket(stack.pop(), match.end()))
        elif mark == "\n":
            stack.clear()
    return tuple(sorted(found, key=lambda bracket: bracket.start))


def _find_breaks(plain: str, names: tuple[Span, ...], numbers: tuple[Number, ...]) -> tuple[Break, ...]:
    """Return the marks that part phrases; those inside names and numbers part nothing."""
    closed = bytearray(len(plain))
    for start, end in names:
        closed[start:end] = b"\1" * (end - start)
    for number in numbers:
        closed[number.at : number.end] = b"\1" * (number.end - number.at)
    return tuple(
        Break(match.start(), _STRENGTHS[match.group()])
        for match in re.finditer("[、，：；。！？\n]", plain)
        if not closed[match.start()]
    )


def _find_sentences(plain: str, breaks: tuple[Break, ...], brackets: tuple[Bracket, ...]) -> tuple[Span, ...]:
    inside = bytearray(len(plain))
    for bracket in brackets:
        inside[bracket.start : bracket.end] = b"\1" * (bracket.end - bracket.start)
    spans = []
    start = 0
    for mark in breaks:
        if mark.strength >= 5 and not inside[mark.at]:
            spans.append(Span(start, mark.at + 1))
            start = mark.at + 1
    if start < len(plain) or not spans:
        spans.append(Span(start, len(plain)))
    return tuple(spans)
