"""What a corpus asks of its readings, answered from a dataset: only what is asked for is read."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import msgspec
import pandas as pd

from gkstats.agencies import agency_id
from gkstats.checks import CHECKS
from gkstats.corrections import Corrections
from gkstats.corrections.applied import Tried
from gkstats.crosswalk import Line, Sighting, Sightings, all_lines, sight, subject_of
from gkstats.errors import GkstatsError
from gkstats.files import require
from gkstats.frames import FRAMES, LEAD, Column, Identified
from gkstats.indicators import corpus_indicators
from gkstats.keeping.amended import Amended, opened_as_known
from gkstats.keeping.opened import Opened
from gkstats.keeping.parts import BETWEEN, Part, read_manifest
from gkstats.keeping.readings import Document, Failure, Loaded, decode_records
from gkstats.keeping.tables import columns_of, line_id, sighting_of
from gkstats.keeping.wordlists import kept_words
from gkstats.records import Records
from gkstats.timeline import Identify

__all__ = ["Dataset"]

_FEW: Final = 2_000
"""So many readings are looked up by their ids; of more, all rows are looked through."""
_TOGETHER: Final = 256
"""Readings in memory at a time."""


class Dataset:
    """The documents of a dataset, or some of them; see `gkstats.keeping.Held`."""

    def __init__(self, opened: Opened, chosen: Sequence[int] | None = None) -> None:
        self.opened = opened
        self._chosen = chosen

    @classmethod
    def open(cls, directory: Path) -> Dataset:
        """Open a dataset.

        Raises
        ------
        FileNotFoundError
            There is none in the folder.
        GkstatsError
            It is damaged.
        """
        manifest = read_manifest(directory)
        if manifest is None:
            raise FileNotFoundError(f"{directory}: no dataset of gkstats")
        return cls(opened_as_known(directory, manifest))

    def with_known(self, corrections: Corrections, identify: Identify) -> Dataset:
        """Return the same readings with other corrections, and with agencies told in another way."""
        printed = self.opened.printed
        plain = not corrections and identify is agency_id
        return Dataset(printed if plain else Amended(printed, corrections, identify), self._chosen)

    @property
    def corrections(self) -> Corrections:
        """The list of corrections."""
        return self.opened.corrections

    def tried(self) -> Sequence[Tried]:
        """Return what became of the corrections, in every report that they concern."""
        return self.opened.tried

    @cached_property
    def _listed(self) -> list[tuple[Document, Part]]:
        found = self.opened.documents
        return found if self._chosen is None else [found[place] for place in self._chosen]

    @cached_property
    def documents(self) -> list[Document]:
        """Every document that was read, by source."""
        return [one for one, _ in self._listed]

    @cached_property
    def failures(self) -> list[Failure]:
        """Every document that could not be read."""
        names = ("source", "error", "message", "digest")
        table = self.opened.read("errors", names)
        return [
            Failure(*row) for row in sorted(zip(*(table[name].to_pylist() for name in names), strict=True))
        ]

    def loaded(self, positions: Sequence[int]) -> Iterator[Loaded]:
        """Yield whole readings, read many at a time."""
        # Of a single one of many nobody asks how long it took.
        timings = self._timings if len(positions) > 1 or len(self.documents) == 1 else {}
        for first in range(0, len(positions), _TOGETHER):
            some = positions[first : first + _TOGETHER]
            listed = [self._listed[position] for position in some]
            parts = {part.name: part for _, part in listed}
            ids = {one.reading for one, _ in listed}
            table = self.opened.read(
                "records", ["reading", "records"], {"reading": ids}, list(parts.values())
            )
            found = dict(zip(table["reading"].to_pylist(), table["records"].to_pylist(), strict=True))
            for one, part in listed:
                seconds, day = timings.get(one.reading, (None, None))
                records = self._decoded(found[one.reading], part)
                yield Loaded(records, seconds or 0.0, one.digest, day=day)

    def _decoded(self, data: bytes, part: Part) -> Records:
        try:
            return decode_records(data)
        except msgspec.DecodeError as error:
            raise GkstatsError(
                str(self.opened.directory),
                f"a reading of its {part.name} is of another gkstats ({error})",
                "read the documents again, into the same folder",
            ) from error

    @cached_property
    def _timings(self) -> dict[str, tuple[float | None, dt.date | None]]:
        names = ("reading", "seconds", "day")
        table = self.opened.read("timings", names)
        columns = (table[name].to_pylist() for name in names)
        return {reading: (seconds, day) for reading, seconds, day in zip(*columns, strict=True)}

    def seconds(self) -> list[float | None]:
        """Return how long it took to read each document."""
        return [self._timings.get(one.reading, (None, None))[0] for one in self.documents]

    def words(self) -> list[str]:
        """Return the list of words that each document was read with, "" for none."""
        readers = {one.reading: one.reader for held in self.opened.known.values() for one in held}
        lists = {reader: kept_words(self.opened.directory, reader) for reader in set(readers.values())}
        return [lists[readers[one.reading]] for one in self.documents]

    def taken(self, positions: Sequence[int]) -> Dataset:
        """Return some of the documents, with all failures."""
        known = range(len(self.opened.documents)) if self._chosen is None else self._chosen
        return Dataset(self.opened, [known[position] for position in positions])

    def frame(
        self,
        name: str,
        positions: Sequence[int],
        columns: Sequence[str],
        where: Mapping[str, Collection[Any]],
    ) -> pd.DataFrame:
        """Return columns of one of `frames.FRAMES`, stacked; only the columns and rows that are asked for are read."""
        declared = [column for column in (*LEAD, *FRAMES[name].columns) if column.name in columns]
        return self._stacked(name, declared, positions, where).reset_index(drop=True)[list(columns)]

    def _stacked(
        self,
        name: str,
        columns: Sequence[Column],
        positions: Sequence[int],
        where: Mapping[str, Collection[Any]] | None = None,
        more: Callable[[list[str]], Any] | None = None,
    ) -> pd.DataFrame:
        """Return rows of a table as a frame of declared columns in the order of the documents, indexed by position."""
        pa, pc = require("pyarrow", "parquet"), require("pyarrow.compute", "parquet")
        ids = [self.documents[position].reading for position in positions]
        sought = dict(where or {})
        if len(ids) < min(_FEW, len(self.opened.documents)):
            sought["reading"] = ids
        names = [column.name for column in columns]
        table = self.opened.read(name, ["reading", *names], sought)
        if more is not None:
            table = pa.concat_tables([table, more(["reading", *names])])
        places = pc.index_in(table["reading"], value_set=pa.array(ids, pa.string())).combine_chunks()
        table, places = table.filter(pc.is_valid(places)), places.drop_null()
        numbered = pa.table({"place": places, "turn": pa.array(range(len(places)))})
        order = pc.sort_indices(numbered, [("place", "ascending"), ("turn", "ascending")])
        table, places = table.take(order), places.take(order)
        index = pd.Index([positions[place] for place in places.to_pylist()], dtype="int64", name="position")
        if "document" in names:  # a copy, byte for byte, has a key of its own
            keys = pa.array([self.documents[position].document for position in positions], pa.string())
            table = table.set_column(table.column_names.index("document"), "document", keys.take(places))
        frame: pd.DataFrame = table.select(names).to_pandas(types_mapper=_DTYPES.get)
        scales = {column.name: column.pandas for column in columns if column.categories}
        return frame.astype(scales).set_axis(index)

    def checks(self) -> pd.DataFrame:
        """Return what was tried when the documents were read, and between all reports of the dataset."""
        everything = range(len(self.documents))
        return self._stacked(
            "checks", (*LEAD, *CHECKS), everything, more=lambda names: self.opened.read(BETWEEN, names)
        )

    def failed_checks(self) -> Mapping[int, int]:
        """Return how many checks of severity error failed, by position."""
        failed: Counter[str] = Counter()
        for name in ("checks", BETWEEN):
            found = self.opened.read(name, ["reading"], {"severity": ["error"], "passed": [False]})
            failed.update(found["reading"].to_pylist())
        return {n: failed[one.reading] for n, one in enumerate(self.documents) if one.reading in failed}

    def indicators(self, positions: Sequence[int], *, derived: bool = True) -> pd.DataFrame:
        """Return the rates of each report; those of totals as printed are computed from the readings."""
        if not derived:
            listed = (self.documents[position] for position in positions)
            every = zip(listed, self.loaded(positions), strict=True)
            identified = [
                Identified(one.agency, one.year, found.records, one.document) for one, found in every
            ]
            return corpus_indicators(identified, derived=False)
        return self._stacked("indicators", columns_of("indicators")[1:], positions).reset_index(drop=True)

    def sightings(self, lines: Sequence[Line]) -> Sightings:
        """Return what lines find in the reports: from the table where they are kept there."""
        kept = {line_id(line): line for line in all_lines()}
        if all(kept.get(line_id(line)) == line for line in lines):
            return self._kept_sightings(lines)
        seen: dict[tuple[str, int], Sighting] = {}
        for position, one in enumerate(self.loaded(range(len(self.documents)))):
            subject = subject_of(one.records)
            for line in lines:
                seen[line_id(line), position] = sight(line, subject)
        return lambda line, position: seen[line_id(line), position]

    def _kept_sightings(self, lines: Sequence[Line]) -> Sightings:
        documents = self.documents
        positions = {one.reading: position for position, one in enumerate(documents)}
        by_id = {line_id(line): line for line in lines}
        seen: dict[tuple[str, int], Sighting] = {}
        for batch in self.opened.read("sightings", where={"line": list(by_id)}).to_batches():
            for row in batch.to_pylist():
                position = positions.get(row["reading"])
                if position is not None:
                    line = by_id[row["line"]]
                    seen[row["line"], position] = sighting_of(line, row, documents[position].form)
        return lambda line, position: (
            seen.get((line_id(line), position)) or Sighting(None, documents[position].form, None)
        )


class _Types(dict[Any, Any]):
    """The nullable dtypes of pandas by those of Arrow, made when they are first asked for."""

    def get(self, kind: Any, default: Any = None) -> Any:
        if not self:
            pa = require("pyarrow", "parquet")
            self.update(
                {
                    pa.string(): pd.StringDtype(),
                    pa.int64(): pd.Int64Dtype(),
                    pa.float64(): pd.Float64Dtype(),
                    pa.bool_(): pd.BooleanDtype(),
                }
            )
        return super().get(kind, default)


_DTYPES: Final = _Types()
