"""The numbers that Word writes in front of paragraphs and keeps out of their text, and which styles are headings."""

from __future__ import annotations

import functools
import re
from typing import Any, Final, NamedTuple

from gkstats.documents.numerals import numeral

__all__ = ["Numbering", "Styles", "read_numbering", "read_styles"]

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING: Final = re.compile(r"(?:heading|标题|title|subtitle)\b|标题|heading\s*\d", re.IGNORECASE)
_DEEPEST: Final = 20
"""Most steps from a style to the one it is based on; more are a circle."""


class _Level(NamedTuple):
    start: int
    format: str
    pattern: str
    restart: int | None
    """Depth (from 1) whose numbers make this one begin anew; 0 for never, None for every higher one."""
    digits: bool
    """All numbers of the pattern are written in digits."""


class _List(NamedTuple):
    counter: str
    """Lists of one definition count on together."""
    levels: dict[int, _Level]
    starts: dict[int, int]
    """Where the list begins anew."""


class Styles(NamedTuple):
    """What is needed of a document's paragraph styles, by their ids."""

    headings: frozenset[str]
    numbers: dict[str, tuple[str | None, int | None]]
    """List and depth that a style gives."""


class Numbering:
    """Counts the numbered paragraphs of a document, in reading order."""

    def __init__(self, lists: dict[str, _List], styles: Styles) -> None:
        self._lists = lists
        self._styles = styles
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()

    def label_of(self, paragraph: Any) -> str:
        """Return the number that stands before a paragraph, and count it; empty for one without."""
        if not self._lists:
            return ""
        number, depth = self._place(paragraph)
        found = self._lists.get(number) if number else None
        if found is None or depth not in found.levels:
            return ""
        counts = self._counts.setdefault(found.counter, {})
        if number not in self._begun:
            self._begun.add(str(number))
            counts.update({at: start - 1 for at, start in found.starts.items()})
        level = found.levels[depth]
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper, below in found.levels.items():
            if deeper > depth and (below.restart is None or 0 < depth + 1 <= below.restart):
                counts.pop(deeper, None)

        def shown(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            if at not in found.levels:
                return ""
            style = "decimal" if level.digits and at != depth else found.levels[at].format
            return numeral(counts.get(at, found.levels[at].start), style)

        return "" if level.format == "bullet" else re.sub(r"%([1-9])", shown, level.pattern)

    def _place(self, paragraph: Any) -> tuple[str | None, int]:
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return None, 0
        number, depth = _reference(properties)
        style = _value(properties, "pStyle")
        if style is not None and (number is None or depth is None):
            by_style = self._styles.numbers.get(style, (None, None))
            number, depth = number or by_style[0], by_style[1] if depth is None else depth
        return number, depth or 0


def _value(element: Any, path: str) -> str | None:
    found = element.find(_named(path))
    return None if found is None else found.get(f"{W}val")


@functools.cache
def _named(path: str) -> str:
    return "/".join(f"{W}{step}" for step in path.split("/"))


def _integer(text: str | None, default: int) -> int:
    return int(text) if text is not None and re.fullmatch(r"\d{1,6}", text) else default


def _reference(properties: Any) -> tuple[str | None, int | None]:
    """Return the list and the depth that paragraph properties name."""
    depth = _value(properties, "numPr/ilvl")
    return _value(properties, "numPr/numId"), None if depth is None else _integer(depth, 0)


def read_styles(root: Any | None) -> Styles:
    """Read which paragraph styles are headings and which are numbered, by themselves or by what they are based on."""
    own = {}
    for style in root.findall(f"{W}style") if root is not None else ():
        properties = style.find(f"{W}pPr")
        number, depth = _reference(properties) if properties is not None else (None, None)
        outline = _value(style, "pPr/outlineLvl")
        heading = _HEADING.match(_value(style, "name") or "") is not None or _integer(outline, 9) < 9
        own[style.get(f"{W}styleId")] = (heading, number, depth, _value(style, "basedOn"))
    headings: set[str] = set()
    numbers: dict[str, tuple[str | None, int | None]] = {}
    for name in own:
        at: str | None = name
        heading, number, depth = False, None, None
        for _ in range(_DEEPEST):
            if at not in own:
                break
            its_heading, its_number, its_depth, at = own[at]
            heading, number = heading or its_heading, number or its_number
            depth = its_depth if depth is None else depth
        if heading:
            headings.add(name)
        if number is not None:
            numbers[name] = (number, depth)
    return Styles(frozenset(headings), numbers)


def read_numbering(root: Any | None, styles: Styles) -> Numbering:
    """Read the list definitions of a document."""
    if root is None:
        return Numbering({}, styles)
    items = {item.get(f"{W}abstractNumId"): item for item in root.findall(f"{W}abstractNum")}
    # A definition may only point to a list style; the one that the style belongs to has the levels.
    linked = {_value(item, "styleLink"): item for item in items.values()}
    lists = {}
    for item in root.findall(f"{W}num"):
        name = _value(item, "abstractNumId")
        definition = items.get(name)
        if definition is None:
            continue
        definition = linked.get(_value(definition, "numStyleLink") or "", definition)
        levels = {
            _integer(level.get(f"{W}ilvl"), 0): _level(level) for level in definition.findall(f"{W}lvl")
        }
        starts = {}
        for override in item.findall(f"{W}lvlOverride"):
            depth = _integer(override.get(f"{W}ilvl"), 0)
            own = override.find(f"{W}lvl")
            if own is not None:
                levels[depth] = _level(own)
            start = _value(override, "startOverride")
            if start is not None:
                starts[depth] = _integer(start, 1)
        lists[item.get(f"{W}numId")] = _List(str(name), levels, starts)
    return Numbering(lists, styles)


def _level(level: Any) -> _Level:
    restart = _value(level, "lvlRestart")
    legal = level.find(f"{W}isLgl")
    return _Level(
        _integer(_value(level, "start"), 1),
        _value(level, "numFmt") or "decimal",
        _value(level, "lvlText") or "",
        None if restart is None else _integer(restart, 0),
        legal is not None and legal.get(f"{W}val") not in ("0", "false"),
    )
