"""Learn what each clue weighs from labelled paragraphs: ``python benchmarks/train.py`` rewrites the weights.

An averaged perceptron for each of the three decisions: which figures are parts of which whole (with the beam that the
reader uses), what the parts are called, and what is broken down along which dimension. No randomness but a fixed
shuffle, no floating point but sums of whole numbers and one division: the same paragraphs and clues give the same file.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import multiprocessing
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import hotlines
from labelled import PARAGRAPHS, Labelled, Paragraph, case_files, load_cases, name_of, see

from gkstats.reading.narrative import clues, kinds, naming
from gkstats.reading.narrative.clues import Run
from gkstats.reading.narrative.evidence import Evidence
from gkstats.reading.narrative.structure import BEAM, Option, Stage, follow

WEIGHTS = Path(__file__).parent.parent / "gkstats" / "reading" / "narrative" / "weights"
ORDERS = 2
"""In so many orders is learned, for the mean of several is wrong less often than one."""
_SEEN: Final = {
    "structure": ("counts", "clues", "structure"),
    "names": ("counts", "naming"),
    "kinds": ("counts", "naming", "kinds"),
    "hotline": ("hotline_page", "hotline_clues"),
}
"""The modules that say what the clues of each decision are."""
_SMALL = 0.05
"""What weighs less is left out."""


class Perceptron:
    """Weights that are corrected by every mistake, and averaged over time. Clues are numbered."""

    def __init__(self) -> None:
        self.weights: list[int] = []
        self._summed: list[int] = []
        self._time = 1

    def score(self, numbered: Iterable[int]) -> int:
        """Return what some clues weigh now."""
        return sum(map(self.weights.__getitem__, numbered))

    def tick(self) -> None:
        """Count one decision more."""
        self._time += 1

    def correct(self, right: Iterable[int], wrong: Iterable[int]) -> None:
        """Let the clues of what was right weigh more, those of what was chosen less."""
        for numbered, step in ((right, 1), (wrong, -1)):
            for number in numbered:
                self.weights[number] += step
                self._summed[number] += step * self._time

    def grow(self, size: int) -> None:
        """Make room for new clues."""
        more = [0] * (size - len(self.weights))
        self.weights += more
        self._summed += more

    def orders(self, lessons: Sequence[Any], epochs: int) -> Iterable[list[Any]]:
        """Yield lessons, shuffled anew each time; in every order they are learned from nothing."""
        for order in range(ORDERS):
            for number, weight in enumerate(self.weights):
                self._summed[number] -= weight * self._time
                self.weights[number] = 0
            shuffled, shuffle = list(lessons), random.Random(order + 1)
            for _ in range(epochs):
                shuffle.shuffle(shuffled)
                yield shuffled

    def averaged(self, names: Sequence[str]) -> dict[str, float]:
        """Return the averaged weights of the clues that count."""
        pairs = zip(names, self.weights, self._summed, strict=False)
        found = {name: round(weight - summed / self._time, 2) for name, weight, summed in pairs}
        return {
            name: weight
            for name, weight in found.items()
            if abs(weight) >= _SMALL and not set("\n\t") & set(name)
        }


class Numbered(dict[str, int]):
    """A number for each clue that has occurred."""

    def __missing__(self, clue: str) -> int:
        number = self[clue] = len(self)
        return number

    def of(self, found: Iterable[str]) -> tuple[int, ...]:
        """Return the numbers of some clues."""
        return tuple(map(self.__getitem__, found))


NUMBERS = Numbered()


@dataclass
class Way:
    """A reading on the way, with the clues of its last step."""

    score: int
    open: tuple[Run, ...]
    clues: tuple[int, ...]
    before: Way | None
    right: bool

    def all_clues(self) -> Iterable[int]:
        """Yield the clues of every step."""
        step: Way | None = self
        while step is not None:
            yield from step.clues
            step = step.before


@dataclass
class Text:
    """A paragraph ready to learn from: clues are worked out once and numbered."""

    paragraph: Paragraph
    stages: list[Stage] = field(default_factory=list)
    places: list[tuple[list[naming.Place], Labelled]] = field(default_factory=list)
    call: hotlines.Call = field(init=False)
    _options: dict[tuple[object, ...], list[tuple[Option, tuple[int, ...]]]] = field(default_factory=dict)
    _closed: dict[Run, tuple[int, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.call = hotlines.see_call(self.paragraph.case)
        figures = self.paragraph.figures
        self.stages = [Stage(figures, place) for place in range(len(figures))]
        for split in self.paragraph.splits:
            if len(set(split.items)) == len(split.items):
                items = [figures[item] for item in split.items]
                self.places.append((naming.places_of(self.paragraph.prose, items), split))

    @property
    def usable(self) -> bool:
        """Whether the reader can get to the labels at all."""
        runs: tuple[Run, ...] = ()
        for place, (stage, right) in enumerate(zip(self.stages, self.paragraph.options, strict=True)):
            if right not in [option for option, _ in self.options(place, runs)]:
                return False
            runs, _ = follow(runs, right, stage.figure)
        return bool(self.stages) and not self.paragraph.lost

    def options(self, place: int, runs: tuple[Run, ...]) -> list[tuple[Option, tuple[int, ...]]]:
        """Return what a figure may be taken for, with numbered clues."""
        key = (place, runs)
        if key not in self._options:
            self._options[key] = [
                (option, tuple(number for piece in pieces for number in NUMBERS.of(piece)))
                for option, pieces in self.stages[place].options(runs)
            ]
        return self._options[key]

    def closing(self, runs: Iterable[Run]) -> tuple[int, ...]:
        """Return the numbered clues of lists that have ended."""
        for run in runs:
            if run not in self._closed:
                self._closed[run] = NUMBERS.of(clues.close(self.paragraph.figures, run))
        return tuple(number for run in runs for number in self._closed[run])


def _steps(
    text: Text, place: int, way: Way, learner: Perceptron
) -> list[tuple[int, Option, tuple[int, ...], Way]]:
    options = text.options(place, way.open)
    learner.grow(len(NUMBERS))
    return [(way.score + learner.score(numbered), option, numbered, way) for option, numbered in options]


def _follow(
    text: Text, place: int, step: tuple[int, Option, tuple[int, ...], Way], learner: Perceptron
) -> Way:
    score, option, numbered, way = step
    runs, ended = follow(way.open, option, text.stages[place].figure)
    more = text.closing(ended + (runs if place + 1 == len(text.stages) else ()))
    learner.grow(len(NUMBERS))
    right = way.right and option == text.paragraph.options[place]
    return Way(score + learner.score(more), runs, numbered + more, way, right)


def _learn_reading(learner: Perceptron, text: Text) -> None:
    """Correct the weights where the right reading falls furthest behind the best."""
    right = Way(0, (), (), None, right=True)
    beam = [right]
    worst: tuple[int, Way, Way] | None = None
    for place in range(len(text.stages)):
        found = [step for way in beam for step in _steps(text, place, way, learner)]
        own = next(s for s in _steps(text, place, right, learner) if s[1] == text.paragraph.options[place])
        right = _follow(text, place, own, learner)
        found.sort(key=lambda step: -step[0])
        kept: dict[tuple[Run, ...], Way] = {}
        for step in found:
            way = _follow(text, place, step, learner)
            if kept.setdefault(way.open, way) is way and len(kept) == BEAM:
                break
        beam = list(kept.values())
        best = max(beam, key=lambda way: way.score)
        lost = not any(way.right for way in beam) or place + 1 == len(text.stages)
        behind = best.score - right.score
        if lost and not best.right and (worst is None or behind >= worst[0]):
            worst = (behind, right, best)
    learner.tick()
    if worst is not None:
        learner.correct(worst[1].all_clues(), worst[2].all_clues())


def learn_structure(texts: Sequence[Text], epochs: int) -> dict[str, float]:
    """Return the weights for which figures are parts of which whole."""
    learner, usable = Perceptron(), [text for text in texts if text.usable]
    for shuffled in learner.orders(usable, epochs):
        for text in shuffled:
            _learn_reading(learner, text)
    return learner.averaged(list(NUMBERS))


_MARGIN = 1
"""By so much the right name has to be ahead."""


def learn_names(texts: Sequence[Text], epochs: int) -> dict[str, float]:
    """Return the weights for what the parts are called: the mean of what is learned in several orders."""
    lists = [entry for text in texts for entry in text.places]
    learner = _Named()
    for shuffled in learner.orders(lists, epochs):
        for places, split in shuffled:
            learner.learn(places, split.labels)
    return learner.averaged(list(NUMBERS))


class _Named(Perceptron):
    """Learns names: a figure's candidates against the labelled one, after the labelled names before it."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[tuple[object, ...], tuple[int, ...]] = {}

    def numbered(self, place: naming.Place, what: str, *key: object) -> tuple[int, ...]:
        """Return the numbered clues of a beginning, an end, or a name with the one before it."""
        known = (id(place), what, *key)
        if known not in self._known:
            self._known[known] = NUMBERS.of(getattr(place, f"clues_of_{what}")(*key))
            self.grow(len(NUMBERS))
        return self._known[known]

    def learn(self, places: list[naming.Place], labels: Sequence[str]) -> None:
        """Correct the weights where the labelled names of a list are not the best ones by far."""
        rows = []
        for place, label in zip(places, labels, strict=True):
            right = name_of(place, label)
            if right is None:
                self._learn_list(rows)
                rows = []
                continue
            (start, end), side = right
            window = next(window for window in place.windows if window.side == side)
            own = self._candidate(place, start, end, window)
            rivals = [c for c in self._rivals(place) if (c.start, c.end) != (start, end)]
            rows.append((place, [own, *rivals]))
        self._learn_list(rows)

    def _learn_list(self, rows) -> None:
        if not rows:
            return
        self.tick()
        manners = [[place.manner(c.start, c.end, c.window) for c in row] for place, row in rows]
        loss = [[c._replace(score=c.score + _MARGIN * (k > 0)) for k, c in enumerate(row)] for _, row in rows]

        def agreement(last, now) -> int:
            return self.score(self._manner(last, now))

        best = [chosen for chosen, _ in naming.best_path(loss, manners, agreement)]
        if not any(best):
            return
        self.correct(self._path(rows, manners, [0] * len(rows)), self._path(rows, manners, best))

    def _manner(self, last, now) -> tuple[int, ...]:
        known = ("manner", last, now)
        if known not in self._known:
            self._known[known] = NUMBERS.of(naming.clues_of_manner(last, now))
            self.grow(len(NUMBERS))
        return self._known[known]

    def _path(self, rows, manners, chosen) -> list[int]:
        numbered: list[int] = []
        last = None
        for (place, row), own, at in zip(rows, manners, chosen, strict=True):
            start, end, window = row[at][1:]
            numbered += self.numbered(place, "begin", start, window) + self.numbered(
                place, "end", end, window
            )
            numbered += self.numbered(place, "both", start, end, window) + self._manner(last, own[at])
            last = own[at]
        return numbered

    def _candidate(self, place, start, end, window) -> naming.Candidate:
        begin, ends = self.numbered(place, "begin", start, window), self.numbered(place, "end", end, window)
        both = self.numbered(place, "both", start, end, window)
        return naming.Candidate(self.score(begin) + self.score(ends) + self.score(both), start, end, window)

    def _rivals(self, place: naming.Place) -> list[naming.Candidate]:
        found = []
        for window in place.windows:
            begins = sorted(
                ((self.score(self.numbered(place, "begin", p, window)), p) for p in place.begins(window)),
                reverse=True,
            )
            ends = sorted(
                ((self.score(self.numbered(place, "end", p, window)), p) for p in place.ends(window)),
                reverse=True,
            )
            found += [
                self._candidate(place, start, end, window)
                for _, start in begins[: naming.KEPT]
                for _, end in ends[: naming.KEPT]
                if start < end
            ]
        return sorted(found, key=lambda c: (-c.score, c.start, c.end))[: naming.RIVALS]


