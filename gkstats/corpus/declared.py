"""The columns of the frames that only a corpus has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gkstats.checks import CHECKS
from gkstats.crosswalk import SERIES
from gkstats.frames import CROSS_CHECK, FRAMES, LEAD, Column
from gkstats.indicators import INDICATORS

__all__ = ["DOUBTS", "DUPLICATES", "DUPLICATE_CELLS", "ERRORS", "EXPORTED", "REGIONS", "REPORTS"]

_SOURCE: Final = Column("source", "string", "path, URL or name of the document")

REPORTS: Final = (
    LEAD[0],
    _SOURCE,
    LEAD[1],
    Column("agency_id", "string", "the agency whatever its name: code of its division today, and body"),
    *LEAD[2:],
    Column("form", "string", "form that the report follows, NA for one without tables"),
    Column("published", "datetime64[s]", "day of publication, as stated"),
    Column("url", "string", "address of the document: its source, or what a list of documents states"),
    Column(
        "code",
        "string",
        "code of the division that the agency's name names, or that hosts the zone (GB/T 2260)",
    ),
    Column("province", "string", "province that the agency belongs to, in the reporting year"),
    Column("prefecture", "string", "prefecture that it belongs to, NA for a province"),
    Column("county", "string", "county that it belongs to, NA for what stands above"),
    Column("level", "string", "province, prefecture, county, township, department or zone"),
    Column(
        "duplicate_of", "string", "source of the edition that counts for this one; NA where this one counts"
    ),
    Column("pages", "Int64", "number of pages, NA where the format has none"),
    Column("seconds", "Float64", "time it took to read", "s"),
    Column("cells", "Int64", "printed cells of the statutory tables"),
    Column("failed_checks", "Int64", "checks of severity error that failed"),
)
REGIONS: Final = (
    Column(
        "code",
        "string",
        "code of the division that the agency's name names, or that hosts the zone (GB/T 2260)",
    ),
    Column("region", "string", "name of that division"),
    Column("level", "string", "province, prefecture, county, township, department or zone"),
    Column("parent_code", "string", "code of the division above"),
    Column("parent", "string", "name of the division above"),
)
DOUBTS: Final = (
    Column("agency", "string", "name that most reports of the agency print"),
    Column("agency_id", "string", "its id, as in reports"),
    Column(
        "other",
        "string",
        "name of another that might be the same, or follow it; NA where the name is in doubt",
    ),
    Column("other_id", "string", "its id"),
    Column("reason", "string", "why they might be one, and why they are kept apart"),
)
ERRORS: Final = (
    _SOURCE,
    Column("error", "string", "kind of error"),
    Column("message", "string", "the trouble, and what can be done"),
)
_OF: Final = Column("duplicate_of", "string", "source of the document that counts for the same report")
DUPLICATES: Final = (
    *LEAD,
    _SOURCE,
    _OF,
    Column("match", "string", "same bytes, or same agency and year"),
    Column("cells", "Int64", "cells that either of them prints"),
    Column("differing", "Int64", "cells on which they differ"),
)
DUPLICATE_CELLS: Final = (*LEAD, _SOURCE, _OF, *CROSS_CHECK)
EXPORTED: Final[Mapping[str, tuple[Column, ...]]] = {
    **{name: (*LEAD, *spec.columns) for name, spec in FRAMES.items()},
    "checks": (*LEAD, *CHECKS),
    "indicators": (*LEAD, *INDICATORS),
    "series": SERIES,
    "regions": (*LEAD, *REGIONS),
    "reports": REPORTS,
    "errors": ERRORS,
}
"""The frames that every export holds, with their columns."""
