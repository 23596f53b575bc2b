"""Where to ask: address, postcode, telephone, fax, e-mail and website, as a report prints them."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from gkstats.chinese import fold, simplify
from gkstats.documents.model import Anchor
from gkstats.reading.identity.passages import Passage

__all__ = ["Contact", "find_contacts"]

_NUMBER: Final = r"(?:[(（]?(?:\+?86[-—–－ ]{0,2})?0\d{2,3}[)）]?\s?[-—–－―‑]{0,2}\s?)?\d{7,8}(?:\s?[-—－转]\s?\d{1,5})?(?!\d)"
_SERVICE: Final = r"0\d{2,3}[-—－]1\d{4}(?!\d)|400[-—－ ]?\d{3,4}[-—－ ]?\d{3,4}|1[3-9]\d{9}"
_COLON: Final = r"\s*(?:[:：]|为|是)?\s*[:：]?\s*"
_PATTERNS: Final = (
    (
        "address",
        re.compile(
            rf"(?:通讯|通信|联系|办公|单位|详细|邮寄|受理|接收|办公室)?地\s*址(?:[:：]|为|是|\s){_COLON}(?!https?:|www\.)(?P<value>(?:[^；;，,。()（）\n\t]|[(（][^()（）]{{1,30}}[)）]){{4,70}}?)"
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
            r"(?<![A-Za-z0-9._%+-])(?P<value>[A-Za-z0-9._%+-]{1,64} ?@ ?[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5})"
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
    """Return a contact of each kind, never one of the page around the report.

    Where the report says whom to ask, that passage and the few behind it count before all others; what stands before
    it is a contact only of a report that says so nowhere.
    """
    prose = [passage for passage in passages if passage.kind == "prose"]
    asked = next((k for k, passage in enumerate(prose) if _ASKED.search(passage.plain)), None)
    near = prose if asked is None else prose[asked : asked + _NEAR]
    before = {passage.printed for passage in prose[:asked]}
    end = [passage for passage in passages if passage.kind == "end" and passage.printed not in before]
    found: list[Contact] = []
    plain_of = functools.cache(_plain)
    for kind, pattern in _PATTERNS:
        # The address of the electronic copy stands anywhere.
        for passage in (*near, *(prose if kind == "website" else ()), *end):
            printed, plain = plain_of(passage.printed)
            match = pattern.search(plain)
            if match and not (kind == "website" and _is_page_line(match)):
                found.append(Contact(kind, printed[slice(*match.span("value"))].strip(), passage.where()))
                break
    return tuple(found)


def _plain(text: str) -> tuple[str, str]:
    """Return a text as printed and as it is searched, a character for a character."""
    plain = fold(text)
    return text if len(text) == len(plain) else plain, simplify(plain)


_ASKED: Final = re.compile(
    r"(?:疑问|疑异|异议|意见|建议|咨询|联系)[^。]{0,80}?(?:联系|反映|电话|地址|邮编)[^。]{0,80}?(?:\d{6}|@)"
)
_NEAR: Final = 8
"""Passages from the one that says whom to ask, within which address and telephone stand."""


def _is_page_line(match: re.Match[str]) -> bool:
    """Return whether a host's name stands in the page's own line of date and source."""
    return len(match.string) < _PAGE_LINE and _DATED.search(match.string, match.end()) is not None


_PAGE_LINE: Final = 120
_DATED: Final = re.compile("发布时间|发布日期|浏览次数")
