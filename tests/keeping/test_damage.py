"""Whatever has changed of a dataset since it was written is found, named, and put right."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import gkstats as gk
from gkstats import cli
from gkstats.keeping.dataset import Dataset
from gkstats.keeping.parts import Part, damages, read_manifest
from gkstats.keeping.tables import DERIVED, TABLES
from gkstats.keeping.wordlists import reader_with
from gkstats.keeping.writing import verify
from gkstats.loading import chunks, repair_dataset
from tests.keeping.same import sorted_bytes

OWN = '[channel]\napp = ["江城零距离"]\n'
REPORT = """江城县水务局2022年政府信息公开工作年度报告
一、总体情况
全年主动公开信息80条，其中县政府网站50条、江城零距离30条。
二、主动公开政府信息情况
"""


def part_of(dataset: Path) -> Path:
    manifest = read_manifest(dataset)
    assert manifest
    return dataset / manifest.parts[0].name


def parts_of(dataset: Path) -> list[Part]:
    manifest = read_manifest(dataset)
    assert manifest
    return [*manifest.parts, *([manifest.between] if manifest.between else [])]


def flip(file: Path, bit: int) -> None:
    data = bytearray(file.read_bytes())
    data[bit // 8] ^= 1 << bit % 8
    file.write_bytes(data)


def ask(dataset: Path, table: str) -> None:
    corpus = gk.Corpus.read_parquet(dataset)
    {
        "documents": lambda: len(corpus),
        "errors": lambda: len(corpus),
        "records": lambda: list(corpus),
        "timings": lambda: corpus.reports,
        "checks": corpus.checks,
        "between": corpus.checks,
        "indicators": corpus.indicators,
        "sightings": corpus.series,
        "gists": lambda: Dataset.open(dataset).opened.read("gists"),
    }.get(table, lambda: corpus.read(table))()


def test_every_bit_of_what_names_the_files_is_found(copy: Path) -> None:
    files = [copy / "gkstats.json", part_of(copy) / "part.json"]
    for file in files:
        whole = file.read_bytes()
        for byte in range(0, len(whole), 7):
            flip(file, byte * 8 + byte % 8)
            with pytest.raises(gk.GkstatsError, match=r"layout|damaged|earlier"):
                Dataset.open(copy)
            file.write_bytes(whole)


@pytest.mark.parametrize("table", [*TABLES, "between"])
def test_a_bit_of_a_table_is_found_when_it_is_read(table: str, copy: Path) -> None:
    (file,) = copy.glob(f"part=*/{table}.parquet")
    whole = file.read_bytes()
    chance = random.Random(table)
    for bit in (0, len(whole) * 8 - 1, *(chance.randrange(len(whole) * 8) for _ in range(2))):
        flip(file, bit)
        with pytest.raises(gk.GkstatsError, match=rf"{file.parent.name}.{table}\.parquet: it is damaged"):
            ask(copy, table)
        assert [damage.table for damage in verify(copy)] == [table]
        file.write_bytes(whole)
    ask(copy, table)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of one short report, read with a list of words."""
    home = tmp_path_factory.mktemp("tiny")
    (home / "mine.toml").write_text(OWN, encoding="utf-8")
    (home / "a.txt").write_text(REPORT, encoding="utf-8")
    load = {"words": home / "mine.toml", "executor": 1, "progress": False}
    gk.load_corpus(home / "a.txt", to=home / "d", **load)
    return home / "d"


