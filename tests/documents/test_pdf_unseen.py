"""What nobody sees of a PDF: each way of hiding a figure, and just short of it; text over pictures; other scales."""

from __future__ import annotations

import pytest

from gkstats.documents.model import Document, Table
from gkstats.documents.pdf import pdfium, read_pdf
from gkstats.errors import UnreadableDocument
from tests.documents.pdfmaker import HEIGHT, WIDTH, Page, lay_out, pdf

ENGINES = ("pdfium", "pdfminer")
TEXTS = ["规章", "本年制发件数", "行政规范性文件", "12"]
ROWS = [[(text, 1, 1) for text in TEXTS[:2]], [(text, 1, 1) for text in TEXTS[2:]]]
MEDIA = f"/MediaBox [0 0 {WIDTH:g} {HEIGHT:g}]"

pytestmark = pytest.mark.skipif(not pdfium.available(), reason="PDFium has no binary here")


def form() -> tuple[Page, tuple[float, float]]:
    """Return a page with a table, and a place in its last cell in front of the figure."""
    page = Page()
    table = lay_out(ROWS, column=150)
    for x0, y0, x1, y1 in table.edges():
        page.line(x0, y0, x1, y1)
    table.write(page)
    x0, y0, _, y1 = table.boxes()[-1]
    return page, (x0 + 60, (y0 + y1) / 2 + 3.5)


def figure(document: Document) -> str:
    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    return table.cells[-1].text


def drawn(before: str, after: str = "", engine: str = "pdfium", size: float = 10, **options: str) -> Document:
    page, (x, y) = form()
    page.raw(f"q {before}").text(x, y, "9", size).raw(f"{after} Q")
    return read_pdf(pdf(page, **options), "x", engine)  # type: ignore[arg-type]


def place() -> str:
    """Return a rectangle around the hidden figure, as operands."""
    _, (x, y) = form()
    return f"{x - 1} {HEIGHT - y - 3} 7 14"


BOTH = [
    pytest.param("3 Tr", "", {}, id="no ink"),
    pytest.param("7 Tr", "", {}, id="only a clip"),
    pytest.param("1 g", "", {}, id="white"),
    pytest.param("0.97 g", "", {}, id="nearly white"),
    pytest.param("1 1 1 rg", "", {}, id="white in colours"),
    pytest.param("0 0 0 0 k", "", {}, id="white in print"),
    pytest.param("0.8 0 0 rg {} re f", "", {}, id="red on red"),
    pytest.param("", "0.9 g {} re f", {}, id="under grey"),
    pytest.param("", "1 g {} re f", {}, id="under white"),
    pytest.param("/OC /Off BDC", "EMC", {"layers": "/OFF [{off}]"}, id="layer off"),
    pytest.param("/OC /Off BDC", "EMC", {"layers": "/BaseState /OFF /ON [{on}]"}, id="layers off"),
    pytest.param(
        "",
        "",
        {"page_entries": MEDIA + " /Annots [<< /Type /Annot /Subtype /Square /IC [1 1 1] /Rect [{}] >>]"},
        id="under an annotation",
    ),
]
PDFIUM = [
    pytest.param("/Clear gs", "", {}, id="transparent"),
    pytest.param("0 0 20 20 re W n", "", {}, id="clipped"),
    pytest.param("0 0 20 20 re W n q 0 0 500 800 re W n", "Q", {}, id="clipped twice"),
]


def filled(value: str, box: str) -> str:
    return value.replace("{}", box)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("before", "after", "options"), BOTH)
def test_a_figure_that_is_hidden_is_left_out_and_named(
    before: str, after: str, options: dict[str, str], engine: str
) -> None:
    x, y, width, height = map(float, place().split())
    corners = f"{x} {y} {x + width} {y + height}"
    options = {key: value.replace("[{}]", f"[{corners}]") for key, value in options.items()}
    document = drawn(filled(before, place()), filled(after, place()), engine, **options)
    assert figure(document) == "12"
    assert any("“9”" in warning and "page 1" in warning for warning in document.warnings)


@pytest.mark.parametrize(("before", "after", "options"), PDFIUM)
def test_pdfium_knows_more_of_what_is_hidden(before: str, after: str, options: dict[str, str]) -> None:
    document = drawn(before, after, **options)
    assert figure(document) == "12"
    assert any("“9”" in warning for warning in document.warnings)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("before", "after", "options"),
    [
        pytest.param("2 Tr", "", {}, id="filled and outlined"),
        pytest.param("0.9 g", "", {}, id="light grey"),
        pytest.param("0 0.2 0.5 rg {} re f 1 g", "", {}, id="white on blue"),
        pytest.param("0.8 0 0 rg {} re f 0 g", "", {}, id="black on red"),
        pytest.param("/Half gs", "", {}, id="half transparent"),
        pytest.param("0 0 595 842 re W n", "", {}, id="clipped to the page"),
        pytest.param("/OC /On BDC", "EMC", {"layers": "/OFF [{off}]"}, id="layer on"),
        pytest.param("", "0 g 0 0 20 20 re f", {}, id="beside a rectangle"),
    ],
)
def test_a_figure_that_is_seen_is_read(before: str, after: str, options: dict[str, str], engine: str) -> None:
    document = drawn(filled(before, place()), after, engine, **options)
    assert figure(document) in ("912", "9 12")
    assert not document.warnings


