"""Years side by side although the forms changed: lines joined where they are comparable, and every break marked.

What is comparable stands in ``crosswalk.toml``, with the reason for every join and for everything left apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

import pandas as pd

from gkstats.agencies import agency_id
from gkstats.crosswalk.lines import Line, Origin, all_lines, find_line, same_family
from gkstats.crosswalk.readings import (
    Reading,
    Sighting,
    Subject,
    footing,
    read_line,
    sight,
    stated_disclosures,
    subject_of,
)
from gkstats.frames import Column, Identified, table_frame
from gkstats.timeline import Dated, Identify, timelines

__all__ = [
    "BREAKS",
    "SERIES",
    "Line",
    "Origin",
    "Reading",
    "Sighting",
    "Sightings",
    "Subject",
    "all_lines",
    "find_line",
    "footing",
    "form_breaks",
    "panel",
    "panel_of",
    "read_line",
    "series",
    "series_of",
    "sight",
    "stated_disclosures",
    "subject_of",
]

BREAKS: Final = (
    Column("agency", "string", "who reports"),
    Column("year", "Int64", "first year on the new footing"),
    Column("series", "string", "the figure"),
    Column("form_before", "string", "form of the year before, NA for prose alone"),
    Column("form", "string", "form from that year on"),
    Column("comparable", "string", "same: counted alike; close: joined with care; no: not joined"),
    Column("basis", "string", "who says so: label, official, third-party or inferred"),
    Column("reason", "string", "what differs"),
)
SERIES: Final = (
    Column("document", "string", "key of the document that the figure is read from"),
    Column("agency", "string", "who reports; the name that most of its reports print"),
    Column("year", "Int64", "reporting year"),
    Column("group", "string", "disclosures, requests, outcomes, reviews or hotline"),
    Column("series", "string", "the figure, named by its row"),
    Column("value", "Float64", "NA where the report prints no figure, or its documents disagree", "see unit"),
    Column("unit", "string", "unit of value, empty for a rate"),
    Column("comparator", "string", "= as it stands, >= more than, <= less than, ~ about"),
    Column("basis", "string", "printed, derived from its parts, or contradicted by them"),
    Column("printed", "Float64", "the figure as printed, NA where it is derived", "see unit"),
    Column("form", "string", "form of the report, NA for one without tables"),
    Column("source", "string", "cells that the figure is read from"),
    Column("new_form", "boolean", "the form differs from that of the row before"),
    Column("break", "boolean", "not counted like the row before; see note"),
    Column("note", "string", "what differs, and what was inferred"),
)


Sightings: TypeAlias = Callable[[Line, int], Sighting]
"""What a line finds in the report at a position."""


class _Point(NamedTuple):
    """A line in one year of an agency: what it finds there, as far as the year's documents agree, and remarks."""

    year: int
    seen: Sighting
    note: str
    document: str | None

    @property
    def reading(self) -> Reading | None:
        return self.seen.reading

    @property
    def form(self) -> str | None:
        return self.reading.form if self.reading else self.seen.form


class _Listed(list[Any]):
    """Rows in the ``attrs`` of a frame.

    pandas copies ``attrs`` deeply whenever it makes one frame of another, which took a quarter of a second for the breaks
    of a thousand reports. The list is copied, its rows are not.
    """

    def __deepcopy__(self, memo: dict[int, Any]) -> _Listed:
        return _Listed(self)


def panel(many: Sequence[Identified], table: str, row: str, column: str) -> pd.DataFrame:
    """Put one figure of all agencies side by side over the years, joined across forms where they are comparable.

    Parameters
    ----------
    many : sequence of Identified
    table, row, column : str
        A cell of any form. A row such as ``outcome.denied`` stands for the sum of the rows below it, ``litigation``
        of table ``reviews`` for both kinds of lawsuit; table ``hotline`` with column ``value`` for figures of the prose.

    Returns
    -------
    DataFrame
        A row for each agency, a column for each year from the first to the last. ``attrs`` holds ``series``, ``unit``,
        ``documents`` (agency, year and the key of the document of every figure), ``breaks`` (the rows of `form_breaks` as dicts) and ``notes`` (agency, year, comparator, basis and what was
        inferred, hedged or disputed, of every figure that is not simply printed).

    Raises
    ------
    KeyError
        No form has such a cell.
    """
    return panel_of(find_line(table, row, column), many, _sightings(many))


