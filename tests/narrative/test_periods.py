"""Which year a count belongs to."""

from __future__ import annotations

import pytest

from gkstats.reading.narrative import read_narrative_records, sections_of_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022年公开信息300条，比上年增加40条。", [(300, "year"), (40, "change")]),
        ("公开信息300条，同比增长12%，净增32条。", [(300, "year"), (32, "change")]),
        ("2021年公开信息260条，2022年公开信息300条。", [(260, "previous"), (300, "year")]),
        ("去年收到申请8件，今年收到申请11件。", [(8, "previous"), (11, "year")]),
        ("较2021年的260条增加40条。", [(260, "previous"), (40, "change")]),
        ("由去年的260条增至300条。", [(260, "previous"), (300, "year")]),
        ("上年结转申请3件，新收申请20件。", [(3, "year"), (20, "year")]),
        ("自2016年开通以来累计发布9800条，今年发布1200条。", [(9800, "cumulative"), (1200, "year")]),
        ("历年累计公开2万条，其中本年度公开1500条。", [(20000, "cumulative"), (1500, "year")]),
        ("今年以来累计公开信息900条。", [(900, "year")]),
        ("自2022年3月开通以来累计推送120期。", [(120, "year")]),
        ("今年6月起，平台在三市试运行以来，收到诉求14件。", [(14, "year")]),
        ("2016年6月起，平台在三市试运行以来，收到诉求14件。", [(14, "cumulative")]),
        ("近三年累计公开5000条。", [(5000, "cumulative")]),
        ("下一步，计划召开发布会4场。组织培训2次。", [(4, "planned"), (2, "planned")]),
        ("2023年力争公开信息500条以上。", [(500, "planned")]),
        ("分解任务46项，全年完成信息报送92篇。", [(46, "planned"), (92, "year")]),
        ("将8大类348项事项纳入目录。", [(8, "year"), (348, "year")]),
        ("结转2023年办理2件。", [(2, "year")]),
        ("公开2021年度部门决算46份。", [(46, "year")]),
        ("日均接待60人，全年接待1.5万人次，每月推送4条。", [(15000, "year")]),
        ("《2021年工作要点》印发后公开信息6件。", [(6, "year")]),
    ],
)
def test_period(text: str, expected: list[tuple[int, str]]) -> None:
    found = read_narrative_records(sections_of_text(text), 2022).quantities
    assert [(q.value, q.period) for q in found] == expected


def test_the_latest_year_stands_in_for_a_missing_one() -> None:
    text = "2019年公开信息90条。2020年公开信息120条。"
    found = read_narrative_records(sections_of_text(text), None).quantities
    assert [(q.value, q.period) for q in found] == [(90, "previous"), (120, "year")]


def test_plans_of_section_five_reach_to_its_end() -> None:
    from gkstats.records import Section

    paragraphs = sections_of_text(
        "存在不足。2023年，我局将抓好以下工作。\n（一）公开信息300条。\n（二）培训2次。"
    )[0].paragraphs
    section = Section(5, "存在的主要问题及改进情况", paragraphs, None)
    found = read_narrative_records([section], 2022).quantities
    assert [(q.value, q.period) for q in found] == [(300, "planned"), (2, "planned")]
