"""The members of a list of counts: what each is called, what type it has, and whether two of them are parallel."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from gkstats.reading.narrative.labels import Lead, read_lead
from gkstats.reading.narrative.lexicon import Word
from gkstats.reading.narrative.masks import Span
from gkstats.reading.narrative.mentions import Mention, parting_breaks
from gkstats.reading.narrative.prose import Prose

__all__ = [
    "TYPES",
    "Member",
    "continues",
    "counts_accounts",
    "is_verbal",
    "member_of",
    "named_behind",
    "parallel",
    "uniform_types",
]


@dataclass(frozen=True, slots=True)
class Member:
    """A count as a possible part or whole of a breakdown.

    ``types`` names what kinds of part it can be (channel, outcome, month, applicant, ...); ``opens`` is the marker
    before it that announces parts ("word", "colon", "within", else ""); ``is_total`` that it sums up what stands before; ``is_general`` that it counts
    a whole (information, applications) rather than a named part, ``is_plain_whole`` that it counts nothing narrower
    than information. ``foreign`` names subjects of other kinds (a mailbox, a petition) that a list may not mix in.
    """

    mention: Mention
    lead: Lead
    label: Span | None
    types: frozenset[str]
    opens: str
    is_total: bool
    is_general: bool
    is_plain_whole: bool
    foreign: frozenset[str]
    kind_from: Span | None = None
    """The phrase that tells a channel's kind where the label does not."""


TYPES: Final = ("applicant", "applyform", "mediaform", "body")
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


def member_of(prose: Prose, mention: Mention, lead_of: Mention) -> Member:
    """Return the item of a count whose naming words stand at `lead_of` (the count itself, or its issues)."""
    lead = _lead_with_context(prose, lead_of)
    label = _label(lead, mention.tail) or _remainder(prose, mention)
    types = _types(prose, lead, mention.tail, label)
    words = prose.words_between(lead_of.gap.start, lead_of.gap.end)
    foreign = _foreign(prose, lead, mention)
    sums = {w.group for w in prose.words_between(*lead_of.clause) if w.kind == "total"}
    total = bool(sums & {"strong", "weak"})
    summary = label is not None and prose.plain[label.start] in "全以三四五六七八九十两各总"
    kinds = types - {"channel", "proposal", "conference"} - ({"body"} if summary else set())
    named = lead.channel is not None or bool(kinds) or _names_part(prose, lead)
    return Member(
        mention=mention,
        lead=lead,
        label=label,
        types=types,
        opens=_opens(prose, lead_of),
        is_total="strong" in sums or (total and not named),
        is_general=_is_general(prose, lead, mention, total=total),
        is_plain_whole=_is_plain_whole(prose, lead),
        foreign=foreign if words or foreign else frozenset(),
    )


def _names_part(prose: Prose, lead: Lead) -> bool:
    """Return whether the phrase at a figure names a part: more than information as such, or the whole place."""
    if lead.noun is None:
        return False
    words = prose.words_between(*lead.noun)
    general = bool(words) and all(word.kind in ("subject", "conjunction") for word in words)
    return not general and prose.plain[lead.noun.start] not in "全以三四五六七八总两各"


def _lead_with_context(prose: Prose, mention: Mention) -> Lead:
    """Return the lead, completed from the clauses before it.

    A clause that only says "推送…143条" takes its channel from there, one that only says "为139条" its name.
    """
    lead, tail = mention.lead, mention.tail
    if lead.channel is not None or lead.subject is not None:
        return lead
    start = max(mention.gap.start, prose.sentences[mention.sentence].start)
    nameless = lead.noun is None and lead.outcome is None and lead.month is None
    named_behind = any((tail.noun, tail.subject, tail.outcome, tail.channel))
    for clause in reversed(_clauses(prose, start, mention.clause.start)):
        earlier = read_lead(prose, clause.start, clause.end, before=False)
        takes_channel = lead.verb == "output" or (not lead.verb and lead.noun is None)
        if earlier.channel is not None and takes_channel and not (nameless and named_behind):
            return replace(lead, channel=earlier.channel)
        if (
            nameless
            and not named_behind
            and not lead.verb
            and (earlier.noun or earlier.subject or earlier.outcome)
        ):
            return replace(lead, noun=earlier.subject or earlier.noun, outcome=earlier.outcome)
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
        return lead.month or tail.outcome or tail.channel or tail.subject or tail.noun or lead.verb_span
    return lead.month or lead.outcome or lead.subject or lead.noun or lead.channel


