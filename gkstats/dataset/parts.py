"""Parts of a dataset on disk: each written beside and moved, none visible before the manifest names it.

``gkstats.json`` names the parts that count and the readings in them that have been replaced since. It is replaced in
one step, so that a run that is ended at any moment leaves a dataset as it was after its last part.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Final, TypeAlias

import msgspec

from gkstats.dataset.batches import TABLES
from gkstats.errors import GkstatsError
from gkstats.store import require

__all__ = ["BETWEEN", "Manifest", "clear", "exclusive", "read_manifest", "write_manifest", "write_part"]

BETWEEN: Final = "between"
"""Table of the checks between reports, which stands in a part of its own."""
_MANIFEST: Final = "gkstats.json"
_LAYOUT: Final = 1
_PREFIX: Final = "part="
_ROWS: Final = {"records": 64}
"""Rows of a row group, where single rows are looked up."""
_MOST_ROWS: Final = 32_768


_PartName: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"\Apart=[0-9a-f]{12}\Z")]
_Id: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{16}\Z")]


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What counts: parts in the order of writing, readings that were replaced, and the checks between reports.

    Datasets change hands: nothing in one is taken for what it should be before it has been looked at.
    """

    layout: int = _LAYOUT
    parts: Annotated[tuple[_PartName, ...], msgspec.Meta(max_length=1_000_000)] = ()
    replaced: Annotated[tuple[_Id, ...], msgspec.Meta(max_length=100_000_000)] = ()
    between: _PartName | None = None
    """Part that holds the checks between the reports of all others; None while it is behind them."""


class _Layout(msgspec.Struct):
    layout: int


def read_manifest(directory: Path) -> Manifest | None:
    """Return the manifest of a dataset; None where there is no dataset.

    Raises
    ------
    GkstatsError
        It is damaged, or of a later version of gkstats.
    """
    file = directory / _MANIFEST
    try:
        data = file.read_bytes()
        layout = msgspec.json.decode(data, type=_Layout).layout
        if layout != _LAYOUT:
            raise GkstatsError(str(directory), f"the dataset is of layout {layout}", "use a newer gkstats")
        manifest = msgspec.json.decode(data, type=Manifest)
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError, msgspec.DecodeError) as error:
        raise GkstatsError(str(file), f"it is damaged ({error})", "read the documents again") from error
    for part in (*manifest.parts, *([manifest.between] if manifest.between else [])):
        if not (directory / part).is_dir():
            raise GkstatsError(str(directory), f"its {part} is missing", "read the documents again")
    return manifest


def write_manifest(directory: Path, manifest: Manifest) -> None:
    """Replace the manifest in one step."""
    text = msgspec.json.format(msgspec.json.encode(manifest), indent=1).decode()
    beside = directory / f".{_MANIFEST}.{uuid.uuid4().hex}"
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(directory / _MANIFEST)


def write_part(directory: Path, tables: Iterable[tuple[str, Any]]) -> str:
    """Write tables, each with its name, as a new part; return the part's name, which counts once a manifest has it."""
    pq = require("pyarrow.parquet", "parquet")
    name = f"{_PREFIX}{uuid.uuid4().hex[:12]}"
    beside = directory / f".{name}"
    beside.mkdir()
    for table, content in tables:
        pq.write_table(
            content,
            beside / f"{table}.parquet",
            compression="zstd",
            row_group_size=_ROWS.get(table, _MOST_ROWS),
        )
    beside.replace(directory / name)
    return name


def clear(directory: Path, manifest: Manifest) -> Manifest:
    """Write the parts that hold replaced readings anew without them, and remove what no longer counts."""
    if manifest.replaced:
        parts = [_without(directory, part, frozenset(manifest.replaced)) for part in manifest.parts]
        manifest = msgspec.structs.replace(manifest, parts=tuple(part for part in parts if part), replaced=())
        write_manifest(directory, manifest)
    counting = {*manifest.parts, manifest.between}
    for entry in directory.iterdir():
        unfinished = entry.name.startswith((f".{_PREFIX}", f".{_MANIFEST}"))
        if unfinished or (entry.name.startswith(_PREFIX) and entry.name not in counting):
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    return manifest


def _without(directory: Path, part: str, replaced: frozenset[str]) -> str | None:
    """Return the name of a part without some readings: its own where it has none of them."""
    pa, pc = require("pyarrow", "parquet"), require("pyarrow.compute", "parquet")
    pq: Any = require("pyarrow.parquet", "parquet")
    tables = {name: pq.read_table(directory / part / f"{name}.parquet", partitioning=None) for name in TABLES}
    gone = pa.array(sorted(replaced), pa.string())
    kept = {
        name: table.filter(pc.invert(pc.is_in(table["document"], value_set=gone)))
        for name, table in tables.items()
    }
    if all(len(kept[name]) == len(tables[name]) for name in ("documents", "errors")):
        return part
    return write_part(directory, kept.items()) if len(kept["documents"]) or len(kept["errors"]) else None


@contextmanager
def exclusive(directory: Path) -> Iterator[None]:
    """Keep other processes from writing the dataset; the system lifts the lock when this one ends.

    Raises
    ------
    GkstatsError
        Another process is writing it.
    """
    filelock = require("filelock", "parquet")
    lock = filelock.FileLock(directory / ".lock")
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        raise GkstatsError(
            str(directory), "another process is writing this dataset", "wait for it, or use another folder"
        ) from None
    try:
        yield
    finally:
        lock.release()
