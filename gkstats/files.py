"""The one way to write a file: beside, synced to disk, then moved; and one clear error where that cannot be done."""

from __future__ import annotations

import errno
import importlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Final

from gkstats.errors import GkstatsError, MissingDependency

__all__ = ["UNFINISHED", "clear_errors", "moved_into", "require", "write_file", "write_folder"]

UNFINISHED: Final = ".writing-"
"""What the names of files and folders begin with until they are whole."""


def write_file(path: Path, data: bytes) -> None:
    """Write a file, replacing what was there in one step; nobody ever sees half of it.

    Raises
    ------
    GkstatsError
        It cannot be written; what was there is as before.
    """
    with clear_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=UNFINISHED, dir=path.parent)
        beside = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            beside.chmod(0o666 & ~_umask())
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        _sync(path.parent)


@contextmanager
def moved_into(directory: Path) -> Iterator[tuple[Path, list[Path]]]:
    """Give a folder beside the target to write files into; on success they are moved, replacing what was there.

    Yields the folder and a list, which holds the files' final paths afterwards. After an error the target is as before,
    also where only some of the files could be moved.

    Raises
    ------
    GkstatsError
        The target cannot be written.
    """
    written: list[Path] = []
    with clear_errors(directory):
        directory.mkdir(parents=True, exist_ok=True)
        home = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=directory))
        try:
            beside, before = home / "new", home / "before"
            beside.mkdir()
            yield beside, written
            files = sorted(path for path in beside.rglob("*") if path.is_file())
            for file in files:
                _sync(file)
            _move(files, beside, before, directory, written)
        finally:
            shutil.rmtree(home, ignore_errors=True)


def _move(files: list[Path], beside: Path, before: Path, target: Path, written: list[Path]) -> None:
    """Move files to where they belong; put back what was there when one of them cannot be moved."""
    kept: list[tuple[Path, Path]] = []
    try:
        for file in files:
            final = target / file.relative_to(beside)
            final.parent.mkdir(parents=True, exist_ok=True)
            if final.exists():
                old = before / file.relative_to(beside)
                old.parent.mkdir(parents=True, exist_ok=True)
                final.replace(old)
                kept.append((old, final))
            file.replace(final)
            written.append(final)
        for folder in dict.fromkeys(path.parent for path in written):
            _sync(folder)
    except BaseException:
        for final in written:
            final.unlink(missing_ok=True)
        for old, final in kept:
            old.replace(final)
        written.clear()
        raise


@contextmanager
def write_folder(path: Path) -> Iterator[Path]:
    """Give a folder to fill that becomes `path` in one step, when everything in it is on the disk.

    Raises
    ------
    GkstatsError
        It cannot be written; then there is none.
    """
    with clear_errors(path):
        beside = path.with_name(f"{UNFINISHED}{path.name}")
        beside.mkdir(parents=True)
        try:
            yield beside
            for file in beside.iterdir():
                _sync(file)
            _sync(beside)
            beside.replace(path)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
        _sync(path.parent)


@contextmanager
def clear_errors(path: Path) -> Iterator[None]:
    """Turn what the system says when something cannot be written into one line.

    Raises
    ------
    GkstatsError
        An OSError came up.
    """
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise GkstatsError(
                str(path), "the disk is full", "free some space, or write elsewhere, and try again"
            ) from error
        trouble = error.strerror or str(error)
        raise GkstatsError(
            str(path),
            f"it cannot be written ({trouble})",
            "close it where it is open, or choose a place that you may write to",
        ) from error


def _sync(path: Path) -> None:
    """Wait until a file or folder is on the disk; what cannot be opened for that, such as a folder on Windows, is left."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except PermissionError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def require(module: str, extra: str) -> ModuleType:
    """Import an optional package, or say which extra brings it."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        package = module.partition(".")[0]
        raise MissingDependency(
            package, "the package is not installed", f'run: pip install "gkstats[{extra}]"'
        ) from error
