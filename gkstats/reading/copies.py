"""The copies of a table that a document prints: where one ends and the next begins."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from gkstats.chinese import label_key
from gkstats.forms import Table, all_forms
from gkstats.reading.printed import PrintedRow, Stream, Wording

__all__ = ["Copy", "copies", "kinds", "marked_share", "marks_of"]


class Copy(NamedTuple):
    """Rows of a stream in which a table is looked for, and their positions in it."""

    origin: Stream
    positions: Sequence[int]
    stream: Stream

    @classmethod
    def whole(cls, stream: Stream) -> Copy:
        """Return all rows of a stream."""
        return cls(stream, range(len(stream.rows)), stream)

    def part(self, positions: Sequence[int]) -> Copy:
        """Return some of the rows, by their positions among these."""
        rows = tuple(self.stream.rows[i] for i in positions)
        stream = Stream(rows, self.stream.widths, self.stream.lines)
        return Copy(self.origin, tuple(self.positions[i] for i in positions), stream)


class _Marks(NamedTuple):
    """Labels that one row alone of a kind of table bears, by what they say."""

    rows: dict[str, str]
    heads: dict[str, str]
    """Labels above the figures of a table of one line."""


@functools.cache
def kinds() -> dict[str, tuple[Table, ...]]:
    """Return the tables of all forms by what they report on: a kind of table has the same name in every form."""
    found: dict[str, list[Table]] = {}
    for form in all_forms():
        for table in form.tables:
            found.setdefault(table.id, []).append(table)
    return {kind: tuple(dict.fromkeys(tables)) for kind, tables in found.items()}


@functools.cache
def _marks(kind: str) -> _Marks:
    rows: dict[str, set[str]] = {}
    heads: dict[str, str] = {}
    for table in kinds()[kind]:
        for block in table.blocks:
            for row in block.rows:
                for label in () if row.heading else (row.label, *row.aliases):
                    rows.setdefault(_key(label), set()).add(row.code)
            if table.layout == "line":
                heads |= {_key(c.under): c.row for c in block.columns if c.under and c.row}
    return _Marks({key: next(iter(codes)) for key, codes in rows.items() if len(codes) == 1}, heads)


@functools.lru_cache(maxsize=1 << 13)
def _key(text: str) -> str:
    return label_key(text)


def copies(rows: Copy, kind: str) -> tuple[Copy, ...]:
    """Cut rows wherever a table of a kind begins anew: where a row that was there already is printed again.

    Where none is, they are the only copy.
    """
    cuts = _cuts(kind, rows.stream)
    if not cuts:
        return (rows,)
    ends = (*cuts, len(rows.stream.rows))
    return tuple(rows.part(range(start, end)) for start, end in zip((0, *cuts), ends, strict=True))


_known: dict[tuple[str, Wording], tuple[int, ...]] = {}
_MOST_KNOWN: Final = 512


def _cuts(kind: str, stream: Stream) -> tuple[int, ...]:
    """Return where copies begin. Most documents of a corpus follow one template: the same words, the same places."""
    key = (kind, stream.wording)
    found = _known.get(key)
    if found is None:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        found = _known[key] = tuple(_found_cuts(kind, stream))
    return found


def _found_cuts(kind: str, stream: Stream) -> Iterator[int]:
    heads = _marks(kind).heads
    seen: set[str] = set()
    last, last_mark, start = -1, "", 0
    figures = False
    for index, row in enumerate(stream.rows):
        for mark in marks_of(row, kind, lines=stream.lines):
            # A row that a page break prints twice is no new copy; nor is a header printed anew above the rest.
            if mark in seen and (figures if heads else mark != last_mark):
                start = _start(stream, index, last, start)
                yield start
                seen, figures = set(), False
            seen.add(mark)
            last, last_mark = index, mark
        figures = figures or row.has_figures


def marks_of(row: PrintedRow, kind: str, *, lines: bool) -> Iterator[str]:
    """Yield which rows of a kind of table a printed row is, as far as its words are exactly theirs."""
    marks = _marks(kind)
    if marks.heads:
        if lines:
            before = _key(row.before) if not row.words and row.values else ""
            if before and all(head in before for head in marks.heads):
                yield kind
        elif not row.has_figures:
            yield from dict.fromkeys(
                marks.heads[key] for cell in row.cells if cell.own and (key := _key(cell.text)) in marks.heads
            )
    elif row.words and row.values and (code := marks.rows.get(_key(row.words[-1]))) is not None:
        yield code


def _start(stream: Stream, index: int, last: int, before: int) -> int:
    """Return where the copy begins whose first row that is known is at `index`: with its grid, or with the words above it."""
    start = index
    while start - 1 > max(last, before) and not stream.lines:
        above = stream.rows[start - 1]
        same = above.grid == stream.rows[index].grid
        if not same or (above.has_figures and last >= 0 and stream.rows[last].grid == above.grid):
            break
        start -= 1
    return start


def marked_share(stream: Stream, kind: str) -> float:
    """Return how many of the rows of a kind of table a stream seems to print, of those that its shortest form has."""
    found = {mark for row in stream.rows for mark in marks_of(row, kind, lines=stream.lines)}
    least = min(
        len({column.row for block in table.blocks for column in block.columns})
        if table.layout == "line"
        else sum(1 for block in table.blocks for row in block.rows if not (row.heading or row.optional))
        for table in kinds()[kind]
    )
    return len(found) / least
