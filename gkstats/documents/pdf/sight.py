"""What of a page can be seen: not what is drawn invisibly, under something, in the colour of its ground, or away."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from operator import add, itemgetter, sub
from typing import Final, NamedTuple

from gkstats.documents.model import Box
from gkstats.documents.pdf.page import Char, middle_of
from gkstats.documents.unseen import Colour, is_faint

__all__ = [
    "CLEAR",
    "INVISIBLE",
    "LAYER",
    "SCAN",
    "Ink",
    "Paint",
    "Sight",
    "look_at",
    "smallest_type",
    "unseen_texts",
]

CLEAR: Final = 0.1
"""Opacity below which nothing can be seen."""
TINY: Final = 0.2
"""Share of the page's type size below which nothing can be read."""
SCAN: Final = 0.4
"""Share of a page from which a picture is a scan rather than an illustration."""
INVISIBLE: Final = "drawn without ink"
LAYER: Final = "on a layer that is switched off"
_AWAY: Final = "off the page"
_CLIPPED: Final = "clipped away"
_SMALL: Final = "in type too small to see"
_UNDER: Final = "under something that is drawn above"
_PICTURED: Final = "under a picture"
_FAINT: Final = "in the colour of what is behind them"
_WHITE: Final[Colour] = (1.0, 1.0, 1.0)
_MOST_PAINTS: Final = 2_000
"""Most rectangles of a page that are looked at, from the topmost down; a form has some hundreds."""

_MOST_TRIED: Final = 1_000_000
"""Most pairs of a character and something that may be painted over it that are tried before all are looked at."""


class Ink(NamedTuple):
    """How a piece of text is drawn."""

    order: int
    """Its place among all that the page draws."""
    colour: Colour | None
    """None for a pattern, which is taken as seen."""
    reason: str = ""
    """Why nobody sees it, where the drawing itself says so."""
    clip: Box | None = None
    """What of the page it may be drawn on."""
    size: float | None = None
    """Its type size, where the character's box does not tell it."""


class Paint(NamedTuple):
    """An opaque rectangle or picture."""

    order: int
    box: Box
    colour: Colour | None
    """None for a picture."""
    handle: int = 0
    """What the engine calls it, where it has yet to be found out what it covers within its box."""


class Sight(NamedTuple):
    """The characters that are seen, those that are not with the reason, and whether the text is an OCR layer's."""

    chars: list[Char]
    unseen: list[tuple[str, Char]]
    ocr: bool = False


def look_at(
    chars: Sequence[Char],
    inks: Sequence[Ink],
    paints: Sequence[Paint],
    width: float,
    height: float,
    exact: Callable[[Paint], Paint | None] = lambda paint: paint,
) -> Sight:
    """Tell what of a page can be seen.

    Parameters
    ----------
    chars : sequence of Char
    inks : sequence of Ink
        How each character is drawn.
    paints : sequence of Paint
        In the order in which they are drawn.
    width, height : float
        Of the page as seen, in points.
    exact : callable
        Takes one of the paints for what it covers, None for nothing; asked only where it matters.
    """
    if not chars:
        return Sight([], [])
    smallest = smallest_type(chars)
    careful = _doubtful(chars, inks, paints, smallest, width, height)
    if not careful:
        return Sight(list(chars), [])
    grounds = _Grounds(_below(paints, [chars[index] for index in careful], exact), width, height)
    reasons: dict[int, str] = {}
    for index in careful:
        ink = inks[index]
        if reason := ink.reason or _why_unseen(chars[index], ink, grounds, smallest):
            reasons[index] = reason
    if not reasons:
        return Sight(list(chars), [])
    seen = [char for index, char in enumerate(chars) if index not in reasons]
    unseen = [(reason, chars[index]) for index, reason in reasons.items()]
    pictures = [found for paint in paints if paint.colour is None and (found := exact(paint)) is not None]
    return _as_layer(seen, unseen, pictures, width * height)


