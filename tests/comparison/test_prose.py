"""Copied, edited, new and dropped sentences, where it is known which is which."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkstats.comparison import SECTIONS, SENTENCES, Comparison, compare
from gkstats.comparison.diff import pieces
from gkstats.comparison.matching import _candidates
from gkstats.comparison.sections import align_sections
from gkstats.comparison.sentences import read_sentences, split
from tests.comparison.texts import EARLIER, NEW, STATUSES, random_case, records, section


def compared(earlier: list[str], later: list[str]) -> Comparison:
    return Comparison(
        records(section(1, "一、总体情况", *earlier), year=2019), records(section(1, "一、总体情况", *later))
    )


def only(earlier: str, later: str) -> tuple[str, float | None]:
    """What became of one sentence."""
    frame = compared([earlier], [later]).sentences
    row = frame[frame["status"] != "dropped"].iloc[0]
    return row["status"], row["similarity"]


def test_known_edits_are_told_apart() -> None:
    right: Counter[str] = Counter()
    found: Counter[str] = Counter()
    known: Counter[str] = Counter()
    counterparts = []
    for seed in range(40):
        case = random_case(seed)
        frame = compared(case.earlier, [text for text, _, _ in case.later]).sentences
        rows = {row.sentence: row for row in frame[frame["status"] != "dropped"].itertuples()}
        for text, status, counterpart in case.later:
            known[status] += 1
            right[status] += rows[text].status == status
            if counterpart:
                counterparts.append(rows[text].counterpart == counterpart)
        found.update(frame["status"])
        dropped = set(frame.loc[frame["status"] == "dropped", "sentence"])
        known["dropped"] += len(case.dropped)
        right["dropped"] += len(dropped & case.dropped)
    for status in STATUSES:
        assert known[status] > 500
        assert right[status] / found[status] > 0.95, f"precision of {status}"
        assert right[status] / known[status] > 0.95, f"recall of {status}"
    assert sum(counterparts) / len(counterparts) > 0.95


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_every_sentence_stands_once_and_in_order(seed: int) -> None:
    case = random_case(seed)
    comparison = compared(case.earlier, [text for text, _, _ in case.later])
    frame = comparison.sentences
    assert frame.loc[frame["status"] != "dropped", "sentence"].tolist() == [text for text, _, _ in case.later]
    gone = frame.loc[frame["status"] == "dropped", "sentence"].tolist()
    assert sorted(gone) == sorted(text for text in case.earlier if text in set(gone))
    edited = frame.loc[frame["status"] == "edited", "counterpart"]
    assert edited.is_unique
    assert set(edited) <= set(case.earlier)
    assert not set(edited) & set(gone)
    assert comparison.reuse is not None
    assert 0 < comparison.reuse < 1
    section_row = comparison.sections.iloc[0]
    assert section_row[list(STATUSES)].tolist() == [
        frame["status"].value_counts().get(status, 0) for status in STATUSES
    ]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("全年公开信息540条。", "全年公开信息 540 条。"),
        ("全年公开信息540条。", "全年公开信息５４０条。"),
        ("做好“双公示”工作。", '做好"双公示"工作。'),
        ("一是完善制度，明确责任。", "三是完善制度，明确责任。"),
        ("1.完善制度，明确责任。", "（二）完善制度，明确责任。"),
    ],
)
def test_a_copy_is_one_whatever_its_typography(earlier: str, later: str) -> None:
    assert only(earlier, later) == ("copied", 1.0)


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("2019年全年公开信息540条，其中网站75条。", "2020年全年公开信息1320条，其中网站208条。"),
        ("二〇一九年收到申请3件。", "二〇二〇年收到申请21件。"),
        ("微信发布274条。", "微信发布1,015条。"),
        ("满意率96.4%。", "满意率98%。"),
        ("统计期限为2019年1月1日至12月31日。", "统计期限为2020年1月1日至12月31日。"),
    ],
)
def test_figures_of_another_year_make_an_edit_not_a_new_sentence(earlier: str, later: str) -> None:
    status, similarity = only(earlier, later)
    assert status == "edited"
    assert similarity is not None
    assert 0.75 < similarity < 1


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("主动公开2.5万条。", "主动公开25万条。"),  # a point is no punctuation
        ("收到申请12件，答复3件。", "收到申请1件，答复23件。"),
    ],
)
def test_other_figures_are_no_copy(earlier: str, later: str) -> None:
    assert only(earlier, later)[0] == "edited"


def test_unlike_sentences_are_new() -> None:
    frame = compared(EARLIER, NEW).sentences
    assert frame["status"].value_counts().to_dict() == {"new": len(NEW), "dropped": len(EARLIER)}
    assert frame.loc[frame["status"] == "new", ["similarity", "counterpart"]].isna().all(axis=None)


def test_reuse_is_counted_in_characters() -> None:
    assert compared(EARLIER, EARLIER).reuse == 1
    assert compared(EARLIER, NEW).reuse == 0
    assert compared(EARLIER, []).reuse is None
    assert compared(["本年没有收取费用。"], ["本年没有收取费用。", "聘请监督员二十名。"]).reuse == 0.5
    # seven of ten characters of the later sentence stood in the earlier
    assert compared(["公开信息共九百条。"], ["公开信息共一千二百条。"]).reuse == pytest.approx(8 / 11)


def test_a_repeated_sentence_is_a_copy_each_time() -> None:
    frame = compared(["全年无收费。"], ["全年无收费。", "全年无收费。"]).sentences
    assert frame["status"].tolist() == ["copied", "copied"]
    frame = compared(["全年无收费。", "全年无收费。"], ["全年无收费。"]).sentences
    assert frame["status"].tolist() == ["copied"]


def test_a_moved_sentence_is_a_copy_and_says_from_where() -> None:
    earlier = records(section(1, "一、总体情况", EARLIER[0]), section(6, "六、其他事项", EARLIER[22]))
    later = records(section(1, "一、总体情况", EARLIER[22], EARLIER[0]), section(6, "六、其他事项", NEW[0]))
    comparison = compare(SimpleNamespace(records=earlier), SimpleNamespace(records=later))
    assert comparison.sentences[["section", "status", "counterpart_section"]].fillna(
        0
    ).to_numpy().tolist() == [
        [1, "copied", 6],
        [1, "copied", 1],
        [6, "new", 0],
    ]
    assert comparison.sections["reuse"].tolist() == [1, 0]


def test_dropped_sentences_stand_where_they_stood() -> None:
    frame = compared(EARLIER[:6], [EARLIER[0], NEW[0], EARLIER[3], EARLIER[5]]).sentences
    assert frame["sentence"].tolist() == [
        EARLIER[0], EARLIER[1], EARLIER[2], NEW[0], EARLIER[3], EARLIER[4], EARLIER[5],
    ]  # fmt: skip


def test_frames_are_as_declared() -> None:
    for comparison in (compared(EARLIER, NEW), compared([], []), Comparison(records(), records())):
        for frame, columns in ((comparison.sentences, SENTENCES), (comparison.sections, SECTIONS)):
            assert [(name, str(dtype)) for name, dtype in frame.dtypes.items()] == [
                (column.name, column.dtype) for column in columns
            ]


def test_sentences_end_where_they_close() -> None:
    assert list(split("他说：“满意。”会后公布；是否及时？是！\n （一）主动公开 \n——\n。")) == [
        "他说：“满意。”", "会后公布；", "是否及时？", "是！", "（一）主动公开",
    ]  # fmt: skip


@pytest.mark.parametrize("size", [400, 1600])
def test_work_grows_with_the_text_and_not_with_its_square(size: int) -> None:
    texts = [f"{EARLIER[n % len(EARLIER)]}{chr(0x4E00 + n)}{chr(0x5E00 + n)}" for n in range(size)]
    one = read_sentences([section(1, "一", *texts)])
    other = read_sentences([section(1, "一", *[f"{text}改" for text in reversed(texts)])])
    places = range(len(one))
    assert len(list(_candidates(one, places, other, range(len(other))))) <= 8 * len(other)


def test_sections_are_aligned_by_title_then_by_number() -> None:
    earlier = [
        section(0, ""), section(1, "一、概述"), section(2, "二、主动公开政府信息情况"), section(3, "三、复议诉讼情况"),
        section(4, "四、存在的主要问题及改进措施"), section(5, "五、附表"),
    ]  # fmt: skip
    later = [
        section(0, ""), section(1, "一、总体情况"), section(2, "二、主动公开政府信息情况"), section(3, "三、收到和处理申请情况"),
        section(4, "四、行政复议、行政诉讼情况"), section(5, "五、存在的主要问题及改进情况"), section(6, "六、其他需要报告的事项"),
    ]  # fmt: skip
    assert align_sections(earlier, later) == [
        (0, 0), (1, 1), (2, 2), (None, 3), (3, 4), (4, 5), (5, None), (None, 6),
    ]  # fmt: skip
    assert align_sections([], later[:2]) == [(None, 0), (None, 1)]
    assert align_sections(later[:2], []) == [(0, None), (1, None)]
    assert align_sections(later, later) == [(n, n) for n in range(len(later))]


@given(st.text(max_size=60), st.text(max_size=60))
def test_pieces_put_both_sentences_together(earlier: str, later: str) -> None:
    found = pieces(earlier, later)
    assert "".join(piece.text for piece in found if piece.change != "come") == earlier
    assert "".join(piece.text for piece in found if piece.change != "gone") == later


def test_pieces_change_as_a_reader_sees_them() -> None:
    assert [tuple(piece) for piece in pieces("共收到12件，办结12件。", "共收到112件，办结110件。")] == [
        ("kept", "共收到"), ("gone", "12"), ("come", "112"), ("kept", "件，办结"), ("gone", "12"), ("come", "110"),
        ("kept", "件。"),
    ]  # fmt: skip
