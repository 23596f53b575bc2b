"""A page of pixels to characters and rules in points, as if a PDF had drawn them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from gkstats.documents.marks import PICTURE
from gkstats.documents.model import Box
from gkstats.documents.ocr.straight import find_rules, ink_of, lean_of, straightened
from gkstats.documents.pdf.lattice import Grid, find_grids
from gkstats.documents.pdf.page import Char, PageContent, Rule

if TYPE_CHECKING:
    from gkstats.documents.ocr import Recogniser
    from gkstats.documents.ocr.pictures import PagePicture, Pixels

__all__ = ["read_page"]

_NARROW: Final = 0.5
"""Width of Latin letters and digits, in widths of a Chinese character."""
_MARGIN: Final = 0.025
"""Inches of paper around a crop: letters that touch its edge are misread."""
_INSET: Final = 0.015
"""Inches within a cell's rules where their own blur ends."""
_SPOT: Final = 0.035
"""Inches that a spot measures at least to be more than dust: a dash is as wide, digits are three times as high."""
_FLAT: Final = 2.0
"""How many times as wide as high a dash is at least."""
_BELONGS: Final = 0.8
"""Share of a line's box that lies within a cell where the line is that cell's alone."""
_TOUCHES: Final = 0.08
"""Share from which a line's box reaches into a cell."""
_TALL: Final = 1.7
"""Heights of a usual line from which a box holds several."""
_USUAL_HEIGHT: Final = (0.7, 1.4)
"""Heights between which a line is of the page's usual type, whatever its letters are."""
_ENLARGED: Final = 1.6
"""How many times as large a crop is when it is read for the third time."""
_FEW: Final = 2
"""Characters up to which a text may be a digit misread."""
_DASHES: Final = frozenset("-—–－一ー_")


class _Cell:
    """A cell of a table: where it is, the lines found in it, and whether one of them reaches over its rules."""

    __slots__ = ("box", "lines", "torn")

    def __init__(self, box: Box) -> None:
        self.box = box
        self.lines: list[Box] = []
        self.torn = False


class _Word(NamedTuple):
    """A line of text where it stands, in pixels."""

    text: str
    box: Box


def read_page(page: PagePicture, recogniser: Recogniser) -> PageContent:
    """Return what a page of pixels shows, in points.

    Lines of text are found on the whole page. Within tables a cell is read from its own pixels where a line reaches over
    its rules, or no line was found but there is ink; and a cell that holds a figure is read twice. Where the two differ
    a third reading decides, or else the cell holds a mark for what could not be read: it is neither blank nor a figure.
    """
    colours, dpi = page.pixels, page.dpi
    lean = lean_of(ink_of(_through_red(colours), dpi), dpi)
    if lean:
        colours = straightened(colours, lean)
    ruled = find_rules(_through_red(colours), dpi)
    scale = 72 / dpi
    rules = [Rule(r.horizontal, r.at * scale, r.start * scale, r.end * scale) for r in ruled.rules]
    grids = find_grids(rules)
    sheet = _Sheet(_without_seals(colours, grids, scale), dpi, recogniser)
    sheet.ink[ruled.mask > 0] = 0
    words = sheet.read(_cells_of(grids, scale))
    chars = [char for word in words for char in _chars(word, scale)]
    height, width = colours.shape[:2]
    return PageContent(page.number, width * scale, height * scale, chars, rules, 1.0, ocr=True, lean=lean)


def _through_red(colours: Pixels) -> Pixels:
    """Return a page in grey on which what is red is white: seals lie over tables, and what is under them shows through."""
    blue_green = colours[:, :, :2].max(axis=2)
    red = colours[:, :, 2]
    redness: Pixels = np.where(red > blue_green, red - blue_green, 0)
    grey: Pixels = red + np.minimum(255 - red, redness)
    return grey


def _without_seals(colours: Pixels, grids: Sequence[Grid], scale: float) -> Pixels:
    """Return a page without what is red within tables; outside, letterheads are red."""
    sheet = colours.copy()
    for grid in grids:
        x0, y0, x1, y1 = (int(edge / scale) for edge in (grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1]))
        part = sheet[max(y0, 0) : y1, max(x0, 0) : x1]
        part[:] = _through_red(part)[:, :, None]
    return sheet


