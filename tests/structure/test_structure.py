"""Reports whose structure was changed: nothing may be wrong without a word. The benchmark does it two thousand times."""

from __future__ import annotations

import functools
import zlib
from collections.abc import Iterator

import pytest
from _pytest.mark import ParameterSet

from benchmarks.changes.bases import papers
from benchmarks.changes.families import CHANGES, Trial
from benchmarks.changes.judging import judged
from benchmarks.changes.model import Change, Format, Paper


def _cases() -> Iterator[ParameterSet]:
    """Yield every change in one format, which the next change does not have, too.

    All families in all formats run in any case, the other changes of the same kind with the large tests.
    """
    seen: set[tuple[str, Format]] = set()
    for number, change in enumerate(CHANGES):
        format_ = change.formats[number % len(change.formats)]
        marks = [pytest.mark.large] if (change.family, format_) in seen else []
        seen.add((change.family, format_))
        yield pytest.param(change, format_, id=f"{change.family}/{change.name}-{format_}", marks=marks)


FORMS = 4


@functools.cache
def few_papers() -> list[Paper]:
    """Return one report by each form, and one with large figures."""
    large, *synthetic = papers(samples=("huaian-2024.pdf",))
    return [*{paper.form: paper for paper in synthetic}.values(), large]


@pytest.mark.parametrize(("change", "format_"), list(_cases()))
def test_no_figure_is_wrong_in_silence(change: Change, format_: Format) -> None:
    start = zlib.crc32(f"{change.family}/{change.name}/{format_}".encode()) % FORMS
    few = few_papers()
    trials = (Trial(change, paper, format_, 0) for paper in few[start:FORMS] + few[:start] + few[FORMS:])
    trial, drawn = next((trial, drawn) for trial in trials if (drawn := trial.draw()) is not None)
    outcome = judged(drawn, format_, trial.paper)
    silent = [read for read in outcome.reads if read.outcome == "silent"]
    assert not silent, f"{len(silent)} of {trial.paper.name}"
    if change.family == "unchanged":
        assert outcome.counts == {"right": len(drawn.expected)}
