"""From sections to a Narrative: the layers of the narrative reader put together."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any, Final

from gkstats.documents.model import Anchor, Paragraph
from gkstats.documents.text import read_text
from gkstats.reading.narrative.breakdowns import Named, Split, find_splits
from gkstats.reading.narrative.channels import choose_channels
from gkstats.reading.narrative.evidence import Choosing, Evidence, learned
from gkstats.reading.narrative.hotline import find_hotline, note_of_hotline
from gkstats.reading.narrative.hotline_clues import Candidate
from gkstats.reading.narrative.items import ItemSpan, find_items, is_about_problems
from gkstats.reading.narrative.lexicon import lexicon
from gkstats.reading.narrative.mentions import Mention, find_mentions
from gkstats.reading.narrative.numbers import hedge_around
from gkstats.reading.narrative.periods import find_periods
from gkstats.reading.narrative.prose import Prose, read_prose
from gkstats.reading.narrative.restatements import restated_cells
from gkstats.records import (
    Breakdown,
    Hotline,
    HotlineFigure,
    Item,
    Narrative,
    Part,
    Period,
    Quantity,
    Restatement,
    Section,
)

__all__ = ["narrative_sections", "read_narrative_records", "sections_of_text"]


def read_narrative_records(
    sections: Sequence[Section], year: int | None, words: str = "", evidence: Evidence | None = None
) -> Narrative:
    """Read what the prose of a report says in figures.

    Parameters
    ----------
    sections : sequence of Section
        The outline of a report; the tables' sections two to four of the national forms are passed over.
    year : int or None
        The reporting year; None lets the latest year named in the text stand for it.
    words : str
        Words of the user's own, as a TOML text.
    evidence : Evidence, optional
        What to weigh clues with instead of what was learned from all labelled paragraphs.
    """
    quantities: list[Quantity] = []
    breakdowns: list[Breakdown] = []
    restatements: list[Restatement] = []
    items: list[tuple[_SectionText, ItemSpan]] = []
    hotlines: list[Hotline] = []
    for section in narrative_sections(sections):
        text = _SectionText(section)
        prose = read_prose(text.text, lexicon(words))
        about_problems = is_about_problems(section.title)
        periods = find_periods(prose, year, lasting=about_problems)
        mentions = find_mentions(prose, periods)
        quantities += [_quantity(prose, text, mention) for mention in mentions]
        splits = find_splits(prose, mentions, evidence or learned())
        breakdowns += [_breakdown(prose, text, split) for split in splits]
        restatements += _restatements(prose, text, mentions)
        hotline = _hotline(prose, text, mentions, periods, (evidence or learned()).hotline)
        hotlines += [hotline] if hotline else []
        if about_problems:
            items += [(text, item) for item in find_items(text.text, section.title)]
    channels, reason = choose_channels(breakdowns)
    return Narrative(
        quantities=tuple(quantities),
        breakdowns=tuple(breakdowns),
        channels=channels,
        channels_reason=reason,
        hotline=max(hotlines, key=_fullness) if hotlines else None,
        problems=_listed(items, improvement=False),
        improvements=_listed(items, improvement=True),
        restatements=tuple(restatements),
    )


_TABLE_TITLES: Final = ("主动公开政府信息情况", "收到和处理政府信息公开申请", "行政复议、行政诉讼")


def narrative_sections(sections: Sequence[Section]) -> tuple[Section, ...]:
    """Return the sections that hold prose: not the introduction, nor the tables' sections of the forms since 2019.

    Earlier reports have outlines of their own, whose sections are all prose; a text without an outline is read whole.
    """
    titles = ["".join(section.title.split()) for section in sections]
    statutory = any("收到和处理" in title for title in titles)
    body = [
        section
        for section, title in zip(sections, titles, strict=True)
        if section.number > 0 and not (statutory and any(name in title for name in _TABLE_TITLES))
    ]
    return tuple(body or sections)


def _fullness(hotline: Hotline) -> int:
    return len(hotline.details)


def _listed(items: list[tuple[_SectionText, ItemSpan]], *, improvement: bool) -> tuple[Item, ...]:
    chosen = [(text, item) for text, item in items if item.improvement == improvement]
    return tuple(
        Item(
            item=number,
            heading=item.heading,
            text=text.text[item.start : item.end].strip(),
            section=text.number,
            places=text.places(item.start, item.end),
        )
        for number, (text, item) in enumerate(chosen, start=1)
    )


def _restatements(prose: Prose, text: _SectionText, mentions: tuple[Mention, ...]) -> list[Restatement]:
    found = []
    for mention in mentions:
        candidates = restated_cells(prose, mention)
        if candidates:
            number = mention.number
            found.append(
                Restatement(
                    value=number.value,
                    comparator=number.comparator,
                    candidates=candidates,
                    sentence=_sentence(prose, number.at),
                    section=text.number,
                    places=text.places(number.start, number.end),
                )
            )
    return found


class _SectionText:
    """The paragraphs of a section as one text, from whose offsets places can be found."""

    def __init__(self, section: Section) -> None:
        self.number = section.number
        self.paragraphs = section.paragraphs
        self.text = section.text
        self.starts: list[int] = []
        start = 0
        for paragraph in section.paragraphs:
            self.starts.append(start)
            start += len(paragraph.text) + 1

    def places(self, start: int, end: int) -> tuple[Anchor, ...]:
        """Return where ``text[start:end]`` stands."""
        found: list[Anchor] = []
        for index in range(max(0, bisect_right(self.starts, start) - 1), len(self.starts)):
            first, paragraph = self.starts[index], self.paragraphs[index]
            if first >= end:
                break
            left, right = max(start - first, 0), min(end - first, len(paragraph.text))
            if left < right:
                found += paragraph.anchors(left, right)
        return tuple(found)


def _sentence(prose: Prose, place: int) -> str:
    start, end = prose.sentences[prose.sentence_at(place)]
    return prose.text[start:end].strip()


def _quantity(prose: Prose, text: _SectionText, mention: Mention) -> Quantity:
    number = mention.number
    return Quantity(
        value=number.value,
        comparator=number.comparator,
        unit=number.unit,
        noun=_noun(prose, mention),
        period=mention.period,
        sentence=_sentence(prose, number.at),
        section=text.number,
        places=text.places(number.start, number.end),
    )


def _noun(prose: Prose, mention: Mention) -> str:
    tail, lead = mention.tail, mention.lead
    near = tail.subject or (tail.noun if tail.bare else None)
    behind = near if near and near.start - mention.number.end < 2 else None
    span = behind or lead.noun or lead.subject or lead.outcome or lead.channel or lead.verb_span
    return prose.text[span.start : span.end].strip() if span else ""


_DOUBTFUL: Final = 8.0
"""Below this margin every fourth part is wrong, above it every thirtieth (see docs/method.md)."""


def _breakdown(prose: Prose, text: _SectionText, split: Split) -> Breakdown:
    total = split.total
    first, last = split.parts[0].mention, split.parts[-1].mention
    start = min(first.number.start, total.number.start if total else first.number.start)
    end = max(last.number.end, total.number.end if total else 0)
    doubtful = split.margin < _DOUBTFUL
    return Breakdown(
        of=split.of,
        dimension=split.dimension,
        total=total.value if total else None,
        total_comparator=total.number.comparator if total else "=",
        parts=tuple(_part(prose, text, part) for part in split.parts),
        sums=_sums(split),
        margin=round(split.margin, 2),
        note="another reading of these figures or names is not much less likely" if doubtful else "",
        period=first.period,
        sentence=_sentence(prose, first.number.at),
        section=text.number,
        places=text.places(start, end),
    )


def _sums(split: Split) -> bool | None:
    """Return whether exact parts add up to an exact total; None where that cannot be asked."""
    total, numbers = split.total, [part.mention.number for part in split.parts]
    if total is None or any(number.comparator != "=" for number in [*numbers, total.number]):
        return None
    return abs(sum(number.value for number in numbers) - total.value) < 1e-6


def _part(prose: Prose, text: _SectionText, part: Named) -> Part:
    number, name = part.mention.number, part.name
    return Part(
        label=" ".join(prose.text[name.start : name.end].split()),
        kind=part.kind,
        value=number.value,
        comparator=number.comparator,
        share=part.mention.share,
        places=text.places(min(name.start, number.start), max(number.end, name.end)),
    )


_OTHER_PERIODS: Final = frozenset({"previous", "cumulative", "planned", "change"})


def _hotline(
    prose: Prose,
    text: _SectionText,
    mentions: tuple[Mention, ...],
    periods: Sequence[Period | None],
    score: Choosing,
) -> Hotline | None:
    line = find_hotline(prose, mentions, periods, score)
    if line is None:
        return None
    # A figure of last year or of all years would stand as this year's in frames, series, rates and charts.
    details = tuple(
        _hotline_figure(prose, text, name, one)
        for name, one in line.fields.items()
        if one.period not in _OTHER_PERIODS
    )
    if not details:
        return None
    values: dict[str, Any] = {figure.field: figure.value for figure in details}
    return Hotline(
        received=values.get("received"),
        resolved=values.get("resolved"),
        transferred=values.get("transferred"),
        answered_directly=values.get("answered_directly"),
        resolution_rate=values.get("resolution_rate"),
        satisfaction=values.get("satisfaction"),
        sentence=_sentence(prose, line.name.start),
        section=text.number,
        places=tuple(place for span in line.spans(prose) for place in text.places(*span)),
        details=details,
        margin=round(line.margin, 2),
        note=note_of_hotline(line),
    )


def _hotline_figure(prose: Prose, text: _SectionText, field: str, one: Candidate) -> HotlineFigure:
    number = one.number
    return HotlineFigure(
        field=field,
        value=one.value,
        comparator=hedge_around(prose.plain, number),
        period=one.period,
        sentence=_sentence(prose, number.at),
        places=text.places(number.start, number.end),
    )


def sections_of_text(text: str) -> tuple[Section, ...]:
    """Return bare text as one section, broken lines joined, with line numbers as places.

    Examples
    --------
    >>> sections_of_text("公开信息3条。")[0].paragraphs[0].anchors()
    (Anchor(page=None, box=None, path=None, line=1),)
    """
    blocks = read_text(text, "text").blocks
    return (Section(1, "", tuple(block for block in blocks if isinstance(block, Paragraph)), None),)
