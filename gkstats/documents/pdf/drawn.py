"""What a page draws, as PDFium lists it: straight rules, how its texts are inked, and what covers or backs them."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, TypeAlias

from gkstats.documents.model import Box
from gkstats.documents.pdf.calls import Calls, Values, address, calls
from gkstats.documents.pdf.page import MOST_OBJECTS, Char, Rule, bar, rescaled, straight, turned
from gkstats.documents.pdf.sight import CLEAR, INVISIBLE, LAYER, Ink, Paint
from gkstats.documents.unseen import Colour

__all__ = [
    "PLAIN_INK",
    "Drawn",
    "View",
    "area",
    "draw",
    "exact",
    "notes_above",
    "pictures_above",
    "with_sizes",
]

Matrix: TypeAlias = tuple[float, float, float, float, float, float]

_IDENTITY: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_DEEPEST: Final = 8
"""Deepest nesting of forms that is followed."""
_WHITE: Final = 250
_OPAQUE: Final = 230
"""Opacity of 255 from which what is below cannot be read."""
PLAIN_INK: Final = Ink(0, (0.0, 0.0, 0.0))
_NOTHING: Final = (0, 0, 0, 0)
_UPRIGHT: Final = 0.01
_MOST_EDGES: Final = 40
"""Most corners of a clip that are looked at; what is clipped to a drawing is taken as seen."""
_MOST_PICTURES: Final = 20
"""Most pictures of a page whose transparency is looked at."""
_FREE_TEXT: Final = 3
_COVERING: Final = frozenset((_FREE_TEXT, 5, 6, 7, 13, 28))
"""Annotations that may cover a text: free text, square, circle, polygon, stamp and redaction."""
_HIDDEN_ANNOTATION: Final = 2 | 32
"""Flags of one that is not shown."""
_LAST: Final = 1 << 30
_STROKED: Final = frozenset((1, 5))
_INKLESS: Final = frozenset((3, 7))
"""Modes in which text is only outlined, and neither filled nor outlined (ISO 32000-1, table 106)."""
_new_ink: Final[Any] = tuple.__new__  # which takes half the time of its constructor
# Filled by one call and read at once, under the lock.
_EDGES: Final = Values(ctypes.c_float, 4)
_MATRIX: Final = Values(ctypes.c_float, 6)
_POINT: Final = Values(ctypes.c_float, 2)
_COLOUR: Final = Values(ctypes.c_uint, 4)
_COLOUR_PLACES: Final = _COLOUR.places
_MODE: Final = Values(ctypes.c_int, 2)
_FONT: Final = Values(ctypes.c_float, 1)


class View(NamedTuple):
    """How a page is seen: its crop box, its quarter turns, and the type size that thresholds are measured in."""

    crop: Box
    rotation: int
    unit: float

    def box(self, box: Box) -> Box:
        """Return a box of the page's own coordinates as seen."""
        return turned(box, self.crop, self.rotation)


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


def draw(pdfium: Any, page: Any, view: View, layers: frozenset[str], read: AbstractSet[int]) -> Drawn:
    """List what a page draws, in order.

    ``layers`` names those that are switched off; ``read`` holds the texts that characters were read of.
    """
    quick, drawn = calls(), Drawn()
    path, image = pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE
    kinds = (pdfium.FPDF_PAGEOBJ_FORM, pdfium.FPDF_SEGMENT_LINETO, pdfium.FPDF_SEGMENT_MOVETO)
    ink_of, inks = _Inks(pdfium, quick, view, layers).of, drawn.inks
    place, order = address(page), 0
    # Forms are opened in place; what is open is kept as next, count, getter, owner and matrix.
    stack: list[tuple[int, int, Any, int, Matrix]] = [
        (0, quick.FPDFPage_CountObjects(place), quick.FPDFPage_GetObject, place, _IDENTITY)
    ]
    while stack:
        start, count, getter, owner, matrix = stack.pop()
        for index in range(start, min(count, start + MOST_OBJECTS - order)):
            order += 1
            item = getter(owner, index)
            if item in read:
                inks[item] = ink_of(item, order, matrix)
                continue
            kind = quick.FPDFPageObj_GetType(item)
            if kind == path:
                _draw_path(quick, kinds, item, matrix, view, order, drawn)
            elif kind == kinds[0] and len(stack) < _DEEPEST:
                stack.append((index + 1, count, getter, owner, matrix))
                inner = _times(_matrix(quick, item), matrix)
                inside = quick.FPDFFormObj_CountObjects(item)
                stack.append((0, inside, quick.FPDFFormObj_GetObject, item, inner))
                break
            elif kind == image and (bounds := _bounds(quick, item)):
                drawn.pictures.append((order, view.box(_moved(bounds, matrix)), item))
            elif kind == pdfium.FPDF_PAGEOBJ_TEXT:
                drawn.doubtful += _is_lost(quick, item)
        if order >= MOST_OBJECTS:
            drawn.cut = True
            break
    return drawn


