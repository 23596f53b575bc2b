"""A corpus on disk: a folder of Parquet parts that grows as documents are read, and is read only where asked.

Every table holds a column ``document``. A part holds all tables of some documents; DuckDB, Polars or pyarrow read a
table of all parts as ``part=*/facts.parquet``.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec
import pandas as pd

from gkstats.crosswalk import Line, Sighting, Sightings, all_lines, sight, subject_of
from gkstats.dataset.batches import (
    TABLES,
    Batch,
    batch_of,
    columns_of,
    decode_records,
    line_id,
    packed,
    sighting_of,
    table_of,
    unpacked,
)
from gkstats.dataset.between import Spread, between_table
from gkstats.dataset.parts import (
    BETWEEN,
    Manifest,
    clear,
    exclusive,
    read_manifest,
    write_manifest,
    write_part,
)
from gkstats.errors import GkstatsError
from gkstats.outcomes import Failure, Loaded
from gkstats.reading import VERSION
from gkstats.records import Records
from gkstats.store import require

__all__ = [
    "TABLES",
    "Batch",
    "Dataset",
    "Document",
    "Known",
    "Writer",
    "batch_of",
    "columns_of",
    "packed",
    "unpacked",
    "writing",
    "written",
]


_PART: Final = 96 * 2**20
"""Bytes in memory of what becomes a part: some five hundred reports, four megabytes on disk."""


class Document(NamedTuple):
    """A document of a dataset."""

    document: str
    source: str
    digest: str
    agency: str | None
    year: int | None
    form: str | None
    part: str


class Known(NamedTuple):
    """What a dataset holds of a source: which reading, of what bytes, and whether it stands."""

    document: str
    digest: str
    stands: bool


class Dataset:
    """A dataset as it was when it was opened."""

    def __init__(self, directory: Path, manifest: Manifest) -> None:
        self.directory = directory
        self._manifest = manifest

    @classmethod
    def open(cls, directory: Path) -> Dataset:
        """Open a dataset.

        Raises
        ------
        FileNotFoundError
            There is none in the folder.
        GkstatsError
            It is damaged.
        """
        manifest = read_manifest(directory)
        if manifest is None:
            raise FileNotFoundError(f"{directory}: no dataset of gkstats")
        return cls(directory, manifest)

    @functools.cached_property
    def documents(self) -> tuple[Document, ...]:
        """Every document that was read, by source."""
        found = []
        for part in self._manifest.parts:
            table = self._table("documents", parts=[part])
            columns = [table[name].to_pylist() for name in Document._fields[:-1]]
            found += [Document._make((*row, part)) for row in zip(*columns, strict=True)]
        return tuple(sorted(found, key=lambda one: (one.source, one.document)))

    def files(self, name: str, parts: Sequence[str] | None = None) -> list[Path]:
        """Return the Parquet files of a table."""
        return [
            self.directory / part / f"{name}.parquet"
            for part in (self._manifest.parts if parts is None else parts)
        ]

    def scanned(self, name: str) -> Any:
        """Return the rows of a table that count as a dataset of pyarrow, which reads what is asked for."""
        dataset, condition = self._scanned(name, None)
        return dataset if condition is None else dataset.filter(condition)

    def read(
        self,
        name: str,
        columns: Sequence[str] | None = None,
        where: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return rows of a table as an Arrow table, reading only the columns and row groups that are asked for.

        Parameters
        ----------
        name : str
            One of `TABLES`.
        columns : sequence of str, optional
            All by default.
        where : mapping of str to a value or a collection of values, optional
            Rows whose columns have these values.
        """
        return self._table(name, columns, where)

    def _table(
        self,
        name: str,
        columns: Sequence[str] | None = None,
        where: Mapping[str, Any] | None = None,
        parts: Sequence[str] | None = None,
    ) -> Any:
        dataset, condition = self._scanned(name, where, parts)
        return dataset.to_table(columns=list(columns) if columns is not None else None, filter=condition)

    def _scanned(
        self, name: str, where: Mapping[str, Any] | None, parts: Sequence[str] | None = None
    ) -> tuple[Any, Any]:
        ds = require("pyarrow.dataset", "parquet")
        condition = None
        for column, wanted in (where or {}).items():
            field = ds.field(column)
            several = isinstance(wanted, list | tuple | set | frozenset | range | pd.Index | pd.Series)
            one = field.isin(list(wanted)) if several else field == wanted
            condition = one if condition is None else condition & one
        if self._manifest.replaced:
            one = ~ds.field("document").isin(list(self._manifest.replaced))
            condition = one if condition is None else condition & one
        files = [str(file) for file in self.files(name, parts)]
        if not files:
            return ds.dataset(table_of(columns_of(name), ())), condition
        return ds.dataset(files, format="parquet"), condition

    @functools.cached_property
    def between(self) -> Any:
        """The checks between reports as an Arrow table; they are tried now where no run has come to its end."""
        if self._manifest.between:
            pq = require("pyarrow.parquet", "parquet")
            return pq.read_table(
                self.directory / self._manifest.between / f"{BETWEEN}.parquet", partitioning=None
            )
        return self.try_between()

    def try_between(self, spread: Spread = map) -> Any:
        """Try the checks between reports; `spread` does a function on many payloads, in any order."""
        return between_table(self.directory, self.documents, self._batches, spread)

    def _batches(self) -> Iterator[tuple[list[str], list[bytes]]]:
        dataset, condition = self._scanned("records", None)
        # Little is read ahead: a reading takes some sixty kilobytes.
        batches = dataset.to_batches(
            columns=["document", "records"],
            filter=condition,
            batch_size=64,
            batch_readahead=2,
            fragment_readahead=1,
        )
        for batch in batches:
            yield batch["document"].to_pylist(), batch["records"].to_pylist()

    def records(self, wanted: Sequence[Document]) -> Iterator[Records]:
        """Yield the whole readings of some documents, in the order that is asked for."""
        for first in range(0, len(wanted), 256):
            some = wanted[first : first + 256]
            table = self._table(
                "records",
                ["document", "records"],
                {"document": [one.document for one in some]},
                list(dict.fromkeys(one.part for one in some)),
            )
            found = dict(zip(table["document"].to_pylist(), table["records"].to_pylist(), strict=True))
            for one in some:
                yield decode_records(found[one.document])

    def sightings(self, lines: Sequence[Line], wanted: Sequence[Document]) -> Sightings:
        """Return what lines find in documents, by position in `wanted`: from the table where they are kept there."""
        kept = {line_id(line): line for line in all_lines()}
        if all(kept.get(line_id(line)) == line for line in lines):
            return self._kept_sightings(lines, wanted)
        seen: dict[tuple[str, int], Sighting] = {}
        for position, records in enumerate(self.records(wanted)):
            subject = subject_of(records)
            for line in lines:
                seen[line_id(line), position] = sight(line, subject)
        return lambda line, position: seen[line_id(line), position]

    def _kept_sightings(self, lines: Sequence[Line], wanted: Sequence[Document]) -> Sightings:
        positions = {one.document: position for position, one in enumerate(wanted)}
        by_id = {line_id(line): line for line in lines}
        table = self._table("sightings", where={"line": list(by_id)})
        seen: dict[tuple[str, int], Sighting] = {}
        for batch in table.to_batches():
            for row in batch.to_pylist():
                position = positions.get(row["document"])
                if position is not None:
                    line = by_id[row["line"]]
                    seen[row["line"], position] = sighting_of(line, row, wanted[position].form)
        return lambda line, position: (
            seen.get((line_id(line), position)) or Sighting(None, wanted[position].form, None)
        )

    def known(self) -> dict[str, Known]:
        """Return what is held of each source; what stands need not be read again."""
        found: dict[str, Known] = {}
        for name in ("documents", "errors"):
            table = self._table(name)
            lasting = table["lasting"].to_pylist() if name == "errors" else [True] * len(table)
            for source, document, digest, reader, lasts in zip(
                *(table[column].to_pylist() for column in ("source", "document", "digest", "reader")),
                lasting,
                strict=True,
            ):
                found[source] = Known(document, digest, lasts and reader == VERSION)
        return found


