"""The chart of what holds and what does not: checks as a heat map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd

from gkstats.charts.inputs import is_stacked, names_of, report_names, subject_of
from gkstats.charts.style import (
    INK,
    MOST_ROWS,
    MUTED,
    PRIMARY,
    legend_below,
    new_axes,
    say_empty,
    styled,
    wrapped,
)
from gkstats.checks import all_checks
from gkstats.vocabulary import Language

if TYPE_CHECKING:
    import numpy.typing as npt
    from matplotlib.axes import Axes

__all__ = ["checks"]

_MOST_CHECKS: Final = 30
_FEW: Final = 10
"""Up to so many reports stand side by side over all checks; more are rows over the checks that fail somewhere."""

# In order of gravity; a cell shows the gravest. The colours grow darker with it, so that grey print keeps the order.
_STATES: Final = ("not-tried", "undecided", "passed", "information", "warning", "error")
_FILLS: Final = ("#ffffff", "#f2f2f2", "#dfe9f2", "#f6dcae", "#e08e2b", "#8f2d1a")
_STATE_WORDS: Final = {
    "not-tried": {"zh": "未核对", "en": "not tried"},
    "undecided": {"zh": "无从判断", "en": "cannot be decided"},
    "passed": {"zh": "通过", "en": "passed"},
    "information": {"zh": "未通过（提示）", "en": "failed (information)"},
    "warning": {"zh": "未通过（警告）", "en": "failed (warning)"},
    "error": {"zh": "未通过（错误）", "en": "failed (error)"},
}
_NO_CHECKS: Final = {"zh": "没有可核对的内容", "en": "There was nothing to check"}


@styled
def checks(data: Any, *, ax: Axes | None = None, language: Language = "zh") -> Axes:
    """Draw which checks hold (数据核对) as a heat map: places that fail by number, passed ones with a dot.

    Up to ten reports stand side by side, with a row for each check that was tried in any of them. More reports are
    rows, over the checks that fail in any of them; more than a hundred are put together by agency.

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
    if tally.empty:
        return say_empty(new_axes(ax, height=2.2), _NO_CHECKS[language])
    found = _arranged(tally)
    few = len(found.reports) <= _FEW
    drawn = found if few else found.failing()
    ax = _as_columns(drawn, ax, language) if few else _as_rows(drawn, ax, language)
    _explain(ax, drawn, language)
    subject = subject_of(frame[["agency", "year"]], language)
    ax.set_title(_checks_title(subject, found, drawn, language))
    return ax


