"""Labelled paragraphs, and what the labels mean for each figure: which decisions a reader has to take to get them right."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gkstats.reading.narrative import sections_of_text
from gkstats.reading.narrative.counts import Figure, figures_of
from gkstats.reading.narrative.lexicon import plain_text
from gkstats.reading.narrative.masks import Span
from gkstats.reading.narrative.mentions import find_mentions
from gkstats.reading.narrative.naming import Place
from gkstats.reading.narrative.periods import find_periods
from gkstats.reading.narrative.prose import Prose, read_prose
from gkstats.reading.narrative.structure import Option

HERE = Path(__file__).parent
PARAGRAPHS = HERE / "paragraphs"
_NEVER = 1e6


def case_files() -> list[Path]:
    """Return the files of labelled paragraphs: all of ``benchmarks/paragraphs`` and the tests' own."""
    return [*sorted(PARAGRAPHS.glob("*.jsonl")), HERE.parent / "tests" / "narrative" / "cases.jsonl"]


def load_cases(paths: Iterable[Path] | None = None) -> list[dict[str, Any]]:
    """Return labelled paragraphs, of all `case_files` unless told otherwise."""
    return [
        {**json.loads(line), "file": path.stem}
        for path in (case_files() if paths is None else paths)
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


def fold_of(case: dict[str, Any], folds: int = 5) -> int:
    """Return the fold of a case: by its shape without names and numbers, so that twins stay together."""
    skeleton = re.sub(r"\d+|[“《][^”》]*[”》]", "0", case["text"])[:12]
    return int(hashlib.sha256(skeleton.encode()).hexdigest(), 16) % folds


@dataclass(frozen=True)
class Labelled:
    """A breakdown as labelled, at its figures: the total's place (-1 for none) and the parts' places, in order."""

    total: int
    items: tuple[int, ...]
    labels: tuple[str, ...]
    of: str
    dimension: str


@dataclass(frozen=True)
class Paragraph:
    """A labelled paragraph, seen as the reader sees it; ``lost`` says that a label is at no figure that is seen."""

    case: dict[str, Any]
    prose: Prose
    figures: list[Figure]
    splits: tuple[Labelled, ...]
    options: tuple[Option, ...]
    lost: bool


def see(case: dict[str, Any]) -> Paragraph:
    """Return a case with its labels put to the figures."""
    prose = read_prose(sections_of_text(case["text"])[0].text)
    figures = figures_of(prose, find_mentions(prose, find_periods(prose, case["year"], lasting=False)))
    placed = [_place(prose, figures, b) for b in case["breakdowns"]]
    found = sorted((split for split in placed if split is not None), key=lambda split: split.items[0])
    splits: list[Labelled] = []
    used: set[int] = set()
    for split in found:
        late = {split.total} if split.total > split.items[0] else set()
        if not (set(split.items) | late) & used:
            used |= set(split.items) | late
            splits.append(split)
    lost = len(splits) < len(case["breakdowns"])
    return Paragraph(case, prose, figures, tuple(splits), tuple(_options(figures, splits)), lost)


def _options(figures: list[Figure], splits: list[Labelled]) -> list[Option]:
    options = [Option("none")] * len(figures)
    for split in splits:
        first, *rest = dict.fromkeys(split.items)
        options[first] = Option("of", split.total if split.total < first else -1)
        for item in rest:
            options[item] = Option("on", first)
        if split.total > first:
            options[split.total] = Option("sum", first)
    return options


def _place(prose: Prose, figures: list[Figure], b: dict[str, Any]) -> Labelled | None:
    items = _align(prose, figures, b["parts"])
    if items is None:
        return None
    total = -1
    if b["total"] is not None:
        fits = [f.place for f in figures if abs(f.value - b["total"]) < 1e-9 and f.place not in items]
        before = [place for place in fits if place < items[0]]
        behind = [place for place in fits if place > items[-1]]
        if not before and not behind:
            return None
        total = before[-1] if before else behind[0]
    return Labelled(total, items, tuple(p["label"] for p in b["parts"]), b["of"], b["dimension"])


def _align(prose: Prose, figures: list[Figure], parts: list[dict[str, Any]]) -> tuple[int, ...] | None:
    """Return the places of the parts: in order, with the labelled values, as near to their labels as can be."""
    squeezed = [(place, c) for place, c in enumerate(prose.plain) if not c.isspace()]
    text = "".join(c for _, c in squeezed)
    best: list[list[tuple[float, int]]] = []
    for part in parts:
        label = "".join(plain_text(part["label"]).split())
        spans = [
            (squeezed[m.start()][0], squeezed[m.end() - 1][0] + 1)
            for m in re.finditer(re.escape(label), text)
        ]
        row = []
        for figure in figures:
            cost, back = _NEVER, -1
            if abs(figure.value - part["value"]) < 1e-9:
                own = min([_distance(prose, figure, span) for span in spans], default=500.0)
                if best:
                    steps = [
                        (best[-1][k][0] + (figure.place - k) * 2 + 60 * (k == figure.place), k)
                        for k in range(figure.place + 1)
                    ]
                    cost, back = min(steps)
                else:
                    cost = 0.0
                cost += own
            row.append((cost, back))
        best.append(row)
    if not figures or min(best[-1])[0] >= _NEVER:
        return None
    place = min(range(len(figures)), key=lambda place: best[-1][place][0])
    places = [place]
    for row in reversed(best[1:]):
        place = row[place][1]
        places.append(place)
    return tuple(reversed(places))


def _distance(prose: Prose, figure: Figure, span: tuple[int, int]) -> float:
    number = figure.mention.number
    if span[1] <= number.start + 1:
        between = any(n.kind in ("count", "bare") for n in prose.numbers_between(span[1], number.start))
        return number.start - span[1] + 30 * between
    return span[0] - number.end + 8 if span[0] >= number.end - 1 else 500.0


def name_of(place: Place, label: str) -> tuple[Span, str] | None:
    """Return where a label stands at a figure, and on which side; None where it stands elsewhere."""
    pattern = re.compile(r"\s*".join(re.escape(c) for c in "".join(plain_text(label).split())))
    found = []
    for window in place.windows:
        for match in pattern.finditer(place.prose.plain, window.start, window.end):
            distance = abs(place.figure.mention.number.start - match.end())
            found.append((window.side != "before", distance, Span(*match.span()), window.side))
    return min(found)[2:] if found else None
