"""One report, or a piece of prose, as users hold it: a thin object whose frames are built when asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import pandas as pd

from gkstats import checks, display, frames
from gkstats.agencies import region_of
from gkstats.asked import named
from gkstats.display import sources
from gkstats.documents import Engine, Source, open_source, read_source, sniff
from gkstats.errors import NotAReport, UnreadableDocument
from gkstats.indicators import indicators
from gkstats.isolation import read_isolated
from gkstats.labels import labelled
from gkstats.reading import read_records
from gkstats.records import Fact, Records
from gkstats.regions import Region
from gkstats.totals import totals_frame
from gkstats.vocabulary import Language

__all__ = ["Narrative", "Report"]


class Narrative:
    """What prose says in figures. Made by `gkstats.read_narrative`; every `Report` is one, too.

    Frames are built on first use and may be changed freely by their user.
    """

    def __init__(self, records: Records) -> None:
        self.records = records

    def __repr__(self) -> str:
        """Say how much was found."""
        found = self.records.narrative
        hotline = ", a hotline" if found.hotline else ""
        return f"<Narrative: {len(found.quantities)} counts, {len(found.breakdowns)} breakdowns{hotline}>"

    @cached_property
    def quantities(self) -> pd.DataFrame:
        """Every count in the prose."""
        return frames.report_frame("quantities", self.records)

    @cached_property
    def breakdowns(self) -> pd.DataFrame:
        """Totals and their parts in the prose, a row a part."""
        return frames.report_frame("breakdowns", self.records)

    @cached_property
    def channels(self) -> pd.DataFrame:
        """The disclosures of the year by channel; ``attrs["total"]`` is the stated total."""
        return frames.channels_frame(self.records)

    @cached_property
    def hotline(self) -> pd.Series:
        """The hotline's year: cases and rates, NA where not stated."""
        return frames.hotline_series(self.records)

    @cached_property
    def problems(self) -> pd.DataFrame:
        """The problems that section five names (存在的主要问题)."""
        return frames.report_frame("problems", self.records)

    @cached_property
    def improvements(self) -> pd.DataFrame:
        """The improvements that section five names (改进情况)."""
        return frames.report_frame("improvements", self.records)


