"""Datasets from strangers: what stands in one is data, and asking never writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import gkstats as gk

ASKED = "SELECT count(*) AS n FROM facts"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    to = tmp_path_factory.mktemp("dataset") / "d"
    gk.load_corpus(gk.samples() / "pingtan-202[34].html", to=to, executor=1, progress=False)
    return to


def altered(made: Path, to: Path, **fields: Any) -> Path:
    import shutil

    shutil.copytree(made, to)
    manifest = json.loads((to / "gkstats.json").read_text(encoding="utf-8"))
    (to / "gkstats.json").write_text(json.dumps(manifest | fields), encoding="utf-8")
    return to


@pytest.mark.parametrize(
    "fields",
    [
        {"replaced": ["x'); COPY (SELECT 1) TO '{target}'; SELECT ('"]},
        {"replaced": ["0123456789abcdef\n"]},
        {"parts": ["part=000000000000/../../elsewhere"]},
        {"parts": ["../d"]},
        {"between": "/etc"},
        {"parts": 3},
        {"surplus": True},
    ],
)
def test_a_manifest_is_no_place_for_anything_else(
    made: Path, tmp_path: Path, fields: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    target = tmp_path / "written.csv"
    filled = json.loads(json.dumps(fields).replace("{target}", str(target)))
    tampered = altered(made, tmp_path / "d", **filled)
    with pytest.raises(gk.GkstatsError, match="damaged"):
        gk.Corpus.read_parquet(tampered).query(ASKED)
    assert {entry.name for entry in tmp_path.iterdir()} == {"d"}


@pytest.mark.parametrize(
    "sql",
    [
        "COPY (SELECT 1) TO '{inside}'",
        "COPY (SELECT 1) TO '{inside}' (FORMAT parquet)",
        "SELECT 1; COPY (SELECT 1) TO '{inside}'",
        "EXPORT DATABASE '{inside}'",
        "ATTACH '{inside}'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "RESET lock_configuration",
        "PRAGMA enable_profiling='json'",
        "CREATE TABLE facts AS SELECT 1",
        "DROP VIEW facts",
        "CALL enable_logging(storage='file', storage_path='{inside}')",
        "EXPLAIN ANALYZE SELECT 1",
        "SELECT 1; SELECT 2",
        "",
    ],
)
def test_sql_is_one_select(made: Path, sql: str) -> None:
    before = {path: path.read_bytes() for path in made.rglob("*") if path.is_file()}
    corpus = gk.Corpus.read_parquet(made)
    with pytest.raises(gk.GkstatsError, match="one SELECT"):
        corpus.query(sql.format(inside=made / "gkstats.json"))
    assert {path: path.read_bytes() for path in made.rglob("*") if path.is_file()} == before
    assert corpus.query(ASKED)["n"].item() > 100


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('{outside}')",
        "SELECT * FROM '{outside}'",
        "SELECT * FROM read_text('{manifest}')",
        "SELECT * FROM glob('{folder}/*')",
        "SELECT * FROM read_parquet('{folder}/part=*/facts.parquet')",
        "SELECT * FROM secret",
        "SELECT * FROM enable_logging(storage='file', storage_path='{folder}')",
    ],
)
def test_sql_sees_the_tables_and_nothing_else(made: Path, tmp_path: Path, sql: str) -> None:
    import pandas as pd

    outside = tmp_path / "secret.csv"
    outside.write_text("a\n1\n", encoding="utf-8")
    secret = pd.DataFrame({"a": [1]})  # a variable of the caller, which DuckDB would find
    assert len(secret)
    asked = sql.format(outside=outside, manifest=made / "gkstats.json", folder=made)
    with pytest.raises(gk.GkstatsError, match="the query"):
        gk.Corpus.read_parquet(made).query(asked)


def test_a_connection_that_cannot_be_opened_is_one_line(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import duckdb

    def full(**_: Any) -> Any:
        raise duckdb.OutOfMemoryException("Allocation failure")

    monkeypatch.setattr(duckdb, "connect", full)
    with pytest.raises(gk.GkstatsError, match="Allocation failure"):
        gk.Corpus.read_parquet(made).query(ASKED)
