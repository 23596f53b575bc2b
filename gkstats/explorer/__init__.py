"""The explorer: choose figures of a corpus, see them as charts and a table, and go from each to its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gkstats.errors import MissingDependency
from gkstats.explorer.drawing import bars
from gkstats.explorer.figures import figures, report_figures
from gkstats.vocabulary import Language

if TYPE_CHECKING:
    from gkstats.corpus import Corpus
    from gkstats.explorer.widgets import Explorer

__all__ = ["bars", "explore", "figures", "report_figures"]


def explore(corpus: Corpus, *, language: Language = "zh") -> Explorer:
    """Open the explorer: charts and a table of what is chosen; a click on a figure or a bar shows its source.

    Parameters
    ----------
    corpus : Corpus
    language : {"zh", "en"}
        To begin with; it can be changed there.

    Returns
    -------
    Explorer
        A widget, which JupyterLab and Voilà show.

    Raises
    ------
    MissingDependency
        The extra ``lab`` is not installed.

    Examples
    --------
    >>> import gkstats as gk
    >>> corpus = gk.load_corpus(gk.samples() / "zhongning-2020.txt", progress=False)
    >>> explorer = gk.explore(corpus)
    >>> explorer.shown.main["value"].tolist()
    [0.0]
    """
    try:
        from gkstats.explorer.widgets import Explorer
    except ImportError as error:
        raise MissingDependency(
            "gkstats.explore", "anywidget and ipywidgets are not installed", "run: pip install 'gkstats[lab]'"
        ) from error
    return Explorer(corpus, language)
