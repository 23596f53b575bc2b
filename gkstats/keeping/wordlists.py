"""The lists of words that documents of a dataset were read with, so that what is lost can be read as it was.

Each is a file beside the parts, named by a digest of its content, which readers of documents name, too.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from gkstats.errors import GkstatsError
from gkstats.files import write_file
from gkstats.keeping.readings import reader_key

__all__ = ["damaged_words", "drop_damaged_words", "keep_words", "kept_words", "reader_with"]

_FILE: Final = "words={}.toml"
_KEY: Final = re.compile(r"\A[0-9a-f]{16}\Z")
_LONGEST: Final = 2**21


def reader_with(words: str) -> str:
    """Return what names the way of reading with a list of words, "" for none."""
    return reader_key(_key(words) if words else "")


def _key(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def _named_by(reader: str) -> str:
    return reader.partition("+")[0].partition("-")[2]


def _file(directory: Path, key: str) -> Path:
    return directory / _FILE.format(key)


def keep_words(directory: Path, words: str) -> None:
    """Keep a list of words with a dataset.

    Raises
    ------
    GkstatsError
        It cannot be written.
    """
    if words and _sound(directory, _key(words)) is None:
        write_file(_file(directory, _key(words)), words.encode())


def kept_words(directory: Path, reader: str) -> str:
    """Return the list of words that a reader names, "" for one without.

    Raises
    ------
    GkstatsError
        It is missing or damaged.
    """
    key = _named_by(reader)
    if not key:
        return ""
    words = _sound(directory, key)
    if words is None:
        raise GkstatsError(
            str(directory),
            "the list of words that documents of it were read with is missing or damaged",
            "read the documents again, with the list that was given then",
        )
    return words


def _sound(directory: Path, key: str) -> str | None:
    """Return the list of a key; None where there is none, or another."""
    file = _file(directory, key)
    try:
        if not _KEY.match(key) or not file.is_file() or file.stat().st_size > _LONGEST:
            return None
        words = file.read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        return None
    return words if _key(words) == key else None


def damaged_words(directory: Path, readers: Iterable[str]) -> list[str]:
    """Return the names of the files that readers name, and of others like them, that are not as they were written."""
    keys = {_named_by(reader) for reader in readers} - {""}
    keys |= {file.name[len("words=") : -len(".toml")] for file in directory.glob(_FILE.format("*"))}
    return [_FILE.format(key) for key in sorted(keys) if _sound(directory, key) is None]


def drop_damaged_words(directory: Path) -> None:
    """Remove lists that nobody can read with any more."""
    for name in damaged_words(directory, ()):
        (directory / name).unlink(missing_ok=True)
