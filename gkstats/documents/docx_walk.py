"""The tree of a Word document to paragraphs and tables in reading order, as it looks with all changes accepted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from gkstats.documents.docx_look import WHITE, Given, WordLooks, given, ground_of, named
from gkstats.documents.marks import PICTURE, is_figure, is_reference, raised
from gkstats.documents.model import Anchor
from gkstats.documents.nesting import CellContent, Piece, arrange, with_pictures
from gkstats.documents.numbering import Numbering, Styles
from gkstats.documents.text import line_of, split_at_breaks
from gkstats.documents.unseen import Colour, Unseen
from gkstats.errors import UnreadableDocument

__all__ = ["WordReader"]

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_TEXTS: Final = frozenset((f"{W}t", _MATH))
_RUN, _BOX, _BOLD = f"{W}r", f"{W}txbxContent", f"{W}b"
_PARAGRAPH, _OF_RUN = f"{W}pPr", f"{W}rPr"
# What was struck out by a tracked change, and what holds properties, field codes and readings of characters.
_DROPPED: Final = frozenset(
    f"{W}{name}"
    for name in (
        "del moveFrom instrText delText delInstrText rPr pPr tblPr tblPrEx tblGrid tcPr trPr sectPr rt sdtPr sdtEndPr"
    ).split()
)
_CHARACTERS: Final = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}noBreakHyphen": "-",
    f"{W}br": "\n",
    f"{W}cr": "\n",
}
_WRAPPERS: Final = frozenset(
    f"{W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")
)
_PICTURES: Final = frozenset((f"{W}drawing", f"{W}pict", f"{W}object"))
_SHORT: Final = 60
"""Longest paragraph in bold that may be a heading."""
_OFF: Final = ("0", "false", "off", "none")
_WIDEST: Final = 200
DEEPEST: Final = 200
"""Deepest nesting of elements; a table within a table within a text box reaches thirty."""


class WordReader:
    """Reads bodies, cells and text boxes; counts their numbered paragraphs."""

    def __init__(self, source: str, numbering: Numbering, styles: Styles, looks: WordLooks) -> None:
        self._source = source
        self._numbering = numbering
        self._styles = styles
        self._looks = looks
        self._grounds: list[Colour] = [WHITE]  # of the cells that are open
        self.unseen = Unseen()
        self.struck = False
        """Whether text was left out because it is struck out."""

    def pieces(self, container: Any, path: str) -> Iterator[Piece]:
        """Yield what a body, cell or text box holds; content controls and the like are looked through.

        Raises
        ------
        UnreadableDocument
            It nests beyond any report.
        """
        if path.count("/") > DEEPEST:
            raise UnreadableDocument(self._source, "its tables nest too deeply", "check where it comes from")
        carried = ""
        for element, place in _children(container, path):
            if element.tag == f"{W}tbl":
                yield from self._table(element, place)
                continue
            if element.tag != f"{W}p":
                continue
            boxes: list[tuple[Any, str]] = []
            own = given(element, _PARAGRAPH)
            text, bold = self._text(element, place, own, boxes)
            text = carried + text
            carried = ""
            if _is_mark_struck(own):
                carried = text  # the paragraph runs on into the next one
            else:
                yield from self._paragraph(element, place, own, text, bold)
            for box, box_path in boxes:
                yield from self.pieces(box, box_path)
        if carried.strip():
            yield from (Piece(p) for p in split_at_breaks([line_of(carried, Anchor(path=path))]))

    def _paragraph(self, element: Any, path: str, own: Given, text: str, bold: bool) -> Iterator[Piece]:
        label = self._numbering.label_of(element)
        lines = [line for line in text.split("\n") if line.strip()]
        if not lines:
            return
        if label:
            first = lines[0].lstrip()
            # 1. before 2020年 must not read as a decimal.
            lines[0] = f"{label} {first}" if label[-1] in ".．" and first[0].isdigit() else label + first
        heading = named(own, f"{W}pStyle") in self._styles.headings or (bold and len(text) <= _SHORT)
        anchor = Anchor(path=path)
        for paragraph in split_at_breaks([line_of(line, anchor) for line in lines], heading=heading):
            yield Piece(paragraph)

    def _text(
        self, paragraph: Any, path: str, of_paragraph: Given, boxes: list[tuple[Any, str]]
    ) -> tuple[str, bool]:
        """Return a paragraph's text, and whether all of it is bold; text boxes are put into `boxes`."""
        parts: list[str] = []
        bold = True
        shade = self._looks.shade_of(of_paragraph, self._grounds[-1])
        style = named(of_paragraph, f"{W}pStyle")
        stack = [(iter(paragraph), path, 0)]
        while stack:
            children, place, number = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                continue
            stack[-1] = (children, place, number + 1)
            tag = child.tag
            if tag in _TEXTS:
                parts.append(child.text or "")
            elif tag in _CHARACTERS:
                parts.append(_CHARACTERS[tag])
            elif tag == _BOX:
                boxes.append((child, f"{place}/*[{number + 1}]"))
            elif tag in _PICTURES and len(self._grounds) > 1 and child.find(f".//{W}txbxContent") is None:
                parts.append(PICTURE)
            elif tag == _RUN:
                own = given(child, _OF_RUN)
                if reason := self._looks.why_unseen(own, style, shade):
                    self.unseen.add(reason, _said(child), f"{place}/*[{number + 1}]")
                elif self._is_shown(child, own, parts):
                    bold = bold and _is_on(own.get(_BOLD))
                    stack.append((iter(child), f"{place}/*[{number + 1}]", 0))
            elif _is_looked_into(child):
                stack.append((iter(child), f"{place}/*[{number + 1}]", 0))
        return "".join(parts), bold and bool(parts)

    def _is_shown(self, run: Any, own: Given, parts: list[str]) -> bool:
        """Return whether a run's text is to be read; a note's number goes into `parts` as a raised one."""
        if _is_on(own.get(f"{W}strike")) or _is_on(own.get(f"{W}dstrike")):
            self.struck = True
            return False
        lifted = own.get(f"{W}vertAlign")
        if lifted is not None and lifted.get(f"{W}val") == "superscript":
            # A raised number points to a note and is no part of the figure before it.
            note = _said(run)
            if is_reference(note):
                if len(self._grounds) > 1 and is_figure("".join(parts)):
                    parts.append(raised(note))
                return False
        return True

    def _table(self, element: Any, path: str) -> Iterator[Piece]:
        """Yield a table with its cells' exact spans."""
        table_ground = ground_of(given(element, f"{W}tblPr"), self._grounds[-1])
        rows: list[list[CellContent]] = []
        above: dict[
            int, tuple[int, int]
        ] = {}  # column -> row and place in it of the cell that may grow downwards
        for row, row_path in _inside(element, path, "tr"):
            of_row = given(row, f"{W}trPr")
            if f"{W}del" in of_row:
                continue
            if _is_on(of_row.get(f"{W}hidden")):
                self.unseen.add("in a hidden row", _said(row), row_path)
                continue
            cells: list[CellContent] = []
            column = _number(of_row, "gridBefore")
            for cell, cell_path in _inside(row, row_path, "tc"):
                own = given(cell, f"{W}tcPr")
                across = max(1, _number(own, "gridSpan", 1))
                if cells and _merge(own, "hMerge") == "continue":
                    cells[-1] = cells[-1]._replace(column_span=cells[-1].column_span + across)
                elif not (_merge(own, "vMerge") == "continue" and _grow(rows, above.get(column))):
                    self._grounds.append(ground_of(own, table_ground))
                    pieces = list(self.pieces(cell, cell_path)) if f"{W}cellDel" not in own else []
                    self._grounds.pop()
                    pieces = with_pictures(pieces)
                    above[column] = (len(rows), len(cells))
                    cells.append(CellContent(pieces, 1, across, Anchor(path=cell_path), column))
                column += across
            rows.append(cells)
        yield from arrange(rows, Anchor(path=path))


