"""Which places of a document stand behind a cell, a count, a part of a breakdown or a hotline figure."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import pandas as pd

from gkstats.disclosures import channels_of
from gkstats.display.marks import Mark
from gkstats.documents.model import Anchor
from gkstats.records import Breakdown, Fact, Hotline, Item, Part, Places, Quantity, Records
from gkstats.vocabulary import term

__all__ = ["everything", "find"]


class Found(NamedTuple):
    """What to mark, and the caption of the view."""

    mark: Mark
    caption: str


def find(records: Records, item: str | pd.Series, row: str | None, column: str | None) -> Found:
    """Return what to mark for an item.

    A row of a frame is found again by what it says, never by its position: frames are sorted, filtered and
    numbered anew.

    Raises
    ------
    KeyError
        There is no such cell or item, or it names no figure.
    """
    if isinstance(item, pd.Series):
        return _of_row(records, item)
    if not isinstance(item, str):
        raise TypeError(f"give the name of a table, or a row of a frame, and no {type(item).__name__}")
    if item == "hotline" and row is None and column is None:
        return _of_hotline(records)
    if item == "identity" and column is None:
        return _of_identity(records, row)
    return _of_cell(records, item, row, column)


def _of_row(records: Records, item: pd.Series) -> Found:
    names = set(item.index)
    if {"table", "row", "column"} <= names:
        cell = [None if pd.isna(item[name]) else str(item[name]) for name in ("table", "row", "column")]
        return _of_cell(records, cell[0] or "", cell[1], cell[2])
    if {"received", "satisfaction"} <= names:
        return _of_hotline(records)
    narrative = records.narrative
    if {"comparator", "noun"} <= names:
        return _of_quantity(item, narrative.quantities)
    if {"breakdown", "label"} <= names:
        number = item["breakdown"]
        wholes = narrative.breakdowns
        return _of_part(item, [wholes[number]] if number < len(wholes) else [])
    if {"label", "kind", "share"} <= names:
        return _of_channel(records, item)
    if {"item", "heading", "text"} <= names:
        return _of_item(item, (*narrative.problems, *narrative.improvements))
    raise KeyError(
        "this row holds more than one figure, or none with a place; name the table, the row and the column"
    )


def _of_cell(records: Records, table: str, row: str | None, column: str | None) -> Found:
    wanted = " / ".join(part for part in (table, row, column) if part)
    facts = [fact for fact in records.facts if (fact.table, fact.row, fact.column) == (table, row, column)]
    if not facts:
        raise KeyError(f"the report has no cell {wanted}{_close(wanted, records.facts)}")
    places = tuple(fact.anchor for fact in facts if fact.anchor != Anchor())
    if not places:
        raise KeyError(f"{wanted} is printed nowhere")
    printed = ", ".join(repr(fact.printed) for fact in facts)
    return Found(Mark(_kind(facts[0]), places), f"{wanted}: {printed}{_page(places)}")


def _close(wanted: str, facts: Iterable[Fact]) -> str:
    known = [f"{fact.table} / {fact.row} / {fact.column}" for fact in facts]
    close = difflib.get_close_matches(wanted, known, n=3, cutoff=0.5)
    return f"; close: {'; '.join(close)}" if close else ""


def _of_identity(records: Records, field: str | None) -> Found:
    """Return the place of a field of the identity, and how it was found."""
    identity = records.identity
    origin = next((origin for origin in identity.found if origin.field == field), None)
    if origin is None:
        known = ", ".join(origin.field for origin in identity.found) or "none"
        raise KeyError(f"the report has no field identity / {field}; it has {known}")
    kind, _, contact = origin.field.partition(".")
    value = dict(identity.contacts)[contact] if contact else getattr(identity, kind)
    shown = " to ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    places = (origin.anchor,) if origin.anchor != Anchor() else ()
    words = value if isinstance(value, str) else ""
    caption = f"identity / {origin.field}: {shown} ({term('how', origin.how).en}){_page(places)}"
    return Found(Mark("identity", places, words), caption)


def _of_hotline(records: Records) -> Found:
    hotline = records.narrative.hotline
    if hotline is None:
        raise KeyError("the report speaks of no hotline")
    return Found(_hotline(hotline), f"hotline{_page(hotline.places)}")


def _hotline(hotline: Hotline) -> Mark:
    cases = (hotline.received, hotline.resolved, hotline.transferred, hotline.answered_directly)
    rates = (hotline.resolution_rate, hotline.satisfaction)
    printed = [*cases, *(None if rate is None else round(rate * 100, 6) for rate in rates)]
    figures = tuple(value for value in printed if value is not None)
    # The sentence that names the hotline need not be the one that counts its cases; the places hold both.
    return Mark("hotline", hotline.places, figures=figures)


def _of_quantity(item: pd.Series, quantities: Iterable[Quantity]) -> Found:
    names = ("value", "comparator", "unit", "noun", "period", "sentence", "section")
    same = [q for q in quantities if _says(item, {name: getattr(q, name) for name in names})]
    if not same:
        raise _stranger()
    places = _places(q.places for q in same)
    caption = f"{same[0].noun}: {same[0].value:,}{same[0].unit or ''}{_page(places)}"
    return Found(Mark("quantities", places, same[0].sentence, (same[0].value,)), caption)


def _of_part(item: pd.Series, wholes: Iterable[Breakdown]) -> Found:
    same: list[tuple[Part, Breakdown]] = [
        (part, whole)
        for whole in wholes
        for part in whole.parts
        if _says(item, {"label": part.label, "kind": part.kind, "value": part.value})
        and item.get("sentence", whole.sentence) == whole.sentence
    ]
    if not same:
        raise _stranger()
    part, whole = same[0]
    places = _places(p.places or w.places for p, w in same)
    caption = f"{part.label}: {part.value:,}{_page(places)}"
    return Found(Mark("breakdowns", places, whole.sentence, (part.value,)), caption)


def _of_channel(records: Records, item: pd.Series) -> Found:
    found = channels_of(records)
    same = [
        part
        for part in (found.parts if found else ())
        if _says(item, {"label": part.label, "kind": part.kind, "value": part.value})
    ]
    if found is None or not same:
        raise _stranger()
    if same[0].cell is not None:
        return _of_cell(records, *same[0].cell)
    places = _places(part.places for part in same)
    words = f"{same[0].label}: {same[0].value:,}{_page(places)}"
    return Found(Mark("breakdowns", places, found.sentence or "", (same[0].value or 0,)), words)


def _of_item(item: pd.Series, items: Iterable[Item]) -> Found:
    same = [one for one in items if _says(item, {"heading": one.heading, "text": one.text})]
    if not same:
        raise _stranger()
    places = _places(one.places for one in same)
    return Found(Mark("breakdowns", places, same[0].text), f"{same[0].heading}{_page(places)}")


def _says(item: pd.Series, values: dict[str, Any]) -> bool:
    """Return whether a row has these values; None stands for NA."""
    return all(
        pd.isna(item[name]) if value is None else bool(pd.notna(item[name]) and item[name] == value)
        for name, value in values.items()
    )


def _stranger() -> KeyError:
    return KeyError("the report has no such row; give a row of its own frames, as it stands there")


def _places(many: Iterable[Sequence[Anchor]]) -> Places:
    return tuple(dict.fromkeys(place for places in many for place in places))


def _page(places: Sequence[Anchor]) -> str:
    page = next((place.page for place in places if place.page is not None), None)
    return f", page {page}" if page is not None else ""


def _kind(fact: Fact) -> str:
    return "unmatched" if fact.row.startswith("unmatched") else fact.table


def everything(records: Records) -> list[Mark]:
    """Return marks for every cell of a table and every figure of the prose; the more telling ones come later."""
    narrative = records.narrative
    marks = [Mark("quantities", q.places, q.sentence, (q.value,)) for q in narrative.quantities]
    marks += [
        Mark("breakdowns", part.places or whole.places, whole.sentence, (part.value,))
        for whole in narrative.breakdowns
        for part in whole.parts
    ]
    if narrative.hotline:
        marks.append(_hotline(narrative.hotline))
    marks += [_of_identity(records, origin.field).mark for origin in records.identity.found]
    marks += [Mark(_kind(fact), (fact.anchor,)) for fact in records.facts if fact.anchor != Anchor()]
    return _merged(marks)


def _merged(marks: Iterable[Mark]) -> list[Mark]:
    """Return one mark for all that are of one kind and stand among the same words."""
    groups: dict[tuple[str, str], list[Mark]] = {}
    for mark in marks:
        groups.setdefault((mark.kind, mark.words), []).append(mark)
    return [
        Mark(kind, _places(m.places for m in group), words, tuple(v for m in group for v in m.figures))
        for (kind, words), group in groups.items()
    ]
