"""What may stand within a line of a web page, what of its style matters, and which of its blanks print."""

from __future__ import annotations

import functools
import re
from collections.abc import Set
from typing import Final

__all__ = ["BOLD", "INLINE", "PLAIN", "UNSTYLED", "printed_line", "styles_of"]

INLINE: Final = frozenset(
    "span font b strong i em u sub sup a small big abbr acronym label ins tt code mark nobr wbr bdo bdi kbd samp var"
    " cite q time data ruby rb img input base".split()
)
BOLD: Final = frozenset(("b", "strong"))
PLAIN: Final = INLINE - BOLD - {"a", "sup", "input", "img"}
UNSTYLED: Final[frozenset[str | None]] = frozenset()
_SPACE: Final = re.compile(r"[ \t\r\n\f\v\xa0\u1680\u2000-\u200a\u202f\u205f]+")
_NOTHING: Final = re.compile("[\u200b-\u200f\u2060\ufeff\xad]+")
_BETWEEN_CHINESE: Final = re.compile(r"(?<=[\u2e80-\uffef])[ \t]*[\r\n][ \t\r\n]*(?=[\u2e80-\uffef])")
_STYLES: Final = {
    "hidden": r"(?<![\w-])(?:display\s*:\s*none|mso-hide\s*:\s*all)",
    "struck": r"(?<![\w-])text-decoration[a-z-]*\s*:[^;]*line-through",
    "block": r"(?<![\w-])display\s*:\s*block",
    "bold": r"(?<![\w-])font-weight\s*:\s*(?:bold|[6-9]00)",
}
_STYLED: Final = re.compile(
    "|".join(f"(?P<{name}>{pattern})" for name, pattern in _STYLES.items()), re.IGNORECASE
)


@functools.lru_cache(maxsize=1024)
def styles_of(style: str) -> Set[str | None]:
    """Return what of a style matters here; one may make text bold and hide it."""
    return frozenset(match.lastgroup for match in _STYLED.finditer(style))


def printed_line(text: str) -> str:
    """Return what a line prints, empty if nothing but blanks; those it begins and ends with are kept.

    Line breaks of the source between Chinese characters print nothing, others a blank.
    """
    if not text or text.isspace():
        return ""
    if "\n" in text or "\r" in text:
        text = _BETWEEN_CHINESE.sub("", text)
    if not text.isascii():
        text = _NOTHING.sub("", text)
    text = _SPACE.sub(" ", text)
    return "" if text.isspace() else text
