"""Prose as sentences that can be told apart: what each says, and what stays of it when its figures change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from gkstats.chinese import fold
from gkstats.records import Section

__all__ = ["NUMBER", "Sentence", "read_sentences", "split"]

# A sentence ends at 。！？； with the quotation marks and brackets that close there, and at the end of a paragraph.
_SENTENCE: Final = re.compile(r"[^。！？；!?\n]*(?:[。！？；!?]+[”’」』）)】》]*|\n|$)")
_CONTENT: Final = re.compile(r"\w")
# What stands before a sentence to count it (1. （二） 三是 第四，) may change without the sentence changing.
_ENUMERATOR: Final = re.compile(
    r"^(?:\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、](?!\d)|[一二三四五六七八九十]{1,3}(?:[、.]|是)|第[一二三四五六七八九十]{1,2},)"
)
_QUOTES: Final = str.maketrans("“”‘’「」『』", "\"\"''\"\"''")
# Figures change every year; so do years written in Chinese digits.
NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*%?|[〇零一二三四五六七八九]{4}(?=年)")
_PLACEHOLDER: Final = "#"


class Sentence(NamedTuple):
    """A sentence of a section.

    Attributes
    ----------
    section : int
        Position of its section in the report.
    text : str
        As printed.
    key : str
        Equal for sentences that differ in spaces, widths, quotation marks and enumeration only.
    masked : str
        The key with every figure as the same single character.
    """

    section: int
    text: str
    key: str
    masked: str

    @property
    def size(self) -> int:
        """Characters that count: those of the key."""
        return len(self.key)


def read_sentences(sections: Iterable[Section]) -> list[Sentence]:
    """Return the sentences of the sections in reading order."""
    return [
        _sentence(position, text)
        for position, section in enumerate(sections)
        for paragraph in section.paragraphs
        for text in split(paragraph.text)
    ]


def split(text: str) -> Iterator[str]:
    """Yield the sentences of `text`, each with its closing mark.

    Examples
    --------
    >>> list(split("一是公开540条；二是答复“申请件”。全年无收费！"))
    ['一是公开540条；', '二是答复“申请件”。', '全年无收费！']
    """
    for match in _SENTENCE.finditer(text):
        if _CONTENT.search(match[0]):
            yield match[0].strip()


def _sentence(section: int, text: str) -> Sentence:
    key = re.sub(r"\s+", "", fold(text).translate(_QUOTES))
    key = _ENUMERATOR.sub("", key) or key
    return Sentence(section, text, key, NUMBER.sub(_PLACEHOLDER, key))
