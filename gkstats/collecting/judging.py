"""What a fetched document is, decided by reading it: a report, something else, or what cannot be read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from gkstats.collecting.markup import Page
from gkstats.collecting.titles import is_furniture
from gkstats.documents import Source, sniff
from gkstats.errors import GkstatsError, NotAReport, SeveralReports, UnreadableDocument
from gkstats.isolation import read_isolated
from gkstats.records import Records

__all__ = ["Verdict", "ending_of", "judge"]

_LEAST_TEXT: Final = 100
"""Characters of a report without any table; a page that only gives a file has fewer."""
_ENDINGS: Final = {"markdown": "md", "text": "txt"}
_PICTURES: Final = {
    b"\x89PNG": "png",
    b"\xff\xd8\xff": "jpg",
    b"GIF8": "gif",
    b"II*\x00": "tif",
    b"MM\x00*": "tif",
    b"RIFF": "webp",
    b"BM": "bmp",
}


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
    prose: str = ""
    """What its sections say, without spaces."""


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
    texts = (part.text for section in records.sections for part in section.paragraphs)
    prose = "".join("".join(texts).split())
    if not records.facts and len(prose) < _LEAST_TEXT:
        return Verdict("other", trouble="it bears the title of a report and says nothing")
    identity = records.identity
    return Verdict(
        "report",
        identity.agency or "",
        str(identity.year or ""),
        sum(1 for fact in records.facts if fact.value is not None),
        _digest(records, _links(data, name)),
        prose=prose,
    )


def _links(data: bytes, name: str) -> frozenset[str]:
    """Return the words of a page's links, without spaces."""
    if ending_of(data) != "html":
        return frozenset()
    return frozenset("".join(link.text.split()) for link in Page(name, data).links()) - {""}


def _digest(records: Records, links: Collection[str]) -> str:
    """Return a digest of what a report says: who it is of, its cells as printed, and its text.

    What surrounds a report on a page changes without it: counters, links to other documents, all before its first section.
    """
    identity = records.identity
    numbered = [section for section in records.sections if section.number]
    said: list[object] = [
        [identity.agency, identity.year],
        [[fact.table, fact.row, fact.column, fact.printed] for fact in records.facts],
    ]
    for section in numbered or records.sections:
        texts = ("".join(part.text.split()) for part in section.paragraphs)
        said.append(
            ["".join(section.title.split()), *(text for text in texts if not is_furniture(text, links))]
        )
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()


def ending_of(data: bytes) -> str:
    r"""Return the ending of a file by what it holds.

    Examples
    --------
    >>> ending_of(b"%PDF-1.4 ..."), ending_of(b"<html><body>..."), ending_of(b"\x89PNG...")
    ('pdf', 'html', 'png')
    >>> ending_of(b"Rar!...")
    'bin'
    """
    try:
        kind = sniff(Source("<bytes>", data))
    except UnreadableDocument:
        return "bin"
    if kind == "picture":
        return next((ending for start, ending in _PICTURES.items() if data.startswith(start)), "bin")
    return _ENDINGS.get(kind, kind)
