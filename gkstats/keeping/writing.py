"""Adding to a dataset, part by part: what was added stays whatever ends the run, and what is damaged is read again."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from gkstats.corrections import Corrections
from gkstats.errors import GkstatsError
from gkstats.files import UNFINISHED, clear_errors, require
from gkstats.keeping.amended import keep_corrections, kept_corrections, opened_as_known
from gkstats.keeping.between import Spread
from gkstats.keeping.opened import Opened, between_rules, derived_tables, place_of, sorted_pieces
from gkstats.keeping.parts import (
    BETWEEN,
    Damage,
    Manifest,
    Part,
    clear,
    damages,
    exclusive,
    read_contents,
    read_manifest,
    salvaged_manifest,
    table_file,
    write_manifest,
    write_part,
)
from gkstats.keeping.readings import Failure, Loaded
from gkstats.keeping.tables import DERIVED, TABLES, batch_of, fingerprint, packed, parts_of, table_in
from gkstats.keeping.wordlists import damaged_words, drop_damaged_words, keep_words, reader_with

__all__ = ["Lost", "Writer", "verify", "writing", "written"]

_PART: Final = 10 * 2**20
"""Bytes, packed, of what becomes a part: some three hundred reports, three megabytes on disk."""


class Lost(NamedTuple):
    """A document whose reading is lost; ``reader`` is None where it can no longer be told how it was read."""

    source: str
    reader: str | None


class Writer:
    """Adds to a dataset, a part whenever enough has come together.

    Attributes
    ----------
    damaged : list of Damage
        What was found not to be as it was written.
    lost : list of Lost
        Documents whose readings are lost with it, as far as they can still be told.
    """

    def __init__(self, directory: Path, manifest: Manifest, reader: str) -> None:
        self.directory = directory
        self.reader = reader
        self.damaged: list[Damage] = []
        self.lost: list[Lost] = []
        self._stale: set[str] = set()
        self._waiting: list[dict[str, bytes]] = []
        self._bytes = 0
        self._manifest = self._examined(manifest)
        self._known = Opened(directory, self._manifest).known

    def _examined(self, manifest: Manifest) -> Manifest:
        """Look at every byte; let go of what is damaged, or have it derived again where the readings are whole."""
        sound, between = [], manifest.between
        rules = fingerprint()
        between_by = between_rules(kept_corrections(self.directory, manifest))
        for part in manifest.parts:
            found = damages(self.directory, part)
            self.damaged += found
            if not all(damage.table in DERIVED for damage in found):
                self.lost += _lost(self.directory, part)
                continue
            sound.append(part)
            if found or read_contents(self.directory, part).rules != rules:
                self._stale.add(part.name)
        if between is not None:
            found = damages(self.directory, between, [BETWEEN])
            self.damaged += found
            if (
                found
                or len(sound) < len(manifest.parts)
                or self._stale
                or self._outdated(between, between_by)
            ):
                between = None
        if (len(sound), between) == (len(manifest.parts), manifest.between):
            return manifest
        gone = [part for part in (*manifest.parts, manifest.between) if part not in (*sound, between)]
        manifest = msgspec.structs.replace(
            manifest,
            parts=tuple(sound),
            between=between,
            retired=(*manifest.retired, *(part.name for part in gone if part is not None)),
        )
        write_manifest(self.directory, manifest)
        return manifest

    def _outdated(self, part: Part, rules: str) -> bool:
        return read_contents(self.directory, part).rules != rules

    def stands(self, source: str, reader: str | None = None, listed: str = "") -> str | None:
        """Return the digest of what a source held when it was read, if it need not be read again unless it changed.

        That is so where it was read in the same way, and lists said the same of it.
        """
        before = self._known.get(place_of(source, ""), [])
        by = reader or self.reader
        stand = before and all(
            one.lasting and one.reader == (by if one.failed else by + listed) for one in before
        )
        return before[0].digest if stand else None

    def add(self, batch: bytes) -> int:
        """Take in a batch, packed; what its sources held before is replaced. Return how many documents failed."""
        tables = parts_of(batch)
        failed = len(table_in(tables["errors"]))
        if failed or len(table_in(tables["documents"])):
            self._waiting.append(tables)
            self._bytes += len(batch)
        if self._bytes >= _PART:
            self.flush()
        return failed

    def flush(self) -> None:
        """Write what has come together as a part."""
        if not self._waiting:
            return
        pa = require("pyarrow", "parquet")
        waiting, self._waiting, self._bytes = self._waiting, [], 0
        # One by one, so that no more than one of them is unpacked at a time.
        rows = (
            (name, sorted_pieces(name, pa.concat_tables([table_in(batch.pop(name)) for batch in waiting])))
            for name in TABLES
        )
        part = write_part(self.directory, self._next(), rows)
        self._count((*self._manifest.parts, part), [])

    def _next(self) -> int:
        numbers = (read_contents(self.directory, part).number for part in self._manifest.parts)
        return 1 + max(numbers, default=0)

    def _count(self, parts: Sequence[Part], gone: Sequence[Part]) -> None:
        """Let other parts count; the checks between reports are behind them."""
        before = self._manifest
        retired = [part.name for part in (*gone, *([before.between] if before.between else []))]
        self._manifest = msgspec.structs.replace(
            before, parts=tuple(parts), between=None, retired=(*before.retired, *retired)
        )
        write_manifest(self.directory, self._manifest)

    def finish(self, spread: Spread = map) -> None:
        """Write what is left, derive again what other rules derived, drop what was replaced, and try the checks between reports."""
        self.flush()
        opened = Opened(self.directory, self._manifest)
        replaced = frozenset(opened.replaced)
        for part in self._manifest.parts:
            contents = read_contents(self.directory, part)
            stale = part.name in self._stale or contents.rules != fingerprint()
            if not stale and not (replaced and self._holds(opened, part, replaced)):
                continue
            tables = {
                name: opened.read(name, parts=[part]) for name in TABLES if not (stale and name in DERIVED)
            }
            if stale:
                tables |= self._current(derived_tables(self.directory, part, contents, spread), replaced)
            new = [write_part(self.directory, contents.number, tables.items())] if _rows(tables) else []
            self._count(
                [*itertools.chain(*([one] if one != part else new for one in self._manifest.parts))], [part]
            )
        if self._manifest.between is None:
            opened = opened_as_known(self.directory, self._manifest)
            with (
                clear_errors(self.directory),
                tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=self.directory) as folder,
            ):
                found = [(BETWEEN, opened.try_between(Path(folder), spread))]
                part = write_part(self.directory, 0, found, between_rules(opened.corrections))
            self._manifest = msgspec.structs.replace(self._manifest, between=part)
            write_manifest(self.directory, self._manifest)

    def _holds(self, opened: Opened, part: Part, replaced: frozenset[str]) -> bool:
        return any(
            not replaced.isdisjoint(
                opened.read(name, ["reading"], parts=[part], all_readings=True)["reading"].to_pylist()
            )
            for name in ("documents", "errors")
        )

    def _current(self, tables: dict[str, Any], replaced: frozenset[str]) -> dict[str, Any]:
        pa, pc = require("pyarrow", "parquet"), require("pyarrow.compute", "parquet")
        gone = pa.array(sorted(replaced), pa.string())
        return {
            name: table.filter(pc.invert(pc.is_in(table["reading"], value_set=gone)))
            for name, table in tables.items()
        }


def _rows(tables: dict[str, Any]) -> int:
    return len(tables["documents"]) + len(tables["errors"])


def _lost(directory: Path, part: Part) -> list[Lost]:
    """Return a part's documents as far as they can be read, whatever else of it is damaged."""
    pa, pq = require("pyarrow", "parquet"), require("pyarrow.parquet", "parquet")
    found: list[Lost] = []
    for name in ("documents", "errors"):
        file = table_file(directory, part, name)
        for columns in (("source", "reader"), ("source",)):
            with suppress(OSError, pa.ArrowException, KeyError, UnicodeDecodeError):
                rows = pq.read_table(file, columns=list(columns), partitioning=None).to_pylist()
                found += [Lost(row["source"], row.get("reader")) for row in rows if row["source"]]
                break
    return found


