"""What charts accept: a Report, a Corpus or a frame, and what these say of whom, when and after which forms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import pandas as pd

from gkstats.agencies import agency_id
from gkstats.charts.sayings import say, years_said
from gkstats.corpus import Corpus
from gkstats.regions import find_region
from gkstats.vocabulary import Language

__all__ = ["About", "about", "by_region", "frame_of", "is_stacked", "names_of", "once", "report_names"]


def frame_of(data: Any, name: str) -> Any:
    """Return the frame of that name of a report or corpus; a frame or Series stands for itself."""
    if isinstance(data, pd.DataFrame | pd.Series):
        return data
    found = getattr(data, name)
    found = found() if callable(found) else found
    return _by_own_ids(found, data) if isinstance(data, Corpus) else found


def _by_own_ids(frame: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Name agencies alike that the user's own aliases join, which their names alone do not tell."""
    if corpus._identify is agency_id or "document" not in frame:
        return frame
    reports = corpus.reports.drop_duplicates("document").set_index("document")
    named = reports.groupby("agency_id")["agency"].agg(lambda names: names.mode().iloc[0])
    ids = frame["document"].map(reports["agency_id"])
    shared = named[named.duplicated(keep=False)].index
    names = ids.map(named).where(~ids.isin(shared), ids.map(named) + " [" + ids + "]")
    return frame.assign(agency=names.fillna(frame["agency"]).astype("string"))


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


class About(NamedTuple):
    """Whom a chart is about: the agencies, years and forms of the reports that it draws."""

    agencies: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    reports: int = 0
    forms: tuple[str, ...] = ()
    aside: int = 0
    """Other editions of the same reports, which do not count."""

    def who(self, language: Language) -> str:
        """Return the agency, or how many there are."""
        if len(self.agencies) == 1:
            return self.agencies[0]
        return say("agencies", language, count=len(self.agencies)) if self.agencies else ""

    def when(self, language: Language) -> str:
        """Return the year, or the span of years."""
        return years_said(self.years, language)

    def aside_said(self, language: Language) -> str:
        """Say how many editions were left aside; empty where none was."""
        return say("aside", language, count=self.aside) if self.aside else ""

    def source(self, language: Language) -> str:
        """Say which reports the figures were read from, and by what; empty where that is not known."""
        if not self.reports:
            return ""
        if self.reports == 1 and self.agencies and self.years:
            what = say("of-report", language, who=self.agencies[0], when=self.when(language))
        else:
            what = say("of-reports" if self.reports > 1 else "of-one", language, count=self.reports)
        after = ("、" if language == "zh" else ", ").join(say(form, language) for form in self.forms)
        what += (f"（{after}）" if language == "zh" else f" ({after})") if after else ""
        return say("source", language, what=what, read=say("read", language))


def about(data: Any, drawn: Iterable[tuple[Any, Any]] | None = None) -> About:
    """Return whom a chart is about.

    Parameters
    ----------
    data : Report, Corpus or DataFrame
        What the chart was given.
    drawn : iterable of (agency, year), optional
        The reports that it draws, where these are not all.

    Examples
    --------
    >>> import gkstats as gk
    >>> found = about(gk.load_report(gk.samples() / "zhongning-2020.txt"))
    >>> found.who("zh"), found.when("en"), found.source("en")
    ('中宁县审批服务管理局', '2020', 'Source: annual report of 中宁县审批服务管理局 for 2020 (form of 2019); read by gkstats')
    """
    listed = data.identities.iloc[data.counted] if isinstance(data, Corpus) else data
    if drawn is not None:
        named = list(drawn)
    elif isinstance(listed, pd.DataFrame | pd.Series):
        named = list(zip(listed["agency"], listed["year"], strict=True)) if is_stacked(listed) else []
    else:
        named = [(getattr(data, "agency", None), getattr(data, "year", None))]  # prose alone has neither
    named = [
        (who if isinstance(who, str) and who else None, None if pd.isna(when) or not when else int(when))
        for who, when in named
    ]
    printed, when = (
        pd.Series([one[n] for one in named], dtype=kind) for n, kind in ((0, "string"), (1, "Int64"))
    )
    names = names_of(printed, when)
    known = {
        (one, year) for one, (_, year) in zip(names, named, strict=True) if pd.notna(one) or year is not None
    }
    years = tuple(sorted({year for _, year in known if year is not None}))
    aside = (
        len(data) - len(data.counted)
        if isinstance(data, Corpus)
        else int(getattr(data, "attrs", {}).get("left_aside", 0))
    )
    return About(tuple(names.dropna().unique().tolist()), years, len(known), _forms(data, years), aside)


def _forms(data: Any, years: Sequence[int]) -> tuple[str, ...]:
    """Return the forms of the reports of these years, the earliest first; prose alone and frames name none."""
    if isinstance(data, Corpus):
        reports = data.reports
        found = (
            reports.loc[reports["year"].isin(list(years)), ["form", "year"]]
            .dropna()
            .sort_values("year", kind="stable")
        )
        return tuple(str(form) for form in found["form"].unique())
    form = getattr(data, "form", None)
    return (form,) if isinstance(form, str) else ()


def by_region(agencies: Iterable[str], year: int | None = None) -> list[str]:
    """Return agencies in the order of the codes of their divisions; those that no division is told of come last.

    Examples
    --------
    >>> by_region(["石空镇", "淮安市人民政府", "中宁县审批服务管理局"], 2020)
    ['淮安市人民政府', '中宁县审批服务管理局', '石空镇']
    """

    def place(agency: str) -> tuple[str, str]:
        region = find_region(agency, year or 2020)
        return (region.code if region and region.code else "~", agency)

    return sorted(dict.fromkeys(agencies), key=place)
