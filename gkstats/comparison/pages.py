"""A comparison as a page: what it comes to, the figures that moved, and the prose with its changes marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape
from typing import Final, TypeAlias

import pandas as pd

from gkstats.comparison.diff import html_diff, text_diff
from gkstats.comparison.prose import Row, reuse
from gkstats.records import Records
from gkstats.vocabulary import label

__all__ = ["html_page", "text_page"]

Titled: TypeAlias = Sequence[tuple[str, Sequence[Row]]]
"""Sections by title, with the sentences shown there."""

_UNTITLED: Final = "before the first heading · 标题之前"
_LINES: Final = 40
_CELLS: Final = 20
_RIGHT: Final = '"text-align:right"'
_MOVED: Final = ("changed", "appeared", "vanished", "unit")
_STATUSES: Final = ("copied", "edited", "new", "dropped")


def text_page(earlier: Records, later: Records, cells: pd.DataFrame, sections: Titled) -> str:
    """Return the page as text, at most some forty lines of it."""
    lines = [_headline(earlier, later), _prose_in_short(sections), _cells_in_short(cells)]
    shown = [line for title, rows in sections if rows for line in ("", title or _UNTITLED, *text_diff(rows))]
    lines += shown[:_LINES]
    if len(shown) > _LINES:
        lines.append(f"… {len(shown) - _LINES} more lines; .sentences has every sentence")
    return "\n".join(lines)


def html_page(earlier: Records, later: Records, cells: pd.DataFrame, sections: Titled) -> str:
    """Return the page as HTML without scripts; every text of the reports is escaped."""
    prose = "".join(
        f"<h4>{escape(title or _UNTITLED)}</h4>{html_diff(rows)}" for title, rows in sections if rows
    )
    return (
        f'<div class="gkstats-comparison"><strong>{escape(_headline(earlier, later))}</strong>'
        f"<div>{escape(_prose_in_short(sections))}</div><div>{escape(_cells_in_short(cells))}</div>"
        f"{_moved(cells)}{prose}</div>"
    )


def _headline(earlier: Records, later: Records) -> str:
    one, other = earlier.identity, later.identity
    if one.agency == other.agency and one.agency:
        return f"{one.agency} {one.year or '?'} → {other.year or '?'}"
    return " → ".join(
        f"{side.identity.agency or side.source} {side.identity.year or ''}".strip()
        for side in (earlier, later)
    )


def _prose_in_short(sections: Titled) -> str:
    rows = [row for _, some in sections for row in some]
    counts = Counter(row.status for row in rows)
    share = reuse(rows)
    return (
        f"text reused: {'no prose to compare' if share is None else f'{share:.0%}'} "
        f"({', '.join(f'{counts[status]} {status}' for status in _STATUSES)} sentences)"
    )


def _cells_in_short(cells: pd.DataFrame) -> str:
    counts = cells["status"].value_counts()
    shown = ", ".join(f"{count} {status}" for status, count in counts.items()) or "none to compare"
    return f"cells: {shown}; {cells.attrs['one_form_only']} in one form only"


def _moved(cells: pd.DataFrame) -> str:
    moved = cells[cells["status"].isin(_MOVED)]
    if moved.empty:
        return ""
    rows = []
    for one in moved.head(_CELLS).to_dict("records"):
        figures = (
            *(
                _number(one[name], sign)
                for name, sign in (("earlier", ""), ("later", ""), ("difference", "+"))
            ),
            _percent(one["relative"]),
        )
        names = (_row_label(one["table"], one["row"]), label("columns", one["column"]))
        rows.append(
            f"<tr>{''.join(f'<td>{escape(name)}</td>' for name in names)}"
            f"{''.join(f'<td style={_RIGHT}>{figure}</td>' for figure in figures)}</tr>"
        )
    more = f"<div>{len(moved) - _CELLS} more in .cells</div>" if len(moved) > _CELLS else ""
    head = "".join(f"<th>{name}</th>" for name in ("", "", "earlier", "later", "difference", "relative"))
    return (
        f"<details open><summary>{len(moved)} cells moved · {len(moved)}格有变化</summary>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>{more}</details>"
    )


def _row_label(table: str, row: str) -> str:
    return label("indicators" if table == "statistics" else "rows", row)


def _number(value: float, sign: str = "") -> str:
    return "" if pd.isna(value) else f"{value:{sign},.10g}"


def _percent(value: float) -> str:
    return "" if pd.isna(value) else f"{value:+.0%}"
