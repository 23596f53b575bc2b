"""Fetching a document from an address: bounded in time, size and redirects."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from typing import IO, Any, Final

from gkstats.errors import MissingDependency, UnreadableDocument

__all__ = ["fetch"]

TIMEOUT: Final = 30.0
"""Seconds that a server may stay silent."""
LONGEST: Final = 120.0
"""Seconds that a download may take in all."""
REDIRECTS: Final = 5
_CHUNK: Final = 1 << 16
_CHECK = "check the address in a browser, or download the file and give its path"


class _Redirects(urllib.request.HTTPRedirectHandler):
    max_redirections = REDIRECTS
    max_repeats = 2

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        # A server may not send the reader to the machine's own files.
        if not newurl.lower().startswith(("http://", "https://")):
            raise urllib.error.URLError(f"it redirects to {newurl}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch(url: str, limit: int) -> bytes:
    """Return what an address holds, at most `limit` + 1 bytes of it.

    http and https need nothing more; any other scheme is left to fsspec, where that is installed.

    Raises
    ------
    UnreadableDocument
        The server does not answer, answers with an error, redirects too often or elsewhere.
    MissingDependency
        The scheme needs fsspec, which is not installed.
    """
    if not url.lower().startswith(("http://", "https://")):
        return _fetch_other(url, limit)
    # Some government sites refuse what does not look like a browser.
    request = urllib.request.Request(url, headers={"User-Agent": "Mozilla/5.0 (compatible; gkstats)"})  # noqa: S310
    opener = urllib.request.build_opener(_Redirects)
    try:
        with opener.open(request, timeout=TIMEOUT) as answer:
            return _read(url, answer, limit)
    except urllib.error.HTTPError as error:
        raise UnreadableDocument(url, f"the server answered {error.code} {error.reason}", _CHECK) from error
    except (OSError, ValueError) as error:  # URLError, time-outs and bad addresses
        raise UnreadableDocument(
            url, f"it cannot be fetched ({getattr(error, 'reason', error)})", _CHECK
        ) from error


def _read(url: str, answer: IO[bytes], limit: int) -> bytes:
    deadline = time.monotonic() + LONGEST
    parts: list[bytes] = []
    size = 0
    while size <= limit and (part := answer.read(_CHUNK)):
        parts.append(part)
        size += len(part)
        if time.monotonic() > deadline:
            raise UnreadableDocument(url, f"the download took longer than {LONGEST:.0f} seconds", _CHECK)
    return b"".join(parts)[: limit + 1]


def _fetch_other(url: str, limit: int) -> bytes:
    try:
        import fsspec
    except ImportError as error:
        scheme = url.split("://", 1)[0]
        raise MissingDependency(
            url, f"addresses with {scheme}:// need fsspec", "run: pip install 'gkstats[remote]'"
        ) from error
    try:
        with fsspec.open(url, "rb") as file:
            return _read(url, file, limit)
    except (OSError, ValueError, ImportError) as error:
        raise UnreadableDocument(url, f"it cannot be fetched ({error})", _CHECK) from error
