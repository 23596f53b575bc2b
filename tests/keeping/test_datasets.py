"""Datasets grow, take up again, replace what has changed, and lose nothing but the document that does harm."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd
import psutil
import pytest

import gkstats as gk
from gkstats.keeping import between, parts, readings, writing
from gkstats.keeping.dataset import Dataset
from gkstats.loading import chunks, runs
from tests.keeping.same import sorted_bytes
from tests.workers.tasks import fatal

SAMPLES = sorted(gk.samples().glob("pingtan-20*.html"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Six reports of an agency, one of another in two formats, and two bad files."""
    found = tmp_path / "in"
    found.mkdir()
    for sample in (*SAMPLES[-6:], gk.samples() / "zhongning-2020.txt", gk.samples() / "zhongning-2020.pdf"):
        shutil.copy(sample, found)
    (found / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing")
    (found / "letter.txt").write_text("关于召开会议的通知。", encoding="utf-8")
    return found


def many(folder: Path, count: int) -> None:
    """Fill a folder with copies of the samples under other names."""
    folder.mkdir(parents=True)
    for number in range(count):
        sample = SAMPLES[number % len(SAMPLES)]
        shutil.copy(sample, folder / f"{number:04}-{sample.name}")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing")


def load(folder: Path, to: Path, **options: Any) -> gk.Corpus:
    return gk.load_corpus(folder, to=to, progress=False, **({"executor": 1} | options))


def assert_same_corpus(one: gk.Corpus, other: gk.Corpus) -> None:
    frames, others = one.to_frames(), other.to_frames()
    for name in frames:
        left, right = (f.drop(columns=["seconds"], errors="ignore") for f in (frames[name], others[name]))
        pd.testing.assert_frame_equal(left, right, obj=name)


def test_on_disk_and_in_memory_are_alike(folder: Path, tmp_path: Path) -> None:
    stored = load(folder, tmp_path / "out")
    assert_same_corpus(stored, gk.load_corpus(folder, executor=1, progress=False))
    assert (len(stored.errors), len(stored.skipped)) == (1, 1)
    assert stored.duplicates["differing"].tolist() == [0]


def test_a_report_from_a_dataset_shows_its_source(folder: Path, tmp_path: Path) -> None:
    stored = load(folder, tmp_path / "out")
    report = next(report for report in stored if report.source.endswith(".pdf"))
    assert report.channels["value"].sum() == 540
    assert "page" in repr(report.show_source("applications", "outcome.total", "total"))


def test_a_second_run_reads_nothing(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = load(folder, tmp_path / "out")
    monkeypatch.setattr(chunks, "read_document" if hasattr(chunks, "read_document") else "read_source", None)
    written = sorted((tmp_path / "out").rglob("*.parquet"))
    assert_same_corpus(load(folder, tmp_path / "out"), first)
    assert sorted((tmp_path / "out").rglob("*.parquet")) == written


def test_what_has_changed_is_read_again_and_replaced(folder: Path, tmp_path: Path) -> None:
    load(folder, tmp_path / "out")
    shutil.copy(SAMPLES[0], folder / SAMPLES[-1].name)
    shutil.copy(SAMPLES[1], folder / "broken.pdf")
    (folder / SAMPLES[-2].name).write_bytes(b"")
    again = load(folder, tmp_path / "out")
    assert_same_corpus(again, gk.load_corpus(folder, executor=1, progress=False))
    assert sorted_bytes(tmp_path / "out") == sorted_bytes_of_new(folder, tmp_path / "new")


def sorted_bytes_of_new(folder: Path, to: Path) -> dict[str, bytes]:
    load(folder, to)
    return sorted_bytes(to)


def test_other_folders_add_to_it(tmp_path: Path) -> None:
    for number, sample in enumerate(SAMPLES[:2]):
        (tmp_path / str(number)).mkdir()
        shutil.copy(sample, tmp_path / str(number))
        assert len(load(tmp_path / str(number), tmp_path / "out")) == number + 1


def test_what_an_older_reader_read_is_read_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readings, "VERSION", -1)
    load(folder, tmp_path / "out")
    monkeypatch.undo()
    load(folder, tmp_path / "out")
    table = Dataset.open(tmp_path / "out").opened.read("documents", ["reader"])
    assert "-1" not in table["reader"].to_pylist()
    assert len(table) == 8


def test_an_interrupted_run_keeps_what_it_has_read(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = runs.read_payloads
    done = []

    def interrupted(payloads: Any, settings: Any) -> bytes:
        if len(done) == 4:
            raise KeyboardInterrupt
        done.append(payloads)
        return read(payloads, settings)

    monkeypatch.setattr(runs, "_CHUNK", 1)
    monkeypatch.setattr(runs, "read_payloads", interrupted)
    with pytest.raises(KeyboardInterrupt):
        load(folder, tmp_path / "out")
    stopped = gk.Corpus.read_parquet(tmp_path / "out")
    assert len(stopped) + len(stopped.errors) + len(stopped.skipped) == 4
    assert len(stopped.checks()) > 100  # those between reports are tried when they are asked for
    monkeypatch.undo()
    load(folder, tmp_path / "out")
    assert sorted_bytes(tmp_path / "out") == sorted_bytes_of_new(folder, tmp_path / "new")


def test_in_this_process_a_document_without_enough_memory_costs_itself_alone(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = runs.read_payloads
    heavy = folder / "zhongning-2020.txt"

    def short(payloads: Any, settings: Any) -> bytes:
        if any(heavy.name.encode() in payload for payload in payloads):
            raise MemoryError
        return read(payloads, settings)

    monkeypatch.setattr(runs, "read_payloads", short)
    corpus = load(folder, tmp_path / "out")
    monkeypatch.undo()
    assert len(corpus) == len(gk.load_corpus(folder, progress=False)) - 1
    assert corpus.errors.query("error == 'MemoryError'")["source"].tolist() == [str(heavy)]


def test_two_runs_do_not_write_one_dataset(folder: Path, tmp_path: Path) -> None:
    with (
        writing.writing(tmp_path / "out"),
        pytest.raises(gk.GkstatsError, match="another process"),
    ):
        load(folder, tmp_path / "out")


def test_a_folder_of_something_else_is_left_alone(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(gk.GkstatsError, match="no dataset"):
        load(folder, folder)
    assert len(list(folder.iterdir())) == 10


def test_a_lost_part_is_said(folder: Path, tmp_path: Path) -> None:
    load(folder, tmp_path / "out")
    shutil.rmtree(next((tmp_path / "out").glob("part=*")))
    with pytest.raises(gk.GkstatsError, match="missing"):
        gk.Corpus.read_parquet(tmp_path / "out")


def test_what_a_run_left_unfinished_is_cleared_away(folder: Path, tmp_path: Path) -> None:
    load(folder, tmp_path / "out")
    (tmp_path / "out" / ".writing-part=abc").mkdir()
    (tmp_path / "out" / "part=orphan").mkdir()
    load(folder, tmp_path / "out")
    manifest = parts.read_manifest(tmp_path / "out")
    assert manifest
    assert manifest.between
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        ".lock",
        "gkstats.json",
        manifest.between.name,
        *(part.name for part in manifest.parts),
    }


def test_a_document_that_does_harm_costs_itself_alone(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "_TARGET", "tests.keeping.harm:read_chunk")
    for name in ("1-kills.html", "2-hangs.html", "3-grows.html"):
        shutil.copy(SAMPLES[0], folder / name)
    harmed = load(folder, tmp_path / "out", executor=2, timeout=4.0)
    errors = harmed.errors.assign(source=[Path(source).name for source in harmed.errors["source"]])
    lost = errors.set_index("source")["error"]
    assert lost["1-kills.html"] == "ChildProcessError"
    assert lost["2-hangs.html"] == "TimeoutError"
    assert lost["3-grows.html"] == "MemoryError"
    assert (len(errors), len(harmed.skipped), len(harmed)) == (4, 1, 8)
    assert errors["message"].str.contains("; ").all()
    in_memory = gk.load_corpus([*SAMPLES[:3], folder / "1-kills.html"], executor=2, progress=False)
    assert (len(in_memory), in_memory.errors["error"].tolist()) == (3, ["ChildProcessError"])
    # Whatever was the trouble may have passed.
    monkeypatch.undo()
    assert (len(load(folder, tmp_path / "out").errors), len(load(folder, tmp_path / "out"))) == (1, 11)


def children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children()
    except psutil.NoSuchProcess:
        return []


def killing(run: subprocess.Popen[Any], most: int, *, at_work: bool) -> int:
    """Kill so many processes of a run, while they are at work or while they start; return how many."""
    process, killed = psutil.Process(run.pid), 0
    while run.poll() is None and killed < most:
        for child in children(process):
            with suppress(psutil.NoSuchProcess):
                if (child.cpu_times().user > 0.8) == at_work:
                    child.kill()
                    killed += 1
                    time.sleep(0.4 if at_work else 0.1)
                    break
        time.sleep(0.02 if at_work else 0.0)
    return killed


def test_killed_workers_and_a_killed_run_change_nothing(tmp_path: Path) -> None:
    many(tmp_path / "in", 90)
    command = [sys.executable, "-m", "gkstats", "read", str(tmp_path / "in"), "--processes", "2"]
    command += ["--to", "parquet", str(tmp_path / "out")]
    for kills in (2, 1):
        run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        killing(run, kills, at_work=True)
        run.kill()
        run.wait()
    # The last one loses processes that have only begun to start, and comes to its end all the same.
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert killing(run, 2, at_work=False) == 2
    said, errors = run.communicate(timeout=300)
    assert "90 reports; 1 documents" in said, errors
    assert sorted_bytes(tmp_path / "out") == sorted_bytes_of_new(tmp_path / "in", tmp_path / "new")


def test_a_dask_cluster_gives_equal_frames(folder: Path, tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        spread = load(folder, tmp_path / "out", executor=client)
        assert_same_corpus(spread, gk.load_corpus(folder, executor=client, progress=False))
    assert_same_corpus(spread, gk.load_corpus(folder, executor=1, progress=False))


def test_a_list_says_where_documents_are_and_what_is_known(folder: Path, tmp_path: Path) -> None:
    listed = tmp_path / "list.csv"
    (folder / "prose.txt").write_text(
        "2021年政府信息公开工作年度报告\n一、总体情况\n全年主动公开政府信息12条。", encoding="utf-8"
    )
    listed.write_text(
        "\ufeffpath,agency,year\n"
        f"in/{SAMPLES[-1].name},某某局,1999\n"
        "in/prose.txt,某某市档案局,2021\n"
        "in/none.pdf,,\n",
        encoding="utf-8",
    )
    corpus = gk.load_corpus(listed, progress=False)
    first, prose = corpus
    assert (first.agency, first.year) == ("某某局", 1999)
    assert sum("the list gives another" in warning for warning in first.warnings) == 2
    assert (prose.agency, prose.year) == ("某某市档案局", 2021)
    assert any("in the list" in warning for warning in prose.warnings)
    assert corpus.errors["error"].tolist() == ["FileNotFoundError"]
    listed.write_text("file\nx.pdf\n")
    with pytest.raises(gk.GkstatsError, match="no column source or path or url"):
        gk.load_corpus(listed)


def test_checks_between_reports_are_the_same_in_many_groups(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = gk.load_corpus(gk.samples(), executor=1, progress=False)
    corpus.to_parquet(tmp_path / "one")
    monkeypatch.setattr(between, "_TOGETHER", 3)
    corpus.to_parquet(tmp_path / "many")
    ours, theirs = (gk.Corpus.read_parquet(tmp_path / name).checks() for name in ("many", "one"))
    pd.testing.assert_frame_equal(ours, theirs)
    assert {"text-reused", "year-on-year-jump"} <= set(ours["check"])


def test_parts_stay_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "_PART", 2**17)
    monkeypatch.setattr(runs, "_CHUNK", 4)
    many(tmp_path / "in", 30)
    load(tmp_path / "in", tmp_path / "out")
    manifest = parts.read_manifest(tmp_path / "out")
    assert manifest
    assert len(manifest.parts) > 3
    monkeypatch.undo()
    assert sorted_bytes(tmp_path / "out") == sorted_bytes_of_new(tmp_path / "in", tmp_path / "new")


def test_an_interrupt_leaves_a_dataset_that_goes_on(tmp_path: Path) -> None:
    many(tmp_path / "in", 400)
    command = [sys.executable, "-m", "gkstats", "read", str(tmp_path / "in"), "--processes", "2"]
    command += ["--to", "parquet", str(tmp_path / "out")]
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert run.stderr is not None
    shown = ""
    while not re.search(r"\b[1-9]\d*/\d+ \[", shown):  # the bar counts the first documents
        piece = os.read(run.stderr.fileno(), 4096)
        assert piece, shown
        shown += piece.decode(errors="replace")
    run.send_signal(signal.SIGINT)
    assert "the same command goes on" in run.communicate(timeout=60)[1]
    assert run.returncode == 130
    stopped = gk.Corpus.read_parquet(tmp_path / "out")
    assert 0 < len(stopped) < 400
    finished = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert "400 reports; 1 documents" in finished.stdout


@pytest.mark.parametrize("kind", ["here", "processes", "executor", "broken"])
def test_work_is_spread_and_what_is_lost_with_a_process_is_done_here(kind: str) -> None:
    pool = None if kind in ("here", "processes") else ProcessPoolExecutor(2)
    if pool is not None and kind == "broken":
        pool.shutdown()
    words = ["a", "b", "kill", "c", "d"]
    executor = {"here": 1, "processes": 2}.get(kind, pool)
    with runs.Hands(executor, 100, None) as hands:
        found = hands.spread(fatal, (f"{word}@{os.getpid()}".encode() for word in words))
        assert sorted(found) == sorted(word.encode() * 2 for word in words)
    if pool is not None:
        pool.shutdown()


def test_sql_tells_errors_from_what_was_skipped(folder: Path, tmp_path: Path) -> None:
    stored = load(folder, tmp_path / "out")
    for name in ("errors", "skipped"):
        for ending in ("", "_all"):
            found = stored.query(f"SELECT * FROM {name}{ending}")
            assert found["source"].tolist() == getattr(stored, name)["source"].tolist()
    assert stored.query("SELECT * FROM skipped").columns.tolist() == stored.skipped.columns.tolist()
    both = "SELECT (SELECT count(*) FROM errors) AS e, (SELECT count(*) FROM skipped) AS s"
    assert stored.query(both).iloc[0].tolist() == [len(stored.errors), len(stored.skipped)]


def test_what_a_list_says_overrides_and_is_read_again_when_it_changes(folder: Path, tmp_path: Path) -> None:
    listed, to = tmp_path / "list.csv", tmp_path / "out"
    head = "path,agency,agency_id,year,published,url\n"

    def read(line: str) -> pd.Series:
        listed.write_text(f"{head}in/{SAMPLES[-1].name},{line}\n", encoding="utf-8")
        corpus = gk.load_corpus(listed, to=to, progress=False)
        assert len(corpus) == 1
        return corpus.reports.iloc[0]

    plain = read(",,,,")
    said = read("某某局,350128/bureau:某某局,2018,2019-01-09,https://example.org/r.html")
    assert said[["agency", "agency_id", "year", "url"]].tolist() == [
        "某某局",
        "350128/bureau:某某局",
        2018,
        "https://example.org/r.html",
    ]
    assert str(said["published"])[:10] == "2019-01-09"
    report = gk.Corpus.read_parquet(to)[0]
    assert sum("the list gives another" in warning for warning in report.warnings) >= 2
    assert dict(origin[:2] for origin in report.records.identity.found)["year"] == "listed"
    assert read(",,,,")[["agency", "year"]].tolist() == plain[["agency", "year"]].tolist()
    with pytest.raises(gk.GkstatsError, match="is no date"):
        read(",,,9.1.2019,")


def test_ids_of_lists_and_aliases_reach_the_checks_between_years(tmp_path: Path) -> None:
    for year, name in ((2023, "某甲局"), (2024, "某乙局")):
        page = (gk.samples() / f"pingtan-{year}.html").read_text(encoding="utf-8")
        (tmp_path / f"{year}.html").write_text(page.replace("平潭综合实验区", name), encoding="utf-8")
    (tmp_path / "list.csv").write_text(
        "path,agency_id\n2023.html,350128/body:x\n2024.html,350128/body:x\n", encoding="utf-8"
    )
    (tmp_path / "aliases.csv").write_text(
        "name,agency_id,from,to\n某甲局,350128/body:x,,\n某乙局,350128/body:x,,\n", encoding="utf-8"
    )

    def compared(corpus: gk.Corpus) -> bool:
        return "carried-over" in set(corpus.checks()["check"])

    pages = [tmp_path / "2023.html", tmp_path / "2024.html"]
    memory = gk.load_corpus(pages, progress=False)
    assert memory.agencies == ["某乙局", "某甲局"]
    stored = gk.load_corpus(pages, to=tmp_path / "plain", progress=False)
    for corpus in (memory, stored):
        assert not compared(corpus)
        assert compared(corpus.with_aliases(tmp_path / "aliases.csv"))
        assert len(corpus.with_aliases(tmp_path / "aliases.csv").reuse()) > 0
    for to in (None, tmp_path / "listed"):
        listed = gk.load_corpus(tmp_path / "list.csv", to=to, progress=False)
        assert compared(listed)
        assert len(listed.reuse()) > 0
