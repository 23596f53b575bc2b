"""What of a web page is the report, and what its surroundings say about it."""

from __future__ import annotations

import functools
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from importlib import resources
from typing import Final, NamedTuple

from gkstats.chinese import fold, label_key
from gkstats.documents.model import Paragraph, Surrounding, Table
from gkstats.documents.nesting import Piece

__all__ = ["PageParts", "lines_around", "part_page"]

_SECTION: Final = re.compile(r"\s*([一二三四五六七])\s*[、．.，,]\s*(?=\S)")
_HEADING_LENGTH: Final = 60
_REPORT: Final = re.compile(r"信息公开.{0,16}(?:报告|年报)")
_YEAR: Final = re.compile(r"(?:19|20)\d\d|二[〇○零O0]")
_LINKED: Final = 0.5
"""Share of links from which a piece is a menu or a list of other pages."""
_LABEL: Final = re.compile(r"公开|申请|行政|规章|指标|复议|诉讼")
"""What the tables of every form speak of, and calendars and lists of downloads do not."""
_SENTENCE: Final = 30
"""Characters from which text with a full stop is prose."""
_UPWARDS: Final = 12
"""Pieces outside the report's element that are looked through above it for its opening."""
_ALONE: Final = re.compile(
    r"\s*(?:19|20)\d\d\s*[-年./]\s*\d{1,2}\s*[-月./]\s*\d{1,2}\s*日?(?:\s*\d\d?:\d\d(?::\d\d)?)?\s*"
)
_LONGEST_LINE: Final = 300
"""Longest paragraph around a report that may describe it."""
_MOST_LINES: Final = 400
"""Most lines around a report that are kept: those nearest to it."""


class PageParts(NamedTuple):
    """A page taken apart."""

    report: tuple[Piece, ...]
    before: tuple[Piece, ...]
    """What stands above the report, and boxes that describe it wherever they stand."""


class _Words(NamedTuple):
    metadata: frozenset[str]
    tools: tuple[str, ...]
    ends: tuple[str, ...]
    marks: tuple[str, ...]


@functools.cache
def _words() -> _Words:
    data = tomllib.loads(resources.files(__package__).joinpath("page.toml").read_text(encoding="utf-8"))
    return _Words(
        frozenset(data["metadata"]), tuple(data["tools"]), tuple(data["ends"]), tuple(data["marks"])
    )


def part_page(pieces: Sequence[Piece]) -> PageParts:
    """Tell a report from the page around it.

    The report is the smallest part of the page that holds its section headings and tables, with the opening above
    them. Where there are none, it is what holds most of the prose.
    """
    described = [_is_metadata(piece) for piece in pieces]
    found = [i for i, piece in enumerate(pieces) if not described[i] and _is_marker(piece)]
    if any(_is_linked(pieces[i]) for i in found) and any(_is_prose(p) and _is_linked(p) for p in pieces):
        # A link that was never closed goes on over the text.
        pieces = [piece._replace(links=0) for piece in pieces]
    markers = _once([i for i in found if not _is_linked(pieces[i])], pieces)
    if markers:
        root = _common([pieces[i].path for i in markers])
        if len(markers) == 1:  # one heading does not show how far the report reaches
            root = _common([pieces[markers[0]].path, _densest(pieces) + "/"])
        first, last = markers[0], markers[-1]
    else:
        root = _densest(pieces)
        inside = [i for i, p in enumerate(pieces) if _within(p.path, root)] or [0]
        first, last = inside[0], inside[-1]
    start = _opening(pieces, described, first, root)
    end = last + 1
    while end < len(pieces) and _within(pieces[end].path, root) and not _ends_report(pieces[end]):
        end += 1
    kept, dropped = [], list(pieces[:start])
    for i in range(start, end):
        piece = pieces[i]
        outside = i < first or i > last
        if described[i] or (
            outside and (_is_linked(piece) or _is_tool(piece) or (i < first and _is_date(piece)))
        ):
            dropped.append(piece)
        else:
            kept.append(piece)
    return PageParts(tuple(kept), (*dropped, *(p for i, p in enumerate(pieces[end:], end) if described[i])))


def _is_marker(piece: Piece) -> bool:
    block = piece.block
    if isinstance(block, Paragraph):
        return _SECTION.match(block.text) is not None and (
            len(block.text) <= _HEADING_LENGTH or "信息公开" in block.text[:_HEADING_LENGTH]
        )
    return block.rows > 2 and block.columns > 2 and any(_LABEL.search(cell.text) for cell in block.cells)


def _once(markers: Sequence[int], pieces: Sequence[Piece]) -> Sequence[int]:
    """Keep the first of two equal halves: some pages hold the report once for screens and once for telephones."""
    half = len(markers) // 2
    if half < 3 or len(markers) % 2:
        return markers

    def shown(i: int) -> object:
        block = pieces[i].block
        return block.text if isinstance(block, Paragraph) else tuple(cell.text for cell in block.cells)

    first, second = markers[:half], markers[half:]
    return first if all(shown(i) == shown(j) for i, j in zip(first, second, strict=True)) else markers


