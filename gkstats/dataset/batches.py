"""What was read from some documents as Arrow tables: made where it was read, moved as bytes, written as they are."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from gkstats.checks import CHECKS, report_rows
from gkstats.crosswalk import Line, Reading, Sighting, Subject, all_lines, footing, sight, subject_of
from gkstats.frames import FRAMES, LEAD, Column, Identified, as_declared, frame_rows
from gkstats.indicators import INDICATORS, indicator_rows
from gkstats.outcomes import Failure, Loaded, document_id
from gkstats.reading import VERSION
from gkstats.records import Records
from gkstats.store import require
from gkstats.sums import Number, cells_of

__all__ = [
    "TABLES",
    "Batch",
    "batch_of",
    "columns_of",
    "decode_records",
    "line_id",
    "packed",
    "sighting_of",
    "table_of",
    "unpacked",
]

Batch: TypeAlias = dict[str, Any]
"""Arrow tables by name."""

_DOCUMENT: Final = Column("document", "string", "id of the reading, the same in every table")
_DOCUMENTS: Final = (
    _DOCUMENT,
    Column("source", "string", "path, URL or name of the document"),
    Column("digest", "string", "SHA-256 of its bytes"),
    Column("reader", "Int64", "version of the reader"),
    *LEAD,
    Column("form", "string", "form that the report follows, NA for one without tables"),
    Column("pages", "Int64", "number of pages, NA where the format has none"),
    Column("cells", "Int64", "printed cells of the statutory tables"),
)
_ERRORS: Final = (
    _DOCUMENT,
    Column("source", "string", "path, URL or name of the document"),
    Column("digest", "string", "SHA-256 of its bytes, empty where they were not seen"),
    Column("reader", "Int64", "version of the reader"),
    Column("error", "string", "kind of error"),
    Column("message", "string", "the trouble, and what can be done"),
    Column("lasting", "boolean", "the same reader would fail again on the same bytes"),
)
_SIGHTINGS: Final = (
    _DOCUMENT,
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
_TIMINGS: Final = (_DOCUMENT, Column("seconds", "Float64", "time it took to read", "s"))
_RECORDS: Final = (_DOCUMENT, *LEAD, Column("records", "bytes", "the whole reading, as MessagePack"))


@functools.cache
def columns_of(name: str) -> tuple[Column, ...]:
    """Return the columns of a table."""
    own = {
        "documents": _DOCUMENTS,
        "errors": _ERRORS,
        "records": _RECORDS,
        "timings": _TIMINGS,
        "sightings": _SIGHTINGS,
        "checks": (_DOCUMENT, *LEAD, *CHECKS),
        "indicators": (_DOCUMENT, *LEAD, *INDICATORS),
    }
    return own[name] if name in own else (_DOCUMENT, *LEAD, *FRAMES[name].columns)


TABLES: Final = (
    "documents",
    "errors",
    "records",
    "timings",
    "checks",
    "indicators",
    "sightings",
    *FRAMES,
)


def batch_of(outcomes: Sequence[Loaded | Failure]) -> Batch:
    """Return the tables of some documents, rows in the order of `outcomes`."""
    loaded = [(document_id(one.source, one.digest), one) for one in outcomes if isinstance(one, Loaded)]
    named = [
        (document, Identified(one.records.identity.agency, one.records.identity.year, one.records))
        for document, one in loaded
    ]
    cells = [cells_of(one.records.facts) for _, one in named]
    subjects = [subject_of(one.records, printed) for (_, one), printed in zip(named, cells, strict=True)]
    rows: dict[str, Iterable[Sequence[Any]]] = {
        "documents": (
            (
                document,
                one.source,
                one.digest,
                VERSION,
                one.records.identity.agency,
                one.records.identity.year,
                one.records.form,
                one.records.pages,
                len(one.records.facts),
            )
            for document, one in loaded
        ),
        "errors": (
            (
                document_id(one.source, one.digest),
                one.source,
                one.digest,
                VERSION,
                one.error,
                one.message,
                one.lasting,
            )
            for one in outcomes
            if isinstance(one, Failure)
        ),
        "records": ((document, one.agency, one.year, _encoded(one.records)) for document, one in named),
        "timings": ((document, one.seconds) for document, one in loaded),
        "checks": (
            (document, one.agency, one.year, *row)
            for (document, one), printed in zip(named, cells, strict=True)
            for row in report_rows(one, cells=printed)
        ),
        "indicators": (
            (document, one.agency, one.year, *row)
            for (document, one), found in zip(
                named, indicator_rows([one for _, one in named], subjects=subjects), strict=True
            )
            for row in found
        ),
        "sightings": (
            (document, one.agency, one.year, *row)
            for (document, one), subject in zip(named, subjects, strict=True)
            for row in _sighted(subject)
        ),
    }
    rows |= {name: _framed(name, named) for name in FRAMES}
    return {name: table_of(columns_of(name), rows[name]) for name in TABLES}


def _framed(name: str, named: Sequence[tuple[str, Identified]]) -> Iterator[tuple[Any, ...]]:
    for document, one in named:
        for row in frame_rows(name, one.records):
            yield (document, one.agency, one.year, *row)


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


def _encoded(records: Records) -> bytes:
    import msgspec

    return msgspec.msgpack.encode(records)


@functools.cache
def _decoder() -> Any:
    import msgspec

    return msgspec.msgpack.Decoder(Records)


def decode_records(data: bytes) -> Records:
    """Return a reading from the table of records."""
    records: Records = _decoder().decode(data)
    return records


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
    }


def packed(batch: Batch) -> bytes:
    """Return a batch as bytes."""
    import msgspec

    pa = require("pyarrow", "parquet")
    parts = {}
    for name, table in batch.items():
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as stream:
            stream.write_table(table)
        parts[name] = sink.getvalue().to_pybytes()
    return msgspec.msgpack.encode(parts)


def unpacked(data: bytes) -> Batch:
    """Return the batch that `packed` packed."""
    import msgspec

    pa = require("pyarrow", "parquet")
    parts = msgspec.msgpack.decode(data, type=dict[str, bytes])
    return {name: pa.ipc.open_stream(part).read_all() for name, part in parts.items()}
