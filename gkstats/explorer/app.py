"""The explorer as an application of its own: a notebook of one cell, served by Voilà."""

from __future__ import annotations

import importlib.util
import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gkstats.errors import MissingDependency

__all__ = ["app_command", "app_notebook", "serve"]

_CODE = """\
import gkstats as gk
from pathlib import Path

folder = Path({folder!r})
corpus = gk.Corpus.read_parquet(folder) if {dataset!r} else gk.load_corpus(folder, progress=False)
gk.explore(corpus, language={language!r})
"""


def app_notebook(folder: Path, language: str = "zh") -> dict[str, Any]:
    """Return a notebook that opens the explorer on a folder of reports, or on a dataset."""
    source = _CODE.format(
        folder=str(folder.resolve()), dataset=(folder / "gkstats.json").is_file(), language=language
    )
    cell: dict[str, Any] = {
        "cell_type": "code",
        "id": "explorer",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": source,
    }
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {
        "cells": [cell],
        "metadata": {"kernelspec": kernel, "title": "gkstats"},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def app_command(
    folder: Path, scratch: Path, options: Sequence[str] = (), *, language: str = "zh"
) -> list[str]:
    """Write the notebook of the explorer into a directory and return the command that serves it.

    Parameters
    ----------
    folder : path
        Reports, or a dataset as `Corpus.to_parquet` writes it.
    scratch : path
        Where the notebook goes.
    options : sequence of str
        For Voilà, such as ``--no-browser`` or ``--port=9999``.
    language : {"zh", "en"}

    Raises
    ------
    FileNotFoundError
        There is no such folder.
    MissingDependency
        The extra ``app`` is not installed.
    """
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder}: there is no such folder; check the path")
    if importlib.util.find_spec("voila") is None:
        raise MissingDependency("gkstats app", "Voilà is not installed", "run: pip install 'gkstats[app]'")
    notebook = scratch / "gkstats.ipynb"
    notebook.write_text(json.dumps(app_notebook(folder, language)), encoding="utf-8")
    return [sys.executable, "-m", "voila", str(notebook), *options]


def serve(folder: Path, options: Sequence[str] = (), *, language: str = "zh") -> int:
    """Serve the explorer until it is stopped, leave no file behind, and return the server's exit code."""
    with tempfile.TemporaryDirectory(prefix="gkstats-") as scratch:
        command = app_command(folder, Path(scratch), options, language=language)
        with subprocess.Popen(command) as server:  # noqa: S603 - the interpreter itself, no shell
            before = signal.signal(signal.SIGTERM, lambda *_: server.terminate())
            try:
                return _ended(server)
            finally:
                signal.signal(signal.SIGTERM, before)


def _ended(server: subprocess.Popen[bytes]) -> int:
    while True:
        try:
            return server.wait()
        except KeyboardInterrupt:  # the server was interrupted, too, and is closing down
            continue
