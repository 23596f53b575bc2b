"""A whole and its parts, and what makes a list of counts a breakdown."""

from __future__ import annotations

from dataclasses import dataclass

from gkstats.reading.narrative.members import Member, uniform_types
from gkstats.reading.narrative.mentions import Mention
from gkstats.reading.narrative.prose import Prose

__all__ = ["Split", "is_plain_list", "list_types", "totals_up"]


@dataclass
class Split:
    """A whole (None when the text states none) and the items it falls into."""

    total: Mention | None
    items: list[Member]
    marked: bool = False

    @property
    def indices(self) -> set[int]:
        """The positions of the parts among all mentions."""
        return {item.mention.index for item in self.items}


def list_types(prose: Prose, items: list[Member]) -> frozenset[str]:
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


def is_plain_list(items: list[Member]) -> bool:
    """Return whether an announced list without a total names parts of one kind: bare phrases with one unit."""
    units = {item.mention.number.unit for item in items}
    bare = all(item.lead.bare and not item.foreign for item in items)
    return bare and len(units) == 1 and items[0].mention.family == "item"


def totals_up(items: list[Member], after: Member) -> bool:
    """Return whether the count behind a list is its total."""
    mention = after.mention
    if mention.family != items[0].mention.family or mention.sentence - items[-1].mention.sentence > 1:
        return False
    exact = mention.value == sum(item.mention.value for item in items)
    large = mention.value >= max(item.mention.value for item in items)
    return after.is_total and large if not exact else after.is_total or not after.types
