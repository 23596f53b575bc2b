"""Whose table is it: of the places of each kind, the one that is the report's own, by weighed reasons."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from gkstats.documents.model import Anchor
from gkstats.reading.places import Found, Place
from gkstats.reading.surroundings import Sign, Surroundings
from gkstats.reading.whose import Continuation, continuations, phrase, section_of, threshold, weight
from gkstats.records import Restatement
from gkstats.sums import Cells, Number, agree, sums_of

__all__ = ["Foreign", "Owned", "own_tables"]

_SPEAKING: Final = frozenset(
    "year_here year_other agency_here agency_other earlier title_here title_other sentence_here sentence_other".split()
)
"""Reasons by which even the only table of its kind is taken for another report's."""
_SAID: Final = _SPEAKING | {"annex", "section", "elsewhere"}
"""Reasons that the document states; the others are inferred from figures."""
_QUOTED: Final = 30


class Foreign(NamedTuple):
    """A table that is not read as the report's own, and why."""

    place: Place
    why: str


class Owned(NamedTuple):
    """The report's own table of each kind, and what became of the others.

    ``disputed`` holds, for a kind of which nothing tells the own table, all those that may be it; the first of them
    stands in ``own``, too. ``inferred`` says what decided where the document states nothing. ``found`` are all
    places from which it chose.
    """

    own: dict[str, Place]
    disputed: dict[str, list[Place]]
    inferred: dict[str, str]
    foreign: list[Foreign]
    found: Mapping[str, Found]
    warnings: list[str]


class _Case(NamedTuple):
    """A place with the reasons for and against it."""

    place: Place
    signs: list[Sign]

    def total(self, among: frozenset[str] | None = None) -> float:
        """Return what the reasons weigh together."""
        return sum(weight(sign.reason) for sign in self.signs if among is None or sign.reason in among)

    def least(self) -> float:
        """Return the heaviest weight of what is said against it; nothing that is said for it outweighs that."""
        return min((weight(s.reason) for s in self.signs if s.reason in _SPEAKING), default=0.0)

    def against(self) -> str:
        """Return what speaks against it, the heaviest reason first, in words."""
        signs = sorted(
            (s for s in self.signs if weight(s.reason) < 0 or s.reason.endswith("_other")),
            key=lambda s: weight(s.reason),
        )
        return "; ".join(dict.fromkeys(_said(sign) for sign in signs[:2]))


def own_tables(
    found: Mapping[str, Found],
    text: Surroundings,
    restatements: Callable[[Iterable[Anchor]], Sequence[Restatement]],
) -> Owned:
    """Tell the report's own tables from those of other years and bodies.

    Parameters
    ----------
    found : mapping of str to Found
        The places of each kind.
    text : Surroundings
    restatements : callable
        Gives the figures of the prose that repeat cells; asked only where a kind has several places. It takes the
        first and last lines of all tables, which are no prose.
    """
    owned = Owned({}, {}, {}, [], found, [])
    for told in found.values():
        for place, sign in told.foreign:
            _set_aside(place, _said(sign), owned)
    every = [p for told in found.values() for p in (*told.open, *(place for place, _ in told.foreign))]
    regions = [anchor for place in every for anchor in place.region]
    prose = functools.cache(lambda: tuple(restatements(regions)))
    cases = {
        kind: [_Case(p, list(_around(p, told, text))) for p in told.open] for kind, told in found.items()
    }
    for listed in cases.values():
        if len(listed) > 1:
            for case in listed:
                others = [other.place for other in listed if other is not case]
                case.signs.extend(_figures(case.place, others, text, prose()))
    _keep_company(cases)
    for kind, listed in cases.items():
        _decide(kind, listed, owned)
    return owned


def _around(place: Place, told: Found, text: Surroundings) -> Iterator[Sign]:
    at = place.positions(text)
    if at:
        every = (*told.open, *(other for other, _ in told.foreign))
        others = frozenset(p for other in every if other is not place for p in other.positions(text))
        yield from text.around(place.kind, at[0], at[-1], place.headings, others - set(at))


def _figures(
    place: Place, others: Sequence[Place], text: Surroundings, prose: Sequence[Restatement]
) -> Iterator[Sign]:
    """Yield what its section, its form and its figures say."""
    at, wanted = place.positions(text), section_of(place.kind)
    number = text.section(at[0]) if at else None
    if wanted is not None and number is not None:
        yield Sign("section" if number == wanted else "elsewhere")
    form = place.best[0]
    if place.year is not None:
        yield Sign("form_here" if form.covers(place.year) else "form_other")
    yield from _by_prose(place, prose)
    if any(one.holds is False for one in sums_of([form.id], place.cells)):
        yield Sign("sums_differ")
    for other in others:
        forth, back = _continues(place.cells, other.cells), _continues(other.cells, place.cells)
        if forth != back:
            yield Sign("continues" if forth else "continued")


def _by_prose(place: Place, prose: Sequence[Restatement]) -> Iterator[Sign]:
    counts = {"prose_agrees": 0, "prose_differs": 0}
    for one in prose:
        sums = [_sum(cells, place.cells) for cells in one.candidates]
        known = [total for total in sums if total is not None]
        if one.comparator == "=" and known:
            counts["prose_agrees" if any(agree(t, one.value) for t in known) else "prose_differs"] += 1
    for reason, count in counts.items():
        for _ in range(min(count, int(threshold("most_prose")))):
            yield Sign(reason)