class _Inks:
    """Tells how each text of a page is inked. There are thousands, one a character: every call counts."""

    def __init__(self, pdfium: Any, quick: Calls, view: View, layers: frozenset[str]) -> None:
        self._pdfium, self._quick, self._view, self._layers = pdfium, quick, view, layers
        self._colours: dict[bytes, tuple[Colour | None, str]] = {}
        self._mode_of = quick.FPDFTextObj_GetTextRenderMode
        self._fill_of, self._stroke_of = quick.FPDFPageObj_GetFillColor, quick.FPDFPageObj_GetStrokeColor
        self._clip_of, self._clips_of = quick.FPDFPageObj_GetClipPath, quick.FPDFClipPath_CountPaths

    def of(self, item: int, order: int, matrix: Matrix) -> Ink:
        """Return how a text is inked."""
        mode = self._mode_of(item)
        if (self._stroke_of if mode in _STROKED else self._fill_of)(item, *_COLOUR_PLACES):
            code = _COLOUR.bytes()
            known = self._colours.get(code)
            if known is None:
                red, green, blue, alpha = _COLOUR.read()
                reason = INVISIBLE if alpha < CLEAR * 255 else ""
                known = self._colours[code] = ((red / 255, green / 255, blue / 255), reason)
            colour, reason = known
        else:
            colour, reason = None, ""
        clip = self._clip_of(item)
        clipped = self._clips_of(clip) > 0
        if not clipped and not mode and not self._layers:
            plain: Ink = _new_ink(Ink, (order, colour, reason, None, None))
            return plain
        if mode in _INKLESS:
            reason = INVISIBLE
        elif self._layers and not reason and _is_off(self._pdfium, item, self._layers):
            reason = LAYER
        return Ink(order, colour, reason, _clip(self._quick, clip, matrix, self._view) if clipped else None)


def _is_lost(quick: Calls, item: int) -> bool:
    """Return whether PDFium leaves a piece of text out because it has no outline to measure it by.

    Spaces of embedded faces have none either, but lose nothing.
    """
    if quick.FPDFFont_GetIsEmbedded(quick.FPDFTextObj_GetFont(item)):
        return False
    box = _bounds(quick, item)
    return box is None or box[2] - box[0] <= 0.01


def _is_off(pdfium: Any, item: int, layers: frozenset[str]) -> bool:
    """Return whether a text stands on a layer that is switched off."""
    handle = ctypes.cast(item, pdfium.FPDF_PAGEOBJECT)
    for number in range(pdfium.FPDFPageObj_CountMarks(handle)):
        mark = pdfium.FPDFPageObj_GetMark(handle, number)
        name = ctypes.create_string_buffer(16)
        size = ctypes.c_ulong()
        wide = ctypes.cast(name, ctypes.POINTER(ctypes.c_ushort))
        if pdfium.FPDFPageObjMark_GetName(mark, wide, 16, size) and name.raw[: size.value - 2] == b"O\0C\0":
            said = ctypes.create_string_buffer(512)
            wide = ctypes.cast(said, ctypes.POINTER(ctypes.c_ushort))
            if pdfium.FPDFPageObjMark_GetParamStringValue(mark, b"Name", wide, 512, size):
                return said.raw[: max(0, size.value - 2)].decode("utf-16-le", "replace") in layers
    return False


