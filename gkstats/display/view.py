"""A figure in its place: the page of a PDF with it outlined, or the passage around it."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Final, NamedTuple

from gkstats.display.passage import passages
from gkstats.display.picture import draw_page, to_png
from gkstats.documents.model import Anchor, Document

__all__ = ["Mark", "SourceView", "show"]

_COLOURS: Final = {
    "applications": (31, 90, 146),
    "proactive": (60, 140, 80),
    "reviews": (150, 70, 140),
    "statistics": (31, 90, 146),
    "breakdowns": (214, 120, 30),
    "hotline": (190, 50, 50),
    "quantities": (140, 120, 60),
}
_OTHER: Final = (214, 120, 30)


class Mark(NamedTuple):
    """What is to be shown: of which kind, where, and the words that stand there."""

    kind: str
    places: Sequence[Anchor]
    words: str = ""


class SourceView:
    """Pages or passages with something marked, as Jupyter shows them.

    Attributes
    ----------
    pages : list of (int, bytes)
        Page numbers and pictures (PNG); empty for a format without pages.
    html : str
        The passage, escaped; empty for a PDF.
    caption : str
    """

    def __init__(self, caption: str, pages: Sequence[tuple[int, bytes]] = (), html: str = "") -> None:
        self.caption = caption
        self.pages = list(pages)
        self.html = html

    def __repr__(self) -> str:
        """Return the caption."""
        return f"<SourceView: {self.caption}>"

    def _repr_html_(self) -> str:
        images = "".join(
            f'<img alt="page {number}" style="max-width:100%;border:1px solid rgba(128,128,128,.45);margin:.3em 0" '
            f'src="data:image/png;base64,{base64.b64encode(png).decode("ascii")}">'
            for number, png in self.pages
        )
        return f'<figure style="margin:0"><figcaption style="opacity:.75">{escape(self.caption)}</figcaption>{self.html}{images}</figure>'

    def save(self, path: str | os.PathLike[str]) -> list[Path]:
        """Write the pictures (``name.png``, with the page number when there are several) or the passage (``.html``).

        Returns
        -------
        list of Path
            The files written.
        """
        target = Path(path)
        if not self.pages:
            target = target.with_suffix(".html")
            target.write_text(f'<meta charset="utf-8">{self._repr_html_()}', encoding="utf-8")
            return [target]
        written = []
        for number, png in self.pages:
            name = f"{target.stem}.png" if len(self.pages) == 1 else f"{target.stem}-{number}.png"
            file = target.with_name(name)
            file.write_bytes(png)
            written.append(file)
        return written


def show(
    marks: Iterable[Mark], document: Callable[[], Document], data: bytes, source: str, caption: str
) -> SourceView:
    """Return the places of some marks in their document.

    Parameters
    ----------
    marks : iterable of Mark
    document : callable
        Returns the document; only called for formats without pages.
    data : bytes
        The document's bytes.
    source, caption : str
        Its name, for messages, and what to write above.
    """
    marks = list(marks)
    boxed = [
        (place, mark.kind) for mark in marks for place in mark.places if place.page is not None and place.box
    ]
    if boxed:
        pages = []
        for number in sorted({place.page for place, _ in boxed if place.page is not None}):
            outlines = [
                (place.box, _COLOURS.get(kind, _OTHER))
                for place, kind in boxed
                if place.page == number and place.box
            ]
            pages.append((number, to_png(draw_page(data, source, number, outlines))))
        return SourceView(caption, pages)
    read = document()
    html = "".join(passages(read, mark.places, mark.words) for mark in marks)
    return SourceView(caption, html=html or "<p>The place is not known.</p>")
