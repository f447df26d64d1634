"""Asking a web server on the internet, and only there.

An address typed by an editor must not reach machines of this network. So the name is resolved once,
every answer must be a public address, and the connection is made to that very address: looking it
up again would let a name change its mind in between.
"""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urljoin, urlsplit

SECONDS = 5.0
MOST_BYTES = 64 * 1024
MOST_HOPS = 5
PORTS = {"http": 80, "https": 443}

_NAT64 = IPv6Network("64:ff9b::/96")
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


def _follow(url: str, method: str) -> Answer:
    for _ in range(MOST_HOPS):
        response = _ask(url, method)
        location = response.getheader("Location")
        if response.status not in _REDIRECTS or not location:
            return Answer(url=url, status=response.status, reason=response.reason[:80])
        url = urljoin(url, location)
    raise Unreachable("it redirects in circles")


def _ask(url: str, method: str) -> HTTPResponse:
    parts = _parts(url)
    host = parts.hostname or ""
    connection = _Pinned(host, address=public_address(host), is_secure=parts.scheme == "https")
    path = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
    try:
        connection.request(method, path, headers=_HEADERS)
        response = connection.getresponse()
        response.read(MOST_BYTES)
    except (OSError, HTTPException, ValueError) as error:
        raise Unreachable(_words(error)) from error
    finally:
        connection.close()
    return response


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
        super().__init__(host, timeout=SECONDS)
        self._address = address
        self._is_secure = is_secure

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), SECONDS)
        if self._is_secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
