"""Where the columns of a table stand that is printed as lines of text: its header is a line, or words that are torn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, TypeAlias

from gkstats.chinese import label_key
from gkstats.documents.model import Anchor, Run
from gkstats.forms import Column
from gkstats.reading.columns import Placed, Slot, missing_from
from gkstats.reading.labels import names_column, under_named
from gkstats.reading.naming import Leaf, Name, enough, name_columns
from gkstats.reading.printed import PrintedCell, PrintedRow
from gkstats.reading.under import head_of, placed_under

__all__ = ["lines_placed"]

Head: TypeAlias = Sequence[Sequence[Run]]
Reach: TypeAlias = tuple[float, float]
_DEEPEST: Final = 6
"""Most lines of a header that is read as lines of cells."""


def lines_placed(rows: Sequence[PrintedRow], heads: Sequence[Head], columns: tuple[Column, ...]) -> Placed:
    """Return the columns that the lines of a table print, in the order of their header.

    Parameters
    ----------
    rows : sequence of PrintedRow
        The lines of figures that belong to the columns.
    heads : sequence
        Lines without figures that may be their header, each as its cells, the nearest lines first.
    columns : tuple of Column

    Where the words of the header are there but cannot be laid above the figures, the columns stand in the order of the
    form if the words do not speak against it, and say so.
    """
    count, reaches = _breadth(rows)
    if not count:
        return Placed((), extent=False)
    labelled = any(row.labels for row in rows)
    for above in heads:
        if (whole := _under_cells(above, columns, rows)) is not None:
            return whole
        found = _by_places(above, columns, reaches) if reaches else None
        if found is None:
            found = _by_header_lines(above, columns, count, labelled=labelled)
            if found and not _all_over(found, above, rows):
                return Placed((), extent=False)
        if found is not None:
            return _placed(found, columns, reaches, count)
        if any(names_column(cell.text, column) for line in above for cell in line for column in columns):
            break  # their own header, if not a whole one: what stands above it is that of other rows
    cells = [cell.text for line in heads[0] for cell in line] if heads else []
    return _placed(_by_words(cells, columns, count), columns, reaches, count)


def _all_over(slots: Sequence[Slot], above: Head, rows: Sequence[PrintedRow]) -> bool:
    """Return whether a header has a cell for all that its rows print: label, unit and figures.

    Where it has one less, and one of those over figures names nothing, that may be the one over the units.
    """
    unknown = any(slot.column is None for slot in slots)
    units = any(row.unit is not None for row in rows)
    return not (unknown and units) or max(map(len, above)) >= len(slots) + 2


def _breadth(rows: Sequence[PrintedRow]) -> tuple[int, list[Reach] | None]:
    """Return how many columns of figures lines print, and where they stand if that can be seen.

    Between tabs blank cells are there, so that rows have as many cells as most do; elsewhere blanks are nothing, so that
    the longest row counts, or the places in which figures stand above each other on a page.
    """
    counts = Counter(len(row.values) for row in rows if row.has_figures)
    if not counts:
        return 0, None
    if not all(row.placed for row in rows):
        return max(counts, key=lambda count: (counts[count], count)), None
    if (piles := _piled(rows)) is not None:
        return len(piles), piles
    most = max(len(row.values) for row in rows)
    return most, _apart(_learnt(rows, most))


def _learnt(rows: Sequence[PrintedRow], count: int) -> list[Reach]:
    """Take the places from the rows that print a figure in each of them."""
    full = [row.values for row in rows if len(row.values) == count]
    return [(min(c.x0 for c in cells), max(c.x1 for c in cells)) for cells in zip(*full, strict=True)]


def _apart(reaches: list[Reach]) -> list[Reach] | None:
    """Return places if they are none another's; those of text set for another width of characters mean nothing."""
    apart = all(a[1] < sum(b) / 2 and sum(a) / 2 < b[0] for a, b in pairwise(reaches))
    return reaches if apart and all(x0 < x1 for x0, x1 in reaches) else None


