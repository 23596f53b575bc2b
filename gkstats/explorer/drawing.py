"""Figures as bars that know where they are on the picture, so that a click on one finds it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final, NamedTuple

import pandas as pd

from gkstats.charts.inputs import about, report_names
from gkstats.charts.palette import INK, MUTED, PRIMARY, SECONDARY
from gkstats.charts.sheet import describe, open_sheet
from gkstats.charts.style import chart_style, styled
from gkstats.explorer.words import figure_name, row_name, say, table_name, unit_name, with_column
from gkstats.vocabulary import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["MOST_BARS", "Picture", "Target", "bars", "drawn", "picture", "shown_value"]

MOST_BARS: Final = 20
MOST_ROWS: Final = 30
"""Of reports, and of rows of one report: more are not read; the table shows all."""
_DPI: Final = 160


class Target(NamedTuple):
    """What a click finds: a position in what was drawn, its words, and the box from the top left as fractions."""

    position: int
    words: str
    box: tuple[float, float, float, float]


class Picture(NamedTuple):
    """A chart as PNG, its size in pixels of a screen, and its targets."""

    png: bytes
    width: int
    height: int
    targets: tuple[Target, ...]
    alt: str


def drawn(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that a chart shows: all in their order, or the largest when there are too many.

    One figure of many agencies is ranked; the years of one agency and the rows of one report keep their order.
    """
    many = _several(frame, "agency")
    ranked = frame.sort_values(["value", "year"], ascending=False, kind="stable") if many else frame
    most = MOST_BARS if _several(frame, "document") else MOST_ROWS
    if len(frame) > most:
        ranked = frame.loc[frame["value"].sort_values(ascending=False, kind="stable").index[:most]]
        ranked = ranked if many else ranked.sort_index()
    return ranked.reset_index(drop=True)


def _several(frame: pd.DataFrame, column: str) -> bool:
    return len(frame[column].unique()) > 1


def shown_value(value: float | None, unit: str | None, language: Language, printed: str | None = None) -> str:
    """Return a figure as it is read; without one, what is printed in its place, be it nothing.

    Examples
    --------
    >>> shown_value(0.9192, "fraction", "en"), shown_value(4568.0, None, "en")
    ('91.92%', '4,568')
    >>> shown_value(None, None, "en", "/"), shown_value(None, None, "en", ""), shown_value(None, None, "en")
    ('/', 'blank', 'no value')
    """
    if value is None or pd.isna(value):
        return (
            say("absent", language)
            if printed is None or pd.isna(printed)
            else printed or say("blank", language)
        )
    if unit == "fraction":
        return f"{value:.2%}"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.4g}"


def _read(rows: pd.DataFrame, language: Language) -> list[str]:
    """Return the figures as they are read; those of unlike units name theirs."""
    alike = _alike(rows["unit"]).all()
    read = []
    for value, unit, printed, table in zip(
        rows["value"], rows["unit"], rows["printed"], rows["table"], strict=True
    ):
        unit = None if pd.isna(unit) else str(unit)
        words = shown_value(value, unit, language, None if table == "channels" else printed)
        named = unit and not alike and unit != "fraction" and pd.notna(value)
        read.append(f"{words} {unit_name(unit, language)}" if named and unit else words)
    return read


