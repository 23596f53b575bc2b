"""A corpus written and read back; its panel, series and comparison on the samples."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import gkstats as gk
from gkstats.datapackage import read_package


@pytest.fixture(scope="module")
def corpus() -> gk.Corpus:
    return gk.load_corpus(gk.samples() / "pingtan-20*.html", progress=False)


def test_parquet_gives_back_equal_frames_and_the_reports(corpus: gk.Corpus, tmp_path: Path) -> None:
    corpus.to_parquet(tmp_path)
    opened = gk.Corpus.read_parquet(tmp_path)
    assert len(opened) == len(corpus)
    for name, frame in corpus.to_frames().items():
        pd.testing.assert_frame_equal(opened.to_frames()[name], frame)
    assert [report.records for report in opened] == [report.records for report in corpus]
    for name in ("checks", "indicators", "series"):
        pd.testing.assert_frame_equal(getattr(opened, name)(), getattr(corpus, name)())
    pd.testing.assert_frame_equal(opened.regions, corpus.regions)
    for cell in (("applications", "received.new", "total"), ("applications", "received.new", "business")):
        ours, theirs = opened.panel(*cell), corpus.panel(*cell)
        pd.testing.assert_frame_equal(ours, theirs)
        assert ours.attrs == theirs.attrs


def test_a_folder_that_is_no_dataset_is_refused(corpus: gk.Corpus, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        gk.Corpus.read_parquet(tmp_path)
    (tmp_path / "gkstats.json").write_text("{")
    with pytest.raises(gk.GkstatsError, match="damaged"):
        gk.Corpus.read_parquet(tmp_path)
    (tmp_path / "gkstats.json").write_text('{"layout": 99}')
    with pytest.raises(gk.GkstatsError, match="newer"):
        gk.Corpus.read_parquet(tmp_path)
    with pytest.raises(gk.GkstatsError, match="not empty"):
        corpus.to_parquet(tmp_path)


def test_years_and_agencies_are_selected_alike(corpus: gk.Corpus, tmp_path: Path) -> None:
    corpus.to_parquet(tmp_path)
    for one in (corpus, gk.Corpus.read_parquet(tmp_path)):
        some = one.select(year=range(2019, 2022))
        assert (some.years, len(some)) == ([2019, 2020, 2021], 3)
        assert some.applications["year"].unique().tolist() == [2019, 2020, 2021]
        assert [report.year for report in some[1:]] == [2020, 2021]
        found = some.read(
            "facts", ["year", "value"], table="applications", row="received.new", column="total"
        )
        assert found["value"].tolist() == some.panel("applications", "received.new", "total").iloc[0].tolist()
        assert len(one.select(agency=one.agencies[0], year=2020)) == 1
        with pytest.raises(KeyError, match="there is no agency"):
            one.select(agency="nobody")
        with pytest.raises(KeyError, match="no column"):
            one.read("facts", where="here")


def test_a_dataset_answers_sql(corpus: gk.Corpus, tmp_path: Path) -> None:
    with pytest.raises(gk.GkstatsError, match="in memory"):
        corpus.query("SELECT 1")
    corpus.to_parquet(tmp_path)
    opened = gk.Corpus.read_parquet(tmp_path)
    found = opened.query("SELECT year, total FROM applications WHERE row = 'received.new' ORDER BY year")
    expected = corpus.applications.query("row == 'received.new'")[["year", "total"]].reset_index(drop=True)
    pd.testing.assert_frame_equal(found, expected)
    some = opened.select(year=2023).query(
        "SELECT count(*) AS n FROM documents JOIN indicators USING (document) WHERE indicator = 'refused_share'"
    )
    assert some["n"].tolist() == [1]
    with pytest.raises(gk.GkstatsError, match="facts"):
        opened.query("SELECT * FROM nothing")
    secret = tmp_path.parent / "secret.csv"
    secret.write_text("a\n1\n")
    with pytest.raises(gk.GkstatsError, match=r"(?i)permission|disabled"):
        opened.query(f"SELECT * FROM read_csv('{secret}')")


def test_the_same_report_in_four_formats_is_marked() -> None:
    found = gk.load_corpus(gk.samples() / "zhongning-2020.*", progress=False)
    first = found.reports["source"].iloc[0]
    assert found.reports["duplicate_of"].isna().tolist() == [True, False, False, False]
    assert (found.duplicates["duplicate_of"] == first).all()
    assert found.duplicates["match"].unique().tolist() == ["same agency and year"]
    assert found.duplicates["differing"].tolist() == [0, 0, 0]
    assert found.duplicate_cells.empty


def test_duplicates_that_differ_list_their_cells(tmp_path: Path) -> None:
    page = (gk.samples() / "pingtan-2023.html").read_text(encoding="utf-8")
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    (tmp_path / "b.html").write_text(page, encoding="utf-8")
    (tmp_path / "c.html").write_text(page.replace(">81<", ">82<", 1), encoding="utf-8")
    found = gk.load_corpus(tmp_path, progress=False)
    assert found.duplicates["match"].tolist() == ["same bytes", "same agency and year"]
    assert found.duplicates["differing"].tolist() == [0, len(found.duplicate_cells)]
    assert set(found.duplicate_cells["value"]) == {82}
    assert set(found.duplicate_cells["other_value"]) == {81}


def test_a_published_package_gives_back_equal_frames_without_paths(corpus: gk.Corpus, tmp_path: Path) -> None:
    package = corpus.publish(tmp_path, title="Pingtan")
    assert str(gk.samples()) not in package.read_text(encoding="utf-8")
    frames = read_package(tmp_path)
    for name, frame in corpus.to_frames().items():
        if name not in ("reports", "errors"):
            pd.testing.assert_frame_equal(frames[name], frame)
    assert frames["reports"]["source"].tolist()[0] == "pingtan-2011.html"
    assert json.loads(package.read_text(encoding="utf-8"))["title"] == "Pingtan"


def test_fifteen_years_in_three_lines(corpus: gk.Corpus) -> None:
    series = corpus.series()
    requests = series[series["series"] == "received.new"].set_index("year")["value"]
    assert requests.index.tolist() == list(range(2011, 2026))
    assert requests[2014] == 1
    assert requests[2019] == 23
    assert requests[2023] == 81
    disclosed = series[series["series"] == "disclosed.total"].set_index("year")
    assert disclosed["value"].tolist()[:9] == [425, 739, 72804, 2543, 2949, 3460, 2122, 2069, 2599]
    assert disclosed.index[disclosed["break"]].tolist() == [2019]


def test_what_is_not_comparable_is_not_joined(corpus: gk.Corpus) -> None:
    issued = corpus.panel("proactive", "normative_documents", "issued").iloc[0]
    assert issued[[2019, 2020]].isna().all()
    assert issued[2023] == 77


def test_two_years_compared(corpus: gk.Corpus) -> None:
    by_year = {report.year: report for report in corpus}
    found = gk.compare(by_year[2023], by_year[2024])
    cells = found.cells.set_index(["table", "row", "column"])
    assert cells.loc[("applications", "received.new", "total"), "earlier"] == 81
    assert found.reuse is not None
    assert 0 <= found.reuse <= 1
    assert {"copied", "edited", "new", "dropped"} >= set(found.sentences["status"])


def test_a_report_knows_its_region() -> None:
    region = gk.load_report(gk.samples() / "zhongning-2020.txt").region
    assert region is not None
    assert (region.code, region.level) == ("640521", "department")
    city = gk.load_report(gk.samples() / "huaian-2024.pdf").region
    assert city is not None
    assert (city.code, city.level, city.parent_code) == ("320800", "prefecture", "320000")


def test_a_zone_without_a_code_stands_in_its_host(corpus: gk.Corpus) -> None:
    region = corpus[0].region
    assert region is not None
    assert (region.name, region.level, region.parent_name) == ("平潭综合实验区", "zone", "平潭县")


def test_a_corpus_lists_the_regions_of_its_reports() -> None:
    corpus = gk.load_corpus(
        [gk.samples() / "zhongning-2020.txt", gk.samples() / "huaian-2024.pdf"], progress=False
    )
    assert corpus.regions["code"].tolist() == ["640521", "320800"]
    assert corpus.regions["parent"].tolist() == ["中宁县", "江苏省"]
