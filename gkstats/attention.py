"""What a person should look at first: failed checks, weakly supported figures, close readings of prose, unnamed reports."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from gkstats.evidence import EVIDENCE
from gkstats.frames import LEAD, Column, table_frame

if TYPE_CHECKING:
    from gkstats.corpus import Corpus

__all__ = ["TRIAGE", "triage"]

TRIAGE: Final = (
    *LEAD,
    Column("source", "string", "path, URL or name of the document"),
    Column("reason", "string", "unread, unnamed, failed check, weak evidence or close reading"),
    Column("severity", "string", "error, warning or information"),
    Column("what", "string", "id of the check, code of the trouble or class of the evidence"),
    Column("table", "string", "table or frame"),
    Column("row", "string", "code of the row, number of the breakdown"),
    Column("column", "string", "code of the column, label of the part"),
    Column("page", "Int64", "page from 1, NA where the format has no pages"),
    Column("message", "string", "what is the matter, in words"),
)
_GRAVITY: Final = {"error": 0, "warning": 1, "information": 2}
_WEAK: Final = EVIDENCE[EVIDENCE.index("likely") + 1 :]
"""The classes of evidence that leave a figure in doubt."""
_ORDER: Final = ("unread", "unnamed", "failed check", "weak evidence", "close reading")


def triage(corpus: Corpus) -> pd.DataFrame:
    """List what to look at first in a corpus, gravest first, each with its place.

    What could not be read or names no agency or year comes before failed checks of severity error; then figures of weak
    evidence, readings of prose that a second one came close to, warnings, and what is only worth knowing.

    Parameters
    ----------
    corpus : Corpus

    Returns
    -------
    DataFrame
        The columns of `TRIAGE`, a row for each thing to look at. `Corpus.facts` and `Report.show_source` lead on from
        ``table``, ``row`` and ``column``.

    Examples
    --------
    >>> import gkstats as gk
    >>> queue = gk.triage(gk.load_corpus(gk.samples() / "pingtan-202[01].html", progress=False))
    >>> queue[["reason", "what"]].iloc[0].tolist()
    ['failed check', 'outcome-sum']
    """
    sources = dict(zip(corpus.reports["document"], corpus.reports["source"], strict=True))
    found = [*_unnamed(corpus), *_failed(corpus), *_weak(corpus), *_close(corpus)]
    rows = [*_unread(corpus), *((*row[:3], sources.get(row[0]), *row[3:]) for row in found)]
    rows.sort(key=lambda row: (_GRAVITY[row[5]], _ORDER.index(row[4])))
    return table_frame(TRIAGE, rows)


def _unread(corpus: Corpus) -> Iterator[tuple[Any, ...]]:
    for one in corpus.errors.itertuples():
        yield (
            None,
            None,
            None,
            one.source,
            "unread",
            "error",
            one.error,
            None,
            None,
            None,
            None,
            one.message,
        )


def _unnamed(corpus: Corpus) -> Iterator[tuple[Any, ...]]:
    reports = corpus.reports
    names = ["document", "agency", "year"]
    for document, agency, year in _plain(reports[reports["agency"].isna() | reports["year"].isna()], names):
        lacking = [name for name, value in (("agency", agency), ("year", year)) if value is None]
        said = f"{' and '.join(lacking)} not stated: it stands in no series and no panel"
        place = ("identity", None, None, None, said)
        yield (document, agency, year, "unnamed", "error", lacking[0], *place)


def _failed(corpus: Corpus) -> Iterator[tuple[Any, ...]]:
    names = ["document", "agency", "year", "severity", "check", "table", "row", "column", "page", "message"]
    for document, agency, year, severity, check, *place in _plain(corpus.failures(), names):
        yield (document, agency, year, "failed check", severity, check, *place)


def _weak(corpus: Corpus) -> Iterator[tuple[Any, ...]]:
    names = ["evidence", "trouble", "table", "row", "column", "page", "printed", "note"]
    facts = corpus.read("facts", ["document", "agency", "year", *names], evidence=list(_WEAK))
    for *lead, evidence, trouble, table, row, column, page, printed, note in _plain(
        facts, list(facts.columns)
    ):
        said = f"{printed!r}: {note or 'little speaks for its place'}"
        what = trouble or evidence
        yield (*lead, "weak evidence", "warning", what, table, row, column, page, said)


def _close(corpus: Corpus) -> Iterator[tuple[Any, ...]]:
    parts = corpus.breakdowns
    doubted = parts[parts["note"].fillna("") != ""].drop_duplicates(["document", "breakdown"])
    names = ["document", "agency", "year", "breakdown", "label", "page", "note", "sentence"]
    for *lead, number, label, page, note, sentence in _plain(doubted, names):
        said = f"{note}: {' '.join(str(sentence).split())[:60]}"
        yield (*lead, "close reading", "warning", "margin", "breakdowns", str(number), label, page, said)


def _plain(frame: pd.DataFrame, names: list[str]) -> Iterator[tuple[Any, ...]]:
    values = frame[names].astype(object)
    return values.where(values.notna(), None).itertuples(index=False, name=None)