class Writer:
    """Adds to a dataset, a part whenever enough has come together."""

    def __init__(self, directory: Path, manifest: Manifest) -> None:
        self.directory = directory
        self._manifest = manifest
        self._waiting: list[Batch] = []
        self._bytes = 0
        self.known = Dataset(directory, manifest).known()

    def add(self, batch: Batch) -> None:
        """Take in a batch; what its sources held before is replaced."""
        if len(batch["documents"]) or len(batch["errors"]):
            self._waiting.append(batch)
            self._bytes += sum(table.nbytes for table in batch.values())
        if self._bytes >= _PART:
            self.flush()

    def flush(self) -> None:
        """Write what has come together as a part."""
        if not self._waiting:
            return
        pa = require("pyarrow", "parquet")
        tables = {name: pa.concat_tables([batch[name] for batch in self._waiting]) for name in TABLES}
        self._waiting, self._bytes = [], 0
        replaced = []
        for name in ("documents", "errors"):
            for source, document in zip(
                tables[name]["source"].to_pylist(), tables[name]["document"].to_pylist(), strict=True
            ):
                before = self.known.get(source)
                if before is not None and before.document != document:
                    replaced.append(before.document)
        # One by one, so that no more than one of them is held twice.
        part = write_part(self.directory, ((name, _sorted(name, tables.pop(name))) for name in TABLES))
        self._manifest = Manifest(
            parts=(*self._manifest.parts, part), replaced=(*self._manifest.replaced, *replaced)
        )
        write_manifest(self.directory, self._manifest)

    def finish(self, spread: Spread = map) -> None:
        """Write what is left, try the checks between reports, and remove what was replaced."""
        self.flush()
        self._manifest = clear(self.directory, self._manifest)
        if self._manifest.between is None:
            dataset = Dataset(self.directory, self._manifest)
            part = write_part(self.directory, [(BETWEEN, dataset.try_between(spread))])
            self._manifest = msgspec.structs.replace(self._manifest, between=part)
            write_manifest(self.directory, self._manifest)
            clear(self.directory, self._manifest)


