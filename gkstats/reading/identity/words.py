"""The words and weights of identity reading, read from words.toml."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from typing import Any, NamedTuple

from gkstats.records import How

__all__ = ["DateLabels", "Words", "weight", "words"]


class DateLabels(NamedTuple):
    """Labels of dates that are trusted alike."""

    how: How
    weight: float
    labels: tuple[str, ...]


class Words(NamedTuple):
    """Words that make up names, and labels of metadata; `words.toml` says what each is for."""

    endings: tuple[str, ...]
    strangers: tuple[str, ...]
    friends: tuple[str, ...]
    anybody: frozenset[str]
    open_starts: tuple[str, ...]
    closed_starts: tuple[str, ...]
    local: tuple[str, ...]
    named: tuple[str, ...]
    place_ends: tuple[str, ...]
    national: tuple[str, ...]
    offices: tuple[str, ...]
    general_offices: tuple[str, ...]
    bodies: tuple[str, ...]
    leads: tuple[str, ...]
    tails: tuple[str, ...]
    rows: dict[str, tuple[str, ...]]
    dates: tuple[DateLabels, ...]


@functools.cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))


@functools.cache
def words() -> Words:
    """Return all words."""
    data = _data()
    names: dict[str, Any] = {
        key: frozenset(entry) if key == "anybody" else tuple(sorted(entry, key=len, reverse=True))
        for key, entry in data["names"].items()
    }
    dates = tuple(DateLabels(one["how"], one["weight"], tuple(one["labels"])) for one in data["dates"])
    return Words(**names, rows={key: tuple(entry) for key, entry in data["rows"].items()}, dates=dates)


@functools.cache
def weight(how: How) -> float:
    """Return how far a kind of evidence is trusted."""
    return float(_data()["evidence"][how])
