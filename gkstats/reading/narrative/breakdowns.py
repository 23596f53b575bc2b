"""Wholes and their parts: which counts of a text split which, from markers, sums and parallel wording."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from gkstats.reading.narrative.levels import level_members
from gkstats.reading.narrative.members import Member, continues
from gkstats.reading.narrative.mentions import Mention
from gkstats.reading.narrative.prose import Prose
from gkstats.reading.narrative.splits import Split, is_plain_list, list_types, totals_up
from gkstats.reading.narrative.unmarked import find_unmarked

__all__ = ["find_splits"]

_FAR: Final = 40
"""A whole stands at most so many counts before its parts."""
_MOST_PARTS: Final = 40


def find_splits(prose: Prose, mentions: Sequence[Mention]) -> tuple[Split, ...]:
    """Return the breakdowns among `mentions`, in text order."""
    levels: dict[int, list[Mention]] = {}
    for mention in mentions:
        if mention.period != "change":
            levels.setdefault(mention.bracket, []).append(mention)
    splits: list[Split] = []
    for bracket in sorted(levels):
        level = level_members(prose, levels[bracket])
        owner = _owner(prose, levels, bracket)
        splits += _of_level(prose, level, owner, bracketed=bracket >= 0)
    kept = [split for split in splits if _sound(split)]
    return tuple(sorted(kept, key=lambda split: split.items[0].mention.index))


def _owner(prose: Prose, levels: dict[int, list[Mention]], bracket: int) -> Mention | None:
    """Return the count that a bracket stands behind, or right before."""
    if bracket < 0:
        return None
    start, end = prose.brackets[bracket].start, prose.brackets[bracket].end
    around = levels.get(prose.bracket_at(start), [])
    place = bisect_left(around, start, key=lambda mention: mention.number.start)
    if place:
        between = prose.plain[around[place - 1].number.end : start]
        if len(between) < 16 and not any(mark in between for mark in "。；："):
            return around[place - 1]
    if place < len(around) and not prose.plain[end : around[place].number.start].strip(" 共计合总有为"):
        return around[place]
    return None


def _of_level(prose: Prose, level: list[Member], owner: Mention | None, *, bracketed: bool) -> list[Split]:
    """Return the splits among the items of one bracket, or of the text outside brackets."""
    splits: list[Split] = []
    taken: set[int] = set()
    if bracketed and level and owner is not None:
        whole = _collect(prose, level, 0, splits, owner)
        if len(whole.items) > 1 or level[0].opens or level[0].mention.share is not None:
            splits.append(whole)
            taken |= whole.indices
    counted = 0
    for position, item in enumerate(level):
        taken |= {index for split in splits[counted:] for index in split.indices}
        counted = len(splits)
        if item.mention.index not in taken and item.opens:
            split = _collect(prose, level, position, splits, None)
            if split.total is None:
                split.total = _total_behind(level, position + len(split.items), split)
            if _accepts_marked(prose, split):
                splits.append(split)
    taken |= {index for split in splits for index in split.indices}
    carried = {item.mention.index for item in level if item.mention.has("time", "carry")}
    metric = {item.mention.index for item in level if "metric" in item.foreign}
    out = taken | carried | metric
    free = [item for item in level if item.mention.index not in out]
    splits += find_unmarked(prose, free, splits)
    return splits


def _total_behind(level: list[Member], place: int, split: Split) -> Mention | None:
    """Return the count behind a marked list when it is the list's total."""
    after = level[place] if place < len(level) else None
    return after.mention if after is not None and totals_up(split.items, after) else None


def _accepts_marked(prose: Prose, split: Split) -> bool:
    if split.total is not None:
        return True
    forms = sum("mediaform" in item.types for item in split.items)
    if len(split.items) < 2:
        return False
    return (
        bool(list_types(prose, split.items)) or forms >= 0.6 * len(split.items) or is_plain_list(split.items)
    )


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
            inner_whole = _choose_total(prose, level, place)
            if not any(inner_whole is part.mention for part in items):
                break
            deeper: list[Split] = []
            inner = _collect(prose, level, place, deeper, None)
            if not any(inner.total is part.mention for part in items):
                break
            found += [inner, *deeper]
            place += len(inner.items) + sum(len(split.items) for split in deeper)
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
        if len(label) > 1 and re.search(f"{re.escape(label)}(?:信息|文件|公开|类|方面|当){{0,2}}[中里]", gap):
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
    closed = {index for split in found[-_FAR:] for index in split.indices}
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
    return any(split.items[-1].mention is item.mention for split in found[-_FAR:])


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
