"""Charts of requests for information: who sent them, and how they ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from gkstats.charts.amounts import counted
from gkstats.charts.bars import GREY, Row, row_bars
from gkstats.charts.inputs import about, frame_of, is_stacked, once
from gkstats.charts.palette import APPLICANTS, FAMILIES, PRIMARY, REST, Look
from gkstats.charts.reports import report_bars
from gkstats.charts.sayings import say
from gkstats.charts.settled import Taken, said_of_one, taken
from gkstats.charts.sheet import Sheet, open_sheet
from gkstats.charts.stacked import Part
from gkstats.charts.style import styled
from gkstats.totals import Total
from gkstats.vocabulary import Language, label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["applicants", "family_of", "outcomes"]

_REST: Final = "rest"


@styled
def outcomes(data: Any, *, ax: Axes | None = None, language: Language = "zh") -> Axes:
    """Draw how requests ended (本年度办理结果): for one report by family and reason, for many the share of each family.

    Parameters
    ----------
    data : Report, Corpus or DataFrame
        A frame as `applications`; the column `total` is drawn, settled as `Report.totals` lists it, and a note says so.
    ax : Axes, optional
        Where to draw; a new figure by default.
    language : {"zh", "en"}

    Returns
    -------
    Axes

    Examples
    --------
    >>> import gkstats as gk
    >>> ax = gk.charts.outcomes(gk.load_report(gk.samples() / "pingtan-2023.html"), language="en")
    >>> [text.get_text() for text in ax.texts][:2]
    ['22 (27.2%)', '20 (24.7%)']
    """
    frame = frame_of(data, "applications")
    sheet = open_sheet(ax, language)
    if is_stacked(frame):
        return _by_report(sheet, frame, data)
    return _by_reason(sheet, frame, data)


def family_of(row: str) -> str | None:
    """Return the family of outcomes that a row belongs to; None for a row that is no outcome."""
    return next((family for family in FAMILIES if row == family or row.startswith(family + ".")), None)


def _by_reason(sheet: Sheet, frame: pd.DataFrame, data: Any) -> Axes:
    language = sheet.language
    found = taken(frame, "applications")
    totals = found.used.dropna()
    stated = [
        (str(row), int(totals[row])) for row in totals.index if family_of(str(row)) and int(totals[row])
    ]
    title = say("outcomes", language)
    if not stated:
        sheet.empty(say("outcomes-none", language))
        return sheet.finish(title, about(data))
    whole = sum(value for _, value in stated)
    rows = []
    for family, colour in FAMILIES.items():
        own = [(row, value) for row, value in stated if family_of(row) == family]
        reasons = [(row, value) for row, value in own if row != family]
        if not own:
            continue
        added = sum(value for _, value in own)
        shade = GREY if family == "outcome.other" else colour
        rows.append(
            Row(label("rows", family, language), added, counted(added, whole, language), whole, shade)
        )
        for row, value in reasons:
            name = label("rows", row, language)
            rows.append(Row(f"    {name}", value, counted(value, whole, language), whole, shade))
    shown, hidden = rows, 0
    if len(rows) > sheet.rows():  # the families first: reasons are parts of them
        shown = [row for row in rows if not row.name.startswith(" ")][: sheet.rows()]
        hidden = len(rows) - len(shown)
    row_bars(sheet, [row._replace(name=row.name.strip()) for row in shown], lines=1, share=0.4)
    _set_back(sheet, shown)
    notes = [
        said_of_one([one for one in found.totals[None] if _is_outcome_total(one)], language),
        say("few", language) if whole < 30 else "",
        say("reasons-hidden", language, count=hidden) if hidden else "",
    ]
    told = [f"{row.name.strip()} {row.words}" for row in rows]
    return sheet.finish(
        title, about(data), counts=[say("closed", language, count=whole)], notes=notes, values=told
    )


def _set_back(sheet: Sheet, rows: Sequence[Row]) -> None:
    """Draw reasons as what they are, parts of the family above them: thinner, paler, in grey print."""
    for y, (row, bar, name) in enumerate(
        zip(rows, sheet.ax.patches, sheet.ax.get_yticklabels(), strict=True)
    ):
        if row.name.startswith(" "):
            bar.set(height=0.4, y=y - 0.2, alpha=0.6)
            name.set(color="#666666", fontsize=sheet.points(8.5))


def _is_outcome_total(total: Total) -> bool:
    """Return whether a total counts requests by outcome, over all applicants."""
    return total.cell[2] == "total" and total.cell[1].startswith("outcome.")


def _only(found: Taken, kind: Callable[[Total], bool]) -> Taken:
    return Taken(found.used, {key: tuple(filter(kind, totals)) for key, totals in found.totals.items()})


def _by_report(sheet: Sheet, frame: pd.DataFrame, data: Any) -> Axes:
    language = sheet.language
    frame = once(frame, "row")
    families = pd.Series([family_of(str(row)) for row in frame["row"]], index=frame.index, dtype="string")
    found = _only(taken(frame, "applications"), _is_outcome_total)
    ended = frame.assign(value=found.used, family=families).dropna(subset=["family", "value"])
    table = ended.pivot_table(index=["agency", "year"], columns="family", values="value", aggfunc="sum")
    table = table.reindex(columns=list(FAMILIES)).astype(float)
    parts = [
        Part(family, label("rows", family, language), Look(colour)) for family, colour in FAMILIES.items()
    ]
    return report_bars(
        sheet, table, parts, data, title="outcomes", empty="outcomes-none", unit="requests", found=found
    )


@styled
def applicants(data: Any, *, ax: Axes | None = None, language: Language = "zh") -> Axes:
    """Draw who asked (申请人情况): natural persons and kinds of legal persons; for many reports the share of each.

    A kind that the report leaves blank has no bar, and says so; a zero is a zero.

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
    sheet = open_sheet(ax, language)
    if is_stacked(frame):
        chosen = once(frame[frame["row"] == "received.new"]).set_index(["agency", "year"])
        parts = [Part(key, label("columns", key, language), look) for key, look in APPLICANTS.items()]
        parts.append(Part(_REST, say("kind-not-stated", language), REST))
        found = _only(taken(once(frame, "row"), "applications"), _is_received)
        return report_bars(
            sheet,
            _by_applicant(chosen),
            parts,
            data,
            title="applicants",
            empty="applicants-none",
            unit="requests",
            found=found,
        )
    return _of_one(sheet, frame, data)


