"""The tree of a web page to paragraphs and tables in reading order: one pass, without recursion."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Set
from typing import Any, Final, NamedTuple, TypeAlias

from gkstats.documents.html_grid import CELLS, GROUPS, Rows, read_grid, spans_of
from gkstats.documents.html_inline import BOLD, INLINE, PLAIN, UNSTYLED, printed_line, styles_of
from gkstats.documents.html_lists import ListMarkers
from gkstats.documents.html_look import PLAIN_LOOK, Look
from gkstats.documents.html_sheet import Sheet
from gkstats.documents.marks import PICTURE, is_figure, is_reference, raised
from gkstats.documents.model import Anchor, Line, Paragraph
from gkstats.documents.nesting import CellContent, Piece, arrange, with_pictures
from gkstats.documents.text import printed_lines, read_text, split_at_breaks
from gkstats.documents.unseen import Unseen

__all__ = ["pieces_of"]

_Leave: TypeAlias = Callable[[Any], None]
"""Closes what an element opened."""
_SKIPPED: Final = frozenset(
    "script style noscript template head title meta link iframe frame object embed applet svg math canvas audio"
    " video select option datalist button textarea nav footer map del s strike rt rp xml progress dialog".split()
)
_STRUCK: Final = frozenset(("del", "s", "strike"))
_HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_FIGURE: Final = re.compile(r"\s*[-+]?[\d,.]{1,20}\s*[%％]?\s*|\s*[-—/无]\s*")
_SHORT: Final = 60
"""Longest paragraph in bold that may be a heading."""
_PAINTED: Final = frozenset(
    "table thead tbody tfoot tr td th p a span b strong font li h1 h2 h3 h4 h5 h6".split()
)
"""What a style sheet mostly gives a ground of its own."""


class Walked(NamedTuple):
    """What a page holds, in reading order, and what of it was left out."""

    pieces: list[Piece]
    struck: bool
    """Whether anything is struck out."""
    unseen: Unseen


def pieces_of(body: Any, path: str, sheet: Sheet | None = None) -> Walked:
    """Read what an element holds.

    `path` is the element's own; the anchors' paths continue it. `sheet` says what hides a text beside `display` and
    `hidden`; None where nothing does.
    """
    from lxml import etree

    walk = _Walk(path, sheet)
    start, end, text = walk.start, walk.end, walk.text
    walker = etree.iterwalk(body, events=("start", "end"))
    for event, element in walker:
        if event == "start":
            if not start(element):
                walker.skip_subtree()
        else:
            end(element)
            if element is body:
                break
            tail = element.tail
            if tail:
                text(tail)
    walk.root.flush()
    return Walked(walk.root.pieces, walk.struck, walk.unseen)


class _Flow:
    """Gathers running text into lines, lines into paragraphs, and these with tables into pieces.

    `steps` leads to the element that is open; its first `depth` steps lead to the one that holds the text.
    """

    __slots__ = ("_bold", "_lines", "_links", "_parts", "_steps", "depth", "pieces")

    def __init__(self, steps: list[str]) -> None:
        self.pieces: list[Piece] = []
        self.depth = len(steps)
        self._steps = steps
        self._lines: list[str] = []
        self._parts: list[str] = []
        self._links = self._bold = 0

    def add(self, text: str, link: int, bold: int) -> None:
        """Take in text, within that many links and elements of bold type."""
        self._parts.append(text)
        if link:
            self._links += len(text)
        if bold:
            self._bold += len(text.strip())

    def open_text(self) -> str:
        """Return what the line says so far."""
        return "".join(self._parts)

    def end_line(self) -> None:
        """Close the line."""
        text = printed_line("".join(self._parts))
        self._parts.clear()
        if text:
            self._lines.append(text)

    def flush(self, *, heading: bool = False) -> None:
        """Close the paragraph."""
        if not self._parts and not self._lines:
            return
        self.end_line()
        lines, links, bold = self._lines, self._links, self._bold
        if not lines:
            self._links = self._bold = 0
            return
        self._lines, self._links, self._bold = [], 0, 0
        anchor = Anchor(path="/".join(self._steps[: self.depth]))
        length = sum(len(line.strip()) for line in lines)
        heading = heading or (length <= _SHORT and bold * 10 >= length * 9)
        if len(lines) == 1:
            line = Line(lines[0].strip(), anchor)
            self.pieces.append(Piece(Paragraph(line.text, (line,), (0,), heading), links))
            return
        for paragraph in split_at_breaks([Line(line, anchor) for line in lines], heading=heading):
            self.pieces.append(Piece(paragraph, min(links, len(paragraph.text)) if links * 2 > length else 0))


class _Walk:
    """What is open while the tree is walked."""

    def __init__(self, path: str, sheet: Sheet | None) -> None:
        self.struck = False
        self.unseen = Unseen()
        self._sheet = sheet
        self._looks = [PLAIN_LOOK]  # of the elements that are open, where there is a sheet
        self._grids: list[tuple[Rows[CellContent], _Flow]] = []
        self._in_cell = [True]  # for each open table or cell, whether text goes into a cell
        self._steps = [path.rsplit("/", 1)[0]]
        self.root = _Flow(self._steps)
        self._flow = self.root
        self._flows = [self.root]
        self._counts: list[dict[str, int] | None] = [None]  # most elements hold no others
        self._own = path.rsplit("/", 1)[1]
        self._acts: list[_Leave | None] = []
        self._links = self._bold = 0
        self._lists = ListMarkers()

    def text(self, text: str) -> None:
        look = self._looks[-1]
        if look is not PLAIN_LOOK and not text.isspace() and (reason := look.hides(text)):
            self.unseen.add(reason, text, self._path())
        else:
            self._flow.add(text, self._links, self._bold)

    def _step(self, tag: str) -> str:
        counts = self._counts[-1]
        if counts is None:
            counts = self._counts[-1] = {"*": 0}
        every = counts["*"] = counts["*"] + 1
        if not tag.isalnum():  # o:p and the like have no name that a path could bear
            return f"*[{every}]"
        number = counts[tag] = counts.get(tag, 0) + 1
        return f"{tag}[{number}]"

    def _path(self) -> str:
        return "/".join(self._steps)

    def start(self, element: Any) -> bool:
        """Open an element; return whether its content is to be read."""
        tag = element.tag
        self._steps.append(self._step(tag) if self._acts else self._own)
        self._counts.append(None)
        if self._sheet is not None:
            self._looks.append(self._look_at(tag, element, self._sheet))
        leave = self._leave_block if not self._acts else self._enter(tag, element)
        self._acts.append(leave)
        if leave is _unread:
            return False
        text = element.text
        if text:
            self.text(text)
        return True

    def _look_at(self, tag: str, element: Any, sheet: Sheet) -> Look:
        """Return how an element's text looks."""
        look = self._looks[-1]
        declared = sheet.declared(element)
        if declared:
            look = look.within(declared, tag)
        if sheet.linked and look.sure and tag in _PAINTED and not _paints(declared):
            name = element.get("class") or element.get("id") or ""
            if name and not name.startswith("Mso"):
                look = look._replace(sure=False)
        return look

    def end(self, element: Any) -> None:
        """Close an element."""
        leave = self._acts.pop()
        if leave is not None:
            leave(element)
        self._steps.pop()
        self._counts.pop()
        if self._sheet is not None:
            self._looks.pop()

    def _enter(self, tag: str, element: Any) -> _Leave | None:
        """Open an element of the page's text; return what closes it, `_unread` where its content is not to be read."""
        names = element.keys()
        look = self._looks[-1]
        if not names and tag in PLAIN and look is PLAIN_LOOK:
            return None
        styled = styles_of(element.get("style")) if "style" in names else UNSTYLED
        if tag in _SKIPPED:
            self.struck = self.struck or tag in _STRUCK
            return _unread
        if gone := self._why_gone(look, styled, hidden="hidden" in names):
            self.unseen.add(gone, "".join(element.itertext()), self._path())
            return _unread
        if "struck" in styled or look.struck:
            self.struck = True
            return _unread
        if tag in PLAIN and not styled:
            return None
        if tag in INLINE or ":" in tag:
            return self._enter_inline(tag, element, styled)
        if tag in ("table", "tr") or tag in CELLS or tag in GROUPS:
            return self._enter_table(tag, element)
        if tag == "br":
            self._flow.end_line()
            return None
        return self._enter_block_of(tag, element)

    def _why_gone(self, look: Look, styled: Set[str | None], *, hidden: bool) -> str:
        """Return why nobody sees an element, nor anything within it; empty if somebody may."""
        if self._sheet is not None:
            return look.gone
        return "not displayed by their style" if hidden or "hidden" in styled else ""

    def _enter_block_of(self, tag: str, element: Any) -> _Leave:
        self._enter_block()
        if tag == "pre":
            self._preformatted(element)
            return _unread
        if tag in _HEADINGS:
            return self._leave_heading
        if tag in ("ol", "ul"):
            self._lists.start(element)
            return self._leave_list
        if tag == "li":
            self.text(self._lists.marker(element))
        return self._leave_block

    def _enter_inline(self, tag: str, element: Any, styled: Set[str | None]) -> _Leave | None:
        if tag == "a":
            if element.get("href") is None:
                return None
            self._links += 1
            return self._leave_link
        if tag in BOLD or "bold" in styled:
            self._bold += 1
            return self._leave_bold
        if tag == "sup" and is_reference(note := "".join(element.itertext())):
            # A raised number points to a note and is no part of the figure before it.
            if self._stands_in_cell() and is_figure(self._flow.open_text()):
                self.text(raised(note))
            return _unread
        if tag == "img" and self._stands_in_cell() and not _is_spacer(element):
            self.text(PICTURE)
            return None
        if "block" in styled:
            self._enter_block()
            return self._leave_block
        if tag == "input" and element.get("type", "text") == "text" and len(self._in_cell) > 1:
            value = element.get("value") or ""
            if _FIGURE.fullmatch(value):
                self.text(value)
        return None

    def _stands_in_cell(self) -> bool:
        return len(self._in_cell) > 1 and self._in_cell[-1]

    def _enter_block(self) -> None:
        self._flow.flush()
        self._flow.depth = len(self._steps)

    def _enter_table(self, tag: str, element: Any) -> _Leave:
        within = not self._in_cell[-1]  # directly in a table, as rows and cells must be
        if tag == "table":
            self._flow.flush()
            # Within a link that was never closed, texts count as links.
            grid = None if self._links or self._may_hide(element) else read_grid(element, self._path())
            if grid is not None:
                self._flow.pieces.append(Piece(grid))
                self._flow.depth = len(self._steps) - 1
                return _unread
            self._grids.append((Rows(), self._flow))
            self._in_cell.append(False)
            return self._leave_table
        if not within:
            self._enter_block()
            return self._leave_block
        rows = self._grids[-1][0]
        if tag in GROUPS:
            rows.end_group()
            return self._leave_group
        if tag == "tr":
            rows.start()
            return self._leave_row
        self._flow = _Flow(self._steps)
        self._flows.append(self._flow)
        self._in_cell.append(True)
        return self._leave_cell

    def _may_hide(self, table: Any) -> bool:
        return self._sheet is not None and (self._looks[-1] is not PLAIN_LOOK or self._sheet.touches(table))

    def _preformatted(self, element: Any) -> None:
        """Read text whose line breaks and blanks are its own."""
        text = "".join(element.itertext())
        path = self._path()
        if len(printed_lines(text)) < 2 or self._looks[-1].hides(text):
            self.text(text)
            self._flow.flush()
            return
        for block in read_text(text, path).blocks:
            if isinstance(block, Paragraph):
                lines = tuple(line._replace(anchor=Anchor(path=path)) for line in block.lines)
                self._flow.pieces.append(Piece(Paragraph(block.text, lines, block.starts)))

    def _leave_block(self, _element: Any) -> None:
        self._flow.flush()
        self._flow.depth = len(self._steps) - 1

    def _leave_heading(self, _element: Any) -> None:
        self._flow.flush(heading=True)
        self._flow.depth = len(self._steps) - 1

    def _leave_list(self, element: Any) -> None:
        self._lists.end()
        self._leave_block(element)

    def _leave_link(self, _element: Any) -> None:
        self._links -= 1

    def _leave_bold(self, _element: Any) -> None:
        self._bold -= 1

    def _leave_group(self, _element: Any) -> None:
        self._grids[-1][0].end_group()

    def _leave_row(self, _element: Any) -> None:
        self._grids[-1][0].end()

    def _leave_cell(self, element: Any) -> None:
        cell = self._flows.pop()
        cell.flush()
        self._in_cell.pop()
        self._flow = self._flows[-1]
        pieces = with_pictures(cell.pieces)
        self._grids[-1][0].add(CellContent(pieces, *spans_of(element), Anchor(path=self._path())))

    def _leave_table(self, _element: Any) -> None:
        rows, flow = self._grids.pop()
        self._in_cell.pop()
        flow.flush()
        rows.end_group()
        flow.pieces += arrange(rows.all, Anchor(path=self._path()))
        flow.depth = len(self._steps) - 1


def _paints(declared: Mapping[str, str]) -> bool:
    return any(name.startswith("background") for name in declared)


def _is_spacer(picture: Any) -> bool:
    """Return whether a picture only keeps a place open, as pages did before styles."""
    return any((picture.get(name) or "").strip() in ("0", "1", "2", "1px") for name in ("width", "height"))


def _unread(_element: Any) -> None:
    """Close an element whose content was not read."""
