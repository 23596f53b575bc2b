"""What stands around a table: whose it is by the title, the heading and the sentence before it, and in which section."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, Literal, NamedTuple, TypeAlias

from gkstats.chinese import chinese_numeral, fold, simplify
from gkstats.documents.model import Anchor, Document, Paragraph
from gkstats.reading.identity.names import is_name, shape
from gkstats.reading.identity.titles import titles_in
from gkstats.reading.outline import read_headings
from gkstats.reading.whose import Whose, words

__all__ = ["Aspect", "Sign", "Surroundings"]

_CAPTION: Final = 60
"""Longest heading of a table in characters."""
_ABOVE: Final = 8
"""Paragraphs above a table among which its heading is looked for."""
_BELOW: Final = 2
"""Paragraphs below a table that may be notes to it."""
_SENTENCES: Final = 2
"""Sentences between a heading and its table; what stands above more of them heads the prose."""
_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)(?!号)|(二〇[〇一二][〇一二三四五六七八九])")
# Dates, numbers of documents and quoted titles tell of no table's year.
_NO_YEAR: Final = re.compile(
    r"(?:19|20)\d\d[年\-/.]\d{1,2}[月\-/.]\d{1,2}日?|[〔\[(【](?:19|20)\d\d[〕\])】]第?\d*号|《[^》]*》|截[至止](?:19|20)\d\d年"
)
_COMPARED: Final = re.compile(r"(?:比|较|同|与)(?:上年|去年)?(?:19|20)\d\d年")
"""A year that the report's own is compared with."""
_LEAD_IN: Final = re.compile(r"^[（(]?(?:附[件表录]?)?[一二三四五六七八九十\d]{0,3}[)）]?[、.．:：]?")
_TABLE: Final = re.compile(
    r"(?:政府信息公开|信息公开|政务公开)?(?:工作)?(?:年度)?(?:情况|数据|统计|收到|主动公开|依申请|申请|行政复议|报告|年报|一览|对比)|的?表"
)
_FILLED_BY: Final = re.compile(
    r"(?:填报|填表|报送|上报|报告|公开|单位)(?:单位|机关|部门|名称)(?:名称)?(?:[(（](?:盖章|公章|章)[)）])?[:：](?P<name>[^:：，,]{2,30}?)(?:[(（](?:盖章|公章|章)[)）])?$"
)
_NOTE: Final = re.compile(r"[（(]?(?:注|说明|备注|以上|上表|本表)")
_MARKS: Final = "。；;！!？?"
_NUMBERED: Final = re.compile(r"^\s*[一二三四五六七八九十]{1,3}\s*[、．.]")


Aspect: TypeAlias = Literal["year", "agency", "place"]


class Sign(NamedTuple):
    """A reason, by its name among the weights, the words that it rests on, and what they tell of."""

    reason: str
    words: str = ""
    aspect: Aspect = "place"


class _Item(NamedTuple):
    """A paragraph, a line of a table set in text, or a grid (without text)."""

    text: str
    anchor: Anchor
    grid: int | None


