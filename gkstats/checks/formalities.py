"""Rules on what a report must be and say beside its figures: its period, its date, its sections, its form."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Literal, TypeAlias

from gkstats.checks.catalogue import Check, words
from gkstats.checks.findings import Case, Finding, Message, within
from gkstats.forms import get_form
from gkstats.records import Section
from gkstats.regions import find_region

__all__ = ["RULES", "deadline_of", "office_of"]

Office: TypeAlias = Literal["government", "department"]


def office_of(agency: str | None, year: int | None) -> Office | None:
    """Return whether an agency is a local government or a department, or None where its name does not settle it.

    Townships and development zones, of which the Regulations do not speak, are neither.

    Examples
    --------
    >>> office_of("淮安市人民政府", 2024), office_of("中宁县审批服务管理局", 2020), office_of("平潭综合实验区", 2019)
    ('government', 'department', None)
    """
    region = find_region(agency, year)
    if region is not None:
        if region.level == "township":
            return None
        return "department" if region.level == "department" else "government"
    name = re.sub(r"\s", "", agency or "")
    if name.endswith((*words()["zones"], *words()["townships"])):
        return None
    if name.endswith(tuple(words()["governments"])):
        return "government"
    return "department" if name.endswith(tuple(words()["departments"])) else None


def deadline_of(agency: str | None, year: int | None) -> tuple[dt.date, dt.date] | None:
    """Return the first and the last day that the law may set for publishing a report; they differ for few agencies.

    Examples
    --------
    >>> deadline_of("淮安市人民政府", 2024)
    (datetime.date(2025, 3, 31), datetime.date(2025, 3, 31))
    >>> deadline_of("平潭综合实验区", 2019)
    (datetime.date(2020, 1, 31), datetime.date(2020, 3, 31))
    """
    if year is None:
        return None
    early, late = dt.date(year + 1, 1, 31), dt.date(year + 1, 3, 31)
    # The Regulations of 2007 (art. 31) set 31 March for everyone; those of 2019 came into force on 15 May 2019.
    if year < 2019 or (office := office_of(agency, year)) == "government":
        return late, late
    return (early, early) if office == "department" else (early, late)


def deadline(_: Check, case: Case) -> Iterator[Finding]:
    """Try that the report was published in time; open where the law may set either of two days."""
    days, published = deadline_of(case.agency, case.year), case.records.identity.published
    if days is None or published is None:
        yield Finding("report", None, "published", None, None, None, Message("no_date"))
        return
    passed = True if published <= days[0] else (False if published > days[1] else None)
    values = {
        "published": published.isoformat(),
        "deadline": days[1].isoformat(),
        "early": days[0].isoformat(),
    }
    key = "deadline" if passed is not None else "deadline_open"
    yield Finding("report", None, "published", None, None, passed, Message(key, values))


def published_after_year(_: Check, case: Case) -> Iterator[Finding]:
    """Try that the report was not published before its year was over."""
    published = case.records.identity.published
    if published is not None and case.year is not None:
        values = {"published": published.isoformat(), "year": str(case.year)}
        passed = published > dt.date(case.year, 12, 31)
        yield Finding("report", None, "published", None, None, passed, Message("after_year", values))


def period(_: Check, case: Case) -> Iterator[Finding]:
    """Try that the stated period is the calendar year."""
    stated = case.records.identity.period
    if stated is None or case.year is None:
        yield Finding("report", None, "period", None, None, None, Message("no_period"))
        return
    passed = stated == (dt.date(case.year, 1, 1), dt.date(case.year, 12, 31))
    values = {"start": stated[0].isoformat(), "end": stated[1].isoformat(), "year": str(case.year)}
    yield Finding("report", None, "period", case.year, stated[1].year, passed, Message("period", values))


def year_in_prose(check: Check, case: Case) -> Iterator[Finding]:
    """Look for sentences that tell of the year before or after as if it were the reporting year."""
    if case.year is None:
        return
    opening = re.compile(check.options["opening"])
    innocent = re.compile(check.options["innocent"])
    wrong = []
    for section in _sections(case, check.options["sections"]):
        for sentence in re.split(r"[。！；\n]", re.sub(r"[ \t\u3000\xa0]+", "", section.text)):
            match = opening.match(sentence)
            if (
                match
                and int(match["year"]) in (case.year - 1, case.year + 1)
                and not innocent.search(sentence)
            ):
                wrong.append((section.number, int(match["year"]), sentence))
    for number, year, sentence in wrong:
        message = Message("wrong_year", {"found": str(year), "sentence": within(sentence)})
        yield Finding("sections", str(number), None, case.year, year, False, message)
    if not wrong and case.records.sections:
        yield Finding("sections", None, None, case.year, None, True, Message("right_year"))


def _sections(case: Case, numbers: list[int]) -> list[Section]:
    return [section for section in case.records.sections if section.number in numbers]


def sections_complete(check: Check, case: Case) -> Iterator[Finding]:
    """List the sections of the format that the report lacks."""
    if not _follows(case, check.options["forms"]) or not any(s.number for s in case.records.sections):
        return
    lacking = [str(n) for n in check.options["sections"] if not _sections(case, [n])]
    message = Message("lacking" if lacking else "complete", {"names": ", ".join(lacking)})
    yield Finding("sections", next(iter(lacking), None), None, 0, len(lacking), not lacking, message)


def _follows(case: Case, forms: list[str]) -> bool:
    return any(form in forms for form in case.records.forms)


def section_five(check: Check, case: Case) -> Iterator[Finding]:
    """Try that section five says anything."""
    if not _follows(case, check.options["forms"]):
        return
    for section in _sections(case, [5]):
        text = re.sub(r"\s", "", section.text)
        passed = len(text) >= check.options["shortest"]
        values = {"found": len(text), "text": within(text) or "-"}
        yield Finding(
            "sections", "5", None, check.options["shortest"], len(text), passed, Message("length", values)
        )


def fee_stated(check: Check, case: Case) -> Iterator[Finding]:
    """Try that section six says what fees were collected."""
    if case.year is None or case.year < check.options["first_year"]:
        return
    for section in _sections(case, [6]):
        said = re.search(words()["fee"], re.sub(r"\s", "", section.text))
        message = Message("fee" if said else "no_fee")
        yield Finding("sections", "6", None, None, None, said is not None, message)


def fee_contradicted(check: Check, case: Case) -> Iterator[Finding]:
    """Try that section six does not deny a fee that another section states."""
    denial, fee = re.compile(check.options["denial"]), re.compile(words()["fee"])
    denied = [s for s in _sections(case, [6]) if denial.search(re.sub(r"\s", "", s.text))]
    stated = [
        q
        for q in case.records.narrative.quantities
        if q.section != 6
        and q.period == "year"
        and q.unit in check.options["units"]
        and fee.search(q.sentence)
    ]
    for quantity in stated if denied else ():
        values = {"found": quantity.value, "unit": quantity.unit, "sentence": within(quantity.sentence)}
        passed = not quantity.value
        yield Finding("sections", "6", None, 0, quantity.value, passed, Message("fee_denied", values))


def form_of_year(_: Check, case: Case) -> Iterator[Finding]:
    """Try that one of the report's forms was prescribed for its year."""
    if case.year is None or not case.records.forms:
        return
    passed = any(get_form(form).covers(case.year) for form in case.records.forms)
    values = {"forms": ", ".join(case.records.forms), "year": str(case.year)}
    yield Finding("report", None, "form", None, None, passed, Message("form", values))


