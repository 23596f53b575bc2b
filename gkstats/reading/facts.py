"""From the cells that a form has in printed rows to facts."""

from __future__ import annotations

from gkstats.documents.model import Anchor
from gkstats.evidence import grade, said, troubles
from gkstats.reading.cells import parse_cell
from gkstats.reading.layouts import ReadCell, Reading
from gkstats.reading.printed import PrintedCell
from gkstats.records import Fact

__all__ = ["fact_of", "facts_of"]


def facts_of(reading: Reading) -> list[Fact]:
    """Return every cell of a table as a fact."""
    return [fact_of(reading.table.id, cell) for cell in reading.cells]


def fact_of(table: str, read: ReadCell) -> Fact:
    """Return a cell as a fact; one whose trouble withholds its figure keeps its text only."""
    cell = read.cell or PrintedCell("", 0.0, 0.0, Anchor())
    value = parse_cell(cell.text, read.unit)
    printed = cell.text.strip()
    evidence, trouble = grade((read.trouble, cell.trouble, value.trouble))
    amount, kind = value.value, value.kind
    if trouble and printed and troubles()[trouble].withheld:  # whose figure it is, the page does not say
        amount, kind = None, "text"
    words = [read.note, said(cell.trouble), value.note]
    note = "; ".join(word for word in words if word)
    return Fact(
        table, read.row, read.column, amount, value.unit, printed, kind, note, cell.anchor, evidence, trouble
    )