@contextmanager
def writing(
    directory: Path, words: str = "", corrections: Corrections | None = None, *, repair: bool = False
) -> Iterator[Writer]:
    """Open a dataset to add to it, made where there is none; what was added is kept whatever ends the block.

    Parameters
    ----------
    directory : Path
    words : str
        The list of words that documents are read with, as a TOML text; it is kept with the dataset.
    corrections : Corrections, optional
        Replaces the list of corrections that the dataset was given before.
    repair : bool
        Find the parts by themselves where the manifest is damaged.

    Raises
    ------
    GkstatsError
        Another process is writing it, it is damaged, the folder holds something else or cannot be written.
    """
    require("pyarrow", "parquet")
    with clear_errors(directory):
        directory.mkdir(parents=True, exist_ok=True)
        entries = [entry.name for entry in directory.iterdir() if entry.name[:1] != "."]
    if entries and not repair and read_manifest(directory) is None:
        raise GkstatsError(
            str(directory), "it holds files that are no dataset of gkstats", "give an empty folder"
        )
    with exclusive(directory):
        try:
            manifest = read_manifest(directory)
        except GkstatsError as error:
            if not repair or not error.trouble.startswith("it is damaged"):
                raise
            manifest = salvaged_manifest(directory)
            write_manifest(directory, manifest)
        if manifest is None:
            manifest = Manifest()
            write_manifest(directory, manifest)
        with clear_errors(directory):
            manifest = clear(directory, manifest)
        if repair:
            drop_damaged_words(directory)
        lost = _damaged_corrections(directory, manifest) if repair else []
        manifest = _with_corrections(directory, manifest, corrections, repair=repair)
        keep_words(directory, words)
        writer = Writer(directory, manifest, reader_with(words))
        writer.damaged += lost
        try:
            yield writer
        finally:
            writer.flush()


