"""Wholes and their parts: which counts of a text split which, from markers, sums and parallel wording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from gkstats.reading.narrative.labels import read_lead
from gkstats.reading.narrative.masks import Span
from gkstats.reading.narrative.members import (
    Member,
    continues,
    member_of,
    named_behind,
    parallel,
    uniform_types,
)
from gkstats.reading.narrative.mentions import Mention
from gkstats.reading.narrative.prose import Prose
from gkstats.reading.narrative.series import series_items

__all__ = ["Split", "find_splits"]


_FAR: Final = 40
"""A whole stands at most so many counts before its parts."""
_MOST_PARTS: Final = 40


@dataclass
class Split:
    """A whole (None when the text states none) and the items it falls into."""

    total: Mention | None
    items: list[Member]
    marked: bool = False
    inner: list[Split] = field(default_factory=list)

    @property
    def indices(self) -> set[int]:
        """The positions of the parts among all mentions."""
        return {item.mention.index for item in self.items}


def find_splits(prose: Prose, mentions: Sequence[Mention]) -> tuple[Split, ...]:
    """Return the breakdowns among `mentions`, in text order."""
    usable = [mention for mention in mentions if mention.period != "change"]
    splits: list[Split] = []
    for bracket in sorted({mention.bracket for mention in usable}):
        level = _items(prose, [mention for mention in usable if mention.bracket == bracket])
        owner = _owner(prose, usable, bracket)
        splits += _of_level(prose, level, owner, bracketed=bracket >= 0)
    kept = [split for split in splits if _sound(split)]
    return tuple(sorted(kept, key=lambda split: split.items[0].mention.index))


def _items(prose: Prose, mentions: list[Mention]) -> list[Member]:
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


def _directly_behind(issues: Mention, mention: Mention) -> bool:
    return issues.bracket == mention.bracket and mention.index == issues.index + 1


def _owner(prose: Prose, mentions: list[Mention], bracket: int) -> Mention | None:
    """Return the count that a bracket stands behind."""
    if bracket < 0:
        return None
    start = prose.brackets[bracket].start
    outer = prose.bracket_at(start)
    before = [m for m in mentions if m.number.end <= start and m.bracket == outer]
    last = before[-1] if before else None
    between = prose.plain[last.number.end : start] if last else ""
    if last and len(between) < 16 and not any(mark in between for mark in "。；："):
        return last
    behind = next((m for m in mentions if m.number.start >= start and m.bracket == outer), None)
    joined = behind and prose.plain[prose.brackets[bracket].end : behind.number.start].strip(" 共计合总有为")
    return behind if behind is not None and not joined else None


def _of_level(prose: Prose, level: list[Member], owner: Mention | None, *, bracketed: bool) -> list[Split]:
    """Return the splits among the items of one bracket, or of the text outside brackets."""
    splits: list[Split] = []
    taken: set[int] = set()
    if bracketed and level and owner is not None:
        whole = _collect(prose, level, 0, splits, owner)
        if len(whole.items) > 1 or level[0].opens or level[0].mention.share is not None:
            splits.append(whole)
            taken |= whole.indices
    position = 0
    while position < len(level):
        item = level[position]
        taken |= {index for split in splits for index in split.indices}
        if item.mention.index not in taken and item.opens:
            split = _collect(prose, level, position, splits, None)
            if split.total is None:
                split.total = _total_behind(level, position + len(split.items), split)
            if _accepts_marked(prose, split):
                splits.append(split)
        position += 1
    carried = {item.mention.index for item in level if item.mention.has("time", "carry")}
    taken |= {index for split in splits for index in split.indices}
    metric = {item.mention.index for item in level if "metric" in item.foreign}
    free = [item for item in level if item.mention.index not in taken | carried | metric]
    splits += _unmarked(prose, free, splits)
    return splits


def _total_behind(level: list[Member], place: int, split: Split) -> Mention | None:
    """Return the count behind a marked list when it is the list's total."""
    after = level[place] if place < len(level) else None
    return after.mention if after is not None and _totals_up(split.items, after) else None


def _accepts_marked(prose: Prose, split: Split) -> bool:
    if split.total is not None:
        return True
    forms = sum("mediaform" in item.types for item in split.items)
    if len(split.items) < 2:
        return False
    return (
        bool(_list_types(prose, split.items)) or forms >= 0.6 * len(split.items) or _plain_list(split.items)
    )


