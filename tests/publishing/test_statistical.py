"""Stata and SPSS files with the words of the codebook, read back by another library."""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyreadstat
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import gkstats as gk
from gkstats import MissingDependency
from gkstats.cli import main
from gkstats.corpus.declared import EXPORTED, REPORTS
from gkstats.exports import variable_names, write_frames
from gkstats.frames import Column, table_frame
from gkstats.labels import described
from tests.publishing.conftest import NASTY

READERS = {"stata": ("dta", pyreadstat.read_dta), "spss": ("sav", pyreadstat.read_sav)}
KINDS = tuple(READERS)


def opened(folder: Path, kind: str, name: str) -> tuple[pd.DataFrame, Any]:
    ending, read = READERS[kind]
    return read(str(folder / f"{name}.{ending}"))


@pytest.fixture(scope="module")
def corpus() -> gk.Corpus:
    return gk.load_corpus(gk.samples() / "pingtan-20*.html", progress=False)


@pytest.mark.parametrize(("kind", "language"), [("stata", "zh"), ("spss", "en")])
def test_every_frame_comes_back_with_labels(
    corpus: gk.Corpus, kind: str, language: str, tmp_path: Path
) -> None:
    written = corpus.write(tmp_path, kind, labels=language)
    assert {path.stem for path in written} == {*EXPORTED, "codebook"}
    book, _ = opened(tmp_path, kind, "codebook")
    for name, frame in corpus.to_frames().items():
        found, about = opened(tmp_path, kind, name)
        assert len(found) == len(frame)
        own = book[(book["frame"] == name) & (book["code"] == "")]
        for column in frame.columns:
            one, (variable, *code) = described(name, column), own.loc[own["column"] == column, "variable"]
            assert about.column_names_to_labels[variable] == one.label(language)
            assert bool(code) == bool(one.codes)
            if code:
                labels = about.variable_value_labels[variable]
                said = one.words(language)
                plain = frame[column].astype("string").fillna("")
                assert found[code[0]].tolist() == plain.tolist()
                assert [labels.get(number, "") for number in found[variable]] == [
                    said.get(code, code)[:40] if kind == "spss" and language == "zh" else said.get(code, code)
                    for code in plain
                ]
            elif pd.api.types.is_numeric_dtype(frame[column].dtype):
                expected = frame[column].astype("Float64").to_numpy(dtype=float, na_value=float("nan"))
                assert found[variable].astype(float).equals(pd.Series(expected))


def test_the_codebook_maps_variables_to_columns_and_numbers_to_codes(
    corpus: gk.Corpus, tmp_path: Path
) -> None:
    corpus.to_stata(tmp_path, labels="zh")
    book, _ = opened(tmp_path, "stata", "codebook")
    for name in EXPORTED:
        found, about = opened(tmp_path, "stata", name)
        own = book[book["frame"] == name]
        assert set(own["variable"]) == set(found.columns)
        assert set(own["column"]) == set(corpus.frame(name).columns)
        for line in own[own["code"] != ""].itertuples():
            assert about.variable_value_labels[line.variable][line.number] == line.zh
    units = book[(book["frame"] == "facts") & (book["column"] == "x0")]
    assert units["unit"].tolist() == ["points from the left"]


@pytest.mark.parametrize("kind", KINDS)
def test_numbers_of_codes_are_the_same_in_every_file(kind: str, tmp_path: Path) -> None:
    columns = (Column("table", "string", ""), Column("row", "string", ""))
    both = {
        "a": table_frame(columns, [("reviews", "reconsideration"), ("applications", "outcome.total")]),
        "b": table_frame(columns, [("applications", "outcome.total"), (None, "unmatched.1")]),
    }
    write_frames({"facts": both["a"]}, tmp_path / "a", kind)  # type: ignore[arg-type]
    write_frames({"facts": both["b"]}, tmp_path / "b", kind)  # type: ignore[arg-type]
    one, _ = opened(tmp_path / "a", kind, "facts")
    other, about = opened(tmp_path / "b", kind, "facts")
    assert one.loc[1, ["table", "row"]].tolist() == other.loc[0, ["table", "row"]].tolist()
    assert pd.isna(other.loc[1, "table"])
    assert about.variable_value_labels["row"][other.loc[1, "row"]] == "unmatched.1"


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_formats_cannot_hold_is_never_wrong(kind: str, tmp_path: Path) -> None:
    columns = (
        Column("exact", "Int64", ""), Column("large", "Int64", ""), Column("huge", "Int64", ""),
        Column("value", "Float64", ""), Column("flag", "boolean", ""), Column("text", "string", ""),
    )  # fmt: skip
    long = "很长" * 20_000
    rows = [
        (2_147_483_620, 2**53, 2**53 + 1, 1e308, True, long),
        (None, 2_147_483_621, -5, 0.1, None, "a\0b"),
    ]
    write_frames({"f": table_frame(columns, rows)}, tmp_path, kind, labels="zh")  # type: ignore[arg-type]
    found, about = opened(tmp_path, kind, "f")
    assert found["exact"].tolist()[0] == 2_147_483_620
    assert found["large"].tolist() == [2**53, 2_147_483_621]
    assert found["huge"].tolist() == [str(2**53 + 1), "-5"]
    assert [pd.isna(value) for value in found["value"]] == [True, False]
    assert found["value"][1] == 0.1
    assert about.variable_value_labels["flag"] == {0: "否", 1: "是"}
    assert found["text"][1] == "ab"
    book, _ = opened(tmp_path, kind, "codebook")
    notes = book.set_index("variable")["note"]
    assert notes["huge"].startswith("written as text")
    assert "8.9e+307" in notes["value"]
    assert notes[["exact", "large", "flag"]].tolist() == [""] * 3
    if kind == "stata":
        assert found["text"][0] == long
    else:
        assert found["text"][0].endswith("[cut: 40,000 characters]")
        assert "its end says so" in notes["text"]


