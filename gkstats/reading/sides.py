"""Tables that print two years side by side, cut down to the columns of the reporting year."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from gkstats.chinese import chinese_numeral, fold, simplify
from gkstats.documents.model import Anchor, Block, Cell, Document, Paragraph, Table
from gkstats.reading.cells import parse_cell
from gkstats.reading.printed import Stream
from gkstats.reading.whose import words

__all__ = ["own_side", "own_values"]

_YEAR: Final = re.compile(
    r"(?:(?P<digits>(?:19|20)\d\d)|(?P<numeral>二〇[〇一二][〇一二三四五六七八九]))年?度?"
    r"(?:实际|统计|累计)?(?:数|数量|数据|情况|值|合计)?(?:[(（][^()（）]*[)）])?"
)
_RELATIVE: Final = re.compile(r"(?P<word>.+?)(?:实际|统计)?(?:数|数量|数据|情况|值)?")


class _Header(NamedTuple):
    """A row that names years above columns: which columns are whose. True stands for the reporting year's."""

    row: int
    columns: Mapping[int, bool]
    others: tuple[str, ...]


def own_side(document: Document, year: int | None) -> tuple[Document, list[str]]:
    """Leave out the columns of other years from tables that print several; return what was left out in words.

    A table compares years where cells of one row name different ones, or this year and the last. One that names a
    single year is left as it is.
    """
    if year is None:
        return document, []
    blocks: list[Block] = []
    warnings: list[str] = []
    before: tuple[int, frozenset[int]] | None = None
    for block in document.blocks:
        if not isinstance(block, Table):
            blocks.append(block)
            continue
        header = _header(block, year)
        left_out: frozenset[int] = frozenset()
        if header is not None:
            left_out = frozenset(column for column, own in header.columns.items() if not own)
            page = f" on page {block.anchor.page}" if block.anchor.page is not None else ""
            warnings.append(
                f"a table{page} compares years; its columns of {', '.join(header.others)} are not read as the report's"
            )
        elif before is not None and before[0] == block.columns and _goes_on(block):
            left_out = before[1]  # it goes on behind a page break, without its header
        before = (block.columns, left_out) if left_out else None
        blocks.append(_without(block, left_out, header) if left_out else block)
    return (dataclasses.replace(document, blocks=tuple(blocks)), warnings) if warnings else (document, [])


def _header(table: Table, year: int) -> _Header | None:
    rows: dict[int, list[Cell]] = {}
    for cell in table.cells:
        if cell.text.strip():
            rows.setdefault(cell.row, []).append(cell)
    for row in sorted(rows):
        named = [(cell, found) for cell in rows[row] if (found := _named(cell.text, year)) is not None]
        if len({text for _, (text, _) in named}) > 1 and any(not own for _, (_, own) in named):
            columns = {
                column: own
                for cell, (_, own) in named
                for column in range(cell.column, cell.column + cell.column_span)
            }
            others = tuple(dict.fromkeys(text for _, (text, own) in named if not own))
            return _Header(row, columns, others)
    return None


@functools.lru_cache(maxsize=4096)  # most cells and words of a page are printed again and again
def _named(text: str, year: int) -> tuple[str, bool] | None:
    """Return the year that a header cell names, and whether it is the reporting year."""
    plain = "".join(simplify(fold(text)).split())
    match = _YEAR.fullmatch(plain)
    if match is not None:
        found = int(match["digits"]) if match["digits"] else chinese_numeral(match["numeral"])
        return str(found), found == year
    relative = _RELATIVE.fullmatch(plain)
    if relative is not None and relative["word"] in words().this_year:
        return str(year), True
    if relative is not None and relative["word"] in words().last_year:
        return str(year - 1), False
    return None


def _goes_on(table: Table) -> bool:
    """Return whether a table begins with figures rather than with a header."""
    first = min((cell.row for cell in table.cells if cell.text.strip()), default=0)
    return any(parse_cell(cell.text).kind == "number" for cell in table.cells if cell.row == first)


def _without(table: Table, columns: frozenset[int], header: _Header | None) -> Table:
    """Return a table without what stands in some columns, from the header that names them on.

    The header of the reporting year then names no year any more, but the year of the report, as forms do.
    """
    first = header.row if header else -1
    kept = [
        cell
        for cell in table.cells
        if cell.row < first or not columns.issuperset(range(cell.column, cell.column + cell.column_span))
    ]
    own = {column for column, mine in header.columns.items() if mine} if header else set()
    named = [
        cell._replace(text=words().this_year[0]) if cell.row == first and cell.column in own else cell
        for cell in kept
    ]
    return dataclasses.replace(table, cells=tuple(named))


def own_values(stream: Stream, document: Document, year: int | None) -> tuple[Stream, list[str]]:
    """Leave out the figures of other years from lines below a line that names several; return what was left out.

    Lines have an order but no columns: where one prints fewer or more figures than there are names, none of them is
    known to be the report's, and all are left out.
    """
    if year is None or not stream.rows:
        return stream, []
    named = dict(_named_lines(document, year))
    if not any(named.values()):
        return stream, []
    rows = []
    for row in stream.rows:
        own = named.get(row.anchor, ())
        values = (
            tuple(v for v, mine in zip(row.values, own, strict=True) if mine)
            if len(own) == len(row.values)
            else ()
        )
        rows.append(row._replace(cells=(*row.cells[: row.labels], *values)) if own else row)
    warning = "lines of a table compare years; the figures of other years are not read as the report's"
    return dataclasses.replace(stream, rows=tuple(rows)), [warning]


def _named_lines(document: Document, year: int) -> Iterator[tuple[Anchor, tuple[bool, ...]]]:
    """Yield for each line which of its figures are the report's, by the line of names above it; nothing without one."""
    own: tuple[bool, ...] = ()
    for block in document.blocks:
        if not isinstance(block, Paragraph):
            own = ()
            continue
        for line in block.lines:
            if any(mark in line.text for mark in "。；"):
                own = ()
            own = _names_of(line.text.split(), year) or own
            yield line.anchor, own


def _names_of(tokens: Sequence[str], year: int) -> tuple[bool, ...]:
    """Return for each figure below a line of names whether it is the report's; nothing where it names no two years."""
    found = [_named(token, year) for token in tokens]
    first = next((n for n, one in enumerate(found) if one is not None), None)
    texts = {one[0] for one in found if one is not None}
    if first is None or len(texts) < 2 or all(own for _, own in filter(None, found)):
        return ()
    return tuple(one is None or one[1] for one in found[first:])
