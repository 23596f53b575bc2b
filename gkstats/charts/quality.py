"""The chart of what holds and what does not: checks as a heat map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd

from gkstats.charts.inputs import about, is_stacked, names_of, report_names
from gkstats.charts.lettering import cut, ems
from gkstats.charts.palette import INK, MUTED
from gkstats.charts.sayings import joined, say
from gkstats.charts.sheet import MOST_ROWS, Sheet, open_sheet
from gkstats.charts.style import styled
from gkstats.checks import all_checks
from gkstats.vocabulary import Language

if TYPE_CHECKING:
    import numpy.typing as npt
    from matplotlib.axes import Axes

__all__ = ["checks"]

_MOST_CHECKS: Final = 24
_FEW: Final = 10
"""Up to so many reports stand side by side over all checks; more are rows over the checks that fail somewhere."""

# In order of gravity; a cell shows the gravest. The colours grow darker with it, so that grey print keeps the order.
_STATES: Final = ("not-tried", "undecided", "passed", "information", "warning", "error")
_FILLS: Final = ("#ffffff", "#f2f2f2", "#dfe9f2", "#f6dcae", "#e08e2b", "#8f2d1a")


@styled
def checks(data: Any, *, ax: Axes | None = None, language: Language = "zh") -> Axes:
    """Draw which checks hold (数据核对) as a heat map: places that fail by number, the gravest first.

    One report shows every check that it was put to. Up to ten stand side by side, with a row for each check that fails in
    any of them. More reports are rows, those with the gravest failures first, over the checks that fail; reports without a
    failure are one line, and more than a hundred are put together by agency.

    Parameters
    ----------
    data : Report, Corpus or DataFrame
        A frame as `Report.checks` or `Corpus.checks`. Of several documents on one year the one with the most
        failures counts.
    ax : Axes, optional
        Where to draw; a new figure by default.
    language : {"zh", "en"}

    Returns
    -------
    Axes

    Examples
    --------
    >>> import gkstats as gk
    >>> ax = gk.charts.checks(gk.load_report(gk.samples() / "pingtan-2020.html"), language="en")
    >>> [text.get_text() for text in ax.texts if "fail" in text.get_text()][0]
    '2 of 7 fail'
    """
    frame = data if isinstance(data, pd.DataFrame) else data.checks()
    if not is_stacked(frame):
        frame = frame.assign(agency=getattr(data, "agency", None), year=getattr(data, "year", None))
    tally = _tallied(frame)
    sheet = open_sheet(ax, language)
    title = say("checks", language)
    if tally.empty:
        sheet.empty(say("checks-none", language))
        return sheet.finish(title, about(data))
    found = _arranged(tally)
    alone = len(found.reports) == 1
    if alone:
        drawn = found.first(sheet.rows(1, 1.2))
    else:
        drawn = found.failing(_MOST_CHECKS if sheet.own else max(int(sheet.width * 2.2), 4))
    counts = [
        say("reports", language, count=len(found.reports)) if len(found.reports) > 1 else "",
        say("checks-tried", language, count=len(found.checks)),
        say("checks-failing", language, count=int(found.failed.any(axis=0).sum())),
    ]
    notes = _notes(found, drawn, language)
    told = _told(found, language)
    if not found.failed.any() and len(found.reports) > 1:
        sheet.empty(say("checks-clean", language, count=len(found.reports)))
        return sheet.finish(title, about(data), counts=counts[:2], values=told)
    if alone or (len(found.reports) <= _FEW and (sheet.own or len(drawn.checks) <= sheet.rows(1, 1.4))):
        _as_columns(drawn, sheet)
    else:
        _as_rows(drawn, sheet, np.asarray(~found.failed.any(axis=1)))
    _explain(sheet, drawn)
    return sheet.finish(title, about(data), counts=counts, notes=notes, values=told)


class _Found(NamedTuple):
    """What was found: a row of each array for a report, a column for a check."""

    reports: list[tuple[str, int]]
    checks: list[str]
    state: npt.NDArray[np.int_]
    """Position in `_STATES`."""
    failed: npt.NDArray[np.int_]
    tried: npt.NDArray[np.int_]
    left_out: int = 0

    def failing(self, most: int) -> _Found:
        """Return only the checks that fail in some report, at most so many, those that fail in most reports."""
        reports = (self.failed > 0).sum(axis=0)
        often = np.argsort(-reports, kind="stable")[:most]
        return self.only(sorted(position for position in often.tolist() if reports[position]))

    def first(self, most: int) -> _Found:
        """Return so many of the checks of one report, those that fail before the others."""
        order = np.argsort(-(self.failed > 0).sum(axis=0), kind="stable")[:most]
        return self.only(sorted(order.tolist()))

    def only(self, kept: list[int]) -> _Found:
        """Return some of the checks."""
        return self._replace(
            checks=[self.checks[position] for position in kept],
            state=self.state[:, kept],
            failed=self.failed[:, kept],
            tried=self.tried[:, kept],
        )

    def of(self, rows: list[int]) -> _Found:
        """Return some of the reports, in that order."""
        return self._replace(
            reports=[self.reports[row] for row in rows],
            state=self.state[rows],
            failed=self.failed[rows],
            tried=self.tried[rows],
        )


def _tallied(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each report and check that was tried in it: state, places that fail, places tried.

    Of several documents on one year the one with the most failures speaks for it, check by check.
    """
    document = frame["document"].fillna("") if "document" in frame.columns else ""
    named = frame.assign(agency=names_of(frame["agency"].astype("string"), frame["year"]), document=document)
    report = [named["agency"].fillna(""), named["year"].fillna(0).astype(int), named["check"]]
    passed = named["passed"].astype("boolean")
    places = named.assign(failed=(~passed).fillna(False), tried=passed.notna()).groupby(
        [*report, named["document"]]
    )
    counted = places.agg({"failed": "sum", "tried": "sum", "severity": "first"}).astype(
        {"failed": int, "tried": int}
    )
    tally = (
        counted.sort_values(["failed", "tried"], kind="stable").groupby(["agency", "year", "check"]).last()
    )
    state = pd.Series("passed", index=tally.index).where(tally["tried"] > 0, "undecided")
    state = state.where(tally["failed"] == 0, tally["severity"])
    return tally.assign(state=[_STATES.index(name) for name in state]).reset_index()


