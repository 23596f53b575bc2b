"""Cells side by side: what may be subtracted from what."""

from __future__ import annotations

import pandas as pd
import pytest

from gkstats.comparison import CELLS, Comparison
from gkstats.forms import get_form
from gkstats.records import Fact
from tests.comparison.texts import cell, records


def cells(
    earlier: tuple[Fact, ...],
    later: tuple[Fact, ...],
    forms: tuple[str, str] = ("national-2021", "national-2021"),
) -> pd.DataFrame:
    return Comparison(
        records(year=2019, forms=(forms[0],), facts=earlier), records(forms=(forms[1],), facts=later)
    ).cells


def printed(frame: pd.DataFrame) -> dict[tuple[str, str], tuple[object, ...]]:
    """The rows of which either report prints something, missing values as None."""
    shown = frame[frame["status"] != "blank"]
    columns = ["unit", "earlier", "later", "difference", "relative", "status"]
    values = shown[columns].astype(object).where(shown[columns].notna(), None)
    return dict(
        zip(zip(shown["row"], shown["column"], strict=True), map(tuple, values.to_numpy()), strict=True)
    )


@pytest.mark.parametrize(
    ("earlier", "later", "expected"),
    [
        (20, 25, ("件", 20, 25, 5, 0.25, "changed")),
        (20, 20, ("件", 20, 20, 0, 0, "same")),
        (0, 3, ("件", 0, 3, 3, None, "changed")),
        (0, 0, ("件", 0, 0, 0, None, "same")),
        (None, 3, ("件", None, 3, None, None, "appeared")),
        (3, None, ("件", 3, None, None, None, "vanished")),
        (8, 2, ("件", 8, 2, -6, -0.75, "changed")),
    ],
)
def test_a_blank_is_not_zero(
    earlier: float | None, later: float | None, expected: tuple[object, ...]
) -> None:
    place = ("applications", "received.new", "total")
    frame = cells((cell(*place, earlier),), (cell(*place, later),))
    assert printed(frame) == {place[1:]: expected}


def test_a_cell_that_is_not_printed_is_no_figure_either() -> None:
    frame = cells((), (cell("applications", "received.new", "total", 3),))
    assert printed(frame) == {("received.new", "total"): ("件", None, 3, None, None, "appeared")}
    assert len(frame) == 1


def test_a_blank_in_both_stays_in_sight() -> None:
    place = ("applications", "received.new", "other")
    assert cells((cell(*place, None),), (cell(*place, None),))["status"].tolist() == ["blank"]


def test_a_row_that_only_some_printings_have_is_not_missed_in_others() -> None:
    place = ("applications", "outcome.other", "total")
    assert cells((cell(*place, 3),), ()).empty
    assert cells((cell(*place, 3),), (cell(*place, 4),))["status"].tolist() == ["changed"]


def test_what_only_one_form_asks_for_is_left_out() -> None:
    earlier = (
        cell("proactive", "normative_documents", "made", 9),
        cell("proactive", "licensing", "decisions", 100),
        cell("applications", "outcome.other", "total", 4),
        cell("reviews", "reconsideration", "total", 2),
    )
    later = (
        cell("proactive", "normative_documents", "issued", 12),
        cell("proactive", "licensing", "decisions", 90),
        cell("applications", "outcome.other.other", "total", 4),
        cell("reviews", "reconsideration", "total", 2),
        cell("applications", "unmatched.1", "total", 7),
    )
    frame = cells(earlier, later, ("national-2019", "national-2021"))
    assert printed(frame) == {
        ("licensing", "decisions"): ("件", 100, 90, -10, -0.1, "changed"),
        ("reconsideration", "total"): ("件", 2, 2, 0, 0, "same"),
    }
    assert frame.attrs == {"one_form_only": 4}


@pytest.mark.parametrize(
    ("units", "values", "expected"),
    [
        (("万元", "万元"), (20.3, 20.1), ("万元", 20.3, 20.1, -0.2, -0.2 / 20.3, "changed")),
        (("元", "万元"), (251000, 30), ("万元", 25.1, 30, 4.9, 4.9 / 25.1, "changed")),
        (("万元", "元"), (25.1, 251000), ("万元", 25.1, 25.1, 0, 0, "same")),
        ((None, "万元"), (251000, 25.1), (None, 251000, 25.1, None, None, "unit")),
        (("件", "条"), (3, 4), ("条", 3, 4, 1, 1 / 3, "changed")),
        ((None, "件"), (3, 4), ("件", 3, 4, 1, 1 / 3, "changed")),
        ((None, None), (3, 4), (None, 3, 4, 1, 1 / 3, "changed")),
    ],
)
def test_units(
    units: tuple[str | None, str | None], values: tuple[float, float], expected: tuple[object, ...]
) -> None:
    earlier, later = (
        cell("proactive", "fees", "amount", value, unit) for value, unit in zip(values, units, strict=True)
    )
    (found,) = printed(cells((earlier,), (later,))).values()
    assert found[3:5] == pytest.approx(expected[3:5])
    assert (*found[:3], found[5]) == (*expected[:3], expected[5])


def test_cells_stand_in_form_order_and_as_declared() -> None:
    facts = (cell("reviews", "reconsideration", "total", 1), cell("applications", "received.new", "total", 1))
    frame = cells(facts, facts)
    assert [(name, str(dtype)) for name, dtype in frame.dtypes.items()] == [
        (column.name, column.dtype) for column in CELLS
    ]
    order = [(table.id, *found[:2]) for table in get_form("national-2021").tables for found in table.cells()]
    keys = list(zip(frame["table"], frame["row"], frame["column"], strict=True))
    assert keys == [key for key in order if key in set(keys)]


def test_reports_without_tables() -> None:
    frame = Comparison(records(forms=()), records(forms=())).cells
    assert frame.empty
    assert list(frame.columns) == [column.name for column in CELLS]


def test_the_same_code_in_two_lists_is_compared_with_care() -> None:
    (earlier, later) = (cell("statistics", "requests.received", "value", value, "条") for value in (8, 9))
    same = cells((earlier,), (later,), ("fujian", "fujian"))
    close = cells((earlier,), (later,), ("fujian", "national-2014"))
    assert same[["difference", "comparable"]].to_numpy().tolist() == [[1.0, "same"]]
    assert close[["difference", "comparable"]].to_numpy().tolist() == [[1.0, "close"]]
    tables = tuple(cell("applications", "received.new", "total", value) for value in (8, 9))
    across = cells(tables[:1], tables[1:], ("national-2019", "national-2021"))
    assert across["comparable"].tolist() == ["same"]
