"""Fetching a document from an address: bounded in time, size and redirects."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.parse
import urllib.request
import zlib
from pathlib import Path
from typing import IO, Any, Final

from gkstats.errors import MissingDependency, UnreadableDocument

__all__ = ["fetch"]

TIMEOUT: Final = 15.0
"""Seconds that a server may stay silent."""
LONGEST: Final = 60.0
"""Seconds that a download may take in all."""
REDIRECTS: Final = 5
_CHUNK: Final = 1 << 16
_WEB: Final = ("http://", "https://")
_CHECK: Final = "check the address in a browser, or download the file and give its path"


class _Redirects(urllib.request.HTTPRedirectHandler):
    max_redirections = REDIRECTS
    max_repeats = 2
    inf_msg = "it redirects without end: "

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        # A server may not send the reader to the machine's own files.
        if not newurl.lower().startswith(_WEB):
            raise urllib.error.HTTPError(req.full_url, code, "not allowed", headers, fp)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch(url: str, limit: int) -> bytes:
    """Return what an address holds, at most `limit` + 1 bytes of it.

    http, https and file need nothing more; any other scheme is left to fsspec, where that is installed.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    UnreadableDocument
        The server does not answer, answers with an error, redirects too often or elsewhere.
    MissingDependency
        The scheme needs a package that is not installed.
    """
    if url.lower().startswith("file://"):
        with Path(urllib.request.url2pathname(urllib.parse.urlsplit(url).path)).open("rb") as file:
            return file.read(limit + 1)
    if not url.lower().startswith(_WEB):
        return _fetch_other(url, limit)
    opener = urllib.request.build_opener(_Redirects)
    try:
        # Some government sites refuse what does not look like a browser.
        request = urllib.request.Request(  # noqa: S310
            _ascii(url), headers={"User-Agent": "Mozilla/5.0 (compatible; gkstats)"}
        )
        with opener.open(request, timeout=TIMEOUT) as answer:
            data = _read(url, answer, limit)
            announced = int(answer.headers.get("Content-Length") or 0)
            packed = answer.headers.get("Content-Encoding", "").lower() in ("gzip", "x-gzip", "deflate")
    except UnreadableDocument:
        raise
    except urllib.error.HTTPError as error:
        error.close()
        raise UnreadableDocument(url, _trouble(error), _CHECK) from error
    except (OSError, ValueError, http.client.HTTPException) as error:  # URLError, time-outs and bad addresses
        reason = getattr(error, "reason", None) or error
        raise UnreadableDocument(url, f"it cannot be fetched ({reason})", _CHECK) from error
    if len(data) < min(
        announced, limit
    ):  # read1() does not tell an answer that breaks off from one that ends
        raise UnreadableDocument(url, "it cannot be fetched (the answer breaks off)", _CHECK)
    return _unpacked(url, data, limit) if packed else data


def _trouble(error: urllib.error.HTTPError) -> str:
    if str(error.reason).startswith(_Redirects.inf_msg):
        return "it redirects without end"
    if 300 <= error.code < 400:
        return "it redirects to what is no web address"
    return f"the server answered {error.code} {error.reason}"


def _ascii(url: str) -> str:
    """Return an address with its Chinese characters escaped."""
    parts = urllib.parse.urlsplit(url)
    host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode("ascii")
    path, query = (
        urllib.parse.quote(part, safe="%/:=&?~#+!$,;'@()*[]") for part in (parts.path, parts.query)
    )
    return urllib.parse.urlunsplit((parts.scheme, host, path, query, ""))


def _read(url: str, answer: Any, limit: int) -> bytes:
    deadline = time.monotonic() + LONGEST
    # read() waits for all of a chunk, however slowly it drips; read1() returns with what has come.
    read = getattr(answer, "read1", answer.read)
    parts: list[bytes] = []
    size = 0
    while size <= limit and (part := read(_CHUNK)):
        parts.append(part)
        size += len(part)
        if time.monotonic() > deadline:
            raise UnreadableDocument(url, f"the download took longer than {LONGEST:.0f} seconds", _CHECK)
    return b"".join(parts)[: limit + 1]


def _unpacked(url: str, data: bytes, limit: int) -> bytes:
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(data, limit + 1)
    except zlib.error as error:
        raise UnreadableDocument(url, "the server's answer is damaged", _CHECK) from error


def _fetch_other(url: str, limit: int) -> bytes:
    scheme = url.split("://", 1)[0]
    try:
        import fsspec
    except ImportError as error:
        raise MissingDependency(
            url, f"addresses with {scheme}:// need fsspec", "run: pip install 'gkstats[remote]'"
        ) from error
    try:
        with fsspec.open(url, "rb") as file:
            return _read(url, file, limit)
    except ImportError as error:
        raise MissingDependency(
            url, f"fsspec cannot open {scheme}:// yet ({error})", "install what it names"
        ) from error
    except (FileNotFoundError, UnreadableDocument):
        raise
    except (OSError, ValueError) as error:
        raise UnreadableDocument(url, f"it cannot be fetched ({error})", _CHECK) from error
