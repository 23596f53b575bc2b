"""The sentences of a report around its figures: which wordings, which channels, what is said of the hotline."""

from __future__ import annotations

import functools
import random
import tomllib
from collections.abc import Mapping, Sequence
from importlib import resources
from string import Formatter
from typing import Any, Final, NamedTuple

from gkstats.synthetic.agencies import Agency
from gkstats.synthetic.figures import Subject

__all__ = ["Hotline", "Story", "Told", "outline", "remark", "tell"]

Channel = tuple[str, str, int]
"""Label, kind and figure."""
Hotline = dict[str, int | float]
Told = Mapping[str, object]
"""What a name in a wording stands for."""

_HOTLINE: Final = (
    "received",
    "resolved",
    "transferred",
    "answered_directly",
    "resolution_rate",
    "satisfaction",
)
_RATES: Final = ("resolution_rate", "satisfaction")


class Story(NamedTuple):
    """What the prose of a report says: its paragraphs by slot, and the figures that stand in prose only.

    ``hotline`` holds every figure a hotline may have, None for one that is not told; rates are fractions.
    """

    paragraphs: dict[str, str]
    channels: tuple[Channel, ...]
    disclosures: int
    hotline: dict[str, int | float | None]


def remark() -> str:
    """Return the sentence that marks a report as synthetic."""
    text: str = _words()["remark"]
    return text


def outline(form: str) -> Sequence[str]:
    """Return what stands in a report of that form, in order."""
    outlines: dict[str, list[str]] = _words()["outlines"]
    return outlines["since-2019" if form in ("national-2019", "national-2021") else "before-2019"]


def tell(agency: Agency, subject: Subject, stated: Told, disclosures: int | None) -> Story:
    """Put figures into sentences.

    Parameters
    ----------
    agency, subject
        Who reports, about which year.
    stated : mapping
        Figures of the tables that sentences may repeat.
    disclosures : int or None
        What was disclosed in all, where a table says so.
    """
    chance = subject.chance("prose")
    words = _words()
    who = {**agency._asdict(), "agency": agency.name, **_years(subject.year)}
    counts = {name: chance.randint(low, high) for name, (low, high) in words["counts"].items()}
    channels = _channels(agency, subject, disclosures)
    total = sum(value for _, _, value in channels)
    values = {**who, **counts, **stated, "disclosures": total, **_problems(chance)}
    drawn = {slot: chance.choice(texts) for slot, texts in words["slots"].items()}
    # What speaks of figures that the tables of a form do not hold is not said under that form.
    paragraphs = {
        slot: _filled(text, values) for slot, text in drawn.items() if _names(text) <= values.keys()
    }
    listing = chance.choice(words["lists"])
    items = (listing["item"].format(label=label, value=value) for label, _, value in channels)
    paragraphs["channels"] = _filled(listing["sentence"], {**values, "list": listing["joint"].join(items)})
    told: dict[str, int | float | None] = dict.fromkeys(_HOTLINE)
    if subject.size("hotline") > 1:
        wording = chance.choice(words["hotlines"]["wordings"])
        figures = _hotline(chance, subject)
        paragraphs["hotline"] = _filled(wording, {**values, **figures})
        told.update({name: figures[name] for name in _HOTLINE if name in _names(wording)})
        told.update({name: _fraction(told[name]) for name in _RATES})
    return Story(paragraphs, channels, total, told)


@functools.cache
def _words() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("prose.toml").read_text(encoding="utf-8"))


@functools.cache
def _names(wording: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(wording) if name)


def _filled(wording: str, values: Told) -> str:
    return wording.format_map(values)


def _years(year: int) -> dict[str, int]:
    return {"year": year, "last": year - 1, "next": year + 1}


def _channels(agency: Agency, subject: Subject, disclosures: int | None) -> tuple[Channel, ...]:
    """Draw through which channels information went out, larger ones first; the agency keeps them over the years."""
    usual = subject.chance("channels", -1)
    kinds: dict[str, list[str]] = _words()["channels"]
    always, others = list(kinds)[:2], list(kinds)[2:]
    chosen = [*always, *usual.sample(others, usual.randint(0, 3))]
    labels = [usual.choice(kinds[kind]).format_map(agency._asdict()) for kind in chosen]
    chance = subject.chance("channels")
    if disclosures is None:
        disclosures = 20 + int(500 * subject.size("disclosures") * chance.uniform(0.7, 1.4))
    weights = [chance.uniform(0.2, 1) / (place + 1) for place in range(len(chosen))]
    values = [int(disclosures * weight / sum(weights)) for weight in weights]
    values[0] += disclosures - sum(values)
    return tuple(zip(labels, chosen, values, strict=True))


def _hotline(chance: random.Random, subject: Subject) -> Hotline:
    received = 50 + int(2000 * subject.size("calls") * chance.uniform(0.7, 1.4))
    resolved = received - chance.randint(0, received // 40)
    direct = int(resolved * chance.uniform(0.2, 0.5))
    return {
        "received": received,
        "resolved": resolved,
        "answered_directly": direct,
        "transferred": received - direct,
        "resolution_rate": round(resolved / received * 100, 2),
        "satisfaction": round(chance.uniform(86, 99.9), 2),
    }


def _fraction(percent: float | None) -> float | None:
    return None if percent is None else round(percent / 100, 6)


def _problems(chance: random.Random) -> dict[str, str]:
    """Return the problems and their remedies, numbered as reports number them."""
    chosen = chance.sample(_words()["problems"], 3)
    problems = (f"{n}是{one['name']}。{one['detail']}" for n, one in zip("一二三", chosen, strict=True))
    remedies = (f"{n}是{one['remedy']}。{one['measure']}" for n, one in zip("一二三", chosen, strict=True))
    return {"problems": "".join(problems), "remedies": "".join(remedies)}
