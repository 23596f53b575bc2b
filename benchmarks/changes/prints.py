"""Figures as agencies, programs and scanners print them: units, groups, other digits, words, corrections, pictures."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final

from .model import FORMATS, Cell, Change, Number
from .sight import reprinted

__all__ = ["CHANGES"]

Printed = Callable[[Cell, "Number | None", random.Random], "tuple[str, Number | None] | None"]
_FULL: Final = str.maketrans("0123456789.-", "０１２３４５６７８９．－")
_CHINESE: Final = "〇一二三四五六七八九"
_FINANCIAL: Final = "零壹贰叁肆伍陆柒捌玖"
_LIKE: Final = {"0": "O", "1": "l", "5": "S", "8": "B"}
_UNITS: Final = (10, 100, 1000)


def _is_count(cell: Cell, value: Number | None) -> bool:
    return isinstance(value, int) and cell.key is not None and cell.key[2] != "amount"


def _as(
    write: Callable[[int, random.Random], str], least: int = 0, *, says: Callable[[int], Number | None] = int
) -> Printed:
    """Print counts from ``least`` on otherwise."""

    def printed(cell: Cell, value: Number | None, chance: random.Random) -> tuple[str, Number | None] | None:
        if not _is_count(cell, value) or not isinstance(value, int) or value < least:
            return None
        return write(value, chance), says(value)

    return printed


def _nothing(_: int) -> None:
    return None


def _chinese(value: int) -> str:
    """Write a number below 100 in Chinese."""
    tens, ones = divmod(value, 10)
    return (
        ("" if tens < 2 else _CHINESE[tens])
        + ("十" if tens else "")
        + (_CHINESE[ones] if ones or not tens else "")
    )


def _in_wan(value: int, _: random.Random) -> str:
    return f"{value / 10_000:.4f}".rstrip("0").rstrip(".") + "万"


def _misread(value: int, _: random.Random) -> str:
    """Write letters for the digits that they are taken for."""
    return "".join(_LIKE.get(digit, digit) for digit in str(value))


def _torn(value: int, chance: random.Random) -> str:
    at = chance.randint(1, len(str(value)) - 1)
    return f"{str(value)[:at]} {str(value)[at:]}"


CHANGES = (
    *(
        Change(
            "printed", name, FORMATS, reprinted(printed, doubtful_in=FORMATS if doubted else (), share=share)
        )
        for name, printed, doubted, share in (
            ("full-width", _as(lambda v, _: str(v).translate(_FULL)), False, 0.5),
            ("commas", _as(lambda v, _: f"{v:,}", 1000), False, 1.0),
            ("wide-commas", _as(lambda v, _: f"{v:,}".replace(",", "，"), 1000), False, 1.0),
            ("dot-groups", _as(lambda v, _: f"{v:,}".replace(",", "."), 1000), True, 1.0),
            ("quote-groups", _as(lambda v, _: f"{v:,}".replace(",", "'"), 1000), True, 1.0),
            ("in-wan", _as(_in_wan, 1000), False, 1.0),
            ("with-unit", _as(lambda v, _: f"{v}件"), False, 0.3),
            ("chinese-digits", _as(lambda v, _: "".join(_CHINESE[int(d)] for d in str(v))), True, 0.2),
            ("chinese-number", _as(lambda v, _: _chinese(v) if v < 100 else str(v)), True, 0.2),
            ("financial", _as(lambda v, _: "".join(_FINANCIAL[int(d)] for d in str(v))), True, 0.2),
            ("about", _as(lambda v, _: f"约{v}", 1), True, 0.2),
            ("more-than", _as(lambda v, _: f"{v}余", 1), True, 0.2),
            ("of-which", _as(lambda v, c: f"{v}（其中网上{c.randint(0, v)}）", 1), True, 0.2),
            ("corrected", _as(lambda v, c: f"{c.randint(0, 99)}→{v}"), True, 0.2),
            ("with-change", _as(lambda v, c: f"{v}（+{c.randint(1, 30)}）"), True, 0.2),
            ("two-years", _as(lambda v, c: f"{v}/{c.randint(1, 300)}"), True, 0.2),
            ("range", _as(lambda v, c: f"{v}-{v + c.randint(1, 9)}"), True, 0.2),
            ("percent", _as(lambda v, _: f"{v}%", says=_nothing), True, 0.1),
            ("minus", _as(lambda v, _: f"-{v}", 1, says=lambda v: -v), False, 0.1),
            ("brackets", _as(lambda v, _: f"({v})", 1), True, 0.1),
            ("plus", _as(lambda v, _: f"+{v}", 1), True, 0.1),
            ("leading-zeros", _as(lambda v, _: f"{v:04d}"), False, 0.2),
            ("letters", _as(_misread), True, 0.2),
            ("torn", _as(_torn, 10), True, 0.2),
            ("stop", _as(lambda v, _: f"{v}."), True, 0.1),
            ("comma-behind", _as(lambda v, _: f"{v},"), True, 0.1),
            ("bad-groups", _as(lambda v, _: f"{str(v)[:-2]},{str(v)[-2:]}", 100), True, 0.8),
            ("exponent", _as(lambda v, _: f"{v}E+00", 10), True, 0.2),
            ("formula", _as(lambda v, c: f"={v}+{c.randint(0, 9)}"), True, 0.1),
            ("broken-line", _as(lambda v, _: f"{str(v)[:1]}\n{str(v)[1:]}", 10), True, 0.2),
            ("same-as-left", _as(lambda _, __: "同左", says=_nothing), True, 0.05),
        )
    ),
)
"""Changes to how figures are printed."""