def _of_one(sheet: Sheet, frame: pd.DataFrame, data: Any) -> Axes:
    language = sheet.language
    title = say("applicants", language)
    chosen = frame[frame.index == "received.new"]
    values = _by_applicant(chosen).iloc[0] if len(chosen) else pd.Series(dtype=float)
    if not values.fillna(0.0).sum():
        sheet.empty(say("applicants-none", language))
        return sheet.finish(title, about(data))
    whole = float(values.sum())
    kinds = values.drop([_REST, "other"]).sort_values(ascending=False, kind="stable", na_position="last")
    rows = []
    for key, value in [*kinds.items(), ("other", values["other"]), (_REST, values[_REST])]:
        if key == _REST and not value > 0:
            continue
        name = say("kind-not-stated", language) if key == _REST else label("columns", str(key), language)
        colour = GREY if key in ("other", _REST) else PRIMARY
        known = pd.notna(value)
        words = counted(float(value), whole, language) if known else say("blank", language)
        rows.append(Row(name, float(value) if known else None, words, whole, colour))
    row_bars(sheet, rows[: sheet.rows()], lines=1)
    notes = [
        said_of_one(
            [one for one in taken(frame, "applications").totals[None] if _is_received(one)], language
        ),
        say("few", language) if whole < 30 else "",
    ]
    told = [f"{row.name} {row.words}" for row in rows]
    return sheet.finish(
        title, about(data), counts=[say("received", language, count=int(whole))], notes=notes, values=told
    )


def _is_received(total: Total) -> bool:
    return total.cell[1:] == ("received.new", "total")


def _by_applicant(rows: pd.DataFrame) -> pd.DataFrame:
    """Return new requests by kind of applicant, NA where blank; what the total states beyond these is a column of its own."""
    kinds = rows.reindex(columns=list(APPLICANTS)).astype("Float64").astype(float)
    total = rows["total"].astype("Float64").astype(float)
    rest = (total - kinds.sum(axis=1)).clip(lower=0)
    return kinds.assign(**{_REST: rest.where(rest > 0)})
