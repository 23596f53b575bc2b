"""The rates that the field uses, computed alike for one report and for a corpus; defined in ``indicators.toml``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

import pandas as pd

from gkstats.crosswalk import Subject, subject_of
from gkstats.frames import LEAD, Column, Identified, table_frame
from gkstats.indicators.catalogue import Indicator, all_indicators
from gkstats.indicators.measures import RULES, Measured
from gkstats.records import Records
from gkstats.vocabulary import Language

__all__ = [
    "EXPLAINED",
    "Indicator",
    "Population",
    "all_indicators",
    "corpus_indicators",
    "explain_indicators",
    "indicator_rows",
    "indicators",
]

Population: TypeAlias = Mapping[tuple[str | None, int | None], float]
"""People by agency and year; no report states them."""

EXPLAINED: Final = (
    Column("indicator", "string", "id of the indicator"),
    Column("label", "string", "its name"),
    Column("value", "Float64", "NA as `note` says", "see unit"),
    Column("unit", "string", "fraction, days, index or per 10,000 people"),
    Column("numerator", "Float64", "what is divided, or the figure itself"),
    Column("denominator", "Float64", "what it is divided by"),
    Column("formula", "string", "in words"),
    Column("source", "string", "who defines it so"),
    Column("note", "string", "why there is no value, what was inferred, and what the value does not say"),
)


def indicators(records: Records, *, population: Population | None = None) -> pd.Series:
    """Return the rates of one report; NA where a figure is missing or the denominator is zero.

    Parameters
    ----------
    records : Records
    population : mapping of (agency, year) to people, optional
        For requests per 10,000 people.

    Returns
    -------
    Series
        Values by the ids of `all_indicators`.
    """
    identity = records.identity
    frame = corpus_indicators([Identified(identity.agency, identity.year, records)], population=population)
    series = frame.drop(columns=["agency", "year"]).iloc[0].astype("Float64")
    return series.rename("indicators")


def corpus_indicators(many: Sequence[Identified], *, population: Population | None = None) -> pd.DataFrame:
    """Return the rates of many reports: a row for each, led by agency and year, a column for each indicator."""
    columns = (*LEAD, *(Column(one.id, "Float64", one.en, one.unit) for one in all_indicators()))
    rows = indicator_rows(many, population)
    return table_frame(columns, ((one.agency, one.year, *row) for one, row in zip(many, rows, strict=True)))


def indicator_rows(
    many: Sequence[Identified],
    population: Population | None = None,
    subjects: Iterable[Subject] | None = None,
) -> Iterator[tuple[float | None, ...]]:
    """Yield the rates of each report, in the order of `all_indicators`; `subjects` are the reports as lines see them."""
    for one, subject in zip(many, subjects or (subject_of(one.records) for one in many), strict=True):
        yield tuple(_divided(measured) for measured in _measure(one, subject, population or {}))


def explain_indicators(
    records: Records, *, population: Population | None = None, language: Language = "en"
) -> pd.DataFrame:
    """Return the rates of one report with what they were computed from, how, and why a value is missing.

    Returns
    -------
    DataFrame
        The columns of `EXPLAINED`.
    """
    identity = records.identity
    one = Identified(identity.agency, identity.year, records)
    measured = _measure(one, subject_of(records), population or {})
    values = [_divided(one) for one in measured]
    return table_frame(
        EXPLAINED,
        (
            (
                indicator.id,
                indicator.zh if language == "zh" else indicator.en,
                value,
                indicator.unit,
                one.numerator,
                one.denominator if indicator.divides else None,
                indicator.formula,
                indicator.source,
                _note(indicator, one, value),
            )
            for indicator, one, value in zip(all_indicators(), measured, values, strict=True)
        ),
    )


def _measure(one: Identified, subject: Subject, population: Population) -> list[Measured]:
    people = population.get((one.agency, one.year))
    return [RULES[indicator.rule](indicator, subject, people) for indicator in all_indicators()]


def _divided(one: Measured) -> float | None:
    """Divide; None for what is missing and for a denominator of zero."""
    if one.numerator is None or not one.denominator:
        return None
    return one.numerator / one.denominator


def _note(indicator: Indicator, one: Measured, value: float | None) -> str:
    if value is not None:
        return "; ".join(part for part in (one.note, indicator.caution) if part)
    if one.numerator is not None and one.denominator == 0:
        return "the denominator is 0"
    return one.note or f"NA where {indicator.na}"
