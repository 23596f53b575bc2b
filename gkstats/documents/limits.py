"""How long a document may be: far beyond any report, and short enough to be read in seconds."""

from __future__ import annotations

import re
from typing import Final

from gkstats.documents.model import Document, Table
from gkstats.errors import UnreadableDocument

__all__ = ["check_contents", "check_length"]

MOST_CHARACTERS: Final = 1_500_000
"""A report of a ministry has 50,000, a book a million."""
MOST_ROWS: Final = 4_000
"""Most rows of tables, and lines that look like such; the forms have some sixty, an annex may list hundreds."""
LONGEST_WORD: Final = 1_000
_WORD: Final = re.compile(rf"[!-~]{{{LONGEST_WORD},}}")
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


def check_contents(document: Document) -> None:
    """Refuse a document that holds more figures, or longer ones, than any report.

    Raises
    ------
    UnreadableDocument
        It has too many rows, or letters and digits without end.
    """
    rows = 0
    for block in document.blocks:
        if isinstance(block, Table):
            rows += block.rows
            texts = [cell.text for cell in block.cells if len(cell.text) >= LONGEST_WORD]
        else:
            rows += sum(1 for line in block.lines if _FIGURES.search(line.text[-20:]))
            texts = [block.text]
        if any(_WORD.search(text) for text in texts):
            raise UnreadableDocument(
                document.source,
                f"it holds a word of more than {LONGEST_WORD:,} letters",
                "save its text only",
            )
    if rows > MOST_ROWS:
        raise UnreadableDocument(document.source, f"its tables have more than {MOST_ROWS:,} rows", _REMEDY)