def panel_of(
    line: Line,
    many: Sequence[Dated],
    sightings: Sightings,
    *,
    derived: bool = True,
    identify: Identify = agency_id,
) -> pd.DataFrame:
    """Return the panel of a line as `panel` does, from what it finds in each report; or with printed figures only."""
    points = _points([line], many, sightings if derived else _printed_only(sightings), identify)[line]
    years = [point.year for found in points.values() for point in found]
    columns = list(range(min(years), max(years) + 1)) if years else []
    values: dict[str, dict[int, Any]] = {
        agency: {point.year: point.reading.value for point in found if point.reading}
        for agency, found in points.items()
    }
    frame = pd.DataFrame(
        {
            year: pd.array([values[agency].get(year) for agency in values], dtype="Float64")
            for year in columns
        },
        index=pd.Index(list(values), dtype="string", name="agency"),
        columns=pd.Index(columns, dtype="int64", name="year"),
    )
    notes = [
        {
            "agency": agency,
            "year": point.year,
            "comparator": point.reading.comparator if point.reading else "=",
            "basis": point.reading.basis if point.reading else "printed",
            "note": note,
        }
        for agency, found in points.items()
        for point in found
        if (note := _remarks(point))
    ]
    frame.attrs = {
        "series": line.name,
        "zh": line.zh,
        "en": line.en,
        "unit": line.unit,
        "breaks": _Listed(table_frame(BREAKS, _break_rows({line: points})).to_dict("records")),
        "notes": _Listed(notes),
        "documents": _Listed(
            {"agency": agency, "year": point.year, "document": point.document}
            for agency, found in points.items()
            for point in found
            if point.reading
        ),
    }
    return frame


def form_breaks(many: Sequence[Identified], table: str, row: str, column: str) -> pd.DataFrame:
    """Return where the form behind a figure changed, and whether the years on both sides are comparable.

    Returns
    -------
    DataFrame
        The columns of `BREAKS`.
    """
    line = find_line(table, row, column)
    return table_frame(BREAKS, _break_rows(_points([line], many, _sightings(many))))


def series(many: Sequence[Identified]) -> pd.DataFrame:
    """Return the main figures of every agency year by year: disclosures, requests, outcomes, disputes, hotline.

    Returns
    -------
    DataFrame
        The columns of `SERIES`, by agency and series in order of year; ``attrs["breaks"]`` as in `panel`.
    """
    return series_of(many, _sightings(many))


def series_of(
    many: Sequence[Dated], sightings: Sightings, *, derived: bool = True, identify: Identify = agency_id
) -> pd.DataFrame:
    """Return the main figures as `series` does, from what their lines find in each report; or printed figures only."""
    found = sightings if derived else _printed_only(sightings)
    points = _points([line for line in all_lines() if line.series], many, found, identify)
    frame = table_frame(SERIES, _series_rows(points))
    frame.attrs = {"breaks": _Listed(table_frame(BREAKS, _break_rows(points)).to_dict("records"))}
    return frame


def _sightings(many: Sequence[Identified]) -> Sightings:
    subjects = [subject_of(one.records) for one in many]
    return lambda line, position: sight(line, subjects[position])


def _printed_only(sightings: Sightings) -> Sightings:
    def seen(line: Line, position: int) -> Sighting:
        found = sightings(line, position)
        reading = found.reading
        return found if reading is None else found._replace(reading=reading._replace(value=reading.printed))

    return seen


