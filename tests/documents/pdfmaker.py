"""PDFs drawn operator by operator for tests, in a face of their own, so that no font of the machine matters."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate, pairwise

from gkstats.documents.model import Table
from tests.reading.grids import Printed, table

WIDTH, HEIGHT, SIZE = 595.0, 842.0, 10.0
Rows = Sequence[Sequence[Printed]]


class Page:
    """Drawing operators of a page or form; y is measured from the top."""

    def __init__(self, height: float = HEIGHT) -> None:
        self.height = height
        self.operators: list[str] = []
        self.used: set[str] = set()

    def raw(self, operators: str) -> Page:
        self.operators.append(operators)
        return self

    def text(self, x: float, y: float, text: str, size: float = SIZE) -> Page:
        """Write text whose baseline is at y."""
        self.used |= set(text)
        code = text.encode("utf-16-be").hex()
        return self.raw(f"BT /F1 {size:g} Tf 1 0 0 1 {x:.2f} {self.height - y:.2f} Tm <{code}> Tj ET")

    def line(self, x0: float, y0: float, x1: float, y1: float) -> Page:
        return self.raw(f"{x0:.2f} {self.height - y0:.2f} m {x1:.2f} {self.height - y1:.2f} l S")

    def box(self, x0: float, y0: float, x1: float, y1: float, paint: str = "S") -> Page:
        return self.raw(f"{x0:.2f} {self.height - y1:.2f} {x1 - x0:.2f} {y1 - y0:.2f} re {paint}")


def width(text: str, size: float = SIZE) -> float:
    return sum(size / 2 if ord(c) < 128 else size for c in text)


@dataclass(frozen=True)
class Set:
    """A table with the places of its lines."""

    grid: Table
    xs: tuple[float, ...]
    ys: tuple[float, ...]

    def boxes(self) -> list[tuple[float, float, float, float]]:
        return [
            (
                self.xs[c.column],
                self.ys[c.row],
                self.xs[c.column + c.column_span],
                self.ys[c.row + c.row_span],
            )
            for c in self.grid.cells
        ]

    def edges(self) -> list[tuple[float, float, float, float]]:
        """Return every side of every cell once, whole."""
        sides = set()
        for x0, y0, x1, y1 in self.boxes():
            sides |= {(x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)}
        return sorted(sides)

    def write(self, page: Page) -> None:
        for cell, (x0, y0, x1, y1) in zip(self.grid.cells, self.boxes(), strict=True):
            lines = cell.text.split("\n")
            y = (y0 + y1) / 2 - len(lines) * SIZE * 0.6 + SIZE * 0.95
            for line in lines:
                page.text((x0 + x1) / 2 - width(line) / 2, y, line)
                y += SIZE * 1.2


def lay_out(
    rows: Rows,
    x: float = 60,
    y: float = 100,
    column: float = 60,
    row: float = 30,
    widths: Sequence[float] = (),
) -> Set:
    grid = table(rows)
    xs = accumulate(widths or [column] * grid.columns, initial=x)
    return Set(grid, tuple(xs), tuple(y + row * n for n in range(grid.rows + 1)))


@dataclass(frozen=True)
class Form:
    """A form XObject, called /X0, /X1 and so on by the pages."""

    page: Page
    matrix: tuple[float, ...] = (1, 0, 0, 1, 0, 0)


@dataclass
class _Objects:
    contents: list[bytes] = field(default_factory=list)

    def add(self, content: str | bytes) -> int:
        self.contents.append(content.encode("latin-1") if isinstance(content, str) else content)
        return len(self.contents)

    def stream(self, data: bytes, entries: str = "") -> int:
        packed = zlib.compress(data, 1)
        head = f"<< {entries} /Filter /FlateDecode /Length {len(packed)} >>\nstream\n".encode("latin-1")
        return self.add(head + packed + b"\nendstream")

    def file(self, root: int, trailer: str = "") -> bytes:
        out = bytearray(b"%PDF-1.5\n")
        offsets = []
        for number, content in enumerate(self.contents, start=1):
            offsets.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
        start = len(out)
        size = len(self.contents) + 1
        out += b"xref\n0 %d\n0000000000 65535 f \n" % size
        out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
        out += f"trailer << /Size {size} /Root {root} 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
        return bytes(out)


def pdf(
    *pages: Page,
    page_entries: str = f"/MediaBox [0 0 {WIDTH:g} {HEIGHT:g}]",
    forms: Sequence[Form] = (),
    trailer: str = "",
    kids: str = "",
    layers: str = "",
    image_entries: str = "",
) -> bytes:
    """Write a file; /Im is an image to be painted, ``kids`` are further entries of the page tree.

    ``layers`` is the default configuration of the layers /On and /Off, with {on} and {off} for their numbers; /Clear
    and /Half are states of opacity.
    """
    objects = _Objects()
    used = set[str]().union(*(page.used for page in pages), *(form.page.used for form in forms))
    font = _font(objects, used)
    image = objects.stream(
        b"\x00",
        "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 "
        + image_entries,
    )
    called = f"/Im {image} 0 R"
    states = "/ExtGState << /Clear << /ca 0.05 >> /Half << /ca 0.5 >> >>"
    catalog = ""
    if layers:
        on, off = (objects.add(f"<< /Type /OCG /Name ({name}) >>") for name in ("first", "second"))
        states += f" /Properties << /On {on} 0 R /Off {off} 0 R >>"
        usual = layers.format(on=f"{on} 0 R", off=f"{off} 0 R")
        catalog = f"/OCProperties << /OCGs [{on} 0 R {off} 0 R] /D << {usual} >> >>"
    for number, form in enumerate(forms):
        matrix = " ".join(f"{v:g}" for v in form.matrix)
        entries = (
            f"/Type /XObject /Subtype /Form /BBox [0 0 {WIDTH:g} {HEIGHT:g}] /Matrix [{matrix}] "
            f"/Resources << /Font << /F1 {font} 0 R >> /XObject << {called} >> >>"
        )
        drawn = objects.stream("\n".join(form.page.operators).encode(), entries)
        called += f" /X{number} {drawn} 0 R"
    tree = len(objects.contents) + 2 * len(pages) + 1
    places = []
    for page in pages:
        content = objects.stream("\n".join(["0.7 w", *page.operators]).encode())
        resources = f"/Resources << /Font << /F1 {font} 0 R >> /XObject << {called} >> {states} >>"
        places.append(
            objects.add(
                f"<< /Type /Page /Parent {tree} 0 R {page_entries} /Contents {content} 0 R {resources} >>"
            )
        )
    listed = " ".join(f"{place} 0 R" for place in places)
    objects.add(f"<< /Type /Pages /Count {len(places)} /Kids [{listed} {kids.format(tree=tree)}] >>")
    return objects.file(objects.add(f"<< /Type /Catalog /Pages {tree} 0 R {catalog} >>"), trailer)


def _font(objects: _Objects, used: set[str]) -> int:
    """Add a face of three glyphs, wide, narrow and blank; codes are UTF-16, and each says by ToUnicode what it is."""
    program = objects.stream(_face(), f"/Length1 {len(_face())}")
    glyphs = objects.stream(
        b"".join((3 if n == 32 else 2 if n < 128 else 1).to_bytes(2, "big") for n in range(0x10000))
    )
    pairs = "".join(f"<{ord(c):04x}> <{ord(c):04x}>\n" for c in sorted(used))
    meaning = objects.stream(
        (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def\n"
            f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{len(used)} beginbfchar\n{pairs}endbfchar\n"
            "endcmap end end"
        ).encode()
    )
    descriptor = objects.add(
        "<< /Type /FontDescriptor /FontName /AAAAAA+Blocks /Flags 4 /FontBBox [0 -120 1000 880] /ItalicAngle 0 "
        f"/Ascent 880 /Descent -120 /CapHeight 880 /StemV 80 /FontFile2 {program} 0 R >>"
    )
    inner = objects.add(
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /AAAAAA+Blocks /CIDSystemInfo << /Registry (Adobe) "
        f"/Ordering (Identity) /Supplement 0 >> /DW 1000 /W [1 127 500] /CIDToGIDMap {glyphs} 0 R "
        f"/FontDescriptor {descriptor} 0 R >>"
    )
    return objects.add(
        "<< /Type /Font /Subtype /Type0 /BaseFont /AAAAAA+Blocks /Encoding /Identity-H "
        f"/DescendantFonts [{inner} 0 R] /ToUnicode {meaning} 0 R >>"
    )


@lru_cache
def _face() -> bytes:
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    def block(right: int) -> object:
        pen = TTGlyphPen(None)
        corners = [(50, -100), (50, 860), (right, 860), (right, -100)]
        pen.moveTo(corners[0])
        for corner in corners[1:]:
            pen.lineTo(corner)
        pen.closePath()
        return pen.glyph()

    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "wide", "narrow", "blank"])
    builder.setupCharacterMap({0x4E00: "wide", 0x30: "narrow"})
    builder.setupGlyf(
        {".notdef": block(950), "wide": block(950), "narrow": block(450), "blank": TTGlyphPen(None).glyph()}
    )
    builder.setupHorizontalMetrics(
        {".notdef": (1000, 50), "wide": (1000, 50), "narrow": (500, 50), "blank": (500, 0)}
    )
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Blocks", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWinAscent=880, usWinDescent=120)
    builder.setupPost()
    stream = io.BytesIO()
    builder.save(stream)
    return stream.getvalue()


# How a table's lines are drawn: by cell, by side, or all at once.


def stroked_boxes(page: Page, laid: Set) -> None:
    for box in laid.boxes():
        page.box(*box)


def thin_boxes(page: Page, laid: Set, half: float = 0.25) -> None:
    for x0, y0, x1, y1 in laid.edges():
        page.box(x0 - half, y0 - half, x1 + half, y1 + half, "f")


def one_path(page: Page, laid: Set) -> None:
    h = page.height
    page.raw(" ".join(f"{a:.2f} {h - b:.2f} m {c:.2f} {h - d:.2f} l" for a, b, c, d in laid.edges()) + " S")


def one_path_of_boxes(page: Page, laid: Set) -> None:
    h = page.height
    page.raw(
        " ".join(f"{a:.2f} {h - d:.2f} {c - a:.2f} {d - b:.2f} re" for a, b, c, d in laid.boxes()) + " S"
    )


def dashes(page: Page, laid: Set) -> None:
    page.raw("q [3 2] 0 d")
    for side in laid.edges():
        page.line(*side)
    page.raw("Q")


def dots(page: Page, laid: Set, step: float = 2.5, long: float = 1.2) -> None:
    """Draw each side as short strokes of their own."""
    for x0, y0, x1, y1 in laid.edges():
        length = max(x1 - x0, y1 - y0)
        dx, dy = (x1 - x0) / length, (y1 - y0) / length
        at = 0.0
        while at < length:
            end = min(at + long, length)
            page.line(x0 + dx * at, y0 + dy * at, x0 + dx * end, y0 + dy * end)
            at += step


def square_dots(page: Page, laid: Set) -> None:
    """Draw each side as filled squares."""
    for x0, y0, x1, y1 in laid.edges():
        across, length = y0 == y1, max(x1 - x0, y1 - y0)
        for step in range(int(length / 2.5) + 1):
            x, y = (x0 + step * 2.5, y0) if across else (x0, y0 + step * 2.5)
            half, high = (0.6, 0.5) if across else (0.5, 0.6)
            page.box(x - half, y - high, x + half, y + high, "f")


def closed_paths(page: Page, laid: Set) -> None:
    """Draw three sides of each cell, and close the path."""
    h = page.height
    for x0, y0, x1, y1 in laid.boxes():
        page.raw(
            f"{x0:.2f} {h - y0:.2f} m {x1:.2f} {h - y0:.2f} l {x1:.2f} {h - y1:.2f} l {x0:.2f} {h - y1:.2f} l s"
        )


def double_lines(page: Page, laid: Set) -> None:
    for x0, y0, x1, y1 in laid.edges():
        across = y0 == y1
        for off in (-0.9, 0.9):
            dx, dy = (0, off) if across else (off, 0)
            page.line(x0 + dx, y0 + dy, x1 + dx, y1 + dy)


def thick_strokes(page: Page, laid: Set) -> None:
    page.raw("q 4 w")
    for side in laid.edges():
        page.line(*side)
    page.raw("Q")


def thick_boxes(page: Page, laid: Set) -> None:
    thin_boxes(page, laid, half=2.0)


def cut_at_crossings(page: Page, laid: Set) -> None:
    """Draw each side as pieces between the lines that it crosses, as spreadsheet programs do."""
    for x0, y0, x1, y1 in laid.edges():
        if y0 == y1:
            for a, b in pairwise([x for x in laid.xs if x0 <= x <= x1]):
                page.line(a, y0, b, y1)
        else:
            for a, b in pairwise([y for y in laid.ys if y0 <= y <= y1]):
                page.line(x0, a, x1, b)


def open_sides(page: Page, laid: Set) -> None:
    for x0, y0, x1, y1 in laid.edges():
        if not (x0 == x1 and x0 in (laid.xs[0], laid.xs[-1])):
            page.line(x0, y0, x1, y1)


STYLES = {
    style.__name__: style
    for style in (
        stroked_boxes, thin_boxes, one_path, one_path_of_boxes, dashes, dots, square_dots, closed_paths, double_lines, thick_strokes, thick_boxes,
        cut_at_crossings, open_sides,
    )
}  # fmt: skip
