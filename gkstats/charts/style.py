"""How every chart looks: colours that differ in grey and to the colour-blind, a face with Chinese, nothing global."""

from __future__ import annotations

import functools
import math
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, ParamSpec

from gkstats.asked import language_of
from gkstats.errors import MissingDependency
from gkstats.vocabulary import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

P = ParamSpec("P")

__all__ = [
    "FAMILIES",
    "INK",
    "MOST_ROWS",
    "MUTED",
    "PRIMARY",
    "SECONDARY",
    "chart_style",
    "count_axis",
    "counted",
    "hedge_of",
    "legend_below",
    "new_axes",
    "percent",
    "percent_axis",
    "row_axis",
    "rows_height",
    "say_empty",
    "wrapped",
]

PRIMARY: Final = "#1f5a92"
SECONDARY: Final = "#e08e2b"
INK: Final = "#222222"
MOST_ROWS: Final = 100
"""A chart with more rows cannot be read, and with some thousand it cannot be drawn."""
MUTED: Final = "#6b6b6b"
# From the palette of Okabe and Ito, ordered so that neighbours differ in lightness, too.
FAMILIES: Final = {
    "outcome.granted": "#1f5a92",
    "outcome.partial": "#8fc3e8",
    "outcome.denied": "#b3432b",
    "outcome.unavailable": "#f0c36d",
    "outcome.not_processed": "#5b7f5e",
    "outcome.other": "#c9c9c9",
}
_SYSTEM_FACES: Final[tuple[str, ...]] = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
    "SimHei",
)


@functools.cache
def _faces() -> tuple[str, ...]:
    """Return the faces to draw with: one that has Chinese characters, and matplotlib's own for what it lacks."""
    try:
        from matplotlib import font_manager
    except ImportError as error:
        raise MissingDependency(
            "gkstats.charts", "matplotlib is not installed", "run: pip install 'gkstats[charts]'"
        ) from error
    try:
        from pylopdf_fonts_zh_cn import sans_path
    except ImportError:
        installed = set(font_manager.get_font_names())
        found: str | None = next((face for face in _SYSTEM_FACES if face in installed), None)
        if found is None:
            raise MissingDependency(
                "gkstats.charts",
                "no face with Chinese characters was found",
                "run: pip install 'gkstats[charts]'",
            ) from None
    else:
        path = str(sans_path())
        font_manager.fontManager.addfont(path)  # registers the face and changes no setting
        return (str(font_manager.FontProperties(fname=path).get_name()), "DejaVu Sans")
    return (found, "DejaVu Sans")


@contextmanager
def chart_style() -> Iterator[None]:
    """Draw in the style of gkstats for as long as the block lasts; settings are the user's own again afterwards.

    Texts that are added to a chart later need the block, too, so that Chinese characters find their face.

    Examples
    --------
    >>> import gkstats as gk
    >>> with gk.charts.chart_style():
    ...     ax = gk.charts.channels(gk.load_report(gk.samples() / "zhongning-2020.txt"))
    ...     _ = ax.text(0, 0, "注：按渠道统计")
    """
    faces = _faces()
    import matplotlib as mpl

    # By name, not through the generic family: that one is looked up when the figure is drawn, outside this block.
    settings: dict[Any, Any] = {
        "font.family": list(faces),
        "font.size": 10,
        "axes.unicode_minus": False,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.edgecolor": MUTED,
        "axes.labelcolor": INK,
        "axes.titlelocation": "left",
        "axes.titlesize": 12,
        "axes.titlepad": 12,
        "xtick.color": MUTED,
        "ytick.color": INK,
        "text.color": INK,
        "figure.facecolor": "white",
        "axes.facecolor": "white",
        "savefig.facecolor": "white",
    }
    with mpl.rc_context(settings):
        yield
        interactive = mpl.rcParams["interactive"]
    # The backend is loaded by the first figure and turns this on in a notebook; undone with the style, no later
    # figure would be shown.
    mpl.rcParams["interactive"] = interactive


def styled(chart: Callable[P, Axes]) -> Callable[P, Axes]:
    """Draw a chart in the style, also on axes that its user made outside of it."""

    @functools.wraps(chart)
    def draw(*args: P.args, **keywords: P.kwargs) -> Axes:
        language_of(str(keywords.get("language", "zh")))
        with chart_style():
            ax = chart(*args, **keywords)
            from matplotlib.text import Text

            # Tick labels keep the face of the moment when their axes were made.
            for text in ax.findobj(Text):
                text.set_fontfamily(list(_faces()))
                if text.get_text() == ax.get_title(loc="left"):
                    text.set_linespacing(1.35)  # Chinese lines stand too close otherwise
        return ax

    return draw


def new_axes(ax: Axes | None, width: float = 8.0, height: float = 4.5) -> Axes:
    """Return `ax`, or that of a new figure whose layout leaves nothing clipped."""
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    return plt.subplots(figsize=(width, height), layout="constrained")[1]


def count_axis(ax: Axes, largest: float, room: float = 1.2) -> None:
    """Let the horizontal axis count from zero in whole numbers, with room for words beyond the longest bar."""
    from matplotlib.ticker import MaxNLocator

    ax.set_xlim(0, largest * room or 1)
    ax.xaxis.set_major_locator(MaxNLocator("auto", integer=True, steps=[1, 2, 2.5, 5, 10]))
    ax.xaxis.set_major_formatter("{x:,.0f}")


