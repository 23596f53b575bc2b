"""A corpus whose readings are on disk: only what is asked for is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import pandas as pd

from gkstats import frames
from gkstats.checks import CHECKS
from gkstats.corpus.declared import ERRORS
from gkstats.corpus.duplicates import Edition
from gkstats.crosswalk import Line, Sightings
from gkstats.dataset import Dataset, columns_of
from gkstats.frames import FRAMES, LEAD, Column, Identified
from gkstats.indicators import corpus_indicators
from gkstats.records import Records
from gkstats.report import Report
from gkstats.store import require

__all__ = ["Stored"]

_CHECKS = (Column("document", "string", "id of the reading"), *LEAD, *CHECKS)


class Stored:
    """The documents of a dataset, or some of them."""

    def __init__(self, dataset: Dataset, chosen: Sequence[int] | None = None) -> None:
        self.dataset = dataset
        self._chosen = chosen

    @cached_property
    def documents(self) -> list[Any]:
        """The documents, by source."""
        found = self.dataset.documents
        return list(found) if self._chosen is None else [found[position] for position in self._chosen]

    @cached_property
    def editions(self) -> list[Edition]:
        """Every document, in order."""
        return [Edition(one.source, one.digest, one.agency, one.year) for one in self.documents]

    def report(self, position: int) -> Report:
        """Return one report."""
        (records,) = self.records_at([position])
        return Report(records)

    def reports(self) -> Iterator[Report]:
        """Yield the reports, read many at a time."""
        return map(Report, self.records_at(range(len(self.documents))))

    def records_at(self, positions: Sequence[int]) -> Iterator[Records]:
        """Yield readings, a few hundred of them in memory at a time."""
        return self.dataset.records([self.documents[position] for position in positions])

    def taken(self, positions: Sequence[int]) -> Stored:
        """Return some of the documents."""
        known = list(range(len(self.dataset.documents))) if self._chosen is None else self._chosen
        return Stored(self.dataset, [known[position] for position in positions])

    def frame(
        self, name: str, columns: Sequence[str] | None, where: Mapping[str, Collection[Any]]
    ) -> pd.DataFrame:
        """Return one of `frames.FRAMES`, stacked; only the columns and rows that are asked for are read."""
        declared = [*LEAD, *FRAMES[name].columns]
        wanted = [column.name for column in declared] if columns is None else list(columns)
        table = self.dataset.read(name, ["document", *wanted], {**where, **self._only()})
        return self._pandas(table, [column for column in declared if column.name in wanted])[wanted]

    def _only(self) -> dict[str, Any]:
        return {} if self._chosen is None else {"document": [one.document for one in self.documents]}

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {one.document: position for position, one in enumerate(self.documents)}

    def _pandas(self, table: Any, columns: Sequence[Column], *, index: bool = False) -> pd.DataFrame:
        """Return a table as a frame of declared columns, rows in the order of the documents."""
        pa = require("pyarrow", "parquet")
        dtypes = {
            pa.string(): pd.StringDtype(),
            pa.int64(): pd.Int64Dtype(),
            pa.float64(): pd.Float64Dtype(),
            pa.bool_(): pd.BooleanDtype(),
        }
        places = pd.Series(
            [self._positions[document] for document in table["document"].to_pylist()], dtype="int64"
        )
        order = places.argsort(kind="stable")
        names = [column.name for column in columns]
        frame: pd.DataFrame = table.select(names).to_pandas(types_mapper=dtypes.get)
        frame = frame.astype({column.name: column.pandas for column in columns if column.categories})
        frame = frame.iloc[order.to_numpy()].reset_index(drop=True)
        if index:
            frame.index = pd.Index(places.iloc[order.to_numpy()].to_numpy(), dtype="int64", name="document")
        return frame

    def listed(self) -> Iterator[tuple[str | None, int | None, float | None, int]]:
        """Yield form, pages, seconds and number of cells of each document."""
        table = self.dataset.read("documents", ["document", "pages", "cells"], self._only())
        more = {row["document"]: row for row in table.to_pylist()}
        table = self.dataset.read("timings", None, self._only())
        seconds = dict(zip(table["document"].to_pylist(), table["seconds"].to_pylist(), strict=True))
        for one in self.documents:
            row = more[one.document]
            yield one.form, row["pages"], seconds.get(one.document), row["cells"]

    def errors(self) -> pd.DataFrame:
        """Return what could not be read."""
        table = self.dataset.read("errors", [column.name for column in ERRORS])
        rows = sorted(zip(*(table[column.name].to_pylist() for column in ERRORS), strict=True))
        return frames.table_frame(ERRORS, rows)

    def checks(self) -> pd.DataFrame:
        """Return what was tried when the documents were read, and between all reports of the dataset."""
        pa = require("pyarrow", "parquet")
        names = [column.name for column in _CHECKS]
        between = self.dataset.between.select(names)
        if self._chosen is not None:
            pc = require("pyarrow.compute", "parquet")
            chosen = pa.array(self._only()["document"], pa.string())
            between = between.filter(pc.is_in(between["document"], value_set=chosen))
        table = pa.concat_tables([self.dataset.read("checks", names, self._only()), between])
        return self._pandas(table, _CHECKS[1:], index=True)

    def failed_checks(self, _: object = None) -> Mapping[int, int]:
        """Return how many checks of severity error failed, by position."""
        table = self.dataset.read(
            "checks", ["document"], {"severity": "error", "passed": False, **self._only()}
        )
        failed = table["document"].to_pylist()
        between = self.dataset.between
        for document, severity, passed in zip(
            *(between[name].to_pylist() for name in ("document", "severity", "passed")), strict=True
        ):
            if severity == "error" and passed is False and document in self._positions:
                failed.append(document)
        return Counter(self._positions[document] for document in failed)

    def indicators(self, *, derived: bool = True) -> pd.DataFrame:
        """Return the rates of each report; those without derived totals are computed from the readings."""
        if not derived:
            every = self.records_at(range(len(self.documents)))
            return corpus_indicators(
                [Identified(one.identity.agency, one.identity.year, one) for one in every], derived=False
            )
        table = self.dataset.read("indicators", None, self._only())
        return self._pandas(table, columns_of("indicators")[1:])

    def sightings(self, lines: Sequence[Line]) -> Sightings:
        """Return what lines find in the reports."""
        return self.dataset.sightings(lines, self.documents)
