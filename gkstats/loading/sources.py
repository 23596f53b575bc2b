"""What there is to read: folders, patterns, archives and lists opened up into single documents."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final, TypeAlias

from gkstats.documents import Source, expand_archive, list_members, open_source
from gkstats.documents.archive import is_furniture
from gkstats.documents.members import is_office
from gkstats.documents.source import is_part, sniff
from gkstats.errors import GkstatsError
from gkstats.keeping import SKIPPED, Failure
from gkstats.loading.collected import COLLECTED, said_of_files

__all__ = ["Item", "ReportSource", "expand"]

ReportSource: TypeAlias = str | os.PathLike[str] | bytes | IO[bytes]

_DOCUMENTS: Final = frozenset(".pdf .html .htm .shtml .xhtml .docx .txt .md".split())
"""Endings that spare a look at whether a file is an archive."""
_FURNITURE: Final = "it belongs to a saved page"
_HIDDEN: Final = "it is hidden"
_LONGEST: Final = 2_000
"""Most characters of a cell of a list."""
_PLACES: Final = ("source", "path", "url")
"""Columns of a list that may say where a document is, the first that is there."""


@dataclass(frozen=True, slots=True)
class Item:
    """A document to be read: its name, its bytes where it cannot be opened by name, and what a list says of it."""

    name: str
    data: bytes | None = None
    agency: str | None = None
    year: int | None = None
    agency_id: str | None = None
    published: dt.date | None = None
    url: str | None = None
    held: str | None = None
    """Digest of the content that was read before."""
    found: bool = False
    """Whether it turned up in a folder or an archive; then it need not be a report."""
    private: bool | None = None
    """Whether an address may lead to this machine or a private network."""
    failure: Failure | None = None
    """Why there is nothing to be read."""

    @property
    def listed(self) -> str:
        """What stands for that which a list says of it; empty where it says nothing."""
        said = (self.agency, self.year, self.agency_id, self.published, self.url)
        return f"+{hashlib.sha256(repr(said).encode()).hexdigest()[:8]}" if any(said) else ""


def expand(
    sources: ReportSource | Iterable[ReportSource], *, allow_private: bool | None = None
) -> Iterator[Item]:
    """Yield single documents in a stable order; what is passed over is yielded, too, with the reason.

    Parameters
    ----------
    sources : path, glob pattern, URL, bytes, file object or an iterable of these
    allow_private : bool, optional
        Whether addresses, and paths in lists, may lead to this machine and private networks; by default only where
        the one source names them itself.

    Raises
    ------
    FileNotFoundError
        The one path or pattern matches nothing; among several it is yielded as a failure.
    GkstatsError
        The one list (CSV) has no column that says where the documents are.
    TypeError
        A source is of no kind that can be read.
    """
    if isinstance(sources, bytes | bytearray | memoryview):
        yield from _opened(Source("<bytes>", bytes(sources)))
    elif isinstance(sources, str | os.PathLike):
        yield from _expand_path(os.fspath(sources), allow_private)
    elif hasattr(sources, "read"):
        name = str(getattr(sources, "name", "<file>"))
        try:
            opened = open_source(sources)  # type: ignore[arg-type]
        except GkstatsError as error:
            yield Item(name, failure=_failure(name, error))
        except (OSError, ValueError, TypeError) as error:
            yield Item(name, failure=Failure(name, type(error).__name__, str(error)))
        else:
            yield from _opened(opened)
    elif isinstance(sources, Iterable):
        for source in sources:
            yield from _one_of_many(source, bool(allow_private))
    else:
        raise TypeError(
            f"{sources!r} is no source: give a path, pattern, URL, bytes, a binary file, or a list of these"
        )


def _one_of_many(source: ReportSource, allow_private: bool) -> Iterator[Item]:
    name = os.fspath(source) if isinstance(source, str | os.PathLike) else ""
    try:
        yield from expand(source, allow_private=allow_private)
    except FileNotFoundError:
        yield Item(name, failure=Failure(name, "FileNotFoundError", "there is no such file; check the path"))
    except GkstatsError as error:
        yield Item(name, failure=_failure(name, error))
    except (OSError, ValueError) as error:
        yield Item(name, failure=Failure(name, type(error).__name__, str(error)))


def _failure(name: str, error: GkstatsError) -> Failure:
    return Failure(name, type(error).__name__, f"{error.trouble}; {error.remedy}")


def _skipped(name: str, reason: str) -> Item:
    return Item(name, failure=Failure(name, SKIPPED, reason))


def _opened(source: Source) -> Iterator[Item]:
    """Yield a document that has no place to be opened again from; of an archive, those in it."""
    try:
        if sniff(source) == "zip":
            for member in expand_archive(source):
                if is_furniture(member.name):
                    yield _skipped(member.name, _FURNITURE)
                else:
                    yield Item(member.name, member.data, found=True)
            return
    except GkstatsError:
        pass  # it fails when it is read
    yield Item(source.name, source.data)


def _expand_path(path: str, allow_private: bool | None) -> Iterator[Item]:
    if "://" in path:
        yield Item(path, private=allow_private)
        return
    place = Path(path)
    if is_part(path) and not place.exists():
        if not Path(path.rpartition("#")[0]).is_file():
            raise FileNotFoundError(f"no report found at {path}")
        yield Item(path)
        return
    if place.name == COLLECTED and place.is_file():
        for name, reason in said_of_files(place).items():
            file = str(place.parent / name)
            yield _skipped(file, reason) if reason else Item(file)
    elif place.suffix.lower() == ".csv" and place.is_file():
        yield from _listed(place, allow_private)
    elif place.is_dir():
        yield from _folder(place)
    elif _exists(place) or _names_a_member(path):
        yield from _file(place, found=False)
    else:
        pattern = place.relative_to(place.anchor)
        matches = sorted(f for f in Path(place.anchor).glob(str(pattern)) if f.is_file())
        if not matches:
            raise FileNotFoundError(f"no report found at {path}")
        for match in matches:
            yield from _file(match, found=False)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _names_a_member(path: str) -> bool:
    """Return whether a path leads into an archive (``reports.zip!2020.pdf``)."""
    return any(_is_zip(Path(path[:n])) for n, character in enumerate(path) if character == "!")


def _folder(folder: Path) -> Iterator[Item]:
    """Yield every file below a folder, by what it holds and not by its name; nothing is passed over in silence."""
    unread: list[Item] = []
    empty = True
    for path in _walked(folder, folder, unread):
        empty = False
        relative = "/".join(path.relative_to(folder).parts)
        if is_furniture(relative):
            unread.append(_skipped(str(path), _HIDDEN if path.name.startswith(".") else _FURNITURE))
        elif path.is_symlink() and not _exists(path):
            unread.append(_skipped(str(path), "it is a link to nothing"))
        elif not path.is_file():
            unread.append(_skipped(str(path), "it is no ordinary file"))
        else:
            yield from _file(path, found=True)
    if empty and not unread:
        raise FileNotFoundError(f"no report found at {folder}: the folder is empty")
    yield from unread


def _walked(folder: Path, root: Path, unread: list[Item]) -> Iterator[Path]:
    """Yield what lies below a folder, in order and one at a time; folders that are not entered are listed as unread."""
    try:
        with os.scandir(folder) as found:
            entries = sorted((entry.name, entry.is_dir(), entry.is_symlink()) for entry in found)
    except OSError as error:
        unread.append(_lost(str(error.filename or folder), error))
        return
    if folder != root and any(name == "gkstats.json" and not directory for name, directory, _ in entries):
        unread.append(_skipped(str(folder), "it is a dataset; open it with Corpus.read_parquet"))
        return
    manifest = any(name == COLLECTED and not directory for name, directory, _ in entries)
    passed = said_of_files(folder / COLLECTED) if manifest else {}
    if manifest:
        passed[COLLECTED] = "it is the manifest of what was collected"
    for name, directory, link in entries:
        if not directory and passed.get(name):
            unread.append(_skipped(str(folder / name), passed[name]))
        elif not directory:
            yield folder / name
        elif name.startswith(".") or link:
            unread.append(
                _skipped(str(folder / name), _HIDDEN if name.startswith(".") else "it is a link to a folder")
            )
        else:
            yield from _walked(folder / name, root, unread)


def _lost(name: str, error: OSError) -> Item:
    return Item(
        name, failure=Failure(name, type(error).__name__, f"{error.strerror or error}; check its permissions")
    )


def _file(path: Path, *, found: bool) -> Iterator[Item]:
    """Yield a file, or the members of an archive, whatever the file is called."""
    if path.suffix.lower() in _DOCUMENTS or not _is_zip(path):
        yield Item(str(path), found=found)
        return
    try:
        for member in list_members(str(path)):
            yield _skipped(member, _FURNITURE) if is_furniture(member) else Item(member, found=True)
    except GkstatsError:
        yield Item(str(path), found=found)  # it stands for itself, and fails when it is read


def _is_zip(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            if file.read(4) not in (b"PK\x03\x04", b"PK\x05\x06"):
                return path.suffix.lower() == ".zip"
        return not is_office(path)
    except (OSError, ValueError):
        return False


def _listed(path: Path, allow_private: bool | None) -> Iterator[Item]:
    """Yield the documents of a list; paths are relative to its folder, and stay below it unless the user says so."""
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
        known = _known(row, column, path)
        if "://" in place:
            yield Item(place, None, **known, private=bool(allow_private))
        elif allow_private or _is_below(place, path.parent):
            yield Item(str(path.parent / place), None, **known)
        else:
            trouble = "the list names a file outside its folder; if you trust whoever wrote it, pass allow_private=True"
            yield Item(place, failure=Failure(place, "UnreadableDocument", trouble))


def _known(row: dict[str, str | None], column: str, path: Path) -> dict[str, Any]:
    """Return what a line of a list says of its document."""
    said = {
        name: (row.get(name) or "").strip() for name in ("agency", "agency_id", "year", "published", "url")
    }
    for name, text in said.items():
        if len(text) > _LONGEST or not (text.isprintable() or not text):
            raise GkstatsError(str(path), f"its {name} {text[:40]!r} is no plain text", "write it plainly")
    year = said["year"]
    if year and not (year.isascii() and year.isdigit() and len(year) == 4):
        raise GkstatsError(str(path), f"its year {year!r} is no year", "write years as 2020")
    try:
        published = dt.date.fromisoformat(said["published"]) if said["published"] else None
    except ValueError:
        trouble = f"its day of publication {said['published']!r} is no date"
        raise GkstatsError(str(path), trouble, "write dates as 2021-03-05") from None
    return {
        "agency": said["agency"] or None,
        "year": int(year) if year else None,
        "agency_id": said["agency_id"] or None,
        "published": published,
        "url": said["url"] if said["url"] and column != "url" else None,
    }


def _is_below(place: str, folder: Path) -> bool:
    try:
        return (folder / place).resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError):
        return False
