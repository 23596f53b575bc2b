"""Notebooks stay small, clean and reproducible; nbval runs them."""

from __future__ import annotations

import ast
import json
import os
import re
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from gkstats import samples

HOME = Path(__file__).parent.parent / "notebooks"
NOTEBOOKS = sorted(HOME.glob("*.ipynb"))


def test_there_are_notebooks() -> None:
    assert "01-quickstart.ipynb" in [notebook.name for notebook in NOTEBOOKS]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_is_small_and_clean(path: Path) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    nbformat.validate(notebook)
    cells = notebook["cells"]
    assert len(cells) <= 25
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    for cell in cells:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert cell["execution_count"] is None
            # Functions belong into the library; a trailing semicolon prints what it means to hide when run by nbval.
            assert not any(line.startswith(("def ", "class ")) for line in source.splitlines())
            assert not source.rstrip().endswith(";")


@pytest.mark.parametrize(
    "chinese", [path for path in NOTEBOOKS if path.name.endswith(".zh.ipynb")], ids=lambda path: path.name
)
def test_a_chinese_edition_runs_the_same_code(chinese: Path) -> None:
    """But for comments and the language of what is shown."""
    english = HOME / chinese.name.replace(".zh.", ".")
    assert [cell["cell_type"] for cell in _cells(chinese)] == [cell["cell_type"] for cell in _cells(english)]
    assert _codes(chinese) == _codes(english)
    prose = "".join("".join(cell["source"]) for cell in _cells(chinese) if cell["cell_type"] == "markdown")
    assert len(re.findall(r"[\u4e00-\u9fff]", prose)) > len(prose) / 3


def test_exercises_and_solutions_ask_the_same() -> None:
    asked = {
        name: re.findall(r'check\("(\w+)"', "".join("".join(cell["source"]) for cell in _cells(HOME / name)))
        for name in ("08-exercises.ipynb", "08-solutions.ipynb")
    }
    sheet = resources.files("gkstats.classroom").joinpath("exercises.toml").read_text(encoding="utf-8")
    assert list(asked.values()) == [list(tomllib.loads(sheet)["exercises"])] * 2


def _cells(path: Path) -> list[dict[str, Any]]:
    cells: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return cells


def _codes(path: Path) -> list[str]:
    """Return the code of every cell as its syntax tree, without arguments named language."""
    trees = [ast.parse("".join(cell["source"])) for cell in _cells(path) if cell["cell_type"] == "code"]
    for call in (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)):
        call.keywords = [argument for argument in call.keywords if argument.arg != "language"]
    return [ast.dump(tree) for tree in trees]


def test_a_reader_changes_one_line_for_reports_of_their_own(tmp_path: Path) -> None:
    page = (samples() / "zhongning-2020.html").read_text(encoding="utf-8")
    for printed, other in (
        ("540条", "812条"),
        ("274条", "546条"),
        ("中宁县审批服务管理局", "石桥县交通运输局"),
    ):
        assert printed in page
        page = page.replace(printed, other)
    (tmp_path / "own.html").write_text(page, encoding="utf-8")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 cut off")
    notebook = nbformat.read(HOME / "05-your-own-reports.ipynb", as_version=4)
    codes = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert codes[0].source == "path = None"
    codes[0].source = f"path = {os.fspath(tmp_path)!r}"
    NotebookClient(notebook, timeout=120).execute()
    shown = json.dumps([cell.outputs for cell in codes], ensure_ascii=False)
    assert "broken.pdf" in shown
    assert "石桥县交通运输局" in shown
    assert "812 = 75 + 546 + 81 + 64 + 46" in shown
    assert sum("image/png" in output.get("data", {}) for cell in codes for output in cell.outputs) == 1


def test_the_quickstart_shows_every_chart_and_the_page() -> None:
    """What nbval does not see: that each chart is shown, not only drawn."""
    notebook = nbformat.read(NOTEBOOKS[0].with_name("01-quickstart.ipynb"), as_version=4)
    NotebookClient(notebook, timeout=120).execute()
    drawn = shown = 0
    for cell in notebook.cells:
        if cell.cell_type == "code" and "gk.charts." in cell.source:
            drawn += 1
            shown += any("image/png" in output.get("data", {}) for output in cell.outputs)
    assert drawn == 4
    assert shown == drawn
