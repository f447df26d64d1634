"""Days on which something outside goes wrong: the disk is full, the clock jumps, two beats run, the
relay's certificate has expired, somebody has a reporter's account."""

from __future__ import annotations

import ssl
import subprocess
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
import time_machine
from celery.beat import PersistentScheduler
from django.utils import timezone

from bulletins.accounts.models import AuditEvent, User
from bulletins.issues import renditions, services
from bulletins.issues.models import Edition, Entry, Issue, Rendition
from bulletins.subscribers import rounds
from bulletins.subscribers.models import Delivery, Mailing
from bulletins.subscribers.services import mailings
from ishm.celery import app
from tests.faults.harness import Bell
from tests.faults.production import command_of
from tests.fixtures.certificates import make_certificate
from tests.fixtures.servers import (
    MailSink,
    _AnyPortController,
    process_environment,
    wait_until,
)
from tests.issues.factories import EntryFactory
from tests.project.fronts import running
from tests.project.test_who_may_open_what import DOORS
from tests.public.shelves import NOON, publish, write_issue
from tests.subscribers.factories import NOW, make_issue, make_readers, states

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


# --- The disk is full ---------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path):
    """A real file system of 64 KB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("no right to make a file system here")
    yield folder
    subprocess.run(["umount", folder], check=True)


def make(edition: Edition, kind: str) -> Rendition:
    rendition = edition.renditions.get(kind=kind)
    renditions.make(rendition_id=rendition.pk, at=timezone.now())
    rendition.refresh_from_db()
    return rendition


def test_a_full_disk_leaves_the_old_pdf_and_the_new_one_can_be_made_later(
    client, settings, small_disk
):
    issue = publish(write_issue(number=122)).issue
    before = b"".join(client.get("/issues/122/issue.pdf").streaming_content)
    kept = settings.MEDIA_ROOT
    Entry.objects.update(body="<p>A ferry was repaired.</p>")
    second = services.correct_issue(issue=issue, note="It was a ferry.", at=NOON)

    settings.MEDIA_ROOT = small_disk
    (small_disk / "filler").write_bytes(bytes(60_000))
    failed = make(second, "pdf")
    assert (failed.status, bool(failed.file)) == ("failed", False)
    assert "No space left on device" in failed.error

    settings.MEDIA_ROOT = kept
    assert b"".join(client.get("/issues/122/editions/1/issue.pdf").streaming_content) == before
    assert services.retry_rendition(rendition=failed)
    assert make(second, "pdf").status == "done"


# --- The clock jumps ----------------------------------------------------------------------------


def test_a_clock_that_jumps_back_publishes_and_queues_nothing_twice():
    issue = EntryFactory().takeaway.issue
    services.approve_issue(issue=issue, by=None)
    services.schedule_issue(issue=issue, publish_at=NOON, send_at=None, at=NOON - HOUR)
    for jump in (0, -3, 2, -1, 0):
        services.publish_due(at=NOON + jump * HOUR)
    assert Edition.objects.filter(issue=issue).count() == 1
    for jump in (0, -3, 2, -1, 0):
        mailings.send_due(at=NOON + jump * HOUR)
    assert Mailing.objects.filter(issue=issue).count() <= 1


def test_a_clock_that_jumps_ahead_of_a_send_holds_the_issue_for_a_person():
    issue = EntryFactory().takeaway.issue
    services.approve_issue(issue=issue, by=None)
    services.schedule_issue(issue=issue, publish_at=NOON, send_at=None, at=NOON - HOUR)
    services.publish_due(at=NOON + timedelta(days=20))
    issue.refresh_from_db()
    assert issue.status != Issue.Status.PUBLISHED
    assert not Edition.objects.exists()


@pytest.mark.parametrize("jump", [timedelta(days=2), -HOUR], ids=["ahead", "back"])
def test_a_clock_that_jumps_in_the_middle_of_a_send_mails_nobody_twice(settings, smtp, jump):
    make_readers(30)
    settings.SENDING_ROUND = 5
    with time_machine.travel(NOW, tick=False):
        mailings.queue_mailing(issue=make_issue(), send_at=NOW, at=NOW)
    mailing = Mailing.objects.get()
    # A worker that has claimed rows and begun two of them when the clock jumps.
    rows = list(mailing.deliveries.order_by("pk")[:2])
    begun = Delivery.objects.filter(pk__in=[row.pk for row in rows])
    begun.update(state="sending", token=7, lease_until=NOW + timedelta(minutes=5), attempts=1)
    for moment in (NOW + jump, NOW + jump + timedelta(minutes=1), NOW + timedelta(minutes=10)):
        mailings.send_due(at=moment)
        with time_machine.travel(moment, tick=True):
            rounds.run(mailing.pk)
    assert len(smtp.recipients) == len(set(smtp.recipients)) == 28
    assert states(mailing) == {"sent": 28, "unknown": 2}


# --- Two beats ----------------------------------------------------------------------------------


def overdue(schedule: Path) -> Path:
    """A schedule as a beat keeps it, an hour old: whoever starts with it ticks at once."""
    scheduler = PersistentScheduler(app, schedule_filename=str(schedule), lazy=True)
    scheduler.setup_schedule()
    scheduler.schedule["tick"].last_run_at = app.now() - HOUR
    scheduler.close()
    return schedule


@contextmanager
def beat(folder, name: str, environment: dict[str, str]):
    """The process of deploy/systemd/ishm-beat.service; yields its log."""
    log = folder / f"{name}.log"
    command = command_of("ishm-beat", folder)
    command[command.index("WARNING")] = "INFO"
    command[-1] = str(overdue(folder / name))
    with running(command, log, environment):
        yield log


def taken(task: str) -> int:
    """How many of a task the workers have taken so far."""
    stats = app.control.inspect().stats() or {}
    return sum(worker["total"].get(task, 0) for worker in stats.values())


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_two_beat_processes_publish_once_and_mail_everybody_once(
    start_worker, smtp, settings, tmp_path
):
    make_readers(20)
    now = timezone.now()
    issue = EntryFactory().takeaway.issue
    services.approve_issue(issue=issue, by=None)
    services.schedule_issue(issue=issue, publish_at=now, send_at=now, at=now - HOUR)
    start_worker(concurrency=2)
    environment = process_environment(settings) | {"TEST_BROKER_URL": app.conf.broker_url}
    with (
        beat(tmp_path, "one", environment) as one,
        beat(tmp_path, "two", environment) as two,
    ):
        ticks = [partial(Path.read_text, log) for log in (one, two)]
        wait_until(lambda: all("Sending due task tick" in each() for each in ticks))
        wait_until(lambda: taken("ishm.tasks.publish_due") >= 2, what="two ticks")
        # The tick of the next minutes, so that the test need not wait for it.
        bell, finished = Bell(rings=2), Mailing.objects.filter(state="finished")
        wait_until(
            lambda: bell.ring() and finished.exists(), seconds=150, what="a finished mailing"
        )
    assert Edition.objects.count() == Mailing.objects.count() == 1
    assert sorted(smtp.recipients) == sorted(set(smtp.recipients))
    assert len(smtp.recipients) == 20


# --- The relay's certificate ----------------------------------------------------------------------


@contextmanager
def relay(folder, settings, *, days_left: int):
    """A mail server with STARTTLS, its certificate trusted by whoever asks the system."""
    certificate, key = make_certificate(folder, days_left=days_left)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    sink = MailSink()
    controller = _AnyPortController(
        sink, hostname="127.0.0.1", port=0, tls_context=context, require_starttls=True
    )
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "localhost", controller.port
    settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = True, False
    yield sink, certificate
    controller.stop()


@pytest.mark.parametrize(("days_left", "is_taken"), [(30, True), (-1, False)])
def test_an_expired_certificate_pauses_the_mailing_before_a_single_row(
    tmp_path, settings, monkeypatch, days_left, is_taken
):
    settings.EMAIL_TIMEOUT, settings.SENDING_ROUND = 5, 5
    make_readers(5)
    with time_machine.travel(NOW, tick=False):
        mailings.queue_mailing(issue=make_issue(), send_at=NOW, at=NOW)
    mailing = Mailing.objects.get()
    with relay(tmp_path, settings, days_left=days_left) as (sink, certificate):
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        with time_machine.travel(NOW, tick=True):
            rounds.run(mailing.pk)
    mailing.refresh_from_db()
    assert len(sink.recipients) == (5 if is_taken else 0)
    assert states(mailing) == ({"sent": 5} if is_taken else {"queued": 5})
    assert mailing.state == ("finished" if is_taken else "paused")
    assert is_taken or "certificate has expired" in mailing.reason


# --- A reporter's account in the wrong hands ----------------------------------------------------


STEPS = (
    *("approve", "publish", "schedule", "correct", "withdraw", "restore", "send", "tell", "pause"),
    *("resume", "release", "cancel", "retry", "redraw", "test", "override", "dismiss", "return"),
)


@pytest.fixture
def attacker(client, cast):
    client.force_login(cast.reporter)
    return client


def test_a_reporter_never_sees_a_readers_address(attacker):
    make_readers(3)
    issue = publish(write_issue(number=122)).issue
    rows = {"issue_id": issue.pk, "pk": 1, "kind": "entry", "year": 2017, "slug": "122"}
    leaked = []
    for door in DOORS:
        answer = attacker.get(door.path(rows))
        body = b"".join(answer) if answer.streaming else answer.content
        if b"reader0@" in body or b"reader1@" in body or b"reader2@" in body:
            leaked.append(door.pattern)
    assert leaked == []


def test_a_reporter_moves_no_issue_toward_readers_by_any_name_of_a_step(attacker):
    issue = write_issue(number=122)
    before = Issue.objects.values().get()
    for name in STEPS:
        answer = attacker.post(f"/desk/issues/{issue.pk}/publish/{name}/", {"note": "x"})
        assert answer.status_code in {403, 404, 405}, (name, answer.status_code)
    assert Issue.objects.values().get() == before
    assert not Edition.objects.exists()
    assert not Mailing.objects.exists()


def test_a_reporter_cannot_become_more(attacker, cast):
    for path, told in (
        (f"/desk/people/{cast.reporter.pk}/role/", {"role": "publisher"}),
        (f"/desk/people/{cast.publisher.pk}/active/", {"active": "no"}),
        ("/desk/people/invite/", {"email": "friend@example.org", "role": "publisher"}),
        (f"/admin/accounts/user/{cast.reporter.pk}/change/", {"is_superuser": "on"}),
    ):
        assert attacker.post(path, told).status_code in {302, 403}
    reporter = User.objects.get(pk=cast.reporter.pk)
    assert (reporter.role, reporter.is_staff, reporter.is_superuser) == ("reporter", False, False)
    assert User.objects.get(pk=cast.publisher.pk).is_active
    assert not AuditEvent.objects.exclude(action="signed in").exists()
