"""The ruler that gkstats measures itself with: a report against a reading of it made by hand.

A truth file ``NAME.truth.json`` stands beside ``NAME.EXT`` and states what the document prints, in the codes of gkstats:

``agency, year, form, published``
    As in `Report`; the date in ISO form.
``applications``
    Row code to the figures in column order, ``null`` for a blank cell.
``proactive, reviews``
    Row code to column code to figure.
``statistics``
    Indicator code to the figure of the year.
``channels``
    ``total`` and ``parts``, each with label, kind and value.
``hotline``
    Field to figure, rates as fractions.
``failed_checks``
    Table, row and column of every check of severity "error" that fails.

A key that is absent is not judged.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from gkstats.report import Report

__all__ = ["Finding", "assert_matches", "judge", "truth_files"]

_APPLICANTS = ("natural_person", "business", "research", "public_interest", "legal_service", "other", "total")


class Finding(NamedTuple):
    """One judged figure or field."""

    what: str
    expected: Any
    found: Any

    @property
    def right(self) -> bool:
        """Whether the two agree."""
        return bool(self.expected == self.found)


def truth_files(folder: str | Path) -> list[tuple[Path, Path]]:
    """Return the pairs of document and truth file in a folder, in order.

    Raises
    ------
    FileNotFoundError
        A truth file has no document beside it.
    """
    pairs = []
    for truth in sorted(Path(folder).glob("*.truth.json")):
        name = truth.name.removesuffix(".truth.json")
        documents = [f for f in sorted(truth.parent.glob(f"{name}.*")) if f != truth]
        if not documents:
            raise FileNotFoundError(f"{truth} has no document beside it")
        pairs += [(document, truth) for document in documents]
    return pairs


def judge(report: Report, truth: Mapping[str, Any] | str | Path) -> list[Finding]:
    """Compare a report with its truth; one finding for each judged figure or field.

    Parameters
    ----------
    report : Report
    truth : mapping or path
        The content of a truth file, or its path.

    Examples
    --------
    >>> import gkstats as gk
    >>> report = gk.load_report(gk.samples() / "zhongning-2020.pdf")
    >>> [f.right for f in judge(report, {"year": 2020, "hotline": {"received": 4568}})]
    [True, True]
    """
    stated = truth if isinstance(truth, Mapping) else json.loads(Path(truth).read_text(encoding="utf-8"))
    return list(_findings(report, stated))


def assert_matches(report: Report, truth: Mapping[str, Any] | str | Path) -> int:
    """Raise AssertionError with every difference; return how many figures and fields were judged."""
    findings = judge(report, truth)
    wrong = [finding for finding in findings if not finding.right]
    if wrong:
        lines = "\n".join(f"  {f.what}: expected {f.expected!r}, found {f.found!r}" for f in wrong)
        raise AssertionError(f"{report.source}: {len(wrong)} of {len(findings)} are wrong\n{lines}")
    return len(findings)


def _findings(report: Report, truth: Mapping[str, Any]) -> Iterator[Finding]:
    yield from _identity(report, truth)
    facts = {(fact.table, fact.row, fact.column): fact for fact in report.records.facts}

    def cell(table: str, row: str, column: str, expected: Any) -> Finding:
        fact = facts.get((table, row, column))
        return Finding(f"{table} {row} {column}", expected, "not read" if fact is None else fact.value)

    for row, values in truth.get("applications", {}).items():
        for column, expected in zip(_APPLICANTS, values, strict=True):
            yield cell("applications", row, column, expected)
    for table in ("proactive", "reviews"):
        for row, cells in truth.get(table, {}).items():
            for column, expected in cells.items():
                yield cell(table, row, column, expected)
    yield from _statistics(report, truth.get("statistics", {}))
    yield from _narrative(report, truth)
    if "failed_checks" in truth:
        checks = report.checks()
        failed = checks[~checks["passed"].fillna(True) & (checks["severity"] == "error")]
        found = {tuple(place) for place in failed[["table", "row", "column"]].to_numpy().tolist()}
        yield Finding("failed checks", {tuple(place) for place in truth["failed_checks"]}, found)


def _identity(report: Report, truth: Mapping[str, Any]) -> Iterator[Finding]:
    for field in ("agency", "year", "form"):
        if field in truth:
            yield Finding(field, truth[field], getattr(report, field))
    if "published" in truth:
        yield Finding("published", truth["published"], report.published and report.published.isoformat())


def _statistics(report: Report, truth: Mapping[str, Any]) -> Iterator[Finding]:
    facts = {f.row: f.value for f in report.records.facts if (f.table, f.column) == ("statistics", "value")}
    for name, expected in truth.items():
        yield Finding(f"statistics {name}", expected, facts.get(name, "not read"))


def _narrative(report: Report, truth: Mapping[str, Any]) -> Iterator[Finding]:
    if "channels" in truth:
        expected = truth["channels"]
        channels = report.channels
        yield Finding("channels total", expected["total"], channels.attrs["total"])
        found = channels[["label", "kind", "value"]].to_numpy().tolist()
        yield Finding("channels", [list(part) for part in expected["parts"]], found)
    for field, expected in truth.get("hotline", {}).items():
        value = report.hotline[field]
        yield Finding(f"hotline {field}", expected, None if pd.isna(value) else value)
