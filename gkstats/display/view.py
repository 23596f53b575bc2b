"""A figure in its place: the page of a PDF with it outlined, or the passage around it."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Final

from gkstats.display.marks import Colour, Mark, colour, legend
from gkstats.display.passage import passages, whole
from gkstats.display.picture import draw_pages, to_png
from gkstats.documents.model import Anchor, Box, Document
from gkstats.files import moved_into

__all__ = ["SourceView", "show"]

_ENDINGS: Final = frozenset({".png", ".html", ".htm"})


class SourceView:
    """Pages or passages with something marked, as Jupyter shows them.

    Attributes
    ----------
    pages : list of (int, bytes)
        Page numbers and pictures (PNG); empty for a format without pages.
    html : str
        The passage, escaped; empty for a PDF.
    caption : str
    legend : list of (str, (int, int, int))
        What the colours mean; empty where there is only one.
    """

    def __init__(
        self,
        caption: str,
        pages: Sequence[tuple[int, bytes]] = (),
        html: str = "",
        legend: Sequence[tuple[str, Colour]] = (),
    ) -> None:
        self.caption = caption
        self.pages = list(pages)
        self.html = html
        self.legend = list(legend)

    def __repr__(self) -> str:
        """Return the caption."""
        return f"<SourceView: {self.caption}>"

    def _repr_html_(self) -> str:
        images = "".join(
            f'<img alt="page {number}" style="max-width:100%;border:1px solid rgba(128,128,128,.45);margin:.3em 0" '
            f'src="data:image/png;base64,{base64.b64encode(png).decode("ascii")}">'
            for number, png in self.pages
        )
        swatches = "".join(
            f'<span><span style="color:rgb{tone}">■</span> {escape(name)}</span>'
            for name, tone in self.legend
        )
        key = f'<div style="display:flex;flex-wrap:wrap;gap:0 1.2em">{swatches}</div>' if swatches else ""
        caption = f'<figcaption style="opacity:.85">{escape(self.caption)}{key}</figcaption>'
        return f'<figure style="margin:0">{caption}{self.html}{images}</figure>'

    def _repr_png_(self) -> bytes | None:
        # For exports that take no HTML, such as nbconvert's PDF.
        return self.pages[0][1] if len(self.pages) == 1 else None

    def save(self, path: str | os.PathLike[str]) -> list[Path]:
        """Write the pictures (``name.png``, with the page number when there are several) or the passage (``.html``).

        Returns
        -------
        list of Path
            The files written.

        Raises
        ------
        GkstatsError
            They cannot be written; what was there is as before.
        """
        target = Path(path)
        stem = target.stem if target.suffix.lower() in _ENDINGS else target.name
        files = {f"{stem}-{number}.png": png for number, png in self.pages}
        if len(self.pages) == 1:
            files = {f"{stem}.png": self.pages[0][1]}
        if not self.pages:
            page = f'<!doctype html><meta charset="utf-8"><title>{escape(self.caption)}</title>{self._repr_html_()}'
            files = {f"{stem}.html": page.encode()}
        with moved_into(target.parent) as (beside, _):
            for name, data in files.items():
                (beside / name).write_bytes(data)
        return [target.with_name(name) for name in files]


def show(
    marks: Sequence[Mark],
    document: Callable[[], Document],
    data: bytes,
    source: str,
    caption: str,
    *,
    pages: int | None = None,
    complete: bool = False,
) -> SourceView:
    """Return the places of some marks in their document.

    Parameters
    ----------
    marks : sequence of Mark
        Where two stand in one place, the later one shows.
    document : callable
        Returns the document; only called for formats without pages.
    data : bytes
        The document's bytes.
    source, caption : str
        Its name, for messages, and what to write above.
    pages : int, optional
        Number of pages; None for a format without pages.
    complete : bool
        Show the document from end to end, with a legend, and not only what is around the marks.
    """
    names = legend(marks) if complete else []
    if pages is None:
        read = document()
        html = whole(read, marks) if complete else passages(read, marks)
        return SourceView(caption, html=html or "<p>The place is not known.</p>", legend=names)
    kinds: dict[Anchor, str] = {place: mark.kind for mark in marks for place in mark.places}
    outlines: dict[int, list[tuple[Box, Colour]]] = {n: [] for n in range(1, pages + 1)} if complete else {}
    for place, kind in kinds.items():
        if place.page is not None and place.box is not None:
            outlines.setdefault(place.page, []).append((place.box, colour(kind)))
    drawn = [(number, to_png(picture)) for number, picture in draw_pages(data, source, outlines)]
    return SourceView(caption, drawn, "" if drawn else "<p>The place is not known.</p>", names)
