"""What both engines say of a page: its characters and its straight rules, measured from the top left corner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import cos, radians, sin
from typing import Final, NamedTuple, Protocol

__all__ = [
    "LONGEST_DOCUMENT",
    "MOST_CHARS",
    "MOST_OBJECTS",
    "Char",
    "PageContent",
    "Reader",
    "Rule",
    "bar",
    "cropped",
    "leaning",
    "middle_of",
    "rescaled",
    "straight",
    "turned",
    "unit_of",
]

LONGEST_DOCUMENT: Final = 500
"""Most pages of a report; the longest known have about a hundred."""
MOST_CHARS: Final = 200_000
"""Most characters of a page that are looked at."""
MOST_OBJECTS: Final = 100_000
"""Most drawn objects of a page that are looked at."""

THIN: Final = 3.0
"""Widest rule in points that is drawn as a rectangle, however short."""
THICK: Final = 6.0
"""Widest heavy border in points; the backgrounds of cells are higher, as a line of type must fit into them."""
_BAR: Final = 5.0
"""How many times as long as wide a heavy border is at least, unlike bullets and boxes to tick."""


class Char(NamedTuple):
    """A character and its box in points; y grows downwards."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def size(self) -> float:
        """The height of the box, which is about the size of the type."""
        return self.y1 - self.y0


_SMALLEST: Final = 5.0
_LARGEST: Final = 40.0
"""Type sizes in points between which a page is measured as it is; forms are set in 9 to 16."""
_USUAL: Final = 10.0


def middle_of(values: list[float]) -> float:
    """Return the median; asked thousands of times a document, for a few values each.

    Examples
    --------
    >>> middle_of([3.0, 1.0, 2.0]), middle_of([1.0, 4.0])
    (2.0, 2.5)
    """
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def unit_of(chars: Sequence[Char]) -> float:
    """Return how many points of a page make a point of usual type: all thresholds hold for type of some ten points.

    Examples
    --------
    >>> unit_of([Char("1", 0, 0, 5, 10)]), unit_of([Char("1", 0, 0, 0.5, 1)])
    (1.0, 0.1)
    """
    size = middle_of([char.y1 - char.y0 for char in chars]) if chars else _USUAL
    return 1.0 if _SMALLEST <= size <= _LARGEST or size <= 0 else size / _USUAL


def rescaled(box: tuple[float, float, float, float], unit: float) -> tuple[float, float, float, float]:
    """Return a box in points of usual type."""
    if unit == 1:
        return box
    x0, y0, x1, y1 = box
    return (x0 / unit, y0 / unit, x1 / unit, y1 / unit)


def leaning(box: tuple[float, float, float, float], page: PageContent) -> tuple[float, float, float, float]:
    """Return where a box of a page that was turned upright stands on the page as it is.

    Examples
    --------
    >>> page = PageContent(1, 100.0, 100.0, [], [], lean=90.0)
    >>> [round(edge) for edge in leaning((0, 0, 10, 20), page)]
    [80, 0, 100, 10]
    """
    if not page.lean:
        return box
    x, y, angle = page.width / 2, page.height / 2, radians(page.lean)
    corners = [
        (x + (h - x) * cos(angle) - (v - y) * sin(angle), y + (h - x) * sin(angle) + (v - y) * cos(angle))
        for h in (box[0], box[2])
        for v in (box[1], box[3])
    ]
    across, down = [h for h, _ in corners], [v for _, v in corners]
    return (min(across), min(down), max(across), max(down))


class Rule(NamedTuple):
    """A straight stroke: at `at` on the other axis, from `start` to `end` along its own."""

    horizontal: bool
    at: float
    start: float
    end: float


def bar(box: tuple[float, float, float, float], *, filled: bool) -> Rule | None:
    """Return a rectangle as the rule that it looks like; None for one that is too wide.

    `filled` says that only its area is drawn: the sides of a stroked one are rules of their own.

    Examples
    --------
    >>> bar((10, 20, 110, 24), filled=True)
    Rule(horizontal=True, at=22.0, start=10, end=110)
    >>> bar((10, 20, 110, 24), filled=False)
    """
    x0, y0, x1, y1 = box
    width, height = x1 - x0, y1 - y0
    thickness, length = min(width, height), max(width, height)
    if length <= 0 or (
        thickness > THIN and not (filled and thickness <= THICK and length >= _BAR * thickness)
    ):
        return None
    return Rule(True, (y0 + y1) / 2, x0, x1) if width >= height else Rule(False, (x0 + x1) / 2, y0, y1)


def straight(box: tuple[float, float, float, float]) -> list[Rule]:
    """Return the box of a stroke as a rule, if it runs along an axis."""
    x0, y0, x1, y1 = box
    if y1 - y0 <= 1 < x1 - x0:
        return [Rule(True, (y0 + y1) / 2, x0, x1)]
    if x1 - x0 <= 1 < y1 - y0:
        return [Rule(False, (x0 + x1) / 2, y0, y1)]
    return []


class PageContent(NamedTuple):
    """A page as drawn, as far as it is seen.

    ``picture`` is the share of it that the largest picture covers. ``doubtful`` counts the pieces of text that the
    engine may have left out; ``cut`` says that the page draws more than is looked at. ``unseen`` holds texts that
    nobody sees with the reason. ``ocr`` says that the text is an OCR program's. All measures are in ``unit`` points.
    """

    number: int
    width: float
    height: float
    chars: list[Char]
    rules: list[Rule]
    picture: float = 0.0
    doubtful: int = 0
    cut: bool = False
    unseen: tuple[tuple[str, str], ...] = ()
    ocr: bool = False
    unit: float = 1.0
    pictures: tuple[tuple[float, float, float, float], ...] = ()
    """Where pictures stand."""
    lean: float = 0.0
    """Degrees by which the page was turned to stand upright, as a scan is; measures are those of the turned page."""


class Reader(Protocol):
    """An engine: returns the pages of a PDF, in order."""

    def __call__(self, data: bytes, source: str) -> Iterable[PageContent]: ...  # noqa: D102


def cropped(
    media: tuple[float, float, float, float], crop: tuple[float, float, float, float]
) -> tuple[float, float, float, float]:
    """Return the crop box as far as it lies within the media box, which is all that is shown; boxes from below.

    Examples
    --------
    >>> cropped((0, 0, 595, 842), (-50, 20, 500, 900))
    (0, 20, 500, 842)
    """
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    return (left, bottom, right, top) if left < right and bottom < top else media


def turned(
    box: tuple[float, float, float, float], crop: tuple[float, float, float, float], rotation: int
) -> tuple[float, float, float, float]:
    """Return a box of the page's own coordinates as seen: cropped, turned by `rotation` quarters, y from the top.

    Examples
    --------
    >>> turned((10, 20, 30, 60), (0, 0, 100, 200), 0)
    (10, 140, 30, 180)
    >>> turned((10, 20, 30, 60), (0, 0, 100, 200), 1)
    (20, 10, 60, 30)
    """
    left, bottom, right, top = crop
    x0, y0, x1, y1 = box
    match rotation % 4:
        case 0:
            return (x0 - left, top - y1, x1 - left, top - y0)
        case 1:
            return (y0 - bottom, x0 - left, y1 - bottom, x1 - left)
        case 2:
            return (right - x1, y0 - bottom, right - x0, y1 - bottom)
        case _:
            return (top - y1, right - x1, top - y0, right - x0)
