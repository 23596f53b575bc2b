"""What each rule measures in one report: a numerator, a denominator, and what had to be inferred."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple, TypeAlias

from gkstats.checks import deadline_of
from gkstats.crosswalk import Subject, read_line
from gkstats.disclosures import channels_of
from gkstats.indicators.catalogue import Indicator, Term
from gkstats.sums import Cell, Number
from gkstats.totals import BASES, Basis

__all__ = ["RULES", "Measured", "Rule"]


class Measured(NamedTuple):
    """Numerator and denominator, None where the report does not state them."""

    numerator: Number | None
    denominator: Number | None
    note: str = ""
    basis: Basis = "printed"


Rule: TypeAlias = Callable[[Indicator, Subject], Measured]


class _Side(NamedTuple):
    """What the figures of one side of a rate add up to, and the cells that they stand in."""

    value: Number | None
    note: str = ""
    basis: Basis = "printed"
    cells: tuple[Cell, ...] = ()


def ratio(indicator: Indicator, subject: Subject) -> Measured:
    """Divide the numerator's figures by the denominator's: parts of a total by what all of its parts add up to."""
    above, below = _sum(indicator.numerator, subject), _sum(indicator.denominator, subject)
    lacking = [side.note for side in (above, below) if side.value is None]
    note = _notes(*(lacking or (above.note, below.note)))
    whole = below.value
    if whole is not None and len(below.cells) == 1:
        whole = subject.settled.whole(below.cells[0], above.cells)
    if whole != below.value:
        note = _notes(note, f"taken over {whole:,.10g}")
    return Measured(above.value, whole, note, max(above.basis, below.basis, key=BASES.index))


def figure(indicator: Indicator, subject: Subject) -> Measured:
    """Take a figure as the report states it."""
    above = _sum(indicator.numerator, subject)
    return Measured(above.value, 1, above.note, above.basis)


def per_10000(indicator: Indicator, subject: Subject) -> Measured:
    """Leave the people open: no report states them."""
    above = _sum(indicator.numerator, subject)
    return Measured(above.value, None, above.note if above.value is None else "", above.basis)


def _sum(terms: tuple[Term, ...], subject: Subject) -> _Side:
    total: Number = 0
    notes = []
    basis: Basis = "printed"
    cells: tuple[Cell, ...] = ()
    for sign, line in terms:
        reading = read_line(line, subject)
        if reading is None:
            return _Side(None)
        if reading.value is None or reading.comparator != "=":
            hedge = f"{line.name} is stated with a hedge ({reading.comparator})"
            return _Side(None, reading.note if reading.value is None else hedge)
        total += sign * reading.value
        basis = max(basis, reading.basis, key=BASES.index)
        cells += tuple(cell for cell in reading.cells if cell in subject.cells)
        reason = line.sources[reading.origin].reason
        joined = line.cell not in reading.cells and reason
        notes.append(_notes(reading.note, f"{line.name}: {reason}" if joined else ""))
    return _Side(total, _notes(*notes), basis, cells)


def _notes(*notes: str) -> str:
    return "; ".join(dict.fromkeys(note for note in notes if note))


def hhi(_: Indicator, subject: Subject) -> Measured:
    """Add up the squared shares of the channels."""
    parts = _channels(subject)
    if parts is None:
        return Measured(None, None)
    whole = sum(parts)
    return Measured(
        sum(part * part for part in parts), whole * whole
    )  # a power of floats raises where it overflows


def top_share(_: Indicator, subject: Subject) -> Measured:
    """Divide the largest channel by all."""
    parts = _channels(subject)
    return Measured(None, None) if parts is None else Measured(max(parts), sum(parts))


def _channels(subject: Subject) -> list[Number] | None:
    """Return the disclosures by channel; None without them, with a hedge, or where one is left blank."""
    found = channels_of(subject.records)
    if found is None or not found.parts or not found.exact:
        return None
    return [part.value for part in found.parts if part.value is not None]


def on_time(_: Indicator, subject: Subject) -> Measured:
    """Say whether the report was published by its deadline."""
    identity = subject.records.identity
    days = deadline_of(identity.agency, identity.year)
    if days is None or identity.published is None or days[0] < identity.published <= days[1]:
        return Measured(None, None)
    return Measured(int(identity.published <= days[0]), 1)


def days(_: Indicator, subject: Subject) -> Measured:
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
