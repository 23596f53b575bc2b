"""Small producers of documents for tests: Word-like HTML, DOCX, PDF with and without rules, from rows of cells.

A block is a paragraph (str) or a table: rows of (text, row span, column span), laid out as HTML does.
"""

from __future__ import annotations

import html
import io
import random
import zipfile
from collections.abc import Sequence
from typing import TypeAlias
from xml.sax.saxutils import escape

from tests.reading.grids import Printed, table

Rows: TypeAlias = Sequence[Sequence[Printed]]
Typeset: TypeAlias = "str | Rows"

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def to_html(blocks: Sequence[Typeset], chance: random.Random, encoding: str = "utf-8") -> bytes:
    """Write a page as Word exports it: spans that cut words and numbers, blanks as &nbsp;, site chrome around."""
    parts = [f'<html><head><meta charset="{encoding}"><title>年报</title></head><body>']
    parts.append(
        '<div class="nav"><a href="/">首页</a><a href="/x">信息公开</a></div><div class="TRS_Editor">'
    )
    for block in blocks:
        if isinstance(block, str):
            parts.append(f"<p>{_spans(block, chance)}</p>")
            continue
        parts.append("<table border=1>")
        for row in block:
            parts.append("<tr>")
            for text, down, across in row:
                spans = (f" rowspan={down}" if down > 1 else "") + (
                    f' colspan="{across}"' if across > 1 else ""
                )
                content = (
                    _spans(text, chance) if text else chance.choice(["", "&nbsp;", "<span>&nbsp; </span>"])
                )
                parts.append(f"<td{spans}><p class=MsoNormal>{content}<o:p></o:p></p></td>")
            parts.append("</tr>")
        parts.append("</table>")
    parts.append("</div><div class='footer'>主办单位：某某市人民政府</div></body></html>")
    return "".join(parts).encode(encoding, errors="xmlcharrefreplace")


def _spans(text: str, chance: random.Random) -> str:
    lines = []
    for line in text.split("\n"):
        cut = chance.randint(0, len(line))
        pieces = [html.escape(line[:cut]), f"<span>{html.escape(line[cut:])}</span>"]
        lines.append(chance.choice(["", "<b></b>"]).join(pieces))
    return "<br/>".join(lines)


def to_docx(blocks: Sequence[Typeset]) -> bytes:
    """Write a Word document with gridSpan and vMerge."""
    body = []
    for block in blocks:
        if isinstance(block, str):
            body.append(f"<w:p><w:r><w:t>{escape(block)}</w:t></w:r></w:p>")
        else:
            body.append(_word_table(block))
    document = f"<w:document {W}><w:body>{''.join(body)}</w:body></w:document>"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", document.encode())
    return buffer.getvalue()


