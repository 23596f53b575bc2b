"""The members of one bracket level in order: counts with the words that name them, wherever these stand."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from gkstats.reading.narrative.labels import read_lead
from gkstats.reading.narrative.masks import Span
from gkstats.reading.narrative.members import Member, member_of, named_behind
from gkstats.reading.narrative.mentions import Mention
from gkstats.reading.narrative.prose import Prose
from gkstats.reading.narrative.series import series_items

__all__ = ["level_members"]

_FAR: Final = 40
"""A whole stands at most so many counts before its parts."""


def level_members(prose: Prose, mentions: list[Mention]) -> list[Member]:
    """Return the items of one level; a count of items takes over the lead of the issues it comes in."""
    items: list[Member] = []
    issues: Mention | None = None
    for mention in mentions:
        if mention.issues:
            issues = issues or mention
        if mention.issues or mention.counts_subject:
            continue
        lead = issues if issues is not None and _directly_behind(issues, mention) else mention
        items.append(member_of(prose, mention, lead))
        issues = None
    items = [_within_earlier(prose, item, items[:place]) for place, item in enumerate(items)]
    return series_items(prose, _alike_behind(prose, items))


def _directly_behind(issues: Mention, mention: Mention) -> bool:
    return issues.bracket == mention.bracket and mention.index == issues.index + 1


def _alike_behind(prose: Prose, items: list[Member]) -> list[Member]:
    """Return `items` with the first of a list named behind its figure where the others are ("9件是…、4件是…")."""
    told = list(items)
    for place in range(len(items) - 2, -1, -1):
        first, second = told[place], told[place + 1]
        close = second.mention.strength in (1, 2) and second.mention.sentence == first.mention.sentence
        behind = _named_by_tail(second) and not prose.plain[slice(*second.mention.clause)].strip(" 有")
        if close and behind and _named_by_tail(first) and first.mention.family == second.mention.family:
            told[place] = named_behind(prose, first)
    return told


def _named_by_tail(item: Member) -> bool:
    tail = item.mention.tail
    return any((tail.outcome, tail.channel, tail.subject, tail.noun))


def _within_earlier(prose: Prose, item: Member, earlier: list[Member]) -> Member:
    """Return a member whose clause begins with an earlier part's name and 中 as the opening of that part's split."""
    text = prose.plain[item.mention.clause.start : item.mention.clause.end].lstrip()
    if "中" not in text or item.opens:
        return item
    for other in earlier[-_FAR:]:
        label = prose.plain[other.label.start : other.label.end].strip() if other.label else ""
        if len(label) > 1 and text.startswith(f"{label}中"):
            start = prose.plain.index(label, item.mention.clause.start) + len(label) + 1
            clause = Span(start, item.mention.clause.end)
            mention = replace(item.mention, clause=clause, lead=read_lead(prose, *clause))
            return replace(member_of(prose, mention, mention), mention=item.mention, opens="within")
    return item
