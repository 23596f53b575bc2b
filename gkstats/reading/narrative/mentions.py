"""Counts with their surroundings: the words that lead to each, its share, its period, its place among its neighbours."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from gkstats.reading.narrative.labels import Lead, read_lead
from gkstats.reading.narrative.lexicon import Word, unit_class
from gkstats.reading.narrative.masks import Span
from gkstats.reading.narrative.numbers import Number
from gkstats.reading.narrative.prose import Bracket, Break, Prose
from gkstats.records import Period

__all__ = ["Mention", "family_of", "find_mentions", "parting_breaks"]


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
    counts_subject: bool
    """The figure counts who did what the next one counts."""

    @property
    def value(self) -> int | float:
        """The figure."""
        return self.number.value

    @property
    def family(self) -> str:
        """What the measure word counts."""
        return family_of(self.number.unit)

    def has(self, kind: str, *groups: str) -> bool:
        """Return whether a listed word of that kind (and group) stands in the gap."""
        return any(w.kind == kind and (not groups or w.group in groups) for w in self.marks)


@functools.cache
def family_of(unit: str | None) -> str:
    """Return what a unit counts, by its first measure word ("篇（条）")."""
    return unit_class(re.split(r"[（/]", unit or "")[0])


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
    for index, (number, _) in enumerate(counts):
        bracket = prose.bracket_at(number.at)
        named = _named_by_bracket(prose, number, bracket)
        level = prose.bracket_at(prose.brackets[bracket].start) if named else bracket
        following = counts[index + 1][0] if index + 1 < len(counts) else None
        mention = _mention(prose, index, counts[index], level, last_at.get(level), following)
        if named:
            mention = _with_lead_of(prose, mention, prose.brackets[bracket], last_at.get(level))
        last_at[level] = mention
        found.append(mention)
    return tuple(found)


def _named_by_bracket(prose: Prose, number: Number, bracket: int) -> bool:
    """Return whether a figure alone in a bracket belongs to the name before it ("网站（320条）")."""
    if bracket < 0:
        return False
    start, end = prose.brackets[bracket].start, prose.brackets[bracket].end
    if prose.plain[start + 1 : number.start].strip() or prose.plain[number.end : end - 1].strip():
        return False
    clause = prose.clause(start)
    counts = [n for n in prose.numbers_between(clause.start, start) if n.kind in ("count", "bare")]
    name = prose.plain[max([clause.start, *(n.end for n in counts)]) : start].strip(" 、和及与")
    return bool(name) and not (counts and counts[-1].end == start)


def _with_lead_of(prose: Prose, mention: Mention, bracket: Bracket, last: Mention | None) -> Mention:
    """Return a mention whose naming words stand before its bracket."""
    opening = prose.brackets[mention.bracket].start + 1 if mention.bracket >= 0 else 0
    gap = Span(max(opening, last.end if last else 0), bracket.start)
    clause = _clause_before(prose, gap)
    return replace(
        mention,
        gap=gap,
        clause=clause,
        lead=read_lead(prose, *clause),
        end=bracket.end,
        share=None,
        strength=_strength(prose, gap, mention.bracket),
        marks=_marks(prose, gap, mention.bracket),
    )


def _mention(
    prose: Prose,
    index: int,
    count: tuple[Number, Period | None],
    bracket: int,
    last: Mention | None,
    following: Number | None,
) -> Mention:
    number, period = count
    opening = prose.brackets[bracket].start + 1 if bracket >= 0 else 0
    gap = Span(max(opening, last.end if last else 0), number.start)
    clause = _clause_before(prose, gap)
    end, share = _extent(prose, number, bracket)
    tail_span = Span(number.end, _tail_end(prose, number, following))
    return Mention(
        index=index,
        number=number,
        period=period or "year",
        gap=gap,
        clause=clause,
        lead=read_lead(prose, *clause),
        tail=read_lead(prose, *tail_span, before=False),
        tail_span=tail_span,
        end=max(end, number.end),
        share=share if share is not None else _share_before(prose, gap),
        bracket=bracket,
        sentence=prose.sentence_at(number.at),
        strength=_strength(prose, gap, bracket),
        marks=_marks(prose, gap, bracket),
        issues=_counts_issues(prose, number, following),
        counts_subject=_counts_subject(prose, number, following),
    )


def _share_before(prose: Prose, gap: Span) -> float | None:
    """Return the share that stands before its figure ("政策法规类占总数的8.6%，计32条")."""
    marks = [b.at for b in prose.breaks_between(*gap) if b.strength > 2]
    start = max([gap.start, *(at + 1 for at in marks)])
    return _share_in(prose, start, gap.end) if "占" in prose.plain[start : gap.end] else None


def _counts_subject(prose: Prose, number: Number, following: Number | None) -> bool:
    """Return whether the figure counts who did what the next one counts ("14个镇街公开信息210条")."""
    if following is None or number.unit not in ("个", "家", "名", "位", "户"):
        return False
    between = prose.plain[number.end : following.start]
    if len(between) > 40 or re.search("[，。；：、（）\n]", between):
        return False
    verbs = [w.group for w in prose.words_between(number.end, following.start) if w.kind == "verb"]
    said = bool({"output", "receive", "handle"} & set(verbs)) or between.rstrip().endswith("占")
    return said and following.unit != number.unit


def parting_breaks(prose: Prose, gap: Span, bracket: int) -> list[Break]:
    """Return the marks of a gap at its level that part phrases: not a colon right before the figure."""
    return [
        b
        for b in prose.breaks_between(*gap)
        if prose.bracket_at(b.at) == bracket and (b.strength != 3 or prose.plain[b.at + 1 : gap.end].strip())
    ]


def _strength(prose: Prose, gap: Span, bracket: int) -> int:
    return max((b.strength for b in parting_breaks(prose, gap, bracket)), default=0)


def _marks(prose: Prose, gap: Span, bracket: int) -> tuple[Word, ...]:
    """Return the listed words of a gap that stand in the figure's own sentence and bracket."""
    start = max(gap.start, prose.sentences[prose.sentence_at(gap.end)].start)
    return tuple(w for w in prose.words_between(start, gap.end) if prose.bracket_at(w.start) == bracket)


