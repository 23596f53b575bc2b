"""What names a figure: the noun phrases, channels and outcomes in the words before and behind it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from gkstats.reading.narrative.lexicon import Word, figures
from gkstats.reading.narrative.masks import Span
from gkstats.reading.narrative.prose import Prose

__all__ = ["Chunk", "Lead", "channel_kind", "chunks_of", "read_lead", "tags_of"]


class Chunk(NamedTuple):
    """A stretch of a clause: "noun", "verb", "outcome", "prep", "other" (particles, dates, markers)."""

    start: int
    end: int
    kind: str
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Lead:
    """What the words at a figure say about it.

    ``channel`` is the phrase naming a channel, ``outcome`` one naming a result, ``subject`` the phrase before the
    verb, ``noun`` the phrase next to the figure (the object where there is a verb), ``month`` a time slice.
    ``verb`` is the group of the main verb ("" without one), ``verb_span`` its place, and ``bare`` says that nothing but a phrase stands there.
    """

    channel: Span | None = None
    outcome: Span | None = None
    subject: Span | None = None
    noun: Span | None = None
    month: Span | None = None
    verb: str = ""
    verb_span: Span | None = None
    bare: bool = False


_NOUNS: Final = {"channel", "applicant", "applyform", "mediaform", "body", "subject", "noun"}
_EDGE_LEFT: Final = "而被的了则也均都已并且其该此这共有为又再以到即是各约在从由占，：；。、 "
_EDGE_RIGHT: Final = "的了则也均都已上中内里下为有共达是占至到时等即在约计而 "
_DAY: Final = r"(?:\d{1,2}|十?[一二三四五六七八九十])\s?月份?(?:\d{1,2}日|底|末|初)?"
_MONTH: Final = re.compile(
    rf"{_DAY}\s?[-~至到、]\s?{_DAY}"
    r"|(?:\d{1,2}|十?[一二三四五六七八九十])(?:\s?[-~至到、]\s?(?:\d{1,2}|十?[一二三四五六七八九十]))?\s?月份?"
    r"|(?:第)?[一二三四1234](?:[-~至到、][一二三四1234])?\s?季度|[上下]半年"
)
_DATES: Final = {"年", "月", "日", "月份", "年度", "号", "季度", "时", "半年"}


def chunks_of(prose: Prose, start: int, end: int) -> tuple[Chunk, ...]:
    """Cut ``plain[start:end]`` into noun phrases, verbs, outcomes, prepositions and the rest."""
    pieces: list[Chunk] = []
    place = start
    for piece in _pieces(prose, start, end):
        if piece.start > place:
            _add(pieces, Chunk(place, piece.start, "noun"), prose)
        _add(pieces, piece, prose)
        place = max(place, piece.end)
    if place < end:
        _add(pieces, Chunk(place, end, "noun"), prose)
    trimmed = (_trimmed(prose, chunk) for chunk in _merge_lists(prose, pieces))
    return tuple(chunk for chunk in trimmed if chunk.end > chunk.start)


def _pieces(prose: Prose, start: int, end: int) -> Iterable[Chunk]:
    """Return words, names and dates within the span in text order, as chunks."""
    found = []
    for word in prose.words_between(start, end):
        kind = word.kind if word.kind in ("verb", "outcome", "prep", "conjunction") else "other"
        noun = word.kind in _NOUNS or (word.kind == "time" and word.group == "carry")
        found.append(Chunk(word.start, word.end, "noun" if noun else kind, (word,)))
    found += [Chunk(n.start, n.end, "noun") for n in prose.names_between(start, end) if n.end <= end]
    found += [Chunk(*bracket, "noun") for bracket in prose.asides_between(start, end)]
    for number in prose.numbers_between(start, end):
        if number.end <= end and number.kind in ("none", "percent"):
            date = number.unit in _DATES or number.kind == "percent"
            found.append(Chunk(number.at, number.end, "other" if date else "noun"))
    return sorted(found, key=lambda piece: (piece.start, -piece.end))


def _add(pieces: list[Chunk], chunk: Chunk, prose: Prose) -> None:
    """Append `chunk`, joined to a noun phrase it continues; overlapping pieces keep the earlier one."""
    if pieces and chunk.start < pieces[-1].end:
        return
    if chunk.kind == "noun":
        text = prose.plain[chunk.start : chunk.end]
        if not text.strip() or (not chunk.words and not re.search(r"\w", text)):
            chunk = chunk._replace(kind="other" if not pieces else "gap")
        elif pieces and pieces[-1].kind == "noun" and pieces[-1].end == chunk.start:
            last = pieces.pop()
            chunk = Chunk(last.start, chunk.end, "noun", last.words + chunk.words)
    pieces.append(chunk)


def _merge_lists(prose: Prose, pieces: list[Chunk]) -> list[Chunk]:
    """Join noun phrases that 、 or 和 connects, and outcomes that 或 connects, into one chunk."""
    merged: list[Chunk] = []
    position = 0
    while position < len(pieces):
        chunk = pieces[position]
        if chunk.kind in ("conjunction", "gap") and merged and position + 1 < len(pieces):
            following, last = pieces[position + 1], merged[-1]
            kinds = {last.kind, following.kind}
            text = prose.plain[last.start : last.end].strip()
            if kinds == {"noun"} or kinds == {"outcome"} or (kinds == {"verb", "outcome"} and text == "公开"):
                kind = "noun" if kinds == {"noun"} else "outcome"
                merged[-1] = Chunk(last.start, following.end, kind, last.words + following.words)
                position += 2
                continue
        merged.append(chunk)
        position += 1
    return [
        chunk._replace(kind="other") if chunk.kind in ("conjunction", "gap") else chunk for chunk in merged
    ]


def _trimmed(prose: Prose, chunk: Chunk) -> Chunk:
    """Return a noun phrase without the particles at its edges that no listed word and no name claims."""
    if chunk.kind != "noun":
        return chunk
    start, end = chunk.start, chunk.end
    claims = [(word.start, word.end) for word in chunk.words]
    claims += [(name.start, name.end) for name in prose.names_between(start, end)]
    first = min((claim[0] for claim in claims), default=end)
    last = max((claim[1] for claim in claims), default=start)
    while start < min(end, first) and prose.plain[start] in _EDGE_LEFT:
        start += 1
    while end > max(start, last) and prose.plain[end - 1] in _EDGE_RIGHT:
        end -= 1
    return chunk._replace(start=start, end=end)


def tags_of(chunk: Chunk | None) -> frozenset[str]:
    """Return the kinds and groups of the words in a chunk, as "kind" and "kind.group"."""
    if chunk is None:
        return frozenset()
    return frozenset(tag for word in chunk.words for tag in (word.kind, f"{word.kind}.{word.group}"))


_NAMED: Final = (
    ("gazette", ("公报", "政报")),
    ("press", ("日报", "晚报", "时报", "早报", "报", "周刊", "杂志", "学习强国")),
    (
        "service_platform",
        ("政务服务网", "办事大厅", "服务平台", "工作平台", "公示平台", "公示系统", "信用中国", "交易平台"),
    ),
    ("app", ("APP", "app", "客户端")),
    ("website", ("网站", "网", "门户", "专栏", "公开平台")),
    ("wechat", ("公众号", "微信", "视频号")),
    ("weibo", ("微博",)),
    ("other", ("抖音", "快手", "头条号")),
)
_WEAK: Final = ("平台", "栏目", "系统", "大厅", "账号", "中心", "专区", "专题")


_NAME_ENDS: Final = frozenset(ending[-1] for _, endings in _NAMED for ending in endings) | frozenset(
    "”》’台目统厅号心区题 "
)


def channel_kind(prose: Prose, span: Span) -> str | None:
    """Return the kind of the channel that a phrase names, None when it names none."""
    groups = [word for word in prose.words_between(span.start, span.end) if word.kind == "channel"]
    listed = [word.group for word in groups if word.group not in ("weak",)]
    if not listed and groups == [] and prose.plain[span.end - 1 : span.end] not in _NAME_ENDS:
        return None
    text = prose.plain[span.start : span.end].strip()
    inner = text.rstrip("”》’")
    if text.startswith(("“", "《", "‘")):
        for kind, endings in _NAMED:
            if inner.endswith(endings) and not listed:
                return kind
    if listed:
        return _leading_kind(prose, span, [word for word in groups if word.group != "weak"])
    for kind, endings in _NAMED:
        if any(inner.endswith(e) for e in endings if len(e) > 1):
            return kind
    if inner.endswith(_WEAK) and len(inner) > 2:
        return "other"
    return None


def _leading_kind(prose: Prose, span: Span, words: list[Word]) -> str:
    """Return the kind of a phrase by its last channel word; mixed lists are "other" unless the last word says all."""
    kinds = list(dict.fromkeys(word.group for word in words))
    text = prose.plain[span.start : span.end]
    last = words[-1]
    if len(kinds) > 1 and "、" in text:
        sure = [kind for kind in kinds if kind != "other"]
        if "等" in text and last.group != "other":
            return last.group
        return sure[0] if len(set(sure)) == 1 and len(kinds) == 1 else "other"
    if len(kinds) > 1 and last.group == "other":
        return next(kind for kind in reversed(kinds) if kind != "other")
    if "service_platform" in kinds and last.group == "website":
        return "service_platform"
    return last.group


_NOTHING: Final = Lead(bare=True)


def read_lead(prose: Prose, start: int, end: int, *, before: bool = True) -> Lead:
    """Return what the clause ``plain[start:end]`` next to a figure says; `before` it, or behind it."""
    if not prose.plain[start:end].strip():
        return _NOTHING
    chunks = _with_verbal_nouns(chunks_of(prose, start, end))
    nouns = [index for index, chunk in enumerate(chunks) if chunk.kind == "noun"]
    cuts = [index for index, chunk in enumerate(chunks) if chunk.kind == "verb" and _cuts(chunks, index)]
    month = _month(prose, start, end)
    outcome = _outcome(prose, chunks, before=before)
    channel = _channel(prose, chunks, before=before)
    subject = noun = None
    if cuts:
        ahead = [index for index in nouns if index < cuts[0]]
        behind = [index for index in nouns if index > cuts[-1]]
        subject = _span(prose, chunks, ahead, last=True)
        noun = _span(prose, chunks, behind, last=True)
    else:
        noun = _way_of(prose, chunks, nouns) or _span(prose, chunks, nouns, last=before)
        if before and noun is not None:
            noun = _with_attributes(chunks, noun)
    verb = next((w.group for i in reversed(cuts) for w in chunks[i].words), "")
    verb_span = Span(chunks[cuts[-1]].start, chunks[cuts[-1]].end) if cuts else None
    bare = not cuts and not any(chunk.kind in ("prep", "verb") for chunk in chunks)
    return Lead(channel, outcome, subject, noun, month, verb, verb_span, bare)


def _cuts(chunks: tuple[Chunk, ...], index: int) -> bool:
    """Return whether the verb divides its clause: verbs of output and intake do, others only ahead of a phrase."""
    group = chunks[index].words[0].group
    if group in ("output", "receive", "handle", "submit"):
        return True
    ahead = [chunk for chunk in chunks[:index] if chunk.kind == "noun"]
    return not ahead or bool(tags_of(ahead[-1]) & {"body", "channel"}) or chunks[index - 1].kind == "other"


def _span(prose: Prose, chunks: tuple[Chunk, ...], indices: list[int], *, last: bool) -> Span | None:
    if not indices:
        return None
    chunk = chunks[indices[-1] if last else indices[0]]
    if not prose.plain[chunk.start : chunk.end].strip():
        return None
    return Span(chunk.start, chunk.end)


def _with_attributes(chunks: tuple[Chunk, ...], noun: Span) -> Span:
    """Return a phrase with what 的 or 有关 ties to it ("城乡建设和管理的重大事项类信息")."""
    index = next((i for i, chunk in enumerate(chunks) if chunk.end == noun.end), 0)
    start = noun.start
    while index >= 2 and chunks[index - 2].kind == "noun" and chunks[index - 1].kind == "other":
        words, between = chunks[index - 1].words, (chunks[index - 2].end, chunks[index].start)
        if not words or words[0].kind != "function" or between != chunks[index - 1][:2]:
            break
        index -= 2
        start = chunks[index].start
    return Span(start, noun.end)


_WAY: Final = re.compile("形式|方式")


def _way_of(prose: Prose, chunks: tuple[Chunk, ...], nouns: list[int]) -> Span | None:
    """Return "文字形式" of "以文字形式解读": what a preposition governs, up to the word for a way."""
    for index in nouns:
        chunk = chunks[index]
        way = _WAY.search(prose.plain, chunk.start + 1, chunk.end)
        if way and index and chunks[index - 1].kind == "prep":
            return Span(chunk.start, way.end())
    return None


def _with_verbal_nouns(chunks: tuple[Chunk, ...]) -> tuple[Chunk, ...]:
    """Return the chunks with verbs that do not divide a clause made part of the phrase ("债券发行", "机构调整信息")."""
    joined: list[Chunk] = []
    for index, chunk in enumerate(chunks):
        inner = (
            chunk.kind == "verb" and not _cuts(chunks, index) and bool(joined) and joined[-1].kind == "noun"
        )
        if (inner and joined[-1].end == chunk.start) or (
            joined and chunk.kind == "noun" and joined[-1].end == chunk.start and _ends_in_verb(joined[-1])
        ):
            joined[-1] = Chunk(joined[-1].start, chunk.end, "noun", joined[-1].words + chunk.words)
        else:
            joined.append(chunk)
    return tuple(joined)


def _ends_in_verb(chunk: Chunk) -> bool:
    return (
        chunk.kind == "noun"
        and bool(chunk.words)
        and chunk.words[-1].kind == "verb"
        and (chunk.words[-1].end == chunk.end)
    )


def _month(prose: Prose, start: int, end: int) -> Span | None:
    found = _MONTH.search(prose.plain, start, end)
    if not found or (found.start() > start and prose.plain[found.start() - 1] in "年"):
        return None
    return Span(*found.span())


def _next_solid(prose: Prose, order: list[Chunk], position: int) -> Chunk | None:
    """Return the next chunk of `order`, looking through a lone "相关" or "有关"."""
    for chunk in order[position + 1 : position + 3]:
        if prose.plain[chunk.start : chunk.end] not in ("相关", "有关", "各"):
            return chunk
    return None


def _outcome(prose: Prose, chunks: tuple[Chunk, ...], *, before: bool) -> Span | None:
    """Return the result named right at the figure."""
    order = list(reversed(chunks)) if before else list(chunks)
    for position, chunk in enumerate(order):
        if chunk.kind == "outcome":
            return Span(chunk.start, chunk.end)
        ahead = _next_solid(prose, order, position) if before else None
        if (
            ahead
            and chunk.kind == "noun"
            and ahead.kind == "outcome"
            and (
                tags_of(ahead)
                & {"outcome.transferred", "outcome.direct", "outcome.unavailable", "outcome.denied"}
            )
        ):
            return Span(ahead.start, chunk.end)
        if chunk.kind in ("noun", "verb"):
            if not before and chunk.kind == "noun":
                continue
            return None
    return None


def _channel(prose: Prose, chunks: tuple[Chunk, ...], *, before: bool) -> Span | None:
    """Return the phrase that names a channel: after a preposition, or else ahead of the verb, or the last one."""
    candidates = []
    for index, chunk in enumerate(chunks):
        if chunk.kind != "noun" or channel_kind(prose, Span(chunk.start, chunk.end)) is None:
            continue
        verbs = [w.group for c in chunks[:index] if c.kind == "verb" for w in c.words]
        prepared = index > 0 and chunks[index - 1].kind == "prep"
        if verbs and verbs[-1] != "output" and not prepared and before:
            continue
        ruled = index > 0 and chunks[index - 1].kind in ("prep", "verb")
        nearest = before and index == len(chunks) - 1
        if nearest and _only_qualifies(prose, chunk):
            continue
        end = chunk.end if nearest and _all_listed(prose, chunk) else _channel_end(prose, chunk)
        candidates.append((ruled, Span(chunk.start, end)))
    for ruled, span in candidates:
        if ruled:
            return span
    return candidates[0][1] if candidates else None


def _only_qualifies(prose: Prose, chunk: Chunk) -> bool:
    """Return whether a phrase merely begins with a word like 网上 ("网上竞价"); names nothing else as a channel."""
    words = [word for word in chunk.words if word.kind == "channel"]
    lone = len(words) == 1 and prose.plain[slice(*words[0][:2])] in figures("channels", "attributive")
    return lone and words[0].end < chunk.end and not _all_listed(prose, chunk)


def _all_listed(prose: Prose, chunk: Chunk) -> bool:
    """Return whether what follows the channel's name in its phrase are listed nouns ("网站信息", "微信图文")."""
    place = _channel_end(prose, chunk)
    for word in chunk.words:
        if word.start == place:
            place = word.end
    return place == chunk.end


def _channel_end(prose: Prose, chunk: Chunk) -> int:
    """Return where a channel's name ends: behind its last channel word or name."""
    ends = [word.end for word in chunk.words if word.kind == "channel"]
    ends += [name.end for name in prose.names_between(chunk.start, chunk.end) if name.end <= chunk.end]
    end = max(ends, default=chunk.end)
    code = _CODE.match(prose.plain, end, chunk.end)  # "交通广播FM96.5"
    return code.end() if code else end


_CODE: Final = re.compile(r"[A-Za-z]+[\d.]*|\d+(?:\.\d+)?")
