"""PDF pages by pdfminer.six, without its layout analysis: pure Python, and so on every platform."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any, Final

from gkstats.documents.pdf.page import (
    LONGEST_DOCUMENT,
    MOST_CHARS,
    Char,
    PageContent,
    Rule,
    bar,
    turned,
)
from gkstats.errors import UnreadableDocument

__all__ = ["read_pages"]

_WHITE: Final = 0.98
_MOST_PAINTED: Final = 50_000
"""Most paths and forms of a page that are drawn: pdfminer.six takes a tenth of a millisecond for each."""
_MOST_CONTENT: Final = 2 * 2**20
"""Most bytes of a page's content, forms included; a page of a report has some ten thousand."""

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


class _TooMuchError(Exception):
    """A page draws more than is looked at."""


def _pages(data: bytes, source: str) -> Iterator[PageContent]:
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfinterp import PDFResourceManager
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser

    document = PDFDocument(PDFParser(io.BytesIO(data)))
    resources = PDFResourceManager()
    device_type, interpreter_type = _bounded()
    for number, page in enumerate(PDFPage.create_pages(document), start=1):
        if number > LONGEST_DOCUMENT:
            raise UnreadableDocument(
                source, f"it has more than {LONGEST_DOCUMENT} pages", "take the report itself out of it"
            )
        device = device_type(resources, laparams=None)
        try:
            interpreter_type(resources, device).process_page(page)
        except _TooMuchError:
            yield _content(device.unfinished(), page, number)._replace(cut=True)
        else:
            yield _content(device.get_result(), page, number)


@cache
def _bounded() -> tuple[Any, Any]:
    """Return pdfminer.six's device and interpreter, which would draw whatever a page asks for, with an end."""
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.pdfinterp import PDFPageInterpreter
    from pdfminer.pdftypes import stream_value

    class Device(PDFPageAggregator):
        painted = shown = content = 0

        def paint_path(self, *args: Any) -> None:
            self._paint()
            super().paint_path(*args)

        def begin_figure(self, *args: Any) -> None:
            self._paint()
            super().begin_figure(*args)

        def _paint(self) -> None:
            self.painted += 1
            if self.painted > _MOST_PAINTED:
                raise _TooMuchError

        def render_char(self, *args: Any) -> Any:
            self.shown += 1
            if self.shown > MOST_CHARS:
                raise _TooMuchError
            return super().render_char(*args)

        def unfinished(self) -> Any:
            """Return the page as far as it is drawn, with the forms that are still open."""
            opened = [*self._stack, self.cur_item]
            for outer, inner in pairwise(opened):
                outer.add(inner)
            return opened[0]

    class Interpreter(PDFPageInterpreter):
        def execute(self, streams: Any) -> None:
            device: Any = self.device  # shared with the interpreters of the page's forms
            device.content += sum(len(stream_value(stream).get_data()) for stream in streams)
            if device.content > _MOST_CONTENT:
                raise _TooMuchError
            super().execute(streams)

    return Device, Interpreter


def _content(layout: Any, page: Any, number: int) -> PageContent:
    from pdfminer.layout import LTChar, LTCurve, LTFigure, LTImage

    # pdfminer.six has already turned the page and moved its media box to the origin.
    crop = _crop(page)
    width, height = crop[2] - crop[0], crop[3] - crop[1]
    chars: list[Char] = []
    rules: list[Rule] = []
    picture = 0.0
    stack = [iter(layout)]
    while stack:
        item = next(stack[-1], None)
        if item is None:
            stack.pop()
            continue
        if isinstance(item, LTChar):
            text = item.get_text()
            if text.strip() and not text.startswith("(cid:"):
                chars += _split(text, turned(item.bbox, crop, 0))
        elif isinstance(item, LTFigure):
            stack.append(iter(item))
        elif isinstance(item, LTImage):
            picture = max(picture, item.width * item.height / max(width * height, 1.0))
        elif isinstance(item, LTCurve):
            rules += _rules(item, crop)
    return PageContent(number, width, height, chars, rules, picture)


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


def _rules(item: Any, crop: tuple[float, float, float, float]) -> list[Rule]:
    stroked = bool(item.stroke) and not _is_white(item.stroking_color)
    filled = bool(item.fill) and not _is_white(item.non_stroking_color)
    if not (stroked or filled):
        return []
    rule = bar(turned(item.bbox, crop, 0), filled=not stroked)
    if rule:
        return [rule]
    if not stroked:
        return []
    rules = []
    points = [*item.pts]
    if points and _closes(item):
        points.append(points[0])
    for (ax, ay), (bx, by) in pairwise(points):
        left, up, right, down = turned((min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)), crop, 0)
        if down - up <= 1 < right - left:
            rules.append(Rule(True, (up + down) / 2, left, right))
        elif right - left <= 1 < down - up:
            rules.append(Rule(False, (left + right) / 2, up, down))
    return rules


def _closes(item: Any) -> bool:
    from pdfminer.layout import LTRect

    return isinstance(item, LTRect) or any(step[0] == "h" for step in item.original_path or ())


def _is_white(colour: Any) -> bool:
    if isinstance(colour, int | float):
        return bool(colour >= _WHITE)
    if isinstance(colour, list | tuple) and colour and all(isinstance(c, int | float) for c in colour):
        if len(colour) == 4:  # cyan, magenta, yellow, black
            return bool(max(colour) <= 1 - _WHITE)
        return bool(min(colour) >= _WHITE)
    return False
