"""The members of a list of counts: what each is called, what type it has, and whether two of them are parallel."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from gkstats.reading.narrative.labels import Lead, channel_kind, chunks_of, read_lead
from gkstats.reading.narrative.masks import Span
from gkstats.reading.narrative.mentions import Mention
from gkstats.reading.narrative.prose import Prose

__all__ = ["Item", "continues", "item_of", "parallel", "series_items", "uniform_types"]


@dataclass(frozen=True, slots=True)
class Item:
    """A count as a possible part or whole of a breakdown.

    ``types`` names what kinds of part it can be (channel, outcome, month, applicant, ...); ``opens`` says that a
    marker before it announces parts; ``is_total`` that it sums up what stands before; ``is_general`` that it counts
    a whole (information, applications) rather than a named part.
    """

    mention: Mention
    lead: Lead
    label: Span | None
    types: frozenset[str]
    opens: bool
    is_total: bool
    is_general: bool
    foreign: frozenset[str]


_TYPES: Final = ("applicant", "applyform", "mediaform", "body")
_FOREIGN: Final = (
    "application",
    "proposal",
    "review",
    "lawsuit",
    "conference",
    "mailbox",
    "petition",
    "consultation",
    "metric",
    "fee",
    "meeting",
    "conference_draft",
)


def item_of(prose: Prose, mention: Mention, lead_of: Mention) -> Item:
    """Return the item of a count whose naming words stand at `lead_of` (the count itself, or its issues)."""
    lead = _lead_with_context(prose, lead_of)
    label = _label(lead, mention.tail)
    types = _types(prose, lead, mention.tail, label)
    words = prose.words_between(lead_of.gap.start, lead_of.gap.end)
    foreign = _foreign(prose, lead, mention)
    total = lead_of.has("total", "strong", "weak")
    named = (
        lead.channel is not None
        or lead.month is not None
        or bool(types & {"outcome", "applicant", "applyform"})
    )
    return Item(
        mention=mention,
        lead=lead,
        label=label,
        types=types,
        opens=_opens(prose, lead_of),
        is_total=lead_of.has("total", "strong") or (total and not named),
        is_general=_is_general(prose, lead, mention, total=total),
        foreign=foreign if words or foreign else frozenset(),
    )


def _lead_with_context(prose: Prose, mention: Mention) -> Lead:
    """Return the lead; a clause that only says "推送…143条" takes its channel from the clauses before it."""
    lead = mention.lead
    if lead.channel is None and lead.subject is None and mention.strength < 7:
        sentence = prose.sentences[mention.sentence]
        start = max(mention.gap.start, sentence.start)
        for clause in reversed(_clauses(prose, start, mention.clause.start)):
            earlier = read_lead(prose, clause.start, clause.end, before=False)
            if earlier.channel is not None and (lead.verb or lead.noun is None):
                return replace(lead, channel=earlier.channel)
            if lead.noun is None and lead.outcome is None and lead.month is None and earlier.noun is not None:
                return replace(lead, noun=earlier.subject or earlier.noun)
    return lead


def _clauses(prose: Prose, start: int, end: int) -> list[Span]:
    spans = []
    place = start
    for mark in prose.breaks_between(start, end):
        if mark.strength > 1:
            spans.append(Span(place, mark.at))
            place = mark.at + 1
    spans.append(Span(place, end))
    return [span for span in spans if span.end > span.start]


def _label(lead: Lead, tail: Lead) -> Span | None:
    if lead.subject is None and lead.noun is None and lead.channel is None and lead.outcome is None:
        return lead.month or tail.outcome or tail.channel or tail.subject or tail.noun
    return lead.month or lead.outcome or lead.subject or lead.noun or lead.channel


def _types(prose: Prose, lead: Lead, tail: Lead, label: Span | None) -> frozenset[str]:
    found = set()
    if lead.channel is not None or tail.channel is not None:
        found.add("channel")
    if lead.month is not None:
        found.add("month")
    empty = lead.noun is None and lead.subject is None
    if lead.outcome is not None or (empty and tail.outcome is not None):
        found.add("outcome")
    for span in (lead.subject, lead.noun, label):
        if span is None:
            continue
        kinds = {word.kind for word in prose.words_between(span.start, span.end)}
        found |= kinds & set(_TYPES)
        groups = {word.group for word in prose.words_between(span.start, span.end) if word.kind == "subject"}
        if "proposal" in groups:
            found.add("proposal")
        if "conference" in groups:
            found.add("conference")
    return frozenset(found)


def _foreign(prose: Prose, lead: Lead, mention: Mention) -> frozenset[str]:
    spans = [span for span in (lead.noun, lead.subject, mention.tail.noun) if span is not None]
    groups = {
        w.group for span in spans for w in prose.words_between(span.start, span.end) if w.kind == "subject"
    }
    return frozenset(groups & set(_FOREIGN))


def _opens(prose: Prose, mention: Mention) -> bool:
    if mention.has("split", "strong") and not mention.has("outside", "hard"):
        return True
    breaks = [b for b in prose.breaks_between(*mention.gap) if prose.bracket_at(b.at) == mention.bracket]
    for mark in breaks:
        if mark.strength == 3:
            return True
    clauses = _clauses(prose, mention.gap.start, mention.clause.start)
    return bool(clauses) and bool(
        re.search(r"[^其当之]中[，,]?$", prose.plain[clauses[-1].start : clauses[-1].end])
    )


def _is_general(prose: Prose, lead: Lead, mention: Mention, *, total: bool) -> bool:
    if total:
        return True
    for span in (lead.noun, mention.tail.noun):
        if span is None:
            continue
        words = prose.words_between(span.start, span.end)
        if any(word.kind == "subject" for word in words):
            return True
    return bool(lead.verb) and lead.noun is None


def uniform_types(items: Sequence[Item]) -> frozenset[str]:
    """Return the types that all items share; "category" for a plain list under a verb of output."""
    shared = frozenset.intersection(*(item.types for item in items))
    if shared:
        return shared
    first = items[0]
    bare = all(item.lead.bare for item in items[1:])
    units = {item.mention.number.unit for item in items}
    foreign = frozenset().union(*(item.foreign for item in items))
    joined = all(item.mention.strength <= 2 for item in items[1:])
    if bare and joined and len(units) == 1 and not foreign and first.lead.verb == "output":
        return frozenset({"category"})
    return frozenset()


def continues(items: list[Item], item: Item, total: Mention | None, *, nested: bool = False) -> bool:
    """Return whether `item` goes on a list that a marker opened."""
    first, mention = items[0], item.mention
    shared = first.types & item.types
    if mention.has("outside", "hard") or (mention.has("outside") and "channel" not in shared):
        return False
    if mention.period != first.mention.period or item.label is None:
        return False
    if item.is_total and not (shared and shared != {"body"}):
        return False
    strange = mention.strength > 2 or not item.lead.bare or "metric" in item.foreign
    if item.foreign - first.foreign and strange and not shared:
        return False
    if nested and not shared and not item.lead.bare:
        return False
    if mention.strength >= 5:
        room = total is not None and sum(i.mention.value for i in items) + mention.value <= total.value
        return bool(shared & {"channel", "body", "month"}) and room
    if mention.family != first.mention.family and not (shared or mention.strength <= 1):
        return False
    return _same_manner(items, item, shared)


def _same_manner(items: list[Item], item: Item, shared: frozenset[str]) -> bool:
    """Return whether an item is worded like the list it would go on: as a bare phrase, or under a verb of its kind."""
    first = items[0]
    if item.lead.bare or shared:
        return True
    if any(other.lead.verb_text == item.lead.verb_text for other in items):
        return True
    if item.mention.strength <= 1:
        return item.lead.verb in ("output", "other", "")
    return item.lead.verb == "output" and first.lead.verb == "output"


def parallel(first: Item, second: Item) -> bool:
    """Return whether two neighbouring counts are members of one list that no marker opens."""
    mention = second.mention
    if second.opens or second.is_total or mention.period != first.mention.period:
        return False
    if mention.has("outside", "hard") or (
        mention.has("outside") and "channel" not in first.types & second.types
    ):
        return False
    if first.label is None or second.label is None or first.foreign != second.foreign:
        return False
    shared = first.types & second.types
    if mention.family != first.mention.family and not shared:
        return False
    if mention.strength >= 5:
        return "channel" in shared or _enumerated(second) or "month" in shared
    if shared:
        return True
    if not second.lead.bare:
        alike = second.lead.verb_text == first.lead.verb_text or (_by_subject(first) and _by_subject(second))
        return bool(second.lead.verb_text) and alike
    return True


def _by_subject(item: Item) -> bool:
    """Return whether the words say no more than who put out how much."""
    return item.lead.verb == "output" and item.lead.subject is not None and item.lead.noun is None


def _enumerated(item: Item) -> bool:
    return item.mention.has("enumerator")


_JOINTS: Final = re.compile("、|以及|和|及|与")
_OWN_COUNT: Final = re.compile(
    r"(?:等)?\s?(?:[两二三四五六七八九十]|\d{1,2})\s?(?:个|家|类|种|大|项|条)?[^，。]{0,8}$"
)


def series_items(prose: Prose, items: list[Item]) -> list[Item]:
    """Return `items` with the names of a series put to its figures ("甲、乙分别为3件、2件", "甲、乙各5条")."""
    named: list[Item] = []
    position = 0
    while position < len(items):
        item = items[position]
        marks = [w for w in item.mention.marks if w.kind == "total" and w.group in ("pair", "each")]
        if not marks:
            named.append(item)
            position += 1
            continue
        size = 1
        if marks[-1].group == "pair":
            while position + size < len(items) and _is_naked(prose, items[position + size].mention):
                size += 1
        figures = items[position : position + size]
        names = _names(prose, marks[-1].start, marks[-1].end, item.mention)
        named += _assigned(prose, figures, names, each=marks[-1].group == "each")
        position += size
    return named


def _is_naked(prose: Prose, mention: Mention) -> bool:
    return not prose.plain[mention.gap.start : mention.gap.end].strip(" 、，和及与")


def _names(prose: Prose, before: int, after: int, mention: Mention) -> list[list[Span]]:
    """Return the lists of names that stand before "分别", and behind it."""
    clause = prose.clause(before)
    lists = []
    for start, end in ((max(clause.start, mention.gap.start), before), (after, mention.number.start)):
        for chunk in reversed(chunks_of(prose, start, end)):
            if chunk.kind in ("noun", "outcome") and _JOINTS.search(prose.plain, chunk.start, chunk.end):
                lists.append(_split_names(prose, chunk.start, chunk.end))
                break
    return lists


def _split_names(prose: Prose, start: int, end: int) -> list[Span]:
    text = prose.plain[start:end]
    own = _OWN_COUNT.search(text)
    if own and own.start() and _JOINTS.search(text[: own.start()]):
        end = start + own.start()
    spans = []
    place = start
    for joint in _JOINTS.finditer(prose.plain, start, end):
        if any(name.start < joint.start() < name.end for name in prose.names):
            continue
        spans.append(Span(place, joint.start()))
        place = joint.end()
    spans.append(Span(place, end))
    return [span for span in spans if prose.plain[span.start : span.end].strip()]


def _assigned(prose: Prose, figures: list[Item], lists: list[list[Span]], *, each: bool) -> list[Item]:
    for names in lists:
        if each and len(names) > 1:
            return [_renamed(prose, figures[0], name) for name in names]
        if len(names) == len(figures) > 1:
            return [_renamed(prose, figure, name) for figure, name in zip(figures, names, strict=True)]
    return figures


def _renamed(prose: Prose, item: Item, name: Span) -> Item:
    channel = name if channel_kind(prose, name) else None
    words = prose.words_between(name.start, name.end)
    kinds = {word.kind for word in words}
    types = (kinds & {*_TYPES, "outcome"}) | ({"channel"} if channel else set())
    lead = Lead(channel=channel, noun=name, subject=name, bare=True)
    return replace(
        item, lead=lead, label=name, types=frozenset(types) or frozenset({"series"}), is_total=False
    )
