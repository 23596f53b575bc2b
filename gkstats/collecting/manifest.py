"""The manifest of a folder of collected documents: a CSV file with a line for each address, written after every one.

What the list says (``list_title``, ``list_date``) stands beside what was read, and is not mixed with it. A document that
changed after its publication has a line for each version; what is gone keeps its line and its file.
"""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Final, Literal, TypeAlias, get_args

import pandas as pd

from gkstats.errors import GkstatsError
from gkstats.exports import harmless
from gkstats.files import write_file
from gkstats.loading.collected import COLLECTED

__all__ = ["Manifest", "Role", "Row", "State", "frame_of"]

Role: TypeAlias = Literal["report", "copy", "page", "duplicate", "unread"]
"""What a file is: the report; the same report once more, beside it or at another address; the page that gives it; or what
could not be read."""
State: TypeAlias = Literal["current", "superseded", "unlisted", "gone"]
"""Whether a version still stands at its address, was replaced there, stands there but in no list, or is gone."""

_RUNS: Final = ".collecting.json"
_REMEDY: Final = "move it away, or collect into another folder"


@dataclass(frozen=True, slots=True)
class Row:
    """A file, and how it was come by. Every value is a text, or a number that is written as one."""

    url: str
    page: str
    """The page that gives it; its own address where that is the entry of the list."""
    start: str
    list_url: str
    list_title: str
    list_date: str
    fetched: str
    sha256: str
    media_type: str
    file: str
    role: Role
    state: State = "current"
    read_agency: str = ""
    read_year: str = ""
    figures: int = 0
    reading: str = ""
    """Digest of what was read: of a page, without what surrounds the report."""
    etag: str = ""
    last_modified: str = ""
    found_in: int = 0
    """Number of the run that found this version."""
    seen_in: int = 0
    """Number of the last run that asked for it."""
    trouble: str = ""


COLUMNS: Final = tuple(one.name for one in fields(Row))
_NUMBERS: Final = ("figures", "found_in", "seen_in")


@dataclass
class Manifest:
    """The lines of a folder's manifest, and which runs were not finished."""

    folder: Path
    rows: list[Row] = field(default_factory=list)
    runs: dict[str, tuple[int, bool]] = field(default_factory=dict)
    """Of each start the number of the last run, and whether it was finished."""

    @property
    def path(self) -> Path:
        """Where the manifest is."""
        return self.folder / COLLECTED

    @classmethod
    def open(cls, folder: Path) -> Manifest:
        """Return the manifest of a folder; an empty one where there is none.

        Raises
        ------
        GkstatsError
            It is not as it was written.
        """
        found = cls(folder)
        if found.path.exists():
            try:
                with found.path.open(encoding="utf-8-sig", newline="") as file:
                    found.rows = [_row(line) for line in csv.DictReader(file)]
            except (OSError, ValueError, KeyError, TypeError, csv.Error) as error:
                raise GkstatsError(
                    str(found.path), f"it is no manifest of collected documents ({error})", _REMEDY
                ) from error
        try:
            runs = json.loads((folder / _RUNS).read_text(encoding="utf-8"))
            found.runs = {str(start): (int(number), bool(done)) for start, (number, done) in runs.items()}
        except FileNotFoundError:
            pass
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise GkstatsError(
                str(folder / _RUNS), f"it is not as it was written ({error})", "delete it"
            ) from error
        return found

    def begin(self, start: str) -> int:
        """Return the number of this run; of one that was interrupted, its number."""
        number, done = self.runs.get(start, (max((row.found_in for row in self.rows), default=0), True))
        number += done
        self._note(start, number, done=False)
        return number

    def finish(self, start: str) -> None:
        """Note that the run was finished."""
        self._note(start, self.runs[start][0], done=True)

    def _note(self, start: str, number: int, *, done: bool) -> None:
        self.runs[start] = (number, done)
        write_file(self.folder / _RUNS, json.dumps(self.runs, ensure_ascii=False, indent=1).encode())

    def current(self, url: str) -> Row | None:
        """Return the line of an address that holds; of what is gone, the last."""
        held = [row for row in self.rows if row.url == url and row.state != "superseded"]
        return held[-1] if held else None

    def given_by(self, page: str) -> Iterator[Row]:
        """Yield the lines of what a page gave, those that hold."""
        yield from (row for row in self.rows if row.page == page and row.state != "superseded")

    def with_content(self, sha256: str, reading: str, but: str) -> Row | None:
        """Return the line of another address that has the same content."""
        for row in self.rows:
            # Reports of nobody and no year may be alike, such as those of two townships that had nothing to say.
            read = row.reading == reading and reading and row.read_agency and row.read_year
            same = row.sha256 == sha256 or read
            if same and row.state != "superseded" and row.page != but and row.role in ("report", "unread"):
                return row
        return None

    def put(self, row: Row, instead: Row | None = None) -> None:
        """Add a line, or replace one."""
        if instead is None:
            self.rows.append(row)
        else:
            self.rows[self.rows.index(instead)] = row

    def keep(self, data: bytes, sha256: str, year: str, ending: str) -> str:
        """Write a file under a name of our own and return it; nothing of the name comes from outside."""
        for row in self.rows:
            if row.sha256 == sha256 and (self.folder / row.file).is_file():
                return row.file
        name = f"{year or 'unknown'}-{sha256[:16]}.{ending}"
        write_file(self.folder / name, data)
        return name

    def bytes_of(self, row: Row) -> bytes | None:
        """Return the bytes of a line's file, None where they are no longer what they were."""
        try:
            data = (self.folder / row.file).read_bytes()
        except OSError:
            return None
        return data if hashlib.sha256(data).hexdigest() == row.sha256 else None

    def save(self) -> None:
        """Write the manifest."""
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in self.rows:
            writer.writerow([harmless(value) for value in dataclasses.astuple(row)])
        write_file(self.path, stream.getvalue().encode("utf-8-sig"))


def _row(line: dict[str, str]) -> Row:
    values = {name: line[name] for name in COLUMNS}
    row = Row(**{name: int(values[name]) if name in _NUMBERS else values[name] for name in COLUMNS})  # type: ignore[arg-type]
    if row.role not in get_args(Role) or row.state not in get_args(State):
        raise ValueError(f"{row.role!r} or {row.state!r} is unknown")
    # A folder may come from somebody else: a name that leads out of it is none of ours.
    if not row.file or Path(row.file).name != row.file or "\\" in row.file or ":" in row.file:
        raise ValueError(f"{row.file!r} is no name of a collected file")
    return row


def frame_of(rows: Iterable[Row]) -> pd.DataFrame:
    """Return lines as a frame: texts as ``string``, days and times as ``datetime64``, counts as ``Int64``."""
    frame = pd.DataFrame([dataclasses.astuple(row) for row in rows], columns=list(COLUMNS))
    for name in COLUMNS:
        frame[name] = frame[name].astype("Int64" if name in _NUMBERS else "string")
    frame["list_date"] = pd.to_datetime(frame["list_date"].replace("", pd.NA), errors="coerce").astype(
        "datetime64[ns]"
    )
    times = pd.to_datetime(frame["fetched"].replace("", pd.NA), errors="coerce", utc=True)
    frame["fetched"] = times.astype("datetime64[ns, UTC]")
    frame["read_year"] = pd.to_numeric(frame["read_year"].replace("", pd.NA), errors="coerce").astype("Int64")
    return frame.replace({"": pd.NA})