_ASKED: Final = re.compile("网络|网上|线上|互联网|在线|网站|平台|微信|公众号|客户端$")
"""Channels by which requests come in, too."""


def _remainder(prose: Prose, mention: Mention) -> Span | None:
    """Return "其余" where nothing else names what is left."""
    found = re.search("其余|余下|剩余|剩下|其他|其它", prose.plain[slice(*mention.clause)])
    return Span(mention.clause.start + found.start(), mention.clause.start + found.end()) if found else None


def _types(prose: Prose, lead: Lead, tail: Lead, label: Span | None) -> frozenset[str]:
    found = set()
    if lead.channel is not None or (tail.channel is not None and lead.verb in ("", "output")):
        found.add("channel")
    channel = lead.channel or tail.channel
    if "channel" in found and channel and _ASKED.search(prose.plain[channel.start : channel.end]):
        found.add("applyform")
    if lead.month is not None:
        found.add("month")
    empty = lead.noun is None and lead.subject is None
    if lead.outcome is not None or (empty and tail.outcome is not None):
        found.add("outcome")
    for span in (lead.subject, lead.noun, label):
        if span is None:
            continue
        kinds = {word.kind for word in prose.words_between(span.start, span.end)}
        found |= kinds & set(TYPES)
        groups = {word.group for word in prose.words_between(span.start, span.end) if word.kind == "subject"}
        if "proposal" in groups:
            found.add("proposal")
        if "conference" in groups or prose.plain[: span.end].endswith("发布会"):
            found.add("conference")
    return frozenset(found)


def _foreign(prose: Prose, lead: Lead, mention: Mention) -> frozenset[str]:
    spans = [span for span in (lead.noun, lead.subject, mention.tail.noun) if span is not None]
    words = [w for span in spans for w in prose.words_between(*span)]
    groups = {w.group for w in words if w.kind == "subject" and not is_verbal(prose, w)}
    if any(prose.plain[w.start : w.end] == "新闻发布会" for w in words):
        groups.add("conference")
    return frozenset(groups & set(_FOREIGN))


def is_verbal(prose: Prose, word: Word) -> bool:
    """Return whether "申请" governs what follows ("申请排水许可证5条") rather than being counted itself."""
    if prose.plain[word.start : word.end] != "申请":
        return False
    behind = prose.plain[word.end : word.end + 2].lstrip()
    return (
        behind[:1].isalpha()
        and behind[0] not in "共的数量总计为约近超达人中件均已内由"
        and not behind[0].isdigit()
    )


def _opens(prose: Prose, mention: Mention) -> str:
    if mention.has("split", "strong") and not mention.has("outside", "hard"):
        return "word"
    start = max(mention.gap.start, prose.sentences[mention.sentence].start)
    marks = parting_breaks(prose, mention.gap, mention.bracket)
    if any(mark.strength == 3 and mark.at >= start for mark in marks):
        return "colon"
    clauses = _clauses(prose, start, mention.clause.start)
    within = clauses and _WITHIN.search(prose.plain[clauses[-1].start : clauses[-1].end])
    return "within" if within else ""


_WITHIN: Final = re.compile("(?:[^其当之]中|里|当中|之中)[，,]?$")


def named_behind(prose: Prose, item: Member) -> Member:
    """Return a member named by the words behind its figure ("申请有9件是网上提交")."""
    mention, lead = item.mention, Lead(bare=True)
    label = _label(lead, mention.tail)
    types = _types(prose, lead, mention.tail, label)
    return replace(item, lead=lead, label=label, types=types, foreign=frozenset())


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


def _is_plain_whole(prose: Prose, lead: Lead) -> bool:
    if lead.noun is None or lead.channel is not None or lead.verb != "output":
        return False
    words = prose.words_between(*lead.noun)
    return bool(words) and words[0].start == lead.noun.start and all(w.group == "disclosure" for w in words)


def uniform_types(items: Sequence[Member]) -> frozenset[str]:
    """Return the types that all items share; "category" for a plain list under a verb of output."""
    shared = frozenset.intersection(*(item.types for item in items))
    if shared:
        return shared
    channels = sum("channel" in item.types for item in items)
    if channels >= 0.6 * len(items) and all("channel" in i.types or _by_named_subject(i) for i in items):
        return frozenset({"channel"})
    first = items[0]
    if (
        all(_by_subject(item) and not item.foreign for item in items)
        and len({i.mention.number.unit for i in items}) == 1
    ):
        return frozenset({"body"})
    bare = all(item.lead.bare for item in items[1:])
    units = {item.mention.number.unit for item in items}
    foreign = frozenset().union(*(item.foreign for item in items))
    joined = all(item.mention.strength <= 2 for item in items[1:])
    output = first.lead.verb == "output" and first.lead.noun is not None
    if bare and joined and len(units) == 1 and not foreign and output:
        return frozenset({"category"})
    return frozenset()


