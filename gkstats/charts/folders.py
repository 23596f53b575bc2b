"""The chart that answers the first question about a folder: which agency has a report of which year, and which is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from gkstats.charts.inputs import about, by_region, names_of
from gkstats.charts.palette import MUTED, PRIMARY
from gkstats.charts.sayings import say
from gkstats.charts.sheet import Sheet, open_sheet
from gkstats.charts.style import styled
from gkstats.corpus import Corpus
from gkstats.vocabulary import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["coverage", "listed"]

_READ: Final = "#7fa9cf"


@styled
def coverage(data: Any, *, ax: Axes | None = None, language: Language = "zh") -> Axes:
    """Draw which agency has a report of which year: read, in several editions, or missing of the years that there are reports of.

    What could not be read, and what names no agency or year, has no place of its own and is counted below.

    Parameters
    ----------
    data : Corpus, Report or DataFrame
        A frame as `Corpus.reports`.
    ax : Axes, optional
        Where to draw; a new figure by default.
    language : {"zh", "en"}

    Returns
    -------
    Axes

    Examples
    --------
    >>> import gkstats as gk
    >>> corpus = gk.load_corpus(gk.samples() / "pingtan-20*.html", progress=False)
    >>> ax = gk.charts.coverage(corpus, language="en")
    >>> [tick.get_text() for tick in ax.get_yticklabels()]
    ['平潭综合实验区  15/15']
    """
    frame = listed(data)
    named = frame.dropna(subset=["agency", "year"])
    sheet = open_sheet(ax, language)
    title = say("coverage", language)
    failed = len(data.errors) if isinstance(data, Corpus) else 0
    notes = [
        say("coverage-failed", language, count=failed) if failed else "",
        say("coverage-nameless", language, count=len(frame) - len(named)) if len(frame) > len(named) else "",
    ]
    if named.empty:
        sheet.empty(say("coverage-none", language))
        return sheet.finish(title, about(data), notes=notes)
    found = pd.crosstab(named["agency"], named["year"].astype(int))
    first, last = (int(end(named["year"])) for end in (min, max))
    found = found.reindex(columns=range(first, last + 1), fill_value=0)
    found = found.loc[by_region([str(name) for name in found.index])]
    hidden = max(len(found) - sheet.rows(1, 1.3), 0)
    if hidden:  # those with the most gaps are what is asked for
        gaps = (found == 0).sum(axis=1).sort_values(ascending=False, kind="stable")
        kept = set(gaps.index[: len(found) - hidden])
        found = found.loc[[name for name in found.index if name in kept]]
    _draw(sheet, found)
    missing = int((found == 0).to_numpy().sum())
    counts = [say("reports", language, count=len(named)), say("coverage-missing", language, count=missing)]
    notes.append(say("agencies-hidden", language, count=hidden) if hidden else "")
    told = [
        f"{name}: "
        + (
            say("coverage-lacks", language, years=", ".join(map(str, lacking)))
            if lacking
            else say("coverage-all", language)
        )
        for name, row in found.iterrows()
        for lacking in [[year for year, count in zip(range(first, last + 1), row, strict=True) if not count]]
    ]
    who = about(
        None if not isinstance(data, Corpus) else data, zip(named["agency"], named["year"], strict=True)
    )
    return sheet.finish(title, who._replace(aside=0), counts=counts, notes=notes, values=told)


def listed(data: Any) -> pd.DataFrame:
    """Return agency and year of every document, each agency under one name."""
    if isinstance(data, pd.DataFrame):
        frame = data
    elif isinstance(data, Corpus):
        frame = data.reports
    else:
        frame = pd.DataFrame({"agency": [data.agency], "year": [data.year]}).astype(
            {"agency": "string", "year": "Int64"}
        )
    if "agency_id" not in frame:
        return frame.assign(agency=names_of(frame["agency"], frame["year"]))
    ids = frame["agency_id"].fillna("")
    best = {
        str(one): str(names.mode().iloc[0])
        for one, names in frame["agency"].groupby(ids)
        if names.notna().any()
    }
    counts = pd.Series(list(best.values()), dtype="string").value_counts()
    shared = {one for one, name in best.items() if counts[name] > 1}
    names = [f"{best[one]} [{one}]" if one in shared and one else best.get(one) for one in ids]
    return frame.assign(agency=pd.array(names, dtype="string"))


def _draw(sheet: Sheet, found: pd.DataFrame) -> None:
    from matplotlib.patches import Patch

    ax, language = sheet.ax, sheet.language
    names = [f"{name}  {int((row > 0).sum())}/{len(row)}" for name, row in found.iterrows()]
    sheet.name_rows(names, lines=1)
    slot = sheet.drawing()[0] / max(found.shape[1], 1)
    for (y, x), count in np.ndenumerate(found.to_numpy()):
        look: dict[str, Any] = {"facecolor": _READ if count == 1 else PRIMARY, "linewidth": 0}
        if not count:
            look = {"facecolor": "white", "edgecolor": "#c0c0c0", "hatch": "/////", "linewidth": 0.5}
        ax.bar(x, 0.78, 0.88, bottom=y - 0.39, **look)
        if count > 1 and slot > 0.14:
            sheet.write(x, y, f"{count}", size=8, color="white")
    step = next((n for n in (1, 2, 3, 5, 10) if slot * n >= 0.42 * sheet.scale), 10)
    years = list(found.columns)
    at = [n for n in range(len(years)) if (len(years) - 1 - n) % step == 0]
    ax.set_xticks(at, [str(years[n]) for n in at], fontsize=sheet.points(8.5), color=MUTED)
    ax.tick_params(length=0)
    ax.set_xlim(-0.6, len(years) - 0.4)
    for side in ax.spines.values():
        side.set_visible(False)
    values = found.to_numpy()
    keys = [(1, "coverage-read", _READ), (2, "coverage-twice", PRIMARY)]
    handles = [
        Patch(facecolor=colour, label=say(key, language))
        for count, key, colour in keys
        if ((values == count) if count == 1 else (values > 1)).any()
    ]
    if (values == 0).any():
        handles.append(
            Patch(
                facecolor="white",
                edgecolor="#c0c0c0",
                hatch="/////",
                linewidth=0.5,
                label=say("coverage-gap", language),
            )
        )
    sheet.legend(handles)
