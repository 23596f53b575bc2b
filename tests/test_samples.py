"""The sample reports say what their facts files say, and rebuilding them gives the same bytes."""

from __future__ import annotations

import io
import re
import tomllib
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import gkstats as gk
from sample_reports.build import HERE, OUTPUTS, Output, make
from sample_reports.typesetting.facts import read_facts
from sample_reports.typesetting.pdf import MissingTool

FIGURE = re.compile(r"\{(\w+)\}(%|万|分钟)?")
"""A figure in a sentence, and what makes it a rate, a multiple or a length of time instead of a count."""
COUNT = re.compile(r"\d+[余多]?(?:条|件|个|篇|期|次|场|人|名|份|家|项|套|宗|起|通|批|轮|类|万|元|%)")
PRODUCER = re.compile(rb"/Producer\s*[<(][^>)]*[>)]")
READINGS = [
    (output, engine)
    for output in OUTPUTS
    for engine in (("pdfium", "pdfminer") if output.suffix == "pdf" else ("auto",))
]
IDS = [f"{output.name}-{engine}" for output, engine in READINGS]


@cache
def facts(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / "facts" / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def read(name: str, engine: str) -> gk.Report:
    return gk.load_report(HERE / name, engine=engine)


def printed_cells(tables: dict[str, Any]) -> dict[tuple[str, str, str], str]:
    columns = ("natural_person", "business", "research", "public_interest", "legal_service", "other", "total")
    return {
        (table, row, column): value
        for table in ("proactive", "applications", "reviews")
        for row, values in tables[table].items()
        for column, value in (
            values.items() if isinstance(values, dict) else zip(columns, values, strict=True)
        )
    }


def number(figure: str | int) -> float:
    return 1.0 if figure == "一" else float(figure)


def test_there_is_a_document_for_every_output_and_no_other() -> None:
    documents = {p.name for p in HERE.iterdir() if p.suffix in {".pdf", ".docx", ".html", ".txt"}}
    assert documents == {output.name for output in OUTPUTS}
    assert {p.stem for p in (HERE / "facts").iterdir()} == {output.report for output in OUTPUTS}


def test_the_samples_stay_small() -> None:
    assert sum((HERE / output.name).stat().st_size for output in OUTPUTS) < 6_000_000


@pytest.mark.parametrize(("output", "engine"), READINGS, ids=IDS)
def test_a_document_holds_every_cell_of_its_facts(output: Output, engine: str) -> None:
    wanted, report = facts(output.report), read(output.name, engine)
    assert (report.year, report.form) == (wanted["year"], wanted["form"])
    # Pingtan's report for 2014 names the committee in its title, not the zone.
    assert report.agency.startswith(wanted["agency"])
    if output.maker == "site":
        assert report.published == wanted["published"]
    cells = report.facts
    if "statistics" in wanted["tables"]:
        rows = [text for row in wanted["tables"]["statistics"] for text in row[2:]]
        assert cells["printed"].tolist() == rows
    else:
        index = zip(cells["table"], cells["row"], cells["column"], strict=True)
        assert dict(zip(index, cells["printed"], strict=True)) == printed_cells(wanted["tables"])


@pytest.mark.parametrize(("output", "engine"), READINGS, ids=IDS)
def test_the_narrative_gives_every_count_of_the_facts(output: Output, engine: str) -> None:
    wanted, report = facts(output.report), read(output.name, engine)
    uncounted = {name for name, after in FIGURE.findall(wanted["text"]) if after}
    counts = {name: number(value) for name, value in wanted["figures"].items() if name not in uncounted}
    found = set(report.quantities["value"].dropna())
    assert {name: value for name, value in counts.items() if value not in found} == {}
    text = re.sub(r"\s", "", "".join(report.sections["text"]))
    printed = {name: str(wanted["figures"][name]) for name in uncounted}
    assert {
        k: v for k, v in printed.items() if not re.search(rf"(?<![\d.]){re.escape(v)}(?![\d.])", text)
    } == {}


def test_four_formats_and_two_engines_give_the_same_frames() -> None:
    names = ["facts", "applications", "proactive", "reviews", "channels", "hotline", "sections"]
    names += ["quantities", "breakdowns", "problems", "improvements"]
    places = ["note", "page", "x0", "y0", "x1", "y1"]
    readings = [read(o.name, e) for o, e in READINGS if o.report == "zhongning-2020"]
    assert len(readings) == 5
    for name in names:
        first, *others = (getattr(report, name) for report in readings)
        for other in others:
            if isinstance(first, pd.Series):
                pd.testing.assert_series_equal(first, other)
            else:
                pd.testing.assert_frame_equal(
                    first.drop(columns=places, errors="ignore"), other.drop(columns=places, errors="ignore")
                )
    assert len({(str(r.contacts), r.title, r.period) for r in readings}) == 1


def test_the_mistakes_of_pingtan_2020_stay_in() -> None:
    report = read("pingtan-2020.html", "auto")
    total = report.applications["total"]
    outcomes = total[total.index.str.startswith("outcome.") & (total.index != "outcome.total")]
    assert (outcomes.sum(), total["outcome.total"]) == (27, 21)
    parts = report.breakdowns
    categories = parts.loc[parts["total"].eq(2602).fillna(False), "value"]
    assert (len(categories), categories.sum()) == (11, 2603)


@pytest.mark.parametrize("name", sorted({output.report for output in OUTPUTS}))
def test_sentences_name_their_counts(name: str) -> None:
    """A count written out in a sentence would escape comparison with the facts."""
    assert COUNT.findall(FIGURE.sub("", facts(name)["text"])) == []


@pytest.mark.parametrize("output", [o for o in OUTPUTS if o.suffix != "pdf"], ids=lambda output: output.name)
def test_rebuilding_gives_the_same(output: Output) -> None:
    built, kept = make(output), (HERE / output.name).read_bytes()
    if output.suffix == "docx":  # compressed bytes depend on Python's zlib
        assert members(built) == members(kept)
    else:
        assert built == kept.replace(b"\r\n", b"\n")


def members(package: bytes) -> list[tuple[str, tuple[int, ...], bytes]]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return [(e.filename, e.date_time, archive.read(e)) for e in archive.infolist()]


@pytest.mark.parametrize("name", ["huaian-2024.pdf", "pingtan-2020.pdf"])
def test_rebuilding_a_pdf_gives_the_same_bytes(name: str) -> None:
    (output,) = (output for output in OUTPUTS if output.name == name)
    try:
        built = make(output)
    except MissingTool as missing:
        pytest.skip(str(missing))
    kept = (HERE / name).read_bytes()
    if PRODUCER.findall(built) != PRODUCER.findall(kept):
        pytest.skip(f"{name} was made by {PRODUCER.findall(kept)}, here is {PRODUCER.findall(built)}")
    assert built == kept


GOOD = """
title = "某某市2020年政府信息公开工作年度报告"
agency = "某某市"
year = 2015
form = "fujian"
text = '''
一、概述
发布信息{published}条。
[table statistics]
'''
[figures]
published = 5
[tables]
statistics = [["主动公开文件数", "条", "5", "9"]]
"""


@pytest.mark.parametrize(
    ("old", "new", "trouble"),
    [
        ("published = 5", "published = 5\nlost = 1", "without a place in the text: lost"),
        ("{published}", "{unknown}", "no figure for unknown"),
        ("[table statistics]", "", "without a place in the text: statistics"),
        ("[table statistics]", "[table reviews]", "reviews"),
    ],
)
def test_a_slip_in_a_facts_file_stops_the_build(tmp_path: Path, old: str, new: str, trouble: str) -> None:
    path = tmp_path / "facts.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert len(read_facts(path).blocks) == 3
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(ValueError, match=trouble):
        read_facts(path)


def test_a_cell_without_a_figure_stops_the_build(tmp_path: Path) -> None:
    whole = (HERE / "facts" / "pingtan-2023.toml").read_text(encoding="utf-8")
    path = tmp_path / "facts.toml"
    path.write_text(re.sub(r'(?m)^"outcome\.granted".*\n', "", whole), encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape("outcome.granted")):
        read_facts(path)
