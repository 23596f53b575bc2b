"""What was read from some documents as Arrow tables: made where it was read, moved as bytes, written as they are.

Documents, errors, timings and readings are primary; everything else is derived from the readings by code and data files
that `fingerprint` stands for, and can be derived again without the documents.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Final, NamedTuple, TypeAlias

import msgspec

from gkstats import checks, forms, indicators
from gkstats.checks import CHECKS, report_rows
from gkstats.crosswalk import Line, Reading, Sighting, Subject, all_lines, footing, sight, subject_of
from gkstats.files import require
from gkstats.frames import FRAMES, LEAD, Column, Identified, as_declared, frame_rows
from gkstats.indicators import INDICATORS, indicator_rows
from gkstats.keeping.gists import gist_of
from gkstats.keeping.readings import Document, Failure, Loaded, decode_records, encode_records, reading_id
from gkstats.sums import Number, cells_of

__all__ = [
    "ASIDE",
    "DERIVED",
    "TABLES",
    "Batch",
    "batch_of",
    "columns_of",
    "derived_again",
    "fingerprint",
    "line_id",
    "packed",
    "parts_of",
    "sighting_of",
    "streamed",
    "table_in",
    "table_of",
    "unpacked",
]

Batch: TypeAlias = dict[str, Any]
"""Arrow tables by name."""

_READING: Final = Column("reading", "string", "id of the reading, the same in every table")
_KEY: Final = LEAD[0]
_READER: Final = Column("reader", "string", "version of the reader, and what else decided how it read")
_SOURCE: Final = Column("source", "string", "path, URL or name of the document")
_DOCUMENTS: Final = (
    _READING,
    _KEY,
    _SOURCE,
    Column("digest", "string", "SHA-256 of its bytes"),
    *LEAD[1:],
    Column("agency_id", "string", "id of the agency where a list states it, or where its name says no place"),
    Column("form", "string", "form that the report follows, NA for one without tables"),
    Column("published", "date", "day of publication, as stated"),
    Column("url", "string", "address of the document where a list of documents states it"),
    Column("pages", "Int64", "number of pages, NA where the format has none"),
    Column("cells", "Int64", "printed cells of the statutory tables"),
    _READER,
)
_ERRORS: Final = (
    _READING,
    _SOURCE,
    Column("digest", "string", "SHA-256 of its bytes, empty where they were not seen"),
    _READER,
    Column("error", "string", "kind of error"),
    Column("message", "string", "the trouble, and what can be done"),
    Column("lasting", "boolean", "the same reader would fail again on the same bytes"),
)
_SIGHTINGS: Final = (
    _READING,
    *LEAD,
    Column("line", "string", "the figure, as table/row/column"),
    Column("value", "Float64", "the figure; NA where the cells are printed without one"),
    Column("comparator", "string", "= as it stands, >= more than, <= less than, ~ about"),
    Column("origin", "Int64", "position of the origin that it is read from; NA where there is none"),
    Column("form", "string", "form that the figure follows"),
    Column("apart", "Int64", "position of the printed origin that must not be joined"),
    Column("note", "string", "what was inferred"),
    Column("basis", "string", "printed, derived or contradicted"),
    Column("printed", "Float64", "the figure without anything derived"),
)
_TIMINGS: Final = (
    _READING,
    Column("seconds", "Float64", "time it took to read", "s"),
    Column("day", "date", "day on which it was read (UTC)"),
)
_GISTS: Final = (_READING, Column("gist", "bytes", "what the checks between reports look at, as MessagePack"))
_RECORDS: Final = (_READING, _KEY, Column("records", "bytes", "the whole reading, as MessagePack"))


@functools.cache
def columns_of(name: str) -> tuple[Column, ...]:
    """Return the columns of a table."""
    own = {
        "documents": _DOCUMENTS,
        "errors": _ERRORS,
        "records": _RECORDS,
        "timings": _TIMINGS,
        "sightings": _SIGHTINGS,
        "gists": _GISTS,
        "checks": (_READING, *LEAD, *CHECKS),
        "indicators": (_READING, *LEAD, *INDICATORS),
    }
    return own[name] if name in own else (_READING, *LEAD, *FRAMES[name].columns)


_PRIMARY: Final = ("documents", "errors", "records", "timings")
DERIVED: Final = ("checks", "indicators", "sightings", "gists", *FRAMES)
"""Tables that are made of the readings."""
TABLES: Final = (*_PRIMARY, *DERIVED)
ASIDE: Final = frozenset(
    """__init__.py __main__.py __pycache__ _bundled charts classroom cli.py comparison corpus datapackage display documents
    errors.py explorer exports files.py isolation labels.py loading reading report.py synthetic testing.py workers""".split()
)
"""Rooms that have no say in how tables are derived from readings; the version of the reader stands for `reading`."""


class _Named(NamedTuple):
    reading: str
    one: Identified


def batch_of(outcomes: Sequence[Loaded | Failure], reader: str) -> Batch:
    """Return the tables of some documents, rows in the order of `outcomes`."""
    loaded = [(Document.of(one, reader), one) for one in outcomes if isinstance(one, Loaded)]
    failed = [one for one in outcomes if isinstance(one, Failure)]
    rows: dict[str, Iterable[Sequence[Any]]] = {
        "documents": ((*document, reader + one.listed) for document, one in loaded),
        "errors": (
            (
                reading_id(one.source, one.digest, reader),
                one.source,
                one.digest,
                reader,
                one.error,
                one.message,
                one.lasting,
            )
            for one in failed
        ),
        "records": (
            (document.reading, document.document, encode_records(one.records)) for document, one in loaded
        ),
        "timings": ((document.reading, one.seconds, one.day) for document, one in loaded),
    }
    primary = {name: table_of(columns_of(name), rows[name]) for name in _PRIMARY}
    return primary | _derived(
        [
            _Named(found.reading, Identified(found.agency, found.year, one.records, found.document))
            for found, one in loaded
        ]
    )


def derived_again(payload: bytes) -> bytes:
    """Derive the tables of some readings again, by the rules of today; module, payload and result fit `Hands.spread`."""
    kept = msgspec.msgpack.decode(payload, type=list[tuple[str, str, bytes]])
    named = []
    for reading, document, data in kept:
        records = decode_records(data)
        identity = records.identity
        named.append(_Named(reading, Identified(identity.agency, identity.year, records, document)))
    return packed(_derived(named))


def _derived(named: Sequence[_Named]) -> Batch:
    cells = [cells_of(one.records.facts) for _, one in named]
    subjects = [subject_of(one.records, printed) for (_, one), printed in zip(named, cells, strict=True)]
    rates = indicator_rows([one for _, one in named], subjects=subjects)
    rows: dict[str, Iterator[Sequence[Any]]] = {
        "checks": (
            (reading, *_lead(one), *row)
            for (reading, one), printed in zip(named, cells, strict=True)
            for row in report_rows(one, cells=printed)
        ),
        "indicators": (
            (reading, *_lead(one), *row)
            for (reading, one), found in zip(named, rates, strict=True)
            for row in found
        ),
        "sightings": (
            (reading, *_lead(one), *row)
            for (reading, one), subject in zip(named, subjects, strict=True)
            for row in _sighted(subject)
        ),
        "gists": (
            (reading, gist_of(one.records, printed))
            for (reading, one), printed in zip(named, cells, strict=True)
        ),
    }
    rows |= {name: _framed(name, named) for name in FRAMES}
    return {name: table_of(columns_of(name), rows[name]) for name in DERIVED}


def _lead(one: Identified) -> tuple[str | None, str | None, int | None]:
    return one.document, one.agency, one.year


def _framed(name: str, named: Sequence[_Named]) -> Iterator[tuple[Any, ...]]:
    for reading, one in named:
        for row in frame_rows(name, one.records):
            yield (reading, *_lead(one), *row)


def fingerprint() -> str:
    """Return what stands for the rules by which tables are derived: the code and data of every room that has a say.

    What these declare counts as well, so that a rule that a program changes for itself is noticed, too.
    """
    declared = (checks.all_checks(), indicators.all_indicators(), all_lines(), forms.all_forms(), FRAMES)
    return hashlib.blake2b(_files() + repr(declared).encode(), digest_size=16).hexdigest()


@functools.cache
def _files() -> bytes:
    found = hashlib.blake2b()
    for room in sorted(resources.files("gkstats").iterdir(), key=lambda room: room.name):
        if room.name not in ASIDE:
            for name, data in _contents(room):
                found.update(f"{name}\0{len(data)}\0".encode() + data)
    return found.digest()


def _contents(place: Traversable) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a room, in order."""
    if place.is_file():
        yield place.name, place.read_bytes()
    elif place.is_dir():
        for entry in sorted(place.iterdir(), key=lambda entry: entry.name):
            if not entry.name.endswith((".pyc", "__pycache__")):
                yield from _contents(entry)


