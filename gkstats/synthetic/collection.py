"""Which reports a collection holds, by number, and writing them to a folder with the truth about them."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import pandas as pd

from gkstats.forms import get_form
from gkstats.synthetic.agencies import draw_agency
from gkstats.synthetic.compose import FORMATS, SyntheticReport, TypesetFormat, compose, draft
from gkstats.synthetic.damage import damaged_as
from gkstats.synthetic.defects import with_defect
from gkstats.synthetic.figures import Subject

__all__ = ["read_truth", "synthetic_report", "write_reports"]

_FORMS: Final = ("national-2019", "national-2021")
_YEARS: Final = (2019, 2024)
_TRUTH: Final = "truth.jsonl"


class _Written(NamedTuple):
    path: str
    agency: str
    year: int
    form: str
    format: str
    damaged: str
    defects: str


def synthetic_report(
    seed: int,
    index: int,
    *,
    defects: float = 0.0,
    forms: Sequence[str] = _FORMS,
    years: tuple[int, int] = _YEARS,
) -> SyntheticReport:
    """Return one report of a collection.

    Parameters
    ----------
    seed : int
        Names the collection.
    index : int
        Number of the report in it, from 0. An agency's reports follow each other, a year each.
    defects : float
        Share of the reports, from 0 to 1, that have a defect of those in `gkstats.synthetic.defects`.
    forms : sequence of str
        Ids of the forms that are used, each for the years for which it was prescribed.
    years : (int, int)
        First and last reporting year.

    Returns
    -------
    SyntheticReport

    Raises
    ------
    ValueError
        None of the forms was prescribed for any of the years.

    Examples
    --------
    >>> report = synthetic_report(0, 1)
    >>> report.year, report.form
    (2020, 'national-2019')
    >>> import gkstats as gk
    >>> from gkstats.testing import judge
    >>> judged = judge(gk.load_report(report.typeset("html")), report.truth)
    >>> all(finding.right for finding in judged)
    True
    """
    covered = _covered(forms, years)
    number, turn = divmod(index, len(covered))
    year, prescribed = covered[turn]
    agency = draw_agency(seed, number)
    subject = Subject(seed, number, year, agency.rules)
    chance = subject.chance("report")
    form = prescribed[0] if len(prescribed) == 1 else chance.choice(prescribed)
    report = draft(agency, subject, form)
    if chance.random() < defects:
        report = with_defect(report, chance)
    return compose(f"report-{index:06d}", report)


def write_reports(
    folder: str | os.PathLike[str],
    count: int,
    *,
    seed: int = 0,
    formats: Sequence[TypesetFormat] = FORMATS,
    damaged: float = 0.0,
    defects: float = 0.0,
    forms: Sequence[str] = _FORMS,
    years: tuple[int, int] = _YEARS,
) -> pd.DataFrame:
    """Write a collection of synthetic reports, and what they are known to say.

    Parameters
    ----------
    folder : path
        Where to; made if it is not there. Besides the documents it gets ``truth.jsonl``: for each document that can
        be read a line with its ``path`` and ``truth``, in the form that `gkstats.testing` judges by.
    count : int
        How many reports.
    seed : int
        Names the collection.
    formats : sequence of {"pdf", "html", "docx", "txt"}
        Formats to choose from.
    damaged : float
        Share of the documents, from 0 to 1, that are damaged so that nothing can be read from them: see
        `gkstats.synthetic.damage`.
    defects : float
        Share of the reports that have a defect but can be read: see `gkstats.synthetic.defects`.
    forms : sequence of str
        Ids of the forms that are used, each for the years for which it was prescribed.
    years : (int, int)
        First and last reporting year.

    Returns
    -------
    pandas.DataFrame
        A row a document: ``path`` within the folder, ``agency, year, form, format``, ``damaged`` and ``defects`` with
        what was done to it (empty where nothing was).

    Examples
    --------
    >>> import tempfile
    >>> import gkstats as gk
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     manifest = write_reports(folder, 4, formats=["html", "txt"])
    ...     corpus = gk.load_corpus(folder, progress=False)
    >>> manifest["year"].tolist(), len(corpus)
    ([2019, 2020, 2021, 2022], 4)
    """
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    written = []
    with (place / _TRUTH).open("w", encoding="utf-8") as truths:
        for index in range(count):
            report = synthetic_report(seed, index, defects=defects, forms=forms, years=years)
            # Chosen apart from what the report says, so that the same report can be had in every format.
            chance = random.Random(f"{seed}/{index}/document")  # noqa: S311
            format_ = chance.choice(formats)
            data = report.typeset(format_)
            damage = ""
            if chance.random() < damaged:
                damage, data = damaged_as(data, format_, chance)
            suffix = format_
            if "wrong-suffix" in report.defects:
                suffix = chance.choice([other for other in FORMATS if other != format_])
            path = f"{report.name}.{suffix}"
            (place / path).write_bytes(data)
            if not damage:
                json.dump({"path": path, "truth": report.truth}, truths, ensure_ascii=False)
                truths.write("\n")
            written.append(
                _Written(
                    path, report.agency, report.year, report.form, format_, damage, " ".join(report.defects)
                )
            )
    return pd.DataFrame(written, columns=list(_Written._fields))


def read_truth(folder: str | os.PathLike[str]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield the path of each document that `write_reports` wrote and can be read, with its truth.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     manifest = write_reports(folder, 1, formats=["txt"])
    ...     [(path.name, truth["year"]) for path, truth in read_truth(folder)]
    [('report-000000.txt', 2019)]
    """
    place = Path(folder)
    with (place / _TRUTH).open(encoding="utf-8") as truths:
        for line in truths:
            one = json.loads(line)
            yield place / one["path"], one["truth"]


def _covered(forms: Sequence[str], years: tuple[int, int]) -> list[tuple[int, list[str]]]:
    """Return the years for which any of the forms was prescribed, each with those."""
    declared = [get_form(form) for form in forms]
    covered = [
        (year, [form.id for form in declared if form.covers(year)]) for year in range(years[0], years[1] + 1)
    ]
    found = [(year, ids) for year, ids in covered if ids]
    if not found:
        raise ValueError(f"no form of {', '.join(forms)} was prescribed for {years[0]} to {years[1]}")
    return found
