"""The prose of two reports as one list of sentences: later ones with what they go back to, dropped ones in place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from gkstats.comparison.diff import Status
from gkstats.comparison.matching import Match, common_share, match
from gkstats.comparison.sections import Pair
from gkstats.comparison.sentences import Sentence, read_sentences
from gkstats.records import Section

__all__ = ["Row", "compare_prose", "reuse"]


class Row(NamedTuple):
    """A sentence of the later report, or one of the earlier that was dropped.

    ``place`` is the position of its pair of sections; ``size`` counts its characters, ``reused`` those that stood in
    the earlier report.
    """

    place: int
    section: int
    text: str
    status: Status
    similarity: float | None
    counterpart: str | None
    counterpart_section: int | None
    size: int
    reused: float


def compare_prose(earlier: Sequence[Section], later: Sequence[Section], pairs: Sequence[Pair]) -> list[Row]:
    """Return the sentences of both reports in the order of `pairs` and of the later report."""
    before, after = read_sentences(earlier), read_sentences(later)
    matches, kept = match(before, after)
    place_before = {one: place for place, (one, _) in enumerate(pairs) if one is not None}
    place_after = {other: place for place, (_, other) in enumerate(pairs) if other is not None}
    rows: list[tuple[tuple[int, int, int], Row]] = []
    origins = {one.later: one for one in matches}
    for position, sentence in enumerate(after):
        place = place_after[sentence.section]
        found = origins.get(position)
        row = _found(sentence, before[found.earlier], found) if found else _alone(sentence, "new")
        rows.append(((place, position, -1), row._replace(place=place)))
    uses = {one.earlier: one.later for one in reversed(matches)}
    # A dropped sentence is shown behind the one that it followed, where that was kept in the same section.
    behind: dict[int, int] = {}
    for position, sentence in enumerate(before):
        place = place_before[sentence.section]
        use = uses.get(position)
        if position not in kept:
            rows.append(
                ((place, behind.get(place, -1), position), _alone(sentence, "dropped")._replace(place=place))
            )
        elif use is not None and place_after[after[use].section] == place:
            behind[place] = use
    numbers = {"dropped": earlier}
    return [
        row._replace(
            section=numbers.get(row.status, later)[row.section].number,
            counterpart_section=None
            if row.counterpart_section is None
            else earlier[row.counterpart_section].number,
        )
        for _, row in sorted(rows, key=lambda one: one[0])
    ]


def reuse(rows: Iterable[Row]) -> float | None:
    """Return the share of the later report's characters that stood in the earlier one; None where there are none."""
    later = [row for row in rows if row.status != "dropped"]
    size = sum(row.size for row in later)
    return sum(row.reused for row in later) / size if size else None


def _found(sentence: Sentence, original: Sentence, found: Match) -> Row:
    same = sentence.key == original.key
    share = 1.0 if same else common_share(original, sentence)
    return Row(
        place=0,
        section=sentence.section,
        text=sentence.text,
        status="copied" if same else "edited",
        similarity=found.similarity,
        counterpart=original.text,
        counterpart_section=original.section,
        size=sentence.size,
        reused=sentence.size * share,
    )


def _alone(sentence: Sentence, status: Status) -> Row:
    return Row(0, sentence.section, sentence.text, status, None, None, None, sentence.size, 0.0)
