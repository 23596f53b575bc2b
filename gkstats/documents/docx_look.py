"""How text of a Word document looks under its styles, as far as that decides whether anybody sees it."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

from gkstats.documents.unseen import Colour, is_faint

__all__ = ["WHITE", "Given", "WordLooks", "given", "ground_of", "named", "read_looks"]

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WHITE: Final[Colour] = (1.0, 1.0, 1.0)
_BLACK: Final[Colour] = (0.0, 0.0, 0.0)
TINY: Final = 4
"""Half points of type below which nothing can be read."""
_NARROWEST: Final = 5
"""Percent of its width below which type cannot be read."""
_STYLE: Final = f"{W}pStyle"
_SHADE: Final = f"{W}pPr/{W}shd"
_DEEPEST: Final = 20
_OFF: Final = ("0", "false", "off", "none")
_READ: Final = {
    name: f"{W}{name}" for name in ("vanish", "webHidden", "color", "sz", "w", "shd", "highlight")
}
_VALUE: Final = f"{W}val"
_HIGHLIGHTS: Final[dict[str, Colour]] = {
    "black": _BLACK, "blue": (0, 0, 1), "cyan": (0, 1, 1), "green": (0, 1, 0), "magenta": (1, 0, 1),
    "red": (1, 0, 0), "yellow": (1, 1, 0), "white": WHITE, "darkBlue": (0, 0, 0.55), "darkCyan": (0, 0.55, 0.55),
    "darkGreen": (0, 0.39, 0), "darkMagenta": (0.55, 0, 0.55), "darkRed": (0.55, 0, 0), "darkYellow": (0.5, 0.5, 0),
    "darkGray": (0.66, 0.66, 0.66), "lightGray": (0.83, 0.83, 0.83),
}  # fmt: skip
_THEME: Final = {"background1": "FFFFFF", "light1": "FFFFFF", "text1": "000000", "dark1": "000000"}


Given: TypeAlias = Mapping[str, Any]
"""The properties of an element by their tags."""


def given(element: Any, properties: str) -> Given:
    """Return the properties that an element has within its children of a tag, found in one pass."""
    found: dict[str, Any] = {}
    for several in element.iterchildren(properties):
        for one in several:
            found.setdefault(one.tag, one)
    return found


class WordLooks:
    """What styles and defaults say of a text; runs say the rest themselves."""

    def __init__(self, styles: Mapping[str, Any], default: str | None, basic: Any) -> None:
        self._styles = styles
        self._default = default
        self._basic = basic

    def why_unseen(self, own: Given, style: str | None, ground: Colour) -> str:
        """Return why nobody sees a run's text; empty if somebody may.

        Parameters
        ----------
        own : mapping
            The properties of the run.
        style : str or None
            What the style of its paragraph is called.
        ground : tuple of float
            What is behind the paragraph.
        """
        look = self._look(own, style)
        if look is None:
            return ""
        if _is_on(look.get("vanish")) or _is_on(look.get("webHidden")):
            return "hidden by their font"
        size, scale = _number(look.get("sz")), _number(look.get("w"))
        if (size is not None and size < TINY) or (scale is not None and scale < _NARROWEST):
            return "in type too small to see"
        colour = _colour(look.get("color"))
        if colour is None:
            return ""
        highlight = look.get("highlight")
        marked = _HIGHLIGHTS.get(highlight.get(f"{W}val", "")) if highlight is not None else None
        behind = marked or _fill(look.get("shd")) or ground
        return "in the colour of what is behind them" if is_faint(colour, behind) else ""

    def shade_of(self, own: Given, ground: Colour) -> Colour:
        """Return what is behind the text of a paragraph with some properties."""
        shade = own.get(f"{W}shd")
        if shade is None and (style := named(own, _STYLE)) in self._styles:
            for properties in self._chain(style):
                shade = properties.find(_SHADE)
                if shade is not None:
                    break
        return _fill(shade) or ground

    def _look(self, own: Given, style: str | None) -> dict[str, Any] | None:
        """Return the properties that decide, the nearest first; None where nothing says any."""
        inherited = self._of_style(style or self._default, named(own, f"{W}rStyle"))
        nearest = {name: own[tag] for name, tag in _READ.items() if tag in own}
        return {**inherited, **nearest} if nearest else inherited or None

    @functools.lru_cache(maxsize=512)  # noqa: B019  # a reader's own, as long as the document is read
    def _of_style(self, paragraph: str | None, character: str | None) -> dict[str, Any]:
        found = _properties(self._basic) if self._basic is not None else {}
        for name in (paragraph, character):
            for style in reversed(list(self._chain(name))):
                properties = style.find(f"{W}rPr")
                if properties is not None:
                    found.update(_properties(properties))
        return found

    def _chain(self, name: str | None) -> Iterator[Any]:
        for _ in range(_DEEPEST):
            style = self._styles.get(name) if name else None
            if style is None:
                return
            yield style
            based = style.find(f"{W}basedOn")
            name = None if based is None else str(based.get(_VALUE))


def read_looks(root: Any | None) -> WordLooks:
    """Read what a document's styles say of its type."""
    if root is None:
        return WordLooks({}, None, None)
    styles = {style.get(f"{W}styleId"): style for style in root.findall(f"{W}style")}
    default = next(
        (
            name
            for name, style in styles.items()
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true", "on")
        ),
        None,
    )
    return WordLooks(styles, default, root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))


def ground_of(own: Given, ground: Colour) -> Colour:
    """Return what a table or cell with some properties puts behind its text."""
    return _fill(own.get(f"{W}shd")) or ground


def named(own: Given, tag: str) -> str | None:
    """Return which style properties name."""
    found = own.get(tag)
    return None if found is None else str(found.get(_VALUE))


def _properties(element: Any) -> dict[str, Any]:
    return {name: found for name, tag in _READ.items() if (found := element.find(tag)) is not None}


def _is_on(flag: Any | None) -> bool:
    return flag is not None and flag.get(f"{W}val") not in _OFF


def _number(element: Any | None) -> float | None:
    text = element.get(f"{W}val", "").rstrip("%") if element is not None else ""
    return float(text) if text.replace(".", "", 1).isdigit() else None


def _colour(element: Any | None) -> Colour | None:
    """Return a colour; None where it is left to Word, which picks one that shows."""
    if element is None:
        return None
    theme = _THEME.get(element.get(f"{W}themeColor", ""))
    tinted = any(element.get(f"{W}{name}") for name in ("themeTint", "themeShade"))
    return _rgb(theme if theme and not tinted else element.get(f"{W}val", ""))


def _fill(shade: Any | None) -> Colour | None:
    if shade is None:
        return None
    theme = _THEME.get(shade.get(f"{W}themeFill", ""))
    return _rgb(theme or shade.get(f"{W}fill", ""))


def _rgb(code: str) -> Colour | None:
    try:
        red, green, blue = bytes.fromhex(code)
    except ValueError:
        return None
    return (red / 255, green / 255, blue / 255)
