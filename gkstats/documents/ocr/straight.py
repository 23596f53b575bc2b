"""What of a scanned page is ink, how far it leans, and where its rules run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from gkstats.documents.pdf.page import Rule

if TYPE_CHECKING:
    from gkstats.documents.ocr.pictures import Pixels

__all__ = ["Ruled", "find_rules", "ink_of", "lean_of", "straightened"]

_STEEPEST: Final = 5.0
"""Degrees beyond which a page is no page laid on a glass a little askew."""
_LEAST: Final = 0.03
"""Degrees that are worth turning: half a pixel over the width of a page."""
_SHORTEST: Final = 0.15
"""Inches below which a stroke is no piece of a rule: those of usual type are shorter."""
_BRIDGED: Final = 0.08
"""Inches of a rule that dust, fold or fax may have broken."""
_THICKEST: Final = 0.06
"""Inches beyond which a stroke is a bar of colour, no rule."""
_SLIM: Final = 6.0
"""How many times as long as wide a rule is at least."""
_LONG: Final = 0.7
"""Inches from which a stroke is longer than any of type."""
_REACH: Final = 0.03
"""Inches by which a rule may stop short of the one it runs to."""
_ALONG: Final = 0.015
"""Inches by which pieces of one rule may lie apart."""
_BROKEN: Final = 0.1
"""Inches that may lie between them."""
_OFF: Final = 0.015
"""Inches off a rule where its own ink ends."""
_DEPTH: Final = 0.02
"""Inches that are looked at beside it."""
_PIECE: Final = 0.3
"""Inches of a rule that are looked at together."""
_UNBROKEN: Final = 0.95
"""Share of a long rule that is ink; letters in a row leave gaps."""
_SPARSE: Final = 0.3
"""Share of a rule beside which there may be ink: rules that cross it, letters that touch it."""
_SOLID: Final = 0.9
"""Share from which what runs beside it is a rule, too."""
_GROUND: Final = 0.3
"""Inches of the neighbourhood whose brightness says what is paper."""
_DARKER: Final = 12
"""Steps of 255 by which ink is darker than the paper around it."""
_FAINT: Final = 22
"""Steps by which a rule, smoothed along its direction, is darker than the paper on both sides."""
_SLOT: Final = 0.1
"""Inches across which they lie."""
_SMOOTHED: Final = 0.03
"""Inches over which they are."""


class Ruled(NamedTuple):
    """The rules of a page, in pixels, and a mask of what they cover."""

    rules: list[Rule]
    mask: Pixels


def ink_of(grey: Pixels, dpi: float) -> Pixels:
    """Return a mask, 255 where there is ink: darker than its neighbourhood, so that shadows and yellow paper are none."""
    import cv2

    block = int(_GROUND * dpi) | 1
    return cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, _DARKER)


def lean_of(ink: Pixels, dpi: float) -> float:
    """Return by how many degrees a page leans, measured on its rules, or else on its lines of type.

    The sums of the rows of a page that stands straight differ most: rules and lines of type fill some, gaps none.
    """
    import cv2

    height, width = ink.shape
    small = cv2.resize(ink, None, fx=100 / dpi, fy=100 / dpi, interpolation=cv2.INTER_AREA)
    height, width = small.shape

    def contrast(angle: float) -> float:
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
        rows = cv2.warpAffine(small, turn, (width, height), flags=cv2.INTER_LINEAR).sum(
            axis=1, dtype=np.float64
        )
        return float(np.square(np.diff(rows)).sum())

    best, step = 0.0, _STEEPEST / 10
    around = np.arange(-10, 11) * step
    while step >= _LEAST / 2:
        best = max((best + angle for angle in around), key=contrast)
        step /= 4
        around = np.arange(-4, 5) * step
    return float(best) if abs(best) >= _LEAST else 0.0


def straightened(picture: Pixels, lean: float) -> Pixels:
    """Return a page turned upright, the paper around it white."""
    import cv2

    if not lean:
        return picture
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), lean, 1)
    white = (255, 255, 255) if picture.ndim == 3 else 255
    return cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=white)


def find_rules(grey: Pixels, dpi: float) -> Ruled:
    """Return the straight rules of a page that stands upright.

    Seen blurred along its own direction a faint rule stays as dark as it is, while grain and letters fade.
    """
    import cv2

    mask = np.zeros_like(grey)
    plain = ink_of(grey, dpi)
    rules: list[Rule] = []
    length, bridge = max(8, int(_SHORTEST * dpi)), max(2, int(_BRIDGED * dpi))
    for horizontal in (True, False):
        along, across = max(3, int(_SMOOTHED * dpi)), int(_SLOT * dpi) | 1
        smooth = cv2.blur(grey, (along, 1) if horizontal else (1, along))
        # Darker than what lies on both sides, so that the edge of a shaded row is none.
        dents = cv2.morphologyEx(smooth, cv2.MORPH_BLACKHAT, _bar(across, not horizontal))
        ink = np.where(dents >= _FAINT, np.uint8(255), np.uint8(0))
        # A rule that leans or swells by a pixel is still one: strokes are taken a little thicker than they are.
        thick = cv2.dilate(ink, np.ones((3, 1) if horizontal else (1, 3), np.uint8))
        pieces = cv2.morphologyEx(thick, cv2.MORPH_OPEN, _bar(length, horizontal))
        long = cv2.morphologyEx(pieces, cv2.MORPH_CLOSE, _bar(bridge, horizontal))
        count, _, boxes, _ = cv2.connectedComponentsWithStats(long)
        for x, y, wide, high, _ in boxes[1:count].tolist():
            extent, thickness = (wide, high) if horizontal else (high, wide)
            if thickness > _THICKEST * dpi + 2 or extent < _SLIM * thickness:
                continue
            piece = long[y : y + high, x : x + wide]
            if not (_alone(plain, piece, x, y, dpi) if horizontal else _alone(plain.T, piece.T, y, x, dpi)):
                continue
            rules.append(_rule(x, y, wide, high, horizontal))
            mask[y : y + high, x : x + wide] |= long[y : y + high, x : x + wide]
    kept = _framing(rules, dpi)
    for rule in rules:
        if rule not in kept:
            _uncover(mask, rule, dpi)
    return Ruled(kept, mask)


def _alone(ink: Pixels, stroke: Pixels, x: int, y: int, dpi: float) -> bool:
    """Return whether there is paper on both sides of a stroke that runs from left to right, or another rule.

    Strokes of letters that stand in a row have the rest of the letters beside them, and gaps between them: a long stroke
    without a gap is a rule, whatever stands beside it. A long rule may lean by more than its
    width, so that it is looked at piece by piece.
    """
    height, length = stroke.shape
    if length >= _LONG * dpi:
        drawn = np.minimum(ink[y : y + height, x : x + length], stroke)
        if float(np.any(drawn, axis=0).mean()) >= _UNBROKEN:
            return True
    off, depth, step = max(1, int(_OFF * dpi)), max(2, int(_DEPTH * dpi)), max(8, int(_PIECE * dpi))
    above: list[Any] = []
    below: list[Any] = []
    for start in range(0, stroke.shape[1], step):
        rows = np.flatnonzero(stroke[:, start : start + step].any(axis=1))
        if not len(rows):
            continue
        columns = slice(x + start, x + min(start + step, stroke.shape[1]))
        top, bottom = y + int(rows[0]) - off, y + int(rows[-1]) + off + 1
        above.append(np.any(ink[max(0, top - depth) : max(0, top), columns], axis=0))
        below.append(np.any(ink[bottom : bottom + depth, columns], axis=0))
    return not any(_SPARSE < float(np.concatenate(side).mean()) < _SOLID for side in (above, below))


def _framing(rules: Sequence[Rule], dpi: float) -> list[Rule]:
    """Return the rules without the strokes of large type: what is short runs from rule to rule, or along a longer one."""
    long = [rule for rule in rules if rule.end - rule.start >= _LONG * dpi]
    reach = _REACH * dpi
    kept = list(long)
    for rule in rules:
        if rule.end - rule.start >= _LONG * dpi:
            continue
        across = [other for other in rules if other.horizontal != rule.horizontal and other is not rule]
        ends = sum(
            any(
                abs(other.at - end) <= reach and other.start - reach <= rule.at <= other.end + reach
                for other in across
            )
            for end in (rule.start, rule.end)
        )
        along = any(
            other.horizontal == rule.horizontal
            and abs(other.at - rule.at) <= _ALONG * dpi
            and max(other.start - rule.end, rule.start - other.end) <= _BROKEN * dpi
            for other in long
        )
        if along or ends == 2:
            kept.append(rule)
    return kept


def _uncover(mask: Pixels, rule: Rule, dpi: float) -> None:
    """Give the ink of a stroke that is no rule back to the text."""
    half = int(_THICKEST * dpi)
    side, along = (
        slice(max(0, int(rule.at) - half), int(rule.at) + half + 1),
        slice(int(rule.start), int(rule.end) + 1),
    )
    mask[(side, along) if rule.horizontal else (along, side)] = 0


def _bar(length: int, horizontal: bool) -> Any:
    return np.ones((1, length) if horizontal else (length, 1), np.uint8)


def _rule(x: int, y: int, wide: int, high: int, horizontal: bool) -> Rule:
    if horizontal:
        return Rule(True, y + high / 2, float(x), float(x + wide))
    return Rule(False, x + wide / 2, float(y), float(y + high))