def _said(run: Any) -> str:
    return "".join(t.text or "" for t in run.iter(f"{W}t"))


def _grow(rows: list[list[CellContent]], place: tuple[int, int] | None) -> bool:
    """Let a cell reach down into the row that comes next, if it reaches to the one before it."""
    if place is None:
        return False
    row, position = place
    cell = rows[row][position]
    if row + cell.row_span != len(rows):
        return False
    rows[row][position] = cell._replace(row_span=cell.row_span + 1)
    return True


def _merge(own: Given, kind: str) -> str | None:
    merge = own.get(f"{W}{kind}")
    return None if merge is None else str(merge.get(f"{W}val", "continue"))


def _is_on(flag: Any | None) -> bool:
    return flag is not None and flag.get(f"{W}val") not in _OFF


def _is_mark_struck(own: Given) -> bool:
    mark = own.get(_OF_RUN)
    return mark is not None and (mark.find(f"{W}del") is not None or mark.find(f"{W}moveFrom") is not None)


def _is_looked_into(element: Any) -> bool:
    """Return whether an element's content is part of the document as it looks."""
    if element.tag in _DROPPED or not isinstance(element.tag, str):
        return False
    if element.tag == f"{W}sdt":  # a form field that nobody filled shows what to do with it
        return element.find(f"{W}sdtPr/{W}showingPlcHdr") is None
    if element.tag == f"{_MC}Fallback":  # says again what the choice beside it says
        return element.getparent().find(f"{_MC}Choice") is None
    return True


def _children(container: Any, path: str) -> Iterator[tuple[Any, str]]:
    """Yield the paragraphs and tables of a container with their paths."""
    stack = [(iter(container), path, 0)]
    while stack:
        children, place, number = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            continue
        stack[-1] = (children, place, number + 1)
        here = f"{place}/*[{number + 1}]"
        if child.tag in (f"{W}p", f"{W}tbl"):
            yield child, here
        elif _is_looked_into(child):
            stack.append((iter(child), here, 0))


def _inside(element: Any, path: str, wanted: str) -> Iterator[tuple[Any, str]]:
    """Yield the rows of a table or the cells of a row, also those within content controls and insertions."""
    stack = [(iter(element), path, 0)]
    while stack:
        children, place, number = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            continue
        stack[-1] = (children, place, number + 1)
        here = f"{place}/*[{number + 1}]"
        if child.tag == f"{W}{wanted}":
            yield child, here
        elif child.tag in _WRAPPERS:
            stack.append((iter(child), here, 0))


def _number(own: Given, name: str, default: int = 0) -> int:
    found = own.get(f"{W}{name}")
    text = found.get(f"{W}val", "") if found is not None else ""
    return min(int(text), _WIDEST) if re.fullmatch(r"[0-9]{1,6}", text) else default
