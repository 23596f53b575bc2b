"""China's annual reports on government information disclosure (政府信息公开工作年度报告) as tidy DataFrames.

>>> import gkstats as gk
>>> report = gk.load_report(gk.samples() / "zhongning-2020.pdf")
>>> report.channels["value"].sum()
np.float64(540.0)
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from gkstats import charts, regions, synthetic
    from gkstats.attention import triage
    from gkstats.collecting import collect
    from gkstats.comparison import Comparison, compare
    from gkstats.corpus import Corpus
    from gkstats.elsewhere import check
    from gkstats.errors import GkstatsError, MissingDependency, NotAReport, UnreadableDocument
    from gkstats.explorer import explore
    from gkstats.loading import load_corpus, load_report, read_narrative, samples
    from gkstats.lookup import variables
    from gkstats.report import Narrative, Report

__all__ = [
    "Comparison",
    "Corpus",
    "GkstatsError",
    "MissingDependency",
    "Narrative",
    "NotAReport",
    "Report",
    "UnreadableDocument",
    "__version__",
    "charts",
    "check",
    "collect",
    "compare",
    "explore",
    "load_corpus",
    "load_report",
    "read_narrative",
    "regions",
    "samples",
    "synthetic",
    "triage",
    "variables",
]

# Where each name lives; it is imported on first use, so that importing gkstats costs next to nothing.
_HOMES = {
    "Comparison": "comparison",
    "Corpus": "corpus",
    "GkstatsError": "errors",
    "MissingDependency": "errors",
    "Narrative": "report",
    "NotAReport": "errors",
    "Report": "report",
    "UnreadableDocument": "errors",
    "charts": "",
    "check": "elsewhere",
    "collect": "collecting",
    "compare": "comparison",
    "explore": "explorer",
    "load_corpus": "loading",
    "load_report": "loading",
    "read_narrative": "loading",
    "regions": "",
    "samples": "loading",
    "synthetic": "",
    "triage": "attention",
    "variables": "lookup",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'gkstats' has no attribute {name!r}")
    home = _HOMES[name]
    value = (
        getattr(importlib.import_module(f"gkstats.{home}"), name)
        if home
        else importlib.import_module(f"gkstats.{name}")
    )
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
