"""What the processes of these tests are asked to do."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path


def work(payloads: Sequence[bytes], settings: bytes, started: Callable[[int], None]) -> bytes:
    """Double every payload; some words do harm instead."""
    done = []
    for position, payload in enumerate(payloads):
        started(position)
        print("noise on standard output")
        _harm(payload.decode(), settings.decode())
        done.append(payload * 2)
    return b" ".join(done)


def who(_payloads: Sequence[bytes], _settings: bytes, _started: Callable[[int], None]) -> bytes:
    """Say which process this is."""
    time.sleep(0.05)
    return str(os.getpid()).encode()


def _harm(word: str, folder: str) -> None:
    if word == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif word == "crash":
        import ctypes

        ctypes.string_at(0)
    elif word == "exit":
        sys.exit(3)
    elif word == "hang":
        time.sleep(600)
    elif word == "grow":
        held = [b"x" * 2**20 for _ in range(10_000)]
        del held
    elif word == "threads":
        _many_threads()
    elif word.startswith("once"):
        mark = Path(folder, word)
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)


def _many_threads() -> None:
    """Let many threads each take a little memory, as libraries of native code do."""
    import ctypes
    import threading

    ready = threading.Barrier(40)

    def little() -> None:
        ctypes.CDLL(None).malloc(1_000)
        ready.wait(30)

    threads = [threading.Thread(target=little) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def fatal(payload: bytes) -> bytes:
    """Double the payload; in any process but the one it names, "kill" kills."""
    word, pid = payload.split(b"@")
    if word == b"kill" and os.getpid() != int(pid):
        os.kill(os.getpid(), signal.SIGKILL)
    return word * 2


def harm(payloads: Sequence[bytes], _settings: bytes, _started: Callable[[int], None]) -> bytes:
    """Do what the payload says."""
    _harm(payloads[0].decode(errors="replace"), "")
    return b"no answer that anybody understands"


def sick(payloads: Sequence[bytes], settings: bytes, started: Callable[[int], None]) -> bytes:
    """Double the payloads; the word "kill" ends the process and makes the next ones die while they start."""
    started(0)
    if payloads[0] == b"kill":
        Path(settings.decode()).write_text("5")
        os.kill(os.getpid(), signal.SIGKILL)
    return b" ".join(payload * 2 for payload in payloads)


def _sicken() -> None:
    """End this process while it imports what it is to do, as often as a file says."""
    place = os.environ.get("GKSTATS_TEST_SICK")
    if place and Path(place).is_file() and (left := int(Path(place).read_text() or 0)):
        Path(place).write_text(str(left - 1))
        os.kill(os.getpid(), signal.SIGKILL)


_sicken()