def _length(piece: Piece) -> int:
    block = piece.block
    return len(block.text) if isinstance(block, Paragraph) else sum(len(cell.text) for cell in block.cells)


def _is_linked(piece: Piece) -> bool:
    return piece.links > 0 and piece.links >= _LINKED * _length(piece)


def _is_metadata(piece: Piece) -> bool:
    """Return whether a table describes a document, as the box above it does on most sites."""
    if isinstance(piece.block, Paragraph):
        return False
    keys = list(filter(None, [_described(cell.text) for cell in piece.block.cells]))
    found = _words().metadata.intersection(keys)
    return len(found) > 1 and len(found) * 5 >= len(keys)


@functools.lru_cache(maxsize=4096)
def _described(text: str) -> str:
    """Return what a cell of such a table may name: 索引号：A-0-2021-1 an 索引号."""
    return label_key(text.split("：")[0].split(":")[0])


def _is_tool(piece: Piece) -> bool:
    """Return whether a line is one of the page's own: its date and source, its buttons, the way to it."""
    block = piece.block
    if isinstance(block, Table):
        return False
    text = fold(block.text)
    if len(text) > 200 or "。" in text:
        return False
    words = [label_key(word) for word in re.split(r"[\s|:/>»【】\[\]()、]+", text)]
    words = [word for word in words if word]
    if not words:
        return True
    return words[0] in _words().tools and (_REPORT.search(text) is None or len(words) > 2)


def _is_date(piece: Piece) -> bool:
    return isinstance(piece.block, Paragraph) and _ALONE.fullmatch(fold(piece.block.text)) is not None


@functools.cache
def _ends() -> tuple[str, ...]:
    return tuple(label_key(word) for word in _words().ends)


def _ends_report(piece: Piece) -> bool:
    block = piece.block
    if isinstance(block, Table):
        return False
    text = block.text.strip()
    if any(mark in text for mark in _words().marks):
        return True
    key = label_key(text[:40])
    return key.startswith(_ends()) and (piece.links > 0 or len(text) < 20 or ":" in fold(text[:12]))


def _steps(path: str) -> list[str]:
    return path.split("/")


def _common(paths: Sequence[str]) -> str:
    """Return the path of the smallest element that holds all of these elements."""
    shared = _steps(paths[0])[:-1] or [""]
    for path in paths[1:]:
        steps = _steps(path)
        n = 0
        while n < min(len(shared), len(steps)) and shared[n] == steps[n]:
            n += 1
        shared = shared[:n]
    return "/".join(shared)


def _within(path: str, root: str) -> bool:
    return path == root or path.startswith(root + "/")


def _is_prose(piece: Piece) -> bool:
    block = piece.block
    return isinstance(block, Paragraph) and len(block.text) >= _SENTENCE and "。" in block.text


def _densest(pieces: Sequence[Piece]) -> str:
    """Return the path of the element that holds most of the page's prose, the whole page where none does."""
    weights: Counter[str] = Counter()
    for piece in pieces:
        if _is_prose(piece) and not _is_linked(piece):
            weights[piece.path.rsplit("/", 1)[0]] += _length(piece)
    if not weights:
        return ""
    path, weight = weights.most_common(1)[0]
    if weight * 2 > weights.total():
        return path
    return _common([path + "/" for path in weights])


def _opening(pieces: Sequence[Piece], described: Sequence[bool], first: int, root: str) -> int:
    """Return where the report begins: with its title and opening, above the first section."""
    start = first
    looked = 0
    for i in range(first - 1, -1, -1):
        piece = pieces[i]
        within = _within(piece.path, root)
        looked += not within
        if looked > _UPWARDS or (not within and (_is_linked(piece) or isinstance(piece.block, Table))):
            break
        if described[i] or _is_linked(piece) or isinstance(piece.block, Table) or _is_tool(piece):
            continue
        title = _REPORT.search(piece.block.text) is not None and len(piece.block.text) < 100
        if within or title or _is_prose(piece):
            start = i
    return start


def lines_around(pieces: Iterable[Piece]) -> tuple[Surrounding, ...]:
    """Return the short lines and the cells that stand outside a report; menus and lists of links are left out.

    The way to the page (当前位置) stays, though it is made of links.
    """
    found: list[Surrounding] = []
    for piece in pieces:
        block = piece.block
        if isinstance(block, Table):
            found += [Surrounding("line", "", cell.text, cell.anchor) for cell in block.cells if cell.text]
        elif len(block.text) <= _LONGEST_LINE and (not _is_linked(piece) or _is_way(block.text)):
            found += [Surrounding("line", "", line.text, line.anchor) for line in block.lines]
    return tuple(found[-_MOST_LINES:])


def _is_way(text: str) -> bool:
    """Return whether a line of links is the way to the page rather than a menu."""
    return "位置" in text[:10] or ">" in fold(text) or "»" in text
