"""What the checks between reports look at: a tenth of a reading, most of which is places."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import msgspec

from gkstats.checks import Case
from gkstats.documents.model import Paragraph
from gkstats.records import Identity, Narrative, Records, Section
from gkstats.sums import Cell, Cells, Number

__all__ = ["gist_of", "read_gist"]


@dataclass(slots=True)
class _Gist:
    """What tables and prose of a report say, without where they say it."""

    source: str
    format: str
    agency: str | None
    year: int | None
    agency_id: str | None
    cells: list[tuple[Cell, Number | None]]
    sections: list[tuple[int, str, str]]


def gist_of(records: Records, cells: Cells) -> bytes:
    """Return the gist of a reading, whose cells are known already, as MessagePack."""
    identity = records.identity
    sections = [(one.number, one.title, one.text) for one in records.sections]
    return msgspec.msgpack.encode(
        _Gist(
            records.source,
            records.format,
            identity.agency,
            identity.year,
            identity.agency_id,
            list(cells.items()),
            sections,
        )
    )


@functools.cache
def _decoder() -> Any:
    return msgspec.msgpack.Decoder(_Gist)


def read_gist(data: bytes) -> Case:
    """Return a report as the checks between reports see it.

    Raises
    ------
    msgspec.DecodeError
        The bytes hold no gist.
    """
    gist: _Gist = _decoder().decode(data)
    sections = tuple(
        Section(number, title, (Paragraph(text, (), ()),), None) for number, title, text in gist.sections
    )
    records = Records(
        source=gist.source,
        format=gist.format,
        pages=None,
        identity=Identity(gist.agency, gist.year, None, None, None),
        form=None,
        forms=(),
        facts=(),
        sections=sections,
        narrative=Narrative(),
    )
    return Case(gist.agency, gist.year, records, dict(gist.cells), agency_id=gist.agency_id)
