"""A passing and a failing corpus for every check that is no sum of a form, with the place at fault."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from gkstats.frames import Identified
from gkstats.records import Narrative
from tests.checks.reports import (
    breakdown,
    fact,
    hotline,
    part,
    quantity,
    report,
    requests,
    restatement,
    table,
)

Place = tuple[str | None, str | None, str | None]
NEW = ("applications", "received.new", "total")
OVER = ("applications", "received.carried_over", "total")


class Case(NamedTuple):
    """What passes, what fails, and where the failure lies; the last report of a corpus is the one at fault."""

    passing: Sequence[Identified]
    failing: Sequence[Identified]
    place: Place
    expected: float | None = None
    found: float | None = None


def _proactive(
    form: str, row: str, **cells: float | None
) -> dict[tuple[str, str, str], float | int | str | None]:
    return table(form, "proactive", {("proactive", row, column): value for column, value in cells.items()})


def _documents(year: int, **cells: int) -> Identified:
    return report(_proactive("national-2021", "normative_documents", **cells), year=year)


def _items(year: int, **cells: int) -> Identified:
    return report(_proactive("national-2019", "licensing", **cells), form="national-2019", year=year)


def _list(year: int, value: int, cumulative: int | None) -> Identified:
    figures = {
        ("statistics", "disclosed.total", "value"): value,
        ("statistics", "disclosed.total", "cumulative"): cumulative,
    }
    return report(figures, form="fujian", year=year)


def _said(narrative: Narrative, figures: dict[tuple[str, str, str], int] | None = None) -> list[Identified]:
    return [report(figures or {}, narrative=narrative)]


def _split(*parts: tuple[int, float | None], total: int = 100) -> list[Identified]:
    shares = [part(f"第{n}类", value, share) for n, (value, share) in enumerate(parts)]
    return _said(Narrative(breakdowns=(breakdown(total, *shares),)))


def _line(**fields: float) -> list[Identified]:
    return _said(Narrative(hotline=hotline(**fields)))


def _prose(number: int, text: str, **identity: object) -> list[Identified]:
    return [report(prose={number: text}, **identity)]  # type: ignore[arg-type]


def _on(published: dt.date, agency: str = "中宁县审批服务管理局") -> list[Identified]:
    return [report(agency=agency, year=2023, published=published)]


_LONG = (
    "本区坚持公开为常态、不公开为例外，围绕重点领域细化目录，完善审核机制，优化平台栏目，加强队伍培训，" * 4
)
_TWICE = {"received.new": 20, "outcome.granted": 14, "outcome.partial": 6, "outcome.total": 20}
_OTHERS = {"outcome.other.uncorrected": 1, "outcome.other.other": 2}
_PROVINCE = {"received.new": 50}
_FEE = Narrative(quantities=(quantity(300, "元", "信息处理费", "收取信息处理费300元。"),))
_RESTATED = Narrative(restatements=(restatement(21, [NEW], [NEW, OVER]),))
_STATED = Narrative(quantities=(quantity(425, "条", "政府信息", "全年主动公开政府信息425条。"),))
_WHOLE = {
    **table("national-2021", "proactive"),
    **table("national-2021", "applications"),
    **table("national-2021", "reviews"),
}

CASES = {
    "count-kind": Case(
        [report(requests({"received.new": 3}))],
        [report(requests({"received.new": -3}))],
        ("applications", "received.new", "natural_person"),
        None,
        -3,
    ),
    "whole-numbers": Case(
        [report(requests({"received.new": 3}))],
        [report({**requests({"received.new": 3}), NEW: 3.5})],
        NEW,
        None,
        3.5,
    ),
    "tables-found": Case(
        [report(_WHOLE)],
        [report({cell: value for cell, value in _WHOLE.items() if cell != NEW})],
        ("applications", None, None),
        175,
        174,
    ),
    "items-not-negative": Case(
        [_items(2020, items_last_year=8, change=-8)],
        [_items(2020, items_last_year=8, change=-9)],
        ("proactive", "licensing", "change"),
        0,
        -1,
    ),
    "published-in-total": Case(
        [report(_proactive("national-2019", "rules", published=4, total_published=4), form="national-2019")],
        [report(_proactive("national-2019", "rules", published=5, total_published=4), form="national-2019")],
        ("proactive", "rules", "published"),
        4,
        5,
    ),
    "issued-in-force": Case(
        [_documents(2023, issued=5, repealed=2, in_force=3)],
        [_documents(2023, issued=6, repealed=2, in_force=3)],
        ("proactive", "normative_documents", "issued"),
        5,
        6,
    ),
    "cumulative-contains-year": Case(
        [_list(2012, 10, 10)], [_list(2012, 11, 10)], ("statistics", "disclosed.total", "value"), 10, 11
    ),
    "partial-once": Case(
        [report(requests(_TWICE))],
        [report(requests({**_TWICE, "outcome.granted": 20}))],
        ("applications", "outcome.partial", "natural_person"),
        None,
        6,
    ),
    "other-subtotal": Case(
        [report(requests({**_OTHERS, "outcome.other": 3}))],
        [report(requests({**_OTHERS, "outcome.other": 4}))],
        ("applications", "outcome.other", "natural_person"),
        3,
        4,
    ),
    "rule-making-power": Case(
        [report(_proactive("national-2021", "rules", in_force=11), agency="淮安市人民政府")],
        [report(_proactive("national-2021", "rules", in_force=11), agency="中宁县人民政府")],
        ("proactive", "rules", "in_force"),
        None,
        11,
    ),
    "blank-cells": Case(
        [report(table("national-2021", "reviews"))],
        [report(table("national-2021", "reviews", {("reviews", "reconsideration", "total"): None}))],
        ("reviews", None, None),
        0,
        1,
    ),
    "form-rows": Case(
        [report(table("national-2021", "reviews"))],
        [report(extra=[fact("reviews", "unmatched.1", "total", 3)])],
        ("reviews", "unmatched.1", None),
        0,
        1,
    ),
    "amount-unit": Case(
        [report(extra=[fact("proactive", "procurement", "amount", 251000, "元")], form="national-2019")],
        [report(extra=[fact("proactive", "procurement", "amount", 251000, None)], form="national-2019")],
        ("proactive", "procurement", "amount"),
        None,
        251000,
    ),
    "prose-table": Case(
        _said(_RESTATED, {NEW: 20, OVER: 1}), _said(_RESTATED, {NEW: 20, OVER: 2}), NEW, 20, 21
    ),
    "prose-disclosures": Case(
        [report({("statistics", "disclosed.total", "value"): 425}, form="fujian", narrative=_STATED)],
        [report({("statistics", "disclosed.total", "value"): 739}, form="fujian", narrative=_STATED)],
        ("statistics", "disclosed.total", "value"),
        739,
        425,
    ),
    "parts-within-total": Case(
        _split((60, None), (40, None)), _split((60, None), (41, None)), ("breakdowns", "0", "total"), 100, 101
    ),
    "parts-make-total": Case(
        _split((60, None), (40, None)), _split((60, None), (36, None)), ("breakdowns", "0", "total"), 100, 96
    ),
    "stated-share": Case(
        _split((279, 0.27), (721, 0.721), total=1000),
        _split((758, 0.8050), (242, None), total=1000),
        ("breakdowns", "0", "share"),
        0.758,
        0.805,
    ),
    "hotline-resolution": Case(
        _line(received=4568, resolved=4499, resolution_rate=0.9849),
        _line(received=4568, resolved=4499, resolution_rate=0.9949),
        ("hotline", None, "resolution_rate"),
        4499 / 4568,
        0.9949,
    ),
    "hotline-parts": Case(
        _line(received=100, resolved=90, transferred=60, answered_directly=30),
        _line(received=100, resolved=90, transferred=60, answered_directly=31),
        ("hotline", None, "transferred"),
        100,
        91,
    ),
    "hotline-bounds": Case(
        _line(received=100, resolved=100),
        _line(received=100, resolved=101),
        ("hotline", None, "resolved"),
        100,
        101,
    ),
    "rate-range": Case(
        _line(satisfaction=1.0), _line(satisfaction=9.192), ("hotline", None, "satisfaction"), None, 9.192
    ),
    "number-missing": Case(
        _prose(1, "全年主动公开信息12条，办理依申请件、办件若干。"),
        _prose(1, "全年主动公开信息  条，其中网站8条。"),
        ("sections", "1", None),
    ),
    "publication-deadline": Case(
        _on(dt.date(2024, 1, 31)), _on(dt.date(2024, 2, 1)), ("report", None, "published")
    ),
    "published-after-year": Case(
        _on(dt.date(2024, 1, 2)), _on(dt.date(2023, 12, 31)), ("report", None, "published")
    ),
    "reporting-period": Case(
        [report(period=(dt.date(2023, 1, 1), dt.date(2023, 12, 31)))],
        [report(period=(dt.date(2022, 1, 1), dt.date(2022, 12, 31)))],
        ("report", None, "period"),
        2023,
        2022,
    ),
    "year-in-prose": Case(
        _prose(1, "2023年，我局认真落实条例。2022年以来，我局坚持每月检查。2024年，我局将继续公开。"),
        _prose(1, "2022年，我局认真落实条例，主动公开信息12条。"),
        ("sections", "1", None),
        2023,
        2022,
    ),
    "sections-complete": Case([report()], [report(prose={4: ""})], ("sections", "4", None), 0, 1),
    "section-five": Case([report()], _prose(5, "无。"), ("sections", "5", None), 10, 2),
    "fee-stated": Case([report()], _prose(6, "无其他需要报告的事项。"), ("sections", "6", None)),
    "fee-contradicted": Case(
        [report(narrative=Narrative(quantities=(replace(_FEE.quantities[0], value=0),)))],
        [report(narrative=_FEE)],
        ("sections", "6", None),
        0,
        300,
    ),
    "form-of-year": Case(
        [report(year=2021)], [report(form="national-2019", year=2021)], ("report", None, "form")
    ),
    "one-form": Case([report()], [report(forms=["national-2019", "fujian"])], ("report", None, "form"), 1, 2),
    "carried-over": Case(
        [report(requests({"carried_forward": 3}), year=2022), report(requests({"received.carried_over": 3}))],
        [report(requests({"carried_forward": 3}), year=2022), report(requests({"received.carried_over": 2}))],
        ("applications", "received.carried_over", "natural_person"),
        3,
        2,
    ),
    "items-carried": Case(
        [_items(2019, items_last_year=10, change=-2), _items(2020, items_last_year=8)],
        [_items(2019, items_last_year=10, change=-2), _items(2020, items_last_year=10)],
        ("proactive", "licensing", "items_last_year"),
        8,
        10,
    ),
    "in-force": Case(
        [_documents(2022, in_force=698), _documents(2023, issued=77, repealed=132, in_force=643)],
        [_documents(2022, in_force=698), _documents(2023, issued=77, repealed=132, in_force=470)],
        ("proactive", "normative_documents", "in_force"),
        643,
        470,
    ),
    "repealed-were-in-force": Case(
        [_documents(2022, in_force=5), _documents(2023, issued=1, repealed=6)],
        [_documents(2022, in_force=5), _documents(2023, issued=1, repealed=7)],
        ("proactive", "normative_documents", "repealed"),
        6,
        7,
    ),
    "cumulative-carried": Case(
        [_list(2011, 425, 1516), _list(2012, 739, 2255)],
        [_list(2011, 425, 1516), _list(2012, 739, 4359)],
        ("statistics", "disclosed.total", "cumulative"),
        2255,
        4359,
    ),
    "year-on-year-jump": Case(
        [_list(2012, 100, None), _list(2013, 500, None)],
        [_list(2012, 100, None), _list(2013, 501, None)],
        ("statistics", "disclosed.total", "value"),
        100,
        501,
    ),
    "text-reused": Case(
        [report(prose={1: _LONG}, year=2022), *_prose(1, "今年换了一种写法，先讲问题，再讲办法和成效。" * 8)],
        [report(prose={1: f"公开信息12条。{_LONG}"}, year=2022), *_prose(1, f"公开信息357条。{_LONG}")],
        ("sections", "1", None),
        0.95,
        1.0,
    ),
    "same-figures": Case(
        [report({NEW: 3}, source="a.pdf"), report({NEW: 3}, source="b.html")],
        [report({NEW: 3}, source="a.pdf"), report({NEW: 4}, source="b.html")],
        NEW,
        3,
        4,
    ),
    "region-parts": Case(
        [
            report({NEW: 20}, agency="中宁县人民政府"),
            report({NEW: 30}, agency="中卫市沙坡头区人民政府"),
            report({NEW: 50}, agency="中卫市人民政府"),
        ],
        [
            report({NEW: 21}, agency="中宁县人民政府"),
            report({NEW: 30}, agency="中卫市沙坡头区人民政府"),
            report({NEW: 50}, agency="中卫市人民政府"),
        ],
        NEW,
        51,
        50,
    ),
}
