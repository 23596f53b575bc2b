"""The rows that a document prints, whatever drew them: the rows of its grids, or lines that end in figures."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from typing import Final, NamedTuple, TypeAlias

from gkstats.chinese import fold
from gkstats.documents.marks import is_mark, without_marks
from gkstats.documents.model import Anchor, Box, Document, Line, Paragraph, Run, Table
from gkstats.evidence import heaviest
from gkstats.reading.cells import looks_like_value
from gkstats.vocabulary import terms

__all__ = ["PrintedCell", "PrintedRow", "Stream", "Wording", "grid_stream", "line_stream"]

_Draft: TypeAlias = "tuple[list[str], list[PrintedCell], Line]"
"""The words of a line of figures, its cells, and the line."""
_CONTEXT: Final = 400
"""Characters without figures that are kept around a line: the longest nested header, printed one by one."""

_HEAD: Final = 90
"""Lines that are kept above a line of figures: a nested header, printed one by one."""


class PrintedCell(NamedTuple):
    """A cell as it takes part in a row; ``x0`` and ``x1`` are points, grid columns or character columns."""

    text: str
    x0: float
    x1: float
    anchor: Anchor
    own: bool = True
    """False in the later rows of a cell that spans several."""
    trouble: str = ""
    """What weakens the figure, as the reader of the format found it."""

    @property
    def centre(self) -> float:
        """The middle of the cell."""
        return (self.x0 + self.x1) / 2


class PrintedRow(NamedTuple):
    """A printed row: its cells from left to right and, for a line of text, what stands around it.

    ``labels`` counts the leading cells that hold words. ``before`` and ``after`` are the words between this and
    the neighbouring lines of figures: parts of labels that the page tore apart.
    """

    cells: tuple[PrintedCell, ...]
    labels: int
    words: tuple[str, ...]
    """The texts of the leading cells that hold words."""
    grid: int
    anchor: Anchor
    unit: str | None = None
    """The unit that a cell of its own prints between label and figures."""
    before: str = ""
    after: str = ""
    head: tuple[tuple[Run, ...], ...] = ()
    """The lines between the figures before and a line of figures, as cells: among them its header, if it has one.
    Cells whose place is not known reach from 0 to 0.
    """
    placed: bool = True
    """Whether the cells' extent means anything: the figures of a line with single spaces have only an order."""

    @property
    def values(self) -> tuple[PrintedCell, ...]:
        """The cells behind the label."""
        return self.cells[self.labels :]

    @property
    def has_figures(self) -> bool:
        """Whether any cell behind the label says something."""
        # Asked for hundreds of times a document: what all cells say is stripped at once.
        return bool("".join([cell[0] for cell in self.cells[self.labels :]]).strip())

    @property
    def wording(self) -> tuple[object, ...]:
        """Everything that the row says but its figures and their places."""
        figures = self.has_figures
        said = self.cells[: self.labels] if figures else self.cells
        texts = tuple((cell.text, cell.own) for cell in said)
        return (
            self.grid,
            len(self.cells) > 1,
            self.labels,
            bool(self.values),
            figures,
            texts,
            self.words,
            self.before,
            self.after,
        )


@dataclass(frozen=True, eq=False)
class Stream:
    """All printed rows of a document in order. ``widths`` says which grids share their coordinates."""

    rows: tuple[PrintedRow, ...]
    widths: dict[int, object]
    lines: bool = False

    @functools.cached_property
    def figured(self) -> tuple[bool, ...]:
        """Which of its rows have figures: asked again and again by whoever looks for the header above a row."""
        return tuple(row.has_figures for row in self.rows)

    @functools.cached_property
    def wording(self) -> Wording:
        """What all of its rows say but for their figures."""
        return Wording(self.lines, tuple(row.wording for row in self.rows))


class Wording:
    """Whatever tells which rows of a form are printed; equal for documents that follow one template."""

    __slots__ = ("_all", "_hash")

    def __init__(self, *said: object) -> None:
        self._all = said
        self._hash = hash(said)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Wording) and self._all == other._all

    def __hash__(self) -> int:
        return self._hash


def grid_stream(document: Document) -> Stream:
    """Return the rows of all tables of a document."""
    rows: list[PrintedRow] = []
    widths: dict[int, object] = {}
    for block in document.blocks:
        if isinstance(block, Table):
            grid = len(widths)
            # Points are the same on every page; the columns of a grid mean nothing in a grid of another width.
            widths[grid] = "page" if block.anchor.box is not None else block.columns
            rows += _grid_rows(block, grid, document.trouble)
    return Stream(tuple(rows), widths)


