"""What each rule measures in one report: a numerator, a denominator, and what had to be inferred."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple, TypeAlias

from gkstats.checks import deadline_of
from gkstats.crosswalk import Subject, read_line
from gkstats.indicators.catalogue import Indicator, Term
from gkstats.sums import Number
from gkstats.vocabulary import term

__all__ = ["RULES", "Measured", "Rule"]


class Measured(NamedTuple):
    """Numerator and denominator, None where the report does not state them."""

    numerator: Number | None
    denominator: Number | None
    note: str = ""


Rule: TypeAlias = Callable[[Indicator, Subject, float | None], Measured]


def ratio(indicator: Indicator, subject: Subject, _: float | None) -> Measured:
    """Divide the numerator's figures by the denominator's."""
    above, below = _sum(indicator.numerator, subject), _sum(indicator.denominator, subject)
    lacking = [side.note for side in (above, below) if side.numerator is None]
    return Measured(above.numerator, below.numerator, _notes(*(lacking or (above.note, below.note))))


def figure(indicator: Indicator, subject: Subject, _: float | None) -> Measured:
    """Take a figure as the report states it."""
    above = _sum(indicator.numerator, subject)
    return Measured(above.numerator, 1, above.note)


def per_10000(indicator: Indicator, subject: Subject, people: float | None) -> Measured:
    """Divide by ten thousands of people."""
    above = _sum(indicator.numerator, subject)
    if people is None:
        return Measured(above.numerator, None)
    return Measured(above.numerator, people / 10_000, above.note)


def _sum(terms: tuple[Term, ...], subject: Subject) -> Measured:
    total: Number = 0
    notes = []
    for sign, line in terms:
        reading = read_line(line, subject)
        if reading is None:
            return Measured(None, None)
        if reading.value is None or reading.comparator != "=":
            hedge = f"{line.name} is stated with a hedge ({reading.comparator})"
            return Measured(None, None, reading.note if reading.value is None else hedge)
        total += sign * reading.value
        reason = line.sources[reading.origin].reason
        joined = line.cell not in reading.cells and reason
        notes.append(_notes(reading.note, f"{line.name}: {reason}" if joined else ""))
    return Measured(total, None, _notes(*notes))


def _notes(*notes: str) -> str:
    return "; ".join(dict.fromkeys(note for note in notes if note))


def hhi(_: Indicator, subject: Subject, __: float | None) -> Measured:
    """Add up the squared shares of the channels."""
    parts = _channels(subject)
    if parts is None:
        return Measured(None, None)
    return Measured(sum(part * part for part in parts), sum(parts) ** 2)


def top_share(_: Indicator, subject: Subject, __: float | None) -> Measured:
    """Divide the largest channel by all."""
    parts = _channels(subject)
    return Measured(None, None) if parts is None else Measured(max(parts), sum(parts))


def _channels(subject: Subject) -> list[Number] | None:
    """Return the disclosures by channel, from the prose or from an older list; None without, or with a hedge."""
    narrative = subject.records.narrative
    if narrative.channels is not None:
        parts = narrative.breakdowns[narrative.channels].parts
        exact = all(part.comparator == "=" for part in parts)
        return [part.value for part in parts] if parts and exact else None
    rows = {
        cell: value
        for cell, value in subject.cells.items()
        if cell[0] == "statistics" and cell[2] == "value" and term("indicators", cell[1]).kind
    }
    values = [value for value in rows.values() if value is not None]
    return values if values and len(values) == len(rows) else None


def on_time(_: Indicator, subject: Subject, __: float | None) -> Measured:
    """Say whether the report was published by its deadline."""
    identity = subject.records.identity
    days = deadline_of(identity.agency, identity.year)
    if days is None or identity.published is None or days[0] < identity.published <= days[1]:
        return Measured(None, None)
    return Measured(int(identity.published <= days[0]), 1)


def days(_: Indicator, subject: Subject, __: float | None) -> Measured:
    """Count the days from the end of the year to publication."""
    identity = subject.records.identity
    if identity.year is None or identity.published is None:
        return Measured(None, None)
    return Measured((identity.published - dt.date(identity.year, 12, 31)).days, 1)


RULES: Final[Mapping[str, Rule]] = {
    "ratio": ratio,
    "figure": figure,
    "per-10000": per_10000,
    "hhi": hhi,
    "top-share": top_share,
    "on-time": on_time,
    "days": days,
}
"""The rules by the names that indicators.toml gives them."""
