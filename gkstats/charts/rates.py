"""Charts of the rates that reports state about their hotline, over years or agencies."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pandas as pd

from gkstats.charts.inputs import frame_of, is_stacked, once, report_names, subject_of
from gkstats.charts.style import (
    INK,
    MOST_ROWS,
    MUTED,
    PRIMARY,
    SECONDARY,
    hedge_of,
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
from gkstats.vocabulary import Language, label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["hotline_rates"]

_RATES: Final = ("resolution_rate", "satisfaction")
_MARKS: Final = {"resolution_rate": ("o", "-"), "satisfaction": ("s", "--")}
_COLOURS: Final = {"resolution_rate": PRIMARY, "satisfaction": SECONDARY}
_AGENCIES: Final = (PRIMARY, "#b3432b", "#5b7f5e")
_NONE: Final = {"zh": "报告未写热线办结率和满意率", "en": "No hotline rates are stated"}


@styled
def hotline_rates(data: Any, *, ax: Axes | None = None, language: Language = "zh") -> Axes:
    """Draw the hotline's resolution rate and satisfaction (办结率、满意率) as reports state them.

    Up to three agencies over several years are lines with gaps where a year states no rate; otherwise every report
    is a row with a dot for each rate, those of one year ranked by satisfaction.

    Parameters
    ----------
    data : Report, Corpus or DataFrame
        A frame as `hotline`. Rates are drawn only as stated, never computed from cases.
    ax : Axes, optional
        Where to draw; a new figure by default.
    language : {"zh", "en"}

    Returns
    -------
    Axes

    Examples
    --------
    >>> import gkstats as gk
    >>> ax = gk.charts.hotline_rates(gk.load_report(gk.samples() / "zhongning-2020.txt"))
    >>> [text.get_text() for text in ax.texts]
    ['91.9%', '100.0%']
    """
    found = frame_of(data, "hotline")
    if is_stacked(found):
        frame = once(found)
    else:
        one = _row(found) if isinstance(found, pd.Series) else found
        frame = one.assign(agency=getattr(data, "agency", None) or "", year=getattr(data, "year", None) or 0)
    frame = frame[frame[list(_RATES)].notna().any(axis=1)].astype(dict.fromkeys(_RATES, "Float64"))
    if frame.empty:
        return say_empty(new_axes(ax, height=2.2), _NONE[language])
    agencies = frame["agency"].drop_duplicates().tolist()
    if len(agencies) <= len(_AGENCIES) and len(set(frame["year"])) > 1:
        return _lines(frame, agencies, ax, language)
    return _dots(frame, ax, language)


def _row(series: pd.Series) -> pd.DataFrame:
    """Return a hotline's Series as one row, with how its rates are hedged."""
    hedges = series.attrs.get("comparators", {})
    return series.to_frame().T.assign(**{f"{rate}_comparator": hedges.get(rate, "=") for rate in _RATES})


def _hedges(frame: pd.DataFrame, rate: str) -> list[str]:
    """Return the sign before each row's rate."""
    column = f"{rate}_comparator"
    return (
        [hedge_of([hedge]) for hedge in frame[column].fillna("=")] if column in frame else [""] * len(frame)
    )


class _End(NamedTuple):
    """What to write at the end of a line, at which height, in which colour."""

    value: float
    words: str
    colour: str


def _lines(frame: pd.DataFrame, agencies: list[str], ax: Axes | None, language: Language) -> Axes:
    ax = new_axes(ax, height=4.2)
    years = range(int(frame["year"].min()), int(frame["year"].max()) + 1)
    ends = []
    for number, agency in enumerate(agencies):
        table = frame[frame["agency"] == agency].set_index("year").reindex(years)
        for rate in _RATES:
            values = table[rate].astype(float)
            if not values.notna().any():
                continue
            colour = _AGENCIES[number] if len(agencies) > 1 else _COLOURS[rate]
            marker, line = _MARKS[rate]
            ax.plot(years, values.tolist(), color=colour, marker=marker, linestyle=line, markersize=5)
            last = max(year for year in years if not math.isnan(values[year]))
            hedge = _hedges(table.loc[[last]], rate)[0]
            words = f"{label('hotline', rate, language)} {hedge}{percent(values[last])}"
            if len(agencies) > 1:
                words = f"{wrapped(agency, 12)}\n{words}"
            if last != years[-1]:
                words += f"（{last}年）" if language == "zh" else f" ({last})"
            ends.append(_End(float(values[last]), words, colour))
    low, high = _rate_limits(frame)
    ax.set_ylim(low, high)
    ax.set_yticks(_ticks(low, high))
    percent_axis(ax.yaxis)
    _write_ends(ax, ends, low, high)
    ax.set_xlim(years[0] - 0.3, years[-1] + 0.15)
    step = math.ceil(len(years) / 15)
    ax.set_xticks(list(years[::step]), [str(year) for year in years[::step]])
    ax.set_xlabel("年" if language == "zh" else "year")
    ax.set_title(_title(frame, 0, language))
    return ax


