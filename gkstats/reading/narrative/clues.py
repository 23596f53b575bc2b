"""What speaks for and against each reading of a figure, as named clues: add one here, train, and it has a weight.

A figure can be no part of anything, go on with a list, begin one (of a stated total or of none), or sum one up. Every
function below returns the names of the clues for one of these readings; ``weights.toml`` says how much each counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple, TypeAlias

from gkstats.reading.narrative.counts import Figure

__all__ = ["Run"]

_FAR: Final = 40


class Run(NamedTuple):
    """A list under way: the place of its total (-1 for none), the places of its items, what they add up to."""

    total: int
    items: tuple[int, ...]
    sum: float
    exact: bool


Figures: TypeAlias = Sequence[Figure]


def _few(count: int) -> str:
    return str(count) if count < 4 else "4-7" if count < 8 else "8+"


def _apart(first: Figure, second: Figure) -> str:
    return str(min(3, second.mention.sentence - first.mention.sentence))


# A figure that is no part of anything.


def alone(figure: Figure, following: Figure | None) -> list[str]:
    """Return the clues that a figure is no part of anything."""
    found = ["no:" + clue for clue in figure.own]
    return [*found, "no:always", f"no:next opens={following.opens if following else None}"]


def behind(figures: Figures, figure: Figure, run: Run | None) -> list[str]:
    """Return the clues that a figure does not go on with the list before it."""
    if run is None:
        return []
    next_to_it = figure.place - run.items[-1] == 1
    found = [f"no:behind a list={next_to_it},{figure.strength}"]
    if run.total >= 0 and next_to_it:
        whole = figures[run.total].value
        state = "adds up" if run.sum == whole else "has room" if run.sum < whole else "is over"
        found.append(f"no:behind a list that {state}")
    return found


# A figure that begins a list.


def begin(figures: Figures, figure: Figure, following: Figure | None) -> list[str]:
    """Return the clues that `figure` begins a list of which no total was stated."""
    found = ["begin:" + clue for clue in figure.own]
    found += ["begin:always", *_later(figures, figure)]
    if following is None:
        return [*found, "begin:nothing follows"]
    return [*found, *_pair("begin:next ", figure, following), f"begin:next opens={following.opens}"]


def _later(figures: Figures, figure: Figure) -> list[str]:
    """Return whether a figure like this one follows behind what may be its own parts."""
    summed = 0.0
    for other in figures[figure.place + 1 : figure.place + 16]:
        apart = other.mention.sentence - figure.mention.sentence
        if apart > 3:
            break
        level = other.mention.bracket == figure.mention.bracket
        if (
            level
            and other.place > figure.place + 1
            and not other.opens
            and other.channel
            and other.strength > 1
        ):
            like = f"{figure.channel},{other.unit == figure.unit},{other.verb == figure.verb}"
            parts = "split" if summed == figure.value else "room" if summed < figure.value else "more"
            return [f"begin:later {like}", f"begin:later {like},{parts},{min(apart, 2)}"]
        summed += other.value
    return [f"begin:no later,{figure.channel}"]


def own_of(figure: Figure) -> list[str]:
    """Return the clues that a figure begins to split something, whatever that is."""
    return ["of:" + clue for clue in figure.own]


def split(figures: Figures, figure: Figure, place: int) -> list[str]:
    """Return the clues that `figure` begins to split the total at `place`."""
    total = figures[place]
    between = _few(figure.place - place - 1)
    reach = "adds up ahead" if adds_up_ahead(figures, total, figure) else "does not add up"
    found = _pair("of:", total, figure)
    found += _against_total("of", total, figure, 0.0, exact=figure.exact)
    found += [f"of:total {clue}" for clue in total.own if clue.startswith(_OF_TOTALS)]
    found += [
        f"of:total {total.wholeness},{total.verb}",
        f"of:total unit={total.unit}",
        f"of:same value={figure.value == total.value},{figure.head == total.head},{figure.marker}",
        f"of:opens={figure.opens},{_apart(total, figure)},{between}",
        f"of:{figure.opens},{figure.verb}/{figure.named},{total.unit == figure.unit}",
        f"of:{reach}",
        f"of:{reach},{total.value > 20}",
        f"of:{reach},{figure.opens}",
        f"of:{reach},{figure.strength},{between}",
    ]
    if len(total.name) > 2 and total.name in figure.gap:
        found.append("of:named again")
    return found


_OF_TOTALS: Final = ("time=", "total=", "period=", "sums=")


def standing(figure: Figure, head: bool, item: bool, last: bool) -> list[str]:
    """Return the clues of a total that is split already (`head`), or is a part (the `last`) of a list under way."""
    return [f"of:total is {head},{item},{last}", f"of:total is {head},{item},{last},{figure.opens}"]


def adds_up_ahead(figures: Figures, total: Figure, figure: Figure) -> bool:
    """Return whether this figure and those behind it add up to the total exactly."""
    if figure.value > total.value or not total.value:
        return False
    summed = 0.0
    for count, other in enumerate(figures[figure.place : figure.place + _FAR]):
        if other.mention.bracket == figure.mention.bracket:
            summed += other.value
            if summed >= total.value:
                return summed == total.value and count > 0
    return False


# A figure that goes on with a list.


def own_on(figure: Figure) -> list[str]:
    """Return the clues that a figure goes on with some list."""
    return ["on:" + clue for clue in figure.own]


def pair_on(figures: Figures, figure: Figure, last: int) -> list[str]:
    """Return the clues that a figure stands in one list with the one at `last`."""
    return _pair("on:", figures[last], figure)


def go_on(figures: Figures, figure: Figure, run: Run, depth: int, *, split: bool) -> list[str]:
    """Return the clues that a figure goes on with a list, whose last item may be split itself; `depth` began later."""
    first, last = figures[run.items[0]], figures[run.items[-1]]
    found = [
        f"on:size={_few(len(run.items))}",
        f"on:depth={depth}",
        f"on:depth={depth},{figure.strength},{figure.place - last.place > 1}",
        f"on:last was split={split},{figure.strength},{figure.marker}",
        f"on:last was split={split},{figure.channel},{last.channel}",
        f"on:as the first={first.unit == figure.unit},{first.channel == figure.channel}",
        f"on:begun by={first.opens},{figure.strength},{figure.named}",
    ]
    if run.total >= 0:
        return found + _against_total(
            "on", figures[run.total], figure, run.sum, exact=run.exact and figure.exact
        )
    found.append("on:no total")
    found.append(f"on:no total,{figure.strength},{figure.verb}/{figure.named}")
    found.append(f"on:no total,{last.unit == figure.unit},{last.head == figure.head}")
    return found


def _pair(what: str, first: Figure, second: Figure) -> list[str]:
    """Return what two figures have in common, or not."""
    unit, family = first.unit == second.unit, first.family == second.family
    level, other = first.mention.bracket == second.mention.bracket, second.mention.bracket >= 0
    inner = (
        "same" if level else "inner" if other and second.mention.number.start < first.mention.end else "other"
    )
    found = [
        f"{what}unit={unit},{family}",
        f"{what}sentences apart={_apart(first, second)}",
        f"{what}figures between={_few(second.place - first.place - 1)}",
        f"{what}shapes={first.verb}/{first.named},{second.verb}/{second.named}",
        f"{what}named={first.named},{second.named}",
        f"{what}strengths={first.strength},{second.strength}",
        f"{what}wholes={first.wholeness},{second.wholeness}",
        f"{what}verbs={first.verb},{second.verb}",
        f"{what}channels,units={first.channel},{second.channel},{unit},{second.strength}",
        f"{what}period={first.mention.period == second.mention.period}",
        f"{what}shares={first.mention.share is not None},{second.mention.share is not None}",
        f"{what}foreign={first.foreign == second.foreign},{bool(second.foreign - first.foreign)}",
        f"{what}bracket {inner},{second.marker}",
    ]
    if first.prep and first.prep == second.prep:
        found.append(f"{what}same prep")
    if first.verb_text and first.verb_text == second.verb_text:
        found.append(f"{what}same verb")
    if first.head and first.head == second.head:
        found += [f"{what}same head", f"{what}same head={first.head}"]
    elif first.head and second.head and first.head[-1] == second.head[-1]:
        found.append(f"{what}same last character")
    if first.opens == second.opens and first.opens:
        found.append(f"{what}both open")
    return found


def _against_total(what: str, total: Figure, figure: Figure, before: float, *, exact: bool) -> list[str]:
    """Return how the sum with a figure stands to the total."""
    if before == total.value and before:
        state = "was full" if figure.value else "was full, zero"
    elif before > total.value:
        state = "was over"
    elif before + figure.value == total.value:
        state = "makes it exactly"
    elif before + figure.value < total.value:
        state = "leaves room"
    elif figure.value > total.value:
        state = "exceeds alone"
    else:
        state = "exceeds the total"
    if not exact or not total.exact:
        state += ", hedged"
    found = [f"{what}:{state}", f"{what}:{state},{figure.strength}"]
    share = figure.mention.share
    if share is not None and total.value:
        found.append(f"{what}:share fits={abs(share - figure.value / total.value) < 0.006}")
    return found


# A figure that sums a list up, and lists as a whole.


def sum_up(figures: Figures, figure: Figure, run: Run) -> list[str]:
    """Return the clues that a figure is the total of the list before it."""
    if run.sum == figure.value:
        state = "exact"
    elif figure.value < max(figures[item].value for item in run.items):
        state = "less than a part"
    else:
        state = "more" if run.sum < figure.value else "less"
    found = [f"sum:{state}", f"sum:{state},{figure.sums_up}", f"sum:size={_few(len(run.items))}"]
    found += _pair("sum:", figures[run.items[-1]], figure)
    return found + ["sum:own " + clue for clue in figure.own]


def close(figures: Figures, run: Run) -> list[str]:
    """Return the clues about a list as a whole, once it has ended."""
    items = [figures[item] for item in run.items]
    first, size = items[0], _few(len(items))
    whole = run.total >= 0
    channels = sum(item.channel for item in items)
    spread = "all" if channels == len(items) else "none" if not channels else "some"
    units = len({item.unit for item in items}) == 1
    found = [
        f"whole:size={size},{whole},{first.marker}",
        f"whole:channels {spread},{whole}",
        f"whole:one unit={units},{whole}",
        f"whole:one head={len({item.head for item in items}) == 1},{whole}",
    ]
    if len(items) == 1 and any("=each" in clue for clue in first.own):
        found.append("whole:each")
    if whole:
        total = figures[run.total]
        state = "exact" if run.sum == total.value else "less" if run.sum < total.value else "more"
        found += [f"whole:{state}", f"whole:{state},{first.marker}", f"whole:{state},{size}"]
        found.append(f"whole:total unit={total.unit == first.unit},{state}")
    else:
        about = ",".join(sorted(frozenset.intersection(*(item.foreign for item in items))))
        found.append(f"whole:no total,{first.verb}/{first.named},{units}")
        found.append(f"whole:no total,about {about}")
    return found
