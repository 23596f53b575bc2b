"""How PDFium says that the texts of a page are inked. There are thousands, often one a character: every call counts."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any, Final

from gkstats.documents.model import Box
from gkstats.documents.pdf.calls import Calls, Room, Values, calls
from gkstats.documents.pdf.geometry import Matrix, View, applied, common, matrix_of
from gkstats.documents.pdf.page import Char
from gkstats.documents.pdf.sight import CLEAR, INVISIBLE, LAYER, Ink
from gkstats.documents.unseen import Colour

__all__ = ["PLAIN_INK", "Clips", "inks_of", "with_sizes"]

PLAIN_INK: Final = Ink(0, (0.0, 0.0, 0.0))
_MOST_EDGES: Final = 40
"""Most corners of a clip that are looked at; what is clipped to a drawing is taken as seen."""
_STROKED: Final = frozenset((1, 5))
_INKLESS: Final = frozenset((3, 7))
"""Modes in which text is only outlined, and neither filled nor outlined (ISO 32000-1, table 106)."""
_new_ink: Final[Any] = tuple.__new__  # which takes half the time of its constructor
# Filled by one call and read at once, under the lock.
_POINT: Final = Values(ctypes.c_float, 2)
_COLOUR: Final = Values(ctypes.c_uint, 4)
_FONT: Final = Values(ctypes.c_float, 1)


def inks_of(
    pdfium: Any, texts: Sequence[tuple[int, int, Matrix]], clips: Clips, layers: frozenset[str]
) -> dict[int, Ink]:
    """Return how texts are inked, each given by its handle, its place in the order of drawing, and its matrix."""
    quick = calls()
    items = [item for item, _, _ in texts]
    modes = list(map(quick.FPDFTextObj_GetTextRenderMode, items))
    room = Room("I", 4, len(items))
    told = list(map(quick.FPDFPageObj_GetFillColor, items, *room.columns))
    codes: list[Any] = room.rows()
    for index in [n for n, mode in enumerate(modes) if mode in _STROKED] if any(modes) else ():
        told[index] = quick.FPDFPageObj_GetStrokeColor(items[index], *_COLOUR.places)
        codes[index] = tuple(_COLOUR.read())
    if not all(told):
        codes = [code if done else None for code, done in zip(codes, told, strict=True)]
    colours = {code: _coloured(code) for code in set(codes)}
    handles = list(map(quick.FPDFPageObj_GetClipPath, items))
    clipped = list(map(quick.FPDFClipPath_CountPaths, handles))
    inks: dict[int, Ink] = {}
    for (item, order, matrix), mode, code, handle, count in zip(
        texts, modes, codes, handles, clipped, strict=True
    ):
        colour, reason = colours[code]
        if count <= 0 and not mode and not layers:
            inks[item] = _new_ink(Ink, (order, colour, reason, None, None))
            continue
        if mode in _INKLESS:
            reason = INVISIBLE
        elif layers and not reason and _is_off(pdfium, item, layers):
            reason = LAYER
        inks[item] = Ink(order, colour, reason, clips.box(handle, count, matrix) if count > 0 else None)
    return inks


def _coloured(code: tuple[int, int, int, int] | None) -> tuple[Colour | None, str]:
    """Return a colour of PDFium's as a colour, and why it cannot be seen."""
    if code is None:
        return None, ""
    red, green, blue, alpha = code
    return (red / 255, green / 255, blue / 255), INVISIBLE if alpha < CLEAR * 255 else ""


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


class Clips:
    """The boxes that the objects of a page are clipped to; many are clipped to the same.

    Objects share what they are clipped to, and PDFium moves none of it while the page is open, so that the same first
    corners are the same clip.
    """

    def __init__(self, quick: Calls, view: View) -> None:
        self._quick, self._view = quick, view
        self._known: dict[tuple[object, ...], Box | None] = {}

    def of(self, item: int, matrix: Matrix) -> Box | None:
        """Return the box that an object is clipped to; None where it is not."""
        clip = self._quick.FPDFPageObj_GetClipPath(item)
        count = self._quick.FPDFClipPath_CountPaths(clip)
        return self.box(clip, count, matrix) if count > 0 else None

    def box(self, clip: int, count: int, matrix: Matrix) -> Box | None:
        """Return the box of a clip of so many paths."""
        quick, box = self._quick, None
        paths = range(min(count, _MOST_EDGES))
        sizes = [quick.FPDFClipPath_CountPathSegments(clip, path) for path in paths]
        firsts = [
            quick.FPDFClipPath_GetPathSegment(clip, path, 0)
            for path, size in zip(paths, sizes, strict=True)
            if size > 0
        ]
        key = (matrix, *sizes, *firsts)
        if key in self._known:
            return self._known[key]
        for path, size in zip(paths, sizes, strict=True):
            if not 3 <= size <= _MOST_EDGES:
                continue
            points = []
            for index in range(size):
                quick.FPDFPathSegment_GetPoint(
                    quick.FPDFClipPath_GetPathSegment(clip, path, index), *_POINT.places
                )
                points.append(applied(matrix, *_POINT.read()))
            xs, ys = [x for x, _ in points], [y for _, y in points]
            own = self._view.box((min(xs), min(ys), max(xs), max(ys)))
            box = own if box is None else common(box, own)
        self._known[key] = box
        return box


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
                a, b, c, d, _, _ = matrix_of(quick, item)
                sized[index] = inks[index]._replace(size=_FONT.read()[0] * abs(a * d - b * c) ** 0.5)
    return sized
