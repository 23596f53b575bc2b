"""What the parts of a breakdown are called: the best stretch of words at each figure, by weighed clues.

A name begins and ends somewhere in the clauses before its figure, or in the words behind it. Where it begins, where it
ends, the two together and the names before it give clues; add one below, train, and it has a weight.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from gkstats.reading.narrative.counts import Figure
from gkstats.reading.narrative.evidence import Score
from gkstats.reading.narrative.masks import Span
from gkstats.reading.narrative.prose import Prose

__all__ = ["Candidate", "Manner", "Place", "Window", "best_names", "candidates", "places_of"]

_BEFORE: Final = 70
_BEHIND: Final = 24
KEPT: Final = 4
"""So many beginnings and ends are tried together."""
RIVALS: Final = 8
"""So many names of a figure are weighed against those of its neighbours."""
_HOPELESS: Final = 25.0
"""What is so far behind is not made good by a name as a whole."""
_MARKS: Final = "，。；：、（） \n"
_GLUED: Final = re.compile(r"[\d.:/A-Za-z]{2}")
_LISTED: Final = re.compile(r"\d{1,2}[.、．](?!\d)|[一二三四五六七八九]是|（?[\d一二三四五六七八九十]{1,2}）")


class Window(NamedTuple):
    """Where a name may stand: before its figure or behind it."""

    start: int
    end: int
    side: str


class Manner(NamedTuple):
    """How a part is named: on which side, behind what, before what, ending how."""

    side: str
    before: str
    rest: str
    last: str
    last_two: str


class Candidate(NamedTuple):
    """A stretch of words that may be the name, and what its clues weigh."""

    score: float
    start: int
    end: int
    window: Window


@dataclass(frozen=True, slots=True)
class Style:
    """What the parts of a list have in common: what names most of them, and which mark parts them."""

    by: str
    mark: int


def style_of(figures: Sequence[Figure]) -> Style:
    """Return the style of a list."""
    marks = [figure.strength for figure in figures[1:]]
    mark = max(sorted(set(marks)), key=marks.count) if marks else 0
    for letter, by in (("m", "month"), ("c", "channel"), ("o", "outcome")):
        told = sum(letter in figure.named or (letter == "c" and figure.channel) for figure in figures)
        if told >= 0.6 * len(figures):
            return Style(by, mark)
    return Style("plain", mark)


class Place:
    """The words at one figure, and the clues for the names that may be cut from them."""

    def __init__(self, prose: Prose, figure: Figure, style: Style) -> None:
        self.prose, self.figure, self.style = prose, figure, style
        lead, number = figure.lead_of, figure.mention.number
        sentence = prose.sentences[prose.sentence_at(lead.number.start)]
        start = max(lead.gap.start, sentence.start, lead.number.start - _BEFORE)
        end = min(figure.mention.tail_span.end, number.end + _BEHIND)
        windows = (Window(start, max(start, lead.gap.end), "before"), Window(number.end, end, "behind"))
        self.windows = [window for window in windows if window.end > window.start]
        self.ended: dict[int, str] = {}
        self.began: dict[int, str] = {}
        self.within: set[int] = set()
        for word in prose.words_between(max(0, start - 8), end + 8):
            self.began[word.start] = self.ended[word.end] = f"{word.kind}.{word.group}"
            self.within.update(range(word.start + 1, word.end))
        names = prose.names_between(max(0, start - 60), end)
        self.closed = {place for name in names for place in range(name.start + 1, name.end)}
        self.begins_cut: dict[int, list[str]] = {}
        self.ends_cut: dict[int, list[str]] = {}
        self.cut: dict[tuple[int, int], list[str]] = {}
        for side, phrases in (("", lead.lead), ("tail ", figure.mention.tail)):
            for name in ("channel", "outcome", "month", "subject", "noun", "verb_span"):
                span = getattr(phrases, name)
                if span is not None:
                    self.begins_cut.setdefault(span.start, []).append(side + name)
                    self.ends_cut.setdefault(span.end, []).append(side + name)
                    self.cut.setdefault((span.start, span.end), []).append(side + name)

    def edges(self, window: Window) -> list[int]:
        """Return where in a window a name may begin or end: not within a quotation or a number."""
        plain = self.prose.plain
        return [
            place
            for place in range(window.start, window.end + 1)
            if place not in self.closed and not _GLUED.match(plain, place - 1, place + 1)
        ]

    def begins(self, window: Window) -> list[int]:
        """Return where a name may begin: not at an enumerator or a mark."""
        plain = self.prose.plain
        return [
            place
            for place in self.edges(window)
            if place < window.end
            and (plain[place] not in _MARKS or plain[place] == "（")
            and not _LISTED.match(plain, place)
        ]

    def ends(self, window: Window) -> list[int]:
        """Return where a name may end: not behind a mark."""
        plain = self.prose.plain
        return [
            place
            for place in self.edges(window)
            if place > window.start and (plain[place - 1] not in _MARKS or plain[place - 1] == "）")
        ]

    def clues_of_begin(self, place: int, window: Window) -> list[str]:
        """Return the clues that the name begins at `place`."""
        plain, side, by = self.prose.plain, window.side, self.style.by
        before = "^" if place <= window.start else plain[max(0, place - 2) : place]
        after = plain[place : place + 2]
        marks = self.prose.breaks_between(place, self.figure.lead_of.number.start) if side == "before" else ()
        clauses = min(sum(mark.strength > 1 for mark in marks), 3)
        items = min(len(marks) - clauses, 3)
        ended = self.ended.get(place) or ("mark" if before[-1] in _MARKS else "^" if before == "^" else "")
        began = self.began.get(place, "")
        found = [
            f"begin:{side}",
            f"begin:{side},before={before}",
            f"begin:before one={before[-1:]}",
            f"begin:after={after}",
            f"begin:around={before[-1:]}|{after[:1]}",
            f"begin:ended={ended}",
            f"begin:began={began}",
            f"begin:ended,began={ended},{began}",
            f"begin:within a word={place in self.within}",
            f"begin:clauses={clauses},{by},{side}",
            f"begin:clauses={clauses},{ended}",
            f"begin:items={items},{side}",
            f"begin:{by},ended={ended}",
            f"begin:list parted by {self.style.mark},{before[-1:]}",
            f"begin:list parted by {self.style.mark},{clauses},{items}",
        ]
        if before[-1] in _MARKS or before == "^":
            found.append(f"begin:opens,{side},{clauses}")
        if after[:1] in "“《":
            found.append(f"begin:quote,{by}")
        cut = self.begins_cut.get(place, ("nothing",))
        return found + [f"begin:cut={name}" for name in cut] + [f"begin:cut={name},{by}" for name in cut]

    def clues_of_end(self, place: int, window: Window) -> list[str]:
        """Return the clues that the name ends at `place`."""
        plain, side, by = self.prose.plain, window.side, self.style.by
        before = plain[max(0, place - 2) : place]
        after = plain[place : place + 2] if place < window.end else "$"
        ended = self.ended.get(place, "")
        began = self.began.get(place) or ("mark" if after[:1] in _MARKS else "$" if after == "$" else "")
        marks = self.prose.breaks_between(place, window.end)
        clauses = min(sum(mark.strength > 1 for mark in marks), 3)
        rest = self.rest(place, window.end)
        found = [
            f"end:{side}",
            f"end:{side},after={after}",
            f"end:before={before}",
            f"end:after one={after[:1]}",
            f"end:around={before[-1:]}|{after[:1]}",
            f"end:ended={ended}",
            f"end:began={began}",
            f"end:ended,began={ended},{began}",
            f"end:within a word={place in self.within}",
            f"end:rest={rest},{side}",
            f"end:rest={rest},{by}",
            f"end:clauses={clauses},{by},{side}",
            f"end:{by},began={began}",
            f"end:{by},ended={ended}",
        ]
        if before[-1:] in "”》" and side == "before":
            found.append(f"end:quoted,{began},{after[:2]}")
        if window.end - place < 5 and side == "before":
            text = plain[place : window.end]
            found += [f"end:rest is {text}", f"end:rest is {text},{by}"]
        cut = self.ends_cut.get(place, ("nothing",))
        return found + [f"end:cut={name}" for name in cut] + [f"end:cut={name},{by}" for name in cut]

    def rest(self, start: int, end: int) -> str:
        """Return the kinds of the words between a name and its figure."""
        words = self.prose.words_between(start, end)
        if not words:
            return "nothing" if start >= end else "text" if end - start > 2 else "short"
        if len(words) > 3:
            return f"{words[0].kind}.{words[0].group}+many"
        covered = sum(word.end - word.start for word in words)
        return "+".join(f"{w.kind}.{w.group}" for w in words) + (
            "" if covered >= end - start - 1 else "+text"
        )

    def clues_of_both(self, start: int, end: int, window: Window) -> list[str]:
        """Return the clues about a name as a whole."""
        by, text, length = self.style.by, self.prose.plain[start:end], end - start
        words = self.prose.words_between(start, end)
        size = next((str(limit) for limit in (1, 2, 3, 4, 8, 14, 25) if length <= limit), "more")
        found = [f"name:length={size}", f"name:length={size},{by}", f"name:length={size},{window.side}"]
        found += [f"name:has {kind},{by}" for kind in sorted({word.kind for word in words})]
        if any(w.kind == "verb" and w.group == "output" and start < w.start and w.end < end for w in words):
            found.append("name:verb of output inside")
        if sum(word.end - word.start for word in words if word.kind == "subject") == length:
            found.append(f"name:only the subject,{by}")
        found += [f"name:has {mark}" for mark in "，、的和；：。（" if mark in text]
        if text[0] in "“‘《" and text[-1] in "”’》":
            found.append(f"name:quoted,{text[-2:-1]}")
        elif text[0] in "“‘《":
            found.append(f"name:quoted, then {text[max(map(text.rfind, '”’》')) + 1 :]}")
        if ("（" in text) != ("）" in text):
            found.append("name:half a bracket")
        cut = self.cut.get((start, end), ("nothing",))
        return found + [f"name:cut={name}" for name in cut] + [f"name:cut={name},{by}" for name in cut]

    def manner(self, start: int, end: int, window: Window) -> Manner:
        """Return how a name is used."""
        plain = self.prose.plain
        rest = plain[end : window.end] if window.side == "before" else plain[window.start : start]
        return Manner(
            window.side,
            self.ended.get(start) or plain[start - 1 : start],
            self.rest(end, window.end) if len(rest) > 3 else rest.strip(),
            plain[end - 1 : end],
            plain[end - 2 : end],
        )


def clues_of_manner(last: Manner | None, now: Manner) -> list[str]:
    """Return the clues from how the part before was named."""
    if last is None:
        return [f"manner:first,{now.side}"]
    found = [f"manner:{what},{old == new}" for what, old, new in zip(Manner._fields, last, now, strict=True)]
    return [*found, f"manner:{last.rest}>{now.rest}", f"manner:{last.side}>{now.side}"]


def candidates(place: Place, score: Score) -> list[Candidate]:
    """Return the names that a figure may have, from its best beginnings and ends, the best first."""
    edges = []
    for window in place.windows:
        begins = [(score(place.clues_of_begin(at, window)), at) for at in place.begins(window)]
        ends = [(score(place.clues_of_end(at, window)), at) for at in place.ends(window)]
        edges.append((window, sorted(begins, reverse=True)[:KEPT], sorted(ends, reverse=True)[:KEPT]))
    best = max((begins[0][0] + ends[0][0] for _, begins, ends in edges if begins and ends), default=0.0)
    found = [
        Candidate(first + second + score(place.clues_of_both(start, end, window)), start, end, window)
        for window, begins, ends in edges
        for first, start in begins
        for second, end in ends
        if start < end and first + second > best - _HOPELESS
    ]
    return sorted(found, key=lambda c: (-c.score, c.start, c.end))[:RIVALS]


def places_of(prose: Prose, figures: Sequence[Figure]) -> list[Place]:
    """Return the words at the figures of a list."""
    style = style_of(figures)
    return [Place(prose, figure, style) for figure in figures]


def best_names(places: Sequence[Place], score: Score) -> list[tuple[Span, float] | None]:
    """Return the name of each figure of a list and how far it is ahead; None where no words stand at a figure.

    All names of a list are chosen together: how one is used speaks for or against the next.
    """
    known: dict[tuple[Manner | None, Manner], float] = {}

    def agreement(last: Manner | None, now: Manner) -> float:
        if (last, now) not in known:
            known[last, now] = score(clues_of_manner(last, now))
        return known[last, now]

    rows = [(at, row) for at, place in enumerate(places) if (row := candidates(place, score))]
    manners = [[places[at].manner(c.start, c.end, c.window) for c in row] for at, row in rows]
    found: list[tuple[Span, float] | None] = [None] * len(places)
    for (at, row), (chosen, ahead) in zip(
        rows, best_path([row for _, row in rows], manners, agreement), strict=True
    ):
        found[at] = (Span(row[chosen].start, row[chosen].end), ahead)
    return found


def best_path(
    rows: Sequence[Sequence[Candidate]],
    manners: Sequence[Sequence[Manner]],
    agreement: Callable[[Manner | None, Manner], float],
) -> list[tuple[int, float]]:
    """Return which candidate of each row is the best, all rows taken together, and how far it is ahead."""
    forward: list[list[float]] = []
    back: list[list[int]] = []
    for place, row in enumerate(rows):
        if not place:
            forward.append([c.score + agreement(None, m) for c, m in zip(row, manners[0], strict=True)])
            back.append([])
            continue
        scores, froms = [], []
        for c, m in zip(row, manners[place], strict=True):
            value, source = max(
                (forward[-1][k] + agreement(before, m), -k) for k, before in enumerate(manners[place - 1])
            )
            scores.append(c.score + value)
            froms.append(-source)
        forward.append(scores)
        back.append(froms)
    behind: list[list[float]] = [[0.0] * len(rows[-1])] if rows else []
    for place in range(len(rows) - 2, -1, -1):
        behind.insert(
            0,
            [
                max(
                    rows[place + 1][k].score + agreement(m, after) + behind[0][k]
                    for k, after in enumerate(manners[place + 1])
                )
                for m in manners[place]
            ],
        )
    found = []
    for ahead, after in zip(forward, behind, strict=True):
        through = [a + b for a, b in zip(ahead, after, strict=True)]
        chosen = max(range(len(through)), key=lambda k: (through[k], -k))
        rest = [value for k, value in enumerate(through) if k != chosen]
        found.append((chosen, through[chosen] - max(rest) if rest else 20.0))
    return found