def smallest_type(chars: Sequence[Char]) -> float:
    """Return the size in points below which nothing of a page can be read."""
    return TINY * middle_of([char.y1 - char.y0 for char in chars])


def _doubtful(
    chars: Sequence[Char],
    inks: Sequence[Ink],
    paints: Sequence[Paint],
    smallest: float,
    width: float,
    height: float,
) -> list[int]:
    """Return the places of the characters that have to be looked at one by one.

    All others are drawn in ink that shows on paper, large enough, within the page and what they are clipped to, and
    nothing is painted over them, or behind them in their colour.
    """
    found: set[int] = set()
    odd = {style for style in set(map(_STYLE, inks)) if _is_odd(*style)}
    if odd:
        found.update(
            index
            for index, (ink, char) in enumerate(zip(inks, chars, strict=True))
            if (style := _STYLE(ink)) in odd and not _is_within(style, char)
        )
    _, x0, y0, x1, y1 = zip(*chars, strict=True)
    heights = list(map(sub, y1, y0))
    if min(x0) < 0 or max(x1) > width or min(y0) < 0 or max(y1) > height or min(heights) < smallest:
        found.update(
            index
            for index, (left, top, right, bottom, size) in enumerate(
                zip(x0, y0, x1, y1, heights, strict=True)
            )
            if left < 0 or right > width or top < 0 or bottom > height or size < smallest
        )
    if paints and len(found) < len(chars):
        found.update(_touched(paints, list(map(add, x0, x1)), list(map(add, y0, y1)), inks))
    return sorted(found)


_STYLE: Final = itemgetter(1, 2, 3)
"""What does not differ between the characters of a text, of an ink: colour, reason and clip."""


def _is_odd(colour: Colour | None, reason: str, clip: Box | None) -> bool:
    return bool(reason or clip or (colour and is_faint(colour, _WHITE)))


def _is_within(style: tuple[Colour | None, str, Box | None], char: Char) -> bool:
    """Return whether nothing but a clip is the matter with an ink, and that lets a character be seen."""
    colour, reason, clip = style
    if reason or clip is None or (colour and is_faint(colour, _WHITE)):
        return False
    _, x0, y0, x1, y1 = char
    return _holds(clip, (x0 + x1) / 2, (y0 + y1) / 2)


def _touched(
    paints: Sequence[Paint], across: Sequence[float], down: Sequence[float], inks: Sequence[Ink]
) -> Iterable[int]:
    """Return the places of the characters over which, or behind which in their colour, anything is painted.

    ``across`` and ``down`` hold twice where their middles are.
    """
    orders = [ink[0] for ink in inks]
    first = min(orders)
    colours = {colour for colour in map(itemgetter(1), inks) if colour}
    grounds = {paint.colour for paint in paints}
    blending = {ground for ground in grounds if ground and any(is_faint(one, ground) for one in colours)}
    doubtful = [paint for paint in paints if paint.order > first or paint.colour in blending]
    if not doubtful:
        return ()
    places = sorted(range(len(down)), key=down.__getitem__)
    heights = [down[place] for place in places]
    found: set[int] = set()
    tried = 0
    for order, (x0, y0, x1, y1), colour, _ in doubtful:
        start, end = bisect_left(heights, 2 * y0), bisect_right(heights, 2 * y1)
        tried += end - start
        if tried > _MOST_TRIED:
            return range(len(down))
        blends, left, right = colour in blending, 2 * x0, 2 * x1
        for place in places[start:end]:
            if (orders[place] < order or blends) and left <= across[place] <= right:
                found.add(place)
    return found


def _below(
    paints: Sequence[Paint], chars: Sequence[Char], exact: Callable[[Paint], Paint | None]
) -> list[Paint]:
    """Return what is painted about some characters, for what it covers."""
    near = paints
    if len(paints) <= _MOST_PAINTS:
        _, x0, y0, x1, y1 = zip(*chars, strict=True)
        left, top, right, bottom = min(x0), min(y0), max(x1), max(y1)
        near = [
            paint
            for paint in paints
            if paint.box[0] <= right
            and paint.box[2] >= left
            and paint.box[1] <= bottom
            and paint.box[3] >= top
        ]
    return [found for paint in near if (found := exact(paint)) is not None]


