"""Every write is made to fail, one after the other: nothing is lost, nothing is left half-written, and one line says so."""

from __future__ import annotations

import errno
import gc
import os
import pathlib
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet
import pytest

import gkstats as gk
from gkstats.datapackage import publish
from gkstats.display import SourceView
from gkstats.exports import write_frames
from gkstats.keeping.writing import verify
from tests.keeping.same import sorted_bytes

# Whatever puts something on the disk; a run of gkstats that writes goes through one of these.
_CALLS: list[tuple[Any, str]] = [
    (os, "fsync"),
    (os, "mkdir"),
    (os, "replace"),
    (os, "fdopen"),
    (pathlib.Path, "replace"),
    (pathlib.Path, "mkdir"),
    (pathlib.Path, "write_bytes"),
    (pathlib.Path, "open"),
    (pyarrow.parquet, "write_table"),
    (pyarrow.parquet, "ParquetWriter"),
]


class Faults:
    """Counts calls that write, and lets one of them fail."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.calls = 0
        self.failing: int | None = None
        self.error = errno.ENOSPC
        for owner, name in _CALLS:
            patch.setattr(owner, name, self._counted(getattr(owner, name)))

    def _counted(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **options: Any) -> Any:
            reads = call.__name__ == "open" and not any(
                "w" in str(one) for one in (*args[1:2], options.get("mode", ""))
            )
            # To make a folder that is there writes nothing.
            reads |= call.__name__ == "mkdir" and Path(args[0]).is_dir()
            if not reads and self.failing is not None:
                self.calls += 1
                if self.calls == self.failing:
                    raise OSError(self.error, os.strerror(self.error))
            return call(*args, **options)

        return counted

    @contextmanager
    def at(self, number: int, error: int = errno.ENOSPC) -> Iterator[None]:
        self.calls, self.failing, self.error = 0, number, error
        try:
            yield
        finally:
            self.failing = None


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> Faults:
    return Faults(monkeypatch)


def left_over(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.name.startswith(".writing-")]


STEPS = pytest.mark.parametrize("step", [5, pytest.param(1, marks=pytest.mark.large)])


def every(faults: Faults, write: Callable[[], object], step: int = 1) -> Iterator[int]:
    """Let the first write of something fail, then later ones by steps, until none does; yield after each failure."""
    for number in range(1, 500, step):
        with faults.at(number):
            try:
                write()
            except gk.GkstatsError as error:
                said = str(error)
            else:
                assert faults.calls < number, "a failure was swallowed"
                assert number > 3
                return
        assert "the disk is full" in said
        assert "\n" not in said
        yield number
    raise AssertionError("there is no end of writes")


@STEPS
def test_a_run_into_a_dataset_loses_nothing(step: int, faults: Faults, tmp_path: Path) -> None:
    folder, to = tmp_path / "in", tmp_path / "d"
    folder.mkdir()
    page = (gk.samples() / "zhongning-2020.txt").read_text(encoding="utf-8")
    load = {"to": to, "executor": 1, "progress": False}
    for turn in range(2):  # the second time the part is written anew, because its document has changed
        (folder / "a.txt").write_text(page + turn * "。", encoding="utf-8")
        for number in every(faults, lambda: gk.load_corpus(folder, **load), step):
            if (to / "gkstats.json").exists():
                assert not verify(to), number
                assert len(gk.Corpus.read_parquet(to)) in (turn, 1), number
        assert not verify(to)
        gk.load_corpus(folder, to=tmp_path / f"new-{turn}", executor=1, progress=False)
        assert sorted_bytes(to) == sorted_bytes(tmp_path / f"new-{turn}")
    gk.load_corpus(folder, **load)
    assert not left_over(to)


@pytest.mark.parametrize("kind", ["csv", "json", "xlsx", "parquet"])
def test_an_export_leaves_what_was_there(kind: str, faults: Faults, tmp_path: Path, capfd: Any) -> None:
    old = {name: pd.DataFrame({"n": [1]}) for name in ("a", "b")}
    new = {name: pd.DataFrame({"n": [2], "t": ["=1"]}) for name in ("a", "b", "c")}
    write_frames(old, tmp_path, kind)  # type: ignore[arg-type]
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    for _ in every(faults, lambda: write_frames(new, tmp_path, kind)):  # type: ignore[arg-type]
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert not left_over(tmp_path)
    gc.collect()
    assert "Exception ignored" not in capfd.readouterr().err


@STEPS
def test_a_package_and_a_picture_leave_what_was_there(step: int, faults: Faults, tmp_path: Path) -> None:
    view = SourceView("x", [(1, b"one"), (2, b"two")])
    frames = {"a": pd.DataFrame({"n": [1]})}
    for write, size in (
        (lambda: publish(frames, tmp_path / "p", title="t"), step),
        (lambda: view.save(tmp_path / "v" / "x.png"), 1),
    ):
        held = [path for path in tmp_path.rglob("*") if path.is_file()]
        for _ in every(faults, write, size):
            assert [path for path in tmp_path.rglob("*") if path.is_file()] == held
    assert {path.name for path in (tmp_path / "v").iterdir()} == {"x-1.png", "x-2.png"}
    assert all(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file())


def test_a_cache_that_cannot_be_written_is_a_warning(faults: Faults, tmp_path: Path) -> None:
    pattern = gk.samples() / "pingtan-202[34].html"
    number = 0
    while True:
        number += 1
        with faults.at(number):
            import warnings

            with warnings.catch_warnings(record=True) as said:
                warnings.simplefilter("always")
                corpus = gk.load_corpus(pattern, cache=tmp_path / "cache", executor=1, progress=False)
            failed = faults.calls >= number
        assert (len(corpus), corpus.errors.empty) == (2, True)
        assert not left_over(tmp_path)
        if not failed:
            break
        assert [str(one.message) for one in said if "not kept in the cache" in str(one.message)], number
        shutil.rmtree(tmp_path / "cache", ignore_errors=True)
    assert number > 5


def test_an_unwritable_cache_loses_no_reading(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be", encoding="utf-8")
    for options in ({}, {"to": tmp_path / "d"}):
        with pytest.warns(UserWarning, match="not kept in the cache"):
            corpus = gk.load_corpus(
                gk.samples() / "pingtan-202[34].html",
                cache=tmp_path / "cache",
                executor=1,
                progress=False,
                **options,
            )
        assert (len(corpus), corpus.errors.empty) == (2, True)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(gk.GkstatsError, match="cannot be written"):
            write_frames({"a": pd.DataFrame({"n": [1]})}, tmp_path, "csv")
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.parametrize("kind", ["csv", "json", "xlsx", "parquet"])
def test_a_place_that_is_no_folder(kind: str, tmp_path: Path, capfd: Any) -> None:
    (tmp_path / "taken").write_text("x", encoding="utf-8")
    corpus = gk.load_corpus(gk.samples() / "pingtan-2023.html", progress=False)
    for write in (
        lambda: corpus.write(tmp_path / "taken", kind),
        lambda: corpus.to_excel(tmp_path / "taken" / "x.xlsx"),
    ):
        with pytest.raises(gk.GkstatsError, match="cannot be written"):
            write()
    gc.collect()
    assert capfd.readouterr().err == ""
