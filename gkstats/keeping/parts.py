"""Parts of a dataset on disk: none visible before the manifest names it, each with the digests of its files.

``gkstats.json`` names the parts that count and is replaced in one step, so that a run that is ended at any moment leaves
a dataset as it was after its last part. It holds the digest of the ``part.json`` of each, which holds those of the files:
whatever is changed afterwards is found when it is read. Datasets change hands; nothing in one is taken for what it
should be before it has been looked at.
"""

from __future__ import annotations

import hashlib
import itertools
import shutil
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple, TypeAlias

import msgspec

from gkstats.errors import GkstatsError
from gkstats.files import UNFINISHED, require, write_file, write_folder
from gkstats.keeping.tables import DERIVED, TABLES, fingerprint

__all__ = [
    "BETWEEN",
    "Contents",
    "Damage",
    "Manifest",
    "Part",
    "checked",
    "clear",
    "damages",
    "exclusive",
    "read_contents",
    "read_manifest",
    "rows_together",
    "salvaged_manifest",
    "table_file",
    "write_manifest",
    "write_part",
]

BETWEEN: Final = "between"
"""Table of the checks between reports, which stands in a part of its own."""
_MANIFEST: Final = "gkstats.json"
_CONTENTS: Final = "part.json"
_LAYOUT: Final = 3
_PREFIX: Final = "part="
_ROWS: Final = {"records": 64}
"""Rows of a row group, where single rows are looked up."""
_MOST_ROWS: Final = 32_768
_VERIFY: Final = "run: gkstats verify {} --repair"

_Name: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"\Apart=[0-9a-f]{12}\Z")]
_Digest: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{32}\Z")]
_Table: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"\A[a-z_]{1,30}\Z")]
_Size: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=2**40)]


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part that counts, and the digest of its ``part.json``."""

    name: _Name
    digest: _Digest


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What counts: parts in the order of writing, of which a later one replaces what an earlier one holds of a source."""

    layout: int = _LAYOUT
    parts: Annotated[tuple[Part, ...], msgspec.Meta(max_length=1_000_000)] = ()
    between: Part | None = None
    """Part that holds the checks between the reports of all others; None while it is behind them."""
    corrections: Annotated[str, msgspec.Meta(pattern=r"\A([0-9a-f]{32})?\Z")] = ""
    """Digest of the list of corrections that the dataset was given."""
    retired: Annotated[tuple[_Name, ...], msgspec.Meta(max_length=1_000_000)] = ()
    """Parts that no longer count; they stay until the next run, for those who have opened the dataset before."""
    checksum: str = ""


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of a part as it was written."""

    size: _Size
    digest: _Digest


class Contents(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a part holds."""

    number: Annotated[int, msgspec.Meta(ge=0, le=2**53)]
    """Its turn among the parts, kept when it is written anew."""
    rules: _Digest
    """By what code and data its derived tables were made."""
    files: Annotated[dict[_Table, File], msgspec.Meta(max_length=100)]


class Damage(NamedTuple):
    """A file of a dataset that is not as it was written; ``table`` is empty where the whole part is concerned."""

    part: str
    table: str
    trouble: str


class _Layout(msgspec.Struct):
    layout: int


def read_manifest(directory: Path) -> Manifest | None:
    """Return the manifest of a dataset; None where there is no dataset.

    Raises
    ------
    GkstatsError
        It is damaged, or of another layout.
    """
    file = directory / _MANIFEST
    remedy = _VERIFY.format(directory)
    try:
        data = file.read_bytes()
        layout = msgspec.json.decode(data, type=_Layout).layout
        if layout > _LAYOUT:
            raise GkstatsError(str(directory), f"the dataset is of layout {layout}", "use a newer gkstats")
        if layout < _LAYOUT:
            raise GkstatsError(
                str(directory),
                "the dataset was written by an earlier gkstats",
                "read the documents into a new folder",
            )
        manifest = msgspec.json.decode(data, type=Manifest)
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError, RecursionError, msgspec.DecodeError) as error:
        raise GkstatsError(str(file), f"it is damaged ({error})", remedy) from error
    if data != _encoded(manifest):
        raise GkstatsError(str(file), "it is damaged (its checksum is another)", remedy)
    return manifest


def _encoded(manifest: Manifest) -> bytes:
    bare = msgspec.structs.replace(manifest, checksum="")
    whole = msgspec.structs.replace(manifest, checksum=_digest(msgspec.json.encode(bare)))
    return msgspec.json.format(msgspec.json.encode(whole), indent=1)


def write_manifest(directory: Path, manifest: Manifest) -> None:
    """Replace the manifest in one step."""
    write_file(directory / _MANIFEST, _encoded(manifest))


def salvaged_manifest(directory: Path) -> Manifest:
    """Return a manifest of the parts that are there, in the order of their turns, where the manifest itself is lost."""
    found: dict[int, tuple[float, Part]] = {}
    for folder in directory.glob(f"{_PREFIX}*"):
        with suppress(OSError, msgspec.DecodeError, UnicodeDecodeError):
            data = (folder / _CONTENTS).read_bytes()
            contents = msgspec.json.decode(data, type=Contents)
            part = msgspec.convert({"name": folder.name, "digest": _digest(data)}, Part)
            written = (folder / _CONTENTS).stat().st_mtime
            # One that was written anew keeps its turn, and stands beside the one that it replaced.
            if BETWEEN not in contents.files and written >= found.get(contents.number, (0.0, part))[0]:
                found[contents.number] = (written, part)
    return Manifest(parts=tuple(found[number][1] for number in sorted(found)))


