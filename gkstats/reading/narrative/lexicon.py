"""The word lists of the narrative reader, loaded once from the data files beside this module."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Callable
from importlib import resources
from typing import Any, Final, NamedTuple

from gkstats.chinese import fold, simplify

__all__ = ["Word", "figures", "find_words", "places", "plain_text", "unit_class"]


class Word(NamedTuple):
    """A listed word in a text: where it stands, its kind (verb, channel, ...) and its group in the list."""

    start: int
    end: int
    kind: str
    group: str


# Marks that differ between keyboards, and the brackets OCR and old systems write.
_MARKS: Final = str.maketrans(
    {
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


_COMMA: Final = re.compile(r",(?!\d{3}(?!\d))|(?<!\d),")
"""Commas other than those between thousands."""


@functools.cache
def _simplified() -> dict[int, int]:
    return str.maketrans(figures("script", "traditional"), figures("script", "simplified"))


class _Plain(dict[str, str]):
    """Every character that has occurred, as it is in plain text."""

    def __missing__(self, character: str) -> str:
        if len(self) > _MOST:
            self.clear()
        plain = self[character] = _plain_character(character)
        return plain


_MOST: Final = 65536
_PLAIN: Final = _Plain()


def _plain_character(character: str) -> str:
    if character == "，":  # folds to the comma that parts thousands
        return character
    folded = simplify(fold(character)) if character > "\x7f" else character
    return (folded if len(folded) == 1 else character).translate(_MARKS).translate(_simplified())


def plain_text(text: str) -> str:
    """Return `text` simplified, in ordinary width and with one set of marks; of the same length as `text`.

    Examples
    --------
    >>> plain_text("網站公開１２０條,微信80條;")
    '网站公开120条，微信80条；'
    """
    return _COMMA.sub("，", "".join(map(_PLAIN.__getitem__, text)))


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


def places() -> list[str]:
    """Return the names of places that would be taken apart, as they hold numerals and the like."""
    names: list[str] = _table("places.toml")["names"]
    return names


@functools.cache
def unit_class(unit: str) -> str:
    """Return what a measure word counts ("item", "event", "person", ...), "" for a word that is none."""
    for name, words in figures("units").items():
        if name != "second" and unit in words:
            return str(name)
    return ""


@functools.cache
def _words() -> dict[str, tuple[str, str]]:
    """Return the kind and group of every word."""
    words: dict[str, tuple[str, str]] = {}
    for kind, groups in _table("words.toml").items():
        if kind == "not_before":
            continue
        for group, listed in groups.items():
            for word in listed:
                words.setdefault(word, (kind, group))
    return words


_CARRIED: Final = r"(?:入|至|到)?(?:\d{4}年度?|下一?年度?|次年|明年)(?:度)?(?:继续)?(?:办理|答复|处理)?"
"""Requests carried over (结转, 顺延, 转) into a named year: an outcome of its own."""
_SORTED: Final = r"[^，。；：、（）\d按从分]{1,10}(?:划分|分类|区分|统计|来看|上看|分|看)(?:为|有)?(?=[，：])"
"""What says by which feature the parts that follow are told apart ("按平台分，"), behind 按, 从 or 分."""


_PHRASES: Final = {
    **dict.fromkeys(("carried", "deferred", "passed"), ("outcome", "carried")),
    **dict.fromkeys(("split", "seen", "parted"), ("split", "strong")),
}
_GROUPED: Final = 24
"""First characters that share a pattern: a pattern of all words would try some five hundred at every place."""


@functools.cache
def _patterns() -> tuple[re.Pattern[str], dict[str, Callable[[str, int], re.Match[str] | None]]]:
    """Return what finds the places where a word may begin, and what matches phrases and words by their first character.

    Of several words at one place the longest matches.
    """
    guards: dict[str, list[str]] = _table("words.toml")["not_before"]
    by_first: dict[str, list[str]] = {
        "结": [f"(?P<carried>转{_CARRIED})"],
        "顺": [f"(?P<deferred>延{_CARRIED})"],
        "转": [f"(?P<passed>{_CARRIED})"],
        "按": [f"(?P<split>照?{_SORTED})"],
        "从": [f"(?P<seen>{_SORTED})"],
        "分": [f"(?P<parted>{_SORTED})"],
    }
    for word in sorted(_words(), key=len, reverse=True):
        guard = f"(?!{'|'.join(map(re.escape, guards[word]))})" if word in guards else ""
        by_first.setdefault(word[0], []).append(re.escape(word[1:]) + guard)
    firsts = sorted(by_first)
    matchers: dict[str, Callable[[str, int], re.Match[str] | None]] = {}
    for start in range(0, len(firsts), _GROUPED):
        group = firsts[start : start + _GROUPED]
        branches = (f"{re.escape(first)}(?:{'|'.join(by_first[first])})" for first in group)
        matchers |= dict.fromkeys(group, re.compile("|".join(branches)).match)
    return re.compile(f"[{re.escape(''.join(firsts))}]"), matchers


def find_words(plain: str) -> tuple[Word, ...]:
    """Return the listed words of `plain` from left to right, the longest at each place.

    Examples
    --------
    >>> [("公开信息"[w.start : w.end], w.kind) for w in find_words("公开信息")]
    [('公开', 'verb'), ('信息', 'subject')]
    """
    words = _words()
    begin, matchers = _patterns()
    found = []
    end = 0
    for place in begin.finditer(plain):
        start = place.start()
        if start < end:  # within the word before
            continue
        match = matchers[place.group()](plain, start)
        if match is not None:
            end = match.end()
            named = match.lastgroup
            found.append(Word(start, end, *(_PHRASES[named] if named else words[match.group()])))
    return tuple(found)
