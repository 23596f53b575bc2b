"""What is derived from readings follows the rules of the day, and what was replaced stays replaced."""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import grimp
import pandas as pd
import pytest

import gkstats as gk
from gkstats.checks import catalogue
from gkstats.crosswalk import lines
from gkstats.indicators import catalogue as rates
from gkstats.keeping.dataset import Dataset
from gkstats.keeping.parts import read_contents, read_manifest
from gkstats.keeping.tables import ASIDE, fingerprint
from gkstats.loading import chunks
from tests.keeping.same import sorted_bytes


def without(found: tuple[Any, ...], name: str) -> Callable[[], tuple[Any, ...]]:
    kept = tuple(one for one in found if getattr(one, "id", None) != name)
    assert len(kept) < len(found)
    return lambda: kept


def changed_check(patch: pytest.MonkeyPatch) -> None:
    every = catalogue.all_checks()
    graver = tuple(dataclasses.replace(one, severity="information") for one in every)
    patch.setattr("gkstats.checks.all_checks", lambda: graver)
    patch.setattr("gkstats.checks.get_check", {one.id: one for one in graver}.__getitem__)


def dropped_rate(patch: pytest.MonkeyPatch) -> None:
    fewer = without(rates.all_indicators(), "disclosure_rate")
    patch.setattr("gkstats.indicators.all_indicators", fewer)


def changed_line(patch: pytest.MonkeyPatch) -> None:
    every = tuple(one for one in lines.all_lines() if one.name != "received.new")
    rooms = ("crosswalk", "keeping.tables", "keeping.dataset", "corpus.computed")
    for place in (f"gkstats.{room}" for room in rooms):
        patch.setattr(f"{place}.all_lines", lambda: every)


def answers(corpus: gk.Corpus) -> dict[str, pd.DataFrame]:
    return {"checks": corpus.checks(), "indicators": corpus.indicators(), "series": corpus.series()}


@pytest.mark.parametrize(
    ("change", "table"), [(changed_check, "checks"), (dropped_rate, "indicators"), (changed_line, "series")]
)
@pytest.mark.parametrize("again", ["opened", "run"])
def test_a_changed_rule_is_followed_without_the_documents(
    change: Callable[[pytest.MonkeyPatch], None],
    table: str,
    again: str,
    copy: Path,
    documents: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = answers(gk.Corpus.read_parquet(copy))
    rules, reading = fingerprint(), chunks.read_records
    change(monkeypatch)
    assert fingerprint() != rules
    memory = answers(gk.load_corpus(documents, executor=1, progress=False))
    assert not memory[table].equals(before[table])
    monkeypatch.setattr(chunks, "_records", None)
    corpus = (
        gk.Corpus.read_parquet(copy)
        if again == "opened"
        else gk.load_corpus(documents, to=copy, executor=1, progress=False)
    )
    for name, frame in answers(corpus).items():
        pd.testing.assert_frame_equal(frame, memory[name])
    manifest = read_manifest(copy)
    assert manifest
    kept = read_contents(copy, manifest.parts[0]).rules
    assert (kept == rules) is (again == "opened")  # a reader changes nothing on disk
    assert reading


def test_every_room_that_derives_has_a_say() -> None:
    graph = grimp.build_graph("gkstats")
    upstream = graph.find_upstream_modules("gkstats.keeping.tables")
    rooms = {module.split(".")[1] for module in upstream if module.count(".")}
    aside = {name.removesuffix(".py") for name in ASIDE}
    # The version of the reader stands for those that read; the others name errors, files and documents.
    assert rooms & aside <= {"documents", "reading", "workers", "isolation", "errors", "files"}


def test_the_fingerprint_is_that_of_another_process() -> None:
    code = "from gkstats.keeping.tables import fingerprint; print(fingerprint())"
    env = {**os.environ, "PYTHONHASHSEED": "7"}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env)
    assert run.stdout.strip() == fingerprint()


def test_replaced_readings_never_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    load = {"to": tmp_path / "d", "executor": 1, "progress": False}
    for name, content in (("a", "2022"), ("b", "2023")):
        shutil.copy(gk.samples() / f"pingtan-{content}.html", folder / f"{name}.html")
    gk.load_corpus(folder, **load)
    shutil.copy(gk.samples() / "pingtan-2021.html", folder / "a.html")
    (folder / "b.html").write_text("<p>此页已删除</p>", encoding="utf-8")
    # Interrupted before the run comes to its end: the readings of the first run still stand in the files.
    monkeypatch.setattr("gkstats.keeping.writing.Writer.finish", lambda *_: None)
    stopped = gk.load_corpus(folder, **load)
    monkeypatch.undo()
    opened = Dataset.open(tmp_path / "d").opened
    assert len(opened.read("documents", all_readings=True)) == 3
    for corpus in (stopped, gk.load_corpus(folder, **load)):
        assert corpus.years == [2021]
        everything = {**corpus.to_frames(), "indicators": corpus.indicators(), "checks": corpus.checks()}
        for name, frame in everything.items():
            assert set(frame.get("year", pd.Series([2021]))) <= {2021}, name
        for table in (
            "facts",
            "applications_all",
            "documents_all",
            "reports_all",
            "checks_all",
            "indicators",
        ):
            asked = corpus.query(f"SELECT DISTINCT year FROM {table}")
            assert asked["year"].tolist() == [2021], table
        assert corpus.panel("applications", "received.new", "total").columns.tolist() == [2021]
        assert [report.year for report in corpus] == [2021]
    assert len(Dataset.open(tmp_path / "d").opened.read("documents", all_readings=True)) == 1


def test_a_reading_of_another_way_of_reading_is_read_again(copy: Path, documents: Path, made: Path) -> None:
    from gkstats.keeping.writing import writing

    with writing(copy, "[channel]\n") as writer:
        assert writer.stands(str(documents / "pingtan-2023.html")) is None
    with writing(copy) as writer:
        assert writer.stands(str(documents / "pingtan-2023.html"))
    assert sorted_bytes(copy) == sorted_bytes(made)