def row_axis(ax: Axes, names: Sequence[str]) -> None:
    """Name the rows of a chart of bars from the top downwards, without a margin that grows with their number."""
    ax.set_yticks(range(len(names)), list(names))
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(len(names) - 0.4, -0.6)


def rows_height(names: Sequence[str]) -> float:
    """Return the inches that a chart of bars needs, whose names have so many lines."""
    lines = max((name.count("\n") + 1 for name in names), default=1)
    return max(2.2, 1.3 + max(0.5, 0.17 * lines + 0.14) * len(names))


def legend_below(ax: Axes, inches: float = 0.55, *, flush: bool = False) -> None:
    """Explain the colours below the axes, always the same way below: a share of the height would grow with it.

    `flush` with the right edge of the axes leaves the legend the room below long names at their left.
    """
    entries = len(ax.get_legend_handles_labels()[1])
    if not entries:
        return
    from matplotlib.transforms import ScaledTranslation

    figure = ax.get_figure(root=True)
    assert figure is not None  # for the type checker: axes that are drawn on have one
    ax.legend(
        loc="upper right" if flush else "upper center",
        bbox_to_anchor=(1 if flush else 0.4, 0),
        bbox_transform=ax.transAxes + ScaledTranslation(0, -inches, figure.dpi_scale_trans),
        borderaxespad=0,
        ncols=entries if entries <= 5 else 4 if entries > 6 else 3,
        frameon=False,
        fontsize=9,
        handlelength=1.2,
        columnspacing=1.4,
        labelcolor=INK,
    )


_HEDGES: Final = {"=": "", ">=": "≥", "<=": "≤", "~": "≈"}


def hedge_of(comparators: Iterable[str]) -> str:
    """Return the sign before a figure: that of its comparator, or of the figures that it is the sum of.

    Examples
    --------
    >>> hedge_of([">="]), hedge_of(["=", ">="]), hedge_of([">=", "<="]), hedge_of(["="])
    ('≥', '≥', '≈', '')
    """
    kinds = set(comparators) - {"="}
    return _HEDGES[kinds.pop()] if len(kinds) == 1 else "≈" * bool(kinds)


def percent(share: float, places: int = 1) -> str:
    """Return a share in words; 0 % and 100 % are said only of nothing and of all.

    Examples
    --------
    >>> percent(0.9995), percent(0.9996, 0), percent(1.0), percent(0.0004), percent(0.0), percent(0.4567)
    ('>99.9%', '>99%', '100.0%', '<0.1%', '0.0%', '45.7%')
    """
    words = f"{share:.{places}%}"
    smallest = 10.0**-places
    if 0 < share < 1 and words == f"{0:.{places}%}":
        return f"<{smallest:.10g}%"
    if 0 < share < 1 and words == f"{1:.{places}%}":
        return f">{100 - smallest:.10g}%"
    return words


def percent_axis(axis: Any) -> None:
    """Let an axis of shares say its ticks in per cent, each as exactly as it stands."""
    from matplotlib.ticker import FuncFormatter

    axis.set_major_formatter(FuncFormatter(lambda share, _: f"{round(share * 100, 6):.10g}%"))


def counted(value: float, whole: float, language: Language, *, hedge: str = "") -> str:
    """Return a count with its share of the whole, which is nothing of nothing; `hedge` stands before both."""
    if not whole:
        return f"{hedge}{value:,.0f}"
    share = "≈" * bool(hedge) + percent(value / whole)
    return f"{hedge}{value:,.0f}（{share}）" if language == "zh" else f"{hedge}{value:,.0f} ({share})"


def say_empty(ax: Axes, words: str) -> Axes:
    """Say in the middle of an axes why it shows nothing."""
    ax.set(xticks=[], yticks=[])
    ax.set_axis_off()
    ax.text(0.5, 0.5, words, ha="center", va="center", color=MUTED, fontsize=11, transform=ax.transAxes)
    return ax


def wrapped(text: str, width: int = 16) -> str:
    """Break a label over lines of at most `width` Chinese characters, where a reader would.

    Examples
    --------
    >>> print(wrapped("“青川市政务服务中心”微信公众服务号"))
    “青川市政务服务中心”
    微信公众服务号
    """
    if text.isascii():
        return textwrap.fill(text, width * 2)
    breaks = [piece.end() for piece in _PIECES.finditer(text)]
    lines, start = [], 0
    while len(text) - start > width:
        rest = len(text) - start
        even = rest / math.ceil(rest / width)
        ends = [end for end in breaks if start < end <= start + width] or [start + width]
        natural = [end for end in ends if text[end - 1] in _NATURAL and end - start >= 0.4 * even]
        end = natural[-1] if natural else min(ends, key=lambda end: abs(end - start - even))
        lines.append(text[start:end].rstrip())
        start = end
    return "\n".join([*lines, text[start:]])


# What stays together: a number or a Latin word, and a character with the marks that open or close beside it.
_PIECES: Final = re.compile(r"[（(“‘《「【]*(?:[A-Za-z0-9.,%]+|.)[）)”’》」】，。、；：？！…]*", re.DOTALL)
_NATURAL: Final = " ”’》）)，、；：。"
