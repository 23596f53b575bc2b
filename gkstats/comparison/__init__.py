"""Two reports side by side: figures that moved, and text that was copied, edited or written anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import Any, Final, Protocol

import pandas as pd

from gkstats.comparison.cells import CELLS, compare_cells
from gkstats.comparison.pages import html_page, text_page
from gkstats.comparison.prose import Row, compare_prose, reuse
from gkstats.comparison.sections import Pair, align_sections
from gkstats.frames import Column, table_frame
from gkstats.records import Records

__all__ = ["CELLS", "REUSE", "SECTIONS", "SENTENCES", "Comparison", "compare", "reuse_rows"]

SENTENCES: Final = (
    Column("section", "Int64", "number of the section in its own report"),
    Column("sentence", "string", "the sentence as printed; of the earlier report where it was dropped"),
    Column("status", "string", "copied, edited, new or dropped"),
    Column("similarity", "Float64", "of the sentence and its counterpart, 1 for a copy", "fraction"),
    Column("counterpart", "string", "the sentence of the earlier report, NA where there is none"),
    Column("counterpart_section", "Int64", "number of the counterpart's section"),
)
SECTIONS: Final = (
    Column("earlier_number", "Int64", "number of the section in the earlier report, NA where it has none"),
    Column("earlier_title", "string", "its title there"),
    Column("later_number", "Int64", "number of the section in the later report, NA where it has none"),
    Column("later_title", "string", "its title there"),
    Column("copied", "Int64", "sentences of the later section that stand in the earlier report"),
    Column("edited", "Int64", "sentences of the later section that are versions of earlier ones"),
    Column("new", "Int64", "sentences of the later section without counterpart"),
    Column("dropped", "Int64", "sentences of the earlier section without counterpart"),
    Column("characters", "Int64", "characters of the later section, without spaces"),
    Column("reuse", "Float64", "share of these characters that stood in the earlier report", "fraction"),
)


REUSE: Final = (
    Column("document", "string", "key of the later document"),
    Column("agency", "string", "who reports; the name that most of its reports print"),
    Column("earlier", "Int64", "reporting year of the earlier report"),
    Column("later", "Int64", "the year after"),
    Column("number", "Int64", "number of the section in the later report; NA for the whole report"),
    Column("title", "string", "its title; NA for the whole report"),
    Column("characters", "Int64", "characters of the later text, without spaces"),
    Column("reuse", "Float64", "share of these characters that stood in the earlier report", "fraction"),
)


class HasRecords(Protocol):
    """Anything that holds the records of one document, as a `gkstats.Report` does."""

    @property
    def records(self) -> Records:
        """What was read."""


def reuse_rows(
    document: str | None, agency: str, year: int, earlier: Records, later: Records
) -> Iterator[tuple[Any, ...]]:
    """Yield how much of a report of `year` and of each of its sections stood in that of the year before, as `REUSE`."""
    found = Comparison(earlier, later)
    sections = found.sections.dropna(subset=["later_number"])
    lead = (document, agency, year - 1, year)
    yield (*lead, None, None, int(sections["characters"].sum()), found.reuse)
    for row in sections.itertuples():
        yield (*lead, row.later_number, row.later_title, row.characters, row.reuse)


def compare(earlier: HasRecords, later: HasRecords) -> Comparison:
    """Compare two reports: of one agency in two years, or of two agencies to see what they share.

    Parameters
    ----------
    earlier, later : Report
        The earlier one is what the later one is measured by.

    Examples
    --------
    >>> import gkstats as gk
    >>> report = gk.load_report(gk.samples() / "zhongning-2020.txt")
    >>> gk.compare(report, report).reuse
    1.0
    """
    return Comparison(earlier.records, later.records)


class Comparison:
    """Two reports side by side; made by `gkstats.compare`. In a notebook it shows what changed, in text too.

    Frames are built on first use and may be changed freely by their user.
    """

    def __init__(self, earlier: Records, later: Records) -> None:
        self.earlier = earlier
        self.later = later

    @cached_property
    def cells(self) -> pd.DataFrame:
        """The cells that both forms ask for, as far as either report prints them (see `CELLS`)."""
        return compare_cells(self.earlier, self.later)

    @cached_property
    def sentences(self) -> pd.DataFrame:
        """Every sentence of the later report and what it goes back to, with the dropped ones where they stood."""
        return table_frame(SENTENCES, (row[1:7] for row in self._rows))

    @cached_property
    def sections(self) -> pd.DataFrame:
        """The sections aligned, and how much of each was copied, edited, written anew or dropped."""
        return table_frame(SECTIONS, map(self._section, range(len(self._pairs))))

    @property
    def reuse(self) -> float | None:
        """Share of the later report's characters that stood in the earlier one; None where it has no prose."""
        return reuse(self._rows)

    def __repr__(self) -> str:
        """Return what changed as text: figures in short, then the prose line by line."""
        return text_page(self.earlier, self.later, self.cells, self._titled_rows())

    def _repr_html_(self) -> str:
        """Return what changed as HTML without scripts, every text of the reports escaped."""
        return html_page(self.earlier, self.later, self.cells, self._titled_rows())

    @cached_property
    def _pairs(self) -> list[Pair]:
        return align_sections(self.earlier.sections, self.later.sections)

    @cached_property
    def _rows(self) -> list[Row]:
        return compare_prose(self.earlier.sections, self.later.sections, self._pairs)

    def _rows_at(self, place: int) -> list[Row]:
        return [row for row in self._rows if row.place == place]

    def _section(self, place: int) -> tuple[Any, ...]:
        rows = self._rows_at(place)
        counts = Counter(row.status for row in rows)
        one, other = self._pairs[place]
        earlier = None if one is None else self.earlier.sections[one]
        later = None if other is None else self.later.sections[other]
        return (
            *((earlier.number, earlier.title) if earlier else (None, None)),
            *((later.number, later.title) if later else (None, None)),
            *(counts[status] for status in ("copied", "edited", "new", "dropped")),
            sum(row.size for row in rows if row.status != "dropped"),
            reuse(rows),
        )

    def _titled_rows(self) -> list[tuple[str, list[Row]]]:
        titled = []
        for place, (one, other) in enumerate(self._pairs):
            section = self.earlier.sections[one or 0] if other is None else self.later.sections[other]
            titled.append((section.title, self._rows_at(place)))
        return titled
