"""How the coordinates of a PDF become those of the page as seen, and what PDFium says of where a thing stands."""

from __future__ import annotations

import ctypes
from typing import Final, NamedTuple, TypeAlias

from gkstats.documents.model import Box
from gkstats.documents.pdf.calls import Calls, Values
from gkstats.documents.pdf.page import turned

__all__ = ["IDENTITY", "Matrix", "View", "applied", "bounds_of", "common", "matrix_of", "moved", "times"]

Matrix: TypeAlias = tuple[float, float, float, float, float, float]

IDENTITY: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
# Filled by one call and read at once, under the lock.
_EDGES: Final = Values(ctypes.c_float, 4)
_MATRIX: Final = Values(ctypes.c_float, 6)


class View(NamedTuple):
    """How a page is seen: its crop box, its quarter turns, and the type size that thresholds are measured in."""

    crop: Box
    rotation: int
    unit: float

    def box(self, box: Box) -> Box:
        """Return a box of the page's own coordinates as seen."""
        return turned(box, self.crop, self.rotation)


def common(one: Box, other: Box) -> Box:
    """Return what two boxes have in common; its edges are exchanged where that is nothing."""
    return (max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3]))


def bounds_of(quick: Calls, item: int) -> Box | None:
    """Return the box of an object in the coordinates of the page or form that holds it."""
    if not quick.FPDFPageObj_GetBounds(item, *_EDGES.places):
        return None
    left, bottom, right, top = _EDGES.read()
    return (left, bottom, right, top)


def matrix_of(quick: Calls, item: int) -> Matrix:
    """Return the matrix of an object."""
    if not quick.FPDFPageObj_GetMatrix(item, _MATRIX.places[0]):
        return IDENTITY
    a, b, c, d, e, f = _MATRIX.read()
    return (a, b, c, d, e, f)


def times(first: Matrix, second: Matrix) -> Matrix:
    """Return the matrix that does what one does and then what another does."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def applied(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Return where a point comes to stand."""
    a, b, c, d, e, f = matrix
    return (a * x + c * y + e, b * x + d * y + f)


def moved(box: Box, matrix: Matrix) -> Box:
    """Return the upright box around a box that was moved."""
    if matrix == IDENTITY:
        return box
    corners = [applied(matrix, x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return (min(xs), min(ys), max(xs), max(ys))
