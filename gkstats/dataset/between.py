"""Checks between the reports of a dataset, tried agency by agency, so that few readings are in memory at a time."""

from __future__ import annotations

import functools
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol, TypeAlias

from gkstats.checks import CHECKS, Case, Row, between_rows, region_rows, slimmed
from gkstats.dataset.batches import table_of
from gkstats.documents.model import Paragraph
from gkstats.frames import LEAD, Column
from gkstats.records import FactKind, Identity, Narrative, Records, Section
from gkstats.store import require
from gkstats.sums import cells_of
from gkstats.timeline import agency_key

__all__ = ["between_table"]

_TOGETHER: Final = 300
"""Readings that are held in memory at a time, about; each takes half a megabyte there."""
_MOST_GROUPS: Final = 500
"""Most files that are open at a time."""
_COLUMNS: Final = (Column("document", "string", "id of the reading at fault"), *LEAD, *CHECKS)
_FOUND: Final = (Column("position", "Int64", "place of the reading in the dataset"), *_COLUMNS)

Batches: TypeAlias = Callable[[], Iterator[tuple[list[str], list[bytes]]]]


class _Listed(Protocol):
    @property
    def document(self) -> str:
        """Id of the reading."""

    @property
    def agency(self) -> str | None:
        """Who reports."""


class _Kept(NamedTuple):
    position: int
    data: bytes


def between_table(directory: Path, documents: Sequence[_Listed], batches: Batches) -> Any:
    """Try the checks between reports; return the findings as an Arrow table.

    Parameters
    ----------
    directory : Path
        Where readings may be put aside meanwhile.
    documents : sequence
        Those of the dataset.
    batches : function
        Returns their ids and readings piece by piece.
    """
    pa, pc = require("pyarrow", "parquet"), require("pyarrow.compute", "parquet")
    positions = {one.document: position for position, one in enumerate(documents)}
    slim: dict[int, Case] = {}

    def findings(rows: Iterable[tuple[int, Row]]) -> Any:
        return table_of(
            _FOUND,
            (
                (position, documents[position].document, slim[position].agency, slim[position].year, *row)
                for position, row in rows
            ),
        )

    found = []  # as columns: there are a dozen findings to a report
    for group in _grouped(directory, documents, positions, batches):
        kept = sorted(group)
        many = [_case(one.data) for one in kept]
        slim.update((one.position, slimmed(case)) for one, case in zip(kept, many, strict=True))
        found.append(findings((kept[position].position, row) for position, row in between_rows(many)))
    found.append(findings(region_rows([slim[position] for position in range(len(documents))])))
    whole = pa.concat_tables(found)
    whole = whole.append_column("turn", pa.array(range(len(whole))))
    order = pc.sort_indices(whole, [("position", "ascending"), ("turn", "ascending")])
    return whole.take(order).select([column.name for column in _COLUMNS])


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
    import msgspec

    return msgspec.msgpack.Decoder(_Gist)


def _case(data: bytes) -> Case:
    gist: _Gist = _decoder().decode(data)
    sections = (
        Section(one.number, one.title, tuple(Paragraph(p.text, (), ()) for p in one.paragraphs), None)
        for one in gist.sections
    )
    records = Records(
        source=gist.source,
        format=gist.format,
        pages=None,
        identity=gist.identity,
        form=None,
        forms=(),
        facts=(),
        sections=tuple(sections),
        narrative=Narrative(),
    )
    return Case(gist.identity.agency, gist.identity.year, records, cells_of(gist.facts))


def _grouped(
    directory: Path, documents: Sequence[_Listed], positions: Mapping[str, int], batches: Batches
) -> Iterator[list[_Kept]]:
    """Yield readings in groups that hold all of an agency, by way of files where there are many."""
    groups = min(_MOST_GROUPS, 1 + len(documents) // _TOGETHER)
    if groups == 1:
        yield [
            _Kept(positions[document], data)
            for ids, blobs in batches()
            for document, data in zip(ids, blobs, strict=True)
        ]
        return
    pa = require("pyarrow", "parquet")
    schema = pa.schema([("position", pa.int64()), ("records", pa.binary())])
    with tempfile.TemporaryDirectory(prefix=".part=between-", dir=directory) as name:
        files = [Path(name, str(group)) for group in range(groups)]
        writers = [pa.ipc.new_stream(str(file), schema) for file in files]
        for ids, blobs in batches():
            sorted_out: list[list[_Kept]] = [[] for _ in files]
            for document, data in zip(ids, blobs, strict=True):
                position = positions[document]
                key = agency_key(documents[position].agency or "")
                sorted_out[zlib.crc32(key.encode()) % groups].append(_Kept(position, data))
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
                yield [
                    _Kept(*row)
                    for row in zip(table["position"].to_pylist(), table["records"].to_pylist(), strict=True)
                ]
