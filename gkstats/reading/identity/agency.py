"""Who reports: every place that may name the body proposes a name, and the sums of their evidence decide."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from gkstats.documents.model import Anchor
from gkstats.reading.identity.names import Span, is_name, is_open, name_in, shape
from gkstats.reading.identity.passages import Passage
from gkstats.reading.identity.rows import rows_in
from gkstats.reading.identity.titles import titles_in, titles_of
from gkstats.reading.identity.words import weight, words
from gkstats.records import How

__all__ = ["Decided", "decide_agency"]

_LEAST: Final = 5.0
"""Evidence and shape below which no name is plausible."""
_SUPPORT: Final = 0.25
"""Share of its weight that a further place adds to the best one that gives the same name."""
_HEADED: Final = 1.0
"""What a title loses whose name stands on the line above."""
_LINES: Final[dict[str, How]] = {"page_title": "page_title", "page_heading": "page_heading"}
_LATER: Final = 0.05
"""What a place loses for each place of its kind before it: the first of several titles is the report's own."""

_X: Final = r"[^，,。；;：:《》\"“”?!]"
_NAME: Final = rf"(?P<name>{_X}{{2,60}}?)"
_BRACKET: Final = r"(?:[(（][^()（）]{1,30}[)）])?"
# Each opens with a word of its own, and the stretch behind it is bounded: linear on any text.
_PROSE: Final[tuple[tuple[How, re.Pattern[str]], ...]] = (
    (
        "compiled",
        re.compile(
            rf"(?<![自理])由{_NAME}{_BRACKET}(?:办公[室厅])?(?:根据{_X}{{2,40}}|负责|组织|牵头|统一|汇总|具体)*"
            r"(?:编制|编写|起草|撰写|编撰|编发|编辑|公布|发布)"
        ),
    ),
    (
        "purpose",
        re.compile(
            rf"(?:做好|推进|加强|规范|搞好|抓好|提高|提升){_NAME}(?:的)?\d{{0,4}}(?:年度?)?(?:的)?(?:政府|政务)信息公开"
        ),
    ),
    (
        "asked",
        re.compile(
            rf"(?:请|可|欢迎|敬请)(?:直接|及时|来电|来函|致电|拨打)?(?:与|向|同|致|联系|咨询)(?:[:：])?{_NAME}"
            r"(?:联系|反映|咨询|索取|提出|查询|反馈|查阅|垂询|联络|[，,。；;：:(（]|$)"
        ),
    ),
    (
        "stated",
        re.compile(
            rf"(?:现公布|现将|公布|公开|发布|编制|报告){_NAME}(?:的)?(?:(?:19|20)\d\d年度?)?(?:的)?(?:政府|政务)信息公开(?:工作)?(?:有关|相关|的)?情况"
        ),
    ),
)
_SUBJECT: Final = re.compile(
    rf"(?:^|[。；，,])(?:(?:19|20)\d\d年(?:度|以来|来)?[，,]?|一年来[，,]?|近年来[，,]?|本年度[，,]?){_NAME}"
    r"(?:(?:现|特)(?:将|公布|就|向社会|予以|编制)|认真|严格|深入|坚持|按照|根据|高度|紧紧|依照|依据|遵照|积极|全面|切实|继续|不断|围绕|以习近平|以党|在[^，]{2,30}(?:领导|指导)|"
    r"始终|扎实|进一步|贯彻|(?:的)?(?:政府|政务)信息公开|通过|认真|大力|着力|主动|持续|强化|聚焦|把|照)"
)
_NOW: Final = re.compile(rf"[，,。](?P<name>{_X}{{2,40}}?)(?:现|特)(?:将|公布|向社会|予以|编制|就)")
_SHORTENED: Final = re.compile(
    r"[(（](?:以下|下)?(?:统称|简称|称)(?:为)?[:：]?[\"“'‘]?(?:我|本)[^)）]{1,8}[)）]"
)
_SITES: Final = re.compile(r"门户网站?|政府网站?|官方网站|网站|政务网|公众信息网|信息网")
_BACK: Final = 60
_QUOTED: Final = re.compile(r"《[^《》]{0,120}》")
_OWN: Final = re.compile(r"信息公开[^《》]{0,20}(?:报告|年报)(?:》|$)")


class Decided(NamedTuple):
    """What was decided, how it was found, and where."""

    value: str
    how: How
    anchor: Anchor


class _Candidate(NamedTuple):
    plain: str
    printed: str
    how: How
    weight: float
    anchor: Anchor


def decide_agency(passages: Sequence[Passage]) -> Decided | None:
    """Return the name for which most speaks, or None when nothing plausible does."""
    candidates = list(_candidates(passages))
    groups: dict[str, list[_Candidate]] = {}
    for candidate in candidates:
        groups.setdefault(candidate.plain, []).append(candidate)
    if not groups:
        return None
    scores = {plain: _evidence(group) + shape(plain) for plain, group in groups.items()}
    for plain in groups:
        # What speaks for 市财政局 speaks for 青川市财政局, too, where that is named.
        if not is_open(plain):
            own = [
                _evidence(groups[short]) for short in groups if is_open(short) and _completes(plain, short)
            ]
            scores[plain] = max([scores[plain], *(evidence + shape(plain) for evidence in own)])
    best = max(scores, key=lambda plain: scores[plain])
    if scores[best] < _LEAST:
        return None
    first = max(groups[best], key=lambda c: c.weight)
    return Decided(first.printed, first.how, first.anchor)


