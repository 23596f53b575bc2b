"""One document read in a process of its own, with limits of time and memory, so that nothing in it can end this one.

The process is kept and serves the next document at once. What comes back are records, checked against their types.
"""

from __future__ import annotations

import atexit
import functools
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gkstats import errors, workers
from gkstats.documents import Engine, Source, read_source
from gkstats.documents.source import ForeignFormat
from gkstats.errors import GkstatsError, UnreadableDocument
from gkstats.reading import read_records
from gkstats.records import Records

__all__ = ["Way", "answer_to", "attempt", "made_isolated", "read_alone", "read_isolated"]

MEMORY: Final = 3 * 2**29
"""Bytes that a document may take beyond what the process starts with; reports take some ten million, scans a gigabyte."""
TIMEOUT: Final = 60.0
"""Seconds that a document may take, or a page of a scan; reports take a tenth of one."""
_CHECK: Final = "check where it comes from, or print it to a new PDF"
_TROUBLES: Final[dict[workers.Why, str]] = {
    "killed": "the process that read it died",
    "memory": f"reading it takes more than {MEMORY // 2**20:,} MB of memory",
    "timeout": f"reading it takes longer than {TIMEOUT:g} seconds",
}


@dataclass(frozen=True, slots=True)
class Way:
    """How a document is read: its name, the engine, and the user's words."""

    name: str
    engine: Engine = "auto"
    words: str = ""


@dataclass(frozen=True, slots=True)
class _Answer:
    """What came of it: something as bytes, or an error in its parts."""

    made: bytes | None = None
    error: str = ""
    source: str = ""
    trouble: str = ""
    remedy: str = ""


def read_isolated(source: Source, engine: Engine = "auto", words: str = "") -> Records:
    """Read a document in a process of its own.

    Raises
    ------
    UnreadableDocument
        It cannot be read, or the process died of it.
    NotAReport
        It can be read, but holds no annual report.
    MissingDependency
        The engine is not there.
    """
    found = attempt(source, engine, words=words)
    if isinstance(found, Records):
        return found
    raise UnreadableDocument(source.name, _TROUBLES[found], _CHECK)


def attempt(
    source: Source,
    engine: Engine = "auto",
    *,
    timeout: float = TIMEOUT,
    memory: int | None = MEMORY,
    tries: int = 1,
    words: str = "",
) -> Records | workers.Why:
    """Read a document in a process of its own; return what the process was lost of where it was.

    Raises
    ------
    GkstatsError
        It cannot be read.
    """
    import msgspec

    way = msgspec.msgpack.encode(Way(source.name, engine, words))
    found = _asked(_TARGET, source, way, timeout=timeout, memory=memory, tries=tries)
    if not isinstance(found, bytes):
        return found
    records: Records = _decoder(Records)(found)
    return records


def made_isolated(target: str, source: Source, settings: bytes) -> bytes:
    """Have something else made of a document in such a process, by a function that answers through `answer_to`.

    Raises
    ------
    UnreadableDocument
        It cannot be made, or the process died of it.
    """
    found = _asked(target, source, settings, timeout=TIMEOUT, memory=MEMORY, tries=1)
    if isinstance(found, bytes):
        return found
    raise UnreadableDocument(source.name, _TROUBLES[found], _CHECK)


def _asked(
    target: str, source: Source, settings: bytes, *, timeout: float, memory: int | None, tries: int
) -> bytes | workers.Why:
    task = workers.Task(0, source.data)
    try:
        (found,) = _crew(memory).run(target, settings, [[task]], timeout=timeout, tries=tries)
    except GkstatsError as error:  # no process can be started: the message names what it was for
        raise GkstatsError(
            source.name, error.trouble, "see what it wrote to standard error, and try again"
        ) from error
    if isinstance(found, workers.Lost):
        return found.why
    answer: _Answer = _decoder(_Answer)(found.result)
    if answer.made is None:
        named = ForeignFormat if answer.error == ForeignFormat.__name__ else UnreadableDocument
        kind: type[GkstatsError] = getattr(errors, answer.error, named)
        raise kind(answer.source, answer.trouble, answer.remedy)
    return answer.made


def read_alone(payloads: Sequence[bytes], settings: bytes, started: Callable[[int], None]) -> bytes:
    """Read a document within that process."""
    import msgspec

    way: Way = _decoder(Way)(settings)
    started(0)

    def made() -> bytes:
        source = Source(way.name, payloads[0])
        document = read_source(source, engine=way.engine, begun=lambda: started(0))
        records = read_records(document, way.words)
        return msgspec.msgpack.encode(records)

    return answer_to(made, way.name)


def answer_to(make: Callable[[], bytes], name: str) -> bytes:
    """Return, within that process, what is made of a document, or its error, as the other side expects it."""
    import msgspec

    try:
        answer = _Answer(make())
    except GkstatsError as error:
        answer = _Answer(None, type(error).__name__, error.source, error.trouble, error.remedy)
    except MemoryError:
        raise
    except Exception as error:
        trouble = f"it cannot be read ({type(error).__name__}: {error})"
        answer = _Answer(None, UnreadableDocument.__name__, name, trouble, _CHECK)
    return msgspec.msgpack.encode(answer)


_TARGET: Final = f"{read_alone.__module__}:{read_alone.__name__}"


@functools.cache
def _decoder(kind: type[Any]) -> Callable[[bytes], Any]:
    import msgspec

    decode: Callable[[bytes], Any] = msgspec.msgpack.Decoder(kind).decode
    return decode


_lock: Final = threading.Lock()
_kept: dict[tuple[int, int | None], workers.Crew] = {}
"""Processes by the one that started them (one that was forked has none of its own), and by their limit of memory."""


def _crew(memory: int | None) -> workers.Crew:
    with _lock:
        return _kept.setdefault((os.getpid(), memory), workers.Crew(1, memory))


@atexit.register
def _end() -> None:
    for (starter, _), crew in _kept.items():
        if starter == os.getpid():
            crew.__exit__()
