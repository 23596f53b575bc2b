"""What a chart draws on: axes of a known size, dressed alike whoever made them, and finished with who, when and of how many."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gkstats.charts.inputs import About
from gkstats.charts.lettering import cut, ems
from gkstats.charts.palette import GRID, INK, MUTED
from gkstats.charts.sayings import say
from gkstats.vocabulary import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["MOST_ROWS", "Sheet", "describe", "open_sheet"]

MOST_ROWS: Final = 100
"""A chart with more rows cannot be read, and with some thousand it cannot be drawn."""
_TOLD: Final = 6
"""Values that a description tells; more are counted."""


@dataclass
class Sheet:
    """Axes to draw on.

    Attributes
    ----------
    ax : Axes
    language : {"zh", "en"}
    own : bool
        Whether the figure is the chart's own and takes the height that the drawing needs.
    width, height : float
        Of its cell, in inches; the height counts only where it is not its own.
    scale : float
        By which letters are larger than on a figure eight inches wide.
    """

    ax: Axes
    language: Language
    own: bool
    width: float
    height: float
    scale: float

    def points(self, size: float) -> float:
        """Return the size of letters that are `size` points high on a figure eight inches wide."""
        return max(size * self.scale, 5.5)

    def room(self, share: float, size: float = 9.5) -> float:
        """Return how many Chinese characters of a size fit into a share of the width."""
        return share * self.width * 72 / self.points(size)

    def rows(self, lines: int = 1, taken: float = 0.95) -> int:
        """Return how many rows of so many lines can be read, where `taken` inches go to all that is around them."""
        if self.own:
            return MOST_ROWS
        free = (
            self.height - taken * self.scale if self.height > 2.6 else 0.4 * self.height - (taken - 0.95) / 2
        )
        return max(int(free / self.pitch(lines, tight=True)), 1)

    def pitch(self, lines: int = 1, *, tight: bool = False) -> float:
        """Return the inches from one row to the next; `tight` is the least that can be read."""
        line = self.points(9.5) / 72
        return line * (1.22 * lines + (0.08 if tight else 0.75))

    def name_rows(self, names: Sequence[str], *, share: float = 0.36, lines: int = 2) -> None:
        """Name the rows from the top downwards, with no more lines than have room, and take the height that they need."""
        parts = max((name.count("\n") + 1 for name in names), default=1)
        if not self.own and len(names) > self.rows(max(lines, parts)):
            lines = parts
        room = self.room(share)
        each = max(lines // parts, 1)
        shown = ["\n".join(cut(part, room, each) for part in name.split("\n")) for name in names]
        most = max((name.count("\n") + 1 for name in shown), default=1)
        longest = max((ems(line) for name in shown for line in name.split("\n")), default=0.0)
        self._names = longest * self.points(9.5) / 72
        self.ax.set_yticks(range(len(shown)), shown, fontsize=self.points(9.5))
        for label in self.ax.get_yticklabels():
            label.set_linespacing(1.1)
        self.ax.tick_params(axis="y", length=0, pad=4)
        self.ax.set_ylim(len(shown) - 0.5, -0.5)
        self.body(self.pitch(most) * max(len(shown), 1))

    def body(self, inches: float) -> None:
        """Ask for so many inches of height for the drawing; only a figure of its own can give them."""
        self._body = inches

    def bare(self, *sides: str) -> None:
        """Take away an axis whose figures stand beside the bars."""
        for side in sides:
            self.ax.spines[side].set_visible(False)
        if "bottom" in sides:
            self.ax.set_xticks([])

    def grid(self, axis: str = "x") -> None:
        """Draw thin lines behind the bars at every tick of an axis."""
        self.ax.grid(axis=axis, color=GRID, linewidth=0.8)  # type: ignore[arg-type]
        self.ax.set_axisbelow(True)
        self.ax.tick_params(axis=axis, length=0)  # type: ignore[arg-type]

    def write(self, x: float, y: float, words: str, *, size: float = 9, **look: Any) -> Any:
        """Write words within the drawing, on bars that hold them; they take no part in the layout."""
        look = {"ha": "center", "va": "center", "color": INK, **look}
        text = self.ax.text(x, y, words, fontsize=self.points(size), **look)
        text.set_in_layout(False)
        return text

    def beside(
        self, x: float, y: float, words: str, *, points: float = 4, size: float = 9, **look: Any
    ) -> Any:
        """Write words beside a place, at its right or with negative `points` at its left; room is made for them."""
        look = {"ha": "left" if points > 0 else "right", "va": "center", "color": INK, **look}
        return self.ax.annotate(
            words, (x, y), (points, 0), textcoords="offset points", fontsize=self.points(size), **look
        )

    def years(self, years: Sequence[int]) -> None:
        """Let the horizontal axis be one of time, with as many years named as have room."""
        step = next(
            (n for n in (1, 2, 3, 4, 5, 10) if len(years) / n <= max(self.drawing(upright=True)[0] / 0.5, 2)),
            10,
        )
        shown = [year for year in years if (years[-1] - year) % step == 0]
        self.ax.set_xticks(shown, [str(year) for year in shown], fontsize=self.points(9), color=MUTED)
        self.ax.set_xlim(years[0] - 0.3, years[-1] + 0.3)

    def ends(
        self,
        ends: Sequence[tuple[float, str, str]],
        x: float,
        *,
        side: int = 1,
        share: float = 0.3,
        lines: int = 2,
    ) -> None:
        """Write the names of lines beyond their ends, moved apart where lines end close together."""
        low, high = sorted(self.ax.get_ylim())
        line = self.points(9) * 1.3 / 72 / max(self.drawing()[1], 0.4) * (high - low)
        room = self.room(share, 9)
        words = ["\n".join(cut(part, room, lines) for part in one[1].split("\n")) for one in ends]
        highs = [line * (text.count("\n") + 1) for text in words]
        order = sorted(range(len(ends)), key=lambda n: -ends[n][0])
        at: dict[int, float] = {}
        ceiling = math.inf
        for n in order:
            at[n] = min(ends[n][0], ceiling - highs[n] / 2)
            ceiling = at[n] - highs[n] / 2
        short = low + (highs[order[-1]] / 2 if order else 0) - min(at.values(), default=math.inf)
        if short > 0:  # those at the bottom push the others up again
            floor = low
            for n in reversed(order):
                at[n] = max(at[n], floor + highs[n] / 2)
                floor = at[n] + highs[n] / 2
        for n, (_, _, colour) in enumerate(ends):
            self.beside(x, at[n], words[n], points=8 * side, color=colour, linespacing=1.15)

    def drawing(self, upright: bool = False) -> tuple[float, float]:
        """Return about how many inches wide and high the drawing itself will be, for words that must find room in it."""
        wide = self.width * 0.88 if upright else max(self.width - self._names - 0.9 * self.scale, 0.5)
        high = self._body if self.own else max(self.height - 1.3 * self.scale, 0.5)
        return wide, high

    def legend(self, handles: Sequence[Any] | None = None, *, share: float = 0.94) -> None:
        """Explain the colours above the drawing, in as many columns as have room."""
        handles = list(handles if handles is not None else self.ax.get_legend_handles_labels()[0])
        labels = [str(handle.get_label()) for handle in handles]
        if not handles:
            return
        room = self.room(share, 9)
        for columns in range(len(labels), 0, -1):
            widest = [max(ems(label) for label in labels[at::columns]) + 3.2 for at in range(columns)]
            # Entries run down the columns in matplotlib; ours run along the lines.
            if sum(widest) <= room or columns == 1:
                break
        order = _along(len(labels), columns)
        self.ax.legend(
            [handles[n] for n in order],
            [labels[n] for n in order],
            loc="upper left",
            ncols=columns,
            frameon=False,
            borderaxespad=0,
            borderpad=0,
            fontsize=self.points(9),
            handlelength=1.1,
            handleheight=0.9,
            handletextpad=0.5,
            columnspacing=1.3,
            labelspacing=0.35,
            labelcolor=INK,
        )
        self._legend = -(-len(labels) // columns) * self.points(9) * 1.45 / 72

    def empty(self, words: str) -> None:
        """Say in the middle why nothing is drawn."""
        self.ax.set(xticks=[], yticks=[])
        self.ax.set_axis_off()
        self.write(0.5, 0.5, words, size=10.5, color=MUTED, transform=self.ax.transAxes)
        self.body(0.9)

    def finish(
        self,
        title: str,
        about: About,
        *,
        counts: Sequence[str] = (),
        notes: Sequence[str] = (),
        values: Sequence[str] = (),
    ) -> Axes:
        """Put title, subtitle, notes and source around the drawing, and the sentence that describes it.

        `counts` say of how many, beside who and when; `values` are told one by one in the description.
        """
        from gkstats.charts.layout import Around, Wording

        language = self.language
        subtitle = " · ".join(part for part in (about.who(language), about.when(language), *counts) if part)
        remarks = [note for note in (*notes, about.aside_said(language)) if note]
        source = about.source(language)
        sentence = _sentence(title, subtitle, values, remarks, source, language)
        wording = Wording(
            title, subtitle, ("；" if language == "zh" else "; ").join(remarks), source, sentence
        )
        around = Around(self.ax, wording, self.scale, whole=self.own)
        self.ax.add_artist(around)
        around.set_clip_on(False)
        if self.own:
            self._resize(around)
        self.ax.set_axes_locator(around)  # type: ignore[arg-type]  # typed as for axes of any kind
        _tell(self.ax.get_figure(root=True))
        return self.ax

    _names: float = 1.5
    _body: float = 3.0
    _legend: float = 0.0

    def _resize(self, around: Any) -> None:
        """Give the figure the height that the drawing and everything around it take."""
        below = 0.0
        if self.ax.axison:
            if any(label.get_text() for label in self.ax.get_xticklabels()):
                lines = max(label.get_text().count("\n") + 1 for label in self.ax.get_xticklabels())
                below += 0.1 + lines * self.points(9) * 1.3 / 72
            below += 0.22 * bool(self.ax.get_xlabel())
        figure = self.ax.get_figure(root=True)
        assert figure is not None  # for the type checker: axes that are drawn on have one
        figure.set_size_inches(self.width, self._body + below + around.height(self.width, self._legend))


def open_sheet(ax: Axes | None, language: Language, width: float = 8.0) -> Sheet:
    """Return a sheet on the user's axes, or on those of a new figure."""
    own = ax is None
    if ax is None:
        import matplotlib.pyplot as plt

        ax = plt.subplots(figsize=(width, 3.0))[1]
        height = 3.0
    else:
        from gkstats.charts.layout import cell_of

        cell = cell_of(ax)
        width, height = cell.width / ax.figure.dpi, cell.height / ax.figure.dpi
    _dress(ax)
    scale = min(max(0.6 + 0.05 * width, 0.76), 1.15)
    return Sheet(ax, language, own, width, height, scale)


