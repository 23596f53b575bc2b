"""Every chart against a picture of it that somebody has looked at: bars, bands and marks, without the letters.

After a change that is meant to be seen: ``pytest tests/charts/test_pictures.py --mpl-generate-path=tests/charts/baseline``,
and look at what has changed.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

import gkstats as gk

CHARTS = [name for name in gk.charts.__all__ if name not in ("chart_style", "describe", "change")]
# The sample of which each chart shows most; text is reused between two reports only.
DRAWN = {
    "applicants": "huaian-2024.pdf",
    "categories": "pingtan-2020.html",
    "channel_shares": "zhongning-2020.txt",
    "channels": "zhongning-2020.txt",
    "checks": "pingtan-2020.html",
    "hotline": "zhongning-2020.txt",
    "hotline_rates": "zhongning-2020.txt",
    "indicators": "huaian-2024.pdf",
    "outcome_flow": "huaian-2024.pdf",
    "outcome_shares": "pingtan-2023.html",
    "outcomes": "huaian-2024.pdf",
    "reviews": "huaian-2024.pdf",
}


@pytest.fixture(scope="module")
def corpus() -> gk.Corpus:
    return gk.load_corpus(gk.samples(), progress=False)


def wordless(figure: Figure) -> Figure:
    """Hide every text: letters differ with the version of the font, and the layout with them."""
    for text in figure.findobj(Text):
        text.set_visible(False)
    return figure


@pytest.mark.parametrize("chart", sorted(DRAWN))
@pytest.mark.mpl_image_compare(baseline_dir="baseline", tolerance=4, savefig_kwargs={"dpi": 50})
def test_a_report(chart: str, corpus: gk.Corpus) -> Figure:
    report = next(one for one in corpus if Path(one.source).name == DRAWN[chart])
    return wordless(getattr(gk.charts, chart)(report).figure)


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.mpl_image_compare(baseline_dir="baseline", tolerance=4, savefig_kwargs={"dpi": 50})
def test_a_corpus(chart: str, corpus: gk.Corpus) -> Figure:
    return wordless(getattr(gk.charts, chart)(corpus).figure)
