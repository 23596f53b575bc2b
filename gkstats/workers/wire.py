"""Messages between a process and the one that minds it: a kind and parts, each with its length before it."""

from __future__ import annotations

import struct
from typing import IO, Final

__all__ = ["OUT_OF_MEMORY", "READY", "RESULT", "STARTED", "TARGET", "receive", "send"]

TARGET: Final = b"T"
READY: Final = b"H"
STARTED: Final = b"S"
RESULT: Final = b"R"
OUT_OF_MEMORY: Final = 77
"""Exit code of a process that was refused more memory."""

_HEAD: Final = struct.Struct(">cI")
_LENGTH: Final = struct.Struct(">Q")


def send(pipe: IO[bytes], kind: bytes, *parts: bytes) -> None:
    """Write a message."""
    pipe.write(_HEAD.pack(kind, len(parts)))
    for part in parts:
        pipe.write(_LENGTH.pack(len(part)))
        pipe.write(part)
    pipe.flush()


def receive(pipe: IO[bytes]) -> tuple[bytes, list[bytes]] | None:
    """Read a message; None when the other side is gone, be it in the middle of one."""
    head = pipe.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    kind, count = _HEAD.unpack(head)
    parts = []
    for _ in range(count):
        length = pipe.read(_LENGTH.size)
        if len(length) < _LENGTH.size:
            return None
        (size,) = _LENGTH.unpack(length)
        part = pipe.read(size)
        if len(part) < size:
            return None
        parts.append(part)
    return kind, parts
