"""The local mail server of the embedded configuration: takes every mail and delivers none.

    python -m ishm.mailcatcher PORT FOLDER

Each mail becomes one ``.eml`` file in the folder, with two lines on top that tell its envelope; the
site shows them at ``/mailbox/``.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

LARGEST_MAIL_BYTES = 30_000_000


class Catcher:
    """Keeps what it is given. aiosmtpd looks its methods up by their names."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Write the file under a hidden name first: a reader never sees half a mail."""
        name = f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}-{uuid.uuid4().hex[:8]}"
        half = self.folder / f".{name}"
        half.write_bytes(envelope_lines(envelope) + as_bytes(envelope.content))
        half.rename(self.folder / f"{name}.eml")
        print(f"kept a mail as {name}", flush=True)
        return f"250 OK: kept as {name}"


def envelope_lines(envelope: Envelope) -> bytes:
    """Whom the mail was really from and for; its own headers need not say."""
    sender, recipients = envelope.mail_from or "", ", ".join(envelope.rcpt_tos)
    return f"X-Envelope-From: {sender}\r\nX-Envelope-To: {recipients}\r\n".encode()


def as_bytes(content: bytes | str | None) -> bytes:
    """The mail as it came over the line."""
    return content.encode() if isinstance(content, str) else content or b""


async def serve(*, port: int, folder: Path) -> None:
    """Take mail on this port of this machine until asked to end."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    server = await loop.create_server(
        lambda: SMTP(Catcher(folder), data_size_limit=LARGEST_MAIL_BYTES, hostname="localhost"),
        host="127.0.0.1",
        port=port,
    )
    async with server:
        print(f"takes every mail on port {port}, delivers none", flush=True)
        await ended.wait()


if __name__ == "__main__":
    asyncio.run(serve(port=int(sys.argv[1]), folder=Path(sys.argv[2])))
