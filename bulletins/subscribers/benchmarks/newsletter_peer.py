"""jazzband's django-newsletter, sending the same message. Runs in an environment of its own.

    python newsletter_peer.py FOLDER PORT COUNT

FOLDER holds text and html as the benchmark wrote them. Prints one JSON line: seconds and processor
seconds of ``Submission.submit()``. Uses nothing of ours.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command

FOLDER, PORT, COUNT = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
TEMPLATES = FOLDER / "templates" / "newsletter" / "message"


def main() -> None:
    """Set it up with COUNT subscribers, then time one submission."""
    _write_templates()
    _configure()
    submission = _submission()
    began, before = time.perf_counter(), _cpu()
    submission.submit()
    seconds, cpu = time.perf_counter() - began, _cpu() - before
    print(json.dumps({"seconds": seconds, "cpu": cpu, "sent": COUNT}))


def _write_templates() -> None:
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    for name, file in (("message.txt", "text"), ("message.html", "html")):
        body = (FOLDER / file).read_text()
        for token in ("{{unsubscribe_url}}", "{{preferences_url}}"):
            body = body.replace(token, "https://example.org/u/{{ subscription.pk }}")
        (TEMPLATES / name).write_text(body)
    (TEMPLATES / "message_subject.txt").write_text("A bulletin to measure by")


def _configure() -> None:
    settings.configure(
        SECRET_KEY="for measuring only",  # noqa: S106
        INSTALLED_APPS=[
            "django.contrib.admin",
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.messages",
            "django.contrib.sessions",
            "django.contrib.sites",
            "sorl.thumbnail",
            "newsletter",
        ],
        DATABASES={
            "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": FOLDER / "peer.sqlite3"}
        },
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [FOLDER / "templates"],
                "APP_DIRS": True,
            }
        ],
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        MEDIA_ROOT=FOLDER,
        ROOT_URLCONF="newsletter.urls",
        SITE_ID=1,
        USE_TZ=True,
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=PORT,
        NEWSLETTER_THUMBNAIL="sorl-thumbnail",
        NEWSLETTER_USE_HTTPS=True,
    )
    django.setup()
    call_command("migrate", verbosity=0)


def _submission() -> Any:
    from newsletter.models import Message, Newsletter, Submission, Subscription  # noqa: PLC0415

    Submission.objects.all().delete()
    Newsletter.objects.all().delete()
    newsletter = Newsletter.objects.create(
        title="Bulletin", slug="bulletin", email="bulletin@example.org", sender="B", send_html=True
    )
    Subscription.objects.bulk_create(
        Subscription(newsletter=newsletter, email_field=f"reader{n}@example.org", subscribed=True)
        for n in range(COUNT)
    )
    message = Message.objects.create(title="A bulletin", slug="one", newsletter=newsletter)
    return Submission.from_message(message)


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


main()