@styled
def bars(
    frame: pd.DataFrame, *, ax: Axes | None = None, language: Language = "zh", focus: int | None = None
) -> Axes:
    """Draw figures as bars: one figure of many reports, or the rows of one report.

    Parameters
    ----------
    frame : DataFrame
        As `gkstats.explorer.figures` returns it; of more than `MOST_BARS` rows the largest are drawn.
    ax : Axes, optional
        Where to draw; a new figure by default.
    language : {"zh", "en"}
    focus : int, optional
        The document whose bars are set off.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import gkstats as gk
    >>> from gkstats.explorer import bars, figures
    >>> corpus = gk.load_corpus(gk.samples() / "zhongning-2020.txt", progress=False)
    >>> ax = bars(figures(corpus, "hotline", "received", "value"))
    >>> [float(bar.get_width()) for bar in ax.patches]
    [4568.0]
    """
    rows = drawn(frame)
    names = _names(rows, language)
    sheet = open_sheet(ax, language, 6.4)
    title, more = _title(frame, len(rows), language)
    if not len(rows):
        sheet.empty(say("empty", language))
        return sheet.finish(title, about(frame))
    alike = _alike(rows["unit"])
    values = [float(v) if same and pd.notna(v) else 0.0 for v, same in zip(rows["value"], alike, strict=True)]
    colours = [SECONDARY if document == focus else PRIMARY for document in rows["document"]]
    sheet.name_rows(names, share=0.42)
    sheet.ax.barh(range(len(rows)), values, color=colours, height=0.68)
    remarks = rows["note"].fillna("").ne("")
    read = [
        f"{words}*" if remark else words for words, remark in zip(_read(rows, language), remarks, strict=True)
    ]
    for y, words in enumerate(read):
        sheet.beside(max(values[y], 0.0), y, words, color=MUTED if pd.isna(rows["value"].iloc[y]) else INK)
    low, high = min(*values, 0.0), max(*values, 0.0)
    sheet.ax.set_xlim(low, high or (1.0 if low == 0 else 0.0))
    sheet.bare("bottom")
    units = [unit for unit in rows["unit"][alike].dropna().unique() if unit]
    counts = [unit_name(units[0], language)] if len(units) == 1 else []
    notes = [more, say("remark", language) if remarks.any() else ""]
    told = [f"{name} {words}" for name, words in zip(names, read, strict=True)]
    return sheet.finish(title, about(frame), counts=counts, notes=notes, values=told)


def _alike(units: pd.Series) -> pd.Series:
    """Return which rows have the unit of most: a bar for the others would compare cases with rates."""
    known = units.fillna("").astype(object)
    alike: pd.Series = known == next(iter(known.value_counts().index), "")
    return alike


def _names(rows: pd.DataFrame, language: Language) -> list[str]:
    """Return what to call each bar: by report when all show one figure, by row within one report."""
    if not _several(rows, "document") and (_several(rows, "row") or rows["table"].eq("channels").any()):
        return [
            printed if table == "channels" and pd.notna(printed) else row_name(table, row, language)
            for table, row, printed in zip(rows["table"], rows["row"], rows["printed"], strict=True)
        ]
    named = list(zip(rows["agency"].fillna(""), rows["year"].fillna(0).astype(int), strict=True))
    names = report_names([(agency or say("unnamed", language), year) for agency, year in named])
    if rows["table"].eq("channels").any() and len(set(names)) < len(names):
        return [f"{name} {printed}" for name, printed in zip(names, rows["printed"].fillna(""), strict=True)]
    return names


def _title(frame: pd.DataFrame, count: int, language: Language) -> tuple[str, str]:
    """Return what is shown, and how much of it is not."""
    if not len(frame):
        return "", ""
    first = frame.iloc[0]
    table, row, column = first["table"], first["row"], first["column"]
    if not _several(frame, "document") and _several(frame, "row"):
        what = with_column(table_name(table, language), table, column, language)
    else:
        what = figure_name(table, row, column, language)
    more = say("largest", language, drawn=count, count=len(frame)) if count < len(frame) else ""
    return what[:1].upper() + what[1:], more


def picture(frame: pd.DataFrame, language: Language, focus: int | None = None, width: float = 6.4) -> Picture:
    """Draw figures as PNG, with what a click finds: the whole line of a bar, so that a zero can be clicked, too."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    rows = drawn(frame)
    with chart_style():
        names = _names(rows, language)
        figure = Figure(figsize=(width, 1.2 + 0.3 * max(len(names), 1)), dpi=_DPI)
        FigureCanvasAgg(figure)
        ax = bars(frame, ax=figure.add_subplot(), language=language, focus=focus)
        stream = io.BytesIO()
        figure.savefig(stream, format="png", dpi=_DPI, pil_kwargs={"compress_level": 3})
        box = ax.get_window_extent()
    size = figure.bbox
    targets = []
    for position, (name, read) in enumerate(zip(names, _read(rows, language), strict=True)):
        low, high = (ax.transData.transform((0, position + step))[1] / size.height for step in (0.45, -0.45))
        words = f"{name} {read}".replace("\n", "")
        targets.append(Target(position, words, (0.0, 1 - high, box.x1 / size.width, 1 - low)))
    scale = 100 / _DPI
    return Picture(
        stream.getvalue(),
        round(size.width * scale),
        round(size.height * scale),
        tuple(targets),
        describe(ax),
    )
