"""What charts accept: a Report, a Corpus or a frame, and what to call it in a title."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pandas as pd

from gkstats.timeline import agency_key
from gkstats.vocabulary import Language

__all__ = ["frame_of", "is_stacked", "names_of", "once", "report_names", "subject_of"]


def frame_of(data: Any, name: str) -> Any:
    """Return the frame of that name of a report or corpus; a frame or Series stands for itself."""
    if isinstance(data, pd.DataFrame | pd.Series):
        return data
    found = getattr(data, name)
    return found() if callable(found) else found


def is_stacked(frame: pd.DataFrame | pd.Series) -> bool:
    """Return whether a frame holds the rows of many reports."""
    return isinstance(frame, pd.DataFrame) and {"agency", "year"} <= set(frame.columns)


def names_of(agencies: pd.Series) -> pd.Series:
    """Return one name for each agency: the one printed most often, where some years print its title of office.

    Examples
    --------
    >>> names_of(pd.Series(["淮安市", "淮安市人民政府", "淮安市"])).tolist()
    ['淮安市', '淮安市', '淮安市']
    """
    counts = Counter(name for name in agencies if isinstance(name, str))
    best: dict[str, str] = {}
    for name, _ in counts.most_common():
        best.setdefault(agency_key(name), name)
    names = {name: best[agency_key(name)] for name in counts}
    return agencies.map(names.get, na_action="ignore").astype("string")


def once(frame: pd.DataFrame, *keys: str) -> pd.DataFrame:
    """Return a stacked frame with each agency under one name and each of its years once, in order of the two.

    A year that several documents report (a PDF and the same as HTML) is taken from the first of them: the next one
    begins where the keys of the first row come again; without keys a document is one row. Reports that name no
    agency or no year are left out, since nothing tells them from each other.
    """
    named = frame.assign(agency=names_of(frame["agency"])).dropna(subset=["agency", "year"])
    report = [named["agency"], named["year"]]
    heads = ~named.duplicated(["agency", "year"])
    begins = pd.Series(True, index=named.index)
    for key in keys:
        first = named[key].where(heads).groupby(report).ffill()
        begins &= ((named[key] == first) | (named[key].isna() & first.isna())).fillna(False).astype(bool)
    document = begins.groupby(report).cumsum()
    return named[document <= 1].sort_values(["agency", "year"], kind="stable", ignore_index=True)


def report_names(reports: Sequence[tuple[str, int]]) -> list[str]:
    """Return what to call each report beside its bar, given agency and year (0: not stated) of all of them.

    What they have in common stands in the title.

    Examples
    --------
    >>> report_names([("青川市", 2020), ("青川市", 2021)])
    ['2020', '2021']
    >>> report_names([("青川市", 2020), ("云岭县", 2020)])
    ['青川市', '云岭县']
    """
    agencies, years = ({report[position] for report in reports} for position in (0, 1))
    with_year = len(years) > 1 or len(agencies) <= 1
    return [
        " ".join(
            part
            for part in (agency if len(agencies) > 1 else "", str(year) if year and with_year else "")
            if part
        )
        for agency, year in reports
    ]


def subject_of(data: Any, language: Language) -> str:
    """Return who and when, for a title: one agency and year, or what the rows of a corpus have in common."""
    listed = getattr(data, "identities", data)  # of a corpus, which may be on disk
    if isinstance(listed, pd.DataFrame | pd.Series):
        if not is_stacked(listed):
            return ""
        named = list(zip(listed["agency"], listed["year"], strict=True))
    else:
        named = [(getattr(data, "agency", None), getattr(data, "year", None))]  # prose alone has neither
    agencies = names_of(pd.Series([agency for agency, _ in named], dtype="string")).dropna().unique().tolist()
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
