"""Charts of requests for information: who sent them, and how they ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pandas as pd

from gkstats.charts.inputs import frame_of, is_stacked, once, report_names, subject_of
from gkstats.charts.settled import MARK, Taken, said_of_many, said_of_one, taken
from gkstats.charts.style import (
    FAMILIES,
    INK,
    MOST_ROWS,
    PRIMARY,
    count_axis,
    counted,
    legend_below,
    new_axes,
    percent,
    percent_axis,
    row_axis,
    rows_height,
    say_empty,
    styled,
    wrapped,
)
from gkstats.totals import Total
from gkstats.vocabulary import Language, label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["applicants", "family_of", "outcomes"]

_EMPTY = {"zh": "没有办结的申请", "en": "No request was closed"}


@styled
def outcomes(data: Any, *, ax: Axes | None = None, language: Language = "zh") -> Axes:
    """Draw how requests ended (本年度办理结果): for one report by reason, for many the share of each family.

    Parameters
    ----------
    data : Report, Corpus or DataFrame
        A frame as `applications`; the column `total` is drawn, settled as `Report.totals` lists it, and the title says so.
    ax : Axes, optional
        Where to draw; a new figure by default.
    language : {"zh", "en"}

    Returns
    -------
    Axes

    Examples
    --------
    >>> import gkstats as gk
    >>> ax = gk.charts.outcomes(gk.load_report(gk.samples() / "pingtan-2023.html"))
    >>> float(sum(bar.get_width() for bar in ax.patches))
    81.0
    """
    frame = frame_of(data, "applications")
    if is_stacked(frame):
        return _by_report(frame, ax, language)
    return _by_reason(data, frame, ax, language)


def family_of(row: str) -> str | None:
    """Return the family of outcomes that a row belongs to; None for a row that is no outcome."""
    return next((family for family in FAMILIES if row == family or row.startswith(family + ".")), None)


def _by_reason(data: Any, frame: pd.DataFrame, ax: Axes | None, language: Language) -> Axes:
    found = taken(frame, "applications")
    totals = found.used.dropna()
    shown = [(row, int(totals[row])) for row in totals.index if family_of(str(row)) and int(totals[row])]
    ax = new_axes(ax, height=max(2.2, 1.6 + 0.4 * len(shown)))
    if not shown:
        return say_empty(ax, _EMPTY[language])
    whole = sum(value for _, value in shown)
    for y, (row, value) in enumerate(shown):
        bar = ax.barh(y, value, color=FAMILIES[family_of(row) or ""], height=0.66)
        share = percent(value / whole)
        text = f"{value:,}（{share}）" if language == "zh" else f"{value:,} ({share})"
        ax.bar_label(bar, labels=[text], padding=4, color=INK)
    ax.set_yticks(range(len(shown)), [_reason(row, language) for row, _ in shown])
    ax.tick_params(axis="y", length=0)
    ax.invert_yaxis()
    ax.set_xlim(0, max(value for _, value in shown) * 1.2)
    ax.set_xlabel("件" if language == "zh" else "requests")
    subject = subject_of(data, language)
    said = said_of_one([one for one in found.totals[None] if _is_outcome_total(one)], language)
    if language == "zh":
        title = f"{subject}政府信息公开申请办理结果（共{whole:,}件）"
    else:
        title = f"How {whole:,} requests ended" + (f"\n{subject}" if subject else "")
    ax.set_title("\n".join(part for part in (title, said) if part))
    return ax


def _is_outcome_total(total: Total) -> bool:
    """Return whether a total counts requests by outcome, over all applicants."""
    return total.cell[2] == "total" and total.cell[1].startswith("outcome.")


def _reason(row: str, language: Language) -> str:
    """Return the family and the reason, as `不予公开：属于国家秘密`."""
    family = family_of(row) or row
    if row == family:
        return label("rows", row, language)
    mark = "：" if language == "zh" else ": "
    reason = label("rows", row, language)
    reason = reason if len(reason) <= 16 else reason[:15] + "…" if language == "zh" else reason
    return label("rows", family, language) + mark + reason


def _by_report(frame: pd.DataFrame, ax: Axes | None, language: Language) -> Axes:
    frame = once(frame, "row")
    families = pd.Series([family_of(str(row)) for row in frame["row"]], index=frame.index, dtype="string")
    found = taken(frame, "applications")
    found = Taken(
        found.used,
        {key: tuple(filter(_is_outcome_total, totals)) for key, totals in found.totals.items()},
    )
    ended = frame.assign(value=found.used, family=families)
    ended = ended.dropna(subset=["family", "value"])
    table = ended.pivot_table(index=["agency", "year"], columns="family", values="value", aggfunc="sum")
    table = table.reindex(columns=list(FAMILIES)).fillna(0.0)
    parts = [
        _Part(label("rows", family, language), colour, family in _DARK) for family, colour in FAMILIES.items()
    ]
    title = ("政府信息公开申请办理结果构成", "How requests ended")
    return _shares(table, parts, title, _EMPTY[language], ax, language, found)


@styled
def applicants(data: Any, *, ax: Axes | None = None, language: Language = "zh") -> Axes:
    """Draw who asked (申请人情况): natural persons and kinds of legal persons; for many reports the share of each.

    Parameters
    ----------
    data : Report, Corpus or DataFrame
        A frame as `applications`; its row ``received.new`` is drawn.
    ax : Axes, optional
        Where to draw; a new figure by default.
    language : {"zh", "en"}

    Returns
    -------
    Axes

    Examples
    --------
    >>> import gkstats as gk
    >>> ax = gk.charts.applicants(gk.load_report(gk.samples() / "pingtan-2023.html"))
    >>> sorted(float(bar.get_width()) for bar in ax.patches if bar.get_width())
    [1.0, 80.0]
    """
    frame = frame_of(data, "applications")
    if is_stacked(frame):
        chosen = once(frame[frame["row"] == "received.new"]).set_index(["agency", "year"])
        parts = [
            _Part(label("columns", column, language), colour, dark)
            for column, (colour, dark) in _APPLICANTS.items()
        ]
        parts.append(_Part(_UNSAID[language], "#f2f2f2", False, "////"))
        title = ("政府信息公开申请人构成", "Who asked for information")
        found = taken(once(frame, "row"), "applications")
        found = Taken(
            found.used,
            {key: tuple(filter(_is_received, totals)) for key, totals in found.totals.items()},
        )
        return _shares(_by_applicant(chosen), parts, title, _NOBODY[language], ax, language, found)
    chosen = frame[frame.index == "received.new"]
    values = _by_applicant(chosen).iloc[0] if len(chosen) else pd.Series(dtype=float)
    values = values[(values > 0) | (values.index != _REST)]
    names = [_UNSAID[language] if c == _REST else label("columns", str(c), language) for c in values.index]
    ax = new_axes(ax, height=rows_height(names))
    if not values.sum():
        return say_empty(ax, _NOBODY[language])
    bars = ax.barh(range(len(values)), values.tolist(), color=PRIMARY, height=0.62)
    if values.index[-1] == _REST:
        bars[-1].set(facecolor="#f2f2f2", hatch="////", edgecolor="#9a9a9a")
    whole = float(values.sum())
    ax.bar_label(bars, labels=[counted(v, whole, language) for v in values], padding=4, color=INK)
    row_axis(ax, names)
    count_axis(ax, float(values.max()), room=1.25)
    ax.set_xlabel("件" if language == "zh" else "requests")
    subject = subject_of(data, language)
    said = said_of_one(
        [one for one in taken(frame, "applications").totals[None] if _is_received(one)], language
    )
    if language == "zh":
        words = f"{subject}政府信息公开申请人（本年新收{whole:,.0f}件）"
    else:
        words = f"Who sent {whole:,.0f} new requests" + (f": {subject}" if subject else "")
    ax.set_title("\n".join(part for part in (words, said) if part))
    return ax


def _is_received(total: Total) -> bool:
    return total.cell[1:] == ("received.new", "total")


def _by_applicant(rows: pd.DataFrame) -> pd.DataFrame:
    """Return new requests by kind of applicant; what the total states beyond these is a column of its own."""
    kinds = rows.reindex(columns=list(_APPLICANTS)).astype("Float64").fillna(0.0).astype(float)
    total = rows["total"].astype("Float64").astype(float)
    return kinds.assign(**{_REST: (total - kinds.sum(axis=1)).clip(lower=0).fillna(0.0)})


_REST: Final = "rest"
_UNSAID: Final = {"zh": "未填写申请人类别", "en": "kind not stated"}
_NOBODY: Final = {"zh": "没有新收的申请", "en": "No new request was received"}
_DARK: Final = ("outcome.granted", "outcome.denied", "outcome.not_processed")
_APPLICANTS: Final = {
    "natural_person": ("#1f5a92", True),
    "business": ("#e08e2b", False),
    "research": ("#5b7f5e", True),
    "public_interest": ("#b3432b", True),
    "legal_service": ("#8fc3e8", False),
    "other": ("#c9c9c9", False),
}


class _Part(NamedTuple):
    """What a colour of a bar in parts stands for."""

    name: str
    colour: str
    dark: bool
    hatch: str = ""


def _shares(
    table: pd.DataFrame,
    parts: Sequence[_Part],
    title: tuple[str, str],
    empty: str,
    ax: Axes | None,
    language: Language,
    found: Taken,
) -> Axes:
    """Draw a bar of shares for each report, with the number of requests beside its name.

    The name of a report whose total contradicts its parts is marked.
    """
    whole = table.sum(axis=1)
    table, whole = table[whole > 0], whole[whole > 0]
    left_out = max(len(table) - MOST_ROWS, 0)
    if left_out:
        kept = whole.rank(method="first", ascending=False) <= MOST_ROWS
        table, whole = table[kept], whole[kept]
    ax = new_axes(ax, height=max(2.6, 1.9 + 0.34 * len(table)))
    if table.empty:
        return say_empty(ax, empty)
    shares = table.div(whole, axis=0).to_numpy(dtype=float)
    left = [0.0] * len(table)
    for column, part in enumerate(parts):
        widths = shares[:, column]
        if not widths.any():
            continue
        ax.barh(
            range(len(table)),
            widths,
            left=left,
            color=part.colour,
            height=0.7,
            edgecolor="#9a9a9a" if part.hatch else "white",
            hatch=part.hatch,
            linewidth=[0.8 if width else 0 for width in widths],
            label=part.name,
        )
        for y, (start, width) in enumerate(zip(left, widths, strict=True)):
            if width >= 0.06:
                ink = "white" if part.dark else INK
                words = ax.text(
                    start + width / 2, y, percent(width, 0), ha="center", va="center", fontsize=8, color=ink
                )
                words.set_in_layout(False)  # it lies on its bar; measuring hundreds slows the layout down
        left = [start + width for start, width in zip(left, widths, strict=True)]
    names = report_names([(str(agency), int(year)) for agency, year in table.index])
    keys = [(str(agency), int(year)) for agency, year in table.index]
    marks = [f"{MARK} " * (key in found.contradicted) for key in keys]
    row_axis(ax, [f"{wrapped(name)} ({m}n={n:,.0f})" for name, m, n in zip(names, marks, whole, strict=True)])
    ax.set_xlim(0, 1)
    percent_axis(ax.xaxis)
    ax.set_xlabel("占比" if language == "zh" else "share of requests")
    legend_below(ax)
    subject = subject_of(table.index.to_frame(index=False), language)
    if language == "zh":
        more = f"（申请较少的{left_out}份报告未画出）" if left_out else ""
        lines = [f"{subject}{title[0]}", more, said_of_many(found, keys, language)]
    else:
        more = f"without the {left_out} reports with the fewest requests" if left_out else ""
        lines = [f"{title[1]}: {subject}", more, said_of_many(found, keys, language)]
    ax.set_title("\n".join(line for line in lines if line))
    return ax
