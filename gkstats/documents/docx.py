"""Word documents: paragraphs and tables in reading order, with exact spans, as they look with all changes accepted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from gkstats.documents.archive import open_zip, read_member
from gkstats.documents.model import Anchor, Block, Cell, Document, Line, Paragraph, Table
from gkstats.documents.numbering import Numbering, read_numbering
from gkstats.documents.source import Source
from gkstats.documents.text import paragraph_of
from gkstats.errors import UnreadableDocument

__all__ = ["read_docx"]

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# What was struck out, what a field is made of, and what only a comment says.
_DROPPED: Final = frozenset(
    {
        f"{W}{name}"
        for name in (
            "del",
            "moveFrom",
            "instrText",
            "delText",
            "footnoteReference",
            "rPr",
            "pPr",
            "tblPr",
            "tcPr",
            "trPr",
            "sectPr",
        )
    }
    | {_FALLBACK}
)
_SPACES: Final = {f"{W}tab": "\t", f"{W}noBreakHyphen": "-", f"{W}ptab": "\t"}


def read_docx(source: Source) -> Document:
    """Read a Word document.

    Raises
    ------
    UnreadableDocument
        The container is damaged or encrypted, or holds no text.
    """
    archive = open_zip(source)
    root = _parse(source, read_member(source, archive, "word/document.xml"))
    body = root.find(f"{W}body")
    if body is None:
        raise UnreadableDocument(
            source.name, "the Word document has no text", "save it again from Word or WPS"
        )
    names = set(archive.namelist())
    numbering = Numbering()
    if "word/numbering.xml" in names:
        styles = (
            _parse(source, read_member(source, archive, "word/styles.xml"))
            if "word/styles.xml" in names
            else None
        )
        numbering = read_numbering(_parse(source, read_member(source, archive, "word/numbering.xml")), styles)
    blocks = tuple(_blocks(body, numbering))
    if not blocks:
        raise UnreadableDocument(
            source.name, "the Word document holds no text, perhaps only pictures", "run OCR over them first"
        )
    return Document(source.name, "docx", blocks)


def _parse(source: Source, data: bytes) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableDocument(
            source.name, "the Word document is damaged", "open it in Word or WPS and save it again"
        ) from error
    return root


def _blocks(body: Any, numbering: Numbering) -> Iterator[Block]:
    """Yield the blocks of a body or text box; content controls and the like are looked through."""
    stack = [iter(body)]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
        elif element.tag == f"{W}p":
            yield from _paragraph(element, numbering)
        elif element.tag == f"{W}tbl":
            table = _table(element)
            if table.cells:
                yield table
        elif element.tag not in _DROPPED and isinstance(element.tag, str):
            stack.append(iter(element))


def _paragraph(element: Any, numbering: Numbering) -> Iterator[Block]:
    """Yield a paragraph, cut at its line breaks, and what stands in text boxes anchored to it."""
    if _is_deleted(element):
        return
    path = Anchor(path=element.getroottree().getpath(element))
    boxes: list[Any] = []
    lines = [line for line in _text(element, boxes).split("\n") if line.strip()]
    if lines:
        prefix = numbering.label_of(element)
        heading = _is_heading(element)
        lines[0] = prefix + lines[0].lstrip() if prefix else lines[0]
        for line in lines:
            yield paragraph_of([Line(line.strip("\t "), path)], heading=heading)
    for box in boxes:
        yield from _blocks(box, numbering)


def _is_deleted(paragraph: Any) -> bool:
    """Return whether a paragraph's mark is struck out and nothing of it is left."""
    mark = paragraph.find(f"{W}pPr/{W}rPr/{W}del")
    return mark is not None and not _text(paragraph, []).strip()


def _is_heading(paragraph: Any) -> bool:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    name = style.get(f"{W}val", "") if style is not None else ""
    return name.lower().startswith("heading") or name in ("1", "2", "3", "Title", "a3")


def _text(element: Any, boxes: list[Any]) -> str:
    """Return the text of an element as it looks with all changes accepted; text boxes are put into `boxes`."""
    parts: list[str] = []
    stack = [iter(element)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
            continue
        tag = child.tag
        if tag == f"{W}t":
            parts.append(child.text or "")
        elif tag in _SPACES:
            parts.append(_SPACES[tag])
        elif tag in (f"{W}br", f"{W}cr"):
            parts.append("\n")
        elif tag == f"{W}txbxContent":
            boxes.append(child)
        elif tag in _DROPPED or not isinstance(tag, str) or _is_hidden(child):
            continue
        else:
            stack.append(iter(child))
    return "".join(parts)


def _is_hidden(run: Any) -> bool:
    if run.tag != f"{W}r":
        return False
    vanish = run.find(f"{W}rPr/{W}vanish")
    return vanish is not None and vanish.get(f"{W}val") not in ("0", "false")


def _table(element: Any) -> Table:
    """Return a table with its cells' exact spans."""
    tree = element.getroottree()
    cells: list[Cell] = []
    open_cells: dict[int, int] = {}  # column -> position in `cells` of the cell that may grow downwards
    width = row_number = 0
    for row in _rows(element):
        column = _number(row, "trPr/gridBefore")
        for item in _cells(row):
            across = max(1, _number(item, "tcPr/gridSpan", 1))
            merge = item.find(f"{W}tcPr/{W}vMerge")
            above = open_cells.get(column)
            if merge is not None and merge.get(f"{W}val", "continue") == "continue" and above is not None:
                cells[above] = cells[above]._replace(row_span=row_number - cells[above].row + 1)
            else:
                text = _cell_text(item)
                place = Anchor(path=tree.getpath(item))
                cells.append(Cell(row_number, column, 1, across, text, place))
                open_cells[column] = len(cells) - 1
            column += across
        width = max(width, column)
        row_number += 1
    return Table(tuple(cells), row_number, width, Anchor(path=tree.getpath(element)))


def _through(element: Any, wanted: str) -> Iterator[Any]:
    """Yield children of a kind, also those within content controls and accepted insertions."""
    for child in element:
        if child.tag == f"{W}{wanted}":
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml", f"{W}smartTag"):
            yield from _through(child, wanted)


def _rows(table: Any) -> Iterator[Any]:
    return (row for row in _through(table, "tr") if row.find(f"{W}trPr/{W}del") is None)


def _cells(row: Any) -> Iterable[Any]:
    return _through(row, "tc")


def _cell_text(cell: Any) -> str:
    paragraphs = []
    for block in _blocks(cell, Numbering()):
        if isinstance(block, Paragraph):
            paragraphs.append(block.text)
        else:  # a table within a cell reads as its cells, a line each
            paragraphs += [inner.text for inner in block.cells if inner.text]
    return "\n".join(paragraphs)


def _number(element: Any, path: str, default: int = 0) -> int:
    found = element.find("/".join(f"{W}{step}" for step in path.split("/")))
    text = found.get(f"{W}val", "") if found is not None else ""
    return min(int(text), 200) if text.isdigit() else default
