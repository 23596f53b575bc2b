"""Prose that repeats itself without end: read in time that grows with it, left out with a warning beyond any report."""

from __future__ import annotations

import sys
import time
from types import FrameType
from typing import Any

import pytest

import gkstats as gk
from gkstats.reading.narrative import bounds

PIECES = [
    "其中网站1条，", "公开5条热线", "一、", "网站1条、", "公开10条，其中网站4条、微信6条。", "满意率90%，", "2020年", "第一", "百",
    "（", "（一）", "（1）", "“", "《", "1", "1.", "、", "，", "a@", "http://a.cn/", "中宁县", "其中", "接听热线5个，", "同比增长5件，", "日均1件，",
]  # fmt: skip


def operations(text: str) -> int:
    """Return how many calls reading a text takes."""
    count = 0

    def counted(_frame: FrameType, event: str, _arg: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        gk.read_narrative(text, year=2020)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("piece", PIECES)
def test_work_grows_with_the_text(piece: str) -> None:
    operations("公开1条。")  # what is read once
    once, twice = operations(piece * 40), operations(piece * 80)
    assert twice < 3.5 * once + 500


@pytest.mark.parametrize("piece", PIECES)
def test_a_text_beyond_all_bounds_is_done_with_at_once(piece: str) -> None:
    begun = time.process_time()
    read = gk.read_narrative(piece * (300_000 // len(piece)), year=2020)
    assert time.process_time() - begun < 3
    assert read.records.warnings
    assert not len(read.quantities)


@pytest.mark.parametrize("piece", ["其中网站1条，", "公开5条，", "接听热线5个，"])
def test_as_much_as_is_read_takes_seconds(piece: str) -> None:
    full = (piece * (bounds.MOST_IN_PARAGRAPH - 10) + "完。\n") * 3
    begun = time.process_time()
    read = gk.read_narrative(full, year=2020)
    assert len(read.quantities) > 500
    assert time.process_time() - begun < bounds.MOST_IN_PARAGRAPH * 3 * 10 / bounds.MOST


def test_a_paragraph_just_within_and_one_just_beyond() -> None:
    within = "公开1条，" * bounds.MOST_IN_PARAGRAPH + "。"
    assert gk.read_narrative(within).records.warnings == ()
    beyond = gk.read_narrative("公开1条，" + within)
    assert beyond.quantities.empty
    assert beyond.records.warnings == (
        "1 paragraphs hold more text or figures than any report and were not read as prose",
    )


def test_a_report_keeps_what_it_says_elsewhere() -> None:
    text = (gk.samples() / "zhongning-2020.txt").read_text(encoding="utf-8")
    title, rest = text.split("\n", 1)
    flooded = gk.load_report(f"{title}\n{'其中网站1条，' * 1100}。\n{rest}".encode())
    whole = gk.load_report(text.encode())
    assert flooded.channels["value"].tolist() == whole.channels["value"].tolist()
    assert flooded.facts["value"].tolist() == whole.facts["value"].tolist()
