"""Other ways to send the same message, each in a process of its own.

    python -m bulletins.subscribers.benchmarks.senders WAY PORT COUNT CONNECTIONS

Prints one JSON line: seconds and processor seconds.
"""

from __future__ import annotations

import json
import os
import resource
import smtplib
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ishm.settings")
django.setup()

# After setup, since these need the settings.
from django.core.mail import EmailMultiAlternatives, get_connection  # noqa: E402
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend  # noqa: E402

from bulletins.subscribers.benchmarks import specimen  # noqa: E402
from bulletins.subscribers.mailer.letter import Content, Letter, Recipient  # noqa: E402
from bulletins.subscribers.mailer.lines import SmtpLine  # noqa: E402

SMTP = "django.core.mail.backends.smtp.EmailBackend"


def letter() -> Letter:
    """The message, serialized once."""
    content = Content(
        mailing_id=1,
        subject="A bulletin to measure by",
        sender="bulletin@example.org",
        reply_to="",
        text=specimen.text(),
        html=specimen.html(),
        date=datetime(2017, 8, 3, tzinfo=UTC),
        list_name="bulletin",
        site_url="https://example.org",
        domain="example.org",
    )
    return Letter(content)


def readers(count: int) -> list[Recipient]:
    """So many readers."""
    return [Recipient(n, n, n, f"reader{n}@example.org", wants_text=False) for n in range(count)]


def django_send_messages(port: int, count: int, connections: int) -> None:
    """Django's own way, as ``send_mass_mail`` does it: batches of 100 in one kept connection."""
    backend = get_connection(SMTP, host="127.0.0.1", port=port)
    backend.open()
    for start in range(0, count, 100):
        backend.send_messages([_message(n) for n in range(start, min(start + 100, count))])
    backend.close()


def _message(n: int) -> EmailMultiAlternatives:
    values = {
        specimen.UNSUBSCRIBE: f"https://example.org/u/{n:022}",
        specimen.PREFERENCES: f"https://example.org/preferences/{n:022}",
    }
    text, html = _TEXT, _HTML
    for token, value in values.items():
        text, html = text.replace(token, value), html.replace(token, value)
    message = EmailMultiAlternatives(
        "A bulletin to measure by", text, "bulletin@example.org", [f"reader{n}@example.org"]
    )
    message.attach_alternative(html, "text/html")
    return message


_TEXT, _HTML = specimen.text(), specimen.html()


def smtplib_threads(port: int, count: int, connections: int) -> None:
    """Serialized once, handed over by smtplib in threads."""
    ready = letter()

    def send(share: list[Recipient]) -> None:
        with smtplib.SMTP("127.0.0.1", port) as server:
            for recipient in share:
                body = ready.to(recipient).removesuffix(b".\r\n")
                server.sendmail("bulletin@example.org", [recipient.email], body)

    _in_threads(send, count, connections)


def ours_without_ledger(port: int, count: int, connections: int) -> None:
    """Our lines in threads, with nothing written down."""
    ready = letter()

    def send(share: list[Recipient]) -> None:
        line = SmtpLine(ready, SmtpBackend(host="127.0.0.1", port=port), 10**9)
        for start in range(0, len(share), 10):
            line.deliver(share[start : start + 10], until=time.monotonic() + 600)
        line.close()

    _in_threads(send, count, connections)


def _in_threads(send: Callable[[list[Recipient]], None], count: int, connections: int) -> None:
    everyone = readers(count)
    with ThreadPoolExecutor(connections) as pool:
        list(pool.map(send, _shares(everyone, connections)))


def _shares(everyone: list[Recipient], parts: int) -> Iterator[list[Recipient]]:
    for part in range(parts):
        yield everyone[part::parts]


WAYS = {
    each.__name__: each for each in (django_send_messages, smtplib_threads, ours_without_ledger)
}


if __name__ == "__main__":
    began = time.perf_counter()
    WAYS[sys.argv[1]](*map(int, sys.argv[2:5]))
    usage = resource.getrusage(resource.RUSAGE_SELF)
    figures = {"seconds": time.perf_counter() - began, "cpu": usage.ru_utime + usage.ru_stime}
    print(json.dumps(figures))