def _with_corrections(
    directory: Path, manifest: Manifest, corrections: Corrections | None, *, repair: bool
) -> Manifest:
    """Take the list that is given; of one that was given before, let go where it is damaged and that is to be put right."""
    sound = not _damaged_corrections(directory, manifest)
    if corrections is None:
        digest = "" if repair and not sound else manifest.corrections
    else:
        digest = corrections.digest
        if digest != manifest.corrections or not sound:
            keep_corrections(directory, corrections)
    if digest != manifest.corrections:
        manifest = msgspec.structs.replace(manifest, corrections=digest)
        write_manifest(directory, manifest)
    return manifest


def _damaged_corrections(directory: Path, manifest: Manifest) -> list[Damage]:
    try:
        kept_corrections(directory, manifest)
    except GkstatsError as error:
        return [Damage(f"corrections={manifest.corrections}.csv", "", error.trouble)]
    return []


def verify(directory: Path) -> list[Damage]:
    """Return what of a dataset is not as it was written; every byte of it is read.

    Raises
    ------
    FileNotFoundError
        There is no dataset in the folder.
    GkstatsError
        The manifest itself is damaged.
    """
    manifest = read_manifest(directory)
    if manifest is None:
        raise FileNotFoundError(f"{directory}: no dataset of gkstats")
    found = [damage for part in manifest.parts for damage in damages(directory, part)]
    if not found:  # otherwise it cannot be told which lists there should be
        readers = {one.reader for held in Opened(directory, manifest).known.values() for one in held}
        found = [Damage(name, "", "it is missing or damaged") for name in damaged_words(directory, readers)]
    found += _damaged_corrections(directory, manifest)
    return found + (damages(directory, manifest.between, [BETWEEN]) if manifest.between else [])


def written(
    directory: Path,
    loaded: Iterable[Loaded],
    words: Sequence[str],
    failures: Sequence[Failure],
    corrections: Corrections,
) -> list[Path]:
    """Write readings as a new dataset, with the list of words that each was read with and corrections; return its files."""
    with writing(directory, corrections=corrections) as writer:
        for one in set(words):
            keep_words(directory, one)
        outcomes = zip(map(reader_with, words), loaded, strict=True)
        while some := list(itertools.islice(outcomes, 256)):
            for reader, alike in itertools.groupby(some, key=lambda pair: pair[0]):
                writer.add(packed(batch_of([outcome for _, outcome in alike], reader)))
        if failures:
            writer.add(packed(batch_of(failures, writer.reader)))
        writer.finish()
    return sorted(path for path in directory.rglob("*.parquet"))
