"""PDFium's small functions with integers for handles: thousands of calls a page, a microsecond each.

The functions of `pypdfium2.raw` make an object of Python for every handle and let other threads run during every call,
which costs more than what most of them do. These keep the interpreter, so only short ones are here.
"""

from __future__ import annotations

import ctypes
import functools
import struct
from typing import Any, Final, Literal

__all__ = ["Calls", "Room", "Values", "address", "calls"]

_HANDLE, _INT, _PLACE = ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p
_FOUR: Final = (_INT, _HANDLE, _PLACE, _PLACE, _PLACE, _PLACE)
# Result, then arguments, as in PDFium's headers.
_SIGNATURES: Final[dict[str, tuple[Any, ...]]] = {
    "FPDFClipPath_CountPaths": (_INT, _HANDLE),
    "FPDFClipPath_CountPathSegments": (_INT, _HANDLE, _INT),
    "FPDFClipPath_GetPathSegment": (_HANDLE, _HANDLE, _INT, _INT),
    "FPDFFont_GetIsEmbedded": (_INT, _HANDLE),
    "FPDFFormObj_CountObjects": (_INT, _HANDLE),
    "FPDFFormObj_GetObject": (_HANDLE, _HANDLE, ctypes.c_ulong),
    "FPDFPageObj_GetBounds": _FOUR,
    "FPDFPageObj_GetClipPath": (_HANDLE, _HANDLE),
    "FPDFPageObj_GetFillColor": _FOUR,
    "FPDFPageObj_GetMatrix": (_INT, _HANDLE, _PLACE),
    "FPDFPageObj_GetStrokeColor": _FOUR,
    "FPDFPageObj_GetType": (_INT, _HANDLE),
    "FPDFPage_CountObjects": (_INT, _HANDLE),
    "FPDFPage_GetObject": (_HANDLE, _HANDLE, _INT),
    "FPDFPathSegment_GetClose": (_INT, _HANDLE),
    "FPDFPathSegment_GetPoint": (_INT, _HANDLE, _PLACE, _PLACE),
    "FPDFPathSegment_GetType": (_INT, _HANDLE),
    "FPDFPath_CountSegments": (_INT, _HANDLE),
    "FPDFPath_GetDrawMode": (_INT, _HANDLE, _PLACE, _PLACE),
    "FPDFPath_GetPathSegment": (_HANDLE, _HANDLE, _INT),
    "FPDFTextObj_GetFont": (_HANDLE, _HANDLE),
    "FPDFTextObj_GetFontSize": (_INT, _HANDLE, _PLACE),
    "FPDFTextObj_GetTextRenderMode": (_INT, _HANDLE),
    "FPDFText_GetLooseCharBox": (_INT, _HANDLE, _INT, _PLACE),
    "FPDFText_GetTextObject": (_HANDLE, _HANDLE, _INT),
    "FPDFText_GetUnicode": (ctypes.c_uint, _HANDLE, _INT),
}


class Calls:
    """The functions of `_SIGNATURES` by their names."""

    def __init__(self, pdfium: Any) -> None:
        for name, (result, *arguments) in _SIGNATURES.items():
            place = address(getattr(pdfium, name))
            setattr(self, name, ctypes.PYFUNCTYPE(result, *arguments)(place))

    def __getattr__(self, name: str) -> Any:
        """Say that there is no such function; those that are there are found without this."""
        raise AttributeError(f"{name} is not among the quick functions")


class Values:
    """Some numbers that a function fills in, read at once; making new ones costs more than the calls themselves."""

    def __init__(self, kind: Any, count: int) -> None:
        self._held = (kind * count)()
        start, size = ctypes.addressof(self._held), ctypes.sizeof(kind)
        self.places = tuple(start + size * n for n in range(count))
        held = memoryview(self._held).cast("B")
        self.read = held.cast(kind._type_).tolist
        self.bytes = held.tobytes


class Room:
    """Rows of numbers that a function fills in, a row for each of many handles, so that one `map` makes all calls.

    ``columns`` holds for each number of a row the places that it is written to, row after row.
    """

    def __init__(self, kind: Literal["f", "i", "I"], width: int, count: int) -> None:
        size = struct.calcsize(kind)
        self._held = bytearray(size * width * max(count, 1))
        self._kind, self._width, self._count = kind, width, count
        start, row = ctypes.addressof(ctypes.c_char.from_buffer(self._held)), size * width
        self.columns = tuple(
            range(start + size * n, start + size * n + row * count, row) for n in range(width)
        )

    def rows(self) -> list[tuple[Any, ...]]:
        """Return what was filled in."""
        if not self._count:
            return []
        return list(zip(*[iter(memoryview(self._held).cast(self._kind))] * self._width, strict=True))


def address(handle: Any) -> int:
    """Return the number behind a handle or function of `pypdfium2.raw`."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


@functools.cache
def calls() -> Calls:
    """Return the functions."""
    import pypdfium2.raw as pdfium

    return Calls(pdfium)