def _grid_rows(table: Table, grid: int, trouble: str) -> Iterator[PrintedRow]:
    covering: list[list[PrintedCell]] = [[] for _ in range(table.rows)]
    for cell in sorted(table.cells, key=attrgetter("column", "row")):
        box = cell.anchor.box
        x0, x1 = (box[0], box[2]) if box else (float(cell.column), float(cell.column + cell.column_span))
        for row in range(cell.row, min(cell.row + cell.row_span, table.rows)):
            weak = heaviest((trouble, cell.trouble)) if trouble or cell.trouble else ""
            covering[row].append(PrintedCell(cell.text, x0, x1, cell.anchor, row == cell.row, weak))
    for cells in covering:
        if cells:
            labels = _leading_words(cells)
            words, unit = _without_unit([cell.text for cell in cells[:labels] if cell.text.strip()])
            yield PrintedRow(tuple(cells), labels, words, grid, cells[-1].anchor, unit)


def _leading_words(cells: list[PrintedCell]) -> int:
    """Count the leading cells up to the last of the words that open the row.

    Blank cells before or between words belong to the label: the rest of a cell that a page break tore. So does a
    running number in front of it.
    """
    count = 0
    numbered = len(cells) > 1 and cells[0].text.strip().isdigit() and not looks_like_value(cells[1].text)
    for position, cell in enumerate(cells):
        if cell.text.strip() and looks_like_value(cell.text) and not (numbered and position == 0):
            break
        if cell.text.strip():
            count = position + 1
    return count


def _without_unit(words: list[str]) -> tuple[tuple[str, ...], str | None]:
    """Split off a unit that stands alone behind the label, and a running number before it."""
    unit = words.pop().strip() if len(words) > 1 and words[-1].strip() in terms("units") else None
    if len(words) > 1 and words[0].strip().isdigit():
        words = words[1:]
    return tuple(words), unit


def line_stream(document: Document) -> Stream:
    """Return the lines of a document's paragraphs that end in figures, with the words around them."""
    lines = [
        line
        for block in document.blocks
        if isinstance(block, Paragraph)
        for line in block.lines
        if line.text.strip()
    ]
    drafts: list[_Draft] = []
    between: list[list[str]] = [[]]
    heads: list[list[tuple[Run, ...]]] = [[]]
    for line in _stacked(lines):
        label, values = _split_line(line)
        if values:
            drafts.append((label, values, line))
            between.append([])
            heads.append([])
        else:
            between[-1].append(line.text.strip())
            heads[-1].append(_cells_of(line))
    rows = []
    for index, (label, values, line) in enumerate(drafts):
        values = _regrouped(values, line, [len(found) for _, found, _ in _around(drafts, index)])
        if weak := heaviest((document.trouble, line.trouble)):
            values = [cell._replace(trouble=weak) for cell in values]
        cells = [PrintedCell(" ".join(label), 0.0, 0.0, line.anchor)] if label else []
        words, unit = _without_unit([" ".join(label[:-1]), label[-1]] if len(label) > 1 else label)
        above = between[index]
        if not label and above and above[-1] in terms("units"):  # cells set one below the other
            unit, above = above[-1], above[:-1]
        rows.append(
            PrintedRow(
                cells=(*cells, *values),
                labels=len(cells),
                words=words if unit else tuple(cell.text for cell in cells),
                grid=0,
                anchor=line.anchor,
                unit=unit,
                before="".join(above)[-_CONTEXT:],
                after="".join(between[index + 1])[:_CONTEXT],
                head=tuple(heads[index][-_HEAD:]),
                placed=len(line.runs) > 1 or line.anchor.box is not None,
            )
        )
    return Stream(tuple(rows), {0: "lines"}, lines=True)


def _around(drafts: Sequence[_Draft], index: int) -> Sequence[_Draft]:
    """Return the lines of figures next to one, two on either side."""
    return [*drafts[max(0, index - 2) : index], *drafts[index + 1 : index + 3]]


def _regrouped(values: list[PrintedCell], line: Line, usual: Sequence[int]) -> list[PrintedCell]:
    """Put together what may be one figure, 1 234 or - 70, in a line that has one cell more than most of its neighbours.

    It may be two as well; so it is kept as text. Where the neighbours have as many cells, it is two.
    """
    if 2 * usual.count(len(values) - 1) <= len(usual):
        return values
    for index, (first, second) in enumerate(pairwise(values)):
        text = f"{first.text} {second.text}"
        if _GROUPED.fullmatch(text) and text in line.text:
            joined = first._replace(text=text, x1=second.x1, trouble="crowded")
            return [*values[:index], joined, *values[index + 2 :]]
    return values


