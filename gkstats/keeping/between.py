"""Checks between the reports of a dataset, tried some agencies at a time: few readings in memory, many processes."""

from __future__ import annotations

import functools
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol, TypeAlias

import msgspec

from gkstats.agencies import agency_id
from gkstats.checks import CHECKS, Case, Row, between_rows, region_rows, slimmed
from gkstats.documents.model import Paragraph
from gkstats.files import UNFINISHED, require
from gkstats.frames import LEAD, Column
from gkstats.keeping.tables import table_of
from gkstats.records import FactKind, Identity, Narrative, Records, Section
from gkstats.sums import Cell, Number, cells_of

__all__ = ["Spread", "between_table", "try_group"]

_TOGETHER: Final = 100
"""Readings that are tried together, about: few enough to be shared among processes, and each takes half a megabyte."""
_MOST_GROUPS: Final = 500
"""Most files that are open at a time."""
_COLUMNS: Final = (Column("reading", "string", "id of the reading at fault"), *LEAD, *CHECKS)
_FOUND: Final = (Column("position", "Int64", "place of the reading in the dataset"), *_COLUMNS)

Spread: TypeAlias = Callable[[Callable[[bytes], bytes], Iterable[bytes]], Iterable[bytes]]
Batches: TypeAlias = Callable[[], Iterator[tuple[list[str], list[bytes]]]]


class _Keyed(Protocol):
    @property
    def reading(self) -> str:
        """Id of the reading."""

    @property
    def document(self) -> str:
        """What names the document."""


class _Listed(_Keyed, Protocol):
    @property
    def agency(self) -> str | None:
        """Who reports."""

    @property
    def year(self) -> int | None:
        """The reporting year."""


class _Kept(NamedTuple):
    position: int
    reading: str
    document: str
    data: bytes


def between_table(
    directory: Path, documents: Sequence[_Listed], batches: Batches, spread: Spread = map
) -> Any:
    """Try the checks between reports; return the findings as an Arrow table.

    Parameters
    ----------
    directory : Path
        Where readings may be put aside meanwhile.
    documents : sequence
        Those of the dataset.
    batches : function
        Returns their ids and readings piece by piece.
    spread : function
        Does a function on many payloads, as `map` does; results may come in any order.
    """
    pa, pc = require("pyarrow", "parquet"), require("pyarrow.compute", "parquet")
    positions = {one.reading: position for position, one in enumerate(documents)}
    slim: dict[int, Case] = {}
    known: dict[Cell, Cell] = {}
    found = []  # as columns: there are a dozen findings to a report
    payloads = (msgspec.msgpack.encode(kept) for kept in _grouped(directory, documents, positions, batches))
    for result in spread(try_group, payloads):
        tried = msgspec.msgpack.decode(result, type=_Tried)
        found.append(pa.ipc.open_stream(tried.findings).read_all())
        slim.update((one.position, one.case(known)) for one in tried.slim)
    rows = region_rows([slim[position] for position in range(len(documents))])
    found.append(_table((position, documents[position], slim[position], row) for position, row in rows))
    whole = pa.concat_tables(found)
    # Those of one report come from one group, and its region's last.
    whole = whole.append_column("turn", pa.array(range(len(whole))))
    order = pc.sort_indices(whole, [("position", "ascending"), ("turn", "ascending")])
    return whole.take(order).select([column.name for column in _COLUMNS])


def try_group(payload: bytes) -> bytes:
    """Try the checks between the reports of some agencies, all of whose readings are in the payload."""
    pa = require("pyarrow", "parquet")
    kept = sorted(msgspec.msgpack.decode(payload, type=list[_Kept]))
    cases = [_case(one.data) for one in kept]
    table = _table(
        (kept[index].position, kept[index], cases[index], row) for index, row in between_rows(cases)
    )
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    slim = [_Slim.of(one.position, slimmed(case)) for one, case in zip(kept, cases, strict=True)]
    return msgspec.msgpack.encode(_Tried(sink.getvalue().to_pybytes(), slim))


def _table(findings: Iterable[tuple[int, _Keyed, Case, Row]]) -> Any:
    return table_of(
        _FOUND,
        (
            (position, one.reading, one.document, case.agency, case.year, *row)
            for position, one, case, row in findings
        ),
    )


