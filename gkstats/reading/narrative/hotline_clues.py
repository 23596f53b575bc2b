"""The figures near a hotline's name, and what speaks for each being received, resolved, a rate, or none of them.

A clue is a readable word or two; ``weights/hotline.tsv`` says how much each counts for each choice. A new reason to
take a figure for a field, or not to, is one more line in `_Near.clues` or `_beside`, or a word in ``figures.toml``.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from gkstats.reading.narrative.hotline_page import (
    LEAD,
    PARTING,
    Page,
    name_of,
    names_of,
    names_pattern,
    rate_names,
)
from gkstats.reading.narrative.lexicon import figures
from gkstats.reading.narrative.masks import Span
from gkstats.reading.narrative.mentions import Mention
from gkstats.reading.narrative.numbers import Number
from gkstats.reading.narrative.prose import Prose
from gkstats.records import Period

__all__ = ["COUNTS", "RATES", "Candidate", "Choice", "candidates_of"]

COUNTS: Final = ("received", "resolved", "transferred", "answered_directly")
RATES: Final = ("resolution_rate", "satisfaction")
Choice: TypeAlias = tuple[str, ...]
"""The fields that a figure fills: none, one, or two that share it (收到并办结9件, 办结率、满意率均为100%)."""
_OF_COUNT: Final[tuple[Choice, ...]] = ((), *((field,) for field in COUNTS), ("received", "resolved"))
_OF_RATE: Final[tuple[Choice, ...]] = ((), *((field,) for field in RATES), RATES)
_MOST: Final = 60
"""So many figures behind a name are weighed."""
_TAIL: Final = 12


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A figure that may be one of a hotline's, with the clues that speak for or against each choice."""

    number: Number
    period: Period | None
    value: int | float
    choices: tuple[Choice, ...]
    clues: tuple[str, ...]
    name: Span


def candidates_of(
    prose: Prose, mentions: Sequence[Mention], periods: Sequence[Period | None]
) -> list[Candidate]:
    """Return the figures within reach of a hotline's name, in order, with their clues."""
    names = names_of(prose)
    if not names:
        return []
    page = Page(prose, names)
    counts = {mention.number.at: mention for mention in mentions}
    near: list[_Near] = []
    behind: dict[int, int] = {}
    for place, (number, period) in enumerate(zip(prose.numbers, periods, strict=True)):
        if period == "planned" or (number.kind != "percent" and number.at not in counts):
            continue
        name = name_of(prose, names, number)
        if name is None:
            continue
        behind[name.start] = order = behind.get(name.start, -1) + 1
        if order < _MOST:
            near.append(_Near(page, place, counts.get(number.at), name, period, order))
    return [_candidate(near, place) for place in range(len(near))]


def _candidate(near: Sequence[_Near], place: int) -> Candidate:
    one = near[place]
    value = round(one.number.value / 100, 10) if one.rate else one.number.value
    choices = _OF_RATE if one.rate else _OF_COUNT
    clues = tuple(dict.fromkeys([*one.clues(), *_beside(near, place)]))
    return Candidate(one.number, one.period, value, choices, clues, one.name)


_ROLES: Final = ("received", "calls", "resolved", "transferred", "direct", "to_us")
_THRESHOLD: Final = re.compile("(?:低于|高于|不足|未达|达不到|不到)$")
_IN_TIME: Final = re.compile("[按如准限]期|[按准及限]时|期限内|规定时")
_QUOTED: Final = re.compile("“[^”]{2,16}”")
_SQUEEZED: Final = re.compile(r"[\s“”‘’\"]+")


