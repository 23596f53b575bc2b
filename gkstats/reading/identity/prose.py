"""Sentences that name the reporting body: who compiled, whom to ask, whose work it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from gkstats.reading.identity.names import Span, name_in, shape
from gkstats.reading.identity.titles import YEAR
from gkstats.records import How

__all__ = ["blot_documents", "full_names_in", "names_in"]

_X: Final = r"[^，,。；;：:《》\"“”?!]"
_NAME: Final = rf"(?P<name>{_X}{{2,60}}?)"
_DISCLOSURE: Final = r"(?:的)?(?:政府|政务)?信息公开"
_WHEN: Final = rf"{YEAR}(?:年?[-—–~至]*{YEAR})?(?:学年|年)?度?(?:的)?"
# Each opens with a word of its own, and what follows it is bounded: linear on any text.
_PATTERNS: Final[tuple[tuple[How, float, re.Pattern[str]], ...]] = (
    (
        "compiled",
        0.0,
        re.compile(
            rf"(?<![自理])由{_NAME}(?:[(（][^()（）]{{1,40}}[)）])?(?:办公[室厅])?"
            r"(?:(?:负责|组织|牵头|统一|汇总|具体|、){0,4}(?:编制|编写|起草|撰写|编撰|编发|编辑|公布|发布)|根据|按照|依据|依照|遵照)"
        ),
    ),
    (
        "purpose",
        0.0,
        re.compile(rf"(?:做好|推进|加强|规范|搞好|抓好|提高|提升){_NAME}(?:{_WHEN})?{_DISCLOSURE}"),
    ),
    (
        "asked",
        0.0,
        re.compile(
            rf"(?:请|可|欢迎|敬请|详情)(?:直接|及时|来电|来函|致电|拨打)?(?:与|向|同|致|联系|咨询)(?:[:：])?{_NAME}"
            r"(?:联系|反映|咨询|索取|提出|查询|反馈|查阅|垂询|联络|[，,。；;：:(（]|$)"
        ),
    ),
    (
        "stated",
        1.0,
        re.compile(
            rf"(?:现公布|现将|公布|公开|发布|编制|报告|汇报){_NAME}(?:{_WHEN})?{_DISCLOSURE}(?:工作)?(?:有关|相关|的)?情况"
        ),
    ),
    (
        "stated",
        2.0,
        re.compile(rf"{_WHEN}{_NAME}{_DISCLOSURE}(?:工作)?(?:实际|执行|开展|实施|落实|有关|的)?情况"),
    ),
    (
        "stated",
        1.0,
        re.compile(
            rf"(?:根据|依据|按照|结合){_NAME}{_WHEN}{_DISCLOSURE}(?:工作)?(?:实际|执行|开展|实施|落实)(?:执行|开展|实施|落实)?情况"
        ),
    ),
    (
        "stated",
        1.0,
        re.compile(
            rf"(?:综合|汇总)(?:{_WHEN})?(?P<name>{_X}{{2,20}}?[省市县区州盟旗])(?:各|所属)[县市区级乡镇部]"
        ),
    ),
    (
        "stated",
        0.5,
        re.compile(rf"(?:^|[，,。])(?P<name>{_X}{{2,40}}?)(?:现|特)?向社会(?:公布|公开|发布)(?:本|我)"),
    ),
    (
        "opening",
        0.0,
        re.compile(rf"(?:^|[，,。])(?P<name>{_X}{{2,40}}?)(?:现|特)(?:将|公布|向社会|予以|编制|就)"),
    ),
)
_VERBS: Final = (
    r"(?:(?:现|特)(?:将|公布|就|向社会|予以|编制)|认真|严格|深入|坚持|按照|根据|高度|紧紧|依照|依据|遵照|积极|全面|切实|继续|不断|围绕|"
    r"以习近平|以党|在[^，]{2,30}(?:领导|指导|部署)|始终|扎实|进一步|贯彻|通过|大力|着力|主动|持续|强化|聚焦|把|照)"
)
_SUBJECT: Final = re.compile(
    rf"(?:^|[。；，,])(?P<when>{YEAR}年(?:度|以来|来)?[，,]?|一年来[，,]?|近年来[，,]?|本年度[，,]?)?(?P<name>{_X}{{3,30}}?){_VERBS}"
)
# What a body calls its own rules; laws of a place are named alike, but not by an organ (某市政府信息公开规定).
_OWN_RULES: Final = re.compile(
    r"《(?P<name>[^《》]{3,30}?(?:局|厅|委|委员会|院|大学|公司|中心|办事处))(?:机关)?(?:政府信息公开|政务公开|信息公开|政务信息|信息发布|政府网站|网站)[^《》]{0,24}(?:制度|目录|指南|预案)》"
    r"|《(?P<school>[^《》]{3,30}?(?:大学|学院|学校))(?:信息公开)[^《》]{0,12}(?:细则|办法)》"
)
_UNDATED: Final = 1.5
"""What a subject loses that opens no sentence about a year."""
_SHORTENED: Final = re.compile(
    r"[(（](?:以下|下)?(?:统称|简称|称)(?:为)?[:：]?[\"“'‘]?(?:我|本)[^)）]{1,8}[)）]"
)
_SITES: Final = re.compile(r"门户网站?|政府网站?|官方网站|网站|政务网|公众信息网|信息网")
_BACK: Final = 60
_STOPS: Final = '。，,；;：:、"“”‘’《》()（）'
_QUOTED: Final = re.compile(r"《[^《》]{0,120}》")
_OWN: Final = re.compile(r"信息公开[^《》]{0,20}(?:报告|年报)(?:》|$)")
_OFFICIAL: Final = re.compile(r"[(（](?!以下|下称|简称|统称|含)[^()（）]{2,40}[)）]")


def blot_documents(text: str) -> str:
    """Return levelled text in which the names of other documents are blotted out; offsets are kept."""
    return _QUOTED.sub(lambda m: m[0] if _OWN.search(m[0]) else "《" + "□" * (len(m[0]) - 2) + "》", text)


def names_in(whole: str) -> Iterator[tuple[How, Span | None, float]]:
    """Yield the names that levelled prose gives to the body, how, and what each loses of its weight."""
    text = blot_documents(whole)
    for how, lost, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            yield how, _with_bracket(text, name_in(text, *match.span("name"), prose=True, body=True)), lost
    for match in _SHORTENED.finditer(text):
        start = _back(text, match.start(), '。，,；;：:、"“”')
        yield "named", name_in(text, start, match.start(), prose=True, body=True), 0.0
    for match in _SUBJECT.finditer(text):
        yield "opening", name_in(text, *match.span("name"), prose=True), 0.0 if match["when"] else _UNDATED
    for match in _OWN_RULES.finditer(whole):
        yield "opening", name_in(whole, *match.span(match.lastgroup or 0), prose=False), _UNDATED
    for match in _SITES.finditer(text):
        yield (
            "site",
            name_in(text, _back(text, match.start(), _STOPS + "和及与在"), match.start(), prose=True),
            0.0,
        )


def full_names_in(text: str, short: str) -> Iterator[Span]:
    """Yield the full names that end with a short one (市财政局): those behind a mark, titles of documents included.

    Examples
    --------
    >>> text = "建立了《青川市财政局公开制度》，市财政局"
    >>> [text[slice(*span)] for span in full_names_in(text, "市财政局")]
    ['青川市财政局']
    """
    at = text.find(short)
    while at >= 0:
        start = _back(text, at, _STOPS + " ")
        if 1 < at - start <= _LONGEST_PLACE:
            yield Span(start, at + len(short))
        at = text.find(short, at + len(short))


_LONGEST_PLACE: Final = 16


def _back(text: str, end: int, stops: str) -> int:
    """Return where the stretch before `end` begins: behind the last of some marks."""
    start = max(0, end - _BACK)
    return max(start, max(text.rfind(stop, start, end) for stop in stops) + 1)


def _with_bracket(text: str, span: Span | None) -> Span | None:
    """Take a second name in brackets into a name: 某区审批办公室（交易管理委员会办公室）."""
    if span is None:
        return None
    match = _OFFICIAL.match(text, span.end)
    if match and shape(match[0][1:-1]) > -1 and match[0][-2] in "室会局委办心处院":
        return Span(span.start, match.end())
    return span
