"""From an agency's name and a year to the administrative division, its code, level and parent.

An agency's name is read from the left: divisions from the largest to the smallest, each within the one before
(江苏省淮安市淮安区), the longest name first; then what reports there: the government itself, a township, or an organ.
The names and codes are those of the reporting year. A name of the year before or after is accepted, too, and led to
what the same division was called in the reporting year; a division that merged or was split leads nowhere.

No region is told for a name that several divisions bear (朝阳区) unless the name itself says where it lies, for
development zones (which have no code), for ministries, and for anything else that the name does not settle.
"""

from __future__ import annotations

import functools
import re
from typing import Final, Literal, NamedTuple, TypeAlias

from gkstats.chinese import fold, simplify
from gkstats.regions.divisions import Division, gazetteer, short_codes, words
from gkstats.regions.joining import join

__all__ = [
    "Level",
    "Name",
    "Region",
    "find_region",
    "join",
    "later_regions",
    "lineage",
    "read_name",
    "township_in",
]

Level: TypeAlias = Literal["province", "prefecture", "county", "township", "department", "zone"]

_ASIDE: Final = re.compile(r"\s+|[(\[【〔].*?[)\]】〕]")


class Region(NamedTuple):
    """Where an agency stands.

    Attributes
    ----------
    code : str or None
        Code of the smallest division that the agency's name names and that has one: its own for a government,
        that of its division for a township or department, which have none in the table. None where none is named.
    name : str
        Name of the division, township or department.
    level : {"province", "prefecture", "county", "township", "department", "zone"}
    parent_code, parent_name : str or None
        The division above; for a township or department the one that its name names.
    since, until : int or None
        First year of the division's code and name, and the year in which they ended (None: they have not).
    successors : tuple of str
        Codes that took the division over when it ended.
    """

    code: str | None
    name: str
    level: Level
    parent_code: str | None
    parent_name: str | None
    since: int | None
    until: int | None
    successors: tuple[str, ...]


def find_region(agency: str | None, year: int | None) -> Region | None:
    """Return where an agency stands in a reporting year, or None when its name does not settle it.

    Parameters
    ----------
    agency : str or None
        Name as printed; spaces, script and remarks in brackets do not matter.
    year : int or None
        The reporting year.

    Examples
    --------
    >>> region = find_region("中宁县审批服务管理局", 2020)
    >>> region.code, region.level, region.parent_name
    ('640521', 'department', '中宁县')
    >>> find_region("江苏省淮安市淮安区人民政府", 2010)[:5]
    ('320803', '楚州区', 'county', '320800', '淮安市')
    >>> find_region("朝阳区人民政府", 2020) is None, find_region("北京市朝阳区人民政府", 2020).code
    (True, '110105')
    >>> find_region("平潭综合实验区", 2020) is None
    True
    """
    if not agency or year is None:
        return None
    _, vertical, division, rest = read_name(agency, year)
    if any(zone in rest for zone in words()["zones"]):
        return None
    if (
        vertical
    ):  # an organ run from the capital stands where its name says, and is never the government there
        return _organ(rest, division) if division else None
    if division is None:
        return _township(rest, None)
    if not rest or rest in words()["governments"]:
        return _own(division, year)
    return _township(rest, division) or _organ(rest, division)


class Name(NamedTuple):
    """The parts of an agency's name: a body that leads it from the capital, the division, and what reports there."""

    text: str
    """The whole without blanks and asides, in simplified script."""
    vertical: str
    division: Division | None
    """As it was in the reporting year; None where the name does not settle it."""
    rest: str


def read_name(agency: str, year: int) -> Name:
    """Take an agency's name apart from the left.

    Examples
    --------
    >>> name = read_name("中宁县审批服务管理局", 2020)
    >>> name.division.name, name.rest
    ('中宁县', '审批服务管理局')
    """
    text = _ASIDE.sub("", simplify(fold(agency)))
    vertical = next((prefix for prefix in words()["vertical"] if text.startswith(prefix)), "")
    division, rest = _divisions(text.removeprefix(vertical), year)
    return Name(text, vertical, division, rest)


def township_in(text: str) -> tuple[str, str] | None:
    """Return the name of a township and what follows it (an office of it), where a text is that of one.

    Examples
    --------
    >>> township_in("石空镇人民政府"), township_in("石空镇财政所")
    (('石空镇', '人民政府'), None)
    """
    match = _township_name().fullmatch(text)
    return (match[1], text[len(match[1]) :]) if match else None


