"""One citation a report: who published what, where, when, and on which day it was read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final, NamedTuple

import pandas as pd

from gkstats.frames import LEAD, Column, table_frame
from gkstats.vocabulary import Language, term

__all__ = ["CITATIONS", "Cited", "citations_frame"]

CITATIONS: Final = (
    *LEAD,
    Column("title", "string", "title of the report as printed"),
    Column("url", "string", "address that it was read from; NA where it was read from a file"),
    Column("published", "datetime64[s]", "day of publication, as stated"),
    Column("read", "datetime64[s]", "day on which it was read (UTC)"),
    Column(
        "citation_zh",
        "string",
        "citation in Chinese, after GB/T 7714; brackets hold what the report does not state",
    ),
    Column("citation_en", "string", "citation in English"),
)


class Cited(NamedTuple):
    """What a citation is made of."""

    document: str
    agency: str | None
    year: int | None
    title: str | None
    url: str | None
    published: dt.date | None
    read: dt.date | None


def citations_frame(reports: Iterable[Cited]) -> pd.DataFrame:
    """Return a row for each report, the columns of `CITATIONS`.

    Examples
    --------
    >>> one = Cited("3fa9", "云岭县人民政府", 2020, None, None, None, None)
    >>> citations_frame([one])["citation_zh"].item()
    '云岭县人民政府. [2020年度政府信息公开工作年度报告][R]. 发布日期不详.'
    """
    return table_frame(CITATIONS, ((*one, _citation(one, "zh"), _citation(one, "en")) for one in reports))


def _citation(one: Cited, language: Language) -> str:
    def said(code: str) -> str:
        found = term("citations", code)
        return found.zh if language == "zh" else found.en

    return said("online" if one.url and one.read else "offline").format(
        agency=one.agency or said("unnamed"),
        title=one.title or said("untitled").format(year=one.year or "?"),
        url=one.url,
        published=one.published.isoformat() if one.published else said("undated"),
        read=one.read.isoformat() if one.read else "",
    )
