"""What a converter left of a document, in its order: rows of figures, torn or whole, and words between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gkstats.chinese import label_key
from gkstats.documents.model import Anchor, Cell, Document, Paragraph, Table
from gkstats.reading.cells import looks_like_value
from gkstats.vocabulary import terms

__all__ = ["Item", "Joined", "fitted", "header_of", "items_of", "joined_table", "words_between"]


class Item(NamedTuple):
    """A row of a grid, or a line of text: the words that it opens with, and the figures behind them.

    ``block`` is the position of its block in the document, ``line`` its own within the block.
    """

    words: tuple[str, ...]
    figures: tuple[str, ...]
    anchor: Anchor
    block: int
    line: int
    grid: bool = False
    unit: str = ""

    @property
    def said(self) -> str:
        """Its words as one label."""
        return label_key("".join(self.words))

    @property
    def filled(self) -> bool:
        """Whether it prints any figure."""
        return any(text.strip() for text in self.figures)


class Joined(NamedTuple):
    """A table that was put together.

    ``heads`` are the labels of its columns, ``used`` the items that it is made of, ``placed`` how many of its rows the
    form has, ``warnings`` what could not be placed.
    """

    rows: tuple[tuple[Cell, ...], ...]
    heads: tuple[str, ...]
    used: frozenset[int]
    placed: int
    warnings: tuple[str, ...] = ()


def items_of(document: Document) -> list[Item]:
    """Return the rows and lines of a document in their order."""
    found: list[Item] = []
    for number, block in enumerate(document.blocks):
        found += _rows(block, number) if isinstance(block, Table) else _lines(block, number)
    return found


def _rows(table: Table, block: int) -> Iterator[Item]:
    rows: list[list[Cell]] = [[] for _ in range(table.rows)]
    for cell in sorted(table.cells, key=lambda cell: cell.column):
        for row in range(cell.row, min(cell.row + cell.row_span, table.rows)):
            rows[row].append(cell)
    for number, cells in enumerate(rows):
        if cells:
            texts = [cell.text.strip() for cell in cells]
            count = _leading(texts)
            words, unit = _without_unit([text for text in texts[:count] if text])
            yield Item(words, tuple(texts[count:]), cells[-1].anchor, block, number, grid=True, unit=unit)


def _leading(texts: Sequence[str]) -> int:
    """Count the cells that words open a row with; blanks before a figure are figures that are not there."""
    count = 0
    for position, text in enumerate(texts, start=1):
        if text and not looks_like_value(text):
            count = position
    return count


def _lines(paragraph: Paragraph, block: int) -> Iterator[Item]:
    for number, line in enumerate(paragraph.lines):
        parts = line.text.split("\t") if "\t" in line.text else line.text.split()
        count = max((n for n, part in enumerate(parts, start=1) if not looks_like_value(part)), default=0)
        words, unit = _without_unit([part.strip() for part in parts[:count] if part.strip()])
        figures = tuple(part.strip() for part in parts[count:])
        yield Item((" ".join(words),) if words else (), figures, line.anchor, block, number, unit=unit)


def _without_unit(words: list[str]) -> tuple[tuple[str, ...], str]:
    """Split off a unit that stands alone behind the label."""
    if len(words) > 1 and words[-1] in terms("units"):
        return tuple(words[:-1]), words[-1]
    return tuple(words), ""


def fitted(figures: Sequence[str], count: int) -> tuple[str, ...] | None:
    """Return as many figures as there are columns, None where it is not plain which they are.

    Blank cells behind the last column are none; where others are too many, the figures alone may be just enough.

    Examples
    --------
    >>> fitted(["4", "", "4", ""], 3), fitted(["4", "", "0", "4"], 3), fitted(["4", "0"], 3)
    (('4', '', '4'), ('4', '0', '4'), None)
    """
    kept = list(figures)
    while len(kept) > count and not kept[-1]:
        kept.pop()
    if len(kept) == count:
        return tuple(kept)
    shown = [text for text in figures if text]
    return tuple(shown) if len(shown) == count and len(figures) > count else None


def words_between(items: Sequence[Item], index: int) -> str:
    """Return the words that stand between the row of figures before an item and the item, as one label."""
    start = index
    while start and not items[start - 1].filled:
        start -= 1
    return "".join(item.said for item in items[start:index])


def header_of(items: Sequence[Item], labels: Sequence[str]) -> tuple[int, ...] | None:
    """Return in which order a row names all columns, as positions among their labels; None where none does.

    Two rows that name them in different orders are none.
    """
    keys = [label_key(label) for label in labels]
    if len(set(keys)) < len(keys):
        return None
    orders = set()
    for item in items:
        cells = [label_key(text) for text in (*item.words, *item.figures)]
        order = tuple(keys.index(cell) for cell in cells if cell in keys)
        if len(order) == len(keys) == len(set(order)):
            orders.add(order)
    return orders.pop() if len(orders) == 1 else None


def joined_table(rows: Sequence[Sequence[Cell]], anchor: Anchor) -> Table:
    """Lay rows of cells below each other."""
    cells = [cell._replace(row=number) for number, row in enumerate(rows) for cell in row]
    width = max((cell.column + cell.column_span for cell in cells), default=0)
    return Table(tuple(cells), len(rows), width, anchor)