def _plain_list(items: list[Member]) -> bool:
    """Return whether an announced list without a total names parts of one kind: bare phrases with one unit."""
    units = {item.mention.number.unit for item in items}
    bare = all(item.lead.bare and not item.foreign for item in items)
    return bare and len(units) == 1 and items[0].mention.family == "item"


def _list_types(prose: Prose, items: list[Member]) -> frozenset[str]:
    """Return the types that make a list without a total a breakdown; none when its parts are not told apart."""
    types = uniform_types(items)
    labels = {prose.plain[item.label.start : item.label.end] for item in items if item.label}
    if "outcome" in types and len(labels) < len(items):
        return frozenset()
    if "outcome" in types and all("outcome" in item.types for item in items):
        groups = {_outcome_group(prose, item) for item in items}
        if len(groups) < 2 or groups & {"resolved"}:
            types -= {"outcome"}
    if any(
        "each" in item.types for item in items
    ):  # "甲、乙各3条" lists what was put out, unless the places are what differs
        types &= {"channel"}
    if types & {"body"} and (len({i.mention.number.unit for i in items}) > 1 or _does_other_things(items)):
        types -= {"body"}
    if types <= {"series"} and len({item.foreign for item in items}) > 1:
        return frozenset()
    told = [item for item in items if item.mention.number.unit not in ("期", "册", "本", "场")]
    if "channel" in types and len(told) < 2:
        types -= {"channel"}
    return types


def _does_other_things(items: list[Member]) -> bool:
    return any(item.lead.verb in ("other", "receive") for item in items)


def _outcome_group(prose: Prose, item: Member) -> str:
    span = item.lead.outcome or item.mention.tail.outcome or item.label
    words = prose.words_between(span.start, span.end) if span else ()
    return words[-1].group if words else ""


def _collect(
    prose: Prose, level: list[Member], start: int, found: list[Split], owner: Mention | None
) -> Split:
    """Return the split whose first part is ``level[start]``; splits of its parts go to `found`."""
    items = [level[start]]
    total = owner or _choose_total(prose, level, start)
    place = start + 1
    while place < len(level):
        item = level[place]
        if item.opens and place > start:
            inner = _collect(prose, level, place, found, None)
            if inner.total is None or not any(inner.total is part.mention for part in items):
                break
            found.append(inner)
            place += len(inner.items)
            if place < len(level) and not continues(prose, items, level[place], total, nested=True):
                break
            continue
        if not continues(prose, items, item, total):
            break
        items.append(item)
        place += 1
    items += _completion(level, place, items, total)
    split = Split(total, items, marked=True)
    if owner is None:
        split.total = _refine_total(prose, level, start, split, found)
    return split


def _completion(level: list[Member], place: int, items: list[Member], total: Mention | None) -> list[Member]:
    """Return the members behind a broken off list that make it add up exactly, else none."""
    if total is None or total.number.comparator != "=":
        return []
    missing = total.value - sum(item.mention.value for item in items)
    more: list[Member] = []
    previous = items[-1]
    for item in level[place : place + _MOST_PARTS]:
        if missing <= 0 or not item.lead.bare or item.mention.family != previous.mention.family:
            break
        if item.opens or item.is_total or item.foreign or item.label is None or item.mention.has("outside"):
            break
        if item.mention.sentence - previous.mention.sentence > 1 or item.mention.period != total.period:
            break
        more.append(item)
        previous = item
        missing -= item.mention.value
        if missing == 0:
            return more
    return []


def _before(level: list[Member], start: int) -> list[Member]:
    """Return the members before `start`, the nearest first."""
    return level[max(0, start - _FAR) : start][::-1]


def _choose_total(prose: Prose, level: list[Member], start: int) -> Mention | None:
    """Return the nearest earlier count that the item at `start` can be a part of."""
    item = level[start]
    named = _named_whole(prose, item, level[:start])
    if named is not None:
        return named
    for other in _before(level, start):
        if item.mention.sentence - other.mention.sentence > 1:
            return None
        if item.opens == "colon" and not _colon_between(prose, other.mention, item.mention):
            return None
        if _can_hold(other.mention, [item]):
            return other.mention
    return None


