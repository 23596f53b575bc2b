"""How a piece of a web page looks under its styles, as far as that decides whether anybody sees it."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from gkstats.documents.unseen import Colour, is_faint

__all__ = ["PLAIN_LOOK", "PROPERTIES", "Look", "colour_of"]

PROPERTIES: Final = frozenset(
    "display visibility opacity color background background-color background-image font font-size clip clip-path"
    " position left right top bottom margin-left margin-top text-indent width height max-width max-height overflow"
    " overflow-x overflow-y transform filter zoom content-visibility mso-hide float text-decoration"
    " text-decoration-line".split()
)
"""The properties that can hide a text."""
TINY: Final = 2.0
"""Type size in pixels below which nothing can be read."""
CLEAR: Final = 0.1
"""Opacity below which nothing can be seen."""
AWAY: Final = 500.0
"""Pixels beyond the left or upper edge from which a text is not on the page any more."""
_SLIT: Final = 1.0
"""Pixels of a box that clips its text away."""
_BLOCKS: Final = re.compile(r"block|flex|grid|table|list-item|flow-root")
_INLINE: Final = frozenset("span font b strong i em u sub sup a small big label ins".split())
_PARTS: Final = frozenset("table thead tbody tfoot tr td th col colgroup".split())
"""What grows with its text, whatever width its style says."""
_PIXELS: Final = {"px": 1.0, "": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4}
_LENGTH: Final = re.compile(r"([-+]?(?:\d+\.?\d*|\.\d+))\s*(px|pt|pc|in|cm|mm|em|rem|ex|ch|vw|vh|%|)")
_SIZES: Final = {
    "xx-small": 9,
    "x-small": 10,
    "small": 13,
    "medium": 16,
    "large": 18,
    "x-large": 24,
    "xx-large": 32,
}
_RECT: Final = re.compile(r"rect\(([^)]*)\)")
_INSET: Final = re.compile(r"inset\(\s*(\d+(?:\.\d+)?)%")
_SCALED: Final = re.compile(r"scale[xy]?\(\s*0*\.?0*\s*[,)]")
_MOVED: Final = re.compile(r"translate(?:x|y|3d)?\(([^)]*)\)")
_FONT_SIZE: Final = re.compile(r"(?:^|\s)([\d.]+(?:px|pt|em|rem|%)|0)(?=[/\s])")


def _pixels(text: str | None, em: float = 16.0) -> float | None:
    """Return a length in pixels; None for anything else."""
    match = _LENGTH.fullmatch(text.strip()) if text else None
    if match is None:
        return None
    number, unit = float(match[1]), match[2]
    if unit in _PIXELS:
        return number * _PIXELS[unit]
    if unit in ("em", "ex", "ch"):
        return number * em * (1.0 if unit == "em" else 0.5)
    # Of a page as browsers show it: 1280 by 800 pixels.
    return number * {"rem": 16.0, "vw": 12.8, "vh": 8.0, "%": 12.8}[unit]


@functools.lru_cache(maxsize=1024)
def colour_of(text: str) -> tuple[float, float, float, float] | None:
    """Return a colour with its opacity; None for what is none, such as a picture.

    Examples
    --------
    >>> colour_of("#FFF"), colour_of("url(a.png)")
    ((1.0, 1.0, 1.0, 1.0), None)
    """
    from tinycss2.color3 import RGBA, parse_color

    found = parse_color(text.strip())
    return tuple(found) if isinstance(found, RGBA) else None


class Look(NamedTuple):
    """What text inherits from the elements around it. ``gone`` says why nothing within them is seen, if so."""

    gone: str = ""
    visible: bool = True
    opacity: float = 1.0
    size: float = 16.0
    colour: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 1.0)
    ground: Colour | None = (1.0, 1.0, 1.0)
    """None where a picture is behind the text."""
    sure: bool = True
    """False where a style sheet that is not at hand may give another ground."""
    struck: bool = False

    def hides(self, text: str) -> str:
        """Return why a text in it is not seen; empty if it is.

        Where the ground is not known, words are taken as seen: a header in white stands on a colour. Figures are not.
        """
        if self.gone:
            return self.gone
        if not self.visible:
            return "made invisible by their style"
        if self.size < TINY:
            return "in type too small to see"
        if self.ground is not None:
            seen = _over(self.colour, self.ground)
            if is_faint(seen, self.ground) and (self.sure or any(c.isdigit() for c in text)):
                return "in the colour of what is behind them"
        return ""

    def within(self, declared: Mapping[str, str], tag: str) -> Look:
        """Return the look within an element with these declarations."""
        size = self._size(declared)
        opacity = self.opacity * _opacity(declared)
        ground, known = self._ground(declared)
        colour = colour_of(declared["color"]) if "color" in declared else None
        visibility = declared.get("visibility", "")
        visible = self.visible if visibility in ("", "inherit") else visibility not in ("hidden", "collapse")
        struck = any(
            "line-through" in declared.get(p, "") for p in ("text-decoration", "text-decoration-line")
        )
        return Look(
            self.gone or _gone(declared, tag, size) or ("transparent" if opacity < CLEAR else ""),
            visible,
            opacity,
            size,
            colour or self.colour,
            ground,
            self.sure or known,
            self.struck or struck,
        )

    def _size(self, declared: Mapping[str, str]) -> float:
        text = declared.get("font-size")
        if text is None and (match := _FONT_SIZE.search(declared.get("font", ""))):
            text = match[1]
        if text is None:
            return self.size
        if text.endswith("%"):
            share = _pixels(text)
            return self.size if share is None else self.size * share / 1280
        size = _pixels(text, self.size)
        return size if size is not None else float(_SIZES.get(text, self.size))

    def _ground(self, declared: Mapping[str, str]) -> tuple[Colour | None, bool]:
        """Return what is behind the text, and whether the element says so itself."""
        image = declared.get("background-image", "")
        if "url(" in image or "gradient" in image:
            return None, True
        for name in ("background-color", "background"):
            text = declared.get(name, "")
            if "url(" in text or "gradient" in text:
                return None, True
            # The shorthand names the colour among other things.
            for word in (text, *text.split()):
                found = colour_of(word) if word else None
                if found is not None and found[3] > 0:
                    return _over(found, self.ground or (1.0, 1.0, 1.0)), True
        return self.ground, False


PLAIN_LOOK: Final = Look()


def _over(colour: tuple[float, float, float, float], ground: Colour) -> Colour:
    *channels, alpha = colour
    red, green, blue = (c * alpha + g * (1 - alpha) for c, g in zip(channels, ground, strict=True))
    return (red, green, blue)


def _opacity(declared: Mapping[str, str]) -> float:
    text = declared.get("opacity", "")
    match = re.search(r"opacity\(([\d.]+%?)\)", declared.get("filter", "").replace(" ", ""))
    for value in (text, match[1] if match else ""):
        number = _LENGTH.fullmatch(value)
        if number is not None:
            return min(1.0, max(0.0, float(number[1]) / (100 if number[2] == "%" else 1)))
    return 1.0


def _gone(declared: Mapping[str, str], tag: str, em: float) -> str:
    """Return why nothing of an element is seen; empty if it may be."""
    if declared.get("display") == "none" or "all" in declared.get("mso-hide", ""):
        return "not displayed by their style"
    if declared.get("content-visibility") == "hidden" or declared.get("zoom") in ("0", "0%"):
        return "not displayed by their style"
    if _is_clipped(declared, tag, em):
        return "clipped away"
    return "moved off the page" if _is_away(declared, em) else ""


def _is_clipped(declared: Mapping[str, str], tag: str, em: float) -> bool:
    placed = declared.get("position") in ("absolute", "fixed")
    rect = _RECT.search(declared.get("clip", "")) if placed else None
    if rect:
        edges = [_pixels(part, em) for part in re.split(r"[\s,]+", rect[1].strip())]
        if len(edges) == 4:
            top, right, bottom, left = edges
            if None not in (right, left) and abs((right or 0) - (left or 0)) <= _SLIT:
                return True
            if None not in (top, bottom) and abs((bottom or 0) - (top or 0)) <= _SLIT:
                return True
    path = declared.get("clip-path", "")
    inset = _INSET.match(path)
    if (inset and float(inset[1]) >= 50) or re.match(r"circle\(\s*0(?:px|%)?\s*[)a]", path):
        return True
    if _SCALED.search(declared.get("transform", "")):
        return True
    overflow = " ".join(declared.get(name, "") for name in ("overflow", "overflow-x", "overflow-y"))
    boxed = (
        tag not in _INLINE or placed or "float" in declared or _BLOCKS.search(declared.get("display", ""))
    ) and tag not in _PARTS
    if boxed and ("hidden" in overflow or "clip" in overflow):
        for name in ("width", "height", "max-width", "max-height"):
            size = _pixels(declared.get(name), em)
            if size is not None and size <= _SLIT:
                return True
    return False


def _is_away(declared: Mapping[str, str], em: float) -> bool:
    moves = [declared.get("text-indent"), declared.get("margin-left"), declared.get("margin-top")]
    if declared.get("position") in ("absolute", "fixed", "relative"):
        moves += [declared.get(side) for side in ("left", "top")]
    if moved := _MOVED.search(declared.get("transform", "")):
        moves += [part.strip() for part in moved[1].split(",")]
    return any((length := _pixels(move, em)) is not None and length <= -AWAY for move in moves)
