"""How much prose is read: far beyond any report, and little enough to be read in seconds, whatever it repeats."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from typing import Final

from gkstats.documents.model import Paragraph
from gkstats.records import Section

__all__ = ["within_bounds"]

LONGEST_PARAGRAPH: Final = 10_000
"""Characters; the longest of real reports have 3,000, flattened tables included."""
MOST_IN_PARAGRAPH: Final = 200
"""Figures; real paragraphs have up to 50, flattened tables 120."""
LONGEST: Final = 150_000
"""Characters of all prose; real reports have up to 50,000."""
MOST: Final = 1_500
"""Figures of all prose; real reports have up to 350."""
_FIGURE: Final = re.compile(r"[\d.,]*\d[\d.,]*|[一二三四五六七八九十百千万两]+")


def within_bounds(sections: Sequence[Section]) -> tuple[tuple[Section, ...], tuple[str, ...]]:
    """Return sections without the paragraphs that hold more than any report does, and a warning where some are left out.

    Examples
    --------
    >>> within_bounds(())
    ((), ())
    """
    characters = figures = left = 0
    kept: list[Section] = []
    for section in sections:
        paragraphs: list[Paragraph] = []
        for paragraph in section.paragraphs:
            length = len(paragraph.text)
            count = sum(1 for _ in _FIGURE.finditer(paragraph.text)) if length <= LONGEST_PARAGRAPH else 0
            if (
                length > LONGEST_PARAGRAPH
                or count > MOST_IN_PARAGRAPH
                or characters + length > LONGEST
                or figures + count > MOST
            ):
                left += 1
                continue
            characters, figures = characters + length, figures + count
            paragraphs.append(paragraph)
        whole = len(paragraphs) == len(section.paragraphs)
        kept.append(section if whole else dataclasses.replace(section, paragraphs=tuple(paragraphs)))
    return tuple(kept), tuple(_said(left))


def _said(left: int) -> Iterator[str]:
    if left:
        yield f"{left} paragraphs hold more text or figures than any report and were not read as prose"
