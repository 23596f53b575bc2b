"""Figures of a list that have run together (`4251516` for 425 and 1516), parted where sums leave one way."""

from __future__ import annotations

import dataclasses
import functools
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

from gkstats.chinese import fold, simplify
from gkstats.documents.model import Cell, Document, Line, Paragraph
from gkstats.forms import Form, Row, Table, all_forms, get_form
from gkstats.reading.converted.items import joined_table
from gkstats.sums import sums_of
from gkstats.vocabulary import terms

__all__ = ["with_runs_parted"]

_MOST: Final = 20_000
"""Most ways of parting the figures of one sum that are tried."""
_LONGEST: Final = 12
Pair: TypeAlias = tuple[int, int | None]
"""The figures of the year and of all years; None for a blank."""


class _Run(NamedTuple):
    """A row whose label is printed, and the digits that follow it."""

    row: Row
    unit: str
    digits: str


def with_runs_parted(document: Document) -> Document:
    """Return a text in which a list of two columns, written without anything between its cells, stands as a grid.

    Digits are parted where there is only one way: zeros, and figures whose sums hold in both columns in one way only, a
    blank cell being a way, too. No figure of a year is larger than that of all years. Rows that stay open are kept as they are printed, without value.
    """
    if document.format != "text":
        return document
    lists = [(form, table, _sought(form.id)) for form in all_forms() if (table := form.table("statistics"))]
    shortest = min((sought.shortest for _, _, sought in lists), default=0)
    for number, block in enumerate(document.blocks):
        for line in block.lines if isinstance(block, Paragraph) else ():
            text = _SPACE.sub("", simplify(fold(line.text)))
            if len(text) < shortest:  # as most lines are, which would be asked for all names of the columns
                continue
            for form, table, sought in lists:
                runs = _runs(text, sought)
                if runs:
                    rows = list(_printed(table, runs, _parted(form, table, runs), line))
                    grid = joined_table(rows, line.anchor)
                    blocks = (*document.blocks[: number + 1], grid, *document.blocks[number + 1 :])
                    return dataclasses.replace(document, blocks=blocks)
    return document


class _Sought(NamedTuple):
    """What a list is known by: the names of its columns, and of each row the patterns of its labels."""

    columns: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[Row, tuple[re.Pattern[str], ...]], ...]
    shortest: int
    """Characters that half of the rows have at least: the shortest label and a digit for each."""

    def is_headed(self, text: str) -> bool:
        """Return whether a text has a name of every column."""
        return all(any(name in text for name in names) for names in self.columns)


