"""How every chart looks, whoever made the axes: a face with both scripts, and nothing global changed."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ParamSpec

from gkstats.asked import language_of
from gkstats.charts.lettering import faces
from gkstats.charts.palette import INK, MUTED

if TYPE_CHECKING:
    from matplotlib.axes import Axes

P = ParamSpec("P")

__all__ = ["chart_style", "styled"]


@contextmanager
def chart_style() -> Iterator[None]:
    """Draw in the style of gkstats for as long as the block lasts; settings are the user's own again afterwards.

    Charts need no such block, on their own figures or on the user's axes. It is for what is drawn beside them, and for
    texts that are added to a chart later, so that Chinese characters find their face.

    Examples
    --------
    >>> import gkstats as gk
    >>> with gk.charts.chart_style():
    ...     ax = gk.charts.channels(gk.load_report(gk.samples() / "zhongning-2020.txt"))
    ...     _ = ax.text(0, 0, "注：按渠道统计")
    """
    names = faces()
    import matplotlib as mpl

    # By name, not through the generic family: that one is looked up when the figure is drawn, outside this block.
    settings: dict[Any, Any] = {
        "font.family": list(names),
        "font.size": 10,
        "axes.unicode_minus": False,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.edgecolor": "#b5b5b5",
        "axes.labelcolor": MUTED,
        "axes.titlelocation": "left",
        "axes.titlesize": 12,
        "axes.titlepad": 12,
        "hatch.linewidth": 0.7,
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
                text.set_fontfamily(list(faces()))
        return ax

    return draw
