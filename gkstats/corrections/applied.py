"""Corrections put into readings: figures are replaced and say so, what is printed stays beside them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import astuple, fields
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from gkstats.corrections import Correction, Corrections
from gkstats.documents.model import Anchor
from gkstats.evidence import weaker
from gkstats.frames import Column
from gkstats.reading.support import weighed
from gkstats.records import Breakdown, Fact, Identity, Origin, Records

__all__ = ["COLUMNS", "Tried", "corrected", "outcomes", "replaced"]

State: TypeAlias = Literal["applied", "refused", "absent"]
"""What became of a correction; absent where no report is meant by it."""
TROUBLE: Final = "corrected"
_MEANINGS: Final = (
    "key of the document; empty where agency and year say whose report it is",
    "who reports, by name or id",
    "reporting year",
    "table of the figure, breakdowns, or identity",
    "row, number of the breakdown, or field of the identity",
    "column, label of the part, or total",
    "what is printed there",
    "what should be there",
    "why",
    "who says so",
    "when it was said",
    "on what ground",
)
_TESTED: Final = ("sums_disagree", "prose_disagrees")
"""Troubles that follow from other figures, and are told anew when these have changed."""


class Tried(NamedTuple):
    """A correction in a report: its line in the list, the document, and why it is refused; empty where it is applied."""

    line: int
    document: str
    refused: str


COLUMNS: Final = (
    Column("line", "Int64", "line of the list, counted from 1"),
    *(
        Column(field.name, "string", meaning)
        for field, meaning in zip(fields(Correction), _MEANINGS, strict=True)
    ),
    Column("state", "string", "applied; refused: the report prints something else; absent: no such report"),
    Column("message", "string", "why it is refused"),
)
"""The columns of a list of corrections, with what became of each."""


def outcomes(corrections: Corrections, tried: Sequence[Tried]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of `COLUMNS`: one a correction, applied where any edition of the report bears it out."""
    by_line: dict[int, list[Tried]] = {}
    for one in tried:
        by_line.setdefault(one.line, []).append(one)
    for line, meant in corrections.lines:
        found = by_line.get(line, [])
        refused = next((each.refused for each in found if each.refused), "")
        applied = any(not each.refused for each in found)
        state: State = "applied" if applied else "refused" if found else "absent"
        yield (line, *astuple(meant), state, "" if applied else refused)


def corrected(records: Records, document: str, corrections: Corrections) -> tuple[Records, list[Tried]]:
    """Return a reading with its corrections, given the key of its document, and what became of each.

    A correction is refused where the report does not print what the correction says. Which figures sums and the prose
    confirm is told anew; a figure that was corrected bears that as its trouble and is never more than supported.
    """
    tried: list[Tried] = []
    seen: dict[tuple[str, str, str], int] = {}
    for line, one in corrections.on(document, records.identity):
        first = seen.setdefault(one.figure, line)
        if first != line:
            tried.append(Tried(line, document, f"line {first} corrects the same figure"))
            continue
        found = _REPLACED.get(one.table, _cell)(records, one)
        if isinstance(found, Records):
            records = found
            tried.append(Tried(line, document, ""))
        else:
            tried.append(Tried(line, document, found))
    if any(not one.refused for one in tried):
        records = dataclasses.replace(records, facts=_weighed_again(records))
    return records, tried


def _weighed_again(records: Records) -> tuple[Fact, ...]:
    bare = [
        dataclasses.replace(fact, trouble="") if fact.trouble in _TESTED else fact for fact in records.facts
    ]
    found = weighed(bare, records.forms, records.narrative.restatements)
    kept = []
    for before, fact in zip(records.facts, found, strict=True):
        if before.trouble == TROUBLE:
            kept.append(dataclasses.replace(fact, trouble=TROUBLE))
        elif before.trouble in _TESTED and before.note:  # a lighter trouble hid behind this one
            kept.append(dataclasses.replace(fact, evidence=weaker("supported", fact.evidence)))
        else:
            kept.append(fact)
    return tuple(kept)


