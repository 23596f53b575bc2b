"""The style sheets of a web page: what they and the elements' own styles declare of whether a text is seen.

Selectors are matched by cssselect2, which WeasyPrint is built on: it knows all of level three, the specificity of
each, and looks only at those that an element's name, class or id may match.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Set
from itertools import islice
from typing import Any, Final, NamedTuple

from gkstats.documents.html_look import PROPERTIES, colour_of
from gkstats.documents.unseen import Colour, is_faint

__all__ = ["Sheet", "sheet_of"]

_MAY_HIDE: Final = re.compile(
    r"visibility|opacity|(?<![\w-])(?:clip|transform|zoom)\b|(?:text-indent|left|top|margin[a-z-]*)\s*:[^;}\"']*-\s*\d{2}"
    r"|(?<![\w-])(?:max-)?(?:width|height)\s*:\s*[01]?(?:\.\d+)?(?:px|pt|em|%)?\s*[;\"'}!]"
    r"|(?<![\w-])font(?:-size)?\s*:[^;}\"']{0,60}?(?<![\d.])(?:0?\.\d|[01](?:\.\d+)?(?:px|pt)|0(?![.\d]))",
    re.IGNORECASE,
)
"""What may hide a text beside `display`, which every element may declare for itself."""
_SHEET_HIDES: Final = re.compile(r"display|line-through|mso-hide", re.IGNORECASE)
_COLOURED: Final = re.compile(
    r"(?<![\w-])(background(?:-color)?|color)\s*:\s*([^;\"'}!]{1,60})", re.IGNORECASE
)
_WIDTH: Final = 1280
"""Width in pixels of the window for which rules with conditions are tried."""
_CONDITION: Final = re.compile(r"(min|max)-width\s*:\s*(\d+(?:\.\d+)?)\s*(px|em|rem)")
MOST_RULES: Final = 3_000
"""Most rules of a page that are looked at; those of a Word export are some hundreds."""
MOST_CSS: Final = 300_000
"""Most characters of style sheets that are looked at."""
_MOST_PARTS: Final = 6
"""Most parts of a selector: matching tries the elements around for each of them."""
_CHANGING: Final = re.compile(r"(?<![\w-])(?:color|background|bgcolor)", re.IGNORECASE)


class _Declared(NamedTuple):
    name: str
    value: str
    important: bool


class Sheet:
    """What hides text on a page. ``linked`` says that style sheets apply that are not at hand."""

    def __init__(self, root: Any, rules: list[tuple[Any, tuple[_Declared, ...]]]) -> None:
        self.linked = bool(
            root.xpath("boolean(//link[contains(translate(@rel,'STYLEH','styleh'),'stylesheet')])")
        )
        self._matched: dict[Any, list[tuple[_Declared, ...]]] = _match(root, rules) if rules else {}

    def declared(self, element: Any) -> Mapping[str, str]:
        """Return the declarations that win for an element, by property."""
        rules = self._matched.get(element)
        names = element.keys()
        if rules is None and not names:
            return _NOTHING
        won: dict[str, str] = {}
        pressed: set[str] = set()
        if names:
            won.update(_by_attributes(element, names))
        style = element.get("style") if names else None
        for declarations in (*(rules or ()), _own_style(style) if style else ()):
            for name, value, important in declarations:
                if important or name not in pressed:
                    won[name] = value
                    if name == "background":  # the shorthand takes back what was said before
                        won.pop("background-color", None)
                        won.pop("background-image", None)
                if important:
                    pressed.add(name)
        return won

    def touches(self, table: Any) -> bool:
        """Return whether anything in a table may be hidden, so that it has to be walked through."""
        if self._matched and any(element in self._matched for element in table.iter()):
            return True
        return any(
            _MAY_HIDE.search(style) or _CHANGING.search(style) for style in set(_STYLES(table))
        ) or bool(_COLOURS(table))


_NOTHING: Final[Mapping[str, str]] = {}


def _xpath(path: str) -> Any:
    from lxml import etree

    return etree.XPath(path, smart_strings=False)


_STYLES: Final = _xpath("descendant-or-self::*/@style")
_GROUNDS: Final = _xpath("//@bgcolor")
_TYPE: Final = _xpath("//font/@color")
_COLOURS: Final = _xpath(
    "boolean(descendant-or-self::*/@bgcolor | descendant::font/@color | descendant::*/@hidden)"
)


def sheet_of(root: Any) -> Sheet | None:
    """Return what may hide text on a page; None where nothing does but what elements themselves say outright."""
    sheets = [element.text or "" for element in root.iter("style") if _applies(element.get("media") or "")]
    css = "\n".join(sheets)
    own = "}".join(set(_STYLES(root)))
    said = f"{own}}}{css}"
    if not _SHEET_HIDES.search(css) and not _MAY_HIDE.search(said):
        grounds, colours = set(_GROUNDS(root)), set(_TYPE(root))
        if not _colours_meet(said, grounds, colours):
            return None
    return Sheet(root, list(islice(_rules(css[:MOST_CSS]), MOST_RULES)))


def _colours_meet(styles: str, grounds: Set[str], colours: Set[str]) -> bool:
    """Return whether some type of the page has the colour of some ground."""
    behind: set[Colour] = {(1.0, 1.0, 1.0)}
    before: set[Colour] = set()
    said = [("color", value) for value in colours] + [("ground", value) for value in grounds]
    for name, value in {*_COLOURED.findall(styles), *said}:
        for word in (value, *value.split()):
            found = colour_of(word)
            if found is None:
                continue
            if name.lower() != "color":
                behind.add(found[:3])
            elif found[3] < 0.5:
                return True
            else:
                before.add(found[:3])
    return any(is_faint(colour, ground) for colour in before for ground in behind)


def _rules(css: str) -> Iterator[tuple[Any, tuple[_Declared, ...]]]:
    """Yield the selectors of a style sheet with what they declare."""
    import cssselect2
    import tinycss2

    stack = [iter(tinycss2.parse_stylesheet(css.replace("<!--", "").replace("-->", ""), True, True))]
    while stack:
        rule = next(stack[-1], None)
        if rule is None:
            stack.pop()
        elif rule.type == "at-rule" and rule.content is not None:
            kind = rule.lower_at_keyword
            if kind in ("supports", "layer") or (kind == "media" and _applies(_written(rule.prelude))):
                stack.append(iter(tinycss2.parse_rule_list(rule.content, True, True)))
        elif rule.type == "qualified-rule":
            declarations = _declarations(tinycss2.parse_declaration_list(rule.content, True, True))
            if not declarations or not _is_quick(_written(rule.prelude)):
                continue
            try:
                selectors = cssselect2.compile_selector_list(rule.prelude)
            except (
                cssselect2.SelectorError,
                RecursionError,
            ):  # one that nests thousands of times selects nothing
                continue  # as browsers do
            for selector in selectors:
                if selector.pseudo_element is None:
                    yield selector, declarations


_ENDLESS: Final = "("
"""Stands for what nests too deeply to be written; no media, selector or value is that."""


def _written(tokens: Any) -> str:
    """Return parsed style as text."""
    import tinycss2

    try:
        return str(tinycss2.serialize(tokens))
    except RecursionError:
        return _ENDLESS


def _is_quick(selector: str) -> bool:
    return (
        selector != _ENDLESS
        and ":has(" not in selector
        and all(len(one.split()) <= _MOST_PARTS for one in selector.split(","))
    )


def _declarations(parsed: Any) -> tuple[_Declared, ...]:
    return tuple(
        _Declared(one.lower_name, _written(one.value).strip().lower(), one.important)
        for one in parsed
        if one.type == "declaration" and one.lower_name in PROPERTIES
    )


@functools.lru_cache(maxsize=2048)
def _own_style(style: str) -> tuple[_Declared, ...]:
    import tinycss2

    return _declarations(tinycss2.parse_declaration_list(style, True, True))


def _applies(media: str) -> bool:
    """Return whether rules for some media apply to a page on a screen."""
    for query in media.lower().split(","):
        words = query.strip()
        negated = words.startswith("not ")
        kind = re.match(r"(?:only\s+|not\s+)?([a-z]+)", words)
        fits = kind is None or kind[1] in ("all", "screen")
        for edge, number, unit in _CONDITION.findall(words):
            limit = float(number) * (1 if unit == "px" else 16)
            fits = fits and (limit <= _WIDTH if edge == "min" else limit >= _WIDTH)
        if fits != negated or not words:
            return True
    return False


def _match(
    root: Any, rules: list[tuple[Any, tuple[_Declared, ...]]]
) -> dict[Any, list[tuple[_Declared, ...]]]:
    import cssselect2

    matcher = cssselect2.Matcher()
    for selector, declarations in rules:
        matcher.add_selector(selector, declarations)
    matched = {}
    for wrapped in cssselect2.ElementWrapper.from_html_root(root).iter_subtree():
        found = matcher.match(wrapped)
        if found:
            matched[wrapped.etree_element] = [declarations for *_, declarations in found]
    return matched


def _by_attributes(element: Any, names: list[str]) -> Iterator[tuple[str, str]]:
    """Yield what an element's attributes say of its look, which style sheets overrule."""
    if "hidden" in names:
        yield "display", "none"
    if "bgcolor" in names:
        yield "background-color", str(element.get("bgcolor")).strip().lower()
    if "background" in names:
        yield "background-image", "url()"
    if element.tag == "font" and "color" in names:
        yield "color", str(element.get("color")).strip().lower()