def _arranged(tally: pd.DataFrame) -> _Found:
    """Put the findings into arrays; what no page can hold is put together by agency, then left out."""
    if len(tally[["agency", "year"]].drop_duplicates()) > MOST_ROWS and len(set(tally["agency"])) > 1:
        sums = {"failed": "sum", "tried": "sum", "severity": "first", "state": "max"}
        tally = tally.assign(year=0).groupby(["agency", "year", "check"], as_index=False).agg(sums)
    worst = tally.groupby(["agency", "year"])["failed"].sum().sort_values(ascending=False, kind="stable")
    kept = sorted(worst.index[:MOST_ROWS])
    order = {check.id: position for position, check in enumerate(all_checks())}
    gravity = tally.groupby("check")["severity"].first().map({name: -_STATES.index(name) for name in _STATES})
    names = sorted(gravity.index, key=lambda name: (gravity[name], order.get(name, len(order)), name))
    index = pd.MultiIndex.from_tuples(kept, names=["agency", "year"])
    state, failed, tried = (
        tally.pivot_table(index=["agency", "year"], columns="check", values=column, aggfunc="sum")
        .reindex(index=index, columns=names)
        .fillna(0)
        .to_numpy(dtype=int)
        for column in ("state", "failed", "tried")
    )
    reports = [(str(agency), int(year)) for agency, year in kept]
    return _Found(reports, names, state, failed, tried, len(worst) - len(kept))


def _as_columns(found: _Found, sheet: Sheet) -> None:
    """Draw a row for each check, with how many places fail of those tried."""
    ax, language = sheet.ax, sheet.language
    several = len(found.reports) > 1
    sheet.name_rows([_check_name(name, language) for name in found.checks], share=0.4)
    _cells(ax, found.state.T)
    slot = sheet.drawing()[0] / len(found.reports) * 72 / sheet.points(9)
    for (report, check), failed in np.ndenumerate(found.failed):
        state = int(found.state[report, check])
        if state:
            tried = int(found.tried[report, check])
            words = _verdict(int(failed), tried, slot, language)
            _write(sheet, report, check, words, state)
    full = report_names(found.reports)
    upright = len(full) > 2 and max(map(ems, full)) > slot * 0.8
    names = full if upright else [cut(name, slot * 0.86, 3) for name in full]
    ax.set_xticks(
        range(len(names)),
        names if several else [""],
        rotation=90 if upright else 0,
        fontsize=sheet.points(9),
        color=INK,
    )
    if several:
        longest = max(ems(name) for name in names) * 0.14 if upright else 0.5
        sheet.body(sheet.drawing()[1] + longest)


def _verdict(failed: int, tried: int, room: float, language: Language) -> str:
    """Say how many places fail of those tried, in words where they have room."""
    if not tried:
        words, short = say("state-undecided", language), "?"
    elif tried == 1:
        words, short = say("fails" if failed else "passes", language), f"{failed}" if failed else ""
    else:
        words = say("places-fail" if failed else "places-pass", language, failed=failed, tried=tried)
        short = f"{failed}/{tried}" if failed else ""
    return words if ems(words) + 0.5 <= room else short


