"""What a breakdown breaks down, along which dimension, and what each of its parts is called."""

from __future__ import annotations

from collections import Counter
from typing import Final

from gkstats.reading.narrative.labels import channel_kind, chunks_of
from gkstats.reading.narrative.masks import Span
from gkstats.reading.narrative.members import Member, counts_accounts
from gkstats.reading.narrative.prose import Prose
from gkstats.reading.narrative.splits import Split

__all__ = ["dimension_of", "of_what", "part_labels"]

_DIMENSIONS: Final = {
    "month": "month",
    "outcome": "outcome",
    "applyform": "form",
    "mediaform": "form",
    "applicant": "category",
    "proposal": "category",
    "conference": "category",
    "body": "body",
    "series": "category",
}
_NEW_MEDIA: Final = {"wechat", "weibo", "app", "other"}


def dimension_of(prose: Prose, split: Split) -> str:
    """Return the dimension along which most parts are named."""
    said = of_what_words(prose, split)
    by_channel = _by_channel(split)
    named = [_dimension(prose, item, said, by_channel=by_channel) for item in split.items]
    return max(Counter(named).items(), key=lambda vote: (vote[1], -named.index(vote[0])))[0]


def _by_channel(split: Split) -> bool:
    """Return whether the parts are named by their channels: most are, and not one alone among others."""
    channels = sum("channel" in item.types for item in split.items)
    return channels >= max(1, 0.6 * len(split.items)) and (channels > 1 or len(split.items) == 1)


def _dimension(prose: Prose, item: Member, said: str, *, by_channel: bool) -> str:
    if said == "applications" and item.types & {"channel", "applyform"}:
        return "form"
    if by_channel and "channel" in item.types and not _is_column(prose, item):
        return "channel"
    for kind, dimension in _DIMENSIONS.items():
        if kind == "mediaform" and said == "other":
            continue
        if kind in item.types and _says(prose, item, kind):
            return dimension
    return "category"


def _is_column(prose: Prose, item: Member) -> bool:
    """Return whether the part is a column of a website: what it holds is a category."""
    return item.label is not None and prose.plain[: item.label.end].endswith(("栏目", "专题", "板块"))


def _says(prose: Prose, item: Member, kind: str) -> bool:
    if kind in ("month", "series"):
        return True
    if item.label is None:
        return False
    if kind == "outcome":
        return not any(word.group == "shared" for word in prose.words_between(*item.label))
    words = prose.words_between(item.label.start, item.label.end)
    if kind in ("proposal", "conference"):
        return any(word.group == kind for word in words)
    if kind == "body":
        return bool(words) and (words[-1].kind == "body" or prose.plain[: item.label.end].endswith("文件"))
    return any(word.kind == kind for word in words)


def part_labels(prose: Prose, split: Split) -> list[Span]:
    """Return the name of each part: of the channel in a split by channel, else the phrase that names it."""
    by_channel = _by_channel(split)
    every_subject = all(item.lead.subject is not None for item in split.items if item.lead.verb)
    first_only = sum(item.lead.subject is not None for item in split.items) <= 1 < len(split.items)
    same_outcome = len(split.items) > 1 and len({_outcome_text(prose, item) for item in split.items}) == 1
    by_form = sum("mediaform" in item.types for item in split.items) >= 0.6 * len(split.items)
    labels = []
    for item in split.items:
        label = _label(item, by_channel=by_channel, subjects=every_subject and not first_only)
        if same_outcome and item.lead.outcome is not None:
            label = _with_phrase_before(prose, item)
        if by_form and item.lead.subject is not None and item.lead.noun is None and item.lead.verb_span:
            label = Span(item.lead.subject.start, item.lead.verb_span.end)
        labels.append(_tidy(prose, label))
    return labels


def _outcome_text(prose: Prose, item: Member) -> str:
    span = item.lead.outcome
    return prose.plain[span.start : span.end] if span else ""


def _with_phrase_before(prose: Prose, item: Member) -> Span:
    """Return "建议答复" where every part is an answer: the result with the phrase it completes."""
    outcome = item.lead.outcome
    chunks = chunks_of(prose, *item.mention.clause)
    if outcome is None:
        raise ValueError(item)
    before = [chunk for chunk in chunks if chunk.kind == "noun" and chunk.end == outcome.start]
    return Span(before[-1].start, outcome.end) if before else outcome


