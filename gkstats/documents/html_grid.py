"""Tables of nothing but short texts, read at once; the walk through the page reads all others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, Generic, TypeVar

from lxml import etree

from gkstats.documents.html_inline import BOLD, PLAIN, printed_line, styles_of
from gkstats.documents.model import Anchor, Line, Table
from gkstats.documents.nesting import CellContent
from gkstats.documents.spans import SpannedCell, lay_out
from gkstats.documents.text import split_at_breaks

__all__ = ["CELLS", "GROUPS", "Rows", "read_grid", "spans_of"]

GROUPS: Final = frozenset(("thead", "tbody", "tfoot"))
CELLS: Final = frozenset(("td", "th"))
_BLOCKS: Final = frozenset(("p", "div"))
_WITHIN: Final = PLAIN | BOLD | {"br"}
_WEIGHT: Final = frozenset(("bold",))
_STYLES: Final[Any] = etree.XPath("descendant::*/@style", smart_strings=False)
_HIDDEN: Final[Any] = etree.XPath("boolean(descendant::*/@hidden)")
_TEXTS: Final[Any] = etree.XPath("descendant::text() | descendant::br", smart_strings=False)

_Cell = TypeVar("_Cell", CellContent, SpannedCell)


class Rows(Generic[_Cell]):
    """The rows of a table while it is read; spans end with the row group, as in browsers."""

    def __init__(self) -> None:
        self.all: list[list[_Cell]] = []
        self._open = False
        self._group = 0

    def start(self) -> None:
        """Begin a row."""
        self.all.append([])
        self._open = True

    def end(self) -> None:
        """Close the row; a cell that follows begins another."""
        self._open = False

    def end_group(self) -> None:
        """Close the row group; clip what reaches beyond it."""
        height = len(self.all)
        for r in range(self._group, height):
            self.all[r] = [
                cell._replace(row_span=height - r)
                if cell.row_span == 0 or cell.row_span > height - r
                else cell
                for cell in self.all[r]
            ]
        self._group = height
        self._open = False

    def add(self, cell: _Cell) -> None:
        """Add a cell to the row."""
        if not self._open:
            self.start()
        self.all[-1].append(cell)


def spans_of(cell: Any) -> tuple[int, int]:
    """Return how many rows and columns a cell reaches over."""
    down, across = cell.get("rowspan"), cell.get("colspan")
    return 1 if down is None else _span(down, 0, 65534), 1 if across is None else _span(across, 1, 1000)


def _span(text: str, least: int, most: int) -> int:
    """Read a span as browsers do: the digits it begins with, one where there are none."""
    digits = re.match(r"\s*\+?(\d{1,9})", text)
    return max(least, min(int(digits[1]), most)) if digits else 1


class _NotPlainError(Exception):
    """The table holds more than short texts."""


def read_grid(table: Any, path: str) -> Table | None:
    """Return a table of plain cells as a grid; None where it may be anything else.

    That is a table with tables, lists, links, notes, sentences, or hidden or struck text in it, with text between its
    cells, or with one column: what becomes of these is not decided by the texts of the cells alone.
    """
    rows: Rows[SpannedCell] = Rows()
    try:
        for child, step in _children(table, path):
            if child.tag in GROUPS:
                rows.end_group()
                for row, place in _children(child, step):
                    _read_row(row, place, rows)
                rows.end_group()
            elif child.tag not in ("col", "colgroup") or _text(child).strip():
                _read_row(child, step, rows)
    except _NotPlainError:
        return None
    # Last, so that tables within tables are not looked through again and again.
    if _HIDDEN(table) or not all(styles_of(style) <= _WEIGHT for style in set(_STYLES(table))):
        return None
    rows.end_group()
    grid = lay_out(rows.all, Anchor(path=path))
    return grid if grid.columns > 1 else None


def _read_row(row: Any, path: str, rows: Rows[SpannedCell]) -> None:
    if row.tag != "tr" or not _blank(row.text):
        raise _NotPlainError
    rows.start()
    counts = {"td": 0, "th": 0}
    for cell in row:
        tag, tail = cell.tag, cell.tail
        if tag not in counts or (tail and not tail.isspace()):
            raise _NotPlainError
        number = counts[tag] = counts[tag] + 1
        down, across = spans_of(cell)
        rows.add(SpannedCell(_cell_text(cell), down, across, Anchor(path=f"{path}/{tag}[{number}]")))
    rows.end()


def _children(parent: Any, path: str) -> Iterator[tuple[Any, str]]:
    """Yield the elements of one that holds no text itself, with their paths."""
    if not _blank(parent.text):
        raise _NotPlainError
    counts: dict[str, int] = {}
    for child in parent:
        if not _blank(child.tail):
            raise _NotPlainError
        tag = child.tag
        number = counts[tag] = counts.get(tag, 0) + 1
        yield child, f"{path}/{tag}[{number}]"


def _blank(text: str | None) -> bool:
    return not text or text.isspace()


def _cell_text(cell: Any) -> str:
    blocks = list(cell)
    if not blocks or blocks[0].tag not in _BLOCKS:
        return _block_text(cell)
    texts = []
    between = cell.text
    for block in blocks:
        if block.tag not in _BLOCKS or (between and not between.isspace()):
            raise _NotPlainError
        texts.append(_block_text(block))
        between = block.tail
    if between and not between.isspace():
        raise _NotPlainError
    return texts[0] if len(texts) == 1 else "\n".join(filter(None, texts))


def _block_text(block: Any) -> str:
    """Return the lines of a paragraph."""
    broken = False
    for inner in block.iterdescendants():
        tag = inner.tag
        if tag == "br":
            broken = True
        elif tag not in _WITHIN and ":" not in tag:
            raise _NotPlainError
    text = _text(block)
    if "。" in text:
        raise _NotPlainError
    if broken:
        return _broken_text(block)
    return text if text.isdigit() else printed_line(text).strip()


def _broken_text(block: Any) -> str:
    parts: list[list[str]] = [[]]
    for node in _TEXTS(block):
        if isinstance(node, str):
            parts[-1].append(node)
        else:
            parts.append([])
    lines = [Line(line, Anchor()) for part in parts if (line := printed_line("".join(part)))]
    if len(lines) < 2:
        return "".join(line.text.strip() for line in lines)
    return "\n".join(line.text for paragraph in split_at_breaks(lines) for line in paragraph.lines)


def _text(element: Any) -> str:
    text: str = etree.tostring(element, method="text", encoding="unicode", with_tail=False)
    return text
