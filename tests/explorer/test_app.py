"""The explorer as an application: the notebook that it serves, and the command that serves it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner
from nbclient import NotebookClient

import gkstats as gk
from gkstats import cli
from gkstats.errors import MissingDependency
from gkstats.explorer import app


def folder_of(name: str, home: Path) -> Path:
    folder = home / 'it\'s "a" 文件夹'
    folder.mkdir()
    shutil.copy(gk.samples() / name, folder)
    return folder


@pytest.mark.parametrize("stored", [False, True])
def test_the_notebook_opens_reports_or_a_dataset(tmp_path: Path, stored: bool) -> None:
    folder = folder_of("zhongning-2020.txt", tmp_path)
    if stored:
        gk.load_corpus(folder, progress=False).to_parquet(tmp_path / "dataset")
        folder = tmp_path / "dataset"
    notebook = nbformat.from_dict(app.app_notebook(folder, "en"))
    nbformat.validate(notebook)
    NotebookClient(notebook, timeout=120).execute()
    (output,) = notebook.cells[0].outputs
    assert "application/vnd.jupyter.widget-view+json" in output.data


def test_the_command_serves_the_notebook_and_hands_on_its_options(tmp_path: Path) -> None:
    command = app.app_command(
        folder_of("zhongning-2020.txt", tmp_path), tmp_path, ["--no-browser", "--port=1"]
    )
    assert command[:4] == [sys.executable, "-P", "-m", "voila"]
    assert command[5:] == ["--no-browser", "--port=1"]
    assert "zh" in nbformat.read(command[4], as_version=4).cells[0].source


def test_nothing_is_left_behind_when_the_server_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Path] = []

    def ending(folder: Path, scratch: Path, options: list[str], *, language: str) -> list[str]:
        seen.append(scratch)
        assert scratch.is_dir()
        return [sys.executable, "-c", "raise SystemExit(7)"]

    monkeypatch.setattr(app, "app_command", ending)
    assert CliRunner().invoke(cli.main, ["app", str(tmp_path), "--no-browser"]).exit_code == 7
    assert seen
    assert not seen[0].exists()


def test_a_folder_that_is_not_there_gives_one_line(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli.main, ["app", str(tmp_path / "none")])
    assert result.exit_code == 2
    assert "there is no such folder" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_missing_server_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(MissingDependency, match=r"gkstats\[app\]"):
        app.app_command(tmp_path, tmp_path)


def test_missing_widgets_name_the_extra() -> None:
    code = (
        "import sys; sys.modules['anywidget'] = None\n"
        "import gkstats as gk\n"
        "try: gk.explore(gk.Corpus([]))\n"
        "except gk.MissingDependency as error: print(error.remedy)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert "gkstats[lab]" in run.stdout
