"""Reports whose figures of disclosure their own prose contradicts: charts leave them out of sums, and mark them in rows."""

from __future__ import annotations

from typing import Any

import pandas as pd

from gkstats.charts.sayings import say
from gkstats.corpus import Corpus
from gkstats.vocabulary import Language

__all__ = ["slips", "without_slips"]

_CHECK = "prose-disclosures"


def slips(data: Any) -> set[str]:
    """Return the documents of a corpus in which the prose states another number of disclosures than the table."""
    if not isinstance(data, Corpus):
        return set()
    checks = data.checks()
    failed = checks[(checks["check"] == _CHECK) & ~checks["passed"].fillna(True).astype(bool)]
    return set(failed["document"].dropna())


def without_slips(frame: pd.DataFrame, data: Any, language: Language) -> tuple[pd.DataFrame, str]:
    """Return the rows of the other reports of a stacked frame, and a note that says what was left out.

    A frame alone does not tell: only a corpus has been checked.
    """
    wrong = slips(data)
    if not wrong or "document" not in frame:
        return frame, ""
    left = frame[frame["document"].isin(wrong)]
    if left.empty:
        return frame, ""
    years = sorted({int(year) for year in left["year"]})
    count = len(left["document"].unique())
    said = ("、" if language == "zh" else ", ").join(map(str, years[:6])) + "…" * (len(years) > 6)
    return frame[~frame["document"].isin(wrong)], say("slips", language, count=count, years=said)
