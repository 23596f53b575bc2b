"""The explorer as an application of its own: a notebook of one cell, served by Voilà to its user and nobody else.

The server listens on this machine only, asks for a token as Jupyter does, answers to no other name than its own (a page
elsewhere may have its name resolved to this machine), loads nothing from elsewhere, and runs in a folder of its own:
Voilà executes a ``voila.py`` that it finds where it is started.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from gkstats.errors import MissingDependency

__all__ = ["app_command", "app_environment", "app_notebook", "serve"]

_TEMPLATE: Final = "gkstats"
_POLICY: Final = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob: data:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' data:; "
    "connect-src 'self' blob: data: ws://127.0.0.1:* ws://localhost:*; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
"""What the page may load: Voilà and the widgets need inline scripts and `eval`, nothing needs another server."""
_SETTINGS: Final = {
    "Voila": {
        "ip": "127.0.0.1",
        "auto_token": True,
        "tornado_settings": {
            # Voilà switches the check of the host's name off.
            "allow_remote_access": False,
            "headers": {
                "Content-Security-Policy": _POLICY,
                "Referrer-Policy": "no-referrer",
                "X-Content-Type-Options": "nosniff",
            },
        },
    },
    "VoilaConfiguration": {
        "template": _TEMPLATE,
        "allow_template_override": "NO",
        "allow_theme_override": "NO",
        "file_allowlist": [],
    },
}

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
    """Write what the explorer needs into a directory and return the command that serves it from there.

    Parameters
    ----------
    folder : path
        Reports, or a dataset as `Corpus.to_parquet` writes it.
    scratch : path
        Where notebook, settings and template go; the command is to be run there.
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
    (scratch / "voila.json").write_text(json.dumps(_SETTINGS), encoding="utf-8")
    template = scratch / "share" / "voila" / "templates" / _TEMPLATE
    template.mkdir(parents=True)
    (template / "conf.json").write_text(json.dumps({"base_template": "lab"}), encoding="utf-8")
    shutil.copyfile(Path(__file__).with_name("page.html.j2"), template / "index.html.j2")
    return [sys.executable, "-P", "-m", "voila", str(notebook), *options]


def app_environment(scratch: Path) -> dict[str, str]:
    """Return the environment of the server and its kernels, which import nothing from the folders that they work in."""
    shared = [str(scratch / "share"), *filter(None, [os.environ.get("JUPYTER_PATH")])]
    return os.environ | {"PYTHONSAFEPATH": "1", "JUPYTER_PATH": os.pathsep.join(shared)}


def serve(folder: Path, options: Sequence[str] = (), *, language: str = "zh") -> int:
    """Serve the explorer until it is stopped, leave no file behind, and return the server's exit code."""
    with tempfile.TemporaryDirectory(prefix="gkstats-") as scratch:
        place = Path(scratch)
        command = app_command(folder, place, options, language=language)
        with subprocess.Popen(  # noqa: S603 - the interpreter itself, no shell
            command, cwd=place, env=app_environment(place)
        ) as server:
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
