"""Defects and damage: what is planted is found, and what is damaged is refused."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import gkstats as gk
from gkstats.errors import GkstatsError
from gkstats.synthetic import SyntheticReport, read_truth, synthetic_report, write_reports
from gkstats.synthetic.agencies import draw_agency
from gkstats.synthetic.compose import FORMATS, Draft, TypesetFormat, compose, draft
from gkstats.synthetic.damage import DAMAGES
from gkstats.synthetic.defects import DEFECTS, with_defect
from gkstats.synthetic.figures import Subject
from gkstats.testing import assert_matches

FORMS = {"national-2019": 2020, "national-2021": 2022, "national-2014": 2016, "fujian": 2012}


def drafted(form: str, number: int) -> Draft:
    agency = draw_agency(5, number)
    return draft(agency, Subject(5, number, FORMS[form], agency.rules), form)


def failed(report: gk.Report) -> set[str]:
    checks = report.checks()
    return set(checks.loc[~checks["passed"].fillna(True), "check"])


def _sum_fails(report: gk.Report, spoilt: SyntheticReport) -> bool:
    return bool(
        failed(report) & {"row-sum", "outcome-sum", "review-sum", "received-sum", "answered-sum"}
    ) and bool(spoilt.truth["failed_checks"])


def _cells_are_blank(report: gk.Report, spoilt: SyntheticReport) -> bool:
    blank = sum(value is None for row in spoilt.truth["applications"].values() for value in row)
    return blank > 0 and int(report.facts["value"].isna().sum()) == blank and "blank-cells" in failed(report)


def _label_is_noted(report: gk.Report, _: SyntheticReport) -> bool:
    return (report.facts["note"] != "").sum() == 7


def _unit_is_printed(report: gk.Report, _: SyntheticReport) -> bool:
    return report.facts["printed"].str.contains("件|项|个|条|次|人|元").sum() == 1


def _figures_are_wide(report: gk.Report, _: SyntheticReport) -> bool:
    return bool(report.facts["printed"].str.contains("[０-９]").any())


def _row_is_kept(report: gk.Report, _: SyntheticReport) -> bool:
    return report.facts["row"].str.startswith("unmatched").sum() == 7 and "form-rows" in failed(report)


def _prose_is_caught(report: gk.Report, _: SyntheticReport) -> bool:
    return "prose-table" in failed(report)


FOUND: dict[str, Callable[[gk.Report, SyntheticReport], bool]] = {
    "wrong-total": _sum_fails,
    "blank-cells": _cells_are_blank,
    "misspelt-label": _label_is_noted,
    "unit-in-cell": _unit_is_printed,
    "full-width-figures": _figures_are_wide,
    "extra-row": _row_is_kept,
    "prose-differs": _prose_is_caught,
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", FOUND)
def test_a_planted_defect_is_found_and_the_truth_stays_known(form: str, kind: str) -> None:
    planted = 0
    for number in range(2):
        sound = drafted(form, number)
        try:
            spoilt = compose("x", with_defect(sound, random.Random(number), kind))
        except ValueError as error:
            assert "cannot have the defect" in str(error)  # noqa: PT017
            continue
        planted += 1
        assert spoilt.defects == (kind,)
        before = gk.load_report(compose("x", sound).typeset("html"))
        assert not FOUND[kind](before, compose("x", sound))
        for format_ in FORMATS[number::2]:
            report = gk.load_report(spoilt.typeset(format_))
            assert_matches(report, spoilt.truth)
            # A line of plain text that matches no row is no table's, and is not kept as a row.
            assert FOUND[kind](report, spoilt) or (kind, format_) == ("extra-row", "txt")
    # An indicator list has neither applicants nor rows of the requests table, and prose does not repeat it.
    lists = form in ("national-2014", "fujian")
    assert (planted > 0) is not (
        lists and kind in ("blank-cells", "misspelt-label", "extra-row", "prose-differs")
    )


def test_every_kind_of_defect_is_tried() -> None:
    assert {*FOUND, "wrong-suffix"} == set(DEFECTS)


def test_the_dial_turns() -> None:
    reports = [synthetic_report(1, index, defects=0.3) for index in range(200)]
    spoilt = [report for report in reports if report.defects]
    assert 40 < len(spoilt) < 80
    assert {kind for report in spoilt for kind in report.defects} == set(DEFECTS)
    assert not any(synthetic_report(1, index).defects for index in range(50))
    assert all(synthetic_report(1, index, defects=1.0).defects for index in range(50))


@pytest.mark.parametrize("kind", DAMAGES)
@pytest.mark.parametrize("format_", FORMATS)
def test_a_damaged_document_is_refused(kind: str, format_: TypesetFormat) -> None:
    for index in range(3):
        data = synthetic_report(6, index).typeset(format_)
        gk.load_report(data)
        with pytest.raises(GkstatsError):
            gk.load_report(DAMAGES[kind](data, format_, random.Random(index)))


def _ends(path: str) -> str:
    return path.rpartition(".")[2]


def test_a_collection_is_read_as_its_manifest_says(tmp_path: Path) -> None:
    manifest = write_reports(tmp_path, 45, seed=9, damaged=0.2, defects=0.6)
    again = write_reports(tmp_path / "again", 25, seed=9, damaged=0.2, defects=0.6)
    pd.testing.assert_frame_equal(manifest.head(25), again)
    for path in again["path"]:
        assert (tmp_path / path).read_bytes() == (tmp_path / "again" / path).read_bytes()

    assert list(manifest.columns) == ["path", "agency", "year", "form", "format", "damaged", "defects"]
    assert set(manifest["format"]) == set(FORMATS)
    assert set(manifest["damaged"]) > {""}
    wrong = manifest["defects"] == "wrong-suffix"
    assert wrong.any()
    assert ((manifest["path"].map(_ends) != manifest["format"]) == wrong).all()

    truths = dict(read_truth(tmp_path))
    sound = manifest[manifest["damaged"] == ""]
    assert [path.name for path in truths] == sound["path"].tolist()
    for path, truth in truths.items():
        assert_matches(gk.load_report(path), truth)
    for path in manifest.loc[manifest["damaged"] != "", "path"]:
        with pytest.raises(GkstatsError):
            gk.load_report(tmp_path / path)
