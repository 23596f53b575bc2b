"""Every check of the data files passes where it should and fails where it should, at the place at fault."""

from __future__ import annotations

import pandas as pd
import pytest

from gkstats.checks import CHECKS, Check, all_checks, run_checks, run_corpus_checks
from gkstats.forms import Form, Identity, all_forms
from tests.checks.cases import CASES
from tests.checks.reports import report, table

OTHERS = [check for check in all_checks() if check.rule != "identity"]
IDENTITIES = [(form, identity) for form in all_forms() for identity in form.identities]


def of(frame: pd.DataFrame, check: str, passed: bool) -> pd.DataFrame:
    return frame[(frame["check"] == check) & frame["passed"].eq(passed).fillna(False)]


def places(frame: pd.DataFrame) -> list[tuple[str | None, ...]]:
    cells = frame[["table", "row", "column"]].astype(object)
    return [tuple(row) for row in cells.where(cells.notna(), None).to_numpy().tolist()]


@pytest.mark.parametrize("check", OTHERS, ids=lambda check: check.id)
def test_a_passing_case(check: Check) -> None:
    frame = run_corpus_checks(CASES[check.id].passing)
    assert len(of(frame, check.id, passed=True))
    assert of(frame, check.id, passed=False).empty


@pytest.mark.parametrize("check", OTHERS, ids=lambda check: check.id)
def test_a_failing_case(check: Check) -> None:
    case = CASES[check.id]
    failed = of(run_corpus_checks(case.failing), check.id, passed=False)
    assert case.place in places(failed)
    row = failed.iloc[places(failed).index(case.place)]
    assert (row["basis"], row["severity"]) == (check.basis, check.severity)
    assert row.name == len(case.failing) - 1
    assert (row["agency"], row["year"]) == case.failing[-1][:2]
    for name, value in (("expected", case.expected), ("found", case.found)):
        assert pd.isna(row[name]) if value is None else row[name] == pytest.approx(value)
    assert check.en in row["message"]


def test_no_case_is_left_over() -> None:
    assert set(CASES) == {check.id for check in OTHERS}


def _sum_case(form: Form, identity: Identity, printed: int) -> tuple[pd.DataFrame, tuple[str, str, str]]:
    """Print the first part of a sum as 5 and its total as `printed`, everything else as 0."""
    cells = table(form.id, identity.table)
    line = next(iter(cells))[2 if identity.axis == "rows" else 1]
    first = next(n for n in _names(form, identity, identity.left) if not n.startswith("outcome.other"))

    def cell(name: str) -> tuple[str, str, str]:
        return (identity.table, *((name, line) if identity.axis == "rows" else (line, name)))

    total = cell(identity.right[0])
    figures = {**cells, cell(first): 5, total: printed}
    return run_checks(report(figures, form=form.id).records), total


def _names(form: Form, identity: Identity, patterns: tuple[str, ...]) -> list[str]:
    declared = form.table(identity.table)
    assert declared is not None
    names = [row if identity.axis == "rows" else column for row, column, _ in declared.cells()]
    return [n for p in patterns for n in names if n == p or (p.endswith("*") and n.startswith(p[:-1]))]


@pytest.mark.parametrize(("form", "identity"), IDENTITIES, ids=lambda value: value.id)
def test_sums_of_the_forms(form: Form, identity: Identity) -> None:
    frame, total = _sum_case(form, identity, 5)
    assert total in places(of(frame, identity.id, passed=True))
    assert of(frame, identity.id, passed=False).empty
    frame, total = _sum_case(form, identity, 4)
    failed = of(frame, identity.id, passed=False)
    assert places(failed) == [total]
    assert failed[["expected", "found", "difference"]].iloc[0].tolist() == [5, 4, -1]
    assert failed["severity"].tolist() == [identity.severity]


@pytest.mark.parametrize("check", all_checks(), ids=lambda check: check.id)
def test_a_check_says_who_says_so_and_why_it_may_fail(check: Check) -> None:
    assert all(text.strip() for text in (check.zh, check.en, check.source, check.reason))
    assert any("\u4e00" <= character <= "\u9fff" for character in check.zh)
    assert check.severity != "error" or check.scope == "report"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("check", OTHERS, ids=lambda check: check.id)
def test_messages_in_both_languages(check: Check, language: str) -> None:
    case = CASES[check.id]
    failed = of(run_corpus_checks(case.failing, language=language), check.id, passed=False)  # type: ignore[arg-type]
    assert all((check.zh if language == "zh" else check.en) in message for message in failed["message"])


def test_columns_and_dtypes() -> None:
    for frame, lead in (
        (run_checks(report().records), []),
        (run_corpus_checks([report()]), ["document", "agency", "year"]),
    ):
        assert list(frame.columns) == [*lead, *(column.name for column in CHECKS)]
        assert {c.name: str(frame[c.name].dtype) for c in CHECKS} == {c.name: c.dtype for c in CHECKS}
    empty = run_corpus_checks([])
    assert list(empty.columns) == ["document", "agency", "year", *(column.name for column in CHECKS)]
