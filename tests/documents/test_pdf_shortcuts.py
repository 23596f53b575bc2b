"""What is not looked at again on a page: the quick ways say what looking at every character says."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkstats.documents.pdf import sight
from gkstats.documents.pdf.lines import without_doubles
from gkstats.documents.pdf.page import Char
from gkstats.documents.pdf.sight import Ink, Paint, look_at

WIDTH, HEIGHT = 60.0, 40.0
places = st.integers(-6, 66).map(float)
colours = st.sampled_from([(0.0, 0.0, 0.0), (1.0, 1.0, 1.0), (0.8, 0.0, 0.0), None])


@st.composite
def boxes(draw: st.DrawFn) -> tuple[float, float, float, float]:
    x0, x1 = sorted((draw(places), draw(places)))
    y0, y1 = sorted((draw(places), draw(places)))
    return (x0, y0, x1, y1)


@st.composite
def chars(draw: st.DrawFn) -> tuple[Char, Ink]:
    x, y = draw(st.integers(-4, 62)), draw(st.integers(-4, 42))
    size = draw(st.sampled_from([0.5, 10.0, 10.0, 10.0]))
    clip = draw(st.none() | boxes())
    reason = draw(st.sampled_from(["", "", "", sight.INVISIBLE]))
    ink = Ink(draw(st.integers(1, 9)) * 2, draw(colours), reason, clip)
    return Char(draw(st.sampled_from("12")), x, y, x + size / 2, y + size), ink


@st.composite
def paints(draw: st.DrawFn) -> Paint:
    return Paint(draw(st.integers(0, 9)) * 2 + 1, draw(boxes()), draw(colours), draw(st.integers(0, 2)))


def halved(paint: Paint) -> Paint | None:
    """Return what a paint really covers: nothing, its left half, or all of it."""
    x0, y0, x1, y1 = paint.box
    return {0: paint, 1: None, 2: paint._replace(box=(x0, y0, (x0 + x1) / 2, y1))}[paint.handle]


@settings(max_examples=150, deadline=None)
@given(st.lists(chars(), min_size=1, max_size=8), st.lists(paints(), max_size=6))
def test_only_what_something_may_hide_is_looked_at(
    drawn: list[tuple[Char, Ink]], painted: list[Paint]
) -> None:
    said, inks = [char for char, _ in drawn], [ink for _, ink in drawn]
    painted.sort(key=lambda paint: paint.order)
    covering = [ground for paint in painted if (ground := halved(paint)) is not None]
    smallest = sight.smallest_type(said)
    grounds = sight._Grounds(covering, WIDTH, HEIGHT)
    reasons = [
        ink.reason or sight._why_unseen(char, ink, grounds, smallest)
        for char, ink in zip(said, inks, strict=True)
    ]
    found = look_at(said, inks, painted, WIDTH, HEIGHT, halved)
    if not found.ocr:
        assert found.chars == [char for char, reason in zip(said, reasons, strict=True) if not reason]
        assert found.unseen == [(reason, char) for char, reason in zip(said, reasons, strict=True) if reason]


def test_so_many_things_over_so_many_characters_that_not_all_are_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    char = Char("1", 10, 10, 15, 20)
    painted = [Paint(order, (0, 0, 30, 30), (1.0, 1.0, 1.0)) for order in range(2, 5)]
    for most in (2, 3):  # three pairs: more than may be tried, and just as many
        monkeypatch.setattr(sight, "_MOST_TRIED", most)
        found = look_at([char], [Ink(1, (0.0, 0.0, 0.0))], painted, WIDTH, HEIGHT)
        assert [said for _, said in found.unseen] == [char]


@given(st.lists(st.tuples(st.sampled_from("12"), places, places), max_size=12))
def test_characters_drawn_again_are_dropped_and_no_others(drawn: list[tuple[str, float, float]]) -> None:
    kept: list[Char] = []
    said = [Char(text, x + 10, y + 10, x + 15, y + 20) for text, x, y in drawn]
    for char in said:
        if not any(
            other.text == char.text
            and abs(int(other.x0) - int(char.x0)) <= 1
            and abs(int(other.y0) - int(char.y0)) <= 1
            for other in kept
        ):
            kept.append(char)
    assert without_doubles(said) == kept
