"""What a report looks like: a card, a text for terminals, and any figure in its place on the page."""

from __future__ import annotations

from gkstats.display.apart import show_isolated
from gkstats.display.card import corpus_html, corpus_text, report_html, report_text
from gkstats.display.marks import Mark
from gkstats.display.summary import summarise, summarise_corpus
from gkstats.display.view import SourceView, show

__all__ = [
    "Mark",
    "SourceView",
    "corpus_html",
    "corpus_text",
    "report_html",
    "report_text",
    "show",
    "show_isolated",
    "summarise",
    "summarise_corpus",
]
