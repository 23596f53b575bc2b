"""Frames as one Excel workbook, a sheet each: widths that fit, filters, and text that is never a formula."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import math
import os
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, TypeAlias

import pandas as pd

from gkstats.exports.flat import CELL_DIGITS, cell_text, checked_name, columns_of, rows_of
from gkstats.files import moved_into, require

__all__ = ["write_workbook"]

PathLike: TypeAlias = str | os.PathLike[str]

# What XML cannot hold, and what would be read as such an escape.
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_SUSPECT: Final = frozenset("=+-@#")
_SHEET_ROWS: Final = 1_048_576
_CELL_CHARACTERS: Final = 32_767
_SAMPLED: Final = 200
"""Rows by which the widths of columns are judged."""
_WIDTHS: Final = (6, 50)
_AROUND: Final = 4
"""Characters that the button of a filter and the margins take."""


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


def _sheets(workbook: Any, name: str, frame: pd.DataFrame, cell_of: Callable[[Any, Any], Any]) -> None:
    letter_of = require("openpyxl.utils", "excel").get_column_letter
    rows, part = rows_of(frame), 1
    while (some := list(itertools.islice(rows, _SHEET_ROWS - 1))) or part == 1:
        sheet = workbook.create_sheet(name if part == 1 else f"{name[:25]} ({part})")
        sheet.freeze_panes = "A2"
        for number, width in enumerate(_widths(list(frame.columns), some), 1):
            sheet.column_dimensions[letter_of(number)].width = width
        if len(frame.columns):
            sheet.auto_filter.ref = f"A1:{letter_of(len(frame.columns))}{len(some) + 1}"
        for row in (tuple(frame.columns), *some):
            sheet.append([cell_of(sheet, value) for value in row])
        part += 1


def _widths(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[int]:
    """Yield how wide each column is to be; a Chinese character takes two places."""
    for place, name in enumerate(head):
        shown = (_places(cell_text(row[place])) for row in rows[:_SAMPLED] if row[place] is not None)
        yield min(max(_WIDTHS[0], _places(name) + _AROUND, *shown, 0), _WIDTHS[1])


def _places(text: str) -> int:
    line = text.partition("\n")[0][: _WIDTHS[1]]
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)


def _cells(write_only_cell: Callable[..., Any]) -> Callable[[Any, Any], Any]:
    """Return a function that makes a cell of a value, text always as text."""

    def cell_of(sheet: Any, value: Any) -> Any:
        if isinstance(value, int) and abs(value) >= 10**CELL_DIGITS:
            value = str(value)
        if isinstance(value, float) and math.isinf(value):
            value = cell_text(value)
        if isinstance(value, dt.datetime) and value.time() == dt.time():
            value = value.date()  # a day is shown as one
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
