"""Every cell says how well it is supported, by a scale that all rooms share."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import gkstats as gk
from gkstats.datapackage import publish, read_package
from gkstats.evidence import EVIDENCE, TROUBLES, classes, grade, heaviest, troubles, weaker
from gkstats.exports import read_parquet, write_frames
from gkstats.records import Fact
from gkstats.synthetic import synthetic_report


def test_a_heavier_trouble_never_allows_more() -> None:
    allowed = [EVIDENCE.index(troubles()[code].at_most) for code in TROUBLES]
    assert allowed == sorted(allowed, reverse=True)
    assert all(one.zh and one.en for one in (*classes().values(), *troubles().values()))


@pytest.mark.parametrize("code", TROUBLES)
@pytest.mark.parametrize("tested", [True, False, None])
def test_a_trouble_is_never_graded_above_what_it_allows(code: str, tested: bool | None) -> None:
    evidence, trouble = grade((code,), tested, sound=True)
    assert weaker(evidence, troubles()[code].at_most) == evidence
    assert trouble == (heaviest((code, "sums_disagree")) if tested is False else code)


def test_a_test_that_agrees_counts_more_than_names_to_the_letter() -> None:
    """Nor does a sound report make anything of a cell that has trouble, or a test that fails."""
    order = [
        grade((), tested=True),
        grade(("label_inexact",), tested=True),
        grade(()),
        grade(("label_inexact",), sound=True),
        grade(("by_place",), tested=True),
        grade((), tested=False, sound=True),
    ]
    assert [evidence for evidence, _ in order] == list(EVIDENCE[:-1])
    assert grade((), sound=True) == ("confirmed", "")


@pytest.fixture(scope="module")
def facts() -> pd.DataFrame:
    return gk.load_report(gk.samples() / "pingtan-2020.html").facts


def test_the_scale_is_ordered_and_stands_before_the_note(facts: pd.DataFrame) -> None:
    assert list(facts.columns)[6:10] == ["kind", "evidence", "trouble", "note"]
    assert facts["evidence"].dtype == pd.CategoricalDtype(list(EVIDENCE[::-1]), ordered=True)
    assert (facts["evidence"] >= "named").sum() + (facts["evidence"] < "named").sum() == len(facts)


def test_a_row_whose_sum_fails_is_doubtful_and_its_figures_stay() -> None:
    report = synthetic_report(1, 4, forms=("national-2021",))
    text = report.typeset("txt").decode()
    whole = gk.load_report(text.encode()).facts.set_index(["table", "row", "column"]).sort_index()
    (line,) = [line for line in text.splitlines() if "\t（一）予以公开\t" in line]
    cells = line.split("\t")
    cells[-1] = str(int(cells[-1]) + 1)
    spoilt = gk.load_report(text.replace(line, "\t".join(cells)).encode()).facts
    spoilt = spoilt.set_index(["table", "row", "column"]).sort_index()
    assert set(whole["evidence"]) == {"confirmed"}
    row = spoilt.loc[("applications", "outcome.granted")]
    assert set(row["evidence"]) == {"doubtful"}
    assert set(row["trouble"]) == {"sums_disagree"}
    untested = spoilt.loc["proactive"]
    assert set(untested["evidence"]) == {"named"}
    changed = spoilt["value"].compare(whole["value"])
    assert changed.index.tolist() == [("applications", "outcome.granted", "total")]


def test_the_scale_survives_files_and_datasets(facts: pd.DataFrame, tmp_path: Path) -> None:
    for name, frame in (("all", facts), ("none", facts[:0])):
        write_frames({"facts": frame}, tmp_path / name, "parquet")
        pd.testing.assert_frame_equal(read_parquet(tmp_path / name)["facts"], frame)
        publish({"facts": frame}, tmp_path / f"{name}-package", title="x")
        pd.testing.assert_frame_equal(read_package(tmp_path / f"{name}-package")["facts"], frame)
    corpus = gk.load_corpus(gk.samples() / "pingtan-2020.html", progress=False)
    corpus.to_parquet(tmp_path / "dataset")
    stored = gk.Corpus.read_parquet(tmp_path / "dataset")
    assert stored.facts["evidence"].dtype == corpus.facts["evidence"].dtype == facts["evidence"].dtype
    assert stored.facts["evidence"].tolist() == facts["evidence"].tolist()
    chosen = stored.query("SELECT count(*) AS n FROM facts WHERE evidence = 'doubtful'")
    assert chosen["n"].tolist() == [(facts["evidence"] == "doubtful").sum()]


def test_a_fact_that_nobody_graded_counts_as_unplaced() -> None:
    from gkstats.documents.model import Anchor

    assert Fact("t", "r", "c", 1, None, "1", "number", "", Anchor()).evidence == "unplaced"
