"""Asking a web server on the internet, and only there.

An address typed by an editor must not reach machines of this network. So the name is resolved once,
every answer must be a public address, and the connection is made to that very address: looking it
up again would let a name change its mind in between.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from time import monotonic
from urllib.parse import SplitResult, quote, urljoin, urlsplit

SECONDS = 5.0
SECONDS_FOR_ALL = 60.0  # of a file; a server that drips would hold a worker for hours
MOST_BYTES = 64 * 1024
MOST_HOPS = 5
PORTS = {"http": 80, "https": 443}

_NAT64 = IPv6Network("64:ff9b::/96")
# All of IPv6 that is on the internet (RFC 4291); Python takes old private ranges for public.
_ON_THE_INTERNET = IPv6Network("2000::/3")
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# Servers that do not answer HEAD; a GET may still show that the page is there.
_NO_HEAD = frozenset({400, 403, 404, 405, 501})
_HEADERS = {"User-Agent": "Mozilla/5.0 (compatible; link check)", "Accept": "*/*"}


class Refused(Exception):
    """The address does not lead to a public web server. Nothing was sent."""


class Unreachable(Exception):
    """Nobody answered. The message says what happened, in a few words."""


@dataclass(frozen=True)
class Answer:
    """What the last server said."""

    url: str
    status: int
    reason: str

    @property
    def is_gone(self) -> bool:
        """There is nothing at this address; a server that is busy or wants a login has it."""
        return self.status in {404, 410}


def look(url: str) -> Answer:
    """Follow an address to where it leads, without reading more than the server’s first words.

    Raises ``Refused`` or ``Unreachable``.
    """
    answer = _follow(url, "HEAD")
    return _follow(url, "GET") if answer.status in _NO_HEAD else answer


def exchange(
    url: str, method: str, *, headers: Mapping[str, str], body: bytes | None
) -> tuple[HTTPResponse, bytes]:
    """Ask one server once, over TLS, and read its answer; a redirect is an answer like any other.

    Raises ``Refused`` or ``Unreachable``, also for an answer of more than ``MOST_BYTES``.
    """
    if not url.startswith("https://"):
        raise Refused("it is not a secure address")
    response, found = _ask(url, method, headers=headers, body=body)
    if len(found) >= MOST_BYTES:
        raise Unreachable("its answer is too long")
    return response, found


def download(url: str, *, most_bytes: int) -> bytes:
    """What lies at an address, if it is there and has at most so many bytes.

    Raises ``Refused`` or ``Unreachable``, also for what is longer; nothing is kept of it then.
    """
    answer, body = _fetched(url, "GET", most_bytes)
    if answer.status != HTTPStatus.OK:
        raise Unreachable(f"the server says {answer.status} {answer.reason}".strip())
    if len(body) > most_bytes:
        raise Unreachable(f"it is larger than {most_bytes // 1024 // 1024} MB")
    return body


def _follow(url: str, method: str) -> Answer:
    return _fetched(url, method, MOST_BYTES)[0]


def _fetched(url: str, method: str, most_bytes: int) -> tuple[Answer, bytes]:
    for _ in range(MOST_HOPS):
        response, body = _ask(url, method, most_bytes=most_bytes)
        location = response.getheader("Location")
        if response.status not in _REDIRECTS or not location:
            return Answer(url=url, status=response.status, reason=response.reason[:80]), body
        url = urljoin(url, location)
    raise Unreachable("it redirects in circles")


def _ask(
    url: str,
    method: str,
    *,
    headers: Mapping[str, str] = _HEADERS,
    body: bytes | None = None,
    most_bytes: int = MOST_BYTES,
) -> tuple[HTTPResponse, bytes]:
    parts = _parts(url)
    host = parts.hostname or ""
    connection = _Pinned(host, address=public_address(host), is_secure=parts.scheme == "https")
    path = _as_sent(parts._replace(scheme="", netloc="", fragment="").geturl()) or "/"
    try:
        connection.request(method, path, body=body, headers=dict(headers))
        response = connection.getresponse()
        found = _read(response, most_bytes)
    except (OSError, HTTPException, ValueError) as error:
        raise Unreachable(_words(error)) from error
    finally:
        connection.close()
    return response, found


def _read(response: HTTPResponse, most_bytes: int) -> bytes:
    """The body, and one byte more where it is longer: whoever asked can tell."""
    until = monotonic() + SECONDS_FOR_ALL
    body = bytearray()
    while len(body) <= most_bytes and (piece := response.read1(most_bytes + 1 - len(body))):
        body += piece
        if monotonic() > until:
            raise TimeoutError
    return bytes(body)


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Refused("the address is malformed") from error
    if parts.scheme not in PORTS or not parts.hostname or parts.username is not None:
        raise Refused("it is not a plain web address")
    if port not in {None, PORTS[parts.scheme]}:
        raise Refused("it names an unusual port")
    return parts


def _as_sent(path: str) -> str:
    """With Arabic letters and blanks as a browser sends them; what is encoded already stays."""
    return quote(path, safe="/?&=%;:@!$'()*+,~[]-._#")


def public_address(host: str) -> str:
    """The address of this host; refused when any of its addresses is not public."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable("no such host") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not all(is_public(address) for address in addresses):
        raise Refused("it leads into a private network")
    return addresses[0]


def is_public(address: str) -> bool:
    """On the open internet, also when an IPv4 address hides inside an IPv6 one."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        hidden = _hidden(ip)
        if hidden is not None:
            return _is_global(hidden)
        if ip not in _ON_THE_INTERNET:
            return False
    return _is_global(ip)


def _hidden(ip: IPv6Address) -> IPv4Address | None:
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


def _is_global(ip: IPv4Address | IPv6Address) -> bool:
    return ip.is_global and not (ip.is_multicast or ip.is_reserved)


def _words(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return f"no answer in {SECONDS:g} seconds"
    if isinstance(error, ssl.SSLError):
        return "its certificate is not valid"
    return "the connection failed"


class _Pinned(HTTPConnection):
    """A connection to one address, under the name of the host."""

    def __init__(self, host: str, *, address: str, is_secure: bool) -> None:
        self.default_port = PORTS["https" if is_secure else "http"]
        # Without a port the end of an IPv6 address would be taken for one.
        super().__init__(host, self.default_port, timeout=SECONDS)
        self._address = address
        self._is_secure = is_secure

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), SECONDS)
        if self._is_secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
