"""The weights that ship: learned from the paragraphs and clues of today, in the same way on every machine."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def training(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    import train

    yield train
    for name in ("train", "labelled"):
        sys.modules.pop(name, None)


def test_the_weights_are_those_of_these_paragraphs_and_clues(training: Any) -> None:
    for file in sorted(training.WEIGHTS.glob("*.tsv")):
        head = file.read_text(encoding="utf-8").split("\n", 1)[0]
        assert training.learned_from(file.stem) in head, "run: python benchmarks/train.py"


def test_learning_twice_gives_the_same_weights(training: Any) -> None:
    import labelled

    cases = labelled.load_cases()[::40]
    first, second = (
        {name: training.written(name, own) for name, own in training.learn(texts, epochs=2).items()}
        for texts in ([training.Text(labelled.see(case)) for case in cases] for _ in range(2))
    )
    assert first == second
    assert all(len(text.splitlines()) > 100 for text in first.values())


def test_files_are_sorted_and_hold_a_clue_once(training: Any) -> None:
    for file in training.WEIGHTS.glob("*.tsv"):
        clues = [line.split("\t", 1)[1] for line in file.read_text(encoding="utf-8").split("\n")[1:-1]]
        assert clues == sorted(set(clues))