_GROUPED: Final = re.compile(r"[1-9]\d{0,2} \d{3}|[-+−–] \d[\d,]*")


def _cells_of(line: Line) -> tuple[Run, ...]:
    """Return the cells of a line of words: what stands between tabs or wide gaps, else between blanks."""
    if "\t" in line.text:
        return tuple(Run(cell.strip(), 0.0, 0.0) for cell in line.text.split("\t"))
    if len(line.runs) > 1 or line.anchor.box is not None:
        return line.runs
    return tuple(Run(text, 0.0, 0.0) for text in line.text.split())


def _stacked(lines: Iterable[Line]) -> Iterator[Line]:
    """Join lines of a single figure each, as a table copied cell by cell leaves them."""
    pending: list[Line] = []
    for line in lines:
        tokens = line.text.split()
        if len(tokens) == 1 and looks_like_value(tokens[0]):
            pending.append(line)
            continue
        yield from _flush(pending)
        pending = []
        yield line
    yield from _flush(pending)


def _flush(pending: list[Line]) -> Iterator[Line]:
    if len(pending) > 1:
        weak = heaviest(line.trouble for line in pending)
        yield Line(" ".join(line.text.strip() for line in pending), pending[0].anchor, trouble=weak)
    else:
        yield from pending


def _split_line(line: Line) -> tuple[list[str], list[PrintedCell]]:
    """Split a line into its leading words and the figures it ends in; between tabs, blank cells count."""
    if "\t" in line.text:
        cells = line.text.split("\t")
        count = max((n for n, cell in enumerate(cells, start=1) if not looks_like_value(cell)), default=0)
        values = [PrintedCell(cell.strip(), 0.0, 0.0, line.anchor) for cell in cells[count:]]
        words = [cell.strip() for cell in cells[:count] if cell.strip()]
        return words, values if any(cell.text for cell in values) else []
    if not looks_like_value(_last_token(line)):  # prose, mostly
        return [], []
    tokens = _with_marks(_tokens(line))
    count = len(tokens)
    while count and looks_like_value(tokens[count - 1][0]):
        count -= 1
    values = [
        PrintedCell(text, x0, x1, line.anchor._replace(box=box) if box else line.anchor)
        for text, x0, x1, box in tokens[count:]
    ]
    return [token[0] for token in tokens[:count]], values


_Token: TypeAlias = tuple[str, float, float, Box | None]


def _with_marks(tokens: list[_Token]) -> list[_Token]:
    """Put marks that stand apart to the figures before them."""
    joined: list[_Token] = []
    for token in tokens:
        if joined and is_mark(token[0]) and without_marks(f"{joined[-1][0]} {token[0]}")[1]:
            text, x0, _, box = joined[-1]
            joined[-1] = (f"{text} {token[0]}", x0, token[2], box)
        else:
            joined.append(token)
    return joined


def _last_token(line: Line) -> str:
    """Return the last word of a line, with the figure before it where it is a mark."""
    words = line.text.rsplit(maxsplit=2)
    if len(words) > 1 and is_mark(words[-1]):
        return " ".join(words[-2:])
    return words[-1] if words else ""


def _tokens(line: Line) -> list[_Token]:
    """Return the words of a line with their extent, measured along its runs in proportion to the characters."""
    tokens: list[_Token] = []
    box = line.anchor.box
    runs = line.runs or (line.text,)
    for run in runs:
        text, x0, x1 = (
            (run.text, run.x0, run.x1) if not isinstance(run, str) else (run, 0.0, float(_width(run)))
        )
        scale = (x1 - x0) / max(_width(text), 1)
        x = x0
        # Words and the blanks between them in turn, each measured once.
        for part in _PARTS.findall(text):
            right = x + _width(part) * scale
            if not part.isspace():
                tokens.append((part, x, right, (x, box[1], right, box[3]) if box else None))
            x = right
    return tokens


_THIN: Final = "\u2006\u2008\u2009\u200a\u202f"
"""Blanks that part the digits of one figure and never two words."""
_PARTS: Final = re.compile(rf"[^\S{_THIN}]+|[\S{_THIN}]+")


def _width(text: str) -> int:
    """Return the width of text in character columns, a Chinese character counting two."""
    if text.isascii():
        return len(text)
    folded = fold(text) or text
    return len(folded) + len(_WIDE.findall(folded))


_WIDE: Final = re.compile(r"[^\x00-\u2e7f]")
