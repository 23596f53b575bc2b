"""Series of figures whose names stand apart from them: "分别为", "各", "前者", "后者"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from gkstats.reading.narrative.labels import Lead, channel_kind, chunks_of
from gkstats.reading.narrative.lexicon import Word
from gkstats.reading.narrative.masks import Span
from gkstats.reading.narrative.members import TYPES, Member
from gkstats.reading.narrative.mentions import Mention
from gkstats.reading.narrative.prose import Prose

__all__ = ["series_items"]

_JOINTS: Final = re.compile("、|以及|和|及|与")
_OWN_COUNT: Final = re.compile(
    r"(?:等)?\s?(?:[两二三四五六七八九十]|\d{1,2})\s?(?:个|家|类|种|大|项|条)?[^，。]{0,8}$"
)


def series_items(prose: Prose, items: list[Member]) -> list[Member]:
    """Return `items` with the names of a series put to its figures ("甲、乙分别为3件、2件", "甲、乙各5条")."""
    named: list[Member] = []
    position = 0
    while position < len(items):
        item = items[position]
        mark = _series_mark(prose, item.mention)
        size = 1
        if mark is None:
            named.append(item)
        elif mark.group in ("former", "latter"):
            named.append(_backward(prose, item, mark))
        elif mark.group == "same":
            named.append(_namesake(prose, item, mark))
        else:
            while position + size < len(items) and _is_naked(prose, items[position + size].mention):
                size += 1
            names = _names(prose, mark, item.mention, items[position - 1].mention if position else None)
            if mark.group == "pair" and size == 1:
                size = _worded_size(items, position, names)
            each = mark.group == "each" and size == 1
            named += _assigned(prose, items[position : position + size], names, each=each)
        position += size
    return named


def _worded_size(items: list[Member], position: int, lists: list[list[Span]]) -> int:
    """Return how many figures a series has when each is worded anew ("分别发布动态416条、推送图文228条")."""
    for names in lists:
        others = items[position + 1 : position + len(names)]
        if len(others) == len(names) - 1 > 0 and all(
            other.mention.strength == 1 and not other.types & {"channel"} for other in others
        ):
            return len(names)
    return 1


def _series_mark(prose: Prose, mention: Mention) -> Word | None:
    """Return the word before a figure that says its name stands elsewhere."""
    for word in reversed(mention.marks):
        if word.kind == "total" and word.group in ("pair", "each", "former", "latter", "same"):
            return word
        if word.kind == "split" and prose.plain[word.start : word.end].startswith(("分别", "依次")):
            return word._replace(group="pair")
    return None


def _backward(prose: Prose, item: Member, mark: Word) -> Member:
    """Return a figure of "前者" or "后者" with the name that stands earlier in the sentence."""
    start = prose.sentences[item.mention.sentence].start
    for chunk in reversed(chunks_of(prose, start, mark.start)):
        names = _split_names(prose, chunk.start, chunk.end) if chunk.kind in ("noun", "outcome") else []
        if len(names) == 2:
            return _renamed(prose, item, names[mark.group == "latter"])
    return item


def _is_naked(prose: Prose, mention: Mention) -> bool:
    return not prose.plain[mention.gap.start : mention.gap.end].strip(" 、，和及与")


def _namesake(prose: Prose, item: Member, mark: Word) -> Member:
    """Return a figure of "同名视频号" under the name that stands earlier, of the kind it says itself."""
    quoted = [n for n in prose.names_between(0, mark.start) if prose.plain[n.start] == "“"]
    if not quoted or item.lead.channel is None:
        return item
    label = quoted[-1]
    return replace(
        item, label=label, lead=replace(item.lead, channel=label, subject=label), kind_from=item.lead.channel
    )


def _names(prose: Prose, mark: Word, mention: Mention, earlier: Mention | None) -> list[list[Span]]:
    """Return the lists of names before "分别", behind it, and at the figure before it."""
    clause = prose.clause(mark.start)
    sentence = prose.sentences[mention.sentence]
    spans = [(max(clause.start, mention.gap.start), mark.start), (mark.end, mention.number.start)]
    spans.append((max(sentence.start, mention.gap.start), mark.start))
    if earlier is not None and earlier.sentence == mention.sentence:
        spans.append((earlier.clause.start, earlier.number.start))
    lists = []
    for start, end in spans:
        for chunk in reversed(chunks_of(prose, start, end)):
            if chunk.kind in ("noun", "outcome") and _JOINTS.search(prose.plain, chunk.start, chunk.end):
                lists.append(_split_names(prose, chunk.start, chunk.end))
                break
    return lists


def _split_names(prose: Prose, start: int, end: int) -> list[Span]:
    text = prose.plain[start:end]
    own = _OWN_COUNT.search(text)
    if own and own.start() and _JOINTS.search(text[: own.start()]):
        end = start + own.start()
    spans = []
    place = start
    for joint in _JOINTS.finditer(prose.plain, start, end):
        if prose.in_name(joint.start()):
            continue
        spans.append(Span(place, joint.start()))
        place = joint.end()
    spans.append(Span(place, end))
    if len(spans) > 1 and channel_kind(prose, spans[0]):
        spans[-1] = Span(spans[-1].start, _end_of_channel(prose, spans[-1]))
    return [span for span in spans if prose.plain[span.start : span.end].strip()]


def _end_of_channel(prose: Prose, span: Span) -> int:
    """Return where the last of several channels ends ("政务客户端发布量依次为")."""
    ends = [word.end for word in prose.words_between(*span) if word.kind == "channel"]
    return max([*ends, *(name.end for name in prose.names_between(*span))], default=span.end)


def _assigned(prose: Prose, figures: list[Member], lists: list[list[Span]], *, each: bool) -> list[Member]:
    for names in lists:
        if each and len(names) > 1:
            items = [_renamed(prose, figures[0], name) for name in names]
            return [replace(item, types=item.types | {"each"}) for item in items]
        if len(names) == len(figures) > 1:
            return [_renamed(prose, figure, name) for figure, name in zip(figures, names, strict=True)]
    return figures


def _renamed(prose: Prose, item: Member, name: Span) -> Member:
    channel = name if channel_kind(prose, name) else None
    words = prose.words_between(name.start, name.end)
    kinds = {word.kind for word in words}
    types = (kinds & {*TYPES, "outcome"}) | ({"channel"} if channel else set())
    lead = Lead(channel=channel, noun=name, subject=name, bare=True)
    foreign = frozenset(word.group for word in words if word.kind == "subject" and word.group != "disclosure")
    types |= {"series"}
    return replace(item, lead=lead, label=name, types=frozenset(types), is_total=False, foreign=foreign)
