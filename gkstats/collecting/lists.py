"""From a list, or what its script would ask for, to entries and to the requests for its further pages."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
import urllib.parse
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from gkstats.collecting.markup import Link, Page, date_in, joined
from gkstats.collecting.systems import Behind, EntryKeys, System, system_of
from gkstats.collecting.titles import heads_a_list, is_next, kind_of, year_of, years_page
from gkstats.documents.encoding import decode

__all__ = ["Ask", "Entry", "Listing", "read_answer", "read_list"]

_PAGES: Final = 500
_OBJECTS: Final = 20_000
_FIRST_YEAR: Final = 2008
"""The year in which the regulation came into force."""
_BEIJING: Final = dt.timezone(dt.timedelta(hours=8))
_FIELD: Final = re.compile(r"\{(\w+)\}")
_TAG: Final = re.compile(r"<[^<>]*>")
_DIGITS: Final = re.compile(r"\d+")


class Entry(NamedTuple):
    """A link that may lead to a report: what the list says of it, and whether its title says what it is."""

    url: str
    title: str
    date: dt.date | None
    sure: bool
    """Whether the title names the report."""
    year: int | None


class Ask(NamedTuple):
    """A request for a page of a list."""

    url: str
    form: str = ""
    behind: Behind | None = None
    groups: Mapping[str, str] = {}
    number: int = 0
    base: str = ""


@dataclass(frozen=True)
class Listing:
    """What a page of a list holds: entries, and requests for further pages."""

    entries: tuple[Entry, ...] = ()
    further: tuple[Ask, ...] = ()
    headed: bool = False
    system: System | None = None


def read_list(page: Page, systems: Sequence[System], *, headed: bool = False) -> Listing:
    """Read a page of a list.

    Parameters
    ----------
    page : Page
    systems : sequence of System
    headed : bool
        Whether the list that led here is known to be one of reports on disclosure.
    """
    system = system_of(page.url, page.markup, systems)
    headed = headed or heads_a_list(page.heading)
    links = list(page.links())
    further = [Ask(url) for url in _next_pages(page, links)]
    for behind in system.list if system else ():
        links += _recorded(page.markup, page.base, behind)
        if (groups := _groups(page, behind)) is not None:
            further += _asks(page, behind, groups)
    # A column on the way here bears the same words as a report without a year.
    entries = [entry for entry in _entries(links, headed) if entry.url != page.base]
    return Listing(tuple(entries), tuple(further), headed, system)


def read_answer(ask: Ask, data: bytes, *, headed: bool) -> Listing:
    """Read what a page's script would have got."""
    behind = ask.behind
    if behind is None:
        return Listing()
    count: int | None = None
    if behind.format in ("json", "json-html"):
        answer = _loaded(data)
        if behind.format == "json-html":
            found = _at(answer, behind.html)
            links = list(Page(ask.base, found.encode()).links()) if isinstance(found, str) else []
        else:
            links = list(_objects(answer, behind, ask.base))
            number = _at(answer, behind.count) if behind.count else None
            count = int(number) if isinstance(number, int | str) and str(number).isdigit() else None
    elif behind.format == "records":
        links = _recorded(decode(data), ask.base, behind)
    else:
        links = list(Page(ask.url, data).links())
    entries = tuple(_entries(links, headed))
    return Listing(entries, _after(ask, behind, count) if links else (), headed)


def _entries(links: Iterable[Link], headed: bool) -> Iterator[Entry]:
    for link in links:
        if (year := years_page(link.text)) and _FIRST_YEAR <= year <= _this_year():
            # The page of a year; in some lists it is the report.
            yield Entry(link.url, link.text, link.date, False, year)
            continue
        kind = kind_of(link.title, headed=headed)
        if kind != "other":
            yield Entry(link.url, link.title, link.date, kind == "report", year_of(link.title))


def _this_year() -> int:
    return dt.datetime.now(_BEIJING).year


def _next_pages(page: Page, links: Sequence[Link]) -> Iterator[str]:
    for link in links:
        if link.url != page.base and (is_next(link.text) or _is_numbered(link, page.base)):
            yield link.url


def _is_numbered(link: Link, page: str) -> bool:
    """Return whether a link whose words are a number leads to that page of the list, and is not a day of a calendar."""
    number = link.text.strip("[] ")
    if not (number.isascii() and number.isdigit() and 0 < int(number) <= _PAGES):
        return False
    here, there = urllib.parse.urlsplit(page), urllib.parse.urlsplit(link.url)
    if here.netloc != there.netloc or _folder(here.path) != _folder(there.path):
        return False
    numbers = [int(found) for found in _DIGITS.findall(_last(there))]
    before = [int(found) for found in _DIGITS.findall(_last(here))]
    new = list(numbers)
    for known in before:
        if known in new:
            new.remove(known)
    return new in ([int(number)], [int(number) - 1]) and len(numbers) - len(before) in (0, 1)


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _last(parts: urllib.parse.SplitResult) -> str:
    return f"{parts.path.rpartition('/')[2]}?{parts.query}"