@functools.cache
def _sought(form_id: str) -> _Sought:
    """Return what the list of a form is known by; documents are many, forms few."""
    table = get_form(form_id).table("statistics")
    block = table.blocks[0] if table is not None else None
    rows = []
    least: list[int] = []
    for row in block.rows if block else ():
        if not row.heading:
            names = {simplify(fold(label)) for label in (row.label, *row.aliases)}
            least.append(1 + min(map(len, names)))
            rows.append((row, tuple(_label(name) for name in sorted(names, key=len, reverse=True))))
    columns = [tuple(fold(name) for name in (c.label, *c.aliases)) for c in (block.columns if block else ())]
    wanted = sum(1 for row, _ in rows if not row.optional)
    return _Sought(tuple(columns), tuple(rows), (wanted + 1) // 2 * min(least, default=0))


def _runs(text: str, sought: _Sought) -> list[_Run]:
    """Return the rows of a list that is written without gaps; none where it is not headed by both of its columns."""
    if not sought.is_headed(text):
        return []
    found: list[tuple[int, int, Row]] = []
    position = 0
    for row, labels in sought.rows:
        # A label is followed by its unit and digits, or it is a word of the prose.
        places = [m for label in labels if (m := label.search(text, position))]
        if places:
            place = min(places, key=lambda match: (match.start(), -len(match[0])))
            found.append((place.start(), place.end(1), row))
            position = place.end(1)
    wanted = sum(1 for row, _ in sought.rows if not row.optional)
    if 2 * sum(1 for _, _, row in found if not row.optional) < wanted:
        return []
    head = text[max(found[0][0] - 40, 0) : found[0][0]]
    if not sought.is_headed(head):
        return []
    ends = [start for start, _, _ in found[1:]] + [len(text)]
    runs = []
    for (_, start, row), end in zip(found, ends, strict=True):
        rest = _REST.fullmatch(text[start:end])
        if rest is not None:
            runs.append(_Run(row, rest[1], rest[2]))
    return runs


_SPACE: Final = re.compile(r"\s")
_UNIT: Final = "|".join(sorted(map(re.escape, terms("units")), key=len, reverse=True))
_REST: Final = re.compile(rf"((?:{_UNIT})?)(\d{{2,{_LONGEST}}})")


def _label(name: str) -> re.Pattern[str]:
    return re.compile(rf"({re.escape(name)})(?:{_UNIT})?\d")


def _ways(digits: str) -> list[Pair]:
    """Return how digits may be two figures, of which the first is not the larger, or one beside a blank cell.

    Examples
    --------
    >>> _ways("00"), _ways("115")
    ([(0, 0)], [(1, 15), (115, None)])
    """
    pairs = ((digits[:cut], digits[cut:]) for cut in range(1, len(digits)))
    two = [(int(a), int(b)) for a, b in pairs if _is_figure(a) and _is_figure(b) and int(a) <= int(b)]
    return [*two, *([(int(digits), None)] if _is_figure(digits) else [])]


def _is_figure(digits: str) -> bool:
    return digits == "0" or digits[0] != "0"


def _parted(form: Form, table: Table, runs: Sequence[_Run]) -> dict[str, Pair]:
    """Return the figures of the rows for which there is one way, by themselves or by the sums that they stand in."""
    ways = {run.row.code: _ways(run.digits) for run in runs}
    parted = {code: pairs[0] for code, pairs in ways.items() if len(pairs) == 1}
    for names in _sums(form, table, ways):
        open_ = [name for name in names if name not in parted]
        count = 1
        for name in open_:
            count *= len(ways[name])
        if not open_ or count > _MOST:
            continue
        fitting = [
            dict(zip(open_, chosen, strict=True))
            for chosen in itertools.product(*(ways[name] for name in open_))
            if _holds(
                form,
                table,
                {**{n: parted[n] for n in names if n in parted}, **dict(zip(open_, chosen, strict=True))},
            )
        ]
        if len(fitting) == 1:
            parted |= fitting[0]
    return parted


def _sums(form: Form, table: Table, ways: Mapping[str, object]) -> Iterator[list[str]]:
    """Yield the rows of every sum all of whose rows are printed."""
    cells = dict.fromkeys(((table.id, code, "value") for code in ways), 0)
    for one in sums_of([form.id], cells):
        yield [*one.left, *one.right]


def _holds(form: Form, table: Table, pairs: Mapping[str, Pair]) -> bool:
    for place in (0, 1):
        cells = {(table.id, code, "value"): pair[place] for code, pair in pairs.items()}
        if any(one.holds is False for one in sums_of([form.id], cells)):
            return False
    return True


def _printed(
    table: Table, runs: Sequence[_Run], parted: Mapping[str, Pair], line: Line
) -> Iterator[tuple[Cell, ...]]:
    columns = table.blocks[0].columns
    heads = ["统计指标", "单位", *(column.label for column in columns)]
    yield tuple(Cell(0, n, 1, 1, text, line.anchor) for n, text in enumerate(heads))
    for run in runs:
        names = [run.row.label, run.unit or run.row.unit or ""]
        label = [Cell(0, n, 1, 1, text, line.anchor) for n, text in enumerate(names)]
        pair = parted.get(run.row.code)
        if pair is None:
            yield (*label, *(Cell(0, 2 + n, 1, 1, run.digits, line.anchor, "run_together") for n in (0, 1)))
        else:
            yield (
                *label,
                *(Cell(0, 2 + n, 1, 1, _shown(f), line.anchor, "by_place") for n, f in enumerate(pair)),
            )


def _shown(figure: int | None) -> str:
    return "" if figure is None else str(figure)
