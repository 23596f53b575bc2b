"""What a fetched document is, decided by reading it: a report, something else, or what cannot be read."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Final, Literal

from gkstats.documents import Source, sniff
from gkstats.errors import GkstatsError, NotAReport, SeveralReports, UnreadableDocument
from gkstats.isolation import read_isolated
from gkstats.records import Records

__all__ = ["LEAST_TEXT", "Verdict", "ending_of", "judge"]

LEAST_TEXT: Final = 100
"""Characters of a report without any table; a page that only gives a file has fewer."""
_ENDINGS: Final = {"markdown": "md", "text": "txt"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What reading a document showed."""

    what: Literal["report", "other", "unread"]
    agency: str = ""
    year: str = ""
    figures: int = 0
    """Cells of tables that hold a number."""
    digest: str = ""
    """Of what was read; empty where nothing was."""
    trouble: str = ""
    length: int = 0
    """Characters of its prose."""


def judge(data: bytes, name: str) -> Verdict:
    """Read a document in a process of its own and say what it is."""
    try:
        records = read_isolated(Source(name, data))
    except SeveralReports:
        return Verdict("report")
    except NotAReport as error:
        return Verdict("other", trouble=error.trouble)
    except GkstatsError as error:
        return Verdict("unread", trouble=f"{error.trouble}; {error.remedy}")
    length = sum(len(part.text) for section in records.sections for part in section.paragraphs)
    if not records.facts and length < LEAST_TEXT:
        return Verdict("other", trouble="it bears the title of a report and says nothing")
    identity = records.identity
    return Verdict(
        "report",
        identity.agency or "",
        str(identity.year or ""),
        sum(1 for fact in records.facts if fact.value is not None),
        _digest(records),
        length=length,
    )


def _digest(records: Records) -> str:
    """Return a digest of what a report says: who it is of, its cells as printed, and its text without spaces."""
    identity = records.identity
    said = [
        [identity.agency, identity.year, identity.title],
        [[fact.table, fact.row, fact.column, fact.printed] for fact in records.facts],
        [
            ["".join(section.title.split()), *("".join(part.text.split()) for part in section.paragraphs)]
            for section in records.sections
        ],
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()


def ending_of(data: bytes) -> str:
    r"""Return the ending of a file by what it holds.

    Examples
    --------
    >>> ending_of(b"%PDF-1.4 ..."), ending_of(b"<html><body>..."), ending_of(b"\x89PNG...")
    ('pdf', 'html', 'bin')
    """
    try:
        kind = sniff(Source("<bytes>", data))
    except UnreadableDocument:
        return "bin"
    return _ENDINGS.get(kind, kind)
