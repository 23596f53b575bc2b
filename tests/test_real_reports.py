"""Real reports against readings made by hand; they lie outside the project, in GKSTATS_REAL_REPORTS."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import gkstats as gk
from gkstats.testing import assert_matches, truth_files

FOLDER = os.environ.get("GKSTATS_REAL_REPORTS")
PAIRS = truth_files(FOLDER) if FOLDER else []
ENGINES = {".pdf": ("pdfium", "pdfminer")}
CASES = [
    pytest.param(document, truth, engine, id=f"{document.name}-{engine}")
    for document, truth in PAIRS
    for engine in ENGINES.get(document.suffix, ("auto",))
]


@pytest.mark.skipif(not FOLDER, reason="GKSTATS_REAL_REPORTS is not set: no real report was judged")
@pytest.mark.parametrize(("document", "truth", "engine"), CASES)
def test_every_figure_of_a_real_report(
    document: Path, truth: Path, engine: str, capsys: pytest.CaptureFixture[str]
) -> None:
    judged = assert_matches(gk.load_report(document, engine=engine), truth)
    with capsys.disabled():
        print(f"\n{document.name} ({engine}): {judged} figures and fields judged, all right")
    assert judged


@pytest.mark.skipif(not FOLDER, reason="GKSTATS_REAL_REPORTS is not set: no real report was judged")
def test_the_folder_holds_reports() -> None:
    assert PAIRS, f"{FOLDER} holds no NAME.truth.json"
