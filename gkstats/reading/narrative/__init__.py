"""The prose of a report in figures: counts, breakdowns, the hotline, problems and improvements."""

from __future__ import annotations

from gkstats.reading.narrative.bounds import within_bounds
from gkstats.reading.narrative.lexicon import check_words
from gkstats.reading.narrative.reader import narrative_sections, read_narrative_records, sections_of_text

__all__ = [
    "check_words",
    "narrative_sections",
    "read_narrative_records",
    "sections_of_text",
    "within_bounds",
]
