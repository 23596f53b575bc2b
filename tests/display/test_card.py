"""Cards and terminal texts say everything, in figures to the last digit."""

from __future__ import annotations

import copy
import unicodedata
from typing import Any

import pandas as pd
import pytest

import gkstats as gk
from gkstats.display import corpus_html, corpus_text, report_html, report_text, summarise_corpus

NASTY = "<script>\"'&"


@pytest.fixture(scope="module")
def report() -> gk.Report:
    return gk.load_report(gk.samples() / "zhongning-2020.txt")


@pytest.fixture
def summary(report: gk.Report) -> dict[str, Any]:
    return copy.deepcopy(report._summary)


def test_the_hotline_is_told_in_full(report: gk.Report) -> None:
    lines = [line.split() for line in str(report).splitlines()]
    told = lines[lines.index(["hotline"]) + 1 :][:6]
    assert [line[-1] if line[-1] != "%" else f"{line[-2]} %" for line in told] == [
        "4,568",
        "4,568",
        "3,144",
        "1,424",
        "100 %",
        "91.92 %",
    ]


def test_columns_end_in_one_place_on_a_terminal(report: gk.Report) -> None:
    lines = str(report).splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("disclosures by channel"))
    widths = {
        sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line)
        for line in lines[at + 1 : at + 6]
    }
    assert len(widths) == 1


def test_large_and_broken_figures_are_not_rounded(summary: dict[str, Any]) -> None:
    summary["channels"] = {"total": 12345678901234.0, "parts": [("x", 96171.654321, None)]}
    text = report_text(summary)
    assert "12,345,678,901,234" in text
    assert "96,171.654321" in text


def test_a_total_that_is_not_reached_is_not_equated(summary: dict[str, Any]) -> None:
    summary["channels"] = {"total": 13.0, "parts": [("a", 5.0, None), ("b", 7.0, None)]}
    assert "disclosures by channel: 13; 5 + 7" in report_text(summary)
    summary["channels"]["total"] = None
    assert "no total stated; 5 + 7" in report_text(summary)


def test_what_is_not_stated_is_said_so(summary: dict[str, Any]) -> None:
    summary.update(agency=None, year=None, form=None, period=None, checked=0, requests=[])
    summary["channels"] = {"total": None, "parts": []}
    summary["hotline"] = dict.fromkeys(summary["hotline"])
    for shown in (report_text(summary), report_html(summary)):
        for words in ("agency not stated, year not stated", "none: narrative only", "nothing to check"):
            assert words in shown
        assert "hotline" not in shown


def test_every_text_of_a_card_is_escaped(summary: dict[str, Any]) -> None:
    for key in ("agency", "source", "format", "published", "form", "basis"):
        summary[key] = f"{NASTY}{key}"
    summary["channels"]["parts"] = [(f"{NASTY}label", 1.0, 0.5)]
    summary["failed"] = [("error", f"{NASTY}check", f"{NASTY}place", f"{NASTY}message")]
    summary["warnings"] = [f"{NASTY}warning"]
    html = report_html(summary)
    assert NASTY not in html
    assert "<script" not in html
    for key in ("agency", "source", "form", "label", "check", "place", "message", "warning"):
        assert f"&lt;script&gt;&quot;&#x27;&amp;{key}" in html


def test_long_lists_are_cut_and_counted(summary: dict[str, Any]) -> None:
    summary["warnings"] = [f"warning {i}" for i in range(30)]
    for shown in (report_text(summary), report_html(summary)):
        assert "and 22 more" in shown


def test_cards_load_nothing_and_run_nothing(report: gk.Report) -> None:
    html = report._repr_html_()
    for word in ("<script", "<link", "<img", "http:", "https:", "url(", "onload", "<style"):
        assert word not in html


@pytest.mark.parametrize(
    ("years", "heading"),
    [
        ([2020], "1 report of 1 agency, 2020"),
        ([2019, 2021], "2 reports of 1 agency, 2019 to 2021"),
        ([None], "1 report of 1 agency"),
    ],
)
def test_a_corpus_is_headed_by_its_size(years: list[int | None], heading: str) -> None:
    many = len(years)
    reports = pd.DataFrame(
        {
            "agency": pd.Series(["甲"] * many, dtype="string"),
            "year": pd.Series(years, dtype="Int64"),
            "form": pd.Series(["national-2019"] * many, dtype="string"),
            "cells": pd.Series([198] * many, dtype="Int64"),
            "failed_checks": pd.Series([0] * many, dtype="Int64"),
        }
    )
    errors = pd.DataFrame({"source": [NASTY], "error": ["UnreadableDocument"], "message": ["it is empty"]})
    summary = summarise_corpus(reports, errors)
    assert corpus_text(summary).splitlines()[0] == heading
    assert heading in corpus_html(summary)
    assert "1 could not be read" in corpus_text(summary)
    assert NASTY not in corpus_html(summary)


def test_an_empty_corpus_has_a_card() -> None:
    empty = gk.load_corpus([], progress=False)
    assert str(empty).startswith("0 reports of 0 agencies")


def test_prose_alone_has_a_short_name() -> None:
    prose = gk.read_narrative("全年主动公开信息540条，其中网站75条、微信公众号465条。")
    assert repr(prose) == "<Narrative: 3 counts, 1 breakdowns>"
