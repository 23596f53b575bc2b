"""Faces with both scripts, how wide words are, and where a label may break."""

from __future__ import annotations

import functools
import math
import re
import textwrap
import unicodedata
from typing import Final

from gkstats.errors import MissingDependency

__all__ = ["cut", "ems", "faces", "has_bold", "wrapped"]

_SYSTEM_FACES: Final[tuple[str, ...]] = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
    "SimHei",
)


@functools.cache
def faces() -> tuple[str, ...]:
    """Return the faces to draw with: one that has both scripts, and matplotlib's own for signs that it lacks.

    No package on PyPI has a bold Chinese face that is maintained, of these characters and with its licence; titles ask
    for bold, and have it where the same face in bold is installed. Elsewhere their size sets them off.
    """
    try:
        from matplotlib import font_manager
    except ImportError as error:
        raise MissingDependency(
            "gkstats.charts", "matplotlib is not installed", "run: pip install 'gkstats[charts]'"
        ) from error
    try:
        from pylopdf_fonts_zh_cn import sans_path
    except ImportError:
        installed = set(font_manager.get_font_names())
        found: str | None = next((face for face in _SYSTEM_FACES if face in installed), None)
        if found is None:
            raise MissingDependency(
                "gkstats.charts",
                "no face with Chinese characters was found",
                "run: pip install 'gkstats[charts]'",
            ) from None
    else:
        path = str(sans_path())
        font_manager.fontManager.addfont(path)  # registers the face and changes no setting
        return (str(font_manager.FontProperties(fname=path).get_name()), "DejaVu Sans")
    return (found, "DejaVu Sans")


@functools.cache
def has_bold() -> bool:
    """Return whether the face with both scripts is there in bold; asked for in vain, every title would log a warning."""
    from matplotlib import font_manager

    heavy = ("semibold", "demibold", "demi", "bold", "heavy", "extra bold", "black")
    return any(
        one.name == faces()[0]
        and (one.weight in heavy or (isinstance(one.weight, int) and one.weight >= 600))
        for one in font_manager.fontManager.ttflist
    )


def ems(text: str) -> float:
    """Return how wide a line is in characters of Chinese, each as wide as the letters are high.

    Examples
    --------
    >>> ems("微信"), round(ems("WeChat"), 1)
    (2.0, 3.3)
    """
    return sum(map(_em, text))


@functools.cache
def _em(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WFA":
        return 1.0
    if character.isupper() or character in "%@—":
        return 0.68
    return 0.3 if character in " .,:;'iltfjr|!()" else 0.56


def wrapped(text: str, width: float = 16) -> str:
    """Break a label over lines of at most `width` Chinese characters, where a reader would.

    Examples
    --------
    >>> print(wrapped("“青川市政务服务中心”微信公众服务号"))
    “青川市政务服务中心”
    微信公众服务号
    """
    if text.isascii():
        return textwrap.fill(text, max(int(width / 0.54), 6), break_long_words=False)
    lines = []
    while text:
        line = _line(text, width)
        lines.append(line.rstrip())
        text = text[len(line) :].lstrip()
    return "\n".join(lines)


def _line(text: str, width: float) -> str:
    """Return the first line of a text, of lines that are about equally long."""
    total = ems(text)
    if total <= width:
        return text
    even = total / math.ceil(total / width)
    # a space at the end of a line is not printed, and takes no room there
    ends = [(piece.end(), ems(text[: piece.end()].rstrip())) for piece in _PIECES.finditer(text)]
    fitting = [(end, at) for end, at in ends if at <= width] or ends[:1]
    natural = [(end, at) for end, at in fitting if text[end - 1] in _NATURAL and at >= 0.4 * even]
    end = natural[-1][0] if natural else min(fitting, key=lambda pair: abs(pair[1] - even))[0]
    return text[:end]


def cut(text: str, width: float, lines: int) -> str:
    """Break a label as `wrapped` does, over so many lines at most; what is cut off leaves an ellipsis.

    Examples
    --------
    >>> print(cut("云岭省青川市人民政府政务公开与政务服务便民热线综合管理平台", 12, 2))
    云岭省青川市人民政府政务
    公开与政务服务便民热线…
    """
    full = wrapped(text, width)
    if full.count("\n") < lines:
        return full
    kept: list[str] = []
    rest = " ".join(text.split()) if text.isascii() else text
    for number in range(lines):
        last = number == lines - 1
        room = width - 1 if last else width
        if text.isascii():
            line = textwrap.wrap(rest, max(int(room / 0.54), 4))[0]
        else:
            pieces = [piece.end() for piece in _PIECES.finditer(rest)]
            line = rest[: max([end for end in pieces if ems(rest[:end]) <= room], default=pieces[0])]
        kept.append(line.rstrip() + "…" * last)
        rest = rest[len(line) :].lstrip()
    return "\n".join(kept)


# What stays together: a number or a Latin word, and a character with the marks that open or close beside it.
_PIECES: Final = re.compile(r"[（(“‘《「【]*(?:[A-Za-z0-9.,%]+|.)[）)”’》」】，。、；：？！…·]*", re.DOTALL)
_NATURAL: Final = " ”’》）)，、；：。·"