def _named_whole(prose: Prose, item: Member, earlier: list[Member]) -> Mention | None:
    """Return the earlier part that a phrase such as "县级文件中，" names."""
    gap = prose.plain[item.mention.gap.start : item.mention.gap.end]
    if "中" not in gap and "里" not in gap:
        return None
    for other in earlier[: -_FAR - 1 : -1]:
        label = prose.plain[other.label.start : other.label.end].strip() if other.label else ""
        if len(label) > 1 and (f"{label}中" in gap or f"{label}里" in gap):
            return other.mention
    return None


def _can_hold(total: Mention, items: list[Member]) -> bool:
    family = items[0].mention.family
    if total.family != family and total.family and family:
        return False
    if total.period != items[0].mention.period and total.period not in ("year",):
        return total.period == items[0].mention.period
    return total.value >= max(item.mention.value for item in items) or total.number.comparator != "="


def _refine_total(
    prose: Prose, level: list[Member], start: int, split: Split, found: list[Split]
) -> Mention | None:
    """Return the whole of a collected split: exact sums win, then the nearest count that is large enough."""
    if split.total is not None and _named_whole(prose, split.items[0], level[:start]) is split.total:
        return split.total
    parts = sum(item.mention.value for item in split.items)
    first = split.items[0]
    closed = set().union(*(s.indices for s in found)) if found else set()
    candidates: list[Mention] = []
    for other in _before(level, start):
        if first.mention.sentence - other.mention.sentence > 1:
            break
        if first.opens == "colon" and not _colon_between(prose, other.mention, first.mention):
            break
        if other.mention.index in closed and not _last_of_its_list(other, found):
            continue
        if _can_hold(other.mention, [first]) or (not candidates and _directly_announced(prose, other, first)):
            candidates.append(other.mention)
    same = [m for m in candidates if first.mention.sentence == m.sentence] or candidates
    for mention in same:
        if mention.value == parts and len(split.items) > 1:
            return mention
    if same and _colon_between(prose, same[0], first.mention):
        return same[0]
    for mention in same:
        if mention.value >= parts:
            return mention
    largest = max(item.mention.value for item in split.items)
    return next((m for m in same if m.value >= largest), None)


def _last_of_its_list(item: Member, found: list[Split]) -> bool:
    return any(split.items[-1].mention is item.mention for split in found)


def _directly_announced(prose: Prose, total: Member, first: Member) -> bool:
    return (
        _colon_between(prose, total.mention, first.mention) and total.mention.family == first.mention.family
    )


def _colon_between(prose: Prose, total: Mention, first: Mention) -> bool:
    marks = [b.strength for b in prose.breaks_between(total.number.end, first.number.start)]
    return 3 in marks and max(marks) < 4


def _sound(split: Split) -> bool:
    """Return whether a split can be reported: every part is named, and whole and parts are of one period."""
    if any(item.label is None for item in split.items):
        return False
    periods = {item.mention.period for item in split.items}
    if split.total is not None:
        periods.add(split.total.period)
    return len(periods) == 1


def _unmarked(prose: Prose, free: list[Member], marked: list[Split]) -> list[Split]:
    """Return the splits that no marker announces: by exact sums, by a total beside a list, or by a bare list."""
    splits: list[Split] = []
    taken: set[int] = set()
    wholes = {split.total.index for split in marked if split.total is not None}
    for position in range(len(free)):
        if position in taken:
            continue
        place = position + 1
        while length := _exact_run(prose, free, position, place, taken):
            splits.append(Split(free[position].mention, free[place : place + length]))
            taken |= set(range(place, place + length))
            place += length
    position = 0
    while position < len(free):
        end = position + 1
        while (
            end < len(free)
            and end not in taken
            and position not in taken
            and parallel(prose, free[end - 1], free[end])
        ):
            end += 1
        if position not in taken and end - position > 1:
            splits += _of_run(prose, free, position, end, wholes)
        position = max(end, position + 1)
    return splits


