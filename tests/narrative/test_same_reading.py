"""What must not change a reading: other names, other sizes, words between, broken lines; and what must not take long."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest

from gkstats.reading.narrative import read_narrative_records, sections_of_text

TEXTS = [
    "全年主动公开信息540条，其中县政府网站274条、微信公众号81条、政务微博64条、公示栏121条。",
    "2022年公开信息312条。其中村务信息241条，民生信息63条，党建信息8条。",
    "通过县政府网站公开信息97条，通过微信公众号公开927条。",
    "收到申请29件，予以公开16件，部分公开3件，不予公开10件。",
    "全年公开信息58条（网站40条，其中机构类12条、政策类28条；微信18条）。",
]


def read(text: str) -> list[Any]:
    found = read_narrative_records(sections_of_text(text), 2022).breakdowns
    return [(b.of, b.dimension, b.total, [(p.label, p.kind, p.value) for p in b.parts]) for b in found]


def structure(text: str) -> list[Any]:
    return [(total, [value for *_, value in parts]) for _, _, total, parts in read(text)]


@pytest.mark.parametrize("text", TEXTS)
def test_a_reading_is_found_and_stays(text: str) -> None:
    assert read(text)
    assert read(text) == read(text)


@pytest.mark.parametrize("name", ["“江城水务”微信公众号", "“鹤鸣发布”公众号", "政务微信"])
@pytest.mark.parametrize("text", [TEXTS[0], TEXTS[2]])
def test_a_channel_by_another_name(text: str, name: str) -> None:
    found = read(text.replace("微信公众号", name))
    assert structure(text.replace("微信公众号", name)) == structure(text)
    assert [(label, kind) for label, kind, _ in found[0][3] if kind == "wechat"] == [(name, "wechat")]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("factor", [3, 10, 1000])
def test_all_figures_scaled(text: str, factor: int) -> None:
    scaled = re.sub(r"\d+(?=[条件])", lambda match: str(int(match.group()) * factor), text)
    expected = [(total and total * factor, [v * factor for v in values]) for total, values in structure(text)]
    assert structure(scaled) == expected


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(
    "before", ["一年来，各项工作有序推进。", "坚持以公开为常态，不断提高公开质量。", "\n"]
)
def test_neutral_words_before_and_behind(text: str, before: str) -> None:
    assert read(before + text + "进一步方便了群众。") == read(text)


def test_a_neutral_clause_between_a_total_and_its_parts() -> None:
    plain = structure("全年主动公开信息540条，其中网站274条、微信266条。")
    assert structure("全年主动公开信息540条，做到应公开尽公开，其中网站274条、微信266条。") == plain


@pytest.mark.parametrize("text", TEXTS[:4])
def test_a_broken_line(text: str) -> None:
    at = len(text) // 2
    assert structure(text[:at] + "\n" + text[at:]) == structure(text)


def test_every_breakdown_says_how_sure_it_is() -> None:
    for text in TEXTS:
        for b in read_narrative_records(sections_of_text(text), 2022).breakdowns:
            assert b.margin is not None
            assert bool(b.note) == (b.margin < 8.0)


@pytest.mark.parametrize(
    "text",
    [
        "信息公开" * 300_000,  # 1.2 million characters
        "其中" * 1_100 + "3条",
        "公开9条，其中" * 1_100 + "3条",
        "（公开9条，其中" * 1_100,
        "3条、" * 3_000,
    ],
    ids=["no figures", "markers", "nested markers", "nested brackets", "one list"],
)
def test_bounded(text: str) -> None:
    started = time.process_time()
    read_narrative_records(sections_of_text(text), 2022)
    assert time.process_time() - started < 20
