"""Plain text to paragraphs: lines as printed, joined where they read on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from gkstats.chinese import join_lines
from gkstats.documents.model import Anchor, Document, Line, Paragraph, Run

__all__ = ["paragraph_of", "paragraphs_of", "read_text", "starts_paragraph", "text_width"]

_OPENERS: Final = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}\s*[、．]|[（(]\s*[一二三四五六七八九十\d]{1,3}\s*[)）]|\d{1,2}\s*[.．、]\s*(?!\d)|[①-⑳]|附件|附表|表\s*\d)"
)
_ENDERS: Final = "。！？!?"
_GAP: Final = re.compile(r"\t+|\s{2,}|　+")
_FULL: Final = 0.8
"""Share of the usual width from which a line may have been broken by the margin rather than by its writer."""


def read_text(text: str, source: str) -> Document:
    """Read plain text; a form feed ends a page but no paragraph."""
    lines = [
        Line(shown.strip(), Anchor(line=number), tuple(_runs(shown)))
        for number, raw in enumerate(text.replace("\f", "\n\f").splitlines(), start=1)
        if (shown := raw.strip("\f\ufeff\u200b")).strip()
    ]
    return Document(source, "text", tuple(paragraphs_of(lines)))


def text_width(text: str) -> int:
    """Return the width of text in character columns; characters of Chinese and its punctuation count two."""
    return sum(2 if ord(c) >= 0x2E80 or c in "“”‘’…—" else 1 for c in text)


def _runs(line: str) -> Iterator[Run]:
    start = 0
    for gap in [*_GAP.finditer(line), None]:
        end = gap.start() if gap else len(line)
        piece = line[start:end]
        if piece.strip():
            x0 = text_width(line[:start].expandtabs())
            yield Run(piece.strip(), float(x0), float(x0 + text_width(piece)))
        start = gap.end() if gap else end


def starts_paragraph(text: str) -> bool:
    """Return whether a line opens with a heading's or list item's number.

    Examples
    --------
    >>> starts_paragraph("（一）主动公开方面"), starts_paragraph("2.5万条信息"), starts_paragraph("读 2 个")
    (True, False, False)
    """
    return _OPENERS.match(text) is not None


def paragraphs_of(lines: Sequence[Line]) -> Iterator[Paragraph]:
    """Join lines that read on.

    A line belongs to the one before it unless it opens with a number, or the one before it stopped short of the
    margin or was a heading.
    """
    widths = sorted(text_width(line.text) for line in lines)
    usual = widths[int(len(widths) * 0.9)] if widths else 0
    pending: list[Line] = []
    for line in lines:
        if pending and not _reads_on(pending, line, usual):
            yield paragraph_of(pending)
            pending = []
        pending.append(line)
    if pending:
        yield paragraph_of(pending)


def _reads_on(pending: Sequence[Line], line: Line, usual: int) -> bool:
    last = pending[-1].text
    if starts_paragraph(line.text):
        return False
    if text_width(last) < usual * _FULL:
        return False
    return not (last[-1] in _ENDERS and text_width(last) < usual - 2 and len(pending) > 1)


def paragraph_of(lines: Iterable[Line], *, heading: bool = False) -> Paragraph:
    """Return lines as one paragraph."""
    lines = tuple(lines)
    text = ""
    starts = []
    for line in lines:
        joined = join_lines(text, line.text) if text else line.text
        starts.append(len(joined) - len(line.text.lstrip()) if text else 0)
        text = joined
    return Paragraph(text, lines, tuple(starts), heading)