@pytest.mark.parametrize("kind", KINDS)
def test_days_come_back_as_days(kind: str, tmp_path: Path) -> None:
    column = next(column for column in REPORTS if column.name == "published")
    frame = table_frame((column,), [(dt.date(2021, 3, 5),), (None,)])
    write_frames({"reports": frame}, tmp_path, kind)  # type: ignore[arg-type]
    found, _ = opened(tmp_path, kind, "reports")
    assert found["published"].tolist()[0] == dt.date(2021, 3, 5)
    assert pd.isna(found["published"][1])


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=45), unique=True, max_size=8))
def test_names_are_such_as_both_programs_take(columns: list[str]) -> None:
    names = variable_names(columns)
    assert list(names) == columns
    assert len({name.lower() for name in names.values()}) == len(columns)
    for name in names.values():
        assert 1 <= len(name) <= 32
        assert name.isascii()
        assert name[0].isalpha()
        assert name.replace("_", "").isalnum()


def test_names_stay_readable() -> None:
    names = variable_names(
        [
            "total",
            "break",
            "_0",
            "str5",
            "Total",
            "reconsideration_correction_rate_of_all",
            "x" * 40,
            "x" * 41,
        ]
    )
    assert list(names.values()) == [
        "total", "v_break", "v_0", "v_str5", "Total_2", "reconside_correction_rate_of_all", "x" * 32, "x" * 30 + "_2",
    ]  # fmt: skip


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(NASTY), min_size=1, max_size=10), st.sampled_from(KINDS))
def test_any_text_comes_back(texts: list[str], kind: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        frame = pd.DataFrame({"text": pd.Series(texts, dtype="string")})
        write_frames({"f": frame}, folder, kind)  # type: ignore[arg-type]
        found, _ = opened(Path(folder), kind, "f")
    # SPSS pads text with spaces, and nobody can tell them from its own.
    assert [text.rstrip(" ") for text in found["text"]] == [
        text.replace("\0", "").rstrip(" ") for text in texts
    ]


def test_spss_names_its_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    with pytest.raises(MissingDependency, match=r"gkstats\[spss\]"):
        write_frames({"f": pd.DataFrame({"n": [1]})}, tmp_path, "spss")


def test_a_workbook_opens_with_codebook_filters_and_words(corpus: gk.Corpus, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(corpus.to_excel(tmp_path / "all.xlsx", labels="zh"))
    assert book.sheetnames == [*EXPORTED, "codebook"]
    sheet = book["applications"]
    assert [cell.value for cell in sheet[1]][:5] == ["文件标识", "机关", "年度", "行", "自然人"]
    assert sheet.auto_filter.ref == f"A1:K{len(corpus.applications) + 1}"
    assert sheet.column_dimensions["D"].width > sheet.column_dimensions["E"].width >= len("自然人") * 2
    lines = {(row[0], row[1], row[2]): row for row in book["codebook"].iter_rows(min_row=2, values_only=True)}
    assert lines["applications", "row", "outcome.partial"][3:5] == ("部分公开", "granted in part")
    assert lines["facts", "x0", None][6] == "points from the left"


def test_the_command_exports_files_and_datasets(corpus: gk.Corpus, tmp_path: Path) -> None:
    corpus.to_parquet(tmp_path / "set")
    run = CliRunner().invoke
    asked = [
        "export",
        str(tmp_path / "set"),
        "--to",
        "stata",
        str(tmp_path / "out"),
        "--frame",
        "series",
        "--labels",
        "zh",
    ]
    answer = run(main, asked)
    assert (answer.exit_code, answer.output) == (0, f"wrote 2 files into {tmp_path / 'out'}\n")
    found, about = opened(tmp_path / "out", "stata", "series")
    assert len(found) == len(corpus.series())
    assert about.column_names_to_labels["agency"] == "机关"
    answer = run(
        main, ["export", str(tmp_path / "set"), "--to", "csv", str(tmp_path / "out"), "--frame", "serie"]
    )
    assert answer.exit_code == 2
    assert answer.output.startswith("Error: there is no frame 'serie'; close ones: series")
