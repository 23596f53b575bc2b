"""Bodies whose names say no place (财政局, 市教育局, 城关镇人民政府): there are thousands of each, and a name makes none of them one."""

from __future__ import annotations

import functools
import re
from typing import Final

from gkstats.agencies import UNSETTLED, agency_id, bodies
from gkstats.regions.divisions import short_codes

__all__ = ["id_apart", "site_of"]

# A name of two characters or more before what divisions end in is a place, known or not.
_PLACE: Final = re.compile(r"..(?:省|市|县|区|旗|州|盟)")
_HOST: Final = re.compile(r"(?:https?://)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)", re.IGNORECASE)


def id_apart(agency: str | None, year: int | None, site: str | None, document: str) -> str | None:
    """Return the id of a body whose name says no place: what its name leads to, and the site, else the document, after it.

    Two such reports are of one agency only where they stand on one site, or are the same document.

    Parameters
    ----------
    agency : str or None
        Name as printed.
    year : int or None
        The reporting year.
    site : str or None
        As `site_of` returns it.
    document : str
        Key of the document.

    Returns
    -------
    str or None
        None where the name says a place, or is that of a body of the whole country.

    Examples
    --------
    >>> id_apart("市教育局", 2020, "www.example.gov.cn", "3fa9c1d2e4b5"), id_apart("市教育局", 2020, None, "3fa9c1d2e4b5")
    ('?/bureau:市教育局@example.gov.cn', '?/bureau:市教育局@3fa9c1d2e4b5')
    >>> id_apart("云岭县教育局", 2020, None, "3fa9c1d2e4b5"), id_apart("国家统计局", 2020, None, "3fa9c1d2e4b5")
    (None, None)
    """
    if not agency:
        return None
    id_ = agency_id(agency, year)
    place, _, body = id_.partition("/")
    kind, _, name = body.partition(":")
    if place != UNSETTLED or _says_a_place(kind, name, agency) or not _local(name):
        return None
    return f"{id_}@{(site or document).removeprefix('www.')}"


def _says_a_place(kind: str, name: str, agency: str) -> bool:
    if kind == "zone" and name.partition("/")[0] in _kinds_of_zone():
        return False
    if any(name[:length] in short_codes() for length in (2, 3)):  # 长沙海关
        return True
    return bool(_PLACE.search(agency if kind == "town" else name))


@functools.cache
def _kinds_of_zone() -> frozenset[str]:
    """Return what zones are called when nothing else is said of them."""
    return frozenset(name for full, others in bodies()["zones"].items() for name in (full, *others))


def _local(name: str) -> bool:
    known = bodies()
    return not name.startswith(tuple(known["nationwide"])) and not name.endswith(tuple(known["ministries"]))


def site_of(source: str, website: str | None) -> str | None:
    """Return the host of the site that a report stands on: that of its address, else the one that it names.

    Examples
    --------
    >>> site_of("https://jyj.example.gov.cn/a.html", None), site_of("a.pdf", "网址：www.example.gov.cn"), site_of("a.pdf", None)
    ('jyj.example.gov.cn', 'www.example.gov.cn', None)
    """
    address = source if source.lower().startswith(("http://", "https://")) else website
    found = _HOST.search(address or "")
    return found[1].lower() if found else None
