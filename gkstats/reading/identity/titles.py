"""Titles of reports: where a text names one, for which year, and of whom."""

from __future__ import annotations

import functools
import re
from typing import Final, NamedTuple

from gkstats.chinese import chinese_numeral
from gkstats.reading.identity.names import LONGEST, Span, name_in
from gkstats.reading.identity.passages import Passage

__all__ = ["YEAR", "Title", "titles_in", "titles_of", "year_of"]

YEAR: Final = r"(?:(?:19|20)\d\d|[二一][〇○零0oO九][〇○零0oO一二三四五六七八九]{2})"
# Gaps are of words that titles use, so that a sentence about reports is no title.
_GAP: Final = (
    rf"(?:工作|情况|的|年度?|及|和|与|依申请公开|政务公开|政府信息公开|信息公开|编制|发布|执行|落实|实施|开展|制度|主要|基本|自查|"
    rf"[(（]?{YEAR}年?度?[)）]?|[(（]|[)）]){{0,9}}"
)
_KIND: Final = re.compile(
    rf"(?P<of>政府|政务)?(?:信息|政务|校务|院务|厂务)公开{_GAP}(?:报告|总结|年报)(?:书|表)?"
)
# A notice about the reports is none: 关于编制2022年政府信息公开工作年度报告的通知.
_ABOUT: Final = re.compile(
    r"》?(?:的)?(?:编制|撰写|编写|填报|报送|发布|公布|格式|模板|编发)?(?:和发布)?(?:工作)?(?:有关事项|要求|有关工作|格式)?的?(?:通知|公告|函|说明|解读|格式|培训|要点)"
)
_TERM: Final = re.compile(rf"(?P<first>{YEAR})年?(?:[-—–~至到]+(?P<last>{YEAR}))?(?:学年|年)?度?")
_TAIL: Final = re.compile(
    rf"[(（【\[]?(?P<first>{YEAR})年?(?:[-—–~至到]+(?P<last>{YEAR}))?(?:学年)?年?度?[)）】\]]?"
)
_STOPS: Final = '。；;！!？?《〈<>」「|»→_：:，,”“"\t'
_DASH: Final = re.compile(r"(?<!\d)[-—–]+|[-—–]+(?!\d)")


class Title(NamedTuple):
    """A title as it stands in a text."""

    start: int
    end: int
    name: Span | None
    year: int | None
    whole: bool
    """Nothing else stands in the text."""


@functools.lru_cache(maxsize=512)
def titles_in(text: str, *, prose: bool) -> tuple[Title, ...]:
    """Return the titles in levelled text, as far as they name a year or a body.

    Examples
    --------
    >>> text = "青川市水务局关于2022年政府信息公开工作的年度报告"
    >>> (title,) = titles_in(text, prose=False)
    >>> text[slice(*title.name)], title.year, title.whole
    ('青川市水务局', 2022, True)
    """
    found = []
    last = 0
    for kind in _KIND.finditer(text):
        if _ABOUT.match(text, kind.end()):
            last = kind.end()
            continue
        start = _start(text, last, kind.start())
        title = _title(text, start, kind, prose=prose)
        last = kind.end()
        if title is not None:
            found.append(title)
    return tuple(found)


def titles_of(passage: Passage) -> tuple[Title, ...]:
    """Return the titles in a passage; a line that is a sentence states a title only as prose does."""
    if passage.kind == "prose":
        return titles_in(passage.plain, prose=True)
    return titles_in(passage.plain, prose=False) if "。" not in passage.plain else ()


def _start(text: str, last: int, end: int) -> int:
    """Return where the title that ends in a kind may begin: behind the last mark, or behind a dash in a line."""
    start = max(last, end - LONGEST - 30)
    for k in range(end - 1, start - 1, -1):
        if text[k] in _STOPS:
            start = k + 1
            break
    for dash in _DASH.finditer(text, start, end):
        if end - dash.end() >= 2:
            start = dash.end()
    return start


def _title(text: str, start: int, kind: re.Match[str], *, prose: bool) -> Title | None:
    head_end = kind.start()
    if text.endswith("人民", start, head_end) and kind["of"] == "政府":
        head_end += 2  # 某县人民政府信息公开工作年度报告
    terms = [m for m in _TERM.finditer(text, start, head_end) if not _is_number(text, m)]
    year = _year_of(terms[-1]) if terms else None
    name = None
    end = kind.end()
    if terms:
        term = terms[-1]
        name = name_in(text, term.end(), head_end, prose=prose) or name_in(
            text, start, term.start(), prose=prose
        )
    else:
        name = name_in(text, start, head_end, prose=prose)
        within = _TERM.search(kind[0])
        tail = _TAIL.match(text, end)
        if within:
            year = _year_of(within)
        elif tail:
            year, end = _year_of(tail), tail.end()
    if name is None and year is None:
        return None
    begin = min([*(m.start() for m in terms[-1:]), kind.start(), *([name.start] if name else [])])
    rest = len(text) - (end - begin)
    return Title(begin, end, name, year, whole=rest <= _REST)


_REST: Final = 4
"""Characters beside a title that still leave it a line of its own: marks, 附件, 索引."""


def _is_number(text: str, term: re.Match[str]) -> bool:
    """Return whether four digits are no year: a part of a longer number, or of a document's."""
    before, after = text[term.start() - 1 : term.start()], text[term.end() : term.end() + 1]
    return before.isdigit() or (before in ("〔", "[", "(", "（") and after in ("〕", "]")) or (before == "第")


def _year_of(term: re.Match[str]) -> int | None:
    """Return the year of a term; that of a school year is the one in which it ends."""
    return year_of(term["last"] or term["first"])


def year_of(text: str) -> int | None:
    """Return a year in digits or characters.

    Examples
    --------
    >>> year_of("2022"), year_of("二○二二")
    (2022, 2022)
    """
    if text.isdigit():
        return int(text)
    found = chinese_numeral(re.sub("[○oO0]", "〇", text))
    return found if found is not None and 1900 <= found <= 2099 else None
