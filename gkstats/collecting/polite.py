"""Asking a site as a guest: what robots.txt allows, one request at a time, with a pause, and no further than it may.

Every hop of a redirect is weighed like an address of its own. Rules are read by Protego, which follows RFC 9309; the
standard library's parser knows no wildcards and no longest match, and so asks for what a site has forbidden.
"""

from __future__ import annotations

import contextlib
import email.utils
import importlib.metadata
import ipaddress
import socket
import time
import urllib.parse
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from protego import Protego

from gkstats.collecting.markup import joined
from gkstats.documents.guarded import is_public
from gkstats.documents.remote import Answer, ask
from gkstats.documents.source import LARGEST
from gkstats.errors import GkstatsError, UnreadableDocument

__all__ = ["Guest", "NotFetchedError", "Page", "Why"]

Why: TypeAlias = Literal["robots", "elsewhere", "gone", "limit", "failed"]

ROBOT: Final = "gkstats"
"""The name by which robots.txt may address this program."""
_VERSION: Final = importlib.metadata.version("gkstats")
HOPS: Final = 5
_ROBOTS_SIZE: Final = 512 * 1024
_LONGEST_DELAY: Final = 300.0
_LONGEST_WAIT: Final = 120.0
_GONE: Final = (404, 410)
_PASSING: Final = (429, 502, 503, 504)
_REDIRECTS: Final = (301, 302, 303, 307, 308)


class NotFetchedError(Exception):
    """An address was not asked, or gave nothing; `why` is a code, `trouble` its words."""

    def __init__(self, url: str, why: Why, trouble: str) -> None:
        super().__init__(url, why, trouble)
        self.url, self.why, self.trouble = url, why, trouble


@dataclass(frozen=True, slots=True)
class Page:
    """What an address gave: where it was found in the end, its bytes, and what the server says of them."""

    url: str
    data: bytes
    media_type: str = ""
    etag: str = ""
    modified: str = ""
    unchanged: bool = False
    """Whether the server says that it is what was fetched before; then there are no bytes."""


class Guest:
    """Asks addresses of a site.

    Parameters
    ----------
    start : str
        The address that the user has named; its host is the site.
    pause : float
        Seconds between the end of an answer and the next request to a host; robots.txt may ask for more.
    limit : int
        The most requests.
    hosts : collection of str
        Further hosts that may be asked.
    contact : str, optional
        An address that the site's people can write to.
    allow_private : bool
        Whether this machine and private networks may be reached although the start lies in none.
    """

    def __init__(
        self,
        start: str,
        *,
        pause: float,
        limit: int,
        hosts: Collection[str] = (),
        contact: str | None = None,
        allow_private: bool = False,
    ) -> None:
        self.pause, self.limit, self.asked = pause, limit, 0
        self._hosts = {_host_of(start), *(host.lower() for host in hosts)}
        # What the user has named may be private; then it may be reached, and nothing else that is.
        self._private: bool | None = True if allow_private else (None if _is_private(start) else False)
        self._first = urllib.parse.urlsplit(start).hostname
        self._robots: dict[str, Protego | None] = {}
        self._last: dict[str, float] = {}
        self._agent = f"Mozilla/5.0 (compatible; {ROBOT}/{_VERSION}; collects annual reports on"
        self._agent += f" government information disclosure{f'; {contact}' if contact else ''})"

    def welcome(self, url: str) -> None:
        """Take the host on which the start was found in the end for the site's, too."""
        self._hosts.add(_host_of(url))

    def may_ask(self, url: str) -> bool:
        """Return whether an address lies on the site."""
        host = _host_of(url)
        return host in self._hosts or host.removeprefix("www.") in self._hosts or f"www.{host}" in self._hosts

    def fetch(
        self,
        url: str,
        *,
        referer: str = "",
        form: str = "",
        etag: str = "",
        modified: str = "",
        start: bool = False,
        largest: int | None = None,
    ) -> Page:
        """Return what an address holds.

        Parameters
        ----------
        url : str
        referer, form : str
            The page that led here; what to send as a form.
        etag, modified : str
            What the server said of it when it was fetched before.
        start : bool
            Whether it is the start, which may redirect to another host of the public web.
        largest : int, optional
            Bytes; by default as many as a document may have.

        Raises
        ------
        NotFetchedError
            It may not be asked, is not there, or fails.
        """
        headers = {
            "Accept": "text/html,application/pdf,application/json,*/*;q=0.8",
            "Accept-Language": "zh-CN,zh",
        }
        if referer:
            headers["Referer"] = urllib.parse.quote(referer, safe=_SAFE)
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if etag:
            headers["If-None-Match"] = etag
        elif modified:
            headers["If-Modified-Since"] = modified
        here, largest = url, largest or LARGEST
        for _ in range(HOPS + 1):
            if not start and not self.may_ask(here):
                raise NotFetchedError(url, "elsewhere", f"it leads to another host: {_host_of(here)}")
            self._obey(here)
            answer = self._patiently(here, headers, form, largest)
            if answer.status not in _REDIRECTS:
                return _page(url, here, answer, largest)
            following = joined(here, answer.headers.get("location", ""))
            if following is None:
                raise NotFetchedError(url, "failed", "it redirects to what is no web address")
            here, form = following, ""
        raise NotFetchedError(url, "failed", "it redirects without end")

    def _obey(self, url: str) -> None:
        parts = urllib.parse.urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._robots:
            self._robots[origin] = self._rules(origin)
        rules = self._robots[origin]
        if rules is None:
            trouble = "the site's robots.txt cannot be had for now, which forbids to ask; try again later"
            raise NotFetchedError(url, "robots", trouble)
        if not rules.can_fetch(url, ROBOT):
            raise NotFetchedError(url, "robots", "robots.txt forbids it")
        if self._delay(origin) > _LONGEST_DELAY:
            trouble = f"robots.txt asks for {self._delay(origin):,.0f} seconds between requests"
            raise NotFetchedError(url, "robots", trouble)

    def _delay(self, origin: str) -> float:
        rules = self._robots.get(origin)
        if rules is None:
            return self.pause
        rate = rules.request_rate(ROBOT)
        asked = rate.seconds / rate.requests if rate and rate.requests else 0.0
        return max(self.pause, rules.crawl_delay(ROBOT) or 0.0, asked)

    def _rules(self, origin: str) -> Protego | None:
        """Return what robots.txt says, None where the server fails (RFC 9309: then nothing may be asked)."""
        here = f"{origin}/robots.txt"
        for _ in range(HOPS + 1):
            try:
                answer = self._patiently(here, {}, "", _ROBOTS_SIZE)
            except NotFetchedError as error:
                if error.why == "limit":
                    raise
                return None
            if answer.status >= 500 or answer.status == 429:
                return None
            if answer.status not in _REDIRECTS:
                break
            following = joined(here, answer.headers.get("location", ""))
            if following is None or _host_of(following) != _host_of(here):
                return Protego.parse("")
            here = following
        text = answer.data[:_ROBOTS_SIZE].decode("utf-8", "replace") if answer.status == 200 else ""
        # A page that says in HTML that there is no such file has no rules.
        return Protego.parse("" if text.lstrip("\ufeff \r\n\t").startswith("<") else text)

    def _patiently(self, url: str, headers: dict[str, str], form: str, largest: int) -> Answer:
        """Ask, and once more where the trouble may pass."""
        try:
            answer = self._once(url, headers, form, largest)
        except UnreadableDocument:
            try:
                return self._once(url, headers, form, largest)
            except UnreadableDocument as error:
                raise NotFetchedError(url, "failed", error.trouble) from error
        if answer.status in _PASSING:
            wait = answer.headers.get("retry-after", "")
            time.sleep(min(float(wait), _LONGEST_WAIT) if wait.isascii() and wait.isdigit() else 0.0)
            with contextlib.suppress(UnreadableDocument):
                return self._once(url, headers, form, largest)
        return answer

    def _once(self, url: str, headers: dict[str, str], form: str, largest: int) -> Answer:
        if self.asked >= self.limit:
            raise NotFetchedError(url, "limit", f"{self.limit:,} requests were made")
        parts = urllib.parse.urlsplit(url)
        host, origin = parts.netloc, f"{parts.scheme}://{parts.netloc}"
        passed = time.monotonic() - self._last.get(host, float("-inf"))
        if (left := self._delay(origin) - passed) > 0:
            time.sleep(left)
        self.asked += 1
        private = self._private if self._private or parts.hostname == self._first else False
        try:
            return ask(
                url,
                largest,
                headers={"User-Agent": self._agent, **headers},
                form=form,
                allow_private=private,
            )
        except (UnreadableDocument, FileNotFoundError) as error:
            trouble = error.trouble if isinstance(error, GkstatsError) else str(error)
            raise UnreadableDocument(url, trouble, "") from error
        finally:
            self._last[host] = time.monotonic()


