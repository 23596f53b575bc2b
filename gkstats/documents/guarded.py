"""Connections over the web that go where they may: every address is checked as it is connected to, hop by hop.

A name may resolve to this machine or the network behind it, at first or after a redirect. The address that was checked
is the one that is connected to, and a connection ends when its time is over, however slowly the server drips.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import IO, Any, Final

__all__ = ["REDIRECTS_WITHOUT_END", "NotAllowedError", "Opener", "is_public"]

REDIRECTS: Final = 5
REDIRECTS_WITHOUT_END: Final = "it redirects without end: "
_WEB: Final = ("http://", "https://")
_TRANSLATED: Final = ipaddress.ip_network("64:ff9b::/96")


class NotAllowedError(OSError):
    """An address is in a private network, or on this machine."""


def is_public(address: str) -> bool:
    """Return whether an internet address lies outside this machine and private networks.

    Examples
    --------
    >>> [is_public(a) for a in ("93.184.216.34", "127.0.0.1", "10.1.2.3", "169.254.169.254", "::ffff:127.0.0.1")]
    [True, False, False, False, False]
    """
    found = ipaddress.ip_address(address.split("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if inner is None and found in _TRANSLATED:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return found.is_global and not found.is_multicast


class Opener:
    """Opens addresses within a time, following redirects to where it may go.

    Parameters
    ----------
    seconds : float
        For everything, redirects included.
    silence : float
        Seconds that a server may stay silent.
    allow_private : bool or None
        Whether this machine and private networks may be reached; None: only the host that is named first.
    follow : bool
        Whether redirects are followed; otherwise they are raised as the errors that urllib makes of them.
    """

    def __init__(
        self, seconds: float, silence: float, allow_private: bool | None, *, follow: bool = True
    ) -> None:
        self.seconds, self.silence, self.allow_private = seconds, silence, allow_private
        self.follow = follow
        self.deadline = time.monotonic() + seconds
        self.first: str | None = None
        self._watched: list[tuple[threading.Timer, socket.socket]] = []

    def __enter__(self) -> Opener:
        return self

    def __exit__(self, *_: object) -> None:
        for timer, connection in self._watched:
            timer.cancel()
            connection.close()

    @property
    def late(self) -> bool:
        """Whether the time is over."""
        return time.monotonic() >= self.deadline

    def open(self, request: urllib.request.Request) -> Any:
        """Return the answer to a request."""
        self.first = urllib.parse.urlsplit(request.full_url).hostname
        redirects = _Redirects if self.follow else _NoRedirects
        opener = urllib.request.build_opener(redirects, _Plain(self), _Secure(self))
        return opener.open(request, timeout=self.silence)

    def connect(self, place: tuple[str, int], timeout: float, proxied: str | None = None) -> socket.socket:
        """Return a connection to a host whose address was checked."""
        host, port = place
        allowed = self.allow_private or (self.allow_private is None and (proxied or host) == self.first)
        if proxied is not None and not allowed:
            # The proxy finds the address; what can be checked is a name that is an address itself.
            self._check(proxied, [proxied])
        trouble: OSError | None = None
        for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            if proxied is None and not allowed:
                self._check(host, [str(address[0])])
            connection = socket.socket(family, kind, protocol)
            try:
                connection.settimeout(max(0.01, min(timeout, self.deadline - time.monotonic())))
                connection.connect(address)
            except OSError as error:
                connection.close()
                trouble = error
                continue
            connection.settimeout(timeout)
            self._watch(connection)
            return connection
        raise trouble or OSError("the name has no address")

    def _check(self, host: str, addresses: list[str]) -> None:
        for address in addresses:
            with contextlib.suppress(ValueError):
                if is_public(address):
                    continue
                raise NotAllowedError(f"{host} is in a private network or this machine")
            if address.lower().rstrip(".").rpartition(".")[2] in ("localhost", "local", "internal"):
                raise NotAllowedError(f"{host} is in a private network or this machine")

    def _watch(self, connection: socket.socket) -> None:
        """End a connection when the time is over; the copy is the same connection, whatever becomes of the first."""
        copy = connection.dup()

        def end() -> None:
            with contextlib.suppress(OSError):
                copy.shutdown(socket.SHUT_RDWR)

        timer = threading.Timer(max(0.0, self.deadline - time.monotonic()), end)
        timer.daemon = True
        timer.start()
        self._watched.append((timer, copy))


class _Redirects(urllib.request.HTTPRedirectHandler):
    max_redirections = REDIRECTS
    max_repeats = 2
    inf_msg = REDIRECTS_WITHOUT_END

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        # A server may not send the reader to the machine's own files.
        if not newurl.lower().startswith(_WEB):
            raise urllib.error.HTTPError(req.full_url, code, "not allowed", headers, fp)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Follow nothing: the redirect itself is the answer."""


def _connecting(opener: Opener, request: urllib.request.Request) -> Any:
    # With a proxy the request's host is the proxy, and its selector or tunnel the address that was asked for.
    asked = getattr(request, "_tunnel_host", None)
    if asked is None and request.has_proxy():
        asked = urllib.parse.urlsplit(request.full_url).hostname
    proxied = (
        asked.rpartition(":")[0].strip("[]") if asked and ":" in asked and request.has_proxy() else asked
    )

    def connect(place: tuple[str, int], timeout: float = opener.silence, *_: Any) -> socket.socket:
        return opener.connect(place, timeout, proxied)

    return connect


class _Plain(urllib.request.HTTPHandler):
    def __init__(self, opener: Opener) -> None:
        super().__init__()
        self._opener = opener

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        """Open an address, connecting as the opener does."""
        connect = _connecting(self._opener, req)

        def made(host: str, **options: Any) -> http.client.HTTPConnection:
            connection = http.client.HTTPConnection(host, **options)
            connection._create_connection = connect  # type: ignore[attr-defined]
            return connection

        return self.do_open(made, req)


class _Secure(urllib.request.HTTPSHandler):
    def __init__(self, opener: Opener) -> None:
        super().__init__()
        self._opener = opener

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        """Open an address, connecting as the opener does."""
        connect = _connecting(self._opener, req)

        def made(host: str, **options: Any) -> http.client.HTTPSConnection:
            connection = http.client.HTTPSConnection(host, **options)
            connection._create_connection = connect  # type: ignore[attr-defined]
            return connection

        return self.do_open(made, req)
