"""Two sentences as what stayed, went and came; many as text, and as HTML that reads by day and night."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby
from typing import Final, Literal, NamedTuple, Protocol, TypeAlias

from gkstats.comparison.sentences import NUMBER

__all__ = ["Change", "Line", "Piece", "Status", "html_diff", "pieces", "text_diff"]

Status: TypeAlias = Literal["copied", "edited", "new", "dropped"]
Change: TypeAlias = Literal["kept", "gone", "come"]

_TOKEN: Final = re.compile(rf"{NUMBER.pattern}|[A-Za-z]+|.", re.DOTALL)
_ISLAND: Final = 2  # a single character kept between two changes is chance, and unreadable

# Translucent, so that they do on white and on black; struck and dotted, so that colour is not needed.
_COME: Final = "background:rgba(0,114,178,.28);text-decoration:underline dotted"
_GONE: Final = "background:rgba(213,94,0,.24);text-decoration:line-through"
_KEPT: Final = "opacity:.65"
_LONG_RUN: Final = 3


class Piece(NamedTuple):
    """A stretch of a sentence, and what became of it."""

    change: Change
    text: str


class Line(Protocol):
    """A sentence of either report; ``counterpart`` is what an edited one was before."""

    @property
    def status(self) -> Status: ...  # noqa: D102
    @property
    def text(self) -> str: ...  # noqa: D102
    @property
    def counterpart(self) -> str | None: ...  # noqa: D102


def pieces(earlier: str, later: str) -> list[Piece]:
    """Return how `earlier` became `later`; figures and Latin words change as a whole.

    Examples
    --------
    >>> [tuple(piece) for piece in pieces("公开540条。", "公开1540条。")]
    [('kept', '公开'), ('gone', '540'), ('come', '1540'), ('kept', '条。')]
    """
    old, new = _TOKEN.findall(earlier), _TOKEN.findall(later)
    blocks = difflib.SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    found: list[Piece] = []
    i = j = 0
    for start, other, size in blocks:
        inside = i < start and j < other and start + size < len(old) and other + size < len(new)
        if size and size < _ISLAND and inside and not NUMBER.fullmatch(old[start]):
            continue
        stretches: tuple[tuple[Change, list[str]], ...] = (
            ("gone", old[i:start]),
            ("come", new[j:other]),
            ("kept", new[other : other + size]),
        )
        found += [Piece(change, "".join(tokens)) for change, tokens in stretches if tokens]
        i, j = start + size, other + size
    return found


def text_diff(lines: Iterable[Line]) -> Iterator[str]:
    """Yield lines of text: ``+`` new, ``-`` dropped, ``~`` edited with [-gone-] and {+come+}; copies are counted."""
    marks = {"kept": "{}", "gone": "[-{}-]", "come": "{{+{}+}}"}
    for status, run in groupby(lines, key=lambda line: line.status):
        some = list(run)
        if status == "copied":
            yield f"  … {len(some)} copied, {some[0].text[:24]}{'…' if len(some[0].text) > 24 else ''}"
        elif status == "edited":
            for line in some:
                yield "~ " + "".join(
                    marks[change].format(text) for change, text in pieces(line.counterpart or "", line.text)
                )
        else:
            yield from (f"{'+' if status == 'new' else '-'} {line.text}" for line in some)


def html_diff(lines: Iterable[Line]) -> str:
    """Return the sentences as escaped HTML; long runs of copies are folded away."""
    parts = []
    for status, run in groupby(lines, key=lambda line: line.status):
        some = [_sentence(line) for line in run]
        if status != "copied":
            parts += [f"<div>{sentence}</div>" for sentence in some]
        elif len(some) < _LONG_RUN:
            parts.append(f'<div style="{_KEPT}">{" ".join(some)}</div>')
        else:
            summary = f"{len(some)} sentences copied · 照抄{len(some)}句"
            parts.append(f'<details style="{_KEPT}"><summary>{summary}</summary>{" ".join(some)}</details>')
    return "".join(parts)


def _sentence(line: Line) -> str:
    text = escape(line.text)
    if line.status == "new":
        return f'<ins style="{_COME}">{text}</ins>'
    if line.status == "dropped":
        return f'<del style="{_GONE}">{text}</del>'
    if line.status == "copied":
        return text
    return "".join(_piece(piece) for piece in pieces(line.counterpart or "", line.text))


def _piece(piece: Piece) -> str:
    text = escape(piece.text)
    if piece.change == "kept":
        return text
    tag, style = ("ins", _COME) if piece.change == "come" else ("del", _GONE)
    return f'<{tag} style="{style}">{text}</{tag}>'
