"""The files of a dataset as they were when it was opened; nothing that is not as it was written is read.

A part holds all tables of some documents; Polars, pyarrow or DuckDB read a table of all parts as ``part=*/facts.parquet``.
Tables that were derived by other rules than today's are derived again from the stored readings.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
import tempfile
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from gkstats.agencies import agency_id
from gkstats.corrections import NONE, Corrections
from gkstats.corrections.applied import Tried
from gkstats.documents.source import whole_of
from gkstats.errors import GkstatsError
from gkstats.files import require
from gkstats.keeping.between import Spread, between_tables
from gkstats.keeping.parts import BETWEEN, Contents, Manifest, Part, checked, read_contents, rows_together
from gkstats.keeping.readings import Document, Entry, Listed, told_apart
from gkstats.keeping.tables import DERIVED, columns_of, derived_again, fingerprint, table_of, unpacked
from gkstats.timeline import Identify

__all__ = ["Known", "Opened", "between_rules", "derived_tables", "place_of", "sorted_pieces"]


class Known(NamedTuple):
    """What a dataset holds of a source: which reading, of what bytes, how it was read, and whether it may stand."""

    reading: str
    digest: str
    reader: str
    lasting: bool
    failed: bool


def place_of(source: str, digest: str) -> tuple[str, str]:
    """Return what a later reading of the same place replaces; bytes without a name have no place but themselves.

    The reports of a document that holds several have one place.
    """
    return whole_of(source), digest if source.startswith("<") else ""


class Opened:
    """The files of a dataset, shared by the selections of it."""

    def __init__(self, directory: Path, manifest: Manifest) -> None:
        self.directory = directory
        self.manifest = manifest
        parts = (*manifest.parts, *([manifest.between] if manifest.between else []))
        self._contents = {part.name: read_contents(directory, part) for part in parts}
        self.rules = fingerprint()
        self.corrections = NONE
        self.identify: Identify = agency_id
        self._checked: set[tuple[str, str]] = set()
        self._again: dict[str, Path] = {}

    @property
    def printed(self) -> Opened:
        """The dataset without corrections, agencies by their names."""
        return self

    @property
    def parts(self) -> tuple[Part, ...]:
        """What holds the readings that count."""
        return self.manifest.parts

    @property
    def tried(self) -> list[Tried]:
        """What became of corrections."""
        return []

    @cached_property
    def known(self) -> dict[tuple[str, str], list[Known]]:
        """What is held of each place: one reading, or one for each report of a document that holds several."""
        found: dict[tuple[str, str], list[Known]] = {}
        names = ("source", "digest", "reading", "reader")
        for part in self.manifest.parts:  # a later one replaces what an earlier one holds
            fresh: dict[tuple[str, str], list[Known]] = {}
            for name in ("documents", "errors"):
                table = self.read(name, parts=[part], all_readings=True)
                lasting = table["lasting"].to_pylist() if name == "errors" else [True] * len(table)
                rows = zip(*(table[column].to_pylist() for column in names), lasting, strict=True)
                for source, digest, reading, reader, lasts in rows:
                    one = Known(reading, digest, reader, lasts, name == "errors")
                    fresh.setdefault(place_of(source, digest), []).append(one)
            found |= fresh
        return found

    @cached_property
    def replaced(self) -> list[str]:
        """Readings that still stand in the files, but have been replaced by later ones."""
        latest: dict[tuple[str, str], int] = {}
        for number, _, source, digest in self._places():
            latest[place_of(source, digest)] = number
        return sorted(
            reading
            for number, reading, source, digest in self._places()
            if latest[place_of(source, digest)] != number
        )

    def _places(self) -> Iterator[tuple[int, str, str, str]]:
        """Yield the number of the part of every reading, its id, and its source and digest."""
        for number, part in enumerate(self.manifest.parts):
            for name in ("documents", "errors"):
                table = self.read(name, ["reading", "source", "digest"], parts=[part], all_readings=True)
                rows = zip(*(column.to_pylist() for column in table.columns), strict=True)
                yield from ((number, *row) for row in rows)

    @cached_property
    def documents(self) -> list[tuple[Document, Part]]:
        """Every document, by source, and the part that holds it."""
        return self._entries(Document)

    def _entries(self, kind: type[Entry]) -> list[tuple[Entry, Part]]:
        found: list[tuple[Entry, Part]] = []
        for part in self.parts:
            table = self.read("documents", kind._fields, parts=[part])
            # Agencies and forms come again and again: one object for each of them.
            columns = (
                map(_shared, table[name].to_pylist())
                if name in ("agency", "form")
                else table[name].to_pylist()
                for name in kind._fields
            )
            found += ((kind._make(row), part) for row in zip(*columns, strict=True))
        found.sort(key=lambda pair: (pair[0].source, pair[0].reading))
        named = told_apart([one for one, _ in found])
        return [(one, part) for one, (_, part) in zip(named, found, strict=True)]

    def file(self, part: Part, table: str) -> Path:
        """Return the file of a table, if it is as it was written."""
        contents = self._contents[part.name]
        if table in DERIVED and contents.rules != self.rules:
            return self._derived(part, contents) / f"{table}.parquet"
        if (part.name, table) not in self._checked:
            checked(self.directory, part, contents, table)
            self._checked.add((part.name, table))
        return self.directory / part.name / f"{table}.parquet"

    def _derived(self, part: Part, contents: Contents) -> Path:
        """Return a folder of the tables of a part as today's rules make them; the dataset itself is left alone."""
        if part.name not in self._again:
            pq = require("pyarrow.parquet", "parquet")
            folder = Path(tempfile.mkdtemp(prefix="gkstats-"))
            weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
            for name, table in derived_tables(self.directory, part, contents, map).items():
                pq.write_table(table, folder / f"{name}.parquet", compression="zstd")
            self._again[part.name] = folder
        return self._again[part.name]

    def scanned(self, name: str, parts: Sequence[Part] | None = None) -> Any:
        """Return a table as a dataset of pyarrow, which reads what is asked for and looks at Parquet's own checksums."""
        ds = require("pyarrow.dataset", "parquet")
        if name == BETWEEN:
            part = self._between_part
            if part is None:
                return ds.dataset(self._tried)
            files = [str(self.file(part, name))]
        else:
            files = [str(self.file(part, name)) for part in (self.parts if parts is None else parts)]
        if not files:
            return ds.dataset(table_of(columns_of(name), ()))
        options = ds.ParquetFragmentScanOptions(page_checksum_verification=True)
        with self.clear_errors(name):
            return ds.dataset(files, format=ds.ParquetFileFormat(default_fragment_scan_options=options))

    def read(
        self,
        name: str,
        columns: Iterable[str] | None = None,
        where: Mapping[str, Any] | None = None,
        parts: Sequence[Part] | None = None,
        *,
        all_readings: bool = False,
    ) -> Any:
        """Return rows of a table as an Arrow table; only the columns and row groups that are asked for are read.

        Parameters
        ----------
        name : str
            One of `TABLES`.
        columns : iterable of str, optional
            All by default.
        where : mapping of str to a collection of values, optional
            Rows whose columns have these values.
        parts : sequence of Part, optional
            All by default.
        all_readings : bool
            Also those that have been replaced.
        """
        condition = self.condition(where or {}, all_readings=all_readings)
        with self.clear_errors(name):
            dataset = self.scanned(name, parts)
            return dataset.to_table(columns=None if columns is None else list(columns), filter=condition)

    def condition(self, where: Mapping[str, Any], *, all_readings: bool = False) -> Any:
        """Return what rows must hold to count, as an expression; None where all do."""
        ds = require("pyarrow.dataset", "parquet")
        found = [
            ds.field(column).isin(list(wanted)) if len(wanted) else ds.scalar(False)
            for column, wanted in where.items()
        ]
        if not all_readings and self.replaced:
            found.append(~ds.field("reading").isin(self.replaced))
        condition = None
        for one in found:
            condition = one if condition is None else condition & one
        return condition

    @contextmanager
    def clear_errors(self, name: str) -> Iterator[None]:
        """Say in one line that a table cannot be read."""
        pa = require("pyarrow", "parquet")
        try:
            yield
        except (OSError, pa.ArrowException) as error:
            raise GkstatsError(
                str(self.directory),
                f"its table {name} cannot be read ({' '.join(str(error).split())[:200]})",
                f"open it again if it has been written since, otherwise run: gkstats verify {self.directory} --repair",
            ) from error

    @property
    def _between_part(self) -> Part | None:
        """The part that holds the checks between reports; None where no run has come to its end, or rules have changed."""
        part = self.manifest.between
        rules = between_rules(self.corrections)
        asked = self.identify is agency_id and part and self._contents[part.name].rules == rules
        return part if asked else None

    @cached_property
    def _tried(self) -> Any:
        """The checks between reports as an Arrow table, tried now."""
        pa = require("pyarrow", "parquet")
        with tempfile.TemporaryDirectory(prefix="gkstats-") as folder:
            return pa.concat_tables(self.try_between(Path(folder)))

    def try_between(self, folder: Path, spread: Spread = map) -> Iterator[Any]:
        """Try the checks between reports; `spread` does a function on many payloads, in any order."""
        return between_tables(
            folder, [one for one, _ in self._entries(Listed)], self._batches, spread, self.identify
        )

    def _batches(self) -> Iterator[tuple[list[str], list[bytes]]]:
        # Part by part: a scan of them all reads up to a gigabyte ahead of whoever takes its batches.
        for part in self.parts:
            table = self.read("gists", ["reading", "gist"], parts=[part])
            for batch in table.to_batches(max_chunksize=512):
                yield batch["reading"].to_pylist(), batch["gist"].to_pylist()


