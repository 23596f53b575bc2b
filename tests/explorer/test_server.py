"""The application as strangers meet it: other names, no token, other folders; asked by a real client."""

from __future__ import annotations

import http.client
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import gkstats as gk
from tests.browser.servers import free_port, serving

TOKEN = "a secret of this test".replace(" ", "-")
TRAPS = tuple(
    f"{name}.py"
    for name in (
        *("voila", "msgspec", "tornado", "ipykernel_launcher", "gkstats", "sitecustomize", "gkstats_trap"),
        *("ipython_config", "ipython_kernel_config", "jupyter_config", "jupyter_voila_config"),
    )
)
TRAP = "from pathlib import Path; Path({mark!r}).touch()"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """Serve a folder of reports from within, where traps lie beside them."""
    home = tmp_path_factory.mktemp("home")
    shutil.copy(gk.samples() / "zhongning-2020.txt", home)
    for name in TRAPS:
        (home / name).write_text(TRAP.format(mark=str(home / f"{name}.sprung")))
    # Settings that would open the application to everybody, or have it import a module of the folder.
    for name in ("voila.json", "jupyter_config.json"):
        (home / name).write_text('{"Voila": {"ip": "0.0.0.0", "auto_token": false, "token": ""}}')
    (home / "matplotlibrc").write_text("backend: module://gkstats_trap\n")
    port = free_port()
    command = [str(Path(sys.executable).with_name("gkstats")), "app", ".", "--no-browser"]
    with serving([*command, f"--port={port}", f"--token={TOKEN}"], f"http://127.0.0.1:{port}/x", home):
        yield port, home


def ask(port: int, path: str, **headers: str) -> tuple[int, str, dict[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace"), dict(answer.getheaders())
    finally:
        connection.close()


def test_its_user_gets_the_page_and_nothing_is_loaded_from_elsewhere(served: tuple[int, Path]) -> None:
    port, home = served
    status, page, headers = ask(port, f"/?token={TOKEN}")
    assert status == 200
    assert "vnd.jupyter.widget-view+json" in page  # the explorer has run
    assert 'href="https://' not in page
    assert 'src="https://' not in page
    assert "jsdelivr" not in page
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self';")
    assert "http" not in policy
    assert not list(home.glob("*.sprung"))


@pytest.mark.parametrize("path", ["/", "/?token=wrong", "/?voila-template=classic"])
def test_without_the_token_there_is_only_the_login(served: tuple[int, Path], path: str) -> None:
    status, page, headers = ask(served[0], path)
    assert (status, headers["Location"].split("?")[0]) == (302, "/login")
    assert page == ""


@pytest.mark.parametrize(
    "host", ["rebound.example", "rebound.example:{port}", "10.1.2.3", "127.0.0.1.example"]
)
def test_other_names_are_refused_with_the_token(served: tuple[int, Path], host: str) -> None:
    status, page, _ = ask(served[0], f"/?token={TOKEN}", Host=host.format(port=served[0]))
    assert status == 403
    assert "zhongning" not in page


def test_kernels_and_files_are_refused(served: tuple[int, Path]) -> None:
    _, page, headers = ask(served[0], f"/?token={TOKEN}")
    kernel = "/api/kernels/" + re.findall(r'"kernelId": "([0-9a-f-]+)"', page)[0]
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "x3JJHMbDL1EzLkh9GBhXDw==",
    }
    assert ask(served[0], kernel)[0] == 403
    assert ask(served[0], f"{kernel}/channels", **upgrade)[0] == 403
    # A page elsewhere that the user has open speaks with the user's cookie.
    strange = upgrade | {"Origin": "http://rebound.example", "Cookie": headers["Set-Cookie"].split(";")[0]}
    assert ask(served[0], f"{kernel}/channels", **strange)[0] == 403
    own = strange | {"Origin": f"http://127.0.0.1:{served[0]}"}
    assert ask(served[0], f"{kernel}/channels", **own)[0] == 101
    for name in ("gkstats.ipynb", "voila.json"):
        assert ask(served[0], f"/voila/files/{name}?token={TOKEN}")[0] == 403


def test_it_listens_on_this_machine_only(served: tuple[int, Path]) -> None:
    import psutil

    places = {c.laddr.ip for c in psutil.net_connections("tcp") if c.laddr and c.laddr.port == served[0]}
    assert places == {"127.0.0.1"}
