"""Tables of a single row of figures under a nested header: which row that is, and what stands where in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gkstats.forms import Column
from gkstats.reading.columns import Placed, Slot
from gkstats.reading.headers import groups_above
from gkstats.reading.labels import names_column, names_some
from gkstats.reading.printed import PrintedRow, Stream
from gkstats.reading.torn import lines_placed
from gkstats.reading.under import Head, figures_begin, head_of, header_cells, placed_under

__all__ = ["figure_rows"]


def figure_rows(stream: Stream, columns: tuple[Column, ...]) -> Iterator[tuple[int, Placed]]:
    """Yield the positions of the rows that print a form's columns, each column once, and where these stand."""
    if stream.lines:
        yield from _in_lines(stream, columns)
        return
    left = set(columns)
    for grid in dict.fromkeys(row.grid for row in stream.rows):
        rows = [row for row in stream.rows if row.grid == grid]
        if not names_some((cell.text for row in rows for cell in row.cells), columns):
            continue
        for position, above in _headed_rows(stream, grid):
            place = _placed(above, stream.rows[position], columns)
            if place is not None and left.issuperset(place.columns):
                left.difference_update(place.columns)
                yield position, place
        if not left:
            return


def _headed_rows(stream: Stream, grid: int) -> Iterator[tuple[int, list[PrintedRow]]]:
    """Yield every first row of figures below words in a grid, or at the head of the next one, with those words."""
    positions = [i for i, row in enumerate(stream.rows) if row.grid == grid]
    figures = [i for i in positions if stream.rows[i].has_figures]
    for position in figures:
        groups = groups_above(stream, position)
        if groups and groups[0].stop == position:
            yield position, [stream.rows[i] for i in groups[0]]
    if figures and figures[-1] == positions[-1]:
        return
    below = next((i for i in range(positions[-1] + 1, len(stream.rows)) if stream.rows[i].has_figures), None)
    if below is not None and stream.rows[below].grid == grid + 1:
        start = figures[-1] + 1 if figures else positions[0]
        yield below, [stream.rows[i] for i in range(start, positions[-1] + 1)]


def _placed(above: Sequence[PrintedRow], row: PrintedRow, columns: tuple[Column, ...]) -> Placed | None:
    head = head_of(header_cells(above), figures_begin([row]))
    return placed_under(head, columns, [row]) or _in_form_order(head, row, columns)


def _in_form_order(head: Head, row: PrintedRow, columns: tuple[Column, ...]) -> Placed | None:
    """Take the names that several columns share in the order of the form, where all are there and nothing tells them apart."""
    if len(head.leaves) != len(columns) or any(leaf.above for leaf in head.leaves):
        return None
    if not all(names_column(leaf.text, column) for leaf, column in zip(head.leaves, columns, strict=True)):
        return None
    slots = tuple(
        Slot(column, *reach, leaf.text, "by_place")
        for column, reach, leaf in zip(columns, head.reach, head.leaves, strict=True)
    )
    return Placed(slots, extent=row.anchor.box is not None, usual=len(row.values))


def _in_lines(stream: Stream, columns: tuple[Column, ...]) -> Iterator[tuple[int, Placed]]:
    """Find the row of figures that stands alone behind the words of its header."""
    for index, row in enumerate(stream.rows):
        if row.words or len(row.values) < 2 or not row.head:
            continue
        place = lines_placed([row], [row.head], columns)
        if 2 * len(place.columns) > len(columns) and any(slot.trouble != "by_place" for slot in place.slots):
            yield index, place
            return
