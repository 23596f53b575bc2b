"""Frames as files for other programs: CSV, Excel, JSON and Parquet, never pickled."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import json
import math
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

import pandas as pd

from gkstats.errors import UnreadableDocument
from gkstats.files import moved_into, require

__all__ = [
    "Format",
    "cell_text",
    "columns_of",
    "harmless",
    "read_parquet",
    "rows_of",
    "write_csv",
    "write_frames",
    "write_workbook",
]

Format: TypeAlias = Literal["csv", "parquet", "xlsx", "json"]
PathLike: TypeAlias = str | os.PathLike[str]

_NAME: Final = re.compile(
    r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,30}"
)  # 31 characters is what a sheet's name may have
_INDEX: Final = "gkstats:index"
_SCALES: Final = "gkstats:scales"
_TIMES: Final = "gkstats:times"

# What XML cannot hold, and what would be read as such an escape.
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")

_SUSPECT: Final = frozenset("=+-@#")
# What a spreadsheet takes for the beginning of a formula, also in full width; a number and a lone sign are none.
_FORMULA: Final = re.compile(r"(?![+-]?[\d.,]+%?\Z|.\Z)[=+\-@\t\r\n＝＋－＠]", re.DOTALL)
# Line ends and tabs may stand in a cell; everything else that steers a terminal may not.
_STEERING: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SHEET_ROWS: Final = 1_048_576
_CELL_CHARACTERS: Final = 32_767
_CELL_DIGITS: Final = 15


def write_frames(
    frames: Mapping[str, pd.DataFrame],
    directory: PathLike,
    format: Format,  # noqa: A002
    *,
    raw: bool = False,
) -> list[Path]:
    """Write frames into a directory, a file each (``xlsx``: one workbook, a sheet each); return the files.

    Files of the same names are replaced when all are written, and stay as they were when one cannot be; other files stay.

    ``parquet`` gives back the very frames with `read_parquet`. ``csv`` is UTF-8 with a byte order mark, without which
    Excel shows Chinese text as gibberish; pandas and R's readr skip it. Missing values and empty text are both empty
    cells there. A spreadsheet takes text that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line end for a formula
    when it opens a CSV file: such text gets an apostrophe before it, and control characters are left out, unless `raw`.
    ``xlsx`` needs neither, text stays text there. ``json`` is an array of records.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Names may hold letters, digits, ``_``, ``-`` and ``.``, at most 31. An index that counts rows is left out.
    directory : path
        Is made where it does not exist.
    format : {"csv", "parquet", "xlsx", "json"}
    raw : bool
        Write text into CSV as it stands, for programs and not for spreadsheets or terminals.

    Raises
    ------
    GkstatsError
        The directory cannot be written, or the disk is full; the files are as before.
    MissingDependency
        The extra ``parquet`` or ``excel`` is not installed.
    ValueError
        A frame cannot be written: its name, its columns, or an infinite number in ``json``.
    """
    if format == "xlsx":
        return [write_workbook(frames, Path(directory) / "gkstats.xlsx")]
    write = {"csv": _raw_csv if raw else _csv_for_people, "parquet": _parquet, "json": _json}[format]
    if format == "parquet":
        require("pyarrow", "parquet")
    with moved_into(Path(directory)) as (beside, written):
        for name, frame in frames.items():
            flat, index = columns_of(name, frame)
            flat.attrs = (
                {**frame.attrs, _INDEX: index, _SCALES: _scales(flat), _TIMES: _times(flat)}
                if format == "parquet"
                else {}
            )
            write(flat, beside / f"{checked_name(name)}.{format}")
    return written


def write_workbook(frames: Mapping[str, pd.DataFrame], path: PathLike) -> Path:
    """Write frames into one Excel workbook, a sheet each; a frame too long for a sheet goes on in the next.

    Text is written as text, never as a formula, whatever it begins with. Whole numbers of more than 15 digits are
    written as text, because Excel would round them; text of more than 32,767 characters is cut, and its end says so.

    Raises
    ------
    GkstatsError
        It cannot be written, because it is open elsewhere, say, or the disk is full; what was there is as before.
    MissingDependency
        The extra ``excel`` is not installed.
    """
    path = Path(path)
    openpyxl = require("openpyxl", "excel")
    cell_of = _cells(require("openpyxl.cell", "excel").WriteOnlyCell)
    workbook = openpyxl.Workbook(write_only=True)
    # First of all, so that nothing is made in vain where nothing can be written.
    with moved_into(path.parent) as (beside, written):
        try:
            for name, frame in frames.items():
                flat, _ = columns_of(name, frame)
                _sheets(workbook, checked_name(name), flat, cell_of)
            if not frames:
                workbook.create_sheet("empty")
            whole = io.BytesIO()  # an archive on a disk that is full cannot even be closed
            workbook.save(whole)
        finally:
            _close(workbook)
        (beside / path.name).write_bytes(whole.getbuffer())
    return written[0]


def _close(workbook: Any) -> None:
    """Close what openpyxl leaves open when a workbook is not saved, or it complains of every sheet later on."""
    for sheet in workbook.worksheets:
        with suppress(Exception):
            sheet.close()
        writer = getattr(sheet, "_writer", None)
        if writer is not None:
            with suppress(Exception):
                writer.cleanup()


def read_parquet(directory: PathLike) -> dict[str, pd.DataFrame]:
    """Return the frames that `write_frames` wrote as Parquet, equal to those that were written.

    Raises
    ------
    MissingDependency
        The extra ``parquet`` is not installed.
    FileNotFoundError
        The directory does not exist, or holds no Parquet file.
    UnreadableDocument
        A file is damaged.
    """
    pyarrow = require("pyarrow", "parquet")
    files = sorted(Path(directory).glob("*.parquet"))
    if not files:
        raise FileNotFoundError(f"{os.fspath(directory)}: no Parquet files")
    frames = {}
    for file in files:
        try:
            frame = pd.read_parquet(file, engine="pyarrow")
        except pyarrow.ArrowInvalid as error:
            raise UnreadableDocument(str(file), f"no Parquet file ({error})", "write it again") from error
        index = frame.attrs.pop(_INDEX, [])
        for column, categories in frame.attrs.pop(_SCALES, {}).items():
            frame[column] = frame[column].astype(pd.CategoricalDtype(categories, ordered=True))
        frame = frame.astype(frame.attrs.pop(_TIMES, {}))
        frames[file.stem] = frame.set_index(index) if index else frame
    return frames


def columns_of(name: str, frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return `frame` with its index as leading columns, and their names; an index that counts rows is left out.

    Raises
    ------
    ValueError
        An index level or a column has no name of its own that is text.
    """
    plain = isinstance(frame.index, pd.RangeIndex) and frame.index.name is None
    index = [] if plain else [_text_name(name, level) for level in frame.index.names]
    names = [*index, *(_text_name(name, column) for column in frame.columns)]
    if len(set(names)) != len(names):
        raise ValueError(f"frame {name!r}: a column's name is used twice")
    return (frame.reset_index(drop=True) if plain else frame.reset_index()), index