def _sum(cells: Iterable[tuple[str, str, str]], printed: Cells) -> Number | None:
    values = [printed.get(cell) for cell in cells]
    known = [value for value in values if value is not None]
    return sum(known) if known and len(known) == len(values) else None


def _continues(later: Cells, earlier: Cells) -> bool:
    """Return whether one table carries on what the other ended with, in every row or column that both print."""
    return any(_carried(one, later, earlier) for one in continuations())


def _carried(one: Continuation, later: Cells, earlier: Cells) -> bool:
    if next(iter(earlier), ("",))[0] != one.table:  # all cells of a place are those of one table
        return False
    lines = {cell[2 if one.by_rows else 1] for cell in earlier}
    amount: Number = 0
    for line in lines:
        before = _signed(one, one.earlier, line, earlier)
        after = _signed(one, one.later, line, later)
        if before is None or after is None:
            continue
        if not agree(before, after):
            return False
        amount += abs(before)
    return amount >= threshold("least_carried")


def _signed(one: Continuation, codes: Sequence[str], line: str, cells: Cells) -> Number | None:
    total: Number = 0
    for code in codes:
        name = code.removeprefix("-")
        value = cells.get((one.table, *((name, line) if one.by_rows else (line, name))))
        if value is None:
            return None
        total += -value if code.startswith("-") else value
    return total


def _keep_company(cases: Mapping[str, list[_Case]]) -> None:
    """Let tables that stand together speak for each other.

    A run of tables is a table of each kind in the order of the form. Where the runs hold the same kinds, they are
    whole copies, and what speaks for one of their tables speaks for the others. Where one run alone holds the only
    table of a kind, its others are likely to be the report's, too.
    """
    runs = _runs(cases)
    contested = {kind for kind, listed in cases.items() if len(listed) > 1}
    added: list[tuple[_Case, list[Sign]]] = []
    whole = (
        len(runs) > 1
        and len({frozenset(c.place.kind for c in run) for run in runs}) == 1
        and len(runs[0]) > 1
    )
    for run in runs:
        for case in run:
            if whole:
                added.append((case, [s for other in run if other is not case for s in other.signs]))
            elif case.place.kind in contested and any(c.place.kind not in contested for c in run):
                added.append((case, [Sign("company")]))
    for case, signs in added:
        case.signs.extend(signs)


def _runs(cases: Mapping[str, list[_Case]]) -> list[list[_Case]]:
    """Return the places of the kinds that have sections, in the order of the document, cut where a new set begins."""
    ordered = sorted(
        (case for kind, listed in cases.items() if section_of(kind) is not None for case in listed),
        key=lambda case: case.place.start,
    )
    runs: list[list[_Case]] = []
    for case in ordered:
        rank = section_of(case.place.kind) or 0
        if runs and (section_of(runs[-1][-1].place.kind) or 0) < rank:
            runs[-1].append(case)
        else:
            runs.append([case])
    return runs


def _decide(kind: str, cases: list[_Case], owned: Owned) -> None:
    refused = [case for case in cases if case.least() <= threshold("refused")]
    open_ = [case for case in cases if case not in refused]
    open_.sort(key=lambda case: -case.total())
    distinct = [case for n, case in enumerate(open_) if not any(_same(case, o) for o in open_[:n])]
    for case in refused:
        _set_aside(case.place, case.against(), owned)
    if not distinct:
        return
    best, *rest = distinct
    owned.own[kind] = best.place
    if not rest:
        return
    lead = best.total() - rest[0].total()
    if lead < threshold("lead"):
        level = [c for c in distinct if best.total() - c.total() < threshold("lead")]
        owned.disputed[kind] = [case.place for case in level]
        owned.warnings.append(
            f"table {kind}: {len(level)} tables print different figures, and nothing says which is the report's own;"
            f" figures that differ are not read"
        )
        rest = [case for case in distinct if case not in level]
        for case in level[1:]:
            _set_aside(case.place, "nothing says whether it is the report's own", owned)
    elif best.total(_SAID) - max(case.total(_SAID) for case in rest) < threshold("lead"):
        owned.inferred[kind] = _reasons(best, rest[0])
    for case in rest:
        _set_aside(case.place, case.against() or "another one is rather the report's own", owned)


def _same(case: _Case, other: _Case) -> bool:
    return case.place.cells == other.place.cells


def _set_aside(place: Place, why: str, owned: Owned) -> None:
    owned.foreign.append(Foreign(place, why))
    where = f" on page {place.page}" if place.page is not None else ""
    owned.warnings.append(f"table {place.kind}: one{where} is not read as the report's own: {why}")


def _reasons(best: _Case, next_: _Case) -> str:
    """Return what speaks for one table rather than another, in words."""
    mine = [s for s in best.signs if weight(s.reason) > 0]
    theirs = [s for s in next_.signs if weight(s.reason) < 0]
    reasons = [_said(sign) for sign in mine] + [f"of the other, {_said(sign)}" for sign in theirs]
    return "; ".join(dict.fromkeys(reasons))


def _said(sign: Sign) -> str:
    quoted = sign.words if len(sign.words) <= _QUOTED else f"{sign.words[: _QUOTED - 1]}…"
    return f"{phrase(sign.reason)} ({quoted})" if quoted else phrase(sign.reason)
