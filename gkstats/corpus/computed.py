"""What follows from the documents of a corpus together: checks, rates, regions, years side by side, text that comes again."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import pandas as pd

from gkstats import frames
from gkstats.agencies import region_of
from gkstats.checks import all_checks
from gkstats.comparison import REUSE, reuse_rows
from gkstats.corpus.base import Base
from gkstats.corpus.copying import copied_sections
from gkstats.corpus.declared import DUPLICATE_CELLS, DUPLICATES, REGIONS
from gkstats.corpus.duplicates import cell_rows, duplicate_rows
from gkstats.crosswalk import all_lines, find_line, panel_of, series_of
from gkstats.indicators import with_population

__all__ = ["Computed"]


class Computed(Base):
    """Frames that are worked out."""

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
        return self._noted(panel_of(line, documents, sightings, derived=derived, identify=self._identify))

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
        return self._noted(series_of(documents, sightings, derived=derived, identify=self._identify))

    def reuse(self) -> pd.DataFrame:
        """Follow how much text every agency takes over from its report of the year before, by section.

        Returns
        -------
        DataFrame
            Columns ``document, agency, earlier, later, number, title, characters, reuse``: for each pair of years the whole
            report (``number`` is NA) and its sections; ``reuse`` is the share of the characters.
        """
        return self._noted(frames.table_frame(REUSE, self._reuse_rows()))

    def _reuse_rows(self) -> Iterator[tuple[Any, ...]]:
        for line in self.timelines.values():
            firsts = {
                year: self._counted_for.get(positions[0], positions[0])
                for year, positions in sorted(line.years.items())
            }
            found = dict(zip(firsts, self._records(list(firsts.values())), strict=True))
            for year, records in found.items():
                if year - 1 in found:
                    document = self._held.documents[firsts[year]].document
                    yield from reuse_rows(document, line.agency, year, found[year - 1], records)

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
