"""PDF pages by PDFium, through its C interface: objects of Python for each character would cost ten times as much."""

from __future__ import annotations

import ctypes
import threading
from itertools import repeat
from typing import Any, Final

from gkstats.documents.model import Box
from gkstats.documents.pdf.calls import Room, address, calls
from gkstats.documents.pdf.covers import notes_above, pictures_above
from gkstats.documents.pdf.drawn import area, draw, exact
from gkstats.documents.pdf.faces import reading_faces
from gkstats.documents.pdf.geometry import View
from gkstats.documents.pdf.inks import PLAIN_INK, Clips, with_sizes
from gkstats.documents.pdf.layers import hidden_layers
from gkstats.documents.pdf.page import (
    LONGEST_DOCUMENT,
    MOST_CHARS,
    Char,
    PageContent,
    cropped,
    rescaled,
    turned,
    unit_of,
)
from gkstats.documents.pdf.sight import look_at, smallest_type, unseen_texts
from gkstats.errors import UnreadableDocument

__all__ = ["LOCK", "available", "read_pages"]

_new_char: Final[Any] = tuple.__new__  # which takes half the time of its constructor
_NO_INK: Final = "\xa0\ufffe\uffff"
LOCK: Final = threading.RLock()
"""Held by whoever calls PDFium, which knows nothing of threads, while ctypes lets them run."""


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
            layers = hidden_layers(data)
            with reading_faces():
                return [_load_page(pdfium, document, index, source, layers) for index in range(count)]
        finally:
            pdfium.FPDF_CloseDocument(document)


def _load_page(pdfium: Any, document: Any, index: int, source: str, layers: frozenset[str]) -> PageContent:
    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        raise UnreadableDocument(source, f"page {index + 1} is damaged", "download it again")
    try:
        return _read_page(pdfium, document, page, index + 1, layers)
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


def _read_page(pdfium: Any, document: Any, page: Any, number: int, layers: frozenset[str]) -> PageContent:
    width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    rotation = pdfium.FPDFPage_GetRotation(page)
    crop = _crop(pdfium, page, width, height, rotation)
    chars, owners, cut = _chars(pdfium, page, crop, rotation)
    view = View(crop, rotation, unit_of(chars))
    clips = Clips(calls(), view)
    drawn = draw(pdfium, page, view, clips, layers, set(owners))
    inks = list(map(drawn.inks.get, owners, repeat(PLAIN_INK)))
    if chars:
        inks = with_sizes(chars, owners, inks, smallest_type(chars))
    paints = [*drawn.paints, *pictures_above(pdfium, document, page, drawn, chars, inks)]
    paints += notes_above(pdfium, page, view)
    paints.sort(key=lambda paint: paint.order)
    sight = look_at(chars, inks, paints, width, height, exact(clips))
    return PageContent(
        number,
        width / view.unit,
        height / view.unit,
        [Char(char.text, *rescaled(char[1:], view.unit)) for char in sight.chars]
        if view.unit != 1
        else sight.chars,
        drawn.rules,
        max((area(box) for _, box, _ in drawn.pictures), default=0.0) / max(width * height, 1.0),
        drawn.doubtful,
        cut or drawn.cut,
        unseen_texts(sight),
        sight.ocr,
        view.unit,
        tuple(rescaled(box, view.unit) for _, box, _ in drawn.pictures),
    )


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


def _chars(pdfium: Any, page: Any, crop: Box, rotation: int) -> tuple[list[Char], list[int], bool]:
    """Return the characters of a page, the handles of the texts that they belong to, and whether there are more."""
    text = pdfium.FPDFText_LoadPage(page)
    if not text:
        return [], [], False
    quick, place = calls(), address(text)
    x, _, _, y = crop
    try:
        count = pdfium.FPDFText_CountChars(text)
        said = _text(pdfium, text, min(count, MOST_CHARS))
        # Spaces and breaks are mostly PDFium's own; gaps tell where words end.
        wanted = [index for index, one in enumerate(said) if one > " " and one not in _NO_INK]
        room = Room("f", 4, len(wanted))
        told = list(map(quick.FPDFText_GetLooseCharBox, repeat(place), wanted, room.columns[0]))
        boxes = room.rows()
        if not all(told):
            wanted = [index for index, done in zip(wanted, told, strict=True) if done]
            boxes = [box for box, done in zip(boxes, told, strict=True) if done]
        owners = [owner or 0 for owner in map(quick.FPDFText_GetTextObject, repeat(place), wanted)]
    finally:
        pdfium.FPDFText_ClosePage(text)
    words = [said[index] for index in wanted]
    # In the order of PDFium's FS_RECTF.
    if rotation == 0:
        chars = [
            _new_char(Char, (word, left - x, y - top, right - x, y - bottom))
            for word, (left, top, right, bottom) in zip(words, boxes, strict=True)
        ]
    else:
        chars = [
            Char(word, *turned((left, bottom, right, top), crop, rotation))
            for word, (left, top, right, bottom) in zip(words, boxes, strict=True)
        ]
    return chars, owners, count > MOST_CHARS


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
