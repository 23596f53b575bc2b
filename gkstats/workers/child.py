"""What a worker process runs: it takes chunks of tasks from its standard input until that ends."""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import signal
import sys
from collections.abc import Callable, Sequence
from typing import Any

from gkstats.workers.wire import OUT_OF_MEMORY, READY, RESULT, STARTED, receive, send

__all__ = ["main"]


def main(target: str, memory: int) -> None:
    """Serve until the standard input ends."""
    # An interrupt is for the process that minds this one; it decides what becomes of it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asked = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    module, _, name = target.partition(":")
    work: Callable[[Sequence[bytes], bytes, Callable[[int], None]], bytes] = getattr(
        importlib.import_module(module), name
    )
    message = receive(asked)
    if message is None:
        return
    (settings,) = message[1]
    if memory:
        _limit(memory)
    send(answers, READY)

    def started(position: int) -> None:
        send(answers, STARTED, position.to_bytes(4, "big"))

    settled = False
    while (message := receive(asked)) is not None:
        send(answers, RESULT, work(message[1], settings, started))
        if not settled:
            # The modules and lists that the first chunk loaded stay. Looking through them for garbage again and again
            # takes a quarter of the time that reading takes.
            gc.collect()
            gc.freeze()
            settled = True


def _limit(memory: int) -> None:
    """Let this process have only so many bytes more than it has, where the system knows such limits."""
    resource: Any
    try:
        import resource
    except ImportError:
        return
    with contextlib.suppress(OSError, ValueError):
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - quicker, and never changed
            present = int(file.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (present + memory, resource.getrlimit(resource.RLIMIT_AS)[1]))


if __name__ == "__main__":
    try:
        main(sys.argv[1], int(sys.argv[2]))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except BrokenPipeError:
        os._exit(1)