def learn_kinds(texts: Sequence[Text], epochs: int) -> dict[str, float]:
    """Return the weights for what is broken down along which dimension."""
    learner = Perceptron()
    decisions = [decision for text in texts for decision in _decisions(text.paragraph)]
    shuffle = random.Random(1)
    for _ in range(epochs):
        shuffle.shuffle(decisions)
        for options, found, right in decisions:
            learner.tick()
            weighed = {option: NUMBERS.of(f"{option}<{clue}" for clue in found) for option in options}
            learner.grow(len(NUMBERS))
            rivals = [option for option in options if option != right]
            best = max(rivals, key=lambda option: learner.score(weighed[option]))
            if learner.score(weighed[best]) + _MARGIN > learner.score(weighed[right]):
                learner.correct(weighed[right], weighed[best])
    return learner.averaged(list(NUMBERS))


def _decisions(paragraph: Paragraph) -> Iterable[tuple[Sequence[str], list[str], str]]:
    """Yield the options, the clues and the label for each breakdown's two codes."""
    whose: dict[int, str] = {}
    for split in paragraph.splits:
        places = naming.places_of(paragraph.prose, [paragraph.figures[item] for item in split.items])
        named = [name_of(place, label) for place, label in zip(places, split.labels, strict=True)]
        told = [
            (place.figure, name[0]) for place, name in zip(places, named, strict=True) if name is not None
        ]
        outer = whose.get(split.total)
        whose |= dict.fromkeys(split.items, split.of)
        if not told:
            continue
        items, names = zip(*told, strict=True)
        total = paragraph.figures[split.total] if split.total >= 0 else None
        yield kinds.OF, kinds.clues_of_what(paragraph.prose, total, items, names, outer), split.of
        found = kinds.clues_of_dimension(paragraph.prose, split.of, total, items, names)
        yield kinds.DIMENSIONS, found, split.dimension


