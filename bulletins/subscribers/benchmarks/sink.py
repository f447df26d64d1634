"""A mail server that takes everything, counts, and costs little: never the bottleneck.

    python -m bulletins.subscribers.benchmarks.sink PORT_FILE COUNT_FILE [SECONDS_PER_REPLY]

It waits once per batch of replies, as a relay some milliseconds away does. Told to stop, it writes
its own count, and for how many seconds it was busy.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
import time
from pathlib import Path

_END = b"\r\n.\r\n"
_ANSWERS = {
    b"EHLO": b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n",
    b"HELO": b"250 sink\r\n",
    b"DATA": b"354 go on\r\n",
    b"QUIT": b"221 bye\r\n",
}


class Session(asyncio.Protocol):
    """One connection."""

    count = 0
    delay = 0.0

    def __init__(self) -> None:
        self.buffer = bytearray()
        self.seen = 0
        self.in_body = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.reply(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        replies: list[bytes] = []
        while answer := self.body() if self.in_body else self.command():
            replies.append(answer)
        if replies:
            self.reply(b"".join(replies))

    def body(self) -> bytes:
        end = self.buffer.find(_END, max(0, self.seen - len(_END)))
        if end < 0:
            self.seen = len(self.buffer)
            return b""
        del self.buffer[: end + len(_END)]
        self.in_body, self.seen = False, 0
        Session.count += 1
        return b"250 kept\r\n"

    def command(self) -> bytes:
        end = self.buffer.find(b"\r\n")
        if end < 0:
            return b""
        verb = bytes(self.buffer[:4]).upper()
        del self.buffer[: end + 2]
        self.in_body = verb == b"DATA"
        return _ANSWERS.get(verb, b"250 ok\r\n")

    def reply(self, text: bytes) -> None:
        if self.delay:
            asyncio.get_running_loop().call_later(self.delay, self.transport.write, text)  # type: ignore[attr-defined]
        else:
            self.transport.write(text)  # type: ignore[attr-defined]


async def main(port_file: Path, count_file: Path, delay: float) -> None:
    """Serve until SIGTERM."""
    Session.delay = delay
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Session, "127.0.0.1", 0)
    stopped = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stopped.set)
    port_file.write_text(str(server.sockets[0].getsockname()[1]) + "\n")
    before = time.process_time()
    await stopped.wait()
    busy = time.process_time() - before
    count_file.write_text(json.dumps({"count": Session.count, "busy": busy}))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])))
