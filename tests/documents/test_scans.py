"""Scans and pictures: rules found on pixels, cells read twice, nothing unread taken for a blank."""

from __future__ import annotations

import contextlib
import io
import random
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
import pypdfium2
import pytest
from PIL import Image

import gkstats as gk
from gkstats.documents import Source, ocr, read_source
from gkstats.documents.marks import PICTURE
from gkstats.documents.model import Document, Table
from gkstats.documents.ocr.pictures import PagePicture, decoded
from gkstats.documents.ocr.straight import find_rules, ink_of, lean_of, straightened
from gkstats.documents.ocr.words import read_page
from gkstats.documents.pdf.page import leaning
from gkstats.errors import GkstatsError, MissingDependency, UnreadableDocument

DPI = 200.0
COLUMNS, ROWS = (200, 700, 900, 1100), (300, 380, 460, 540)


def sheet(*, seal: bool = False) -> Any:
    """Return a page with a ruled table of three rows and columns; digits stand in its two right columns."""
    page = np.full((2339, 1654, 3), 255, np.uint8)
    for x in COLUMNS:
        cv2.line(page, (x, ROWS[0]), (x, ROWS[-1]), (0, 0, 0), 2)
    for y in ROWS:
        cv2.line(page, (COLUMNS[0], y), (COLUMNS[-1], y), (0, 0, 0), 2)
    for row, y in enumerate(ROWS[:-1]):
        for column, x in enumerate(COLUMNS[1:-1]):
            cv2.putText(
                page, str(3 * row + column + 1), (x + 80, y + 55), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (0, 0, 0), 3
            )
    if seal:
        over = page.copy()
        cv2.circle(over, (800, 420), 180, (40, 30, 210), 8)
        page = np.minimum(page, over)
    return page


class Known:
    """An engine that finds the lines it is told of, and reads what it is told, one list for each time it is asked."""

    name = "known"

    def __init__(self, boxes: Sequence[tuple[float, ...]], *texts: Sequence[str]) -> None:
        self.boxes, self.texts = boxes, list(texts)

    def find(self, picture: Any) -> list[Any]:  # noqa: ARG002 - the protocol's
        return list(self.boxes)

    def read(self, crops: Sequence[Any]) -> list[str]:
        answers = self.texts.pop(0) if crops and self.texts else []
        return [*answers, *[""] * (len(crops) - len(answers))][: len(crops)]


def rules_of(page: Any) -> tuple[list[int], list[int]]:
    rules = find_rules(page if page.ndim == 2 else page[:, :, 2].copy(), DPI).rules
    down = sorted({round(rule.at / 10) * 10 for rule in rules if not rule.horizontal})
    return down, sorted({round(rule.at / 10) * 10 for rule in rules if rule.horizontal})


def cells(page: Any, engine: Any) -> list[str]:
    content = read_page(PagePicture(1, page, DPI), engine)
    from gkstats.documents.pdf.layout import blocks_of

    (table,) = [block for block in blocks_of([content]) if isinstance(block, Table)]
    assert all(cell.trouble == "ocr" for cell in table.cells)
    return [cell.text for cell in table.cells if cell.column > 0]


def test_rules_are_found_and_letters_are_none() -> None:
    page = sheet()
    for y in range(700, 1500, 60):
        cv2.putText(page, "HTHTHTHEEHTHTHTHEH" * 2, (200, y), cv2.FONT_HERSHEY_DUPLEX, 1.4, (0, 0, 0), 3)
    assert rules_of(page) == (list(COLUMNS), list(ROWS))


@pytest.mark.parametrize("angle", [-3.0, -0.4, 0.0, 0.7, 2.5])
def test_a_page_laid_askew_is_turned_upright_and_its_places_turned_back(angle: float) -> None:
    askew = straightened(sheet(), angle)
    lean = lean_of(ink_of(askew[:, :, 0].copy(), DPI), DPI)
    assert lean == pytest.approx(-angle, abs=0.06)
    assert rules_of(straightened(askew, lean)) == (list(COLUMNS), list(ROWS))
    content = read_page(PagePicture(1, askew, DPI), Known([]))
    turn = cv2.getRotationMatrix2D((827, 1169.5), angle, 1)
    where = turn @ (COLUMNS[0], ROWS[0], 1)
    x0, y0, x1, y1 = leaning((COLUMNS[0] * 0.36, ROWS[0] * 0.36, COLUMNS[1] * 0.36, ROWS[1] * 0.36), content)
    assert x0 - 1 <= where[0] * 0.36 <= x1 + 1
    assert y0 - 1 <= where[1] * 0.36 <= y1 + 1


def test_every_cell_with_ink_is_read_though_no_line_was_found_in_it() -> None:
    digits = ["1", "2", "4", "5", "7", "8"]
    assert cells(sheet(), Known([], digits, digits)) == digits


def test_a_line_over_a_rule_is_no_reading_of_its_cells() -> None:
    digits = ["1", "2", "4", "5", "7", "8"]
    torn = [(760.0, 310.0, 1060.0, 370.0)]
    assert cells(sheet(), Known(torn, digits, digits)) == digits


