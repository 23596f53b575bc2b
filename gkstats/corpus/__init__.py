"""Many reports as users hold them, in memory or on disk: frames stacked once for all, and what could not be read."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from gkstats import display
from gkstats.agencies import agency_id
from gkstats.corpus.choosing import Choices
from gkstats.corpus.computed import Computed
from gkstats.corpus.exporting import Exports
from gkstats.corrections import NONE, Corrections
from gkstats.keeping import Failure, Loaded
from gkstats.keeping.memory import InMemory
from gkstats.report import Report

__all__ = ["Corpus", "Failure", "Loaded"]

Directory: TypeAlias = str | os.PathLike[str]


class Corpus(Exports, Computed, Choices, Sequence[Report]):
    """A collection of reports, made by `gkstats.load_corpus`.

    It is a sequence of `Report`; its frames are those of a report stacked, each row led by ``document``, ``agency`` and
    ``year``. One that was opened from a dataset reads from disk what is asked for, when it is asked for.

    The same report is often there in several editions: as a PDF, and again as a web page. The sequence, `reports` and
    `duplicates` hold them all; everything that counts, draws or joins takes one edition an agency and year, and
    ``attrs["left_aside"]`` of a frame says how many were left aside. `editions` chooses otherwise. The edition with the
    most printed cells counts; of equals the one published last, then the first.

    Examples
    --------
    >>> import gkstats as gk
    >>> corpus = gk.load_corpus(gk.samples() / "zhongning-2020.*", progress=False)
    >>> corpus
    <Corpus: 4 reports, 0 errors; one edition an agency and year counts, 3 are left aside>
    >>> int(corpus.channels["value"].sum()), int(corpus.editions("all").channels["value"].sum())
    (540, 2160)
    """

    def __init__(
        self, loaded: Sequence[Loaded], failures: Sequence[Failure] = (), corrections: Corrections = NONE
    ) -> None:
        self._held = InMemory.of(loaded, failures, corrections)
        self._all = False
        self._identify = agency_id

    @classmethod
    def read_parquet(cls, directory: Directory) -> Corpus:
        """Open a dataset that `load_corpus` or `to_parquet` has written; nothing is read but what is asked for.

        Raises
        ------
        FileNotFoundError
            There is no dataset in the folder.
        GkstatsError
            It is damaged, or of a later version of gkstats.
        MissingDependency
            The extra ``parquet`` is not installed.
        """
        from gkstats.keeping.dataset import Dataset

        return cls._of(Dataset.open(Path(directory)))

    def __getitem__(self, position):  # type: ignore[no-untyped-def]
        """Return a report, or a corpus of the reports of a slice."""
        if isinstance(position, slice):
            return self._taken(range(*position.indices(len(self))))
        (one,) = self._held.loaded([range(len(self))[position]])
        return Report(one.records, one.origin)

    def __iter__(self) -> Iterator[Report]:
        """Yield the reports."""
        return (Report(one.records, one.origin) for one in self._held.loaded(range(len(self))))

    def __repr__(self) -> str:
        """Say how much was read."""
        aside = len(self) - len(self.counted)
        said = f"; one edition an agency and year counts, {aside} are left aside" if aside else ""
        return f"<Corpus: {len(self)} reports, {len(self.errors)} errors{said}>"

    def __str__(self) -> str:
        """Return what was read, as text for a terminal."""
        return display.corpus_text(display.summarise_corpus(self.reports, self.errors, len(self.skipped)))

    def _repr_html_(self) -> str:
        return display.corpus_html(display.summarise_corpus(self.reports, self.errors, len(self.skipped)))
