"""Charts of the rates of the field: agencies ranked by one, or all of one report, with the cases behind each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from gkstats.asked import named
from gkstats.charts.inputs import once, report_names, subject_of
from gkstats.charts.settled import MARK
from gkstats.charts.style import (
    INK,
    MOST_ROWS,
    MUTED,
    PRIMARY,
    new_axes,
    percent,
    percent_axis,
    row_axis,
    rows_height,
    say_empty,
    styled,
    wrapped,
)
from gkstats.indicators import FEW, Indicator, all_indicators, cases_of, explain_indicators
from gkstats.report import Report
from gkstats.vocabulary import Language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

__all__ = ["indicators"]

_CARE: Final = {"zh": f"斜线：分母不足{FEW}", "en": f"hatched: fewer than {FEW} cases"}
_DOUBT: Final = {
    "zh": f"{MARK} 总计不等于各项之和，按后者",
    "en": f"{MARK} the total contradicts its parts; taken over the parts",
}
_NONE: Final = {"zh": "没有可计算的指标", "en": "No rate can be computed"}
_AXES: Final = {
    "fraction": {"zh": "比例", "en": "share"},
    "days": {"zh": "天", "en": "days"},
    "index": {"zh": "指数", "en": "index"},
    "per 10,000 people": {"zh": "每万人", "en": "per 10,000 people"},
}


@styled
def indicators(
    data: Any,
    *,
    indicator: str | None = None,
    year: int | None = None,
    ax: Axes | None = None,
    language: Language = "zh",
) -> Axes:
    """Draw an indicator of all agencies ranked, or all indicators of one report, with the number of cases behind each.

    Shares of fewer than thirty cases are hatched and marked. The years of a single agency stand in their order.

    Parameters
    ----------
    data : Report, Corpus or DataFrame
        A frame as `Corpus.indicators`.
    indicator : str, optional
        Id as in `Report.indicators`; by default "disclosure_rate", and for one report all of them.
    year : int, optional
        Of several agencies, the year to compare; by default the latest of each that has a value.
    ax : Axes, optional
        Where to draw; a new figure by default.
    language : {"zh", "en"}

    Returns
    -------
    Axes

    Raises
    ------
    KeyError
        There is no such indicator.

    Examples
    --------
    >>> import gkstats as gk
    >>> corpus = gk.load_corpus(gk.samples() / "pingtan-202[34].html", progress=False)
    >>> ax = gk.charts.indicators(corpus, indicator="refused_share", language="en")
    >>> [text.get_text() for text in ax.texts]
    ['6.2%  n=81', '17.9%  n=218']
    """
    if isinstance(data, Report) and indicator is None:
        return _all_of(data, ax, language)
    chosen = _known(indicator or "disclosure_rate")
    table = once(_measured(data, chosen))
    if year is not None:
        table = table[table["year"] == year]
    agencies = len(set(table["agency"]))
    stated = table[table["value"].notna()]
    if agencies > 1:
        stated = stated.groupby("agency", sort=False).tail(1)
        stated = stated.sort_values("value", ascending=False, kind="stable")
    elif len(stated):
        years = range(int(stated["year"].min()), int(stated["year"].max()) + 1)
        stated = stated.set_index("year").reindex(years).rename_axis("year").reset_index()
        stated["agency"] = table["agency"].iloc[0]
    missing = agencies - len(set(stated["agency"]))
    return _ranked(stated, chosen, missing, ax, language)


def _known(id_: str) -> Indicator:
    known = {one.id: one for one in all_indicators()}
    return known[named(id_, known, "indicator")]


def _measured(data: Any, chosen: Indicator) -> pd.DataFrame:
    """Return agency, year, value, number of cases and basis of each report."""
    found = data if isinstance(data, pd.DataFrame) else data.indicators()
    rows = found[found["indicator"] == chosen.id]
    if isinstance(data, Report):
        rows = rows.assign(agency=data.agency, year=data.year).astype({"agency": "string", "year": "Int64"})
    cases = [cases_of(chosen, None if pd.isna(n) else float(n)) for n in rows["denominator"]]
    return rows[["agency", "year", "value", "basis"]].assign(n=pd.array(cases, dtype="Float64"))


def _ranked(
    table: pd.DataFrame, chosen: Indicator, missing: int, ax: Axes | None, language: Language
) -> Axes:
    left_out = max(len(table) - MOST_ROWS, 0)
    table = table.head(MOST_ROWS)
    reports = list(zip(table["agency"], table["year"].astype(int), strict=True))
    names = [wrapped(name) for name in report_names(reports)]
    ax = new_axes(ax, height=rows_height(names) + 0.3)
    if table.empty:
        return say_empty(ax, _NONE[language])
    values = [None if pd.isna(value) else float(value) for value in table["value"]]
    cases = [None if pd.isna(n) else float(n) for n in table["n"]]
    row_axis(ax, names)
    _axis(ax, max(value or 0.0 for value in values), chosen.unit, language)
    for y, (value, n, basis) in enumerate(zip(values, cases, table["basis"], strict=True)):
        if value is not None:
            _bar(ax, y, value, n, chosen.unit, language, doubt=basis == "contradicted")
        else:
            ax.text(
                0, y, " 无数据" if language == "zh" else " no value", va="center", color=MUTED, fontsize=9
            )
    if chosen.divides and not any(cases):
        ax.set_xlabel(
            ax.get_xlabel() + ("（分母未知）" if language == "zh" else " (of how many is not known)")
        )
    small = any(n is not None and n < FEW for n in cases)
    ax.set_title(_ranked_title(table, chosen, (missing, left_out), small, language))
    return ax


def _axis(ax: Axes, largest: float, unit: str, language: Language) -> None:
    ax.set_xlim(0, largest * 1.3 or 1)
    if unit == "fraction":
        percent_axis(ax.xaxis)
        if largest <= 1:  # a tick at 120 % would promise more than there can be
            limits = ax.get_xlim()
            ax.set_xticks([tick for tick in ax.get_xticks() if 0 <= tick <= 1])
            ax.set_xlim(limits)
    ax.set_xlabel(_AXES[unit][language])


def _bar(
    ax: Axes,
    y: float,
    value: float,
    n: float | None,
    unit: str,
    language: Language,
    edge: float | None = None,
    *,
    doubt: bool = False,
) -> None:
    """Draw a bar with its value and the number of cases behind it; one of few cases is hatched, one in doubt marked.

    The words of a bar that runs beyond the `edge` of the axes stand within it.
    """
    few = n is not None and n < FEW
    look: dict[str, Any] = {"facecolor": "white", "hatch": "////"} if few else {"facecolor": PRIMARY}
    bar = ax.barh(y, value, height=0.62, edgecolor=PRIMARY, linewidth=0.8 if few else 0, **look)
    words = _figure(value, unit, language) + ("" if n is None else f"  n={n:,.0f}") + f" {MARK}" * doubt
    if edge is None:
        ax.bar_label(bar, labels=[words], padding=4, color=INK, fontsize=9)
    else:
        plain = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
        ax.text(edge, y, f"{words} →", ha="right", va="center", color=INK, fontsize=9, bbox=plain)


def _figure(value: float, unit: str, language: Language) -> str:
    if unit == "fraction":
        return percent(value)
    if unit == "days":
        return f"{value:,.0f}天" if language == "zh" else f"{value:,.0f} days"
    return f"{value:,.2f}"


def _ranked_title(
    table: pd.DataFrame, chosen: Indicator, absent: tuple[int, int], small: bool, language: Language
) -> str:
    """Name the indicator, whose it is, what is not drawn, and what is in doubt."""
    doubt = _DOUBT[language] if (table["basis"] == "contradicted").any() else ""
    missing, left_out = absent
    subject = subject_of(table, language)
    if language == "zh":
        notes = [
            _CARE["zh"] if small else "",
            f"另有{missing}个机关没有这一指标" if missing else "",
            f"较低的{left_out}个机关未画出" if left_out else "",
        ]
        return _joined(f"{subject}{chosen.zh}", notes, "；", doubt)
    notes = [
        _CARE["en"] if small else "",
        f"{missing} more agenc{'ies state' if missing > 1 else 'y states'} none" if missing else "",
        f"the {left_out} lowest are left out" if left_out else "",
    ]
    name = chosen.en[0].upper() + chosen.en[1:]
    return _joined("\n".join(part for part in (name, subject) if part), notes, "; ", doubt)


def _joined(title: str, notes: Sequence[str], mark: str, doubt: str) -> str:
    return "\n".join(line for line in (title, mark.join(note for note in notes if note), doubt) if line)


def _all_of(report: Report, ax: Axes | None, language: Language) -> Axes:
    explained = explain_indicators(report.records, language=language)
    stated = explained[explained["value"].notna()]
    names = [wrapped(str(name), 20) for name in stated["label"]]
    lines = sum(name.count("\n") + 1 for name in names)
    ax = new_axes(ax, height=1.6 + 0.14 * len(names) + 0.2 * lines)
    if stated.empty:
        return say_empty(ax, _NONE[language])
    row_axis(ax, names)
    shares = stated[(stated["unit"] == "fraction") & (stated["indicator"] != "published_on_time")]
    # A ratio of several hundred per cent would leave nothing to be seen of the shares: its bar ends at the edge.
    largest = max((value for value in shares["value"].astype(float) if value <= 1.3), default=1.0)
    _axis(ax, largest, "fraction", language)
    small = False
    for y, (id_, value, denominator, basis) in enumerate(
        zip(*(stated[name] for name in ("indicator", "value", "denominator", "basis")), strict=True)
    ):
        doubt = basis == "contradicted"
        known = _known(id_)
        n = cases_of(known, None if pd.isna(denominator) else float(denominator))
        if id_ not in set(shares["indicator"]):
            ax.text(0, y, f" {_other(known, value, language)}", va="center", color=INK, fontsize=9)
        elif value > largest:
            _bar(ax, y, value, n, "fraction", language, edge=ax.get_xlim()[1], doubt=doubt)
        else:
            _bar(ax, y, value, n, "fraction", language, doubt=doubt)
        small |= n is not None and n < FEW
    subject = subject_of(report, language)
    absent = len(explained) - len(stated)
    doubt = _DOUBT[language] if (stated["basis"] == "contradicted").any() else ""
    if language == "zh":
        notes = [
            _CARE["zh"] if small else "",
            f"另有{absent}项指标没有数值" if absent else "",
        ]
        ax.set_title(_joined(f"{subject}各项指标", notes, "；", doubt))
    else:
        notes = [
            _CARE["en"] if small else "",
            f"{absent} indicators have no value" if absent else "",
        ]
        ax.set_title(_joined("Indicators" + (f": {subject}" if subject else ""), notes, "; ", doubt))
    return ax


def _other(indicator: Indicator, value: float, language: Language) -> str:
    """Return a value that is no share, which has no bar on an axis of shares."""
    if indicator.rule == "on-time":
        return {"zh": ("否", "是"), "en": ("no", "yes")}[language][int(value)]
    return _figure(value, indicator.unit, language)