class _Grounds:
    """The paints of a page, found by the part of it that a point lies in."""

    _ACROSS, _DOWN = 12, 40

    def __init__(self, paints: Sequence[Paint], width: float, height: float) -> None:
        self.width, self.height = width, height
        self._step_x, self._step_y = max(width, 1.0) / self._ACROSS, max(height, 1.0) / self._DOWN
        self._parts: dict[tuple[int, int], list[Paint]] = {}
        for paint in reversed(paints[-_MOST_PAINTS:]):
            x0, y0, x1, y1 = paint.box
            for x in range(max(0, int(x0 / self._step_x)), min(self._ACROSS, int(x1 / self._step_x)) + 1):
                for y in range(max(0, int(y0 / self._step_y)), min(self._DOWN, int(y1 / self._step_y)) + 1):
                    self._parts.setdefault((x, y), []).append(paint)

    def last_at(self, x: float, y: float) -> Paint | None:
        """Return what was painted last at a place."""
        for paint in self._parts.get((int(x / self._step_x), int(y / self._step_y)), ()):
            x0, y0, x1, y1 = paint.box
            if x0 <= x <= x1 and y0 <= y <= y1:
                return paint
        return None


def _why_unseen(char: Char, ink: Ink, grounds: _Grounds, smallest: float) -> str:
    _, x0, y0, x1, y1 = char
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    if not (0 <= x <= grounds.width and 0 <= y <= grounds.height):
        return _AWAY
    if ink.clip is not None and not _holds(ink.clip, x, y):
        return _CLIPPED
    if y1 - y0 < smallest and (ink.size is None or ink.size < smallest):
        return _SMALL
    paint = grounds.last_at(x, y)
    if paint is not None and paint.order > ink.order:
        return _UNDER if paint.colour else _PICTURED
    ground = _WHITE if paint is None else paint.colour
    if ink.colour is not None and ground is not None and is_faint(ink.colour, ground):
        return _FAINT
    return ""


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _as_layer(
    seen: list[Char], unseen: list[tuple[str, Char]], paints: Sequence[Paint], area: float
) -> Sight:
    """Return the text that an OCR program laid over or under the picture of a page as what the page says.

    A page that prints more than it hides is no scan, whatever picture is behind it.
    """
    scans = [
        paint.box
        for paint in paints
        if paint.colour is None
        and (paint.box[2] - paint.box[0]) * (paint.box[3] - paint.box[1]) > SCAN * area
    ]
    layer = [
        reason in (INVISIBLE, _PICTURED)
        and any(_holds(box, (char.x0 + char.x1) / 2, (char.y0 + char.y1) / 2) for box in scans)
        for reason, char in unseen
    ]
    if sum(layer) <= len(seen):
        return Sight(seen, unseen)
    read = [char for (_, char), kept in zip(unseen, layer, strict=True) if kept]
    return Sight([*seen, *read], [one for one, kept in zip(unseen, layer, strict=True) if not kept], ocr=True)


def unseen_texts(sight: Sight) -> tuple[tuple[str, str], ...]:
    """Return what was left out, by reason, in the order in which it is drawn."""
    texts: list[tuple[str, str]] = []
    for index, (reason, char) in enumerate(sight.unseen):
        last = sight.unseen[index - 1][1] if index else None
        joined = (
            last is not None and abs(char.y0 - last.y0) < char.size and abs(char.x0 - last.x1) < char.size
        )
        if joined and texts[-1][0] == reason:
            texts[-1] = (reason, texts[-1][1] + char.text)
        else:
            texts.append((reason, char.text))
    return tuple(texts)
