"""What there is to read: folders, patterns, archives and lists opened up into single documents."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, TypeAlias

from gkstats.documents import Source, expand_archive, list_members, open_source
from gkstats.documents.source import is_part, sniff
from gkstats.errors import GkstatsError

__all__ = ["Item", "ReportSource", "expand"]

ReportSource: TypeAlias = str | os.PathLike[str] | bytes | IO[bytes]

# What a folder is searched for; formats that cannot be read are listed too, so that they turn up in `errors`.
_SUFFIXES: Final = frozenset(
    ".pdf .html .htm .shtml .xhtml .mht .mhtml .docx .txt .zip .doc .wps .ofd .rtf".split()
)
_PLACES: Final = ("source", "path", "url")
"""Columns of a list that may say where a document is, the first that is there."""


@dataclass(frozen=True, slots=True)
class Item:
    """A document to be read: its name, its bytes where it cannot be opened by name, and what a list says of it."""

    name: str
    data: bytes | None = None
    agency: str | None = None
    year: int | None = None
    held: str | None = None
    """Digest of the content that was read before."""


def expand(sources: ReportSource | Iterable[ReportSource]) -> Iterator[Item]:
    """Yield single documents in a stable order.

    Raises
    ------
    FileNotFoundError
        A path or pattern matches nothing.
    GkstatsError
        A list (CSV) has no column that says where the documents are.
    """
    if isinstance(sources, bytes):
        yield from _opened(Source("<bytes>", sources))
    elif isinstance(sources, str | os.PathLike):
        yield from _expand_path(os.fspath(sources))
    elif hasattr(sources, "read"):
        try:
            opened = open_source(sources)  # type: ignore[arg-type]
        except GkstatsError:
            yield Item(str(getattr(sources, "name", "<file>")), b"")
        else:
            yield from _opened(opened)
    else:
        for source in sources:
            yield from expand(source)


def _opened(source: Source) -> Iterator[Item]:
    """Yield a document that has no place to be opened again from; of an archive, those in it."""
    try:
        if sniff(source) == "zip":
            for member in expand_archive(source):
                yield Item(member.name, member.data)
            return
    except GkstatsError:
        pass  # it fails when it is read
    yield Item(source.name, source.data)


def _expand_path(path: str) -> Iterator[Item]:
    if "://" in path:
        yield Item(path)
        return
    place = Path(path)
    if is_part(path) and not place.exists():
        if not Path(path.rpartition("#")[0]).is_file():
            raise FileNotFoundError(f"no report found at {path}")
        yield Item(path)
        return
    if place.suffix.lower() == ".csv" and place.is_file():
        yield from _listed(place)
        return
    if place.is_dir():
        matches = sorted(f for f in place.rglob("*") if f.suffix.lower() in _SUFFIXES and f.is_file())
    elif place.exists():
        matches = [place]
    else:
        pattern = place.relative_to(place.anchor)
        matches = sorted(f for f in Path(place.anchor).glob(str(pattern)) if f.is_file())
    if not matches:
        raise FileNotFoundError(f"no report found at {path}")
    for match in matches:
        if match.suffix.lower() == ".zip":
            yield from _archive(str(match))
        else:
            yield Item(str(match))


def _archive(path: str) -> Iterator[Item]:
    """Yield the members of an archive; one that cannot be opened stands for itself, and fails when it is read."""
    try:
        yield from map(Item, list_members(path))
    except GkstatsError:
        yield Item(path)


def _listed(path: Path) -> Iterator[Item]:
    """Yield the documents of a list; paths are relative to its folder."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            reader = csv.DictReader(file)
            column = next((name for name in _PLACES if name in (reader.fieldnames or ())), None)
            rows = list(reader)
        except (csv.Error, UnicodeDecodeError) as error:
            raise GkstatsError(
                str(path), f"it is no CSV file in UTF-8 ({error})", "save it as one"
            ) from error
    if column is None:
        raise GkstatsError(
            str(path),
            f"it has no column {' or '.join(_PLACES)}",
            "add one that says where each document is",
        )
    for row in rows:
        place = (row[column] or "").strip()
        if not place:
            continue
        year = (row.get("year") or "").strip()
        if year and not (year.isascii() and year.isdigit()):
            raise GkstatsError(str(path), f"its year {year!r} is no year", "write years as 2020")
        name = place if "://" in place else str(path.parent / place)
        yield Item(name, agency=(row.get("agency") or "").strip() or None, year=int(year) if year else None)