def _rate_limits(frame: pd.DataFrame) -> tuple[float, float]:
    """Return limits around the rates, wide enough that little ups and downs do not fill the axes."""
    values = frame[list(_RATES)].astype(float)
    smallest, largest = float(values.min().min()), max(float(values.max().max()), 1.0)
    low = max(0.0, min(math.floor((smallest - 0.02) * 10) / 10, 0.8))
    return low, largest + 0.04 * (largest - low)


def _write_ends(ax: Axes, ends: list[_End], low: float, high: float) -> None:
    """Write the name of every line beyond its end, moved apart where lines end close together."""
    lines = max(end.words.count("\n") + 1 for end in ends)
    apart = (high - low) * 0.065 * lines
    at = math.inf
    for end in sorted(ends, key=lambda end: -end.value):
        at = min(end.value, at - apart)
        ax.annotate(
            end.words,
            (1, at),
            xycoords=("axes fraction", "data"),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            color=end.colour,
            fontsize=9,
            annotation_clip=False,
        )


def _dots(frame: pd.DataFrame, ax: Axes | None, language: Language) -> Axes:
    if len(set(frame["year"])) == 1:
        frame = frame.sort_values(["satisfaction", "resolution_rate"], ascending=False, kind="stable")
    left_out = max(len(frame) - MOST_ROWS, 0)
    frame = frame.head(MOST_ROWS)
    names = [wrapped(name) for name in report_names(list(zip(frame["agency"], frame["year"], strict=True)))]
    ax = new_axes(ax, height=rows_height(names) + 0.4)
    low, high = _rate_limits(frame)
    hedges = list(zip(*(_hedges(frame, rate) for rate in _RATES), strict=True))
    for y, row in enumerate(frame[list(_RATES)].astype(float).itertuples(index=False)):
        stated = sorted({pair for pair in zip(row, hedges[y], strict=True) if not math.isnan(pair[0])})
        if len({value for value, _ in stated}) == 2:
            ax.plot([value for value, _ in stated], [y, y], color=MUTED, linewidth=1, zorder=1)
            _beside(ax, *stated[0], y, -7)
        _beside(ax, *stated[-1], y, 7)
    for rate, size in zip(_RATES, (70, 26), strict=True):  # both are seen where one lies on the other
        ax.scatter(
            frame[rate].astype(float),
            range(len(frame)),
            color=_COLOURS[rate],
            marker=_MARKS[rate][0],
            s=size,
            label=label("hotline", rate, language),
            zorder=2,
        )
    row_axis(ax, names)
    ax.set_xlim(low - 0.1 * (high - low), high + 0.1 * (high - low))
    ax.set_xticks(_ticks(low, high))
    percent_axis(ax.xaxis)
    ax.set_xlabel("比率" if language == "zh" else "rate")
    legend_below(ax)
    ax.set_title(_title(frame, left_out, language))
    return ax


def _ticks(low: float, high: float) -> list[float]:
    """Return ticks at whole percentages, every 5, 10 or 20 of them."""
    step = 5 if low >= 0.7 else 10 if low >= 0.4 else 20
    return [tick / 100 for tick in range(0, 101 + step, step) if low - 1e-9 <= tick / 100 <= high]


def _beside(ax: Axes, value: float, hedge: str, y: float, points: float) -> None:
    ax.annotate(
        f"{hedge}{percent(value)}",
        (value, y),
        xytext=(points, 0),
        textcoords="offset points",
        ha="left" if points > 0 else "right",
        va="center",
        color=INK,
        fontsize=8,
    )


def _title(frame: pd.DataFrame, left_out: int, language: Language) -> str:
    named = frame[(frame["agency"] != "") & (frame["year"] != 0)]
    subject = subject_of(named, language)
    if language == "zh":
        more = f"\n（另有{left_out}份报告未画出）" if left_out else ""
        return f"{subject}热线办结率和满意率{more}"
    more = f"{left_out} more reports are not drawn" if left_out else ""
    lines = ["Hotline: cases resolved and satisfaction", "; ".join(part for part in (subject, more) if part)]
    return "\n".join(line for line in lines if line)
