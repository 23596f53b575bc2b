"""Colours that keep their order in grey and for the colour-blind: scales of even steps from dark to light."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

__all__ = [
    "APPLICANTS",
    "CHANNELS",
    "FAMILIES",
    "GRID",
    "INK",
    "LADDER",
    "LINES",
    "MUTED",
    "PALE",
    "PRIMARY",
    "REST",
    "RESULTS",
    "SECONDARY",
    "Look",
    "ink_on",
    "luma",
]

PRIMARY: Final = "#1f5a92"
SECONDARY: Final = "#d9772b"
PALE: Final = "#a9c6e0"
INK: Final = "#222222"
MUTED: Final = "#666666"
GRID: Final = "#e4e4e4"
# Navy, blue, red, amber, green, grey: each some thirty-five of 255 lighter than the one before, so that a grey print and
# an eye that takes red for green still see the order of the legend in the bar.
LADDER: Final = ("#12345a", "#2a659c", "#cf5f42", "#e0963a", "#aed4a4", "#e3e3e3")
LINES: Final = ("#12345a", "#cf5f42", "#5b9a8b", "#e0963a")


class Look(NamedTuple):
    """How a part of a bar is filled."""

    colour: str
    hatch: str = ""

    def fill(self) -> dict[str, Any]:
        """Return what matplotlib's bars take."""
        edge = "#9a9a9a" if self.hatch and luma(self.colour) > 200 else "white"
        return {"facecolor": self.colour, "hatch": self.hatch or None, "edgecolor": edge, "linewidth": 0.6}


REST: Final = Look("#ffffff", "....")
"""What a total states beyond its parts."""
FAMILIES: Final = {
    "outcome.granted": LADDER[0],
    "outcome.partial": LADDER[1],
    "outcome.denied": LADDER[2],
    "outcome.unavailable": LADDER[3],
    "outcome.not_processed": LADDER[4],
    "outcome.other": LADDER[5],
}
APPLICANTS: Final = {
    "natural_person": Look(LADDER[0]),
    "business": Look(LADDER[1]),
    "research": Look(LADDER[2]),
    "public_interest": Look(LADDER[3]),
    "legal_service": Look(LADDER[4]),
    "other": Look(LADDER[5]),
}
# Twelve kinds have no twelve shades that an eye could tell apart in grey: those that share one differ by a hatch.
CHANNELS: Final = {
    "website": Look("#12345a"),
    "wechat": Look("#2a659c"),
    "weibo": Look("#cf5f42"),
    "app": Look("#e0963a"),
    "service_platform": Look("#aed4a4"),
    "gazette": Look("#6a4c86", "///"),
    "press": Look("#b08fc0", "\\\\\\"),
    "broadcast": Look("#d9cdb0", "..."),
    "bulletin_board": Look("#7d6238", "+++"),
    "hotline": Look("#f0c9b4", "|||"),
    "archive": Look("#4a4a4a", "xxx"),
    "other": Look("#e3e3e3"),
}
RESULTS: Final = {
    "upheld": Look(LADDER[0]),
    "corrected": Look(LADDER[2]),
    "other": Look("#bdbdbd"),
    "pending": Look("#f4f4f4", "////"),
    "rest": REST,
}


def luma(colour: str) -> float:
    """Return how light a colour is in grey print, from 0 (black) to 255 (white), by Rec. 601.

    Examples
    --------
    >>> [round(luma(colour)) for colour in LADDER]
    [46, 90, 125, 162, 195, 227]
    """
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def ink_on(colour: str) -> str:
    """Return the colour of words that can be read on another."""
    return "white" if luma(colour) < 130 else INK
