"""Many documents spread over this process, processes of its own, or an executor of the user's; none is lost."""

from __future__ import annotations

import dataclasses
import importlib
import itertools
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ThreadPoolExecutor, wait
from typing import Any, Final, TypeAlias

from gkstats import workers
from gkstats.keeping import Failure
from gkstats.loading.chunks import Settings, encode, lost, read_chunk, read_payloads
from gkstats.loading.sources import Item

__all__ = ["Hands", "Result", "work_off"]

_FEW: Final = 24
"""Documents for which no processes are started: they would be read before those are ready."""
_CHUNK: Final = 16
"""Documents a worker is handed at a time: enough to make handing over cheap, few enough to share evenly."""
_AHEAD: Final = 64
"""Chunks that an executor is handed before their results are taken."""
_AHEAD_GROUPS: Final = 8
"""Larger pieces of work that an executor is handed before their results are taken."""
_PATIENCE: Final = 3600.0
"""Seconds for work that is known to end."""

Result: TypeAlias = tuple[tuple[int, ...], bytes | Failure]
"""Positions of items, and what was made of them together; a failure stands for one."""

_TARGET: Final = f"{read_chunk.__module__}:{read_chunk.__name__}"


class Hands:
    """What does the work: this process, processes of gkstats's own, or an executor of the user's.

    Parameters
    ----------
    executor : None, int, Executor or distributed.Client
        None for processes on all cores, or this process for few documents; a number of processes, 1 for this one, which
        leaves all but plain text to a process beside it.
    documents : int
        How many there are.
    memory : int or None
        Bytes that a document may take where processes are gkstats's own.
    """

    def __init__(self, executor: Any, documents: int, memory: int | None) -> None:
        if executor is None:
            executor = workers.cpus() if documents > _FEW else 1
        if isinstance(executor, int) and executor < 1:
            raise ValueError(f"executor={executor}: give the number of processes, 1 or more")
        if hasattr(executor, "get_executor"):  # the client of a Dask cluster
            executor = executor.get_executor(pure=False)
        self._executor: Executor | None = None if isinstance(executor, int) else executor
        # Of a few documents, too, every process gets its share.
        processes = executor if isinstance(executor, int) else 1
        self._chunk = max(1, min(_CHUNK, documents // (4 * processes)))
        self._crew = (
            workers.Crew(min(processes, -(-documents // self._chunk)), memory) if processes > 1 else None
        )

    def __enter__(self) -> Hands:
        return self

    def __exit__(self, *_: object) -> None:
        if self._crew is not None:
            self._crew.__exit__()

    def read(self, items: Sequence[Item], settings: Settings) -> Iterator[Result]:
        """Read documents; yield what comes of them in the order in which they are done."""
        if self._executor is not None:
            # The threads of a pool live and die with this process.
            apart = isinstance(self._executor, ThreadPoolExecutor)
            return _executor(items, self._executor, dataclasses.replace(settings, isolate=apart))
        if self._crew is not None:
            return _processes(self._crew, items, range(len(items)), settings, self._chunk)
        return _here(items, dataclasses.replace(settings, isolate=True))

    def spread(self, work: Callable[[bytes], bytes], payloads: Iterable[bytes]) -> Iterator[bytes]:
        """Do work that needs no limits on many payloads; yield the results in any order.

        What is lost with a process or an executor is done here.
        """
        if self._executor is not None:
            yield from _submitted(self._executor, work, payloads)
        elif self._crew is not None:
            held: dict[int, bytes] = {}

            def tasks() -> Iterator[list[workers.Task]]:
                for number, payload in enumerate(payloads):
                    held[number] = payload
                    yield [workers.Task(number, payload)]

            name = f"{work.__module__}:{work.__name__}".encode()
            for done in self._crew.run(_WORK, name, tasks(), timeout=_PATIENCE):
                if isinstance(done, workers.Done):
                    held.pop(done.numbers[0])
                    yield done.result
                else:
                    yield work(held.pop(done.number))
        else:
            yield from map(work, payloads)


def work_off(payloads: Sequence[bytes], settings: bytes, started: Callable[[int], None]) -> bytes:
    """Do the work named by the settings on a payload, in a process of gkstats's own."""
    started(0)
    module, _, name = settings.decode().partition(":")
    work: Callable[[bytes], bytes] = getattr(importlib.import_module(module), name)
    return work(payloads[0])


_WORK: Final = f"{work_off.__module__}:{work_off.__name__}"


def _submitted(
    executor: Executor, work: Callable[[bytes], bytes], payloads: Iterable[bytes]
) -> Iterator[bytes]:
    running: dict[Future[bytes], bytes] = {}
    waiting = iter(payloads)
    while True:
        for payload in itertools.islice(waiting, _AHEAD_GROUPS - len(running)):
            try:
                running[executor.submit(work, payload)] = payload
            except RuntimeError:  # it has lost its processes, or was shut down
                yield work(payload)
        if not running:
            return
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            payload = running.pop(future)
            try:
                yield future.result()
            except Exception:
                yield work(payload)


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
        return lost(item.name, "memory", None)


def _chunks(numbered: Iterable[tuple[int, Item]], size: int = _CHUNK) -> Iterator[list[workers.Task]]:
    tasks = (workers.Task(position, encode(item)) for position, item in numbered)
    while chunk := list(itertools.islice(tasks, size)):
        yield chunk


def _processes(
    crew: workers.Crew, items: Sequence[Item], numbers: Iterable[int], settings: Settings, size: int
) -> Iterator[Result]:
    chunks = _chunks(((number, items[number]) for number in numbers), size)
    for one in crew.run(_TARGET, encode(settings), chunks, timeout=settings.timeout):
        if isinstance(one, workers.Done):
            yield one.numbers, one.result
        else:
            yield (one.number,), lost(items[one.number].name, one.why, settings)


def _executor(items: Sequence[Item], executor: Executor, settings: Settings) -> Iterator[Result]:
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
                    why: workers.Why = "memory" if isinstance(error, MemoryError) else "killed"
                    yield (chunk[0].number,), lost(items[chunk[0].number].name, why, None)
    finally:
        for future in running:
            future.cancel()
    rest = sorted(task.number for chunk in (alone, *waiting) for task in chunk)
    if rest:
        warnings.warn(
            "the executor is broken; the other documents are read in processes of gkstats", stacklevel=2
        )
        with workers.Crew(workers.cpus(), settings.memory) as crew:
            yield from _processes(
                crew,
                items,
                rest,
                dataclasses.replace(settings, isolate=False),
                _CHUNK,
            )