@pytest.mark.parametrize("engine", ENGINES)
def test_type_of_a_fifth_of_the_pages_size_is_read_and_smaller_type_is_not(engine: str) -> None:
    assert "9" in figure(drawn("", "", engine, size=2.1))
    tiny = drawn("", "", engine, size=1.9)
    assert figure(tiny) == "12"
    assert any("too small" in warning for warning in tiny.warnings)


@pytest.mark.parametrize("engine", ENGINES)
def test_text_off_the_page_is_left_out(engine: str) -> None:
    page, _ = form()
    page.text(WIDTH + 20, 100, "共收到申请99件。")
    page.text(WIDTH - 60, 60, "8件。")
    document = read_pdf(pdf(page), "x", engine)  # type: ignore[arg-type]
    assert "99" not in str(document.blocks)
    assert "8件" in str(document.blocks)
    assert any("off the page" in warning for warning in document.warnings)


PICTURE = "q {} 0 0 {} 0 0 cm /Im Do Q"


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("below", [True, False])
def test_an_ocr_layer_is_read_and_named(engine: str, below: bool) -> None:
    picture = PICTURE.format(WIDTH, HEIGHT)
    page, _ = form()
    page.operators = [*page.operators, picture] if below else [picture, "3 Tr", *page.operators]
    document = read_pdf(pdf(page), "x", engine)  # type: ignore[arg-type]
    assert figure(document) == "12"
    (warning,) = document.warnings
    assert "OCR" in warning
    assert "page 1" in warning


@pytest.mark.parametrize("engine", ENGINES)
def test_text_without_ink_is_no_ocr_layer_where_no_picture_is_or_more_is_printed(engine: str) -> None:
    page, _ = form()
    page.operators = ["3 Tr", *page.operators]
    with pytest.raises(UnreadableDocument, match="nobody sees"):
        read_pdf(pdf(page), "x", engine)  # type: ignore[arg-type]
    printed, _ = form()
    printed.operators = [PICTURE.format(WIDTH, HEIGHT), *printed.operators, "3 Tr"]
    document = read_pdf(pdf(printed.text(60, 400, "99件")), "x", engine)  # type: ignore[arg-type]
    assert "99" not in str(document.blocks)
    assert figure(document) == "12"


@pytest.mark.parametrize(("share", "read"), [(0.39, False), (0.41, True)])
def test_a_picture_makes_a_scan_from_two_fifths_of_the_page(share: float, read: bool) -> None:
    page, _ = form()
    y = HEIGHT * (1 - share)
    page.operators = [f"q {WIDTH} 0 0 {HEIGHT * share} 0 {y} cm /Im Do Q", "3 Tr", *page.operators]
    if read:
        assert figure(read_pdf(pdf(page), "x")) == "12"
    else:
        with pytest.raises(UnreadableDocument):
            read_pdf(pdf(page), "x")


def test_a_picture_that_lets_the_text_shine_through_hides_nothing() -> None:
    _, (x, y) = form()
    picture = f"q 9 0 0 20 {x - 2} {HEIGHT - y - 5} cm /Im Do Q"
    assert figure(drawn("", picture)) == "\ufffc12"  # the picture may be a digit itself
    assert "9" in figure(
        drawn("", picture, image_entries="/ImageMask true /BitsPerComponent 1 /Decode [1 0]")
    )


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("scale", [0.02, 0.1, 0.499, 0.501, 1, 3.9, 4.1, 10])
@pytest.mark.parametrize("turned", [0, 90])
def test_a_page_is_read_at_any_scale(scale: float, turned: int, engine: str) -> None:
    page, _ = form()
    page.text(60, 60, "一、总体情况").text(60, 300, "二、主动公开政府信息情况，共12件。")
    matrix = f"0 {scale} {-scale} 0 {HEIGHT * scale} 0" if turned else f"{scale} 0 0 {scale} 0 0"
    page.operators = [f"q {matrix} cm 0.7 w", *page.operators, "Q"]
    width, height = (HEIGHT, WIDTH) if turned else (WIDTH, HEIGHT)
    entries = f"/MediaBox [0 0 {width * scale:g} {height * scale:g}] /Rotate {turned}"
    document = read_pdf(pdf(page, page_entries=entries), "x", engine)  # type: ignore[arg-type]
    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    assert [cell.text for cell in table.cells] == TEXTS
    box = table.cells[-1].anchor.box
    assert box == pytest.approx([v * scale for v in (210, 130, 360, 160)], abs=0.6 * scale)
    assert not document.warnings
