"""Whether two datasets hold the same, byte for byte, whatever the order in which it was written."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from gkstats.keeping.dataset import Dataset
from gkstats.keeping.tables import TABLES

# How long reading took is the one thing that differs from run to run.
COMPARED = (*(name for name in TABLES if name != "timings"), "between")


def sorted_bytes(directory: Path) -> dict[str, bytes]:
    """Return every table as bytes, documents in order; the rows of one keep the order in which they were read."""
    opened = Dataset.open(directory).opened
    return {name: _bytes(opened.read(name)) for name in COMPARED}


def _bytes(table: pa.Table) -> bytes:
    numbered = table.append_column("position", pa.array(range(len(table))))
    order = numbered.sort_by([("reading", "ascending"), ("position", "ascending")]).drop(["position"])
    sink = pa.BufferOutputStream()
    plain = order.combine_chunks().replace_schema_metadata(None)
    with pa.ipc.new_stream(sink, plain.schema) as stream:
        for batch in plain.to_batches():
            stream.write_batch(batch)
    return sink.getvalue().to_pybytes()
