"""Many reports as users hold them: frames stacked once for all, and what could not be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import pandas as pd

from gkstats import frames
from gkstats.checks import run_corpus_checks
from gkstats.documents.source import Source
from gkstats.frames import Column, Identified
from gkstats.records import Records
from gkstats.report import Report

__all__ = ["Corpus", "Failure", "Loaded"]


class Loaded(NamedTuple):
    """A document that was read; ``origin`` holds its bytes where it cannot be opened again by name."""

    records: Records
    seconds: float
    origin: Source | None


class Failure(NamedTuple):
    """A document that could not be read."""

    source: str
    error: str
    message: str


_REPORTS = (
    Column("source", "string", "path, URL or name of the document"),
    Column("agency", "string", "who reports, as printed"),
    Column("year", "Int64", "reporting year"),
    Column("form", "string", "form that the report follows, NA for one without tables"),
    Column("pages", "Int64", "number of pages, NA where the format has none"),
    Column("seconds", "Float64", "time it took to read", "s"),
    Column("cells", "Int64", "printed cells of the statutory tables"),
    Column("failed_checks", "Int64", "checks of severity error that failed"),
)
_ERRORS = (
    Column("source", "string", "path, URL or name of the document"),
    Column("error", "string", "kind of error"),
    Column("message", "string", "the trouble, and what can be done"),
)


class Corpus(Sequence[Report]):
    """A collection of reports, made by `gkstats.load_corpus`.

    It is a sequence of `Report`; its frames are those of a report stacked, each row led by ``agency`` and ``year``.

    Examples
    --------
    >>> import gkstats as gk
    >>> corpus = gk.load_corpus(gk.samples() / "zhongning-2020.*", progress=False)
    >>> corpus.reports["year"].unique().tolist()
    [2020]
    """

    def __init__(self, loaded: Sequence[Loaded], failures: Sequence[Failure] = ()) -> None:
        self._loaded = list(loaded)
        self._failures = list(failures)

    def __len__(self) -> int:
        """Return the number of reports that were read."""
        return len(self._loaded)

    def __getitem__(self, position):  # type: ignore[no-untyped-def]
        """Return a report, or a corpus of the reports of a slice."""
        if isinstance(position, slice):
            return Corpus(self._loaded[position], self._failures)
        one = self._loaded[position]
        return Report(one.records, one.origin)

    def __iter__(self) -> Iterator[Report]:
        """Yield the reports."""
        return (Report(one.records, one.origin) for one in self._loaded)

    @cached_property
    def _identified(self) -> list[Identified]:
        return [
            Identified(one.records.identity.agency, one.records.identity.year, one.records)
            for one in self._loaded
        ]

    def _stacked(self, name: str) -> pd.DataFrame:
        return frames.stacked_frame(name, self._identified)

    @cached_property
    def reports(self) -> pd.DataFrame:
        """One row for each document that was read."""
        failed = self._checks[(self._checks["severity"] == "error") & ~self._checks["passed"].fillna(True)]
        counts = failed.groupby(level="document").size()
        return frames.table_frame(
            _REPORTS,
            (
                (
                    one.records.source,
                    one.records.identity.agency,
                    one.records.identity.year,
                    one.records.form,
                    one.records.pages,
                    one.seconds,
                    len(one.records.facts),
                    int(counts.get(position, 0)),
                )
                for position, one in enumerate(self._loaded)
            ),
        )

    @cached_property
    def errors(self) -> pd.DataFrame:
        """One row for each document that could not be read: what the trouble was, and the remedy."""
        return frames.table_frame(_ERRORS, self._failures)

    @cached_property
    def facts(self) -> pd.DataFrame:
        """Every printed cell of the statutory tables of all reports."""
        return self._stacked("facts")

    @cached_property
    def applications(self) -> pd.DataFrame:
        """Requests received and how they ended, of all reports."""
        return self._stacked("applications")

    @cached_property
    def proactive(self) -> pd.DataFrame:
        """Proactive disclosure, of all reports; columns that a report's form lacks are NA."""
        return self._stacked("proactive")

    @cached_property
    def reviews(self) -> pd.DataFrame:
        """Administrative reconsideration and litigation, of all reports."""
        return self._stacked("reviews")

    @cached_property
    def statistics(self) -> pd.DataFrame:
        """The indicator lists of the forms before 2019."""
        return self._stacked("statistics")

    @cached_property
    def sections(self) -> pd.DataFrame:
        """The prose by section."""
        return self._stacked("sections")

    @cached_property
    def quantities(self) -> pd.DataFrame:
        """Every count in the prose."""
        return self._stacked("quantities")

    @cached_property
    def breakdowns(self) -> pd.DataFrame:
        """Totals and their parts in the prose."""
        return self._stacked("breakdowns")

    @cached_property
    def channels(self) -> pd.DataFrame:
        """Disclosures by channel, of all reports that state them."""
        return self._stacked("channels")

    @cached_property
    def hotline(self) -> pd.DataFrame:
        """The hotline's year, one row for each report that has one."""
        return self._stacked("hotline")

    @cached_property
    def problems(self) -> pd.DataFrame:
        """The problems named in section five."""
        return self._stacked("problems")

    @cached_property
    def improvements(self) -> pd.DataFrame:
        """The improvements named in section five."""
        return self._stacked("improvements")

    @cached_property
    def _checks(self) -> pd.DataFrame:
        return run_corpus_checks(self._identified)

    def checks(self) -> pd.DataFrame:
        """Try everything that must add up: in every report, between the years of an agency, and between regions.

        Returns
        -------
        DataFrame
            As `Report.checks`, led by ``agency`` and ``year``; the index ``document`` is the position in the corpus
            of the report at fault, of two the later one.
        """
        return self._checks.copy()