def _completes(full: str, short: str) -> bool:
    return len(full) > len(short) and full.endswith(short)


def _evidence(group: Sequence[_Candidate]) -> float:
    """Return the weight of a group: its best place, and a share of every other kind of place."""
    kinds: dict[How, float] = {}
    for candidate in group:
        kinds[candidate.how] = max(kinds.get(candidate.how, 0.0), candidate.weight)
    best = max(kinds.values())
    return best + _SUPPORT * (sum(kinds.values()) - best)


def _candidates(passages: Sequence[Passage]) -> Iterator[_Candidate]:
    known = words()
    order: dict[str, int] = {}
    for passage in passages:
        found: Iterator[tuple[How, Span | None, Passage, float]]
        if passage.kind == "prose":
            found = _in_prose(passage)
        elif passage.kind == "end":
            found = _in_end(passage)
        elif passage.kind == "property":
            found = _in_property(passage, known.rows)
        else:
            found = _in_line(passage)
        for how, span, where, lost in found:
            if span is None:
                continue
            plain = where.plain[slice(*span)]
            if not is_name(plain):
                continue
            place = order[how] = order.get(how, -1) + 1
            worth = weight(how) - lost - _LATER * min(place, 20)
            yield _Candidate(plain, where.says(*span), how, worth, where.where(*span))
    yield from _publishers(passages)


def _in_line(passage: Passage) -> Iterator[tuple[How, Span | None, Passage, float]]:
    how: How = _LINES.get(passage.kind, "title")
    for title in titles_of(passage):
        lost = 0.0 if title.whole or passage.kind == "page_title" else 1.0
        yield (
            how,
            title.name,
            passage,
            lost + (passage.kind == "around") + _HEADED * (passage.kind == "joined"),
        )
    if passage.kind == "page_title":
        pieces = re.split(r"[_|>»-]+", passage.plain)
        if len(pieces) > 1:
            at = len(passage.plain) - len(pieces[-1])
            yield "site", name_in(passage.plain, at, len(passage.plain), prose=False), passage, 0.0


def _in_property(
    passage: Passage, rows: dict[str, tuple[str, ...]]
) -> Iterator[tuple[How, Span | None, Passage, float]]:
    if passage.name in rows["property_titles"]:
        for title in titles_of(passage):
            yield "head", title.name, passage, 0.0
    elif passage.name in rows["property_sources"]:
        yield (
            "source_row",
            name_in(passage.plain, 0, len(passage.plain), prose=False, body=True),
            passage,
            0.0,
        )
    elif passage.name in rows["property_sites"]:
        yield "site", name_in(passage.plain, 0, len(passage.plain), prose=False), passage, 0.0


def _in_prose(passage: Passage) -> Iterator[tuple[How, Span | None, Passage, float]]:
    text = _without_documents(passage.plain)
    for title in titles_in(text, prose=True):
        yield "stated", title.name, passage, 0.0
    for how, pattern in _PROSE:
        for match in pattern.finditer(text):
            span = name_in(text, *match.span("name"), prose=True, body=True)
            yield how, span, passage, 0.0 if how != "stated" else 1.0
    for match in _SHORTENED.finditer(text):
        start = max(0, match.start() - _BACK)
        for stop in '。，,；;：:、"“”':
            start = max(start, text.rfind(stop, start, match.start()) + 1)
        yield "named", name_in(text, start, match.start(), prose=True, body=True), passage, 0.0
    for pattern in (_SUBJECT, _NOW):
        for match in pattern.finditer(text):
            yield "opening", name_in(text, *match.span("name"), prose=True), passage, 0.0
    for match in _SITES.finditer(text):
        start = max(0, match.start() - 30)
        for stop in '。，,；;：:、"“”‘’《》()（）和及与在':
            start = max(start, text.rfind(stop, start, match.start()) + 1)
        yield "site", name_in(text, start, match.start(), prose=True), passage, 0.0


def _without_documents(text: str) -> str:
    """Return text in which the names of other documents are blotted out; offsets are kept."""
    return _QUOTED.sub(lambda m: m[0] if _OWN.search(m[0]) else "《" + "□" * (len(m[0]) - 2) + "》", text)


def _in_end(passage: Passage) -> Iterator[tuple[How, Span | None, Passage, float]]:
    date = re.search(r"(?:19|20)\d\d年\d{1,2}月(?:\d{1,2}日?)?$", passage.plain)
    end = date.start() if date else len(passage.plain)
    whole = name_in(passage.plain, 0, end, prose=False)
    if whole is not None and shape(passage.plain[slice(*whole)]) > 0 and whole.end - whole.start >= end - 2:
        yield "signature", name_in(passage.plain, 0, end, prose=False, body=True), passage, 0.0


def _publishers(passages: Sequence[Passage]) -> Iterator[_Candidate]:
    known = words()
    for how, labels in (("row", known.rows["publisher"]), ("source_row", known.rows["source"])):
        for place, (passage, start, end) in enumerate(rows_in(passages, labels)):
            span = name_in(passage.plain, start, end, prose=False, body=True)
            if span is not None:
                worth = weight(how) - _LATER * min(place, 20)
                plain = passage.plain[slice(*span)]
                yield _Candidate(plain, passage.says(*span), how, worth, passage.where(*span))  # type: ignore[arg-type]
