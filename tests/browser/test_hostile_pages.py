"""What documents of strangers print is text in everything that gkstats makes of it, and a browser runs none of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

import gkstats as gk
from tests.browser import hostile


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Make a page of all that can be shown or saved of two hostile reports."""
    home = tmp_path_factory.mktemp("hostile")
    paths = hostile.write(home)
    first, second = (gk.load_report(path) for path in paths)
    corpus = gk.load_corpus(hostile.listed(home), progress=False)
    assert hostile.AGENCY in corpus.reports["agency"].tolist()
    pages = {f"whose-{number}": report._repr_html_() for number, report in enumerate(corpus)}
    pages |= {"corpus": corpus._repr_html_(), "reports": corpus.reports.to_html()}
    pages["compared"] = gk.compare(first, second)._repr_html_()
    for year, report in ((2021, first), (2020, second)):
        pages[f"card-{year}"] = report._repr_html_()
        for name in ("facts", "sections", "breakdowns", "quantities"):
            pages[f"{name}-{year}"] = getattr(report, name).to_html()
    files = {}
    for name, html in pages.items():
        files[name] = home / f"{name}.page.html"
        files[name].write_text(f"<!doctype html><meta charset=utf-8>{html}", encoding="utf-8")
    for year, report in ((2021, first), (2020, second)):
        for shown, view in (
            ("source", report.show_source("applications", "outcome.granted", "total")),
            ("pages", report.show_pages()),
        ):
            (files[f"{shown}-{year}"],) = view.save(home / f"{shown}-{year}")
    return files


def test_nothing_runs_in_what_is_shown_or_saved(made: dict[str, Path], page: Page, ran: list[str]) -> None:
    shown = {}
    for name, file in made.items():
        page.goto(file.as_uri())
        page.wait_for_timeout(50)
        shown[name] = page.inner_text("body")
        tags = page.evaluate(
            "[...document.querySelectorAll('script,iframe,link,base,object,embed,svg,meta[http-equiv],[onerror],[onload],"
            "[onmouseover],[src^=http],a[href^=javascript]')].map(one => one.outerHTML)"
        )
        assert tags == [], name
    assert ran == []
    # The words are there to be read, whole: nothing was cut out of them instead.
    assert hostile.AGENCY in "".join(shown[f"whose-{number}"] for number in range(3))
    assert all(word in shown["pages-2021"] for word in hostile.PAYLOADS[:5])
    assert hostile.PAYLOADS[1] in shown["source-2021"]


def test_the_browser_would_have_run_it(page: Page, ran: list[str], tmp_path: Path) -> None:
    """What is tried here works where text is not escaped."""
    (tmp_path / "raw.html").write_text("".join(hostile.PAYLOADS), encoding="utf-8")
    page.goto((tmp_path / "raw.html").as_uri())
    page.wait_for_timeout(500)
    assert {"dialog 1", "dialog 2", "dialog 3"} <= set(ran)
    assert any(one.startswith("request http://elsewhere.example") for one in ran)
