"""An executor that hands over readings of some documents again and again, under the names of others.

With it `load_corpus` does all of its own work, however many documents there are, while nothing has to be read: what the
process grows by can be measured for a hundred thousand reports in minutes.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import os
import re
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

import gkstats as gk
from gkstats import synthetic
from gkstats.keeping.readings import Loaded, document_key, reading_id
from gkstats.keeping.tables import batch_of, packed
from gkstats.loading.chunks import Read, Settings, encode, read_payloads
from gkstats.loading.sources import Item
from gkstats.synthetic.agencies import draw_agency

YEARS = 6
"""Years that an agency of a synthetic collection reports on."""
_TEMPLATES = 20
"""Batches of readings that are handed over in turn."""
READ = "GKSTATS_REPLAYED"
"""Environment variable that names the dataset whose readings are handed over."""


class Replay(ProcessPoolExecutor):
    """Processes that read nothing, but do all other work."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Take work; what was to be read is replayed."""
        return super().submit(replayed if fn is read_payloads else fn, *args, **kwargs)


def prepare(folder: Path, agencies: int = 60) -> None:
    """Read the documents that are to be handed over, and name names for others."""
    synthetic.write_reports(folder / "read", agencies * YEARS, seed=1)
    gk.load_corpus(folder / "read", to=folder / "replayed", progress=False)
    os.environ[READ] = str(folder / "replayed")


def name_documents(folder: Path, count: int) -> None:
    """Make files that stand for documents."""
    for index in range(count):
        (folder / f"report-{index:06d}.txt").touch()


def replayed(payloads: Sequence[bytes], settings: bytes) -> bytes:
    """Return readings under the names of the documents that were to be read; at module level for the processes."""
    items = [msgspec.msgpack.decode(payload, type=Item) for payload in payloads]
    reader = msgspec.msgpack.decode(settings, type=Settings).reader
    indices = [int(match[1]) if (match := re.search(r"report-(\d+)", item.name)) else 0 for item in items]
    template = _template(indices[0] // len(items) % _TEMPLATES, len(items))
    names = [item.name for item in items]
    digests = [hashlib.sha256(name.encode()).hexdigest() for name in names]
    own = {
        "source": names,
        "digest": digests,
        "document": [document_key(digest, name) for name, digest in zip(names, digests, strict=True)],
        "reading": [reading_id(name, digest, reader) for name, digest in zip(names, digests, strict=True)],
        "agency": [draw_agency(2, index // YEARS).name for index in indices],
        "year": [2019 + index % YEARS for index in indices],
    }
    return encode(Read([], [], packed({name: _renamed(table, own) for name, table in template.items()})))


def _renamed(table: pa.Table, own: dict[str, list[Any]]) -> pa.Table:
    """Put other names, and what follows from them, into a table whose readings are called by their places."""
    places = table["reading"].cast(pa.int64())
    for column, values in own.items():
        if column in table.column_names:
            kind = table.schema.field(column).type
            table = table.set_column(
                table.column_names.index(column), column, pc.take(pa.array(values, kind), places)
            )
    if "gist" in table.column_names:
        gists = [
            msgspec.msgpack.encode(msgspec.msgpack.decode(gist) | {"agency": own["agency"][place]})
            for gist, place in zip(table["gist"].to_pylist(), places.to_pylist(), strict=True)
        ]
        table = table.set_column(table.column_names.index("gist"), "gist", pa.array(gists, pa.binary()))
    return table


@functools.cache
def _template(number: int, size: int) -> dict[str, pa.Table]:
    """Return the tables of some readings, each called by its place among them."""
    loaded = [_held()[(number * size + place) % len(_held())] for place in range(size)]
    found = batch_of([dataclasses.replace(one, digest=str(place)) for place, one in enumerate(loaded)], "")
    places = {reading: str(place) for place, reading in enumerate(found["documents"]["reading"].to_pylist())}
    return {
        name: table.set_column(
            table.column_names.index("reading"),
            "reading",
            pa.array([places[reading] for reading in table["reading"].to_pylist()], pa.string()),
        )
        for name, table in found.items()
    }


@functools.cache
def _held() -> list[Loaded]:
    corpus = gk.Corpus.read_parquet(os.environ[READ])
    return list(corpus._held.loaded(range(len(corpus))))
