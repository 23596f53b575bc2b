"""What a link's words say: an annual report on disclosure, perhaps one, a year's page, the next page, or nothing."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Collection
from importlib import resources
from typing import Final, Literal, TypeAlias

import msgspec

from gkstats.chinese import fold

__all__ = [
    "Kind",
    "heads_a_list",
    "is_about",
    "is_column",
    "is_furniture",
    "is_next",
    "kind_of",
    "year_of",
    "years_page",
]

Kind: TypeAlias = Literal["report", "perhaps", "other"]

_NUMERALS: Final = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_YEAR: Final = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")
_SAID_YEAR: Final = re.compile("[二2][〇○零0][〇○零一二三四0-4][〇○零一二三四五六七八九0-9]")
_LONGEST: Final = 200
_AROUND_LINKS: Final = 6


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    report: tuple[str, ...]
    about: tuple[str, ...]
    some_report: tuple[str, ...]
    other_report: tuple[str, ...]
    next_page: tuple[str, ...]
    year_page: str
    column: str
    furniture: tuple[str, ...]


@functools.cache
def _words() -> _Words:
    text = resources.files(__package__).joinpath("words.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), _Words)


@functools.cache
def _pattern(of: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in getattr(_words(), of)), re.IGNORECASE)


def _plain(title: str) -> str:
    return "".join(fold(title[:_LONGEST]).split())


def kind_of(title: str, *, headed: bool = False) -> Kind:
    """Return what a link's title announces; `headed` says that its list is one of reports on disclosure.

    Examples
    --------
    >>> kind_of("江城市财政局2021年政府信息公开工作年度报告"), kind_of("江城市2021年法治政府建设年度报告", headed=True)
    ('report', 'other')
    >>> kind_of("2021年年度报告"), kind_of("2021年年度报告", headed=True)
    ('other', 'perhaps')
    >>> kind_of("关于编制2021年政府信息公开工作年度报告的通知")
    'other'
    """
    plain = _plain(title)
    if _pattern("report").search(plain):
        return "other" if _pattern("about").search(plain) else "report"
    if headed and _pattern("some_report").search(plain):
        others = _pattern("about").search(plain) or _pattern("other_report").search(plain)
        return "other" if others else "perhaps"
    return "other"


def heads_a_list(text: str) -> bool:
    """Return whether words at the head of a page say that it lists reports on disclosure.

    Examples
    --------
    >>> heads_a_list("江城市人民政府 > 政府信息公开 > 政府信息公开年报"), heads_a_list("通知公告")
    (True, False)
    """
    return _pattern("report").search(_plain(text)) is not None


def is_about(title: str) -> bool:
    """Return whether a title names what is about a report: a notice, a guide, a picture of it.

    Examples
    --------
    >>> is_about("江城市政府信息公开指南.pdf"), is_about("附件：年度报告.pdf")
    (True, False)
    """
    return _pattern("about").search(_plain(title)) is not None


def is_column(title: str) -> bool:
    """Return whether a title is that of a column and no more: the words alone, without an agency or a year.

    Examples
    --------
    >>> is_column("政府信息公开年报"), is_column("江城市财政局政府信息公开年报"), is_column("2021年政府信息公开年报")
    (True, False, False)
    """
    return re.fullmatch(_words().column, _plain(title)) is not None


def is_furniture(text: str, links: Collection[str]) -> bool:
    """Return whether a line of a page is no part of its document: a counter, a button, or nothing but links.

    Examples
    --------
    >>> is_furniture("浏览次数：12", ()), is_furniture("下一篇：2021年年报", ["2021年年报"]), is_furniture("全年公开12条。", ())
    (True, True, False)
    """
    plain = _plain(text)
    if len(text) <= _LONGEST and _pattern("furniture").search(plain):
        return True
    held = [link for link in links if link in text]
    return bool(held) and len(text) - sum(map(len, held)) <= _AROUND_LINKS


def year_of(title: str) -> int | None:
    """Return the year that a title names, None where it names none or several.

    Examples
    --------
    >>> year_of("江城市二〇二一年政府信息公开年报"), year_of("2021年度报告"), year_of("2019-2021年报")
    (2021, 2021, None)
    """
    said = _SAID_YEAR.sub(lambda found: found[0].translate(_NUMERALS), title[:_LONGEST])
    years = {int(year) for year in _YEAR.findall(said)}
    return years.pop() if len(years) == 1 else None


def years_page(title: str) -> int | None:
    """Return the year where a link is nothing but a year.

    Examples
    --------
    >>> years_page("2021年"), years_page("2021年政府信息公开年报"), years_page("1998年")
    (2021, None, None)
    """
    found = re.fullmatch(_words().year_page, _plain(title))
    return int(found[1]) if found else None


def is_next(text: str) -> bool:
    """Return whether a link leads to the next page of a list.

    Examples
    --------
    >>> is_next("下一页"), is_next("下一篇：关于……"), is_next(">")
    (True, False, True)
    """
    return _pattern("next_page").fullmatch(_plain(text).strip("[]()【】")) is not None
