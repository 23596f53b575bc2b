"""The figures near a hotline's name, and what speaks for each being received, resolved, a rate, or none of them.

A clue is a readable word or two; ``weights/hotline.tsv`` says how much each counts for each choice. A new reason to
take a figure for a field, or not to, is one more line in `_Near.clues` or `_beside`, or a word in ``figures.toml``.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

from gkstats.reading.narrative.lexicon import figures, plain_text
from gkstats.reading.narrative.masks import Span
from gkstats.reading.narrative.mentions import Mention
from gkstats.reading.narrative.numbers import Number
from gkstats.reading.narrative.prose import Prose
from gkstats.records import Period

__all__ = ["COUNTS", "RATES", "Candidate", "Choice", "candidates_of", "is_named"]

COUNTS: Final = ("received", "resolved", "transferred", "answered_directly")
RATES: Final = ("resolution_rate", "satisfaction")
Choice: TypeAlias = tuple[str, ...]
"""The fields that a figure fills: none, one, or two that share it (收到并办结9件, 办结率、满意率均为100%)."""
_OF_COUNT: Final[tuple[Choice, ...]] = ((), *((field,) for field in COUNTS), ("received", "resolved"))
_OF_RATE: Final[tuple[Choice, ...]] = ((), *((field,) for field in RATES), RATES)
_REACH: Final = 7
"""So many sentences behind a name its figures may stand."""
_AHEAD: Final = 3
"""So many sentences before the first name, in a bulletin whose heading was not taken along."""
_MOST: Final = 60
"""So many figures behind a name are weighed."""
_LEAD: Final = 30
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

    def clues_of(self, choice: Choice) -> list[str]:
        """Return the clues of a choice."""
        what = "+".join(choice) or "no"
        return [f"{what}<{clue}" for clue in self.clues]


class _Said(NamedTuple):
    """A word of the lexicon in a text."""

    start: int
    end: int
    tag: str


@functools.cache
def _names_pattern() -> re.Pattern[str]:
    words = "|".join(sorted(figures("hotline", "names"), key=len, reverse=True))
    return re.compile(rf"(?<!\d)123\d\d(?!\d)|(?<!\d)12\d{{3}}(?!\d)|(?<!\d)96\d{{3,4}}(?!\d)|{words}")


@functools.cache
def _words_pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    tags = {word: tag for tag, words in figures("hotline", "words").items() for word in words}
    tags |= dict.fromkeys(figures("hotline", "others"), "other")
    return re.compile("|".join(sorted(tags, key=lambda word: (-len(word), word)))), tags


def is_named(text: str) -> bool:
    """Return whether a text may name a hotline."""
    return _names_pattern().search(plain_text(text)) is not None


def _names_of(prose: Prose) -> list[Span]:
    """Return where hotlines are named; words that stand close together are one name."""
    spans: list[Span] = []
    for match in _names_pattern().finditer(prose.plain):
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


def candidates_of(
    prose: Prose, mentions: Sequence[Mention], periods: Sequence[Period | None]
) -> list[Candidate]:
    """Return the figures within reach of a hotline's name, in order, with their clues."""
    names = _names_of(prose)
    if not names:
        return []
    page = _Page(prose, names)
    counts = {mention.number.at: mention for mention in mentions}
    near: list[_Near] = []
    behind: dict[int, int] = {}
    for place, (number, period) in enumerate(zip(prose.numbers, periods, strict=True)):
        if period == "planned" or (number.kind != "percent" and number.at not in counts):
            continue
        name = _name_of(prose, names, number)
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


def _name_of(prose: Prose, names: Sequence[Span], number: Number) -> Span | None:
    """Return the name that a figure is nearest behind; one before a name in the same clause, or before the first."""
    index = bisect_right(names, number.at, key=lambda name: name.start) - 1
    following = names[index + 1] if index + 1 < len(names) else None
    if following is not None and following.start - number.end < _LEAD:
        clause = prose.clause(following.start)
        if clause.start <= number.at:
            return following
    if index < 0:
        first = names[0]
        return first if prose.sentence_at(first.start) - prose.sentence_at(number.at) <= _AHEAD else None
    name = names[index]
    return name if prose.sentence_at(number.at) - prose.sentence_at(name.start) <= _REACH else None


class _Page:
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
            ahead = _PARTING.split(plain[max(0, start - 10) : start])[-1].strip(' “”‘’"、和及与')
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


_ROLES: Final = ("received", "calls", "resolved", "transferred", "direct", "to_us")
_PARTING: Final = re.compile(r"[，。；：（）\n]")
_SQUEEZED: Final = re.compile(r"[\s“”‘’\"]+")
_RATE_NAME: Final = re.compile(r"[^，。；：（）、和及与\d%\n]{0,10}?(?:率|满意度)(?!先)")


class _Near:
    """A figure near a hotline's name and what stands around it."""

    def __init__(
        self, page: _Page, place: int, mention: Mention | None, name: Span, period: Period | None, order: int
    ) -> None:
        prose = page.prose
        self.page, self.number, self.mention = page, prose.numbers[place], mention
        self.name, self.period, self.order = name, period, order
        self.rate = self.number.kind == "percent"
        self.sentence = prose.sentence_at(self.number.at)
        number, plain = self.number, prose.plain
        before = page.figure_before(number.at)
        start = max(
            0, number.start - _LEAD, prose.sentences[self.sentence].start, before.end if before else 0
        )
        marks = [match.end() for match in _PARTING.finditer(plain, start, number.start)]
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
        self.rates = _rate_names(page, number) if self.rate else ()
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
        clauses = len(_PARTING.findall(text[:200]))
        yield f"apart {min(apart, 4)}"
        yield f"apart {min(apart, 2)},role {role}"
        yield f"order {min(self.order, 5)}"
        yield f"order {min(self.order, 2)},apart {min(apart, 1)}"
        yield f"clauses {min(clauses, 6)}"
        yield f"others {others}"
        yield f"others {others},apart {min(apart, 2)}"
        yield f"others {others},role {role}"
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


def _rate_names(page: _Page, number: Number) -> tuple[str, ...]:
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


def _length(page: _Page, run: list[Number]) -> int:
    """Return how many percentages stand in a row, those behind the last of `run` taken in."""
    length, last = len(run), run[-1]
    while True:
        following = page.figure_behind(last.end)
        if following is None or following.kind != "percent" or following.start - last.end > 3:
            return length
        length, last = length + 1, following


def _is_alone(page: _Page, run: list[Number]) -> bool:
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
    if re.search("办结率|结案率", name):
        if re.search("直接|一次|在线|坐席|座席|即时|当场", name):
            return "direct rate"
        if re.search("转|派", name):
            return "resolution of transferred"
        return "resolution timely" if re.search("[按及限如准]", name) else "resolution"
    if "办理率" in name or "处置率" in name or "处理率" in name:
        return "handling rate"
    return "other rate"


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


def _sums(value: float, before: Sequence[_Near], behind: Sequence[_Near]) -> Iterator[str]:
    if len(before) > 1 and before[-1].number.value + before[-2].number.value == value:
        yield "made of the two before"
    if len(behind) > 1 and behind[0].number.value + behind[1].number.value == value:
        yield "made of the next two"
