"""A report that was published in several editions counts once, and every row says which document it is from."""

from __future__ import annotations

import hashlib
import inspect
import shutil
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

import gkstats as gk
from gkstats.frames import FRAMES

RECEIVED = {"row": "received.new", "year": 2020}


@pytest.fixture(scope="module")
def memory() -> gk.Corpus:
    return gk.load_corpus(gk.samples(), executor=1, progress=False)


@pytest.fixture(scope="module")
def stored(memory: gk.Corpus, tmp_path_factory: pytest.TempPathFactory) -> gk.Corpus:
    folder = tmp_path_factory.mktemp("samples")
    memory.to_parquet(folder / "d")
    return gk.Corpus.read_parquet(folder / "d")


@pytest.fixture(params=["memory", "stored"])
def corpus(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue(request.param)


def test_sums_count_a_report_once(corpus: gk.Corpus) -> None:
    assert corpus.read("applications", **RECEIVED)["total"].sum() == 21
    assert corpus.editions("all").read("applications", **RECEIVED)["total"].sum() == 42
    assert corpus.editions("one").read("applications", **RECEIVED)["total"].sum() == 21
    assert corpus.channels.query("year == 2020")["value"].sum() == 540
    assert corpus.panel("applications", "received.new", "total")[2020].sum() == 21


def test_sql_counts_a_report_once(stored: gk.Corpus) -> None:
    for tables, disclosed, requests in (("", 540, 21), ("_all", 2160, 42)):
        found = stored.query(
            f"SELECT year, sum(value) AS n FROM channels{tables} WHERE year = 2020 GROUP BY year"
        )
        assert found["n"].tolist() == [disclosed]
        asked = f"SELECT sum(total) AS n FROM applications{tables} WHERE row = 'received.new' AND year = 2020"
        assert stored.query(asked)["n"].tolist() == [requests]
    joined = "SELECT count(*) AS n FROM facts JOIN reports USING (document) WHERE facts.year = 2020"
    assert stored.query(joined)["n"].item() == len(stored.read("facts", year=2020))


def test_what_is_left_aside_is_said(corpus: gk.Corpus) -> None:
    aside = len(corpus) - len(corpus.editions("one"))
    assert aside == corpus.reports["duplicate_of"].notna().sum() == len(corpus.duplicates) >= 7
    assert f"{aside} are left aside" in repr(corpus)
    for frame in (corpus.facts, corpus.checks(), corpus.indicators(), corpus.regions):
        assert frame.attrs["left_aside"] == aside
    assert corpus.editions("all").facts.attrs["left_aside"] == 0
    assert "left aside" not in repr(corpus.editions("all"))
    with pytest.raises(ValueError, match=r'choose "one" or "all"'):
        corpus.editions("two")  # type: ignore[arg-type]


def test_every_row_names_its_document(corpus: gk.Corpus) -> None:
    keys = {Path(report.source): report for report in corpus}
    for row in corpus.reports.itertuples():
        assert row.document == hashlib.sha256(Path(str(row.source)).read_bytes()).hexdigest()[:12]
        assert Path(str(row.source)) in keys
    assert corpus.reports["document"].is_unique
    counted = set(corpus.reports.loc[corpus.reports["duplicate_of"].isna(), "document"])
    stacked = {name: getattr(corpus, name) for name in FRAMES}
    for name, frame in {**stacked, "checks": corpus.failures(), "regions": corpus.regions}.items():
        assert frame.columns[:3].tolist() == ["document", "agency", "year"], name
        assert set(frame["document"]) <= counted, name
    aside = corpus.reports[corpus.reports["duplicate_of"].notna() & (corpus.reports["cells"] > 0)]
    key = aside["document"].iloc[0]  # who asks for a document by its key gets it
    assert set(corpus.read("facts", document=key)["document"]) == {key}
    assert corpus.read("facts", document="0123456789ab").empty


def test_reports_say_where_and_when(corpus: gk.Corpus) -> None:
    huaian = corpus.reports.set_index("source").filter(like="huaian-2024", axis=0).iloc[0]
    assert (huaian["province"], huaian["prefecture"], huaian["level"]) == ("江苏省", "淮安市", "prefecture")
    assert pd.isna(huaian["county"])
    zhongning = corpus.reports[corpus.reports["agency"] == "中宁县审批服务管理局"].iloc[0]
    assert (zhongning["code"], zhongning["province"], zhongning["county"]) == (
        "640521",
        "宁夏回族自治区",
        "中宁县",
    )
    assert corpus.reports["published"].dtype == "datetime64[s]"


def test_copies_are_told_apart_and_moved_documents_are_not(tmp_path: Path) -> None:
    sample = gk.samples() / "pingtan-2023.html"
    for name in ("a.html", "b.html"):
        shutil.copy(sample, tmp_path / name)
    corpus = gk.load_corpus(tmp_path, to=tmp_path / ".d", executor=1, progress=False)
    key = gk.load_corpus(sample, progress=False).reports["document"].item()
    assert corpus.reports["document"].tolist() == [key, f"{key}-2"]
    everything = corpus.editions("all")
    assert len(everything.facts) == 2 * len(corpus.facts)
    assert set(everything.facts["document"]) == {key, f"{key}-2"}
    joined = "SELECT count(*) AS n FROM facts_all JOIN reports_all USING (document)"
    assert corpus.query(joined)["n"].item() == len(everything.facts)
    assert len(corpus.facts.merge(corpus.reports, on="document")) == len(corpus.facts)


def test_the_edition_with_most_cells_counts(tmp_path: Path) -> None:
    page = (gk.samples() / "pingtan-2023.html").read_text(encoding="utf-8")
    start = page.index("四、")
    (tmp_path / "a.html").write_text(page[:start], encoding="utf-8")  # torn off before the last table
    (tmp_path / "b.html").write_text(page, encoding="utf-8")
    corpus = gk.load_corpus(tmp_path, progress=False)
    assert len(corpus.agencies) == 1
    assert [Path(source).name for source in corpus.reports["duplicate_of"].dropna()] == ["b.html"]
    assert not corpus.reviews.empty
    in_order = [Path(report.source).name for report in corpus.editions("one")]
    assert in_order == ["b.html"]


METHODS = {
    "agencies": lambda corpus: pd.Series(corpus.agencies),
    "years": lambda corpus: pd.Series(corpus.years),
    "identities": lambda corpus: corpus.identities,
    "reports": lambda corpus: corpus.reports,
    "errors": lambda corpus: corpus.errors,
    "skipped": lambda corpus: corpus.skipped,
    "duplicates": lambda corpus: corpus.duplicates,
    "duplicate_cells": lambda corpus: corpus.duplicate_cells,
    "regions": lambda corpus: corpus.regions,
    "agencies_to_check": lambda corpus: corpus.agencies_to_check(),
    "checks": lambda corpus: corpus.checks(),
    "failures": lambda corpus: corpus.failures(),
    "indicators": lambda corpus: corpus.indicators(),
    "indicators as printed": lambda corpus: corpus.indicators(derived=False),
    "panel": lambda corpus: corpus.panel("applications", "outcome.denied", "total"),
    "panel of a cell": lambda corpus: corpus.panel("applications", "received.new", "business"),
    "panel as printed": lambda corpus: corpus.panel("applications", "outcome.total", "total", derived=False),
    "series": lambda corpus: corpus.series(),
    "reuse": lambda corpus: corpus.reuse(),
    "read": lambda corpus: corpus.read("facts", ["value", "document"], table="reviews", year=[2020, 2023]),
    "text": lambda corpus: pd.Series([str(corpus), repr(corpus), corpus._repr_html_()]),
    "length": lambda corpus: pd.Series([len(corpus), len(corpus.counted), corpus.left_aside]),
    "timelines": lambda corpus: pd.Series({key: str(line) for key, line in corpus.timelines.items()}),
    "corrections": lambda corpus: corpus.corrections,
    "copies": lambda corpus: corpus.copies(),
    "frame": lambda corpus: corpus.frame("indicators", labels="zh"),
    **{name: (lambda corpus, name=name: getattr(corpus, name)) for name in FRAMES},
}
SELECTIONS = {
    "everything": lambda corpus: corpus,
    "all editions": lambda corpus: corpus.editions("all"),
    "some": lambda corpus: corpus.select(year=range(2020, 2024)),
}


@pytest.fixture(scope="module", params=SELECTIONS)
def chosen(
    request: pytest.FixtureRequest, memory: gk.Corpus, stored: gk.Corpus
) -> tuple[gk.Corpus, gk.Corpus]:
    """Return a selection of both, which keep what they have worked out from one question to the next."""
    choose = SELECTIONS[request.param]
    return choose(stored), choose(memory)


@pytest.mark.parametrize("method", METHODS)
def test_a_dataset_answers_as_memory_does(method: str, chosen: tuple[gk.Corpus, gk.Corpus]) -> None:
    ours, theirs = map(METHODS[method], chosen)
    (pd.testing.assert_series_equal if isinstance(ours, pd.Series) else pd.testing.assert_frame_equal)(
        ours, theirs
    )
    assert ours.attrs == theirs.attrs


def test_no_public_method_is_left_out() -> None:
    names = {name for name, _ in inspect.getmembers(gk.Corpus) if name[:1] != "_"}
    elsewhere = {
        "counted",
        "count",
        "index",
        "editions",
        "with_aliases",
        "with_corrections",
        "as_printed",
        "left_aside",
        "select",
        "query",
        "to_frames",
        "write",
        "publish",
        "read_parquet",
    }
    elsewhere |= {name for name in names if name.startswith("to_")}
    assert names - elsewhere <= set(METHODS)


@pytest.mark.parametrize(
    "name", [name for name in gk.charts.__all__ if name not in ("chart_style", "describe")]
)
def test_a_chart_of_a_dataset_is_that_of_memory(name: str, memory: gk.Corpus, stored: gk.Corpus) -> None:
    mpl.use("agg")
    drawn = []
    for corpus in (memory, stored):
        try:
            ax = getattr(gk.charts, name)(corpus)
        except (TypeError, ValueError, KeyError) as error:
            drawn.append(repr(error))
            continue
        ax.figure.canvas.draw()
        drawn.append(np.asarray(ax.figure.canvas.buffer_rgba()).tobytes())
        mpl.pyplot.close("all")
    assert drawn[0] == drawn[1]
