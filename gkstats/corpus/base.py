"""What every part of a corpus goes by: what is held, which editions count, and who is one agency."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Self

import pandas as pd

from gkstats import frames
from gkstats.agencies import agency_id
from gkstats.corpus.duplicates import counted_for
from gkstats.keeping import Held
from gkstats.records import Records
from gkstats.timeline import Identify, Timeline, timelines

__all__ = ["Base"]


class Base:
    """Readings, and the choices under which they are looked at."""

    _held: Held
    _all: bool
    _identify: Identify

    @classmethod
    def _of(cls, held: Held, *, all_editions: bool = False, identify: Identify = agency_id) -> Self:
        corpus = cls.__new__(cls)
        corpus._held, corpus._all, corpus._identify = held, all_editions, identify
        return corpus

    def __len__(self) -> int:
        """Return the number of documents that were read."""
        return len(self._held.documents)

    def _taken(self, positions: Sequence[int]) -> Self:
        return self._of(self._held.taken(positions), all_editions=self._all, identify=self._identify)

    @cached_property
    def timelines(self) -> dict[str, Timeline]:
        """Who reports in which years: for every agency, by its id, its names and the positions of its documents by year."""
        return timelines(self._held.documents, self._identify)

    @cached_property
    def _counted_for(self) -> dict[int, int]:
        return counted_for(self._held.documents, self._identify)

    @property
    def counted(self) -> list[int]:
        """Positions of the documents whose figures count: one an agency and year, or all as `editions` chose."""
        return [n for n in range(len(self)) if self._all or n not in self._counted_for]

    @property
    def left_aside(self) -> int:
        """How many documents are left aside, because another edition of the same report counts."""
        return len(self) - len(self.counted)

    def _noted(self, frame: pd.DataFrame) -> pd.DataFrame:
        frame.attrs["left_aside"] = self.left_aside
        return frame

    def _records(self, positions: Sequence[int]) -> Iterator[Records]:
        return (one.records for one in self._held.loaded(positions))

    @property
    def agencies(self) -> list[str]:
        """The agencies that report, each once, in order."""
        return sorted({one.agency for one in self._held.documents if one.agency})

    @property
    def years(self) -> list[int]:
        """The reporting years, each once, in order."""
        return sorted({one.year for one in self._held.documents if one.year is not None})

    @property
    def identities(self) -> pd.DataFrame:
        """Who reports about which year: ``document``, ``agency`` and ``year``, one row a document in order; costs no reading."""
        return frames.table_frame(
            frames.LEAD, ((one.document, one.agency, one.year) for one in self._held.documents)
        )
