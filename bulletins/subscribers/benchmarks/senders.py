"""Other ways to send the same message, each in a process of its own.

    python -m bulletins.subscribers.benchmarks.senders WAY PORT COUNT CONNECTIONS

Prints one JSON line: seconds, and processor seconds with those of its children.
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
from multiprocessing import Process

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

    _in_threads(send, readers(count), connections)


def ours_without_ledger(port: int, count: int, connections: int) -> None:
    """Our lines in two processes with half of the threads each, and nothing is written down."""
    halves = [
        Process(target=_half_without_ledger, args=(port, half, connections // 2))
        for half in _shares(readers(count), 2)
    ]
    for half in halves:
        half.start()
    for half in halves:
        half.join()


def _half_without_ledger(port: int, everyone: list[Recipient], connections: int) -> None:
    ready = letter()

    def send(share: list[Recipient]) -> None:
        line = SmtpLine(ready, SmtpBackend(host="127.0.0.1", port=port), 10**9)
        for start in range(0, len(share), 10):
            line.deliver(share[start : start + 10], until=time.monotonic() + 600)
        line.close()

    _in_threads(send, everyone, connections)


def _in_threads(
    send: Callable[[list[Recipient]], None], everyone: list[Recipient], connections: int
) -> None:
    with ThreadPoolExecutor(connections) as pool:
        list(pool.map(send, _shares(everyone, connections)))


def _shares(everyone: list[Recipient], parts: int) -> Iterator[list[Recipient]]:
    for part in range(parts):
        yield everyone[part::parts]


WAYS = {
    each.__name__: each for each in (django_send_messages, smtplib_threads, ours_without_ledger)
}


def processor_seconds() -> float:
    """What this process and its children have used so far."""
    everybody = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in everybody)


if __name__ == "__main__":
    before, began = processor_seconds(), time.perf_counter()
    WAYS[sys.argv[1]](*map(int, sys.argv[2:5]))
    seconds, cpu = time.perf_counter() - began, processor_seconds() - before
    print(json.dumps({"seconds": seconds, "cpu": cpu, "sent": int(sys.argv[3])}))
