"""Charts of reports and corpora: functions that take a Report, a Corpus or a frame and return the Axes."""

from __future__ import annotations

from gkstats.charts.calls import hotline
from gkstats.charts.chance import distribution, funnel
from gkstats.charts.disclosure import channels
from gkstats.charts.disputes import reviews
from gkstats.charts.flow import outcome_flow
from gkstats.charts.folders import coverage
from gkstats.charts.provinces import province_grid
from gkstats.charts.punctuality import timeliness
from gkstats.charts.quality import checks
from gkstats.charts.ranking import indicators
from gkstats.charts.rates import hotline_rates
from gkstats.charts.requests import applicants, outcomes
from gkstats.charts.sheet import describe
from gkstats.charts.slopes import change
from gkstats.charts.spread import categories, channel_shares
from gkstats.charts.style import chart_style
from gkstats.charts.trends import trend
from gkstats.charts.wording import reuse
from gkstats.charts.years import outcome_shares

__all__ = [
    "applicants",
    "categories",
    "change",
    "channel_shares",
    "channels",
    "chart_style",
    "checks",
    "coverage",
    "describe",
    "distribution",
    "funnel",
    "hotline",
    "hotline_rates",
    "indicators",
    "outcome_flow",
    "outcome_shares",
    "outcomes",
    "province_grid",
    "reuse",
    "reviews",
    "timeliness",
    "trend",
]