def _cells_of(grids: Sequence[Grid], scale: float) -> list[_Cell]:
    return [
        _Cell(
            (
                grid.xs[cell.left] / scale,
                grid.ys[cell.top] / scale,
                grid.xs[cell.right] / scale,
                grid.ys[cell.bottom] / scale,
            )
        )
        for grid in grids
        for cell in grid.cells
    ]


class _Sheet:
    """A page that stands upright, its ink without rules, and who reads it."""

    def __init__(self, picture: Pixels, dpi: float, recogniser: Recogniser) -> None:
        import cv2

        self.picture = picture
        self.ink = ink_of(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), dpi)
        self.dpi = dpi
        self.recogniser = recogniser
        self.usual = 0.0

    def read(self, cells: Sequence[_Cell]) -> list[_Word]:
        """Return the lines of text of the page."""
        found = self.recogniser.find(self.picture)
        self.usual = float(np.median([y1 - y0 for _, y0, _, y1 in found])) if found else 0.15 * self.dpi
        loose = list(_shared(found, cells))
        words = self._read([line for box in loose for line in self._lines(box)])
        inside = [(cell, line) for cell in cells for line in self._lines_of(cell)]
        texts = self.recogniser.read([self._crop(line) for _, line in inside])
        of_cell: dict[int, list[_Word]] = {}
        for (cell, line), text in zip(inside, texts, strict=True):
            of_cell.setdefault(id(cell), []).append(_Word(text.strip(), line))
        words += self._agreed(list(of_cell.values()))
        return [word for word in words if word.text]

    def _read(self, lines: Sequence[Box]) -> list[_Word]:
        texts = self.recogniser.read([self._crop(line) for line in lines])
        return [_Word(text.strip(), line) for text, line in zip(texts, lines, strict=True)]

    def _agreed(self, cells: Sequence[list[_Word]]) -> Iterator[_Word]:
        """Yield the lines of cells; figures only as two readings of three have them."""
        doubted = [words[0] for words in cells if len(words) == 1 and _is_short(words[0].text)]
        boxes = [self._ink_box(word.box) or word.box for word in doubted]
        second = self.recogniser.read([self._crop(box) for box in boxes])
        again = {
            id(word): text.strip()
            for word, text in zip(doubted, second, strict=True)
            if text.strip() != word.text
        }
        differ = [(word, box) for word, box in zip(doubted, boxes, strict=True) if id(word) in again]
        third = self.recogniser.read([self._enlarged(box) for _, box in differ])
        decided = {
            id(word): _majority(word.text, again[id(word)], text.strip())
            for (word, _), text in zip(differ, third, strict=True)
        }
        for words in cells:
            for word in words:
                text = decided.get(id(word), word.text)
                if not text or (text in _DASHES and not text.isascii()):
                    text = self._unread(word.box, text)
                yield _Word(text, word.box)

    def _unread(self, box: Box, text: str) -> str:
        """Return what ink stands for that was not read as letters or digits: a dash, or something unknown."""
        tight = self._ink_box(box)
        if tight is None:
            return text
        x0, y0, x1, y1 = tight
        return "-" if x1 - x0 >= _FLAT * (y1 - y0) else text or PICTURE

    def _lines_of(self, cell: _Cell) -> Iterator[Box]:
        """Yield the lines of a cell: those found, or where its ink lies when none is its own."""
        x0, y0, x1, y1 = cell.box
        inset = _INSET * self.dpi
        inner = (x0 + inset, y0 + inset, x1 - inset, y1 - inset)
        if cell.lines and not cell.torn:
            for line in cell.lines:
                clipped = (
                    max(line[0], inner[0]),
                    max(line[1], inner[1]),
                    min(line[2], inner[2]),
                    min(line[3], inner[3]),
                )
                yield from self._lines(clipped)
        elif (box := self._ink_box(inner)) is not None:
            yield from self._lines(box)

    def _lines(self, box: Box) -> Iterator[Box]:
        """Yield the lines of a box, one below the other; most boxes hold one."""
        tight = self._ink_box(box)
        if tight is None:
            return
        x0, y0, x1, y1 = tight
        if y1 - y0 < _TALL * self.usual:
            yield tight
            return
        rows = self.ink[int(y0) : int(y1) + 1, int(x0) : int(x1) + 1].any(axis=1)
        edges = np.flatnonzero(np.diff(np.concatenate(([0], rows.astype(np.int8), [0]))))
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            if end - start >= _SPOT * self.dpi:
                yield self._ink_box((x0, y0 + start, x1, y0 + end)) or (x0, y0 + start, x1, y0 + end)

    def _ink_box(self, box: Box) -> Box | None:
        """Return where the ink within a box lies; None where there is only dust."""
        import cv2

        x0, y0 = max(int(box[0]), 0), max(int(box[1]), 0)
        part = self.ink[y0 : int(box[3]) + 1, x0 : int(box[2]) + 1]
        if not part.size:
            return None
        _, _, spots, _ = cv2.connectedComponentsWithStats(part)
        large = spots[1:][np.maximum(spots[1:, 2], spots[1:, 3]) >= _SPOT * self.dpi]
        if not len(large):
            return None
        left, top = large[:, 0].min(), large[:, 1].min()
        right, bottom = (large[:, 0] + large[:, 2]).max(), (large[:, 1] + large[:, 3]).max()
        return (float(x0 + left), float(y0 + top), float(x0 + right), float(y0 + bottom))

    def _crop(self, box: Box) -> Pixels:
        """Return the pixels of a box with some paper around; what stands beside it is left out."""
        import cv2

        x0, y0, x1, y1 = (round(edge) for edge in box)
        part = self.picture[max(y0, 0) : y1 + 1, max(x0, 0) : x1 + 1]
        margin = max(1, round(_MARGIN * self.dpi))
        return cv2.copyMakeBorder(
            part, margin, margin, 2 * margin, 2 * margin, cv2.BORDER_CONSTANT, value=self._paper(part)
        )

    def _paper(self, part: Pixels) -> tuple[int, int, int]:
        bright = int(np.percentile(part, 90)) if part.size else 255
        return (bright, bright, bright)

    def _enlarged(self, box: Box) -> Pixels:
        import cv2

        crop = self._crop(box)
        return cv2.resize(crop, None, fx=_ENLARGED, fy=_ENLARGED, interpolation=cv2.INTER_CUBIC)