def between_rules(corrections: Corrections) -> str:
    """Return what stands for the rules and corrections by which the checks between reports were tried."""
    both = f"{fingerprint()}{corrections.digest}"
    return hashlib.blake2b(both.encode(), digest_size=16).hexdigest() if corrections else fingerprint()


def _shared(text: str | None) -> str | None:
    return text and sys.intern(text)


def derived_tables(directory: Path, part: Part, contents: Contents, spread: Spread) -> dict[str, Any]:
    """Return the derived tables of a part as today's rules make them, from its readings."""
    pa, pq = require("pyarrow", "parquet"), require("pyarrow.parquet", "parquet")
    table = pq.read_table(checked(directory, part, contents, "records"), partitioning=None)

    def payloads() -> Iterator[bytes]:
        for batch in table.to_batches(max_chunksize=64):
            columns = (batch[name].to_pylist() for name in ("reading", "document", "records"))
            yield msgspec.msgpack.encode(list(zip(*columns, strict=True)))

    try:
        found = [unpacked(data) for data in spread(derived_again, payloads())]
    except msgspec.DecodeError as error:
        raise GkstatsError(
            str(directory),
            f"the readings of its {part.name} are of another gkstats ({error})",
            "read the documents again, into the same folder",
        ) from error
    empty = {name: table_of(columns_of(name), ()) for name in DERIVED}
    return {
        name: pa.concat_tables(
            sorted_pieces(name, pa.concat_tables([empty[name], *(batch[name] for batch in found)]))
        )
        for name in DERIVED
    }


def sorted_pieces(name: str, table: Any) -> Iterator[Any]:
    """Yield the rows of a part, as many as stand together in it, in an order by which readers can skip most of them."""
    pa, pc = require("pyarrow", "parquet"), require("pyarrow.compute", "parquet")
    keys = ["year", "agency", "reading"] if "year" in table.column_names else ["reading"]
    if name in ("errors", "timings") or not len(table):
        yield table
        return
    # With the position as the last key the rows of a document keep their order.
    numbered = table.select(keys).append_column("position", pa.array(range(len(table))))
    order = pc.sort_indices(numbered, [(key, "ascending") for key in (*keys, "position")])
    for first in range(0, len(order), rows_together(name)):
        yield table.take(order.slice(first, rows_together(name)))
