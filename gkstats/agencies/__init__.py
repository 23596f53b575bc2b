"""Whose report it is: an agency's name and a year lead to an id that stays the same when names are shortened or change.

An id is ``CODE/BODY``. ``CODE`` is that of the division whose body reports: the code that the division bears today, or
bore last, as long as it only changed its name or code (洪泽县, 320829, is 320813 since 2016). ``BODY`` is one of

``government``
    the government itself, whether it signs as 洪泽区, 洪泽区人民政府 or 淮安市洪泽区人民政府;
``office``
    its general office (办公室, 办公厅): a body of its own, also where it reports for the government;
``bureau:NAME``
    a department, committee or other organ, by its name in full (公安局);
``town:NAME``, ``town:NAME/office``
    a township or subdistrict, which has no code here;
``zone:NAME``, ``zone:NAME/bureau:NAME``
    a development zone, under the division that hosts it: never the same as that division's government;
``body:NAME``
    anything else.

Where a name does not settle the division (朝阳区, 市教育局, a name that no division bears) there stands ``?`` for the code
and the name in full after it: it is the same as itself only. Where a name says no place at all, the site of the report, or
else the document, follows (``placeless``). An id follows from name and year alone; names that might
mean one agency are told by ``doubts``.
"""

from __future__ import annotations

import csv
import functools
import re
import tomllib
from importlib import resources
from typing import Any, Final

from gkstats.regions import Name, Region, find_region, read_name, township_in
from gkstats.regions.divisions import gazetteer, short_codes, words

__all__ = ["UNSETTLED", "agency_id", "bare", "bodies", "full_name", "region_of", "zone_hosts"]

UNSETTLED: Final = "?"
_JOINTS: Final = re.compile("[和与及、]")
_LATEST: Final = 9999
"""A year in which only divisions of today are valid."""
_PLACES: Final = ("省", "市", "县", "区", "旗", "州", "盟")


@functools.lru_cache(maxsize=65_536)
def agency_id(agency: str, year: int | None) -> str:
    """Return the id of an agency.

    Parameters
    ----------
    agency : str
        Name as printed.
    year : int or None
        The reporting year; without it, names are those of today.

    Examples
    --------
    >>> agency_id("洪泽区人民政府", 2023), agency_id("淮安市洪泽区人民政府", 2024), agency_id("洪泽县人民政府", 2014)
    ('320813/government', '320813/government', '320813/government')
    >>> agency_id("平潭县人民政府", 2013), agency_id("平潭综合实验区管委会", 2013)
    ('350128/government', '350128/zone:平潭综合实验区')
    >>> agency_id("上海市人民政府", 2019), agency_id("上海市人民政府办公厅", 2019)
    ('310000/government', '310000/office')
    >>> agency_id("中宁县发改委", 2020), agency_id("朝阳区人民政府", 2020)
    ('640521/bureau:发展和改革委员会', '?/government:朝阳区')
    """
    name = read_name(agency, _LATEST if year is None else year)
    zone = _zone_id(name)
    if zone:
        return zone
    if name.division is None:
        return f"{UNSETTLED}/{_unsettled(name.text)}"
    return f"{gazetteer().lasting(name.division).code}/{_body(name.rest, name.vertical)}"


def region_of(agency: str | None, year: int | None) -> Region | None:
    """Return where an agency stands in a reporting year, as `find_region` does, and a zone in the division that hosts it.

    Examples
    --------
    >>> region_of("平潭综合实验区", 2020)[:5]
    ('350128', '平潭综合实验区', 'zone', '350128', '平潭县')
    """
    region = find_region(agency, year)
    if region is not None or not agency or year is None:
        return region
    code, _, body = agency_id(agency, year).partition("/")
    host = gazetteer().at(code, _LATEST)
    host = gazetteer().same_in(host, year) if host else None
    if host is None or not body.startswith("zone:"):
        return None
    name = body.removeprefix("zone:")
    return Region(host.code, name, "zone", host.code, host.name, host.since, host.until, host.successors)


def _body(rest: str, vertical: str) -> str:
    known = bodies()
    if vertical:
        return f"bureau:{full_name(rest)}" if rest == "税务局" else f"bureau:{vertical}{rest}"
    if not rest or rest in known["titles"]:
        return "government"
    if rest in known["offices"]:
        return "office"
    town = township_in(rest)
    if town:
        return f"town:{town[0]}{_office(town[1])}"
    own = rest.removeprefix("人民政府")
    kind = "bureau" if own.endswith(tuple(words()["organs"])) else "body"
    return f"{kind}:{full_name(own)}"