def _shared(lines: Sequence[Box], cells: Sequence[_Cell]) -> Iterator[Box]:
    """Give lines to the cells that they stand in; yield those that stand in none."""
    for line in lines:
        shares = [(_overlap(line, cell.box), cell) for cell in cells]
        touched = [(share, cell) for share, cell in shares if share >= _TOUCHES]
        if not touched:
            yield line
            continue
        share, cell = max(touched, key=lambda pair: pair[0])
        if share >= _BELONGS:
            cell.lines.append(line)
        else:
            for _, other in touched:
                other.torn = True


def _overlap(line: Box, cell: Box) -> float:
    """Return the share of a line's box that lies within a cell."""
    width = min(line[2], cell[2]) - max(line[0], cell[0])
    height = min(line[3], cell[3]) - max(line[1], cell[1])
    if width <= 0 or height <= 0:
        return 0.0
    return width * height / ((line[2] - line[0]) * (line[3] - line[1]))


def _is_short(text: str) -> bool:
    """Return whether a cell may hold a figure: few characters, or mostly digits."""
    return len(text) <= _FEW or 2 * sum(map(str.isdigit, text)) >= len(text)


def _majority(first: str, second: str, third: str) -> str:
    """Return what two readings of three have; a mark for what could not be read where all differ."""
    if third in (first, second):
        return third
    return PICTURE if any(map(str.isdigit, first + second + third)) else first


def _chars(word: _Word, scale: float) -> Iterator[Char]:
    """Yield the characters of a line, as wide as they usually are."""
    x0, y0, x1, y1 = (edge * scale for edge in word.box)
    widths = [_NARROW if letter.isascii() else 1.0 for letter in word.text]
    unit = (x1 - x0) / max(sum(widths), _NARROW)
    for letter, width in zip(word.text, widths, strict=True):
        if not letter.isspace():
            yield Char(letter, x0, y0, x0 + width * unit, y1)
        x0 += width * unit
