"""How long a document may be: far beyond any report, and short enough to be read in seconds."""

from __future__ import annotations

import re
from typing import Final

from gkstats.documents.model import Document, Table
from gkstats.errors import UnreadableDocument

__all__ = ["check_length", "check_rows"]

MOST_CHARACTERS: Final = 1_500_000
"""A report of a ministry has 50,000, a book a million."""
MOST_ROWS: Final = 8_000
"""Most rows of tables, and lines that look like such; the forms have some sixty, an annex may list hundreds."""
_FIGURES: Final = re.compile(r"(?:^|\s)[-+−－]?[\d,.]*\d%?\s*$")
_REMEDY: Final = "take the report itself out of the collection"


def check_length(source: str, characters: float) -> None:
    """Refuse a document with more text than any report.

    Raises
    ------
    UnreadableDocument
        It is too long.
    """
    if characters > MOST_CHARACTERS:
        raise UnreadableDocument(source, f"it has more than {MOST_CHARACTERS:,} characters", _REMEDY)


def check_rows(document: Document) -> None:
    """Refuse a document with more rows of figures than any report.

    Raises
    ------
    UnreadableDocument
        It has too many.
    """
    rows = 0
    for block in document.blocks:
        if isinstance(block, Table):
            rows += block.rows
        else:
            rows += sum(1 for line in block.lines if _FIGURES.search(line.text[-20:]))
    if rows > MOST_ROWS:
        raise UnreadableDocument(document.source, f"its tables have more than {MOST_ROWS:,} rows", _REMEDY)
