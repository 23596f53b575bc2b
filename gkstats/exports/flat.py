"""A frame as rows of Python's own values, and as text: CSV and JSON, safe for spreadsheets and terminals."""

from __future__ import annotations

import csv
import datetime as dt
import json
import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd

__all__ = [
    "CELL_DIGITS",
    "cell_text",
    "checked_name",
    "columns_of",
    "csv_for_people",
    "harmless",
    "json_records",
    "raw_csv",
    "rows_of",
    "write_csv",
]

_NAME: Final = re.compile(
    r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,30}"
)  # 31 characters is what a sheet's name may have
# What a spreadsheet takes for the beginning of a formula, also in full width; a number and a lone sign are none.
_FORMULA: Final = re.compile(r"(?![+-]?[\d.,]+%?\Z|.\Z)[=+\-@\t\r\n＝＋－＠]", re.DOTALL)
# Line ends and tabs may stand in a cell; everything else that steers a terminal may not.
_STEERING: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
CELL_DIGITS: Final = 15
"""Digits that a spreadsheet keeps of a number."""


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
        return f"{value:.0f}" if value.is_integer() and abs(value) < 10**CELL_DIGITS else repr(value)
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


def csv_for_people(frame: pd.DataFrame, path: Path) -> None:
    """Write a flat frame as CSV whose text no spreadsheet takes for a formula."""
    texts = [name for name in frame.columns if frame[name].dtype == "string" or frame[name].dtype == object]
    write_csv(frame.assign(**{name: frame[name].map(harmless) for name in texts}), path, "utf-8-sig", {})


def raw_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a flat frame as CSV, text as it stands."""
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


def json_records(frame: pd.DataFrame, path: Path) -> None:
    """Write a flat frame as an array of records."""
    with path.open("w", encoding="utf-8") as stream:
        separator = "[\n"
        for row in rows_of(frame):
            record = dict(zip(frame.columns, row, strict=True))
            text = json.dumps(record, ensure_ascii=False, allow_nan=False, default=dt.datetime.isoformat)
            stream.write(f"{separator}{text}")
            separator = ",\n"
        stream.write("\n]\n" if len(frame) else "[]\n")