def _word_table(rows: Rows) -> str:
    grid = table(rows)
    parts = ["<w:tbl>"]
    for r in range(grid.rows):
        parts.append("<w:tr>")
        for cell in sorted(grid.cells, key=lambda c: c.column):
            if not cell.row <= r < cell.row + cell.row_span:
                continue
            span = f'<w:gridSpan w:val="{cell.column_span}"/>' if cell.column_span > 1 else ""
            merge = ""
            if cell.row_span > 1:
                merge = '<w:vMerge w:val="restart"/>' if cell.row == r else "<w:vMerge/>"
            lines = cell.text.split("\n") if cell.row == r else [""]
            text = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
            parts.append(f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{text}</w:tc>")
        parts.append("</w:tr>")
    parts.append("</w:tbl>")
    return "".join(parts)


WIDTH, HEIGHT, MARGIN, SIZE = 595.0, 842.0, 50.0, 9.0


class _Canvas:
    """Pages of drawing operators; y is measured from the top."""

    def __init__(self) -> None:
        self.pages: list[list[str]] = [[]]
        self.y = MARGIN

    def new_page(self) -> None:
        self.pages.append([])
        self.y = MARGIN

    def text(self, x: float, y: float, text: str) -> None:
        code = text.encode("utf-16-be").hex()
        self.pages[-1].append(f"BT /F1 {SIZE} Tf {x:.2f} {HEIGHT - y:.2f} Td <{code}> Tj ET")

    def frame(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.pages[-1].append(f"{x0:.2f} {HEIGHT - y1:.2f} {x1 - x0:.2f} {y1 - y0:.2f} re S")


def _width(text: str) -> float:
    return sum(SIZE / 2 if ord(c) < 127 else SIZE for c in text)


def _fold(text: str, width: float) -> list[str]:
    lines: list[str] = []
    for part in text.split("\n"):
        line = ""
        for c in part:
            if line and _width(line + c) > width - 4:
                lines.append(line)
                line = ""
            line += c
        lines.append(line)
    return lines


def to_pdf(blocks: Sequence[Typeset], *, ruled: bool = True, breaks: Sequence[int] = ()) -> bytes:
    """Write a PDF with a face that is not embedded; after each row of a table numbered in `breaks` a page ends.

    Cells that a page break cuts are drawn on both pages, with their text on the first.
    """
    canvas = _Canvas()
    for block in blocks:
        if isinstance(block, str):
            for line in _fold(block, WIDTH - 2 * MARGIN):
                if canvas.y > HEIGHT - 2 * MARGIN:
                    canvas.new_page()
                canvas.text(MARGIN, canvas.y + SIZE, line)
                canvas.y += SIZE * 1.6
        else:
            _draw_table(canvas, block, ruled, set(breaks))
        canvas.y += SIZE
    return _pdf(canvas.pages)


def _draw_table(canvas: _Canvas, rows: Rows, ruled: bool, breaks: set[int]) -> None:
    grid = table(rows)
    xs = _columns(grid.columns)
    heights = [SIZE * 1.9] * grid.rows
    for cell in grid.cells:
        lines = _fold(cell.text, xs[cell.column + cell.column_span] - xs[cell.column])
        need = (len(lines) * SIZE * 1.25 + 6) / cell.row_span
        for r in range(cell.row, cell.row + cell.row_span):
            heights[r] = max(heights[r], need)
    top = 0
    while top < grid.rows:
        end, y = top, canvas.y
        while end < grid.rows and y + heights[end] < HEIGHT - MARGIN:
            y += heights[end]
            end += 1
            if end in breaks:
                break
        if end == top:
            canvas.new_page()
            continue
        _draw_rows(canvas, grid, xs, heights, top, end, ruled)
        top = end
        if top < grid.rows:
            canvas.new_page()


def _columns(count: int) -> list[float]:
    """Return the edges of columns: wide ones for labels, the last seven narrow where there are that many."""
    whole = WIDTH - 2 * MARGIN
    if count == 10:
        widths = [60.0, 60.0, 130.0] + [(whole - 250) / 7] * 7
    elif count == 15:
        widths = [whole / 15] * 15
    else:
        widths = [whole * 0.4] + [whole * 0.6 / max(count - 1, 1)] * (count - 1)
    edges = [MARGIN]
    for width in widths:
        edges.append(edges[-1] + width)
    return edges


def _draw_rows(
    canvas: _Canvas, grid: object, xs: list[float], heights: list[float], top: int, end: int, ruled: bool
) -> None:
    ys = [canvas.y]
    for height in heights[top:end]:
        ys.append(ys[-1] + height)
    for cell in grid.cells:  # type: ignore[attr-defined]
        first, last = max(cell.row, top), min(cell.row + cell.row_span, end)
        if first >= last:
            continue
        x0, x1 = xs[cell.column], xs[cell.column + cell.column_span]
        y0, y1 = ys[first - top], ys[last - top]
        if ruled:
            canvas.frame(x0, y0, x1, y1)
        if cell.row < top:
            continue
        lines = _fold(cell.text, x1 - x0)
        y = (y0 + y1) / 2 - len(lines) * SIZE * 1.25 / 2 + SIZE
        for line in lines:
            canvas.text((x0 + x1) / 2 - _width(line) / 2, y, line)
            y += SIZE * 1.25
    canvas.y = ys[-1]


def _pdf(pages: Sequence[Sequence[str]]) -> bytes:
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
        stream = "\n".join(["0.7 w", *page]).encode("latin-1")
        content = add(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        kids.append(
            add(
                f"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {WIDTH:.0f} {HEIGHT:.0f}] /Contents {content} 0 R "
                f"/Resources << /Font << /F1 {font} 0 R >> >> >>"
            )
        )
    add(f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>")
    root = add(f"<< /Type /Catalog /Pages {tree} 0 R >>")
    out = bytearray(b"%PDF-1.5\n")
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, start)
    return bytes(out)
