"""A corpus whose readings are in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import pandas as pd

from gkstats import frames
from gkstats.checks import run_corpus_checks
from gkstats.corpus.declared import ERRORS
from gkstats.corpus.duplicates import Edition
from gkstats.crosswalk import Line, Sightings, sight, subject_of
from gkstats.frames import Identified
from gkstats.indicators import corpus_indicators
from gkstats.outcomes import Failure, Loaded
from gkstats.records import Records
from gkstats.report import Report

__all__ = ["InMemory"]


class InMemory:
    """Readings and failures as they came from the reader."""

    def __init__(self, loaded: Sequence[Loaded], failures: Sequence[Failure]) -> None:
        self.loaded = list(loaded)
        self.failures = list(failures)

    @cached_property
    def editions(self) -> list[Edition]:
        """Every document, in order."""
        return [
            Edition(one.source, one.digest, one.records.identity.agency, one.records.identity.year)
            for one in self.loaded
        ]

    @cached_property
    def _identified(self) -> list[Identified]:
        return [
            Identified(one.records.identity.agency, one.records.identity.year, one.records)
            for one in self.loaded
        ]

    def report(self, position: int) -> Report:
        """Return one report."""
        one = self.loaded[position]
        return Report(one.records, one.origin)

    def reports(self) -> Iterator[Report]:
        """Yield the reports."""
        return (Report(one.records, one.origin) for one in self.loaded)

    def records_at(self, positions: Sequence[int]) -> Iterator[Records]:
        """Yield readings."""
        return (self.loaded[position].records for position in positions)

    def taken(self, positions: Sequence[int]) -> InMemory:
        """Return some of the readings, with all failures."""
        return InMemory([self.loaded[position] for position in positions], self.failures)

    def frame(
        self, name: str, columns: Sequence[str] | None, where: Mapping[str, Collection[Any]]
    ) -> pd.DataFrame:
        """Return one of `frames.FRAMES`, stacked."""
        frame = frames.stacked_frame(name, self._identified)
        for column, wanted in where.items():
            frame = frame[frame[column].isin(list(wanted))]
        frame = frame.reset_index(drop=True) if where else frame
        return frame[list(columns)] if columns is not None else frame

    def listed(self) -> Iterator[tuple[str | None, int | None, float | None, int]]:
        """Yield form, pages, seconds and number of cells of each document."""
        for one in self.loaded:
            yield one.records.form, one.records.pages, one.seconds, len(one.records.facts)

    def errors(self) -> pd.DataFrame:
        """Return what could not be read."""
        return frames.table_frame(ERRORS, ((one.source, one.error, one.message) for one in self.failures))

    def checks(self) -> pd.DataFrame:
        """Try every check."""
        return run_corpus_checks(self._identified)

    def failed_checks(self, checks: pd.DataFrame) -> Mapping[int, int]:
        """Return how many checks of severity error failed, by position."""
        failed = checks[(checks["severity"] == "error") & ~checks["passed"].fillna(True)]
        return Counter(failed.index.tolist())

    def indicators(self, *, derived: bool = True) -> pd.DataFrame:
        """Compute the rates of each report."""
        return corpus_indicators(self._identified, derived=derived)

    def sightings(self, _: Sequence[Line]) -> Sightings:
        """Return what lines find in the reports."""
        subjects = [subject_of(one.records) for one in self.loaded]
        return lambda line, position: sight(line, subjects[position])
