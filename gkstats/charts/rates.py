"""Charts of the rates that reports state about their hotline, over years or agencies."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pandas as pd

from gkstats.charts.amounts import as_stated, hedge_of, percent, percent_axis
from gkstats.charts.inputs import about, frame_of, is_stacked, once, report_names
from gkstats.charts.palette import GRID, LINES, MUTED, PRIMARY, SECONDARY
from gkstats.charts.sayings import say
from gkstats.charts.sheet import Sheet, open_sheet
from gkstats.charts.style import styled
from gkstats.vocabulary import Language, label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["hotline_rates"]

_RATES: Final = ("resolution_rate", "satisfaction")
_MARKS: Final = {"resolution_rate": ("o", "-"), "satisfaction": ("s", "--")}
_COLOURS: Final = {"resolution_rate": PRIMARY, "satisfaction": SECONDARY}
_MOST_LINES: Final = 3


@styled
def hotline_rates(data: Any, *, ax: Axes | None = None, language: Language = "zh") -> Axes:
    """Draw the hotline's resolution rate and satisfaction (办结率、满意率) as reports state them.

    The rates of one report are bars on a whole. Up to three agencies over several years are lines with gaps where a year
    states no rate; otherwise every report is a row with a dot for each rate, those of one year ranked by satisfaction.

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
    ['100%', '91.92%']
    """
    found = frame_of(data, "hotline")
    if is_stacked(found):
        frame = once(found)
    else:
        one = _row(found) if isinstance(found, pd.Series) else found
        frame = one.assign(agency=getattr(data, "agency", None) or "", year=getattr(data, "year", None) or 0)
    frame = frame[frame[list(_RATES)].notna().any(axis=1)].astype(dict.fromkeys(_RATES, "Float64"))
    sheet = open_sheet(ax, language)
    if frame.empty:
        sheet.empty(say("rates-none", language))
        return sheet.finish(say("rates", language), about(data))
    agencies = frame["agency"].drop_duplicates().tolist()
    if len(frame) == 1:
        return _bars(sheet, frame)
    if len(agencies) <= _MOST_LINES and len(set(frame["year"])) > 1:
        return _lines(sheet, frame, agencies)
    return _dots(sheet, frame)


def _row(series: pd.Series) -> pd.DataFrame:
    """Return a hotline's Series as one row, with how its rates and cases are hedged."""
    hedges = series.attrs.get("comparators", {})
    return series.to_frame().T.assign(**{f"{rate}_comparator": hedges.get(rate, "=") for rate in _RATES})


def _hedges(frame: pd.DataFrame, rate: str) -> list[str]:
    """Return the sign before each row's rate."""
    column = f"{rate}_comparator"
    return (
        [hedge_of([hedge]) for hedge in frame[column].fillna("=")] if column in frame else [""] * len(frame)
    )


def _finished(sheet: Sheet, frame: pd.DataFrame, told: list[str], counts: list[str], *notes: str) -> Axes:
    drawn = list(zip(frame["agency"], frame["year"], strict=True))
    named = about(frame, drawn)
    return sheet.finish(say("rates", sheet.language), named, counts=counts, notes=notes, values=told)


def _bars(sheet: Sheet, frame: pd.DataFrame) -> Axes:
    """Draw the rates of one report, each as a part of the whole that it is taken of."""
    language = sheet.language
    row = frame.iloc[0]
    rates = [rate for rate in _RATES if pd.notna(row[rate])]
    names = [label("hotline", rate, language) for rate in rates]
    sheet.name_rows(names)
    told = []
    for y, (rate, name) in enumerate(zip(rates, names, strict=True)):
        value = float(row[rate])
        sheet.ax.barh(y, max(value, 1.0), height=0.5, color=GRID)
        sheet.ax.barh(y, value, height=0.5, color=_COLOURS[rate])
        words = f"{_hedges(frame, rate)[0]}{as_stated(value)}"
        sheet.beside(max(value, 1.0), y, words, size=10.5)
        told.append(f"{name} {words}")
    sheet.ax.set_xlim(0, max(1.0, *(float(row[rate]) for rate in rates)))
    sheet.bare("bottom")
    sheet.body(sheet.pitch() * 1.5 * len(rates))
    cases = ""
    if "received" in row and pd.notna(row["received"]):
        cases = say("cases-received", language, count=f"{float(row['received']):,.0f}")
    return _finished(sheet, frame, told, [cases], say("as-stated", language))


class _End(NamedTuple):
    """What to write at the end of a line, at which height, in which colour."""

    value: float
    words: str
    colour: str