def _clip(quick: Calls, clip: int, matrix: Matrix, view: View) -> Box | None:
    """Return the box that an object is clipped to; None where it is not."""
    box: Box | None = None
    for path in range(min(quick.FPDFClipPath_CountPaths(clip), _MOST_EDGES)):
        count = quick.FPDFClipPath_CountPathSegments(clip, path)
        if not 3 <= count <= _MOST_EDGES:
            continue
        points = []
        for index in range(count):
            quick.FPDFPathSegment_GetPoint(
                quick.FPDFClipPath_GetPathSegment(clip, path, index), *_POINT.places
            )
            points.append(_apply(matrix, *_POINT.read()))
        xs, ys = [x for x, _ in points], [y for _, y in points]
        own = view.box((min(xs), min(ys), max(xs), max(ys)))
        box = own if box is None else _common(box, own)
    return box


def _common(one: Box, other: Box) -> Box:
    return (max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3]))


def _draw_path(
    quick: Calls, kinds: tuple[int, int, int], item: int, matrix: Matrix, view: View, order: int, drawn: Drawn
) -> None:
    """Take a path as rules, and as paint where it fills a rectangle."""
    if not quick.FPDFPath_GetDrawMode(item, *_MODE.places):
        return
    fill, stroke = _MODE.read()
    stroked = bool(stroke) and _shows(_colour(quick.FPDFPageObj_GetStrokeColor, item))
    ground = _colour(quick.FPDFPageObj_GetFillColor, item) if fill else _NOTHING
    bounds = _bounds(quick, item) if stroked or ground is None or ground[3] else None
    if bounds is None:
        return
    box = view.box(_moved(bounds, matrix))
    rule = bar(rescaled(box, view.unit), filled=not stroked)
    if rule:
        if stroked or _shows(ground):
            drawn.rules.append(rule)
        return
    if fill and (ground is None or ground[3] >= _OPAQUE):
        colour = (ground[0] / 255, ground[1] / 255, ground[2] / 255) if ground else None
        drawn.paints.append(Paint(order, box, colour, item))
    # The edges of a mere background are no rules; a page-wide one would frame everything.
    if stroked:
        drawn.rules += _segments(quick, kinds, item, matrix, view)


def exact(view: View) -> Callable[[Paint], Paint | None]:
    """Return what takes a painted path for what it covers: a rectangle as far as it is not clipped."""
    quick = calls()

    def taken(paint: Paint) -> Paint | None:
        if not paint.handle:
            return paint
        if not _is_rectangle(quick, paint.handle):
            return None
        clip = quick.FPDFPageObj_GetClipPath(paint.handle)
        within = _clip(quick, clip, _IDENTITY, view) if quick.FPDFClipPath_CountPaths(clip) > 0 else None
        return paint if within is None else paint._replace(box=_common(paint.box, within))

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


def _segments(quick: Calls, kinds: tuple[int, int, int], item: int, matrix: Matrix, view: View) -> list[Rule]:
    """Return the straight strokes of a path, such as a whole grid drawn at once."""
    own = _times(_matrix(quick, item), matrix)
    _, line, move = kinds
    start = last = (0.0, 0.0)
    rules: list[Rule] = []
    for index in range(min(quick.FPDFPath_CountSegments(item), MOST_OBJECTS)):
        segment = quick.FPDFPath_GetPathSegment(item, index)
        quick.FPDFPathSegment_GetPoint(segment, *_POINT.places)
        point = _apply(own, *_POINT.read())
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


def with_sizes(
    chars: Sequence[Char], owners: Sequence[int], inks: Sequence[Ink], smallest: float
) -> list[Ink]:
    """Return the inks, with the type size where a character's box is lower than any readable type.

    Where a face does not say how high it is, PDFium's boxes are those of the outlines, and 一 is a stroke.
    """
    quick = calls()
    sized = list(inks)
    for index, char in enumerate(chars):
        if char.y1 - char.y0 < smallest and owners[index]:
            item = owners[index]
            if quick.FPDFTextObj_GetFontSize(item, *_FONT.places):
                a, b, c, d, _, _ = _matrix(quick, item)
                sized[index] = inks[index]._replace(size=_FONT.read()[0] * abs(a * d - b * c) ** 0.5)
    return sized


def pictures_above(
    pdfium: Any, document: Any, page: Any, drawn: Drawn, chars: Sequence[Char], inks: Sequence[Ink]
) -> Iterator[Paint]:
    """Yield the pictures of a page; those drawn over a text only where it does not show through, as it does a seal."""
    for order, box, item in drawn.pictures[:_MOST_PICTURES]:
        over = any(
            ink.order < order
            and box[0] <= (char.x0 + char.x1) / 2 <= box[2]
            and box[1] <= (char.y0 + char.y1) / 2 <= box[3]
            for char, ink in zip(chars, inks, strict=True)
        )
        if not over or _is_opaque(pdfium, document, page, item):
            yield Paint(order, box, None)


