"""What is listed as uncertain, what users know better, and how often names of one body are found."""

from __future__ import annotations

from pathlib import Path

import pytest

import gkstats as gk
from benchmarks.agencies import measured
from gkstats.agencies.aliases import Aliases
from gkstats.agencies.doubts import doubts
from gkstats.synthetic.agencies import printed_names
from tests.agencies.test_ids import corpus_of


@pytest.mark.parametrize("seed", range(3))
def test_pairs_of_one_body_are_found(seed: int) -> None:
    found = measured(2000, seed)
    assert found.true > 5000
    assert found.precision >= 0.999
    assert found.recall >= 0.97


def test_pairs_of_one_body_are_found_in_reports_that_are_read(tmp_path: Path) -> None:
    printed = [one for number in range(8) for one in printed_names(1, number, range(2016, 2022))]
    corpus = corpus_of(tmp_path, *((one.name, one.year) for one in printed))
    reports = corpus.reports.assign(
        number=corpus.reports["source"].map(lambda source: int(Path(source).stem))
    )
    bodies = reports["number"].map(lambda number: printed[number].body)
    pairs = set(zip(reports["agency_id"], bodies, strict=True))
    assert len(reports) == len(printed)
    assert len({id_ for id_, _ in pairs}) == len(pairs)
    assert len(pairs) <= len(set(bodies)) + 1


@pytest.mark.parametrize(
    ("ids", "pair", "reason"),
    [
        (["640521/bureau:国土资源局", "640521/bureau:自然资源局"], (0, 1), "took over in 2018"),
        (["640521/bureau:发展和改革委员会", "640521/bureau:发展和改革局"], (0, 1), "kind of body"),
        (["640521/town:恩和乡", "640521/town:恩和镇"], (0, 1), "kind of body"),
        (["310000/office", "310000/government"], (0, 1), "the office may report"),
        (["?/government:朝阳区", "110105/government"], (0, 1), "does not say which division"),
        (["?/bureau:朝阳区教育局", "220104/bureau:教育局"], (0, 1), "does not say which division"),
        (["?/government:洪泽县", "320813/government"], (0, 1), "does not say which division"),
        (["110103/government", "110101/government"], (0, 1), "went into the other's in 2010"),
        (["?/government:朝阳区"], (0, None), "several divisions"),
        (["?/bureau:市教育局"], (0, None), "does not say where"),
    ],
)
def test_what_is_uncertain_is_listed(ids: list[str], pair: tuple[int, int | None], reason: str) -> None:
    one, other = ids[pair[0]], None if pair[1] is None else ids[pair[1]]
    assert [d for d in doubts(ids) if (d.id, d.other) == (one, other) and reason in d.reason]


def test_what_is_settled_is_not_listed() -> None:
    settled = ["640521/government", "640521/bureau:教育局", "350128/government", "350128/zone:平潭综合实验区"]
    assert not list(doubts([*settled, "320813/bureau:教育局"]))


def test_a_corpus_lists_what_to_check_and_takes_what_was_decided(tmp_path: Path) -> None:
    corpus = corpus_of(
        tmp_path, ("沭阳县国土资源局", 2018), ("沭阳县自然资源局", 2019), ("沭阳县财政局", 2019)
    )
    listed = corpus.agencies_to_check()
    assert listed[["agency", "other"]].to_numpy().tolist() == [["沭阳县国土资源局", "沭阳县自然资源局"]]
    file = tmp_path / "aliases.csv"
    file.write_text(
        "name,agency_id,from,to\n沭阳县国土资源局,321322/bureau:自然资源局,2010,2018\n", encoding="utf-8"
    )
    decided = corpus.with_aliases(file)
    assert decided.agencies_to_check().empty
    assert set(decided.reuse()["later"]) == {2019}
    assert decided.select(year=2018).reports["agency_id"].tolist() == ["321322/bureau:自然资源局"]
    assert corpus.reuse().empty


def test_aliases_hold_for_their_years(tmp_path: Path) -> None:
    file = tmp_path / "aliases.csv"
    file.write_text(
        "name,agency_id,from,to\n朝阳区人民政府,110105/government,2019,2020\n", encoding="utf-8-sig"
    )
    aliases = Aliases.read(file)
    assert [aliases("朝阳区 人民政府", year) for year in (2018, 2019, 2020, 2021, None)] == [
        "?/government:朝阳区",
        "110105/government",
        "110105/government",
        "?/government:朝阳区",
        "?/government:朝阳区",
    ]


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("name,agency_id,from\na,b,2019\n", "no column to"),
        ("name,agency_id,from,to\n,b,,\n", "empty"),
        ("name,agency_id,from,to\na,b,19,\n", "no year"),
        ("name,agency_id,from,to\na,b,,2020\na,c,2020,\n", "another id"),
    ],
)
def test_aliases_that_say_nothing_are_refused(tmp_path: Path, text: str, trouble: str) -> None:
    file = tmp_path / "aliases.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(gk.GkstatsError, match=trouble):
        Aliases.read(file)
