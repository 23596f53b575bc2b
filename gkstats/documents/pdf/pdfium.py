"""PDF pages by PDFium, through its C interface: objects of Python for each character would cost ten times as much."""

from __future__ import annotations

import ctypes
import threading
from typing import Any, Final, TypeAlias

from gkstats.documents.pdf.page import (
    LONGEST_DOCUMENT,
    MOST_CHARS,
    MOST_OBJECTS,
    Char,
    PageContent,
    Rule,
    bar,
    turned,
)
from gkstats.errors import UnreadableDocument

__all__ = ["available", "read_pages"]

Matrix: TypeAlias = tuple[float, float, float, float, float, float]
Box: TypeAlias = tuple[float, float, float, float]

_IDENTITY: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_DEEPEST: Final = 8
"""Deepest nesting of forms that is followed."""
_WHITE: Final = 250
LOCK: Final = threading.RLock()
"""Held by whoever calls PDFium, which knows nothing of threads, while ctypes lets them run."""
# Filled by one call and read at once, under the lock: making new ones costs more than the calls themselves.
_LEFT, _BOTTOM, _RIGHT, _TOP = (ctypes.c_float() for _ in range(4))
_EDGES: Final = tuple(ctypes.byref(edge) for edge in (_LEFT, _BOTTOM, _RIGHT, _TOP))


def available() -> bool:
    """Return whether PDFium's binary is there."""
    try:
        import pypdfium2.raw  # noqa: F401
    except (ImportError, OSError):
        return False
    return True


def read_pages(data: bytes, source: str) -> list[PageContent]:
    """Return the pages of a PDF.

    Raises
    ------
    UnreadableDocument
        PDFium cannot open it, or it has too many pages.
    """
    import pypdfium2.raw as pdfium

    with LOCK:
        _initialise(pdfium)
        # PDFium reads from the buffer as long as the document is open.
        buffer = ctypes.create_string_buffer(data, len(data))
        document = pdfium.FPDF_LoadMemDocument64(buffer, len(data), None)
        if not document:
            raise _unreadable(source, pdfium.FPDF_GetLastError(), pdfium.FPDF_ERR_PASSWORD)
        try:
            count = pdfium.FPDF_GetPageCount(document)
            if count > LONGEST_DOCUMENT:
                raise UnreadableDocument(source, f"it has {count} pages", "take the report itself out of it")
            return [_load_page(pdfium, document, index, source) for index in range(count)]
        finally:
            pdfium.FPDF_CloseDocument(document)


def _load_page(pdfium: Any, document: Any, index: int, source: str) -> PageContent:
    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        raise UnreadableDocument(source, f"page {index + 1} is damaged", "download it again")
    try:
        return _read_page(pdfium, page, index + 1)
    finally:
        pdfium.FPDF_ClosePage(page)


_initialised = False


def _initialise(pdfium: Any) -> None:
    global _initialised
    if not _initialised:
        pdfium.FPDF_InitLibrary()
        _initialised = True


def _unreadable(source: str, code: int, password: int) -> UnreadableDocument:
    if code == password:
        return UnreadableDocument(source, "the PDF is encrypted", "save it without a password")
    return UnreadableDocument(source, "the PDF is damaged", "download it again")


def _read_page(pdfium: Any, page: Any, number: int) -> PageContent:
    width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    rotation = pdfium.FPDFPage_GetRotation(page)
    crop = _crop(pdfium, page, width, height, rotation)
    chars, cut = _chars(pdfium, page, crop, rotation)
    rules: list[Rule] = []
    picture = 0.0
    doubtful = 0
    budget = MOST_OBJECTS
    # Forms are opened in place; the stack holds (count, getter, owner, matrix, depth).
    stack: list[tuple[int, Any, Any, Matrix, int]] = [
        (pdfium.FPDFPage_CountObjects(page), pdfium.FPDFPage_GetObject, page, _IDENTITY, 0)
    ]
    while stack:
        count, getter, owner, matrix, depth = stack.pop()
        for index in range(min(count, budget)):
            item = getter(owner, index)
            kind = pdfium.FPDFPageObj_GetType(item)
            if kind == pdfium.FPDF_PAGEOBJ_PATH:
                rules += _rules(pdfium, item, matrix, crop, rotation)
            elif kind == pdfium.FPDF_PAGEOBJ_TEXT:
                doubtful += _is_lost(pdfium, item)
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
                inner = _times(_matrix(pdfium, item), matrix)
                inside = pdfium.FPDFFormObj_CountObjects(item)
                stack.append((inside, pdfium.FPDFFormObj_GetObject, item, inner, depth + 1))
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                box = _bounds(pdfium, item)
                if box:
                    x0, y0, x1, y1 = _moved(box, matrix)
                    picture = max(picture, (x1 - x0) * (y1 - y0) / max(width * height, 1.0))
        budget -= count
        if budget <= 0:
            cut = True
            break
    return PageContent(number, width, height, chars, rules, picture, doubtful, cut)


