"""Packages that others can use, and that come back as they went."""

from __future__ import annotations

import csv
import datetime as dt
import json
import tempfile
import warnings
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

import gkstats as gk
from gkstats import UnreadableDocument
from gkstats.corpus.declared import REPORTS
from gkstats.datapackage import LICENSES, publish, read_package
from gkstats.datapackage.citations import Cited, citations_frame
from gkstats.datapackage.codebook import codebook_frame, codebook_page
from gkstats.exports import rows_of
from gkstats.forms import all_forms
from gkstats.frames import FRAMES, LEAD, Column, table_frame
from tests.publishing.conftest import assert_same, declared_frames

DAY = dt.date(2026, 3, 31)


@pytest.fixture
def frames(nasty: pd.DataFrame) -> dict[str, pd.DataFrame]:
    facts = [
        ("3fa9c1d2e4b5", "云岭县人民政府", 2020, "applications", "received.new", "total", 21, "件", "21", "number", "confirmed", "", "", 3, 1.5, 2, 3, 4),
        ("3fa9c1d2e4b5", "云岭县人民政府", 2020, "applications", "received.new", "other", None, None, "NA", "text", "placed", "", "", None, *[None] * 4),
    ]  # fmt: skip
    return {
        "facts": table_frame((*LEAD, *FRAMES["facts"].columns), facts),
        "problems": table_frame((*LEAD, *FRAMES["problems"].columns), []),
        "nasty": nasty,
    }


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(declared_frames())
def test_a_package_gives_back_the_very_frames(frames: dict[str, pd.DataFrame]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        publish(frames, folder, title="t")
        assert_same(read_package(folder), frames)


@pytest.mark.parametrize("dtype", ["str", "int64", "float64", "bool", "datetime64[us]", "Int32"])
def test_other_dtypes_come_back_too(dtype: str, tmp_path: Path) -> None:
    values = {
        "str": ["a", "NA"],
        "bool": [True, False],
        "datetime64[us]": ["2020-01-01", "2021-02-03T04:05:06"],
    }
    frame = pd.DataFrame({"n": pd.Series(values.get(dtype, [1, 2]), dtype=dtype)})
    publish({"f": frame}, tmp_path, title="t")
    assert_same(read_package(tmp_path), {"f": frame})


def test_a_published_package_is_complete(frames: dict[str, pd.DataFrame], tmp_path: Path) -> None:
    file = publish(
        frames, tmp_path, title="云岭县", creators=["A: B", "C"], released=DAY, license="CC0-1.0",
        columns={"nasty": [Column("text", "string", "anything")]},
    )  # fmt: skip
    package = json.loads(file.read_text(encoding="utf-8"))
    assert package["created"] == "2026-03-31T00:00:00Z"
    assert package["licenses"][0]["name"] == "CC0-1.0"
    assert [resource["name"] for resource in package["resources"]] == [*frames, "codebook"]
    fields = {field["name"]: field for field in package["resources"][0]["schema"]["fields"]}
    assert fields["value"]["type"] == "number"
    assert fields["x0"]["unit"] == "points from the left"
    assert all(field.get("description") for field in fields.values())
    assert package["resources"][2]["schema"]["fields"][0]["description"] == "anything"
    files = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert files == {
        "datapackage.json", "data/facts.csv", "data/problems.csv", "data/nasty.csv", "codebook.csv", "codebook.md",
        "LICENSE.md", "CITATION.cff", "csv-metadata.json",
    }  # fmt: skip
    assert "CC0-1.0" in (tmp_path / "LICENSE.md").read_text(encoding="utf-8")
    assert 'authors: [{"name": "A: B"}, {"name": "C"}]' in (tmp_path / "CITATION.cff").read_text(
        encoding="utf-8"
    )


def test_the_same_frames_make_the_same_package(frames: dict[str, pd.DataFrame], tmp_path: Path) -> None:
    for folder in ("a", "b"):
        publish(frames, tmp_path / folder, title="t", released=DAY)
    first = {path.name: path.read_bytes() for path in (tmp_path / "a").rglob("*") if path.is_file()}
    assert first == {path.name: path.read_bytes() for path in (tmp_path / "b").rglob("*") if path.is_file()}


def test_missing_and_empty_text_stay_apart(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"t": pd.Series(["", None, "NA"], dtype="string"), "u": pd.Series(["x", None, "y"], dtype="string")}
    )
    publish({"f": frame}, tmp_path, title="t")
    rows = list(csv.reader((tmp_path / "data/f.csv").read_text(encoding="utf-8").splitlines()))
    assert rows == [["t", "u"], ["", "x"], ["NA1", ""], ["NA", "y"]]
    assert_same(read_package(tmp_path), {"f": frame})


