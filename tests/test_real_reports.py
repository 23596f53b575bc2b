"""Real reports against readings made by hand; they lie outside the project, in GKSTATS_REAL_REPORTS."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import gkstats as gk
from gkstats.testing import assert_matches, judge, truth_files

FOLDER = os.environ.get("GKSTATS_REAL_REPORTS")
FRONTIER = os.environ.get("GKSTATS_FRONTIER_REPORTS")
"""A second folder, of which documents named NAME-VARIANT.EXT may be judged by NAME.truth.json of the first."""
PAIRS = [pair for folder in (FOLDER, FRONTIER) if folder for pair in truth_files(folder)]
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


def _variants() -> list[object]:
    """Return documents of the second folder that no reading stands beside, with that of the same report."""
    if not (FOLDER and FRONTIER):
        return []
    judged = {document for document, _ in PAIRS} | {truth for _, truth in PAIRS}
    documents = [f for f in sorted(Path(FRONTIER).iterdir()) if f not in judged and f.name != "README.md"]
    return [
        pytest.param(document, truth, id=document.name)
        for document in documents
        for truth in sorted(Path(FOLDER).glob("*.truth.json"))
        if document.name.startswith(truth.name.removesuffix(".truth.json") + "-")
    ]


@pytest.mark.skipif(not FRONTIER, reason="GKSTATS_FRONTIER_REPORTS is not set: no variant was judged")
@pytest.mark.parametrize(("document", "truth"), _variants())
def test_a_variant_may_lack_figures_but_has_none_wrong(document: Path, truth: Path) -> None:
    findings = judge(gk.load_report(document), truth)
    assert not [f for f in findings if not f.right and f.found not in ("not read", None) and f.what != "form"]


@pytest.mark.skipif(not FOLDER, reason="GKSTATS_REAL_REPORTS is not set: no real report was judged")
def test_the_folder_holds_reports() -> None:
    assert PAIRS, f"{FOLDER} holds no NAME.truth.json"
