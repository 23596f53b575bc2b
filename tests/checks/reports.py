"""Reports made by hand as records: tables with given figures, prose, dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from gkstats.documents.model import Anchor, Line, Paragraph
from gkstats.forms import get_form
from gkstats.frames import Identified
from gkstats.records import (
    Breakdown,
    Fact,
    Hotline,
    Identity,
    Narrative,
    Part,
    Quantity,
    Records,
    Restatement,
    Section,
)

Value = int | float | str | None
Figures = Mapping[tuple[str, str, str], Value]
NOTHING: Figures = {}
NO_PROSE: Mapping[int, str] = {}
SILENT = Narrative()
COLUMNS = ("natural_person", "business", "research", "public_interest", "legal_service", "other", "total")

PROSE = {
    1: "本年度我局坚持以公开为常态，各项工作按计划完成。",
    2: "见下表。",
    3: "见下表。",
    4: "见下表。",
    5: "存在的主要问题：公开不够及时。改进措施：每季度检查一次更新情况。",
    6: "本年度未收取信息处理费。",
}


def fact(table: str, row: str, column: str, value: Value, unit: str | None = "件") -> Fact:
    """Return a cell; a text is a dash, None a blank."""
    if value is None or isinstance(value, str):
        kind = "blank" if value is None else "dash"
        return Fact(table, row, column, None, unit, value or "", kind, "", Anchor(page=1))
    return Fact(table, row, column, value, unit, str(value), "number", "", Anchor(page=1))


def table(
    form: str, name: str, figures: Figures = NOTHING, fill: Value = 0
) -> dict[tuple[str, str, str], Value]:
    """Return a whole table of a form, filled with zeros but for the given figures; optional rows are left out."""
    declared = get_form(form).table(name)
    assert declared is not None
    optional = {(b, r.code) for b, block in enumerate(declared.blocks) for r in block.rows if r.optional}
    left_out = {code for _, code in optional}
    cells: dict[tuple[str, str, str], Value] = {
        (name, row, column): fill for row, column, _ in declared.cells() if row not in left_out
    }
    return cells | dict(figures)


def requests(rows: Mapping[str, int], form: str = "national-2021") -> dict[tuple[str, str, str], Value]:
    """Return a requests table in which natural persons ask everything, so that every row adds up."""
    figures = {
        ("applications", row, column): value
        for row, value in rows.items()
        for column in ("natural_person", "total")
    }
    return table(form, "applications", figures)


def section(number: int, text: str) -> Section:
    place = Anchor(page=1)
    return Section(number, "标题", (Paragraph(text, (Line(text, place),), (0,)),), 1)


def report(
    figures: Figures = NOTHING,
    *,
    form: str | None = "national-2021",
    forms: Sequence[str] | None = None,
    agency: str | None = "中宁县人民政府",
    year: int | None = 2023,
    published: dt.date | None = None,
    period: tuple[dt.date, dt.date] | None = None,
    prose: Mapping[int, str] = NO_PROSE,
    narrative: Narrative = SILENT,
    extra: Sequence[Fact] = (),
    source: str = "report",
) -> Identified:
    """Return a report; prose is that of `PROSE` unless given, section by section (an empty text leaves it out)."""
    facts = [fact(*cell, value, _unit(form, cell)) for cell, value in figures.items()]
    texts = {number: text for number, text in (PROSE | dict(prose)).items() if text}
    identity = Identity(agency, year, period, None, published)
    followed = tuple(forms) if forms is not None else ((form,) if form else ())
    records = Records(
        source,
        "html",
        None,
        identity,
        form,
        followed,
        (*facts, *extra),
        tuple(section(number, text) for number, text in texts.items()),
        narrative,
    )
    return Identified(agency, year, records)


def _unit(form: str | None, cell: tuple[str, str, str]) -> str | None:
    declared = get_form(form).table(cell[0]) if form else None
    for row, column, unit in declared.cells() if declared else ():
        if (row, column) == cell[1:]:
            return unit
    return None


def part(label: str, value: int | float, share: float | None = None, comparator: str = "=") -> Part:
    return Part(label, None, value, comparator, share, ())  # type: ignore[arg-type]


def breakdown(
    total: int | None,
    *parts: Part,
    of: str = "disclosures",
    dimension: str = "category",
    comparator: str = "=",
) -> Breakdown:
    return Breakdown(
        of, dimension, total, comparator, parts, None, None, "", "year", "公开信息若干条。", 1, ()
    )  # type: ignore[arg-type]


def hotline(**fields: float) -> Hotline:
    names = ("received", "resolved", "transferred", "answered_directly", "resolution_rate", "satisfaction")
    return Hotline(*(fields.get(name) for name in names), "热线受理若干件。", 1, ())


def quantity(
    value: float,
    unit: str,
    noun: str,
    sentence: str,
    section: int = 1,
    comparator: str = "=",
    period: str = "year",
) -> Quantity:
    return Quantity(value, comparator, unit, noun, period, sentence, section, ())  # type: ignore[arg-type]


def restatement(
    value: float, *candidates: Sequence[tuple[str, str, str]], comparator: str = "="
) -> Restatement:
    sets = tuple(tuple(candidate) for candidate in candidates)
    return Restatement(value, comparator, sets, "收到申请若干件。", 1, ())  # type: ignore[arg-type]
