"""What people know better than a report prints: a list of corrected figures, kept beside the documents as a CSV file.

A line of the list names a figure by its document, or by agency and year, and by table, row and column as in `facts`;
"identity" as the table with ``agency``, ``year``, ``title`` or ``published`` as the row; or "breakdowns" with the number of
the breakdown as the row and the label of the part, or "total", as the column. It holds what is printed there and what
should be, and why, by whom, when and on what ground. Documents and readings stay as they are.
"""

from __future__ import annotations

import csv
import datetime as dt
import functools
import hashlib
import io
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final

from gkstats.agencies import agency_id
from gkstats.errors import GkstatsError
from gkstats.files import write_file
from gkstats.timeline import Named, id_of

__all__ = ["IDENTITY", "NONE", "TABLES", "Correction", "Corrections", "add"]

TABLES: Final = ("applications", "proactive", "reviews", "statistics", "breakdowns", "identity")
IDENTITY: Final = ("agency", "year", "title", "published")
_LARGEST: Final = 20_000_000
"""Most bytes of a list."""
_LONGEST: Final = 2_000
"""Most characters of a cell."""
_FIGURE: Final = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_YEAR: Final = re.compile("[12][0-9]{3}")
_FORMULA: Final = ("=", "+", "-", "@")
_DATES: Final = "write dates as 2024-03-01"


@dataclass(frozen=True, slots=True)
class Correction:
    """A figure that is not what it should be; text as it stands in the list."""

    document: str
    agency: str
    year: str
    table: str
    row: str
    column: str
    printed: str
    corrected: str
    reason: str
    who: str
    when: str
    source: str

    @property
    def figure(self) -> tuple[str, str, str]:
        """What is corrected within a report."""
        return self.table, self.row, self.column


_COLUMNS: Final = tuple(field.name for field in fields(Correction))


class Corrections:
    """A list of corrections.

    Attributes
    ----------
    lines : sequence of (int, Correction)
        The number of each line in the file, counted from 1, and what it says.
    """

    def __init__(self, name: str, lines: Sequence[tuple[int, Correction]]) -> None:
        self.name = name
        self.lines = tuple(lines)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.lines)

    @classmethod
    def read(cls, file: str | os.PathLike[str]) -> Corrections:
        """Read a CSV file.

        Raises
        ------
        FileNotFoundError
            There is no such file.
        GkstatsError
            It is too large or no CSV in UTF-8, lacks a column, or a line is not what a correction must be.
        """
        path = Path(file)
        with path.open("rb") as stream:
            data = stream.read(_LARGEST + 1)
        return cls.of(data, str(path))

    @classmethod
    def of(cls, data: bytes, name: str) -> Corrections:
        """Read the content of a file of that name; see `read`."""
        if len(data) > _LARGEST:
            raise GkstatsError(name, f"it is larger than {_LARGEST:,} bytes", "split the list")
        lines: list[tuple[int, Correction]] = []
        try:
            reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
            missing = [column for column in _COLUMNS if column not in (reader.fieldnames or ())]
            if missing:
                raise GkstatsError(
                    name, f"it has no column {missing[0]}", f"columns are {', '.join(_COLUMNS)}"
                )
            for row in reader:
                if None in row:
                    raise GkstatsError(
                        f"{name}, line {reader.line_num}", "it has too many cells", "quote commas"
                    )
                one = Correction(**{column: (row[column] or "").strip() for column in _COLUMNS})
                _sound(one, f"{name}, line {reader.line_num}")
                lines.append((reader.line_num, one))
        except (UnicodeDecodeError, csv.Error) as error:
            raise GkstatsError(
                name, f"it is no CSV file in UTF-8 ({error})", "save it as CSV in UTF-8"
            ) from error
        return cls(name, _single(lines, name))

    def encoded(self) -> bytes:
        """Return the list as the content of a file."""
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(one) for _, one in self.lines)
        return text.getvalue().encode()

    @property
    def digest(self) -> str:
        """What stands for the list; of none the empty text."""
        return hashlib.blake2b(self.encoded(), digest_size=16).hexdigest() if self.lines else ""

    def on(self, document: str, one: Named) -> list[tuple[int, Correction]]:
        """Return the corrections of a report, given the key of its document and who says to report about which year.

        Copies of a document, byte for byte, are corrected alike.
        """
        names = {one.agency, id_of(one)} - {None}
        keys = [document.partition("-")[0], *((name, str(one.year)) for name in names)]
        found = {line: meant for key in keys for line, meant in self._by_report.get(key, ())}
        return sorted(found.items())

    @functools.cached_property
    def _by_report(self) -> dict[Any, list[tuple[int, Correction]]]:
        found: dict[Any, list[tuple[int, Correction]]] = {}
        for line, one in self.lines:
            if one.document:
                found.setdefault(one.document.partition("-")[0], []).append((line, one))
                continue
            for name in {one.agency, agency_id(one.agency, int(one.year))}:
                found.setdefault((name, one.year), []).append((line, one))
        return found


NONE: Final = Corrections("", ())
"""No corrections."""


