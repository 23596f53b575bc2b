"""The reporting period, the reporting year and the day of publication."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from gkstats.chinese import chinese_numeral, fold, simplify
from gkstats.documents.model import Anchor
from gkstats.reading.identity.passages import Passage
from gkstats.reading.identity.titles import YEAR, titles_of, year_of
from gkstats.reading.identity.words import DateLabels, weight, words
from gkstats.records import How

__all__ = ["Day", "Span", "Year", "decide_period", "decide_published", "decide_year"]

_N: Final = r"[\d〇○零一二三四五六七八九十]{1,3}"
_PERIOD: Final = re.compile(
    rf"(?P<y1>{YEAR})[年./-]?(?P<m1>{_N})[月./-](?P<d1>{_N})[日号]?(?:零时|0时|00:00)?(?:起|开始)?[，,、]?(?:至|到|-+|—+|–+|~+|─+|―+)+"
    rf"(?:(?P<y2>{YEAR})[年./-]?|当年|同年|本年|次年)?(?P<m2>{_N})[月./-](?P<d2>{_N})[日号]?"
)
# 自201111日至20111231日, 201491日至2015831日: the characters between the figures were lost.
_BARE_PERIOD: Final = re.compile(
    r"(?P<y1>(?:19|20)\d\d)年?(?P<r1>\d{2,4})日起?[，,]?(?:至|到|-|—)+(?P<y2>(?:19|20)\d\d)年?(?P<r2>\d{2,4})日"
)
_CUE: Final = re.compile(
    r"期限|统计时限|统计时间|时限|统计区间|统计周期|时间段|统计数据|数据|报告期|期间|时间为|止"
)
_BEFORE: Final = 24
"""Characters before a period in which its cue stands."""
_LEAST_DAYS: Final = 150
"""Days from which a period without a cue is one of reporting; the first year, 2008, began in May."""

_PRINTED: Final = r"(?P<y>(?:19|20)\d\d)\s*[-年./]\s*(?P<m>\d{1,2})\s*[-月./]\s*(?P<d>\d{1,2})(?!\d)\s*日?"
_DATE: Final = re.compile(_PRINTED)
_COMPACT: Final = re.compile(r"(?P<y>(?:19|20)\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?!\d)")
_CLOCK: Final = r"(?:\s*星期.)?(?:\s*(?:上午|下午)?\s*\d\d?\s*[:：]\s*\d\d(?:\s*[:：]\s*\d\d(?:\.\d+)?)?)?"
_ALONE: Final = re.compile(rf"[(（\[]?\s*{_PRINTED}{_CLOCK}\s*[)）\]]?")
_ENDING: Final = re.compile(rf"{_PRINTED}{_CLOCK}\s*[)）\]]?\s*$")
_PAGE_LINE: Final = re.compile(r"来源|浏览|点击|阅读|访问|字体|字号|作者|编辑|打印|信息员|发布人|发布者|审核")
_NUMERALS: Final = re.compile(r"[〇○零一二三四五六七八九十Oo]+(?=\s*[年月日])")
_BULLETS: Final = " •·*▪●■◆-"
_EARLY: Final = -8.0
"""What a date before the reporting year loses: it is that of another document."""
_NO_ENDS: Final = "生成文印产制修失效废止"


class Span(NamedTuple):
    """A reporting period, how it was found, and where."""

    value: tuple[dt.date, dt.date]
    how: How
    anchor: Anchor


class Year(NamedTuple):
    """A reporting year, how it was found, and where."""

    value: int
    how: How
    anchor: Anchor


class Day(NamedTuple):
    """A day of publication, how it was found, and where."""

    value: dt.date
    how: How
    anchor: Anchor


def decide_period(passages: Sequence[Passage]) -> Span | None:
    """Return the period for which most speaks: its cue, its length, and that it comes first."""
    best: tuple[float, Span] | None = None
    prose = [passage for passage in passages if passage.kind == "prose"]
    text = "".join(passage.plain for passage in prose)  # some texts have each figure on a line of its own
    for match in (*_PERIOD.finditer(text), *_BARE_PERIOD.finditer(text)):
        period = _period(match)
        if period is None:
            continue
        days = (period[1] - period[0]).days + 1
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        cued = _CUE.search(before) is not None or text.startswith("止", match.end())
        score = (
            4.0 * cued + 3.0 * (_LEAST_DAYS <= days <= _YEAR_AND_A_DAY) - 3.0 * (days > 2 * _YEAR_AND_A_DAY)
        )
        if score >= _PLAUSIBLE and (best is None or score > best[0]):
            best = (score, Span(period, "period", _place(prose, match.start())))
    return best[1] if best else None


_YEAR_AND_A_DAY: Final = 367
_PLAUSIBLE: Final = 3.0
"""Cue or length from which days are a reporting period."""


def _place(passages: Sequence[Passage], offset: int) -> Anchor:
    """Return where a character of the joined plain texts stands."""
    for passage in passages:
        if offset < len(passage.plain):
            return passage.where(offset, offset + 1)
        offset -= len(passage.plain)
    return Anchor()


def _period(match: re.Match[str]) -> tuple[dt.date, dt.date] | None:
    found = match.groupdict()
    first, last = year_of(found["y1"]), year_of(found.get("y2") or found["y1"])
    if first is None or last is None:
        return None
    if "r1" in found:
        start = next((day for day in _days_of(first, found["r1"]) if day.day == 1), None)
        end = next(
            (day for day in _days_of(last, found["r2"]) if (day + dt.timedelta(days=1)).day == 1), None
        )
    else:
        start = _day(first, _number(found["m1"]), _number(found["d1"]))
        end = _day(last, _number(found["m2"]), _number(found["d2"]))
    return (start, end) if start and end and start < end else None


def _days_of(year: int, figures: str) -> list[dt.date]:
    """Return the days that month and day written as one number may mean: 831 is 31 August."""
    return [day for k in (1, 2) if (day := _day(year, int(figures[:k]), int(figures[k:] or "0")))]


def _number(text: str) -> int:
    return int(text) if text.isdigit() else chinese_numeral(text.replace("○", "〇")) or 0


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def decide_year(passages: Sequence[Passage], period: Span | None, published: Day | None) -> Year | None:
    """Return the year for which most speaks: titles, the period, the prose, the day of publication."""
    votes: dict[int, list[tuple[float, Year]]] = {}

    def vote(worth: float, year: int, how: How, anchor: Anchor) -> None:
        votes.setdefault(year, []).append((worth, Year(year, how, anchor)))

    for place, (worth, found) in enumerate(_titled_years(passages)):
        vote(worth - 0.05 * min(place, 20), *found)
    if period is not None:
        vote(weight("period"), period.value[1].year, "period", period.anchor)
    for passage in passages:
        if passage.kind == "prose" and (match := _SPOKEN.search(passage.plain)):
            year = year_of(match["y"])
            if year is not None:
                vote(weight("prose"), year, "prose", passage.where(match.start(), match.end()))
                break
    if not votes:
        return Year(published.value.year - 1, "published", published.anchor) if published else None
    best = max(votes.values(), key=lambda many: max(worth for worth, _ in many))
    return max(best, key=lambda pair: pair[0])[1]


# 2015年,市公安局...: the year that a sentence opens with, or that bounds its counts.
_SPOKEN: Final = re.compile(
    rf"(?:^|[。；;，,)、]|截至|截止|在|现将|至|结合(?:我|本)[^，,。；\d]{{1,8}})(?P<y>{YEAR})年(?!\d|来)"
)


_HOWS: Final[dict[str, How]] = {
    "property": "head",
    "page_title": "page_title",
    "page_heading": "page_heading",
    "around": "title",
    "line": "title",
    "joined": "title",
    "prose": "stated",
}
_LOST: Final = {"around": 1.0, "joined": 1.0}
_OTHERS: Final = 5.0
"""What a report loses that the body of the text mentions without a name."""
_UNTITLED: Final = 1.0
"""What a line loses that says more than the title."""


def _titled_years(passages: Sequence[Passage]) -> Iterator[tuple[float, tuple[int, How, Anchor]]]:
    """Yield the years of titles with their weights."""
    properties = words().rows["property_titles"]
    for passage in passages:
        how = _HOWS.get(passage.kind)
        if how is None or (passage.kind == "property" and passage.name not in properties):
            continue
        for title in titles_of(passage):
            if title.year is not None:
                lost = _LOST.get(passage.kind, 0.0) + _UNTITLED * (not title.whole and how == "title")
                if passage.name == "body" and title.name is None:
                    lost += _OTHERS  # 公开2024年度政府信息公开工作年度报告: one of the things that were done
                yield weight(how) - lost, (title.year, how, passage.where(title.start, title.end))


def decide_published(passages: Sequence[Passage], year: int | None) -> Day | None:
    """Return the day for which most speaks: the page's own rows first, then dates of making, then the signature."""
    best: tuple[float, Day] | None = None
    for worth, day in _days(passages):
        if year is not None and day.value.year < year:
            worth += _EARLY
        if worth > 0 and (best is None or worth > best[0]):
            best = (worth, day)
    return best[1] if best else None


