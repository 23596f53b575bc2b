"""Counts with their surroundings: the words that lead to each, its share, its period, its place among its neighbours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gkstats.reading.narrative.labels import Lead, read_lead
from gkstats.reading.narrative.lexicon import Word, unit_class
from gkstats.reading.narrative.masks import Span
from gkstats.reading.narrative.numbers import Number
from gkstats.reading.narrative.prose import Break, Prose
from gkstats.records import Period

__all__ = ["Mention", "find_mentions"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A count and what stands around it.

    ``gap`` is the text since the previous count at its level, ``clause`` the clause right before the figure,
    ``lead`` what that clause says and ``tail`` what the words behind the figure say; ``end`` takes in a share or a
    bracket that belongs to the figure. ``strength`` is the strongest mark within the gap, ``marks`` its listed words.
    ``issues`` says that the figure counts the issues of what the next one counts in items.
    """

    index: int
    number: Number
    period: Period
    gap: Span
    clause: Span
    lead: Lead
    tail: Lead
    tail_span: Span
    end: int
    share: float | None
    bracket: int
    sentence: int
    strength: int
    marks: tuple[Word, ...]
    issues: bool

    @property
    def value(self) -> int | float:
        """The figure."""
        return self.number.value

    @property
    def family(self) -> str:
        """What the measure word counts."""
        return unit_class(re.split(r"[（/]", self.number.unit or "")[0])

    def has(self, kind: str, *groups: str) -> bool:
        """Return whether a listed word of that kind (and group) stands in the gap."""
        return any(w.kind == kind and (not groups or w.group in groups) for w in self.marks)


_SHARE: Final = re.compile(r"占|比重|比例|%")
_NO_SHARE: Final = re.compile(r"率|满意|度")


def find_mentions(prose: Prose, periods: Sequence[Period | None]) -> tuple[Mention, ...]:
    """Return the counts of `prose` in text order; `periods` holds the period of every number."""
    counts = [
        (number, period)
        for number, period in zip(prose.numbers, periods, strict=True)
        if number.kind in ("count", "bare") and period is not None
    ]
    found: list[Mention] = []
    last_at: dict[int, Mention] = {}
    for index, (number, period) in enumerate(counts):
        bracket = prose.bracket_at(number.at)
        following = counts[index + 1][0] if index + 1 < len(counts) else None
        mention = _mention(prose, index, number, period, bracket, last_at.get(bracket), following)
        last_at[bracket] = mention
        found.append(mention)
    return tuple(found)


def _mention(
    prose: Prose,
    index: int,
    number: Number,
    period: Period,
    bracket: int,
    last: Mention | None,
    following: Number | None,
) -> Mention:
    opening = prose.brackets[bracket].start + 1 if bracket >= 0 else 0
    gap = Span(max(opening, last.end if last else 0), number.start)
    clause = _clause_before(prose, gap)
    end, share = _extent(prose, number, bracket)
    tail_span = Span(number.end, _tail_end(prose, number, following))
    return Mention(
        index=index,
        number=number,
        period=period,
        gap=gap,
        clause=clause,
        lead=read_lead(prose, clause.start, clause.end),
        tail=read_lead(prose, tail_span.start, tail_span.end, before=False),
        tail_span=tail_span,
        end=max(end, number.end),
        share=share,
        bracket=bracket,
        sentence=prose.sentence_at(number.at),
        strength=max((b.strength for b in _level_breaks(prose, gap, bracket)), default=0),
        marks=_marks(prose, gap, bracket),
        issues=_counts_issues(prose, number, following),
    )


def _marks(prose: Prose, gap: Span, bracket: int) -> tuple[Word, ...]:
    """Return the listed words of a gap that stand in the figure's own sentence and bracket."""
    start = max(gap.start, prose.sentences[prose.sentence_at(gap.end)].start)
    return tuple(w for w in prose.words_between(start, gap.end) if prose.bracket_at(w.start) == bracket)


def _level_breaks(prose: Prose, gap: Span, bracket: int) -> list[Break]:
    return [b for b in prose.breaks_between(*gap) if prose.bracket_at(b.at) == bracket]


def _clause_before(prose: Prose, gap: Span) -> Span:
    """Return the last clause of a gap, without the marks that open it."""
    bracket = prose.bracket_at(gap.end)
    start = gap.start
    for mark in _level_breaks(prose, gap, bracket):
        between = prose.plain[gap.start : mark.at].strip(" ，。；、：）")
        behind = prose.plain[mark.at + 1 : gap.end].strip(" 有")
        if mark.strength > 1 or not between or not behind:
            start = mark.at + 1
    return Span(start, gap.end)


def _tail_end(prose: Prose, number: Number, following: Number | None) -> int:
    """Return the end of the words that follow a figure up to a mark, a bracket or the next figure."""
    limit = following.start if following else len(prose.plain)
    match = re.compile(r"[，。；：、（）\n]").search(prose.plain, number.end, limit)
    while match and prose.in_name(match.start()):
        match = re.compile(r"[，。；：、（）\n]").search(prose.plain, match.end(), limit)
    return match.start() if match else limit


def _extent(prose: Prose, number: Number, bracket: int) -> tuple[int, float | None]:
    """Return where the figure with its own bracket and share ends, and the share."""
    end, share = number.end, None
    tail = re.compile(r"[^，。；：、（）\n\d]{0,14}，?(?=（)|").match(prose.plain, end)
    place = tail.end() if tail else end
    own = prose.brackets[prose.bracket_at(place + 1)] if _opens_bracket(prose, place) else None
    if own:
        share = _share_in(prose, own.start, own.end)
        end = own.end
        place = end
    if share is None:
        clause = re.compile(r"\s?[，、]?\s?[^，。；：、（）\n%]{0,14}?\d+(?:\.\d+)?\s?%").match(
            prose.plain, place
        )
        if clause and prose.bracket_at(clause.end() - 1) == bracket:
            share = _share_in(prose, clause.start(), clause.end())
            end = clause.end() if share is not None else end
    return end, share


def _opens_bracket(prose: Prose, place: int) -> bool:
    inner = prose.bracket_at(place + 1)
    return inner >= 0 and prose.brackets[inner].start == place


def _share_in(prose: Prose, start: int, end: int) -> float | None:
    """Return the percentage within a span that is a share of the figure before it, None otherwise."""
    text = prose.plain[start:end]
    if _NO_SHARE.search(text) or not _SHARE.search(text) or re.search("同比|增长|下降|较|增", text):
        return None
    percents = [n for n in prose.numbers_between(start, end) if n.kind == "percent"]
    others = [n for n in prose.numbers_between(start, end) if n.kind in ("count", "bare")]
    if len(percents) != 1 or others:
        return None
    return round(percents[0].value / 100, 10)


def _counts_issues(prose: Prose, number: Number, following: Number | None) -> bool:
    """Return whether the figure counts issues (期, 次) and the next one, right behind, the items in them."""
    if (
        following is None
        or unit_class(number.unit or "") != "event"
        or unit_class(following.unit or "") != "item"
    ):
        return False
    between = re.sub(r"<[^<>]{0,3}>", "", prose.plain[number.end : following.start])
    return not between.strip(" ，、共计合（）")
