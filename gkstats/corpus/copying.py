"""Sections that agencies share with others: which are alike, who had them first, and sentence by sentence what is shared.

Readings are gone through three times, a few hundred in memory at a time: which sentences most agencies use, which
sections are alike without these, and what those that are alike share.
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from gkstats.agencies import region_of
from gkstats.comparison.matching import common_share, match
from gkstats.comparison.sentences import Sentence, read_sentences
from gkstats.comparison.shared import alike, jaccard, masked_names, signatures, text_hash
from gkstats.frames import LEAD, Column, table_frame
from gkstats.keeping import Document, Held
from gkstats.records import Section
from gkstats.regions import lineage
from gkstats.timeline import Identify, id_of

__all__ = ["COPIED_SENTENCES", "COPIES", "copied_sections"]

_CLUSTER: Final = Column(
    "cluster", "Int64", "number of the cluster, from 0; those of the most agencies come first"
)
_ORIGINAL: Final = Column("original", "string", "key of the earliest document of the cluster")
COPIES: Final = (
    _CLUSTER,
    *LEAD,
    Column("agency_id", "string", "the agency whatever its name"),
    Column("published", "datetime64[s]", "day of publication, as stated"),
    Column("number", "Int64", "number of the section"),
    Column("title", "string", "its title"),
    Column(
        "characters", "Int64", "characters of its sentences, without spaces and without sentences of the form"
    ),
    Column(
        "similarity",
        "Float64",
        "share of pieces of four characters that it and the earliest have in common, figures and names aside",
        "fraction",
    ),
    Column(
        "shared",
        "Float64",
        "share of the characters that stand in the earliest, word for word or in an edited sentence",
        "fraction",
    ),
    _ORIGINAL,
)
COPIED_SENTENCES: Final = (
    _CLUSTER,
    *LEAD,
    Column("number", "Int64", "number of the section"),
    Column("sentence", "string", "the sentence as printed"),
    Column("status", "string", "copied or edited"),
    Column("similarity", "Float64", "of the sentence and that of the earliest, 1 for a copy", "fraction"),
    _ORIGINAL,
    Column("counterpart", "string", "the sentence of the earliest"),
)

_TELLING: Final = 120
"""Characters that a section must have, form text aside, before anything is said of it."""
_ERROR: Final = 0.08
"""What signatures may say too little."""
_FEW: Final = 10
"""Sentences of no more agencies are never taken for text of the form."""
_TOGETHER: Final = 256
_ENDINGS: Final = (
    "特别行政区",
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "地区",
    "省",
    "市",
    "县",
    "区",
    "旗",
    "盟",
)
_SHORTEST: Final = 2


class _Passage(NamedTuple):
    """A section of a document: its sentences without those of the form, and the text that is compared."""

    position: int
    place: int
    number: int
    title: str
    sentences: tuple[Sentence, ...]
    text: str


class _Member(NamedTuple):
    """A passage of a cluster, and the earliest one."""

    cluster: int
    first: _Passage
    passage: _Passage
    similarity: float


def copied_sections(
    held: Held, positions: Sequence[int], identify: Identify, *, least: float, common: float, sentences: bool
) -> pd.DataFrame:
    """Return the sections that agencies share with others, as `COPIES`, or their sentences as `COPIED_SENTENCES`."""
    if not 0 < least <= 1 or not 0 < common <= 1:
        raise ValueError(f"least={least!r}, common={common!r}: both are shares above 0, up to 1")
    documents = held.documents
    ordered = sorted(positions, key=lambda position: _turn(documents[position]))
    owners = {place: _owner(documents[place], identify) for place in ordered}
    form = _of_the_form(held, ordered, owners, common)
    where: list[tuple[int, int]] = []
    parts = [signatures([])]
    for some in _together(_passages(held, ordered, form)):
        where += [(one.position, one.place) for one in some]
        parts.append(signatures([one.text for one in some]))
    # Signatures err by 0.04; the texts themselves decide below.
    clusters = alike(np.concatenate(parts), [owners[position] for position, _ in where], least - _ERROR)
    placed = [[where[number] for number in one] for one in clusters]
    members = [
        _Member(number, first, one, share)
        for number, first, one in _against(held, placed, form)
        if (share := jaccard(first.text, one.text)) >= least
    ]
    rows = _sentence_rows if sentences else _section_rows
    listed = (row for one in _of_several(members, owners) for row in rows(one, documents, owners))
    return table_frame(COPIED_SENTENCES if sentences else COPIES, listed)


def _of_several(members: Sequence[_Member], owners: Mapping[int, str]) -> list[_Member]:
    """Return the members of clusters that several agencies are in, numbered by how many, the earliest first."""
    clusters: dict[int, list[_Member]] = {}
    for one in members:
        clusters.setdefault(one.cluster, []).append(one)
    counted = [(len({owners[one.passage.position] for one in some}), some) for some in clusters.values()]
    kept = sorted((one for one in counted if one[0] > 1), key=lambda one: -one[0])
    return [one._replace(cluster=number) for number, (_, some) in enumerate(kept) for one in some]


def _turn(one: Document) -> tuple[Any, ...]:
    """Return what orders documents by time: the reporting year, then the day of publication, then the name."""
    return (one.year is None, one.year or 0, one.published or dt.date.max, one.source)


def _owner(one: Document, identify: Identify) -> str:
    return id_of(one, identify) or f"? {one.document}"


def _of_the_form(
    held: Held, positions: Sequence[int], owners: Mapping[int, str], common: float
) -> frozenset[int]:
    """Return the hashes of sentences that more agencies use than can have copied them from one another."""
    numbers = {owner: number for number, owner in enumerate(dict.fromkeys(owners.values()))}
    seen: list[np.ndarray[Any, Any]] = []
    for position, sentences in _read(held, positions):
        hashes = {text_hash(masked) for _, _, masked in sentences}
        pairs = np.empty((len(hashes), 2), dtype=np.uint64)
        pairs[:, 0], pairs[:, 1] = list(hashes), numbers[owners[position]]
        seen.append(pairs)
    if not seen:
        return frozenset()
    each = np.unique(np.concatenate(seen), axis=0)
    hashes_, counts = np.unique(each[:, 0], return_counts=True)
    most = max(_FEW, common * len(numbers))
    return frozenset(hashes_[counts > most].tolist())


def _read(held: Held, positions: Sequence[int]) -> Iterator[tuple[int, list[tuple[Section, Sentence, str]]]]:
    """Yield each document with its sentences, the section of each, and the sentence without figures and own names."""
    documents = held.documents
    for position, one in zip(positions, held.loaded(positions), strict=True):
        names = _names(documents[position].agency, documents[position].year)
        sections = one.records.sections
        yield (
            position,
            [
                (sections[sentence.section], sentence, masked_names(sentence.masked, names))
                for sentence in read_sentences(sections)
            ],
        )


def _passages(held: Held, positions: Sequence[int], form: frozenset[int]) -> Iterator[_Passage]:
    for position, found in _read(held, positions):
        by_section: dict[int, list[tuple[Section, Sentence, str]]] = {}
        for entry in found:
            if text_hash(entry[2]) not in form:
                by_section.setdefault(entry[1].section, []).append(entry)
        for place, entries in by_section.items():
            text = "".join(masked for _, _, masked in entries)
            if len(text) >= _TELLING:
                section = entries[0][0]
                sentences = tuple(sentence for _, sentence, _ in entries)
                yield _Passage(position, place, section.number, section.title, sentences, text)


@functools.lru_cache(maxsize=4_096)
def _names(agency: str | None, year: int | None) -> tuple[str, ...]:
    """Return what an agency calls itself and its places, in full and without what divisions end in."""
    region = region_of(agency, year)
    names = {agency, region.name if region else None}
    names |= set(lineage(region.code, year).values()) if region else set()
    full = [name for name in names if name]
    short = [name.removesuffix(ending) for name in full for ending in _ENDINGS if name.endswith(ending)]
    return tuple(sorted(name for name in {*full, *short} if len(name) >= _SHORTEST))


def _together(passages: Iterator[_Passage]) -> Iterator[list[_Passage]]:
    while some := list(itertools.islice(passages, _TOGETHER)):
        yield some


def _against(
    held: Held, clusters: Sequence[Sequence[tuple[int, int]]], form: frozenset[int]
) -> Iterator[tuple[int, _Passage, _Passage]]:
    """Yield every passage of every cluster with its number and the earliest one, those of a document together."""
    cluster_of = {where: number for number, places in enumerate(clusters) for where in places}
    firsts: dict[int, _Passage] = {}
    # Documents come in order of time, so that the first passage of a cluster is the one that all are held against.
    documents = held.documents
    wanted = sorted({position for position, _ in cluster_of}, key=lambda position: _turn(documents[position]))
    for passage in _passages(held, wanted, form):
        number = cluster_of.get((passage.position, passage.place))
        if number is not None:
            yield number, firsts.setdefault(number, passage), passage


def _section_rows(
    member: _Member, documents: Sequence[Document], owners: Mapping[int, str]
) -> Iterator[tuple[Any, ...]]:
    first, one = member.first.sentences, member.passage.sentences
    found = documents[member.passage.position]
    size = sum(sentence.size for sentence in one)
    stands = sum(
        one[pair.later].size * common_share(first[pair.earlier], one[pair.later])
        for pair in match(first, one)[0]
    )
    yield (
        member.cluster,
        *(found.document, found.agency, found.year, owners[member.passage.position], found.published),
        *(member.passage.number, member.passage.title, size, member.similarity, stands / size),
        documents[member.first.position].document,
    )


def _sentence_rows(
    member: _Member, documents: Sequence[Document], _: Mapping[int, str]
) -> Iterator[tuple[Any, ...]]:
    if member.passage is member.first:
        return
    first, one = member.first.sentences, member.passage.sentences
    found, original = documents[member.passage.position], documents[member.first.position].document
    for pair in match(first, one)[0]:
        before, after = first[pair.earlier], one[pair.later]
        status = "copied" if before.key == after.key else "edited"
        lead = (member.cluster, found.document, found.agency, found.year, member.passage.number)
        yield (*lead, after.text, status, pair.similarity, original, before.text)