def _label(item: Member, *, by_channel: bool, subjects: bool) -> Span:
    lead, tail = item.lead, item.mention.tail
    if by_channel:
        channel = lead.channel or (tail.channel if item.types & {"channel"} else None)
        if channel is not None:
            return channel
    if lead.month is not None:
        return lead.month
    if lead.outcome is not None:
        return lead.outcome
    if subjects and lead.subject is not None:
        return lead.subject
    if lead.subject is not None and item.is_plain_whole and lead.noun is not None:
        return Span(lead.subject.start, lead.noun.end)  # "行政经费公开信息" among bare names
    chosen = lead.noun or lead.subject or item.label
    if chosen is None:  # a split without names is dropped before
        raise ValueError(item)
    return chosen


def _tidy(prose: Prose, span: Span) -> Span:
    start, end = span
    while start < end and prose.plain[start] in " ，。；：、":
        start += 1
    while end > start and prose.plain[end - 1] in " ，。；：、":
        end -= 1
    return Span(start, end)


_CONTEXT: Final = (
    ("applications", ("application",)),
    ("interpretations", ("interpretation",)),
    (
        "other",
        (
            "proposal",
            "review",
            "lawsuit",
            "conference",
            "petition",
            "mailbox",
            "consultation",
            "fee",
            "account",
            "meeting",
        ),
    ),
)


def of_what_words(prose: Prose, split: Split) -> str:
    """Return what the words at the whole (or, without one, at the first part) say is counted, "" when nothing."""
    whole = split.total or split.items[0].mention
    first = split.items[0].mention
    spans = [] if split.total is None else [(whole.clause.start, whole.tail_span.end)]
    spans.append((max(prose.sentences[whole.sentence].start, whole.gap.start), whole.tail_span.end))
    if split.total is None or whole.lead.verb != "output":
        spans.append((max(prose.sentences[first.sentence].start, first.gap.start), first.number.start))
    for start, end in spans:
        words = prose.words_between(start, end)
        groups = {w.group for w in words if w.kind == "subject"}
        if any(prose.plain[w.start : w.end] == "新闻发布会" for w in words):
            groups.add("conference")
        if "热线" in prose.plain[start:end] or "12345" in prose.plain[start:end]:
            return "hotline"
        for of, names in _CONTEXT:
            if groups & set(names):
                return of
        if groups & {"disclosure"}:
            return "disclosures"
    return ""


def of_what(
    prose: Prose, split: Split, kinds: list[str | None], dimension: str, outer: str | None = None
) -> str:
    """Return the code of what is broken down; `outer` is the code of the breakdown whose part is split here."""
    said = of_what_words(prose, split)
    if outer is not None and said in ("", "disclosures"):
        return outer
    if said == "" and all(item.types & {"applicant", "applyform"} for item in split.items):
        return "applications"
    whole = split.total or split.items[0].mention
    if said == "" and whole.family in ("person", "event", "money", "amount") and dimension != "channel":
        return "other"
    if said == "" and (dimension == "outcome" or whole.lead.outcome is not None):
        return _of_context(prose, prose.sentences[whole.sentence])
    if said in ("", "disclosures"):
        if dimension == "channel":
            if all(counts_accounts(item) for item in split.items):
                return "other"
            if kinds and set(kinds) <= _NEW_MEDIA and _new_media_only(prose, split):
                return "new_media_posts"
        if dimension == "category" and all("conference" in item.types for item in split.items):
            return "other"
        return "disclosures"
    return said


def _new_media_only(prose: Prose, split: Split) -> bool:
    if split.total is None:
        return True
    whole = split.total
    text = prose.plain[whole.gap.start : whole.tail_span.end]
    return any(word in text for word in ("新媒体", "两微", "公众号", "微博", "账号"))


def _of_context(prose: Prose, sentence: Span) -> str:
    text = prose.plain[sentence.start : sentence.end]
    if "热线" in text or "12345" in text:
        return "hotline"
    if "申请" in text:
        return "applications"
    return "other"


def kinds_of(prose: Prose, split: Split, labels: list[Span], dimension: str) -> list[str | None]:
    """Return the channel kind of each label in a split by channel, None for each in any other."""
    if dimension != "channel":
        return [None] * len(labels)
    told = [item.kind_from or label for item, label in zip(split.items, labels, strict=True)]
    return [channel_kind(prose, span) or "other" for span in told]
