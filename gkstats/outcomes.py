"""What became of a document: what was read from it, or why nothing was."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from gkstats.documents.source import Source
from gkstats.reading import VERSION
from gkstats.records import Records

__all__ = ["SKIPPED", "Failure", "Loaded", "digest_of", "document_id"]

# Worth another try although nothing about the document has changed.
_PASSING: Final = frozenset(["ChildProcessError", "MemoryError", "TimeoutError"])


@dataclass(frozen=True, slots=True)
class Loaded:
    """A document that was read; ``origin`` holds its bytes where it cannot be opened again by name."""

    records: Records
    seconds: float
    digest: str
    origin: Source | None = None

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


def digest_of(source: Source) -> str:
    """Return the SHA-256 of a document's bytes."""
    return hashlib.sha256(source.data).hexdigest()


def document_id(source: str, digest: str) -> str:
    """Return what names a reading: the document's name and content, and the version of the reader."""
    return hashlib.sha256(f"{source}\0{digest}\0{VERSION}".encode()).hexdigest()[:16]
