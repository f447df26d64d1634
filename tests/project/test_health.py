"""Alive and ready, each with its reasons."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections import namedtuple
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.utils import timezone

from bulletins.accounts.models import AccountMail
from bulletins.issues.models import Rendition
from bulletins.publications.models import Heartbeat
from ishm import checkup, health, metrics
from ishm.backups import RESTORED_MARK
from tests.fixtures.certificates import make_certificate
from tests.public.shelves import publish, write_issue

pytestmark = pytest.mark.django_db


def test_alive_needs_no_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_ready_when_every_part_is(client, broker, settings):
    settings.CELERY_BROKER_URL = broker
    Heartbeat.note(at=timezone.now())
    answer = client.get("/readyz")
    assert answer.json() == {
        "ready": True,
        "database": "ok",
        "broker": "ok",
        "worker_and_beat": "ok",
        "disk": "ok",
    }
    assert answer.status_code == 200


def test_not_ready_without_a_broker(client, settings):
    settings.CELERY_BROKER_URL = "redis+socket:///nowhere/redis.sock"
    Heartbeat.note(at=timezone.now())
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["broker"]) == (503, "does not answer")


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(4, "ok"), (6, "last heartbeat 6 minutes ago"), (None, "no heartbeat yet")],
)
def test_not_ready_when_the_tick_is_late(client, minutes, said):
    if minutes is not None:
        Heartbeat.note(at=timezone.now() - timedelta(minutes=minutes))
    assert client.get("/readyz").json()["worker_and_beat"] == said


def test_not_ready_without_room_on_the_disk(client, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(health.shutil, "disk_usage", lambda path: usage(0, 0, 120_000_000))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["disk"]) == (503, "120 MB left")


@pytest.fixture
def well(broker, settings):
    """Everything answers, and the tick came just now."""
    settings.CELERY_BROKER_URL = broker
    Heartbeat.note(at=timezone.now())


def said_of_all() -> dict[str, str]:
    return {each.look.part: each.said for each in checkup.examine(at=timezone.now())}


def test_the_command_is_content_when_all_is_well(well):
    out = StringIO()
    call_command("health", stdout=out)
    assert [line.split()[-1] for line in out.getvalue().splitlines()] == ["ok"] * 11


def test_the_command_says_what_is_safe_and_what_to_do(well, settings):
    settings.CELERY_BROKER_URL = "redis+socket:///nowhere/redis.sock"
    out = StringIO()
    with pytest.raises(CommandError, match=r"^Needs a person: broker\.$"):
        call_command("health", stdout=out)
    assert (
        "broker:          does not answer\n"
        "  safe:  Pages are served, texts are saved, what is due waits in its rows.\n"
        "  to do: Start it (systemctl start redis-server). "
        "The next tick finds everything that is due.\n"
    ) in out.getvalue()
    assert "queues:          not known: broker first\n" in out.getvalue()


def test_without_a_database_the_rest_is_said_all_the_same(well, monkeypatch):
    def gone(*args):
        raise DatabaseError("gone")

    monkeypatch.setattr(connection, "cursor", gone)
    said = said_of_all()
    assert said["database"] == "does not answer"
    assert said["mailings"] == "not known: tables first"
    assert (said["broker"], said["queues"]) == ("ok", "ok")


def test_what_goes_away_while_it_is_asked_hides_nothing(well, monkeypatch):
    def gone():
        raise OSError("gone")

    monkeypatch.setattr(checkup, "queue_lengths", gone)
    assert said_of_all() | {"queues": "ok"} == dict.fromkeys(said_of_all(), "ok")
    assert said_of_all()["queues"] == "could not be looked at: gone"


def test_a_queue_that_has_grown_is_named(well, monkeypatch):
    monkeypatch.setattr(checkup, "queue_lengths", lambda: dict.fromkeys(metrics.QUEUES, 200.0))
    assert said_of_all()["queues"] == "ok"
    monkeypatch.setattr(checkup, "queue_lengths", lambda: {"mail": 3.0, "pdf": 412.0})
    assert said_of_all()["queues"] == "412 tasks wait in “pdf”"


def test_drawings_that_failed_or_wait_too_long_are_counted(well):
    edition = publish(write_issue(number=122))
    edition.renditions.filter(kind=Rendition.Kind.PDF).update(status="failed", error="no font")
    edition.renditions.filter(kind=Rendition.Kind.WEB).update(status="waiting")
    at = edition.published_at
    assert checkup.drawings(at + timedelta(minutes=14)) == "ok"
    assert checkup.drawings(at + timedelta(minutes=16)) == (
        "1 wait for longer than a quarter of an hour, 1 failed, the last with “no font”"
    )


def test_mails_about_accounts_that_do_not_go_out_are_told_with_the_reason(well):
    AccountMail.objects.create(
        recipient="a@example.org", created_at=timezone.now(), error="535 refused"
    )
    assert said_of_all()["account mails"] == "ok"
    AccountMail.objects.update(created_at=timezone.now() - timedelta(hours=1))
    assert said_of_all()["account mails"] == "1 wait, the last answer was “535 refused”"


def test_a_restored_copy_says_that_it_does_not_mail(well, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.SENDING_ENABLED = False
    assert said_of_all()["sending"] == "switched off by SENDING_ENABLED"
    (settings.DATA_DIR / RESTORED_MARK).touch()
    assert said_of_all()["sending"] == "forbidden, since this copy was restored from a backup"


@pytest.fixture
def front(tmp_path, settings):
    """A front that shows a certificate nobody vouches for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*make_certificate(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet():
            try:
                visitor, _ = server.accept()
                with visitor:
                    context.wrap_socket(visitor, server_side=True)
            except OSError:  # The visitor leaves, as it should.
                pass

        thread = threading.Thread(target=greet, daemon=True)
        thread.start()
        settings.SITE_URL = f"https://localhost:{server.getsockname()[1]}"
        yield
        thread.join(10)


def test_a_certificate_that_is_not_good_is_told_as_browsers_see_it(front):
    assert checkup.certificate(timezone.now()).startswith("refused: self")


@pytest.mark.parametrize(("days", "said"), [(11, "ok"), (9, "ends in 9 days")])
def test_a_certificate_that_ends_soon_is_told_before(settings, monkeypatch, days, said):
    settings.SITE_URL = "https://bulletin.example.org"
    now = timezone.now()
    monkeypatch.setattr(checkup, "_certificate_end", lambda *_: now + timedelta(days=days, hours=1))
    assert checkup.certificate(now) == said


def test_programs_get_one_document(well):
    out = StringIO()
    call_command("health", json=True, stdout=out)
    assert json.loads(out.getvalue()) == said_of_all()
