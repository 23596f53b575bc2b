"""Agencies of a collection that might be one, or follow each other: what a person should look at, with the reason."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from gkstats.agencies import bare, bodies
from gkstats.regions.divisions import gazetteer

__all__ = ["Doubt", "doubts"]


class Doubt(NamedTuple):
    """An agency that might be another one of the collection; ``other`` is None where the name alone is in doubt."""

    id: str
    other: str | None
    reason: str


def doubts(ids: Iterable[str]) -> Iterator[Doubt]:
    """Yield what is uncertain about the agencies of a collection, each pair once, in a time linear in their number.

    Examples
    --------
    >>> found = list(doubts(["640521/bureau:国土资源局", "640521/bureau:自然资源局"]))
    >>> found[0].other, found[0].reason.partition(":")[0]
    ('640521/bureau:自然资源局', 'took over in 2018 or after, is not the same')
    """
    known = dict.fromkeys(ids)
    stems: dict[tuple[str, str], list[str]] = {}
    apart: dict[str, list[str]] = {}
    for id_ in known:
        place, _, body = id_.partition("/")
        if place == "?":
            body, tied, _ = body.partition("@")
            if tied:
                apart.setdefault(body, []).append(id_)
            yield from _unsettled(id_, body, known)
            continue
        yield from _merged(id_, place, body, known)
        yield from _succeeded(id_, place, body, known)
        if body == "office" and f"{place}/government" in known:
            yield Doubt(id_, f"{place}/government", "the office may report for the government")
        stems.setdefault((place, _stem(body)), []).append(id_)
    for alike in stems.values():
        for one, other in itertools.pairwise(alike):
            yield Doubt(one, other, "names that differ in the kind of body only")
    for alike in apart.values():
        for one, other in itertools.pairwise(alike):
            yield Doubt(one, other, "the name says no place, and the reports stand on no common site")


def _unsettled(id_: str, body: str, known: Mapping[str, None]) -> Iterator[Doubt]:
    kind, _, name = body.partition(":")
    several = False
    for place, bearers in gazetteer().named(name):
        codes = {gazetteer().lasting(one).code for one in bearers}
        several |= len(codes) > 1
        rest = name[len(place) :]
        own = kind if not rest and kind in ("government", "office") else f"{kind}:{rest}"
        for code in sorted(codes):
            if f"{code}/{own}" in known:
                yield Doubt(id_, f"{code}/{own}", "the name does not say which division it belongs to")
    if several:
        yield Doubt(id_, None, "several divisions bear the name")
    elif name[:1] in "省市县区旗镇乡" or kind == "town" or "@" in id_:
        yield Doubt(id_, None, "the name does not say where the body is")


def _merged(id_: str, place: str, body: str, known: Mapping[str, None]) -> Iterator[Doubt]:
    for division in gazetteer().coded(place):
        if division.until is not None:
            for heir in gazetteer().heirs(division):
                other = f"{gazetteer().lasting(heir).code}/{body}"
                if other in known and other != id_:
                    reason = f"the division went into the other's in {division.until}"
                    yield Doubt(id_, other, reason)


def _succeeded(id_: str, place: str, body: str, known: Mapping[str, None]) -> Iterator[Doubt]:
    kind, _, name = body.partition(":")
    if kind == "bureau":
        for heir, said in successors(name):
            if f"{place}/bureau:{heir}" in known:
                yield Doubt(id_, f"{place}/bureau:{heir}", said)


def successors(body: str) -> tuple[tuple[str, str], ...]:
    """Return the bodies that took over from one, each with the year and the source.

    Examples
    --------
    >>> [name for name, _ in successors("旅游局")]
    ['文化和旅游局', '文化广电和旅游局', '文化和旅游厅']
    """
    return _successions().get(bare(body), ())


@functools.cache
def _successions() -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for one in bodies()["successions"]:
        said = f"took over in {one['year']} or after, is not the same: {one['source']}"
        for old in one["from"]:
            found[bare(old)] = (*found.get(bare(old), ()), *((new, said) for new in one["into"]))
    return found


def _stem(body: str) -> str:
    kind, _, name = body.partition(":")
    if kind == "bureau":
        ending = next((ending for ending in bodies()["kinds"] if name.endswith(ending)), "")
        return f"{kind}:{bare(name.removesuffix(ending))}"
    if kind == "town" and "/" not in name:
        ending = next((ending for ending in ("街道", "镇", "乡", "苏木") if name.endswith(ending)), "")
        return f"{kind}:{name.removesuffix(ending)}"
    return body
