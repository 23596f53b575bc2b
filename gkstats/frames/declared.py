"""Every frame declared once: its columns, dtypes, units and meaning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import pandas as pd

from gkstats.chinese import representable
from gkstats.evidence import EVIDENCE
from gkstats.forms import all_forms
from gkstats.vocabulary import term

__all__ = ["CROSS_CHECK", "FRAMES", "HOTLINE_FIELDS", "LEAD", "Column", "FrameSpec", "as_declared"]


class Column(NamedTuple):
    """A column of a frame; ``categories`` are the values of one whose dtype is "category", the least first."""

    name: str
    dtype: str
    meaning: str
    unit: str = ""
    categories: tuple[str, ...] = ()

    @property
    def pandas(self) -> Any:
        """The dtype as pandas has it."""
        return pd.CategoricalDtype(list(self.categories), ordered=True) if self.categories else self.dtype


def as_declared(values: Sequence[Any], dtype: str) -> Sequence[Any]:
    """Return values as a column of a dtype holds them, in memory as on disk.

    Where whole numbers are counted, a figure that is not whole, or does not fit into 64 bits, is missing: nothing is
    cut off or rounded. Floats are those closest to the figures.

    Examples
    --------
    >>> as_declared([3, 1.5, 2.0, 1e20, None], "Int64")
    [3, None, 2, None, None]
    >>> as_declared([3, 2**53 + 1], "Float64")
    [3.0, 9007199254740992.0]
    """
    if dtype not in ("Int64", "Float64"):
        return values
    kinds = set(map(type, values))
    if dtype == "Float64":
        return values if int not in kinds else [_as_float(value) for value in values]
    # Whole numbers are within 64 bits wherever they were read; only floats are in doubt.
    return values if float not in kinds else [_as_count(value) for value in values]


def _as_float(value: Any) -> Any:
    found = representable(value) if isinstance(value, int) else value
    return float(found) if isinstance(found, int) else found


def _as_count(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if value is None or isinstance(representable(value), int) else None


class FrameSpec(NamedTuple):
    """A frame: what its rows are, and its columns; the first `indexed` of them form the index of one report's frame."""

    name: str
    rows: str
    columns: tuple[Column, ...]
    indexed: int = 0


_TEXT: Final = "string"
_COUNT: Final = "Int64"
_NUMBER: Final = "Float64"
_PLACE: Final = (
    Column("sentence", _TEXT, "the sentence that states it"),
    Column("section", _COUNT, "section of the outline, 0 before the first heading"),
    Column("page", _COUNT, "page from 1, NA where the format has no pages"),
)
_ITEM: Final = (
    Column("item", _COUNT, "position from 1"),
    Column("heading", _TEXT, "what the item opens with, where that is set apart"),
    Column("text", _TEXT, "the item as printed"),
)


def _measures(table: str) -> tuple[Column, ...]:
    """Return the columns of a table over all forms that have it, in form order."""
    columns: dict[str, str | None] = {}
    for form in all_forms():
        found = form.table(table)
        for block in found.blocks if found else ():
            for column in block.columns:
                columns.setdefault(column.code, column.unit or (found.unit if found else None))
    return tuple(
        Column(code, _NUMBER if code == "amount" else _COUNT, term("columns", code).en, unit or "")
        for code, unit in columns.items()
    )


HOTLINE_FIELDS: Final = (
    "received",
    "resolved",
    "transferred",
    "answered_directly",
    "resolution_rate",
    "satisfaction",
)

