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
    with workers.Crew(processes, memory=2**30) as crew:
        return list(crew.run(WORK, os.fsencode(folder), chunks, timeout=timeout))


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


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of memory are known on Linux")
def test_addresses_that_threads_reserve_are_no_memory(tmp_path: Path) -> None:
    """Forty threads reserve gigabytes and use next to nothing; libraries abort where they find no address left."""
    tasks = [[Task(number, word)] for number, word in enumerate((b"threads", b"grow"))]
    with workers.Crew(1, memory=400 * 2**20) as crew:
        found = list(crew.run(WORK, os.fsencode(tmp_path), tasks, timeout=60.0))
    assert found == [Done((0,), b"threads" * 2), Lost(1, "memory")]


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

    with workers.Crew(2, memory=None) as crew:
        stream = crew.run(WORK, b"", chunks(), timeout=60)
        for _ in range(5):
            next(stream)
        time.sleep(0.5)
        assert taken < 20
        stream.close()


def test_an_error_while_chunks_are_made_is_raised(tmp_path: Path) -> None:
    def chunks() -> Iterator[list[Task]]:
        yield [Task(0, b"w")]
        raise FileNotFoundError("no report found")

    with workers.Crew(1, memory=None) as crew, pytest.raises(FileNotFoundError, match="no report"):
        list(crew.run(WORK, b"", chunks(), timeout=60))


def test_a_target_that_cannot_be_imported_is_said(capfd: pytest.CaptureFixture[str]) -> None:
    with workers.Crew(1, memory=None) as crew, pytest.raises(GkstatsError, match="could not be started"):
        list(crew.run("no.such:thing", b"", [[Task(0, b"")]], timeout=60))
    assert "ModuleNotFoundError" in capfd.readouterr().err


def test_a_script_without_a_guard_may_use_processes(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from gkstats import workers\n"
        "with workers.Crew(1, memory=None) as crew:\n"
        f"    for done in crew.run({WORK!r}, b'', [[workers.Task(0, b'w')]], timeout=60):\n"
        "        print(done.result.decode())\n"
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


def test_processes_are_kept_from_one_run_to_the_next() -> None:
    def serving(target: str) -> set[str]:
        chunks = [[Task(number, b"w")] for number in range(6)]
        return {
            done.result.decode()
            for done in crew.run(target, b"", chunks, timeout=60)
            if isinstance(done, Done)
        }

    with workers.Crew(2, memory=None) as crew:
        first = serving("tests.workers.tasks:who")
        assert serving(WORK) == {"ww"}
        assert serving("tests.workers.tasks:who") <= first
        held = crew.idle[0]
        held.kill()  # an idle one that is gone is replaced
        held.wait()
        assert serving(WORK) == {"ww"}
        kept = list(crew.idle)
    assert not crew.idle
    assert all(process.poll() is not None for process in kept)


def test_processes_that_die_while_they_start_do_not_end_a_run_that_gets_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GKSTATS_TEST_SICK", str(tmp_path / "left"))
    monkeypatch.setattr(workers, "_PAUSE", 0.01)
    words = ["a", "b", "kill", "c", "d"]
    chunks = [[Task(number, word.encode())] for number, word in enumerate(words)]
    with workers.Crew(1, memory=None) as crew:
        found = list(crew.run("tests.workers.tasks:sick", os.fsencode(tmp_path / "left"), chunks, timeout=60))
    assert [one for one in found if isinstance(one, Lost)] == [Lost(2, "killed")]
    assert results(found) == {0: "aa", 1: "bb", 3: "cc", 4: "dd"}