def _piled(rows: Sequence[PrintedRow]) -> list[Reach] | None:
    """Return where the figures of all rows stand above each other on a page."""
    cells = [cell for row in rows for cell in row.values if cell.text.strip()]
    if any(cell.anchor.box is None for cell in cells):
        return None
    cells = [cell for cell in cells if len(cell.text.split()) == 1]  # 1 234 may be two figures
    piles: list[Reach] = []
    for cell in sorted(cells, key=lambda cell: cell.x0):
        if piles and cell.x0 < piles[-1][1]:
            piles[-1] = (piles[-1][0], max(piles[-1][1], cell.x1))
        else:
            piles.append((cell.x0, cell.x1))
    return piles


def _under_cells(above: Head, columns: tuple[Column, ...], rows: Sequence[PrintedRow]) -> Placed | None:
    """Return the columns under a header whose cells are whole, each printed over its figures."""
    if not all(row.placed for row in rows):
        return None
    lines = [line for line in above[-_DEEPEST:] if line and all(cell.x0 < cell.x1 for cell in line)]
    wanted = sum(1 for column in columns if not column.optional)
    for first in range(len(lines) - 1, -1, -1):
        cells = [
            PrintedCell(cell.text, cell.x0, cell.x1, Anchor()) for line in lines[first:] for cell in line
        ]
        head = head_of(cells)
        exact = sum(
            1 for name in name_columns(head.leaves, columns) if name.column is not None and not name.trouble
        )
        if exact in (wanted, len(columns)):
            found = placed_under(head, columns, rows)
            return found and found._replace(end=None, ordered=True)
    return None


def _by_places(above: Head, columns: tuple[Column, ...], reaches: Sequence[Reach]) -> list[Slot] | None:
    """Read the header by where its pieces stand: those above a column of figures, one below the other, are its name."""
    lines = [line for line in above[-_DEEPEST:] if any(cell.x1 for cell in line)]
    pieces = [_pieces_over(lines, reaches, n) for n in range(len(reaches))]
    if None in pieces:
        return None
    texts = [_best_name(found or (), columns) for found in pieces]
    leaves = _grouped([Leaf(text) for text in texts], lines, columns)
    names = name_columns(tuple(leaves), columns)
    if 2 * sum(1 for name in names if name.column is not None and not name.trouble) <= len(reaches):
        return None
    return _slots(leaves, names, columns)


def _pieces_over(lines: Head, reaches: Sequence[Reach], n: int) -> list[str] | None:
    """Return what stands above a column of figures, from top to bottom: nearer to it than to its neighbours.

    None where names stand side by side above it: one of them is that of a column without figures.
    """
    centre = sum(reaches[n]) / 2
    left = (sum(reaches[n - 1]) / 2 + centre) / 2 if n else float("-inf")
    right = (sum(reaches[n + 1]) / 2 + centre) / 2 if n + 1 < len(reaches) else float("inf")
    over = [[cell.text for cell in line if left < (cell.x0 + cell.x1) / 2 <= right] for line in lines]
    if (n or len(reaches) == 1) and any(
        len(texts) > 1 for texts in over
    ):  # labels stand to the left of the first
        return None
    return [texts[-1] for texts in over if texts]


def _best_name(pieces: Sequence[str], columns: Sequence[Column]) -> str:
    """Return the lowest pieces that together are a column's name; all of them where none are."""
    joined = ["".join(pieces[first:]) for first in range(len(pieces))]
    named = (text for text in reversed(joined) if any(names_column(text, column) for column in columns))
    return next(named, joined[0] if joined else "")


def _grouped(leaves: list[Leaf], lines: Head, columns: Sequence[Column]) -> list[Leaf]:
    """Say of names that come again what each stands beneath, where as many such labels are printed, side by side."""
    unders = tuple(dict.fromkeys(column.under for column in columns if column.under is not None))
    found = {
        under: (cell.x0 + cell.x1) / 2
        for line in lines
        for cell in line
        if (under := under_named(cell.text, unders)) is not None
    }
    runs = list(_runs(leaves, unders))
    if len(runs) < 2 or len(runs) != len(found):
        return leaves
    over = sorted(found, key=found.__getitem__)
    return [leaf._replace(above=(under,)) for run, under in zip(runs, over, strict=True) for leaf in run]