def _points(
    lines: Sequence[Line], many: Sequence[Dated], sightings: Sightings, identify: Identify = agency_id
) -> dict[Line, dict[str, list[_Point]]]:
    followed = timelines(many, identify).values()
    return {
        line: {
            one.agency: [
                _point(year, [(sightings(line, position), many[position].document) for position in positions])
                for year, positions in one.years.items()
            ]
            for one in followed
        }
        for line in lines
    }


def _point(year: int, seen: Sequence[tuple[Sighting, str | None]]) -> _Point:
    """Put together what a line finds in the documents of one year; they may be one report in several formats."""
    found = [(one.reading, one, document) for one, document in seen if one.reading is not None]
    if not found:
        return _Point(year, seen[0][0], "", seen[0][1])
    reading, first, document = min(found, key=lambda each: (each[0].value is None, each[0].origin))
    values = {
        other.value for other, _, _ in found if other.origin == reading.origin and other.value is not None
    }
    if len(values) > 1:
        shown = ", ".join(f"{value:,.10g}" for value in sorted(values))
        disputed = first._replace(reading=reading._replace(value=None))
        return _Point(year, disputed, f"documents disagree: {shown}", document)
    return _Point(year, first, "", document)


def _remarks(point: _Point) -> str:
    reading = point.reading
    hedge = f"stated with a hedge ({reading.comparator})" if reading and reading.comparator != "=" else ""
    return "; ".join(part for part in (point.note, reading.note if reading else "", hedge) if part)


def _series_rows(points: Mapping[Line, Mapping[str, Sequence[_Point]]]) -> Iterator[tuple[Any, ...]]:
    agencies = dict.fromkeys(agency for found in points.values() for agency in found)
    for agency in agencies:
        for line, found in points.items():
            before: Reading | None = None
            for point in found.get(agency, ()):
                reading = point.reading
                if reading is None:
                    continue
                broken = before is not None and reading.footing != before.footing
                reason = _difference(line, before, reading)[2] if before and broken else ""
                yield (
                    point.document,
                    agency,
                    point.year,
                    line.series,
                    line.name,
                    reading.value,
                    line.unit,
                    reading.comparator,
                    reading.basis,
                    reading.printed,
                    reading.form,
                    " + ".join("/".join(cell) for cell in line.sources[reading.origin].cells),
                    before is not None and reading.form != before.form,
                    broken,
                    "; ".join(part for part in (reason, _remarks(point)) if part),
                )
                before = reading


def _difference(line: Line, before: Reading, now: Reading) -> tuple[str, str, str]:
    """Return whether two readings are comparable, on what basis, and what differs."""
    if before.footing == now.footing:
        prose = "*" in line.sources[now.origin].forms
        return "same", "label", "" if prose or now.form is None else same_family(now.form)
    origins = [line.sources[reading.origin] for reading in (before, now)]
    reasons = dict.fromkeys(origin.reason for origin in origins if origin.reason)
    basis = next((origin.basis for origin in origins if origin.reason), "inferred")
    return "close", basis, " ".join(reasons)


def _break_rows(points: Mapping[Line, Mapping[str, Sequence[_Point]]]) -> Iterator[tuple[Any, ...]]:
    for line, agencies in points.items():
        for agency, found in agencies.items():
            before: _Point | None = None
            for point in found:
                row = _break_row(line, before, point) if before else None
                if row is not None and before is not None:
                    yield (agency, point.year, line.name, before.form, point.form, *row)
                before = point


def _break_row(line: Line, before: _Point, now: _Point) -> tuple[str, str, str] | None:
    """Return comparability, basis and reason when the footing of a line changes between two years."""
    if before.reading and now.reading:
        same = before.reading.footing == now.reading.footing and before.reading.form == now.reading.form
        return None if same else _difference(line, before.reading, now.reading)
    if bool(before.reading) == bool(now.reading):
        return None
    other = now if before.reading else before
    if other.seen.apart is not None:
        apart = line.apart[other.seen.apart]
        return "no", apart.basis, apart.reason
    if before.form == now.form:
        return None
    return "no", "label", "The other form has no such figure."
