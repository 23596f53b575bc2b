"""Frames written as files and read back."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import tempfile
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gkstats import MissingDependency, UnreadableDocument, exports
from gkstats.exports import read_parquet, rows_of, write_frames, write_workbook
from tests.publishing.conftest import NASTY, assert_same, declared_frames

quietly = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def unescaped(text: str | None) -> str | None:
    """What Excel shows for the text of a cell."""
    return text and re.sub("_x([0-9A-F]{4})_", lambda match: chr(int(match[1], 16)), text)


@quietly
@given(declared_frames())
def test_parquet_gives_back_the_very_frames(frames: dict[str, pd.DataFrame]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        written = write_frames(frames, folder, "parquet")
        assert {path.stem for path in written} == set(frames)
        assert_same(read_parquet(folder), frames)


@quietly
@given(declared_frames())
def test_csv_and_json_hold_every_value(frames: dict[str, pd.DataFrame]) -> None:
    frames = {name: frame.replace([float("inf"), float("-inf")], 0) for name, frame in frames.items()}
    with tempfile.TemporaryDirectory() as folder:
        write_frames(frames, folder, "csv", raw=True)
        write_frames(frames, folder, "json")
        for name, frame in frames.items():
            flat = exports.columns_of(name, frame)[0]
            rows = list(rows_of(flat))
            text = (Path(folder) / f"{name}.csv").read_bytes()
            assert text.startswith(b"\xef\xbb\xbf")
            head, *cells = csv.reader(io.StringIO(text.decode("utf-8-sig"), newline=""))
            assert head == list(flat.columns)
            assert cells == [
                ["" if value is None else exports.cell_text(value) for value in row] for row in rows
            ]
            records = json.loads((Path(folder) / f"{name}.json").read_text(encoding="utf-8"))
            assert [tuple(record.values()) for record in records] == rows


@quietly
@given(st.sampled_from(NASTY) | st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_no_text_of_a_csv_file_is_a_formula_or_a_command(text: str) -> None:
    frame = pd.DataFrame({"text": pd.Series([text], dtype="string")})
    with tempfile.TemporaryDirectory() as folder:
        (file,) = write_frames({"f": frame}, folder, "csv")
        _, (cell,) = csv.reader(io.StringIO(file.read_bytes().decode("utf-8-sig"), newline=""))
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", cell)
    if cell[:1] in tuple("=+-@\t\r\n＝＋－＠") and len(cell) > 1:
        float(cell.rstrip("%").replace(",", ""))  # a number, and nothing but a number
    assert cell.removeprefix("'") == re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", "", text).removeprefix(
        "'"
    )


@pytest.mark.parametrize(
    "text", ["=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "＝1+1", "-cmd", "=", "--"]
)
def test_formulas_are_told_from_figures(text: str) -> None:
    assert exports.harmless(text) == (text if len(text) == 1 else f"'{text}")
    assert exports.harmless(f"见{text}") == f"见{text}"


@pytest.mark.parametrize("text", ["-", "-5", "+5", "-1,234.5", "-3%", "—", "0", ""])
def test_figures_stay_as_printed(text: str) -> None:
    assert exports.harmless(text) == text


def test_csv_is_read_by_pandas(tmp_path: Path) -> None:
    frame = pd.DataFrame({"agency": ["云岭县", "a,\n“b”"], "value": [540.0, 0.25], "held": [True, False]})
    write_frames({"frame": frame}, tmp_path, "csv")
    pd.testing.assert_frame_equal(pd.read_csv(tmp_path / "frame.csv"), frame)


def test_excel_never_takes_text_for_a_formula(nasty: pd.DataFrame, tmp_path: Path) -> None:
    path = write_workbook({"nasty": nasty}, tmp_path / "book.xlsx")
    sheet = openpyxl.load_workbook(path)["nasty"]
    head, *rows = sheet.iter_rows()
    assert [cell.value for cell in head] == list(nasty.columns)
    assert len(rows) == len(nasty) - 1  # to Excel, the last row does not exist: it holds nothing
    for text, (cell, *_) in zip(NASTY, rows, strict=False):
        assert (unescaped(cell.value) or "") == text
        assert cell.data_type in "sn" or cell.value is None, text
        assert bool(cell.quotePrefix) == text.startswith(("=", "+", "-", "@"))
    with zipfile.ZipFile(path) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
    wholes = [row[1].value for row in rows[:6]]
    assert wholes == [str(2**63 - 1), str(-(2**63)), str(10**15), 10**15 - 1, 0, None]
    assert [row[2].value for row in rows[:6]] == [0.1, 0, 1e300, 540, 2.0**53 + 2, None]
    assert [row[3].value for row in rows[:2]] == [True, None]


@quietly
@given(declared_frames())
def test_excel_holds_every_text(frames: dict[str, pd.DataFrame]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (path,) = write_frames(frames, folder, "xlsx")
        book = openpyxl.load_workbook(path)
        assert book.sheetnames == list(frames)
        for name, frame in frames.items():
            flat = exports.columns_of(name, frame)[0]
            # Rows after the last that holds anything do not exist to Excel.
            _, *rows = book[name].iter_rows(values_only=True)
            rows += [(None,) * flat.shape[1]] * (len(flat) - len(rows))
            for position, column in enumerate(flat.columns):
                if flat[column].dtype == "string":
                    expected = [text or None for text in flat[column].fillna("")]
                    assert [unescaped(row[position]) for row in rows] == expected


def test_what_excel_cannot_hold_goes_on_or_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports.sheets, "_SHEET_ROWS", 4)
    frame = pd.DataFrame({"n": range(7), "text": "字" * 32_768})
    path = write_workbook({"long": frame, "none": frame.iloc[:0]}, tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["long", "long (2)", "long (3)", "none"]
    assert [row[0] for sheet in book for row in sheet.iter_rows(min_row=2, values_only=True)] == list(
        range(7)
    )
    assert all(sheet["A1"].value == "n" for sheet in book)
    text = book["long"]["B2"].value
    assert len(text) == 32_767
    assert text.endswith("字 [cut: 32,768 characters]")


def test_a_failure_leaves_everything_as_it_was(tmp_path: Path) -> None:
    write_frames({"a": pd.DataFrame({"n": [1]})}, tmp_path, "json")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*")}
    bad = {"a": pd.DataFrame({"n": [2]}), "b": pd.DataFrame({"n": [float("inf")]})}
    with pytest.raises(ValueError, match="JSON"):
        write_frames(bad, tmp_path, "json")
    assert {path: path.read_bytes() for path in tmp_path.rglob("*")} == before
    write_frames({"a": pd.DataFrame({"n": [2]})}, tmp_path, "json")
    assert json.loads((tmp_path / "a.json").read_text()) == [{"n": 2}]
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


@pytest.mark.parametrize("name", ["../out", "a/b", "", ".hidden", "x" * 32, "a\\b"])
def test_a_name_that_is_no_file_name(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot name a file"):
        write_frames({name: pd.DataFrame({"n": [1]})}, tmp_path / "in", "csv")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({2020: [1]}),
        pd.DataFrame({"": [1]}),
        pd.DataFrame({"n": [1]}, index=["a"]),
        pd.DataFrame({"n": [1]}, index=pd.Index(["a"], name="n")),
    ],
)
def test_a_column_without_a_name_of_its_own(frame: pd.DataFrame, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="frame 'f': "):
        write_frames({"f": frame}, tmp_path, "csv")


@pytest.mark.parametrize(
    ("module", "kind", "extra"), [("pyarrow", "parquet", "parquet"), ("openpyxl", "xlsx", "excel")]
)
def test_a_missing_package_names_its_extra(
    module: str, kind: str, extra: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingDependency, match=rf"gkstats\[{extra}\]"):
        write_frames({"f": pd.DataFrame({"n": [1]})}, tmp_path, kind)  # type: ignore[arg-type]


def test_reading_what_is_no_parquet(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no Parquet files"):
        read_parquet(tmp_path)
    (tmp_path / "f.parquet").write_bytes(b"PAR1 and nothing else")
    with pytest.raises(UnreadableDocument, match=r"f\.parquet: no Parquet file"):
        read_parquet(tmp_path)


def test_parquet_keeps_what_a_frame_says_about_itself(tmp_path: Path) -> None:
    frame = pd.DataFrame({"n": [1]})
    frame.attrs = {"total": 540}
    write_frames({"f": frame}, tmp_path, "parquet")
    assert read_parquet(tmp_path)["f"].attrs == {"total": 540}
    assert frame.attrs == {"total": 540}
