"""Checks between the reports of a dataset, tried some agencies at a time: few readings in memory, many processes."""

from __future__ import annotations

import dataclasses
import itertools
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

import msgspec

from gkstats.agencies import agency_id
from gkstats.checks import CHECKS, Case, Row, between_rows, region_cells, region_rows
from gkstats.files import UNFINISHED, require
from gkstats.frames import LEAD, Column
from gkstats.keeping.gists import read_gist
from gkstats.keeping.readings import Listed
from gkstats.keeping.tables import streamed, table_of
from gkstats.records import Identity, Narrative, Records
from gkstats.sums import Number
from gkstats.timeline import Dated, Identify, id_of

__all__ = ["Spread", "between_columns", "between_tables", "try_group"]

_TOGETHER: Final = 100
"""Readings that are tried together, about: few enough to be shared among processes."""
_MOST_GROUPS: Final = 500
"""Most files that are open at a time."""
_ROWS: Final = 32_768
"""Findings that are handed on together."""
_COLUMNS: Final = (Column("reading", "string", "id of the reading at fault"), *LEAD, *CHECKS)

Spread: TypeAlias = Callable[[Callable[[bytes], bytes], Iterable[bytes]], Iterable[bytes]]
Batches: TypeAlias = Callable[[], Iterator[tuple[list[str], list[bytes]]]]


class _Kept(NamedTuple):
    """A reading on its way to those of its agency; ``key`` is its agency's id."""

    position: int
    reading: str
    document: str
    key: str
    gist: bytes


@dataclass(slots=True)
class _Tried:
    findings: bytes
    cells: list[tuple[int, list[Number | None]]]
    """What the checks on regions look at, by position: the figures of `region_cells`."""


def between_columns() -> tuple[Column, ...]:
    """Return the columns of the findings."""
    return _COLUMNS


def between_tables(
    directory: Path,
    documents: Sequence[Listed],
    batches: Batches,
    spread: Spread = map,
    identify: Identify = agency_id,
) -> Iterator[Any]:
    """Try the checks between reports; yield the findings as Arrow tables, those of a reading in their order.

    Parameters
    ----------
    directory : Path
        Where gists may be put aside meanwhile.
    documents : sequence
        Those of the dataset.
    batches : function
        Returns the ids of their readings and their gists, piece by piece.
    spread : function
        Does a function on many payloads, as `map` does; results may come in any order.
    identify : function
        Tells an agency's id.
    """
    pa = require("pyarrow", "parquet")
    cells: dict[int, list[Number | None]] = {}

    def found() -> Iterator[Any]:
        groups = _grouped(directory, documents, batches, identify)
        for result in spread(try_group, (msgspec.msgpack.encode(kept) for kept in groups)):
            tried = msgspec.msgpack.decode(result, type=_Tried)
            cells.update(tried.cells)
            yield pa.ipc.open_stream(tried.findings).read_all()
        # Of one report those of its agency come from one group, and its region's last.
        rows = region_rows(
            documents, lambda position: _slim(documents[position], cells.get(position)), identify
        )
        while some := list(itertools.islice(rows, _ROWS)):
            yield _table((documents[position], documents[position], row) for position, row in some)

    yield from _pieces(found())


def _pieces(tables: Iterable[Any]) -> Iterator[Any]:
    """Yield tables put together until they are worth writing; there is one at least."""
    pa = require("pyarrow", "parquet")
    waiting = [_table(())]
    for table in tables:
        waiting.append(table)
        if sum(map(len, waiting)) >= _ROWS:
            yield pa.concat_tables(waiting).combine_chunks()
            waiting = [_table(())]
    yield pa.concat_tables(waiting).combine_chunks()


def try_group(payload: bytes) -> bytes:
    """Try the checks between the reports of some agencies, the gists of all of whose readings are in the payload."""
    kept = sorted(msgspec.msgpack.decode(payload, type=list[_Kept]))
    cases = [read_gist(one.gist) for one in kept]
    # Every gist comes with the id by which it was put here, so that none need be told again, or otherwise.
    cases = [dataclasses.replace(case, agency_id=one.key) for case, one in zip(cases, kept, strict=True)]
    table = _table((kept[index], cases[index], row) for index, row in between_rows(cases))
    cells = [
        (one.position, [case.cells.get(cell) for cell in region_cells()])
        for one, case in zip(kept, cases, strict=True)
    ]
    stated = [(position, values) for position, values in cells if any(value is not None for value in values)]
    return msgspec.msgpack.encode(_Tried(streamed(table), stated))


def _table(findings: Iterable[tuple[Any, Dated, Row]]) -> Any:
    return table_of(
        _COLUMNS, ((one.reading, one.document, case.agency, case.year, *row) for one, case, row in findings)
    )


def _slim(one: Listed, values: Sequence[Number | None] | None) -> Case:
    """Return a report as the checks on regions see it."""
    records = Records(
        source="",
        format="",
        pages=None,
        identity=Identity(one.agency, one.year, None, None, None),
        form=None,
        forms=(),
        facts=(),
        sections=(),
        narrative=Narrative(),
    )
    return Case(one.agency, one.year, records, dict(zip(region_cells(), values or (), strict=False)))


def _grouped(
    directory: Path, documents: Sequence[Listed], batches: Batches, identify: Identify
) -> Iterator[list[_Kept]]:
    """Yield readings in groups that hold all of an agency, by way of files where there are many."""
    positions = {one.reading: position for position, one in enumerate(documents)}

    def kept(ids: Iterable[str], gists: Iterable[bytes]) -> Iterator[_Kept]:
        for reading, gist in zip(ids, gists, strict=True):
            position = positions[reading]
            one = documents[position]
            if key := id_of(one, identify):
                yield _Kept(position, reading, one.document, key, gist)

    groups = min(_MOST_GROUPS, 1 + len(documents) // _TOGETHER)
    if groups == 1:
        yield [one for ids, gists in batches() for one in kept(ids, gists)]
        return
    pa = require("pyarrow", "parquet")
    text, bytes_ = pa.string(), pa.binary()
    schema = pa.schema(
        [("position", pa.int64()), ("reading", text), ("document", text), ("key", text), ("gist", bytes_)]
    )
    with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=directory) as name:
        files = [Path(name, str(group)) for group in range(groups)]
        writers = [pa.ipc.new_stream(str(file), schema) for file in files]
        for ids, gists in batches():
            sorted_out: dict[int, list[_Kept]] = {}
            for one in kept(ids, gists):
                sorted_out.setdefault(zlib.crc32(one.key.encode()) % groups, []).append(one)
            for group, some in sorted_out.items():
                columns = [list(column) for column in zip(*some, strict=True)]
                writers[group].write_batch(pa.record_batch(columns, schema=schema))
        for writer in writers:
            writer.close()
        for file in files:
            with pa.memory_map(str(file)) as source:
                table = pa.ipc.open_stream(source).read_all()
                columns = [table[name].to_pylist() for name in schema.names]
            yield [_Kept(*row) for row in zip(*columns, strict=True)]
