"""The forms as data: complete, explained in both languages, and refused when they break the rules."""

from __future__ import annotations

import tomllib
from importlib import resources

import pytest

from gkstats import forms
from gkstats.forms import all_forms
from gkstats.frames import FRAMES
from gkstats.vocabulary import terms

CELLS = [(f.id, t.id, row, column) for f in all_forms() for t in f.tables for row, column, _ in t.cells()]


def test_the_forms_ask_for_as_many_cells_as_the_notices_print() -> None:
    counts = {(f.id, t.id): len(t.cells()) for f in all_forms() for t in f.tables}
    assert counts["national-2019", "applications"] == 23 * 7
    # 25 rows of the form and the one row that reports print which leave out the three below it.
    assert counts["national-2021", "applications"] == (25 + 1) * 7
    assert counts["national-2019", "reviews"] == counts["national-2021", "reviews"] == 15
    assert counts["national-2019", "proactive"] == 6 + 6 + 6 + 2 + 2
    assert counts["national-2021", "proactive"] == 6 + 1 + 2 + 1


@pytest.mark.parametrize(("form", "table", "row", "column"), CELLS)
def test_every_code_has_a_term_in_both_languages(form: str, table: str, row: str, column: str) -> None:
    for group, code in (("indicators" if table == "statistics" else "rows", row), ("columns", column)):
        term = terms(group)[code]
        assert term.zh
        assert term.en
        assert term.en.isascii()


def test_every_column_of_a_form_is_a_column_of_its_frame() -> None:
    for form in all_forms():
        for table in form.tables:
            codes = {column for _, column, _ in table.cells()}
            assert codes <= {column.name for column in FRAMES[table.id].columns}


def test_every_identity_says_on_what_it_rests_and_why_it_may_fail() -> None:
    for form in all_forms():
        for identity in form.identities:
            assert identity.basis in ("printed", "label", "official", "third-party", "inferred")
            assert identity.severity in ("error", "warning", "information")
            assert all((identity.source, identity.zh, identity.en, identity.reason))


def data(name: str = "national-2021") -> dict[str, object]:
    text = resources.files("gkstats.forms").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def test_a_form_must_bear_the_name_of_its_file() -> None:
    with pytest.raises(ValueError, match="its id is 'national-2021'"):
        forms._form("other.toml", data())


def test_a_cell_may_not_be_named_twice() -> None:
    broken = data()
    rows = broken["tables"]["applications"]["blocks"][0]["rows"]  # type: ignore[index]
    rows.append(rows[0])
    with pytest.raises(ValueError, match="named twice"):
        forms._form("national-2021.toml", broken)


def test_an_identity_must_name_what_the_form_has() -> None:
    broken = data()
    broken["identities"][0]["left"] = ["received.old"]  # type: ignore[index]
    with pytest.raises(ValueError, match=r"received\.old"):
        forms._form("national-2021.toml", broken)


def test_a_misspelt_key_is_refused() -> None:
    broken = data()
    broken["tables"]["applications"]["blocks"][0]["rows"][0]["lable"] = "x"  # type: ignore[index]
    with pytest.raises(ValueError, match="lable"):
        forms._form("national-2021.toml", broken)
