"""Readings kept on disk: equal to fresh ones, of the right document and version, and of no harm when damaged."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import gkstats as gk
from gkstats.documents import open_source, read_source
from gkstats.keeping import readings
from gkstats.keeping.readings import Cache, reader_key
from gkstats.loading import chunks
from gkstats.reading import read_records

SAMPLES = sorted(path for path in gk.samples().iterdir() if path.suffix in (".pdf", ".html", ".docx", ".txt"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_what_is_kept_is_what_was_read(path: Path, tmp_path: Path) -> None:
    source = open_source(path)
    records = read_records(read_source(source))
    kept = Cache(tmp_path, reader_key())
    assert kept.get(source) is None
    kept.put(source, records)
    assert kept.get(source) == records


def test_a_second_run_reads_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pattern = gk.samples() / "pingtan-202*.html"
    first = gk.load_corpus(pattern, cache=tmp_path, progress=False)
    monkeypatch.setattr(chunks, "read_records", None)
    second = gk.load_corpus(pattern, cache=tmp_path, progress=False)
    pd.testing.assert_frame_equal(second.facts, first.facts)
    assert second.errors.empty


def test_another_version_reads_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = open_source(SAMPLES[0])
    kept = Cache(tmp_path, reader_key())
    kept.put(source, read_records(read_source(source)))
    monkeypatch.setattr(readings, "VERSION", -1)
    assert Cache(tmp_path, reader_key()).get(source) is None


@pytest.mark.parametrize("data", [b"", b"{}", b"[1, 2", b"\x80\x04pickle"])
def test_a_damaged_reading_counts_as_absent(tmp_path: Path, data: bytes) -> None:
    source = open_source(SAMPLES[0])
    kept = Cache(tmp_path, reader_key())
    kept.put(source, read_records(read_source(source)))
    (file,) = tmp_path.rglob("*.reading")
    file.write_bytes(data)
    assert kept.get(source) is None


def test_the_same_bytes_under_another_name(tmp_path: Path) -> None:
    copy = tmp_path / "copy.html"
    copy.write_bytes((gk.samples() / "pingtan-2023.html").read_bytes())
    folder = tmp_path / "cache"
    gk.load_corpus(gk.samples() / "pingtan-2023.html", cache=folder, progress=False)
    corpus = gk.load_corpus(copy, cache=folder, progress=False)
    assert corpus.reports["source"].tolist() == [str(copy)]
