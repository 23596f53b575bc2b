"""What a document holds and nobody sees: when two colours cannot be told apart, and what is said of what was left out."""

from __future__ import annotations

import functools
import re
from typing import Final, NamedTuple, TypeAlias

__all__ = ["Colour", "Unseen", "is_faint"]

Colour: TypeAlias = tuple[float, float, float]
"""Red, green and blue from 0 to 1."""

FAINTEST: Final = 1.1
"""Contrast (WCAG 2.2) from which type can be made out; black on white has 21, light grey (#dddddd) on white 1.4."""
_FIGURE: Final = re.compile(r"\d")
_SHOWN: Final = 30
"""Characters of a text that a warning quotes."""


@functools.lru_cache(maxsize=1024)
def is_faint(colour: Colour, ground: Colour) -> bool:
    """Return whether type of one colour cannot be seen on a ground of another.

    Examples
    --------
    >>> is_faint((1, 1, 1), (1, 1, 1)), is_faint((0.9, 0.9, 0.9), (1, 1, 1))
    (True, False)
    """
    one, other = sorted((_luminance(colour), _luminance(ground)))
    return (other + 0.05) / (one + 0.05) < FAINTEST


def _luminance(colour: Colour) -> float:
    """Return the relative luminance as WCAG 2.2 defines it."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


class _Found(NamedTuple):
    text: str
    place: str
    times: int


class Unseen:
    """Gathers what was left out, by the reason why nobody sees it."""

    def __init__(self) -> None:
        self._found: dict[str, _Found] = {}

    def add(self, reason: str, text: str, place: str) -> None:
        """Take note of a text that was left out; only figures matter to those who count."""
        if not _FIGURE.search(text):
            return
        known = self._found.get(reason)
        if known is not None:
            self._found[reason] = known._replace(times=known.times + 1)
            return
        flat = " ".join(text.split())
        at = max(0, match.start() - 10) if (match := _FIGURE.search(flat)) else 0
        self._found[reason] = _Found(flat[at : at + _SHOWN], place, 1)

    def warnings(self) -> tuple[str, ...]:
        """Return a warning for each reason, with the first place."""
        said = []
        for reason, (text, place, times) in self._found.items():
            more = f" and {times - 1} more" if times > 1 else ""
            said.append(f"figures that nobody sees were left out, {reason}: “{text}” at {place}{more}")
        return tuple(said)
