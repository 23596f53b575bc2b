"""Several whole reports in one document, told apart by their titles, each with an outline of its own behind it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from gkstats.chinese import fold, simplify
from gkstats.documents.model import Document, Paragraph
from gkstats.errors import NoSuchReport, SeveralReports
from gkstats.reading.identity.names import is_name, shape
from gkstats.reading.identity.titles import titles_in
from gkstats.reading.outline import read_headings
from gkstats.reading.whose import Whose

__all__ = ["one_report", "reports_in"]

_TITLE: Final = 60
"""Longest title in characters."""
_HEADINGS: Final = 3
"""Numbered headings that a whole report has at least."""
_PROSE: Final = 200
"""Characters of prose that a whole report has at least; a list of reports has none."""
_NAME_SHAPE: Final = 2.0
_MARKS: Final = "。；;！!？?"
_PART: Final = re.compile(r"#([1-9]\d{0,3})$")


class _Title(NamedTuple):
    """Where a report may begin, and whose it is."""

    block: int
    whose: Whose

    def goes_on(self, other: _Title) -> bool:
        """Return whether another title may be that of the same report, as on its next page."""
        mine, theirs = self.whose, other.whose
        same = theirs.agency is None or mine.is_agency(theirs.agency)
        return same and mine.year == theirs.year


def one_report(document: Document) -> Document:
    """Return the report that a document holds; of several, the one whose number ends its name, as in ``a.pdf#2``.

    Raises
    ------
    SeveralReports
        It holds several reports, and its name chooses none.
    NoSuchReport
        Its name chooses one that is not there.
    """
    found = reports_in(document)
    if len(found) == 1:
        return document
    chosen = _PART.search(document.source)
    named = "; ".join(f"#{n} {_shown(whose)}" for n, (whose, _) in enumerate(found, start=1))
    if chosen is None:
        raise SeveralReports(
            document.source,
            f"it holds {len(found)} reports: {named}",
            f"read each of them with load_corpus, one as {document.source}#1, or divide it",
        )
    number = int(chosen[1])
    if number > len(found):
        raise NoSuchReport(
            document.source,
            f"it holds {len(found)} reports, and no number {number}",
            f"choose one of {named}",
        )
    return found[number - 1][1]


def _shown(whose: Whose) -> str:
    return " ".join(str(part) for part in whose if part is not None)


def reports_in(document: Document) -> list[tuple[Whose, Document]]:
    """Return the whole reports of a document, each as a document of its own; one that holds one or none is its own."""
    starts = list(_starts(document))
    if len(starts) < 2:
        return [(starts[0].whose if starts else Whose(None, None), document)]
    found: list[tuple[Whose, int]] = []
    ends = [title.block for title in starts[1:]] + [len(document.blocks)]
    for title, end in zip(starts, ends, strict=True):
        if _is_whole(dataclasses.replace(document, blocks=document.blocks[title.block : end])):
            found.append((title.whose, title.block))
    if len(found) < 2:
        return [(starts[0].whose, document)]
    # What stands before the first belongs to it; what stands between two, such as an annex, to the one before.
    cuts = [0, *(block for _, block in found[1:]), len(document.blocks)]
    return [
        (whose, dataclasses.replace(document, blocks=document.blocks[first:last], title=None))
        for (whose, _), first, last in zip(found, cuts, cuts[1:], strict=False)
    ]


def _is_whole(part: Document) -> bool:
    prose = sum(len(block.text) for block in part.blocks if isinstance(block, Paragraph))
    return prose >= _PROSE and len(read_headings(part)) >= _HEADINGS


def _starts(document: Document) -> Iterator[_Title]:
    """Yield the titles at which another report than the one before may begin."""
    current: _Title | None = None
    above = ""
    for number, block in enumerate(document.blocks):
        if not isinstance(block, Paragraph):
            continue
        text = "".join(simplify(fold(block.text)).split())
        if not text:
            continue
        title = _title(number, text, above)
        above = text
        if title is None:
            continue
        if current is None or not current.goes_on(title):
            yield title
            current = title
        elif current.whose.agency is None:
            current = title


def _title(number: int, text: str, above: str) -> _Title | None:
    if len(text) > _TITLE or "公开" not in text or any(mark in text for mark in _MARKS):
        return None
    found = next((t for t in titles_in(text, prose=False) if t.whole and t.year is not None), None)
    if found is None:
        return None
    if found.name is not None:
        return _Title(number, Whose(text[found.name.start : found.name.end], found.year))
    # The name may be set on a line of its own.
    if is_name(above) and shape(above) >= _NAME_SHAPE:
        return _Title(number, Whose(above, found.year))
    return _Title(number, Whose(None, found.year))
