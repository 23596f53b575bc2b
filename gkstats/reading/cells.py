"""What one printed cell says: a number with its unit, a blank, a dash, or text."""

from __future__ import annotations

import functools
import re
from typing import Final, NamedTuple

from gkstats.chinese import fold, plain_number
from gkstats.records import FactKind

__all__ = ["CellValue", "looks_like_value", "parse_cell"]


class CellValue(NamedTuple):
    """The reading of a cell; ``value`` is None unless ``kind`` is "number"."""

    value: int | float | None
    unit: str | None
    kind: FactKind
    note: str = ""
    trouble: str = ""


_DASHES: Final = frozenset("-–—―─－‐‑/／\\＼*＊")
_NONE_WORDS: Final = frozenset({"无", "無", "空", "None", "N/A"})
_NUMBER_UNIT: Final = re.compile(
    r"([-+−﹣]?[\d,]*\d(?:\.\d+)?)\s*([件条项个次人篇份期部起宗]|人次|亿元|万元|元|万)?"
)
# Only a number of three digits or more outgrows its cell; 0 above 0 are two figures.
_WRAPPED: Final = re.compile(r"[-+−]?[\d,.]{3,}(?:\n[\d,.]+)+")
# What one unit of money is in another; nothing else is ever converted.
_MONEY: Final = {"元": 1, "万元": 10_000, "亿元": 100_000_000}


@functools.lru_cache(maxsize=4096)
def parse_cell(text: str, declared: str | None = None) -> CellValue:
    r"""Read one cell.

    Parameters
    ----------
    text : str
        The cell as printed.
    declared : str or None
        The unit that the form declares for it. An amount printed in another unit of money is converted to it
        and says so in ``note``; a figure printed without a unit takes it.

    Examples
    --------
    >>> parse_cell("1,234", "件")
    CellValue(value=1234, unit='件', kind='number', note='', trouble='')
    >>> parse_cell("251000元")
    CellValue(value=251000, unit='元', kind='number', note='', trouble='')
    >>> parse_cell("251000元", "万元")[3:]
    ('printed in 元, given in 万元', 'unit_in_cell')
    >>> parse_cell("251000元", "万元")[:2]
    (25.1, '万元')
    >>> parse_cell("\xa0").kind, parse_cell("——").kind, parse_cell("见附件").kind
    ('blank', 'dash', 'text')
    """
    plain = fold(text).strip()
    if not plain:
        return CellValue(None, declared, "blank")
    if all(c in _DASHES for c in plain.replace(" ", "")) or plain in _NONE_WORDS:
        return CellValue(None, declared, "dash")
    note = ""
    if "\n" in plain:
        if _WRAPPED.fullmatch(plain):
            note = "digits printed over several lines"
        elif plain_number(plain.replace("\n", "")) is not None:
            return CellValue(None, declared, "text", "several figures in one cell", "crowded")
        plain = plain.replace("\n", "")
    match = _NUMBER_UNIT.fullmatch(plain.replace("，", ","))
    value = plain_number(match[1]) if match else None
    if match is None or value is None:
        return CellValue(None, declared, "text")
    read = _with_unit(value, match[2], declared)
    return read._replace(note=_join(note, read.note), trouble="wrapped") if note else read


def _with_unit(value: int | float, printed: str | None, declared: str | None) -> CellValue:
    if printed == "万":
        return CellValue(_scale(value, 10_000), declared, "number", "printed in 万", "unit_in_cell")
    if printed is None or printed == declared:
        return CellValue(value, declared, "number")
    if declared in _MONEY and printed in _MONEY:
        converted = _scale(value, _MONEY[printed] / _MONEY[declared])
        note = f"printed in {printed}, given in {declared}"
        return CellValue(converted, declared, "number", note, "unit_in_cell")
    return CellValue(value, printed, "number", trouble="unit_in_cell" if declared else "")


def _scale(value: int | float, factor: float) -> int | float:
    # Rounded at the tenth decimal: 251000 x 0.0001 must read 25.1, not 25.1 and a binary remainder.
    scaled = round(value * factor, 10)
    return int(scaled) if float(scaled).is_integer() and isinstance(value, int) else scaled


def _join(*notes: str) -> str:
    return "; ".join(note for note in notes if note)


def looks_like_value(text: str) -> bool:
    """Return whether a cell holds a figure, a dash or nothing, rather than a label.

    Examples
    --------
    >>> looks_like_value("81 件"), looks_like_value(""), looks_like_value("规章")
    (True, True, False)
    """
    return parse_cell(text).kind != "text"
