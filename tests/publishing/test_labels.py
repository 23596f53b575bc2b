"""Words for codes and columns, all of them from the codebook."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest

import gkstats as gk
from gkstats.checks import all_checks
from gkstats.corpus.declared import EXPORTED
from gkstats.evidence import EVIDENCE
from gkstats.forms import all_forms
from gkstats.frames import table_frame
from gkstats.labels import described, labelled
from gkstats.vocabulary import groups, terms

LANGUAGES = ("zh", "en")


@pytest.fixture(scope="module")
def corpus() -> gk.Corpus:
    return gk.load_corpus(gk.samples() / "pingtan-20*.html", progress=False)


@pytest.mark.parametrize("name", EXPORTED)
def test_every_column_of_an_export_has_a_word_of_its_own(name: str) -> None:
    about = [described(name, column.name) for column in EXPORTED[name]]
    assert [one.name for one in about if one.zh == one.name or not one.en] == []
    for language in LANGUAGES:
        counted = Counter(one.label(language) for one in about)
        assert [word for word, count in counted.items() if count > 1] == []


def test_the_groups_that_columns_name_exist() -> None:
    named = {group for one in terms("fields").values() for group in one.codes.split()}
    assert named <= {*groups(), "checks", "rates", "evidence", "troubles", "lines"}
    assert set(terms("forms")) == {form.id for form in all_forms()}
    assert {check.basis for check in all_checks()} <= set(terms("bases"))
    assert {check.severity for check in all_checks()} <= set(terms("severities"))


@pytest.mark.parametrize("group", ["rows indicators", "columns", "rates", "checks", "troubles", "lines"])
def test_no_two_codes_of_a_column_share_a_word(group: str) -> None:
    frame, column = {
        "rows indicators": ("facts", "row"),
        "columns": ("facts", "column"),
        "rates": ("indicators", "indicator"),
        "checks": ("checks", "check"),
        "troubles": ("facts", "trouble"),
        "lines": ("series", "series"),
    }[group]
    known = terms("indicators")  # those of the old forms and the rates never stand in one frame
    for language in LANGUAGES:
        words = described(frame, column).words(language)
        if frame == "indicators":
            words = {code: word for code, word in words.items() if code not in known}
        assert [word for word, count in Counter(words.values()).items() if count > 1] == []
        assert "" not in words.values()


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_change_names_and_nothing_else(corpus: gk.Corpus, language: str) -> None:
    codes, words = corpus.to_frames(), corpus.to_frames(labels=language)
    assert list(words) == list(codes)
    for name, frame in codes.items():
        own = words[name]
        assert own.shape == frame.shape
        for position, column in enumerate(frame.columns):
            known = described(name, column).words(language)
            found = own.iloc[:, position].astype(object).where(own.iloc[:, position].notna(), None)
            plain = frame[column].astype(object).where(frame[column].notna(), None)
            assert (
                found.tolist() == [known.get(code, code) for code in plain] if known else found.equals(plain)
            )
    assert (
        codes["facts"]["row"].str.contains("outcome.partial", regex=False).any()
    )  # frames stay as they were


def test_a_scale_keeps_its_order(corpus: gk.Corpus) -> None:
    evidence = corpus.frame("facts", labels="zh")["依据"]
    assert evidence.dtype.ordered
    assert (evidence > "存疑").sum() == (corpus.facts["evidence"] > "doubtful").sum() > 0
    assert len(evidence.cat.categories) == len(EVIDENCE)


def test_a_report_has_its_frames_in_words() -> None:
    report = gk.load_report(gk.samples() / "pingtan-2023.html")
    asked = report.frame("applications", labels="zh")
    assert asked.index.name == "行"
    assert (
        asked.loc["本年新收政府信息公开申请数量", "总计"] == report.applications.loc["received.new", "total"]
    )
    assert report.frame("applications").equals(report.applications)
    assert report.frame("checks", labels="en")["severity"].isin(["error", "warning", "information"]).all()
    assert report.frame("hotline", labels="zh").shape[1] == report.frame("hotline").shape[1]
    with pytest.raises(KeyError, match=r"aplications.*applications"):
        report.frame("aplications")
    with pytest.raises(ValueError, match='labels=\'de\': choose "zh" or "en"'):
        report.frame("applications", labels="de")  # type: ignore[arg-type]


def test_what_no_codebook_knows_stays_as_it_is() -> None:
    frame = table_frame(
        EXPORTED["facts"][3:6], [("applications", "unmatched.1", None), (None, "rules", "total")]
    )
    found = labelled(frame, "facts", "zh")
    assert found["行"].tolist() == ["unmatched.1", "规章"]
    assert found.isna().to_numpy().tolist() == frame.isna().to_numpy().tolist()
    pd.testing.assert_frame_equal(
        labelled(frame.iloc[:0], "facts", "en").reset_index(drop=True),
        found.iloc[:0].set_axis(["table", "row", "column"], axis=1),
    )
