"""Word files from before 2007 (.doc), WPS files and their kin: converted to DOCX, then read as such."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal, NamedTuple, TypeAlias

from gkstats.documents.old_word_padding import with_even_padding
from gkstats.documents.source import LARGEST, Source
from gkstats.errors import MissingDependency, UnreadableDocument

__all__ = ["OldFormat", "as_docx"]

OldFormat: TypeAlias = Literal["doc", "rtf", "odt"]

_SECONDS: Final = 60
"""Within which LibreOffice must be done; it takes some five, of which four are its start."""
_SAVE: Final = "open it in Word, WPS or LibreOffice and save it as DOCX or PDF"
_ASK: Final = 'where LibreOffice is installed, read it with engine="libreoffice"; or save it as DOCX or PDF'


class _Converted(NamedTuple):
    source: Source
    warnings: tuple[str, ...]


def as_docx(source: Source, kind: OldFormat, *, libreoffice: bool = False) -> _Converted:
    """Return a document as DOCX, and what is to be said of its conversion.

    Parameters
    ----------
    source : Source
    kind : {"doc", "rtf", "odt"}
        Of these only the first is converted without LibreOffice.
    libreoffice : bool
        Have LibreOffice convert it.

    Raises
    ------
    UnreadableDocument
        It is damaged, encrypted, or of a kind that only LibreOffice converts.
    MissingDependency
        The converter is not installed.
    """
    if libreoffice:
        return _Converted(
            _by_libreoffice(source, kind), ("it was converted to DOCX by LibreOffice before it was read",)
        )
    if kind != "doc":
        what = "a rich text file (.rtf)" if kind == "rtf" else "an OpenDocument text (.odt)"
        raise UnreadableDocument(source.name, f"it is {what}, which only LibreOffice converts", _ASK)
    return _by_package(source)


def _by_package(source: Source) -> _Converted:
    """Return what a Python package makes of a Word file."""
    if importlib.util.find_spec("doc2docx") is None or importlib.util.find_spec("olefile") is None:
        raise MissingDependency(
            source.name, "old Word files need another package", "run: pip install 'gkstats[doc]'"
        )
    from doc2docx import convert
    from doc2docx.cfb import CompoundFileLimits
    from doc2docx.errors import Doc2DocxError, EncryptedDocumentError

    with tempfile.TemporaryDirectory(prefix="gkstats-") as folder:
        old, new = Path(folder, "a.doc"), Path(folder, "a.docx")
        old.write_bytes(with_even_padding(source))
        limits = CompoundFileLimits(LARGEST, LARGEST, 10_000)
        try:
            result = convert(old, new, limits=limits)
        except EncryptedDocumentError as error:
            raise UnreadableDocument(
                source.name, "the Word document is encrypted", "save it without a password"
            ) from error
        except Doc2DocxError as error:
            trouble = f"the Word document is damaged, or written in a way that is not known ({error})"
            raise UnreadableDocument(source.name, trouble, _ASK) from error
        except (ArithmeticError, LookupError, ValueError, TypeError, OSError, RecursionError) as error:
            # The package reads lengths and places from the file; not all of its own slips over them are typed.
            raise UnreadableDocument(source.name, "the Word document is damaged", _ASK) from error
        lost = sorted({found.code for found in result.report.diagnostics if found.severity.value == "error"})
        data = new.read_bytes()
    said: tuple[str, ...] = ("it was converted to DOCX before it was read",)
    if lost:
        said += (f"its conversion left something out ({', '.join(lost)}); compare with the document",)
    return _Converted(Source(source.name, data), said)


def _by_libreoffice(source: Source, kind: OldFormat) -> Source:
    """Return what an installed LibreOffice makes of a document, with a profile of its own."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise MissingDependency(source.name, "LibreOffice is not installed", f"install it, or {_SAVE}")
    with tempfile.TemporaryDirectory(prefix="gkstats-") as folder:
        old = Path(folder, f"a.{kind}")
        old.write_bytes(source.data)
        # Options come first, and names are ours: nothing of the document's reaches the command.
        command = [
            program,
            f"-env:UserInstallation={Path(folder, 'profile').as_uri()}",
            *("--headless", "--norestore", "--convert-to", "docx:MS Word 2007 XML"),
            *("--outdir", folder, str(old)),
        ]
        _run(command, folder, source.name)
        try:
            data = Path(folder, "a.docx").read_bytes()
        except OSError as error:
            raise UnreadableDocument(source.name, "LibreOffice cannot convert it", _SAVE) from error
    return Source(source.name, data)


def _run(command: Sequence[str], folder: str, name: str) -> None:
    """Run a program to its end within the time it has; what it started ends with it."""
    quiet = subprocess.DEVNULL
    running = subprocess.Popen(  # noqa: S603
        command, cwd=folder, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    )
    try:
        _unbound(running.pid)
        running.wait(_SECONDS)
    except subprocess.TimeoutExpired as error:
        trouble = f"LibreOffice takes longer than {_SECONDS} seconds to convert it"
        raise UnreadableDocument(name, trouble, _SAVE) from error
    finally:
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(running.pid, signal.SIGKILL)
        running.kill()
        running.wait()


def _unbound(process: int) -> None:
    """Lift this process's limit of memory from one that it started: LibreOffice asks for more than it uses."""
    try:
        import resource

        hardest = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.prlimit(process, resource.RLIMIT_AS, (hardest, hardest))
    except (ImportError, AttributeError, OSError, ValueError):
        return  # another system, which sets no such limit either
