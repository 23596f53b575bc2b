"""Fetching a document from an address: bounded in time, size and redirects."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.parse
import urllib.request
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from gkstats.documents.guarded import REDIRECTS_WITHOUT_END, NotAllowedError, Opener
from gkstats.errors import MissingDependency, UnreadableDocument

__all__ = ["Answer", "ask", "fetch"]

TIMEOUT: Final = 15.0
"""Seconds that a server may stay silent."""
LONGEST: Final = 60.0
"""Seconds that a download may take in all."""
_CHUNK: Final = 1 << 16
_STORES: Final = frozenset("s3 s3a gs gcs az abfs abfss adl oss hf".split())
"""Schemes of stores on the public web, which fsspec opens."""
_OWN: Final = frozenset("file memory ftp sftp ssh hdfs webhdfs".split())
"""Schemes that reach this machine or whatever host they name."""
_SCHEMES: Final = _STORES | _OWN | {"http", "https"}
_ALLOW: Final = "if you trust whoever wrote it, pass allow_private=True"
_CHECK: Final = "check the address in a browser, or download the file and give its path"


def fetch(url: str, limit: int, *, allow_private: bool | None = None) -> bytes:
    """Return what an address holds, at most `limit` + 1 bytes of it.

    http, https and file need nothing more; stores such as s3 are left to fsspec, where that is installed.

    Parameters
    ----------
    url : str
    limit : int
        In bytes.
    allow_private : bool, optional
        Whether it may be a file of this machine or lie on it or in a private network. By default the address itself
        may, since the user has named it, but nowhere else that it redirects to.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    UnreadableDocument
        The server does not answer, answers with an error, redirects too often or elsewhere; the address is of a kind
        that is not read, or may not be reached.
    MissingDependency
        The scheme needs a package that is not installed.
    """
    scheme = url.split("://", 1)[0].lower()
    if scheme not in _SCHEMES or (scheme in _STORES | _OWN and "::" in url):
        raise UnreadableDocument(
            url, f"addresses with {scheme}:// are not read", "download the file and give its path"
        )
    if allow_private is False and scheme in _OWN:
        raise UnreadableDocument(url, "it is no address of the public web", _ALLOW)
    if scheme == "file":
        with Path(urllib.request.url2pathname(urllib.parse.urlsplit(url).path)).open("rb") as file:
            return file.read(limit + 1)
    if scheme not in ("http", "https"):
        return _fetch_other(url, limit)
    # Some government sites refuse what does not look like a browser.
    request = _request(url, {"User-Agent": "Mozilla/5.0 (compatible; gkstats)"})
    with Opener(LONGEST, TIMEOUT, allow_private) as opener:
        try:
            return _answer(url, request, opener, limit).data
        except urllib.error.HTTPError as error:
            error.close()
            raise UnreadableDocument(url, _trouble(error), _CHECK) from error


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered: a status, its headers by their names in small letters, and the bytes of a success."""

    status: int
    headers: Mapping[str, str]
    data: bytes


def ask(
    url: str,
    limit: int,
    *,
    headers: Mapping[str, str],
    form: str = "",
    allow_private: bool | None = None,
) -> Answer:
    """Ask a web address once and return the answer as it is, redirects and errors of the server among them.

    Parameters
    ----------
    url : str
        An address of http or https.
    limit : int
        Of the answer at most `limit` + 1 bytes are returned.
    headers : mapping of str to str
    form : str
        What is sent as a filled-in form; without it, nothing is sent.
    allow_private : bool, optional
        Whether it may lie on this machine or in a private network; by default where the address itself says so.

    Raises
    ------
    UnreadableDocument
        The server does not answer, or not wholly, or it may not be asked.
    """
    request = _request(url, headers, form.encode() or None)
    with Opener(LONGEST, TIMEOUT, allow_private, follow=False) as opener:
        try:
            return _answer(url, request, opener, limit)
        except urllib.error.HTTPError as error:
            error.close()
            return Answer(error.code, _small(error.headers), b"")


def _request(url: str, headers: Mapping[str, str], data: bytes | None = None) -> urllib.request.Request:
    try:
        return urllib.request.Request(_ascii(url), data=data, headers=dict(headers))  # noqa: S310
    except (ValueError, OverflowError) as error:
        raise UnreadableDocument(url, f"it cannot be fetched ({error})", _CHECK) from error


