"""Random figures for a year of an agency, of which all sums hold, within the year and from year to year."""

from __future__ import annotations

import fnmatch
import functools
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple, TypeAlias

from gkstats.forms import Form

__all__ = ["Cells", "Subject", "Tables", "draw_tables"]

Cells: TypeAlias = dict[tuple[str, str], int | float]
"""Figures by row and column code."""
Tables: TypeAlias = dict[str, Cells]

_APPLICANTS: Final = ("natural_person", "business", "research", "public_interest", "legal_service", "other")
_SHARES: Final = (0.86, 0.08, 0.01, 0.01, 0.03, 0.01)
"""Who asks: nearly all are natural persons."""
_LIKELY: Final = {
    "outcome.granted": 40.0,
    "outcome.partial": 9.0,
    "outcome.unavailable.not_held": 22.0,
    "outcome.denied.administrative_inquiry": 5.0,
    "outcome.not_processed.petition": 4.0,
}
"""Weights of outcomes; the rest share what is left."""
_RARE: Final = 1.0
_MOST: Final = 2500
"""Most requests a year, which keeps the busiest agencies from costing more than all others together."""
_RULED: Final = ("rules",)


class Subject(NamedTuple):
    """The agency and year that are drawn: everything random follows from these."""

    seed: int
    agency: int
    year: int
    rules: bool = False
    """Whether the agency has the power to make rules."""

    def chance(self, what: str, year: int | None = None) -> random.Random:
        """Return a source of chance of its own for one matter of a year, the same in every process."""
        return random.Random(f"{self.seed}/{self.agency}/{year or self.year}/{what}")  # noqa: S311

    def size(self, what: str) -> float:
        """Return how large one matter is for the agency in all its years."""
        return random.Random(f"{self.seed}/{self.agency}/{what}").lognormvariate(0, 1)  # noqa: S311


def draw_tables(form: Form, subject: Subject) -> Tables:
    """Return the figures of every table of a form.

    Examples
    --------
    >>> from gkstats.forms import get_form
    >>> tables = draw_tables(get_form("national-2019"), Subject(0, 0, 2020))
    >>> sorted(tables), len(tables["applications"])
    (['applications', 'proactive', 'reviews'], 161)
    """
    drawn = {
        "proactive": _proactive,
        "applications": _applications,
        "reviews": _reviews,
        "statistics": _statistics,
    }
    return {table.id: drawn[table.id](form, subject) for table in form.tables}


def _applications(form: Form, subject: Subject) -> Cells:
    """Draw requests: what was carried over is last year's rest, every outcome is of a request that was there."""
    chance = subject.chance("applications")
    rows = _outcomes(form)
    weights = tuple(_LIKELY.get(row, _RARE) for row in rows)
    rest, last = _carried(subject, subject.year), _carried(subject, subject.year - 1)
    asked = Counter(
        chance.choices(
            _APPLICANTS, _SHARES, k=min(_MOST, int(12 * subject.size("requests") * _swing(chance)))
        )
    )
    cells: Cells = {}
    for applicant in _APPLICANTS:
        # Whatever is carried on was received this year, so that nothing can be answered that was not there.
        new = asked[applicant] + rest[applicant]
        answered = new + last[applicant] - rest[applicant]
        outcomes = Counter(chance.choices(rows, weights, k=answered))
        cells["received.new", applicant] = new
        cells["received.carried_over", applicant] = last[applicant]
        cells.update({(row, applicant): outcomes[row] for row in rows})
        cells["outcome.total", applicant] = answered
        cells["carried_forward", applicant] = rest[applicant]
    for row in ("received.new", "received.carried_over", *rows, "outcome.total", "carried_forward"):
        cells[row, "total"] = sum(cells[row, applicant] for applicant in _APPLICANTS)
    return cells


@functools.cache
def _outcomes(form: Form) -> tuple[str, ...]:
    """Return the rows of outcomes that a form asks for."""
    table = form.table("applications")
    rows = table.blocks[0].rows if table else ()
    return tuple(
        row.code
        for row in rows
        if row.code.startswith("outcome.") and row.code != "outcome.total" and not row.optional
    )


