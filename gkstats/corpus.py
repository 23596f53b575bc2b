"""Many reports as users hold them: frames stacked once for all, and what could not be read."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pandas as pd

from gkstats import display, frames
from gkstats.checks import CHECKS, run_corpus_checks
from gkstats.crosswalk import panel, series
from gkstats.datapackage import publish
from gkstats.documents.source import Source
from gkstats.errors import GkstatsError
from gkstats.frames import Column, Identified
from gkstats.indicators import corpus_indicators
from gkstats.records import Records
from gkstats.regions import find_region
from gkstats.report import Report
from gkstats.store import Format, read_parquet, write_frames, write_workbook

__all__ = ["Corpus", "Failure", "Loaded"]

Directory: TypeAlias = str | os.PathLike[str]


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
_REGIONS = (
    Column("code", "string", "code of the division that the agency's name names (GB/T 2260)"),
    Column("region", "string", "name of that division"),
    Column("level", "string", "province, prefecture, county, township or department"),
    Column("parent_code", "string", "code of the division above"),
    Column("parent", "string", "name of the division above"),
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

    @classmethod
    def read_parquet(cls, directory: Directory) -> Corpus:
        """Open what `to_parquet` has written: the same frames, without the reports themselves.

        Raises
        ------
        FileNotFoundError
            There is no such folder, or nothing in it.
        GkstatsError
            The folder holds no corpus.
        """
        stored = read_parquet(directory)
        missing = {"reports", "errors", "checks", *frames.FRAMES} - set(stored)
        if missing:
            raise GkstatsError(
                os.fspath(directory),
                f"it holds no corpus (no {', '.join(sorted(missing))})",
                "give a folder that to_parquet has written",
            )
        corpus = cls([])
        corpus._stored = os.fspath(directory)
        # Each cached property finds its value there and builds nothing.
        vars(corpus).update({**stored, "_checks": stored["checks"]})
        del vars(corpus)["checks"]
        return corpus

    _stored: str | None = None

    def __len__(self) -> int:
        """Return the number of reports that were read."""
        return len(self.reports) if self._stored else len(self._loaded)

    def _present(self) -> None:
        if self._stored:
            raise GkstatsError(
                self._stored,
                "the folder holds frames, not the reports themselves",
                "load the documents again",
            )

    def __getitem__(self, position):  # type: ignore[no-untyped-def]
        """Return a report, or a corpus of the reports of a slice."""
        self._present()
        if isinstance(position, slice):
            return Corpus(self._loaded[position], self._failures)
        one = self._loaded[position]
        return Report(one.records, one.origin)

    def __iter__(self) -> Iterator[Report]:
        """Yield the reports."""
        self._present()
        return (Report(one.records, one.origin) for one in self._loaded)

    def __repr__(self) -> str:
        """Say how much was read."""
        return f"<Corpus: {len(self)} reports, {len(self.errors)} errors>"

    def __str__(self) -> str:
        """Return what was read, as text for a terminal."""
        return display.corpus_text(display.summarise_corpus(self.reports, self.errors))

    def _repr_html_(self) -> str:
        return display.corpus_html(display.summarise_corpus(self.reports, self.errors))

    @cached_property
    def _identified(self) -> list[Identified]:
        self._present()
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

    def indicators(self) -> pd.DataFrame:
        """Compute the rates of the field: a row for each report, led by ``agency`` and ``year``; NA where undefined."""
        return corpus_indicators(self._identified)

    @cached_property
    def regions(self) -> pd.DataFrame:
        """The administrative division behind each report's agency, as valid in its year; NA where not settled."""
        found = [(one, find_region(one.agency, one.year)) for one in self._identified]
        return frames.table_frame(
            (*frames.LEAD, *_REGIONS),
            (
                (
                    one.agency,
                    one.year,
                    region.code,
                    region.name,
                    region.level,
                    region.parent_code,
                    region.parent_name,
                )
                if region
                else (one.agency, one.year, *(None,) * len(_REGIONS))
                for one, region in found
            ),
        )

    def panel(self, table: str, row: str, column: str) -> pd.DataFrame:
        """Put one figure of all agencies side by side over the years, joined across forms where comparable.

        Parameters
        ----------
        table, row, column : str
            A cell of any form, as in `facts`; ``outcome.denied`` and the like stand for the sum of their reasons.

        Returns
        -------
        DataFrame
            A row for each agency, a column for each year; ``attrs["breaks"]`` says where the form changed.

        Raises
        ------
        KeyError
            No form has such a cell.
        """
        return panel(self._identified, table, row, column)

    def series(self) -> pd.DataFrame:
        """Follow the main figures of every agency: disclosures, requests, outcomes, disputes, hotline.

        Returns
        -------
        DataFrame
            A row for each agency, series and year, with the form and whether it breaks with the year before.
        """
        return series(self._identified)

    def to_frames(self) -> dict[str, pd.DataFrame]:
        """Return every frame by name: those of the reports stacked, the checks, the reports and the errors."""
        stacked = {name: getattr(self, name) for name in frames.FRAMES}
        checked = self._checks.reset_index(drop=True)
        return {**stacked, "checks": checked, "reports": self.reports, "errors": self.errors}

    def write(self, directory: Directory, format: Format) -> list[Path]:  # noqa: A002
        """Write every frame into a folder; nothing is replaced before all are written.

        Parameters
        ----------
        directory : path
            Made if it does not exist.
        format : {"csv", "parquet", "xlsx", "json"}
            One file a frame, but for "xlsx": one workbook with a sheet a frame.

        Returns
        -------
        list of Path
            The files written.

        Raises
        ------
        MissingDependency
            The extra ``parquet`` or ``excel`` is not installed.
        """
        return write_frames(self.to_frames(), directory, format)

    def to_csv(self, directory: Directory) -> list[Path]:
        """Write every frame as CSV."""
        return self.write(directory, "csv")

    def to_parquet(self, directory: Directory) -> list[Path]:
        """Write every frame as Parquet; `read_parquet` gives them back with their dtypes."""
        return self.write(directory, "parquet")

    def to_excel(self, path: Directory) -> Path:
        """Write every frame as a sheet of one workbook; text is never read as a formula."""
        return write_workbook(self.to_frames(), path)

    def publish(
        self,
        directory: Directory,
        *,
        title: str,
        license: str = "CC-BY-4.0",  # noqa: A002
        **details: Any,
    ) -> Path:
        """Write a Frictionless data package: the frames as CSV, their codebook, licence and citation.

        Parameters
        ----------
        directory : path
        title : str
            Title of the data set.
        license : {"CC-BY-4.0", "CC0-1.0"}
        **details
            ``description``, ``creators``, ``version``, ``released``, ``homepage``, as in `datapackage.publish`.

        Returns
        -------
        Path
            The ``datapackage.json``.
        """
        published = self.to_frames()
        for name in ("reports", "errors"):  # where the documents lay is the publisher's own affair
            bare = published[name]["source"].str.replace(r"^.*[/\\]", "", regex=True)
            published[name] = published[name].assign(source=bare)
        columns = {"reports": _REPORTS, "errors": _ERRORS, "checks": (*frames.LEAD, *CHECKS)}
        return publish(published, directory, title=title, license=license, columns=columns, **details)
