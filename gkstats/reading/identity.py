"""Who reports, about which year, over which period, published when, and where to ask."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from gkstats.chinese import chinese_numeral, fold, simplify
from gkstats.documents.model import Document
from gkstats.records import Identity, Section

__all__ = ["is_report", "read_identity"]

_YEAR: Final = r"(?P<year>(?:19|20)\d\d|[二一][〇○零0oO九][〇○零一二三四五六七八九]{2})"
_KIND: Final = r"(?:政府|政务)?信息公开(?:工作)?(?:情况)?(?:的)?(?:年度|年)?(?:工作)?(?:报告|总结|年报)"
# The three orders in which a title names agency and year.
_TITLES: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<agency>[^\d。，；：:、]{{2,40}}?)(?:关于)?{_YEAR}年?度?(?:的)?{_KIND}",
        rf"{_YEAR}年度?(?P<agency>[^\d。，；：:、]{{2,40}}?)(?:的)?{_KIND}",
        rf"(?P<agency>[^\d。，；：:、]{{2,40}}?)(?:的)?{_KIND}[(（【\[]?{_YEAR}年?度?[)）】\]]?",
        rf"{_YEAR}年?度?{_KIND}",
    )
)
_NO_NAMES: Final = frozenset({"政府", "政务", "本机关", "本单位"})
_SPLIT_TITLE: Final = re.compile(r"[_|\-—–>»]+|\s{2,}")
_NOT_AGENCY: Final = re.compile(r"^(?:关于|印发|发布|公布|附件|索引|当前位置|首页|标题|名称|本报告|根据|我)+")
_DATE: Final = re.compile(r"((?:19|20)\d\d)\s*[年\-/.]\s*(\d{1,2})\s*[月\-/.]\s*(\d{1,2})")
_PERIOD: Final = re.compile(
    r"((?:19|20)\d\d)年(\d{1,2})月(\d{1,2})日起?(?:至|到|-|—|－|~|～)(?:((?:19|20)\d\d)年)?(?:当年|同年)?(\d{1,2})月(\d{1,2})日"
)
_REPORT: Final = re.compile(r"(?:政府|政务)信息公开")
_OUTLINE: Final = 3
"""Numbered sections from which prose has the outline of a report."""
# A notice about the reports is none: 关于编制2022年政府信息公开工作年度报告的通知.
_ABOUT: Final = re.compile(
    r"(?:的)?(?:编制|撰写|编写|填报|报送|发布|公布)?(?:工作)?(?:有关事项|要求)?的?(?:通知|公告|函|说明|解读)"
)
_ABBREVIATION: Final = re.compile(
    r"([^\s，。；：:、（(“”]{2,30}?)[（(](?:以下)?简称[:：]?[“\"]?(?:我|本)[^）)]{1,4}[）)]"
)
_ASK: Final = re.compile(r"(?:请|可)(?:直接)?(?:与|向|同)([^，。；：:、（(]{4,40}?)(?:联系|反映|咨询|索取)")
_OFFICE: Final = re.compile(
    r"(?:政府信息公开|政务公开|信息公开)(?:工作)?(?:领导小组)?(?:办公室|科|办)|综合(?:办公室|科)|办公室$"
)

_CONTACTS: Final = {
    "address": re.compile(
        r"(?:通讯|通信|联系|办公)?地址[:：]?\s*([^；;，,。)）]{4,60}?)\s*(?=[；;，,。)）]|邮|电话|联系|传真|$)"
    ),
    "postcode": re.compile(r"(?:邮编|邮政编码)[:：]?\s*(\d{6})"),
    "telephone": re.compile(
        r"(?:联系)?电话(?:号码)?[:：]?\s*((?:[(（]?0\d{2,3}[)）]?[-—－\s]?)?\d{7,8}(?:-\d{1,5})?)"
    ),
    "fax": re.compile(r"传真(?:号码)?[:：]?\s*((?:[(（]?0\d{2,3}[)）]?[-—－\s]?)?\d{7,8})"),
    "email": re.compile(r"([A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)"),
    "website": re.compile(r"((?:https?://|www\.)[A-Za-z0-9./_%?=&#-]*[A-Za-z0-9/])"),
}


class _Title(NamedTuple):
    text: str
    agency: str | None
    year: int


def is_report(identity: Identity, sections: Sequence[Section]) -> bool:
    """Return whether prose without statutory tables is an annual report: by its title, or by its outline."""
    if identity.title is not None:
        return True
    numbered = sum(1 for section in sections if section.number)
    return numbered >= _OUTLINE and any(_REPORT.search(_plain(section.text)) for section in sections)


def read_identity(document: Document, sections: Sequence[Section]) -> tuple[Identity, tuple[str, ...]]:
    """Read who reports about which year; return it with what had to be inferred."""
    warnings: list[str] = []
    opening = _opening(sections)
    title = _best_title(list(_title_candidates(document, opening)))
    body = _plain("".join(opening))
    period = _period(body) or _period(_plain("".join(s.text for s in sections[:3])))
    published = _published(document, sections)
    year = title.year if title else None
    if year is None and period is not None:
        year = period[0].year
        warnings.append(f"the title states no year; {year} is taken from the reporting period")
    if year is None and published is not None:
        year = published.year - 1
        warnings.append(
            f"the report states no year; {year} is inferred from its publication in {published.year}"
        )
    if year is not None and period is not None and period[1].year != year:
        warnings.append(f"the title says {year}, the reporting period ends in {period[1].year}")
    agency = title.agency if title else None
    if agency is None:
        agency = _agency_from_body(body)
        if agency is not None:
            warnings.append(f"the title names no agency; {agency} is inferred from the opening")
    contacts = _contacts("".join(opening) + "".join(p.text for s in sections[-1:] for p in s.paragraphs))
    return Identity(agency, year, period, title.text if title else None, published, contacts), tuple(warnings)


def _opening(sections: Sequence[Section]) -> list[str]:
    """Return the paragraphs before the first heading, or of the whole when there is none."""
    if not sections:
        return []
    return [paragraph.text for paragraph in sections[0].paragraphs]


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", simplify(fold(text)))


def _title_candidates(document: Document, opening: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Yield texts that may hold the title, and whether they come from the report's own first lines."""
    head = [line for line in opening[:8] if len(line) <= 80]
    for size in (1, 2, 3):
        for start in range(len(head) - size + 1):
            yield _plain("".join(head[start : start + size])), True
    if document.title:
        for piece in (document.title, *_SPLIT_TITLE.split(document.title)):
            yield _plain(piece), False


