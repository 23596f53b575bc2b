"""Names of agencies that might report: real divisions, and departments that most divisions have."""

from __future__ import annotations

import datetime as dt
import functools
import math
import random
import tomllib
from importlib import resources
from typing import Any, Final, NamedTuple

from gkstats.regions.divisions import Division, gazetteer

__all__ = ["Agency", "Printed", "draw_agency", "printed_names"]

_STEADY: Final = (2008, 2024)
"""Only divisions that kept code and name through these years, so that an agency is the same in all its reports."""


_MERGED: Final = 2019
"""First reporting year of the departments that the reform of 2018 formed."""


class Printed(NamedTuple):
    """How an agency signs a report. ``body`` is the same for all names of one body, and for no other's."""

    name: str
    year: int
    body: str


class Agency(NamedTuple):
    """An agency that reports.

    Attributes
    ----------
    name : str
        As the title of its reports has it.
    region, place : str
        Its division, and what such a division is called (县, 区, 市).
    government : bool
        Whether it is the division's government; else a department.
    rules : bool
        Whether the law lets it make rules.
    """

    name: str
    region: str
    place: str
    government: bool
    rules: bool

    def published(self, year: int, chance: random.Random) -> dt.date:
        """Return a day on which its report may have been published in time."""
        latest = 80 if self.government else 28
        return dt.date(year + 1, 1, 2) + dt.timedelta(chance.randint(0, latest))


def draw_agency(seed: int, number: int) -> Agency:
    """Return the agency of that number, the same in every process; no two of the first 60,000 have the same name.

    Examples
    --------
    >>> draw_agency(0, 7) == draw_agency(0, 7)
    True
    >>> len({draw_agency(0, number).name for number in range(1000)})
    1000
    """
    divisions, departments = _divisions(), _words()["departments"]
    turn, rest = divmod(number, _words()["every"])
    if rest == 0 and turn < len(divisions):
        division = divisions[_shuffled(seed, turn, len(divisions))]
        rules = division.level == "prefecture"
        return Agency(_full_name(division) + "人民政府", division.name, division.name[-1], True, rules)
    place = _shuffled(seed, number, len(divisions) * len(departments))
    division, department = divisions[place // len(departments)], departments[place % len(departments)]
    return Agency(_full_name(division) + department, division.name, division.name[-1], False, False)


def printed_names(seed: int, number: int, years: range) -> list[Printed]:
    """Return how the agency of that number signs its reports: in full and in short, and as what its division was called.

    A third of the divisions changed their names or codes meanwhile. Departments that were formed of others in 2018 have
    those before them, which are bodies of their own. A name may leave out the city or the title of office, or say the
    province as well; of districts some do not say where they lie.

    Examples
    --------
    >>> printed_names(0, 7, range(2017, 2021)) == printed_names(0, 7, range(2017, 2021))
    True
    """
    chance = random.Random(f"{seed}/{number}/names")  # noqa: S311
    departments = ["", "", *_words()["departments"]]
    renamed = number % 3 == 0
    every = _renamed() if renamed else _divisions()
    place = _shuffled(seed, number // 3 if renamed else number, len(every) * len(departments))
    division, department = every[place // len(departments)], departments[place % len(departments)]
    body = f"{division.code}/{place % len(departments) if department else 'government'}"
    found = []
    for year in years:
        then = gazetteer().same_in(division, year) or division
        called, formed = department, body
        if year < _MERGED and department in _words()["before"]:
            olds = _words()["before"][department]
            which = chance.randrange(len(olds))
            called, formed = chance.choice(olds[which]), f"{body}/before/{which}"
        elif department:
            called = chance.choice([department, department, *_words()["shorts"].get(department, ())])
        else:
            called = chance.choice(["人民政府", "人民政府", "政府", ""])
        found.append(Printed(_placed(then, year, chance) + called, year, formed))
    return found


def _placed(division: Division, year: int, chance: random.Random) -> str:
    """Return a way to write where a division lies."""
    above = gazetteer().parent(division, year)
    top = gazetteer().parent(above, year) if above else None
    names = [one.name for one in (top, above, division) if one]
    if division.name.endswith("区"):
        keep = chance.choices([1, 2, 3], [1, 6, 1])[0]
    else:
        keep = chance.choices([1, 2, 3], [4, 2, 1])[0]
    return "".join(names[-keep:])


def _shuffled(seed: int, number: int, size: int) -> int:
    """Return the place of a number in a shuffled row of `size`, without writing that row down."""
    step, start = _stride(seed, size)
    return (start + step * number) % size


@functools.cache
def _stride(seed: int, size: int) -> tuple[int, int]:
    chance = random.Random(f"{seed}/{size}")  # noqa: S311
    step = next(n for n in iter(lambda: chance.randrange(1, size), None) if math.gcd(n, size) == 1)
    return step, chance.randrange(size)


@functools.cache
def _words() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("agencies.toml").read_text(encoding="utf-8"))


@functools.cache
def _divisions() -> tuple[Division, ...]:
    first, last = _STEADY
    divisions = (
        division
        for division in gazetteer().all()
        if division.valid(first) and division.valid(last) and division.name[-1] in "市县区旗"
    )
    return tuple(d for d in divisions if d.level != "province" and not d.name.endswith("地区"))


@functools.cache
def _renamed() -> tuple[Division, ...]:
    """Return divisions of the last steady year that had another name or code in the first."""
    first, last = _STEADY
    now = (
        one for one in gazetteer().all() if one.valid(last) and not one.valid(first) and one.level == "county"
    )
    return tuple(one for one in now if gazetteer().same_in(one, first))


def _full_name(division: Division) -> str:
    """Return the name of a division with the city that a district belongs to, as districts sign."""
    above = gazetteer().parent(division, _STEADY[1])
    if division.name.endswith("区") and above is not None and above.name.endswith("市"):
        return above.name + division.name
    return division.name
