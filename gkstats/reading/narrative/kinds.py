"""What a breakdown breaks down, along which dimension, and of what kind each channel is: weighed clues again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from gkstats.reading.narrative.counts import Figure
from gkstats.reading.narrative.evidence import Choosing
from gkstats.reading.narrative.labels import channel_kind
from gkstats.reading.narrative.masks import Span
from gkstats.reading.narrative.prose import Prose

__all__ = ["DIMENSIONS", "OF", "choose", "clues_of_dimension", "clues_of_what", "kinds_of"]

OF: Final = ("disclosures", "interpretations", "new_media_posts", "applications", "hotline", "other")
DIMENSIONS: Final = ("channel", "category", "body", "month", "outcome", "form")
_REACH: Final = 60


def choose(options: Sequence[str], clues: Sequence[str], choosing: Choosing) -> str:
    """Return the option for which the clues speak most; the first of equals."""
    return max(options, key=lambda option: choosing(option, clues))


def _words(prose: Prose, where: str, start: int, end: int) -> Iterable[str]:
    for word in prose.words_between(start, end):
        yield f"{where} {word.kind}.{word.group}"
        if word.kind in ("subject", "verb", "outcome", "noun"):
            yield f"{where} {prose.plain[word.start : word.end]}"


def clues_of_what(
    prose: Prose, total: Figure | None, items: Sequence[Figure], names: Sequence[Span], outer: str | None
) -> list[str]:
    """Return the clues about what is broken down; `outer` says it of the breakdown whose part is split here."""
    first = items[0]
    whole = total or first
    sentence = prose.sentences[prose.sentence_at(whole.lead_of.number.start)]
    found = {"always", f"outer={outer}", f"unit={whole.unit}", f"total={total is not None}"}
    start = max(sentence.start, whole.lead_of.gap.start, whole.lead_of.number.start - _REACH)
    found.update(_words(prose, "whole", max(start, whole.lead_of.clause.start), whole.mention.tail_span.end))
    found.update(_words(prose, "sentence", start, whole.lead_of.number.start))
    if total is not None and total.place < first.place:
        found.update(_words(prose, "before", total.mention.number.end, first.mention.number.start))
    for item, name in zip(items, names, strict=True):
        found.update(_words(prose, "name", name.start, name.end))
        found.update(_words(prose, "tail", *item.mention.tail_span))
        found.add(f"part unit={item.unit}")
    text = prose.plain[sentence.start : whole.mention.tail_span.end]
    found.update(
        f"says {word}" for word in ("热线", "12345", "申请", "解读", "新媒体", "提案", "信箱") if word in text
    )
    return sorted(found)


def clues_of_dimension(
    prose: Prose, of: str, total: Figure | None, items: Sequence[Figure], names: Sequence[Span]
) -> list[str]:
    """Return the clues about the dimension: what most parts are, and what some are."""
    counts: Counter[str] = Counter()
    for item, name in zip(items, names, strict=True):
        words = prose.words_between(name.start, name.end)
        text = prose.plain[name.start : name.end].rstrip("”》’")
        own = {f"has {word.kind}.{word.group}" for word in words} | {f"has {word.kind}" for word in words}
        if words and words[-1].end >= name.end - 1:
            own |= {f"last {words[-1].kind}.{words[-1].group}", f"last {words[-1].kind}"}
        own |= {
            f"ends {text[-1:]}",
            f"ends {text[-2:]}",
            f"verb {item.verb}",
            f"named {item.named}",
            f"channel {item.channel}",
            f"kind {channel_kind(prose, name)}",
        }
        counts.update(own)
    most = 0.6 * len(items)
    found = [f"most {clue}" if count >= most else f"some {clue}" for clue, count in counts.items()]
    found += ["always", f"of={of}", f"total={total is not None}"]
    found.append(f"opens={items[0].opens}")
    return sorted(found)


def kinds_of(prose: Prose, dimension: str, told: Sequence[Span]) -> list[str | None]:
    """Return the kind of channel that each phrase names in a split by channel, None for each in any other."""
    if dimension != "channel":
        return [None] * len(told)
    return [channel_kind(prose, span) or "other" for span in told]
