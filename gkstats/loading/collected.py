"""What the manifest of a folder of collected documents says of its files: which are read, and why others are not."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

from gkstats.errors import GkstatsError

__all__ = ["COLLECTED", "said_of_files"]

COLLECTED: Final = "collected.csv"
"""The manifest that collecting leaves in a folder: which file is a report, and which is a copy or an older version."""
_PASSED_OVER: Final = {
    "copy": "it is the same report as a file beside it, which is read",
    "page": "it is the page that gives a report",
    "duplicate": "it was found at two addresses, and is read once",
    "superseded": "a later version of it was collected",
}


def said_of_files(manifest: Path) -> dict[str, str]:
    """Return the names of a manifest's files, each with the reason why it is passed over; "" for those that are read.

    Raises
    ------
    GkstatsError
        It is no such manifest, or names a file that does not lie beside it.
    """
    try:
        with manifest.open(encoding="utf-8-sig", newline="") as file:
            rows = [(row["file"], row["role"], row["state"]) for row in csv.DictReader(file)]
    except (OSError, KeyError, csv.Error, UnicodeDecodeError) as error:
        raise GkstatsError(
            str(manifest), f"it is no manifest of collected documents ({error})", "give it another name"
        ) from error
    reasons: dict[str, str] = {}
    for name, role, state in rows:
        if not name or any(mark in name for mark in "/\\:") or name in (".", ".."):
            raise GkstatsError(
                str(manifest), f"it names {name!r}, which is no file beside it", "collect the documents again"
            )
        reason = _PASSED_OVER.get("superseded" if state == "superseded" else role, "")
        # Two lines may stand for one file: it is read where either says so.
        reasons[name] = reason and reasons.get(name, reason)
    return dict(sorted(reasons.items()))