def _as_rows(found: _Found, sheet: Sheet, passing: npt.NDArray[np.bool_]) -> None:
    """Draw a row for each report with failures, the gravest first, and one line for all others; `passing` are those without any."""
    ax, language = sheet.ax, sheet.language
    errors = np.where(found.state == _STATES.index("error"), found.failed, 0).sum(axis=1)
    warnings = np.where(found.state == _STATES.index("warning"), found.failed, 0).sum(axis=1)
    rest = found.failed.sum(axis=1) - errors - warnings
    order = sorted(range(len(found.reports)), key=lambda row: (-errors[row], -warnings[row], -rest[row], row))
    order = [row for row in order if found.failed[row].any()]
    most = max(sheet.rows(1, 2.0) - 1, 1)
    shown = found.of(order[:most])
    names = report_names(found.reports)
    rows = [names[row] for row in order[:most]]
    clean = int(passing.sum())
    elsewhere = len(found.reports) - len(order) - clean  # their failures are of checks that have no column
    cut_off = len(order) - len(shown.reports)
    rest_said = joined(
        [
            say("checks-others-clean", language, count=clean) if clean else "",
            say("checks-others-else", language, count=elsewhere) if elsewhere else "",
            say("checks-others-cut", language, count=cut_off) if cut_off else "",
        ],
        language,
    )
    sheet.name_rows([*rows, *([""] if rest_said else [])], lines=1, share=0.3)
    _cells(ax, shown.state)
    for (report, check), failed in np.ndenumerate(shown.failed):
        state = int(shown.state[report, check])
        if failed:
            _write(sheet, check, report, f"{failed:,}", state)
    if rest_said:
        ax.set_ylim(len(rows) + 0.5, -0.5)
        ax.annotate(
            rest_said,
            (0, len(rows)),
            (-0.4, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            ha="left",
            va="center",
            fontsize=sheet.points(9),
            color=MUTED,
        )
    slot = sheet.drawing()[0] / len(shown.checks)
    lines = 2 if slot > 2.5 * sheet.points(8.5) / 72 else 1
    heads = [cut(_check_name(name, language), 12, lines) for name in shown.checks]
    longest = max(ems(line) for name in heads for line in name.split("\n"))
    ax.set_xticks(
        range(len(heads)), heads, rotation=90, fontsize=sheet.points(8.5), color=INK, linespacing=1.0
    )
    sheet.body(sheet.pitch() * (len(rows) + bool(rest_said)) + longest * sheet.points(8.5) / 72 + 0.1)


def _check_name(name: str, language: Language) -> str:
    known = {check.id: check for check in all_checks()}
    return known[name].label(language) if name in known else name


def _cells(ax: Axes, state: npt.NDArray[np.int_]) -> None:
    from matplotlib.colors import ListedColormap

    rows, columns = state.shape
    ax.imshow(state, cmap=ListedColormap(_FILLS), vmin=-0.5, vmax=len(_STATES) - 0.5, aspect="auto")
    ax.hlines([row - 0.5 for row in range(1, rows)], -0.5, columns - 0.5, color="white", linewidth=1)
    ax.vlines([column - 0.5 for column in range(1, columns)], -0.5, rows - 0.5, color="white", linewidth=1)
    ax.set(xlim=(-0.5, columns - 0.5), ylim=(rows - 0.5, -0.5))
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    for side in ax.spines.values():
        side.set_visible(False)


def _write(sheet: Sheet, x: int, y: int, words: str, state: int) -> None:
    if words:
        sheet.write(x, y, words, size=8, color="white" if _STATES[state] == "error" else INK)


def _explain(sheet: Sheet, found: _Found) -> None:
    """Name the states that are there."""
    from matplotlib.patches import Patch

    there = sorted(set(found.state.ravel().tolist()))
    sheet.legend(
        [
            Patch(
                facecolor=_FILLS[at],
                edgecolor="#b5b5b5",
                linewidth=0.5,
                label=say(f"state-{_STATES[at]}", sheet.language),
            )
            for at in reversed(there)
        ]
    )


def _notes(found: _Found, drawn: _Found, language: Language) -> list[str]:
    """Say how much is not drawn."""
    failing = int(found.failed.any(axis=0).sum())
    passing = len(found.checks) - max(failing, len(drawn.checks))
    rarer = max(failing - len(drawn.checks), 0)
    return [
        say("checks-passing", language, count=passing) if passing else "",
        say("checks-rarer", language, count=rarer) if rarer else "",
        say("checks-left", language, count=found.left_out) if found.left_out else "",
        say("checks-number", language) if len(found.reports) > _FEW else "",
    ]


def _told(found: _Found, language: Language) -> list[str]:
    """Tell of the checks that fail how many places do."""
    failed = found.failed.sum(axis=0)
    order = np.argsort(-failed, kind="stable").tolist()
    return [f"{_check_name(found.checks[at], language)} {failed[at]:,}" for at in order if failed[at]]
