"""Who reports: every place that may name the body proposes a name, and the sums of their evidence decide."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from gkstats.documents.model import Anchor
from gkstats.reading.identity.names import Span, is_name, is_open, lacks_place, name_in, shape
from gkstats.reading.identity.passages import Passage
from gkstats.reading.identity.prose import blot_documents, full_names_in, names_in
from gkstats.reading.identity.rows import rows_in
from gkstats.reading.identity.titles import titles_in, titles_of
from gkstats.reading.identity.words import weight, words
from gkstats.records import How

__all__ = ["Decided", "decide_agency"]

_LEAST: Final = 6.0
"""Evidence and shape below which no name is plausible: a site alone is not enough."""
_SUPPORT: Final = 0.25
"""Share of its weight that a further place adds to the best one that gives the same name."""
_HEADED: Final = 1.0
"""What a title loses whose name stands on the line above."""
_LINES: Final[dict[str, How]] = {"page_title": "page_title", "page_heading": "page_heading"}
_SENTENCE: Final = 8
"""Characters below which no sentence names a body; the cells of tables in plain text are shorter."""
_LATER: Final = 0.05
"""What a place loses for each place of its kind before it: the first of several titles is the report's own."""


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
    for short in [plain for plain in groups if is_open(plain) or lacks_place(plain)]:
        for candidate in _completions(passages, short):
            groups.setdefault(candidate.plain, []).append(candidate)
    scores = {plain: _evidence(group) + shape(plain) for plain, group in groups.items()}
    for plain in groups:
        # What speaks for 市财政局 speaks for 青川市财政局, too, where that is named.
        if not is_open(plain):
            own = [_evidence(groups[short]) for short in groups if _completes(plain, short)]
            scores[plain] = max([scores[plain], *(evidence + shape(plain) for evidence in own)])
    best = max(scores, key=lambda plain: scores[plain])
    if scores[best] < _LEAST:
        return None
    first = max(groups[best], key=lambda c: c.weight)
    return Decided(first.printed, first.how, first.anchor)


def _completions(passages: Sequence[Passage], short: str) -> Iterator[_Candidate]:
    """Yield the full names that the prose has for a short one."""
    for passage in passages:
        if passage.kind == "prose":
            for span in full_names_in(passage.plain, short):
                span = name_in(passage.plain, *span, prose=True) or span
                plain = passage.plain[slice(*span)]
                if is_name(plain) and not is_open(plain) and _completes(plain, short):
                    yield _Candidate(plain, passage.says(*span), "opening", 0.0, passage.where(*span))


def _completes(full: str, short: str) -> bool:
    """Return whether a name is a short one with the place in front that it leaves out."""
    if len(full) <= len(short) or not full.endswith(short):
        return False
    return is_open(short) or (lacks_place(short) and full.removesuffix(short).endswith(words().place_ends))


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
    if len(passage.plain) < _SENTENCE:
        return
    for title in titles_in(blot_documents(passage.plain), prose=True):
        yield "stated", title.name, passage, 0.0
    for how, span, lost in names_in(passage.plain):
        yield how, span, passage, lost


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
