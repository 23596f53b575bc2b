"""Checks for anyone's figures: tables that were typed in, or read by other means, in the codes of the codebook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, TypeVar

import pandas as pd

from gkstats.asked import language_of, named
from gkstats.checks import CHECKS, run_corpus_checks
from gkstats.documents.model import Anchor
from gkstats.forms import all_forms, get_form
from gkstats.frames import LEAD, Column, Identified, table_frame
from gkstats.records import Fact, Identity, Narrative, Records
from gkstats.vocabulary import Language

__all__ = ["check"]

T = TypeVar("T")
_TABLES: Final = ("applications", "proactive", "reviews", "statistics")


def check(
    frames: pd.DataFrame | Mapping[str, pd.DataFrame],
    *,
    agency: str | None = None,
    year: int | None = None,
    form: str | None = None,
    language: Language = "en",
) -> pd.DataFrame:
    """Try every check that tables alone allow on figures that gkstats has not read itself.

    Parameters
    ----------
    frames : DataFrame or mapping of str to DataFrame
        Either a long frame with columns ``table, row, column, value`` (as `Report.facts`), or wide frames by the name of
        their table: ``applications``, ``proactive``, ``reviews`` with a row for each code and the form's columns,
        ``statistics`` with ``indicator`` and ``value``. The code of a row is the index or the column ``row``. Frames of
        many reports are led by ``agency`` and ``year``. Missing values are blanks.
    agency : str, optional
        Who reports, where the frames do not say.
    year : int, optional
        The reporting year, where the frames do not say.
    form : str, optional
        Id of the form that the codes are of, such as "national-2021"; by default the one that has most of them.
    language : {"en", "zh"}
        Language of the messages.

    Returns
    -------
    DataFrame
        As `Corpus.checks`: the columns of `Report.checks` led by ``agency`` and ``year``, a row for each place in which
        a check was tried.

    Raises
    ------
    KeyError
        There is no such table, row, column or form; the message names the nearest.
    ValueError
        A figure is no number, a cell stands twice, or there are no figures at all.

    Examples
    --------
    >>> import pandas as pd
    >>> typed = pd.DataFrame(
    ...     {"upheld": [10], "corrected": [1], "other": [0], "pending": [0], "total": [0]}, index=["reconsideration"]
    ... )
    >>> found = check({"reviews": typed}, year=2023)
    >>> found[found["check"] == "review-sum"][["expected", "found", "passed"]].to_numpy().tolist()
    [[11.0, 0.0, False]]
    """
    language_of(language)
    if form is not None:
        named(form, [one.id for one in all_forms()], "form")
    long = _long(frames)
    if long.empty:
        raise ValueError("there are no figures to check: the frames hold no rows")
    own = long.assign(agency=long.get("agency", agency), year=long.get("year", year))
    many = [
        _report(_known(rows["agency"], str), _known(rows["year"], int), rows, form)
        for _, rows in own.groupby(["agency", "year"], sort=False, dropna=False)
    ]
    found = run_corpus_checks(many, language=language)
    columns = (*LEAD, *CHECKS)
    kept = found[found["table"].isin(set(long["table"]))].reset_index(drop=True)
    return table_frame(columns, ()) if kept.empty else kept[[column.name for column in columns]]


def _known(column: pd.Series, kind: Callable[[Any], T]) -> T | None:
    """Return what all rows of a report say."""
    stated = column.dropna()
    return kind(stated.iloc[0]) if len(stated) else None


def _long(frames: pd.DataFrame | Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return figures as rows: agency and year where they are known, table, row, column, value."""
    if isinstance(frames, pd.DataFrame):
        for name in ("table", "row", "column", "value"):
            if name not in frames:
                raise KeyError(
                    f"a long frame has the columns table, row, column and value; it lacks {name!r}. "
                    "Wide frames are given by name: {'applications': frame}"
                )
        return frames
    parts = []
    for table, frame in frames.items():
        named(table, _TABLES, "table")
        wide = frame if {"row", "indicator"} & set(frame.columns) else frame.rename_axis("row").reset_index()
        wide = wide.rename(columns={"indicator": "row"}).drop(columns=["unit", "document"], errors="ignore")
        leads = [name for name in ("agency", "year", "row") if name in wide]
        parts.append(wide.melt(id_vars=leads, var_name="column", value_name="value").assign(table=table))
    return pd.concat(parts, ignore_index=True) if parts else table_frame((Column("table", "string", ""),), ())


def _report(agency: str | None, year: int | None, rows: pd.DataFrame, form: str | None) -> Identified:
    cells: dict[tuple[str, str, str], Any] = {}
    for table, row, column, value in rows[["table", "row", "column", "value"]].itertuples(
        index=False, name=None
    ):
        cell = (str(table), str(row), str(column))
        if cell in cells:
            raise ValueError(f"{' / '.join(cell)} stands twice; give agency and year to tell reports apart")
        cells[cell] = value
    followed = [form] if form else _forms(cells, year)
    units = {cell: unit for one in followed for cell, unit in _units(one)}
    for table, row, column in cells:
        named(table, _TABLES, "table")
        named(row, {known[1] for known in units if known[0] == table}, f"row of {table}")
        named(column, {known[2] for known in units if known[0] == table}, f"column of {table}")
    facts = tuple(_fact(cell, value, units.get(cell)) for cell, value in cells.items() if cell in units)
    identity = Identity(agency, year, None, None, None)
    main = followed[0] if followed else None
    return Identified(
        agency,
        year,
        Records("<figures>", "text", None, identity, main, tuple(followed), facts, (), Narrative()),
    )


def _units(form: str) -> Iterator[tuple[tuple[str, str, str], str | None]]:
    for table in get_form(form).tables:
        for row, column, unit in table.cells():
            yield (table.id, row, column), unit


def _forms(cells: Iterable[tuple[str, str, str]], year: int | None) -> list[str]:
    """Return the form that has most of the cells: of several, that of the year, else the latest."""
    asked = set(cells)

    def fit(form: str) -> tuple[int, bool, int]:
        years = get_form(form).years
        return len(asked & {cell for cell, _ in _units(form)}), year in years, max(years, default=0)

    best = max((one.id for one in all_forms()), key=fit)
    return [best]


def _fact(cell: tuple[str, str, str], value: Any, unit: str | None) -> Fact:
    if value is None or value is pd.NA or (isinstance(value, float) and pd.isna(value)):
        return Fact(*cell, None, unit, "", "blank", "", Anchor())
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise ValueError(f"{' / '.join(cell)}: {value!r} is no number; leave what is blank missing") from None
    whole = int(number) if number.is_integer() else number
    return Fact(*cell, whole, unit, str(value), "number", "", Anchor())
