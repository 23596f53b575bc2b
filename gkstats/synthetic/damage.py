"""Damage to files: documents of which nothing can be read any more, as downloads leave them."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final

__all__ = ["DAMAGES", "damaged_as"]

_ERROR_PAGE: Final = (
    "<!DOCTYPE html><html><head><meta charset='utf-8'><title>404 Not Found</title></head><body><h1>404</h1>"
    "<p>您访问的页面不存在或者已经被删除，请检查地址是否正确，或者返回首页。</p></body></html>"
)
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KEEP: Final = {"pdf": 600, "docx": 900, "html": 60, "txt": 24}
"""Bytes that are left of a broken download: enough to tell the format, not enough to say who reports."""


def _truncated(data: bytes, format_: str, _: random.Random) -> bytes:
    return data[: _KEEP[format_]]


def _empty(_: bytes, __: str, ___: random.Random) -> bytes:
    return b""


def _garbage(data: bytes, _: str, chance: random.Random) -> bytes:
    """Return noise of the same length, as a disk or an encryption leaves it."""
    return chance.randbytes(len(data))


def _error_page(_: bytes, __: str, ___: random.Random) -> bytes:
    return _ERROR_PAGE.encode()


def _encrypted(data: bytes, format_: str, chance: random.Random) -> bytes:
    """Return a document that asks for a password; a format that knows none comes as an encrypted Word document."""
    if format_ != "pdf":
        name = "EncryptedPackage".encode("utf-16-le")
        return _OLD_OFFICE + bytes(504) + name + bytes(480) + chance.randbytes(len(data))
    key = chance.randbytes(32).hex()
    entry = (
        f"/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -3904 /O <{key}> /U <{key[::-1]}> >> "
        f"/ID [<{key[:32]}> <{key[:32]}>] "
    )
    head, _, tail = data.rpartition(b"/Root")
    return head + entry.encode() + b"/Root" + tail


DAMAGES: Final[dict[str, Callable[[bytes, str, random.Random], bytes]]] = {
    "truncated": _truncated,
    "empty": _empty,
    "garbage": _garbage,
    "error-page": _error_page,
    "encrypted": _encrypted,
}
"""Kinds of damage by name."""


def damaged_as(data: bytes, format_: str, chance: random.Random) -> tuple[str, bytes]:
    """Return a kind of damage, and the document with it.

    Examples
    --------
    >>> damaged_as(b"%PDF-1.5 ...", "pdf", random.Random(1))[0] in DAMAGES
    True
    """
    kind = chance.choice(list(DAMAGES))
    return kind, DAMAGES[kind](data, format_, chance)
