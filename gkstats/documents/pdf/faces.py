"""Which faces PDFium sets text in that a PDF does not embed: ours, so that no machine's fonts decide what is read.

PDFium asks the system for a face, measures characters by it, and leaves out what it has no outline for: with a face
without digits, as one that OCR programs install, nearly every cell of a form. While pages are read, all faces are the
one in `boxface`; while they are drawn, it is the packaged one. At all other times the system is asked, as for
anybody else who uses PDFium in this process.

PDFium carries faces of its own for the fourteen that every reader of PDFs must have. It would set all others in one
that it stretches to what it last drew, so that one document's boxes depended on another's: these are boxes, too.
"""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from gkstats.documents.pdf.boxface import NAME, box_face

__all__ = ["drawing_faces", "reading_faces"]

# FXFONT_*_CHARSET: Shift-JIS, Hangul, GB2312 and Big5.
_CHINESE: Final = frozenset((128, 129, 134, 136))
_STANDARD: Final = (b"Helvetica", b"Times", b"Courier", b"Symbol", b"ZapfDingbats")
"""Families of the fourteen (ISO 32000-1, 9.6.2.2), by whose names PDFium asks for their equals as well."""
_BOX, _PACKAGED = 1, 2
"""Handles of our own; those of the system are addresses."""


class _Source:
    """What PDFium calls to find a face; every method is a callback of its `FPDF_SYSFONTINFO`."""

    def __init__(self, pdfium: Any) -> None:
        self._pdfium = pdfium
        self._system = pdfium.FPDF_GetDefaultSystemFontInfo()
        self._mapper: Any = None
        self._listed = False
        self.serves: int | None = None
        self.installed = False
        self._info = pdfium.FPDF_SYSFONTINFO()
        self._info.version = 1
        kinds = dict(self._info._fields_)
        for name, call in {
            "Release": self._release,
            "EnumFonts": self._list,
            "MapFont": self._map,
            "GetFont": self._get,
            "GetFontData": self._data,
            "GetFaceName": self._name,
            "GetFontCharset": self._charset,
            "DeleteFont": self._delete,
        }.items():
            setattr(self._info, name, kinds[name](call))

    def install(self) -> None:
        """Become the source that PDFium asks, unless it is so already."""
        if not self.installed:
            self._pdfium.FPDF_SetSystemFontInfo(self._info)
            self.installed = True

    def _release(self, _info: Any) -> None:
        self.installed = False

    def _list(self, _info: Any, mapper: Any) -> None:
        # Looking through the machine's fonts takes time and matters only where the system is asked.
        self._mapper = mapper

    def _asked(self) -> Any:
        """Return the system's own source, which knows its faces once it has listed them."""
        if self._system and not self._listed:
            self._listed = True
            self._system.contents.EnumFonts(self._system, self._mapper)
        return self._system

    def _map(
        self, _info: Any, weight: int, italic: int, charset: int, pitch: int, name: Any, exact: Any
    ) -> Any:
        if self.serves is not None:
            if charset in _CHINESE:
                return self.serves
            family = ctypes.cast(name, ctypes.c_char_p).value or b""
            standard = family.partition(b"-")[0] in _STANDARD
            return None if standard or self.serves != _BOX else _BOX
        system = self._asked()
        return (
            system.contents.MapFont(system, weight, italic, charset, pitch, name, exact) if system else None
        )

    def _get(self, _info: Any, name: Any) -> Any:
        if self.serves is not None:
            return None
        system = self._asked()
        return system.contents.GetFont(system, name) if system else None

    def _data(self, _info: Any, face: int, table: int, buffer: Any, size: int) -> int:
        own = _own(face)
        if own is None:
            return int(self._system.contents.GetFontData(self._system, face, table, buffer, size))
        if table:  # asked for one table of it: whether it is a collection
            return 0
        if buffer and size >= len(own):
            ctypes.memmove(buffer, own, len(own))
        return len(own)

    def _name(self, _info: Any, face: int, buffer: Any, size: int) -> int:
        if _own(face) is None:
            return int(self._system.contents.GetFaceName(self._system, face, buffer, size))
        # PDFium keeps faces by their names.
        name = (NAME if face == _BOX else "gkstats packaged").encode() + b"\0"
        if buffer and size >= len(name):
            ctypes.memmove(buffer, name, len(name))
        return len(name)

    def _charset(self, _info: Any, face: int) -> int:
        if _own(face) is None:
            return int(self._system.contents.GetFontCharset(self._system, face))
        return 134

    def _delete(self, _info: Any, face: int) -> None:
        if _own(face) is None:
            self._system.contents.DeleteFont(self._system, face)


def _own(face: int) -> bytes | None:
    if face == _BOX:
        return box_face()
    return _packaged() if face == _PACKAGED else None


@functools.cache
def _packaged() -> bytes | None:
    """Return the Chinese face that comes with the charts; None without it."""
    try:
        from pylopdf_fonts_zh_cn import sans_path
    except ImportError:
        return None
    return Path(sans_path()).read_bytes()


@functools.cache
def _source() -> _Source:
    import pypdfium2.raw as pdfium

    return _Source(pdfium)


@contextmanager
def reading_faces() -> Iterator[None]:
    """Measure text without an embedded face by boxes for as long as the block lasts; PDFium's lock must be held."""
    with _serving(_BOX):
        yield


@contextmanager
def drawing_faces() -> Iterator[None]:
    """Draw text without an embedded face in the packaged one, if it is there; PDFium's lock must be held."""
    with _serving(_PACKAGED if _packaged() is not None else None):
        yield


@contextmanager
def _serving(face: int | None) -> Iterator[None]:
    source = _source()
    source.install()
    before, source.serves = source.serves, face
    try:
        yield
    finally:
        source.serves = before
