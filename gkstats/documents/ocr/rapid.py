"""The OCR engine that comes with the extra `ocr`: RapidOCR, whose models are part of its wheel, so that no network is asked."""

from __future__ import annotations

import functools
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from gkstats.errors import MissingDependency

if TYPE_CHECKING:
    from gkstats.documents.ocr.pictures import Pixels

__all__ = ["RapidOCR", "rapid_ocr"]

_THREADS: Final = 2
"""Most processors that reading takes; the variable below says otherwise."""
_VARIABLE: Final = "GKSTATS_OCR_THREADS"
_LONGEST_SIDE: Final = 2000
"""Pixels to which larger pages are reduced to find their lines, which are read at full size."""
_NARROWEST: Final = 96
_AT_ONCE: Final = 8


@functools.lru_cache(maxsize=1)
def rapid_ocr(source: str) -> RapidOCR:
    """Return the engine, loaded once.

    Raises
    ------
    MissingDependency
        It is not installed.
    """
    try:
        return RapidOCR()
    except ImportError as error:
        raise MissingDependency(
            source, "scans and pictures need an OCR engine", "run: pip install 'gkstats[ocr]'"
        ) from error


class RapidOCR:
    """Finds and reads lines of text; see `gkstats.documents.ocr.Recogniser`."""

    name: str = "rapidocr"

    def __init__(self) -> None:
        import rapidocr

        threads = int(os.environ.get(_VARIABLE) or min(_THREADS, os.cpu_count() or 1))
        self._engine: Any = rapidocr.RapidOCR(
            params={
                # It turns digits upside down: 61 was read as 19, at a confidence of 0.99.
                "Global.use_cls": False,
                "Global.max_side_len": _LONGEST_SIDE,
                "Global.log_level": "critical",
                # A low score is no reason to leave out a figure: sums tell.
                "Global.text_score": 0.0,
                "EngineConfig.onnxruntime.intra_op_num_threads": threads,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
                "Rec.rec_batch_num": _AT_ONCE,
                # Crops of a batch are filled up to this width at least: digits need less than lines.
                "Rec.rec_img_shape": [3, 48, _NARROWEST],
            }
        )

    def find(self, picture: Pixels) -> list[tuple[float, float, float, float]]:
        """Return the boxes of lines of text."""
        found = self._engine(picture, use_det=True, use_cls=False, use_rec=False)
        boxes = found.boxes if found.boxes is not None else ()
        return [
            (float(b[:, 0].min()), float(b[:, 1].min()), float(b[:, 0].max()), float(b[:, 1].max()))
            for b in boxes
        ]

    def read(self, crops: Sequence[Pixels]) -> list[str]:
        """Return the text of each crop; "" where none is seen."""
        if not crops:
            return []
        return [text or "" for text in self._engine.recognize_txt(list(crops)).txts]
