"""The year's disclosures by channel, decided once for frames, rates, cards and charts alike.

Either the prose splits them, or the list of a form before 2019 has a row for each channel. Where a report has both, the
rows stand unless the split adds up to the total that it states: a split that does not may be of something else.
"""

from __future__ import annotations

from typing import NamedTuple

from gkstats.documents.model import Anchor
from gkstats.records import Breakdown, Comparator, Fact, Narrative, Records
from gkstats.sums import Number
from gkstats.vocabulary import term

__all__ = ["Channel", "Channels", "channels_of", "channels_of_prose"]


class Channel(NamedTuple):
    """A channel and what was disclosed through it; ``value`` is None for a row without a figure."""

    label: str
    kind: str | None
    value: Number | None
    comparator: Comparator
    cell: tuple[str, str, str] | None
    """The cell of the list; None for a part of the prose."""
    places: tuple[Anchor, ...]


class Channels(NamedTuple):
    """The channels of a report, their stated total, and why these."""

    parts: tuple[Channel, ...]
    total: Number | None
    comparator: Comparator
    sentence: str | None
    """The sentence that splits them; None for rows of a list."""
    reason: str

    @property
    def whole(self) -> Number:
        """What shares are taken over: the stated total, else what the parts add up to."""
        return self.total or sum(part.value or 0 for part in self.parts)

    @property
    def exact(self) -> bool:
        """Whether every part is a figure without a hedge."""
        return all(part.value is not None and part.comparator == "=" for part in self.parts)


def channels_of(records: Records) -> Channels | None:
    """Return the disclosures of the year by channel; None for a report that breaks them down by none.

    Parameters
    ----------
    records : Records

    Examples
    --------
    >>> import gkstats as gk
    >>> found = channels_of(gk.load_report(gk.samples() / "zhongning-2020.txt").records)
    >>> found.total, [part.value for part in found.parts]
    (540, [75, 274, 81, 64, 46])
    """
    rows = [fact for fact in records.facts if fact.table == "statistics" and fact.column == "value"]
    listed = [(fact, kind) for fact in rows if (kind := term("indicators", fact.row).kind)]
    split = channels_of_prose(records.narrative)
    if split is not None and (split.sums or not listed):
        return _of_split(split, records.narrative.channels_reason)
    if not listed:
        return None
    total = next((fact.value for fact in rows if fact.row == "disclosed.total"), None)
    parts = tuple(_of_row(fact, kind) for fact, kind in listed)
    return Channels(parts, total, "=", None, "channel rows of the statistics table")


def channels_of_prose(narrative: Narrative) -> Breakdown | None:
    """Return the split of the prose by channel; None where it has none."""
    return None if narrative.channels is None else narrative.breakdowns[narrative.channels]


def _of_split(split: Breakdown, reason: str) -> Channels:
    parts = tuple(
        Channel(part.label, part.kind, part.value, part.comparator, None, part.places or split.places)
        for part in split.parts
    )
    return Channels(parts, split.total, split.total_comparator, split.sentence, reason)


def _of_row(fact: Fact, kind: str) -> Channel:
    cell = (fact.table, fact.row, fact.column)
    return Channel(term("indicators", fact.row).zh, kind, fact.value, "=", cell, (fact.anchor,))
