"""A chart of what became of requests: bands from all that were to be handled to families of outcomes, and to reasons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pandas as pd

from gkstats.charts.inputs import about, frame_of, is_stacked, once
from gkstats.charts.lettering import cut
from gkstats.charts.palette import FAMILIES, INK, MUTED, PRIMARY
from gkstats.charts.sayings import say
from gkstats.charts.settled import Taken, said_of_many, said_of_one, taken
from gkstats.charts.sheet import Sheet, open_sheet
from gkstats.charts.style import styled
from gkstats.vocabulary import Language, label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["outcome_flow"]

_RECEIVED: Final = {"received.new": PRIMARY, "received.carried_over": "#8fa9c2"}
_FORWARD: Final = "carried_forward"
_REASONS: Final = 14
"""Most reasons that are named; the smallest of the others share a band."""
_STRIP: Final = 0.09
"""Inches that a node is wide."""


class _Node(NamedTuple):
    name: str
    value: float
    colour: str
    family: str = ""
    low: float = 0.0
    """Where it begins, in inches from the top."""


class _Plan(NamedTuple):
    """Where columns stand, in inches from the left, and how many inches a request is high."""

    start: float
    families: float
    onwards: float
    reasons: float
    end: float
    unit: float
    line: float


@styled
def outcome_flow(data: Any, *, ax: Axes | None = None, language: Language = "zh") -> Axes:
    """Draw the way of requests (申请办理流向): all that were to be handled, how they ended, and for which reason.

    Every band is as thick as it has requests. Where the report's outcomes do not add up to what it received, the
    difference is a hatched band of its own. Of many reports the counts are added up. On axes less than five inches wide
    the reasons are left out, and a note says so.

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
    >>> ax = gk.charts.outcome_flow(gk.load_report(gk.samples() / "pingtan-2023.html"), language="en")
    >>> [text.get_text() for text in ax.texts if "granted" in text.get_text()]
    ['granted 22', 'granted in part 20']
    """
    frame = frame_of(data, "applications")
    rows = once(frame, "row") if is_stacked(frame) else frame
    found = taken(rows, "applications")
    totals, missing, surplus = _added_up(rows, found)
    sheet = open_sheet(ax, language, 9.0)
    sources = [
        _Node(say(f"flow-{row}", language), totals[row], colour)
        for row, colour in _RECEIVED.items()
        if totals.get(row)
    ]
    if surplus:
        sources.append(_Node(say("flow-surplus", language), surplus, "none"))
    families, reasons = _outcomes(totals, language)
    if missing:
        families.append(_Node(say("flow-missing", language), missing, "none"))
    whole = sum(node.value for node in sources)
    title = say("flow", language)
    if not whole:
        sheet.empty(say("flow-none", language))
        return sheet.finish(title, about(data))
    wide = sheet.width >= 5
    reasons = _few(reasons, language, _REASONS if sheet.own else int(sheet.height * 2.2)) if wide else []
    _lay(sheet, sources, families, reasons)
    if is_stacked(frame):
        said = said_of_many(found, list(found.totals), language)
    else:
        said = said_of_one([one for one in found.totals[None] if one.cell[2] == "total"], language)
    notes = [said, "" if wide else say("flow-narrow", language)]
    told = [f"{node.name} {node.value:,.0f}" for node in (*sources, *families)]
    counts = [
        say("reports", language, count=len(found.totals))
        if is_stacked(frame) and len(found.totals) > 1
        else "",
        say("flow-all", language, count=int(whole)),
    ]
    drawn = (
        about(data, [key for key in found.totals if isinstance(key, tuple)])
        if is_stacked(frame)
        else about(data)
    )
    return sheet.finish(title, drawn, counts=counts, notes=notes, values=told)


def _added_up(frame: pd.DataFrame, found: Taken) -> tuple[dict[str, float], float, float]:
    """Return the requests of each row, added up over reports; how many reports leave open, and how many they exceed.

    The difference is that of each report: what one leaves open is not made good by another.
    """
    if frame.empty:
        return {}, 0.0, 0.0
    if not is_stacked(frame):
        reports = [found.used]
    else:
        totals = found.used.set_axis(frame["row"])
        keys = [frame["agency"].to_numpy(), frame["year"].to_numpy()]
        reports = [own for _, own in totals.groupby(keys, sort=False)]
    summed: dict[str, float] = {}
    missing = surplus = 0.0
    for report in reports:
        own = {str(row): float(value) for row, value in report.dropna().items()}
        received = sum(own.get(row, 0.0) for row in _RECEIVED)
        ended = own.get(_FORWARD, 0.0) + sum(_of_family(own, family) for family in FAMILIES)
        missing += max(received - ended, 0.0)
        surplus += max(ended - received, 0.0)
        for row, value in own.items():
            summed[row] = summed.get(row, 0.0) + value
        # What one report leaves undivided has no reason, while others give theirs.
        for family in FAMILIES:
            parts = sum(value for row, value in own.items() if row.startswith(f"{family}."))
            if family in own and parts:
                summed[family] -= own[family]
    return summed, missing, surplus


def _of_family(totals: dict[str, float], family: str) -> float:
    """Return the requests of a family: those of its reasons, else as stated for the whole."""
    parts = sum(value for row, value in totals.items() if row.startswith(f"{family}."))
    return parts or totals.get(family, 0.0)


def _outcomes(totals: dict[str, float], language: Language) -> tuple[list[_Node], list[_Node]]:
    """Return families with their sums, the last of them what was carried forward, and the reasons of those that have any."""
    families, reasons = [], []
    for family, colour in FAMILIES.items():
        parts = {row: value for row, value in totals.items() if row.startswith(family + ".") and value}
        undivided = totals.get(family, 0.0)
        value = sum(parts.values()) + undivided
        if not value:
            continue
        name = label("rows", family, language)
        families.append(_Node(name, value, colour))
        reasons += [_Node(label("rows", row, language), part, colour, name) for row, part in parts.items()]
    if totals.get(_FORWARD):
        families.append(_Node(say("flow-forward", language), totals[_FORWARD], "#8a8a8a"))
    return families, reasons


def _few(reasons: list[_Node], language: Language, most: int = _REASONS) -> list[_Node]:
    """Join the smallest reasons of a family where there are too many to be named."""
    named = sorted(reasons, key=lambda node: -node.value)
    small = named[most:]
    kept: list[_Node] = []
    for family in dict.fromkeys(node.family for node in reasons):
        own = [node for node in reasons if node.family == family]
        rest = [node for node in own if node in small]
        kept += [node for node in own if node not in small]
        if len(rest) == 1:
            kept += rest
        elif rest:
            kept.append(
                rest[0]._replace(name=say("flow-rest", language), value=sum(node.value for node in rest))
            )
    return kept


def _lay(sheet: Sheet, sources: list[_Node], families: list[_Node], reasons: list[_Node]) -> None:
    """Draw nodes, bands and names; one inch of the figure is one unit of the axes."""
    ax, line = sheet.ax, sheet.points(9) * 1.6 / 72
    rows = max(len(families) * 1.5, len(reasons) * 1.1 + len({node.family for node in reasons}) * 0.4)
    sheet.body(max(3.2, rows * line + 0.4))
    width, high = sheet.width - 0.2, max(sheet.drawing()[1] - 0.05, 0.6)
    head = line * 1.15
    room = high - head
    unit = _unit([node.value for node in families], room, line, len(families))
    plan = _columns(width, bool(reasons), unit, line)
    first = head
    start: list[_Node] = []
    for node in sources:
        start.append(node._replace(low=first))
        first += node.value * unit
    placed = _stacked(
        families, head, unit, line, (room - _taken(families, unit, line)) / max(len(families), 1)
    )
    ends = _beside(reasons, placed, unit, line, head)
    low = head
    for node in placed:
        _band(ax, (plan.start + _STRIP, low), (plan.families, node.low), node.value * unit, node.colour)
        low += node.value * unit
    for node, begins in ends:
        _band(ax, (plan.onwards + _STRIP, begins), (plan.reasons, node.low), node.value * unit, node.colour)
    with_reasons = {node.family for node, _ in ends}
    columns = [(plan.start, start), (plan.families, placed), (plan.reasons, [node for node, _ in ends])]
    columns.append((plan.onwards, [node for node in placed if node.name in with_reasons]))
    for x, nodes in columns:
        for node in nodes:
            _strip(ax, x, node, unit)
    _name(sheet, start, plan.start - 0.06, plan.start - 0.02, "right", unit, line)
    after = plan.onwards if reasons else width
    _name(
        sheet,
        placed,
        plan.families + _STRIP + 0.06,
        after - plan.families - _STRIP - 0.06,
        "left",
        unit,
        line,
    )
    _name(
        sheet,
        [node for node, _ in ends],
        plan.reasons + _STRIP + 0.06,
        width - plan.reasons - _STRIP - 0.06,
        "left",
        unit,
        line,
    )
    for x, key in (
        (plan.start, "flow-head-all"),
        (plan.families, "flow-head-ended"),
        (plan.reasons, "flow-head-reasons"),
    ):
        if key != "flow-head-reasons" or reasons:
            words = say(key, sheet.language)
            align = "right" if key == "flow-head-all" and plan.start > 0.6 else "left"
            at = x + _STRIP if align == "right" else x
            sheet.write(at, line * 0.35, words, size=8.5, ha=align, color=MUTED)
    ax.set(
        xlim=(0, width),
        ylim=(max(high, *(node.low + node.value * unit for _, nodes in columns for node in nodes)), 0),
    )
    ax.set_axis_off()


def _columns(width: float, reasons: bool, unit: float, line: float) -> _Plan:
    shares = (0.17, 0.30, 0.525, 0.655, 1.0) if reasons else (0.26, 0.52, 1.0, 1.0, 1.0)
    start, families, onwards, last, end = (share * width for share in shares)
    return _Plan(start, families, onwards, last, end, unit, line)


def _taken(nodes: Sequence[_Node], unit: float, line: float) -> float:
    return sum(max(node.value * unit, line) for node in nodes)


def _unit(values: Sequence[float], room: float, line: float, count: int) -> float:
    """Return how many inches a request is high, so that all fit with a line of text for each and some air between."""
    free = room - 0.25 * line * count
    low, high = 0.0, free / max(sum(values), 1.0)
    for _ in range(40):
        middle = (low + high) / 2
        if sum(max(value * middle, line) for value in values) > free:
            high = middle
        else:
            low = middle
    return low


def _stacked(nodes: Sequence[_Node], low: float, unit: float, line: float, gap: float) -> list[_Node]:
    """Lay nodes out from the top downwards, each in the middle of the room that its name needs."""
    laid = []
    for node in nodes:
        slot = max(node.value * unit, line)
        laid.append(node._replace(low=low + (slot - node.value * unit) / 2))
        low += slot + max(gap, 0.0)
    return laid


def _beside(
    reasons: Sequence[_Node], families: Sequence[_Node], unit: float, line: float, top: float
) -> list[tuple[_Node, float]]:
    """Lay reasons out beside their families; return each with the place where its band begins."""
    laid: list[tuple[_Node, float]] = []
    cursor = top
    for family in families:
        own = [node for node in reasons if node.family == family.name]
        spread = _taken(own, unit, line)
        cursor = max(cursor, family.low + family.value * unit / 2 - spread / 2) if own else cursor
        begins = family.low
        for node in own:
            slot = max(node.value * unit, line)
            laid.append((node._replace(low=cursor + (slot - node.value * unit) / 2), begins))
            begins += node.value * unit
            cursor += slot
        cursor += 0.3 * line if own else 0.0
    return laid


def _band(ax: Axes, start: tuple[float, float], end: tuple[float, float], high: float, colour: str) -> None:
    """Draw a band of a height from the right side of one node to the left side of another."""
    import numpy as np

    way = np.linspace(0.0, 1.0, 40)
    bend = way * way * (3 - 2 * way)
    hatched = colour == "none"
    upper = start[1] + (end[1] - start[1]) * bend
    ax.fill_between(
        start[0] + way * (end[0] - start[0]),
        upper,
        upper + high,
        facecolor="white" if hatched else colour,
        edgecolor=MUTED if hatched else "none",
        hatch="////" if hatched else None,
        alpha=None if hatched else 0.38,
        linewidth=0,
    )


def _strip(ax: Axes, x: float, node: _Node, unit: float) -> None:
    hatched = node.colour == "none"
    ax.bar(
        x,
        node.value * unit,
        _STRIP,
        bottom=node.low,
        align="edge",
        facecolor="white" if hatched else node.colour,
        edgecolor=MUTED if hatched else node.colour,
        hatch="////" if hatched else None,
        linewidth=0.6,
    )


def _name(
    sheet: Sheet, nodes: Sequence[_Node], x: float, inches: float, align: str, unit: float, line: float
) -> None:
    """Write names beside nodes, where no band runs, moved down where those above leave no room."""
    low = -line
    for node in nodes:
        low = max(node.low + node.value * unit / 2, low + line)
        figure = f" {node.value:,.0f}"
        name = cut(node.name, max(inches * 72 / sheet.points(9) - len(figure) * 0.56, 3.0), 1)
        sheet.write(x, low, name + figure, ha=align, color=INK)
