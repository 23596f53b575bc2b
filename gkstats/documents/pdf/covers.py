"""What of a page may cover text: pictures, and annotations, which PDFium lists apart from what the page draws."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from typing import Any, Final

from gkstats.documents.pdf.calls import address, calls
from gkstats.documents.pdf.drawn import OPAQUE, Drawn, colour_of, mode_of
from gkstats.documents.pdf.geometry import View
from gkstats.documents.pdf.page import MOST_OBJECTS, Char
from gkstats.documents.pdf.sight import Ink, Paint
from gkstats.documents.unseen import Colour

__all__ = ["notes_above", "pictures_above"]

_MOST_PICTURES: Final = 20
"""Most pictures of a page whose transparency is looked at."""
_FREE_TEXT: Final = 3
_COVERING: Final = frozenset((_FREE_TEXT, 5, 6, 7, 13, 28))
"""Annotations that may cover a text: free text, square, circle, polygon, stamp and redaction."""
_HIDDEN_ANNOTATION: Final = 2 | 32
"""Flags of one that is not shown."""
_LAST: Final = 1 << 30


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
        return sum(alphas) >= OPAQUE * len(alphas)
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
        if kind == pdfium.FPDF_PAGEOBJ_PATH and (mode := mode_of(quick, item)):
            ground = colour_of(quick.FPDFPageObj_GetFillColor, item) if mode[0] else None
            if ground and ground[3] >= OPAQUE:
                return (ground[0] / 255, ground[1] / 255, ground[2] / 255)
    # One without a look of its own is drawn in its colours.
    own = 0 if pdfium.FPDFAnnot_GetSubtype(note) == _FREE_TEXT else pdfium.FPDFANNOT_COLORTYPE_InteriorColor
    values = [ctypes.c_uint() for _ in range(4)]
    if not pdfium.FPDFAnnot_GetColor(note, own, *values) or values[3].value < OPAQUE:
        return None
    red, green, blue, _ = (value.value / 255 for value in values)
    return (red, green, blue)
