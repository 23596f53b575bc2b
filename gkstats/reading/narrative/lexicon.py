"""The word lists of the narrative reader, loaded once from the data files beside this module."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from importlib import resources
from operator import add
from typing import Any, Final, NamedTuple

from gkstats.chinese import fold, simplify
from gkstats.errors import GkstatsError

__all__ = [
    "Lexicon",
    "Word",
    "check_words",
    "figures",
    "kinds_of_words",
    "lexicon",
    "places",
    "plain_text",
    "unit_class",
]


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


_FILES: Final = ("channels", "verbs", "outcomes", "askers", "subjects", "nouns", "markers", "times")


@functools.cache
def _shipped() -> tuple[dict[str, tuple[str, str]], dict[str, tuple[str, ...]]]:
    """Return the kind and group of every word, and what must not follow some."""
    words: dict[str, tuple[str, str]] = {}
    guards: dict[str, tuple[str, ...]] = {}
    for file in _FILES:
        for kind, groups in _table(f"vocabulary/{file}.toml").items():
            if kind == "not_before":
                guards = {word: tuple(following) for word, following in groups.items()}
                continue
            for group, listed in groups.items():
                meaning = (kind, "any" if kind == "noun" else group)
                words |= dict.fromkeys(listed, meaning)
    return words, guards


def kinds_of_words() -> dict[str, tuple[str, ...]]:
    """Return the kinds of words that are told apart, and the groups of each."""
    found: dict[str, dict[str, None]] = {}
    for kind, group in _shipped()[0].values():
        found.setdefault(kind, {})[group] = None
    return {kind: tuple(groups) for kind, groups in found.items()}


_CARRIED: Final = r"(?:入|至|到)?(?:\d{4}年度?|下一?年度?|次年|明年)(?:度)?(?:继续)?(?:办理|答复|处理)?"
"""Requests carried over (结转, 顺延, 转) into a named year: an outcome of its own."""
_SORTED: Final = r"[^，。；：、（）\d按从分]{1,10}(?:划分|分类|区分|统计|来看|上看|分|看)(?:为|有)?(?=[，：])"
"""What says by which feature the parts that follow are told apart ("按平台分，"), behind 按, 从 or 分."""


_PHRASES: Final = {
    "结": (f"结转{_CARRIED}", ("outcome", "carried")),
    "顺": (f"顺延{_CARRIED}", ("outcome", "carried")),
    "转": (f"转{_CARRIED}", ("outcome", "carried")),
    "按": (f"按照?{_SORTED}", ("split", "strong")),
    "从": (f"从{_SORTED}", ("split", "strong")),
    "分": (f"分{_SORTED}", ("split", "strong")),
}
"""Phrases by their first characters, and their kinds and groups; they go before any word."""


class _Opening(NamedTuple):
    """What may begin with two characters: a phrase with its kind and group, or words of some lengths."""

    phrase: Callable[[str, int], re.Match[str] | None] | None
    meaning: tuple[str, str]
    lengths: tuple[int, ...]
    """The longest first."""


class _Openings(dict[str, _Opening | None]):
    """What may begin with two characters, for all that have occurred; None for nothing."""

    def __init__(self, words: Iterable[str]) -> None:
        self._phrases = {first: (re.compile(text).match, kind) for first, (text, kind) in _PHRASES.items()}
        self._beginnings: dict[str, set[int]] = {}
        for word in words:
            self._beginnings.setdefault(word[:2], set()).add(len(word))

    def __missing__(self, pair: str) -> _Opening | None:
        if len(self) > _MOST:
            self.clear()
        phrase, meaning = self._phrases.get(pair[0], (None, ("", "")))
        lengths = self._beginnings.get(pair, set()) | self._beginnings.get(pair[0], set())
        opening = _Opening(phrase, meaning, tuple(sorted(lengths, reverse=True)))
        found = self[pair] = opening if phrase or lengths else None
        return found


class Lexicon:
    """The listed words, and those that a user adds: these mean what the user says."""

    def __init__(self, added: Mapping[str, tuple[str, str]] | None = None) -> None:
        words, guards = _shipped()
        more = {plain_text(word): meaning for word, meaning in (added or {}).items()}
        self._words = {**words, **more}
        self._guards = {word: following for word, following in guards.items() if word not in more}
        self._openings = _Openings(self._words)

    def find(self, plain: str) -> tuple[Word, ...]:
        """Return the listed words of `plain` from left to right, the longest at each place.

        Examples
        --------
        >>> [("公开信息"[w.start : w.end], w.kind) for w in lexicon().find("公开信息")]
        [('公开', 'verb'), ('信息', 'subject')]
        """
        words, guards = self._words, self._guards
        found = []
        end = 0
        pairs = map(add, plain, plain[1:] + "\n")
        for start, opening in enumerate(map(self._openings.__getitem__, pairs)):
            if opening is None or start < end:  # within the word before
                continue
            phrase, meaning, lengths = opening
            match = phrase(plain, start) if phrase is not None else None
            if match is not None:
                end = match.end()
                found.append(Word(start, end, *meaning))
                continue
            for length in lengths:
                word = plain[start : start + length]
                listed = words.get(word)
                if listed is not None and not (
                    word in guards and plain.startswith(guards[word], start + length)
                ):
                    end = start + length
                    found.append(Word(start, end, *listed))
                    break
        return tuple(found)


@functools.lru_cache(maxsize=8)
def lexicon(words: str = "") -> Lexicon:
    """Return the lexicon with the words that a TOML text adds (`check_words` says what it may hold)."""
    return Lexicon(check_words(words, "<words>") if words else None)


def check_words(text: str, name: str) -> dict[str, tuple[str, str]]:
    """Return the kind and group of each word that a TOML text lists under ``[kind]`` and ``group = [...]``.

    Raises
    ------
    GkstatsError
        It is no TOML, or lists something else than words under kinds and groups that there are.

    Examples
    --------
    >>> check_words('channel.app = ["掌上江城"]', "mine.toml")
    {'掌上江城': ('channel', 'app')}
    """
    remedy = "list words as in the guide: [channel] and, below it, app = [...]"
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise GkstatsError(name, f"this list of words is no TOML ({error})", remedy) from None
    kinds = kinds_of_words()
    found: dict[str, tuple[str, str]] = {}
    for kind, groups in tables.items():
        if kind not in kinds or not isinstance(groups, dict):
            raise GkstatsError(
                name, f"there are no words of the kind {kind!r}", f"kinds are {', '.join(kinds)}"
            )
        for group, words in groups.items():
            if group not in kinds[kind]:
                trouble = f"{kind} has no group {group!r}"
                raise GkstatsError(name, trouble, f"its groups are {', '.join(kinds[kind])}")
            if not isinstance(words, list) or not all(isinstance(w, str) and 1 < len(w) < 30 for w in words):
                raise GkstatsError(name, f"{kind}.{group} is no list of words of 2 to 29 characters", remedy)
            found |= dict.fromkeys(words, (kind, group))
    return found
