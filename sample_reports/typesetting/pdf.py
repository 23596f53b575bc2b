"""PDFs by two producers, with the fonts embedded, the same bytes every time."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

import pylopdf_fonts_zh_cn as fonts

from .content import Report
from .docx import write_docx
from .html import write_printable

__all__ = ["MissingTool", "convert_docx", "find_chromium", "find_soffice", "print_page"]

_SECONDS: Final = 180
_STAMP: Final = b"20210101000000"
_EPOCH: Final = "1609459200"


class MissingTool(RuntimeError):
    """An external program needed for a PDF is not installed."""


def find_soffice() -> str:
    """Return the path of LibreOffice."""
    return _find(["soffice", "libreoffice"], "LibreOffice (Debian: libreoffice-writer)")


def find_chromium() -> str:
    """Return the path of Chromium or a browser built on it."""
    return _find(["chromium", "chromium-browser", "google-chrome"], "Chromium (Debian: chromium)")


def _find(names: Iterable[str], what: str) -> str:
    for name in names:
        if path := shutil.which(name):
            return path
    raise MissingTool(f"{what} is needed for this PDF and not on the PATH")


def convert_docx(report: Report) -> bytes:
    """Return a PDF that LibreOffice makes from the DOCX.

    One process a report: what it converted before changes the glyph order of the next.
    """
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        source = here / "report.docx"
        source.write_bytes(write_docx(report))
        profile = (here / "profile").as_uri()
        command = [find_soffice(), f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf"]
        _run([*command, "--outdir", str(here), str(source)], here)
        return _same_every_time(source.with_suffix(".pdf").read_bytes())


def print_page(report: Report) -> bytes:
    """Return a PDF printed by Chromium from an HTML page."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        page, printed = here / "page.html", here / "page.pdf"
        serif, sans = fonts.serif_path().as_uri(), fonts.sans_path().as_uri()
        page.write_text(write_printable(report, serif, sans), encoding="utf-8")
        options = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--no-pdf-header-footer",
            f"--user-data-dir={here / 'profile'}",
            f"--print-to-pdf={printed}",
        ]
        _run([find_chromium(), *options, page.as_uri()], here)
        return _same_every_time(printed.read_bytes())


def _run(command: list[str], here: Path) -> None:
    config = here / "fonts.conf"
    config.write_text(
        "<?xml version='1.0'?>\n<fontconfig>"
        f"<dir>{escape(str(fonts.serif_path().parent))}</dir>"
        f"<cachedir>{escape(str(here / 'fontcache'))}</cachedir></fontconfig>\n",
        encoding="utf-8",
    )
    environment = {
        **os.environ,
        "FONTCONFIG_FILE": str(config),
        "SOURCE_DATE_EPOCH": _EPOCH,
        "TZ": "UTC",
        "HOME": str(here),
    }
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=_SECONDS)


def _same_every_time(pdf: bytes) -> bytes:
    """Return the PDF with fixed dates, identifiers and checksum, each replaced by one of the same length."""
    pdf = re.sub(rb"(/(?:CreationDate|ModDate)\s*\(D:)\d{14}", rb"\g<1>" + _STAMP, pdf)
    identifiers = rb"/ID\s*\[\s*<[0-9A-Fa-f]+>\s*<[0-9A-Fa-f]+>\s*\]|/DocChecksum /[0-9A-F]+"
    return re.sub(identifiers, _zeroed, pdf)


def _zeroed(found: re.Match[bytes]) -> bytes:
    return re.sub(rb"[0-9A-Fa-f]{16,}", lambda digits: b"0" * len(digits[0]), found[0])