def _lines(sheet: Sheet, frame: pd.DataFrame, agencies: list[str]) -> Axes:
    ax, language = sheet.ax, sheet.language
    years = range(int(frame["year"].min()), int(frame["year"].max()) + 1)
    ends, told = [], []
    for number, agency in enumerate(agencies):
        table = frame[frame["agency"] == agency].set_index("year").reindex(years)
        for rate in _RATES:
            values = table[rate].astype(float)
            if not values.notna().any():
                continue
            colour = LINES[number] if len(agencies) > 1 else _COLOURS[rate]
            marker, line = _MARKS[rate]
            ax.plot(
                years,
                values.tolist(),
                color=colour,
                marker=marker,
                linestyle=line,
                markersize=5 * sheet.scale,
            )
            last = max(year for year in years if not math.isnan(values[year]))
            hedge = _hedges(table.loc[[last]], rate)[0]
            words = f"{label('hotline', rate, language)} {hedge}{as_stated(float(values[last]))}"
            if last != years[-1]:
                words += say("in-year", language, year=last)
            if len(agencies) > 1:
                words = f"{agency}\n{words}"
            told.append(" ".join(words.split()))
            ends.append(_End(float(values[last]), words, colour))
    low, high = _rate_limits(frame)
    ax.set_ylim(low, high)
    sheet.body(3.0)
    percent_axis(ax.yaxis, sheet.drawing()[1] * 1.6, low, min(high, 1.0))
    sheet.grid("y")
    sheet.ends([(end.value, end.words, end.colour) for end in ends], years[-1])
    sheet.years(years)
    return _finished(sheet, frame, told, [], say("as-stated", language))


def _rate_limits(frame: pd.DataFrame) -> tuple[float, float]:
    """Return limits around the rates, wide enough that little ups and downs do not fill the axes."""
    values = frame[list(_RATES)].astype(float)
    smallest, largest = float(values.min().min()), max(float(values.max().max()), 1.0)
    low = max(0.0, min(math.floor((smallest - 0.02) * 10) / 10, 0.8))
    return low, largest + 0.04 * (largest - low)


def _dots(sheet: Sheet, frame: pd.DataFrame) -> Axes:
    ax, language = sheet.ax, sheet.language
    if len(set(frame["year"])) == 1:
        frame = frame.sort_values(["satisfaction", "resolution_rate"], ascending=False, kind="stable")
    most = sheet.rows(1, 1.5)
    hidden = max(len(frame) - most, 0)
    frame = frame.head(most)
    names = report_names(
        [(str(agency), int(year)) for agency, year in zip(frame["agency"], frame["year"], strict=True)]
    )
    sheet.name_rows(names, lines=1)
    low, high = _rate_limits(frame)
    hedges = list(zip(*(_hedges(frame, rate) for rate in _RATES), strict=True))
    told = []
    for y, row in enumerate(frame[list(_RATES)].astype(float).itertuples(index=False)):
        stated = sorted({pair for pair in zip(row, hedges[y], strict=True) if not math.isnan(pair[0])})
        if len({value for value, _ in stated}) == 2:
            ax.plot([value for value, _ in stated], [y, y], color="#bdbdbd", linewidth=1.2, zorder=1)
            sheet.beside(stated[0][0], y, f"{stated[0][1]}{as_stated(stated[0][0])}", points=-7, size=8)
        sheet.beside(stated[-1][0], y, f"{stated[-1][1]}{as_stated(stated[-1][0])}", points=7, size=8)
        told.append(f"{names[y]} " + ", ".join(percent(value) for value in row if not math.isnan(value)))
    for rate, size in zip(_RATES, (58, 22), strict=True):  # both are seen where one lies on the other
        ax.scatter(
            frame[rate].astype(float),
            range(len(frame)),
            color=_COLOURS[rate],
            marker=_MARKS[rate][0],
            s=size * sheet.scale,
            label=label("hotline", rate, language),
            zorder=2,
            clip_on=False,
        )
    ax.set_xlim(low - 0.09 * (high - low), high + 0.02 * (high - low))
    percent_axis(ax.xaxis, sheet.drawing()[0], low, min(high, 1.0))
    ax.tick_params(axis="x", labelsize=sheet.points(9), labelcolor=MUTED)
    sheet.grid("x")
    sheet.bare("left")
    sheet.legend()
    counts = [say("reports", language, count=len(frame))]
    cut_off = say("axis-from", language, low=percent(low, 0)) if low > 0 else ""
    note = say("reports-hidden", language, count=hidden) if hidden else ""
    return _finished(sheet, frame, told, counts, say("as-stated", language), cut_off, note)