@pytest.mark.large
def test_every_bit_of_every_file_is_found(tiny: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(tiny, tmp_path / "d"))
    files = sorted(path for path in copy.rglob("*") if path.is_file() and path.stat().st_size)
    assert {path.stem for path in files} >= {*TABLES, "between", "part", "gkstats"}
    tables = {path.stem for path in files}
    asked = flips = 0
    for file in files:
        whole = file.read_bytes()
        for bit in range(len(whole) * 8):
            changed = bytearray(whole)
            changed[bit // 8] ^= 1 << bit % 8
            file.write_bytes(changed)
            flips += 1
            if file.suffix == ".json":
                with pytest.raises(gk.GkstatsError):
                    Dataset.open(copy)
            elif file.suffix == ".toml":
                with pytest.raises(gk.GkstatsError, match="list of words"):
                    Dataset.open(copy).words()
            else:
                part = next(one for one in parts_of(copy) if one.name == file.parent.name)
                assert [one.table for one in damages(copy, part, [file.stem])] == [file.stem]
                if bit % 997 == 0:  # what looks at every byte is what every method asks
                    asked += 1
                    with pytest.raises(gk.GkstatsError, match="it is damaged"):
                        ask(copy, file.stem)
        file.write_bytes(whole)
    print(
        f"{flips:,} flips in {len(files)} files ({sorted(tables)}), {asked:,} of them asked through a corpus"
    )


@pytest.mark.parametrize("harm", ["cut", "missing", "empty", "longer", "folder"])
def test_what_is_cut_short_or_missing_is_one_error(harm: str, copy: Path) -> None:
    file = part_of(copy) / "facts.parquet"
    whole = file.read_bytes()
    if harm in ("missing", "folder"):
        file.unlink()
        if harm == "folder":
            file.mkdir()
    else:
        file.write_bytes({"cut": whole[:-9], "empty": b"", "longer": whole + b"\0"}[harm])
    corpus = gk.Corpus.read_parquet(copy)
    for asked in (lambda: corpus.facts, lambda: corpus.query("SELECT count(*) FROM facts")):
        with pytest.raises(gk.GkstatsError, match=r"facts.*gkstats verify"):
            asked()
    assert len(corpus.applications)


@pytest.mark.parametrize(
    "table", ["facts", "checks", "records", "documents", "errors", "part.json", "gkstats.json"]
)
def test_what_is_damaged_is_put_right(
    table: str, copy: Path, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = part_of(copy)
    file = {"part.json": part / table, "gkstats.json": copy / table}.get(table, part / f"{table}.parquet")
    flip(file, 80)
    found = CliRunner().invoke(cli.main, ["verify", str(copy)])
    assert found.exit_code in (1, 2), found.output
    if table in DERIVED:  # the documents are not needed
        monkeypatch.setattr(chunks, "read_item", None)
    repaired = CliRunner().invoke(cli.main, ["verify", str(copy), "--repair"])
    assert repaired.exit_code == 0, repaired.output
    assert CliRunner().invoke(cli.main, ["verify", str(copy)]).exit_code == 0
    monkeypatch.undo()
    assert sorted_bytes(copy) == sorted_bytes(made)


def test_a_run_into_a_damaged_dataset_notices(copy: Path, documents: Path, made: Path) -> None:
    flip(part_of(copy) / "records.parquet", 800)
    with pytest.warns(UserWarning, match="it is damaged; what is lost is read again"):
        gk.load_corpus(min(documents.glob("*.html")), to=copy, executor=1, progress=False)
    assert sorted_bytes(copy) == sorted_bytes(made)


def test_a_document_that_is_gone_is_listed_when_its_reading_is_lost(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    one = shutil.copy(gk.samples() / "pingtan-2023.html", tmp_path / "in")
    gk.load_corpus(tmp_path / "in", to=tmp_path / "d", executor=1, progress=False)
    flip(part_of(tmp_path / "d") / "records.parquet", 800)
    Path(one).unlink()
    assert [damage.table for damage in repair_dataset(tmp_path / "d", progress=False)] == ["records"]
    corpus = gk.Corpus.read_parquet(tmp_path / "d")
    assert (len(corpus), corpus.errors["error"].tolist()) == (0, ["FileNotFoundError"])


def test_a_dataset_made_of_a_corpus_keeps_the_words(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(OWN, encoding="utf-8")
    page = gk.samples() / "zhongning-2020.txt"
    gk.load_corpus(page, words=tmp_path / "mine.toml", progress=False).to_parquet(tmp_path / "a")
    gk.Corpus.read_parquet(tmp_path / "a").to_parquet(tmp_path / "b")
    for folder in ("a", "b"):
        (kept,) = (tmp_path / folder).glob("words=*")
        assert kept.read_text(encoding="utf-8") == OWN
        readers = Dataset.open(tmp_path / folder).opened.read("documents", ["reader"])["reader"]
        assert readers.to_pylist() == [reader_with(OWN)]


def test_what_is_lost_is_read_again_with_the_words_it_was_read_with(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "mine.toml").write_text(OWN, encoding="utf-8")
    for name, words in (("a", tmp_path / "mine.toml"), ("b", None)):
        (tmp_path / "in" / f"{name}.txt").write_text(REPORT, encoding="utf-8")
        gk.load_corpus(tmp_path / "in" / f"{name}.txt", to=tmp_path / "d", words=words, progress=False)
    (tmp_path / "mine.toml").unlink()

    def kinds() -> list[list[str | None]]:
        corpus = gk.Corpus.read_parquet(tmp_path / "d")
        return [report.breakdowns["kind"].tolist() for report in sorted(corpus, key=lambda one: one.source)]

    def harmed() -> None:
        for part in (tmp_path / "d").glob("part=*/records.parquet"):
            flip(part, 800)

    before = kinds()
    assert [held[-1] == "app" for held in before] == [True, False]
    harmed()
    assert {damage.table for damage in repair_dataset(tmp_path / "d", progress=False)} == {"records"}
    assert kinds() == before
    assert not verify(tmp_path / "d")

    (kept,) = (tmp_path / "d").glob("words=*")
    flip(kept, 8)
    assert [damage.part for damage in verify(tmp_path / "d")] == [kept.name]
    harmed()
    repair_dataset(tmp_path / "d", progress=False)  # nothing is read in another way than it was
    corpus = gk.Corpus.read_parquet(tmp_path / "d")
    assert [Path(one).name for one in corpus.reports["source"]] == ["b.txt"]
    assert corpus.errors["message"].str.contains("the list that was given then").tolist() == [True]
    assert not verify(tmp_path / "d")


def test_verify_of_no_dataset(tmp_path: Path) -> None:
    for options in ([], ["--repair"]):
        found = CliRunner().invoke(cli.main, ["verify", str(tmp_path), *options])
        assert (found.exit_code, "no dataset" in found.output) == (2, True)


def test_others_can_read_while_one_writes(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for year in (2022, 2023):
        shutil.copy(gk.samples() / f"pingtan-{year}.html", folder)
    load = {"to": tmp_path / "d", "executor": 1, "progress": False}
    gk.load_corpus(folder, **load)
    reader = gk.Corpus.read_parquet(tmp_path / "d")
    before = gk.Corpus.read_parquet(tmp_path / "d").to_frames()
    shutil.copy(gk.samples() / "pingtan-2021.html", folder / "pingtan-2022.html")
    gk.load_corpus(folder, **load)  # replaces a reading, so that its part is written anew
    for name, frame in reader.to_frames().items():
        pd.testing.assert_frame_equal(frame, before[name])
    gk.load_corpus(folder, **load)
    with pytest.raises(gk.GkstatsError, match="open it again"):
        reader.query("SELECT sum(value) FROM facts"), reader.editions("all").channels, list(reader)
    assert gk.Corpus.read_parquet(tmp_path / "d").years == [2021, 2023]
    assert not verify(tmp_path / "d")
