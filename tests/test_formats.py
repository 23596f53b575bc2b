"""The same report in every format and by either engine must give the same frames."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

import gkstats as gk

FORMATS = ("pdf", "docx", "html", "txt")
FRAMES = (
    "facts",
    "applications",
    "proactive",
    "reviews",
    "sections",
    "quantities",
    "breakdowns",
    "channels",
    "problems",
    "improvements",
)
PLACES = ["page", "x0", "y0", "x1", "y1"]
REAL = Path(os.environ["GKSTATS_REAL_REPORTS"]) if "GKSTATS_REAL_REPORTS" in os.environ else None
PDFS = [*sorted(gk.samples().glob("*.pdf")), *(sorted(REAL.glob("*.pdf")) if REAL else [])]


@pytest.fixture(scope="module")
def reports() -> dict[str, gk.Report]:
    return {suffix: gk.load_report(gk.samples() / f"zhongning-2020.{suffix}") for suffix in FORMATS}


@pytest.mark.parametrize("suffix", FORMATS[1:])
@pytest.mark.parametrize("frame", FRAMES)
def test_four_formats_give_identical_frames(reports: dict[str, gk.Report], suffix: str, frame: str) -> None:
    expected = getattr(reports["pdf"], frame).drop(columns=PLACES, errors="ignore")
    found = getattr(reports[suffix], frame).drop(columns=PLACES, errors="ignore")
    pd.testing.assert_frame_equal(found, expected)


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_figures_that_newcomers_see_first(reports: dict[str, gk.Report], suffix: str) -> None:
    report = reports[suffix]
    assert (report.agency, report.year, report.form) == ("中宁县审批服务管理局", 2020, "national-2019")
    assert report.channels["value"].tolist() == [75, 274, 81, 64, 46]
    assert report.channels.attrs["total"] == 540
    assert report.hotline.tolist() == [4568, 4568, 3144, 1424, 1.0, 0.9192]
    assert (report.applications == 0).all(axis=None)
    assert report.warnings == ()


def test_every_fact_of_a_pdf_has_its_place(reports: dict[str, gk.Report]) -> None:
    facts = reports["pdf"].facts
    assert facts[PLACES].notna().all(axis=None)
    assert (facts["x0"] < facts["x1"]).all()
    assert (facts["y0"] < facts["y1"]).all()


@pytest.mark.parametrize("path", PDFS, ids=lambda path: path.name)
@pytest.mark.parametrize("engine", ["pdfium", "pdfminer"])
def test_both_engines_read_the_same(path: Path, engine: str) -> None:
    assert gk.load_report(path, engine=engine).cross_check().empty
