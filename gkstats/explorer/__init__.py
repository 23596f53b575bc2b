"""The explorer: choose figures of a corpus, see them as charts and a table, and go from each to its source."""

from __future__ import annotations

from gkstats.explorer.drawing import bars
from gkstats.explorer.figures import figures, report_figures

__all__ = ["bars", "figures", "report_figures"]