def _exact_run(prose: Prose, free: list[Member], position: int, start: int, taken: set[int]) -> int:
    """Return how many items from `start` add up to ``free[position]`` exactly and are parts of it, else 0."""
    total = free[position].mention
    if total.number.comparator != "=" or total.value < 2:
        return 0
    running: float = 0
    for count, item in enumerate(free[start : start + _MOST_PARTS], start=1):
        mention = item.mention
        if start + count - 1 in taken or item.opens or mention.number.comparator != "=":
            return 0
        if (
            mention.family != total.family
            or mention.has("outside", "hard")
            or item.is_total
            or item.label is None
        ):
            return 0
        if mention.sentence - free[start + count - 2].mention.sentence > 1:
            return 0
        running += mention.value
        if running == total.value and count > 1:
            items = free[start : start + count]
            if not _belong_together(prose, free[position], items):
                return 0
            return count + _zeros_behind(prose, free, start + count)
        if running > total.value:
            return 0
    return 0


def _zeros_behind(prose: Prose, free: list[Member], place: int) -> int:
    count = 0
    while place + count < len(free) and free[place + count].mention.value == 0:
        if not parallel(prose, free[place + count - 1], free[place + count]):
            break
        count += 1
    return count


def _belong_together(prose: Prose, total: Member, items: list[Member]) -> bool:
    """Return whether items that happen to add up are parts of one thing, not chance neighbours."""
    if uniform_types(items):
        return True
    same_sentence = all(item.mention.sentence == items[0].mention.sentence for item in items)
    joined = all(parallel(prose, first, second) for first, second in pairwise(items))
    return (total.mention.value >= 10 or len(items) > 2) and same_sentence and joined


def _of_run(prose: Prose, free: list[Member], start: int, end: int, wholes: set[int]) -> list[Split]:
    """Return the split that a run of parallel items is: with a total before or behind it, or without."""
    items = free[start:end]
    after = free[end] if end < len(free) else None
    if after is not None and _totals_up(items, after):
        return [Split(after.mention, items)]
    before = free[start - 1] if start else None
    if before is not None and _introduces(before, items):
        return [Split(before.mention, items)]
    rest = sum(item.mention.value for item in items[1:])
    if len(items) > 2 and items[0].is_plain_whole and rest <= items[0].mention.value * 1.1:
        return [Split(items[0].mention, items[1:])]
    if len(items) > 2 and items[0].mention.value == rest:
        return [Split(items[0].mention, items[1:])]
    if (
        before is not None
        and items[0].mention.strength <= 1
        and items[0].mention.bracket == before.mention.bracket
    ):
        return []
    types = _list_types(prose, items)
    if items[0].mention.sentence != items[-1].mention.sentence and wholes & {i.mention.index for i in items}:
        return []
    if types and _one_sentence_or_plain(prose, items, types):
        return [Split(None, items)]
    return []


def _one_sentence_or_plain(prose: Prose, items: list[Member], types: frozenset[str]) -> bool:
    """Return whether a list without a total holds: within a sentence, or over sentences with plainly named parts."""
    if all(item.mention.sentence == items[0].mention.sentence for item in items):
        return True
    labels = [prose.plain[item.label.start : item.label.end] for item in items if item.label]
    return "channel" in types and not any("、" in label or "等" in label for label in labels)


def _totals_up(items: list[Member], after: Member) -> bool:
    """Return whether the count behind a list is its total."""
    mention = after.mention
    if mention.family != items[0].mention.family or mention.sentence - items[-1].mention.sentence > 1:
        return False
    exact = mention.value == sum(item.mention.value for item in items)
    large = mention.value >= max(item.mention.value for item in items)
    return after.is_total and large if not exact else after.is_total or not after.types


def _introduces(before: Member, items: list[Member]) -> bool:
    """Return whether the count before an unmarked list is its total."""
    mention, first = before.mention, items[0].mention
    if mention.family != first.family or first.sentence - mention.sentence > 1 or first.strength == 1:
        return False
    if any(item.mention.has("outside", "hard") for item in items) or mention.period != first.period:
        return False
    parts = sum(item.mention.value for item in items)
    if mention.value != parts and mention.number.unit != first.number.unit:
        return False
    types = uniform_types(items)
    if types == {"outcome"} and mention.value != parts:
        return False
    if mention.value < parts and not (types and mention.value * 1.1 > parts):
        return False
    if first.sentence != mention.sentence and not (
        before.is_general and (len(items) > 2 or "channel" in types)
    ):
        return False
    return (
        before.is_general
        and (bool(types) or all(item.mention.lead.bare for item in items))
        and not (before.types & types)
    )