def _cell(records: Records, one: Correction) -> Records | str:
    for place, fact in enumerate(records.facts):
        if (fact.table, fact.row, fact.column) == one.figure:
            if fact.printed.strip() != one.printed:
                return _differs(fact.printed)
            number = _number(one.corrected)
            changed = dataclasses.replace(
                fact,
                value=number,
                kind="blank" if number is None else "number",
                note=_joined(fact.note, _said(one)),
                trouble=TROUBLE,
            )
            return dataclasses.replace(
                records, facts=(*records.facts[:place], changed, *records.facts[place + 1 :])
            )
    return "the report prints no such cell"


def _identity(records: Records, one: Correction) -> Records | str:
    identity = records.identity
    before = getattr(identity, one.row)
    if ("" if before is None else str(before)) != one.printed:
        return _differs("" if before is None else str(before))
    value: str | int | dt.date | None = one.corrected or None
    if one.row == "year":
        value = int(one.corrected)
    elif one.row == "published" and one.corrected:
        value = dt.date.fromisoformat(one.corrected)
    return dataclasses.replace(
        records,
        identity=replaced(identity, one.row, value, "corrected"),
        warnings=(*records.warnings, f"{one.row}: {_said(one)}"),
    )


def replaced(
    identity: Identity, field: str, value: str | int | dt.date | None, how: Literal["corrected", "listed"]
) -> Identity:
    """Return an identity with another value in a field, and how it came there."""
    anchor = next((one.anchor for one in identity.found if one.field == field), Anchor())
    others = tuple(one for one in identity.found if one.field != field)
    fields_: dict[str, Any] = {field: value, "found": (*others, Origin(field, how, anchor))}
    changed = dataclasses.replace(identity, **fields_)
    # The id that a list states is that of the agency before.
    return (
        dataclasses.replace(changed, agency_id=None) if (field, how) == ("agency", "corrected") else changed
    )


def _breakdown(records: Records, one: Correction) -> Records | str:
    number, narrative = int(one.row), records.narrative
    if number >= len(narrative.breakdowns):
        return "the report has no such breakdown"
    found = _with_part(narrative.breakdowns[number], one)
    if isinstance(found, str):
        return found
    breakdowns = (*narrative.breakdowns[:number], found, *narrative.breakdowns[number + 1 :])
    return dataclasses.replace(records, narrative=dataclasses.replace(narrative, breakdowns=breakdowns))


def _with_part(before: Breakdown, one: Correction) -> Breakdown | str:
    value = _number(one.corrected)
    if one.column == "total":
        if _shown(before.total) != one.printed:
            return _differs(_shown(before.total))
        after = dataclasses.replace(before, total=value, total_comparator="=")
    else:
        places = [place for place, part in enumerate(before.parts) if part.label == one.column]
        if len(places) != 1 or value is None:
            return "the breakdown has no such part" if not places else "several parts bear that label"
        part = before.parts[places[0]]
        if _shown(part.value) != one.printed:
            return _differs(_shown(part.value))
        parts = list(before.parts)
        parts[places[0]] = dataclasses.replace(part, value=value, comparator="=")
        after = dataclasses.replace(before, parts=tuple(parts))
    exact = all(
        hedge == "=" for hedge in (after.total_comparator, *(part.comparator for part in after.parts))
    )
    sums = (
        abs(sum(part.value for part in after.parts) - after.total) < 1e-6
        if exact and after.total is not None
        else None
    )
    return dataclasses.replace(after, sums=sums, note=_joined(before.note, f"{one.column}: {_said(one)}"))


_REPLACED: Final = {"identity": _identity, "breakdowns": _breakdown}


def _shown(value: float | None) -> str:
    return "" if value is None else f"{value:.15g}"


def _number(text: str) -> int | float | None:
    if not text:
        return None
    value = float(text)
    return int(text.partition(".")[0]) if value.is_integer() else value


def _differs(printed: str) -> str:
    return f"the report prints {printed.strip()!r} there"


def _said(one: Correction) -> str:
    before, after = one.printed or "a blank", one.corrected or "a blank"
    by = "".join((f" by {one.who}" if one.who else "", f" on {one.when}" if one.when else ""))
    ground = f"; source {one.source}" if one.source else ""
    return f"corrected from {before} to {after}{by}: {one.reason}{ground}"


def _joined(*texts: str) -> str:
    return "; ".join(text for text in texts if text)
