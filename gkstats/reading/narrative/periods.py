"""Which year a count belongs to: the reporting year, an earlier one, several, a plan, or a change between years."""

from __future__ import annotations

import re
from typing import Final

from gkstats.reading.narrative.lexicon import Word
from gkstats.reading.narrative.masks import Span
from gkstats.reading.narrative.numbers import Number
from gkstats.reading.narrative.prose import Prose
from gkstats.records import Period

__all__ = ["find_periods", "guess_year"]

_BEGUN: Final = re.compile("(?:起|开始)[，,] *$")
_SINCE: Final = re.compile(r"[^。；\n]{0,24}以来")
_CARRIED: Final = re.compile(r"[^，。；]{0,12}(?:办理|答复|结转)")
_REACHES: Final = re.compile(
    r"[^，。；]{0,6}?(?:降|升|增|减|提|提升|提高|上升|下降|增加|减少|缩减|压减)(?:至|到)"
)
_PER: Final = re.compile(r"\s?/\s?(?:年|月|季|周|日|天|人|期|次|户|家)")
_COMPARED_WITH: Final = re.compile(
    r"[较比与同](?:上年|去年|上一年度?|\d{4}年度?|往年)(?:度|同期)?的?[^\d，]{0,6}$"
)


def _is_year(number: Number) -> bool:
    return number.unit in ("年", "年度") and 1978 <= number.value <= 2100 and isinstance(number.value, int)


def guess_year(prose: Prose) -> int | None:
    """Return the year a text without a stated year most likely reports on: the latest it names."""
    years = [
        int(number.value) for number in prose.numbers if _is_year(number) and not prose.in_name(number.at)
    ]
    return max(years, default=None)


def find_periods(prose: Prose, year: int | None, *, lasting: bool = False) -> tuple[Period | None, ...]:
    """Return for every number of `prose` the period it belongs to; None for averages and figures per period.

    A plan reaches to the end of its paragraph, with `lasting` to the end of the text.
    """
    year = guess_year(prose) if year is None else year
    periods: list[Period | None] = []
    position = 0
    future = False
    for sentence in prose.sentences:
        numbers = []
        while position < len(prose.numbers) and prose.numbers[position].at < sentence.end:
            numbers.append(prose.numbers[position])
            position += 1
        found, future = _in_sentence(prose, sentence, numbers, year, future=future)
        periods += found
        if prose.plain[sentence.end - 1 : sentence.end] == "\n" and not lasting:
            future = False
    return tuple(periods)


def _in_sentence(
    prose: Prose, sentence: Span, numbers: list[Number], year: int | None, *, future: bool
) -> tuple[list[Period | None], bool]:
    """Return the periods of a sentence's numbers and whether what follows still speaks of the future."""
    words = [w for w in prose.words_between(*sentence) if w.kind in ("period", "time")]
    marks: list[Word | Number] = sorted(
        [*words, *(n for n in numbers if (_is_year(n) or n.unit == "年来") and not prose.in_name(n.at))],
        key=lambda mark: mark.start,
    )
    state: Period = "planned" if future else "year"
    state_end = sentence.end
    periods: list[Period | None] = []
    index = 0
    for number in numbers:
        while index < len(marks) and marks[index].start < number.at:
            state, state_end, future = _next_state(prose, marks[index], year, state, state_end, future=future)
            index += 1
        running: Period = state if number.at < state_end else "year"
        if periods and _ends_range(prose, numbers[len(periods) - 1], number):
            periods.append(periods[-1])
            continue
        periods.append(_of_number(prose, number, running))
        if (
            state == "previous" and periods[-1] == "year"
        ):  # "由去年的95%提升至97%": what follows is this year's
            state = "year"
    while index < len(marks):
        state, state_end, future = _next_state(prose, marks[index], year, state, state_end, future=future)
        index += 1
    return periods, future


def _ends_range(prose: Prose, low: Number, high: Number) -> bool:
    return prose.plain[low.end : high.start].strip() in ("-", "--", "~", "至", "到")


def _next_state(
    prose: Prose, mark: Word | Number, year: int | None, state: Period, end: int, *, future: bool
) -> tuple[Period, int, bool]:
    """Return the period after a mark, the place up to which it holds, and whether a future was opened."""
    sentence_end = prose.sentences[prose.sentence_at(mark.start)].end
    if isinstance(mark, Number):
        new = _state_of_year(prose, mark, year, state)
        return (state, end, future) if new is None else (new, sentence_end, new == "planned")
    clause = prose.clause(mark.start)
    if mark.kind == "time":
        resets = mark.group == "this" or (mark.group == "year" and state == "cumulative")
        return ("year", sentence_end, False) if resets else (state, end, future)
    if mark.group == "previous":
        carried = any(
            w.kind == "outcome" and w.group == "carried" for w in prose.words_between(mark.end, clause.end)
        )
        if carried or _compared(prose, mark.start):
            return state, end, future
        return "previous", sentence_end, future
    if mark.group == "cumulative":
        return ("year" if _within_year(prose, clause, mark, year) else "cumulative"), sentence_end, future
    if mark.group == "future":
        return "planned", sentence_end, True
    if mark.group == "intent":
        sure = (
            prose.plain[mark.start : mark.end] == "确保"
        )  # may speak of what was done: not beyond its clause
        return "planned", (clause.end if sure and state != "planned" else sentence_end), future
    return state, end, future


