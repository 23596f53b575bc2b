"""Who reports about which year, for telling the report's own tables; and the weights and words that decide it."""

from __future__ import annotations

import functools
import re
import tomllib
from importlib import resources
from typing import Any, Final, NamedTuple

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
    header: tuple[str, ...]
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
        """Return whether a name may be that of the reporting body: the same, shorter, or with more of where it belongs.

        Examples
        --------
        >>> whose = Whose("青川市水务局", 2022)
        >>> whose.is_agency("水务局"), whose.is_agency("四川省青川市水务局"), whose.is_agency("青川市教育局")
        (True, True, False)
        >>> Whose("青川市卫生健康委员会", 2022).is_agency("青川市卫健委"), Whose("青川市", 2022).is_agency("青川市人民政府")
        (True, True)
        """
        own, other = label_key(self.agency or ""), label_key(name)
        short, long = sorted((own, other), key=len)
        if (
            not short
            or long.endswith(short)
            or (long.startswith(short) and _WHOLE.fullmatch(long, len(short)))
        ):
            return True
        # An abbreviation drops characters between the place and the last one: 卫健委, 审批局.
        return long[:2] == short[:2] and _is_within(short, long) and short[-1] in (long[-1], "委")


_WHOLE: Final = re.compile(r"(?:人民政府|政府|党工委|管理委员会|管委会|办公室|办公厅|本级|、|和)+")
"""What a government or a zone is called besides its place."""


def _is_within(short: str, long: str) -> bool:
    """Return whether the characters of one text stand in the other in their order."""
    rest = iter(long)
    return all(character in rest for character in short)


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