class _Found(NamedTuple):
    """What was found: a row of each array for a report, a column for a check."""

    reports: list[tuple[str, int]]
    checks: list[str]
    state: npt.NDArray[np.int_]
    """Position in `_STATES`."""
    failed: npt.NDArray[np.int_]
    tried: npt.NDArray[np.int_]
    left_out: int = 0

    def failing(self) -> _Found:
        """Return only the checks that fail in some report, at most so many as fit; all if none does."""
        reports = (self.failed > 0).sum(axis=0)
        often = np.argsort(-reports, kind="stable")[:_MOST_CHECKS]
        kept = sorted(position for position in often.tolist() if reports[position]) or often.tolist()
        return self._replace(
            checks=[self.checks[position] for position in kept],
            state=self.state[:, kept],
            failed=self.failed[:, kept],
            tried=self.tried[:, kept],
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


def _as_columns(found: _Found, ax: Axes | None, language: Language) -> Axes:
    """Draw a row for each check, with how many places fail of those tried."""
    names = [_check_name(name, 22 if language == "zh" else 28, language) for name in found.checks]
    heights = [0.14 * (name.count("\n") + 1) + 0.12 for name in names]
    reports = [wrapped(name, 12) for name in report_names(found.reports)]
    several = len(reports) > 1
    ax = new_axes(ax, height=1.6 + len(names) * max(heights) + 1.2 * several)
    _cells(ax, found.state.T)
    for (report, check), failed in np.ndenumerate(found.failed):
        state = int(found.state[report, check])
        if state:
            tried = int(found.tried[report, check])
            _write(ax, report, check, _verdict(int(failed), tried, len(reports) <= 3, language), state)
    ax.set_yticks(range(len(names)), names, fontsize=9)
    ax.set_xticks(range(len(reports)), reports if several else [""], rotation=90 if len(reports) > 3 else 0)
    ax.tick_params(axis="x", labelcolor=INK)
    return ax


def _verdict(failed: int, tried: int, in_words: bool, language: Language) -> str:
    """Say how many places fail of those tried."""
    if not tried:
        return _STATE_WORDS["undecided"][language] if in_words else "?"
    if not in_words:
        return f"{failed}/{tried}" if failed else "·"
    if tried == 1:
        return _ONE_PLACE[language][0 if failed else 1]
    return _PLACES[language][0 if failed else 1].format(failed=failed, tried=tried)


_PLACES: Final = {
    "zh": ("{tried}处中{failed}处未通过", "{tried}处均通过"),
    "en": ("{failed} of {tried} fail", "all {tried} pass"),
}
_ONE_PLACE: Final = {"zh": ("未通过", "通过"), "en": ("fails", "passes")}


def _as_rows(found: _Found, ax: Axes | None, language: Language) -> Axes:
    """Draw a row for each report, with the number of places that fail."""
    names = [_check_name(name, 14 if language == "zh" else 20, language) for name in found.checks]
    lines = max(name.count("\n") + 1 for name in names)
    longest = max(len(line) for name in names for line in name.split("\n"))
    wide = 3.2 + len(names) * max(0.36, 0.16 * lines + 0.06)
    tall = 1.5 + 0.24 * len(found.reports) + longest * (0.13 if language == "zh" else 0.075)
    ax = new_axes(ax, width=max(8.0, wide), height=tall)
    _cells(ax, found.state)
    passed = np.argwhere(found.state == _STATES.index("passed"))
    ax.scatter(passed[:, 1], passed[:, 0], s=3, color=PRIMARY)
    for (report, check), failed in np.ndenumerate(found.failed):
        state = int(found.state[report, check])
        if failed or state == _STATES.index("undecided"):
            _write(ax, check, report, f"{failed:,}" if failed else "?", state)
    ax.set_yticks(range(len(found.reports)), report_names(found.reports), fontsize=9)
    ax.set_xticks(range(len(names)), names, rotation=90, fontsize=9)
    ax.tick_params(axis="x", labelcolor=INK)
    return ax


def _check_name(name: str, width: int, language: Language) -> str:
    known = {check.id: check for check in all_checks()}
    return wrapped(known[name].label(language) if name in known else name, width)


def _cells(ax: Axes, state: npt.NDArray[np.int_]) -> None:
    from matplotlib.colors import ListedColormap

    rows, columns = state.shape
    ax.imshow(state, cmap=ListedColormap(_FILLS), vmin=-0.5, vmax=len(_STATES) - 0.5, aspect="auto")
    ax.hlines([row - 0.5 for row in range(1, rows)], -0.5, columns - 0.5, color="white", linewidth=1)
    ax.vlines([column - 0.5 for column in range(1, columns)], -0.5, rows - 0.5, color="white", linewidth=1)
    ax.set(xlim=(-0.5, columns - 0.5), ylim=(rows - 0.5, -0.5))
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)


def _write(ax: Axes, x: int, y: int, words: str, state: int) -> None:
    ink = "white" if _STATES[state] == "error" else INK
    text = ax.text(x, y, words, ha="center", va="center", fontsize=8, color=ink)
    text.set_in_layout(False)  # it lies within the axes; some thousand of them would slow the layout down


def _explain(ax: Axes, found: _Found, language: Language) -> None:
    """Name the states that are there."""
    there = set(found.state.ravel().tolist())
    for position in sorted(there):
        words = _STATE_WORDS[_STATES[position]][language]
        ax.scatter(
            [], [], marker="s", s=80, color=_FILLS[position], edgecolor=MUTED, linewidth=0.5, label=words
        )
    legend_below(ax, inches=0.15, flush=True)


def _checks_title(subject: str, found: _Found, drawn: _Found, language: Language) -> str:
    """Name whose checks these are, and how much of them is not drawn."""
    failing = int(found.failed.any(axis=0).sum())
    passing = len(found.checks) - max(failing, len(drawn.checks))
    rarer = max(failing - len(drawn.checks), 0)
    if language == "zh":
        notes = [
            f"另有{passing}项核对全部通过" if passing else "",
            f"另有{rarer}项较少未通过的核对未画出" if rarer else "",
            f"未通过较少的{found.left_out}行未画出" if found.left_out else "",
        ]
        title = f"{subject}数据核对"
    else:
        notes = [
            f"{passing} more checks pass everywhere" if passing else "",
            f"{rarer} checks that fail less often are left out" if rarer else "",
            f"the {found.left_out} rows with the fewest failures are left out" if found.left_out else "",
        ]
        title = "Checks" + (f": {subject}" if subject else "")
    mark = "；" if language == "zh" else "; "
    return "\n".join(line for line in (title, mark.join(note for note in notes if note)) if line)
