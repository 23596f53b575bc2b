"""Make the gallery: every chart in both languages, drawn from the sample reports, and the page that shows them.

uv run python docs/make_gallery.py [NAME ...]
"""

from __future__ import annotations

import inspect
import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import matplotlib as mpl
import matplotlib.pyplot as plt
from PIL import Image

import gkstats as gk

DOCS = Path(__file__).parent
PICTURES = DOCS / "pictures" / "gallery"
PAGE = DOCS / "gallery.md"
WORDS = DOCS / "pictures" / "gallery.json"
"""What describes each picture: its alternative text."""
LANGUAGES: tuple[Literal["zh", "en"], ...] = ("zh", "en")

# Which samples a chart is drawn from: a file is a report, a pattern a corpus.
SAMPLES = {
    "channels": "zhongning-2020.pdf",
    "channel_shares": "pingtan-*.html",
    "categories": "pingtan-2018.html",
    "hotline": "zhongning-2020.pdf",
    "hotline_rates": "zhongning-2020.pdf",
    "outcome_flow": "huaian-2024.pdf",
    "outcomes": "huaian-2024.pdf",
    "outcome_shares": "pingtan-*.html",
    "applicants": "pingtan-*.html",
    "reviews": "huaian-2024.pdf",
    "checks": "pingtan-*.html",
    "indicators": "huaian-2024.pdf",
    "reuse": "pingtan-*.html",
    "trend": "pingtan-*.html",
    "distribution": "*-20*.*",
    "funnel": "*-20*.*",
    "coverage": "*-20*.*",
    "change": "pingtan-202[34].html",
    "province_grid": "huaian-2024.pdf",
    "timeliness": "pingtan-*.html",
}


MAPS = """## Maps of your own

The package has no borders, whose drawing is a matter of law. Rates join any GeoJSON whose features bear codes of GB/T 2260:

```python
import geopandas                       # not a dependency of gkstats

rates = corpus.indicators()
rates = rates[rates["indicator"] == "refused_share"]
places = corpus.regions[["document", "code"]]
shapes = geopandas.read_file("your.geojson")          # with a column adcode or code
joined = shapes.merge(rates.merge(places, on="document"), left_on="adcode", right_on="code", how="left")
joined.plot("value", missing_kwds={"color": "#ececec", "hatch": "////"}, legend=True)
```"""


def charts() -> list[str]:
    """Return the charts there are, in the order of the gallery, those without a sample last."""
    public = [name for name in gk.charts.__all__ if name not in ("chart_style", "describe")]
    return [name for name in SAMPLES if name in public] + [name for name in public if name not in SAMPLES]


def load(name: str) -> gk.Report | gk.Corpus:
    """Return what a chart is drawn from."""
    sample = SAMPLES[name]
    if "*" in sample or "[" in sample:
        return gk.load_corpus(gk.samples() / sample, executor=1, progress=False)
    return gk.load_report(gk.samples() / sample)


def draw(name: str, told: dict[str, str]) -> None:
    """Write the pictures of a chart, with no more colours than they need, and keep what describes them."""
    data = load(name)
    given = data if name == "change" else (data,)
    for language in LANGUAGES:
        axes = getattr(gk.charts, name)(*given, language=language)
        told[f"{name}.{language}"] = gk.charts.describe(axes).replace("[", "(").replace("]", ")")
        drawn = io.BytesIO()
        axes.figure.savefig(drawn, dpi=100, metadata={"Software": None})
        plt.close(axes.figure)
        with Image.open(drawn) as picture:
            few = picture.convert("RGB").quantize(64, dither=Image.Dither.NONE)
        few.save(PICTURES / f"{name}.{language}.png", optimize=True)


def page() -> str:
    """Return the page: of every chart what it draws, the code, and the pictures."""
    parts = [
        "# Gallery",
        "Every chart takes a report, a corpus or a frame, an `ax` and a `language`, and returns the Axes. These are drawn "
        "from the sample reports by `docs/make_gallery.py`.",
    ]
    told = json.loads(WORDS.read_text(encoding="utf-8")) if WORDS.exists() else {}
    for name in charts():
        said = inspect.getdoc(getattr(gk.charts, name)) or ""
        parts += [f"## {name}", said.partition("\n\n")[0], f"```python\n{_code(name)}\n```"]
        parts += [
            f"![{told.get(f'{name}.{language}', name)}](pictures/gallery/{name}.{language}.png)"
            for language in LANGUAGES
        ]
    parts += [MAPS]
    return "\n\n".join(parts) + "\n"


def _code(name: str) -> str:
    sample = SAMPLES[name]
    kind, load = ("corpus", "load_corpus") if "*" in sample or "[" in sample else ("report", "load_report")
    if name == "change":
        return f'earlier, later = gk.load_corpus(gk.samples() / "{sample}")\ngk.charts.change(earlier, later, language="en")'
    return f'{kind} = gk.{load}(gk.samples() / "{sample}")\ngk.charts.{name}({kind}, language="en")'


def main(names: Sequence[str]) -> None:
    """Draw the charts of those names, or all of them, and write the page."""
    mpl.use("Agg")
    PICTURES.mkdir(parents=True, exist_ok=True)
    told = json.loads(WORDS.read_text(encoding="utf-8")) if WORDS.exists() else {}
    for name in names or charts():
        draw(name, told)
    WORDS.write_text(json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
