"""Web pages saved as one file (.mht, .mhtml): the page out of its archive."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from typing import Final

from gkstats.documents.source import Source
from gkstats.errors import UnreadableDocument

__all__ = ["page_of_archive"]

_BOUNDARY: Final = re.compile(rb"boundary\s*=\s*(?:\"([^\"\r\n]{1,200})\"|([^\s;\"]{1,200}))", re.IGNORECASE)
_ENCODING: Final = re.compile(rb"content-transfer-encoding\s*:\s*([a-z0-9-]+)", re.IGNORECASE)
_PAGE: Final = re.compile(rb"content-type\s*:\s*(?:text/html|application/xhtml)", re.IGNORECASE)
_HEAD: Final = 16 * 1024
_MOST_PARTS: Final = 1000


def page_of_archive(source: Source) -> Source:
    """Return the first page of a web archive.

    Raises
    ------
    UnreadableDocument
        It holds none, or is damaged.
    """
    boundary = _BOUNDARY.search(source.data[:_HEAD])
    parts = source.data.split(b"--" + (boundary[1] or boundary[2]), _MOST_PARTS) if boundary else []
    for part in parts[1:]:
        head, _, body = re.sub(rb"\A\r?\n", b"", part, count=1).partition(b"\r\n\r\n")
        if not body:
            head, _, body = part.lstrip(b"\r\n").partition(b"\n\n")
        if _PAGE.search(head[:_HEAD]):
            return Source(source.name, _decoded(source, head, body))
    raise UnreadableDocument(source.name, "the web archive holds no page", "save the page as HTML")


def _decoded(source: Source, head: bytes, body: bytes) -> bytes:
    encoding = _ENCODING.search(head)
    match encoding[1].lower() if encoding else b"":
        case b"quoted-printable":
            return quopri.decodestring(body)
        case b"base64":
            try:
                return base64.b64decode(body)
            except binascii.Error as error:
                raise UnreadableDocument(
                    source.name, "the web archive is damaged", "save the page as HTML"
                ) from error
        case _:
            return body