class _Near:
    """A figure near a hotline's name and what stands around it."""

    def __init__(
        self, page: Page, place: int, mention: Mention | None, name: Span, period: Period | None, order: int
    ) -> None:
        prose = page.prose
        self.page, self.number, self.mention = page, prose.numbers[place], mention
        self.name, self.period, self.order = name, period, order
        self.rate = self.number.kind == "percent"
        self.sentence = prose.sentence_at(self.number.at)
        number, plain = self.number, prose.plain
        before = page.figure_before(number.at)
        start = max(0, number.start - LEAD, prose.sentences[self.sentence].start, before.end if before else 0)
        marks = [match.end() for match in PARTING.finditer(plain, start, number.start)]
        self.start = marks[-1] if marks else start
        self.linked = not marks and before is not None and start == before.end
        self.lead = _SQUEEZED.sub("", plain[self.start : number.start])
        behind = page.figure_behind(number.end)
        end = min(number.end + _TAIL, behind.start if behind else len(plain))
        mark = re.search(r"[，。；：、（）\n]", plain[number.end : end])
        self.tail_end = number.end + mark.start() if mark else end
        self.tail = _SQUEEZED.sub("", plain[number.end : self.tail_end])
        self.said = [said.tag for said in page.between(self.start, number.start)]
        self.tail_said = [said.tag for said in page.between(number.end, self.tail_end)]
        earlier = max(prose.sentences[self.sentence].start, self.start - 40)
        self.earlier = [said.tag for said in page.between(earlier, self.start)]
        self.rates = rate_names(page, number) if self.rate else ()
        self.roles = self._roles()

    def _roles(self) -> tuple[str, ...]:
        if self.rate:
            return self.rates
        own = [tag for tag in reversed(self.said) if tag in _ROLES]
        own = own or [tag for tag in reversed(self.said) if tag in ("called", "cases")]
        return tuple(dict.fromkeys(own)) or tuple(
            f"behind {tag}" for tag in dict.fromkeys(t for t in self.tail_said if t in _ROLES)
        )

    @property
    def role(self) -> str:
        """What the words beside the figure say first of all."""
        return self.roles[0] if self.roles else "none"

    def clues(self) -> Iterator[str]:
        """Yield what speaks for or against any choice."""
        lead, tail, number, role = self.lead, self.tail, self.number, self.role
        yield "always"
        yield f"unit {number.unit}"
        yield f"period {self.period}"
        yield f"role {role}"
        yield f"roles {' '.join(self.roles) or 'none'}"
        yield f"said {' '.join(self.said[-3:]) or 'none'}"
        yield from (f"says {tag}" for tag in set(self.said))
        yield from (f"tail says {tag}" for tag in set(self.tail_said))
        yield from (f"earlier {tag}" for tag in set(self.earlier))
        yield from (f"lead ends {lead[-size:]}" for size in (1, 2, 3) if len(lead) >= size)
        yield from (f"lead has {lead[at : at + 2]}" for at in range(len(lead) - 1))
        yield from (f"tail begins {tail[:size]}" for size in (1, 2) if len(tail) >= size)
        if not self.said:
            inherited = next((tag for tag in reversed(self.earlier) if tag in _ROLES), "nothing")
            yield f"inherits {inherited}"
            yield f"inherits {inherited},lead {bool(lead)}"
        if "topics" in self.said or "topics" in self.tail_said:
            yield f"topic,role {role}"
        if "parts" in self.earlier or "parts" in self.said:
            yield f"parts,role {role}"
        if self.mention is not None and self.mention.share is not None:
            yield f"share,role {role}"
        yield f"bracket {self.mention is not None and self.mention.bracket >= 0},role {role}"
        yield f"linked {self.linked}"
        if self.number.comparator != "=" or _THRESHOLD.search(lead):
            yield f"threshold {bool(_THRESHOLD.search(lead))},role {role}"
        if role == "resolved":
            yield f"in time {bool(_IN_TIME.search(lead))}"
        sentence = self.page.prose.sentences[self.sentence]
        whole = {said.tag for said in self.page.between(sentence.start, number.start)}
        yield from (f"sentence {tag}" for tag in whole & {"planned", "since", "people", "other", "compared"})
        yield from self._where()

    def _where(self) -> Iterator[str]:
        page, prose, number, name = self.page, self.page.prose, self.number, self.name
        plain, role = prose.plain, self.role
        title = plain[name.start : name.end]
        line = page.lines[name.start]
        rank = "main" if line == "main" else f"{min(page.ranks[line], 2)} {page.preferred}"
        yield f"line {rank}"
        yield f"line {rank},of {min(len(page.ranks), 3)}"
        yield f"name ends {title[-2:]}"
        if number.at < name.start:
            apart = prose.sentence_at(name.start) - self.sentence
            yield f"before the name {min(apart, 2)}"
            yield f"before the name,role {role},{min(apart, 1)}"
            return
        between = page.between(name.end, number.start)
        apart = self.sentence - prose.sentence_at(name.start)
        others = any(said.tag == "other" for said in between)
        text = plain[name.end : number.start]
        clauses = len(PARTING.findall(text[:200]))
        yield f"apart {min(apart, 4)}"
        yield f"apart {min(apart, 2)},role {role}"
        yield f"order {min(self.order, 5)}"
        yield f"order {min(self.order, 2)},apart {min(apart, 1)}"
        yield f"clauses {min(clauses, 6)}"
        yield f"others {others}"
        yield f"others {others},apart {min(apart, 2)}"
        yield f"others {others},role {role}"
        quoted = [m for m in _QUOTED.finditer(text) if not names_pattern().search(m.group())]
        yield f"quoted between {bool(quoted)}"
        yield f"other here {'other' in self.said},earlier {'other' in self.earlier}"
        yield f"line between {chr(10) in text.strip()}"
        yield from self._shared(text, others)
        if not apart:
            rest = text
            for filler in _fillers():
                rest = rest.replace(filler, "")
            yield f"adjoins {not rest.strip()}"

    def _shared(self, text: str, others: bool) -> Iterator[str]:
        """Yield whether the name stands in a list of channels in front of the figure."""
        plain, name = self.page.prose.plain, self.name
        listed = bool(re.match(r"[”）\s]*(?:电话|平台|服务)*[”）]?(?:[、和及与]|等)", text))
        clause = self.page.prose.clause(name.start)
        before = self.page.figure_before(name.start)
        ahead = plain[max(clause.start, before.end if before else 0) : name.start]
        joined = bool(re.search(r"[、和及与][\s“（\w]{0,8}$", ahead))
        if not listed and not joined:
            return
        foreign = others or any(
            said.tag == "other" for said in self.page.between(name.start - len(ahead), name.start)
        )
        first = "first" if self.order == 0 else "later"
        yield f"listed {listed},joined {joined},{first}"
        yield f"shared {foreign or '平台' in ahead + text[:12]},{first}"
        yield f"shared {foreign},{'rate' if self.rate else 'count'}"


