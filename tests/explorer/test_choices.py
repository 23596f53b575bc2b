"""Choosing without widgets: every choice exists, shows what it says, and its code gives the same."""

from __future__ import annotations

import io

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest

import gkstats as gk
from gkstats.explorer import choices
from gkstats.explorer.choices import Choice, changed, code, csv_of, first_choice, matching, page_of, view
from gkstats.explorer.figures import Figures


@pytest.fixture(scope="module")
def gathered(corpus: gk.Corpus) -> Figures:
    return Figures(corpus)


def test_whatever_table_is_chosen_row_and_column_exist(gathered: Figures) -> None:
    choice = first_choice(gathered)
    assert choice == Choice("applications", "received.new", "total")
    for table in gathered.tables:
        choice = changed(gathered, choice, table=table)
        assert (choice.row, choice.column) in gathered.cells(table)
        for row in choices.rows_of(gathered, table):
            choice = changed(gathered, choice, row=row)
            assert choice.row == row
            assert choice.column in choices.columns_of(gathered, table, row)
            assert len(view(gathered, choice).main)


def test_the_report_in_focus_is_followed_through_the_charts(gathered: Figures) -> None:
    choice = Choice("applications", "received.new", "total")
    assert view(gathered, choice).focus == 4  # the largest
    found = view(gathered, changed(gathered, choice, focus=0))
    assert found.report["document"].unique().tolist() == [0]
    assert found.report["row"].iloc[0] == "received.new"
    away = changed(gathered, choice, focus=0, years=(2024, 2024))
    assert view(gathered, away).focus == 4  # what is no longer shown loses the focus
    nothing = view(gathered, changed(gathered, choice, agencies=("no such agency",)))
    assert nothing.focus is None
    assert nothing.main.empty
    assert nothing.report.empty


@pytest.mark.parametrize(
    "choice",
    [
        Choice("applications", "received.new", "total", focus=0),
        Choice("series", "disclosed.total", "disclosures", ("平潭综合实验区",), (2017, 2020)),
        Choice("channels", "website", "value"),
        Choice("indicators", "disclosure_rate", "value", tuple(f"青川市{n}号机关" for n in range(9))),
        Choice("hotline", "received", "value"),
    ],
    ids=lambda choice: choice.table,
)
def test_the_code_gives_what_is_shown(corpus: gk.Corpus, gathered: Figures, choice: Choice) -> None:
    found = view(gathered, choice)
    names: dict[str, object] = {"corpus": corpus}
    with mpl.rc_context({"backend": "agg"}):
        exec(code(choice, found, "zh"), names)
        plt.close("all")
    for name, expected in (("shown", found.main), ("years", found.years), ("whole", found.report)):
        if len(expected):
            pd.testing.assert_frame_equal(names[name], expected)
        else:
            assert name == "shown" or name not in names


def test_agencies_are_found_by_any_part_of_their_name() -> None:
    agencies = [f"第{n}区教育局" for n in range(300)] + ["教育厅"]
    found, more = matching(agencies, "教育")
    assert (found[0], len(found), more) == ("教育厅", 100, 201)
    assert matching(agencies, "299 区") == (["第299区教育局"], 0)
    assert matching(agencies, "nothing") == ([], 0)


def test_the_table_pages_and_sorts_with_blanks_last(gathered: Figures) -> None:
    frame = gathered.of_report(4, "applications", "total")
    frame.loc[3, ["value", "printed"]] = [pd.NA, ""]
    pages = page_of(frame, "en").pages
    assert pages == 3
    for descending in (False, True):
        seen = [page_of(frame, "en", number, "value", descending) for number in range(pages)]
        positions = [position for page in seen for position in page.positions]
        assert sorted(positions) == list(range(len(frame)))
        assert positions[-1] == 3
        assert seen[-1].rows[-1][2] == "blank"
        values = frame["value"].iloc[positions[:-1]].tolist()
        assert values == sorted(values, reverse=descending)
    assert page_of(frame, "en", 99).number == pages - 1
    assert page_of(frame.iloc[:0], "zh").rows == []


def test_csv_reads_back_as_it_is_shown(gathered: Figures) -> None:
    frame = gathered.of_cell(("applications", "received.new", "total"))
    data = csv_of(frame)
    assert data.startswith(b"\xef\xbb\xbf")
    again = pd.read_csv(io.BytesIO(data), dtype={"printed": "string"})
    assert again["value"].tolist() == frame["value"].tolist()
    assert again["agency"].tolist() == frame["agency"].tolist()
