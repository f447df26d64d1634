"""A mail server that keeps count and breaks on purpose, by seed. Runs alone or inside a test.

It speaks as much SMTP as a relay needs, with PIPELINING. Every acceptance is written to a log
*before* the answer goes out, so the log is the truth about what was accepted, whatever the client
believes; it outlives a kill of any process.

    python -m tests.faults.sink --log FILE --port-file FILE [--seed N] [--fault NAME=RATE …]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import signal
import ssl
import threading
import time
from collections import Counter
from pathlib import Path

END = b"\r\n.\r\n"

FAULTS = (
    "greeting_421",
    "mail_451",
    "mail_drop",
    "rcpt_451",
    "rcpt_550",
    "rcpt_511",
    "rcpt_drop",
    "data_451",
    "data_drop",
    "body_drop",  # while the body is coming
    "dot_451",
    "dot_554",
    "dot_drop",  # after the final dot, not kept
    "accept_drop",  # after the final dot, kept, no answer
    "accept_garbage",  # kept, and an answer that is none
    "stall",  # after the final dot, not kept, and never an answer
)


class Faults:
    """Which fault meets which step: each with its rate, drawn from one seed."""

    def __init__(self, seed: int = 1, **rates: float) -> None:
        unknown = set(rates) - set(FAULTS)
        assert not unknown, f"no such fault: {unknown}"
        self.rates = rates
        self._random = random.Random(seed)
        # Answers for everybody until a moment: {"RCPT": ("451 4.3.0 later", monotonic end)}.
        self.for_all: dict[str, tuple[str, float]] = {}

    def strikes(self, name: str) -> bool:
        rate = self.rates.get(name, 0)
        return rate > 0 and self._random.random() < rate

    def answer_for_all(self, command: str) -> str:
        words, until = self.for_all.get(command, ("", 0.0))
        return words if time.monotonic() < until else ""


class Book:
    """What was accepted: in memory, and on disk if a log is given."""

    def __init__(self, log: Path | None = None) -> None:
        self.accepted: list[tuple[str, str]] = []
        self.count = 0
        self.bodies: list[bytes] = []
        self.keeps_bodies = False
        self.attempts: Counter[str] = Counter()
        self._file = log.open("a", buffering=1) if log else None
        self._left_open = log.with_name("left-open").open("a", buffering=1) if log else None

    def keep(self, recipient: str, message: bytes) -> None:
        self.count += 1
        start = message.find(b"Message-ID: ") + 12
        message_id = message[start : message.find(b"\r\n", start)].decode()
        self.accepted.append((recipient, message_id))
        if self.keeps_bodies:
            self.bodies.append(message)
        if self._file:
            self._file.write(json.dumps([recipient, message_id]) + "\n")

    def leave_open(self) -> None:
        """The client will not learn what became of a message: after DATA it got no clear answer."""
        if self._left_open:
            self._left_open.write("once\n")


class Session(asyncio.Protocol):
    """One connection."""

    def __init__(self, book: Book, faults: Faults, delay: float, extensions: list[str]) -> None:
        self.book, self.faults, self.delay, self.extensions = book, faults, delay, extensions
        self.buffer = bytearray()
        self.scanned = 0
        self.in_body = self.is_silent = False
        self.recipient = ""
        self.replies: list[str] = []

    def connection_made(self, transport) -> None:
        self.transport = transport
        if words := self.faults.answer_for_all("CONNECT"):
            self.replies.append(words)
        elif self.faults.strikes("greeting_421"):
            self.replies.append("421 4.3.2 not now")
        else:
            self.replies.append("220 sink ESMTP")
        self.answer()

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while not self.is_silent and (self.read_body() if self.in_body else self.read_command()):
            pass
        self.answer()

    def read_command(self) -> bool:
        end = self.buffer.find(b"\r\n")
        if end < 0:
            return False
        line = bytes(self.buffer[:end]).decode("utf-8", "replace")
        del self.buffer[: end + 2]
        verb, _, rest = line.partition(" ")
        handler = getattr(self, f"do_{verb.lower()}", None)
        if handler:
            handler(rest)
        else:
            self.replies.append("502 5.5.1 no such command")
        return True

    def read_body(self) -> bool:
        if not self.buffer:
            return False
        if self.buffer.startswith(b".\r\n") and not self.scanned:
            del self.buffer[:3]
            self.in_body = False
            self.replies.append("554 5.5.1 no message")
            return True
        if self.faults.strikes("body_drop"):
            return self.drop_after_data()
        end = self.buffer.find(END, max(0, self.scanned - len(END)))
        if end < 0:
            self.scanned = len(self.buffer)
            return False
        message = bytes(self.buffer[: end + 2])
        del self.buffer[: end + len(END)]
        self.in_body, self.scanned = False, 0
        return self.take(message)

    def take(self, message: bytes) -> bool:
        if words := self.faults.answer_for_all("DOT"):
            self.replies.append(words)
            return True
        if self.faults.strikes("dot_451"):
            self.replies.append("451 4.3.0 try later")
        elif self.faults.strikes("dot_554"):
            self.replies.append("554 5.0.0 no")
        elif self.faults.strikes("dot_drop"):
            return self.drop_after_data()
        elif self.faults.strikes("stall"):
            self.book.leave_open()
            self.is_silent = True
            return False
        else:
            return self.accept(message)
        return True

    def accept(self, message: bytes) -> bool:
        self.book.keep(self.recipient, message)
        if self.faults.strikes("accept_drop"):
            return self.drop_after_data()
        if is_garbage := self.faults.strikes("accept_garbage"):
            self.book.leave_open()
        self.replies.append("%%% ???" if is_garbage else f"250 2.0.0 kept {self.book.count}")
        return True

    def drop_after_data(self) -> bool:
        self.book.leave_open()
        return self.drop()

    def drop(self) -> bool:
        self.replies.clear()
        self.is_silent = True
        self.transport.abort()
        return False

    def answer(self) -> None:
        if not self.replies:
            return
        text = "".join(f"{reply}\r\n" for reply in self.replies).encode()
        self.replies.clear()
        if self.delay:
            asyncio.get_running_loop().call_later(self.delay, self.transport.write, text)
        else:
            self.transport.write(text)

    def do_ehlo(self, rest: str) -> None:
        lines = ["sink", *self.extensions]
        marks = ["-"] * (len(lines) - 1) + [" "]
        self.replies += [f"250{mark}{line}" for mark, line in zip(marks, lines, strict=True)]

    def do_auth(self, rest: str) -> None:
        self.replies.append(self.faults.answer_for_all("AUTH") or "235 2.7.0 welcome")

    def do_mail(self, rest: str) -> None:
        self.step("MAIL", "250 2.1.0 ok")

    def do_rcpt(self, rest: str) -> None:
        self.recipient = rest.partition("<")[2].partition(">")[0]
        self.book.attempts[self.recipient] += 1
        if self.faults.strikes("rcpt_511"):
            self.recipient = ""
            self.replies.append("550 5.1.1 no such user")
            return
        self.step("RCPT", "250 2.1.5 ok")

    def do_data(self, rest: str) -> None:
        if not self.recipient:
            self.replies.append("503 5.5.1 no valid recipients")
            return
        before = len(self.replies)
        self.step("DATA", "354 go on")
        self.in_body = self.replies[before:] == ["354 go on"]

    def step(self, command: str, fine: str) -> None:
        name = command.lower()
        words = self.faults.answer_for_all(command)
        if not words and self.faults.strikes(f"{name}_drop"):
            self.drop()
            return
        if not words and self.faults.strikes(f"{name}_451"):
            words = "451 4.3.0 try later"
        if not words and name == "rcpt" and self.faults.strikes("rcpt_550"):
            words = "550 5.2.2 mailbox full"
        if words:
            self.recipient = ""
        self.replies.append(words or fine)

    def do_rset(self, rest: str) -> None:
        self.recipient = ""
        self.replies.append("250 2.0.0 ok")

    def do_noop(self, rest: str) -> None:
        self.replies.append("250 2.0.0 ok")

    def do_quit(self, rest: str) -> None:
        self.replies.append("221 2.0.0 bye")
        self.answer()
        self.transport.close()


class Sink:
    """The server in a thread of the test: ``with Sink(faults) as sink: … sink.book.accepted``."""

    def __init__(
        self,
        faults: Faults | None = None,
        *,
        delay: float = 0,
        extensions: tuple[str, ...] = ("PIPELINING", "8BITMIME"),
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.book, self.faults, self.delay, self.tls = Book(), faults or Faults(), delay, tls
        self.extensions = list(extensions)
        self.loop = asyncio.new_event_loop()
        self.port = 0
        self._ready = threading.Event()

    def session(self) -> Session:
        return Session(self.book, self.faults, self.delay, self.extensions)

    def __enter__(self) -> Sink:
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *error) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)

    def _run(self) -> None:
        server = self.loop.run_until_complete(
            self.loop.create_server(lambda: self.session(), "127.0.0.1", self.port, ssl=self.tls)
        )
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self.loop.run_forever()


async def serve(options: argparse.Namespace) -> None:
    rates = dict(each.split("=") for each in options.fault)
    faults = Faults(options.seed, **{name: float(rate) for name, rate in rates.items()})
    for each in options.for_all:  # "RCPT:60:451 4.3.0 later"
        command, seconds, words = each.split(":", 2)
        faults.for_all[command] = (words, time.monotonic() + float(seconds))
    book = Book(options.log)
    loop = asyncio.get_running_loop()
    extensions = ["8BITMIME", "AUTH PLAIN"] + ([] if options.plain else ["PIPELINING"])
    server = await loop.create_server(
        lambda: Session(book, faults, options.delay, extensions), "127.0.0.1", options.port
    )
    port = server.sockets[0].getsockname()[1]
    temporary = options.port_file.with_suffix(".new")
    temporary.write_text(str(port))
    temporary.replace(options.port_file)
    stopped = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stopped.set)
    await stopped.wait()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--port-file", type=Path, required=True)
    parser.add_argument("--log", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--delay", type=float, default=0, help="seconds before each answer")
    parser.add_argument("--plain", action="store_true", help="do not offer PIPELINING")
    parser.add_argument("--fault", action="append", default=[], metavar="NAME=RATE")
    parser.add_argument("--for-all", action="append", default=[], metavar="COMMAND:SECONDS:ANSWER")
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
