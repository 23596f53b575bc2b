"""Bytes to text by a fixed rule: detectors fail on short pages and on those that are mostly markup."""

from __future__ import annotations

import codecs
import re
from typing import Final

__all__ = ["decode", "utf16_without_mark"]

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED: Final = re.compile(
    rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)|<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z0-9_-]+)",
    re.IGNORECASE,
)
# The only declarations that tell more than the bytes do. Pages of the small national standards hold characters of
# the large one; Latin-1 and the like are what a template says that knows nothing of its content.
_CREDIBLE: Final = {
    "big5": ("cp950", "big5hkscs"),
    "big5-hkscs": ("big5hkscs",),
    "cn-big5": ("cp950", "big5hkscs"),
    "x-x-big5": ("cp950", "big5hkscs"),
    "hz-gb-2312": ("hz",),
}
_HEAD: Final = 4096
_USUAL: Final = re.compile("[\t\n\r -~\u2010-\u2027\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_SAMPLE: Final = 4000


def decode(data: bytes) -> str:
    """Decode a document: byte order mark, strict UTF-8, the declared charset, GB 18030, in this order.

    Bytes that mean nothing become U+FFFD.

    Examples
    --------
    >>> decode("信息公开".encode("gb18030")), decode("信息公开".encode("utf-16"))
    ('信息公开', '信息公开')
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    wide = utf16_without_mark(data)
    if wide is not None:
        return data.decode(wide, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = _DECLARED.search(data[:_HEAD])
    name = (declared[1] or declared[2]).decode("ascii").lower() if declared else ""
    for encoding in _CREDIBLE.get(name, ()):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    if _mostly_utf8(data):  # a few bytes broken by a careless editor, or by a download that stopped
        return data.decode("utf-8", errors="replace")
    return data.decode((*_CREDIBLE.get(name, ()), "gb18030")[0], errors="replace")


def utf16_without_mark(data: bytes) -> str | None:
    """Return which UTF-16 bytes are: half of those of markup are zero, and those of Chinese make sense in one only."""
    head = data[: _SAMPLE - _SAMPLE % 2]
    if len(head) < 4:
        return None
    zeros = head.count(0)
    if zeros * 5 > len(head):
        return "utf-16-be" if head[::2].count(0) > head[1::2].count(0) else "utf-16-le"
    try:
        data[:_SAMPLE].decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start > len(head) - 4:
            return None  # only cut off within a character
    else:
        return None
    even = head[: len(head) - len(head) % 2]
    for encoding in ("utf-16-le", "utf-16-be"):
        text = even.decode(encoding, errors="replace")
        if len(_USUAL.findall(text)) > 0.95 * len(text):
            return encoding
    return None


def _mostly_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", errors="replace")
    return text.count("\ufffd") * 20 < sum(1 for c in text if ord(c) > 0x7F)
