"""A chart of when reports were published, against the days by which the law wants them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pandas as pd

from gkstats.charts.folders import listed
from gkstats.charts.inputs import about, by_region, report_names
from gkstats.charts.palette import INK, MUTED, PRIMARY
from gkstats.charts.sayings import say
from gkstats.charts.sheet import Sheet, open_sheet
from gkstats.charts.style import styled
from gkstats.checks import deadline_of
from gkstats.corpus import Corpus
from gkstats.vocabulary import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["timeliness"]

_LATE: Final = "#cf5f42"
_OPEN: Final = "#9a9a9a"
_LAST_DAY: Final = 200
"""Days after New Year; what was published later stands at the edge, with its date."""


class _One(NamedTuple):
    """A report with its day, counted from the New Year after its reporting year, and the days that the law may set."""

    agency: str
    year: int
    day: int
    published: dt.date
    deadline: tuple[int, int]

    @property
    def state(self) -> str:
        """Whether it is late, on time, or one or the other, as the law may set one day or another."""
        if self.day <= self.deadline[0]:
            return "on-time"
        return "late" if self.day > self.deadline[1] else "open"


@styled
def timeliness(data: Any, *, ax: Axes | None = None, language: Language = "zh") -> Axes:
    """Draw the days of publication against the deadlines: 31 January for departments, 31 March for governments.

    Until the report for 2018 it was 31 March for all. For agencies whose level their name does not settle, days between
    the two are neither on time nor late. Reports that state no day of publication are counted below.

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
    >>> corpus = gk.load_corpus(gk.samples() / "pingtan-201[1-3].html", progress=False)
    >>> ax = gk.charts.timeliness(corpus, language="en")
    >>> [text.get_text() for text in ax.texts if "Apr" in text.get_text()]
    ['11 Apr']
    """
    frame = _reports(data)
    sheet = open_sheet(ax, language)
    title = say("timeliness", language)
    found = [one for one in map(_one, frame.to_dict("records")) if one is not None]
    undated = len(frame) - len(found)
    notes = [say("undated", language, count=undated) if undated else ""]
    if not found:
        sheet.empty(say("undated-all", language))
        return sheet.finish(title, about(data), notes=notes)
    if len({one.year for one in found}) == 1:
        found.sort(key=lambda one: (one.day, one.agency))
    else:
        place = {name: at for at, name in enumerate(by_region(one.agency for one in found))}
        found.sort(key=lambda one: (place[one.agency], one.year))
    hidden = max(len(found) - sheet.rows(1, 1.5), 0)
    late = [one for one in found if one.state == "late"]
    shown = found if not hidden else (sorted(found, key=lambda one: -one.day)[: len(found) - hidden])
    _draw(sheet, shown)
    counts = [
        say("timely", language, count=sum(one.state == "on-time" for one in found)),
        say("late", language, count=len(late)),
        say("open", language, count=sum(one.state == "open" for one in found))
        if any(one.state == "open" for one in found)
        else "",
    ]
    notes.append(say("reports-hidden", language, count=hidden) if hidden else "")
    names = report_names([(one.agency, one.year) for one in shown])
    told = [
        f"{name} {_day(one.published, language)} ({say(one.state, language, count='').strip()})"
        for name, one in zip(names, shown, strict=True)
    ]
    return sheet.finish(
        title, about(data, [(one.agency, one.year) for one in found]), counts=counts, notes=notes, values=told
    )


def _reports(data: Any) -> pd.DataFrame:
    """Return agency, year and day of publication, one edition an agency and year."""
    if not isinstance(data, pd.DataFrame | Corpus):
        return pd.DataFrame({"agency": [data.agency], "year": [data.year], "published": [data.published]})
    frame = listed(data)
    return frame.iloc[data.counted] if isinstance(data, Corpus) else frame


def _one(row: dict[Any, Any]) -> _One | None:
    agency, year, published = row["agency"], row["year"], row["published"]
    if not isinstance(agency, str) or pd.isna(year) or published is None or pd.isna(published):
        return None
    year = int(year)
    days = deadline_of(agency, year)
    date = published.date() if hasattr(published, "date") else published
    start = dt.date(year + 1, 1, 1)
    if days is None:
        return None
    return _One(agency, year, (date - start).days, date, ((days[0] - start).days, (days[1] - start).days))


def _draw(sheet: Sheet, shown: Sequence[_One]) -> None:
    ax, language = sheet.ax, sheet.language
    sheet.name_rows(report_names([(one.agency, one.year) for one in shown]), lines=1)
    colours = {"on-time": PRIMARY, "late": _LATE, "open": _OPEN}
    last = max(min(max(one.day for one in shown), _LAST_DAY), 92)
    first = min(min(one.day for one in shown), 0)
    for y, one in enumerate(shown):
        x = min(one.day, last)
        begin, end = one.deadline
        ax.plot([end, end], [y - 0.36, y + 0.36], color=INK, linewidth=1.6, zorder=2)
        if begin != end:
            ax.plot(
                [begin, begin],
                [y - 0.36, y + 0.36],
                color=INK,
                linewidth=1.0,
                linestyle=(0, (1, 1)),
                zorder=2,
            )
        if one.day > end:
            ax.plot([end, x], [y, y], color=_LATE, linewidth=1.4, zorder=1)
        ax.scatter(
            [x],
            [y],
            s=34 * sheet.scale,
            color=colours[one.state],
            zorder=3,
            clip_on=False,
            marker={"on-time": "o", "late": "D", "open": "s"}[one.state],
        )
        sheet.beside(
            x, y, _day(one.published, language) + (" →" if one.day > last else ""), points=7, size=8.5
        )
    months = [
        (dt.date(2001, month, 1), (dt.date(2001, month, 1) - dt.date(2001, 1, 1)).days)
        for month in range(1, 9)
    ]
    ticks = [(date, at) for date, at in months if first <= at <= last]
    if sheet.width < 5:
        ticks = ticks[::2]
    ax.set_xticks(
        [at for _, at in ticks],
        [
            say("month", language, month=f"{date:%b}" if language == "en" else f"{date.month}")
            for date, _ in ticks
        ],
    )
    ax.tick_params(axis="x", labelsize=sheet.points(8.5), labelcolor=MUTED)
    ax.set_xlim(first - 2, last + 2)
    sheet.grid("x")
    sheet.bare("left")
    from matplotlib.lines import Line2D

    there = {one.state for one in shown}
    handles = [
        Line2D(
            [],
            [],
            linestyle="",
            marker={"on-time": "o", "late": "D", "open": "s"}[state],
            color=colours[state],
            label=say(f"state-{state}", language),
        )
        for state in ("on-time", "late", "open")
        if state in there
    ]
    handles.append(
        Line2D(
            [],
            [],
            linestyle="",
            marker="|",
            markersize=9,
            markeredgewidth=1.6,
            color=INK,
            label=say("deadline", language),
        )
    )
    sheet.legend(handles)


def _day(date: dt.date, language: Language) -> str:
    return f"{date.month}月{date.day}日" if language == "zh" else f"{date.day} {date:%b}"
