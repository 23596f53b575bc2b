"""Where to ask: address, postcode, telephone, fax, e-mail and website, as a report prints them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from gkstats.chinese import fold
from gkstats.documents.model import Anchor
from gkstats.reading.identity.passages import Passage

__all__ = ["Contact", "find_contacts"]

_NUMBER: Final = r"(?:[(（]?(?:\+?86[-—–－ ]{0,2})?0\d{2,3}[)）]?\s?[-—–－―‑]{0,2}\s?)?\d{7,8}(?:\s?[-—－转]\s?\d{1,5})?(?!\d)"
_SERVICE: Final = r"400[-—－ ]?\d{3,4}[-—－ ]?\d{3,4}|1[3-9]\d{9}"
_COLON: Final = r"\s*(?:[:：]|为|是)?\s*[:：]?\s*"
_PATTERNS: Final = (
    (
        "address",
        re.compile(
            rf"(?:通讯|通信|联系|办公|单位|详细|邮寄|受理|接收|办公室)?地\s*址(?:[:：]|为|是|\s){_COLON}(?!https?:|www\.)(?P<value>[^；;，,。)）\n\t]{{4,70}}?)"
            r"\s*(?=[；;，,。)）\n\t]|[、\s]?(?:邮政?编|电\s?话|联系|传\s?真|办公时|电子)|$)"
        ),
    ),
    ("postcode", re.compile(rf"(?:邮\s*编|邮政编码|邮\s*码){_COLON}(?P<value>\d{{6}})(?!\d)")),
    (
        "telephone",
        re.compile(
            rf"(?:电\s*话|联系方式|联系号码)(?:号码)?(?P<also>\s*[(（/／、及和]?\s*传\s*真\s*[)）]?)?{_COLON}(?P<value>{_NUMBER}|{_SERVICE})"
        ),
    ),
    (
        "fax",
        re.compile(
            rf"(?:传\s*真)(?:号码|电话)?(?P<also>\s*[(（/／、及和]?\s*电\s*话\s*[)）]?)?[)）]?{_COLON}(?P<value>{_NUMBER})"
        ),
    ),
    (
        "email",
        re.compile(
            r"(?<![A-Za-z0-9._%+-])(?P<value>[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5})"
        ),
    ),
    (
        "website",
        re.compile(
            r"(?<![A-Za-z0-9@./])(?P<value>(?:https?://|www\.)[A-Za-z0-9./_%?=&#:~-]{0,200}[A-Za-z0-9/])"
        ),
    ),
)


class Contact(NamedTuple):
    """A way to ask, as printed, and where it stands."""

    kind: str
    value: str
    anchor: Anchor


def find_contacts(passages: Sequence[Passage]) -> tuple[Contact, ...]:
    """Return the first contact of each kind: of the prose before the end, and never of the page around it."""
    found: list[Contact] = []
    texts = [(fold(passage.printed), passage) for passage in passages if passage.kind == "prose"]
    texts += [(fold(passage.printed), passage) for passage in passages if passage.kind == "end"]
    for kind, pattern in _PATTERNS:
        for text, passage in texts:
            match = pattern.search(text)
            if match and not (kind == "website" and _is_page_line(text, match)):
                found.append(Contact(kind, match["value"].strip(), passage.where()))
                break
    return tuple(found)


def _is_page_line(text: str, match: re.Match[str]) -> bool:
    """Return whether a host's name stands in the page's own line of date and source."""
    return (
        len(text) < 120
        and re.search("发布时间|发布日期|發布時間|發布日期|浏览次数", text[match.end() :]) is not None
    )
