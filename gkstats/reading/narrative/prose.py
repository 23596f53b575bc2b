"""The structure of prose: words, numbers, names, brackets, clauses and sentences of one stretch of text."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from gkstats.reading.narrative.lexicon import Lexicon, Word, lexicon, plain_text
from gkstats.reading.narrative.masks import Span, counts_only, find_names
from gkstats.reading.narrative.numbers import Number, find_numbers

__all__ = ["Bracket", "Break", "Prose", "read_prose"]


class Break(NamedTuple):
    """A mark between phrases: 1 for 、, 2 for ，, 3 for ：, 4 for ；, 5 for the end of a sentence, 6 of a line."""

    at: int
    strength: int


class Bracket(NamedTuple):
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
    _inner: tuple[int, ...] = field(repr=False)
    """The innermost bracket around each character, -1 outside all."""
    _words: tuple[int, ...] = field(repr=False)
    _numbers: tuple[int, ...] = field(repr=False)
    _names: tuple[int, ...] = field(repr=False)
    _brackets: tuple[int, ...] = field(repr=False)
    _breaks: tuple[int, ...] = field(repr=False)
    _sentences: tuple[int, ...] = field(repr=False)

    def bracket_at(self, place: int) -> int:
        """Return the index of the innermost bracket around `place`, -1 outside all."""
        return self._inner[place] if place < len(self._inner) else -1

    def in_name(self, place: int) -> bool:
        """Return whether `place` lies in a quotation or title."""
        index = bisect_right(self._names, place) - 1
        return index >= 0 and place < self.names[index].end

    def sentence_at(self, place: int) -> int:
        """Return the index of the sentence in which `place` lies."""
        return max(0, bisect_right(self._sentences, place) - 1)

    def breaks_between(self, start: int, end: int) -> tuple[Break, ...]:
        """Return the breaks within ``[start, end)``."""
        return self.breaks[bisect_left(self._breaks, start) : bisect_left(self._breaks, end)]

    def words_between(self, start: int, end: int) -> tuple[Word, ...]:
        """Return the listed words that lie within ``[start, end)``."""
        found = self.words[bisect_left(self._words, start) : bisect_left(self._words, end)]
        return found[:-1] if found and found[-1].end > end else found

    def names_between(self, start: int, end: int) -> tuple[Span, ...]:
        """Return the quotations and titles that begin within ``[start, end)``."""
        return self.names[bisect_left(self._names, start) : bisect_left(self._names, end)]

    def asides_between(self, start: int, end: int) -> tuple[Span, ...]:
        """Return the brackets without a count that open behind a word within ``[start, end)``."""
        first = bisect_right(self._brackets, start)
        last = bisect_left(self._brackets, end)
        return tuple(
            Span(b.start, b.end)
            for b in self.brackets[first:last]
            if b.end <= end
            and self.plain[b.start - 1].isalnum()
            and not any(n.kind != "none" for n in self.numbers_between(b.start, b.end))
        )

    def numbers_between(self, start: int, end: int) -> tuple[Number, ...]:
        """Return the numbers whose digits begin within ``[start, end)``."""
        return self.numbers[bisect_left(self._numbers, start) : bisect_left(self._numbers, end)]

    def clause(self, place: int) -> Span:
        """Return the clause around `place`: up to the marks ，：；。 and the brackets on either side."""
        level = self.bracket_at(place)
        start = self.brackets[level].start + 1 if level >= 0 else 0
        end = self.brackets[level].end - 1 if level >= 0 else len(self.plain)
        middle = bisect_left(self._breaks, place)
        for mark in reversed(self.breaks[max(0, middle - _NEAR) : middle]):
            if mark.at < start:
                break
            if mark.strength > 1 and self.bracket_at(mark.at) == level:
                start = mark.at + 1
                break
        for mark in self.breaks[middle : middle + _NEAR]:
            if mark.at >= end:
                break
            if mark.strength > 1 and self.bracket_at(mark.at) == level:
                end = mark.at
                break
        return Span(start, end)


_STRENGTHS: Final = {"、": 1, "，": 2, "：": 3, "；": 4, "。": 5, "！": 5, "？": 5, "\n": 6}
_NEAR: Final = 80
"""No clause holds more marks than this."""


def read_prose(text: str, words: Lexicon | None = None) -> Prose:
    """Return the structure of `text`, seen with these words or those that ship."""
    plain = plain_text(text)
    names = find_names(plain)
    numbers = counts_only(plain, find_numbers(plain), names)
    brackets = _find_brackets(plain)
    breaks = _find_breaks(plain, names, numbers)
    found = _outside_names((words or lexicon()).find(plain), names)
    sentences = _find_sentences(plain, breaks, brackets)
    return Prose(
        text=text,
        plain=plain,
        words=found,
        numbers=numbers,
        names=names,
        brackets=brackets,
        breaks=breaks,
        sentences=sentences,
        _inner=_innermost(plain, brackets),
        _words=tuple([word.start for word in found]),
        _numbers=tuple([number.at for number in numbers]),
        _names=tuple([name.start for name in names]),
        _brackets=tuple([bracket.start for bracket in brackets]),
        _breaks=tuple([mark.at for mark in breaks]),
        _sentences=tuple([sentence.start for sentence in sentences]),
    )


def _innermost(plain: str, brackets: tuple[Bracket, ...]) -> tuple[int, ...]:
    inner = [-1] * (len(plain) + 1)
    for index, bracket in enumerate(brackets):  # an inner bracket starts later and overwrites
        inner[bracket.start + 1 : bracket.end - 1] = [index] * (bracket.end - bracket.start - 2)
    return tuple(inner)


def _outside_names(words: tuple[Word, ...], names: tuple[Span, ...]) -> tuple[Word, ...]:
    starts = [word.start for word in words]
    kept: list[Word] = []
    place = 0
    for start, end in names:
        kept += words[place : bisect_left(starts, start)]
        place = bisect_left(starts, end)
    kept += words[place:]
    return tuple(kept)


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
    marks = [(match.start(), match.group()) for match in re.finditer("[、，：；。！？\n]", plain)]
    return tuple([Break(at, _STRENGTHS[mark]) for at, mark in marks if not closed[at]])


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
