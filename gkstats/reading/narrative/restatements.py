"""Figures of the prose that repeat cells of the statutory tables: applications, reconsiderations, lawsuits."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from typing import Any, Final, TypeAlias

from gkstats.reading.narrative.lexicon import Word
from gkstats.reading.narrative.mentions import Mention
from gkstats.reading.narrative.prose import Prose

__all__ = ["Candidates", "restated_cells"]

Candidates: TypeAlias = tuple[tuple[tuple[str, str, str], ...], ...]

_REACH: Final = 200
"""So many characters back a subject still holds."""
_FAMILIES: Final = {"granted", "partial", "denied", "unavailable", "not_processed"}
"""Outcomes in the words of the form: of requests also where the sentence before names them."""
_SUBJECTS: Final = {"application", "review", "lawsuit"}
_COUNTED: Final = {"件", "条", "份", "宗", "起", "个", "例", "次", "项", "封"}


@functools.cache
def _table() -> dict[str, Any]:
    text = resources.files(__package__).joinpath("restatements.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _cells(group: str, key: str) -> Candidates:
    alternatives = _table()[group].get(key, ())
    return tuple(
        tuple((table, row, column) for table, row, column in (cell.split() for cell in cells))
        for cells in alternatives
    )


def restated_cells(prose: Prose, mention: Mention) -> Candidates:
    """Return the sets of cells that a count may restate, most likely first; empty when it restates none."""
    if mention.period != "year" or (mention.number.unit or "件") not in _COUNTED:
        return ()
    subject = _subject(prose, mention)
    if subject == "application":
        return _of_applications(prose, mention)
    if subject in ("review", "lawsuit"):
        outcome = _outcome(prose, mention)
        if outcome in ("resolved", ""):
            return _cells(subject, "total") if _names_subject(prose, mention) else ()
        return _cells(subject, outcome)
    return ()


def _subject(prose: Prose, mention: Mention) -> str:
    """Return the subject named last before the figure in its sentence, or right behind it.

    Outcomes in the form's own words may stand in a sentence of their own behind the one that names the requests.
    """
    behind = [w for w in prose.words_between(*mention.tail_span) if w.kind == "subject"]
    if behind:
        return behind[0].group
    named = _named(prose, mention, prose.sentences[mention.sentence].start)
    if not named and mention.sentence and _FAMILIES & {word.group for word in _outcome_words(prose, mention)}:
        named = _named(prose, mention, prose.sentences[mention.sentence - 1].start)
    # The gap before a figure may reach back over sentences that speak of something else.
    began = max(mention.gap.start, prose.sentences[mention.sentence].start)
    clause = prose.plain[began : mention.number.start]
    if "热线" in clause or "信箱" in clause or "留言" in clause:
        return ""
    return named[-1].group if named else ""


def _named(prose: Prose, mention: Mention, start: int) -> list[Word]:
    words = prose.words_between(max(start, mention.number.start - _REACH), mention.number.start)
    return [w for w in words if w.kind == "subject" and not _is_verbal(prose, w)]


def _names_subject(prose: Prose, mention: Mention) -> bool:
    """Return whether the figure's own words name what is counted."""
    spans = (mention.clause.start, mention.tail_span.end)
    return any(w.kind == "subject" and w.group in _SUBJECTS for w in prose.words_between(*spans))


def _outcome_words(prose: Prose, mention: Mention) -> list[Word]:
    words = [*prose.words_between(*mention.clause), *prose.words_between(*mention.tail_span)]
    return [word for word in words if word.kind == "outcome"]


def _outcome(prose: Prose, mention: Mention) -> str:
    found = _outcome_words(prose, mention)
    return found[-1].group if found else ""


def _of_applications(prose: Prose, mention: Mention) -> Candidates:
    clause = prose.words_between(mention.clause.start, mention.tail_span.end)
    if any(word.kind == "time" and word.group == "carry" for word in clause):
        return _cells("applications", "before")
    for word in clause:
        if word.kind == "applicant":
            return _cells("applicants", prose.plain[word.start : word.end])
    outcomes = {word.group for word in _outcome_words(prose, mention)}
    if {"granted", "partial"} <= outcomes or (
        "partial" in outcomes and "公开或" in _lead_text(prose, mention)
    ):
        return _cells("applications", "either")
    for group in ("carried", "partial", "granted", "denied", "unavailable", "not_processed"):
        if group in outcomes:
            return _cells("applications", group)
    if any(prose.plain[w.start : w.end] in ("其他处理", "其它处理") for w in _outcome_words(prose, mention)):
        return _cells("applications", "other")
    if "resolved" in outcomes:
        return _cells("applications", "resolved")
    if not _names_subject(prose, mention) or any(word.kind == "applyform" for word in clause):
        return ()
    handled = mention.lead.verb == "handle"
    return _cells("applications", "handled" if handled else "received")


def _lead_text(prose: Prose, mention: Mention) -> str:
    return prose.plain[mention.clause.start : mention.number.start]


def _is_verbal(prose: Prose, word: Word) -> bool:
    """Return whether "申请" governs what follows ("申请排水许可证5条") rather than being counted itself."""
    if prose.plain[word.start : word.end] != "申请":
        return False
    behind = prose.plain[word.end : word.end + 2].lstrip()
    return (
        behind[:1].isalpha()
        and behind[0] not in "共的数量总计为约近超达人中件均已内由"
        and not behind[0].isdigit()
    )
