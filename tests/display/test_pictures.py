"""Outlines stand where the text stands, however a page is turned, cut or sized."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pypdfium2
import pytest

import gkstats as gk
from gkstats.display.picture import DPI, draw_pages
from gkstats.documents.pdf import pdfium

RED = (255, 0, 0)


def changed(*, rotation: int = 0, crop: tuple[int, ...] = (), media: tuple[int, ...] = ()) -> bytes:
    """Return a sample report with its pages turned, cut or put on larger paper."""
    document: Any = pypdfium2.PdfDocument((gk.samples() / "huaian-2024.pdf").read_bytes())
    for page in document:
        page.set_rotation(rotation)
        if crop:
            page.set_cropbox(*crop)
        if media:
            page.set_mediabox(*media)
    buffer = io.BytesIO()
    document.save(buffer)
    document.close()
    return buffer.getvalue()


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"rotation": 90},
        {"rotation": 180},
        {"crop": (50, 30, 560, 800)},
        {"rotation": 270, "crop": (50, 30, 560, 800)},
    ],
    ids=str,
)
def test_boxes_stand_on_their_characters(how: dict[str, Any]) -> None:
    data = changed(**how)
    first = next(iter(pdfium.read_pages(data, "x")))
    ((number, plain),) = draw_pages(data, "x", {1: []})
    assert number == 1
    boxes = [(c.x0, c.y0, c.x1, c.y1) for c in first.chars if c.text in "政府信息公开"]
    assert len(boxes) > 50
    dark = 0
    for box in boxes:
        x0, y0, x1, y1 = (round(v * DPI / 72) for v in box)
        dark += bool((plain[y0:y1, x0:x1] < 128).mean() > 0.05)
    assert dark == len(boxes)


def test_frames_are_coloured_and_the_inside_stays_legible() -> None:
    data = changed()
    box = (100.0, 100.0, 200.0, 150.0)
    ((_, plain),) = draw_pages(data, "x", {2: []})
    ((_, drawn),) = draw_pages(data, "x", {2: [(box, RED)]})
    different = np.argwhere((plain != drawn).any(axis=2))
    (top, left), (bottom, right) = different.min(axis=0), different.max(axis=0)
    assert tuple(drawn[top, left]) == RED
    assert tuple(drawn[bottom, right]) == RED
    inside = drawn[top + 3 : bottom - 2, left + 3 : right - 2]
    assert inside.shape[0] * inside.shape[1] > 10_000 / 2
    ink = plain[top + 3 : bottom - 2, left + 3 : right - 2].min(axis=2) < 60
    assert (inside[ink].max(axis=1) < 128).all()


def test_a_box_beyond_the_page_is_cut_to_it() -> None:
    data = changed()
    boxes = [((-50.0, -50.0, 9000.0, 20.0), RED), ((9000.0, 0.0, 9100.0, 20.0), RED)]
    ((_, drawn),) = draw_pages(data, "x", {1: boxes})
    assert tuple(drawn[0, 0]) == tuple(drawn[0, -1]) == RED


def test_huge_pages_are_drawn_smaller() -> None:
    data = changed(media=(0, -13000, 14000, 1000))
    ((_, drawn),) = draw_pages(data, "x", {1: [((0.0, 0.0, 7000.0, 7000.0), RED)]})
    height, width = drawn.shape[:2]
    assert height * width < 4_100_000
    assert tuple(drawn[height // 2, 10]) == RED
