"""Many reports as users hold them, in memory or on disk: frames stacked once for all, and what could not be read."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeAlias

import pandas as pd

from gkstats import display, frames
from gkstats.agencies import agency_id, region_of
from gkstats.agencies.aliases import Aliases
from gkstats.agencies.doubts import doubts
from gkstats.asked import named, several, years_of
from gkstats.checks import all_checks
from gkstats.comparison import REUSE, reuse_rows
from gkstats.corpus.copying import copied_sections
from gkstats.corpus.declared import DOUBTS, DUPLICATE_CELLS, DUPLICATES, ERRORS, REGIONS, REPORTS
from gkstats.corpus.duplicates import cell_rows, counted_for, duplicate_rows
from gkstats.corpus.exporting import Exports
from gkstats.corrections import NONE, Corrections
from gkstats.corrections.applied import COLUMNS, outcomes
from gkstats.crosswalk import all_lines, find_line, panel_of, series_of
from gkstats.errors import GkstatsError
from gkstats.indicators import with_population
from gkstats.keeping import SKIPPED, Failure, Held, Loaded
from gkstats.keeping.memory import InMemory
from gkstats.records import Records
from gkstats.regions import lineage
from gkstats.report import Report
from gkstats.timeline import Identify, Timeline, id_of, timelines

__all__ = ["Corpus", "Failure", "Loaded"]

Directory: TypeAlias = str | os.PathLike[str]


class Corpus(Exports, Sequence[Report]):
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
        self._held: Held = InMemory.of(loaded, failures, corrections)
        self._all = False
        self._identify: Identify = agency_id

    @classmethod
    def _of(cls, held: Held, *, all_editions: bool = False, identify: Identify = agency_id) -> Corpus:
        corpus = cls([])
        corpus._held, corpus._all, corpus._identify = held, all_editions, identify
        return corpus

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

    def __len__(self) -> int:
        """Return the number of documents that were read."""
        return len(self._held.documents)

    def __getitem__(self, position):  # type: ignore[no-untyped-def]
        """Return a report, or a corpus of the reports of a slice."""
        if isinstance(position, slice):
            return self._taken(range(*position.indices(len(self))))
        (one,) = self._held.loaded([range(len(self))[position]])
        return Report(one.records, one.origin)

    def __iter__(self) -> Iterator[Report]:
        """Yield the reports."""
        return (Report(one.records, one.origin) for one in self._held.loaded(range(len(self))))

    def _taken(self, positions: Sequence[int]) -> Corpus:
        return Corpus._of(self._held.taken(positions), all_editions=self._all, identify=self._identify)

    def editions(self, which: Literal["one", "all"]) -> Corpus:
        """Return the corpus with every edition counted, or with no more than one an agency and year.

        Parameters
        ----------
        which : {"one", "all"}
            "all": frames, checks and charts hold the figures of every document. "one": what is left aside is not in the
            corpus at all.

        Raises
        ------
        ValueError
            `which` is neither.

        Examples
        --------
        >>> import gkstats as gk
        >>> corpus = gk.load_corpus(gk.samples() / "zhongning-2020.*", progress=False)
        >>> len(corpus), len(corpus.editions("one")), len(corpus.editions("all").hotline)
        (4, 1, 4)
        """
        if which not in ("one", "all"):
            raise ValueError(f'editions({which!r}): choose "one" or "all"')
        if which == "one":
            kept = [n for n in range(len(self)) if n not in self._counted_for]
            return Corpus._of(self._held.taken(kept), identify=self._identify)
        return Corpus._of(self._held, all_editions=True, identify=self._identify)

    def with_aliases(self, file: str | os.PathLike[str]) -> Corpus:
        """Return the corpus with the ids of agencies that a CSV file gives to names.

        Editions, `reports`, `duplicates`, `panel`, `series`, `reuse` and checks go by them; those between reports are
        tried anew.

        Parameters
        ----------
        file : path
            Columns ``name, agency_id, from, to``: a name as printed, the id it stands for, and the first and the last
            reporting year for which it does; empty for all.

        Raises
        ------
        GkstatsError
            The file lacks a column, or a line contradicts another.

        Examples
        --------
        >>> import gkstats as gk, pathlib, tempfile
        >>> corpus = gk.load_corpus(gk.samples() / "pingtan-2020.html", progress=False)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = pathlib.Path(folder, "aliases.csv")
        ...     lines = ["name,agency_id,from,to", "平潭综合实验区,350128/government,2014,"]
        ...     _ = file.write_text(chr(10).join(lines), encoding="utf-8")
        ...     corpus.with_aliases(file).reports["agency_id"].tolist()
        ['350128/government']
        """
        known = Aliases.read(Path(file))
        held = self._held.with_known(self._held.corrections, known)
        return Corpus._of(held, all_editions=self._all, identify=known)

    def with_corrections(self, file: str | os.PathLike[str]) -> Corpus:
        """Return the corpus with the figures of a list of corrections, in place of any list before.

        Everything that follows from a figure follows from the corrected one: checks, totals, rates, series, charts, SQL.
        A corrected cell of `facts` keeps what is printed, and says in ``note`` and ``trouble`` that it was corrected. On
        disk nothing changes; `load_corpus` with ``to`` and ``corrections`` keeps the list with a dataset.

        Parameters
        ----------
        file : path
            A CSV file; `gkstats.corrections` says what stands in it, and `gkstats.corrections.add` writes one.

        Raises
        ------
        GkstatsError
            A line is not what a correction must be.

        Examples
        --------
        >>> import gkstats as gk, pathlib, tempfile
        >>> from gkstats import corrections
        >>> corpus = gk.load_corpus(gk.samples() / "pingtan-2020.html", progress=False)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = pathlib.Path(folder, "corrections.csv")
        ...     _ = corrections.add(
        ...         file, agency="平潭综合实验区", year=2020, table="applications", row="outcome.total", column="total",
        ...         printed="21", corrected="27", reason="the outcomes add up to 27",
        ...     )
        ...     better = corpus.with_corrections(file)
        >>> cell = {"row": "outcome.total"}
        >>> [int(one.read("applications", ["total"], **cell).iloc[0, 0]) for one in (better, better.as_printed())]
        [27, 21]
        """
        return self._corrected(Corrections.read(file))

    def _corrected(self, corrections: Corrections) -> Corpus:
        held = self._held.with_known(corrections, self._identify)
        return Corpus._of(held, all_editions=self._all, identify=self._identify)

    def as_printed(self) -> Corpus:
        """Return the corpus without its corrections."""
        return self._corrected(NONE)

    @cached_property
    def corrections(self) -> pd.DataFrame:
        """The list of corrections, one row each; ``state`` and ``message`` say which are refused, and why.

        A correction is refused where the report no longer prints what it says, and absent where there is no such report.
        """
        return frames.table_frame(COLUMNS, outcomes(self._held.corrections, self._held.tried()))

    def agencies_to_check(self) -> pd.DataFrame:
        """List agencies that might be one, follow each other, or are not settled by their names; none is joined.

        Returns
        -------
        DataFrame
            Columns ``agency, agency_id, other, other_id, reason``; `with_aliases` settles what a person has decided.
        """
        names = {id_: line.agency for id_, line in self.timelines.items()}
        rows = (
            (names[one.id], one.id, names.get(one.other or ""), one.other, one.reason)
            for one in doubts(names)
        )
        return frames.table_frame(DOUBTS, rows)

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

    def _noted(self, frame: pd.DataFrame) -> pd.DataFrame:
        frame.attrs["left_aside"] = len(self) - len(self.counted)
        return frame

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

    def select(
        self,
        *,
        agency: str | Collection[str] | None = None,
        year: int | Collection[int] | None = None,
        province: str | Collection[str] | None = None,
        prefecture: str | Collection[str] | None = None,
        county: str | Collection[str] | None = None,
        level: str | Collection[str] | None = None,
        form: str | Collection[str] | None = None,
        document: str | Collection[str] | None = None,
    ) -> Corpus:
        """Return the corpus of what meets every condition; what could not be read stays listed.

        Parameters
        ----------
        agency : str or collection of str, optional
            Names as printed.
        year : int or collection of int, optional
            Such as ``range(2019, 2024)``.
        province, prefecture, county : str or collection of str, optional
            Where agencies belong, as in `reports`.
        level : str or collection of str, optional
            Such as "county".
        form : str or collection of str, optional
            Id of a form, such as "national-2021".
        document : str or collection of str, optional
            Keys of documents, as in every frame.

        Raises
        ------
        KeyError
            There is no such agency, place, level, form or document, or none of the years; the message names the nearest.
        TypeError
            A year is not given as a whole number.

        Examples
        --------
        >>> import gkstats as gk
        >>> corpus = gk.load_corpus(gk.samples() / "pingtan-20*.html", progress=False)
        >>> corpus.select(year=range(2019, 2022)).years
        [2019, 2020, 2021]
        """
        agencies = None if agency is None else several(agency, self.agencies, "agency")
        years = None if year is None else years_of(year, self.years)
        places = {"province": province, "prefecture": prefecture, "county": county, "level": level}
        kept = [
            position
            for position, one in enumerate(self._held.documents)
            if (agencies is None or one.agency in agencies) and (years is None or one.year in years)
        ]
        for name, asked in {**places, "form": form, "document": document}.items():
            if asked is not None:
                own = self.reports[name].astype(object).where(self.reports[name].notna(), None).tolist()
                wanted = several(asked, sorted({value for value in own if value is not None}), name)
                kept = [position for position in kept if own[position] in wanted]
        return self._taken(kept)

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
    def duplicates(self) -> pd.DataFrame:
        """One row for each document that another counts for: the same bytes, or the same agency and year."""
        rows = duplicate_rows(self._held.documents, self._counted_for, self._records)
        return frames.table_frame(DUPLICATES, rows)

    @cached_property
    def duplicate_cells(self) -> pd.DataFrame:
        """The cells on which documents of one report differ."""
        rows = cell_rows(self._held.documents, self._counted_for, self._records)
        return frames.table_frame(DUPLICATE_CELLS, rows)

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

    def _records(self, positions: Sequence[int]) -> Iterator[Records]:
        return (one.records for one in self._held.loaded(positions))

    @cached_property
    def _checks(self) -> pd.DataFrame:
        return self._held.checks()

    def checks(self) -> pd.DataFrame:
        """Try everything that must add up: in every report, between the years of an agency, and between regions.

        Of a selection those between reports are tried on all that was read together. Checks between editions are listed
        for those that are left aside, too.

        Returns
        -------
        DataFrame
            As `Report.checks`, led by ``document``, ``agency`` and ``year``; the index ``position`` is the position in
            the corpus of the report at fault, of two the later one.
        """
        between = [check.id for check in all_checks() if check.scope == "editions"]
        checks = self._checks
        return self._noted(checks[checks.index.isin(self.counted) | checks["check"].isin(between)].copy())

    def failures(self) -> pd.DataFrame:
        """List the checks that failed, gravest first: errors, warnings, then information.

        Returns
        -------
        DataFrame
            The columns and the index of `checks`, one row a failure.

        Examples
        --------
        >>> import gkstats as gk
        >>> corpus = gk.load_corpus(gk.samples() / "pingtan-202[01].html", progress=False)
        >>> corpus.failures()[["severity", "check"]].iloc[0].tolist()
        ['error', 'outcome-sum']
        """
        checks = self.checks()
        found = checks[~checks["passed"].fillna(True)]
        gravity = found["severity"].map({"error": 0, "warning": 1, "information": 2})
        return found.assign(_gravity=gravity).sort_values("_gravity", kind="stable").drop(columns="_gravity")

    def indicators(self, *, population: pd.DataFrame | None = None, derived: bool = True) -> pd.DataFrame:
        """Compute the rates of the field for every report.

        Parameters
        ----------
        population : DataFrame, optional
            Columns ``code, year, population``, for requests per 10,000 people; a government is looked up by the code
            of its division in the reporting year.
        derived : bool
            Whether totals that are left blank or contradict their parts are settled, as `Report.totals` lists them.

        Returns
        -------
        DataFrame
            As `Report.indicators`, led by ``document``, ``agency`` and ``year``: a row a report and indicator.
        """
        frame = self._held.indicators(self.counted, derived=derived)
        return self._noted(frame if population is None else with_population(frame, population))

    @cached_property
    def regions(self) -> pd.DataFrame:
        """The administrative division behind each report's agency, as valid in its year; NA where not settled."""
        documents = [self._held.documents[position] for position in self.counted]
        found = [(one, region_of(one.agency, one.year)) for one in documents]
        rows = (
            (
                one.document,
                one.agency,
                one.year,
                *(
                    (region.code, region.name, region.level, region.parent_code, region.parent_name)
                    if region
                    else (None,) * len(REGIONS)
                ),
            )
            for one, region in found
        )
        return self._noted(frames.table_frame((*frames.LEAD, *REGIONS), rows))

    def panel(self, table: str, row: str, column: str, *, derived: bool = True) -> pd.DataFrame:
        """Put one figure of all agencies side by side over the years, joined across forms where comparable.

        A year stands once, whatever editions there are; what these dispute is NA, and ``attrs["notes"]`` says so.

        Parameters
        ----------
        table, row, column : str
            A cell of any form, as in `facts`; ``outcome.denied`` and the like stand for the sum of their reasons.
        derived : bool
            Whether totals that are left blank or contradict their parts are settled, as `Report.totals` lists them;
            ``attrs["notes"]`` says where. Otherwise figures are those printed.

        Returns
        -------
        DataFrame
            A row for each agency, a column for each year; ``attrs["breaks"]`` says where the form changed.

        Raises
        ------
        KeyError
            No form has such a cell.
        """
        line = find_line(table, row, column)
        documents, sightings = self._held.documents, self._held.sightings([line])
        return panel_of(line, documents, sightings, derived=derived, identify=self._identify)

    def series(self, *, derived: bool = True) -> pd.DataFrame:
        """Follow the main figures of every agency: disclosures, requests, outcomes, disputes, hotline.

        Parameters
        ----------
        derived : bool
            Whether totals that are left blank or contradict their parts are settled, as `Report.totals` lists them;
            column ``basis`` says where, ``printed`` what stands there. Otherwise figures are those printed.

        Returns
        -------
        DataFrame
            A row for each agency, series and year, with the form and whether it breaks with the year before.
        """
        lines = [line for line in all_lines() if line.series]
        documents, sightings = self._held.documents, self._held.sightings(lines)
        return series_of(documents, sightings, derived=derived, identify=self._identify)

    def reuse(self) -> pd.DataFrame:
        """Follow how much text every agency takes over from its report of the year before, by section.

        Returns
        -------
        DataFrame
            Columns ``agency, earlier, later, number, title, characters, reuse``: for each pair of years the whole
            report (``number`` is NA) and its sections; ``reuse`` is the share of the characters.
        """
        return frames.table_frame(REUSE, self._reuse_rows())

    def copies(self, *, least: float = 0.5, common: float = 0.02, sentences: bool = False) -> pd.DataFrame:
        """Find the sections that an agency shares with others, the earliest first; `reuse` follows one through its years.

        Sections are compared without figures and without the names of whoever reports, and without the sentences of the
        form, which a great many agencies use. What it takes grows with the number of reports, not with its square, and
        of a dataset a few hundred readings are in memory at a time.

        Parameters
        ----------
        least : float
            Share of its pieces of four characters that a section has in common with the earliest of its cluster at least;
            those of either count. Of 100 sections with just half some 99 are looked at, of those with more nearly all.
        common : float
            A sentence that more than this share of the agencies use, and more than ten, is taken for one of the form.
        sentences : bool
            Return the sentences that a section shares with the earliest of its cluster, instead of the sections.

        Returns
        -------
        DataFrame
            Columns ``cluster, document, agency, year, agency_id, published, number, title, characters, similarity,
            shared, original``, a row a section; clusters of the most agencies come first, and in each the earliest report
            by year and day of publication. Who was first of the reports at hand need not have written it. With
            `sentences`: ``cluster, document, agency, year, number, sentence, status, similarity, original, counterpart``.

        Raises
        ------
        MissingDependency
            The extra ``copies`` is not installed.
        ValueError
            `least` or `common` is no share.
        """
        found = copied_sections(
            self._held, self.counted, self._identify, least=least, common=common, sentences=sentences
        )
        return self._noted(found)

    def _reuse_rows(self) -> Iterator[tuple[Any, ...]]:
        for line in self.timelines.values():
            firsts = {
                year: self._counted_for.get(positions[0], positions[0])
                for year, positions in sorted(line.years.items())
            }
            found = dict(zip(firsts, self._records(list(firsts.values())), strict=True))
            for year, records in found.items():
                if year - 1 in found:
                    yield from reuse_rows(line.agency, year, found[year - 1], records)
