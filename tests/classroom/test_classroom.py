"""Answers are judged right however they are typed, hints fit the slip, and nothing gives the answer away."""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from gkstats.classroom import check, seal

SHEET = tomllib.loads(resources.files("gkstats.classroom").joinpath("exercises.toml").read_text("utf-8"))
OWN = """
salt = "class of spring"

[exercises.years]
kind = "set"
digest = "{years}"
hint.zh = "再看一遍"
hint.en = "look again"

[exercises.share]
kind = "number"
places = 2
digest = "{share}"
hint.zh = "再算一遍"
hint.en = "compute again"
[[exercises.share.slips]]
digest = "{percent}"
zh = "请写成分数"
en = "give a fraction"
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A teacher's sheet of two exercises."""
    salt = "class of spring"
    text = OWN.format(
        years=seal(salt, "years", [2019, 2021], kind="set"),
        share=seal(salt, "share", 0.4567, kind="number", places=2),
        percent=seal(salt, "share", 45.67, kind="number", places=2),
    )
    path = tmp_path / "sheet.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "answer",
    [
        [2021, 2019],
        {2019, 2021},
        (2019, 2021, 2019),
        np.array([2019.0, 2021.0]),
        pd.Series([2019, 2021], dtype="Int64"),
        pd.Index(["2019", "2021"]),
    ],
)
def test_several_values_are_right_in_any_order_and_type(own: Path, answer: object) -> None:
    assert check("years", answer, sheet=own).right


@pytest.mark.parametrize("answer", [0.46, 0.4567, np.float64(0.457), np.float32(0.46)])
def test_a_number_is_compared_to_its_places(own: Path, answer: object) -> None:
    assert check("share", answer, sheet=own).right


@pytest.mark.parametrize("answer", [[], [2019], [2019, 2020, 2021], [2019, None], [True, False]])
def test_other_values_are_not_right(own: Path, answer: object) -> None:
    assert check("years", answer, sheet=own).right is False


def test_a_slip_has_a_hint_of_its_own(own: Path) -> None:
    assert check("share", 45.67, sheet=own, language="en").message == "share: not yet: give a fraction"
    assert check("share", 0.99, sheet=own, language="en").message == "share: not yet: compute again"
    assert check("share", 45.67, sheet=own).message == "share: 还不对。提示：请写成分数"


@pytest.mark.parametrize("answer", ["0.46", [0.46], True, float("nan"), float("inf"), pd.NA, {"share": 0.46}])
def test_what_is_no_number_is_told_so(own: Path, answer: object) -> None:
    verdict = check("share", answer, sheet=own, language="en")
    assert verdict.right is False
    assert verdict.message == "share: the answer is one number."
    with pytest.raises(TypeError, match="is no number"):
        seal("", "share", answer, kind="number")


@pytest.mark.parametrize("answer", [2019, "2019", {2019: 1}, pd.DataFrame({"year": [2019, 2021]})])
def test_what_is_not_several_is_told_so(own: Path, answer: object) -> None:
    assert check("years", answer, sheet=own, language="en").message == (
        "years: the answer is several values, such as a list."
    )


def test_text_is_compared_without_case_width_and_spaces() -> None:
    assert seal("", "row", " Outcome．Partial ", kind="text") == seal(
        "", "row", "outcome.partial", kind="text"
    )


@pytest.mark.parametrize("exercise", SHEET["exercises"])
def test_every_exercise_waits_for_an_answer_and_hints_in_both_languages(exercise: str) -> None:
    for language in ("zh", "en"):
        waiting = check(exercise, None, language=language)
        assert waiting.right is None
        wrong = {"number": -12345, "text": "x", "set": [-1]}[SHEET["exercises"][exercise]["kind"]]
        verdict = check(exercise, wrong, language=language)
        assert verdict.right is False
        assert verdict.message.endswith(SHEET["exercises"][exercise]["hint"][language])


def test_digests_differ_between_exercises_and_sheets() -> None:
    one = seal("a", "e1", 1, kind="number")
    assert len({one, seal("a", "e2", 1, kind="number"), seal("b", "e1", 1, kind="number")}) == 3


def test_an_exercise_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(KeyError, match=r"there is no exercise e0; there are e1, e2, .*e10"):
        check("e0", 1)
