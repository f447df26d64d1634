"""Only public web servers are asked."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bulletins.rendering import fetching


class Site(BaseHTTPRequestHandler):
    """A small site: pages that are there, gone, moved, and one that refuses HEAD."""

    def do_HEAD(self):
        status = {"/gone": 410, "/no-head": 405, "/moved": 301, "/round": 302}.get(self.path, 200)
        self.send_response(status)
        if status in {301, 302}:
            self.send_header("Location", "/round" if self.path == "/round" else "/here")
        self.end_headers()

    def do_GET(self):
        self.send_response({"/gone": 410, "/moved": 301}.get(self.path, 200))
        if self.path == "/moved":
            self.send_header("Location", "/here")
        self.end_headers()
        if self.path == "/here":
            self.wfile.write(b"a picture".ljust(3_000, b"."))

    def log_message(self, *args):
        pass


@pytest.fixture
def site(monkeypatch):
    """A real server on this machine, which the guard is told to let through."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(fetching, "is_public", lambda address: True)
    monkeypatch.setitem(fetching.PORTS, "http", server.server_port)
    yield "http://127.0.0.1"
    server.shutdown()


@pytest.mark.parametrize(
    ("path", "status", "is_gone"),
    [
        ("/here", 200, False),
        ("/gone", 410, True),
        ("/moved", 200, False),
        ("/no-head", 200, False),
    ],
)
def test_an_address_is_followed_to_where_it_leads(site, path, status, is_gone):
    answer = fetching.look(site + path)
    assert (answer.status, answer.is_gone) == (status, is_gone)


def test_circles_end(site):
    with pytest.raises(fetching.Unreachable, match="circles"):
        fetching.look(site + "/round")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "0.0.0.0",
        "100.64.0.1", "224.0.0.1", "::1", "fe80::1", "fc00::1", "::ffff:10.0.0.1",
        "64:ff9b::a00:1", "2002:7f00:1::", "fe80::1%eth0",
        "fec0::1", "64:ff9b:1::a00:1", "::a00:1",
    ],
)  # fmt: skip
def test_addresses_inside_a_network_are_not_public(address):
    assert not fetching.is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"])
def test_addresses_on_the_internet_are_public(address):
    assert fetching.is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/", "file:///etc/passwd", "http://user@example.org/", "//example.org",
        "http://example.org:8080/", "http://[bad", "http://",
    ],
)  # fmt: skip
def test_what_is_no_plain_web_address_is_refused(url):
    with pytest.raises(fetching.Refused):
        fetching.look(url)


def test_the_end_of_an_ipv6_address_is_no_port(monkeypatch):
    called = []

    def connect(address, timeout):
        called.append(address)
        raise OSError

    monkeypatch.setattr(socket, "create_connection", connect)
    for url in ("http://[2606:2800:220::22]/", "https://[2606:2800:220::beef]/"):
        with pytest.raises(fetching.Unreachable):
            fetching.look(url)
    assert called == [("2606:2800:220::22", 80), ("2606:2800:220::beef", 443)]


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch):
    answers = [(None, None, None, "", (ip, 0)) for ip in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers)
    with pytest.raises(fetching.Refused, match="private network"):
        fetching.look("http://example.org/")


def test_nobody_there_is_said_in_words(monkeypatch):
    def no_such_host(*_, **__):
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", no_such_host)
    with pytest.raises(fetching.Unreachable, match="no such host"):
        fetching.look("http://nowhere.example/")


def test_a_file_is_fetched_from_where_its_address_leads(site):
    assert fetching.download(site + "/moved", most_bytes=3_000).startswith(b"a picture")


@pytest.mark.parametrize(
    ("path", "most", "why"), [("/gone", 9, "says 410"), ("/here", 2_999, "larger than")]
)
def test_what_is_not_there_or_too_large_is_not_fetched(site, path, most, why):
    with pytest.raises(fetching.Unreachable, match=why):
        fetching.download(site + path, most_bytes=most)


def test_a_server_that_drips_is_given_up(site, monkeypatch):
    monkeypatch.setattr(fetching, "SECONDS_FOR_ALL", 0)
    with pytest.raises(fetching.Unreachable, match="no answer in"):
        fetching.download(site + "/here", most_bytes=3_000)
