"""A DNS of the test's own: a real server on UDP, asked by the real resolver."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.resolver
import dns.rrset


class DnsServer:
    """Answers what it is told: ``records["mail.example.org"] = [("A", "192.0.2.7")]``."""

    def __init__(self) -> None:
        self.records: dict[str, list[tuple[str, str]]] = {}
        self.asked: list[str] = []
        self.is_deaf = False
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def text(self, name: str, *texts: str) -> None:
        """Publish TXT records, cut as the DNS cuts them."""
        self.records[name] = [
            ("TXT", " ".join(f'"{each[at : at + 200]}"' for at in range(0, len(each), 200)))
            for each in texts
        ]

    def close(self) -> None:
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                wire, client = self._socket.recvfrom(4096)
            except OSError:
                return
            if not self.is_deaf:
                self._socket.sendto(self._answer(dns.message.from_wire(wire)).to_wire(), client)

    def _answer(self, query: dns.message.Message) -> dns.message.Message:
        question = query.question[0]
        name = str(question.name).rstrip(".").lower()
        self.asked.append(name)
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        kind = dns.rdatatype.to_text(question.rdtype)
        found = [text for each, text in self.records.get(name, []) if each == kind]
        if found:
            answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *found))
        elif name not in self.records:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer


@contextmanager
def a_dns():
    """The resolver of this process asks a server of the test."""
    server, before = DnsServer(), dns.resolver.default_resolver
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port, resolver.lifetime = ["127.0.0.1"], server.port, 1.0
    dns.resolver.default_resolver = resolver
    try:
        yield server
    finally:
        dns.resolver.default_resolver = before
        server.close()
