"""The word lists of the narrative reader, loaded once from the data files beside this module."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from typing import Any, Final, NamedTuple

from gkstats.chinese import fold, simplify

__all__ = ["Word", "figures", "find_words", "plain_text", "unit_class"]


class Word(NamedTuple):
    """A listed word in a text: where it stands, its kind (verb, channel, ...) and its group in the list."""

    start: int
    end: int
    kind: str
    group: str


# Marks that differ between keyboards, and the brackets OCR and old systems write.
_MARKS: Final = str.maketrans(
    {
        ",": "，",
        ";": "；",
        ":": "：",
        "(": "（",
        ")": "）",
        "[": "〔",
        "]": "〕",
        "【": "〔",
        "】": "〕",
        "!": "！",
        "?": "？",
        "｡": "。",
        "丶": "、",
        "､": "、",
        "﹑": "、",
        "「": "“",
        "」": "”",
        "『": "‘",
        "』": "’",
        "〈": "<",
        "〉": ">",
        "－": "-",
        "‐": "-",
        "‑": "-",
        "–": "-",
        "—": "-",
        "−": "-",
        "～": "~",
        "∶": "：",
        "\u3000": " ",
        "\xa0": " ",
        "\t": " ",
        "\r": "\n",
    }
)


@functools.cache
def _simplified() -> dict[int, int]:
    return str.maketrans(figures("script", "traditional"), figures("script", "simplified"))


@functools.lru_cache(maxsize=65536)
def _plain_character(character: str) -> str:
    folded = simplify(fold(character)) if character > "\x7f" else character
    return (folded if len(folded) == 1 else character).translate(_MARKS).translate(_simplified())


def plain_text(text: str) -> str:
    """Return `text` simplified, in ordinary width and with one set of marks; of the same length as `text`.

    Examples
    --------
    >>> plain_text("網站公開１２０條,微信80條;")
    '网站公开120条，微信80条；'
    """
    return "".join(map(_plain_character, text))


@functools.cache
def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))


@functools.cache
def figures(*path: str) -> Any:
    """Return a list or table of ``figures.toml`` by its keys."""
    found: Any = _table("figures.toml")
    for key in path:
        found = found[key]
    return found


@functools.cache
def unit_class(unit: str) -> str:
    """Return what a measure word counts ("item", "event", "person", ...), "" for a word that is none."""
    for name, words in figures("units").items():
        if name != "second" and unit in words:
            return str(name)
    return ""


@functools.cache
def _by_first_character() -> dict[str, tuple[tuple[str, str, str], ...]]:
    """Return every word with its kind and group under its first character, longest first."""
    index: dict[str, list[tuple[str, str, str]]] = {}
    seen: dict[str, str] = {}
    for kind, groups in _table("words.toml").items():
        if kind == "not_before":
            continue
        for group, words in (groups if isinstance(groups, dict) else {"any": groups}).items():
            for word in words:
                if seen.setdefault(word, f"{kind}.{group}") == f"{kind}.{group}":
                    index.setdefault(word[0], []).append((word, kind, group))
    return {
        first: tuple(sorted(set(words), key=lambda entry: (-len(entry[0]), entry)))
        for first, words in index.items()
    }


def find_words(plain: str) -> tuple[Word, ...]:
    """Return the listed words of `plain` from left to right, the longest at each place."""
    index = _by_first_character()
    guards: dict[str, str] = _table("words.toml")["not_before"]
    found = []
    place = 0
    while place < len(plain):
        for word, kind, group in index.get(plain[place], ()):
            end = place + len(word)
            if plain.startswith(word, place) and not (
                word in guards and plain[end : end + 1] in (*guards[word],)
            ):
                found.append(Word(place, end, kind, group))
                place = end
                break
        else:
            place += 1
    return tuple(found)