def _days(passages: Sequence[Passage]) -> Iterator[tuple[float, Day]]:
    known = words()
    lines = [passage for passage in passages if passage.kind in ("around", "line", "end")]
    for passage in passages:
        if passage.kind == "property" and passage.name in known.rows["property_dates"]:
            text = _spaced(passage)
            match = _DATE.match(text) or _COMPACT.match(text)
            if match and (day := _of(match)):
                yield weight("date_row") - 0.5, Day(day, "head", passage.where())
    for k, passage in enumerate(lines):
        text = _spaced(passage)
        following = lines[k + 1] if k + 1 < len(lines) and lines[k + 1].kind == passage.kind else None
        yield from _in_rows(passage, text, following)
        yield from _unlabelled(passage, text)


def _spaced(passage: Passage) -> str:
    """Return what a passage prints, levelled, with single blanks, its numerals in digits."""
    text = " ".join(simplify(fold(passage.printed)).split()).lstrip(_BULLETS)
    return _NUMERALS.sub(lambda m: _digits(m[0]), text)


def _digits(text: str) -> str:
    found = chinese_numeral(re.sub("[○oO]", "〇", text))
    return text if found is None else str(found)


def _of(match: re.Match[str]) -> dt.date | None:
    return _day(int(match["y"]), int(match["m"]), int(match["d"]))