class Surroundings:
    """The text of a document around its tables. Nothing is computed before it is asked for."""

    def __init__(self, document: Document, whose: Whose, lines: Sequence[Anchor] = ()) -> None:
        self._document = document
        self._whose = whose
        self._lines = frozenset(lines)
        # Every table asks for the titles above it, which are few: each place is looked at once.
        self._titles: Callable[[int], list[Sign]] = functools.cache(self._as_title)

    @functools.cached_property
    def _items(self) -> tuple[_Item, ...]:
        return tuple(_items_of(self._document, self._lines))

    @functools.cached_property
    def _of_grid(self) -> dict[int, int]:
        return {item.grid: at for at, item in enumerate(self._items) if item.grid is not None}

    @functools.cached_property
    def _of_anchor(self) -> dict[Anchor, int]:
        return {item.anchor: at for at, item in enumerate(self._items) if item.grid is None}

    @functools.cached_property
    def _headings(self) -> list[tuple[int, int]]:
        """Positions of the numbered headings, with their numbers."""
        found = []
        for anchor, number in read_headings(self._document, [*self._lines]):
            at = self._of_anchor.get(anchor)
            if at is not None:
                found.append((at, number))
        return found

    def position(self, *, grid: int | None = None, anchor: Anchor | None = None) -> int | None:
        """Return where a grid or a line stands among the paragraphs and grids."""
        if grid is not None:
            return self._of_grid.get(grid)
        return self._of_anchor.get(anchor) if anchor is not None else None

    def section(self, position: int) -> int | None:
        """Return the number of the section in which something stands, 0 before the first; None without headings."""
        if not self._headings:
            return None
        return next((number for at, number in reversed(self._headings) if at < position), 0)

    def around(
        self, kind: str, first: int, last: int, within: Sequence[str], others: frozenset[int]
    ) -> Iterator[Sign]:
        """Yield what speaks for or against a table being the report's own.

        Parameters
        ----------
        kind : str
            What it reports on.
        first, last : int
            Positions of its first and last part.
        within : sequence of str
            Headings that it prints itself.
        others : frozenset of int
            Positions of the other tables of its kind: what stands above those is theirs.
        """
        told: dict[Aspect, Sign] = {}
        for sign in (*self._caption(kind, first, within, others), *self._below(last), *self._title(first)):
            told.setdefault(sign.aspect, sign)
        yield from told.values()

    def speaks_of_others(self) -> bool:
        """Return whether any heading, title or sentence names another year or body than the report's."""
        return any(sign.reason.endswith(("_other", "earlier")) for sign in self._everywhere)

    @functools.cached_property
    def _everywhere(self) -> tuple[Sign, ...]:
        texts = (item.text for item in self._items if item.grid is None and item.anchor not in self._lines)
        return tuple(
            sign
            for text in dict.fromkeys(texts)
            for sign in (self._told(text, "year", "agency") if _is_caption(text) else self._sentence(text))
        )

    def divides(self, first: int, second: int) -> bool:
        """Return whether anything between two places says whose what follows is."""
        return any(
            item.grid is None
            and item.anchor not in self._lines
            and _is_caption(item.text)
            and self._told(item.text, "year", "agency")
            for item in self._items[first + 1 : second]
        )

    def _caption(
        self, kind: str, first: int, within: Sequence[str], others: frozenset[int]
    ) -> Iterator[Sign]:
        """Yield what the headings above a table say, and the sentence that leads up to it, the nearest first."""
        for text in within:
            yield from self._signs(text, kind)
        if first > 0 and first - 1 not in others:
            yield from self._bare_name(first - 1)
        sentences = 0
        for item, is_heading in self._above(first, others):
            if _is_caption(item.text):
                yield from self._signs(item.text, kind)
            elif not sentences:
                yield from self._sentence(item.text)
            sentences += any(mark in item.text for mark in _MARKS)
            if is_heading or sentences >= _SENTENCES:
                return

    def _bare_name(self, at: int) -> list[Sign]:
        """Return what a line right above a table says that is nothing but the name of a body."""
        text = self._items[at].text
        if self._items[at].grid is not None or not self._whose.agency or _name(text) is None:
            return []
        own = self._whose.is_agency(text)
        return [Sign("agency_here" if own else "agency_other", text, "agency")]

    def _above(self, first: int, others: frozenset[int]) -> Iterator[tuple[_Item, bool]]:
        """Yield the nearest paragraphs above a table, up to a title, and whether they are numbered headings."""
        numbered = {at for at, _ in self._headings}
        looked = 0
        for at in range(first - 1, -1, -1):
            item = self._items[at]
            if at in others or looked >= _ABOVE or self._as_title(at):
                return
            if item.grid is None and item.anchor not in self._lines and item.text:
                looked += 1
                yield item, at in numbered

    def _below(self, last: int) -> Iterator[Sign]:
        for item in self._items[last + 1 : last + 1 + _BELOW]:
            if item.grid is not None or item.anchor in self._lines:
                return
            if _NOTE.match(item.text):
                yield from self._sentence(item.text)

    def _sentence(self, text: str) -> list[Sign]:
        """Return what a sentence beside a table says, if it speaks of the table."""
        if not any(word in text for word in words().leading):
            return []
        verdict = self._year_of(text)
        if verdict == "here":
            return [Sign("sentence_here", text, "year")]
        return [Sign("sentence_other", text, "year")] if verdict or _earlier(text) else []

    def _signs(self, text: str, kind: str) -> list[Sign]:
        """Return what a heading says of a kind of table."""
        named = _kinds_in(text)
        return [] if named and kind not in named else self._told(text, "year", "agency")

    def _told(self, text: str, year: str, agency: str) -> list[Sign]:
        """Return whose year and whose name a heading bears."""
        found: list[Sign] = []
        verdict, body = self._year_of(text), _agency_of(text)
        if verdict:
            found.append(Sign(f"{year}_{verdict}", text, "year"))
        elif _earlier(text):
            found.append(Sign("earlier", text, "year"))
        if body is not None and self._whose.agency:
            own = self._whose.is_agency(body)
            found.append(Sign(f"{agency}_{'here' if own else 'other'}", text, "agency"))
        return found

    def _year_of(self, text: str) -> str:
        """Return whether a text names the reporting year, only another one, or none."""
        if self._whose.year is None:
            return ""
        years = _years_in(text)
        if self._whose.year in years:
            return "here"
        return "other" if years and _years_in(_COMPARED.sub("", text)) else ""

    def _title(self, first: int) -> list[Sign]:
        """Return what the nearest title above says; one within the report ends where its next section begins."""
        start = min((at for at, _ in self._headings), default=0)
        numbered = {at for at, number in self._headings if number > 1}
        over = False
        for at in range(first - 1, -1, -1):
            over = (over or at in numbered) and at > start
            if not over and (signs := self._titles(at)):
                return signs
        return []

    def _as_title(self, at: int) -> list[Sign]:
        """Return what a title says that stands above all tables behind it, of whatever kind."""
        item = self._items[at]
        if item.grid is not None or not item.text or not _is_caption(item.text) or _NUMBERED.match(item.text):
            return []
        signs: list[Sign] = []
        annex = item.text.startswith(words().annex)
        title = next((t for t in titles_in(item.text, prose=False) if t.whole or annex), None)
        general = _TABLE.search(item.text) is not None and not _kinds_in(item.text)
        if title is not None or annex or general:
            signs += self._told(item.text, "title", "title")
        if title is not None and title.name is not None and self._whose.agency:
            own = self._whose.is_agency(item.text[title.name.start : title.name.end])
            signs = [s for s in signs if s.aspect != "agency"]
            signs.append(Sign("title_here" if own else "title_other", item.text, "agency"))
        return signs + ([Sign("annex", item.text)] if annex else [])


