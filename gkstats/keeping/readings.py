"""What became of a document, how it is named, the one way in which a reading is kept as bytes, and a cache of them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

import msgspec

from gkstats.documents.source import Source
from gkstats.files import write_file
from gkstats.reading import VERSION
from gkstats.records import Records

__all__ = [
    "SKIPPED",
    "Cache",
    "Document",
    "Failure",
    "Listed",
    "Loaded",
    "decode_records",
    "digest_of",
    "document_key",
    "encode_records",
    "reader_key",
    "reading_id",
    "told_apart",
]

# Worth another try although nothing about the document has changed.
_PASSING: Final = frozenset(["ChildProcessError", "MemoryError", "TimeoutError"])


@dataclass(frozen=True, slots=True)
class Loaded:
    """A document that was read; ``origin`` holds its bytes where it cannot be opened again by name.

    ``words`` is the list that it was read with, where it is not kept elsewhere; ``day`` that on which its bytes were read,
    in UTC, None where it is not known.
    """

    records: Records
    seconds: float
    digest: str
    origin: Source | None = None
    words: str = ""
    listed: str = ""
    """What stands for that which a list of documents said of it."""
    day: dt.date | None = None

    @property
    def source(self) -> str:
        """Path, URL or name of the document."""
        return self.records.source


SKIPPED: Final = "Skipped"
"""What stands for the name of an error where nothing went wrong: a file that turned up is no report."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that could not be read; ``digest`` is empty where its bytes were not seen."""

    source: str
    error: str
    message: str
    digest: str = ""

    @property
    def lasting(self) -> bool:
        """Whether the same reader would fail again on the same bytes."""
        return bool(self.digest) and self.error not in _PASSING


class Document(NamedTuple):
    """A document that was read, as far as it takes to list it and to tell it from others."""

    reading: str
    document: str
    source: str
    digest: str
    agency: str | None
    year: int | None
    agency_id: str | None
    form: str | None
    published: dt.date | None
    url: str | None
    pages: int | None
    cells: int

    @classmethod
    def of(cls, one: Loaded, reader: str) -> Document:
        """Return the entry of a reading."""
        records, identity = one.records, one.records.identity
        return cls(
            reading_id(one.source, one.digest, reader + one.listed),
            document_key(one.digest, one.source),
            one.source,
            one.digest,
            identity.agency,
            identity.year,
            identity.agency_id,
            records.form,
            identity.published,
            identity.url,
            records.pages,
            len(records.facts),
        )


def digest_of(source: Source) -> str:
    """Return the SHA-256 of a document's bytes."""
    return hashlib.sha256(source.data).hexdigest()


def document_key(digest: str, source: str) -> str:
    """Return what names a document in every table: the first twelve digits of the SHA-256 of its bytes."""
    return (digest or hashlib.sha256(source.encode()).hexdigest())[:12]


class Listed(NamedTuple):
    """A document as far as the checks between reports need to know it: there are many of them at a time."""

    reading: str
    document: str
    source: str
    agency: str | None
    year: int | None
    agency_id: str | None


Entry = TypeVar("Entry", Document, Listed)


def told_apart(documents: Sequence[Entry]) -> list[Entry]:
    """Return documents, in their order, each under a key of its own.

    Of copies, byte for byte, the first by source keeps the key; the others get ``-2``, ``-3`` and so on after it.
    """
    seen: Counter[str] = Counter()
    found = list(documents)
    for position, one in sorted(enumerate(documents), key=lambda pair: (pair[1].source, pair[0])):
        seen[one.document] += 1
        if seen[one.document] > 1:
            found[position] = one._replace(document=f"{one.document}-{seen[one.document]}")
    return found


def reader_key(more: str = "") -> str:
    """Return what names a way of reading: the version of the reader, and a digest of whatever else decides."""
    return f"{VERSION}-{more}" if more else str(VERSION)


def reading_id(source: str, digest: str, reader: str) -> str:
    """Return what names a reading: the document's name and content, and the way in which it was read."""
    return hashlib.sha256(f"{source}\0{digest}\0{reader}".encode()).hexdigest()[:16]


def encode_records(records: Records) -> bytes:
    """Return a reading as MessagePack."""
    return msgspec.msgpack.encode(records)


@functools.cache
def _decoder() -> Any:
    return msgspec.msgpack.Decoder(Records)


def decode_records(data: bytes) -> Records:
    """Return the reading that `encode_records` made bytes of.

    Raises
    ------
    msgspec.DecodeError
        They hold none.
    """
    records: Records = _decoder().decode(data)
    return records


_CHECK: Final = 16
"""Bytes at the start of a file that tell whether the others are as they were written."""


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of readings; it may be shared by processes."""

    folder: Path
    reader: str

    def get(self, source: Source) -> Records | None:
        """Return the reading of a document with this content, or None.

        A file that does not hold one, because it was damaged or written by other means, counts as absent.
        """
        try:
            data = self._file(source).read_bytes()
            if data[:_CHECK] != _check(data[_CHECK:]):
                return None
            records = decode_records(data[_CHECK:])
        except (OSError, msgspec.DecodeError):
            return None
        # The same bytes may lie under another name now.
        return dataclasses.replace(records, source=source.name)

    def put(self, source: Source, records: Records) -> None:
        """Keep the reading of a document.

        Raises
        ------
        GkstatsError
            It cannot be written.
        """
        data = encode_records(records)
        write_file(self._file(source), _check(data) + data)

    def _file(self, source: Source) -> Path:
        digest = digest_of(source)
        # Two levels, so that a hundred thousand readings do not share a folder.
        return self.folder / f"reader-{self.reader}" / digest[:2] / f"{digest}.reading"


def _check(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_CHECK).digest()
