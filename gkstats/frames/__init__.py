"""Records poured into the declared frames, for one report or stacked for many."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

import pandas as pd

from gkstats.disclosures import channels_of
from gkstats.forms import get_form
from gkstats.frames.declared import CROSS_CHECK, FRAMES, HOTLINE_FIELDS, LEAD, Column, FrameSpec, as_declared
from gkstats.records import Fact, Hotline, Item, Places, Records

__all__ = [
    "CROSS_CHECK",
    "FRAMES",
    "LEAD",
    "Column",
    "FrameSpec",
    "Identified",
    "as_declared",
    "channels_frame",
    "differences",
    "frame_rows",
    "hotline_series",
    "report_frame",
    "stacked_frame",
    "table_frame",
]


class Identified(NamedTuple):
    """Records with the agency, the year and the key of the document that lead their rows in a stacked frame."""

    agency: str | None
    year: int | None
    records: Records
    document: str | None = None

    @property
    def agency_id(self) -> str | None:
        """Id of the agency where it is stated."""
        return self.records.identity.agency_id


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
    """Return one of the frames of `FRAMES` for many reports, each row led by document, agency and year.

    The columns are filled once for all reports: stacking small frames costs ten times as much.
    """
    spec = FRAMES[name]
    rows = ((one.document, one.agency, one.year, *row) for one in many for row in _ROWS[name](one.records))
    return _pour((*LEAD, *spec.columns), rows)


def frame_rows(name: str, records: Records) -> Iterator[tuple[Any, ...]]:
    """Yield what one report has for a frame of `FRAMES`, in the order of its columns."""
    return _ROWS[name](records)


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
            column.name: pd.Series(list(as_declared(values, column.dtype)), dtype=column.pandas)
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
            fact.evidence,
            fact.trouble,
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
            yield (
                number,
                b.of,
                b.dimension,
                b.period,
                b.total,
                b.total_comparator,
                part.label,
                part.kind,
                part.value,
                part.comparator,
                part.value / b.total if b.total else None,
                part.share,
                b.sums,
                b.margin,
                b.note,
                b.sentence,
                b.section,
                _page(part.places or b.places),
            )


def _channels(records: Records) -> Iterator[tuple[Any, ...]]:
    found = channels_of(records)
    for part in found.parts if found else ():
        share = part.value / found.whole if found and found.whole and part.value is not None else None
        yield (part.label, part.kind, part.value, share, part.comparator)


def channels_frame(records: Records) -> pd.DataFrame:
    """Return the disclosures of the year by channel; `attrs` holds the stated total and where it all comes from."""
    frame = _pour(FRAMES["channels"].columns, _channels(records))
    found = channels_of(records)
    frame.attrs = {
        "total": found.total if found else None,
        "comparator": found.comparator if found else "=",
        "reason": found.reason if found else "the report breaks its disclosures down by no channel",
        "sentence": found.sentence if found else None,
    }
    return frame


def _hotline(records: Records) -> Iterator[tuple[Any, ...]]:
    hotline = records.narrative.hotline
    if hotline is not None:
        yield _hotline_values(hotline)


def _hotline_values(hotline: Hotline | None) -> tuple[Any, ...]:
    values = [getattr(hotline, field, None) for field in HOTLINE_FIELDS]
    hedges = [
        hotline.comparator(field) if hotline and value is not None else None
        for field, value in zip(HOTLINE_FIELDS, values, strict=True)
    ]
    return (*values, *hedges, hotline.margin if hotline else None, hotline.note if hotline else None)


def hotline_series(records: Records) -> pd.Series:
    """Return the hotline's year as a Series; all NA when the report speaks of none.

    ``attrs`` holds, each by field, the ``comparators``, ``periods`` and ``sentences`` of what is stated, and the
    reading's ``sentence``, ``margin`` and ``note``.
    """
    hotline = records.narrative.hotline
    values = [getattr(hotline, field, None) for field in HOTLINE_FIELDS]
    series = pd.Series(values, index=HOTLINE_FIELDS, dtype="Float64", name="hotline")
    details = hotline.details if hotline else ()
    series.attrs = {
        "sentence": hotline.sentence if hotline else None,
        "comparators": {figure.field: figure.comparator for figure in details},
        "periods": {figure.field: figure.period for figure in details},
        "sentences": {figure.field: figure.sentence for figure in details},
        "margin": hotline.margin if hotline else None,
        "note": hotline.note if hotline else "",
    }
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
