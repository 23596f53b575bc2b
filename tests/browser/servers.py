"""JupyterLab and Voilà as a user starts them, on a free port, with settings of their own and without a network."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
SETTINGS = {
    # Neither news nor updates, which would need a network; every cell stays in the page while it is scrolled.
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "notebook-extension/tracker": {"windowingMode": "none"},
}


def chromium() -> str:
    """Return the browser, or skip the test; fail it where the environment says that there must be one."""
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    if found is None:
        said = f"no browser was found (tried {', '.join(NAMES)}); install Chromium to run the browser tests"
        if os.environ.get("GKSTATS_BROWSER") == "required":
            pytest.fail(said)
        pytest.skip(said)
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(command: Sequence[str], url: str, home: Path, seconds: float = 120) -> Iterator[None]:
    """Run a server until the block ends; the block begins when it answers."""
    for name, settings in SETTINGS.items():
        file = home / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(settings))
    own = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
    }
    environment = {**os.environ, **{name: str(home / folder) for name, folder in own.items()}}
    log = home / "log.txt"
    with log.open("wb") as out:
        server = subprocess.Popen(command, cwd=home, env=environment, stdout=out, stderr=out)
        try:
            _wait(server, url, log, time.monotonic() + seconds)
            yield
        finally:
            server.terminate()
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait(server: subprocess.Popen[bytes], url: str, log: Path, deadline: float) -> None:
    while True:
        try:
            with urllib.request.urlopen(url, timeout=10):
                return
        except urllib.error.HTTPError:
            return  # it answers, if only that there is no such page
        except OSError:
            ended = server.poll() is not None
            if ended or time.monotonic() > deadline:
                words = log.read_text(encoding="utf-8", errors="replace")[-4000:]
                pytest.fail(f"{'it ended' if ended else 'it does not answer'}: {url}\n{words}")
            time.sleep(0.1)
