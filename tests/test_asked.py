"""What is asked for by a wrong name is an error with the nearest names, never an empty answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import gkstats as gk
from gkstats.checks import run_checks


@pytest.fixture(scope="module")
def corpus() -> gk.Corpus:
    return gk.load_corpus(gk.samples() / "pingtan-202[0-2].html", progress=False)


CASES: list[tuple[Callable[[gk.Corpus], Any], type[Exception], str]] = [
    (lambda c: c.select(year="2020"), TypeError, "a year is a whole number, such as 2022"),
    (lambda c: c.select(year=["2020"]), TypeError, "got '2020'"),
    (lambda c: c.select(year=2020.0), TypeError, "whole number"),
    (lambda c: c.select(year=True), TypeError, "whole number"),
    (lambda c: c.select(year=1999), KeyError, "they are of 2020 to 2022"),
    (lambda c: c.select(agency="平潭综合试验区"), KeyError, "平潭综合实验区"),
    (lambda c: c.select(agency=7), TypeError, "int"),
    (lambda c: c.read("fact"), KeyError, "facts"),
    (lambda c: c.read("facts", ["vlaue"]), KeyError, "value"),
    (lambda c: c.read("facts", colunm="total"), KeyError, "column"),
    (lambda c: c.panel("applications", "outcome.grantd", "total"), KeyError, "outcome.granted/total"),
    (lambda c: c.panel("aplications", "outcome.granted", "total"), KeyError, "applications/outcome.granted"),
    (lambda c: gk.charts.channels(c, language="fr"), ValueError, "'zh' or 'en'"),
    (lambda c: gk.charts.indicators(c, indicator="refusal_share"), KeyError, "refused_share"),
    (lambda c: run_checks(c[0].records, language="fr"), ValueError, "'zh' or 'en'"),  # type: ignore[arg-type]
    (lambda _: gk.load_report(None), TypeError, "a source is a path"),  # type: ignore[arg-type]
    (lambda _: gk.load_corpus(None, progress=False), TypeError, "is no source"),  # type: ignore[arg-type]
    (lambda _: gk.load_corpus([None], progress=False), TypeError, "is no source"),  # type: ignore[list-item]
]


@pytest.mark.parametrize(("ask", "kind", "said"), CASES)
def test_a_wrong_argument_says_what_is_right(
    corpus: gk.Corpus, ask: Callable[[gk.Corpus], Any], kind: type[Exception], said: str
) -> None:
    with pytest.raises(kind, match=said):
        ask(corpus)


def test_some_years_of_a_range_are_enough(corpus: gk.Corpus) -> None:
    assert corpus.select(year=range(2021, 2030)).years == [2021, 2022]


def test_failures_are_listed_gravest_first(corpus: gk.Corpus) -> None:
    found = corpus.failures()
    checks = corpus.checks()
    assert len(found) == (~checks["passed"].fillna(True)).sum()
    order = ["error", "warning", "information"]
    assert found["severity"].tolist() == sorted(found["severity"], key=order.index)


def test_a_check_names_the_page() -> None:
    report = gk.load_report(gk.samples() / "pingtan-2020.pdf")
    checks = report.checks()
    row = checks[(checks["check"] == "outcome-sum") & (checks["column"] == "total")].iloc[0]
    facts = report.facts
    cell = facts[(facts["row"] == "outcome.total") & (facts["column"] == "total")].iloc[0]
    assert row["page"] == cell["page"]
    assert checks[checks["table"] == "breakdowns"]["page"].notna().all()
