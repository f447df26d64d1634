"""Free local ports, kept free until a child process takes them."""

from __future__ import annotations

import socket
from contextlib import closing

HOST = "127.0.0.1"


class NoFreePort(Exception):
    """Every port of the range is taken."""


def reserve_port(first: int = 0, *, tries: int = 100) -> tuple[int, socket.socket]:
    """The first free TCP port from ``first`` on (0: any), and a mark that reserves it.

    The mark is the UDP port of the same number: copies of us that start at the same moment cannot
    both have it, it ends with its process however that ends, and the server itself is free to
    listen on the TCP port.
    """
    for port in range(first, first + tries) if first else (_any_port() for _ in range(tries)):
        mark = socket.socket(type=socket.SOCK_DGRAM)
        if _can_bind(mark, port) and _is_free(port):
            return port, mark
        mark.close()
    raise NoFreePort(f"All ports from {first} to {first + tries - 1} are taken.")


def _is_free(port: int) -> bool:
    """Nobody listens, neither here nor under another address of this machine."""
    with socket.socket() as probe, socket.socket() as caller:
        # Connections that ended a moment ago do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        caller.settimeout(0.2)
        return caller.connect_ex((HOST, port)) != 0 and _can_bind(probe, port)


def _can_bind(endpoint: socket.socket, port: int) -> bool:
    try:
        endpoint.bind((HOST, port))
    except OSError:
        return False
    return True


def _any_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]