@functools.cache
def _labelled() -> tuple[tuple[DateLabels, re.Pattern[str]], ...]:
    found = []
    for one in words().dates:
        names = "|".join(r"\s*".join(label) for label in sorted(one.labels, key=len, reverse=True))
        # 日期 alone must not be the end of 生成日期 or of 有效期.
        bare = "(?<![\u4e00-\u9fff])" if min(map(len, one.labels)) == 2 else ""
        found.append(
            (
                one,
                re.compile(
                    rf"{bare}(?:{names})[\s】\]|]*[:：]?[\s\[【|]*(?P<rest>{_PRINTED}|{_COMPACT_PRINTED}|$)"
                ),
            )
        )
    return tuple(found)


_COMPACT_PRINTED: Final = r"(?P<y2>(?:19|20)\d\d)(?P<m2>[01]\d)(?P<d2>[0-3]\d)(?!\d)"


def _in_rows(passage: Passage, text: str, following: Passage | None) -> Iterator[tuple[float, Day]]:
    lost = 0.5 if passage.kind == "end" else 0.0
    for labels, pattern in _labelled():
        for match in pattern.finditer(text):
            if match["y"]:
                day = _of(match)
            elif match["y2"]:
                day = _day(int(match["y2"]), int(match["m2"]), int(match["d2"]))
            elif following is not None and (value := _ALONE.fullmatch(_spaced(following))):
                day, passage = _of(value), following
            else:
                continue
            if day is not None:
                yield labels.weight - lost, Day(day, labels.how, passage.where())


def _unlabelled(passage: Passage, text: str) -> Iterator[tuple[float, Day]]:
    match = _ALONE.fullmatch(text)
    if match is None and passage.kind != "end" and len(text) <= 120 and _PAGE_LINE.search(text):
        dates = list(_DATE.finditer(text))
        if len(dates) == 1 and (day := _of(dates[0])) and not any(p.search(text) for _, p in _labelled()):
            yield weight("date_line") + 1.0, Day(day, "date_line", passage.where())
        return
    if match is not None and (day := _of(match)):
        if passage.kind == "end":
            yield weight("signature") - 1.0, Day(day, "signature", passage.where())
        else:
            yield weight("date_line"), Day(day, "date_line", passage.where())
    elif (
        passage.kind == "end" and len(text) <= 60 and (match := _ENDING.search(text)) and (day := _of(match))
    ):
        before = text[: match.start()].strip()
        if before and not re.search(r"[。，,；;：:至到自截]", before):
            yield weight("signature") - 1.5, Day(day, "signature", passage.where())
