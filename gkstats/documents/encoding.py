"""Bytes to text by a fixed rule: detectors fail on short pages and on those that are mostly markup."""

from __future__ import annotations

import codecs
import re
from typing import Final

__all__ = ["decode"]

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED: Final = re.compile(
    rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)|encoding\s*=\s*[\"']([A-Za-z0-9_-]+)", re.IGNORECASE
)
# Pages that declare the small national standards hold characters of the large one.
_WIDER: Final = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030"}


def decode(data: bytes) -> str:
    """Decode a document: byte order mark, strict UTF-8, the declared charset, GB 18030, in this order.

    Examples
    --------
    >>> decode("信息公开".encode("gb18030")), decode("信息公开".encode("utf-16"))
    ('信息公开', '信息公开')
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if data[:200].count(0) > 40:  # UTF-16 without a mark: half the bytes of markup and digits are zero
        return data.decode("utf-16-le" if data[1:2] == b"\x00" else "utf-16-be", errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = _DECLARED.search(data[:4096])
    if declared:
        name = (declared[1] or declared[2]).decode("ascii").lower()
        try:
            return data.decode(_WIDER.get(name, name))
        except (LookupError, UnicodeDecodeError):
            pass
    if _mostly_utf8(data):  # a few bytes broken by a careless editor
        return data.decode("utf-8", errors="replace")
    return data.decode("gb18030", errors="replace")


def _mostly_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", errors="replace")
    return text.count("\ufffd") * 100 < sum(1 for c in text if ord(c) > 0x7F)
