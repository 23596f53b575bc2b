"""Which places of a document stand behind a cell, a count, a part of a breakdown or a hotline figure."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

import pandas as pd

from gkstats.display.view import Mark
from gkstats.documents.model import Anchor
from gkstats.records import Places, Records

__all__ = ["everything", "find"]


def find(records: Records, item: str | pd.Series, row: str | None, column: str | None) -> tuple[Mark, str]:
    """Return what to mark for an item, and a caption.

    Raises
    ------
    KeyError
        There is no such cell or item.
    """
    if isinstance(item, pd.Series):
        return _of_frame_row(records, item)
    if item == "hotline":
        hotline = records.narrative.hotline
        if hotline is None:
            raise KeyError("the report speaks of no hotline")
        return Mark("hotline", hotline.places, hotline.sentence), f"hotline{_page(hotline.places)}"
    return _of_cell(records, item, row, column)


def _of_cell(records: Records, table: str, row: str | None, column: str | None) -> tuple[Mark, str]:
    wanted = (table, row or "", column or "")
    for fact in records.facts:
        if (fact.table, fact.row, fact.column) == wanted:
            if fact.anchor == Anchor():
                raise KeyError(f"{' / '.join(wanted)} is printed nowhere")
            return Mark(
                table, (fact.anchor,)
            ), f"{' / '.join(wanted)}: {fact.printed!r}{_page((fact.anchor,))}"
    known = [f"{fact.table} / {fact.row} / {fact.column}" for fact in records.facts]
    close = difflib.get_close_matches(" / ".join(wanted), known, n=3, cutoff=0.5)
    raise KeyError(
        f"the report has no cell {' / '.join(wanted)}" + (f"; close: {'; '.join(close)}" if close else "")
    )


def _of_frame_row(records: Records, item: pd.Series) -> tuple[Mark, str]:
    """Return the mark of a row of `quantities`, `breakdowns` or `channels`, told apart by its columns."""
    narrative = records.narrative
    position = int(item.name)  # type: ignore[call-overload]
    if "comparator" in item.index:
        quantity = narrative.quantities[position]
        caption = f"{quantity.value:,} {quantity.unit or ''} {quantity.noun}{_page(quantity.places)}"
        return Mark("quantities", quantity.places, quantity.sentence), caption
    if "breakdown" in item.index:
        parts = [(part, b) for b in narrative.breakdowns for part in b.parts]
        part, whole = parts[position]
    elif narrative.channels is not None:
        whole = narrative.breakdowns[narrative.channels]
        part = whole.parts[position]
    else:
        rows = [f for f in records.facts if f.table == "statistics" and f.column == "value"]
        fact = next(f for f in rows if f.value == item["value"] and f.row.startswith("disclosed."))
        return _of_cell(records, fact.table, fact.row, fact.column)
    places = part.places or whole.places
    return Mark("breakdowns", places, whole.sentence), f"{part.label}: {part.value:,}{_page(places)}"


def _page(places: Sequence[Anchor]) -> str:
    page = next((place.page for place in places if place.page is not None), None)
    return f", page {page}" if page is not None else ""


def everything(records: Records) -> list[Mark]:
    """Return a mark for every cell of a table and every figure of the prose."""
    tables: dict[str, list[Anchor]] = {}
    for fact in records.facts:
        tables.setdefault(fact.table, []).append(fact.anchor)
    marks = [Mark(table, tuple(places)) for table, places in tables.items()]
    narrative = records.narrative
    split: list[Places] = [part.places for b in narrative.breakdowns for part in b.parts]
    marks.append(Mark("quantities", tuple(p for q in narrative.quantities for p in q.places)))
    marks.append(Mark("breakdowns", tuple(p for places in split for p in places)))
    if narrative.hotline:
        marks.append(Mark("hotline", narrative.hotline.places, narrative.hotline.sentence))
    return [mark for mark in marks if mark.places]