FRAMES: Final[dict[str, FrameSpec]] = {
    spec.name: spec
    for spec in (
        FrameSpec(
            "facts",
            "every printed cell of the statutory tables",
            (
                Column("table", _TEXT, "table of the form"),
                Column("row", _TEXT, "code of the row; unmatched.N for a row that no form has"),
                Column("column", _TEXT, "code of the column; empty when the figures could not be told apart"),
                Column(
                    "value",
                    _NUMBER,
                    "the figure; NA unless kind is number, and for a number beyond any float",
                    "see unit",
                ),
                Column("unit", _TEXT, "unit of value, NA when none is printed or declared"),
                Column("printed", _TEXT, "the cell as printed"),
                Column("kind", _TEXT, "number, blank, dash or text"),
                Column(
                    "evidence",
                    "category",
                    "how the cell was identified and what confirms it; ordered, so that >= compares",
                    categories=EVIDENCE[::-1],
                ),
                Column("trouble", _TEXT, "code of what speaks against the cell; empty when nothing does"),
                Column(
                    "note", _TEXT, "the same in words, and what else was inferred; empty when nothing was"
                ),
                Column("page", _COUNT, "page from 1, NA where the format has no pages"),
                Column("x0", _NUMBER, "left edge of the cell", "points from the left"),
                Column("y0", _NUMBER, "upper edge of the cell", "points from the top"),
                Column("x1", _NUMBER, "right edge of the cell", "points from the left"),
                Column("y1", _NUMBER, "lower edge of the cell", "points from the top"),
            ),
        ),
        FrameSpec(
            "applications",
            "requests received and how they ended, by kind of applicant",
            (Column("row", _TEXT, "code of the row"), *_measures("applications")),
            indexed=1,
        ),
        FrameSpec(
            "proactive",
            "what was disclosed proactively",
            (Column("row", _TEXT, "code of the row"), *_measures("proactive")),
            indexed=1,
        ),
        FrameSpec(
            "reviews",
            "reconsiderations and lawsuits by result",
            (Column("row", _TEXT, "kind of review"), *_measures("reviews")),
            indexed=1,
        ),
        FrameSpec(
            "statistics",
            "indicators of the forms before 2019",
            (
                Column("indicator", _TEXT, "code of the indicator"),
                Column("value", _NUMBER, "figure of the year", "see unit"),
                Column("unit", _TEXT, "unit as printed or declared"),
                Column("cumulative", _NUMBER, "figure since the agency began to count", "see unit"),
            ),
            indexed=1,
        ),
        FrameSpec(
            "sections",
            "the prose by section",
            (
                Column("number", _COUNT, "1 to 6 for 一、 to 六、, 0 before the first heading"),
                Column("title", _TEXT, "heading as printed"),
                Column("text", _TEXT, "the paragraphs, a line each"),
                Column("page", _COUNT, "page from 1, NA where the format has no pages"),
            ),
        ),
        FrameSpec(
            "quantities",
            "every count in the prose",
            (
                Column("value", _NUMBER, "the number as stated", "see unit"),
                Column("comparator", _TEXT, "= as it stands, >= more than, <= less than, ~ about"),
                Column("unit", _TEXT, "measure word, NA where none is printed"),
                Column("noun", _TEXT, "what is counted, as printed"),
                Column("period", _TEXT, "year, previous, cumulative, planned or change"),
                *_PLACE,
            ),
        ),
        FrameSpec(
            "breakdowns",
            "a total and its parts, a row a part",
            (
                Column("breakdown", _COUNT, "number of the breakdown within the report, from 0"),
                Column("of", _TEXT, "what is broken down: disclosures, applications, hotline ..."),
                Column("dimension", _TEXT, "channel, category, body, month, outcome or form"),
                Column("period", _TEXT, "year, previous, cumulative, planned or change"),
                Column("total", _NUMBER, "the total as stated, NA where none is"),
                Column("total_comparator", _TEXT, "hedge of the total: =, >=, <= or ~"),
                Column("label", _TEXT, "name of the part, as printed"),
                Column("kind", _TEXT, "kind of channel, NA for other dimensions"),
                Column("value", _NUMBER, "the part"),
                Column("comparator", _TEXT, "hedge of the part: =, >=, <= or ~"),
                Column("share", _NUMBER, "value / total, NA without a total", "fraction"),
                Column(
                    "share_stated", _NUMBER, "the share that the text states, NA where none is", "fraction"
                ),
                Column(
                    "sums", "boolean", "whether the parts add up to the total; NA without one or with a hedge"
                ),
                Column(
                    "margin",
                    _NUMBER,
                    "how far this reading is ahead of the next best; NA when none was weighed",
                ),
                Column("note", _TEXT, "what is uncertain about the reading; empty when nothing is"),
                *_PLACE,
            ),
        ),
        FrameSpec(
            "channels",
            "disclosures of the year by channel",
            (
                Column("label", _TEXT, "the channel as printed"),
                Column("kind", _TEXT, "website, wechat, weibo, app, service_platform, gazette ..."),
                Column("value", _NUMBER, "items disclosed"),
                Column("share", _NUMBER, "value / stated total, else of the sum of the parts", "fraction"),
                Column("comparator", _TEXT, "hedge of the value: =, >=, <= or ~"),
            ),
        ),
        FrameSpec(
            "hotline",
            "the hotline's year",
            (
                Column("received", _NUMBER, "cases received", "cases"),
                Column("resolved", _NUMBER, "cases resolved", "cases"),
                Column("transferred", _NUMBER, "cases passed on to other bodies", "cases"),
                Column("answered_directly", _NUMBER, "cases answered by the operators", "cases"),
                Column("resolution_rate", _NUMBER, "as stated", "fraction"),
                Column("satisfaction", _NUMBER, "as stated", "fraction"),
                *(Column(f"{field}_comparator", _TEXT, "hedge: =, >=, <= or ~") for field in HOTLINE_FIELDS),
                Column("margin", _NUMBER, "how far this reading is ahead of the next best one"),
                Column("note", _TEXT, "when the margin is low, or a figure is of another period"),
            ),
        ),
        FrameSpec("problems", "problems named in section five", _ITEM),
        FrameSpec("improvements", "improvements named in section five", _ITEM),
    )
}


LEAD: Final = (
    Column("document", _TEXT, "key of the document: the first twelve digits of the SHA-256 of its bytes"),
    Column("agency", _TEXT, "who reports, as printed"),
    Column("year", _COUNT, "reporting year"),
)


CROSS_CHECK: Final = (
    Column("table", _TEXT, "table of the form"),
    Column("row", _TEXT, "code of the row"),
    Column("column", _TEXT, "code of the column"),
    Column("value", _NUMBER, "the figure as this report has it"),
    Column("printed", _TEXT, "the cell as this report has it; NA where it has none"),
    Column("other_value", _NUMBER, "the figure as the other reading has it"),
    Column("other_printed", _TEXT, "the cell as the other reading has it; NA where it has none"),
)
