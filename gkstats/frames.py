"""Every frame declared once: its columns, dtypes, units and meaning; and records poured into frames."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

import pandas as pd

from gkstats.forms import all_forms, get_form
from gkstats.records import Breakdown, Fact, Hotline, Item, Places, Records
from gkstats.vocabulary import term

__all__ = [
    "CROSS_CHECK",
    "FRAMES",
    "LEAD",
    "Column",
    "FrameSpec",
    "Identified",
    "channels_frame",
    "differences",
    "hotline_series",
    "report_frame",
    "stacked_frame",
    "table_frame",
]


class Column(NamedTuple):
    """A column of a frame."""

    name: str
    dtype: str
    meaning: str
    unit: str = ""


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
                Column("value", _NUMBER, "the figure; NA unless kind is number", "see unit"),
                Column("unit", _TEXT, "unit of value, NA when none is printed or declared"),
                Column("printed", _TEXT, "the cell as printed"),
                Column("kind", _TEXT, "number, blank, dash or text"),
                Column(
                    "note", _TEXT, "what was inferred, matched inexactly or disputed; empty when nothing was"
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
                Column("total", _NUMBER, "the total as stated, NA where none is"),
                Column("label", _TEXT, "name of the part, as printed"),
                Column("kind", _TEXT, "kind of channel, NA for other dimensions"),
                Column("value", _NUMBER, "the part"),
                Column("share", _NUMBER, "stated share, else value / total", "fraction"),
                Column(
                    "sums", "boolean", "whether the parts add up to the total; NA without one or with a hedge"
                ),
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
            ),
        ),
        FrameSpec("problems", "problems named in section five", _ITEM),
        FrameSpec("improvements", "improvements named in section five", _ITEM),
    )
}


class Identified(NamedTuple):
    """Records with the agency and year that lead their rows in a stacked frame."""

    agency: str | None
    year: int | None
    records: Records


LEAD: Final = (
    Column("agency", _TEXT, "who reports, as printed"),
    Column("year", _COUNT, "reporting year"),
)


def report_frame(name: str, records: Records) -> pd.DataFrame:
    """Return one of the frames of `FRAMES` for one report.

    Columns that the report's form does not have are left out of `proactive` and `statistics`.
    """
    spec = FRAMES[name]
    frame = _pour(spec.columns, _ROWS[name](records))
    if name in ("proactive", "statistics"):
        keep = {fact.column for fact in records.facts if fact.table == name} | {
            "row",
            "indicator",
            "unit",
            "value",
        }
        frame = frame.loc[:, [column for column in frame.columns if column in keep]]
        if name == "proactive":
            frame = frame.drop(columns=["value", "unit"], errors="ignore")
    return frame.set_index(spec.columns[0].name) if spec.indexed else frame


def stacked_frame(name: str, many: Iterable[Identified]) -> pd.DataFrame:
    """Return one of the frames of `FRAMES` for many reports, each row led by agency and year.

    The columns are filled once for all reports: stacking small frames costs ten times as much.
    """
    spec = FRAMES[name]
    rows = ((one.agency, one.year, *row) for one in many for row in _ROWS[name](one.records))
    return _pour((*LEAD, *spec.columns), rows)


CROSS_CHECK: Final = (
    Column("table", _TEXT, "table of the form"),
    Column("row", _TEXT, "code of the row"),
    Column("column", _TEXT, "code of the column"),
    Column("value", _NUMBER, "the figure as this report has it"),
    Column("printed", _TEXT, "the cell as this report has it; NA where it has none"),
    Column("other_value", _NUMBER, "the figure as the other reading has it"),
    Column("other_printed", _TEXT, "the cell as the other reading has it; NA where it has none"),
)


def differences(facts: Iterable[Fact], others: Iterable[Fact]) -> Iterator[tuple[Any, ...]]:
    """Yield the cells in which two readings of one document differ, as rows of `CROSS_CHECK`."""
    mine = {(fact.table, fact.row, fact.column): fact for fact in facts}
    theirs = {(fact.table, fact.row, fact.column): fact for fact in others}
    for key in {**mine, **theirs}:
        one, two = mine.get(key), theirs.get(key)
        if one is None or two is None or (one.value, one.kind) != (two.value, two.kind):
            yield (
                *key,
                one.value if one else None,
                one.printed if one else None,
                two.value if two else None,
                two.printed if two else None,
            )


def table_frame(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> pd.DataFrame:
    """Return rows as a frame of the declared columns and dtypes."""
    return _pour(columns, rows)


def _pour(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> pd.DataFrame:
    filled = list(zip(*rows, strict=True)) or [()] * len(columns)
    return pd.DataFrame(
        {
            column.name: pd.Series(list(values), dtype=column.dtype)
            for column, values in zip(columns, filled, strict=True)
        }
    )


def _facts(records: Records) -> Iterator[tuple[Any, ...]]:
    for fact in records.facts:
        yield (
            fact.table,
            fact.row,
            fact.column,
            fact.value,
            fact.unit,
            fact.printed,
            fact.kind,
            fact.note,
            fact.anchor.page,
            *(fact.anchor.box or (None,) * 4),
        )


def _wide(table: str) -> Callable[[Records], Iterator[tuple[Any, ...]]]:
    columns = [column.name for column in FRAMES[table].columns[1:]]

    def rows(records: Records) -> Iterator[tuple[Any, ...]]:
        by_row: dict[str, dict[str, Fact]] = {}
        for fact in records.facts:
            if fact.table == table and not fact.row.startswith("unmatched"):
                by_row.setdefault(fact.row, {})[fact.column] = fact
        for row in _in_form_order(table, by_row, records):
            facts = by_row[row]
            yield (row, *(facts[column].value if column in facts else None for column in columns))

    return rows


def _in_form_order(table: str, found: Iterable[str], records: Records) -> list[str]:
    order: dict[str, int] = {}
    for form in records.forms:
        declared = get_form(form).table(table)
        for row, _, _ in declared.cells() if declared else ():
            order.setdefault(row, len(order))
    return sorted(found, key=lambda row: order.get(row, len(order)))


def _statistics(records: Records) -> Iterator[tuple[Any, ...]]:
    by_row: dict[str, dict[str, Fact]] = {}
    for fact in records.facts:
        if fact.table == "statistics" and not fact.row.startswith("unmatched"):
            by_row.setdefault(fact.row, {})[fact.column] = fact
    for row, facts in by_row.items():
        value, cumulative = facts.get("value"), facts.get("cumulative")
        unit = next((fact.unit for fact in facts.values()), None)
        yield (row, value.value if value else None, unit, cumulative.value if cumulative else None)


def _sections(records: Records) -> Iterator[tuple[Any, ...]]:
    for section in records.sections:
        yield (section.number, section.title, section.text, section.page)


def _page(places: Places) -> int | None:
    return next((place.page for place in places), None)


def _quantities(records: Records) -> Iterator[tuple[Any, ...]]:
    for q in records.narrative.quantities:
        place = (q.sentence, q.section, _page(q.places))
        yield (q.value, q.comparator, q.unit, q.noun, q.period, *place)


def _breakdowns(records: Records) -> Iterator[tuple[Any, ...]]:
    for number, b in enumerate(records.narrative.breakdowns):
        for part in b.parts:
            share = part.share
            if share is None and b.total:
                share = part.value / b.total
            yield (
                number,
                b.of,
                b.dimension,
                b.total,
                part.label,
                part.kind,
                part.value,
                share,
                b.sums,
                b.sentence,
                b.section,
                _page(part.places or b.places),
            )


def _channels(records: Records) -> Iterator[tuple[Any, ...]]:
    breakdown = _channel_breakdown(records)
    if breakdown is not None:
        whole = breakdown.total or sum(part.value for part in breakdown.parts)
        for part in breakdown.parts:
            yield (part.label, part.kind, part.value, part.value / whole if whole else None)
        return
    total, rows = _channel_rows(records)
    whole = total or sum(fact.value or 0 for fact, _ in rows)
    for fact, kind in rows:
        share = fact.value / whole if whole and fact.value is not None else None
        yield (term("indicators", fact.row).zh, kind, fact.value, share)


def _channel_breakdown(records: Records) -> Breakdown | None:
    position = records.narrative.channels
    if position is None:
        return None
    breakdown = records.narrative.breakdowns[position]
    # Where a form has rows for the channels, only a split that adds up to its stated total speaks against them.
    return None if _channel_rows(records)[1] and not breakdown.sums else breakdown


def _channel_rows(records: Records) -> tuple[int | float | None, list[tuple[Fact, str]]]:
    """Return the channel rows of a form before 2019, and their total."""
    total = None
    rows = []
    for fact in records.facts:
        if fact.table == "statistics" and fact.column == "value":
            kind = term("indicators", fact.row).kind
            if fact.row == "disclosed.total":
                total = fact.value
            elif kind:
                rows.append((fact, kind))
    return total, rows


def channels_frame(records: Records) -> pd.DataFrame:
    """Return the disclosures of the year by channel; `attrs` holds the stated total and where it all comes from."""
    frame = _pour(FRAMES["channels"].columns, _channels(records))
    breakdown = _channel_breakdown(records)
    if breakdown is not None:
        frame.attrs = {
            "total": breakdown.total,
            "reason": records.narrative.channels_reason,
            "sentence": breakdown.sentence,
        }
    elif len(frame):
        frame.attrs = {
            "total": _channel_rows(records)[0],
            "reason": "channel rows of the statistics table",
            "sentence": None,
        }
    else:
        frame.attrs = {
            "total": None,
            "reason": "the report breaks its disclosures down by no channel",
            "sentence": None,
        }
    return frame


def _hotline(records: Records) -> Iterator[tuple[Any, ...]]:
    hotline = records.narrative.hotline
    if hotline is not None:
        yield _hotline_values(hotline)


def _hotline_values(hotline: Hotline | None) -> tuple[Any, ...]:
    return tuple(getattr(hotline, column.name, None) for column in FRAMES["hotline"].columns)


def hotline_series(records: Records) -> pd.Series:
    """Return the hotline's year as a Series; all NA when the report speaks of none."""
    spec = FRAMES["hotline"]
    values = _hotline_values(records.narrative.hotline)
    series = pd.Series(values, index=[c.name for c in spec.columns], dtype=_NUMBER, name="hotline")
    hotline = records.narrative.hotline
    series.attrs = {"sentence": hotline.sentence if hotline else None}
    return series


def _items(items: Iterable[Item]) -> Iterator[tuple[Any, ...]]:
    for item in items:
        yield (item.item, item.heading, item.text)


_ROWS: Final[dict[str, Callable[[Records], Iterator[tuple[Any, ...]]]]] = {
    "facts": _facts,
    "applications": _wide("applications"),
    "proactive": _wide("proactive"),
    "reviews": _wide("reviews"),
    "statistics": _statistics,
    "sections": _sections,
    "quantities": _quantities,
    "breakdowns": _breakdowns,
    "channels": _channels,
    "hotline": _hotline,
    "problems": lambda records: _items(records.narrative.problems),
    "improvements": lambda records: _items(records.narrative.improvements),
}
