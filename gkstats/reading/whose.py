"""Who reports about which year, for telling the report's own tables; and the weights and words that decide it."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from typing import Any, NamedTuple

from gkstats.chinese import label_key

__all__ = [
    "Continuation",
    "Whose",
    "Words",
    "continuations",
    "phrase",
    "section_of",
    "threshold",
    "weight",
    "words",
]


class Words(NamedTuple):
    """Words that tell whose a table is."""

    earlier: tuple[str, ...]
    not_earlier: tuple[str, ...]
    annex: tuple[str, ...]
    leading: tuple[str, ...]
    nobody: tuple[str, ...]
    this_year: tuple[str, ...]
    last_year: tuple[str, ...]
    kinds: dict[str, tuple[str, ...]]


class Continuation(NamedTuple):
    """What a report carries into the next: ``later`` cells repeat what the ``earlier`` add up to."""

    table: str
    by_rows: bool
    earlier: tuple[str, ...]
    later: tuple[str, ...]


class Whose(NamedTuple):
    """Who reports about which year, as far as the document says."""

    agency: str | None
    year: int | None

    def is_agency(self, name: str) -> bool:
        """Return whether a name may be that of the reporting body: the same, or with more or less of where it belongs.

        Examples
        --------
        >>> whose = Whose("青川市水务局", 2022)
        >>> whose.is_agency("水务局"), whose.is_agency("四川省青川市水务局"), whose.is_agency("青川市教育局")
        (True, True, False)
        """
        own, other = label_key(self.agency or ""), label_key(name)
        own, other = own.replace("人民政府", "政府"), other.replace("人民政府", "政府")
        return not own or own.endswith(other) or other.endswith(own) or own.startswith(other)


@functools.cache
def _data() -> dict[str, Any]:
    text = resources.files("gkstats.reading").joinpath("belonging.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@functools.cache
def words() -> Words:
    """Return all words."""
    data = dict(_data()["words"])
    named = {kind: tuple(wanted) for kind, wanted in data.pop("kinds").items()}
    return Words(kinds=named, **{key: tuple(entry) for key, entry in data.items()})


def weight(reason: str) -> float:
    """Return the weight of a reason."""
    found: float = _data()["weights"][reason]
    return found


def phrase(reason: str) -> str:
    """Return a reason in words."""
    found: str = _data()["phrases"][reason]
    return found


def threshold(name: str) -> float:
    """Return a threshold."""
    found: float = _data()["thresholds"][name]
    return found


def section_of(kind: str) -> int | None:
    """Return the number of the section in which a kind of table stands, None where that is not laid down."""
    number: int | None = _data()["sections"].get(kind)
    return number


@functools.cache
def continuations() -> tuple[Continuation, ...]:
    """Return what reports carry into the next."""
    return tuple(
        Continuation(one["table"], one["axis"] == "rows", tuple(one["earlier"]), tuple(one["later"]))
        for one in _data()["continuations"]
    )
