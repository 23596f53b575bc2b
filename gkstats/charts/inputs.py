"""What charts accept: a Report, a Corpus or a frame, and what to call it in a title."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from gkstats.vocabulary import Language

__all__ = ["frame_of", "is_stacked", "subject_of"]


def frame_of(data: Any, name: str) -> Any:
    """Return the frame of that name of a report or corpus; a frame or Series stands for itself."""
    if isinstance(data, pd.DataFrame | pd.Series):
        return data
    found = getattr(data, name)
    return found() if callable(found) else found


def is_stacked(frame: pd.DataFrame | pd.Series) -> bool:
    """Return whether a frame holds the rows of many reports."""
    return isinstance(frame, pd.DataFrame) and {"agency", "year"} <= set(frame.columns)


def subject_of(data: Any, language: Language) -> str:
    """Return who and when, for a title: one agency and year, or what the rows of a corpus have in common."""
    if isinstance(data, pd.DataFrame | pd.Series):
        if not is_stacked(data):
            return ""
        named = list(zip(data["agency"], data["year"], strict=True))
    elif isinstance(data, Sequence):  # a corpus is a sequence of reports
        named = [(report.agency, report.year) for report in data]
    else:
        named = [(data.agency, data.year)]
    agencies = list(dict.fromkeys(agency for agency, _ in named if isinstance(agency, str)))
    years = sorted({int(year) for _, year in named if pd.notna(year)})
    who = agencies[0] if len(agencies) == 1 else _many(len(agencies), language)
    when = _years(years, language)
    return f"{who}{when}" if language == "zh" else ", ".join(part for part in (who, when) if part)


def _many(count: int, language: Language) -> str:
    if count == 0:
        return ""
    return f"{count}个机关" if language == "zh" else f"{count} agencies"


def _years(years: list[int], language: Language) -> str:
    if not years:
        return ""
    span = str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
    return f"{span}年" if language == "zh" else span
