"""Processes that are killed, crash, hang or grow: the task they were at is lost, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gkstats import GkstatsError, workers
from gkstats.workers import Done, Lost, Task

WORK = "tests.workers.tasks:work"


def run(words: list[str], folder: Path, *, size: int = 4, processes: int = 2, timeout: float = 60.0) -> list:
    tasks = [Task(number, word.encode()) for number, word in enumerate(words)]
    chunks = [tasks[i : i + size] for i in range(0, len(tasks), size)]
    return list(
        workers.run(
            WORK,
            os.fsencode(folder),
            chunks,
            processes=processes,
            timeout=timeout,
            memory=2**30,
        )
    )


def results(found: list) -> dict[int, str]:
    return {
        number: word
        for done in found
        if isinstance(done, Done)
        for number, word in zip(done.numbers, done.result.decode().split(), strict=True)
    }


def test_every_task_is_done_once(tmp_path: Path) -> None:
    words = [f"w{number}" for number in range(30)]
    assert results(run(words, tmp_path)) == {n: word * 2 for n, word in enumerate(words)}


@pytest.mark.parametrize(
    ("harm", "why", "place"),
    [("kill", "killed", 0), ("crash", "killed", 2), ("exit", "killed", 3), ("grow", "memory", 1)],
)
def test_a_lost_process_costs_one_task(tmp_path: Path, harm: str, why: str, place: int) -> None:
    words = [f"w{number}" for number in range(8)]
    words[place] = harm
    found = run(words, tmp_path)
    assert [one for one in found if isinstance(one, Lost)] == [Lost(place, why)]
    assert results(found) == {n: word * 2 for n, word in enumerate(words) if n != place}


def test_a_task_that_hangs_is_ended(tmp_path: Path) -> None:
    found = run(["a", "hang", "b"], tmp_path, timeout=3.0)
    assert [one for one in found if isinstance(one, Lost)] == [Lost(1, "timeout")]
    assert results(found) == {0: "aa", 2: "bb"}


def test_a_task_that_succeeds_alone_is_not_lost(tmp_path: Path) -> None:
    words = ["a", "once1", "once2", "b", "once3"]
    assert results(run(words, tmp_path)) == {n: word * 2 for n, word in enumerate(words)}


def test_chunks_are_taken_as_results_are_consumed(tmp_path: Path) -> None:
    taken = 0

    def chunks() -> Iterator[list[Task]]:
        nonlocal taken
        for number in range(1_000):
            taken += 1
            yield [Task(number, b"w")]

    stream = workers.run(WORK, b"", chunks(), processes=2, timeout=60, memory=None)
    for _ in range(5):
        next(stream)
    time.sleep(0.5)
    assert taken < 20
    stream.close()


def test_an_error_while_chunks_are_made_is_raised(tmp_path: Path) -> None:
    def chunks() -> Iterator[list[Task]]:
        yield [Task(0, b"w")]
        raise FileNotFoundError("no report found")

    with pytest.raises(FileNotFoundError, match="no report"):
        list(workers.run(WORK, b"", chunks(), processes=1, timeout=60, memory=None))


def test_a_target_that_cannot_be_imported_is_said(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(GkstatsError, match="could not be started"):
        list(workers.run("no.such:thing", b"", [[Task(0, b"")]], processes=1, timeout=60, memory=None))
    assert "ModuleNotFoundError" in capfd.readouterr().err


def test_a_script_without_a_guard_may_use_processes(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from gkstats import workers\n"
        f"for done in workers.run({WORK!r}, b'', [[workers.Task(0, b'w')]],"
        " processes=1, timeout=60, memory=None):\n"
        "    print(done.result.decode())\n"
    )
    root = Path(__file__).parents[2]
    found = subprocess.run(
        [sys.executable, script],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert found.stdout == "ww\n"
