"""Rules to tables: merged strokes, their crossings, and the cells between them with the rows and columns they span."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Final, NamedTuple

from gkstats.documents.pdf.page import Rule

__all__ = ["Grid", "GridCell", "find_grids"]

SNAP: Final = 3.0
"""Points within which strokes lie on one line: double rules stand closer, rows of text never do."""
DASH: Final = 4.0
"""Points between two strokes of one line, as dashes leave them."""
SHORTEST: Final = 4.0
"""Points below which a stroke, once merged, is no side of a cell."""
COVERED: Final = 0.6
"""Share of a cell's side that must be ruled."""
MOST_RULES: Final = 4_000
"""Most lines of a page, dots and dashes joined, that are put together; a drawing has more, a form a few hundred."""


class GridCell(NamedTuple):
    """A cell by the lines of its grid: rows ``top`` to ``bottom`` and columns ``left`` to ``right``, ends excluded."""

    top: int
    bottom: int
    left: int
    right: int


class Grid(NamedTuple):
    """A table: where its lines stand, its cells, and for each smallest rectangle the cell that it belongs to."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[GridCell, ...]
    owner: tuple[tuple[int, ...], ...]

    def cell_at(self, x: float, y: float) -> int | None:
        """Return the position of the cell that holds a point."""
        column, row = bisect_left(self.xs, x) - 1, bisect_left(self.ys, y) - 1
        if 0 <= column < len(self.xs) - 1 and 0 <= row < len(self.ys) - 1:
            return self.owner[row][column]
        return None


class _Stroke(NamedTuple):
    at: float
    start: float
    end: float


def find_grids(rules: Sequence[Rule]) -> list[Grid]:
    """Find the tables of a page, from top to bottom.

    A frame around text and a rule below it are no tables: a table has at least two cells.
    """
    across = _merged(rule for rule in rules if rule.horizontal)
    down = _merged(rule for rule in rules if not rule.horizontal)
    if len(across) + len(down) > MOST_RULES:
        return []
    grids = []
    for horizontals, verticals in _connected(across, down):
        if len(horizontals) > 1 and len(verticals) > 1:
            grid = _grid(horizontals, verticals)
            if grid is not None:
                grids.append(grid)
    return sorted(grids, key=lambda g: (g.ys[0], g.xs[0]))


def _merged(rules: Iterable[Rule]) -> list[_Stroke]:
    """Join strokes that lie on one line and touch or nearly do."""
    strokes = sorted(
        (_Stroke(r.at, min(r.start, r.end), max(r.start, r.end)) for r in rules), key=lambda s: s.at
    )
    merged: list[_Stroke] = []
    for cluster in _clusters(strokes):
        at = sum(s.at for s in cluster) / len(cluster)
        cluster.sort(key=lambda s: s.start)
        start, end = cluster[0].start, cluster[0].end
        for stroke in cluster[1:]:
            if stroke.start <= end + DASH:
                end = max(end, stroke.end)
            else:
                merged.append(_Stroke(at, start, end))
                start, end = stroke.start, stroke.end
        merged.append(_Stroke(at, start, end))
    return [stroke for stroke in merged if stroke.end - stroke.start >= SHORTEST]


def _clusters(strokes: Sequence[_Stroke]) -> Iterable[list[_Stroke]]:
    """Group strokes, sorted by their place, that lie within `SNAP` of the first of their group."""
    cluster: list[_Stroke] = []
    for stroke in strokes:
        if cluster and stroke.at - cluster[0].at > SNAP:
            yield cluster
            cluster = []
        cluster.append(stroke)
    if cluster:
        yield cluster


def _connected(
    across: Sequence[_Stroke], down: Sequence[_Stroke]
) -> list[tuple[list[_Stroke], list[_Stroke]]]:
    """Return the groups of strokes that cross or touch each other."""
    parent = list(range(len(across) + len(down)))

    def find(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, h in enumerate(across):
        for j, v in enumerate(down, start=len(across)):
            if h.start - SNAP <= v.at <= h.end + SNAP and v.start - SNAP <= h.at <= v.end + SNAP:
                parent[find(i)] = find(j)
    groups: dict[int, tuple[list[_Stroke], list[_Stroke]]] = {}
    for i, stroke in enumerate((*across, *down)):
        groups.setdefault(find(i), ([], []))[0 if i < len(across) else 1].append(stroke)
    return list(groups.values())


def _lines(strokes: Sequence[_Stroke]) -> list[tuple[float, list[_Stroke]]]:
    ordered = sorted(strokes, key=lambda s: s.at)
    return [(sum(s.at for s in c) / len(c), c) for c in _clusters(ordered)]


def _grid(horizontals: Sequence[_Stroke], verticals: Sequence[_Stroke]) -> Grid | None:
    ys, xs = _lines(horizontals), _lines(verticals)
    # Tables are often drawn open at the sides: the rules then reach beyond the outermost verticals.
    left, right = min(h.start for h in horizontals), max(h.end for h in horizontals)
    top, bottom = min(v.start for v in verticals), max(v.end for v in verticals)
    xs = _closed(xs, left, right, top, bottom)
    ys = _closed(ys, top, bottom, left, right)
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 1 or rows * columns < 2:
        return None
    owner = _merge_cells(xs, ys, rows, columns)
    cells = _cells(owner)
    if len(cells) < 2:
        return None
    order = {key: n for n, key in enumerate(sorted(cells, key=lambda k: (cells[k].top, cells[k].left)))}
    return Grid(
        tuple(x for x, _ in xs),
        tuple(y for y, _ in ys),
        tuple(cells[key] for key in order),
        tuple(tuple(order[key] for key in row) for row in owner),
    )


def _closed(
    lines: list[tuple[float, list[_Stroke]]], first: float, last: float, start: float, end: float
) -> list[tuple[float, list[_Stroke]]]:
    side = 2 * SNAP
    if first < lines[0][0] - side:
        lines = [(first, [_Stroke(first, start, end)]), *lines]
    if last > lines[-1][0] + side:
        lines = [*lines, (last, [_Stroke(last, start, end)])]
    return lines


def _ruled(strokes: Sequence[_Stroke], start: float, end: float) -> bool:
    """Return whether strokes cover most of a side."""
    for _, first, last in strokes:
        if first <= start and end <= last:
            return True
    covered = sum(max(0.0, min(s.end, end) - max(s.start, start)) for s in strokes)
    return covered >= COVERED * (end - start)


def _merge_cells(
    xs: list[tuple[float, list[_Stroke]]], ys: list[tuple[float, list[_Stroke]]], rows: int, columns: int
) -> list[list[int]]:
    """Give each smallest rectangle the number of its cell: neighbours without a rule between them are one."""
    parent = list(range(rows * columns))

    def find(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for r in range(rows):
        for c in range(columns):
            here = r * columns + c
            if c + 1 < columns and not _ruled(xs[c + 1][1], ys[r][0], ys[r + 1][0]):
                parent[find(here + 1)] = find(here)
            if r + 1 < rows and not _ruled(ys[r + 1][1], xs[c][0], xs[c + 1][0]):
                parent[find(here + columns)] = find(here)
    owner = [[find(r * columns + c) for c in range(columns)] for r in range(rows)]
    return _rectangular(owner)


def _rectangular(owner: list[list[int]]) -> list[list[int]]:
    """Cut cells that are no rectangles, where a rule stops short, into one piece for each row."""
    extents = _cells(owner)
    sizes = Counter(chain.from_iterable(owner))
    crooked = {k for k, e in extents.items() if sizes[k] != (e.bottom - e.top) * (e.right - e.left)}
    if not crooked:
        return owner
    fresh = len(owner) * len(owner[0])
    result = []
    for row in owner:
        cut = list(row)
        for c, key in enumerate(row):
            if key in crooked:
                if c and row[c - 1] == key:
                    cut[c] = cut[c - 1]
                else:
                    cut[c] = fresh
                    fresh += 1
        result.append(cut)
    return result


def _cells(owner: Sequence[Sequence[int]]) -> dict[int, GridCell]:
    extents: dict[int, list[int]] = {}
    for r, row in enumerate(owner):
        for c, key in enumerate(row):
            known = extents.get(key)
            if known is None:
                extents[key] = [r, r + 1, c, c + 1]
                continue
            known[1] = r + 1
            if c < known[2]:
                known[2] = c
            elif c >= known[3]:
                known[3] = c + 1
    return {key: GridCell(*extent) for key, extent in extents.items()}
