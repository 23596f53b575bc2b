"""What a started process imports never comes from the folder that one works in."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import gkstats as gk
from gkstats.workers.start import import_paths

COMMAND = str(Path(sys.executable).with_name("gkstats"))


@pytest.fixture
def trapped(tmp_path: Path) -> Path:
    """Return a folder of reports that also holds what the reader imports."""
    folder = tmp_path / "reports"
    folder.mkdir()
    for number in range(3):
        shutil.copy(gk.samples() / "zhongning-2020.txt", folder / f"{number}.txt")
    trap = f"from pathlib import Path; Path({str(tmp_path / 'sprung')!r}).touch(); raise SystemExit(9)"
    for name in ("msgspec", "gkstats", "struct", "sitecustomize"):
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text(trap)
        (folder / f"{name}.py").write_text(trap)
    (folder / ".pdbrc").write_text(trap)
    (folder / "matplotlibrc").write_text("backend: module://struct\n")
    (folder / "pyproject.toml").write_text("[tool.gkstats]\nwords = 'mine.toml'\n[")
    return folder


def test_a_folder_of_reports_brings_no_code(trapped: Path) -> None:
    target = trapped.parent / "dataset"
    done = subprocess.run(
        [COMMAND, "read", ".", "--processes", "2", "--to", "parquet", str(target)],
        cwd=trapped,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert not (trapped.parent / "sprung").exists()
    assert "holds 3 reports" in done.stdout, done.stderr


def test_relative_paths_and_the_working_folder_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", ["", ".", "other", str(tmp_path), str(other), "/nowhere:/x"])
    home = str(Path(gk.__file__).parents[1])
    assert import_paths() == [str(other), "/nowhere:/x", home]


def test_a_path_with_a_separator_names_no_other_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A colon in the name of a folder made two of it when paths were handed over in the environment."""
    odd = tmp_path / f"a{os.pathsep}."
    odd.mkdir()
    (tmp_path / "msgspec.py").write_text("raise SystemExit(9)")
    monkeypatch.setattr(sys, "path", [str(odd), *sys.path])
    monkeypatch.chdir(tmp_path)
    sources = [gk.samples() / "zhongning-2020.txt"] * 2
    assert len(gk.load_corpus(sources, executor=2, progress=False).errors) == 0
