"""pdfminer.six's interpreter with an end, and with an eye for text without ink and for layers that are switched off."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final

from pdfminer.converter import PDFPageAggregator
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdftypes import dict_value, stream_value

from gkstats.documents.pdf.page import MOST_CHARS
from gkstats.documents.pdf.sight import INVISIBLE, LAYER

__all__ = ["Device", "Interpreter", "TooMuchError"]

MOST_PAINTED: Final = 50_000
"""Most paths and forms of a page that are drawn: pdfminer.six takes a tenth of a millisecond for each."""
MOST_CONTENT: Final = 2 * 2**20
"""Most bytes of a page's content, forms included; a page of a report has some ten thousand."""
_INKLESS: Final = (3, 7)
"""Modes in which text is neither filled nor outlined (ISO 32000-1, table 106)."""


class TooMuchError(Exception):
    """A page draws more than is looked at."""


class Device(PDFPageAggregator):
    """Draws a page as far as that can be of use; its characters know why they are not seen."""

    painted = shown = content = mode = 0
    layers: frozenset[int] = frozenset()
    """The numbers of the layers that are off."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.marked: list[bool] = []
        """For each marked content that is open, whether it is on a layer that is off."""

    def paint_path(self, *args: Any) -> None:
        """Draw a path."""
        self._paint()
        super().paint_path(*args)

    def begin_figure(self, *args: Any) -> None:
        """Open a form."""
        self._paint()
        super().begin_figure(*args)

    def _paint(self) -> None:
        self.painted += 1
        if self.painted > MOST_PAINTED:
            raise TooMuchError

    def render_string(self, textstate: Any, *args: Any) -> None:
        """Draw a text."""
        self.mode = textstate.render
        super().render_string(textstate, *args)

    def render_char(self, *args: Any) -> Any:
        """Draw a character."""
        self.shown += 1
        if self.shown > MOST_CHARS:
            raise TooMuchError
        advance = super().render_char(*args)
        drawn: Any = self.cur_item._objs[-1]
        drawn.unseen = LAYER if any(self.marked) else INVISIBLE if self.mode in _INKLESS else ""
        return advance

    def unfinished(self) -> Any:
        """Return the page as far as it is drawn, with the forms that are still open."""
        opened = [*self._stack, self.cur_item]
        for outer, inner in pairwise(opened):
            outer.add(inner)
        return opened[0]


class Interpreter(PDFPageInterpreter):
    """Runs a page's content."""

    device: Any  # shared with the interpreters of the page's forms

    def execute(self, streams: Any) -> None:
        """Run some streams."""
        self.device.content += sum(len(stream_value(stream).get_data()) for stream in streams)
        if self.device.content > MOST_CONTENT:
            raise TooMuchError
        super().execute(streams)

    def do_BDC(self, tag: Any, props: Any) -> None:  # noqa: N802
        """Open marked content with properties, which may name a layer."""
        self.device.marked.append(getattr(tag, "name", "") == "OC" and self._is_off(props))
        super().do_BDC(tag, props)

    def do_BMC(self, tag: Any) -> None:  # noqa: N802
        """Open marked content."""
        self.device.marked.append(False)
        super().do_BMC(tag)

    def do_EMC(self) -> None:  # noqa: N802
        """Close marked content."""
        if self.device.marked:
            self.device.marked.pop()
        super().do_EMC()

    def do_Do(self, name: Any) -> None:  # noqa: N802
        """Draw a form, which may stand on a layer as a whole."""
        form = self.xobjmap.get(getattr(name, "name", name))
        opened = len(self.device.marked)
        self.device.marked.append(self._hides(getattr(form, "attrs", {}).get("OC")))
        super().do_Do(name)
        del self.device.marked[opened:]

    def _is_off(self, props: Any) -> bool:
        listed = dict_value((self.resources or {}).get("Properties", {}))
        return self._hides(listed.get(getattr(props, "name", "")))

    def _hides(self, entry: Any) -> bool:
        """Return whether an entry refers to a layer that is off, or to several of which all are."""
        if entry is None or not self.device.layers:
            return False
        if getattr(entry, "objid", None) in self.device.layers:
            return True
        members = dict_value(entry).get("OCGs")
        members = members if isinstance(members, list) else [members]
        return all(getattr(member, "objid", None) in self.device.layers for member in members)
