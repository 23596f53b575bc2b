"""Processes that work in parallel; one that dies, hangs or grows costs only the task that it was at.

Each is a fresh interpreter that knows nothing of the script it serves, so no ``if __name__ == "__main__"`` is needed,
and nothing is pickled: tasks and results are bytes.

Why not a library: pebble and loky were tried (November 2026; 400 tasks of 4 ms with 50 kB each on two busy cores,
start included: these processes 2.6 to 3.5 s, pebble 5.2 with spawned processes 3.2 to 4.9 s, loky 4.3 to 4.6 s). Neither
limits memory, tells which task of a chunk a process died of, or tries that one alone; both pickle, import the user's
script again, and hand over the paths of this process, the working folder among them.
"""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Final, Literal, NamedTuple, TypeAlias

from gkstats.errors import GkstatsError
from gkstats.workers.start import interpreter
from gkstats.workers.wire import OUT_OF_MEMORY, RESULT, TARGET, receive, send

__all__ = ["Crew", "Done", "Lost", "Task", "Why", "cpus"]

Why: TypeAlias = Literal["killed", "timeout", "memory"]

_TICK: Final = 0.2
"""Seconds between two looks at the clocks of the workers."""
_START: Final = 120.0
"""Seconds that a new process may take until it is ready."""
_STARTS: Final = 3
"""Times in a row that a process may fail to start before that is an error, as long as nothing was done."""
_STARTS_LATER: Final = 12
"""The same in a run that has done something: the machine may be short of memory for a while."""
_PAUSE: Final = 0.1
"""Seconds until a process that died while it started is replaced; twice as long each time."""
_LONGEST_PAUSE: Final = 10.0


class Task(NamedTuple):
    """A piece of work that is never split: a number of the caller's, and what the target is handed."""

    number: int
    payload: bytes


class Done(NamedTuple):
    """Tasks that were done together, and what the target returned for them."""

    numbers: tuple[int, ...]
    result: bytes


class Lost(NamedTuple):
    """A task that cost a process twice: with others, and once more alone."""

    number: int
    why: Why


