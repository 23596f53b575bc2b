"""Pages as pixels: those of a PDF drawn, those of a picture file decoded, neither larger than a page can be."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from math import sqrt
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

import numpy as np

from gkstats.documents.source import ForeignFormat
from gkstats.errors import MissingDependency, UnreadableDocument

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["DPI", "PagePicture", "Pixels", "decoded", "drawn"]

Pixels: TypeAlias = "NDArray[Any]"
"""Rows, columns and, where there is colour, blue, green and red; 8 bits each."""

DPI: Final = 200
"""Resolution at which pages are read: at 150 single digits are missed, at 300 nothing is won."""
_LARGEST: Final = 24_000_000
"""Most pixels of a page: an A3 page at 300 dpi has 17 million."""
_SMALLEST: Final = 500
"""Fewest pixels of a page's shorter side; signs, portraits and buttons of web sites have less."""
_MOST_FRAMES: Final = 150
_INCHES: Final = 11.69
"""The longer side of an A4 page, which a picture that does not say its resolution is taken for."""
_LEAST_DPI: Final = 72


class PagePicture(NamedTuple):
    """A page: its pixels, and how many of them make an inch."""

    number: int
    pixels: Pixels
    dpi: float


def drawn(data: bytes, source: str, numbers: Sequence[int]) -> Iterator[PagePicture]:
    """Yield pages of a PDF, drawn one by one.

    Raises
    ------
    MissingDependency
        PDFium is not available.
    """
    try:
        import pypdfium2
    except (ImportError, OSError) as error:
        trouble = "pages are drawn by PDFium, which is not available"
        raise MissingDependency(source, trouble, "install pypdfium2") from error
    from gkstats.documents.pdf.faces import drawing_faces
    from gkstats.documents.pdf.pdfium import LOCK

    with LOCK:
        document = pypdfium2.PdfDocument(data)
    try:
        for number in numbers:
            with LOCK, drawing_faces():
                page = document[number - 1]
                width, height = page.get_size()
                scale = min(DPI / 72, sqrt(_LARGEST / max(width * height, 1.0)))
                pixels = np.array(page.render(scale=scale).to_numpy()[:, :, :3])
            yield PagePicture(number, pixels, scale * 72)
    finally:
        with LOCK:
            document.close()


def decoded(data: bytes, source: str) -> Iterator[PagePicture]:
    """Yield the pages of a picture file; a TIFF may hold several.

    Raises
    ------
    MissingDependency
        What decodes pictures is not installed.
    UnreadableDocument
        It is damaged, or larger than a page can be.
    """
    try:
        from PIL import Image
    except ImportError as error:
        raise MissingDependency(
            source, "scans and pictures need an OCR engine", "run: pip install 'gkstats[ocr]'"
        ) from error
    damaged = UnreadableDocument(source, "the picture is damaged", "download or scan it again")
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF", "GIF", "BMP", "WEBP")) as picture:
            for number in range(1, min(getattr(picture, "n_frames", 1), _MOST_FRAMES) + 1):
                picture.seek(number - 1)
                _check_size(picture.size, source)
                yield PagePicture(number, _pixels(picture), _dpi(picture))
    except UnreadableDocument:
        raise
    except (OSError, ValueError, SyntaxError, EOFError, OverflowError, ArithmeticError) as error:
        raise damaged from error


def _check_size(size: tuple[int, int], source: str) -> None:
    if size[0] * size[1] > _LARGEST:
        raise UnreadableDocument(
            source, f"it is larger than {_LARGEST:,} pixels", "scan it at 200 or 300 dpi"
        )
    if min(size) < _SMALLEST:
        raise ForeignFormat(source, "it is a picture too small to be a page", "scan it at 200 dpi")


def _pixels(picture: Any) -> Pixels:
    from PIL import ImageOps

    upright = ImageOps.exif_transpose(picture)
    if upright.mode in ("RGBA", "LA", "P", "PA"):
        # What is transparent is seen as the paper below.
        layered = upright.convert("RGBA")
        ground = layered.copy()
        ground.paste((255, 255, 255, 255), (0, 0, *layered.size))
        ground.alpha_composite(layered)
        upright = ground
    return np.array(upright.convert("RGB"))[:, :, ::-1].copy()


def _dpi(picture: Any) -> float:
    """Return a picture's resolution: by its size, as what files state is often the screen's."""
    return max(float(_LEAST_DPI), float(max(picture.size)) / _INCHES)
