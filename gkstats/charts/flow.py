"""A chart of what became of requests: bands from what was received through families of outcomes to reasons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pandas as pd

from gkstats.charts.inputs import frame_of, is_stacked, once, subject_of
from gkstats.charts.settled import Taken, said_of_many, said_of_one, taken
from gkstats.charts.style import (
    FAMILIES,
    INK,
    MUTED,
    PRIMARY,
    SECONDARY,
    new_axes,
    say_empty,
    styled,
)
from gkstats.vocabulary import Language, label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["outcome_flow"]

_RECEIVED: Final = {"received.new": PRIMARY, "received.carried_over": "#8fa9c2"}
_FORWARD: Final = "carried_forward"
_WORDS: Final = {
    "zh": {
        "all": "应办理",
        "missing": "报告未说明去向",
        "surplus": "未列入收到数",
        "none": "没有收到申请",
        "rest": "其他原因",
    },
    "en": {
        "all": "to be handled",
        "missing": "not accounted for",
        "surplus": "not among those received",
        "none": "No request was received",
        "rest": "other reasons",
    },
}
_REASONS: Final = 9
"""Most reasons that are named; the smallest of the others share a band."""
_WIDTH: Final = 0.09
_GAP: Final = 0.035
"""Room between two nodes, as a share of all requests."""
_LINE: Final = 0.036
"""Room of a line of text, as a share of the height."""
_LONGEST: Final = 16
"""Longest Chinese name that is written whole."""


class _Node(NamedTuple):
    name: str
    value: float
    colour: str
    family: str = ""
    low: float = 0.0

    @property
    def high(self) -> float:
        return self.low + self.value


@styled
def outcome_flow(data: Any, *, ax: Axes | None = None, language: Language = "zh") -> Axes:
    """Draw the way of requests (申请办理流向): received or carried over, how they ended, and for which reason.

    Every band is as thick as it has requests. Where the report's outcomes do not add up to what it received, the
    difference is a hatched band of its own. Of many reports the counts are added up.

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
    >>> [text.get_text() for text in ax.texts][:2]
    ['newly received 81', 'granted 22']
    """
    frame = frame_of(data, "applications")
    rows = once(frame, "row") if is_stacked(frame) else frame
    found = taken(rows, "applications")
    totals, missing, surplus = _added_up(rows, found)
    words = _WORDS[language]
    sources = [
        _Node(_short(row, language), totals[row], colour)
        for row, colour in _RECEIVED.items()
        if totals.get(row)
    ]
    families, reasons = _outcomes(totals, language)
    ax = new_axes(ax, width=10.0, height=5.6)
    if surplus:
        sources.append(_Node(words["surplus"], surplus, "none"))
    if missing:
        families.append(_Node(words["missing"], missing, "none"))
        reasons.append(_Node("", missing, "none", words["missing"]))
    whole = sum(node.value for node in sources)
    if not whole:
        return say_empty(ax, words["none"])
    columns = [
        _stacked(sources, whole),
        _stacked([_Node("", whole, MUTED)], whole),
        _stacked(families, whole),
    ]
    last = _below(reasons, columns[2], whole)
    _bands(ax, columns[0], columns[1] * len(columns[0]), 0)
    _bands(ax, columns[2], columns[1] * len(columns[2]), 1, onwards=True)
    for start, end in last:
        _band(ax, 2, start, end)
    ends = [node for _, node in last]
    _draw(ax, columns, ends)
    lowest = max(node.high for nodes in (*columns, ends) for node in nodes)
    for x, nodes, align in ((-0.03, columns[0], "right"), (2.12, columns[2], "left"), (3.12, ends, "left")):
        lowest = max(lowest, _write(ax, nodes, x, align, lowest, language))
    ax.set(xlim=(-0.62, 3.95), ylim=(lowest * 1.02, -0.03 * lowest))
    ax.set_axis_off()
    subject = subject_of(frame if is_stacked(frame) else data, language)
    if is_stacked(frame):
        said = said_of_many(found, list(found.totals), language)
    else:
        said = said_of_one([one for one in found.totals[None] if one.cell[2] == "total"], language)
    if language == "zh":
        title = f"{subject}政府信息公开申请办理流向（{words['all']}{whole:,.0f}件）"
    else:
        title = f"What became of {whole:,.0f} requests" + (f": {subject}" if subject else "")
    ax.set_title("\n".join(part for part in (title, said) if part))
    return ax


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
    """Return families with their sums, and the reasons of those that have any; the last is what was carried forward."""
    families, reasons = [], []
    for family, colour in FAMILIES.items():
        parts = {row: value for row, value in totals.items() if row.startswith(family + ".") and value}
        undivided = totals.get(family, 0.0)
        value = sum(parts.values()) + undivided
        if not value:
            continue
        name = _short(family, language)
        families.append(_Node(name, value, colour))
        reasons += [_Node(_short(row, language), part, colour, name) for row, part in parts.items()]
        if undivided:
            reasons.append(_Node("", undivided, colour, name))
    if totals.get(_FORWARD):
        name = _short(_FORWARD, language)
        families.append(_Node(name, totals[_FORWARD], "#8a8a8a"))
        reasons.append(_Node("", totals[_FORWARD], "#8a8a8a", name))
    return families, _few(reasons, language)


def _few(reasons: list[_Node], language: Language) -> list[_Node]:
    """Join the smallest reasons of a family where there are too many to be named."""
    named = sorted((node for node in reasons if node.name), key=lambda node: -node.value)
    small = named[_REASONS:]
    kept = [node for node in reasons if node not in small]
    for family in dict.fromkeys(node.family for node in small):
        rest = [node for node in small if node.family == family]
        joined = (
            rest[0]
            if len(rest) == 1
            else rest[0]._replace(name=_WORDS[language]["rest"], value=sum(node.value for node in rest))
        )
        last = max((n for n, node in enumerate(kept) if node.family == family), default=-1)
        kept.insert(last + 1 if last >= 0 else _place(kept, family, reasons), joined)
    return kept


def _place(kept: Sequence[_Node], family: str, reasons: Sequence[_Node]) -> int:
    """Return where the first node of a family belongs among those kept, in the order of `reasons`."""
    order = list(dict.fromkeys(node.family for node in reasons))
    return sum(1 for node in kept if order.index(node.family) < order.index(family))


def _short(row: str, language: Language) -> str:
    """Return a row's name without what the drawing says anyway."""
    name = label("rows", row, language)
    shorter = {
        "received.new": ("本年新收", "newly received"),
        "received.carried_over": ("上年结转", "carried over"),
        _FORWARD: ("结转下年度", "carried forward"),
    }
    return shorter[row][language == "en"] if row in shorter else name


