"""Charts of requests for information: how they ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from gkstats.charts.inputs import frame_of, is_stacked, subject_of
from gkstats.charts.style import FAMILIES, INK, MUTED, new_axes, say_empty, styled, wrapped
from gkstats.vocabulary import Language, label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["outcomes"]

_EMPTY = {"zh": "没有办结的申请", "en": "No request was closed"}


@styled
def outcomes(data: Any, *, ax: Axes | None = None, language: Language = "zh") -> Axes:
    """Draw how requests ended (本年度办理结果): for one report by reason, for many the share of each family.

    Parameters
    ----------
    data : Report, Corpus or DataFrame
        A frame as `applications`; the column `total` is drawn, or the sum of the applicants where it is blank.
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
        return _by_report(data, frame, ax, language)
    return _by_reason(data, frame, ax, language)


def _family(row: str) -> str | None:
    return next((family for family in FAMILIES if row == family or row.startswith(family + ".")), None)


def _totals(frame: pd.DataFrame) -> pd.Series:
    """Return the total of each row; where the report leaves it blank, the sum of the applicants it does state."""
    stated = frame["total"]
    applicants = frame.drop(columns=["total", "agency", "year", "row"], errors="ignore").sum(
        axis=1, min_count=1
    )
    return stated.fillna(applicants)


def _by_reason(data: Any, frame: pd.DataFrame, ax: Axes | None, language: Language) -> Axes:
    totals = _totals(frame).dropna() if not frame.empty else pd.Series(dtype="Int64")
    shown = [(row, int(totals[row])) for row in totals.index if _family(str(row)) and int(totals[row])]
    ax = new_axes(ax, height=max(2.2, 1.6 + 0.4 * len(shown)))
    if not shown:
        return say_empty(ax, _EMPTY[language])
    whole = sum(value for _, value in shown)
    for y, (row, value) in enumerate(shown):
        bar = ax.barh(y, value, color=FAMILIES[_family(row) or ""], height=0.66)
        share = f"{value / whole:.1%}"
        text = f"{value:,}（{share}）" if language == "zh" else f"{value:,} ({share})"
        ax.bar_label(bar, labels=[text], padding=4, color=INK)
    ax.set_yticks(range(len(shown)), [_reason(row, language) for row, _ in shown])
    ax.tick_params(axis="y", length=0)
    ax.invert_yaxis()
    ax.set_xlim(0, max(value for _, value in shown) * 1.2)
    ax.set_xlabel("件" if language == "zh" else "requests")
    subject = subject_of(data, language)
    if language == "zh":
        ax.set_title(f"{subject}政府信息公开申请办理结果（共{whole:,}件）")
    else:
        ax.set_title(f"How {whole:,} requests ended" + (f"\n{subject}" if subject else ""))
    return ax


def _reason(row: str, language: Language) -> str:
    """Return the family and the reason, as `不予公开：属于国家秘密`."""
    family = _family(row) or row
    if row == family:
        return label("rows", row, language)
    mark = "：" if language == "zh" else ": "
    reason = label("rows", row, language)
    reason = reason if len(reason) <= 16 else reason[:15] + "…" if language == "zh" else reason
    return label("rows", family, language) + mark + reason


def _by_report(data: Any, frame: pd.DataFrame, ax: Axes | None, language: Language) -> Axes:
    families = pd.Series([_family(str(row)) for row in frame["row"]], index=frame.index, dtype="string")
    counted = frame.assign(value=_totals(frame).astype("Float64"), family=families)
    counted = counted.dropna(subset=["family", "value"])
    table = counted.pivot_table(index=["agency", "year"], columns="family", values="value", aggfunc="sum")
    table = table.reindex(columns=list(FAMILIES)).fillna(0.0)
    whole = table.sum(axis=1)
    table, whole = table[whole > 0], whole[whole > 0]
    ax = new_axes(ax, height=max(2.6, 1.8 + 0.34 * len(table)))
    if table.empty:
        return say_empty(ax, _EMPTY[language])
    shares = table.div(whole, axis=0).to_numpy(dtype=float)
    left = [0.0] * len(table)
    for column, (family, colour) in enumerate(FAMILIES.items()):
        widths = shares[:, column]
        ax.barh(
            range(len(table)),
            widths,
            left=left,
            color=colour,
            height=0.7,
            edgecolor="white",
            label=label("rows", family, language),
        )
        for y, (start, width) in enumerate(zip(left, widths, strict=True)):
            if width >= 0.08:
                dark = family in ("outcome.granted", "outcome.denied", "outcome.not_processed")
                ax.text(
                    start + width / 2,
                    y,
                    f"{width:.0%}",
                    ha="center",
                    va="center",
                    fontsize=8,
                    color="white" if dark else INK,
                )
        left = [start + width for start, width in zip(left, widths, strict=True)]
    several = len(set(table.index.get_level_values("agency"))) > 1
    names = [(f"{wrapped(str(agency), 12)} {year}" if several else str(year)) for agency, year in table.index]
    ax.set_yticks(
        range(len(table)), [f"{name}  (n={int(n):,})" for name, n in zip(names, whole, strict=True)]
    )
    ax.tick_params(axis="y", length=0)
    ax.invert_yaxis()
    ax.set_xlim(0, 1)
    ax.xaxis.set_major_formatter("{x:.0%}")
    ax.legend(
        loc="upper center",
        bbox_to_anchor=(0.45, -0.08 - 0.25 / max(len(table), 1)),
        ncols=3,
        frameon=False,
        fontsize=9,
        labelcolor=INK,
    )
    ax.spines["bottom"].set_color(MUTED)
    subject = subject_of(data, language)
    title = (
        f"{subject}政府信息公开申请办理结果构成"
        if language == "zh"
        else "How requests ended" + (f": {subject}" if subject else "")
    )
    ax.set_title(title)
    return ax
