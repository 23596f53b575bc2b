"""Markdown, as PDF converters, OCR programs and language models write it, to paragraphs and grids.

markdown-it-py finds the blocks: it follows CommonMark, is maintained, reads what it was never meant for without an
error, and says which lines a block was written on. The blocks become a page, and the page's own reader reads them,
since HTML within Markdown is the rule: tables with spans, breaks, raised marks. Two rules of Markdown are not
followed, because they change figures without a word: a row with more cells than the first would lose them, and one
with fewer would get blank ones.
"""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from gkstats.documents.html import parse_page
from gkstats.documents.html_sheet import sheet_of
from gkstats.documents.html_walk import pieces_of
from gkstats.documents.limits import check_length
from gkstats.documents.model import Anchor, Block, Document, Paragraph, Table
from gkstats.documents.source import Source
from gkstats.documents.text import is_page_number, printed_lines, rejoined
from gkstats.errors import UnreadableDocument

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

__all__ = ["read_markdown"]

MOST_CELLS: Final = 50_000
"""A report of the national form has some 250."""
_LINE: Final = "data-line"
_PIPE: Final = re.compile(r"(?<!\\)\|")
_ROW: Final = re.compile(r"\s*\|.*\|\s*\Z")
_RULE: Final = re.compile(r":?-{3,}:?")
"""The cells of the line below the first row; a cell of one or two hyphens prints them."""
_FORMULA: Final = re.compile(r"\$\s*([-+]?[\d.,]+)\s*(?:\\?(%))?\s*\$")
"""A figure as a formula, which some OCR programs write."""
_TAGS: Final = re.compile(r"<(table|tr)\b", re.IGNORECASE)
_WRAPPERS: Final = frozenset(("", "markdown", "md", "text", "html"))
"""What a fence around a document, or a table, is called."""
# Each would change what is printed: 1.属于国家秘密 begins no list, a line above ---- is no heading, indents mean nothing.
_IGNORED: Final = ("list", "lheading", "code", "reference", "image", "autolink")


def read_markdown(text: str, source: str) -> Document:
    r"""Read Markdown; every figure in it says that a converter wrote it.

    Raises
    ------
    UnreadableDocument
        It is longer than any report.

    Examples
    --------
    >>> document = read_markdown("| 规章 | 3 |\n|---|---|\n| 其他 | 1 | 2 |", "report.md")
    >>> [(cell.row, cell.column, cell.text, cell.anchor.line) for cell in document.blocks[0].cells]
    [(0, 0, '规章', 1), (0, 1, '3', 1), (1, 0, '其他', 3), (1, 1, '1', 3), (1, 2, '2', 3)]
    """
    check_length(source, len(text))
    if text.count("|") > MOST_CELLS:
        raise UnreadableDocument(
            source,
            f"its tables have more than {MOST_CELLS:,} cells",
            "take the report itself out of the collection",
        )
    lines = printed_lines(text)
    page = "".join(_page(lines, 1))
    root = parse_page(Source(source, f"<html><meta charset=utf-8><body>{page}</body></html>".encode()))
    body = root.find("body")
    if body is None:
        return Document(source, "text", (), trouble="converted")
    walked = pieces_of(body, str(root.getroottree().getpath(body)), sheet_of(root))
    places = _places(root)
    blocks = rejoined([_placed(piece.block, places) for piece in walked.pieces])
    warnings = ["text that is struck out was left out"] if walked.struck else []
    warnings += walked.unseen.warnings()
    return Document(source, "text", tuple(blocks), warnings=tuple(warnings), trouble="converted")


@functools.cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table").disable(_IGNORED, ignoreInvalid=True)


def _page(lines: Sequence[str], first: int) -> Iterator[str]:
    """Yield the blocks of a text as HTML; `first` is the number of its first line."""
    tokens = _parser().parse("\n".join(lines))
    position = 0
    while position < len(tokens):
        token = tokens[position]
        start, end = token.map or (0, 0)
        if token.type == "table_open":
            yield from _table(lines[start:end], first + start, ruled=True)
            position = _close(tokens, position)
        elif token.type == "inline":
            tag = tokens[position - 1].tag if tokens[position - 1].type == "heading_open" else "p"
            yield from _lines(token, tag, lines[start:end], first + start)
        elif token.type == "fence":
            inner = token.content.split("\n")
            if token.info.strip().lower() in _WRAPPERS:
                yield from _page(inner, first + start + 1)
            else:
                yield from (
                    _element("p", html.escape(line), first + start + 1 + n) for n, line in enumerate(inner)
                )
        elif token.type == "html_block":
            yield _numbered(token.content, first + start)
        position += 1


