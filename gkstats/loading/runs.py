"""Many documents spread over this process, processes of its own, or an executor of the user's; none is lost."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from typing import Any, Final, NamedTuple, TypeAlias

from gkstats import workers
from gkstats.loading.chunks import Settings, encode, read_chunk, read_payloads
from gkstats.loading.sources import Item
from gkstats.outcomes import Failure

__all__ = ["Limits", "Result", "run"]

_FEW: Final = 24
"""Documents for which no processes are started: they would be read before those are ready."""
_CHUNK: Final = 16
"""Documents a worker is handed at a time: enough to make handing over cheap, few enough to share evenly."""
_AHEAD: Final = 64
"""Chunks that an executor is handed before their results are taken."""

Result: TypeAlias = tuple[tuple[int, ...], bytes | Failure]
"""Positions of items, and what was made of them together; a failure stands for one."""

_TARGET: Final = f"{read_chunk.__module__}:{read_chunk.__name__}"


class Limits(NamedTuple):
    """What one document may cost."""

    timeout: float
    memory: int | None


def run(items: Sequence[Item], executor: Any, settings: Settings, limits: Limits) -> Iterator[Result]:
    """Read documents; yield what comes of them in the order in which they are done.

    Parameters
    ----------
    items : sequence of Item
    executor : None, int, Executor or distributed.Client
        None for processes on all cores, or this process for few documents; a number of processes, 1 for this one.
    settings : Settings
    limits : Limits
        Kept where processes are gkstats's own.
    """
    if executor is None:
        executor = workers.cpus() if len(items) > _FEW else 1
    if executor == 1:
        return _here(items, settings)
    if isinstance(executor, int):
        return _processes(enumerate(items), settings, limits, executor)
    if hasattr(executor, "get_executor"):  # the client of a Dask cluster
        executor = executor.get_executor(pure=False)
    return _executor(items, executor, settings, limits)


def _here(items: Sequence[Item], settings: Settings) -> Iterator[Result]:
    chosen = encode(settings)
    # Tables of several documents are made in one go; whole readings are handed on one by one.
    for chunk in _chunks(enumerate(items), _CHUNK if settings.tables else 1):
        try:
            yield (
                tuple(task.number for task in chunk),
                read_payloads([task.payload for task in chunk], chosen),
            )
        except MemoryError:
            for task in chunk:  # alone, most of them need no more than there is
                yield (task.number,), _alone(items[task.number], task.payload, chosen)


def _alone(item: Item, payload: bytes, settings: bytes) -> bytes | Failure:
    try:
        return read_payloads([payload], settings)
    except MemoryError:
        return _lost(item, "memory", None)


def _chunks(numbered: Iterable[tuple[int, Item]], size: int = _CHUNK) -> Iterator[list[workers.Task]]:
    tasks = (workers.Task(position, encode(item)) for position, item in numbered)
    while chunk := list(itertools.islice(tasks, size)):
        yield chunk


def _processes(
    numbered: Iterable[tuple[int, Item]], settings: Settings, limits: Limits, processes: int
) -> Iterator[Result]:
    listed = list(numbered)
    by_number = dict(listed)
    # Of a few documents, too, every process gets its share.
    size = max(1, min(_CHUNK, len(listed) // (4 * processes)))
    found = workers.run(
        _TARGET,
        encode(settings),
        _chunks(listed, size),
        processes=min(processes, -(-len(listed) // size)),
        timeout=limits.timeout,
        memory=limits.memory,
    )
    for one in found:
        if isinstance(one, workers.Done):
            yield one.numbers, one.result
        else:
            yield (one.number,), _lost(by_number[one.number], one.why, limits)


def _executor(
    items: Sequence[Item], executor: Executor, settings: Settings, limits: Limits
) -> Iterator[Result]:
    chosen = encode(settings)
    waiting = _chunks(enumerate(items))
    alone: list[workers.Task] = []
    running: dict[Future[bytes], list[workers.Task]] = {}
    broken = False
    try:
        while True:
            while not broken and len(running) < _AHEAD:
                chunk = [alone.pop()] if alone else next(waiting, None)
                if chunk is None:
                    break
                try:
                    running[executor.submit(read_payloads, [task.payload for task in chunk], chosen)] = chunk
                except RuntimeError:  # it has lost its processes, or was shut down
                    broken, waiting = True, itertools.chain([chunk], waiting)
            if not running:
                break
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                chunk = running.pop(future)
                error = future.exception()
                if error is None:
                    yield tuple(task.number for task in chunk), future.result()
                elif len(chunk) > 1 or isinstance(error, BrokenExecutor):
                    alone += chunk
                else:
                    why = "memory" if isinstance(error, MemoryError) else "killed"
                    yield (chunk[0].number,), _lost(items[chunk[0].number], why, None)
    finally:
        for future in running:
            future.cancel()
    rest = sorted(task.number for chunk in (alone, *waiting) for task in chunk)
    if rest:
        warnings.warn(
            "the executor is broken; the other documents are read in processes of gkstats", stacklevel=2
        )
        yield from _processes([(n, items[n]) for n in rest], settings, limits, workers.cpus())


def _lost(item: Item, why: str, limits: Limits | None) -> Failure:
    """Return the failure of a document that cost a process twice."""
    if why == "timeout" and limits:
        return Failure(
            item.name,
            "TimeoutError",
            f"reading it takes longer than {limits.timeout:g} seconds; look at the document, or allow more with timeout=",
        )
    if why == "memory":
        allowed = f"than {limits.memory / 2**20:,.0f} MB" if limits and limits.memory else "than there is"
        return Failure(
            item.name,
            "MemoryError",
            f"reading it takes more memory {allowed}; look at the document, or allow more with memory=",
        )
    return Failure(
        item.name,
        "ChildProcessError",
        "the process that read it was lost twice, the second time with this document alone; look at the document",
    )
