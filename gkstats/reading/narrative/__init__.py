"""The prose of a report in figures: counts, breakdowns, the hotline, problems and improvements."""

from __future__ import annotations

from gkstats.reading.narrative.reader import read_narrative_records, sections_of_text

__all__ = ["read_narrative_records", "sections_of_text"]
