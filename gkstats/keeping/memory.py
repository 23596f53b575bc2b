"""Readings in memory."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import pandas as pd

from gkstats import frames
from gkstats.agencies import agency_id
from gkstats.checks import run_corpus_checks
from gkstats.corrections import NONE, Corrections
from gkstats.corrections.applied import Tried, corrected
from gkstats.crosswalk import Line, Sightings, sight, subject_of
from gkstats.frames import Identified
from gkstats.indicators import corpus_indicators
from gkstats.keeping.readings import Document, Failure, Loaded, document_key, reader_key, told_apart
from gkstats.timeline import Identify

__all__ = ["InMemory"]


class _Whole:
    """All that was read together, as printed and as corrected, shared by the selections of it."""

    def __init__(
        self, printed: Sequence[Loaded], corrections: Corrections = NONE, identify: Identify = agency_id
    ) -> None:
        self.printed = list(printed)
        self.corrections = corrections
        self.identify = identify
        self.tried: list[Tried] = []

    @cached_property
    def loaded(self) -> list[Loaded]:
        if not self.corrections:
            return self.printed
        found = []
        for one in self.printed:
            key = document_key(one.digest, one.source)
            records, tried = corrected(one.records, key, self.corrections)
            self.tried += tried
            found.append(dataclasses.replace(one, records=records) if tried else one)
        return found

    @cached_property
    def documents(self) -> list[Document]:
        return told_apart([Document.of(one, reader_key()) for one in self.loaded])

    def identified(self, position: int) -> Identified:
        one = self.documents[position]
        return Identified(one.agency, one.year, self.loaded[position].records, one.document)

    @cached_property
    def checks(self) -> pd.DataFrame:
        every = [self.identified(position) for position in range(len(self.loaded))]
        return run_corpus_checks(every, identify=self.identify)


@dataclasses.dataclass
class InMemory:
    """Readings and failures as they came from the reader; see `Held`."""

    whole: _Whole
    failures: Sequence[Failure]
    chosen: Sequence[int]

    @classmethod
    def of(
        cls, loaded: Sequence[Loaded], failures: Sequence[Failure], corrections: Corrections = NONE
    ) -> InMemory:
        """Hold readings."""
        whole = _Whole(loaded, corrections)
        return cls(whole, list(failures), range(len(whole.printed)))

    def with_known(self, corrections: Corrections, identify: Identify) -> InMemory:
        """Return the same readings with other corrections, and with agencies told in another way."""
        return InMemory(_Whole(self.whole.printed, corrections, identify), self.failures, self.chosen)

    @property
    def corrections(self) -> Corrections:
        """The list of corrections."""
        return self.whole.corrections

    def tried(self) -> Sequence[Tried]:
        """Return what became of the corrections, in every report that they concern."""
        return self.whole.tried if self.whole.loaded else []

    @cached_property
    def documents(self) -> list[Document]:
        """Every document that was read, in order."""
        return [self.whole.documents[place] for place in self.chosen]

    def loaded(self, positions: Sequence[int]) -> Iterator[Loaded]:
        """Yield whole readings."""
        return (self.whole.loaded[self.chosen[position]] for position in positions)

    def seconds(self) -> list[float | None]:
        """Return how long it took to read each document."""
        return [self.whole.loaded[place].seconds for place in self.chosen]

    def words(self) -> list[str]:
        """Return the list of words that each document was read with, "" for none."""
        return [self.whole.loaded[place].words for place in self.chosen]

    def taken(self, positions: Sequence[int]) -> InMemory:
        """Return some of the readings, with all failures."""
        return InMemory(self.whole, self.failures, [self.chosen[position] for position in positions])

    def frame(
        self,
        name: str,
        positions: Sequence[int],
        columns: Sequence[str],
        where: Mapping[str, Collection[Any]],
    ) -> pd.DataFrame:
        """Return columns of one of `frames.FRAMES`, stacked."""
        frame = frames.stacked_frame(name, self._identified(positions))
        for column, wanted in where.items():
            frame = frame[frame[column].isin(list(wanted))]
        return frame.reset_index(drop=True)[list(columns)]

    def _identified(self, positions: Sequence[int]) -> list[Identified]:
        return [self.whole.identified(self.chosen[position]) for position in positions]

    def checks(self) -> pd.DataFrame:
        """Try every check."""
        places = {place: position for position, place in enumerate(self.chosen)}
        checks = self.whole.checks
        found = checks.index.map(lambda place: places.get(place, -1))
        kept = checks.set_axis(pd.Index(found, dtype="int64", name="position"))
        return kept[kept.index >= 0].sort_index(kind="stable")

    def failed_checks(self) -> Mapping[int, int]:
        """Return how many checks of severity error failed, by position."""
        checks = self.checks()
        failed = (checks["severity"] == "error") & ~checks["passed"].fillna(True)
        return Counter(checks.index[failed].tolist())

    def indicators(self, positions: Sequence[int], *, derived: bool = True) -> pd.DataFrame:
        """Compute the rates of each report, with totals settled or as printed."""
        return corpus_indicators(self._identified(positions), derived=derived)

    def sightings(self, _: Sequence[Line]) -> Sightings:
        """Return what lines find in the reports."""
        subjects = [subject_of(self.whole.loaded[place].records) for place in self.chosen]
        return lambda line, position: sight(line, subjects[position])