def line_id(line: Line) -> str:
    """Return what names a line in the table of sightings."""
    return "/".join(line.cell)


def _sighted(subject: Subject) -> Iterator[tuple[Any, ...]]:
    for line in all_lines():
        seen = sight(line, subject)
        reading = seen.reading
        if reading is not None:
            yield (
                line_id(line),
                reading.value,
                reading.comparator,
                reading.origin,
                reading.form,
                None,
                reading.note,
                reading.basis,
                reading.printed,
            )
        elif seen.apart is not None:
            yield line_id(line), None, None, None, seen.form, seen.apart, None, None, None


def sighting_of(line: Line, row: Mapping[str, Any], form: str | None) -> Sighting:
    """Return what a line found in a report of a form, from its row in the table of sightings."""
    if row["origin"] is None:
        return Sighting(None, form, row["apart"])
    reading = Reading(
        _whole(row["value"]),
        row["origin"],
        footing(line, row["origin"], row["form"]),
        row["form"],
        (),
        row["comparator"],
        row["note"],
        row["basis"],
        _whole(row["printed"]),
    )
    return Sighting(reading, form, None)


def _whole(value: float | None) -> Number | None:
    return int(value) if value is not None and float(value).is_integer() else value


def table_of(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> Any:
    """Return rows as an Arrow table of declared columns."""
    pa = require("pyarrow", "parquet")
    filled = list(zip(*rows, strict=True)) or [()] * len(columns)
    types = _types()
    arrays = [
        pa.array(as_declared(values, column.dtype), types[column.dtype])
        for column, values in zip(columns, filled, strict=True)
    ]
    return pa.Table.from_arrays(arrays, names=[column.name for column in columns])


@functools.cache
def _types() -> dict[str, Any]:
    pa = require("pyarrow", "parquet")
    return {
        "string": pa.string(),
        "category": pa.string(),
        "Int64": pa.int64(),
        "Float64": pa.float64(),
        "boolean": pa.bool_(),
        "bytes": pa.binary(),
        "date": pa.date32(),
    }


def packed(batch: Batch) -> bytes:
    """Return a batch as bytes."""
    return msgspec.msgpack.encode({name: streamed(table) for name, table in batch.items()})


def streamed(table: Any) -> bytes:
    """Return a table as bytes, a fifth of what it takes in memory."""
    pa = require("pyarrow", "parquet")
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as stream:
        stream.write_table(table)
    found: bytes = sink.getvalue().to_pybytes()
    return found


def unpacked(data: bytes) -> Batch:
    """Return the batch that `packed` packed."""
    return {name: table_in(part) for name, part in parts_of(data).items()}


def parts_of(data: bytes) -> dict[str, bytes]:
    """Return what `packed` packed, every table still as bytes."""
    return msgspec.msgpack.decode(data, type=dict[str, bytes])


def table_in(data: bytes) -> Any:
    """Return the table that `streamed` made bytes of."""
    pa = require("pyarrow", "parquet")
    return pa.ipc.open_stream(data).read_all()
