"""The byte that fills up a paragraph's properties in a Word file, which writers leave as it happens to be.

The properties of a paragraph lie in pages of 512 bytes, in records whose length counts pairs of bytes ([MS-DOC] 2.9.175).
Where the properties themselves are odd in number, the last byte means nothing. LibreOffice leaves there what was in its
memory; the converter takes everything but zero for half a property and refuses the whole document.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import Final

from gkstats.documents.source import Source

__all__ = ["fillers", "with_even_padding"]

_PAGE: Final = 512
_MOST_PAGES: Final = 50_000
_TABLES: Final = {False: "0Table", True: "1Table"}
# Offsets in the file information block, [MS-DOC] 2.5.1 and 2.5.6: flags, and where the pages of paragraphs are listed.
_FLAGS: Final = 0x0A
_ENCRYPTED: Final = 0x0100
_WHICH_TABLE: Final = 0x0200
_PARAGRAPH_PAGES: Final = 0x102
# How many bytes follow a property, by the three highest bits of its code, [MS-DOC] 2.2.5.1; 6 says so itself.
_OPERANDS: Final = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_VARIABLE: Final = 6
_TABLE_DEFINITION: Final = 0xD608
_TABS: Final = 0xC615


def with_even_padding(source: Source) -> bytes:
    """Return a Word file whose filling bytes are zero; a file that is not understood comes back as it is."""
    import olefile

    buffer = io.BytesIO(source.data)
    try:
        with olefile.OleFileIO(buffer, write_mode=True) as container:
            if not container.exists("WordDocument"):
                return source.data
            words = bytearray(container.openstream("WordDocument").read())
            flags = struct.unpack_from("<H", words, _FLAGS)[0]
            table = _TABLES[bool(flags & _WHICH_TABLE)]
            if flags & _ENCRYPTED or not container.exists(table):
                return source.data  # the converter says what is wrong with it
            places = fillers(bytes(words), container.openstream(table).read())
            if not places:
                return source.data
            for place in places:
                words[place] = 0
            container.write_stream("WordDocument", bytes(words))
    except (OSError, ValueError, LookupError, struct.error, ArithmeticError, AttributeError, TypeError):
        return source.data
    return buffer.getvalue()


def fillers(words: bytes, table: bytes) -> list[int]:
    """Return the places of filling bytes that are not zero.

    Parameters
    ----------
    words, table : bytes
        The streams of a Word file that hold its text and the lists of its pages.

    Raises
    ------
    struct.error
        They are shorter than they say.
    """
    found: list[int] = []
    start, length = struct.unpack_from("<II", words, _PARAGRAPH_PAGES)
    pages = (length - 4) // 8
    if not 0 < pages <= _MOST_PAGES:
        return found
    for number in struct.unpack_from(f"<{pages}I", table, start + 4 * (pages + 1)):
        place = (number & 0x3FFFFF) * _PAGE
        page = words[place : place + _PAGE]
        if len(page) == _PAGE:
            found += (place + filler for filler in _fillers_of_page(page))
    return found


def _fillers_of_page(page: bytes) -> Iterator[int]:
    runs = page[-1]
    heads = 4 * (runs + 1)
    for run in range(runs):
        offset = page[heads + 13 * run] * 2 if heads + 13 * run < _PAGE else 0
        if not offset:
            continue
        start, size = (
            (offset + 1, page[offset] * 2 - 1) if page[offset] else (offset + 2, page[offset + 1] * 2)
        )
        end = start + size
        if size >= 2 and end < _PAGE and _ends_short(page[start + 2 : end]) and page[end - 1]:
            yield end - 1


def _ends_short(properties: bytes) -> bool:
    """Return whether one byte is left over behind the last property."""
    place = 0
    while place + 2 <= len(properties):
        code = struct.unpack_from("<H", properties, place)[0]
        place += 2
        if code >> 13 != _VARIABLE:
            place += _OPERANDS[code >> 13]
        elif place >= len(properties) or code == _TABS:
            return False  # tabs count their bytes in a way of their own; what is never odd is left alone
        elif code == _TABLE_DEFINITION:
            place += struct.unpack_from("<H", properties, place)[0] + 1
        else:
            place += 1 + properties[place]
    return place == len(properties) - 1