def write_part(
    directory: Path, number: int, tables: Iterable[tuple[str, Any]], rules: str | None = None
) -> Part:
    """Write tables, each with its name and in one piece or several, as a new part, which counts once a manifest has it."""
    name = f"{_PREFIX}{uuid.uuid4().hex[:12]}"
    with write_folder(directory / name) as beside:
        files = {}
        for table, content in tables:
            file = beside / f"{table}.parquet"
            _write_table(file, [content] if hasattr(content, "schema") else content, rows_together(table))
            files[table] = File(file.stat().st_size, _digest_of(file))
        data = msgspec.json.encode(Contents(number, rules or fingerprint(), files))
        (beside / _CONTENTS).write_bytes(data)
    return Part(name, _digest(data))


def _write_table(file: Path, pieces: Iterable[Any], rows: int) -> None:
    pa, pq = require("pyarrow", "parquet"), require("pyarrow.parquet", "parquet")
    waiting = iter(pieces)
    first = next(waiting)
    # Whole readings never come twice: to look for them in a dictionary takes memory and finds nothing.
    coded = [field.name for field in first.schema if field.type != pa.binary()]
    with pq.ParquetWriter(
        file, first.schema, compression="zstd", use_dictionary=coded, write_page_checksum=True
    ) as writer:
        for piece in itertools.chain([first], waiting):
            writer.write_table(piece, row_group_size=rows)


def rows_together(table: str) -> int:
    """Return how many rows of a table make a row group, which is read as a whole."""
    return _ROWS.get(table, _MOST_ROWS)


def read_contents(directory: Path, part: Part) -> Contents:
    """Return what a part holds.

    Raises
    ------
    GkstatsError
        It is missing or damaged.
    """
    file = directory / part.name / _CONTENTS
    try:
        data = file.read_bytes()
    except OSError as error:
        raise _missing(directory, part.name, error) from error
    if _digest(data) != part.digest:
        raise GkstatsError(str(file), "it is damaged (its checksum is another)", _VERIFY.format(directory))
    try:
        contents = msgspec.json.decode(data, type=Contents)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise GkstatsError(str(file), f"it is damaged ({error})", _VERIFY.format(directory)) from error
    return contents


def table_file(directory: Path, part: Part, table: str) -> Path:
    """Return the file of a table."""
    return directory / part.name / f"{table}.parquet"


def checked(directory: Path, part: Part, contents: Contents, table: str) -> Path:
    """Return the file of a table if it is as it was written.

    Raises
    ------
    GkstatsError
        It is missing, cut short or changed.
    """
    file = table_file(directory, part, table)
    written = contents.files.get(table)
    try:
        if written is None:
            raise FileNotFoundError(f"it has no table {table}")
        if file.stat().st_size != written.size:
            trouble = f"it holds {file.stat().st_size:,} bytes of {written.size:,}"
        elif _digest_of(file) != written.digest:
            trouble = "its checksum is another"
        else:
            return file
    except OSError as error:
        raise _missing(directory, f"{part.name}/{table}.parquet", error) from error
    raise GkstatsError(str(file), f"it is damaged ({trouble})", _VERIFY.format(directory))


def _missing(directory: Path, name: str, error: OSError) -> GkstatsError:
    return GkstatsError(
        str(directory),
        f"its {name} is missing or cannot be read ({error.strerror or error})",
        f"open it again if it has been written since, otherwise {_VERIFY.format(directory)}",
    )


def damages(directory: Path, part: Part, names: Sequence[str] = TABLES) -> list[Damage]:
    """Return what of a part is not as it was written; every byte is read."""
    try:
        contents = read_contents(directory, part)
    except GkstatsError as error:
        return [Damage(part.name, "", error.trouble)]
    found = []
    for name in names:
        # A table that these rules know and those by which the part was made did not is made, not missed.
        if name in contents.files or name not in DERIVED or contents.rules == fingerprint():
            try:
                checked(directory, part, contents, name)
            except GkstatsError as error:
                found.append(Damage(part.name, name, error.trouble))
    return found


def _uncounted_list(name: str, manifest: Manifest) -> bool:
    return name.startswith("corrections=") and name != f"corrections={manifest.corrections}.csv"


def clear(directory: Path, manifest: Manifest) -> Manifest:
    """Remove what no longer counts and nobody who has opened the dataset since the last run can be reading."""
    counting = {part.name for part in (*manifest.parts, *([manifest.between] if manifest.between else []))}
    if manifest.retired:
        manifest = msgspec.structs.replace(manifest, retired=())
        write_manifest(directory, manifest)
    for entry in directory.iterdir():
        if (
            entry.name.startswith(UNFINISHED)
            or (entry.name.startswith(_PREFIX) and entry.name not in counting)
            or _uncounted_list(entry.name, manifest)
        ):
            shutil.rmtree(entry, ignore_errors=True) if entry.is_dir() else entry.unlink(missing_ok=True)
    return manifest


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _digest_of(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


@contextmanager
def exclusive(directory: Path) -> Iterator[None]:
    """Keep other processes from writing the dataset; the system lifts the lock when this one ends.

    Raises
    ------
    GkstatsError
        Another process is writing it, or the folder cannot be written.
    """
    filelock = require("filelock", "parquet")
    lock = filelock.FileLock(directory / ".lock")
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        raise GkstatsError(
            str(directory), "another process is writing this dataset", "wait for it, or use another folder"
        ) from None
    except OSError as error:
        raise GkstatsError(
            str(directory), f"it cannot be written ({error.strerror or error})", "choose another folder"
        ) from error
    try:
        yield
    finally:
        lock.release()
