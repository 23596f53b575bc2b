"""Notebooks stay small, clean and reproducible; nbval runs them."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))


def test_there_are_notebooks() -> None:
    assert "01-quickstart.ipynb" in [notebook.name for notebook in NOTEBOOKS]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_is_small_and_clean(path: Path) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
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
