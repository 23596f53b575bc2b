"""PDF pages by PDFium, through its C interface: objects of Python for each character would cost ten times as much."""

from __future__ import annotations

import ctypes
import threading
from typing import Any, Final, TypeAlias

from gkstats.documents.pdf.calls import Calls, Values, address, calls
from gkstats.documents.pdf.faces import reading_faces
from gkstats.documents.pdf.page import (
    LONGEST_DOCUMENT,
    MOST_CHARS,
    MOST_OBJECTS,
    Char,
    PageContent,
    Rule,
    bar,
    cropped,
    turned,
)
from gkstats.errors import UnreadableDocument

__all__ = ["LOCK", "available", "read_pages"]

Matrix: TypeAlias = tuple[float, float, float, float, float, float]
Box: TypeAlias = tuple[float, float, float, float]

_IDENTITY: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_DEEPEST: Final = 8
"""Deepest nesting of forms that is followed."""
_WHITE: Final = 250
_NO_INK: Final = "\xa0\ufffe\uffff"
LOCK: Final = threading.RLock()
"""Held by whoever calls PDFium, which knows nothing of threads, while ctypes lets them run."""
# Filled by one call and read at once, under the lock.
_EDGES: Final = Values(ctypes.c_float, 4)
_MATRIX: Final = Values(ctypes.c_float, 6)
_POINT: Final = Values(ctypes.c_float, 2)
_COLOUR: Final = Values(ctypes.c_uint, 4)
_MODE: Final = Values(ctypes.c_int, 2)


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
            with reading_faces():
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
    quick = calls()
    path, text = pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_TEXT
    form, image = pdfium.FPDF_PAGEOBJ_FORM, pdfium.FPDF_PAGEOBJ_IMAGE
    kind_of, embedded = quick.FPDFPageObj_GetType, _Faces(quick)
    rules: list[Rule] = []
    picture = 0.0
    doubtful = 0
    budget = MOST_OBJECTS
    # Forms are opened in place; the stack holds (count, getter, owner, matrix, depth).
    place = address(page)
    stack: list[tuple[int, Any, int, Matrix, int]] = [
        (quick.FPDFPage_CountObjects(place), quick.FPDFPage_GetObject, place, _IDENTITY, 0)
    ]
    while stack:
        count, getter, owner, matrix, depth = stack.pop()
        for index in range(min(count, budget)):
            item = getter(owner, index)
            kind = kind_of(item)
            if kind == text:
                doubtful += not embedded.serves(item) and _is_lost(quick, item)
            elif kind == path:
                rules += _rules(pdfium, quick, item, matrix, crop, rotation)
            elif kind == form and depth < _DEEPEST:
                inner = _times(_matrix(quick, item), matrix)
                inside = quick.FPDFFormObj_CountObjects(item)
                stack.append((inside, quick.FPDFFormObj_GetObject, item, inner, depth + 1))
            elif kind == image:
                box = _bounds(quick, item)
                if box:
                    x0, y0, x1, y1 = _moved(box, matrix)
                    picture = max(picture, (x1 - x0) * (y1 - y0) / max(width * height, 1.0))
        budget -= count
        if budget <= 0:
            cut = True
            break
    return PageContent(number, width, height, chars, rules, picture, doubtful, cut)


class _Faces:
    """Which faces of a page are embedded, each asked once."""

    def __init__(self, quick: Calls) -> None:
        self._face_of = quick.FPDFTextObj_GetFont
        self._embedded = quick.FPDFFont_GetIsEmbedded
        self._known: dict[int | None, bool] = {None: True}

    def serves(self, item: int) -> bool:
        """Return whether a piece of text is set in an embedded face, or in none."""
        face = self._face_of(item)
        known = self._known.get(face)
        if known is None:
            known = self._known[face] = bool(self._embedded(face))
        return known


def _is_lost(quick: Calls, item: int) -> bool:
    """Return whether PDFium leaves a piece of text out because it has no face to measure it with.

    Faces that are not embedded are measured by one of the system; without a Chinese one, a single character has
    no width, and text without width is skipped. Spaces of embedded faces have none either, but lose nothing.
    """
    box = _bounds(quick, item)
    return box is None or box[2] - box[0] <= 0.01