def _sorted(name: str, table: Any) -> Any:
    """Bring the rows of a part into an order by which readers can skip most of them."""
    if "year" not in table.column_names:
        return table
    pa, pc = require("pyarrow", "parquet"), require("pyarrow.compute", "parquet")
    order = ["document"] if name == "records" else ["year", "agency", "document"]
    # With the position as the last key the rows of a document keep their order.
    numbered = table.append_column("position", pa.array(range(len(table))))
    return table.take(pc.sort_indices(numbered, [(key, "ascending") for key in (*order, "position")]))


@contextmanager
def writing(directory: Path) -> Iterator[Writer]:
    """Open a dataset to add to it, made where there is none; what was added is kept whatever ends the block.

    Raises
    ------
    GkstatsError
        Another process is writing it, it is damaged, or the folder holds something else.
    """
    require("pyarrow", "parquet")
    directory.mkdir(parents=True, exist_ok=True)
    if read_manifest(directory) is None and any(entry.name[:1] != "." for entry in directory.iterdir()):
        raise GkstatsError(
            str(directory), "it holds files that are no dataset of gkstats", "give an empty folder"
        )
    with exclusive(directory):
        manifest = read_manifest(directory)
        if manifest is None:
            manifest = Manifest()
            write_manifest(directory, manifest)
        writer = Writer(directory, clear(directory, manifest))
        try:
            yield writer
        finally:
            writer.flush()


def written(directory: Path, loaded: Iterable[Loaded], failures: Sequence[Failure]) -> list[Path]:
    """Write readings as a new dataset; return its files."""
    with writing(directory) as writer:
        outcomes = iter(loaded)
        while some := list(itertools.islice(outcomes, 256)):
            writer.add(batch_of(some))
        if failures:
            writer.add(batch_of(failures))
        writer.finish()
    return sorted(path for path in directory.rglob("*.parquet"))
