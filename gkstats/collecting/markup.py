"""What a page's markup holds for those who walk a site: links with their words and dates, files, and where it leads."""

from __future__ import annotations

import datetime as dt
import re
import urllib.parse
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from lxml import etree, html

from gkstats.documents.encoding import decode

__all__ = ["Link", "Page", "date_in", "joined", "text_of"]

_DATE: Final = re.compile(r"(?<!\d)(20\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_LONGEST_ADDRESS: Final = 2000
_LONGEST_LINE: Final = 400
_UP: Final = 4
_NEIGHBOURS: Final = 3
_FILE: Final = re.compile(r"\.(pdf|docx?|wps|rtf|odt|zip)$", re.IGNORECASE)
_NAMED_FILE: Final = re.compile(r"\.(pdf|docx?|wps|rtf|odt|zip)(?![a-z])", re.IGNORECASE)
_WITHIN: Final = re.compile(r"[?&](?:file|url|src)=([^&#]+)", re.IGNORECASE)
_REFRESH: Final = re.compile(r"url\s*=\s*['\"]?\s*([^'\">]+)", re.IGNORECASE)
_SILENT: Final = frozenset(["script", "style", "noscript", "template"])


class Link(NamedTuple):
    """A link: where it leads, its words, the full title where the words are cut off, and the date beside it."""

    url: str
    text: str
    title: str
    date: dt.date | None


def joined(base: str, address: str) -> str | None:
    """Return where a link leads, None where that is no page of the web; what follows # is left out.

    Examples
    --------
    >>> joined("http://a.cn/nb/index.html", "../info/2.htm#top"), joined("http://a.cn/", "javascript:go(2)")
    ('http://a.cn/info/2.htm', None)
    """
    written = "".join(letter for letter in address.strip() if letter >= " " and letter != "\x7f")
    if not written or written.startswith("#"):
        return None
    try:
        full = urllib.parse.urldefrag(urllib.parse.urljoin(base, written.replace("\\", "/"))).url
        parts = urllib.parse.urlsplit(full)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        return None
    full = urllib.parse.urlunsplit((parts.scheme, parts.netloc.lower(), parts.path or "/", parts.query, ""))
    return full if len(full) <= _LONGEST_ADDRESS else None


def date_in(text: str) -> dt.date | None:
    """Return the first day that a text names.

    Examples
    --------
    >>> date_in("[2022-01-25 10:30]"), date_in("2022年1月"), date_in("2022-13-41")
    (datetime.date(2022, 1, 25), None, None)
    """
    for found in _DATE.finditer(text):
        try:
            return dt.date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            continue
    return None


def text_of(element: Any, longest: int = _LONGEST_LINE) -> str:
    """Return what an element shows, scripts left out, up to a length."""
    parts: list[str] = []
    size = 0
    for node in element.iter():
        silent = not isinstance(node.tag, str) or node.tag in _SILENT
        for piece in (None if silent else node.text, node.tail if node is not element else None):
            if piece and size <= longest:
                parts.append(piece)
                size += len(piece)
        if size > longest:
            break
    return " ".join("".join(parts).split())


class Page:
    """A page's markup; what is no markup has no links.

    Parameters
    ----------
    url : str
        Where it was found; what follows # belongs to it.
    data : bytes
    """

    def __init__(self, url: str, data: bytes) -> None:
        self.url = url
        self.markup = decode(data).replace("\x00", "")
        self._tree = _parsed(self.markup)
        self.base = urllib.parse.urldefrag(url).url
        for element in self._all("base"):
            if address := joined(self.base, element.get("href") or ""):
                self.base = address
                break

    @property
    def heading(self) -> str:
        """What stands at its head: its title, headings and the way to it."""
        texts = [text_of(element) for tag in ("title", "h1", "h2", "h3") for element in self._all(tag)]
        for element in self._all("div", "ul", "p", "td", "span"):
            names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
            if re.search(r"crumb|position|location|weizhi|dqwz|\bpath|curr", names):
                texts.append(text_of(element))
        return " ".join(texts[:20])

    @property
    def refresh(self) -> str | None:
        """Where it sends its reader at once."""
        for element in self._all("meta"):
            if (element.get("http-equiv") or "").lower() == "refresh":
                found = _REFRESH.search(element.get("content") or "")
                return joined(self.base, found[1]) if found else None
        return None

    def links(self) -> Iterator[Link]:
        """Yield its links, in order."""
        for element in self._all("a", "area"):
            url = joined(self.base, element.get("href") or "")
            if url is not None:
                text = text_of(element)
                title = max(text, " ".join((element.get("title") or "").split())[:_LONGEST_LINE], key=len)
                yield Link(url, text, title, _date_beside(element, text))

    def files(self, patterns: tuple[str, ...] = ()) -> Iterator[Link]:
        """Yield the files that it gives: linked, embedded or shown in a viewer."""
        for element in self._all("a", "iframe", "embed", "object"):
            written = element.get("href") or element.get("src") or element.get("data") or ""
            url = joined(self.base, written)
            if url is None:
                continue
            text = text_of(element) or (element.get("title") or "")
            if within := _WITHIN.search(url):
                inner = joined(self.base, urllib.parse.unquote(within[1]))
                if element.tag != "a" and inner and _FILE.search(urllib.parse.urlsplit(inner).path):
                    yield Link(inner, text, text, None)
                    continue
            known = any(re.search(pattern, url) for pattern in patterns)
            if known or _FILE.search(urllib.parse.urlsplit(url).path) or _is_named(element, text):
                yield Link(url, text, text, None)

    def _all(self, *tags: str) -> Iterator[Any]:
        if self._tree is not None:
            yield from self._tree.iter(*tags)


def _is_named(element: Any, text: str) -> bool:
    """Return whether a link's words are the name of a file."""
    return element.tag == "a" and _NAMED_FILE.search(text) is not None


def _parsed(markup: str) -> Any:
    try:
        return html.document_fromstring(
            markup.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8", huge_tree=False)
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None


def _date_beside(element: Any, own: str) -> dt.date | None:
    """Return the date in a link's line: the smallest part of the page around it that holds one and few other links."""
    around = element
    for _ in range(_UP):
        around = around.getparent()
        if around is None or around.tag in ("body", "ul", "tbody", "table"):
            return None
        if sum(1 for _ in zip(range(_NEIGHBOURS + 1), around.iter("a"), strict=False)) > _NEIGHBOURS:
            return None
        line = text_of(around)
        if len(line) >= _LONGEST_LINE:
            return None
        if found := date_in(line.replace(own, " ", 1)):
            return found
    return None