def lineage(code: str | None, year: int | None) -> dict[str, str]:
    """Return the names of a division and of those above it in a year, by level.

    Examples
    --------
    >>> lineage("640521", 2020)
    {'county': '中宁县', 'prefecture': '中卫市', 'province': '宁夏回族自治区'}
    """
    division = gazetteer().at(code, year) if code and year is not None else None
    found: dict[str, str] = {}
    while division is not None and year is not None:
        found[division.level] = division.name
        division = gazetteer().parent(division, year)
    return found


def later_regions(code: str, year: int, later: int) -> tuple[Region, ...]:
    """Return the divisions of the year `later` that hold what the division of `code` held in `year`.

    Raises
    ------
    KeyError
        No division had that code in that year.

    Examples
    --------
    >>> [region.name for region in later_regions("110103", 2008, 2020)]
    ['东城区']
    """
    division = gazetteer().at(code, year)
    if division is None:
        raise KeyError(f"{code} in {year}")
    return tuple(_own(found, later) for found in sorted(gazetteer().later(division, later)))


def _divisions(text: str, year: int) -> tuple[Division | None, str]:
    """Read divisions from the left; return the smallest, as it was in `year`, and the rest of the text.

    The rest is empty and the division None when the text begins with a division, but not with a certain one.
    """
    found, rest = _step(text, year, None)
    if not found:
        return None, text
    now = {one for division in found if (one := gazetteer().same_in(division, year))}
    return (now.pop(), rest) if len(now) == 1 and len(found) == 1 else (None, "")


def _step(text: str, year: int, within: str | None) -> tuple[set[Division], str]:
    """Return the divisions that the longest chain of names at the start of `text` may mean, and the rest."""
    for name, bearers in gazetteer().named(text):
        known = _known(bearers, year, within)
        if not known:
            continue
        deeper = [_step(text[len(name) :], year, division.code) for division in known]
        below = [one for one in deeper if one[0]]
        if below:
            return set().union(*(divisions for divisions, _ in below)), min((r for _, r in below), key=len)
        # 城区, 东区 and the like say where in a city, not which; alone they name no division.
        if within is None and len(name) == 2 and name.endswith("区"):
            continue
        return known, text[len(name) :]
    return _step_by_short_name(text, year) if within is None else (set(), text)


def _known(bearers: list[Division], year: int, within: str | None) -> set[Division]:
    """Return those of the bearers of a name that it can mean: valid in the year, else in the year before or after."""
    inside = [d for d in bearers if within is None or gazetteer().lies_in(d, within)]
    for candidate in (year, year + 1, year - 1):
        if known := {division for division in inside if division.valid(candidate)}:
            return known
    return set()


def _step_by_short_name(text: str, year: int) -> tuple[set[Division], str]:
    """Read 宁夏中宁县 or 南京鼓楼区: a short name counts only before a division that lies there."""
    for length in (3, 2):
        for code in short_codes().get(text[:length], ()):
            if gazetteer().at(code, year):
                below, rest = _step(text[length:], year, code)
                if below:
                    return below, rest
    return set(), text


def _own(division: Division, year: int) -> Region:
    parent = gazetteer().parent(division, year)
    return Region(
        division.code,
        division.name,
        division.level,
        parent.code if parent else None,
        parent.name if parent else None,
        division.since,
        division.until,
        division.successors,
    )


def _below(name: str, level: Level, division: Division | None) -> Region:
    if division is None:
        return Region(None, name, level, None, None, None, None, ())
    code = division.code
    return Region(code, name, level, code, division.name, division.since, division.until, division.successors)


def _township(rest: str, division: Division | None) -> Region | None:
    match = _township_name().fullmatch(rest)
    return _below(match[1], "township", division) if match else None


@functools.cache
def _township_name() -> re.Pattern[str]:
    kinds, organs = "|".join(words()["townships"]), "|".join(words()["township_organs"])
    return re.compile(rf"(.{{1,12}}?(?:{kinds}))(?:{organs})?")


def _organ(rest: str, division: Division) -> Region | None:
    named = words()
    if not rest.endswith(tuple(named["organs"])) or rest.endswith(tuple(named["below_township"])):
        return None
    return _below(rest, "department", division)
