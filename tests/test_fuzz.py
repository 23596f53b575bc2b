"""A small part of the fuzzer: every kept recipe, the slow ones with -m large, and a few new documents of each format."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

import gkstats as gk
from benchmarks import fuzz

# Three of each format, those that take long left out.
FEW = [f"gate/{number}" for number in (5, 15, 40, 31, 16, 1, 27, 7, 2, 3, 13, 23, 9, 14, 39)]
SLOW = [pytest.param(recipe, marks=pytest.mark.large) for recipe in fuzz.kept(slow=True)]


@pytest.mark.parametrize("recipe", [*fuzz.kept(slow=False), *SLOW, *FEW])
def test_nothing_but_our_errors_comes_of_a_changed_document(recipe: str, tmp_path: Path) -> None:
    kind, data = fuzz.document(recipe)
    begun = time.process_time()
    fuzz.use(kind, data, tmp_path, thorough=fuzz.is_thorough(recipe) or recipe == "gate/3")
    assert time.process_time() - begun < fuzz.SECONDS


def test_every_format_is_tried() -> None:
    assert {fuzz.document(recipe)[0] for recipe in FEW} == set(fuzz.KINDS)


def test_recipes_say_the_same_every_time() -> None:
    for recipe in ("gate/2", "gate/3"):
        assert fuzz.document(recipe) == fuzz.document(recipe)


def test_the_fuzzer_tells_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_options: object) -> gk.Report:
        raise KeyError("row")

    monkeypatch.setattr(gk, "load_report", broken)
    ((_, kind, outcome, _, _),) = json.loads(fuzz.exercise([b"0/3"], b"", lambda _: None))
    assert (kind, outcome.split(":")[0]) == ("txt", "WRONG KeyError")
