"""Tables of PDFs, however their lines are drawn: the same cells, spans and texts by both engines."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkstats.documents.model import Document, Paragraph, Table
from gkstats.documents.pdf import read_pdf
from tests.documents.pdfmaker import HEIGHT, STYLES, WIDTH, Form, Page, Rows, lay_out, pdf, stroked_boxes
from tests.reading.grids import Printed

TITLE = "某某市政府信息公开工作年度报告"
Shown = list[tuple[int, int, int, int, str]]
ROWS: Rows = [
    [("申请人情况", 1, 2), ("自然人", 2, 1), ("总计", 2, 1)],
    [("本年\n新收", 2, 1), ("上年结转", 1, 1)],
    [("予以公开", 1, 1), ("1024", 1, 1), ("7", 1, 1)],
    [("其他", 1, 2), ("", 1, 1), ("0", 1, 1)],
]


def shown(table: Table) -> Shown:
    return sorted((c.row, c.column, c.row_span, c.column_span, c.text) for c in table.cells)


def both(data: bytes) -> Document:
    """Read by both engines, which must agree in everything but the last digits of places."""
    one, other = read_pdf(data, "x", "pdfium"), read_pdf(data, "x", "pdfminer")
    assert [shown(b) if isinstance(b, Table) else b.text for b in one.blocks] == [
        shown(b) if isinstance(b, Table) else b.text for b in other.blocks
    ]
    for a, b in zip(one.blocks, other.blocks, strict=True):
        if isinstance(a, Table) and isinstance(b, Table):
            assert a.anchor.box == pytest.approx(b.anchor.box, abs=1)
    return one


def tables(data: bytes) -> list[Shown]:
    return [shown(b) for b in both(data).blocks if isinstance(b, Table)]


def texts(data: bytes) -> list[str]:
    blocks = both(data).blocks
    assert all(isinstance(b, Paragraph) for b in blocks)
    return [b.text for b in blocks if isinstance(b, Paragraph)]


def ruled(style: str = "stroked_boxes", rows: Rows = ROWS, **places: float) -> Page:
    page, laid = Page().text(60, 80, TITLE), lay_out(rows, **places)  # type: ignore[arg-type]
    STYLES[style](page, laid)
    laid.write(page)
    return page


EXPECTED = shown(lay_out(ROWS).grid)


@pytest.mark.parametrize("style", STYLES)
def test_lines_of_every_kind_make_the_same_table(style: str) -> None:
    assert tables(pdf(ruled(style))) == [EXPECTED]


def test_dotted_lines_of_a_whole_page_are_no_drawing() -> None:
    rows: Rows = [[("申请", 1, 1), *[(str(n), 1, 1)] * 7] for n in range(22)]
    assert tables(pdf(ruled("dots", rows))) == [shown(lay_out(rows).grid)]


@pytest.mark.parametrize("rotation", [90, 180, 270, -90])
def test_turned_pages_are_read_as_they_are_shown(rotation: int) -> None:
    """The page is drawn lying, as programs do that turn it for the reader."""
    wide, high = (WIDTH, HEIGHT) if rotation % 180 == 0 else (HEIGHT, WIDTH)
    page, laid = Page(high), lay_out(ROWS)
    matrix = {90: f"0 1 -1 0 {high} 0", 180: f"-1 0 0 -1 {wide} {high}", 270: f"0 -1 1 0 0 {wide}"}
    page.raw(f"q {matrix[rotation % 360]} cm")
    stroked_boxes(page, laid)
    laid.write(page)
    page.raw("Q")
    data = pdf(page, page_entries=f"/MediaBox [0 0 {WIDTH:g} {HEIGHT:g}] /Rotate {rotation}")
    if rotation % 180:
        data = pdf(page, page_entries=f"/MediaBox [0 0 {high:g} {wide:g}] /Rotate {rotation}")
    assert tables(data) == [EXPECTED]
    (block,) = both(data).blocks
    assert block.anchor.box == pytest.approx((laid.xs[0], laid.ys[0], laid.xs[-1], laid.ys[-1]), abs=1)  # type: ignore[union-attr]


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_places_count_from_the_crop_box(rotation: int) -> None:
    page = ruled()
    entries = f"/MediaBox [-20 -30 {WIDTH:g} {HEIGHT:g}] /CropBox [10 40 575 822] /Rotate {rotation}"
    data = pdf(page, page_entries=entries)
    x0, y0, x1, y1 = 60 - 10, 100 - 20, 300 - 10, 220 - 20
    wide, high = 565, 782
    box = {0: (x0, y0, x1, y1), 90: (high - y1, x0, high - y0, x1), 180: (wide - x1, high - y1, wide - x0, high - y0), 270: (y0, wide - x1, y1, wide - x0)}[rotation]  # fmt: skip
    (block,) = (b for b in both(data).blocks if isinstance(b, Table))
    assert block.anchor.box == pytest.approx(box, abs=1)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_crop_box_beyond_the_page_moves_nothing(rotation: int) -> None:
    turned = f"/MediaBox [0 0 {WIDTH:g} {HEIGHT:g}] /Rotate {rotation}"
    plain, beyond = (
        both(pdf(ruled(), page_entries=entries))
        for entries in (turned, f"{turned} /CropBox [-50 -20 700 900]")
    )
    assert plain.blocks == beyond.blocks


@pytest.mark.parametrize(
    "paint", ["1 g {} f", "1 G {} S", "1 1 1 rg {} f", "0 0 0 0 k {} f", "0 0 0 0 K {} S"]
)
@pytest.mark.parametrize("over", [False, True])
def test_what_is_drawn_in_white_divides_nothing(paint: str, over: bool) -> None:
    page, laid = Page(), lay_out(ROWS)
    white = Page()
    for x0, y0, x1, y1 in laid.boxes():
        middle = HEIGHT - (y0 + y1) / 2
        white.raw(f"q {paint.format(f'{x0 + 2} {middle} {x1 - x0 - 4} 0.5 re')} Q")
        white.raw(f"q {paint.format(f'{x0 + 3} {HEIGHT - y1 + 4} {x1 - x0 - 6} {y1 - y0 - 8} re')} Q")
        white.raw(f"q {paint.format(f'{(x0 + x1) / 2} {HEIGHT - y1} 0.5 {y1 - y0} re')} Q")
    page.operators += [] if over else white.operators
    stroked_boxes(page, laid)
    page.operators += white.operators if over else []
    laid.write(page)
    assert tables(pdf(page)) == [EXPECTED]


def test_backgrounds_of_cells_divide_nothing() -> None:
    page, laid = Page(), lay_out(ROWS)
    page.raw("q 0.85 0.9 1 rg").box(0, 0, WIDTH, HEIGHT, "f")
    for x0, y0, x1, y1 in laid.boxes()[:3]:
        page.box(x0, y0, x1, (y0 + y1) / 2, "f").box(x0, (y0 + y1) / 2, x1, y1, "f")
    page.raw("Q")
    stroked_boxes(page, laid)
    laid.write(page)
    assert tables(pdf(page)) == [EXPECTED]


def one_cell(*pieces: tuple[float, float, str], row: float = 30) -> list[Shown]:
    page, laid = Page().text(60, 80, TITLE), lay_out([[("", 1, 1), ("", 1, 1)]], column=100, row=row)
    stroked_boxes(page, laid)
    for x, y, text in pieces:
        page.text(x, y, text)
    return tables(pdf(page))


CASES = {
    "bold by drawing twice": ([(70, 120, "收件"), (70.3, 120, "收件"), (165, 120, "12"), (165.25, 120.2, "12")], "收件", "12"),
    "the same digit twice in a row": ([(70, 120, "件"), (165, 120, "1"), (170, 120, "1"), (175, 120, "1")], "件", "111"),
    "digits drawn last to first": ([(70, 120, "件"), (180, 120, "3"), (175, 120, "2"), (170, 120, "1")], "件", "123"),
    "digits drawn apart": ([(70, 120, "件"), (165, 120, "1"), (170.8, 120, "2"), (176.6, 120, "3")], "件", "123"),
    "two numbers in a cell": ([(70, 120, "件"), (165, 120, "12"), (180, 120, "34")], "件", "12 34"),
    "two numbers far apart": ([(70, 120, "件"), (165, 120, "12"), (215, 120, "34")], "件", "12  34"),
    "numbers on two lines": ([(70, 120, "件"), (165, 127, "34"), (165, 115, "12")], "件", "12\n34"),
    "a digit a little higher": ([(70, 120, "件"), (165, 120, "1"), (170, 118.5, "2"), (175, 121, "3")], "件", "123"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_characters_make_the_text_that_is_seen(name: str) -> None:
    pieces, label, figure = CASES[name]
    assert one_cell(*pieces) == [[(0, 0, 1, 1, label), (0, 1, 1, 1, figure)]]


def test_header_text_runs_down_a_narrow_column() -> None:
    pieces = [(70.0, 112 + 12 * n, c) for n, c in enumerate("自然人")]
    assert one_cell(*pieces, (165, 130, "7"), row=50) == [[(0, 0, 1, 1, "自\n然\n人"), (0, 1, 1, 1, "7")]]


PROSE = "本年度共受理政府信息公开申请一百二十件，其中自然人申请一百件，均在法定期限内答复。"


def test_underlined_prose_is_no_table() -> None:
    page = Page()
    for n in range(4):
        page.text(60, 100 + 20 * n, PROSE).line(60, 102 + 20 * n, 460, 102 + 20 * n)
    assert "".join(texts(pdf(page))) == PROSE * 4


@pytest.mark.parametrize("style", ["stroked_boxes", "thin_boxes", "double_lines"])
def test_a_frame_around_prose_is_no_table(style: str) -> None:
    page = Page()
    STYLES[style](page, lay_out([[("", 1, 1)]], x=50, y=80, column=480, row=90))
    for n in range(4):
        page.text(60, 100 + 20 * n, PROSE)
    assert "".join(texts(pdf(page))) == PROSE * 4


def test_a_frame_with_a_stub_of_a_line_is_no_table() -> None:
    page = Page().box(50, 80, 530, 170).line(50, 130, 120, 130)
    for n in range(4):
        page.text(60, 100 + 20 * n, PROSE)
    assert "".join(texts(pdf(page))) == PROSE * 4


def test_tables_with_horizontal_rules_only_stay_lines_with_runs() -> None:
    page = Page()
    for y in (90, 110, 170):
        page.line(60, y, 460, y)
    for n, row in enumerate([("项目", "本年", "上年"), ("新收", "12", "8"), ("办结", "10", "9")]):
        for x, text in zip((70, 250, 400), row, strict=True):
            page.text(x, 104 + 24 * n, text)
    for engine in ("pdfium", "pdfminer"):
        blocks = read_pdf(pdf(page), "x", engine).blocks  # type: ignore[arg-type]
        lines = [line for b in blocks if isinstance(b, Paragraph) for line in b.lines]
        assert [[run.text for run in line.runs] for line in lines] == [
            ["项目", "本年", "上年"],
            ["新收", "12", "8"],
            ["办结", "10", "9"],
        ]


@pytest.mark.parametrize("gap", [6, 12, 60])
def test_tables_side_by_side_stay_apart(gap: float) -> None:
    left, right = [[("甲", 1, 1), ("1", 1, 1)]] * 2, [[("乙", 1, 1), ("2", 1, 1)]] * 3
    page = ruled(rows=left)
    page.operators += (other := ruled(rows=right, x=180 + gap)).operators
    page.used |= other.used
    assert tables(pdf(page)) == [shown(lay_out(left).grid), shown(lay_out(right).grid)]


def test_a_table_in_a_cell_keeps_its_own_cells() -> None:
    page = ruled(rows=[[("", 1, 1), ("外", 1, 1)]], column=200, row=120)
    page.operators += (inner := ruled(rows=[[("甲", 1, 1), ("1", 1, 1)]] * 2, x=90, y=125)).operators
    page.used |= inner.used
    found = tables(pdf(page))
    assert [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "1"), (1, 0, 1, 1, "甲"), (1, 1, 1, 1, "1")] in found
    assert [(0, 0, 1, 1, ""), (0, 1, 1, 1, "外")] in found


@pytest.mark.parametrize("matrix", [(1, 0, 0, 1, 0, 0), (0.8, 0, 0, 0.8, 30, 40), (1, 0, 0, 1, 25, -60)])
def test_forms_are_read_where_they_are_placed(matrix: tuple[float, ...]) -> None:
    inner, outer = Form(ruled(), matrix), Form(Page().raw("q 1 0 0 1 10 5 cm /X0 Do Q"), (1, 0, 0, 1, 7, 3))
    data = pdf(Page().raw("/X1 Do"), forms=[inner, outer])
    assert tables(data) == [EXPECTED]
    (block,) = (b for b in both(data).blocks if isinstance(b, Table))
    a, _, _, d, e, f = matrix
    left, top = 60 * a + e + 17, HEIGHT - ((HEIGHT - 100) * d + f + 8)
    assert block.anchor.box[:2] == pytest.approx((left, top), abs=1)  # type: ignore[union-attr,index]


@st.composite
def layouts(draw: st.DrawFn) -> Rows:
    """Draw rows with cells merged at random, every line of the grid being the side of some cell."""
    height, wide = draw(st.integers(2, 6)), draw(st.integers(2, 6))
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    rows: list[list[Printed]] = []
    for r in range(height):
        row: list[Printed] = []
        for c in range(wide):
            if (r, c) in owner:
                continue
            across = 1
            most = draw(st.integers(1, 3))
            while across < most and c + across < wide and (r, c + across) not in owner:
                across += 1
            down = min(draw(st.integers(1, 3)), height - r)
            owner.update({(r + i, c + j): (r, c) for i in range(down) for j in range(across)})
            text = draw(st.sampled_from(["", "0", "12", "-", "合计", "1024", "予以\n公开"]))
            row.append((text, down, across))
        rows.append(row)
    return rows


def minimal(rows: Rows) -> Rows:
    """Return the layout with the lines that part no cells taken out, which nobody can see."""
    grid = lay_out(rows).grid
    ys = sorted({c.row for c in grid.cells} | {grid.rows})
    xs = sorted({c.column for c in grid.cells} | {grid.columns})
    again: list[list[Printed]] = [[] for _ in ys[:-1]]
    for c in sorted(grid.cells, key=lambda c: (c.row, c.column)):
        down = ys.index(c.row + c.row_span) - ys.index(c.row)
        across = xs.index(c.column + c.column_span) - xs.index(c.column)
        again[ys.index(c.row)].append((c.text, down, across))
    return again


def check_layout(rows: Rows, style: str) -> None:
    seen = minimal(rows)
    if sum(len(row) for row in seen) < 2:
        return
    assert tables(pdf(ruled(style, seen))) == [shown(lay_out(seen).grid)]


@settings(max_examples=20, deadline=None)
@given(layouts(), st.sampled_from(sorted(set(STYLES) - {"open_sides"})))
def test_any_layout_comes_back(rows: Rows, style: str) -> None:
    check_layout(rows, style)


@pytest.mark.large
@settings(max_examples=500, deadline=None)
@given(layouts(), st.sampled_from(sorted(set(STYLES) - {"open_sides"})))
def test_any_of_many_layouts_comes_back(rows: Rows, style: str) -> None:
    check_layout(rows, style)
