"""What every chart must look like: all of its text is on the figure, and no two labels lie on each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from matplotlib.axes import Axes
from matplotlib.text import Text

__all__ = ["assert_looks_right", "assert_no_overlap", "assert_nothing_clipped", "shown_texts", "words_of"]


def shown_texts(ax: Axes) -> list[Text]:
    """Draw the figure and return every text of the axes that is seen: titles, labels, ticks, legend, notes."""
    # Places the texts and measures their glyphs; a missing one is a warning, and warnings are errors in tests.
    ax.figure.draw_without_rendering()
    legend = ax.get_legend()
    texts: Iterable[Text] = (
        ax.title,
        ax._right_title,
        *around(ax),
        *_ticks(ax),
        *((ax.xaxis.label, ax.yaxis.label) if ax.axison else ()),
        *ax.texts,
        *((*legend.get_texts(), legend.get_title()) if legend else ()),
    )
    return [text for text in texts if text.get_text().strip() and text.get_visible()]


def around(ax: Axes) -> list[Text]:
    """Return title, subtitle, notes and source of a chart."""
    return [text for artist in ax.artists if hasattr(artist, "lines") for text in artist.lines()]


def words_of(ax: Axes) -> str:
    """Return everything the axes say, a text a line; lines broken for want of width are put together."""
    heads = around(ax)
    return "\n".join(
        text.get_text().replace("\n", "" if text.get_text()[:1] >= "一" else " ")
        if text in heads
        else text.get_text()
        for text in shown_texts(ax)
    )


def assert_nothing_clipped(ax: Axes) -> None:
    """Assert that every text of the axes lies within the figure, to a pixel."""
    _assert_on_page(ax, shown_texts(ax))


def _assert_on_page(ax: Axes, texts: Iterable[Text]) -> None:
    page = ax.figure.bbox
    for text in texts:
        box = text.get_window_extent()
        sticking_out = max(page.x0 - box.x0, box.x1 - page.x1, page.y0 - box.y0, box.y1 - page.y1)
        assert sticking_out <= 1, f"{text.get_text()!r} reaches {sticking_out:.0f} pixels beyond the figure"


def assert_no_overlap(texts: Sequence[Text], allowed: float = 1.0) -> None:
    """Assert that no two of the texts cover each other by more than `allowed` pixels both ways; draw them first."""
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts if text.get_text().strip()]
    for (one, a), (other, b) in combinations(boxes, 2):
        width = min(a.x1, b.x1) - max(a.x0, b.x0)
        height = min(a.y1, b.y1) - max(a.y0, b.y0)
        assert width <= allowed or height <= allowed, f"{one!r} lies on {other!r}"


def assert_looks_right(ax: Axes) -> None:
    """Assert that nothing is clipped and that no text of the axes lies on another."""
    texts = shown_texts(ax)
    _assert_on_page(ax, texts)
    assert_no_overlap(texts)


def _ticks(ax: Axes) -> list[Text]:
    """Return the tick labels within the axes' limits: matplotlib keeps those beyond, and does not draw them."""
    if not ax.axison:
        return []
    found = []
    for axis, (low, high) in ((ax.xaxis, sorted(ax.get_xlim())), (ax.yaxis, sorted(ax.get_ylim()))):
        margin = (high - low) * 1e-9
        for tick in axis.get_major_ticks():
            if low - margin <= tick.get_loc() <= high + margin:
                found += [label for label in (tick.label1, tick.label2) if label.get_visible()]
    return found
