"""The reader as processes run it, with documents among the good ones that do harm."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Sequence

import msgspec

from gkstats.loading.chunks import read_chunk as read
from gkstats.loading.sources import Item


def read_chunk(payloads: Sequence[bytes], settings: bytes, started: Callable[[int], None]) -> bytes:
    """Read a chunk; documents named after what they do are not survived."""

    def noted(position: int) -> None:
        started(position)
        name = msgspec.msgpack.decode(payloads[position], type=Item).name
        if "kills" in name:
            os.kill(os.getpid(), signal.SIGKILL)
        elif "hangs" in name:
            time.sleep(600)
        elif "grows" in name:
            raise MemoryError

    return read(payloads, settings, noted)
