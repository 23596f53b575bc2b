"""Many sources at once: folders, patterns, archives; one bad document costs nothing but itself."""

from __future__ import annotations

import io
import os
import sys
import zipfile
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

import gkstats as gk

SAMPLE = gk.samples() / "zhongning-2020.html"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "deep").mkdir()
    (tmp_path / "a.html").write_bytes(SAMPLE.read_bytes())
    (tmp_path / "deep" / "b.txt").write_bytes((gk.samples() / "zhongning-2020.txt").read_bytes())
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing more")
    (tmp_path / "letter.txt").write_text("关于召开会议的通知。", encoding="utf-8")
    (tmp_path / "notes.md").write_text("not a document", encoding="utf-8")
    return tmp_path


def test_a_folder_with_bad_files(folder: Path) -> None:
    corpus = gk.load_corpus(folder, progress=False)
    assert [Path(source).name for source in corpus.reports["source"]] == ["a.html", "b.txt"]
    errors = corpus.errors.assign(source=[Path(source).name for source in corpus.errors["source"]])
    assert errors[["source", "error"]].to_numpy().tolist() == [
        ["broken.pdf", "UnreadableDocument"],
    ]
    assert errors["message"].str.len().min() > 20
    skipped = {Path(source).name: reason for source, reason in corpus.skipped.itertuples(index=False)}
    assert skipped.keys() == {"letter.txt", "notes.md"}
    assert all("no annual report" in reason or "holds no" in reason for reason in skipped.values()), skipped
    assert "2 files are no report" in str(corpus)
    # Who names a document wants to know that it is none.
    named = gk.load_corpus([folder / "letter.txt", folder / "none.pdf", SAMPLE], progress=False)
    assert named.errors["error"].tolist() == ["NotAReport", "FileNotFoundError"]
    assert len(named) == 1


def test_what_is_not_there_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        gk.load_report(tmp_path / "none.pdf")
    with pytest.raises(FileNotFoundError, match="no report found"):
        gk.load_corpus(tmp_path / "*.pdf")


def test_archives_are_opened(tmp_path: Path, folder: Path) -> None:
    archive = tmp_path / "reports.zip"
    with zipfile.ZipFile(archive, "w") as container:
        container.write(folder / "a.html", "报告/甲.html")
        container.writestr("broken.pdf", b"%PDF-1.7 no")
    corpus = gk.load_corpus(archive, progress=False)
    assert corpus.reports["source"].str.endswith("!报告/甲.html").tolist() == [True]
    assert corpus.errors["source"].str.endswith("!broken.pdf").tolist() == [True]
    with pytest.raises(gk.UnreadableDocument, match="load_corpus"):
        gk.load_report(archive)


def test_bytes_and_open_files_can_be_read() -> None:
    data = SAMPLE.read_bytes()
    assert gk.load_report(data).year == 2020
    with SAMPLE.open("rb") as file:
        assert gk.load_report(file).year == 2020


@pytest.mark.parametrize("pool", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_any_executor_gives_the_same_frames(folder: Path, pool: type) -> None:
    expected = gk.load_corpus(folder, progress=False)
    with pool(2) as executor:
        found = gk.load_corpus(folder, executor=executor, progress=False)
    pd.testing.assert_frame_equal(found.facts, expected.facts)
    pd.testing.assert_frame_equal(found.errors, expected.errors)


def test_stacked_frames_hold_every_report(folder: Path) -> None:
    corpus = gk.load_corpus(folder, progress=False)
    assert len(corpus) == 2
    for name in ("facts", "applications", "channels", "quantities", "sections"):
        single = getattr(corpus[0], name)
        assert getattr(corpus, name).columns.tolist()[:3] == ["document", "agency", "year"]
        # Both are the same report; one of them counts.
        assert len(getattr(corpus, name)) == len(single)
        assert len(getattr(corpus.editions("all"), name)) == 2 * len(single)


def test_a_corpus_is_a_sequence_of_reports(folder: Path) -> None:
    corpus = gk.load_corpus(folder, progress=False)
    assert [report.year for report in corpus] == [2020, 2020]
    assert len(corpus[:1]) == 1
    assert corpus[-1].source.endswith("b.txt")


def test_members_of_archives_are_opened_one_at_a_time(tmp_path: Path, folder: Path) -> None:
    inner, archive = tmp_path / "inner.zip", tmp_path / "re!ports.zip"
    with zipfile.ZipFile(inner, "w") as container:
        container.write(folder / "deep" / "b.txt", "乙.txt")
    with zipfile.ZipFile(archive, "w") as container:
        container.write(folder / "a.html", "报告/甲.html")
        container.write(inner, "more/inner.zip")
        container.writestr("broken.zip", b"PK\x03\x04 no")
        container.writestr("page.css", b"p {}")
    corpus = gk.load_corpus(archive, executor=2, progress=False)
    names = [source.removeprefix(f"{archive}!") for source in corpus.reports["source"]]
    assert names == ["more/inner.zip!乙.txt", "报告/甲.html"]
    assert corpus.errors["source"].str.endswith("!broken.zip").tolist() == [True]
    # They can be opened again by name.
    assert gk.load_report(corpus[1].source).facts.equals(corpus[1].facts)
    assert corpus[0].show_source("hotline") is not None
    with pytest.raises(FileNotFoundError, match="holds no"):
        gk.load_report(f"{archive}!报告/丙.html")
    with pytest.raises(FileNotFoundError):
        gk.load_report(f"{tmp_path}/none.zip!a.html")


def test_an_archive_may_be_larger_than_a_document(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "reports.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as container:
        for number in range(20):
            container.write(folder / "a.html", f"{number:02}.html")
    monkeypatch.setattr("gkstats.documents.source.LARGEST", SAMPLE.stat().st_size + 1)
    assert len(gk.load_corpus(archive, executor=1, progress=False)) == 20


def test_an_archive_of_bytes_is_expanded(folder: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as container:
        container.write(folder / "a.html", "a.html")
    packed.seek(0)
    assert len(gk.load_corpus([packed, packed.getvalue()], progress=False)) == 2


@pytest.mark.parametrize("executor", [0, -1])
def test_no_processes_are_refused(executor: int) -> None:
    with pytest.raises(ValueError, match="1 or more"):
        gk.load_corpus(gk.samples(), executor=executor, progress=False)


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux only")
def test_a_name_that_is_no_text_costs_its_document_alone(tmp_path: Path) -> None:
    """As archives packed elsewhere leave them behind."""
    page = (gk.samples() / "zhongning-2020.txt").read_bytes()
    (tmp_path / "a.txt").write_bytes(page)
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xd6\xd0.txt")).write_bytes(page)
    corpus = gk.load_corpus(tmp_path, progress=False)
    assert (len(corpus), corpus.errors["error"].tolist()) == (1, ["UnreadableDocument"])
    assert corpus.errors["source"].item().endswith("\\udcd6\\udcd0.txt")


def test_halves_of_characters_are_no_prose() -> None:
    with pytest.raises(gk.GkstatsError, match="lone surrogates"):
        gk.read_narrative("全年公开信息12条\ud800。")