def _best_title(candidates: Sequence[tuple[str, bool]]) -> _Title | None:
    """Choose the most complete title; the report's own lines before what its container calls it."""
    ranked: list[tuple[tuple[bool, bool, int], _Title]] = []
    for text, own in candidates:
        title = _parse_title(text)
        if title is not None:
            ranked.append(((title.agency is not None, own, -len(title.text)), title))
    return max(ranked, key=lambda pair: pair[0])[1] if ranked else None


def _parse_title(text: str) -> _Title | None:
    for pattern in _TITLES:
        match = pattern.search(text)
        if match is None:
            continue
        year = _year(match["year"])
        if year is None:
            continue
        agency = _NOT_AGENCY.sub("", match.groupdict().get("agency") or "").strip("《》“”\"'()（）")
        if agency in _NO_NAMES or _ABOUT.match(text, match.end()):
            continue
        return _Title(match[0].strip("《》"), agency or None, year)
    return None


def _year(text: str) -> int | None:
    if text.isdigit():
        return int(text)
    return chinese_numeral(re.sub("[○oO0]", "〇", text))


def _period(text: str) -> tuple[dt.date, dt.date] | None:
    match = _PERIOD.search(text)
    if match is None:
        return None
    start = _date(match[1], match[2], match[3])
    end = _date(match[4] or match[1], match[5], match[6])
    return (start, end) if start and end and start <= end else None


def _date(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _published(document: Document, sections: Sequence[Section]) -> dt.date | None:
    """Read the publication date: what the page around the report prints, else a date that stands alone."""
    texts = [document.published] if document.published else []
    lines = [p.text for s in sections for p in s.paragraphs]
    alone = [line for line in (*lines[:6], *lines[-6:]) if len(line) <= 24]
    for text in (*texts, *(_chinese_date(line) for line in alone)):
        plain = _plain(text)
        match = _DATE.search(plain)
        if match and (
            text in texts
            or re.sub(r"[日()（）]", "", plain.replace(match[0], "")) in ("", "发布", "发布日期:", "日期:")
        ):
            return _date(match[1], match[2], match[3])
    return None


def _chinese_date(text: str) -> str:
    """Return 二〇二一年一月二十日 in digits."""
    return re.sub(
        r"[〇○零一二三四五六七八九十]+(?=[年月日])",
        lambda m: str(chinese_numeral(m[0].replace("○", "〇"))),
        text,
    )


def _agency_from_body(body: str) -> str | None:
    for pattern in (_ABBREVIATION, _ASK):
        match = pattern.search(body)
        if match:
            return _OFFICE.sub("", match[1]) or None
    return None


def _contacts(text: str) -> tuple[tuple[str, str], ...]:
    plain = fold(text)
    found = []
    for kind, pattern in _CONTACTS.items():
        match = pattern.search(plain)
        if match:
            found.append((kind, match[1].strip()))
    return tuple(found)
