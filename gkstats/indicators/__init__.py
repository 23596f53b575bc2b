"""The rates that the field uses, computed alike for one report and for a corpus; defined in ``indicators.toml``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeAlias

import pandas as pd

from gkstats.chinese import representable
from gkstats.crosswalk import Subject, subject_of
from gkstats.frames import LEAD, Column, Identified, table_frame
from gkstats.indicators.catalogue import Indicator, all_indicators
from gkstats.indicators.measures import RULES, Measured
from gkstats.records import Records
from gkstats.regions import find_region
from gkstats.vocabulary import Language

__all__ = [
    "EXPLAINED",
    "FEW",
    "INDICATORS",
    "Indicator",
    "Row",
    "all_indicators",
    "cases_of",
    "corpus_indicators",
    "explain_indicators",
    "indicator_rows",
    "indicators",
    "with_population",
]

FEW: Final = 30
"""A share of fewer cases moves by more than three points with every single one."""
INDICATORS: Final = (
    Column("indicator", "string", "id of the indicator"),
    Column("value", "Float64", "the rate; NA as `note` says", "see codebook"),
    Column("numerator", "Float64", "what is divided, or the figure itself"),
    Column("denominator", "Float64", "what it is divided by; NA for what is no rate"),
    Column("basis", "string", "printed, derived or contradicted: the weakest total that it rests on"),
    Column("note", "string", "why there is no value, what was inferred, and what the value does not say"),
)
Row: TypeAlias = tuple[str, float | None, float | None, float | None, str, str]
EXPLAINED: Final = (
    INDICATORS[0],
    Column("label", "string", "its name"),
    INDICATORS[1],
    Column("unit", "string", "fraction, days, index or per 10,000 people"),
    *INDICATORS[2:5],
    Column("formula", "string", "in words"),
    Column("source", "string", "who defines it so"),
    INDICATORS[5],
)


def indicators(
    records: Records, *, population: pd.DataFrame | None = None, derived: bool = True
) -> pd.DataFrame:
    """Return the rates of one report, a row an indicator.

    Parameters
    ----------
    records : Records
    population : DataFrame, optional
        For requests per 10,000 people, as `with_population` takes it.
    derived : bool
        Whether totals that are blank or contradict their parts are settled (see `gkstats.totals`).

    Returns
    -------
    DataFrame
        The columns of `INDICATORS`; NA where a figure is missing or the denominator is zero.
    """
    one = Identified(records.identity.agency, records.identity.year, records)
    frame = corpus_indicators([one], population=population, derived=derived)
    return frame.drop(columns=[column.name for column in LEAD])


def corpus_indicators(
    many: Sequence[Identified], *, population: pd.DataFrame | None = None, derived: bool = True
) -> pd.DataFrame:
    """Return the rates of many reports as `indicators` does, each row led by document, agency and year."""
    subjects = (subject_of(one.records, derived=derived) for one in many)
    rows = (
        (one.document, one.agency, one.year, *row)
        for one, found in zip(many, indicator_rows(many, subjects), strict=True)
        for row in found
    )
    frame = table_frame((*LEAD, *INDICATORS), rows)
    return frame if population is None else with_population(frame, population)


def indicator_rows(
    many: Sequence[Identified], subjects: Iterable[Subject] | None = None
) -> Iterator[list[Row]]:
    """Yield the rates of each report as rows of `INDICATORS`; `subjects` are the reports as lines see them."""
    for _, subject in zip(many, subjects or (subject_of(one.records) for one in many), strict=True):
        yield [_row(indicator, measured) for indicator, measured in _measure(subject)]


def with_population(frame: pd.DataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """Fill in the rates per 10,000 people, which no report states.

    Parameters
    ----------
    frame : DataFrame
        As `corpus_indicators` returns it.
    population : DataFrame
        Columns ``code`` (division code of six digits, as text), ``year`` and ``population``, a row a division and year.

    Raises
    ------
    ValueError
        A column is missing, or a division and year stands twice.
    """
    people = _people(population)
    per = {one.id for one in all_indicators() if one.rule == "per-10000"}
    rows = []
    for document, agency, year, *row in (
        frame.astype(object).where(frame.notna(), None).itertuples(index=False, name=None)
    ):
        id_, _, above, _, basis, _ = row
        region = find_region(agency, year) if id_ in per and above is not None else None
        own = region.code if region and region.level in ("province", "prefecture", "county") else None
        count = people.get((own, year)) if own else None
        if count and above is not None:
            row = [id_, above / (count / 10_000), above, count / 10_000, basis, ""]
        rows.append((document, agency, year, *row))
    return table_frame((*LEAD, *INDICATORS), rows)


def _people(population: pd.DataFrame) -> dict[tuple[str, int], float]:
    wanted = ["code", "year", "population"]
    missing = [name for name in wanted if name not in population]
    if missing:
        raise ValueError(f"population needs the columns {', '.join(wanted)}; it lacks {', '.join(missing)}")
    stated = population[wanted].dropna()
    keys = list(zip(stated["code"].astype(str), stated["year"].astype(int), strict=True))
    if len(set(keys)) < len(keys):
        code, year = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"population states {code} in {year} more than once")
    return dict(zip(keys, stated["population"].astype(float), strict=True))


def explain_indicators(records: Records, *, language: Language = "en") -> pd.DataFrame:
    """Return the rates of one report with what they were computed from, how, and why a value is missing.

    Returns
    -------
    DataFrame
        The columns of `EXPLAINED`.
    """
    rows = []
    for indicator, measured in _measure(subject_of(records)):
        id_, value, *parts, note = _row(indicator, measured)
        name = indicator.zh if language == "zh" else indicator.en
        rows.append((id_, name, value, indicator.unit, *parts, indicator.formula, indicator.source, note))
    return table_frame(EXPLAINED, rows)


def cases_of(indicator: Indicator, denominator: float | None) -> float | None:
    """Return how many cases a share is one of; None for what is no share."""
    if denominator is None or pd.isna(denominator) or not indicator.divides or indicator.rule == "per-10000":
        return None
    return float(denominator) ** 0.5 if indicator.rule == "hhi" else float(denominator)


def _measure(subject: Subject) -> Iterator[tuple[Indicator, Measured]]:
    for indicator in all_indicators():
        measured = RULES[indicator.rule](indicator, subject)
        sides = (measured.numerator, measured.denominator)
        if any(side is not None and representable(side) is None for side in sides):
            measured = Measured(None, None, "its figures are beyond any number that can be held")
        yield indicator, measured


def _row(indicator: Indicator, one: Measured) -> Row:
    value = _divided(one)
    below = one.denominator if indicator.divides else None
    return indicator.id, value, one.numerator, below, one.basis, _note(indicator, one, value)


def _divided(one: Measured) -> float | None:
    """Divide; None for what is missing and for a denominator of zero."""
    if one.numerator is None or not one.denominator:
        return None
    return one.numerator / one.denominator


def _note(indicator: Indicator, one: Measured, value: float | None) -> str:
    if value is not None:
        cases = cases_of(indicator, one.denominator)
        few = f"few cases: n = {cases:,.0f}" if cases is not None and cases < FEW else ""
        above = "above 100 %" if indicator.unit == "fraction" and value > 1 else ""
        return "; ".join(part for part in (above, few, one.note, indicator.caution) if part)
    if one.numerator is not None and one.denominator == 0:
        return "the denominator is 0"
    return one.note or f"NA where {indicator.na}"