def _crop(pdfium: Any, page: Any, width: float, height: float, rotation: int) -> Box:
    """Return what is seen of a page: its crop box as far as it lies within the media box."""
    boxes = []
    for getter in (pdfium.FPDFPage_GetMediaBox, pdfium.FPDFPage_GetCropBox):
        values = [ctypes.c_float() for _ in range(4)]
        if getter(page, *(ctypes.byref(v) for v in values)):
            left, bottom, right, top = (v.value for v in values)
            boxes.append((min(left, right), min(bottom, top), max(left, right), max(bottom, top)))
    if not boxes:
        return (0.0, 0.0, width, height) if rotation % 2 == 0 else (0.0, 0.0, height, width)
    return cropped(*boxes) if len(boxes) == 2 else boxes[0]


def _chars(pdfium: Any, page: Any, crop: Box, rotation: int) -> tuple[list[Char], bool]:
    """Return the characters of a page, and whether there are more."""
    text = pdfium.FPDFText_LoadPage(page)
    if not text:
        return [], False
    chars: list[Char] = []
    place, get_box, rect = address(text), calls().FPDFText_GetLooseCharBox, Values(ctypes.c_float, 4)
    here, read = rect.places[0], rect.read
    x, _, _, y = crop
    try:
        count = pdfium.FPDFText_CountChars(text)
        for index, character in enumerate(_text(pdfium, text, min(count, MOST_CHARS))):
            # Spaces and breaks are mostly PDFium's own; gaps tell where words end.
            if character <= " " or character in _NO_INK or not get_box(place, index, here):
                continue
            left, top, right, bottom = read()  # in the order of PDFium's FS_RECTF
            if rotation == 0:
                chars.append(Char(character, left - x, y - top, right - x, y - bottom))
            else:
                chars.append(Char(character, *turned((left, bottom, right, top), crop, rotation)))
    finally:
        pdfium.FPDFText_ClosePage(text)
    return chars, count > MOST_CHARS


def _text(pdfium: Any, text: Any, count: int) -> str:
    """Return the characters of a page, as many as it counts."""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(text, 0, count, buffer)
    units = memoryview(buffer).cast("B")[: 2 * count].tobytes()
    found = units.decode("utf-16-le", "replace")
    # What has no code is left out there, and what takes two units shifts the others.
    if written == count + 1 and len(found) == count and "\0" not in found and "\ufffd" not in found:
        return found
    place, get_code = address(text), calls().FPDFText_GetUnicode
    return "".join(
        chr(code) if (code := get_code(place, index)) < 0x110000 else "\0" for index in range(count)
    )


def _rules(pdfium: Any, quick: Calls, item: int, matrix: Matrix, crop: Box, rotation: int) -> list[Rule]:
    if not quick.FPDFPath_GetDrawMode(item, *_MODE.places):
        return []
    fill, stroke = _MODE.read()
    stroked = bool(stroke) and _visible(quick.FPDFPageObj_GetStrokeColor, item)
    filled = bool(fill) and _visible(quick.FPDFPageObj_GetFillColor, item)
    box = _bounds(quick, item) if stroked or filled else None
    if box is None:
        return []
    rule = bar(turned(_moved(box, matrix), crop, rotation), filled=not stroked)
    if rule:
        return [rule]
    # The edges of a mere background are no rules; a page-wide one would frame everything.
    return _segments(pdfium, quick, item, matrix, crop, rotation) if stroked else []


def _segments(pdfium: Any, quick: Calls, item: int, matrix: Matrix, crop: Box, rotation: int) -> list[Rule]:
    """Return the straight strokes of a path, such as a whole grid drawn at once."""
    own = _times(_matrix(quick, item), matrix)
    start = last = (0.0, 0.0)
    rules: list[Rule] = []
    for index in range(min(quick.FPDFPath_CountSegments(item), MOST_OBJECTS)):
        segment = quick.FPDFPath_GetPathSegment(item, index)
        quick.FPDFPathSegment_GetPoint(segment, *_POINT.places)
        point = _apply(own, *_POINT.read())
        kind = quick.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            rules += _straight(last, point, crop, rotation)
        if quick.FPDFPathSegment_GetClose(segment):
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


def _visible(getter: Any, item: int) -> bool:
    if not getter(item, *_COLOUR.places):
        return True
    red, green, blue, alpha = _COLOUR.read()
    return bool(alpha > 0 and min(red, green, blue) < _WHITE)


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
