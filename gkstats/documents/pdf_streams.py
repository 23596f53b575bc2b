"""Streams of a PDF unpacked by pieces, so that nobody holds what a bomb unpacks to."""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Iterator
from typing import Final

__all__ = ["FLATE", "PICTURES", "PIECE", "inflated", "unlettered"]

PIECE: Final = 1 << 20
# Pictures that no engine unpacks while it looks for text.
PICTURES: Final = frozenset([b"DCTDecode", b"DCT", b"JPXDecode", b"CCITTFaxDecode", b"CCF", b"JBIG2Decode"])
FLATE: Final = frozenset([b"FlateDecode", b"Fl"])
_TEXTUAL: Final = frozenset([b"ASCII85Decode", b"A85", b"ASCIIHexDecode", b"AHx"])


def inflated(raw: bytes | memoryview) -> Iterator[bytes]:
    """Yield what a packed stream unpacks to, piece by piece; a damaged one ends early."""
    unpack = zlib.decompressobj()
    try:
        for start in range(0, len(raw), PIECE):
            piece = unpack.decompress(raw[start : start + PIECE], PIECE)
            while piece:
                yield piece
                if len(piece) < PIECE:
                    break
                piece = unpack.decompress(unpack.unconsumed_tail, PIECE)
            if unpack.eof:
                return
    except zlib.error:
        return


def unlettered(raw: bytes, name: bytes) -> bytes | None:
    """Return what stands in letters as bytes; None where it is packed otherwise."""
    if name not in _TEXTUAL:
        return None
    body = raw.split(b"endstream")[0].strip()
    try:
        if name in (b"ASCIIHexDecode", b"AHx"):
            digits = re.sub(rb"\s", b"", body.split(b">")[0])
            return binascii.unhexlify(digits + b"0" * (len(digits) % 2))
        return base64.a85decode(body.split(b"~>")[0])
    except ValueError:
        return None