def _is_lost(pdfium: Any, item: Any) -> bool:
    """Return whether PDFium leaves a piece of text out because it has no face to measure it with.

    Faces that are not embedded are measured by one of the system; without a Chinese one, a single character has
    no width, and text without width is skipped. Spaces of embedded faces have none either, but lose nothing.
    """
    box = _bounds(pdfium, item)
    if box is not None and box[2] - box[0] > 0.01:
        return False
    font = pdfium.FPDFTextObj_GetFont(item)
    return bool(font) and pdfium.FPDFFont_GetIsEmbedded(font) == 0


def _crop(pdfium: Any, page: Any, width: float, height: float, rotation: int) -> Box:
    values = [ctypes.c_float() for _ in range(4)]
    for getter in (pdfium.FPDFPage_GetCropBox, pdfium.FPDFPage_GetMediaBox):
        if getter(page, *(ctypes.byref(v) for v in values)):
            left, bottom, right, top = (v.value for v in values)
            return (min(left, right), min(bottom, top), max(left, right), max(bottom, top))
    return (0.0, 0.0, width, height) if rotation % 2 == 0 else (0.0, 0.0, height, width)


def _chars(pdfium: Any, page: Any, crop: Box, rotation: int) -> tuple[list[Char], bool]:
    """Return the characters of a page, and whether there are more."""
    text = pdfium.FPDFText_LoadPage(page)
    if not text:
        return [], False
    chars: list[Char] = []
    rect = pdfium.FS_RECTF()
    here = ctypes.byref(rect)
    get_code, get_box = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox
    left, _, _, top = crop
    try:
        count = pdfium.FPDFText_CountChars(text)
        for index in range(min(count, MOST_CHARS)):
            code = get_code(text, index)
            # Spaces and breaks are mostly PDFium's own; gaps tell where words end.
            if code <= 32 or code in (0xA0, 0xFFFE, 0xFFFF) or not get_box(text, index, here):
                continue
            if rotation == 0:
                box = (rect.left - left, top - rect.top, rect.right - left, top - rect.bottom)
            else:
                box = turned((rect.left, rect.bottom, rect.right, rect.top), crop, rotation)
            chars.append(Char(chr(code), *box))
    finally:
        pdfium.FPDFText_ClosePage(text)
    return chars, count > MOST_CHARS


def _rules(pdfium: Any, item: Any, matrix: Matrix, crop: Box, rotation: int) -> list[Rule]:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium.FPDFPath_GetDrawMode(item, ctypes.byref(fill), ctypes.byref(stroke)):
        return []
    stroked = bool(stroke.value) and _visible(pdfium.FPDFPageObj_GetStrokeColor, item)
    filled = bool(fill.value) and _visible(pdfium.FPDFPageObj_GetFillColor, item)
    box = _bounds(pdfium, item) if stroked or filled else None
    if box is None:
        return []
    rule = bar(turned(_moved(box, matrix), crop, rotation), filled=not stroked)
    if rule:
        return [rule]
    # The edges of a mere background are no rules; a page-wide one would frame everything.
    return _segments(pdfium, item, matrix, crop, rotation) if stroked else []


def _segments(pdfium: Any, item: Any, matrix: Matrix, crop: Box, rotation: int) -> list[Rule]:
    """Return the straight strokes of a path, such as a whole grid drawn at once."""
    own = _times(_matrix(pdfium, item), matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    start = last = (0.0, 0.0)
    rules: list[Rule] = []
    for index in range(min(pdfium.FPDFPath_CountSegments(item), MOST_OBJECTS)):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        point = _apply(own, x.value, y.value)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            rules += _straight(last, point, crop, rotation)
        if pdfium.FPDFPathSegment_GetClose(segment):
            rules += _straight(point, start, crop, rotation)
        last = point
    return rules


def _straight(a: tuple[float, float], b: tuple[float, float], crop: Box, rotation: int) -> list[Rule]:
    box = (min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
    x0, y0, x1, y1 = turned(box, crop, rotation)
    if y1 - y0 <= 1 < x1 - x0:
        return [Rule(True, (y0 + y1) / 2, x0, x1)]
    if x1 - x0 <= 1 < y1 - y0:
        return [Rule(False, (x0 + x1) / 2, y0, y1)]
    return []


def _visible(getter: Any, item: Any) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not getter(item, *(ctypes.byref(v) for v in (red, green, blue, alpha))):
        return True
    return alpha.value > 0 and min(red.value, green.value, blue.value) < _WHITE


def _bounds(pdfium: Any, item: Any) -> Box | None:
    if not pdfium.FPDFPageObj_GetBounds(item, *_EDGES):
        return None
    return (_LEFT.value, _BOTTOM.value, _RIGHT.value, _TOP.value)


def _matrix(pdfium: Any, item: Any) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, ctypes.byref(matrix)):
        return _IDENTITY
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


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
