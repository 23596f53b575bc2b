"""Random reports of each form, typeset by several producers with random slips, must come back cell by cell."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import gkstats as gk
from gkstats.chinese import fold
from gkstats.forms import get_form
from gkstats.synthetic.content import Block, Paragraph, Table
from gkstats.synthetic.docx import write_docx
from gkstats.synthetic.html import write_html
from gkstats.synthetic.pdf import write_pdf
from tests.reading import grids

Figures = grids.Figures
TITLES = {
    "proactive": "二、主动公开政府信息情况",
    "applications": "三、收到和处理政府信息公开申请情况",
    "reviews": "四、政府信息公开行政复议、行政诉讼情况",
}
WIDTHS = (60, 60, 130, *(245 / 7,) * 7)
PRINTINGS: tuple[Callable[[int], str], ...] = (
    str,
    str,
    str,
    lambda n: f"{n:,}",
    lambda n: "".join(chr(ord(c) + 0xFEE0) for c in str(n)),
    lambda _: "",
    lambda _: "-",
    lambda _: "/",
)


def figures(
    form_id: str, table: str, chance: random.Random, printings: Sequence[Callable[[int], str]]
) -> Figures:
    cells = grids.figures(get_form(form_id), table)
    if form_id == "national-2021" and table == "applications":
        cells = {key: value for key, value in cells.items() if key[0] != "outcome.other"}
    most = 5 if printings is PRINTINGS else 4
    return {key: chance.choice(printings)(chance.choice((0, 3, 27, 641, 8530)[:most])) for key in cells}


def misprinted(label: str, chance: random.Random) -> str:
    """Return a label as it may be printed: respaced, repunctuated, or with one character lost or wrong."""
    kind = chance.randrange(8)
    if kind == 0:
        return label.replace("（", "(").replace("）", ")")
    if kind == 1:
        return " ".join(label[:3]) + label[3:]
    if kind == 2:
        return label.replace(".", "、")
    if kind == 3 and len(label) > 9:
        at = chance.randrange(5, len(label))
        return label[:at] + chance.choice(["", "某"]) + label[at + 1 :]
    return label


def blocks(
    form_id: str, chance: random.Random, printings: Sequence[Callable[[int], str]] = PRINTINGS
) -> tuple[list[Block], dict[str, Figures]]:
    form = get_form(form_id)
    values = {name: figures(form_id, name, chance, printings) for name in TITLES}
    skip = ("outcome.other",) if form_id == "national-2021" else ()
    year = form.years[-1]
    requests = grids.applications(
        form, values["applications"], relabel=lambda s: misprinted(s, chance), skip=skip
    )
    return [
        Paragraph(f"某某市{year}年政府信息公开工作年度报告", "title"),
        Paragraph("一、总体情况", "heading"),
        Paragraph("本年度工作按要求开展。"),
        Paragraph(TITLES["proactive"], "heading"),
        Table(grids.proactive(form, values["proactive"])),
        Paragraph(TITLES["applications"], "heading"),
        Table(requests, WIDTHS),
        Paragraph(TITLES["reviews"], "heading"),
        Table(grids.reviews(form, values["reviews"]), (1,) * 15),
        Paragraph("五、存在的主要问题及改进情况", "heading"),
        Paragraph("公开形式还不够丰富，下一步将逐步改进。"),
        Paragraph("六、其他需要报告的事项", "heading"),
        Paragraph("无其他需要报告的事项。"),
    ], values


def check(report: gk.Report, values: dict[str, Figures]) -> None:
    # A figure wider than its cell is printed over two lines, and says so.
    found = {(f.table, f.row, f.column): fold(f.printed).replace("\n", "") for f in report.records.facts}
    expected = {(t, *key): fold(value) for t, cells in values.items() for key, value in cells.items()}
    assert found == expected
    for fact in report.records.facts:
        if fact.kind == "number":
            assert fact.value == int(fold(fact.printed).replace(",", "").replace("\n", ""))
        else:
            assert fact.value is None


FORMS = st.sampled_from(["national-2019", "national-2021"])
SEEDS = st.integers(0, 2**32)
quick = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
thorough = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def round_trip_html(form: str, seed: int) -> None:
    chance = random.Random(seed)
    typeset, values = blocks(form, chance)
    encoding = chance.choice(["utf-8", "gb2312", "gb18030"])
    check(gk.load_report(write_html(typeset, chance, encoding=encoding)), values)


def round_trip_docx(form: str, seed: int) -> None:
    typeset, values = blocks(form, random.Random(seed))
    check(gk.load_report(write_docx(typeset)), values)


def round_trip_pdf(form: str, seed: int) -> None:
    chance = random.Random(seed)
    typeset, values = blocks(form, chance)
    breaks = [chance.randrange(5, 24) for _ in range(chance.randrange(3))]
    data = write_pdf(typeset, breaks=breaks)
    for engine in ("auto", "pdfminer"):
        check(gk.load_report(data, engine=engine), values)


def round_trip_unruled(form: str, seed: int) -> None:
    """Without rules a blank cell is known by its place only: every figure is in its place, or read as none."""
    typeset, values = blocks(form, random.Random(seed), (str, str, lambda _: "", lambda _: "-"))
    report = gk.load_report(write_pdf(typeset, ruled=False))
    found = {(f.table, f.row, f.column): f.printed for f in report.records.facts if f.value is not None}
    expected = {
        (t, *key): text for t, cells in values.items() for key, text in cells.items() if text.isdigit()
    }
    assert {key: text for key, text in found.items() if expected.get(key) != text} == {}
    assert len(found) > 0.6 * len(expected)


ROUND_TRIPS = [round_trip_html, round_trip_docx, round_trip_pdf, round_trip_unruled]


@pytest.mark.parametrize("round_trip", ROUND_TRIPS, ids=lambda f: f.__name__)
def test_what_is_typeset_comes_back(round_trip: Callable[[str, int], None]) -> None:
    quick(given(FORMS, SEEDS)(round_trip))()


@pytest.mark.large
@pytest.mark.parametrize("round_trip", ROUND_TRIPS, ids=lambda f: f.__name__)
def test_what_is_typeset_comes_back_many_times(round_trip: Callable[[str, int], None]) -> None:
    thorough(given(FORMS, SEEDS)(round_trip))()