@dataclass(slots=True)
class _Slim:
    """A report as the checks on regions see it."""

    position: int
    source: str
    format: str
    identity: Identity
    cells: list[tuple[Cell, Number | None]]

    @classmethod
    def of(cls, position: int, case: Case) -> _Slim:
        """Take it from a case that was made slim."""
        records = case.records
        return cls(position, records.source, records.format, records.identity, list(case.cells.items()))

    def case(self, known: dict[Cell, Cell]) -> Case:
        """Return it as the rules see it; `known` holds the cells of others, whose names are shared."""
        records = _records(self.source, self.format, self.identity)
        cells = {known.setdefault(cell, cell): value for cell, value in self.cells}
        return Case(self.identity.agency, self.identity.year, records, cells)


@dataclass(slots=True)
class _Tried:
    findings: bytes
    slim: list[_Slim]


@dataclass(slots=True)
class _Fact:
    table: str
    row: str
    column: str
    value: int | float | None
    kind: FactKind


@dataclass(slots=True)
class _Paragraph:
    text: str


@dataclass(slots=True)
class _Section:
    number: int
    title: str
    paragraphs: tuple[_Paragraph, ...]


@dataclass(slots=True)
class _Gist:
    """What the checks between reports look at: a tenth of a reading, most of which is places."""

    source: str
    format: str
    identity: Identity
    facts: tuple[_Fact, ...]
    sections: tuple[_Section, ...]


@functools.cache
def _decoder() -> Any:
    return msgspec.msgpack.Decoder(_Gist)


def _case(data: bytes) -> Case:
    gist: _Gist = _decoder().decode(data)
    sections = (
        Section(one.number, one.title, tuple(Paragraph(p.text, (), ()) for p in one.paragraphs), None)
        for one in gist.sections
    )
    records = _records(gist.source, gist.format, gist.identity, tuple(sections))
    return Case(gist.identity.agency, gist.identity.year, records, cells_of(gist.facts))


def _records(source: str, format_: str, identity: Identity, sections: tuple[Section, ...] = ()) -> Records:
    return Records(
        source=source,
        format=format_,
        pages=None,
        identity=identity,
        form=None,
        forms=(),
        facts=(),
        sections=sections,
        narrative=Narrative(),
    )


def _kept(positions: Mapping[str, int], documents: Sequence[_Listed], reading: str, data: bytes) -> _Kept:
    position = positions[reading]
    return _Kept(position, reading, documents[position].document, data)


def _grouped(
    directory: Path, documents: Sequence[_Listed], positions: Mapping[str, int], batches: Batches
) -> Iterator[list[_Kept]]:
    """Yield readings in groups that hold all of an agency, by way of files where there are many."""
    groups = min(_MOST_GROUPS, 1 + len(documents) // _TOGETHER)
    if groups == 1:
        yield [
            _kept(positions, documents, reading, data)
            for ids, blobs in batches()
            for reading, data in zip(ids, blobs, strict=True)
        ]
        return
    pa = require("pyarrow", "parquet")
    text, bytes_ = pa.string(), pa.binary()
    schema = pa.schema([("position", pa.int64()), ("reading", text), ("document", text), ("records", bytes_)])
    with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=directory) as name:
        files = [Path(name, str(group)) for group in range(groups)]
        writers = [pa.ipc.new_stream(str(file), schema) for file in files]
        for ids, blobs in batches():
            sorted_out: list[list[_Kept]] = [[] for _ in files]
            for reading, data in zip(ids, blobs, strict=True):
                kept_one = _kept(positions, documents, reading, data)
                one = documents[kept_one.position]
                key = agency_id(one.agency, one.year) if one.agency else ""
                sorted_out[zlib.crc32(key.encode()) % groups].append(kept_one)
            for writer, kept in zip(writers, sorted_out, strict=True):
                if kept:
                    writer.write_batch(
                        pa.record_batch([list(column) for column in zip(*kept, strict=True)], schema=schema)
                    )
        for writer in writers:
            writer.close()
        for file in files:
            with pa.memory_map(str(file)) as source:
                table = pa.ipc.open_stream(source).read_all()
                columns = (table[name].to_pylist() for name in schema.names)
                yield [_Kept(*row) for row in zip(*columns, strict=True)]
