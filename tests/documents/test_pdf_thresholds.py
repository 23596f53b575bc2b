"""Each measure by which characters become lines and strokes become tables, just below it and just above it."""

from __future__ import annotations

import pytest

from gkstats.documents.pdf.lattice import find_grids
from gkstats.documents.pdf.lines import cell_text, text_lines, without_doubles
from gkstats.documents.pdf.page import Char, Rule


def at(text: str, x: float, y: float = 0.0, size: float = 10.0) -> Char:
    return Char(text, x, y, x + size, y + size)


@pytest.mark.parametrize(("lower", "lines"), [(4.9, 1), (5.1, 2)])
def test_characters_of_one_line_may_be_half_their_size_apart(lower: float, lines: int) -> None:
    assert len(text_lines([at("规", 0), at("章", 10, lower)])) == lines


@pytest.mark.parametrize(("gap", "text"), [(2.4, "12"), (2.6, "1 2"), (14.9, "1 2")])
def test_digits_a_quarter_of_their_size_apart_are_two_figures(gap: float, text: str) -> None:
    chars = [at("1", 0), at("2", 10 + gap)]
    (line,) = text_lines(chars)
    assert line.text == text == cell_text(chars)


@pytest.mark.parametrize(("gap", "runs"), [(14.9, 1), (15.1, 2)])
def test_what_is_one_size_and_a_half_apart_stands_in_two_columns(gap: float, runs: int) -> None:
    chars = [at("规", 0), at("章", 10 + gap)]
    (line,) = text_lines(chars)
    assert len(line.runs) == runs
    assert cell_text(chars) == ("规章" if runs == 1 else "规  章")


@pytest.mark.parametrize(
    ("size", "lifted", "text"),
    [(7.9, 1.6, "1²"), (8.1, 1.6, "12"), (7.9, 1.4, "12")],
)
def test_a_digit_is_raised_that_is_a_fifth_smaller_and_ends_a_seventh_higher(
    size: float, lifted: float, text: str
) -> None:
    assert cell_text([at("1", 0), at("2", 10, 10 - lifted - size, size)]) == text


def grid(*more: Rule) -> list[Rule]:
    """Return the strokes of two cells side by side, each 40 by 20, but for what divides them."""
    frame = [Rule(True, 0, 0, 80), Rule(True, 20, 0, 80), Rule(False, 0, 0, 20), Rule(False, 80, 0, 20)]
    return [*frame, *more]


def cells(*more: Rule) -> int:
    return sum(len(found.cells) for found in find_grids(grid(*more)))


@pytest.mark.parametrize(("length", "count"), [(11.9, 0), (12.1, 2)])
def test_cells_are_parted_by_a_rule_along_six_tenths_of_their_side(length: float, count: int) -> None:
    assert cells(Rule(False, 40, 0, length)) == count


@pytest.mark.parametrize(("gap", "count"), [(3.9, 2), (4.1, 0)])
def test_dashes_four_points_apart_are_one_rule(gap: float, count: int) -> None:
    """The first is too short to be a rule of its own, and the second too short for the side."""
    assert cells(Rule(False, 40, 0, 3.5), Rule(False, 40, 3.5 + gap, 15.4)) == count


@pytest.mark.parametrize(("length", "count"), [(3.9, 0), (4.1, 2)])
def test_a_stroke_of_four_points_is_a_side(length: float, count: int) -> None:
    low = [Rule(True, 0, 0, 80), Rule(True, 6, 0, 80), Rule(False, 0, 0, 6), Rule(False, 80, 0, 6)]
    found = find_grids([*low, Rule(False, 40, 0, length)])
    assert sum(len(one.cells) for one in found) == count


@pytest.mark.parametrize(("apart", "columns"), [(2.9, 2), (3.1, 3)])
def test_rules_three_points_apart_are_one(apart: float, columns: int) -> None:
    (found,) = find_grids(grid(Rule(False, 40, 0, 20), Rule(False, 40 + apart, 0, 20)))
    assert len(found.xs) == columns + 1


@pytest.mark.parametrize(("apart", "kept"), [(0.9, 1), (2.1, 2), (2.9, 2)])
@pytest.mark.parametrize("start", [0.0, 1.0, 3.0])
def test_a_character_drawn_again_within_a_point_is_one(apart: float, kept: int, start: float) -> None:
    """As bold type is imitated; two digits 1 of small type stand farther apart."""
    assert len(without_doubles([at("1", start), at("1", start + apart)])) == kept


def test_each_cell_holds_the_points_within_it_wherever_the_table_stands() -> None:
    for x, y in ((0.0, 0.0), (100.0, 500.0)):
        rules = [
            *(Rule(True, y + down, x, x + 80) for down in (0, 20, 40)),
            *(Rule(False, x + right, y, y + 40) for right in (0, 40, 80)),
        ]
        (found,) = find_grids(rules)
        held = [found.cell_at(x + right, y + down) for down in (10, 30) for right in (20, 60)]
        assert held == [0, 1, 2, 3]
        outside = [(-5, 10), (85, 10), (20, -5), (20, 45)]
        assert [found.cell_at(x + right, y + down) for right, down in outside] == [None] * 4


@pytest.mark.parametrize(("beyond", "columns"), [(5.9, 2), (6.1, 4)])
def test_rules_that_reach_beyond_the_sides_close_a_column_of_their_own(beyond: float, columns: int) -> None:
    across = [Rule(True, y, 20 - beyond, 100 + beyond) for y in (0, 20, 40)]
    down = [Rule(False, x, 0, 40) for x in (20, 60, 100)]
    (found,) = find_grids([*across, *down])
    assert len(found.xs) == columns + 1


def test_cells_without_a_rule_between_them_are_one() -> None:
    """In the left column of three rows the lower two are one cell, and in the right one the upper two."""
    across = [Rule(True, 0, 0, 80), Rule(True, 60, 0, 80), Rule(True, 20, 0, 40), Rule(True, 40, 40, 80)]
    (found,) = find_grids([*across, *(Rule(False, x, 0, 60) for x in (0, 40, 80))])
    assert found.owner == ((0, 1), (2, 1), (2, 3))