def one_form(_: Check, case: Case) -> Iterator[Finding]:
    """Tell of reports that carry the tables of two forms."""
    if case.records.forms:
        count = len(case.records.forms)
        message = Message("forms", {"forms": ", ".join(case.records.forms)})
        yield Finding("report", None, "form", 1, count, count == 1, message)


def rule_making(check: Check, case: Case) -> Iterator[Finding]:
    """Try that only agencies with the power to make rules report any."""
    for cell, value in case.cells.items():
        if cell[:2] == (check.options["table"], check.options["row"]) and value is not None:
            power = _rule_making(case.agency, case.year)
            passed = True if value == 0 or power else power
            message = Message("rules", {"found": value, "agency": case.agency or "?"})
            yield Finding(*cell, None, value, passed, message)


def _rule_making(agency: str | None, year: int | None) -> bool | None:
    """Return whether an agency may make rules: ministries, provinces, cities with districts, autonomous prefectures."""
    region = find_region(agency, year)
    if region is not None:
        return region.level in ("province", "prefecture")
    name = re.sub(r"\s", "", agency or "")
    ministry = name.startswith(tuple(words()["ministries"])) or name.endswith(
        tuple(words()["ministry_endings"])
    )
    return True if ministry else None


RULES = {
    "deadline": deadline,
    "published-after-year": published_after_year,
    "period": period,
    "year-in-prose": year_in_prose,
    "sections-complete": sections_complete,
    "section-five": section_five,
    "fee-stated": fee_stated,
    "fee-contradicted": fee_contradicted,
    "form-of-year": form_of_year,
    "one-form": one_form,
    "rule-making": rule_making,
}
"""The rules of this module by the names that checks.toml gives them."""