def _items_of(document: Document, lines: frozenset[Anchor]) -> Iterator[_Item]:
    grid = 0
    for block in document.blocks:
        if not isinstance(block, Paragraph):
            yield _Item("", block.anchor, grid)
            grid += 1
        elif any(line.anchor in lines for line in block.lines):
            for line in block.lines:
                yield _Item(_plain(line.text), line.anchor, None)
        elif block.lines:
            yield _Item(_plain(block.text), block.lines[0].anchor, None)


@functools.lru_cache(maxsize=1 << 12)
def _plain(text: str) -> str:
    return "".join(simplify(fold(text)).split())


@functools.lru_cache(maxsize=1 << 10)
def _kinds_in(text: str) -> frozenset[str]:
    """Return the kinds of table that a heading names."""
    return frozenset(kind for kind, wanted in words().kinds.items() if any(word in text for word in wanted))


def _is_caption(text: str) -> bool:
    """Return whether a text may head a table: it is short, no sentence, and no header of columns."""
    if len(text) > _CAPTION or text.startswith(words().header):
        return False
    return not any(mark in text for mark in _MARKS)


@functools.lru_cache(maxsize=1 << 10)
def _years_in(text: str) -> frozenset[int]:
    found = set()
    for digits, numeral in _YEAR.findall(_NO_YEAR.sub("", text)):
        year = int(digits) if digits else chinese_numeral(numeral)
        if year is not None:
            found.add(year)
    return frozenset(found)


def _earlier(text: str) -> bool:
    """Return whether a text speaks of the year before, and not of this year as well."""
    if any(word in text for word in words().this_year):
        return False
    for innocent in words().not_earlier:
        text = text.replace(innocent, "")
    return any(word in text for word in words().earlier)


@functools.lru_cache(maxsize=1 << 10)
def _agency_of(text: str) -> str | None:
    """Return the body that a heading names as that of its table: 青川市水务局2022年主动公开情况."""
    filled = _FILLED_BY.match(text)
    if filled is not None:
        return _name(filled["name"])
    if any(word in text for word in words().nobody):
        return None
    text = _LEAD_IN.sub("", text)
    year = _YEAR.search(text)
    if year is not None:
        # 青川市水务局2022年主动公开情况, 2022年青川市水务局主动公开情况
        ahead, behind = text[: year.start()], re.sub(r"^年?度?", "", text[year.end() :])
        return _name(ahead) or _name_before_table(behind)
    return _name_before_table(text)


def _name_before_table(text: str) -> str | None:
    """Return the longest name that ends where words of a table begin: 统计局 ends no name before 统计."""
    ends = [match.start() for match in _TABLE.finditer(text)]
    return next((name for end in reversed(ends) if (name := _name(text[:end])) is not None), None)


_NAME_SHAPE: Final = 2.0
"""From here on a text looks like the name of a body rather than like other words."""


def _name(text: str) -> str | None:
    text = text.strip("的关于()（）")
    return text if text and is_name(text) and shape(text) >= _NAME_SHAPE else None