def continues(
    prose: Prose, items: list[Member], item: Member, total: Mention | None, *, nested: bool = False
) -> bool:
    """Return whether `item` goes on a list that a marker opened."""
    first, mention = items[0], item.mention
    shared = first.types & item.types
    if mention.has("outside", "hard") or (mention.has("outside") and "channel" not in shared):
        return False
    if mention.period != first.mention.period or item.label is None or _is_full(items, item, total):
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
    if _of_other_family(first, item) and not (shared or mention.strength <= 1):
        return False
    return _same_manner(prose, items, item, shared)


def _of_other_family(first: Member, second: Member) -> bool:
    """Return whether two figures count different kinds of things; one without a unit may count anything."""
    families = {first.mention.family, second.mention.family}
    return len(families - {""}) > 1


def _is_full(items: list[Member], item: Member, total: Mention | None) -> bool:
    """Return whether a list is complete without `item`: it adds up, or the item was carried over from outside."""
    carried = item.mention.has("time", "carry") and not items[0].mention.has("time", "carry")
    told = len(items) > 1 or not items[0].types & item.types
    adds_up = total is not None and told and sum(i.mention.value for i in items) == total.value
    return carried or (adds_up and item.mention.value > 0)


def _same_manner(prose: Prose, items: list[Member], item: Member, shared: frozenset[str]) -> bool:
    """Return whether an item is worded like the list it would go on: as a bare phrase, or under a verb of its kind."""
    first = items[0]
    if item.lead.bare or shared:
        return True
    if any(_same_verb(prose, other, item) for other in items):
        return True
    if item.mention.strength <= 1:
        return item.lead.verb in ("output", "handle", "other", "")
    return item.lead.verb == "output" and first.lead.verb == "output"


def parallel(prose: Prose, first: Member, second: Member) -> bool:
    """Return whether two neighbouring counts are members of one list that no marker opens."""
    mention = second.mention
    if _are_apart(first, second):
        return False
    if "channel" in first.types and _by_named_subject(second) and mention.family == first.mention.family:
        return mention.strength < 5 and not second.foreign
    if first.label is None or second.label is None or first.foreign != second.foreign:
        return False
    shared = first.types & second.types - {"series", "each"}
    if _of_other_family(first, second) and not shared:
        return False
    if mention.strength >= 5:
        return "channel" in shared or _enumerated(second) or "month" in shared
    if shared:
        return True
    if mention.strength > 1 and mention.number.unit != first.mention.number.unit:
        return False
    if not second.lead.bare:
        return _same_verb(prose, first, second) or (_by_subject(first) and _by_subject(second))
    return True


def counts_accounts(item: Member) -> bool:
    """Return whether a figure at a channel's name counts accounts, not what they put out."""
    return "channel" in item.types and item.mention.number.unit in ("个", "家") and item.lead.verb != "output"


def _are_apart(first: Member, second: Member) -> bool:
    """Return whether marks or markers keep two counts from being members of one list."""
    mention = second.mention
    if second.opens or second.is_total or mention.period != first.mention.period:
        return True
    unlike = bool(second.types) and not first.types & second.types
    if first.is_plain_whole and unlike and not (first.types and second.is_plain_whole):
        return True
    if mention.has("outside", "hard") or (
        mention.has("outside") and "channel" not in first.types & second.types
    ):
        return True
    if mention.strength > 1 and counts_accounts(first) != counts_accounts(second):
        return True
    new_series = "series" in first.types & second.types and mention is not first.mention
    return (new_series and mention.has("total", "pair", "each")) or ("each" in first.types) != (
        "each" in second.types
    )


def _same_verb(prose: Prose, first: Member, second: Member) -> bool:
    spans = first.lead.verb_span, second.lead.verb_span
    return None not in spans and len({prose.plain[span.start : span.end] for span in spans if span}) == 1


def _by_subject(item: Member) -> bool:
    """Return whether the words say no more than who put out how much."""
    return (
        item.lead.verb == "output"
        and item.lead.subject is not None
        and (item.lead.noun is None or item.is_plain_whole)
    )


def _by_named_subject(item: Member) -> bool:
    return item.lead.verb == "output" and item.lead.subject is not None and not item.types


def _enumerated(item: Member) -> bool:
    return item.mention.has("enumerator")