def _clause_before(prose: Prose, gap: Span) -> Span:
    """Return the last clause of a gap, without the marks that open it."""
    start = gap.start
    for mark in parting_breaks(prose, gap, prose.bracket_at(gap.end)):
        between = prose.plain[gap.start : mark.at].strip(" ，。；、：）")
        behind = prose.plain[mark.at + 1 : gap.end].strip(" 有")
        if mark.strength > 1 or not between or not behind:
            start = mark.at + 1
    return Span(start, gap.end)


def _tail_end(prose: Prose, number: Number, following: Number | None) -> int:
    """Return the end of the words that follow a figure up to a mark, a bracket or the next figure."""
    limit = following.start if following else len(prose.plain)
    mark = _next_mark(prose, _STOPS, number.end, limit)
    if mark == limit:  # the next figure stands in the same clause: each name goes with one of them
        return _next_mark(prose, _STOPS_AND_COMMA, number.end, limit)
    return mark


_STOPS: Final = re.compile(r"[，。；：（）\n]")
_STOPS_AND_COMMA: Final = re.compile(r"[，。；：、（）\n]")


def _next_mark(prose: Prose, marks: re.Pattern[str], start: int, limit: int) -> int:
    match = marks.search(prose.plain, start, limit)
    while match and prose.in_name(match.start()):
        match = marks.search(prose.plain, match.end(), limit)
    return match.start() if match else limit


_BEFORE_BRACKET: Final = re.compile(r"[^，。；：、（）\n\d]{0,14}，?(?=（)|[^，。；：、（）\n\d]{0,14}")
_SHARE_CLAUSE: Final = re.compile(
    r"\s?[，、]?\s?(?:约|均|各|大约)?(?:占|比重|比例|所占)[^，。；：、（）\n%\d]{0,12}?\d+(?:\.\d+)?\s?%"
)


def _extent(prose: Prose, number: Number, bracket: int) -> tuple[int, float | None]:
    """Return where the figure with its own bracket and share ends, and the share."""
    end, share = number.end, None
    tail = _BEFORE_BRACKET.match(prose.plain, end)
    place = tail.end() if tail else end
    own = prose.brackets[prose.bracket_at(place + 1)] if _opens_bracket(prose, place) else None
    if own:
        share = _share_in(prose, own.start, own.end)
        end = own.end
        place = end
    if share is None:
        clause = _SHARE_CLAUSE.match(prose.plain, place)
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