def _is_opaque(pdfium: Any, document: Any, page: Any, item: int) -> bool:
    bitmap = pdfium.FPDFImageObj_GetRenderedBitmap(document, page, ctypes.cast(item, pdfium.FPDF_PAGEOBJECT))
    if not bitmap:
        return True
    try:
        if pdfium.FPDFBitmap_GetFormat(bitmap) != pdfium.FPDFBitmap_BGRA:
            return True
        size = pdfium.FPDFBitmap_GetStride(bitmap) * pdfium.FPDFBitmap_GetHeight(bitmap)
        alphas = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), size)[3::4]
        return sum(alphas) >= _OPAQUE * len(alphas)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)


def notes_above(pdfium: Any, page: Any, view: View) -> Iterator[Paint]:
    """Yield what annotations cover."""
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), MOST_OBJECTS)):
        note = pdfium.FPDFPage_GetAnnot(page, index)
        if not note:
            continue
        try:
            if (
                pdfium.FPDFAnnot_GetSubtype(note) not in _COVERING
                or pdfium.FPDFAnnot_GetFlags(note) & _HIDDEN_ANNOTATION
            ):
                continue
            rect = pdfium.FS_RECTF()
            colour = _covering(pdfium, note)
            if colour is not None and pdfium.FPDFAnnot_GetRect(note, rect):
                own = (rect.left, min(rect.bottom, rect.top), rect.right, max(rect.bottom, rect.top))
                yield Paint(_LAST + index, view.box(own), colour)
        finally:
            pdfium.FPDFPage_CloseAnnot(note)


def _covering(pdfium: Any, note: Any) -> Colour | None:
    """Return the colour that an annotation covers with; None where what is below shows."""
    quick = calls()
    for index in range(pdfium.FPDFAnnot_GetObjectCount(note)):
        item = address(pdfium.FPDFAnnot_GetObject(note, index))
        kind = quick.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            return (0.5, 0.5, 0.5)
        if kind == pdfium.FPDF_PAGEOBJ_PATH and quick.FPDFPath_GetDrawMode(item, *_MODE.places):
            fill, _ = _MODE.read()
            ground = _colour(quick.FPDFPageObj_GetFillColor, item) if fill else None
            if ground and ground[3] >= _OPAQUE:
                return (ground[0] / 255, ground[1] / 255, ground[2] / 255)
    # One without a look of its own is drawn in its colours.
    own = 0 if pdfium.FPDFAnnot_GetSubtype(note) == _FREE_TEXT else pdfium.FPDFANNOT_COLORTYPE_InteriorColor
    values = [ctypes.c_uint() for _ in range(4)]
    if not pdfium.FPDFAnnot_GetColor(note, own, *values) or values[3].value < _OPAQUE:
        return None
    red, green, blue, _ = (value.value / 255 for value in values)
    return (red, green, blue)


def _colour(getter: Any, item: int) -> tuple[int, int, int, int] | None:
    if not getter(item, *_COLOUR.places):
        return None
    red, green, blue, alpha = _COLOUR.read()
    return (red, green, blue, alpha)


def _shows(colour: tuple[int, int, int, int] | None) -> bool:
    return colour is None or (colour[3] > 0 and min(colour[:3]) < _WHITE)


def _bounds(quick: Calls, item: int) -> Box | None:
    if not quick.FPDFPageObj_GetBounds(item, *_EDGES.places):
        return None
    left, bottom, right, top = _EDGES.read()
    return (left, bottom, right, top)


def _matrix(quick: Calls, item: int) -> Matrix:
    if not quick.FPDFPageObj_GetMatrix(item, _MATRIX.places[0]):
        return _IDENTITY
    a, b, c, d, e, f = _MATRIX.read()
    return (a, b, c, d, e, f)


def _times(first: Matrix, second: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return (a * x + c * y + e, b * x + d * y + f)


def _moved(box: Box, matrix: Matrix) -> Box:
    if matrix == _IDENTITY:
        return box
    corners = [_apply(matrix, x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return (min(xs), min(ys), max(xs), max(ys))
