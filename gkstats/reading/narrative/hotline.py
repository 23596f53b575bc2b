"""The telephone hotline's year: of the figures near its name those that weigh most as its fields, each field once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from gkstats.reading.narrative.evidence import Choosing
from gkstats.reading.narrative.hotline_clues import Candidate, Choice, candidates_of
from gkstats.reading.narrative.masks import Span
from gkstats.reading.narrative.mentions import Mention
from gkstats.reading.narrative.prose import Prose
from gkstats.records import Period

__all__ = ["DOUBTFUL", "Line", "Way", "best_reading", "find_hotline", "note_of_hotline"]

BEAM: Final = 24


class Way(NamedTuple):
    """A reading: what it gains over taking no figure at all, and which candidate fills which fields."""

    gain: float
    taken: tuple[tuple[int, Choice], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """What a text says about a hotline: each field's figure, and how far this reading is ahead of the next best."""

    name: Span
    fields: dict[str, Candidate]
    margin: float

    def spans(self, prose: Prose) -> list[Span]:
        """Return where the line stands: in each of its sentences from the name or first figure to the last one."""
        places = [self.name, *(Span(one.number.start, one.number.end) for one in self.fields.values())]
        found: dict[int, Span] = {}
        for start, end in sorted(places):
            sentence = prose.sentence_at(start)
            before = found.get(sentence, Span(start, end))
            found[sentence] = Span(min(before.start, start), max(before.end, end))
        return list(found.values())


DOUBTFUL: Final = 1.0
"""Below this margin every fifth field is wrong, above it every twentieth (see docs/method.md)."""


def note_of_hotline(line: Line) -> str:
    """Return what to know of a reading: that another is nearly as likely, or that figures are not of the year."""
    notes = ["another reading of these figures is nearly as likely"] if line.margin < DOUBTFUL else []
    notes += [
        f"{name.replace('_', ' ')} is of {_PERIODS[one.period]}"
        for name, one in line.fields.items()
        if one.period in _PERIODS
    ]
    return "; ".join(notes)


_PERIODS: Final[dict[Period | None, str]] = {
    None: "one of several periods",
    "previous": "an earlier year",
    "cumulative": "several years",
    "change": "a change",
}


def best_reading(gains: Sequence[Mapping[Choice, float]]) -> list[Way]:
    """Return readings in which no field is filled twice, the best first.

    Parameters
    ----------
    gains : sequence of mappings
        For each candidate how much each choice weighs more than taking it for nothing.
    """
    beam = [Way(0.0, ())]
    for place, options in enumerate(gains):
        if not options:
            continue
        ways = list(beam)
        for way in beam:
            filled = {name for _, choice in way.taken for name in choice}
            ways += [
                Way(way.gain + gain, (*way.taken, (place, choice)))
                for choice, gain in options.items()
                if not filled & set(choice)
            ]
        ways.sort(key=lambda way: (-way.gain, way.taken))
        beam = ways[:BEAM]
    return beam


def find_hotline(
    prose: Prose, mentions: Sequence[Mention], periods: Sequence[Period | None], score: Choosing
) -> Line | None:
    """Return the figures of the hotline, of 12345 where several are named; None when none is stated.

    Parameters
    ----------
    prose : Prose
    mentions : sequence of Mention
        The counts of `prose`.
    periods : sequence of Period or None
        Of each of ``prose.numbers``.
    score : callable
        How much clues speak together for a choice.
    """
    found = candidates_of(prose, mentions, periods)
    gains = []
    for one in found:
        none, *weighed = [score("+".join(choice) or "no", one.clues) for choice in one.choices]
        gains.append({choice: weight - none for choice, weight in zip(one.choices[1:], weighed, strict=True)})
    best, *rivals = best_reading(gains)
    if not best.taken:
        return None
    fields = {name: found[place] for place, choice in best.taken for name in choice}
    values = {name: one.value for name, one in fields.items()}
    other = [way.gain for way in rivals if _values(found, way) != values]
    margin = best.gain - (other[0] if other else 0.0)
    first = min(fields.values(), key=lambda one: one.number.at)
    return Line(first.name, fields, margin)


def _values(found: Sequence[Candidate], way: Way) -> dict[str, int | float]:
    return {name: found[place].value for place, choice in way.taken for name in choice}