class Report(Narrative):
    """An annual report on government information disclosure.

    Made by `gkstats.load_report`.

    Examples
    --------
    >>> import gkstats as gk
    >>> report = gk.load_report(gk.samples() / "zhongning-2020.txt")
    >>> report.agency, report.year, report.form
    ('中宁县审批服务管理局', 2020, 'national-2019')
    """

    def __init__(
        self,
        records: Records,
        origin: Source | None = None,
        engine: Engine = "auto",
        *,
        isolate: bool = True,
    ) -> None:
        super().__init__(records)
        self._origin = origin
        self._engine = engine
        self._isolate = isolate

    @property
    def agency(self) -> str | None:
        """Who reports, as printed in the title."""
        return self.records.identity.agency

    @property
    def year(self) -> int | None:
        """The reporting year."""
        return self.records.identity.year

    @property
    def period(self) -> tuple[dt.date, dt.date] | None:
        """First and last day of the period that the figures cover, as stated."""
        return self.records.identity.period

    @property
    def title(self) -> str | None:
        """The title as printed, on one line."""
        return self.records.identity.title

    @property
    def published(self) -> dt.date | None:
        """The day of publication, where the document or the page around it states one."""
        return self.records.identity.published

    @property
    def contacts(self) -> dict[str, str]:
        """Address, postcode, telephone, fax, e-mail and website, as far as stated."""
        return dict(self.records.identity.contacts)

    @property
    def form(self) -> str | None:
        """Id of the statutory form that the report follows; None for a report without tables."""
        return self.records.form

    @property
    def region(self) -> Region | None:
        """The division of the agency in the reporting year, of a zone its host; None where the name does not settle it."""
        return region_of(self.agency, self.year)

    @property
    def pages(self) -> int | None:
        """Number of pages; None where the format has none."""
        return self.records.pages

    @property
    def source(self) -> str:
        """Where the report was read from."""
        return self.records.source

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the reader inferred, could not match or found odd."""
        return self.records.warnings

    @cached_property
    def facts(self) -> pd.DataFrame:
        """Every printed cell of the statutory tables, with its place."""
        return frames.report_frame("facts", self.records)

    @cached_property
    def applications(self) -> pd.DataFrame:
        """Requests received and how they ended (收到和处理政府信息公开申请情况)."""
        return frames.report_frame("applications", self.records)

    @cached_property
    def proactive(self) -> pd.DataFrame:
        """Proactive disclosure (主动公开政府信息情况)."""
        return frames.report_frame("proactive", self.records)

    @cached_property
    def reviews(self) -> pd.DataFrame:
        """Administrative reconsideration and litigation (行政复议、行政诉讼)."""
        return frames.report_frame("reviews", self.records)

    @cached_property
    def statistics(self) -> pd.DataFrame:
        """The indicator list of the forms before 2019 (政府信息公开情况统计表); empty for later forms."""
        return frames.report_frame("statistics", self.records)

    @cached_property
    def sections(self) -> pd.DataFrame:
        """The prose by section."""
        return frames.report_frame("sections", self.records)

    def frame(self, name: str, *, labels: Language | None = None) -> pd.DataFrame:
        """Return a frame by its name, with words for codes and columns where a language is given.

        Parameters
        ----------
        name : str
            "facts", "applications" and so on, "checks", "totals" or "indicators"; of "hotline" a frame of one row.
        labels : {"zh", "en"}, optional
            Language of the words. By default codes stay codes. What reports print, and notes and messages, stay as they
            are in any case.

        Raises
        ------
        KeyError
            There is no such frame; the message names the nearest.
        ValueError
            The language is neither.

        Examples
        --------
        >>> import gkstats as gk
        >>> report = gk.load_report(gk.samples() / "pingtan-2023.html")
        >>> int(report.frame("applications", labels="en").loc["granted in part", "natural persons"])
        19
        """
        computed = {"checks": self.checks, "totals": self.totals, "indicators": self.indicators}
        named(name, (*frames.FRAMES, *computed), "frame")
        if name in computed:
            found = computed[name]()
        else:
            found = (
                frames.report_frame(name, self.records) if name == "hotline" else getattr(self, name).copy()
            )
        return labelled(found, name, labels) if labels else found

    def checks(self) -> pd.DataFrame:
        """Try everything that must add up; one row for each place in which a check was tried."""
        return checks.run_checks(self.records)

    def totals(self) -> pd.DataFrame:
        """List the totals that are left blank or contradict their parts, and the figure that is used for each.

        Returns
        -------
        DataFrame
            Columns ``table, row, column, basis, value, printed, added, note``, a row a total: ``value`` is what charts,
            series and rates use, ``added`` what the parts make. Empty where every total is printed and adds up.

        Examples
        --------
        >>> import gkstats as gk
        >>> report = gk.load_report(gk.samples() / "pingtan-2020.html")
        >>> report.totals()[["row", "column", "basis", "value", "added"]].to_numpy().tolist()[-1]
        ['outcome.total', 'total', 'contradicted', 21.0, 27.0]
        """
        return totals_frame(self.records)

    def indicators(self, *, population: pd.DataFrame | None = None, derived: bool = True) -> pd.DataFrame:
        """Compute the rates of the field, such as the share of requests granted.

        Parameters
        ----------
        population : DataFrame, optional
            Columns ``code, year, population``, for requests per 10,000 people.
        derived : bool
            Whether totals that are left blank or contradict their parts are settled, as `totals` lists them.

        Returns
        -------
        DataFrame
            Columns ``indicator, value, numerator, denominator, basis, note``, a row an indicator; ``value`` is NA where
            a figure is missing or the denominator is zero.

        Examples
        --------
        >>> import gkstats as gk
        >>> rates = gk.load_report(gk.samples() / "pingtan-2023.html").indicators().set_index("indicator")
        >>> rates.loc["refused_share", ["numerator", "denominator"]].tolist()
        [5.0, 81.0]
        """
        return indicators(self.records, population=population, derived=derived)

    @cached_property
    def _summary(self) -> dict[str, Any]:
        return display.summarise(self.records, self.checks())

    def __repr__(self) -> str:
        """Name the report on one line."""
        return f"<Report: {self.agency or 'agency not stated'}, {self.year or 'year not stated'}, form {self.form}>"

    def __str__(self) -> str:
        """Return what the report says, as text for a terminal."""
        return display.report_text(self._summary)

    def _repr_html_(self) -> str:
        return display.report_html(self._summary)

    def show_source(
        self, item: str | pd.Series, row: str | None = None, column: str | None = None
    ) -> display.SourceView:
        """Show a figure in its place: the page with it outlined, or the passage around it.

        Parameters
        ----------
        item : str or Series
            A table, with `row` and `column` of the cell; "hotline"; "identity", with the field as `row` (``agency``,
            ``year``, ``period``, ``published``, ``title``, ``contacts.telephone``); or a row of `facts`,
            `checks`, `quantities`, `breakdowns`, `channels`, `problems` or `improvements`.
        row, column : str, optional
            Codes as in `facts`.

        Returns
        -------
        SourceView
            Jupyter shows it; ``save(path)`` writes it as PNG or HTML.

        Raises
        ------
        KeyError
            The report has no such cell, and the message names close ones; or the row names no single figure.

        Examples
        --------
        >>> import gkstats as gk
        >>> report = gk.load_report(gk.samples() / "zhongning-2020.pdf")
        >>> report.show_source("applications", "outcome.total", "total")
        <SourceView: applications / outcome.total / total: '0', page 4>
        >>> report.show_source("identity", "agency")
        <SourceView: identity / agency: 中宁县审批服务管理局 (title of the report), page 1>
        """
        mark, caption = sources.find(self.records, item, row, column)
        return self._shown([mark], caption)

    def show_pages(self) -> display.SourceView:
        """Show the whole document with everything that was understood outlined, coloured by table.

        What bears no colour was taken for no figure.
        """
        marks = sources.everything(self.records)
        return self._shown(marks, f"everything understood in {self.source}", complete=True)

    def _shown(
        self, marks: Sequence[display.Mark], caption: str, *, complete: bool = False
    ) -> display.SourceView:
        opened = self._reopened()
        if self._isolate and sniff(opened) != "text":
            return display.show_isolated(
                marks, opened, self._engine, caption, pages=self.pages, complete=complete
            )
        return display.show(
            marks,
            lambda: read_source(opened, engine=self._engine),
            opened.data,
            opened.name,
            caption,
            pages=self.pages,
            complete=complete,
        )

    def cross_check(self) -> pd.DataFrame:
        """Read the document again with the other PDF engine and return the cells on which the two differ.

        Returns
        -------
        DataFrame
            Columns ``table, row, column, value, printed, other_value, other_printed``; empty where both agree, and
            for formats that only one reader serves. Where the other engine cannot read the document, nothing confirms
            any cell: all are listed, and ``attrs["trouble"]`` says why.
        """
        other: tuple[Fact, ...] = self.records.facts
        trouble = None
        if self.records.format == "pdf":
            engine: Engine = "pdfium" if self._engine == "pdfminer" else "pdfminer"
            try:
                other = self._read_again(engine).facts
            except (UnreadableDocument, NotAReport) as error:
                other, trouble = (), f"{engine} cannot read it: {error.trouble}"
        frame = frames.table_frame(frames.CROSS_CHECK, frames.differences(self.records.facts, other))
        if trouble is not None:
            frame.attrs["trouble"] = trouble
        return frame

    def _read_again(self, engine: Engine) -> Records:
        if self._isolate:
            return read_isolated(self._reopened(), engine)
        return read_records(read_source(self._reopened(), engine=engine))

    def _reopened(self) -> Source:
        return self._origin if self._origin is not None else open_source(self.records.source)