def cpus() -> int:
    """Return how many processors this process may use."""
    with contextlib.suppress(AttributeError):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Crew:
    """Some processes, started when there is work for them and kept from one run to the next.

    Parameters
    ----------
    processes : int
    memory : int or None
        Bytes that a process may take beyond those it starts with, where the system can limit them.
    """

    def __init__(self, processes: int, memory: int | None) -> None:
        self.processes = max(1, processes)
        self.memory = memory
        self.idle: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        while self.idle:
            process = self.idle.pop()
            process.kill()
            _finish(process)

    def take(self) -> subprocess.Popen[bytes]:
        """Return a process that is idle, or else a new one."""
        with contextlib.suppress(IndexError):
            return self.idle.pop()
        return subprocess.Popen(  # noqa: S603 - this interpreter, no shell
            [*interpreter(), str(self.memory or 0)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def run(
        self,
        target: str,
        settings: bytes,
        chunks: Iterable[Sequence[Task]],
        *,
        timeout: float,
        tries: int = 2,
    ) -> Iterator[Done | Lost]:
        """Work off chunks of tasks; yield results as they come, in any order.

        A process that is lost is replaced. The task it was at is tried once more alone; the others of its chunk are
        tried again together. Chunks are taken only as fast as results are consumed.

        Parameters
        ----------
        target : str
            ``module:function``, called in the process with the payloads of a chunk, the settings, and a function to be
            called with the position of each task as it begins; it returns bytes.
        settings : bytes
        chunks : iterable of sequences of Task
        timeout : float
            Seconds that a task may take.
        tries : {1, 2}
            How often a task that costs a process is tried.

        Raises
        ------
        GkstatsError
            Processes cannot be started.
        """
        pool = _Pool(self, target, settings, iter(chunks), timeout, tries)
        workers = [_Worker(pool) for _ in range(self.processes)]
        watch = threading.Thread(target=_watch, args=(pool, workers), daemon=True)
        for thread in (*workers, watch):
            thread.start()
        working = len(workers)
        try:
            while working:
                found = pool.results.get()
                if found is None:
                    working -= 1
                elif isinstance(found, BaseException):
                    raise found
                else:
                    yield found
        finally:
            pool.stopped.set()
            for worker in workers:
                worker.end()
            for worker in workers:
                worker.join()


class _Pool:
    """What the threads share."""

    def __init__(
        self,
        crew: Crew,
        target: str,
        settings: bytes,
        chunks: Iterator[Sequence[Task]],
        timeout: float,
        tries: int,
    ) -> None:
        self.crew, self.target, self.settings, self.timeout, self.tries = (
            crew,
            target,
            settings,
            timeout,
            tries,
        )
        self.stopped = threading.Event()
        self.done = 0
        """Chunks that were done; only ever grows, so that it needs no lock to be compared."""
        # Short, so that a slow consumer holds the workers back instead of filling the memory.
        self.results: queue.Queue[Done | Lost | BaseException | None] = queue.Queue(4)
        self._chunks = chunks
        self._lock = threading.Lock()

    def next_chunk(self) -> list[Task] | None:
        with self._lock:
            return None if self.stopped.is_set() else list(next(self._chunks, ())) or None

    def give(self, result: Done | Lost | BaseException | None) -> None:
        while not self.stopped.is_set():
            with contextlib.suppress(queue.Full):
                self.results.put(result, timeout=_TICK)
                return


class _Worker(threading.Thread):
    """A thread that minds a process."""

    def __init__(self, pool: _Pool) -> None:
        super().__init__(daemon=True)
        self.pool = pool
        self.process: subprocess.Popen[bytes] | None = None
        self.deadline: float | None = None
        self.why: Why | None = None

    def run(self) -> None:
        try:
            while (chunk := self.pool.next_chunk()) is not None:
                self._work_off(chunk)
            if self.process is not None:
                self.pool.crew.idle.append(self.process)
                self.process = None
        except BaseException as error:
            self.pool.give(error)
        finally:
            self.end()
            self.pool.give(None)

    def _work_off(self, chunk: list[Task]) -> None:
        waiting = [chunk]
        while waiting and not self.pool.stopped.is_set():
            tasks = waiting.pop()
            result, at = self._try(tasks)
            if result is not None:
                self.pool.done += 1
                self.pool.give(Done(tuple(task.number for task in tasks), result))
                continue
            why = self._bury()
            rest = [task for task in tasks if task is not tasks[at]]
            if rest:
                waiting.append(rest)
            again = self._try([tasks[at]])[0] if self.pool.tries > 1 else None
            if again is not None:
                self.pool.give(Done((tasks[at].number,), again))
            elif not self.pool.stopped.is_set():
                self._bury()
                self.pool.give(Lost(tasks[at].number, why))

    def _try(self, tasks: Sequence[Task]) -> tuple[bytes | None, int]:
        """Return the result for some tasks; without one, the position of the task at which the process was lost."""
        at = 0
        try:
            process = self._living()
            to, back = _pipes(process)
            self.deadline = time.monotonic() + self.pool.timeout
            send(to, RESULT, *(task.payload for task in tasks))
            while (message := receive(back)) is not None:
                kind, parts = message
                if kind == RESULT:
                    self.deadline = None
                    return parts[0], at
                at = int.from_bytes(parts[0], "big")
                self.deadline = time.monotonic() + self.pool.timeout
        except OSError:  # it is gone already
            pass
        return None, at

    def _living(self) -> subprocess.Popen[bytes]:
        """Return the process, started anew where there is none.

        One that dies while it starts, killed or out of memory, is replaced after a pause that grows. That ends a run
        in which nothing was done in the meantime, at once where nothing was ever done.
        """
        tries, done = 0, self.pool.done
        while True:
            if self.process is not None:
                return self.process
            self.process = self.pool.crew.take()
            if self.pool.stopped.is_set():
                self.end()
            to, back = _pipes(self.process)
            self.deadline = time.monotonic() + _START
            with contextlib.suppress(OSError):
                send(to, TARGET, self.pool.target.encode(), self.pool.settings)
                if receive(back) is not None:
                    return self.process
            self._bury()
            if self.pool.done > done:
                tries, done = 0, self.pool.done
            if tries + 1 >= (_STARTS_LATER if done else _STARTS):
                break
            if self.pool.stopped.wait(min(_PAUSE * 2**tries, _LONGEST_PAUSE)):
                raise OSError("the run has ended")
            tries += 1
        raise GkstatsError(
            self.pool.target,
            "a process that reads documents could not be started",
            "see what it wrote to standard error, or read in this process with executor=1",
        )

    def _bury(self) -> Why:
        """Clear a lost process away; return what it died of."""
        process, self.process, self.deadline = self.process, None, None
        code = _finish(process) if process else None
        why: Why = self.why or ("memory" if code == OUT_OF_MEMORY else "killed")
        self.why = None
        return why

    def end(self) -> None:
        """Kill the process, whatever it is doing."""
        process = self.process
        if process:
            process.kill()
            if threading.current_thread() is self:
                self._bury()


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if process.stdin is None or process.stdout is None:
        raise OSError("no pipes")
    return process.stdin, process.stdout


def _finish(process: subprocess.Popen[bytes]) -> int:
    for pipe in _pipes(process):
        with contextlib.suppress(OSError):
            pipe.close()
    try:
        return process.wait(timeout=1)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def _watch(pool: _Pool, workers: Sequence[_Worker]) -> None:
    """Kill every process whose task takes too long."""
    while not pool.stopped.wait(_TICK):
        now = time.monotonic()
        for worker in workers:
            deadline, process = worker.deadline, worker.process
            if deadline is not None and process is not None and now > deadline:
                worker.why = "timeout"
                process.kill()