def _times(frame: pd.DataFrame) -> dict[str, str]:
    """Return the dtypes of times; Parquet knows no seconds and gives back milliseconds."""
    return {
        str(name): str(column.dtype)
        for name, column in frame.items()
        if pd.api.types.is_datetime64_dtype(column.dtype)
    }


def _scales(frame: pd.DataFrame) -> dict[str, list[str]]:
    """Return the values of ordered columns; Parquet forgets them where a file has no rows."""
    found = ((str(name), column.dtype) for name, column in frame.items())
    return {
        name: [str(value) for value in dtype.categories]
        for name, dtype in found
        if isinstance(dtype, pd.CategoricalDtype) and dtype.ordered
    }


def _text_name(frame: str, column: object) -> str:
    if not isinstance(column, str) or not column:
        raise ValueError(f"frame {frame!r}: {column!r} is no name for a column; give it one that is text")
    return column


def rows_of(frame: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Yield the rows as Python's own values, None for what is missing."""
    columns = [
        frame[column].astype(object).where(frame[column].notna(), None).tolist() for column in frame.columns
    ]
    return zip(*columns, strict=True)


def cell_text(value: Any) -> str:
    """Return a value as CSV has it: as Table Schema reads it, and Python and R too.

    Examples
    --------
    >>> cell_text(True), cell_text(540.0), cell_text(0.1), cell_text(float("-inf"))
    ('true', '540', '0.1', '-INF')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if math.isinf(value):
            return "INF" if value > 0 else "-INF"
        return f"{value:.0f}" if value.is_integer() and abs(value) < 10**_CELL_DIGITS else repr(value)
    if isinstance(value, dt.datetime):
        return value.isoformat()
    return str(value)


def write_csv(frame: pd.DataFrame, path: Path, encoding: str, missing: Mapping[str, str]) -> None:
    """Write a flat frame as RFC 4180 has it; `missing` holds what stands for a missing value, by column."""
    marks = [missing.get(column, "") for column in frame.columns]
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(frame.columns)
        writer.writerows(
            [mark if value is None else cell_text(value) for mark, value in zip(marks, row, strict=True)]
            for row in rows_of(frame)
        )


def checked_name(name: str) -> str:
    """Return `name` when it can name a file and a sheet.

    Raises
    ------
    ValueError
        It cannot.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} cannot name a file: use at most 31 letters, digits, '_', '-' and '.'")
    return name


