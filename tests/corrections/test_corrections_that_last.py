"""A corrected figure is right everywhere and for good, what is printed stays beside it, and nothing else is corrected."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pandas as pd
import pytest

import gkstats as gk
from gkstats import corrections
from tests.keeping.test_faults import Faults, faults  # noqa: F401 - a fixture

TOTAL = {
    "agency": "平潭综合实验区",
    "year": 2020,
    "table": "applications",
    "row": "outcome.total",
    "column": "total",
}
HEAD = "document,agency,year,table,row,column,printed,corrected,reason,who,when,source"


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    file = tmp_path / "corrections.csv"
    corrections.add(
        file,
        **TOTAL,
        printed="21",
        corrected="27",
        reason="the outcomes add up to 27",
        who="Li Wei",
        when=dt.date(2024, 3, 1),
    )
    return file


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for year in (2020, 2021):
        shutil.copy(gk.samples() / f"pingtan-{year}.html", folder)
    return folder


def cell(corpus: gk.Corpus) -> list[object]:
    found = corpus.read(
        "facts", ["printed", "value", "trouble"], year=2020, row="outcome.total", column="total"
    )
    return found.iloc[0].tolist()


def total_in_sql(corpus: gk.Corpus) -> float:
    asked = "SELECT value FROM facts WHERE year = 2020 AND \"row\" = 'outcome.total' AND \"column\" = 'total'"
    return float(corpus.query(asked)["value"].iloc[0])


def test_in_memory_in_a_dataset_and_read_again(documents: Path, listed: Path, tmp_path: Path) -> None:
    to = tmp_path / "dataset"
    memory = gk.load_corpus(documents, corrections=listed, progress=False)
    first = gk.load_corpus(documents, to=to, corrections=listed, progress=False)
    page = documents / "pingtan-2020.html"
    page.write_bytes(page.read_bytes() + b"<!-- changed -->")
    again = gk.load_corpus(documents, to=to, progress=False)
    opened = gk.Corpus.read_parquet(to)
    memory_again = gk.load_corpus(documents, corrections=listed, progress=False)
    for corpus in (memory, first, again, opened, opened.select(year=2020)):
        assert cell(corpus) == ["21", 27.0, "corrected"]
        assert cell(corpus.as_printed()) == ["21", 21.0, "sums_disagree"]
        assert corpus.corrections["state"].tolist() == ["applied"]
    note = opened.read("facts", ["note"], trouble="corrected")["note"].tolist()
    assert note == ["corrected from 21 to 27 by Li Wei on 2024-03-01: the outcomes add up to 27"]
    assert (total_in_sql(opened), total_in_sql(opened.as_printed())) == (27, 21)
    for name in ("checks", "indicators", "series", "panel"):
        arguments = ("applications", "outcome.total", "total") if name == "panel" else ()
        for ours, theirs in ((opened, memory_again), (opened.as_printed(), memory_again.as_printed())):
            pd.testing.assert_frame_equal(getattr(ours, name)(*arguments), getattr(theirs, name)(*arguments))
    kept, bare = memory.panel("applications", "outcome.total", "total"), memory.as_printed()
    assert (
        kept[2020].tolist(),
        bare.panel("applications", "outcome.total", "total", derived=False)[2020].tolist(),
    ) == ([27], [21])
    copied = gk.Corpus.read_parquet(opened.to_parquet(tmp_path / "copy")[0].parents[1])
    assert cell(copied) == ["21", 27.0, "corrected"]
    assert cell(copied.as_printed()) == ["21", 21.0, "sums_disagree"]


def test_it_travels_with_what_is_published(documents: Path, listed: Path, tmp_path: Path) -> None:
    corpus = gk.load_corpus(documents, corrections=listed, progress=False)
    corpus.publish(tmp_path / "package", title="t")
    facts = pd.read_csv(tmp_path / "package" / "data" / "facts.csv").query("trouble == 'corrected'")
    assert facts[["printed", "value"]].astype(float).to_numpy().tolist() == [[21, 27]]
    lines = pd.read_csv(tmp_path / "package" / "data" / "corrections.csv")
    assert lines[["printed", "corrected", "reason", "state"]].astype(str).to_numpy().tolist() == [
        ["21", "27", "the outcomes add up to 27", "applied"]
    ]


def test_what_is_no_longer_printed_is_refused(documents: Path, tmp_path: Path) -> None:
    file = tmp_path / "corrections.csv"
    corrections.add(file, **TOTAL, printed="22", corrected="27", reason="a sum")
    corrections.add(file, **{**TOTAL, "year": 1999}, printed="22", corrected="27", reason="a sum")
    with pytest.raises(gk.GkstatsError, match=r"line 2: the report prints '21' there in .*pingtan-2020"):
        gk.load_report(documents / "pingtan-2020.html", corrections=file)
    with pytest.warns(UserWarning, match="1 of 2 corrections are refused"):
        corpus = gk.load_corpus(documents, corrections=file, progress=False)
    assert cell(corpus) == ["21", 21.0, "sums_disagree"]
    assert corpus.corrections[["state", "message"]].to_numpy().tolist() == [
        ["refused", "the report prints '21' there"],
        ["absent", ""],
    ]


def test_identity_and_parts_of_breakdowns(tmp_path: Path) -> None:
    file, source = tmp_path / "corrections.csv", gk.samples() / "zhongning-2020.txt"
    before = gk.load_report(source)
    number = str(
        before.breakdowns.query("dimension == 'channel' and of == 'disclosures'")["breakdown"].iloc[0]
    )
    part = before.channels.iloc[0]
    key = gk.load_corpus(source, progress=False).reports["document"].iloc[0]
    about = {"document": key, "reason": "a slip"}
    corrections.add(
        file, **about, table="breakdowns", row=number, column=part["label"], printed="75", corrected="76"
    )
    corrections.add(file, **about, table="identity", row="year", printed="2020", corrected="2021")
    after = gk.load_report(source, corrections=file)
    assert (after.year, after.channels["value"].iloc[0]) == (2021, 76)
    changed = after.breakdowns[after.breakdowns["breakdown"] == int(number)]
    assert not changed["sums"].any()
    assert changed["note"].str.contains("corrected from 75 to 76").all()
    assert "corrected by a person" in str(after.show_source("identity", "year"))
    other = gk.load_report(gk.samples() / "zhongning-2020.html", corrections=file)
    assert other.year == 2020


@pytest.mark.parametrize(
    ("line", "trouble"),
    [
        ("k,,,applications,a,total,1,=1+1,x,,,", "no figure"),
        ("k,,,applications,a,total,1,1e400,x,,,", "no figure"),
        ("k,,,applications,a,total,1,９,x,,,", "no figure"),
        ("k,,,sections,1,text,1,2,x,,,", "no table 'sections'"),
        ("k,,,applications,a,total,1,2,,,,", "no reason"),
        ("k,,,applications,a,total,1,2,=cmd,,,", "begins like a formula"),
        ("k,,,applications,a,total,1,2,a\x1b[2Jb,,,", "control characters"),
        ("k,,,applications,a,total,1,2," + "x" * 2001 + ",,,", "longer than"),
        (",x,,applications,a,total,1,2,x,,,", "names no report"),
        (",x,20 20,applications,a,total,1,2,x,,,", "no year"),
        ("k,,,identity,form,,a,b,x,,,", "no field 'form'"),
        ("k,,,identity,year,,2020,20,x,,,", "no year"),
        ("k,,,breakdowns,-1,total,1,2,x,,,", "number as the row"),
        ("k,,,applications,a,total,1,2,x,,1.3.2024,", "no date"),
        ("k,,,applications,a,total,1,1,x,,,", "changes nothing"),
        (
            "k,,,applications,a,total,1,2,x,,,\nk,,,applications,a,total,1,3,x,,,",
            "corrected in line 2 already",
        ),
        ("k,,,applications,a,total,1,2,x,,,,,", "too many cells"),
        ('k,,,applications,a,total,1,2,"x,,,', "no CSV file"),
        ("\udcff", "no CSV file"),
    ],
)
def test_a_hostile_list_is_one_error(line: str, trouble: str, tmp_path: Path) -> None:
    file = tmp_path / "corrections.csv"
    file.write_bytes(f"{HEAD}\n{line}\n".encode("utf-8", "surrogateescape"))
    with pytest.raises(gk.GkstatsError, match=trouble):
        corrections.Corrections.read(file)


def test_a_list_that_cannot_be_written_stays(listed: Path, faults: Faults) -> None:  # noqa: F811
    before = listed.read_bytes()
    failed = 0
    for number in range(1, 10):
        with faults.at(number):
            said = []
            try:
                corrections.add(
                    listed, **{**TOTAL, "row": f"row-{number}"}, printed="1", corrected="2", reason="x"
                )
            except gk.GkstatsError as error:
                said.append(error.trouble)
        if not said:
            break
        assert said == ["the disk is full"]
        # Where the folder alone could not be synced, the new list is there; it is never half of one.
        lines = corrections.Corrections.read(listed).encoded()
        assert lines.startswith(before)
        assert listed.read_bytes() == lines
        failed += 1
    assert failed
    assert [entry.name for entry in listed.parent.iterdir()] == [listed.name]


def test_a_damaged_list_of_a_dataset_is_found(documents: Path, listed: Path, tmp_path: Path) -> None:
    to = tmp_path / "dataset"
    gk.load_corpus(documents, to=to, corrections=listed, progress=False)
    (kept,) = to.glob("corrections=*.csv")
    kept.write_bytes(kept.read_bytes().replace(b",27,", b",28,"))
    with pytest.raises(gk.GkstatsError, match="its list of corrections is damaged"):
        gk.Corpus.read_parquet(to)
    assert cell(gk.load_corpus(documents, to=to, corrections=listed, progress=False)) == [
        "21",
        27.0,
        "corrected",
    ]
