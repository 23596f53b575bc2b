"""The numbers that browsers write in front of list items and keep out of the page's text."""

from __future__ import annotations

import re
from typing import Any, Final

from gkstats.documents.numerals import numeral

__all__ = ["ListMarkers"]

_STYLE: Final = re.compile(r"list-style(?:-type)?\s*:\s*([a-z-]+)", re.IGNORECASE)
_CHINESE: Final = ("cjk-", "simp-chinese", "trad-chinese")
_TYPES: Final = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
# The editor that most government sites use writes its own list styles as classes.
_EDITOR: Final = (("custom_cn", "{}、"), ("custom_cn1", "（{}）"), ("custom_cn2", "（{}）"))


class ListMarkers:
    """The open lists of a page, and how far each has counted."""

    def __init__(self) -> None:
        self._open: list[tuple[str, str, int] | None] = []

    def start(self, element: Any) -> None:
        """Open a list."""
        if element.tag == "ul":
            self._open.append(None)
            return
        style = _STYLE.search(element.get("style") or "")
        kind = style[1].lower() if style else ""
        classes = (element.get("class") or "").split()
        pattern = next((pattern for name, pattern in _EDITOR if name in classes), None)
        if pattern is None and kind == "none":
            self._open.append(None)
            return
        if pattern is not None or kind.startswith(_CHINESE):
            self._open.append(("chineseCounting", pattern or "{}、", _integer(element.get("start"), 1)))
        else:
            form = _TYPES.get(element.get("type") or "", "decimal")
            self._open.append((form, "{}. ", _integer(element.get("start"), 1)))

    def marker(self, item: Any) -> str:
        """Return what stands before an item, and count it."""
        if not self._open or self._open[-1] is None:
            return ""
        form, pattern, number = self._open[-1]
        number = _integer(item.get("value"), number)
        self._open[-1] = (form, pattern, number + 1)
        return pattern.format(numeral(number, form))

    def end(self) -> None:
        """Close a list."""
        self._open.pop()


def _integer(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else default