LESSONS: Final = {
    "structure": lambda texts, epochs: learn_structure(texts, epochs),
    "names": lambda texts, epochs: learn_names(texts, epochs),
    "kinds": lambda texts, epochs: learn_kinds(texts, epochs),
    "hotline": lambda texts, _: hotlines.learn_hotline(
        [*(text.call for text in texts), *hotlines.composed_calls()]
    ),
}
_TOLD: dict[str, tuple[Sequence[Text], int]] = {}


def _learn(name: str) -> dict[str, float]:
    return LESSONS[name](*_TOLD["now"])


def learn(
    texts: Sequence[Text], epochs: int = 5, decisions: Sequence[str] = tuple(LESSONS)
) -> dict[str, dict[str, float]]:
    """Return the weights of decisions, each learned in a process of its own."""
    _TOLD["now"] = (texts, epochs)
    with multiprocessing.get_context("fork").Pool(len(decisions)) as pool:
        return dict(zip(decisions, pool.map(_learn, decisions, chunksize=1), strict=True))


def evidence_of(weights: dict[str, dict[str, float]]) -> Evidence:
    """Return weights as the reader takes them."""
    return Evidence.of(weights)


def learned_from(name: str) -> str:
    """Return a digest of the paragraphs, of a decision's clues and of how they are learned: what decides the weights."""
    digest = hashlib.sha256()
    files = [WEIGHTS.parent / f"{module}.py" for module in _SEEN[name]]
    files += [Path(__file__).with_name("labelled.py"), *case_files()]
    files += [Path(hotlines.__file__), PARAGRAPHS / "hotlines.txt"] if name == "hotline" else [Path(__file__)]
    for path in files:
        code = path.suffix == ".py"
        digest.update(ast.dump(ast.parse(path.read_bytes())).encode() if code else path.read_bytes())
    return digest.hexdigest()[:16]


def written(name: str, weights: dict[str, float]) -> str:
    """Return weights as the file that ships: the clues in order, each behind what it weighs."""
    lines = [f"{weight:g}\t{clue}" for clue, weight in sorted(weights.items())]
    return "\n".join(
        [f"# Learned by benchmarks/train.py from {learned_from(name)}; do not edit.", *lines, ""]
    )


def main() -> None:
    """Learn from all paragraphs and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "decisions", nargs="*", help=f"which to learn, of {list(LESSONS)}; all when none is named"
    )
    parser.add_argument("--epochs", type=int, default=5)
    options = parser.parse_args()
    texts = [Text(see(case)) for case in load_cases()]
    for name, weights in learn(texts, options.epochs, options.decisions or tuple(LESSONS)).items():
        path = WEIGHTS / f"{name}.tsv"
        path.write_text(written(name, weights), encoding="utf-8")
        print(f"{path.name}: {len(weights)} clues")


if __name__ == "__main__":
    main()
