"""A dataset with what people know better: corrected readings stand for those that were printed, agencies go by other ids.

The list of corrections is a file beside the parts, named by a digest that the manifest holds; parts stay as they are.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple

from gkstats.agencies import agency_id
from gkstats.corrections import NONE, Corrections
from gkstats.corrections.applied import Tried, corrected
from gkstats.errors import GkstatsError
from gkstats.files import require, write_file
from gkstats.keeping.opened import Opened
from gkstats.keeping.parts import Manifest, Part
from gkstats.keeping.readings import Loaded, decode_records, reader_key
from gkstats.keeping.tables import batch_of
from gkstats.timeline import Identify

__all__ = ["Amended", "keep_corrections", "kept_corrections", "opened_as_known"]

_FILE: Final = "corrections={}.csv"
_OVERLAY: Final = Part(f"part={0:012d}", "0" * 32)
"""Stands for the corrected readings, which lie outside of the dataset."""


def keep_corrections(directory: Path, corrections: Corrections) -> None:
    """Write a list beside the parts; it counts once the manifest holds its digest."""
    if corrections:
        write_file(directory / _FILE.format(corrections.digest), corrections.encoded())


def kept_corrections(directory: Path, manifest: Manifest) -> Corrections:
    """Return the list that a dataset was given.

    Raises
    ------
    GkstatsError
        It is missing or damaged.
    """
    if not manifest.corrections:
        return NONE
    file = directory / _FILE.format(manifest.corrections)
    try:
        found = Corrections.read(file)
    except OSError as error:
        trouble = f"its list of corrections is missing or cannot be read ({error.strerror or error})"
    else:
        if found.digest == manifest.corrections:
            return found
        trouble = "its list of corrections is damaged"
    raise GkstatsError(str(directory), trouble, "read it again, with the list that was given then")


def opened_as_known(directory: Path, manifest: Manifest) -> Opened:
    """Open a dataset with the corrections that it was given."""
    found, kept = Opened(directory, manifest), kept_corrections(directory, manifest)
    return Amended(found, kept) if kept else found


class _Overlay(NamedTuple):
    folder: Path | None
    replaced: list[str]
    tried: list[Tried]


class Amended(Opened):
    """The files of a dataset, and those of the readings that were corrected."""

    def __init__(
        self, printed: Opened, corrections: Corrections = NONE, identify: Identify = agency_id
    ) -> None:
        super().__init__(printed.directory, printed.manifest)
        self._of = printed
        self.corrections = corrections
        self.identify = identify

    @property
    def printed(self) -> Opened:
        """The dataset without corrections, agencies by their names."""
        return self._of

    @property
    def parts(self) -> tuple[Part, ...]:
        """What holds the readings that count."""
        return (*self.manifest.parts, *([_OVERLAY] if self._overlay.folder else []))

    @property
    def tried(self) -> list[Tried]:
        """What became of the corrections, in every report that they concern."""
        return self._overlay.tried

    @cached_property
    def replaced(self) -> list[str]:
        """Readings that still stand in the files, but do not count."""
        return sorted([*self.printed.replaced, *self._overlay.replaced])

    def file(self, part: Part, table: str) -> Path:
        """Return the file of a table."""
        folder = self._overlay.folder
        return folder / f"{table}.parquet" if part == _OVERLAY and folder else self.printed.file(part, table)

    @cached_property
    def _overlay(self) -> _Overlay:
        meant = {
            one.reading: one
            for one, _ in (self.printed.documents if self.corrections else [])
            if self.corrections.on(one.document, one)
        }
        table = self.printed.read("records", ["reading", "records"], {"reading": list(meant)})
        times = self.printed.read("timings", where={"reading": list(meant)})
        seconds = dict(zip(times["reading"].to_pylist(), times["seconds"].to_pylist(), strict=True))
        tried: list[Tried] = []
        loaded: dict[str, Loaded] = {}
        for reading, data in zip(table["reading"].to_pylist(), table["records"].to_pylist(), strict=True):
            one = meant[reading]
            records, found = corrected(decode_records(data), one.document, self.corrections)
            tried += found
            if any(not each.refused for each in found):
                loaded[reading] = Loaded(records, seconds.get(reading) or 0.0, one.digest)
        return _Overlay(self._written(loaded) if loaded else None, list(loaded), tried)

    def _written(self, loaded: dict[str, Loaded]) -> Path:
        """Write the tables of corrected readings; each is named after the one that it stands for, so that order stays."""
        pa, pq = require("pyarrow", "parquet"), require("pyarrow.parquet", "parquet")
        batch = batch_of(list(loaded.values()), reader_key())
        names = dict(zip(batch["documents"]["reading"].to_pylist(), loaded, strict=True))
        folder = Path(tempfile.mkdtemp(prefix="gkstats-"))
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        for name, table in batch.items():
            ids: Any = [f"{names[reading]}-corrected" for reading in table["reading"].to_pylist()]
            place = table.column_names.index("reading")
            named = table.set_column(place, "reading", pa.array(ids, pa.string()))
            pq.write_table(named, folder / f"{name}.parquet", compression="zstd")
        return folder