def _by_header_lines(
    above: Head, columns: tuple[Column, ...], count: int, *, labelled: bool
) -> list[Slot] | None:
    """Read the header as lines of cells, nested ones below the cell that they belong to.

    Returns None where there is no such header, and no columns where it does not say which they are.
    """
    best: list[Slot] | None = None
    most = 0
    for first in range(len(above) - 1, max(len(above) - _DEEPEST, 0) - 1, -1):
        leaves = _nested(above[first:], columns, labelled=labelled)
        if leaves is None and _intact(above[first:], columns):
            return []
        if leaves is None or len(leaves) < count:
            continue
        names = name_columns(tuple(leaves), columns)
        named = sum(1 for name in names if name.column is not None)
        cut = any(name.column is not None for name in names[:-count])
        if named > most and 2 * named >= count and not cut and enough(names, columns):
            best, most = _slots(leaves[-count:], names[-count:], columns), named
    return best


def _intact(lines: Head, columns: Sequence[Column]) -> bool:
    """Return whether header lines print the names of most columns whole, so that only their order is not known."""
    cells = {cell.text for line in lines for cell in line}
    named = sum(1 for column in columns if any(names_column(cell, column) for cell in cells))
    return 2 * named > len(columns)


def _slots(leaves: Sequence[Leaf], names: Sequence[Name], columns: Sequence[Column]) -> list[Slot]:
    named = {name.column for name in names}
    left = [j for j, column in enumerate(columns) if j not in named and not column.optional]
    free = [i for i, name in enumerate(names) if name.column is None]
    inferred = {free[0]: Name(left[0], "column_inferred")} if len(left) == len(free) == 1 else {}
    found = [inferred.get(i, name) for i, name in enumerate(names)]
    return [
        Slot(None if name.column is None else columns[name.column], n, n + 1, leaf.text, name.trouble)
        for n, (leaf, name) in enumerate(zip(leaves, found, strict=True))
    ]


def _nested(lines: Head, columns: Sequence[Column], *, labelled: bool) -> list[Leaf] | None:
    """Lay the cells of header lines out from left to right: those of a line below go to the cells that have parts.

    Text does not say how far such a cell reaches. What stands below goes to those that have nothing below them yet, in
    order, and to the next of them where a name comes again. None where that leaves a cell without its parts.
    """
    unders = tuple(dict.fromkeys(column.under for column in columns if column.under is not None))
    row: list[Leaf] = []
    for number, line in enumerate(lines):
        items = [Leaf(cell.text) for cell in line]
        if labelled and len(items) > 1:
            labelled = False
            if not _says_column(items[0], columns, unders):
                items = items[1:]  # what stands above the labels
        found = _laid_below(row, items, columns, unders) if number else items
        if found is None:
            return None
        row = found
    return row


def _says_column(leaf: Leaf, columns: Sequence[Column], unders: tuple[str, ...]) -> bool:
    return _is_name(leaf, columns) or under_named(leaf.text, unders) is not None


def _is_name(leaf: Leaf, columns: Sequence[Column]) -> bool:
    return any(names_column(leaf.text, column) for column in columns)


def _laid_below(
    row: list[Leaf], items: Sequence[Leaf], columns: Sequence[Column], unders: tuple[str, ...]
) -> list[Leaf] | None:
    parts = [i for i, leaf in enumerate(row) if leaf.text and not _is_name(leaf, columns)]
    groups = [i for i in parts if under_named(row[i].text, unders) is not None]
    if not parts:
        if len(items) == 1 and row and not _says_column(items[0], columns, unders):
            return row  # the heading of the rows that follow
        return list(items)  # a line of its own: what stood above was no header
    below: dict[int, list[Leaf]] = {i: [] for i in parts}
    for run in _runs(items, unders):
        home = _home(run, parts, groups, below, unders)
        above = (row[home].text, *row[home].above)
        below[home] += [leaf._replace(above=above) for leaf in run]
    if any(not below[i] for i in groups):
        return None
    laid: list[Leaf] = []
    for i, leaf in enumerate(row):
        laid += below.get(i) or [leaf]
    return laid


