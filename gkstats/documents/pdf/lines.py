"""Characters to printed lines: sorted by where they stand, never by the order in which the file draws them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Final, NamedTuple

from gkstats.documents.marks import PICTURE, raised
from gkstats.documents.model import Box, Run
from gkstats.documents.pdf.page import Char, middle_of

__all__ = ["TextLine", "box_of", "cell_text", "text_lines", "without_doubles"]

SAME_LINE: Final = 0.5
"""Share of the type size by which the middles of characters of one line may differ."""
WORD_GAP: Final = 0.25
"""Share of the type size from which a gap between Latin letters or digits is a space."""
SMALL: Final = 0.8
"""Share of the type size up to which a digit may be a raised one."""
LIFTED: Final = 0.15
"""Share of the type size by which a raised digit ends above the line."""
RAISED: Final = frozenset(raised("0123456789"))
_DIGITS: Final = frozenset("0123456789")
RUN_GAP: Final = 1.5
"""Share of the type size from which a gap separates what stands in different columns."""


class TextLine(NamedTuple):
    """A printed line of a page."""

    text: str
    box: Box
    size: float
    runs: tuple[Run, ...]


def without_doubles(chars: Iterable[Char]) -> list[Char]:
    """Drop characters drawn again within a point of the same place, as imitated bold type is."""
    # Squares two points wide, and the same moved by a point along either axis or both: whatever lies within a point
    # shares one of the four.
    chars = list(chars)
    if not chars:
        return chars
    texts, x0, y0, _, _ = zip(*chars, strict=True)
    x, moved_x = [int(at / 2) for at in x0], [int(at / 2 + 0.5) for at in x0]
    y, moved_y = [int(at / 2) for at in y0], [int(at / 2 + 0.5) for at in y0]
    squares = ((x, y), (moved_x, y), (x, moved_y), (moved_x, moved_y))
    if all(len(set(zip(texts, *square, strict=True))) == len(chars) for square in squares):
        return chars  # as nearly always
    seen: tuple[set[tuple[str, int, int]], ...] = (set(), set(), set(), set())
    kept = []
    for char, *places in zip(chars, *(zip(texts, *square, strict=True) for square in squares), strict=True):
        if not any(place in known for place, known in zip(places, seen, strict=True)):
            kept.append(char)
            for place, known in zip(places, seen, strict=True):
                known.add(place)
    return kept


def text_lines(chars: Sequence[Char]) -> list[TextLine]:
    """Group characters into lines, from top to bottom; raised numbers, which point to notes, are left out."""
    return [_line([char for char in _with_raised(row) if char[0] not in RAISED]) for row in _rows(chars)]


def _with_raised(row: list[Char]) -> list[Char]:
    """Return a line with the characters of Unicode for raised digits where digits are raised behind others."""
    if len(row) == 1:
        return row
    sizes = [char[4] - char[2] for char in row]
    if min(sizes) > SMALL * max(sizes):
        return row
    lifted = []
    base: Char | None = None
    for char in row:
        if base is not None and char.text in _DIGITS and _is_raised(char, base):
            lifted.append(char._replace(text=raised(char.text)))
            continue
        base = base if char.text == PICTURE else char
        lifted.append(char)
    return lifted


def _is_raised(char: Char, base: Char) -> bool:
    """Return whether a character is smaller than the one that stands on the line before it, and higher."""
    return char.size <= SMALL * base.size and base.y1 - char.y1 >= LIFTED * base.size


def _rows(chars: Sequence[Char]) -> list[list[Char]]:
    rows: list[list[Char]] = []
    row: list[Char] = []
    middle = height = 0.0
    for char in sorted(chars, key=_doubled_middle):
        _, _, y0, _, y1 = char
        here, size = (y0 + y1) / 2, y1 - y0
        if row and here - middle <= SAME_LINE * max(height, size, 1.0):
            row.append(char)
            # The line's middle follows its largest characters, so that a raised mark does not move it.
            if size > height:
                middle, height = here, size
        else:
            row = [char]
            rows.append(row)
            middle, height = here, size
    for row in rows:
        if len(row) > 1:
            row.sort(key=_LEFT)
    return rows


_LEFT: Final = itemgetter(1)


def _doubled_middle(char: Char) -> float:
    return char[2] + char[4]


def _line(row: Sequence[Char]) -> TextLine:
    size = middle_of([char[4] - char[2] for char in row])
    column, word = RUN_GAP * size, WORD_GAP * size
    runs: list[Run] = []
    last, start, _, end, _ = row[0]
    parts = [last]
    for text, x0, _, x1, _ in row[1:]:
        gap = x0 - end
        if gap > column:
            runs.append(Run("".join(parts), start, end))
            parts, start = [], x0
        elif gap > word and (last.isascii() and text.isascii()):
            parts.append(" ")
        parts.append(text)
        last, end = text, x1
    runs.append(Run("".join(parts), start, end))
    return TextLine(" ".join([run.text for run in runs]), box_of(row), size, tuple(runs))


def cell_text(chars: Sequence[Char]) -> str:
    r"""Return the text of a cell, its lines joined by ``\n``."""
    if len(chars) == 1:
        return chars[0].text
    return "\n".join([_row_text(_with_raised(row)) for row in _rows(chars)])


def _row_text(row: Sequence[Char]) -> str:
    """Return what a line of a cell says, where its runs are only parted by blanks."""
    if len(row) == 1:
        return row[0].text
    size = middle_of([char[4] - char[2] for char in row])
    column, word = RUN_GAP * size, WORD_GAP * size
    last, _, _, end, _ = row[0]
    parts = [last]
    for text, x0, _, x1, _ in row[1:]:
        gap = x0 - end
        if gap > column:
            parts.append("  ")  # no blank within a figure
        elif gap > word and last.isascii() and text.isascii():
            parts.append(" ")
        parts.append(text)
        last, end = text, x1
    return "".join(parts)


def box_of(chars: Sequence[Char]) -> Box:
    """Return the box around characters."""
    _, x0, y0, x1, y1 = zip(*chars, strict=True)
    return (min(x0), min(y0), max(x1), max(y1))