def test_frictionless_finds_nothing_to_say(frames: dict[str, pd.DataFrame], tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # not ours to mend
        frictionless = pytest.importorskip(
            "frictionless", reason="the validator frictionless is not installed"
        )
    # A row without any value is lawful in a frame, but not in a package of frictionless.
    frames["nasty"] = frames["nasty"].iloc[:-1]
    file = publish(
        frames, tmp_path, title="云岭县", description="d", creators=["A"], homepage="https://example.org"
    )
    report = frictionless.validate(str(file))
    assert report.valid, report.flatten(["message"])
    package = frictionless.Package(str(file))
    for name, frame in frames.items():
        read = [tuple(row.values()) for row in package.get_resource(name).read_rows()]
        assert len(read) == len(frame)
        for found, expected in zip(read, rows_of(frame), strict=True):
            assert [float(v) if isinstance(v, Decimal) else v for v in found] == list(expected)
    data = tmp_path / "data/facts.csv"
    data.write_bytes(data.read_bytes().replace(b",21,", b",many,"))
    assert not frictionless.validate(str(file)).valid


def test_csv_on_the_web_finds_nothing_to_say(frames: dict[str, pd.DataFrame], tmp_path: Path) -> None:
    csvw = pytest.importorskip("csvw", reason="the validator csvw is not installed")
    reports = [("3fa9c1d2e4b5", "x.pdf", "云岭县人民政府", "?/x", 2020, *[None] * 12)]
    frames["reports"] = table_frame(
        REPORTS, [row[: len(REPORTS)] + (None,) * (len(REPORTS) - len(row)) for row in reports]
    )
    # Its reader takes a line end within a cell for that of the file; lawful, and no matter of what describes the tables.
    frames["nasty"] = frames["nasty"][
        ~frames["nasty"]["text"].str.contains(r"[\r\x00]", regex=True, na=True)
    ].reset_index(drop=True)
    publish(frames, tmp_path, title="云岭县", creators=["A"], columns={"reports": REPORTS})
    described = json.loads((tmp_path / "csv-metadata.json").read_text(encoding="utf-8"))
    columns = {table["url"]: table["tableSchema"]["columns"] for table in described["tables"]}
    value = next(column for column in columns["data/facts.csv"] if column["name"] == "value")
    assert value["datatype"] == "double"
    assert value["rdfs:label"][0] == {"@value": "数值", "@language": "zh"}

    def valid() -> bool:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                return bool(csvw.CSVW(str(tmp_path / "csv-metadata.json"), validate=True).is_valid)
            except ValueError:
                return False

    assert valid()
    for path, good, bad in (
        ("facts.csv", b",21,", b",many,"),  # no number
        ("facts.csv", b"3fa9c1d2e4b5", b"3fa9c1d2e4b6"),  # of no report
    ):
        data = (tmp_path / "data" / path).read_bytes()
        (tmp_path / "data" / path).write_bytes(data.replace(good, bad, 1))
        assert not valid(), bad
        (tmp_path / "data" / path).write_bytes(data)


def test_every_report_is_cited(tmp_path: Path) -> None:
    corpus = gk.load_corpus(gk.samples() / "zhongning-2020.*", progress=False)
    corpus.to_parquet(tmp_path / "set")
    today = pd.Timestamp(dt.datetime.now(dt.UTC).date())
    for one in (corpus, gk.Corpus.read_parquet(tmp_path / "set")):
        one.publish(tmp_path / "package", title="t")
        cited = read_package(tmp_path / "package")["citations"]
        assert cited["document"].tolist() == one.reports["document"].tolist()
        assert cited["read"].isin([today, today - pd.Timedelta(days=1)]).all()
        assert cited["citation_zh"].str.startswith("中宁县审批服务管理局. 中宁县审批服务管理局2020年").all()
        assert cited["url"].isna().all()


@pytest.mark.parametrize(
    ("published", "url", "zh", "en"),
    [
        (dt.date(2021, 3, 5), "https://a.gov.cn/1", "甲县. 报告[EB/OL]. (2021-03-05)[2026-11-28]. https://a.gov.cn/1.",
         "甲县 (2021-03-05). 报告. Read 2026-11-28 from https://a.gov.cn/1."),
        (None, None, "甲县. 报告[R]. 发布日期不详.", "甲县 (day of publication not stated). 报告."),
    ],
)  # fmt: skip
def test_citations_say_what_is_known(published: dt.date | None, url: str | None, zh: str, en: str) -> None:
    one = Cited("3fa9", "甲县", 2020, "报告", url, published, dt.date(2026, 11, 28))
    cited = citations_frame([one, one._replace(agency=None, title=None, year=None)])
    assert cited.loc[0, ["citation_zh", "citation_en"]].tolist() == [zh, en]
    assert cited["citation_zh"][1].startswith("[机关不详]. [?年度政府信息公开工作年度报告]")


def test_refusals(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"choose one of CC0-1\.0, CC-BY-4\.0"):
        publish({}, tmp_path, title="t", license="mine")
    with pytest.raises(ValueError, match="column 'n' is of dtype object"):
        publish({"f": pd.DataFrame({"n": pd.Series([1, "a"], dtype=object)})}, tmp_path, title="t")
    assert not list(tmp_path.iterdir())
    with pytest.raises(FileNotFoundError):
        read_package(tmp_path)


@pytest.mark.parametrize("harm", ["no json", "outside", "columns", "value", "foreign"])
def test_a_damaged_package_says_so(harm: str, frames: dict[str, pd.DataFrame], tmp_path: Path) -> None:
    file = publish(frames, tmp_path / "p", title="t")
    text, data = file.read_text(encoding="utf-8"), tmp_path / "p/data/facts.csv"
    (tmp_path / "secret.csv").write_text("a\n1\n")
    harms = {
        "no json": lambda: file.write_text("{", encoding="utf-8"),
        "outside": lambda: file.write_text(text.replace("data/facts.csv", "../secret.csv"), encoding="utf-8"),
        "columns": lambda: data.write_text("a,b\n1,2\n"),
        "value": lambda: data.write_bytes(data.read_bytes().replace(b",21,", b",many,")),
        "foreign": lambda: file.write_text('{"resources": [{"name": "f"}]}'),
    }
    harms[harm]()
    with pytest.raises(UnreadableDocument, match="publish it again"):
        read_package(tmp_path / "p")


def test_the_codebook_has_every_cell_of_every_form() -> None:
    book = codebook_frame()
    expected = {
        (form.id, table.id, *cell[:2])
        for form in all_forms()
        for table in form.tables
        for cell in table.cells()
    }
    found = set(zip(book["form"], book["table"], book["row"], book["column"], strict=True))
    assert found == expected
    assert len(book) == len(expected)
    units = {
        (form.id, table.id, row, column): unit
        for form in all_forms() for table in form.tables for row, column, unit in table.cells()
    }  # fmt: skip
    for row in book.itertuples():
        unit = units[row.form, row.table, row.row, row.column]
        assert (row.unit == unit) if unit else pd.isna(row.unit)
    labels = book[
        [
            "table_zh",
            "table_en",
            "row_zh",
            "row_en",
            "column_zh",
            "column_en",
            "row_printed",
            "column_printed",
        ]
    ]
    assert labels.notna().all(axis=None)
    assert (labels != "").all(axis=None)
    # a code without an entry in the vocabulary would stand for itself
    assert not (book["row_zh"] == book["row"]).any()
    assert not (book["column_zh"] == book["column"]).any()
    years = book.drop_duplicates("form").set_index("form")[["from_year", "to_year"]]
    assert years.loc["national-2019"].tolist() == [2019, 2020]
    assert years.loc["national-2021", "from_year"] == 2021
    assert pd.isna(years.loc["national-2021", "to_year"])


def test_the_page_shows_every_frame_form_and_code() -> None:
    page = codebook_page({name: spec.columns for name, spec in FRAMES.items()}, "云岭县")
    for name, spec in FRAMES.items():
        assert f"### {name}\n" in page
        assert all(f"| `{column.name}` | {column.dtype} |" in page for column in spec.columns)
    for form in all_forms():
        assert f"### {form.id}\n" in page
        for table in form.tables:
            assert all(
                f"| `{row}` |" in page and f"| `{column}` |" in page for row, column, _ in table.cells()
            )
    assert len(LICENSES) == 2
