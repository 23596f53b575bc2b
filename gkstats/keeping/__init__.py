"""What was read, kept in memory or on disk: readings, the tables derived from them, and what a corpus asks of either.

A reading is kept in one way, a file is written in one way, and `Held` is all that a corpus knows of where its readings
are. Modules: ``readings`` names and encodes a reading and has the cache; ``memory`` holds readings in memory; ``tables``
makes Arrow tables of them; ``parts`` puts tables on disk; ``dataset`` reads them, ``writing`` adds to them; ``between``
tries the checks between reports; ``sql`` answers questions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Protocol

import pandas as pd

from gkstats.corrections import Corrections
from gkstats.corrections.applied import Tried
from gkstats.crosswalk import Line, Sightings
from gkstats.keeping.readings import SKIPPED, Document, Failure, Loaded
from gkstats.timeline import Identify

__all__ = ["SKIPPED", "Document", "Failure", "Held", "Loaded"]


class Held(Protocol):
    """The readings of a corpus, wherever they are. Positions count `documents` from 0."""

    @property
    def documents(self) -> Sequence[Document]:
        """Every document that was read, in order."""

    @property
    def failures(self) -> Sequence[Failure]:
        """Every document that could not be read."""

    def loaded(self, positions: Sequence[int]) -> Iterator[Loaded]:
        """Yield whole readings, a few hundred of them in memory at a time."""

    def seconds(self) -> Sequence[float | None]:
        """Return how long it took to read each document."""

    def words(self) -> Sequence[str]:
        """Return the list of words that each document was read with, "" for none."""

    def taken(self, positions: Sequence[int]) -> Held:
        """Return some of the readings, with all failures."""

    def with_known(self, corrections: Corrections, identify: Identify) -> Held:
        """Return the same readings with other corrections, and with agencies told in another way."""

    @property
    def corrections(self) -> Corrections:
        """The list of corrections that readings bear."""

    def tried(self) -> Sequence[Tried]:
        """Return what became of the corrections, in every report that they concern."""

    def frame(
        self,
        name: str,
        positions: Sequence[int],
        columns: Sequence[str],
        where: Mapping[str, Collection[Any]],
    ) -> pd.DataFrame:
        """Return columns of one of `frames.FRAMES`, stacked; only rows whose columns have the values of `where`."""

    def checks(self) -> pd.DataFrame:
        """Try every check, those between reports on all that was read together; the index is the position."""

    def failed_checks(self) -> Mapping[int, int]:
        """Return how many checks of severity error failed, by position."""

    def indicators(self, positions: Sequence[int], *, derived: bool = True) -> pd.DataFrame:
        """Compute the rates of each report, with totals settled or as printed."""

    def sightings(self, lines: Sequence[Line]) -> Sightings:
        """Return what lines find in the reports."""
