"""Synthetic reports: the same every time, and read back as what they are known to say."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile

import docx
import pytest

import gkstats as gk
from gkstats.forms import get_form
from gkstats.regions import find_region
from gkstats.sums import sums_of
from gkstats.synthetic import SyntheticReport, synthetic_report
from gkstats.synthetic.agencies import draw_agency
from gkstats.synthetic.compose import FORMATS, TypesetFormat
from gkstats.synthetic.prose import remark
from gkstats.testing import assert_matches

YEARS = {
    "national-2019": (2019, 2020),
    "national-2021": (2021, 2024),
    "national-2014": (2014, 2018),
    "fujian": (2010, 2018),
}
EXAMPLES = range(12)
APPLICANTS = "natural_person business research public_interest legal_service other total".split()


def drawn(form: str, index: int) -> SyntheticReport:
    return synthetic_report(11, index, forms=[form], years=YEARS[form])


@pytest.mark.parametrize("form", YEARS)
@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_reads_back_to_the_truth(form: str, format_: TypesetFormat) -> None:
    for index in EXAMPLES:
        report = drawn(form, index)
        judged = assert_matches(gk.load_report(report.typeset(format_)), report.truth)
        cells = sum(
            len(row)
            for table in ("applications", "proactive", "reviews")
            for row in report.truth.get(table, {}).values()
        )
        # Who, year, form and day; the channels and their total; six figures of a hotline; the failed checks.
        assert judged == 4 + 2 + 6 + 1 + cells + len(report.truth.get("statistics", {}))


@pytest.mark.parametrize("form", YEARS)
def test_both_engines_read_a_pdf(form: str) -> None:
    report = drawn(form, 1)
    for engine in ("pdfium", "pdfminer"):
        assert_matches(gk.load_report(report.typeset("pdf"), engine=engine), report.truth)  # type: ignore[arg-type]


def test_pdfs_are_as_long_as_real_ones_and_one_engine_is_enough() -> None:
    for index in range(12):
        report = gk.load_report(synthetic_report(12, index).typeset("pdf"))
        assert report.pages in (5, 6)
        assert report.warnings == ()


@pytest.mark.parametrize("form", YEARS)
def test_every_sum_of_the_form_holds(form: str) -> None:
    """Tried on the truth itself, so that it does not hang on how documents are read."""
    for index in range(25):
        truth = drawn(form, index).truth
        cells = {
            ("applications", row, column): value
            for row, values in truth.get("applications", {}).items()
            for column, value in zip(APPLICANTS, values, strict=True)
        }
        for table in ("proactive", "reviews"):
            for row, values in truth.get(table, {}).items():
                cells.update({(table, row, column): value for column, value in values.items()})
        cells.update({("statistics", row, "value"): v for row, v in truth.get("statistics", {}).items()})
        tried = list(sums_of([form], cells))
        assert {one.identity.id for one in tried} == {i.id for i in get_form(form).identities}
        assert [one for one in tried if one.holds is not True] == []
        assert sum(value for _, _, value in truth["channels"]["parts"]) == truth["channels"]["total"]
        assert min(value for _, _, value in truth["channels"]["parts"]) >= 0


def test_a_report_without_defects_fails_no_check_but_what_its_form_leaves_open() -> None:
    for index in range(12):
        checks = gk.load_report(synthetic_report(2, index).typeset("html")).checks()
        failed = set(checks.loc[~checks["passed"].fillna(True), "check"])
        # The form of 2019 asks for an amount of money without saying in what unit.
        assert failed <= {"amount-unit"}


def test_years_of_an_agency_go_on_from_each_other() -> None:
    reports = [synthetic_report(3, index) for index in range(12)]
    first, second = reports[:6], reports[6:]
    assert {r.agency for r in first} != {r.agency for r in second}
    for years in (first, second):
        assert len({r.agency for r in years}) == 1
        assert [r.year for r in years] == [2019, 2020, 2021, 2022, 2023, 2024]
        corpus = gk.load_corpus([io.BytesIO(r.typeset("html")) for r in years], progress=False)
        checks = corpus.checks()
        between = checks[checks["check"].isin(["carried-over", "items-carried", "in-force"])]
        assert set(between["check"]) == {"carried-over", "items-carried", "in-force"}
        assert between["passed"].all()


def test_agencies_are_of_real_divisions_and_none_comes_twice() -> None:
    agencies = [draw_agency(4, number) for number in range(3000)]
    assert len({agency.name for agency in agencies}) == len(agencies)
    for agency in agencies[:200]:
        region = find_region(agency.name, 2020)
        assert region is not None
        assert (region.level == "department") is not agency.government


@pytest.mark.parametrize("format_", FORMATS)
def test_a_document_says_that_it_is_made_up(format_: TypesetFormat) -> None:
    report = synthetic_report(0, 3)
    data = report.typeset(format_)
    assert remark() in gk.load_report(data).sections.loc[0, "text"]
    if format_ == "pdf":
        assert remark().encode("utf-16-be").hex().encode() in data
    elif format_ == "docx":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert remark() in archive.read("docProps/core.xml").decode()
    elif format_ == "html":
        assert f'<meta name="description" content="{remark()}">' in data.decode()


def test_a_word_document_opens_in_other_programs() -> None:
    report = synthetic_report(0, 4)
    opened = docx.Document(io.BytesIO(report.typeset("docx")))
    assert opened.paragraphs[0].text == report.content.title
    assert opened.core_properties.title == report.content.title
    requests = opened.tables[1]
    # A cell over several rows or columns is met in each of them.
    assert requests.cell(0, 0).text == requests.cell(2, 2).text
    assert [requests.cell(3, c).text for c in range(3, 10)] == [
        str(value) for value in report.truth["applications"]["received.new"]
    ]


def test_the_same_number_is_the_same_report_in_every_process() -> None:
    code = (
        "import hashlib; from gkstats.synthetic import synthetic_report\n"
        "one = synthetic_report(7, 5, defects=1.0)\n"
        "for format in ('pdf', 'html', 'docx', 'txt'): print(hashlib.sha256(one.typeset(format)).hexdigest())"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": salt},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for salt in ("1", "2")
    }
    assert len(runs) == 1
    assert synthetic_report(7, 5, defects=1.0) == synthetic_report(7, 5, defects=1.0)
    assert synthetic_report(8, 5).truth != synthetic_report(7, 5).truth


def test_years_without_a_form_are_refused() -> None:
    with pytest.raises(ValueError, match="national-2021 was prescribed for 2014 to 2018"):
        synthetic_report(0, 0, forms=["national-2021"], years=(2014, 2018))
    with pytest.raises(ValueError, match="'odt' is none of pdf, html, docx, txt"):
        synthetic_report(0, 0).typeset("odt")  # type: ignore[arg-type]
