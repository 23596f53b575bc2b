"""Breakdowns that no marker announces: exact sums, a total beside a list, a list of parallel counts."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from gkstats.reading.narrative.members import Member, parallel, uniform_types
from gkstats.reading.narrative.prose import Prose
from gkstats.reading.narrative.splits import Split, list_types, totals_up

__all__ = ["find_unmarked"]

_MOST_PARTS: Final = 40


def find_unmarked(prose: Prose, free: list[Member], marked: list[Split]) -> list[Split]:
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
            part = _part_of_marked(free[position:end], marked)
            splits += [part] if part else _of_run(prose, free, position, end, wholes)
        elif position not in taken and position and position - 1 not in taken:
            splits += _single(free[position - 1], free[position])
        position = max(end, position + 1)
    return splits


def _part_of_marked(items: list[Member], marked: list[Split]) -> Split | None:
    """Return the split of a part just told, when the run behind it adds up to that part exactly."""
    first = items[0].mention
    if any(item.mention.number.comparator != "=" for item in items) or not uniform_types(items):
        return None
    for split in marked[-3:]:
        for item in split.items:
            whole = item.mention
            near = 0 <= first.sentence - whole.sentence <= 1 and whole.index < first.index
            if near and whole.family == first.family and whole.value == sum(i.mention.value for i in items):
                return Split(whole, items)
    return None


def _single(whole: Member, part: Member) -> list[Split]:
    """Return the split into one part that states its share ("公开1650条，网站公开1120条，占67.9%")."""
    mention, total = part.mention, whole.mention
    fits = total.number.unit == mention.number.unit and total.sentence == mention.sentence
    named = (
        part.label is not None and not part.opens and not part.is_total and not mention.has("outside", "hard")
    )
    if mention.share is not None and total.share is None and fits and named and total.value >= mention.value:
        return [Split(total, [part])] if whole.is_general else []
    return []


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
    if after is not None and totals_up(items, after):
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
    types = list_types(prose, items)
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