def add(
    file: str | os.PathLike[str],
    *,
    table: str,
    row: str,
    column: str = "",
    printed: str,
    corrected: str,
    reason: str,
    who: str = "",
    document: str = "",
    agency: str = "",
    year: int | None = None,
    when: dt.date | None = None,
    source: str = "",
) -> Correction:
    """Add a line to a list of corrections, which is made where there is none; the file is replaced in one step.

    Parameters
    ----------
    file : path
    table, row, column : str
        The figure, as in `facts`; see `gkstats.corrections`.
    printed : str
        What stands there, as in ``facts["printed"]``; empty for a blank cell.
    corrected : str
        What should stand there; empty for a blank cell.
    reason : str
        Why.
    who : str
        Who says so.
    document : str
        Key of the document, as in every frame; without it `agency` and `year` say whose report it is.
    agency : str
        Name or id.
    year : int, optional
        The reporting year.
    when : date, optional
        Today by default.
    source : str
        On what ground, such as the address of a corrected edition.

    Returns
    -------
    Correction

    Raises
    ------
    GkstatsError
        It is not what a correction must be, the figure is corrected already, or the file cannot be read or written.

    Examples
    --------
    >>> import gkstats as gk, pathlib, tempfile
    >>> from gkstats import corrections
    >>> report = gk.samples() / "pingtan-2020.html"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder, "corrections.csv")
    ...     _ = corrections.add(
    ...         file, agency="平潭综合实验区", year=2020, table="applications", row="outcome.total", column="total",
    ...         printed="21", corrected="27", reason="the outcomes add up to 27", who="Li Wei",
    ...     )
    ...     fixed = gk.load_report(report, corrections=file)
    >>> cell = fixed.facts.query("row == 'outcome.total' and column == 'total'").iloc[0]
    >>> cell["printed"], int(cell["value"]), cell["trouble"]
    ('21', 27, 'corrected')
    """
    path = Path(file)
    before = Corrections.read(path) if path.exists() else Corrections(str(path), ())
    one = Correction(
        document=document.strip(),
        agency=agency.strip(),
        year="" if year is None else str(year),
        table=table,
        row=row,
        column=column,
        printed=printed.strip(),
        corrected=corrected.strip(),
        reason=reason.strip(),
        who=who.strip(),
        when=(when or dt.date.today()).isoformat(),
        source=source.strip(),
    )
    _sound(one, str(path))
    after = Corrections(str(path), _single([*before.lines, (len(before) + 2, one)], str(path)))
    write_file(path, after.encoded())
    return one


def _single(lines: list[tuple[int, Correction]], name: str) -> list[tuple[int, Correction]]:
    seen: dict[tuple[str, ...], int] = {}
    for line, one in lines:
        first = seen.setdefault((one.document, one.agency, one.year, *one.figure), line)
        if first != line:
            raise GkstatsError(
                f"{name}, line {line}",
                f"the figure is corrected in line {first} already",
                "keep one of the lines",
            )
    return lines


_TROUBLES: Final[tuple[tuple[Callable[[Correction], object], str, str], ...]] = (
    (
        lambda one: not one.document and not (one.agency and one.year),
        "it names no report",
        "give the document, or agency and year",
    ),
    (
        lambda one: one.year and not _YEAR.fullmatch(one.year),
        "its year {one.year!r} is no year",
        "write years as 2020",
    ),
    (
        lambda one: one.table not in TABLES,
        "there is no table {one.table!r} to correct",
        f"there are {', '.join(TABLES)}",
    ),
    (lambda one: not one.reason, "it gives no reason", "say why the figure is wrong"),
    (lambda one: one.printed == one.corrected, "it changes nothing", "leave the line out"),
)


def _sound(one: Correction, place: str) -> None:
    """Raise an error unless a line is what a correction must be."""
    for column, text in asdict(one).items():
        if len(text) > _LONGEST or _CONTROL.search(text):
            trouble = f"its {column} is longer than {_LONGEST:,} characters, or holds control characters"
            raise GkstatsError(place, trouble, "write it plainly")
    for column in ("reason", "who", "source"):
        if getattr(one, column).startswith(_FORMULA):
            raise GkstatsError(place, f"its {column} begins like a formula", "begin it with a word")
    for wrong, trouble, remedy in _TROUBLES:
        if wrong(one):
            raise GkstatsError(place, trouble.format(one=one), remedy)
    if one.when:
        _date(one.when, place)
    if one.table == "identity":
        _identity(one, place)
    elif one.corrected and not _FIGURE.fullmatch(one.corrected):
        raise GkstatsError(
            place, f"{one.corrected!r} is no figure", "write it as 1234 or 12.5, or leave it empty"
        )
    elif one.table == "breakdowns" and not (one.corrected and one.row.isascii() and one.row.isdigit()):
        raise GkstatsError(
            place, "a part of a breakdown needs its number as the row, and a figure", "see breakdowns"
        )


def _identity(one: Correction, place: str) -> None:
    if one.row not in IDENTITY:
        raise GkstatsError(
            place, f"there is no field {one.row!r} of the identity", f"there are {', '.join(IDENTITY)}"
        )
    if one.row == "year" and not _YEAR.fullmatch(one.corrected):
        raise GkstatsError(place, f"{one.corrected!r} is no year", "write years as 2020")
    if one.row == "published" and one.corrected:
        _date(one.corrected, place)
    if one.row == "agency" and not one.corrected:
        raise GkstatsError(place, "a report needs an agency", "say which")


def _date(text: str, place: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise GkstatsError(place, f"{text!r} is no date", _DATES) from None