def _unsettled(text: str) -> str:
    """Return the body of a name that leaves open which division it belongs to, and says it in full."""
    town = township_in(text)
    if town:
        return f"town:{town[0]}{_office(town[1])}"
    for kind, endings in (("office", "offices"), ("government", "titles")):
        for ending in _long_first(endings):
            place = text.removesuffix(ending)
            # 审批办公室 is no general office, and 市政府 no name.
            if place != text and len(place) > 1 and (kind == "government" or place.endswith(_PLACES)):
                return f"{kind}:{place}"
    if text.endswith(_PLACES):
        return f"government:{text}"
    kind = "bureau" if text.endswith(tuple(words()["organs"])) else "body"
    for length in range(len(text) - 1, 2, -1):
        tail = text[-length:]
        if bare(tail) in _in_full():
            return f"{kind}:{text[:-length]}{full_name(tail)}"
    return f"{kind}:{bare(text)}"


def _office(rest: str) -> str:
    return "/office" if rest in bodies()["township_offices"] else ""


def _zone_id(name: Name) -> str | None:
    """Return the id of a zone: under the host that the table gives, or else the division that its name begins with."""
    rest = name.rest if name.division else name.text.removeprefix(name.vertical)
    end = max((at + len(word) for word in words()["zones"] if (at := rest.find(word)) >= 0), default=0)
    if not end or township_in(rest):
        return None
    zone, after = rest[:end], rest[end:]
    body = _zone_body(after, name.vertical)
    # Of names in the table the longest that this one ends in: 南京江北新区 is 江北新区.
    whole = name.text[: len(name.text) - len(after)].removeprefix(name.vertical)
    known = next((one for one in zone_hosts() if whole.endswith(one)), None)
    if known and _may_stand_before(whole.removesuffix(known), zone_hosts()[known]):
        return f"{zone_hosts()[known]}/zone:{known}{body}"
    host = gazetteer().lasting(name.division).code if name.division else UNSETTLED
    if host == UNSETTLED or host.endswith("0000"):
        for length in (3, 2):  # 长沙高新区, 湖南省长沙高新区
            codes = [
                code
                for code in short_codes().get(zone[:length], ())
                if host == UNSETTLED or (code.startswith(host[:2]) and code != host)
            ]
            if len(codes) == 1 and len(zone) > length:
                host, zone = codes[0], zone[length:]
                break
    return f"{host}/zone:{_zone_name(zone)}{body}"


def _zone_body(after: str, vertical: str) -> str:
    """Return the body within a zone that is named after it; nothing for its administration itself."""
    title = next((title for title in _long_first("titles") if after.startswith(title)), "")
    own = after.removeprefix(title)
    if not own:
        return ""
    return "/office" if own in bodies()["offices"] else f"/bureau:{full_name(vertical + own)}"


@functools.cache
def _long_first(kind: str) -> tuple[str, ...]:
    return tuple(sorted(bodies()[kind], key=len, reverse=True))


def _may_stand_before(text: str, host: str) -> bool:
    """Return whether a text says nothing but where a zone of the host lies."""
    if not text:
        return True
    above = {host, f"{host[:4]}00", f"{host[:2]}0000"}
    codes = {one.code for name, bearers in gazetteer().named(text) if name == text for one in bearers}
    codes |= set(short_codes().get(text, ()))
    parts = [name for name, bearers in gazetteer().named(text) if any(one.code in above for one in bearers)]
    return bool(codes & above) or any(_may_stand_before(text.removeprefix(part), host) for part in parts)


def _zone_name(zone: str) -> str:
    names: dict[str, list[str]] = bodies()["zones"]
    for long, shorts in names.items():
        for short in sorted(shorts, key=len, reverse=True):
            if zone.endswith(short) and not zone.endswith(long):
                return zone.removesuffix(short) + long
    return zone


def bare(body: str) -> str:
    """Return the name of a body without what joins its parts.

    Examples
    --------
    >>> bare("文化和旅游局") == bare("文化旅游局")
    True
    """
    return _JOINTS.sub("", body)


def full_name(body: str) -> str:
    """Return the name in full of a body; of one that is not listed the name without what joins its parts.

    Examples
    --------
    >>> full_name("人社局"), full_name("文化与旅游局"), full_name("史志局")
    ('人力资源和社会保障局', '文化和旅游局', '史志局')
    """
    return _in_full().get(bare(body), bare(body))


@functools.cache
def _in_full() -> dict[str, str]:
    return {bare(name): full for full, others in bodies()["bodies"].items() for name in (full, *others)}


@functools.cache
def bodies() -> dict[str, Any]:
    """Return what names of bodies are made of (``bodies.toml``)."""
    return tomllib.loads(resources.files(__package__).joinpath("bodies.toml").read_text(encoding="utf-8"))


@functools.cache
def zone_hosts() -> dict[str, str]:
    """Return the code of the division that hosts each zone of the table, the longest names first."""
    text = resources.files(__package__).joinpath("zones.csv").read_text(encoding="utf-8")
    hosts = {row["name"]: row["host"] for row in csv.DictReader(text.splitlines())}
    return dict(sorted(hosts.items(), key=lambda pair: -len(pair[0])))
