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

__all__ = ["Agency", "draw_agency"]

_STEADY: Final = (2008, 2024)
"""Only divisions that kept code and name through these years, so that an agency is the same in all its reports."""


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


def _full_name(division: Division) -> str:
    """Return the name of a division with the city that a district belongs to, as districts sign."""
    above = gazetteer().parent(division, _STEADY[1])
    if division.name.endswith("区") and above is not None and above.name.endswith("市"):
        return above.name + division.name
    return division.name