def _csv_for_people(frame: pd.DataFrame, path: Path) -> None:
    texts = [name for name in frame.columns if frame[name].dtype == "string" or frame[name].dtype == object]
    write_csv(frame.assign(**{name: frame[name].map(harmless) for name in texts}), path, "utf-8-sig", {})


def _raw_csv(frame: pd.DataFrame, path: Path) -> None:
    write_csv(frame, path, "utf-8-sig", {})


def harmless(value: Any) -> Any:
    r"""Return text that no spreadsheet takes for a formula and no terminal for a command; anything else as it is.

    Examples
    --------
    >>> harmless("=1+1"), harmless("-5"), harmless("-"), harmless("\x1b[31m540")
    ("'=1+1", '-5', '-', '[31m540')
    """
    if not isinstance(value, str):
        return value
    text = _STEERING.sub("", value)
    return f"'{text}" if _FORMULA.match(text) else text


def _json(frame: pd.DataFrame, path: Path) -> None:
    with path.open("w", encoding="utf-8") as stream:
        separator = "[\n"
        for row in rows_of(frame):
            record = dict(zip(frame.columns, row, strict=True))
            text = json.dumps(record, ensure_ascii=False, allow_nan=False, default=dt.datetime.isoformat)
            stream.write(f"{separator}{text}")
            separator = ",\n"
        stream.write("\n]\n" if len(frame) else "[]\n")


def _parquet(frame: pd.DataFrame, path: Path) -> None:
    frame.to_parquet(path, engine="pyarrow", index=False)


def _sheets(workbook: Any, name: str, frame: pd.DataFrame, cell_of: Callable[[Any, Any], Any]) -> None:
    rows, part = rows_of(frame), 1
    while (some := list(itertools.islice(rows, _SHEET_ROWS - 1))) or part == 1:
        sheet = workbook.create_sheet(name if part == 1 else f"{name[:25]} ({part})")
        sheet.freeze_panes = "A2"
        for row in (tuple(frame.columns), *some):
            sheet.append([cell_of(sheet, value) for value in row])
        part += 1


def _cells(write_only_cell: Callable[..., Any]) -> Callable[[Any, Any], Any]:
    """Return a function that makes a cell of a value, text always as text."""

    def cell_of(sheet: Any, value: Any) -> Any:
        if isinstance(value, int) and abs(value) >= 10**_CELL_DIGITS:
            value = str(value)
        if isinstance(value, float) and math.isinf(value):
            value = cell_text(value)
        if not isinstance(value, str):
            return value
        if value[:1] not in _SUSPECT:
            return _fitting(value)
        cell = write_only_cell(sheet, _fitting(value))
        cell.data_type = "s"  # openpyxl took =1 for a formula, and #N/A for an error
        cell.quotePrefix = value[0] != "#"  # so that it stays text when someone edits the cell
        return cell

    return cell_of


def _fitting(text: str) -> str:
    """Return text that a cell can hold: control characters as Excel writes them, and no longer than allowed."""
    if len(text) > _CELL_CHARACTERS:
        end = f" [cut: {len(text):,} characters]"
        text = text[: _CELL_CHARACTERS - len(end)] + end
    return _UNPRINTABLE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