_SAFE: Final = "%/:=&?~#+!$,;'@()*[]"


def _page(asked: str, found: str, answer: Answer, largest: int) -> Page:
    if answer.status == 304:
        return Page(found, b"", unchanged=True)
    if answer.status in _GONE:
        raise NotFetchedError(asked, "gone", f"the server answered {answer.status}")
    if answer.status != 200:
        trouble = f"the server answered {answer.status}"
        if answer.status in (401, 403, 412, 521):
            trouble += ", it refuses programs; what it refuses is not asked for by other ways"
        raise NotFetchedError(asked, "failed", trouble)
    if len(answer.data) > largest:
        raise NotFetchedError(asked, "failed", f"it is larger than {largest / 2**20:,.0f} MB")
    headers = answer.headers
    return Page(
        found,
        answer.data,
        _media_type(headers.get("content-type", "")),
        _etag(headers.get("etag", "")),
        _time(headers.get("last-modified", "")),
    )


def _media_type(value: str) -> str:
    kind = value.partition(";")[0].strip().lower()
    return (
        kind if len(kind) < 100 and all(c.isalnum() or c in "/.+-" for c in kind) and kind.isascii() else ""
    )


def _etag(value: str) -> str:
    plain = value.isascii() and value.isprintable() and len(value) < 200
    return value if plain and value.removeprefix("W/").startswith('"') and value.endswith('"') else ""


def _time(value: str) -> str:
    try:
        return email.utils.format_datetime(email.utils.parsedate_to_datetime(value), usegmt=True)
    except (TypeError, ValueError, IndexError, OverflowError):
        return ""


def _host_of(url: str) -> str:
    """Return a host with its port, where that is none of the web's own."""
    parts: Any = urllib.parse.urlsplit(url)
    port = parts.port
    return (parts.hostname or "") + ("" if port in (None, 80, 443) else f":{port}")


def _is_private(url: str) -> bool:
    host = urllib.parse.urlsplit(url).hostname or ""
    with contextlib.suppress(ValueError):
        ipaddress.ip_address(host)
        return not is_public(host)
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    return any(not is_public(str(address[0])) for *_, address in found)