def _close(tokens: Sequence[Token], position: int) -> int:
    level = tokens[position].level
    return next(
        n for n in range(position + 1, len(tokens)) if tokens[n].level == level and tokens[n].nesting < 0
    )


def _element(tag: str, content: str, line: int) -> str:
    return f'<{tag} {_LINE}="{line}">{content}</{tag}>'


def _lines(inline: Token, tag: str, written: Sequence[str], first: int) -> Iterator[str]:
    """Yield the lines of a paragraph or heading; rows of pipes that lack the rule below the first are a table."""
    parts: list[list[Token]] = [[]]
    for child in inline.children or ():
        if child.type in ("softbreak", "hardbreak"):
            parts.append([])
        else:
            parts[-1].append(child)
    rows: list[str] = []
    for number, part in enumerate(parts):
        line = written[number] if number < len(written) else ""
        if tag == "p" and _ROW.match(line) and len(_cells(line)) > 1:
            rows.append(line)
            continue
        if rows:
            yield from _table(rows, first + number - len(rows))
            rows = []
        text = _rendered(part)
        if not is_page_number(re.sub(r"<[^>]*>", "", text)):
            yield _element(tag, text, first + number)
    if rows:
        yield from _table(rows, first + len(parts) - len(rows))


def _rendered(inline: Sequence[Token]) -> str:
    parser: Any = _parser()
    return str(parser.renderer.renderInline(inline, parser.options, {}))


def _table(rows: Sequence[str], first: int, *, ruled: bool = False) -> Iterator[str]:
    yield f'<table {_LINE}="{first}">'
    for number, row in enumerate(rows):
        cells = _cells(row)
        if not (ruled and number == 1) and not all(map(_RULE.fullmatch, cells)):
            yield _element("tr", "".join(f"<td>{_inline(cell)}</td>" for cell in cells), first + number)
    yield "</table>"


def _cells(row: str) -> list[str]:
    cells = _PIPE.split(re.sub(r"^[\s>]*", "", row).rstrip())
    return [cell.strip() for cell in cells[not cells[0].strip() : len(cells) - (not cells[-1].strip())]]


def _inline(cell: str) -> str:
    return str(_parser().renderInline(_FORMULA.sub(r"\1\2", cell)))


def _numbered(markup: str, first: int) -> str:
    """Return HTML whose rows say on which line they stand; what makes a page of its own is left out."""

    def placed(found: re.Match[str]) -> str:
        return f'<{found[1]} {_LINE}="{first + markup.count(chr(10), 0, found.start())}"'

    return re.sub(r"</?(?:html|body)\b[^>]*>", "", _TAGS.sub(placed, markup), flags=re.IGNORECASE)


def _places(root: Any) -> dict[str, int]:
    tree = root.getroottree()
    marked = root.xpath(f"//*[@{_LINE}]")
    return {_plain(str(tree.getpath(element))): int(element.get(_LINE)) for element in marked}


def _plain(path: str) -> str:
    """Return a path without the numbers of first elements, which need not be written."""
    return path.replace("[1]", "")


def _placed(block: Block, places: dict[str, int]) -> Block:
    """Return a block with lines of the text in place of paths of the page."""

    def place(anchor: Anchor) -> Anchor:
        path = _plain(anchor.path or "")
        while path and path not in places:
            path = path.rpartition("/")[0]
        return Anchor(line=places.get(path))

    if isinstance(block, Table):
        cells = tuple(cell._replace(anchor=place(cell.anchor)) for cell in block.cells)
        return Table(cells, block.rows, block.columns, place(block.anchor))
    lines = tuple(line._replace(anchor=place(line.anchor)) for line in block.lines)
    return Paragraph(block.text, lines, block.starts, block.heading)
