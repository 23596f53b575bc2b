"""Sections that one agency shares with others."""

from __future__ import annotations

import datetime as dt
import random
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gkstats as gk
from benchmarks.copies import measured, planted, sentence
from gkstats.comparison.shared import alike, jaccard, signatures
from gkstats.documents.model import Anchor, Line, Paragraph
from gkstats.keeping import Loaded
from gkstats.records import Identity, Narrative, Records, Section


def report(agency: str, year: int, *texts: str, published: dt.date | None = None) -> Loaded:
    """A reading of a report with a section for each text."""
    sections = tuple(
        Section(number, f"第{number}部分", (Paragraph(text, (Line(text, Anchor()),), (0,)),), None)
        for number, text in enumerate(texts, 1)
    )
    source = f"{agency}-{year}"
    made = Records(
        source,
        "text",
        None,
        Identity(agency, year, None, None, published),
        None,
        (),
        (),
        sections,
        Narrative(),
    )
    return Loaded(made, 0.0, random.Random(source).randbytes(32).hex())


def passage(seed: int, sentences: int = 8) -> str:
    chance = random.Random(seed)
    return "".join(sentence(chance) for _ in range(sentences)).replace("{n}", "31").replace("{a}", "本单位")


def copies(*loaded: Loaded, **chosen: float) -> pd.DataFrame:
    return gk.Corpus(loaded).copies(**chosen)


def test_planted_copies_are_found_in_memory_and_in_a_dataset(tmp_path: Path) -> None:
    truth = planted(360, seed=7)
    corpus = gk.Corpus(truth.loaded)
    found = measured(truth, corpus)
    assert found.true > 30
    assert found.recall >= 0.98
    assert found.precision >= 0.95
    corpus.to_parquet(tmp_path / "d")
    kept = gk.Corpus.read_parquet(tmp_path / "d")
    pd.testing.assert_frame_equal(kept.copies(), corpus.copies())


def test_the_earliest_report_comes_first_and_names_and_figures_do_not_count() -> None:
    text = passage(1) + "中宁县全年共办理31件。"
    later = text.replace("中宁县", "平潭县").replace("31", "8")
    found = copies(
        report("平潭县人民政府", 2021, passage(9), later, published=dt.date(2022, 1, 20)),
        report("中宁县人民政府", 2021, text, published=dt.date(2022, 1, 10)),
        report("中宁县人民政府", 2020, passage(3)),
    )
    assert found[["cluster", "agency", "number"]].to_numpy().tolist() == [
        [0, "中宁县人民政府", 1],
        [0, "平潭县人民政府", 2],
    ]
    assert found["similarity"].tolist() == [1, 1]
    assert found["original"].tolist() == [found["document"][0]] * 2
    assert found["shared"].tolist() == [
        1,
        pytest.approx(0.97, abs=0.02),
    ]  # a figure that changed is not shared


def test_sentences_say_what_was_copied_and_what_edited() -> None:
    text = [sentence(random.Random(seed)).replace("{n}", "31").replace("{a}", "本单位") for seed in range(8)]
    edited = [*text[:5], text[5].replace("。", "，并且随时接受社会监督。"), passage(20, 1)]
    loaded = [report("中宁县人民政府", 2020, "".join(text)), report("平潭县人民政府", 2021, "".join(edited))]
    found = gk.Corpus(loaded).copies(sentences=True)
    assert found["agency"].unique().tolist() == ["平潭县人民政府"]
    assert found["status"].tolist() == ["copied"] * 5 + ["edited"]
    assert found["counterpart"].tolist() == text[:6]
    assert found["sentence"].tolist() == edited[:6]


def test_just_above_and_just_below_the_threshold() -> None:
    whole, other = (passage(seed, 12).replace("31", "若干") for seed in (1, 2))  # figures do not count
    sizes = range(0, len(whole), 3)
    mixed = {jaccard(whole, whole[:size] + other[size:]): whole[:size] + other[size:] for size in sizes}
    above = min(share for share in mixed if share >= 0.5)
    below = max(share for share in mixed if share < 0.5)
    assert above - below < 0.03
    for share, number in ((above, 2), (below, 0)):
        found = copies(report("中宁县人民政府", 2020, whole), report("平潭县人民政府", 2021, mixed[share]))
        assert len(found) == number
    found = copies(
        report("中宁县人民政府", 2020, whole), report("平潭县人民政府", 2021, mixed[below]), least=below
    )
    assert found["similarity"].tolist() == [1, pytest.approx(below)]


def test_whoever_repeats_only_itself_is_not_listed() -> None:
    text = passage(1)
    own = [report("中宁县人民政府", 2020, text), report("中宁县政府", 2021, text)]  # one agency, two names
    assert copies(*own).empty
    assert len(copies(*own, report("平潭县人民政府", 2022, text))) == 3
    assert list(copies(*own).columns) == list(copies(*own, report("平潭县人民政府", 2022, text)).columns)


def test_text_of_the_form_and_short_text_tell_nothing() -> None:
    text, counties = (
        passage(1),
        [
            "中宁县",
            "平潭县",
            "盱眙县",
            "金湖县",
            "涟水县",
            "泗洪县",
            "沭阳县",
            "泗阳县",
            "东海县",
            "灌云县",
            "灌南县",
        ],
    )
    every = [report(f"{county}人民政府", 2020, text) for county in counties]
    assert len(copies(*every[:10])) == 10
    assert copies(*every).empty  # more than ten agencies, and more than the share of them that counts
    assert len(copies(*every, common=1)) == 11
    assert copies(
        *(
            report(name, 2020, "本年度没有需要报告的其他事项。")
            for name in ("中宁县人民政府", "平潭县人民政府")
        )
    ).empty


@pytest.mark.parametrize("chosen", [{"least": 0}, {"least": 1.1}, {"common": 0}, {"common": 2}])
def test_shares_are_shares(chosen: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="both are shares above 0, up to 1"):
        copies(**chosen)


def test_a_missing_package_names_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rensa", None)
    with pytest.raises(gk.MissingDependency, match=r"gkstats\[copies\]"):
        copies(report("中宁县人民政府", 2020, passage(1)))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), max_size=20))
def test_equal_passages_are_one_cluster_where_two_owners_have_them(drawn: Sequence[tuple[int, int]]) -> None:
    texts = [passage(kind, 4) for kind, _ in drawn]
    owners = [owner for _, owner in drawn]
    expected = {}
    for place, (kind, _) in enumerate(drawn):
        expected.setdefault(kind, []).append(place)
    several = [places for places in expected.values() if len({owners[place] for place in places}) > 1]
    found = alike(signatures(texts), owners, 0.6)
    assert sorted(found) == sorted(several)
    counts = [len({owners[place] for place in places}) for places in found]
    assert counts == sorted(counts, reverse=True)


def test_signatures_are_the_same_in_every_run() -> None:
    assert signatures([passage(1)])[0, :3].tolist() == signatures([passage(2), passage(1)])[1, :3].tolist()
    assert signatures([""]).shape == signatures(["字"]).shape
    assert signatures([]).dtype == np.uint32
