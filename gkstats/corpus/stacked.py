"""The frames of a corpus that stand in its documents: those of the reports stacked, in memory or from disk."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import Any

import pandas as pd

from gkstats import frames
from gkstats.agencies import region_of
from gkstats.asked import named
from gkstats.corpus.base import Base
from gkstats.corpus.declared import ERRORS, REPORTS
from gkstats.errors import GkstatsError
from gkstats.keeping import SKIPPED
from gkstats.keeping.memory import InMemory
from gkstats.regions import lineage
from gkstats.timeline import id_of

__all__ = ["Stacked"]


class Stacked(Base):
    """Frames as the documents have them."""

    def read(
        self, name: str, columns: Sequence[str] | None = None, **where: str | float | Collection[Any]
    ) -> pd.DataFrame:
        """Return some rows and columns of a frame; of a dataset nothing else is read.

        Parameters
        ----------
        name : str
            Such as "facts".
        columns : sequence of str, optional
            All by default.
        **where
            Values, or collections of values, that columns must have. With `document` the rows are those of the documents
            that it names, whichever edition counts.

        Raises
        ------
        KeyError
            There is no such frame or column.

        Examples
        --------
        >>> import gkstats as gk
        >>> corpus = gk.load_corpus(gk.samples() / "pingtan-202*.html", progress=False)
        >>> found = corpus.read("facts", ["year", "value"], row="received.new", column="total")
        >>> found.columns.tolist(), len(found)
        (['year', 'value'], 6)
        """
        named(name, frames.FRAMES, "frame")
        known = [column.name for column in (*frames.LEAD, *frames.FRAMES[name].columns)]
        for column in (*(columns or ()), *where):
            named(column, known, f"column of {name}")
        several = {
            column: [wanted] if isinstance(wanted, str | int | float) else list(wanted)
            for column, wanted in where.items()
        }
        keys = frozenset(several.pop("document", ()))
        documents = self._held.documents
        positions = self.counted
        if "document" in where:  # who names documents wants them, whichever edition counts
            positions = [n for n, one in enumerate(documents) if one.document in keys]
        return self._noted(self._held.frame(name, positions, columns or known, several))

    def query(self, sql: str) -> pd.DataFrame:
        """Ask a dataset with SQL (DuckDB).

        Its frames, ``checks``, ``indicators``, ``documents``, ``errors`` and ``skipped`` are tables.

        Parameters
        ----------
        sql : str
            Such as ``SELECT year, sum(value) FROM facts WHERE "row" = 'received.new' GROUP BY year``. The column
            ``document`` joins the tables.

        Returns
        -------
        DataFrame

        Raises
        ------
        GkstatsError
            The corpus is in memory, or the statement fails.
        MissingDependency
            The extra ``query`` is not installed.
        """
        if isinstance(self._held, InMemory):
            raise GkstatsError(
                "Corpus.query",
                "the corpus is in memory",
                "write it with to_parquet and open that with read_parquet",
            )
        from gkstats.keeping.dataset import Dataset
        from gkstats.keeping.sql import query

        assert isinstance(self._held, Dataset)
        return self._noted(query(self._held, sql, self.counted, lambda: self.reports))

    def _stacked(self, name: str) -> pd.DataFrame:
        return self.read(name)

    @cached_property
    def reports(self) -> pd.DataFrame:
        """One row for each document that was read, every edition among them."""
        return frames.table_frame(REPORTS, self._report_rows())

    def _report_rows(self) -> Iterator[tuple[Any, ...]]:
        failed = self._held.failed_checks()
        documents = self._held.documents
        for position, (one, seconds) in enumerate(zip(documents, self._held.seconds(), strict=True)):
            region = region_of(one.agency, one.year)
            above = lineage(region.code, one.year) if region else {}
            counts = self._counted_for.get(position)
            yield (
                one.document,
                one.source,
                one.agency,
                id_of(one, self._identify),
                one.year,
                one.form,
                one.published,
                one.url or (one.source if "://" in one.source else None),
                region.code if region else None,
                *(above.get(level) for level in ("province", "prefecture", "county")),
                region.level if region else None,
                None if counts is None else documents[counts].source,
                one.pages,
                seconds,
                one.cells,
                failed.get(position, 0),
            )

    @cached_property
    def errors(self) -> pd.DataFrame:
        """One row for each document that could not be read: what the trouble was, and the remedy."""
        return self._unread[self._unread["error"] != SKIPPED].reset_index(drop=True)

    @cached_property
    def skipped(self) -> pd.DataFrame:
        """One row for each file that turned up in a folder or archive and is no report: ``source, reason``."""
        passed = self._unread[self._unread["error"] == SKIPPED].reset_index(drop=True)
        return passed[["source", "message"]].rename(columns={"message": "reason"})

    @cached_property
    def _unread(self) -> pd.DataFrame:
        rows = ((one.source, one.error, one.message) for one in self._held.failures)
        return frames.table_frame(ERRORS, rows)

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