def _groups(page: Page, behind: Behind) -> dict[str, str] | None:
    """Return what the patterns of a list find, None where one that must be there is not."""
    groups: dict[str, str] = {}
    for pattern in (*behind.find, *behind.optional):
        found = re.search(pattern, page.url) or re.search(pattern, page.markup)
        if found is not None:
            groups |= {name: value for name, value in found.groupdict().items() if value is not None}
        elif pattern in behind.find:
            return None
    return groups


def _asks(page: Page, behind: Behind, groups: Mapping[str, str]) -> list[Ask]:
    pages = _pages(behind, groups)
    base = urllib.parse.urldefrag(page.url).url
    first = Ask("", "", behind, groups, behind.first, base)
    if pages is None:
        return [made] if (made := _numbered(first, behind.first)) else []
    numbers = range(behind.first, min(behind.first + pages, behind.first + _PAGES))
    made_asks = [_numbered(first, number) for number in numbers]
    return [ask for ask in made_asks if ask is not None]


def _pages(behind: Behind, groups: Mapping[str, str]) -> int | None:
    if "pages" in groups:
        return max(0, int(groups["pages"]) + behind.last)
    size = int(groups.get("size", "0")) or behind.size
    if "total" in groups and size:
        return math.ceil(int(groups["total"]) / size)
    return None


def _after(ask: Ask, behind: Behind, count: int | None) -> tuple[Ask, ...]:
    """Return the request for the page after one, where nobody has said how many there are."""
    if _pages(behind, ask.groups) is not None:
        return ()
    if count is not None and behind.size and (ask.number - behind.first + 1) * behind.size >= count:
        return ()
    following = _numbered(ask, ask.number + 1)
    # An address without a number has no further pages.
    return (following,) if following and (following.url, following.form) != (ask.url, ask.form) else ()


def _numbered(ask: Ask, number: int) -> Ask | None:
    behind = ask.behind
    if behind is None:
        return None
    size = int(ask.groups.get("size", "0")) or behind.size or 1
    start = (number - 1) * size + 1
    values = {
        **ask.groups,
        "n": str(number),
        "start": str(start),
        "end": str(start + size - 1),
        "size": str(size),
    }

    def filled(template: str) -> str:
        return _FIELD.sub(lambda found: values.get(found[1], ""), template)

    url = joined(ask.base, filled(behind.address))
    if url is None:
        return None
    return ask._replace(url=url, form=filled(behind.form), number=number)


def _recorded(markup: str, base: str, behind: Behind) -> list[Link]:
    """Return the links in the records of a page."""
    if behind.format != "records":
        return []
    records = re.finditer(behind.record, markup, re.DOTALL)
    parts = "\n".join(found["html"] for found in records)
    return list(Page(base, parts.encode("utf-8", "replace")).links()) if parts else []


def _loaded(data: bytes) -> Any:
    text = decode(data).strip()
    # Some answer with a call of a function of the page.
    wrapped = re.fullmatch(r"[\w.$]{1,60}\s*\((.*)\)\s*;?", text, re.DOTALL)
    try:
        return json.loads(wrapped[1] if wrapped else text)
    except (ValueError, RecursionError):
        return None


def _at(answer: Any, path: str) -> Any:
    for key in filter(None, path.split(".")):
        answer = answer.get(key) if isinstance(answer, dict) else None
    return answer


def _objects(answer: Any, behind: Behind, base: str) -> Iterator[Link]:
    keys = behind.entry
    if keys is None:
        return
    items = _at(answer, behind.items)
    if not behind.items:
        items = _found_list(answer, keys)
    for item in (items if isinstance(items, list) else [])[:_OBJECTS]:
        if not isinstance(item, dict):
            continue
        title, address = _first(item, keys.title), _first(item, keys.url)
        url = joined(base, address) if isinstance(address, str) else None
        if url and isinstance(title, str):
            plain = " ".join(_TAG.sub("", title).split())
            yield Link(url, plain, plain, _day(_first(item, keys.date)))


def _found_list(answer: Any, keys: EntryKeys) -> Any:
    """Return the first list of objects that have a title and an address, wherever it is."""
    waiting, seen = [answer], 0
    while waiting and seen < _OBJECTS:
        found = waiting.pop(0)
        seen += 1
        if isinstance(found, dict):
            waiting += found.values()
        elif isinstance(found, list):
            if any(
                isinstance(one, dict) and _first(one, keys.title) and _first(one, keys.url) for one in found
            ):
                return found
            waiting += found
    return None


def _first(item: Mapping[str, Any], keys: Iterable[str]) -> Any:
    return next((item[key] for key in keys if item.get(key)), None)


def _day(value: Any) -> dt.date | None:
    """Return a day that is written, or counted in seconds or milliseconds, as in Beijing."""
    if isinstance(value, str) and not value.isdigit():
        return date_in(value)
    try:
        seconds = float(value)
        seconds = seconds / 1000 if seconds > 1e11 else seconds
        return dt.datetime.fromtimestamp(seconds, _BEIJING).date() if seconds > 1e9 else None
    except (TypeError, ValueError, OverflowError, OSError):
        return None
