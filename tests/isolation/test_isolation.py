"""A document in a process of its own: the same records, every error, and a process that dies is one clear error."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pandas as pd
import psutil
import pytest

import gkstats as gk
from gkstats import isolation
from gkstats.documents import Source

PDF = gk.samples() / "zhongning-2020.pdf"


def children() -> set[int]:
    return {child.pid for child in psutil.Process().children()}


def test_another_process_reads_the_same() -> None:
    here, apart = gk.load_report(PDF, isolate=False), gk.load_report(PDF, isolate=True)
    assert apart.records == here.records
    pd.testing.assert_frame_equal(apart.facts, here.facts)
    assert apart.cross_check().empty


def test_who_is_read_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def noted(source: Source, *_: str) -> gk.Report:
        seen.append(source.name)
        return here

    here = gk.load_report(PDF).records
    monkeypatch.setattr("gkstats.loading.read_isolated", noted)
    gk.load_report(PDF)
    gk.load_report(PDF.with_suffix(".docx"))
    gk.load_report(PDF.with_suffix(".txt").read_bytes())
    assert seen == []
    with PDF.open("rb") as file:
        gk.load_report(file)
    gk.load_report(PDF.read_bytes())
    gk.load_report(PDF.as_uri())
    gk.load_report(PDF.with_suffix(".html").read_bytes())
    gk.load_report(PDF, isolate=True)
    assert seen == [str(PDF), "<bytes>", PDF.as_uri(), "<bytes>", str(PDF)]
    gk.load_report(PDF.read_bytes(), isolate=False)
    assert len(seen) == 5


def test_the_process_is_kept() -> None:
    gk.load_report(PDF, isolate=True)
    before = children()
    gk.load_report(PDF, isolate=True)
    assert children() == before


@contextmanager
def slaying(most: int) -> Iterator[list[int]]:
    """Kill so many children of this process as soon as they are there, before they are ready for anything."""
    before, slain, ended = children(), [], threading.Event()

    def watch() -> None:
        while not ended.is_set() and len(slain) < most:
            for pid in children() - before - set(slain):
                if len(slain) < most:
                    with suppress(psutil.NoSuchProcess):
                        psutil.Process(pid).kill()
                        slain.append(pid)
            time.sleep(0.005)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield slain
    finally:
        ended.set()
        thread.join()


def test_a_process_that_is_killed_while_it_starts_is_replaced() -> None:
    isolation._end()
    with slaying(2) as slain:
        assert gk.load_report(PDF, isolate=True).year == 2020
    assert len(slain) == 2
    (kept,) = children()
    psutil.Process(kept).kill()  # the warm one, while it waits
    assert gk.load_report(PDF, isolate=True).year == 2020


def test_processes_that_cannot_start_are_one_error_that_names_the_document() -> None:
    isolation._end()
    with slaying(100), pytest.raises(gk.GkstatsError, match=r"zhongning-2020\.pdf.*could not be started"):
        gk.load_report(PDF, isolate=True)
    assert gk.load_report(PDF, isolate=True).year == 2020


def test_errors_come_through_whole() -> None:
    with pytest.raises(gk.UnreadableDocument, match="no text") as caught:
        gk.load_report(
            b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj trailer<</Root 1 0 R>>"
        )
    assert (caught.value.source, bool(caught.value.remedy)) == ("<bytes>", True)
    with pytest.raises(gk.NotAReport):
        gk.load_report("<html><p>关于召开会议的通知。".encode())
    with pytest.raises(gk.UnreadableDocument, match="picture"):
        gk.load_report(b"\x89PNG\r\n\x1a\n")


@pytest.mark.parametrize(
    ("word", "limits", "trouble"),
    [
        ("kill", {}, "died"),
        ("crash", {}, "died"),
        ("hang", {"TIMEOUT": 1.0}, "longer than"),
        ("grow", {}, "memory"),
    ],
)
def test_a_process_that_is_lost_is_one_clear_error(
    word: str, limits: dict[str, float], trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolation, "_TARGET", "tests.workers.tasks:harm")
    monkeypatch.setitem(isolation.attempt.__kwdefaults__, "timeout", limits.get("TIMEOUT", 60.0))
    with pytest.raises(gk.UnreadableDocument, match=trouble) as caught:
        isolation.read_isolated(Source("a.pdf", word.encode()))
    assert str(caught.value).startswith("a.pdf: ")
    monkeypatch.undo()
    assert gk.load_report(PDF, isolate=True).year == 2020  # the next one is served


def test_few_documents_and_threads_leave_the_rest_to_another_process(tmp_path: Path) -> None:
    for number in range(4):
        (tmp_path / f"{number}.pdf").write_bytes(PDF.read_bytes())
    before = os.getpid()
    expected = gk.load_corpus(tmp_path, executor=1, progress=False)
    with ThreadPoolExecutor(2) as threads:
        found = gk.load_corpus(tmp_path, executor=threads, progress=False)
    pd.testing.assert_frame_equal(found.facts, expected.facts)
    assert len(found) == 4
    assert before == os.getpid()


def test_a_document_that_kills_costs_a_corpus_nothing_but_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolation, "_TARGET", "tests.workers.tasks:harm")
    (tmp_path / "a.pdf").write_bytes(PDF.read_bytes())  # no word of harm, and no records either
    (tmp_path / "b.txt").write_bytes(PDF.with_suffix(".txt").read_bytes())
    corpus = gk.load_corpus(tmp_path, progress=False)
    assert corpus.errors["source"].tolist() == [str(tmp_path / "a.pdf")]
    assert corpus.reports["source"].tolist() == [str(tmp_path / "b.txt")]


def test_cross_check_says_where_the_other_engine_cannot_read(monkeypatch: pytest.MonkeyPatch) -> None:
    report = gk.load_report(PDF)

    def refused(source: Source, engine: str = "auto") -> object:
        raise gk.UnreadableDocument(source.name, "the PDF is damaged", "download it again")

    monkeypatch.setattr("gkstats.report.read_isolated", refused)
    found = report.cross_check()
    assert found.attrs["trouble"] == "pdfminer cannot read it: the PDF is damaged"
    assert len(found) == len(report.facts)
    assert found["other_printed"].isna().all()


@pytest.mark.parametrize("ending", [".pdf", ".html"])
def test_places_are_shown_by_another_process(ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    here, apart = (gk.load_report(PDF.with_suffix(ending), isolate=isolate) for isolate in (False, None))
    for show in (gk.Report.show_pages, lambda report: report.show_source("identity", "agency")):
        assert show(apart)._repr_html_() == show(here)._repr_html_()
    monkeypatch.setattr("gkstats.display.apart._TARGET", "tests.workers.tasks:harm")
    monkeypatch.setattr(gk.Report, "_reopened", lambda *_: Source("a" + ending, b"kill"))
    monkeypatch.setattr("gkstats.report.sniff", lambda *_: "pdf")
    with pytest.raises(gk.UnreadableDocument, match="died"):
        apart.show_pages()