def _compared(prose: Prose, place: int) -> bool:
    """Return whether a comparison opens right before `place` ("较上年")."""
    return (
        prose.plain[max(0, place - 3) : place]
        .rstrip(" ")
        .endswith(("较", "比", "与", "同", "相较于", "比起"))
    )


def _state_of_year(prose: Prose, mark: Number, year: int | None, state: Period) -> Period | None:
    """Return the period that a year opens; None when it only modifies a noun or is compared with."""
    if mark.unit == "年来":
        return "cumulative" if mark.value > 1 else None
    if year is None:
        return None
    if _compared(prose, mark.start):
        return None
    before = prose.words_between(max(0, mark.start - 6), mark.start)
    if before and before[-1].end >= mark.start and before[-1].kind == "verb":
        return None
    since = _SINCE.match(prose.plain, mark.end)
    if since or prose.plain[max(0, mark.start - 1) : mark.start] in ("自", "从"):
        return "cumulative" if mark.value < year and since else "year" if mark.value == year else None
    if prose.plain.startswith("以来", mark.end):
        return "cumulative" if mark.value < year else "year"
    if mark.value == year:
        return "year"
    if mark.value > year:
        carried = _CARRIED.match(prose.plain, mark.end)
        return (
            state
            if carried or prose.plain[mark.start - 1 : mark.start] in ("转", "入", "至", "到")
            else "planned"
        )
    following = prose.plain[mark.end : mark.end + 8]
    if "结转" in following or "转入" in following:
        return None
    return "previous"


def _within_year(prose: Prose, clause: Span, mark: Word, year: int | None) -> bool:
    """Return whether a span of time that a word opens lies within the reporting year."""
    if not prose.plain[mark.start : mark.end].endswith("以来"):
        return False
    if year == 2008 and prose.plain[mark.start : mark.end] in ("施行以来", "实施以来"):
        return True  # the Regulations took effect in May 2008
    if _BEGUN.search(prose.plain, max(0, clause.start - 5), clause.start):  # 今年6月起，在三市试运行以来
        clause = Span(prose.clause(clause.start - 2).start, clause.end)
    years = [n.value for n in prose.numbers_between(clause.start, mark.start) if _is_year(n)]
    if years:
        return years[-1] == year
    dated = any(n.unit in ("月", "日", "月份") for n in prose.numbers_between(clause.start, mark.start))
    this_year = any(
        w.kind == "time" and w.group in ("this", "year")
        for w in prose.words_between(clause.start, mark.start)
    )
    return dated or this_year


def _of_number(prose: Prose, number: Number, state: Period) -> Period | None:
    clause = prose.clause(number.at)
    start = max(clause.start, _previous_count_end(prose, number, clause.start))
    words = prose.words_between(start, number.start)
    if _averaged(words) or _PER.match(prose.plain, number.end):
        return None
    if _is_task(prose, number, words):
        return "planned"
    changed = _change(prose, number, clause, words, state)
    return changed or state


def _previous_count_end(prose: Prose, number: Number, start: int) -> int:
    """Return the end of the last count before `number` within its clause, else `start`."""
    for other in reversed(prose.numbers_between(start, number.at)):
        if other.kind in ("count", "bare", "percent"):
            return other.end
    return start


def _averaged(words: tuple[Word, ...]) -> bool:
    averaged = False
    for word in words:
        if word.kind == "period" and word.group == "average":
            averaged = True
        elif (word.kind == "total" and word.group == "sum") or (
            word.kind == "time" and word.group in ("this", "year")
        ):
            averaged = False
    return averaged


def _is_task(prose: Prose, number: Number, words: tuple[Word, ...]) -> bool:
    tasks = [w for w in words if w.kind == "period" and w.group in ("task", "norm")]
    if tasks and not prose.plain[tasks[-1].end : number.start].strip(" 为是共有达：数的"):
        return True
    after = [
        w
        for w in prose.words_between(number.end, number.end + 14)
        if w.kind == "period" and w.group == "task"
    ]
    return bool(after) and not re.search("[，。；、：（）]", prose.plain[number.end : after[0].start])


def _change(
    prose: Prose, number: Number, clause: Span, words: tuple[Word, ...], state: Period
) -> Period | None:
    """Return "change" or "previous" for a figure in a comparison of years, else None."""
    verdict: Period | None = None
    compared = reached = False
    if prose.plain[number.start - 1 : number.start] in ("由", "从") and _REACHES.match(
        prose.plain, number.end
    ):
        return "previous"
    for word in words:
        if word.kind != "period":
            continue
        if word.group in ("change", "grow"):
            adjacent = not prose.plain[word.end : number.start].strip(" 了近约")
            if word.group == "change" or compared or adjacent:
                verdict = "change"
        elif word.group == "reach":
            verdict, compared, reached = None, False, True
        elif word.group == "compare":
            compared = True
    if verdict is None and not reached:
        before = prose.plain[max(clause.start, number.start - 24) : number.start]
        if _COMPARED_WITH.search(before):
            return "previous"
    return "year" if reached and verdict is None and state == "previous" else verdict
