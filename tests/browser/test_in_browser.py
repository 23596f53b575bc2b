"""What users see, in a browser: JupyterLab runs the quickstart, and the explorer answers clicks there and in Voilà."""

from __future__ import annotations

import json
import re
import secrets
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

import gkstats as gk
from tests.browser import hostile
from tests.browser.servers import free_port, serving

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
SAMPLES = ("zhongning-2020.pdf", "pingtan-2020.html", "pingtan-2021.html", "huaian-2024.pdf")
EXPLORER = """\
import gkstats as gk

gk.explore(gk.load_corpus("reports", progress=False), language="en")"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder as users have it: notebooks, and reports beside them."""
    home = tmp_path_factory.mktemp("browser")
    shutil.copytree(NOTEBOOKS, home / "notebooks")
    (home / "notebooks" / "reports").mkdir()
    for name in SAMPLES:
        shutil.copy(gk.samples() / name, home / "notebooks" / "reports")
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    cells = [nbformat.v4.new_code_cell(EXPLORER)]
    nbformat.write(
        nbformat.v4.new_notebook(cells=cells, metadata=kernel), home / "notebooks" / "explorer.ipynb"
    )
    return home


@pytest.fixture(scope="module")
def lab(browser: Browser, home: Path) -> Iterator[str]:
    """Yield the address of a notebook in JupyterLab, with NAME for its name; each opens in a workspace of its own."""
    port, token = free_port(), secrets.token_hex(16)
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--no-browser",
        f"--port={port}",
        "--ServerApp.port_retries=0",
    ]
    command += [f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={home}", "--allow-root"]
    with serving(command, f"http://127.0.0.1:{port}/api/status?token={token}", home):
        yield f"http://127.0.0.1:{port}/lab/workspaces/NAME/tree/notebooks/NAME.ipynb?token={token}"


def run_all(page: Page, address: str) -> Locator:
    """Open a notebook, run all its cells, and return it when the last one is done."""
    page.goto(address)
    notebook = page.locator(".jp-Notebook")
    notebook.wait_for()
    # The kernel is there only when its state is told below; before, nothing would run.
    expect(page.locator("#jp-main-statusbar")).to_contain_text("| Idle")
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    prompts = notebook.locator(".jp-CodeCell .jp-InputPrompt")
    expect(prompts.last).to_have_text(re.compile(r"\[\d+\]:"))
    failed = notebook.locator('[data-mime-type="application/vnd.jupyter.error"], [data-mime-type$="stderr"]')
    assert failed.all_inner_texts() == []
    return notebook


def size(image: Locator) -> tuple[int, int]:
    """Return the size of a picture as it was drawn; one that is broken has none."""
    width, height = image.evaluate("one => one.decode().then(() => [one.naturalWidth, one.naturalHeight])")
    return int(width), int(height)


def see_explorer(page: Page) -> None:
    """Choose another figure, click one of its bars and one figure of the table, and see where they come from."""
    chart = page.locator(".gk-chart").first
    expect(chart.locator("img")).to_have_attribute("alt", re.compile("newly received", re.I))
    assert min(size(chart.locator("img"))) > 200
    before = chart.locator("img").get_attribute("src")

    page.locator("select").filter(has=page.locator("option", has_text="carried forward")).select_option(
        label="granted"
    )
    expect(chart.locator("img")).to_have_attribute("alt", re.compile("granted", re.I))
    assert chart.locator("img").get_attribute("src") != before
    assert min(size(chart.locator("img"))) > 200

    chart.get_by_role("button", name=re.compile("平潭综合实验区 2021")).click()
    source = page.locator("figure", has_text="applications / outcome.granted / total")
    expect(source.locator("td", has_text="予以公开").first).to_be_visible()
    expect(page.get_by_text("reports/pingtan-2021.html")).to_be_visible()

    page.locator("td.gk-figure[aria-label='中宁县审批服务管理局 2020 0']").click()
    expect(page.get_by_text("reports/zhongning-2020.pdf")).to_be_visible()
    picture = page.locator('figure img[alt^="page "]')
    expect(picture).to_be_visible()
    assert min(size(picture)) > 400
    assert page.get_by_role("alert").all_inner_texts() == []


def test_the_quickstart_runs_in_jupyterlab_and_shows_its_charts(page: Page, lab: str, home: Path) -> None:
    notebook = run_all(page, lab.replace("NAME", "01-quickstart"))
    cells = json.loads((home / "notebooks" / "01-quickstart.ipynb").read_text(encoding="utf-8"))["cells"]
    called = [cell for cell in cells if "gk.charts." in "".join(cell["source"])]
    charts = notebook.locator('.jp-RenderedImage[data-mime-type="image/png"] img')
    expect(charts).to_have_count(len(called))
    assert len(called) >= 2
    for chart in charts.all():
        assert min(size(chart)) > 150
    expect(notebook.get_by_text("75 + 274 + 81 + 64 + 46 = 540")).to_be_visible()


def test_the_explorer_in_jupyterlab_shows_the_source_of_a_bar(page: Page, lab: str) -> None:
    run_all(page, lab.replace("NAME", "explorer"))
    see_explorer(page)
    with page.expect_download() as started:
        page.get_by_role("button", name="CSV").click()
    saved = started.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert saved[0].startswith("document,agency,year,table,row,column,value")
    assert len(saved) == 1 + len(SAMPLES)
    with page.expect_download() as started:
        page.get_by_role("button", name="PNG").first.click()
    assert started.value.path().read_bytes().startswith(b"\x89PNG")
    page.get_by_role("tab", name="code").click()
    shown = page.locator(".gk-code textarea").input_value()
    assert "figures(corpus, 'applications', 'outcome.granted', 'total')" in shown
    page.get_by_text("中文", exact=True).click()
    expect(page.locator(".gk-chart img").first).to_have_attribute("alt", re.compile("予以公开"))


def test_the_application_answers_in_voila(page: Page, ran: list[str], home: Path, tmp_path: Path) -> None:
    port = free_port()
    folder = Path(shutil.copytree(home / "notebooks" / "reports", tmp_path / "reports"))
    hostile.write(folder)
    command = [sys.executable, "-m", "gkstats", "app", str(folder), "--language", "en"]
    command += ["--no-browser", f"--port={port}", "--token=secret"]
    with serving(command, f"http://127.0.0.1:{port}/no-such-page", home):
        page.goto(f"http://127.0.0.1:{port}/?token=secret")
        see_explorer(page)
        # What strangers wrote is shown, and nothing else comes of it.
        for agency, year in (("江城县水务局", 2021), ("丰宁县审批服务管理局", 2020)):
            page.locator(f"td.gk-figure[aria-label^='{agency} {year}']").click()
            expect(page.get_by_text(f"alert(21)>{year}")).to_be_visible()
            expect(page.locator("figure", has_text="onerror=alert(2)").first).to_be_visible()
        page.get_by_role("tab", name="code").click()
        page.wait_for_timeout(500)
    assert ran == []
