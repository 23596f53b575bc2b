"""Figures in lines of text that may be one or two, and marks that stand apart from them."""

from __future__ import annotations

import pytest

from gkstats.documents import Source, read_source
from gkstats.reading.printed import line_stream

LIST = ["政府网站公开数 12", "政府公报公开数 {}", "其他方式公开数 5", "收到申请数 7", "当面申请数 3"]
TABLE = ["行政许可 1 0 3", "行政处罚 {} 0 0", "行政强制 4 5 6", "其他 0 0 0"]


def cells(lines: list[str], figures: str) -> list[str]:
    text = "\n".join(["一、总体情况", *(line.format(figures) for line in lines)])
    stream = line_stream(read_source(Source("x.txt", text.encode())))
    return [cell.text for cell in stream.rows[1].values]


@pytest.mark.parametrize(
    "figures", ["1 234", "12 000", "- 70", "− 7", "12 ①", "12 ¹", "12 [1]", "1\u2009234"]
)
def test_what_may_be_one_figure_is_kept_whole_where_the_lines_around_have_one(figures: str) -> None:
    assert cells(LIST, figures) == [figures]


@pytest.mark.parametrize("figures", ["1 23", "0 234", "1234 567", "70 -", "1 2"])
def test_two_figures_stay_two(figures: str) -> None:
    assert cells(LIST, figures) == figures.split()


@pytest.mark.parametrize("figures", ["1 234", "- 70", "2 100"])
def test_figures_of_neighbouring_columns_stay_apart_where_the_lines_around_have_as_many(figures: str) -> None:
    assert cells([line.replace(" 0 0", " 0") if "{" in line else line for line in TABLE], figures) == [
        *figures.split(),
        "0",
    ]


def test_a_line_with_one_cell_more_than_those_around_has_a_figure_of_two_groups() -> None:
    assert cells(TABLE, "1 234") == ["1 234", "0", "0"]
