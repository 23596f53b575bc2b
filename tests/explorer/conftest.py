"""A corpus that is small, and has what is hard: forms that differ, a report in two formats, prose, blanks."""

from __future__ import annotations

import pytest

import gkstats as gk


@pytest.fixture(scope="session")
def corpus() -> gk.Corpus:
    names = (
        "zhongning-2020.txt",
        "zhongning-2020.pdf",
        "pingtan-2017.html",
        "pingtan-2020.html",
        "huaian-2024.pdf",
    )
    return gk.load_corpus([gk.samples() / name for name in names], progress=False)
