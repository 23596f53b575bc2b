"""What charts accept: a Report, a Corpus or a frame, and what to call it in a title."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pandas as pd

from gkstats.agencies import agency_id
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


def names_of(agencies: pd.Series, years: pd.Series | None = None) -> pd.Series:
    """Return one name for each agency: the one printed most often, where it prints its name in several ways.

    ``years`` are the reporting years in which these names were printed: the same name may be another agency's in another
    year. Frames that name each agency in one way already need none.

    Examples
    --------
    >>> names_of(pd.Series(["淮安市", "淮安市人民政府", "淮安市"])).tolist()
    ['淮安市', '淮安市', '淮安市']
    """
    known = [None] * len(agencies) if years is None else [int(y) if pd.notna(y) else None for y in years]
    printed = [name if isinstance(name, str) else None for name in agencies]
    # A name that says its id, as timelines do where two agencies print the same, is no other's.
    ids = [
        (name if name.endswith("]") else agency_id(name, year)) if name else None
        for name, year in zip(printed, known, strict=True)
    ]
    best: dict[str, str] = {}
    taken: set[str] = set()
    for (id_, name), _ in Counter(zip(ids, printed, strict=True)).most_common():
        if id_ is not None and name is not None and id_ not in best:
            best[id_] = f"{name} [{id_}]" if name in taken else name
            taken.add(name)
    names = [best[id_] if id_ is not None else None for id_ in ids]
    return pd.Series(names, index=agencies.index, name=agencies.name, dtype="string")


def once(frame: pd.DataFrame, *keys: str) -> pd.DataFrame:
    """Return a stacked frame with each agency under one name and each of its years once, in order of the two.

    A year that several documents report (a PDF and the same as HTML) is taken from the first of them: the next one
    begins where the keys of the first row come again; without keys a document is one row. Reports that name no
    agency or no year are left out, since nothing tells them from each other.
    """
    named = frame.assign(agency=names_of(frame["agency"], frame["year"])).dropna(subset=["agency", "year"])
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
    printed, when = (
        pd.Series([pair[n] for pair in named], dtype=kind) for n, kind in ((0, "string"), (1, "Int64"))
    )
    agencies = names_of(printed, when).dropna().unique().tolist()
    years = sorted({int(year) for _, year in named if pd.notna(year)})
    who = agencies[0] if len(agencies) == 1 else _many(len(agencies), language)
    span = _years(years, language)
    return f"{who}{span}" if language == "zh" else ", ".join(part for part in (who, span) if part)


def _many(count: int, language: Language) -> str:
    if count == 0:
        return ""
    return f"{count}个机关" if language == "zh" else f"{count} agencies"


def _years(years: list[int], language: Language) -> str:
    if not years:
        return ""
    span = str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
    return f"{span}年" if language == "zh" else span