def _dress(ax: Axes) -> None:
    """Give axes that were made outside of the style its look."""
    ax.set_facecolor("white")
    for side, line in ax.spines.items():
        line.set(visible=side in ("left", "bottom"), edgecolor="#b5b5b5", linewidth=0.8)
    ax.tick_params(colors="#b5b5b5", labelcolor=INK, width=0.8)
    ax.xaxis.label.set_color(MUTED)
    ax.yaxis.label.set_color(MUTED)


def _along(count: int, columns: int) -> list[int]:
    """Return the order in which matplotlib, which fills columns, sets entries along the lines."""
    return [at for column in range(columns) for at in range(column, count, columns)]


def _sentence(
    title: str, subtitle: str, values: Sequence[str], notes: Sequence[str], source: str, language: Language
) -> str:
    zh = language == "zh"
    told = list(values[:_TOLD])
    if len(values) > _TOLD:
        told.append(say("more", language, count=len(values) - _TOLD))
    parts = [title, subtitle, ("，" if zh else ", ").join(told), *notes, source]
    parts = [" ".join(part.split()) for part in parts if part]
    return ("。" if zh else ". ").join(part.rstrip("。.") for part in parts) + ("。" if zh else ".")


def describe(ax: Axes) -> str:
    """Return the sentence that says what a chart shows, for those who cannot see it.

    Notebooks keep it with the picture, and exports take it as its alternative text.

    Parameters
    ----------
    ax : Axes
        As a chart returned it.

    Returns
    -------
    str
        Who, when and of how many; the largest values; what is not known or in doubt; the source. In the language of the
        chart.

    Raises
    ------
    ValueError
        No chart of gkstats was drawn on these axes.

    Examples
    --------
    >>> import gkstats as gk
    >>> ax = gk.charts.channels(gk.load_report(gk.samples() / "zhongning-2020.txt"), language="en")
    >>> gk.charts.describe(ax)[:63]
    'Proactive disclosures by channel. 中宁县审批服务管理局 · 2020 · 540 items'
    """
    sentence = _sentence_of(ax)
    if sentence is None:
        raise ValueError(
            "no chart was drawn on these axes; give those that a function of gkstats.charts returned"
        )
    return sentence


def _sentence_of(ax: Axes) -> str | None:
    found = [artist.sentence for artist in ax.artists if hasattr(artist, "sentence")]
    return str(found[-1]) if found else None


def _tell(figure: Any) -> None:
    """Let notebooks keep the sentences with the picture, where exporting to HTML finds its alternative text."""
    figure._repr_mimebundle_ = functools.partial(_with_words, figure)


def _with_words(figure: Any, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return no picture, which matplotlib draws, and the words that go with it; IPython asks with `include` and `exclude`."""
    said = " ".join(sentence for ax in figure.axes if (sentence := _sentence_of(ax)))
    return {}, {"image/png": {"alt": said}, "image/svg+xml": {"alt": said}}
