"""Every figure of a corpus in one long frame, gathered once, so that any choice among them is quick."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import pandas as pd

from gkstats.frames import Column, frame_rows, table_frame
from gkstats.indicators import all_indicators

if TYPE_CHECKING:
    from gkstats.corpus import Corpus
    from gkstats.report import Report

__all__ = ["COLUMNS", "TABLES", "Figures", "figures", "report_figures"]

TABLES: Final = (
    "applications",
    "proactive",
    "reviews",
    "statistics",
    "channels",
    "hotline",
    "indicators",
    "series",
)
"""What there is to choose from: the tables of the forms, the prose, rates, and figures joined across forms."""

COLUMNS: Final = (
    Column("document", "Int64", "position of the report in the corpus, from 0"),
    Column("agency", "string", "who reports; the name that most of its reports print"),
    Column("year", "Int64", "reporting year"),
    Column("table", "string", "one of TABLES"),
    Column("row", "string", "code of the row"),
    Column("column", "string", "code of the column"),
    Column("value", "Float64", "the figure; NA unless it is a number", "see unit"),
    Column("unit", "string", "unit of value, NA when none is printed or declared"),
    Column("printed", "string", "the cell, or the name of the channel, as printed; NA for what is computed"),
    Column("note", "string", "what was inferred, matched inexactly or disputed; empty when nothing was"),
)
Cell: TypeAlias = tuple[str, str, str]
_FRACTIONS: Final = ("resolution_rate", "satisfaction")


class Figures:
    """The figures of a corpus by table; the computed tables are gathered when they are first asked for, or beforehand.

    A report that several documents hold counts once: the edition that counts in the corpus stands for it.
    """

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        named: list[_Named] = []
        rows: list[tuple[Any, ...]] = []
        for position, report in enumerate(corpus):
            named.append(_Named(report.agency, report.year))
            rows.extend((position, *row) for row in _printed(report))
        lines = corpus.timelines.values()
        self._first = set(corpus.counted)
        known = {
            position: line.agency
            for line in lines
            for positions in line.years.values()
            for position in positions
        }
        self._agencies = [known.get(position, one.agency or "") for position, one in enumerate(named)]
        self._years = [one.year for one in named]
        self._documents = {
            (agency, year): position
            for position, (agency, year) in reversed(
                list(enumerate(zip(self._agencies, self._years, strict=True)))
            )
            if position in self._first
        }
        self.repeated = len(named) - len(self._first)
        frame = self._frame(row for row in rows if row[0] in self._first)
        self._tables = {
            str(name): _Table(part) for name, part in frame.groupby("table", sort=False, observed=True)
        }

    def gather(self) -> None:
        """Gather the computed tables now."""
        for name in _COMPUTED:
            self._table(name)

    @property
    def agencies(self) -> list[str]:
        """The agencies, each once, in order."""
        return sorted({self._agencies[position] for position in self._first} - {""})

    @property
    def years(self) -> list[int]:
        """The reporting years, each once, in order."""
        return sorted({year for year in self._years if year is not None})

    @property
    def tables(self) -> list[str]:
        """The tables that any report has figures of."""
        return [name for name in TABLES if name in self._tables or name in ("indicators", "series")]

    def cells(self, table: str) -> list[tuple[str, str]]:
        """Return the pairs of row and column that any report has in a table, in the order of the first that has them."""
        return list(self._table(table).places)

    def of_cell(
        self, cell: Cell, agencies: Collection[str] = (), years: tuple[int, int] | None = None
    ) -> pd.DataFrame:
        """Return one figure of all reports, or those of some agencies and a span of years, by agency and year."""
        found = self._table(cell[0])
        places = found.places.get(cell[1:])
        if places is None:
            raise KeyError(f"no report has a figure {' / '.join(cell)}")
        keep = np.ones(len(places), dtype=bool)
        if years is not None:
            span = found.years[places]
            keep &= (span >= years[0]) & (span <= years[1])
        if agencies:
            categories = found.frame["agency"].cat.categories
            keep &= np.isin(found.agencies[places], categories.get_indexer(pd.Index(list(agencies))))
        return _tidy(found.frame.iloc[places[keep]]).sort_values(
            ["agency", "year"], kind="stable", ignore_index=True
        )

    def of_report(self, document: int, table: str, column: str) -> pd.DataFrame:
        """Return all rows of a table in one report, as printed."""
        found = self._table(table)
        part = found.frame.iloc[found.documents.get(document, np.array([], dtype=np.intp))]
        return _tidy(part[part["column"] == column]).reset_index(drop=True)

    def _table(self, name: str) -> _Table:
        if name not in self._tables and name in _COMPUTED:
            self._tables[name] = _Table(self._frame(_COMPUTED[name](self)))
        if name not in self._tables:
            raise KeyError(f"no report has figures of {name}; there are {', '.join(self.tables)}")
        return self._tables[name]

    def _frame(self, rows: Iterator[tuple[Any, ...]]) -> pd.DataFrame:
        """Return rows (document, table, row, ...) led by agency and year; names are kept as codes for speed."""
        full = ((row[0], self._agencies[row[0]], self._years[row[0]], *row[1:]) for row in rows)
        frame = table_frame(COLUMNS, full)
        return frame.astype(dict.fromkeys(("agency", "table", "row", "column", "unit", "note"), "category"))

    def indicator_rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield the rates of each report."""
        frame = self.corpus.indicators()
        units = {indicator.id: indicator.unit for indicator in all_indicators()}
        names = ["indicator", "value", "note"]
        counted = self.corpus.counted
        for place, (name, value, note) in enumerate(
            frame[names].astype(object).itertuples(index=False, name=None)
        ):
            position = counted[place // len(units)]  # every report has a row for each indicator
            if position in self._first:
                yield (position, "indicators", name, "value", value, units[name], None, note)

    def series_rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield the main figures of every agency, joined across the forms."""
        frame = self.corpus.series()
        names = ["agency", "year", "series", "group", "value", "unit", "note"]
        for agency, year, *figure in frame[names].astype(object).itertuples(index=False, name=None):
            series, group, value, unit, note = figure
            yield (self._documents[agency, year], "series", series, group, value, unit, None, note)


class _Named:
    """Who reports, and about which year."""

    __slots__ = ("agency", "year")

    def __init__(self, agency: str | None, year: int | None) -> None:
        self.agency, self.year = agency, year


class _Table:
    """The figures of a table, and where each cell and each report has its rows."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame.reset_index(drop=True)
        self.places = _grouped(self.frame, ["row", "column"])
        self.documents = _grouped(self.frame, "document")
        self.agencies = self.frame["agency"].cat.codes.to_numpy()
        self.years = self.frame["year"].fillna(-1).to_numpy(dtype=np.int64)


def _grouped(frame: pd.DataFrame, by: str | list[str]) -> dict[Any, np.ndarray[Any, np.dtype[np.intp]]]:
    return {
        key: np.asarray(places, dtype=np.intp)
        for key, places in frame.groupby(by, sort=False, observed=True).indices.items()
    }


def _tidy(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.astype({column.name: column.dtype for column in COLUMNS})


def _printed(report: Report) -> Iterator[tuple[Any, ...]]:
    """Yield what one report prints: its tables, its channels, its hotline."""
    for fact in report.records.facts:
        if not fact.row.startswith("unmatched"):
            yield (fact.table, fact.row, fact.column, fact.value, fact.unit, fact.printed, fact.note)
    for label, kind, value, *_ in frame_rows("channels", report.records):
        yield ("channels", kind or "other", "value", value, None, label, "")
    hotline = report.records.narrative.hotline
    if hotline is not None:
        for name in ("received", "resolved", "transferred", "answered_directly", *_FRACTIONS):
            value = getattr(hotline, name)
            if value is not None:
                yield ("hotline", name, "value", value, "fraction" if name in _FRACTIONS else None, None, "")


_COMPUTED: Final[dict[str, Callable[[Figures], Iterator[tuple[Any, ...]]]]] = {
    "indicators": Figures.indicator_rows,
    "series": Figures.series_rows,
}


def figures(
    corpus: Corpus,
    table: str,
    row: str,
    column: str,
    *,
    agencies: Sequence[str] = (),
    years: tuple[int, int] | None = None,
) -> pd.DataFrame:
    """Return one figure of many reports as the explorer shows it, a row a report.

    Parameters
    ----------
    corpus : Corpus
    table, row, column : str
        A cell as in `Corpus.facts`; or of ``channels``, ``hotline`` or ``indicators`` with column ``value``; or of
        ``series`` with the group as column.
    agencies : sequence of str
        All by default.
    years : (int, int), optional
        First and last year.

    Returns
    -------
    DataFrame
        The columns of `COLUMNS`.

    Examples
    --------
    >>> import gkstats as gk
    >>> corpus = gk.load_corpus(gk.samples() / "zhongning-2020.txt", progress=False)
    >>> figures(corpus, "hotline", "received", "value")["value"].tolist()
    [4568.0]
    """
    return Figures(corpus).of_cell((table, row, column), agencies, years)


def report_figures(corpus: Corpus, document: int, table: str, column: str) -> pd.DataFrame:
    """Return all rows of a table in one report as the explorer shows them.

    Parameters
    ----------
    corpus : Corpus
    document : int
        Position of the report in the corpus.
    table, column : str
        As for `figures`.

    Returns
    -------
    DataFrame
        The columns of `COLUMNS`.
    """
    return Figures(corpus).of_report(document, table, column)
