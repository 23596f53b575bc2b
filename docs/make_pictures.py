"""Make the pictures of the documentation from the sample reports.

uv run python docs/make_pictures.py
"""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt

import gkstats as gk

PICTURES = Path(__file__).parent / "pictures"


def quickstart(report: gk.Report) -> None:
    """Draw the two charts that a newcomer sees first."""
    figure, (upper, lower) = plt.subplots(2, 1, figsize=(8, 7.2), height_ratios=(3, 2), layout="constrained")
    gk.charts.channels(report, ax=upper, language="en")
    gk.charts.hotline(report, ax=lower, language="en")
    figure.savefig(PICTURES / "quickstart.png", dpi=110)
    plt.close(figure)


def main() -> None:
    """Write all pictures."""
    PICTURES.mkdir(exist_ok=True)
    zhongning = gk.load_report(gk.samples() / "zhongning-2020.pdf")
    quickstart(zhongning)
    figures = gk.load_report(gk.samples() / "huaian-2024.pdf")
    figures.show_source("applications", "outcome.granted", "total").save(PICTURES / "source-pdf.png")


if __name__ == "__main__":
    main()