def _carried(subject: Subject, year: int) -> Counter[str]:
    """Return the requests that are carried from `year` into the next."""
    chance = subject.chance("carried", year)
    most = min(_MOST // 20, int(2 * subject.size("requests")))
    return Counter(chance.choices(_APPLICANTS, _SHARES, k=chance.randint(0, most)))


def _swing(chance: random.Random) -> float:
    """Return by what factor a year differs from the usual."""
    return chance.uniform(0.7, 1.4)


def _reviews(form: Form, subject: Subject) -> Cells:
    chance = subject.chance("reviews")
    table = form.table("reviews")
    mean = 1.5 * subject.size("requests")
    cells: Cells = {}
    for column in table.blocks[0].columns if table else ():
        row = column.row or ""
        if column.code == "total":
            cells[row, "total"] = sum(value for (of, _), value in cells.items() if of == row)
        else:
            cells[row, column.code] = int(chance.expovariate(1 / mean)) if chance.random() < 0.5 else 0
    return cells


def _proactive(form: Form, subject: Subject) -> Cells:
    """Draw what was disclosed without being asked; stocks go on from year to year."""
    chance = subject.chance("proactive")
    table = form.table("proactive")
    cells: Cells = {}
    for block in table.blocks if table else ():
        codes = [column.code for column in block.columns]
        for row in block.rows:
            none = row.code in _RULED and not subject.rules
            drawn = _stock(row.code, codes, form.years[0], subject) if len(codes) > 1 else {}
            for code in codes:
                value = drawn[code] if code in drawn else _flow(row.code, code, subject, chance)
                cells[row.code, code] = 0 if none else value
    return cells


def _flow(row: str, code: str, subject: Subject, chance: random.Random) -> int | float:
    if code == "amount":
        return round(80 * subject.size(row) * _swing(chance), 2)
    return int(60 * subject.size(row) * _swing(chance))


def _stock(row: str, codes: Sequence[str], first: int, subject: Subject) -> dict[str, int]:
    """Follow what an agency keeps through the years of the form until the year that is drawn."""
    if "in_force" not in codes and "change" not in codes and "total_published" not in codes:
        return {}
    stock = int(20 * subject.size(row))
    drawn: dict[str, int] = {}
    for year in range(min(first, subject.year), subject.year + 1):
        chance = subject.chance(row, year)
        added, dropped = chance.randint(0, 6 + stock // 10), chance.randint(0, stock // 8)
        before, stock = stock, stock + added - dropped
        drawn = {
            "issued": added,
            "repealed": dropped,
            "in_force": stock,
            "items_last_year": before,
            "change": added - dropped,
            "made": added,
            "published": added,
            "total_published": stock,
        }
    return {code: drawn[code] for code in codes if code in drawn}


def _statistics(form: Form, subject: Subject) -> Cells:
    """Draw an indicator list: single indicators at random, and totals as what they add up to."""
    chance = subject.chance("statistics")
    table = form.table("statistics")
    rows = [r for r in table.blocks[0].rows if not r.heading and not r.optional] if table else []
    parts = {
        identity.right[0]: _named(identity.left, [row.code for row in rows])
        for identity in form.identities
        if identity.table == "statistics"
    }
    codes = {row.code for row in rows}
    drawn: dict[str, int | float] = {}

    def draw(code: str, unit: str | None) -> int | float:
        if code in parts:
            return sum(value(part, unit) for part in parts[code])
        if unit == "万元":
            return round(chance.uniform(0, 40), 2)
        whole = "disclosed.total" if code.startswith("disclosed.") else code.rpartition(".")[0]
        if whole in codes and whole != code and whole not in parts:
            return int(value(whole, unit) * chance.random())
        scale = 200 if code.startswith("disclosed.") else 8
        return int(scale * subject.size(code.split(".")[0]) * chance.uniform(0.1, 2))

    def value(code: str, unit: str | None) -> int | float:
        if code not in drawn:
            drawn[code] = draw(code, unit)
        return drawn[code]

    return {(row.code, "value"): value(row.code, row.unit) for row in rows}


def _named(patterns: Iterable[str], codes: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(code for pattern in patterns for code in fnmatch.filter(codes, pattern)))
