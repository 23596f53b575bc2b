"""A reading of a changed report against what it prints: right, wrong and said so, wrong in silence, absent."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import gkstats as gk
from gkstats.report import Report

from .model import Changed, Format, Key, Paper
from .typeset import typeset

__all__ = ["Outcome", "Read", "judged"]

_WHOLE: Final = re.compile(r"not prescribed|fit alike|another report|several reports|two reports")
"""Warnings that put every table of the document in doubt."""
_LEFT_OVER: Final = re.compile(r"unmatched")
"""Warnings about rows that were kept as text: they say nothing of other rows."""


class Undisturbed(NamedTuple):
    """What is noted of a report before it is changed, which therefore is no sign of the change."""

    notes: dict[Key, str]
    failed: frozenset[tuple[Any, ...]]
    warnings: frozenset[str]


class Read(NamedTuple):
    """One figure of a changed document. ``outcome`` is one of those that `Outcome` counts."""

    key: Key
    outcome: str
    expected: float | None
    found: float | None
    evidence: str
    printed: str


@dataclass
class Outcome:
    """What became of the figures of one document.

    right
        Printed and read, or blank and read as no number.
    marked
        Wrong, and the fact itself says that something is the matter: its note or trouble, which it has not in the
        unchanged report.
    checked
        Wrong, without a mark of its own; but a check fails over the row or column that it stands in, or a warning
        names its row, its column, its whole table or the whole document.
    silent
        Wrong, and nothing says so.
    refused
        Printed and not read; nothing in the document proves it any more, and a warning or a fact says so.
    lost
        Printed and not read although the document proves it, and a warning or a fact says so.
    missed
        Printed and not read, and nothing says so.
    """

    counts: Counter[str] = field(default_factory=Counter)
    reads: list[Read] = field(default_factory=list)
    error: str = ""


_noted: dict[tuple[str, Format], Undisturbed] = {}


def _undisturbed(paper: Paper, format_: Format) -> Undisturbed:
    """Return what is noted of a report as it is."""
    key = (paper.name, format_)
    if key not in _noted:
        _noted[key] = _notes(gk.load_report(typeset(paper, format_)))
    return _noted[key]


def _notes(report: Report) -> Undisturbed:
    return Undisturbed(
        {(fact.table, fact.row, fact.column): _mark(fact) for fact in report.records.facts},
        frozenset(_failures(report)),
        frozenset(report.records.warnings),
    )


def judged(change: Changed, format_: Format, before: Paper) -> Outcome:
    """Typeset a changed report, read it and judge every figure; `before` is the report as it was."""
    outcome = Outcome()
    try:
        report = gk.load_report(typeset(change.paper, format_))
    except gk.GkstatsError as error:
        outcome.error = f"{type(error).__name__}: {error}"
        for key, value in change.expected.items():
            _count(outcome, Read(key, _absent(change, key, said=True), value, None, "", ""))
        return outcome
    facts = {(fact.table, fact.row, fact.column): fact for fact in report.records.facts}
    signs = _Signs(report, before, format_)
    for key in dict.fromkeys((*change.expected, *facts)):
        _, row, column = key
        if row.startswith("unmatched") or column.startswith("unmatched") or not column:
            continue
        expected = change.expected.get(key)
        fact = facts.get(key)
        found = None if fact is None else fact.value
        evidence = "" if fact is None else str(getattr(fact, "evidence", "") or "")
        if found == expected:
            kind = "right"
        elif found is None:
            kind = _absent(change, key, said=signs.absence(key))
        elif signs.mark(key):
            kind = "marked"
        else:
            kind = "checked" if signs.doubt(key) else "silent"
        _count(outcome, Read(key, kind, expected, found, evidence, "" if fact is None else fact.printed))
    return outcome


def _count(outcome: Outcome, read: Read) -> None:
    outcome.counts[read.outcome] += 1
    outcome.reads.append(read)


def _absent(change: Changed, key: Key, *, said: bool) -> str:
    if not said:
        return "missed"
    return "refused" if key in change.doubtful else "lost"


_NO_DOUBT: Final = frozenset(("converted", "ocr", "order_changed"))
"""Troubles of a whole document, or of none of its figures."""


def _mark(fact: Any) -> str:
    trouble = str(getattr(fact, "trouble", "") or "")
    return "" if trouble in _NO_DOUBT else " ".join(filter(None, (str(fact.note or ""), trouble)))


def _failures(report: Report) -> Iterable[tuple[Any, ...]]:
    checks = report.checks()
    failed = checks[~checks["passed"].fillna(value=True).astype(bool) & (checks["severity"] != "information")]
    for one in failed.astype(object).where(failed.notna(), None).itertuples():
        yield one.check, one.table, one.row, one.column


class _Signs:
    """What a report says against its own figures, beyond what it said before it was changed."""

    def __init__(self, report: Report, paper: Paper, format_: Format) -> None:
        self._report = report
        self._paper = paper, format_
        self._marks = {(f.table, f.row, f.column): _mark(f) for f in report.records.facts}
        self._kept_as_text = {(f.table, f.row) for f in report.records.facts if not f.column}

    @functools.cached_property
    def _before(self) -> Undisturbed:
        return _undisturbed(*self._paper)

    @functools.cached_property
    def _warnings(self) -> list[str]:
        return [w for w in self._report.records.warnings if w not in self._before.warnings]

    @functools.cached_property
    def _failed(self) -> set[tuple[Any, ...]]:
        return set(_failures(self._report)) - self._before.failed

    def mark(self, key: Key) -> bool:
        """Return whether the fact itself says that something is the matter."""
        mark = self._marks.get(key, "")
        return bool(mark) and mark != self._before.notes.get(key, "")

    def doubt(self, key: Key) -> bool:
        """Return whether a check or a warning puts a figure in doubt."""
        table, row, column = key
        for check, of, line, place in self._failed:
            if check and of == table and ((line is None and place is None) or line == row or place == column):
                return True
        return any(_names(w, key) and not _LEFT_OVER.search(w) for w in self._warnings)

    def absence(self, key: Key) -> bool:
        """Return whether anything says that a figure was not read."""
        table, row, _ = key
        if self._marks.get(key) or (table, row) in self._kept_as_text:
            return True
        if any(_names(w, key) or (_LEFT_OVER.search(w) and table in w) for w in self._warnings):
            return True
        return any(of == table and line is None and place is None for _, of, line, place in self._failed)


def _names(warning: str, key: Key) -> bool:
    """Return whether a warning is about a figure: its row or column, its whole table, or all of the document."""
    table, row, column = key
    if _WHOLE.search(warning):
        return True
    if not re.search(rf"\b{table}\b", warning):
        return False
    codes = set(re.findall(r"[a-z_]+(?:\.[a-z_]+)+", warning))
    if codes:
        return row in codes
    return not re.search(r"\b(?:row|column)\b", warning) or bool(re.search(rf"\b{column}\b", warning))