def test_two_readings_of_three_decide_and_without_them_nothing_is_a_figure() -> None:
    first, second = ["1", "2", "4", "5", "7", "8"], ["1", "3", "4", "6", "7", "8"]
    found = cells(sheet(), Known([], first, second, ["3", "9"]))
    assert found == ["1", "3", "4", PICTURE, "7", "8"]


def test_ink_that_nobody_could_read_is_not_blank() -> None:
    assert cells(sheet(), Known([], [], [])) == [PICTURE] * 6
    page = sheet()
    page[ROWS[0] + 5 : ROWS[1] - 5, COLUMNS[1] + 5 : COLUMNS[2] - 5] = 255
    assert cells(page, Known([], [], []))[0] == ""


def test_a_dash_that_was_read_as_a_letter_is_a_dash() -> None:
    page = sheet()
    page[ROWS[0] + 5 : ROWS[1] - 5, COLUMNS[1] + 5 : COLUMNS[2] - 5] = 255
    cv2.line(page, (780, 340), (810, 340), (0, 0, 0), 4)
    digits = ["一", "2", "4", "5", "7", "8"]
    assert cells(page, Known([], digits, digits))[0] == "-"


def test_a_red_seal_over_a_table_hides_no_rule_and_no_digit() -> None:
    digits = ["1", "2", "4", "5", "7", "8"]
    assert cells(sheet(seal=True), Known([], digits, digits)) == digits


def tables(document: Document) -> list[list[str]]:
    found = [block for block in document.blocks if isinstance(block, Table)]
    return [[cell.text.replace("\n", "").replace(" ", "") for cell in table.cells] for table in found]


def test_a_scanned_page_reads_as_the_page_it_was_made_of() -> None:
    data = (gk.samples() / "pingtan-2023.pdf").read_bytes()
    pages = pypdfium2.PdfDocument(data)
    single = pypdfium2.PdfDocument.new()
    single.import_pages(pages, [1])
    stream = io.BytesIO()
    single.save(stream)
    page = single[0].render(scale=200 / 72).to_numpy()[:, :, :3].copy()
    askew = cv2.GaussianBlur(straightened(page, 0.5), (0, 0), 0.6)
    picture = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(askew[:, :, ::-1])).save(picture, "PNG")
    printed = read_source(Source("a.pdf", stream.getvalue()))
    read = read_source(Source("a.png", picture.getvalue()))
    figures = [[text for text in table if text.replace(".", "").isdigit()] for table in tables(printed)]
    assert [[text for text in table if text.replace(".", "").isdigit()] for table in tables(read)] == figures
    assert sum(map(len, figures)) > 40
    assert read.format == "picture"
    assert any("OCR" in warning for warning in read.warnings)


def picture_of(page: Any, kind: str = "PNG") -> bytes:
    stream = io.BytesIO()
    Image.fromarray(page).save(stream, kind)
    return stream.getvalue()


def scan_of(*pages: Any) -> bytes:
    stream = io.BytesIO()
    images = [Image.fromarray(page) for page in pages]
    images[0].save(stream, "PDF", save_all=True, append_images=images[1:], resolution=200)
    return stream.getvalue()


def test_without_the_extra_one_line_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    for data in (scan_of(sheet()), picture_of(sheet())):
        with pytest.raises((MissingDependency, UnreadableDocument), match=r"pip install 'gkstats\[ocr\]'"):
            read_source(Source("a", data))


def test_an_engine_of_the_users_own_reads_a_scan() -> None:
    digits = ["1", "2", "4", "5", "7", "8"]
    document = read_source(Source("a.pdf", scan_of(sheet())), recogniser=Known([], digits, digits))
    (table,) = tables(document)
    assert [text for text in table if text] == digits


def test_small_pictures_of_a_folder_are_passed_over_and_listed(tmp_path: Any) -> None:
    (tmp_path / "logo.png").write_bytes(picture_of(np.zeros((80, 200, 3), np.uint8)))
    (tmp_path / "a.txt").write_bytes((gk.samples() / "zhongning-2020.txt").read_bytes())
    corpus = gk.load_corpus(tmp_path, executor=1, progress=False)
    assert len(corpus) == 1
    assert corpus.skipped["reason"].str.contains("too small").tolist() == [True]


def test_a_picture_beyond_any_page_is_refused() -> None:
    wide = picture_of(np.zeros((4000, 6001), np.uint8))
    with pytest.raises(UnreadableDocument, match="pixels"):
        list(decoded(wide, "a.png"))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "GIF"])
def test_damaged_pictures_raise_nothing_but_our_errors(kind: str) -> None:
    whole = picture_of(sheet()[:600, :600], kind)
    for seed in range(40):
        chance = random.Random(seed)
        data = bytearray(whole)
        for _ in range(chance.randint(1, 20)):
            data[chance.randrange(4, len(data))] = chance.randrange(256)
        if seed % 3 == 0:
            del data[chance.randrange(20, len(data)) :]
        with contextlib.suppress(GkstatsError):
            list(decoded(bytes(data), "a"))