@functools.cache
def _fillers() -> list[str]:
    return sorted(figures("hotline", "filler"), key=len, reverse=True)


def _beside(near: Sequence[_Near], place: int) -> Iterator[str]:
    """Yield what the other figures say of one: whether the same was said before, and what they add up to."""
    one, role, lines = near[place], near[place].role, near[place].page.lines
    around = [near[at] for at in range(max(0, place - 12), min(len(near), place + 8)) if at != place]
    line = lines[one.name.start]
    own = [other for other in around if other.rate == one.rate and lines[other.name.start] == line]
    before = [other for other in own if other.number.at < one.number.at]
    behind = [other for other in own if other.number.at > one.number.at]
    every = [other for other in near[max(0, place - 20) : place] if other.rate == one.rate]
    yield f"role {role},said before {_says(before, role)}"
    yield f"role {role},of any name {_says(every, role)}"
    yield f"role {role},said behind {_says(behind, role)}"
    if one.period != "year":
        beside = any(other.period == "year" and other.role == role for other in own)
        yield f"period {one.period},the year's beside {beside}"
    elif any(other.period != "year" and other.role == role for other in own):
        yield "period year,another's beside"
    if one.rate:
        yield from _other_rates(role, own)
    else:
        yield from _other_counts(one, before, behind)


def _says(others: Sequence[_Near], role: str) -> bool:
    return any(role in other.roles for other in others)


def _other_rates(role: str, own: Sequence[_Near]) -> Iterator[str]:
    kind = role.split()[0]
    said = {other.role for other in own}
    yield f"role {role},another {any(other.split()[0] == kind for other in said)}"
    if kind == "resolution":
        yield f"role {role},plain {'resolution' in said}"
    if kind == "satisfaction":
        yield f"role {role},service {'satisfaction service' in said},plain {'satisfaction' in said}"


def _other_counts(one: _Near, before: Sequence[_Near], behind: Sequence[_Near]) -> Iterator[str]:
    role, value = one.role, one.number.value
    others = {other.role for other in (*before, *behind)}
    if role in _ROLES:
        beside = sorted(other for other in others if other in _ROLES and other != role)
        yield f"role {role},beside {' '.join(beside) or 'none'}"
        yield from (f"role {role},beside {other}" for other in beside)
        yield f"role {role},received before {any(o.role in ('received', 'calls') for o in before)}"
    received = [o for o in before if o.role in ("received", "calls", "to_us")]
    if received:
        under = "the first" if received[-1] is received[0] else f"a later, less {_is_less(received)}"
        yield f"role {role},under {under}"
    late = any("late" in (*o.said, *o.tail_said) for o in (*before, *behind))
    if role == "resolved":
        yield f"in time {bool(_IN_TIME.search(one.lead))},late beside {late}"
    whole = next((o for o in reversed(before) if o.role in ("received", "calls", "to_us")), None)
    if whole is not None:
        size = "less" if value < whole.number.value else "same" if value == whole.number.value else "more"
        yield f"{size} than received before,role {role}"
        yield f"{size} than received before"
        rest = whole.number.value - value
        if rest > 0 and any(o.number.value == rest for o in (*before, *behind)):
            yield f"makes what was received with another,role {role}"
            yield "makes what was received with another"
    if any(value == other.number.value for other in before):
        yield f"said before,role {role}"
    counts = [other.number.value for other in (*before, *behind)]
    if counts:
        yield f"largest {value >= max(counts)}"
        yield f"largest {value >= max(counts)},role {role}"
    yield from (f"{what},role {role}" for what in _sums(value, before, behind))


def _is_less(received: Sequence[_Near]) -> bool:
    return received[-1].number.value < received[0].number.value


def _sums(value: float, before: Sequence[_Near], behind: Sequence[_Near]) -> Iterator[str]:
    if len(before) > 1 and before[-1].number.value + before[-2].number.value == value:
        yield "made of the two before"
    if len(behind) > 1 and behind[0].number.value + behind[1].number.value == value:
        yield "made of the next two"
