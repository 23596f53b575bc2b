"""Synthetic reports with known truth and a dial for defects: for tests, benchmarks and teaching.

Agencies bear the names of real divisions; what they report is made up, and every document says so, in its text and
in its metadata. A report follows from a seed and a number alone, so that a collection can be extended, or written
in parts by several processes, and stays the same.

Examples
--------
>>> report = synthetic_report(seed=0, index=5)
>>> report.year, report.truth["applications"]["received.new"][-1]
(2024, 12)
"""

from __future__ import annotations

from gkstats.synthetic.collection import read_truth, synthetic_report, write_reports
from gkstats.synthetic.compose import SyntheticReport

__all__ = ["SyntheticReport", "read_truth", "synthetic_report", "write_reports"]
