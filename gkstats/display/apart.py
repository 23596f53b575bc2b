"""Places of a document shown by a process of its own, so that drawing a strange page cannot end this one."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gkstats.display.marks import Colour, Mark
from gkstats.display.view import SourceView, show
from gkstats.documents import Engine, Source, read_source
from gkstats.isolation import answer_to, made_isolated

__all__ = ["show_alone", "show_isolated"]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is to be shown, and how."""

    name: str
    engine: Engine
    marks: list[Mark]
    caption: str
    pages: int | None
    complete: bool


@dataclass(frozen=True, slots=True)
class _Shown:
    """A view in its parts."""

    pages: list[tuple[int, bytes]]
    html: str
    legend: list[tuple[str, Colour]]


def show_isolated(
    marks: Sequence[Mark],
    source: Source,
    engine: Engine,
    caption: str,
    *,
    pages: int | None = None,
    complete: bool = False,
) -> SourceView:
    """Return the places of some marks in their document, as `show` does.

    Raises
    ------
    UnreadableDocument
        It cannot be drawn, or the process died of it.
    """
    import msgspec

    wanted = _Wanted(source.name, engine, list(marks), caption, pages, complete)
    shown: _Shown = _decoder(_Shown)(made_isolated(_TARGET, source, msgspec.msgpack.encode(wanted)))
    return SourceView(caption, shown.pages, shown.html, shown.legend)


def show_alone(payloads: Sequence[bytes], settings: bytes, started: Callable[[int], None]) -> bytes:
    """Draw a document within that process."""
    import msgspec

    wanted: _Wanted = _decoder(_Wanted)(settings)
    started(0)
    source = Source(wanted.name, payloads[0])

    def made() -> bytes:
        view = show(
            wanted.marks,
            lambda: read_source(source, engine=wanted.engine),
            source.data,
            source.name,
            wanted.caption,
            pages=wanted.pages,
            complete=wanted.complete,
        )
        return msgspec.msgpack.encode(_Shown(view.pages, view.html, view.legend))

    return answer_to(made, source.name)


_TARGET: Final = f"{show_alone.__module__}:{show_alone.__name__}"


@functools.cache
def _decoder(kind: type[Any]) -> Callable[[bytes], Any]:
    import msgspec

    decode: Callable[[bytes], Any] = msgspec.msgpack.Decoder(kind).decode
    return decode
