"""What users know better: names of agencies, the ids that they stand for, and the years for which they do."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final, NamedTuple

from gkstats.agencies import agency_id
from gkstats.errors import GkstatsError

__all__ = ["Aliases"]

_COLUMNS: Final = ("name", "agency_id", "from", "to")
_MOST: Final = 20_000_000
"""Most bytes of a list."""


class _Alias(NamedTuple):
    id: str
    first: int
    last: int


class Aliases:
    """A list of aliases; called with a name and a year it gives the id of the list, else that of the name."""

    def __init__(self, known: dict[str, list[_Alias]]) -> None:
        self._known = known

    @classmethod
    def read(cls, file: Path) -> Aliases:
        """Read a CSV file.

        Raises
        ------
        GkstatsError
            It is too large, no text, lacks a column, or a line contradicts another.
        """
        if file.stat().st_size > _MOST:
            raise GkstatsError(str(file), "it is larger than any list of aliases", "give a smaller one")
        known: dict[str, list[_Alias]] = {}
        try:
            with file.open(encoding="utf-8-sig", newline="") as stream:
                reader = csv.DictReader(stream)
                missing = [name for name in _COLUMNS if name not in (reader.fieldnames or ())]
                if missing:
                    raise GkstatsError(
                        str(file), f"it has no column {missing[0]}", "columns are name, agency_id, from, to"
                    )
                for row in reader:
                    name, alias = _alias(row, f"{file}, line {reader.line_num}")
                    others = known.setdefault(name, [])
                    if any(
                        one.first <= alias.last and alias.first <= one.last and one.id != alias.id
                        for one in others
                    ):
                        place = f"{file}, line {reader.line_num}"
                        raise GkstatsError(
                            place, f"{name} has another id in the same year", "keep one of the lines"
                        )
                    others.append(alias)
        except (UnicodeDecodeError, csv.Error) as error:
            raise GkstatsError(
                str(file), f"it is no CSV file in UTF-8 ({error})", "save it as CSV in UTF-8"
            ) from error
        return cls(known)

    def __call__(self, agency: str, year: int | None) -> str:
        """Return the id of an agency."""
        for one in self._known.get("".join(agency.split()), ()):
            if (year is None and (one.first, one.last) == (0, 9999)) or (
                year is not None and one.first <= year <= one.last
            ):
                return one.id
        return agency_id(agency, year)


def _alias(row: dict[str, str | None], place: str) -> tuple[str, _Alias]:
    name, id_ = "".join((row["name"] or "").split()), (row["agency_id"] or "").strip()
    if not name or not id_:
        raise GkstatsError(place, "the name or the id is empty", "fill both in, or leave the line out")
    years = []
    for column, open_ in (("from", 0), ("to", 9999)):
        text = (row[column] or "").strip()
        if text and not (text.isascii() and text.isdigit() and len(text) == 4):
            raise GkstatsError(place, f"{column} {text!r} is no year", "write years as 2020")
        years.append(int(text) if text else open_)
    return name, _Alias(id_, *years)