def _small(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _answer(url: str, request: urllib.request.Request, opener: Opener, limit: int) -> Answer:
    """Return the answer to a request, whole and unpacked; an HTTPError is the caller's."""
    try:
        with opener.open(request) as answer:
            data = _read(url, answer, limit, opener.deadline)
            status, headers = int(answer.status), _small(answer.headers)
    except (UnreadableDocument, FileNotFoundError, urllib.error.HTTPError):
        raise
    except (OSError, ValueError, OverflowError, http.client.HTTPException) as error:
        # URLError, time-outs and bad addresses
        raise _failed(url, opener, error) from error
    announced = headers.get("content-length", "")
    length = int(announced) if announced.isascii() and announced.isdigit() and len(announced) < 16 else 0
    # read1() does not tell an answer that breaks off from one that ends
    if len(data) < min(length, limit):
        raise _failed(url, opener, "the answer breaks off")
    packing = headers.get("content-encoding", "").strip().lower()
    return Answer(status, headers, _unpacked(url, data, limit, packing))


def _failed(url: str, opener: Opener, error: Exception | str) -> UnreadableDocument:
    reason = getattr(error, "reason", None) or error
    if isinstance(reason, NotAllowedError):
        return UnreadableDocument(url, f"it may not be fetched: {reason}", _ALLOW)
    if opener.late:
        return UnreadableDocument(
            url, f"it cannot be fetched: timed out, it took longer than {opener.seconds:g} seconds", _CHECK
        )
    return UnreadableDocument(url, f"it cannot be fetched ({reason})", _CHECK)


def _trouble(error: urllib.error.HTTPError) -> str:
    if str(error.reason).startswith(REDIRECTS_WITHOUT_END):
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


def _read(url: str, answer: Any, limit: int, deadline: float) -> bytes:
    # read() waits for all of a chunk, however slowly it drips; read1() returns with what has come.
    read = getattr(answer, "read1", answer.read)
    parts: list[bytes] = []
    size = 0
    while size <= limit and (part := read(_CHUNK)):
        parts.append(part)
        size += len(part)
        if time.monotonic() > deadline:
            break
    if time.monotonic() > deadline:  # the end of a connection that was ended looks like that of an answer
        raise UnreadableDocument(url, f"the download took longer than {LONGEST:g} seconds", _CHECK)
    return b"".join(parts)[: limit + 1]


def _unpacked(url: str, data: bytes, limit: int, packing: str) -> bytes:
    """Return an answer as it was before the server packed it, whole."""
    if packing in ("", "identity"):
        return data
    if packing not in ("gzip", "x-gzip", "deflate"):
        raise UnreadableDocument(url, f"the server packs its answer by {packing[:20]!r}, unasked", _CHECK)
    # Some servers leave the head of what they call deflate out.
    bare = packing == "deflate" and not (
        data[:1] and data[0] & 15 == 8 and int.from_bytes(data[:2], "big") % 31 == 0
    )
    parts: list[bytes] = []
    size = 0
    try:
        while data and size <= limit:
            unpack = zlib.decompressobj(-zlib.MAX_WBITS if bare else zlib.MAX_WBITS | 32)
            part = unpack.decompress(data, limit + 1 - size)
            parts.append(part)
            size += len(part)
            if not unpack.eof:
                break
            data = unpack.unused_data if packing != "deflate" else b""
        else:
            return b"".join(parts)
    except zlib.error as error:
        raise UnreadableDocument(url, "the server's answer is damaged", _CHECK) from error
    if size > limit:
        return b"".join(parts)
    raise UnreadableDocument(url, "the server's answer is damaged: it breaks off", _CHECK)


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
            return _read(url, file, limit, time.monotonic() + LONGEST)
    except ImportError as error:
        raise MissingDependency(
            url, f"fsspec cannot open {scheme}:// yet ({error})", "install what it names"
        ) from error
    except (FileNotFoundError, UnreadableDocument, MemoryError):
        raise
    except Exception as error:  # whatever the package of a store raises
        raise UnreadableDocument(
            url, f"it cannot be fetched ({type(error).__name__}: {error})", _CHECK
        ) from error
