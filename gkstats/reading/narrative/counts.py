"""A count and what the clues ask of it, worked out once: its words, its verb, its name, how it stands to what precedes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gkstats.reading.narrative.masks import Span
from gkstats.reading.narrative.mentions import Mention, parting_breaks
from gkstats.reading.narrative.prose import Prose

__all__ = ["Figure", "figures_of"]

_SUBJECT_KINDS: Final = {"disclosure"}
_GAP: Final = 60


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A count and what the clues ask of it, worked out once."""

    place: int
    mention: Mention
    lead_of: Mention
    value: float
    exact: bool
    unit: str
    family: str
    opens: str
    marker: str
    strength: int
    verb: str
    verb_text: str
    named: str
    head: str
    wholeness: str
    channel: bool
    foreign: frozenset[str]
    sums_up: str
    own: tuple[str, ...]
    prep: str
    name: str
    gap: str


def figures_of(prose: Prose, mentions: Sequence[Mention]) -> list[Figure]:
    """Return the figures among `mentions` that a breakdown may hold; issues ("12期36条") lend their words to the items."""
    found: list[Figure] = []
    issues: Mention | None = None
    for mention in mentions:
        if mention.issues:
            issues = issues or mention
        if mention.issues or mention.counts_subject or mention.period == "change":
            continue
        behind = (
            issues is not None and mention.index == issues.index + 1 and issues.bracket == mention.bracket
        )
        found.append(_figure(prose, len(found), mention, issues if behind and issues else mention))
        issues = None
    return found


_OPENING: Final = re.compile("(?:[^其当之]中|里|当中|之中)[，,]?$")


def _opens(prose: Prose, mention: Mention) -> str:
    for word in mention.marks:
        if word.kind == "split" and word.group == "strong":
            return "word:" + prose.plain[word.start : word.end] if word.end - word.start < 5 else "word:long"
    start = max(mention.gap.start, prose.sentences[mention.sentence].start)
    marks = [mark for mark in parting_breaks(prose, mention.gap, mention.bracket) if mark.at >= start]
    if any(mark.strength == 3 for mark in marks):
        return "colon"
    if mention.bracket >= 0 and mention.gap.start == prose.brackets[mention.bracket].start + 1:
        return "bracket"
    if marks and _OPENING.search(prose.plain[start : mention.clause.start]):
        return "within"
    return ""


def _wholeness(prose: Prose, span: Span | None) -> str:
    if span is None:
        return "none"
    words = prose.words_between(*span)
    said = [word for word in words if word.kind == "subject"]
    if not said:
        return "other"
    plain = sum(word.end - word.start for word in words if word.kind in ("subject", "conjunction"))
    return f"{'plain' if plain >= span.end - span.start else 'named'}.{said[-1].group}"


def _figure(prose: Prose, place: int, mention: Mention, lead_of: Mention) -> Figure:
    lead, tail, plain = lead_of.lead, mention.tail, prose.plain
    number = mention.number
    verb_text = plain[lead.verb_span.start : lead.verb_span.end] if lead.verb_span else ""
    spans = (lead.channel, lead.outcome, lead.month, lead.subject, lead.noun)
    named = "".join(letter if span else "-" for letter, span in zip("comsn", spans, strict=True))
    empty = not any(spans)
    if empty:
        behind = (tail.channel, tail.outcome, tail.subject, tail.noun)
        named = "".join(letter if span else "-" for letter, span in zip("COSN", behind, strict=True))
    noun = lead.noun or lead.subject or (tail.subject or tail.noun if empty else None)
    head = plain[max(noun.start, noun.end - 2) : noun.end] if noun else ""
    groups = [
        word.group
        for span in (lead.noun, lead.subject, tail.noun)
        if span is not None
        for word in prose.words_between(*span)
        if word.kind == "subject"
    ]
    words = lead_of.marks
    totals = [word.group for word in words if word.kind == "total"]
    sums = [w.group for w in prose.words_between(*lead_of.clause) if w.kind == "total"]
    outside = next((word.group for word in words if word.kind == "outside"), "")
    channel = lead.channel is not None or any(word.kind == "channel" for word in words)
    opens = _opens(prose, lead_of)
    shape = f"{lead.verb}/{named}"
    whole = _wholeness(prose, noun)
    own = [
        f"opens={opens}",
        f"strength={lead_of.strength}",
        f"shape={shape}",
        f"unit={number.unit}",
        f"family={mention.family}",
        f"whole={whole}",
        f"head={head}",
        f"verb={verb_text}",
        f"outside={outside}",
        f"bracket={mention.bracket >= 0}",
        f"hedge={number.comparator}",
        f"period={mention.period}",
        f"shape+strength={shape},{lead_of.strength}",
        f"verb+whole={lead.verb},{whole}",
        f"first={plain[lead_of.clause.start : lead_of.clause.start + 2].strip()}",
    ]
    own += [f"total={group}" for group in set(totals)]
    own += [f"sums={group}" for group in set(sums)]
    own += [f"about={group}" for group in set(groups)]
    own += [f"time={word.group}" for word in words if word.kind in ("time", "enumerator")]
    behind_text = plain[
        mention.tail_span.start : min(mention.tail_span.end, mention.tail_span.start + 2)
    ].strip()
    own.append(f"tail={behind_text}")
    listed = prose.words_between(*lead_of.clause)
    own += [
        f"word={plain[w.start : w.end]}" for w in listed if w.kind in ("verb", "outcome", "prep", "subject")
    ]
    if listed and listed[-1].end >= number.start - 1:
        own.append(f"last word={listed[-1].kind}.{listed[-1].group}")
    prep = next((plain[w.start : w.end] for w in listed if w.kind == "prep"), "")
    own.append(f"prep={prep}")
    if mention.share is not None:
        own.append("share")
    if mention.value == 0:
        own.append("zero")
    if channel:
        own.append("channel")
    if place == 0:
        own.append("nothing before")
    name = lead.channel or lead.noun or lead.subject
    return Figure(
        place=place,
        mention=mention,
        lead_of=lead_of,
        value=float(mention.value),
        exact=number.comparator == "=",
        unit=number.unit or "",
        family=mention.family,
        opens=opens,
        marker=opens.partition(":")[0],
        strength=lead_of.strength,
        verb=lead.verb,
        verb_text=verb_text,
        named=named,
        head=head,
        wholeness=whole,
        channel=channel,
        foreign=frozenset(groups) - _SUBJECT_KINDS,
        sums_up=",".join(sorted(set(sums))),
        own=tuple(own),
        prep=prep,
        name=plain[name.start : name.end] if name else "",
        gap=plain[max(lead_of.gap.start, lead_of.gap.end - _GAP) : lead_of.gap.end],
    )
