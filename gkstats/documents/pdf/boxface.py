"""A face in which every character is a box: what a text is measured with where its PDF embeds no face."""

from __future__ import annotations

import functools
import struct
from itertools import pairwise
from typing import Final

__all__ = ["NAME", "box_face"]

NAME: Final = "gkstats box"
_EM: Final = 1000
_ASCENT: Final = 880
_DESCENT: Final = -120
_WIDE: Final = 0x2E80
"""First of the characters that fill a square, as Chinese ones do; others take half of it."""
_LAST: Final = 0x10FFFF
_NARROW: Final = 200
"""Width of the box of those: less than the narrowest letter, so that it never reaches into the next."""


@functools.cache
def box_face() -> bytes:
    """Return the face as a TrueType file of some seven hundred bytes.

    Widths of characters are the PDF's own where it states them; the face only has to say that each character has an
    extent. Two glyphs serve all of them, by a character map of format 13 (OpenType specification, ``cmap``), which
    maps many to one.

    Examples
    --------
    >>> len(box_face()) < 800
    True
    """
    full, half = _glyph(_EM), _glyph(_NARROW)
    characters = (1, _WIDE - 1, 2, _WIDE, _LAST, 1)
    tables = {
        b"OS/2": _metrics(),
        b"cmap": struct.pack(">HHHHIHHIII6I", 0, 1, 3, 10, 12, 13, 0, 40, 0, 2, *characters),
        b"glyf": full + full + half,  # the first one is for characters that a face lacks: none here
        b"head": struct.pack(
            ">IIIIHHqqhhhhHHhhh",
            *(0x10000, 0x10000, 0, 0x5F0F3CF5, 0, _EM, 0, 0),
            *(0, _DESCENT, _EM, _ASCENT, 0, 8, 2, 1, 0),
        ),
        b"hhea": struct.pack(
            ">IhhhHhhhhhhhhhhhH", 0x10000, _ASCENT, _DESCENT, 0, _EM, 0, 0, _EM, 1, *(0,) * 7, 3
        ),
        b"hmtx": struct.pack(">HhHhHh", _EM, 0, _EM, 0, _EM // 2, 0),
        b"loca": struct.pack(">4I", *(len(full) * n for n in range(4))),
        b"maxp": struct.pack(">I14H", 0x10000, 3, 4, 1, 0, 0, 1, *(0,) * 8),
        b"name": _names(),
        b"post": struct.pack(">I7I", 0x30000, *(0,) * 7),
    }
    return _file(tables)


def _glyph(width: int) -> bytes:
    """Return a rectangle as high as the type."""
    corners = ((0, _DESCENT), (0, _ASCENT), (width, _ASCENT), (width, _DESCENT))
    steps = [corners[0], *((x - a, y - b) for (a, b), (x, y) in pairwise(corners))]
    outline = struct.pack(">5h2H4B", 1, 0, _DESCENT, width, _ASCENT, 3, 0, *(1,) * 4)
    outline += struct.pack(">4h4h", *(x for x, _ in steps), *(y for _, y in steps))
    return outline + bytes(-len(outline) % 4)


def _metrics() -> bytes:
    head = struct.pack(">HhHHH11h10s4I4s", 1, _EM, 400, 5, 0, *(0,) * 11, b"", 0, 0, 0, 0, b"    ")
    return head + struct.pack(">HHHhhhHHII", 0x40, 1, 0xFFFF, _ASCENT, _DESCENT, 0, _ASCENT, -_DESCENT, 0, 0)


def _names() -> bytes:
    texts = {1: NAME, 2: "Regular", 4: NAME, 6: NAME.replace(" ", "")}
    records, said = b"", b""
    for number, text in texts.items():
        code = text.encode("utf-16-be")
        records += struct.pack(">6H", 3, 1, 0x409, number, len(code), len(said))
        said += code
    return struct.pack(">HHH", 0, len(texts), 6 + len(records)) + records + said


def _file(tables: dict[bytes, bytes]) -> bytes:
    """Put tables into a file, with the directory and the checksums of the format."""
    place = 12 + 16 * len(tables)
    directory, body = b"", b""
    for tag, table in sorted(tables.items()):
        padded = table + bytes(-len(table) % 4)
        check = sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        directory += struct.pack(">4sIII", tag, check, place + len(body), len(table))
        body += padded
    return struct.pack(">IHHHH", 0x10000, len(tables), 128, 3, len(tables) * 16 - 128) + directory + body
