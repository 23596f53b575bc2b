"""By what a text shows that it is Markdown."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["is_markdown"]

_RULED: Final = re.compile(rb"^[ \t>]*\|[ \t]*:?-{2,}:?[ \t]*\|[-:| \t]*\r?$", re.MULTILINE)
_ROWS: Final = re.compile(rb"(?:^[ \t>]*\|.*\|[ \t]*\r?\n){3}", re.MULTILINE)
_HEADED: Final = re.compile(rb"^#{1,6}[ \t]+\S", re.MULTILINE)
_TABLE: Final = re.compile(rb"^[ \t]*(?:<html>\s*<body>\s*)?<table\b", re.MULTILINE | re.IGNORECASE)
_PAGE: Final = re.compile(rb"<(?:!doctype|html|head|\?xml)\b", re.IGNORECASE)
_OWN: Final = re.compile(rb"<\s*(?:!doctype|head|meta|script|style|p|div|li|font)\b", re.IGNORECASE)
"""Markup that pages have, and texts with a table in them do not."""


def is_markdown(data: bytes, name: str) -> bool:
    """Return whether a text is Markdown: by the rule below the first row of a table, rows of pipes, headings or its name.

    HTML within it is the rule; a page begins with markup of its own.

    Examples
    --------
    >>> is_markdown(b"# a", "a.txt"), is_markdown(b"<p># a</p>", "a.txt"), is_markdown(b"a", "a.md")
    (True, False, True)
    """
    text = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    if (_RULED.search(text) or _ROWS.search(text)) and not _PAGE.match(text):
        return True
    if text.startswith(b"<") or _OWN.search(text):
        return False
    named = name.lower().endswith((".md", ".markdown"))
    return named or _HEADED.search(text) is not None or _TABLE.search(text) is not None
