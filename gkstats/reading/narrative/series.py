"""Figures whose names stand apart from them: "分别为", "各", "前者", "后者", "同名"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from gkstats.reading.narrative.counts import Figure
from gkstats.reading.narrative.labels import channel_kind, chunks_of
from gkstats.reading.narrative.lexicon import Word
from gkstats.reading.narrative.masks import Span
from gkstats.reading.narrative.mentions import Mention
from gkstats.reading.narrative.prose import Prose

__all__ = ["Apart", "names_apart"]


class Apart(NamedTuple):
    """A name that stands elsewhere, and the words that tell of what kind it is."""

    name: Span
    kind_from: Span


_JOINTS: Final = re.compile("、|以及|和|及|与")
_OWN_COUNT: Final = re.compile(
    r"(?:等)?\s?(?:[两二三四五六七八九十]|\d{1,2})\s?(?:个|家|类|种|大|项|条)?[^，。]{0,8}$"
)


def names_apart(prose: Prose, figures: Sequence[Figure]) -> dict[int, tuple[Apart, ...]]:
    """Return the names of the figures in a series by their places; a figure of "各" has several."""
    found: dict[int, tuple[Apart, ...]] = {}
    for place, figure in enumerate(figures):
        mark = None if place in found else _series_mark(prose, figure.mention)
        if mark is None:
            continue
        if mark.group in ("former", "latter"):
            name = _backward(prose, figure.mention, mark)
            if name is not None:
                found[place] = (Apart(name, name),)
        elif mark.group == "same":
            apart = _namesake(prose, figure.mention, mark)
            if apart is not None:
                found[place] = (apart,)
        else:
            found |= _series(prose, figures, place, mark)
    return found


def _series(prose: Prose, figures: Sequence[Figure], place: int, mark: Word) -> dict[int, tuple[Apart, ...]]:
    """Return the names of the series that begins at `place`."""
    size = 1
    while place + size < len(figures) and _is_naked(prose, figures[place + size].mention):
        size += 1
    earlier = figures[place - 1].mention if place else None
    lists = _names(prose, mark, figures[place].mention, earlier)
    if mark.group == "pair" and size == 1:
        size = _worded_size(figures, place, lists)
    for names in lists:
        if mark.group == "each" and size == 1 and len(names) > 1:
            return {place: tuple(Apart(name, name) for name in names)}
        if len(names) == size > 1:
            return {place + step: (Apart(name, name),) for step, name in enumerate(names)}
    return {}


def _worded_size(figures: Sequence[Figure], place: int, lists: list[list[Span]]) -> int:
    """Return how many figures a series has when each is worded anew ("分别发布动态416条、推送图文228条")."""
    for names in lists:
        others = figures[place + 1 : place + len(names)]
        if len(others) == len(names) - 1 > 0 and all(
            other.strength == 1 and other.mention.lead.channel is None for other in others
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


def _backward(prose: Prose, mention: Mention, mark: Word) -> Span | None:
    """Return the name that "前者" or "后者" means, from earlier in the sentence."""
    start = prose.sentences[mention.sentence].start
    for chunk in reversed(chunks_of(prose, start, mark.start)):
        names = _split_names(prose, chunk.start, chunk.end) if chunk.kind in ("noun", "outcome") else []
        if len(names) == 2:
            return names[mark.group == "latter"]
    return None


def _is_naked(prose: Prose, mention: Mention) -> bool:
    return not prose.plain[mention.gap.start : mention.gap.end].strip(" 、，和及与")


def _namesake(prose: Prose, mention: Mention, mark: Word) -> Apart | None:
    """Return the name that "同名视频号" takes from an account before it, of the kind it says itself."""
    quoted = [n for n in prose.names_between(0, mark.start) if prose.plain[n.start] == "“"]
    if not quoted or mention.lead.channel is None:
        return None
    return Apart(quoted[-1], mention.lead.channel)


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
