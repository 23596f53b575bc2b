"""Old Word files: as many figures as the document they were saved from, one error where they cannot be read."""

from __future__ import annotations

import contextlib
import importlib.util
import random
import shutil
import struct
import subprocess
from pathlib import Path

import pandas as pd
import pytest

import gkstats as gk
from gkstats.documents import Source, read_source
from gkstats.documents.old_word_padding import fillers, with_even_padding
from gkstats.errors import GkstatsError, MissingDependency, UnreadableDocument

SAMPLES = ("pingtan-2021.docx", "pingtan-2012.html", "zhongning-2020.docx")


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of samples, as LibreOffice saves them for Word 97."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice, which saves the old Word files of these tests, is not installed")
    folder = tmp_path_factory.mktemp("saved")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    for target, names in (("doc:MS Word 97", SAMPLES), ("rtf", SAMPLES[:1])):
        files = [str(gk.samples() / name) for name in names]
        command = [program, profile, "--headless", "--convert-to", target, "--outdir", str(folder), *files]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder


def figures(report: gk.Report) -> pd.DataFrame:
    return report.facts[["table", "row", "column", "value", "unit", "printed", "kind", "evidence"]]


@pytest.mark.parametrize("name", SAMPLES)
def test_every_figure_of_a_word_file_is_that_of_its_document(saved: Path, name: str) -> None:
    origin = gk.load_report(gk.samples() / name)
    report = gk.load_report(saved / Path(name).with_suffix(".doc"))
    pd.testing.assert_frame_equal(figures(report), figures(origin))
    assert (report.agency, report.year, report.form) == (origin.agency, origin.year, origin.form)
    assert report.channels["value"].tolist() == origin.channels["value"].tolist()
    assert "it was converted to DOCX before it was read" in report.warnings


def test_the_place_of_a_figure_is_shown_in_a_word_file(saved: Path) -> None:
    report = gk.load_report(saved / "pingtan-2021.doc")
    printed = report.facts.query("table == 'applications' and row == 'received.new' and column == 'total'")
    assert (
        printed["printed"].item() in report.show_source("applications", "received.new", "total")._repr_html_()
    )


def test_what_only_libreoffice_converts_is_read_when_it_is_asked_for(saved: Path) -> None:
    with pytest.raises(UnreadableDocument, match=r'\.rtf.*engine="libreoffice"'):
        gk.load_report(saved / "pingtan-2021.rtf")
    report = gk.load_report(saved / "pingtan-2021.rtf", engine="libreoffice")
    origin = gk.load_report(gk.samples() / "pingtan-2021.docx")
    pd.testing.assert_frame_equal(figures(report), figures(origin))


def test_a_corpus_reads_them_beside_others(saved: Path, tmp_path: Path) -> None:
    shutil.copy(saved / "pingtan-2021.doc", tmp_path / "a.wps")
    (tmp_path / "b.doc").write_bytes((saved / "pingtan-2012.doc").read_bytes()[:9000])
    shutil.copy(gk.samples() / "zhongning-2020.txt", tmp_path)
    corpus = gk.load_corpus(tmp_path, progress=False)
    assert sorted(corpus.reports["year"]) == [2020, 2021]
    assert corpus.errors["source"].str.endswith("b.doc").tolist() == [True]


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_word_file_raises_nothing_but_our_errors(saved: Path, seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray((saved / SAMPLES[seed % 3]).with_suffix(".doc").read_bytes())
    for _ in range(chance.randint(1, 40)):
        data[chance.randrange(512, len(data))] = chance.randrange(256)
    if seed % 4 == 0:
        del data[chance.randrange(2000, len(data)) :]
    with contextlib.suppress(GkstatsError):
        read_source(Source("a.doc", bytes(data)))


def test_a_workbook_is_not_taken_for_a_word_file() -> None:
    book = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "Workbook".encode("utf-16-le")
    with pytest.raises(UnreadableDocument, match="other than a Word document"):
        read_source(Source("a.xls", book))


def test_without_the_package_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(MissingDependency, match=r"pip install 'gkstats\[doc\]'"):
        read_source(
            Source(
                "a.doc",
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "WordDocument".encode("utf-16-le"),
            )
        )


def listed(properties: bytes) -> list[int]:
    """Return the filling bytes of a paragraph whose record holds these properties."""
    record = bytes([(len(properties) + 3) // 2]) + b"\x00\x00" + properties
    page = bytearray(512)
    page[:9] = struct.pack("<IIB", 0, 100, 200)
    page[400 : 400 + len(record)] = record
    page[511] = 1
    words = bytearray(512)
    struct.pack_into("<II", words, 0x102, 0, 12)
    return [place - 512 for place in fillers(bytes(words + page), struct.pack("<III", 0, 100, 1))]


def test_only_a_byte_behind_the_last_property_fills_up() -> None:
    align, inside, indent = b"\x03\x24\x01", b"\x16\x24\x01", b"\x0d\x84\x10\x27"
    cells = b"\x08\xd6\x05\x00\x01\x02\x03\x04"  # a row's cells count their length in two bytes
    assert listed(align + inside + b"\x07") == [409]
    assert listed(cells + b"\x07") == [411]
    assert listed(align + inside + b"\x00") == []
    assert listed(align + indent) == []


def test_a_file_that_is_not_understood_comes_back_as_it_is() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    assert with_even_padding(Source("a.doc", data)) == data
