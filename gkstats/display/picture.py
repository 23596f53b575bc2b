"""Pages of a PDF as pictures, with outlines drawn on them."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from math import sqrt
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from gkstats.display.marks import Colour
from gkstats.documents.model import Box
from gkstats.errors import MissingDependency

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["draw_pages", "to_png"]

DPI: Final = 100
_LARGEST: Final = 4_000_000
"""Most pixels of a picture: four times an A4 page; posters and hostile page sizes are drawn smaller."""
_TINT: Final = 0.22
_MARGIN: Final = 1.5
"""Points by which an outline stands off what it frames."""


def draw_pages(
    data: bytes, source: str, outlines: Mapping[int, Iterable[tuple[Box, Colour]]]
) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    """Yield pages by number, each an array of rows, columns and RGB, with boxes tinted and framed.

    Parameters
    ----------
    data : bytes
        The PDF, or the picture.
    source : str
        Its name, for messages.
    outlines : mapping of int to iterable of (Box, Colour)
        The pages to draw, and what to outline on each.

    Raises
    ------
    MissingDependency
        PDFium is not available.
    """
    if b"%PDF-" not in data[:1024]:
        yield from _pictures(data, source, outlines)
        return
    try:
        import pypdfium2
    except (ImportError, OSError) as error:
        raise MissingDependency(
            source, "pages are drawn by PDFium, which is not available", "install pypdfium2"
        ) from error
    from gkstats.documents.pdf.faces import drawing_faces
    from gkstats.documents.pdf.pdfium import LOCK

    with LOCK:
        document = pypdfium2.PdfDocument(data)
    try:
        for number, boxes in sorted(outlines.items()):
            with LOCK, drawing_faces():
                page = document[number - 1]
                width, height = page.get_size()
                scale = min(DPI / 72, sqrt(_LARGEST / max(width * height, 1.0)))
                bitmap = page.render(scale=scale, rev_byteorder=True)
                picture: NDArray[Any] = np.array(bitmap.to_numpy()[:, :, :3])
            for box, colour in boxes:
                _outline(picture, box, colour, scale)
            yield number, picture
    finally:
        with LOCK:
            document.close()


def _pictures(
    data: bytes, source: str, outlines: Mapping[int, Iterable[tuple[Box, Colour]]]
) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    """Yield the pages of a picture file, no larger than a page of a PDF is drawn."""
    from gkstats.documents.ocr.pictures import decoded

    for page in decoded(data, source):
        if page.number in outlines:
            step = max(1, round(page.dpi / DPI))
            picture = np.array(page.pixels[::step, ::step, ::-1])
            for box, colour in outlines[page.number]:
                _outline(picture, box, colour, page.dpi / 72 / step)
            yield page.number, picture


def _outline(picture: NDArray[Any], box: Box, colour: Colour, scale: float) -> None:
    height, width = picture.shape[:2]
    x0, y0, x1, y1 = (
        round(v * scale) for v in (box[0] - _MARGIN, box[1] - _MARGIN, box[2] + _MARGIN, box[3] + _MARGIN)
    )
    x0, x1 = max(0, x0), min(width - 1, x1)
    y0, y1 = max(0, y0), min(height - 1, y1)
    if x0 >= x1 or y0 >= y1:
        return
    inside = picture[y0 : y1 + 1, x0 : x1 + 1]
    tinted = inside * (1 - _TINT) + np.array(colour) * _TINT
    picture[y0 : y1 + 1, x0 : x1 + 1] = tinted.astype(np.uint8)
    for edge in (np.s_[y0 : y0 + 2, x0 : x1 + 1], np.s_[y1 - 1 : y1 + 1, x0 : x1 + 1]):
        picture[edge] = colour
    for edge in (np.s_[y0 : y1 + 1, x0 : x0 + 2], np.s_[y0 : y1 + 1, x1 - 1 : x1 + 1]):
        picture[edge] = colour


def to_png(picture: NDArray[np.uint8]) -> bytes:
    """Return an array of rows, columns and RGB as a PNG file."""
    height, width = picture.shape[:2]
    rows = np.zeros((height, 1 + width * 3), dtype=np.uint8)  # each row begins with its filter, none
    rows[:, 1:] = picture.reshape(height, width * 3)

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(rows.tobytes(), 6)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
