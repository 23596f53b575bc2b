"""PDF pages by pdfminer.six, without its layout analysis: pure Python, and so on every platform."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

from gkstats.documents.pdf.layers import switched_off
from gkstats.documents.pdf.page import (
    LONGEST_DOCUMENT,
    Char,
    PageContent,
    Rule,
    bar,
    rescaled,
    straight,
    turned,
    unit_of,
)
from gkstats.documents.pdf.sight import (
    CLEAR,
    SCAN,
    Ink,
    Paint,
    look_at,
    unseen_texts,
)
from gkstats.documents.unseen import Colour
from gkstats.errors import UnreadableDocument

__all__ = ["read_pages"]

_WHITE: Final = 0.98
_LAST: Final = 1 << 30

# What pdfminer.six remarks about odd fonts is for those who ask for its log, not for every terminal.
logging.getLogger("pdfminer").addHandler(logging.NullHandler())


def read_pages(data: bytes, source: str) -> Iterator[PageContent]:
    """Yield the pages of a PDF.

    Raises
    ------
    UnreadableDocument
        pdfminer.six cannot read it, or it has too many pages.
    """
    from pdfminer.pdfdocument import PDFPasswordIncorrect

    try:
        yield from _pages(data, source)
    except UnreadableDocument:
        raise
    except PDFPasswordIncorrect as error:
        raise UnreadableDocument(source, "the PDF is encrypted", "save it without a password") from error
    except Exception as error:
        raise UnreadableDocument(source, "the PDF is damaged", "download it again") from error


def _pages(data: bytes, source: str) -> Iterator[PageContent]:
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfinterp import PDFResourceManager
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser

    from gkstats.documents.pdf.interpreter import Device, Interpreter, TooMuchError

    document = PDFDocument(PDFParser(io.BytesIO(data)))
    resources = PDFResourceManager()
    layers = switched_off(document)
    for number, page in enumerate(PDFPage.create_pages(document), start=1):
        if number > LONGEST_DOCUMENT:
            raise UnreadableDocument(
                source, f"it has more than {LONGEST_DOCUMENT} pages", "take the report itself out of it"
            )
        device = Device(resources, laparams=None)
        device.layers = layers
        try:
            Interpreter(resources, device).process_page(page)
        except TooMuchError:
            yield _content(device.unfinished(), page, number)._replace(cut=True)
        else:
            yield _content(device.get_result(), page, number)


def _content(layout: Any, page: Any, number: int) -> PageContent:
    from pdfminer.layout import LTChar, LTCurve, LTFigure, LTImage

    # pdfminer.six has already turned the page and moved its media box to the origin.
    crop = _crop(page)
    width, height = crop[2] - crop[0], crop[3] - crop[1]
    chars: list[Char] = []
    inks: list[Ink] = []
    boxes: list[tuple[int, Any]] = []
    pictures: list[Paint] = []
    stack = [iter(layout)]
    order = 0
    while stack:
        item = next(stack[-1], None)
        if item is None:
            stack.pop()
            continue
        order += 1
        if isinstance(item, LTChar):
            text = item.get_text()
            if text.strip() and not text.startswith("(cid:"):
                split = _split(text, turned(item.bbox, crop, 0))
                ink = Ink(order, _colour(item.graphicstate.ncolor), getattr(item, "unseen", ""))
                chars += split
                inks += [ink] * len(split)
        elif isinstance(item, LTFigure):
            stack.append(iter(item))
        elif isinstance(item, LTImage):
            pictures.append(Paint(order, turned(item.bbox, crop, 0), None))
        elif isinstance(item, LTCurve):
            boxes.append((order, item))
    unit = unit_of(chars)
    paints = [*pictures, *_grounds(boxes, crop), *_notes(page, crop)]
    # Whether a picture lets shine through what is below is not known here: a seal does.
    first = min((ink.order for ink in inks), default=0)
    scans = [paint for paint in paints if paint.colour or paint.order < first or _fills(paint, width, height)]
    sight = look_at(chars, inks, sorted(scans, key=lambda paint: paint.order), width, height)
    return PageContent(
        number,
        width / unit,
        height / unit,
        [Char(char.text, *rescaled(char[1:], unit)) for char in sight.chars],
        [rule for _, item in boxes for rule in _rules(item, crop, unit)],
        max((_area(paint) for paint in pictures), default=0.0) / max(width * height, 1.0),
        unseen=unseen_texts(sight),
        ocr=sight.ocr,
        unit=unit,
        pictures=tuple(rescaled(paint.box, unit) for paint in pictures),
    )


def _area(paint: Paint) -> float:
    x0, y0, x1, y1 = paint.box
    return (x1 - x0) * (y1 - y0)


def _fills(paint: Paint, width: float, height: float) -> bool:
    return _area(paint) > SCAN * width * height


def _grounds(boxes: list[tuple[int, Any]], crop: tuple[float, float, float, float]) -> Iterator[Paint]:
    """Yield the rectangles that are filled, and are no rules."""
    from pdfminer.layout import LTRect

    for order, item in boxes:
        colour = _colour(item.non_stroking_color) if item.fill and isinstance(item, LTRect) else None
        box = turned(item.bbox, crop, 0)
        if colour is not None and bar(box, filled=not item.stroke) is None:
            yield Paint(order, box, colour)


def _notes(page: Any, crop: tuple[float, float, float, float]) -> Iterator[Paint]:
    """Yield what annotations without a look of their own cover."""
    from pdfminer.pdftypes import PDFException, dict_value, list_value, resolve1

    try:
        notes = [dict_value(note) for note in list_value(page.annots)] if page.annots else []
    except PDFException:
        return
    for note in notes:
        kind = getattr(resolve1(note.get("Subtype")), "name", "")
        fill = resolve1(note.get("C" if kind == "FreeText" else "IC"))
        colour = _colour(fill) if kind in ("Square", "Circle", "Polygon", "FreeText", "Redact") else None
        rect = resolve1(note.get("Rect"))
        opacity = resolve1(note.get("CA", 1))
        shown = isinstance(opacity, int | float) and opacity > 1 - CLEAR and not int(note.get("F", 0)) & 34
        if colour is not None and shown and isinstance(rect, list) and len(rect) == 4:
            yield Paint(_LAST, turned(_ordered(map(resolve1, rect)), crop, 0), colour)


def _colour(value: Any) -> Colour | None:
    """Return a colour as red, green and blue; None for a pattern."""
    if isinstance(value, int | float):
        return (float(value),) * 3
    if isinstance(value, list | tuple) and value and all(isinstance(c, int | float) for c in value):
        if len(value) == 4:  # cyan, magenta, yellow, black
            cyan, magenta, yellow, black = (min(1.0, max(0.0, float(c))) for c in value)
            return ((1 - cyan) * (1 - black), (1 - magenta) * (1 - black), (1 - yellow) * (1 - black))
        if len(value) == 3:
            return (float(value[0]), float(value[1]), float(value[2]))
        if len(value) == 1:
            return (float(value[0]),) * 3
    return None


def _crop(page: Any) -> tuple[float, float, float, float]:
    """Return the crop box in the coordinates of the turned page, whose media box begins at the origin."""
    media = _ordered(page.mediabox)
    crop = _ordered(page.cropbox or page.mediabox)
    x0, y0 = max(crop[0], media[0]), max(crop[1], media[1])
    x1, y1 = min(crop[2], media[2]), min(crop[3], media[3])
    left, top, right, bottom = turned((x0, y0, x1, y1), media, (page.rotate or 0) // 90)
    whole = media[3] - media[1] if (page.rotate or 0) % 180 == 0 else media[2] - media[0]
    return (left, whole - bottom, right, whole - top)


def _ordered(box: Any) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = (float(v) for v in box)
    return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _split(text: str, box: tuple[float, float, float, float]) -> list[Char]:
    """Return one character each for a ligature, which shares the width between its letters."""
    if len(text) == 1:
        return [Char(text, *box)]
    x0, y0, x1, y1 = box
    step = (x1 - x0) / len(text)
    return [Char(c, x0 + n * step, y0, x0 + (n + 1) * step, y1) for n, c in enumerate(text) if c.strip()]


def _rules(item: Any, crop: tuple[float, float, float, float], unit: float) -> list[Rule]:
    stroked = bool(item.stroke) and not _is_white(item.stroking_color)
    filled = bool(item.fill) and not _is_white(item.non_stroking_color)
    if not (stroked or filled):
        return []
    rule = bar(rescaled(turned(item.bbox, crop, 0), unit), filled=not stroked)
    if rule:
        return [rule]
    if not stroked:
        return []
    rules = []
    points = [*item.pts]
    if points and _closes(item):
        points.append(points[0])
    for (ax, ay), (bx, by) in pairwise(points):
        box = turned((min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)), crop, 0)
        rules += straight(rescaled(box, unit))
    return rules


def _closes(item: Any) -> bool:
    from pdfminer.layout import LTRect

    return isinstance(item, LTRect) or any(step[0] == "h" for step in item.original_path or ())


def _is_white(colour: Any) -> bool:
    known = _colour(colour)
    return known is not None and min(known) >= _WHITE
