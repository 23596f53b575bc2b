"""Where everything around a drawing stands, on axes of any size: title, subtitle, legend, notes and source.

A chart has a cell: the whole of its own figure, or the part of a figure that the user's axes stand in. Title, subtitle and
legend hang from the cell's top, flush left; notes and the source stand on its bottom; the axes get what is left once the
words beside them are measured. This is done whenever the figure is drawn, so that it holds at any size and resolution.

Nothing but `sheet` imports this module, and only to draw: it needs matplotlib.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from matplotlib.artist import Artist
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from gkstats.charts.lettering import has_bold, wrapped
from gkstats.charts.palette import INK, MUTED

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Around", "Wording", "cell_of", "lines_high"]

PAD: Final = 0.09
"""Inches between what stands in a cell and its edge."""
GAP: Final = 0.06
"""Inches between lines of different kinds."""
_LEAST: Final = 0.4
"""Share of its cell that the axes keep: below it the source line is left to the description."""
_SMALL: Final = 0.55
"""The same of a cell that is not three inches high."""
_BROAD: Final = 6.0
"""Inches from which a cell is as broad as a figure of its own, whose few rows need no height."""
_ROUNDS: Final = 3
"""Words at the ends of bars move with the axes that make room for them; after so many rounds they stand still."""


class Wording(NamedTuple):
    """The lines around a drawing, and the sentence that says what it shows."""

    title: str
    subtitle: str
    notes: str
    source: str
    sentence: str


def lines_high(lines: float, points: float) -> float:
    """Return the inches that lines of text of a size take."""
    return lines * points * 1.4 / 72


class Around(Artist):
    """The lines around the drawing of an axes, as one artist of theirs apart from the texts of the drawing itself.

    As the locator of these axes it places them, the lines and the legend.
    """

    def __init__(self, ax: Axes, wording: Wording, scale: float, *, whole: bool = False) -> None:
        super().__init__()
        self._keeps_all = whole  # a figure that was made for the chart has room for every line
        self.sentence = wording.sentence
        self._words = dict(zip(wording._fields[:4], wording[:4], strict=True))
        self._texts = {
            "title": _title(ax, 13 * scale),
            "subtitle": _line(9.5 * scale, MUTED, 1.3),
            "notes": _line(8.5 * scale, MUTED, 1.3),
            "source": _line(7.8 * scale, "#858585", 1.25),
        }
        self._shown = {"title": wording.title}
        self._texts["title"].set_text(wording.title)
        self._whole: dict[str, str] = {}
        self._inches = 0.0
        self._busy = False
        for text in self.get_children():
            text.set_figure(ax.figure)
            text.axes = ax

    def get_children(self) -> list[Artist]:
        """Return the lines that are no part of the axes already."""
        return [text for name, text in self._texts.items() if name != "title"]

    def draw(self, renderer: Any) -> None:
        """Draw the lines."""
        for part in self.get_children():
            part.draw(renderer)

    def get_window_extent(self, renderer: Any = None) -> Bbox:
        """Return the box around the lines."""
        shown = [one for name, one in self._texts.items() if name != "title" and _is_shown(one)]
        return Bbox.union([one.get_window_extent(renderer) for one in shown]) if shown else Bbox.null()

    def get_tightbbox(self, renderer: Any = None) -> Bbox:
        """Return the box around the lines."""
        return self.get_window_extent(renderer)

    def lines(self) -> list[Text]:
        """Return the title and the lines, from the top down."""
        return list(self._texts.values())

    def height(self, inches: float, legend: float = 0.0) -> float:
        """Return the inches that everything but the axes takes in a cell of that width."""
        self._wrap(inches - 2 * PAD)
        total = 2 * PAD + legend + GAP * bool(legend)
        for text in self._texts.values():
            if text.get_text():
                total += lines_high(text.get_text().count("\n") + 1, float(text.get_fontsize())) + GAP
        return total

    def _wrap(self, inches: float) -> None:
        """Break the lines to a width; done again only where that has changed."""
        for name, text in self._texts.items():
            if text.get_text() != self._shown.get(name, ""):
                self._words[name] = text.get_text()  # the user's own
        if abs(inches - self._inches) < 0.01:
            return
        self._inches = inches
        for name, text in self._texts.items():
            room = inches * 72 / float(text.get_fontsize())
            self._shown[name] = "\n".join(wrapped(part, room) for part in self._words[name].split("\n"))
            self._whole[name] = self._shown[name]
            text.set_text(self._shown[name])

    def _shorten(self, name: str, room: float, renderer: Any) -> None:
        """Leave out the last lines of what has no room; the description has them all."""
        text = self._texts[name]
        lines = self._whole[name].split("\n")
        self._shown[name] = self._whole[name]
        text.set_text(self._whole[name])
        for count in range(len(lines) - 1, 0, -1):
            if text.get_window_extent(renderer).height <= room:
                break
            self._shown[name] = "\n".join(lines[:count]) + "…"
            text.set_text(self._shown[name])

    def __call__(self, ax: Axes, renderer: Any) -> Bbox:
        """Place everything, and return where the axes stand in their figure."""
        if renderer is None or self._busy:
            return ax.get_position()
        self._busy = True
        try:
            return self._placed(ax, renderer)
        finally:
            self._busy = False

    def _placed(self, ax: Axes, renderer: Any) -> Bbox:
        figure = ax.figure
        dpi = figure.dpi
        cell = cell_of(ax)
        pad, gap = PAD * dpi, GAP * dpi
        left, right = cell.x0 + pad, cell.x1 - pad
        self._wrap((right - left) / dpi)
        at: list[tuple[Any, float, str]] = []
        top, bottom = cell.y1 - pad, cell.y0 + pad
        for name in ("title", "subtitle"):
            text = self._texts[name]
            if text.get_text():
                at.append((text, top, "top"))
                top -= text.get_window_extent(renderer).height + gap
        legend = ax.get_legend()
        if legend is not None:
            at.append((legend, top, "top"))
            top -= legend.get_window_extent(renderer).height + gap
        self._texts["source"].set_visible(True)
        broad = cell.width > _BROAD * dpi
        for name in ("source", "notes"):
            text = self._texts[name]
            if not text.get_text():
                continue
            room = (
                math.inf
                if self._keeps_all
                else top
                - bottom
                - gap
                - (_LEAST if cell.height > 2.6 * dpi or broad else _SMALL) * cell.height
            )
            spared = 0.0 if broad else 0.1 * cell.height
            if name == "source" and text.get_window_extent(renderer).height > room - spared:
                text.set_visible(False)
                continue
            self._shorten(name, room, renderer)
            at.append((text, bottom, "bottom"))
            bottom += text.get_window_extent(renderer).height + gap
        box = _fitted(ax, renderer, Bbox.from_extents(left, bottom, right, max(top, bottom + 1)))
        ax._autotitlepos = False  # type: ignore[attr-defined]  # no title of these axes is moved by them
        for artist, y, side in at:
            _put(ax, artist, (left - box.x0) / box.width, (y - box.y0) / box.height, side)
        return ax.get_position()


def _title(ax: Axes, size: float) -> Text:
    weight = "bold" if has_bold() else "normal"
    ax.set_title("", loc="left", y=1.0, pad=0, fontsize=size, color=INK, fontweight=weight)
    found: Text = ax._left_title  # type: ignore[attr-defined]  # matplotlib has no public way to that artist
    found.set(linespacing=1.25, in_layout=False)
    return found


def _line(size: float, colour: str, spacing: float) -> Text:
    return Text(0, 0, "", fontsize=size, color=colour, linespacing=spacing, in_layout=False)


def _is_shown(text: Text) -> bool:
    return bool(text.get_visible() and text.get_text())


def _put(ax: Axes, artist: Any, x: float, y: float, side: str) -> None:
    if isinstance(artist, Text):
        artist.set(
            transform=ax.transAxes, position=(x, y), verticalalignment=side, horizontalalignment="left"
        )
    else:
        artist.set_bbox_to_anchor((x, y), transform=ax.transAxes)


def _fitted(ax: Axes, renderer: Any, free: Bbox) -> Bbox:
    """Make the axes as large as the free box allows with the words beside them, and return their box in pixels."""
    figure_box = ax.figure.bbox
    box = free
    for _ in range(_ROUNDS):
        ax.set_position(
            Bbox.from_extents(
                (box.x0 - figure_box.x0) / figure_box.width,
                (box.y0 - figure_box.y0) / figure_box.height,
                (box.x1 - figure_box.x0) / figure_box.width,
                (box.y1 - figure_box.y0) / figure_box.height,
            ),
            which="active",
        )
        around = Bbox.union([box, *_words_of(ax, renderer)])
        least = 8.0
        x0 = min(free.x0 + box.x0 - around.x0, free.x1 - 2 * least)
        y0 = min(free.y0 + box.y0 - around.y0, free.y1 - 2 * least)
        moved = Bbox.from_extents(
            x0,
            y0,
            max(free.x1 - (around.x1 - box.x1), x0 + least),
            max(free.y1 - (around.y1 - box.y1), y0 + least),
        )
        if max(abs(new - old) for new, old in zip(moved.extents, box.extents, strict=True)) < 0.5:
            break
        box = moved
    ax.set_in_layout(
        True
    )  # setting a position by hand takes axes out of the layout, and pictures would cut them off
    return Bbox(ax.bbox.get_points())


def _words_of(ax: Axes, renderer: Any) -> list[Bbox]:
    """Return the boxes of tick labels, axis labels and of what is written in the drawing."""
    boxes = []
    if ax.axison:
        boxes += [ax.xaxis.get_tightbbox(renderer), ax.yaxis.get_tightbbox(renderer)]
    boxes += [
        text.get_window_extent(renderer) for text in ax.texts if text.get_in_layout() and _is_shown(text)
    ]
    return [box for box in boxes if box is not None and box.width and box.height]


def cell_of(ax: Axes) -> Bbox:
    """Return the part of the figure that belongs to an axes, in pixels.

    Where the figure has a layout of its own, this is where it puts the axes. Elsewhere the cells of a grid reach to each
    other's axes: the room at the left of axes is theirs, and that between two rows is shared.
    """
    figure = ax.figure
    spec = ax.get_subplotspec()
    root = ax.get_figure(root=True)
    position = ax.get_position(original=True)
    if spec is None or root is None or root.get_layout_engine() is not None:
        cell = position
    else:
        grid = spec.get_gridspec()
        bottoms, tops, lefts, rights = grid.get_grid_positions(root)
        rows, columns = spec.rowspan, spec.colspan
        has_title = bool(root.get_suptitle())
        whole = spec.get_topmost_subplotspec() is spec
        x0 = rights[columns.start - 1] if columns.start else 0.0 if whole else lefts[0]
        x1 = rights[columns.stop - 1] if columns.stop < len(rights) else 1.0 if whole else rights[-1]
        y1 = (
            (tops[rows.start] + bottoms[rows.start - 1]) / 2
            if rows.start
            else 1.0
            if whole and not has_title
            else tops[0]
        )
        last = rows.stop - 1
        y0 = (bottoms[last] + tops[last + 1]) / 2 if rows.stop < len(tops) else 0.0 if whole else bottoms[-1]
        cell = Bbox.from_extents(x0, y0, x1, y1)
    return Bbox(figure.bbox.get_points()[0] + cell.get_points() * [figure.bbox.width, figure.bbox.height])
