"""A port is given to one copy only, and only when it is free."""

from __future__ import annotations

import socket
from contextlib import ExitStack

import pytest

from ishm.ports import HOST, NoFreePort, reserve_port


def test_a_reserved_port_is_given_once_though_nobody_listens_yet():
    with ExitStack() as marks:
        ports = []
        for _ in range(3):
            port, mark = reserve_port(8600)
            marks.enter_context(mark)
            ports.append(port)
    assert len(set(ports)) == 3


def test_a_port_somebody_listens_on_is_passed_over():
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        taken = other.getsockname()[1]
        with pytest.raises(NoFreePort, match=f"All ports from {taken} to {taken} are taken"):
            reserve_port(taken, tries=1)


def test_the_server_itself_may_listen_on_a_reserved_port():
    port, mark = reserve_port()
    with mark, socket.socket() as server:
        server.bind((HOST, port))
        server.listen()
        assert server.getsockname()[1] == port
