"""Make the pictures of the documentation from the sample reports.

uv run python docs/make_pictures.py
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
from pylopdf_fonts_zh_cn import sans_path

import gkstats as gk
from gkstats.display import SourceView

PICTURES = Path(__file__).parent / "pictures"


def quickstart(report: gk.Report) -> None:
    """Draw the two charts that a newcomer sees first."""
    with gk.charts.chart_style():
        figure, (upper, lower) = plt.subplots(
            2, 1, figsize=(8, 7.2), height_ratios=(3, 2), layout="constrained"
        )
    gk.charts.channels(report, ax=upper, language="en")
    gk.charts.hotline(report, ax=lower, language="en")
    figure.savefig(PICTURES / "quickstart.png", dpi=110)
    plt.close(figure)


def cropped(view: SourceView, path: Path) -> None:
    """Write the lower part of the only page of a view."""
    ((_, png),) = view.pages
    picture = plt.imread(io.BytesIO(png))
    plt.imsave(path, picture[len(picture) * 4 // 10 :])


def screenshot(view: SourceView, path: Path) -> None:
    """Photograph a passage by Chromium, with the Chinese face of the charts."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("Chromium is not installed; it photographs passages")
    face = Path(sans_path()).as_uri()
    css = f"@font-face{{font-family:Sans;src:url({face})}} body{{font-family:Sans;margin:1em;width:62em}}"
    with tempfile.TemporaryDirectory() as folder:
        html = Path(folder) / "view.html"
        html.write_text(f"<meta charset=utf-8><style>{css}</style>{view._repr_html_()}", encoding="utf-8")
        flags = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--hide-scrollbars",
        ]
        size = "--window-size=1080,560"
        command = [
            chromium,
            *flags,
            size,
            f"--user-data-dir={folder}/profile",
            f"--screenshot={path}",
            html.as_uri(),
        ]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own page


def main() -> None:
    """Write all pictures."""
    PICTURES.mkdir(exist_ok=True)
    zhongning = gk.load_report(gk.samples() / "zhongning-2020.pdf")
    quickstart(zhongning)
    figures = gk.load_report(gk.samples() / "huaian-2024.pdf")
    cropped(figures.show_source("applications", "outcome.granted", "total"), PICTURES / "source-pdf.png")
    page = gk.load_report(gk.samples() / "pingtan-2023.html")
    screenshot(page.show_source("applications", "outcome.partial", "total"), PICTURES / "source-html.png")


if __name__ == "__main__":
    main()
