"""Readings kept on disk: by the content of the document and the version of the reader, as JSON, never pickled."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from gkstats.documents.source import Source
from gkstats.reading import VERSION
from gkstats.records import Records

__all__ = ["Cache"]


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of readings; it may be shared by processes, and removed at any time."""

    folder: Path

    def get(self, source: Source) -> Records | None:
        """Return the reading of a document with this content, or None.

        A file that does not hold one, because it was damaged or written by other means, counts as absent.
        """
        import msgspec

        try:
            data = self._file(source).read_bytes()
            records = msgspec.json.decode(data, type=Records)
        except (OSError, msgspec.DecodeError):
            return None
        # The same bytes may lie under another name now.
        return dataclasses.replace(records, source=source.name)

    def put(self, source: Source, records: Records) -> None:
        """Keep the reading of a document; written beside and moved, so that no reader sees half of it."""
        import msgspec

        target = self._file(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(msgspec.json.encode(records))
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def _file(self, source: Source) -> Path:
        digest = hashlib.sha256(source.data).hexdigest()
        # Two levels, so that a hundred thousand readings do not share a folder.
        return self.folder / f"reader-{VERSION}" / digest[:2] / f"{digest}.json"
