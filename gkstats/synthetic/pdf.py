"""PDFs of A4 pages: prose and ruled tables that go on over pages, in a face that is not embedded."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Final, NamedTuple

from gkstats.synthetic.content import Block, Paragraph, Placed, Role, Table, column_widths, placed

__all__ = ["write_pdf"]

_WIDTH: Final = 595.0
_HEIGHT: Final = 842.0
_MARGIN: Final = 50.0
_CELL: Final = 9.0
"""Type size in tables."""
_LEAD: Final = 1.25
_HANGING: Final = "，。、；：）》”％%"
"""Marks that may not begin a line."""
_SPACING: Final = 1.85
"""From line to line of the prose, in its type size; government papers have 22 lines on a page."""


class _Setting(NamedTuple):
    """How a paragraph is set: its size to that of the prose, first-line indent in characters, and side."""

    size: float
    indent: int
    side: float
    """0 for flush left, 0.5 for centred, 1 for flush right."""


_SETTINGS: Final[dict[Role, _Setting]] = {
    "title": _Setting(1.3, 0, 0.5),
    "heading": _Setting(1.1, 2, 0),
    "text": _Setting(1, 2, 0),
    "note": _Setting(0.8, 0, 0.5),
    "closing": _Setting(1, 0, 1),
}


class _Canvas:
    """Pages of drawing operators; y is measured from the top."""

    def __init__(self) -> None:
        self.pages: list[list[str]] = [["0.7 w"]]
        self.y = _MARGIN

    def new_page(self) -> None:
        self.pages.append(["0.7 w"])
        self.y = _MARGIN

    def text(self, x: float, y: float, text: str, size: float) -> None:
        if text:
            code = text.encode("utf-16-be").hex()
            self.pages[-1].append(f"BT /F1 {size:g} Tf {x:.2f} {_HEIGHT - y:.2f} Td <{code}> Tj ET")

    def frame(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.pages[-1].append(f"{x0:.2f} {_HEIGHT - y1:.2f} {x1 - x0:.2f} {y1 - y0:.2f} re S")


def write_pdf(
    blocks: Sequence[Block],
    *,
    ruled: bool = True,
    breaks: Sequence[int] = (),
    size: float = _CELL,
    numbered: bool = False,
    title: str = "",
    remark: str = "",
) -> bytes:
    """Return a PDF.

    Parameters
    ----------
    blocks : sequence of Paragraph or Table
    ruled : bool
        Draw the rules of tables.
    breaks : sequence of int
        A page ends after each row of a table that is numbered here. Cells that the break cuts are drawn on both
        pages, with their text on the first.
    size : float
        Type size of the prose in points; government papers use 14 to 16.
    numbered : bool
        Print a number at the foot of each page.
    title, remark : str
        Title and subject in the document's properties.
    """
    canvas = _Canvas()
    for block in blocks:
        if isinstance(block, Paragraph):
            _set_paragraph(canvas, block, size)
        else:
            _draw_table(canvas, block, ruled, frozenset(breaks))
            canvas.y += _CELL
    if numbered:
        for number, page in enumerate(canvas.pages, start=1):
            foot = f"- {number} -"
            code = foot.encode("utf-16-be").hex()
            x = (_WIDTH - _width(foot) * _CELL) / 2
            page.append(f"BT /F1 {_CELL:g} Tf {x:.2f} {_MARGIN / 2:.2f} Td <{code}> Tj ET")
    return _file(canvas.pages, title, remark)


def _width(text: str) -> float:
    """Return the width of a text in ems."""
    return sum(0.5 if c < "\x7f" else 1.0 for c in text)


def _fold(text: str, width: float, indent: float = 0.0, hanging: str = "") -> list[str]:
    """Break a text into lines of at most `width` ems, the first shorter by `indent`.

    Numbers that fit into a line are not broken; marks that are `hanging` may stand in the margin.
    """
    lines: list[str] = []
    for part in text.split("\n"):
        start, used = 0, indent
        for position, c in enumerate(part):
            advance = 0.5 if c < "\x7f" else 1.0
            if used + advance > width and position > start and c not in hanging:
                cut = position
                while cut > start and part[cut] < "\x7f" and part[cut - 1] < "\x7f":
                    cut -= 1
                cut = position if cut == start else cut
                lines.append(part[start:cut])
                start, used = cut, _width(part[cut:position])
            used += advance
        lines.append(part[start:])
    return lines


def _set_paragraph(canvas: _Canvas, paragraph: Paragraph, body: float) -> None:
    setting = _SETTINGS[paragraph.role]
    size = body * setting.size
    room = _WIDTH - 2 * _MARGIN
    indent = float(setting.indent)
    for line in _fold(paragraph.text, room / size, indent, _HANGING):
        if canvas.y > _HEIGHT - _MARGIN - size * 2:
            canvas.new_page()
        x = _MARGIN + indent * size
        if setting.side:
            x += (room - _width(line) * size) * setting.side
        canvas.text(x, canvas.y + size, line, size)
        canvas.y += size * _SPACING
        indent = 0.0
    canvas.y += body * 0.3


def _draw_table(canvas: _Canvas, table: Table, ruled: bool, breaks: frozenset[int]) -> None:
    cells = list(placed(table.rows))
    xs = _edges(table, max((cell.column + cell.across for cell in cells), default=0))
    folded = [
        _fold(cell.text, (xs[cell.column + cell.across] - xs[cell.column] - 4) / _CELL) for cell in cells
    ]
    heights = [_CELL * 1.9] * len(table.rows)
    for cell, lines in zip(cells, folded, strict=True):
        need = (len(lines) * _CELL * _LEAD + 6) / cell.down
        for row in range(cell.row, cell.row + cell.down):
            heights[row] = max(heights[row], need)
    top = 0
    while top < len(heights):
        end, y = top, canvas.y
        while end < len(heights) and y + heights[end] < _HEIGHT - _MARGIN:
            y += heights[end]
            end += 1
            if end in breaks:
                break
        if end > top:
            _draw_rows(canvas, list(zip(cells, folded, strict=True)), xs, (top, heights[top:end]), ruled)
            top = end
        if top < len(heights):
            canvas.new_page()


def _edges(table: Table, count: int) -> list[float]:
    edges = [_MARGIN]
    for width in column_widths(table, count, _WIDTH - 2 * _MARGIN):
        edges.append(edges[-1] + width)
    return edges


def _draw_rows(
    canvas: _Canvas,
    cells: Sequence[tuple[Placed, list[str]]],
    xs: Sequence[float],
    rows: tuple[int, Sequence[float]],
    ruled: bool,
) -> None:
    top, heights = rows
    ys = [canvas.y]
    for height in heights:
        ys.append(ys[-1] + height)
    for cell, lines in cells:
        first, last = max(cell.row, top), min(cell.row + cell.down, top + len(heights))
        if first >= last:
            continue
        x0, x1 = xs[cell.column], xs[cell.column + cell.across]
        y0, y1 = ys[first - top], ys[last - top]
        if ruled:
            canvas.frame(x0, y0, x1, y1)
        if cell.row < top:
            continue
        y = (y0 + y1) / 2 - len(lines) * _CELL * _LEAD / 2 + _CELL
        for line in lines:
            canvas.text((x0 + x1) / 2 - _width(line) * _CELL / 2, y, line, _CELL)
            y += _CELL * _LEAD
    canvas.y = ys[-1]


def _file(pages: Sequence[Sequence[str]], title: str, remark: str) -> bytes:
    objects: list[bytes] = []

    def add(content: str | bytes) -> int:
        objects.append(content.encode("latin-1") if isinstance(content, str) else content)
        return len(objects)

    descriptor = add(
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [0 -120 1000 880] /ItalicAngle 0 "
        "/Ascent 880 /Descent -120 /CapHeight 880 /StemV 80 >>"
    )
    inner = add(
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) "
        f"/Ordering (GB1) /Supplement 4 >> /DW 1000 /W [1 95 500] /FontDescriptor {descriptor} 0 R >>"
    )
    font = add(
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H "
        f"/DescendantFonts [{inner} 0 R] >>"
    )
    tree = len(objects) + 2 * len(pages) + 1
    kids = []
    for page in pages:
        stream = zlib.compress("\n".join(page).encode("latin-1"), 1)
        content = add(b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream))
        kids.append(
            add(
                f"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {_WIDTH:.0f} {_HEIGHT:.0f}] "
                f"/Contents {content} 0 R /Resources << /Font << /F1 {font} 0 R >> >> >>"
            )
        )
    add(f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>")
    root = add(f"<< /Type /Catalog /Pages {tree} 0 R >>")
    about = add(f"<< /Title {_string(title)} /Subject {_string(remark)} /Producer (gkstats.synthetic) >>")
    return _assembled(objects, f"/Root {root} 0 R /Info {about} 0 R")


def _string(text: str) -> str:
    return f"<FEFF{text.encode('utf-16-be').hex()}>"


def _assembled(objects: Sequence[bytes], trailer: str) -> bytes:
    out = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d %s >>\n" % (len(objects) + 1, trailer.encode())
    out += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(out)
