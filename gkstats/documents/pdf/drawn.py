"""What a page draws, as PDFium lists it: straight rules, how its texts are inked, and what covers or backs them."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any, Final, Literal

from gkstats.documents.model import Box
from gkstats.documents.pdf.calls import Calls, Room, Values, address, calls
from gkstats.documents.pdf.geometry import (
    IDENTITY,
    Matrix,
    View,
    applied,
    bounds_of,
    common,
    matrix_of,
    moved,
    times,
)
from gkstats.documents.pdf.inks import Clips, inks_of
from gkstats.documents.pdf.page import MOST_OBJECTS, Rule, bar, rescaled, straight
from gkstats.documents.pdf.sight import Ink, Paint

__all__ = ["OPAQUE", "Drawn", "area", "colour_of", "draw", "exact", "mode_of"]

_DEEPEST: Final = 8
"""Deepest nesting of forms that is followed."""
_WHITE: Final = 250
OPAQUE: Final = 230
"""Opacity of 255 from which what is below cannot be read."""
_NOTHING: Final = (0, 0, 0, 0)
_UPRIGHT: Final = 0.01
# Filled by one call and read at once, under the lock.
_POINT: Final = Values(ctypes.c_float, 2)
_COLOUR: Final = Values(ctypes.c_uint, 4)
_MODE: Final = Values(ctypes.c_int, 2)


@dataclass
class Drawn:
    """What a page draws. Pictures are numbered in the order of drawing."""

    rules: list[Rule] = field(default_factory=list)
    inks: dict[int, Ink] = field(default_factory=dict)
    """By the handles of the texts."""
    paints: list[Paint] = field(default_factory=list)
    pictures: list[tuple[int, Box, int]] = field(default_factory=list)
    """Order, box as seen and handle."""
    doubtful: int = 0
    cut: bool = False


def area(box: Box) -> float:
    """Return the area of a box."""
    return (box[2] - box[0]) * (box[3] - box[1])


def draw(
    pdfium: Any, page: Any, view: View, clips: Clips, layers: frozenset[str], read: AbstractSet[int]
) -> Drawn:
    """List what a page draws, in order.

    ``layers`` names those that are switched off; ``read`` holds the texts that characters were read of.
    """
    quick, drawn = calls(), Drawn()
    path, image = pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE
    form, text = pdfium.FPDF_PAGEOBJ_FORM, pdfium.FPDF_PAGEOBJ_TEXT
    texts: list[tuple[int, int, Matrix]] = []
    paths: list[tuple[int, int, Matrix]] = []
    place, order = address(page), 0
    # Forms are opened in place; what is open is kept as next, objects and matrix.
    inside = _objects(quick.FPDFPage_GetObject, place, quick.FPDFPage_CountObjects(place))
    stack: list[tuple[int, list[int], Matrix]] = [(0, inside, IDENTITY)]
    while stack:
        start, items, matrix = stack.pop()
        for index in range(start, min(len(items), start + MOST_OBJECTS - order)):
            order += 1
            item = items[index]
            if item in read:
                texts.append((item, order, matrix))
                continue
            kind = quick.FPDFPageObj_GetType(item)
            if kind == path:
                paths.append((item, order, matrix))
            elif kind == form and len(stack) < _DEEPEST:
                stack.append((index + 1, items, matrix))
                inner = times(matrix_of(quick, item), matrix)
                inside = _objects(quick.FPDFFormObj_GetObject, item, quick.FPDFFormObj_CountObjects(item))
                stack.append((0, inside, inner))
                break
            elif kind == image and (bounds := bounds_of(quick, item)):
                drawn.pictures.append((order, view.box(moved(bounds, matrix)), item))
            elif kind == text:
                drawn.doubtful += _is_lost(quick, item)
        if order >= MOST_OBJECTS:
            drawn.cut = True
            break
    drawn.inks = inks_of(pdfium, texts, clips, layers)
    _draw_paths(pdfium, paths, view, drawn)
    return drawn


def _objects(getter: Any, owner: int, count: int) -> list[int]:
    return list(map(getter, repeat(owner), range(min(count, MOST_OBJECTS))))


def _is_lost(quick: Calls, item: int) -> bool:
    """Return whether PDFium leaves a piece of text out because it has no outline to measure it by.

    Spaces of embedded faces have none either, but lose nothing.
    """
    if quick.FPDFFont_GetIsEmbedded(quick.FPDFTextObj_GetFont(item)):
        return False
    box = bounds_of(quick, item)
    return box is None or box[2] - box[0] <= 0.01


def _draw_paths(pdfium: Any, paths: Sequence[tuple[int, int, Matrix]], view: View, drawn: Drawn) -> None:
    """Take paths as rules, and as paint where they fill a rectangle."""
    quick = calls()
    kinds = (pdfium.FPDF_SEGMENT_LINETO, pdfium.FPDF_SEGMENT_MOVETO)
    modes = _filled(quick.FPDFPath_GetDrawMode, [item for item, _, _ in paths], "i", 2)
    drawing = [
        (item, order, matrix, *mode) for (item, order, matrix), mode in zip(paths, modes, strict=True) if mode
    ]
    strokes = _colours(
        quick.FPDFPageObj_GetStrokeColor, [item for item, _, _, _, stroke in drawing if stroke]
    )
    grounds = _colours(quick.FPDFPageObj_GetFillColor, [item for item, _, _, fill, _ in drawing if fill])
    shown = []
    for item, order, matrix, fill, stroke in drawing:
        stroked = bool(stroke) and _shows(strokes[item])
        ground = grounds[item] if fill else _NOTHING
        if stroked or ground is None or ground[3]:
            shown.append((item, order, matrix, fill, stroked, ground))
    bounds = _filled(quick.FPDFPageObj_GetBounds, [one[0] for one in shown], "f", 4)
    for (item, order, matrix, fill, stroked, ground), own in zip(shown, bounds, strict=True):
        if own is None:
            continue
        box = view.box(moved(own, matrix))
        rule = bar(rescaled(box, view.unit), filled=not stroked)
        if rule:
            if stroked or _shows(ground):
                drawn.rules.append(rule)
            continue
        if fill and (ground is None or ground[3] >= OPAQUE):
            colour = (ground[0] / 255, ground[1] / 255, ground[2] / 255) if ground else None
            drawn.paints.append(Paint(order, box, colour, item))
        # The edges of a mere background are no rules; a page-wide one would frame everything.
        if stroked:
            drawn.rules += _segments(quick, kinds, item, matrix, view)


def _filled(function: Any, items: Sequence[int], kind: Literal["f", "i", "I"], width: int) -> list[Any]:
    """Return what a function fills in for each of many objects; None where it fails."""
    room = Room(kind, width, len(items))
    told = list(map(function, items, *room.columns))
    return [row if done else None for row, done in zip(room.rows(), told, strict=True)]


def _colours(getter: Any, items: Sequence[int]) -> dict[int, tuple[int, int, int, int] | None]:
    return dict(zip(items, _filled(getter, items, "I", 4), strict=True))


def exact(clips: Clips) -> Callable[[Paint], Paint | None]:
    """Return what takes a painted path for what it covers: a rectangle as far as it is not clipped."""
    quick = calls()

    def taken(paint: Paint) -> Paint | None:
        if not paint.handle:
            return paint
        if not _is_rectangle(quick, paint.handle):
            return None
        within = clips.of(paint.handle, IDENTITY)
        return paint if within is None else paint._replace(box=common(paint.box, within))

    return taken


def _is_rectangle(quick: Calls, item: int) -> bool:
    """Return whether a path is one upright rectangle; a frame around a table is a path of many."""
    if not 4 <= quick.FPDFPath_CountSegments(item) <= 6:
        return False
    points = []
    for index in range(3):
        quick.FPDFPathSegment_GetPoint(quick.FPDFPath_GetPathSegment(item, index), *_POINT.places)
        points.append(_POINT.read())
    (ax, ay), (bx, by), (cx, cy) = points
    first, second = (abs(ax - bx), abs(by - cy)), (abs(ay - by), abs(bx - cx))
    return max(first) < _UPRIGHT or max(second) < _UPRIGHT


def _segments(quick: Calls, kinds: tuple[int, int], item: int, matrix: Matrix, view: View) -> list[Rule]:
    """Return the straight strokes of a path, such as a whole grid drawn at once."""
    own = times(matrix_of(quick, item), matrix)
    line, move = kinds
    start = last = (0.0, 0.0)
    rules: list[Rule] = []
    for index in range(min(quick.FPDFPath_CountSegments(item), MOST_OBJECTS)):
        segment = quick.FPDFPath_GetPathSegment(item, index)
        quick.FPDFPathSegment_GetPoint(segment, *_POINT.places)
        point = applied(own, *_POINT.read())
        kind = quick.FPDFPathSegment_GetType(segment)
        if kind == move:
            start = point
        elif kind == line:
            rules += _straight(last, point, view)
        if quick.FPDFPathSegment_GetClose(segment):
            rules += _straight(point, start, view)
        last = point
    return rules


def _straight(a: tuple[float, float], b: tuple[float, float], view: View) -> list[Rule]:
    box = (min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
    return straight(rescaled(view.box(box), view.unit))


def mode_of(quick: Calls, item: int) -> tuple[int, int] | None:
    """Return how a path is filled, and whether it is stroked."""
    if not quick.FPDFPath_GetDrawMode(item, *_MODE.places):
        return None
    fill, stroke = _MODE.read()
    return (fill, stroke)


def colour_of(getter: Any, item: int) -> tuple[int, int, int, int] | None:
    """Return red, green, blue and opacity, to 255; None for a pattern."""
    if not getter(item, *_COLOUR.places):
        return None
    red, green, blue, alpha = _COLOUR.read()
    return (red, green, blue, alpha)


def _shows(colour: tuple[int, int, int, int] | None) -> bool:
    return colour is None or (colour[3] > 0 and min(colour[:3]) < _WHITE)
