"""What a worker process runs: it takes chunks of tasks from its standard input until that ends."""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import signal
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

from gkstats.workers.wire import OUT_OF_MEMORY, READY, RESULT, STARTED, TARGET, receive, send

__all__ = ["main", "serve"]

_ADDRESSES: Final = 8
"""Bytes of addresses for every byte of memory that a process may take."""

Work: TypeAlias = Callable[[Sequence[bytes], bytes, Callable[[int], None]], bytes]
"""Takes the payloads of a chunk, the settings, and what is called with the position of each task as it begins."""


def main(memory: int) -> None:
    """Serve one target after the other until the standard input ends."""
    # An interrupt is for the process that minds this one; it decides what becomes of it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asked = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer

    def started(position: int) -> None:
        send(answers, STARTED, position.to_bytes(4, "big"))

    work: Work = _nothing
    settings = b""
    settled = False
    while (message := receive(asked)) is not None:
        kind, parts = message
        if kind == TARGET:
            work, settings = _imported(parts[0].decode()), parts[1]
            if memory:
                _limit(memory)
                memory = 0
            send(answers, READY)
            continue
        send(answers, RESULT, work(parts, settings, started))
        if not settled:
            # The modules and lists that the first chunk loaded stay. Looking through them for garbage again and again
            # takes a quarter of the time that reading takes.
            gc.collect()
            gc.freeze()
            settled = True


def _imported(target: str) -> Work:
    module, _, name = target.partition(":")
    work: Work = getattr(importlib.import_module(module), name)
    return work


def _nothing(_payloads: Sequence[bytes], _settings: bytes, _started: Callable[[int], None]) -> bytes:
    raise RuntimeError("no target was named")


def _limit(memory: int) -> None:
    """Let this process have only so many bytes more than it has, where the system knows such limits.

    What counts is what it can write to. Every thread of a library reserves 64 MB of addresses or more that it never
    uses, and one that finds none left aborts the process ("cannot allocate memory for thread-local data"), however
    little is used; so addresses are only bounded far above.
    """
    resource: Any
    try:
        import resource
    except ImportError:
        return
    with contextlib.suppress(OSError, ValueError, IndexError):
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - quicker, and never changed
            fields = [int(field) * resource.getpagesize() for field in file.read().split()]
        addresses, written = fields[0], fields[5]
        for kind, most in (
            (resource.RLIMIT_DATA, written + memory),
            (resource.RLIMIT_AS, addresses + _ADDRESSES * memory),
        ):
            highest = resource.getrlimit(kind)[1]
            resource.setrlimit(kind, (most if highest < 0 else min(most, highest), highest))


def serve(arguments: Sequence[str]) -> None:
    """Begin as the process that `gkstats.workers.start` describes; the argument is the limit of memory."""
    try:
        main(int(arguments[0]))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except BrokenPipeError:
        os._exit(1)
