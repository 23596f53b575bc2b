"""Frames as files for other programs, never pickled.

``flat`` makes rows and text of a frame, CSV and JSON among them; ``sheets`` writes Excel; ``statistical`` Stata and SPSS.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, Literal, TypeAlias

import pandas as pd

from gkstats.errors import UnreadableDocument
from gkstats.exports.flat import (
    cell_text,
    checked_name,
    columns_of,
    csv_for_people,
    harmless,
    json_records,
    raw_csv,
    rows_of,
    write_csv,
)
from gkstats.exports.sheets import write_workbook
from gkstats.exports.statistical import VARIABLES, variable_names, write_statistical
from gkstats.files import moved_into, require
from gkstats.frames import Column, table_frame
from gkstats.labels import CODEBOOK, checked_language, codebook_rows, labelled
from gkstats.vocabulary import Language

__all__ = [
    "FORMATS",
    "VARIABLES",
    "Format",
    "cell_text",
    "codebook_of",
    "columns_of",
    "harmless",
    "read_parquet",
    "rows_of",
    "variable_names",
    "write_csv",
    "write_frames",
    "write_workbook",
]

Format: TypeAlias = Literal["csv", "parquet", "xlsx", "json", "stata", "spss"]
FORMATS: Final[tuple[Format, ...]] = ("csv", "parquet", "xlsx", "json", "stata", "spss")
PathLike: TypeAlias = str | os.PathLike[str]

_INDEX: Final = "gkstats:index"
_SCALES: Final = "gkstats:scales"
_TIMES: Final = "gkstats:times"
_BOOK: Final = "codebook"
"""Sheet of a workbook that says what columns and codes mean."""


def write_frames(
    frames: Mapping[str, pd.DataFrame],
    directory: PathLike,
    format: Format,  # noqa: A002
    *,
    raw: bool = False,
    labels: Language | None = None,
    columns: Mapping[str, Sequence[Column]] | None = None,
) -> list[Path]:
    """Write frames into a directory, a file each (``xlsx``: one workbook, a sheet each); return the files.

    Files of the same names are replaced when all are written, and stay as they were when one cannot be; other files stay.

    ``parquet`` gives back the very frames with `read_parquet`. ``csv`` is UTF-8 with a byte order mark, without which
    Excel shows Chinese text as gibberish; pandas and R's readr skip it. Missing values and empty text are both empty
    cells there. A spreadsheet takes text that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line end for a formula
    when it opens a CSV file: such text gets an apostrophe before it, and control characters are left out, unless `raw`.
    ``xlsx`` needs neither, text stays text there. ``json`` is an array of records. ``stata`` (version 118, Stata 14 and
    later) and ``spss`` bear labels for variables and values, and come with a ``codebook`` that says how each column was
    written.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Names may hold letters, digits, ``_``, ``-`` and ``.``, at most 31. An index that counts rows is left out.
    directory : path
        Is made where it does not exist.
    format : {"csv", "parquet", "xlsx", "json", "stata", "spss"}
    raw : bool
        Write text into CSV as it stands, for programs and not for spreadsheets or terminals.
    labels : {"zh", "en"}, optional
        Language of the words that stand for codes and columns. By default these stay as they are; the labels of
        Stata and SPSS are English then.
    columns : mapping of str to sequence of Column, optional
        Units and meanings of columns, by frame, for the codebooks. With it, a workbook gets a sheet ``codebook``.

    Raises
    ------
    GkstatsError
        The directory cannot be written, or the disk is full; the files are as before.
    MissingDependency
        The extra ``parquet``, ``excel`` or ``spss`` is not installed.
    ValueError
        A frame cannot be written: its name, its columns, or an infinite number in ``json``. Or the language is none.
    """
    if labels is not None:
        checked_language(labels)
    if format in ("stata", "spss"):
        return write_statistical(frames, Path(directory), format, labels or "en", columns or {})
    shown = {name: labelled(frame, name, labels) for name, frame in frames.items()} if labels else frames
    if format == "xlsx":
        book = {} if columns is None else {_BOOK: codebook_of(frames, columns, labels)}
        return [write_workbook({**shown, **book}, Path(directory) / "gkstats.xlsx")]
    write = {"csv": raw_csv if raw else csv_for_people, "parquet": _parquet, "json": json_records}[format]
    if format == "parquet":
        require("pyarrow", "parquet")
    with moved_into(Path(directory)) as (beside, written):
        for name, frame in shown.items():
            flat, index = columns_of(name, frame)
            flat.attrs = (
                {**frame.attrs, _INDEX: index, _SCALES: _scales(flat), _TIMES: _times(flat)}
                if format == "parquet"
                else {}
            )
            write(flat, beside / f"{checked_name(name)}.{format}")
    return written


def codebook_of(
    frames: Mapping[str, pd.DataFrame],
    columns: Mapping[str, Sequence[Column]],
    labels: Language | None = None,
) -> pd.DataFrame:
    """Return what the columns of frames mean, and the codes that stand in them: a line each, in both languages."""
    flat = {name: columns_of(name, frame)[0] for name, frame in frames.items()}
    book = table_frame(CODEBOOK, codebook_rows(flat, columns))
    return labelled(book, _BOOK, labels) if labels else book


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


def _parquet(frame: pd.DataFrame, path: Path) -> None:
    frame.to_parquet(path, engine="pyarrow", index=False)