def _runs(items: Sequence[Leaf], unders: tuple[str, ...]) -> Iterator[list[Leaf]]:
    """Cut a header line where a name comes again, and between names of columns and of what they stand beneath."""
    run: list[Leaf] = []
    for item in items:
        kind = under_named(item.text, unders) is not None
        again = any(item.text == other.text for other in run)
        if run and (again or kind != (under_named(run[-1].text, unders) is not None)):
            yield run
            run = []
        run.append(item)
    if run:
        yield run


def _home(
    run: Sequence[Leaf],
    parts: Sequence[int],
    groups: Sequence[int],
    below: dict[int, list[Leaf]],
    unders: tuple[str, ...],
) -> int:
    """Return below which cell of the line above a run of cells stands."""
    empty = [i for i in parts if not below[i]] or list(parts)
    over = [i for i in empty if i in groups]
    other = [i for i in empty if i not in groups]
    if (
        under_named(run[0].text, unders) is not None
    ):  # 未经复议直接起诉 stands below what is no column's own group
        return (other or over)[0]
    return (over or other)[0]


def _by_words(cells: Sequence[str], columns: tuple[Column, ...], count: int) -> list[Slot] | None:
    """Take the columns in the order of the form, unless the words above them stand in another order.

    A single word above a single column may stand in any sentence, so that it must be a cell of its own.
    """
    words = label_key("".join(cells))
    for some in (columns, tuple(column for column in columns if not column.optional)):
        if len(some) != count:
            continue
        groups = [[c for c in some if c.under == under] for under in dict.fromkeys(c.under for c in some)]
        places = [[words.rfind(label_key(column.label)) for column in group] for group in groups]
        unders = [words.rfind(label_key(group[0].under)) for group in groups if group[0].under]
        if not all(map(_ascending, (*places, unders))):
            return None
        named = all(any(names_column(cell, column) for cell in cells) for column in some)
        if (named or count > 1) and all(place >= 0 for group in (*places, unders) for place in group):
            trouble = ""
        elif count > 1 and Counter("".join(label_key(column.label) for column in some)) <= Counter(words):
            begun = [_beginnings(group, words) for group in groups]
            if not all(map(_ascending, begun)):
                return None
            trouble = "by_place" if any(-1 in found for found in begun) else "header_torn"
        else:
            trouble = "by_place" if len(columns) > 1 else ""
        return [Slot(column, n, n + 1, trouble=trouble) for n, column in enumerate(some)]
    return None


def _beginnings(columns: Sequence[Column], words: str) -> list[int]:
    """Return where the names of columns begin, of which a line may hold no more; nothing for those that begin alike."""
    starts = Counter(label_key(column.label)[:2] for column in columns)
    return [words.rfind(start) for start, count in starts.items() if count == 1]


def _ascending(places: Sequence[int]) -> bool:
    """Return whether what was found stands one behind the other."""
    return all(left < right for left, right in pairwise(place for place in places if place >= 0))


def _placed(
    slots: Sequence[Slot] | None, columns: Sequence[Column], reaches: Sequence[Reach] | None, count: int
) -> Placed:
    """Say how far columns reach, where the lines print their figures above each other."""
    if not slots:
        return Placed((), extent=False)
    missing = missing_from(columns, slots)
    if reaches is not None:
        slots = [slot._replace(x0=x0, x1=x1) for slot, (x0, x1) in zip(slots, reaches, strict=True)]
    return Placed(tuple(slots), extent=reaches is not None, usual=count, missing=missing, ordered=True)
