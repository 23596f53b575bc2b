"""A file that holds several whole reports is never read as one, and a corpus holds each of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import gkstats as gk
from gkstats.documents.model import Document
from gkstats.documents.source import Source, is_part
from gkstats.errors import SeveralReports, UnreadableDocument
from gkstats.loading import chunks
from gkstats.records import Records

TEXT = (gk.samples() / "zhongning-2020.txt").read_text(encoding="utf-8")
AGENCY = "中宁县审批服务管理局"
OTHERS = {"another year": TEXT.replace("2020", "2019"), "another body": TEXT.replace(AGENCY, "中宁县水务局")}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "both.txt"
    path.write_text(TEXT + "\n" + OTHERS["another year"], encoding="utf-8")
    return path


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
@pytest.mark.parametrize("ahead", [True, False])
def test_one_report_is_asked_for_and_several_are_there(other: str, ahead: bool) -> None:
    data = (f"{other}\n{TEXT}" if ahead else f"{TEXT}\n{other}").encode()
    with pytest.raises(
        SeveralReports, match=r"holds 2 reports: #1 .*; #2 .*; read each of them with load_corpus"
    ) as caught:
        gk.load_report(data)
    assert isinstance(caught.value, gk.NotAReport)
    assert AGENCY in str(caught.value)
    assert "2020" in str(caught.value)


def test_a_corpus_reads_each_and_names_it_by_its_number(file: Path) -> None:
    corpus = gk.load_corpus(file, progress=False)
    assert corpus.errors.empty
    assert [Path(source).name for source in corpus.reports["source"]] == ["both.txt#1", "both.txt#2"]
    assert corpus.reports["year"].tolist() == [2020, 2019]
    alone = gk.load_report(TEXT.encode())
    assert corpus[0].facts.drop(columns="page").equals(alone.facts.drop(columns="page"))
    assert "2019" in corpus[1].sections["text"].str.cat()
    assert "2020年1月1日" not in corpus[1].sections["text"].str.cat()


def test_one_of_them_can_be_chosen_and_shown(file: Path) -> None:
    report = gk.load_report(f"{file}#2")
    assert report.year == 2019
    assert "总计" in report.show_source("applications", "outcome.total", "total")._repr_html_()
    assert report.cross_check().empty
    with pytest.raises(gk.NotAReport, match="no number 3"):
        gk.load_report(f"{file}#3")
    with pytest.raises(FileNotFoundError):
        gk.load_report(f"{file}.none#1")


def test_bytes_keep_their_place(file: Path) -> None:
    corpus = gk.load_corpus([file.read_bytes(), TEXT.encode()], progress=False)
    assert corpus.reports["source"].tolist() == ["<bytes>#1", "<bytes>#2", "<bytes>"]
    assert "总计" in corpus[1].show_source("applications", "outcome.total", "total")._repr_html_()


def test_a_dataset_holds_each_and_reads_none_again(file: Path, tmp_path: Path) -> None:
    for _ in range(2):
        corpus = gk.load_corpus(file, to=tmp_path / "set", cache=tmp_path / "cache", progress=False)
        assert corpus.reports["year"].tolist() == [2020, 2019]
        assert corpus.errors.empty
    assert gk.load_corpus([f"{file}#2"], cache=tmp_path / "cache", progress=False).reports[
        "year"
    ].tolist() == [2019]


def test_two_reports_side_by_side_in_one_page() -> None:
    bodies = []
    for year in (2021, 2022):
        page = (gk.samples() / f"pingtan-{year}.html").read_text(encoding="utf-8")
        found = re.search(r"<body[^>]*>(.*)</body>", page, re.DOTALL)
        assert found is not None
        bodies.append(f"<td>{found[1]}</td>")
    with pytest.raises(SeveralReports, match=r"2021; #2 .*2022"):
        gk.load_report(f"<html><body><table><tr>{''.join(bodies)}</tr></table></body></html>".encode())


INNOCENT = {
    "links to other reports": f"相关报告\n{AGENCY}2019年政府信息公开工作年度报告\n{AGENCY}2018年政府信息公开工作年度报告\n",
    "a heading on every page": f"{AGENCY}2020年政府信息公开工作年度报告\n",
    "a body in short": "审批服务管理局2020年政府信息公开工作年度报告\n",
    "a sentence": f"{AGENCY}2019年政府信息公开工作年度报告见本局网站。\n",
}


@pytest.mark.parametrize("text", INNOCENT.values(), ids=INNOCENT)
def test_a_title_without_a_report_behind_it_divides_nothing(text: str) -> None:
    report = gk.load_report((TEXT + text).encode())
    assert report.form == "national-2019"
    assert report.source == "<bytes>"
    assert report.facts.equals(gk.load_report(TEXT.encode()).facts)


@pytest.mark.parametrize("later", [1, 3])
def test_a_file_that_holds_other_reports_now_replaces_all_that_it_held(later: int, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    texts = [TEXT, OTHERS["another year"], TEXT.replace("2020", "2018")]
    for count in (2, later, 2):
        path.write_text("\n".join(texts[:count]), encoding="utf-8")
        corpus = gk.load_corpus(path, to=tmp_path / "set", executor=1, progress=False)
        assert corpus.reports["year"].tolist() == [2020, 2019, 2018][:count]
        named = corpus.query("SELECT DISTINCT source FROM documents ORDER BY source")["source"]
        assert named.tolist() == corpus.reports["source"].tolist()
        assert len(gk.Corpus.read_parquet(tmp_path / "set")) == count


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (UnreadableDocument("a", "it breaks", "mend it"), ["#1"]),
        (ZeroDivisionError("none"), ["#1"]),
        (gk.NotAReport("a", "it is none", "look"), ["#1", "#3"]),
    ],
)
def test_one_that_cannot_be_read_costs_none_before_it(
    error: Exception, expected: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("\n".join([TEXT, OTHERS["another year"], OTHERS["another body"]]), encoding="utf-8")
    read = chunks.read_records

    def failing(document: Document, words: str = "") -> Records:
        if document.source.endswith("#2"):
            raise error
        return read(document, words)

    monkeypatch.setattr(chunks, "read_records", failing)
    corpus = gk.load_corpus(path, executor=1, progress=False)
    assert [source[-2:] for source in corpus.reports["source"]] == expected
    assert corpus.errors["error"].tolist() == [type(error).__name__]
    assert corpus.errors["source"].tolist() == [f"{path}#2"]
    told = "those behind it are not read" in corpus.errors["message"][0]
    assert told == (len(expected) == 1)


def test_processes_that_are_lost_on_a_part_come_to_an_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.html"
    pages = "<p>" + "\n".join([TEXT, OTHERS["another year"]]).replace("\n", "<p>")
    path.write_text(f"<meta charset=utf-8>{pages}", encoding="utf-8")
    attempt = chunks.attempt

    def losing(source: Source, *args: Any, **options: Any) -> Any:
        return "killed" if is_part(source.name) else attempt(source, *args, **options)

    monkeypatch.setattr(chunks, "attempt", losing)
    corpus = gk.load_corpus(path, executor=1, progress=False)
    assert corpus.errors["error"].tolist() == ["ChildProcessError"]
