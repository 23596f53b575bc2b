"""Marks that point from a figure to a note, and pictures within a text: neither is a digit."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["PICTURE", "has_mark", "is_figure", "is_mark", "is_reference", "raised", "without_marks"]

PICTURE: Final = "\ufffc"
"""Stands for a picture among text, as Unicode has it."""
_DIGITS: Final = str.maketrans("0123456789０１２３４５６７８９", "⁰¹²³⁴⁵⁶⁷⁸⁹" * 2)
_RAISED: Final = "⁰¹²³⁴-⁹"
_CIRCLED: Final = "\u2460-\u249b\u24ea-\u24ff\u2776-\u2793\u3220-\u3229\u3280-\u3289"
_SIGN: Final = re.compile(f"[{_RAISED}{_CIRCLED}]")
_NUMBER: Final = r"[-+−﹣－＋]?[0-9０-９][0-9０-９,，.．]*"
_UNIT: Final = r"(?:[件条项个次人篇份期部起宗]|人次|亿元|万元|元|万)?"
_MARK: Final = (
    rf"(?:[{_RAISED}{_CIRCLED}*＊†‡§※]|[\[［【〔]\s*(?:注\s*)?[\d{_RAISED}{_CIRCLED}*＊]{{1,2}}\s*[\]］】〕]"
    rf"|[(（]\s*注\s*[\d{_RAISED}{_CIRCLED}]{{0,2}}\s*[)）]|注[\d{_RAISED}{_CIRCLED}]{{0,2}})"
)
_MARKED: Final = re.compile(
    rf"\s*({_NUMBER})\s*({_UNIT})\s*{_MARK}(?:[,，、\s]*{_MARK}){{0,3}}\s*({_UNIT})\s*"
)
_ALONE: Final = re.compile(rf"{_MARK}{{1,3}}")
_STARS: Final = ("*", "＊")
_FIGURE: Final = re.compile(rf"\s*{_NUMBER}\s*")
_REFERENCE: Final = re.compile(r"\s*[\[(（【〔]?\s*(?:注\s*)?([\d*＊①-⑳]{1,3})\s*[\])）】〕]?\s*")


def without_marks(text: str) -> tuple[str, bool]:
    """Return a figure without the marks behind it, and whether there were any.

    Examples
    --------
    >>> without_marks("12①"), without_marks("1,200件[3]"), without_marks("12")
    (('12', True), ('1,200件', True), ('12', False))
    """
    match = _MARKED.fullmatch(text)
    return (f"{match[1]}{match[2] or match[3]}", True) if match else (text, False)


def has_mark(text: str) -> bool:
    """Return whether a text holds raised or circled numbers, which look like digits to a program.

    Examples
    --------
    >>> has_mark("12①3"), has_mark("12")
    (True, False)
    """
    return not text.isascii() and _SIGN.search(text) is not None


def is_mark(text: str) -> bool:
    """Return whether a word is a mark and nothing else; a star alone stands for no figure.

    Examples
    --------
    >>> is_mark("[1]"), is_mark("①"), is_mark("*"), is_mark("12")
    (True, True, False, False)
    """
    return text not in _STARS and _ALONE.fullmatch(text) is not None


def is_figure(text: str) -> bool:
    """Return whether a text is a figure and nothing else."""
    return _FIGURE.fullmatch(text) is not None


def is_reference(text: str) -> bool:
    """Return whether a raised text points to a note."""
    return _REFERENCE.fullmatch(text) is not None


def raised(text: str) -> str:
    """Return a reference in the characters that Unicode has for raised digits, without its brackets.

    Examples
    --------
    >>> raised("[1]"), raised("*")
    ('¹', '*')
    """
    match = _REFERENCE.fullmatch(text)
    return (match[1] if match else text).translate(_DIGITS)
