"""What one printed cell says: a number with its unit, a blank, a dash, or text."""

from __future__ import annotations

import functools
import re
from typing import Final, NamedTuple

from gkstats.chinese import fold, is_number, plain_number, representable
from gkstats.documents.marks import PICTURE, has_mark, without_marks
from gkstats.evidence import heaviest
from gkstats.records import FactKind

__all__ = ["CellValue", "looks_like_value", "parse_cell"]


class CellValue(NamedTuple):
    """The reading of a cell; ``value`` is None unless ``kind`` is "number", and for a number beyond any float."""

    value: int | float | None
    unit: str | None
    kind: FactKind
    note: str = ""
    trouble: str = ""


MARKED: Final = "a mark behind the figure was cut off"
BEYOND: Final = "larger than any number that can be computed with"
_DASHES: Final = frozenset("-–—―─－−‐‑/／\\＼*＊")
_NONE_WORDS: Final = frozenset({"无", "無", "空", "None", "N/A"})
_NUMBER_UNIT: Final = re.compile(
    r"([-+−﹣]?[\d,]*\d(?:\.\d+)?)\s*([件条项个次人篇份期部起宗]|人次|亿元|万元|元|万)?"
)
# A sign that stands apart, and groups of three digits; anything else may be two figures.
_SPACED: Final = re.compile(r"(?:[-+−] ?)?[1-9]\d{0,2}(?: \d{3})+[^\d ]{0,2}|[-+−] \d[\d,.]*[^\d ]{0,2}")
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
    if PICTURE in text:
        return CellValue(None, declared, "text", "a picture stands in the cell", "pictured")
    bare, marked = without_marks(text)
    if not marked:
        # Raised and circled numbers elsewhere would read as digits.
        return (
            CellValue(None, declared, "text", trouble="no_figure")
            if has_mark(text)
            else _parse(text, declared)
        )
    read = _parse(bare, declared)
    if read.kind != "number":
        return read
    return read._replace(note=_join(MARKED, read.note), trouble=heaviest((read.trouble, "mark_cut")))


def _parse(text: str, declared: str | None) -> CellValue:
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
    if _SPACED.fullmatch(plain):
        plain, note = plain.replace(" ", ""), _join(note, "blanks within the figure")
    match = _NUMBER_UNIT.fullmatch(plain.replace("，", ","))
    if match is None or not is_number(match[1]):
        return CellValue(None, declared, "text", trouble="no_figure")
    value = plain_number(match[1])
    if value is None:
        return CellValue(None, match[2] or declared, "number", BEYOND, "not_whole")
    read = _with_unit(value, match[2], declared)
    if read.kind != "number":
        return read
    codes = [read.trouble, "wrapped" if note else "", "" if _may_be(read) else "not_whole"]
    return read._replace(note=_join(note, read.note), trouble=heaviest(codes))


def _may_be(read: CellValue) -> bool:
    """Return whether a figure is one that its unit can count: only money has decimals, and no count beyond 64 bits."""
    return (
        not isinstance(read.value, float)
        or read.unit is None
        or read.unit in _MONEY
        or (read.value.is_integer() and abs(read.value) < 2**63)
    )


def _with_unit(value: int | float, printed: str | None, declared: str | None) -> CellValue:
    if printed == "万":
        return _scaled(value, 10_000, declared, "printed in 万")
    if printed is None or printed == declared:
        return CellValue(value, declared, "number")
    if declared in _MONEY and printed in _MONEY:
        factor = _MONEY[printed] / _MONEY[declared]
        return _scaled(value, factor, declared, f"printed in {printed}, given in {declared}")
    if declared is not None and (declared in _MONEY) != (printed in _MONEY):
        note = f"printed in {printed}, where {declared} is counted"
        return CellValue(None, declared, "text", note, "other_unit")
    return CellValue(value, printed, "number", trouble="unit_in_cell" if declared else "")


def _scaled(value: int | float, factor: float, unit: str | None, note: str) -> CellValue:
    # Rounded at the tenth decimal: 251000 x 0.0001 must read 25.1, not 25.1 and a binary remainder.
    product = round(value * factor, 10)
    whole = isinstance(value, int) and float(product).is_integer()
    found = representable(int(product) if whole else product)
    if found is None:
        return CellValue(None, unit, "number", _join(note, BEYOND), "not_whole")
    return CellValue(found, unit, "number", note, "unit_in_cell")


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