def _stacked(nodes: Sequence[_Node], whole: float) -> list[_Node]:
    """Lay nodes out from the top downwards, with room between them."""
    low, laid = 0.0, []
    for node in nodes:
        laid.append(node._replace(low=low))
        low += node.value + _GAP * whole
    return laid


def _below(reasons: Sequence[_Node], families: Sequence[_Node], whole: float) -> list[tuple[_Node, _Node]]:
    """Lay reasons out beside their families; return where each band begins and the node in which it ends."""
    laid: list[tuple[_Node, _Node]] = []
    gap, room = _GAP * whole * 0.8, _LINE * whole * 1.5
    low = written = 0.0
    for family in families:
        own = [node for node in reasons if node.family == family.name]
        spread = sum(node.value for node in own) + gap * max(len(own) - 1, 0)
        low = max(low, family.low - (spread - family.value) / 2)
        start = family.low
        for node in own:
            low = max(low, written + room - node.value / 2)  # beside each other's names there is no room
            laid.append((node._replace(low=start), node._replace(low=low)))
            written = low + node.value / 2 if node.name else low + node.value - room
            start += node.value
            low += node.value + gap
    return laid


def _bands(
    ax: Axes, nodes: Sequence[_Node], middle: Sequence[_Node], x: int, *, onwards: bool = False
) -> None:
    """Join nodes to the one in the middle, one below the other."""
    low = middle[0].low if middle else 0.0
    for node in nodes:
        inner = node._replace(low=low)
        _band(ax, x, *((inner, node) if onwards else (node, inner)))
        low += node.value


def _band(ax: Axes, x: int, start: _Node, end: _Node) -> None:
    """Draw a band from the right side of one node to the left side of another."""
    import numpy as np

    way = np.linspace(0.0, 1.0, 40)
    bend = way * way * (3 - 2 * way)
    hatched = end.colour == "none"
    ax.fill_between(
        x + _WIDTH + way * (1 - _WIDTH),
        start.low + (end.low - start.low) * bend,
        start.high + (end.high - start.high) * bend,
        facecolor="white" if hatched else end.colour,
        edgecolor=MUTED if hatched else "none",
        hatch="////" if hatched else None,
        alpha=None if hatched else 0.42,
        linewidth=0,
    )


def _draw(ax: Axes, columns: Sequence[Sequence[_Node]], last: Sequence[_Node]) -> None:
    for x, nodes in enumerate((*columns, last)):
        for node in nodes:
            hatched = node.colour == "none"
            ax.bar(
                x,
                node.value,
                _WIDTH,
                bottom=node.low,
                align="edge",
                facecolor="white" if hatched else node.colour,
                edgecolor=SECONDARY if hatched else node.colour,
                hatch="////" if hatched else None,
                linewidth=0.8,
            )


def _write(
    ax: Axes, nodes: Sequence[_Node], x: float, align: str, extent: float, language: Language
) -> float:
    """Write names beside nodes, moved down where those above leave no room; return how far down they reach."""
    room = _LINE * extent
    low = -room
    for node in nodes:
        if not node.name:
            continue
        at = max(node.low + node.value / 2, low + room)
        low = at
        name = (
            node.name if len(node.name) <= _LONGEST or language == "en" else node.name[: _LONGEST - 1] + "…"
        )
        ax.text(x, at, f"{name} {node.value:,.0f}", ha=align, va="center", fontsize=9, color=INK)
    return low + room / 2
