"""The passages that may say who reports: what stands around the text, its opening, its first prose, its end."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal, NamedTuple, TypeAlias

from gkstats.chinese import fold, simplify
from gkstats.documents.model import Anchor, Document, Paragraph
from gkstats.records import Section

__all__ = ["Kind", "Passage", "gather", "passage_of"]

Kind: TypeAlias = Literal[
    "property", "page_title", "page_heading", "around", "line", "joined", "prose", "end"
]

_OPENING: Final = 40
"""Most paragraphs of the opening that are looked at."""
_LINE: Final = 200
"""Longest paragraph of the opening that may be a title or a row of metadata."""
_TITLED: Final = 16
"""Paragraphs of the opening among which a title may be set on several lines."""
_SHORT: Final = 44
"""Longest line of such a title."""
_SENTENCE: Final = re.compile(r"[，,。；;：:|>]")
_PROSE: Final = 6000
"""Characters of prose from the beginning in which a report says who, when and where to ask."""
_END: Final = 12
"""Last paragraphs in which it is signed and dated."""
_BODY: Final = "body"
_NOTHING: Final = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\xad")


class _Levels(dict[str, str]):
    """Each character levelled in width and script; blanks and what prints nothing are empty."""

    def __missing__(self, character: str) -> str:
        level = "" if character in _NOTHING else "".join(simplify(fold(character)).split())
        if len(self) < _MOST_LEVELS:
            self[character] = level
        return level


_LEVELS: Final = _Levels()
_MOST_LEVELS: Final = 50_000


class Passage(NamedTuple):
    """A text as printed, and the form in which it is searched: levelled in width and script, without blanks."""

    kind: Kind
    name: str
    """Name of a property; "body" for prose behind the first heading; empty for all others."""
    printed: str
    plain: str
    paragraph: Paragraph | None
    anchor: Anchor

    def says(self, start: int, end: int) -> str:
        """Return ``plain[start:end]`` as printed, without blanks."""
        if start >= end:
            return ""
        places = _places(self.printed)
        shown = self.printed[places[start] : places[end - 1] + 1]
        return "".join(c for c in shown if not c.isspace() and c not in _NOTHING)

    def where(self, start: int = 0, end: int | None = None) -> Anchor:
        """Return the place of ``plain[start:end]``."""
        if self.paragraph is None or not self.plain or len(self.paragraph.lines) == 1:
            return self.anchor
        places = _places(self.printed)
        end = len(self.plain) if end is None else end
        found = self.paragraph.anchors(places[min(start, len(places) - 1)], places[max(start, end - 1)] + 1)
        return found[0] if found else self.anchor


@functools.lru_cache(maxsize=64)
def _places(printed: str) -> list[int]:
    """Return for each character of the levelled text its offset in the printed one."""
    return [offset for offset, character in enumerate(printed) for _ in _LEVELS[character]]


def passage_of(
    kind: Kind,
    printed: str,
    anchor: Anchor | None = None,
    *,
    name: str = "",
    paragraph: Paragraph | None = None,
) -> Passage:
    """Return text as a passage.

    Examples
    --------
    >>> passage = passage_of("line", "鹽澤縣　教育局 ２０２２年")
    >>> passage.plain[-5:], passage.says(0, 6)
    ('2022年', '鹽澤縣教育局')
    """
    if "(" in printed and _GLOSS.search(printed):
        printed, paragraph, anchor = _GLOSS.sub("", printed), None, anchor or _first(paragraph)
    plain = "".join([_LEVELS[character] for character in printed])
    return Passage(kind, name, printed, plain, paragraph, anchor or Anchor())


# Mirrors that convert pages to traditional characters leave readings behind some: 報(bào)告.
_GLOSS: Final = re.compile(
    r"(?<=[\u3400-\u9fff])\((?=[a-zü]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ])[a-züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]{1,7}\)"
)


def _first(paragraph: Paragraph | None) -> Anchor | None:
    return paragraph.lines[0].anchor if paragraph else None


def gather(document: Document, sections: Sequence[Section]) -> tuple[Passage, ...]:
    """Return the passages of a document, those around it first, then in its own order."""
    return (*_around(document), *_own(sections))


def _around(document: Document) -> Iterator[Passage]:
    kinds: dict[str, Kind] = {
        "property": "property",
        "title": "page_title",
        "heading": "page_heading",
        "line": "around",
    }
    seen = set()
    for place in document.around:
        if (place.kind, place.text) not in seen or place.kind == "line":
            seen.add((place.kind, place.text))
            yield passage_of(kinds[place.kind], place.text, place.anchor, name=place.name)
    if document.title and ("title", document.title) not in seen:
        yield passage_of("page_title", document.title)


def _own(sections: Sequence[Section]) -> Iterator[Passage]:
    """Yield the lines before the first heading, the first prose, and the end."""
    if not sections:
        return
    opening = sections[0].paragraphs if sections[0].number == 0 else ()
    for paragraph in opening[:_OPENING]:
        if len(paragraph.text) <= _LINE:
            yield _passage("line", paragraph)
    yield from _joined([p for p in opening[:_OPENING] if len(p.text) <= _LINE])
    taken = 0
    for section in sections:
        for paragraph in section.paragraphs:
            if taken < _PROSE:
                yield _passage("prose", paragraph, name=_BODY if section.number else "", most=_PROSE)
                taken += len(paragraph.text)
    for paragraph in list(_all(sections))[-_END:]:
        if len(paragraph.text) <= _LINE:
            yield _passage("end", paragraph)


def _joined(opening: Sequence[Paragraph]) -> Iterator[Passage]:
    """Yield lines of a title that is set on two or three, joined: 青川市水务局 / 2022年 / 政府信息公开工作年度报告."""
    for size in (2, 3):
        for start in range(min(len(opening), _TITLED) - size + 1):
            group = opening[start : start + size]
            texts = [paragraph.text.strip() for paragraph in group]
            if all(len(text) <= _SHORT and not _SENTENCE.search(text) for text in texts):
                yield passage_of("joined", "".join(texts), group[0].lines[0].anchor)


def _passage(kind: Kind, paragraph: Paragraph, *, name: str = "", most: int | None = None) -> Passage:
    return passage_of(kind, paragraph.text[:most], paragraph.lines[0].anchor, name=name, paragraph=paragraph)


def _all(sections: Iterable[Section]) -> Iterator[Paragraph]:
    for section in sections:
        yield from section.paragraphs
