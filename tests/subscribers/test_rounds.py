"""A worker's round against a real mail server that refuses, drops and stalls."""

import time
from datetime import timedelta

import pytest
import time_machine

from bulletins.subscribers import rounds
from bulletins.subscribers.models import Mailing, Suppression
from bulletins.subscribers.services import mailings
from tests.faults.sink import Faults, Sink
from tests.subscribers.factories import NOW, make_issue, make_readers, states

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quick(settings):
    settings.EMAIL_TIMEOUT = 1
    settings.SENDING_ROUND = 5


@pytest.fixture
def sink(settings):
    with Sink() as server:
        use(settings, server)
        yield server


def use(settings, server):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port


def make_mailing(readers=30):
    make_readers(readers)
    with time_machine.travel(NOW, tick=False):
        mailings.queue_mailing(issue=make_issue(), send_at=NOW, at=NOW)
    return Mailing.objects.get()


def work(mailing, at=NOW):
    with time_machine.travel(at, tick=True):
        more = rounds.run(mailing.pk)
    mailing.refresh_from_db()
    return more


def addresses(server):
    return sorted(address for address, _ in server.book.accepted)


def test_everyone_gets_it_once_and_the_mailing_finishes(sink):
    mailing = make_mailing(75)
    assert not work(mailing)
    assert states(mailing) == {"sent": 75}
    assert mailing.state == "finished"
    assert addresses(sink) == sorted(mailing.deliveries.values_list("email", flat=True))
    row = mailing.deliveries.first()
    assert (row.reply_code, row.attempts) == (250, 1)
    assert row.reply.startswith("2.0.0 kept")


def test_running_again_sends_nothing_again(sink):
    mailing = make_mailing(12)
    work(mailing)
    Mailing.objects.update(state="running")
    work(mailing)
    assert len(addresses(sink)) == 12


def test_other_backend_goes_through_the_same_ledger(settings, mailoutbox):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mailing = make_mailing(12)
    work(mailing)
    assert states(mailing) == {"sent": 12}
    assert len(mailoutbox) == 12
    assert mailoutbox[0].extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_round_ends_in_time_and_says_that_there_is_more(sink, settings):
    settings.SENDING_ROUND = 0
    mailing = make_mailing(3)
    assert work(mailing)
    assert states(mailing) == {"queued": 3}


def test_451_for_everyone_waits_and_then_completes(sink):
    mailing = make_mailing(30)
    sink.faults.for_all["RCPT"] = ("451 4.3.0 later", time.monotonic() + 60)
    work(mailing)
    assert states(mailing) == {"queued": 30}
    assert mailing.state == "running"
    sink.faults.for_all.clear()
    assert not work(mailing, NOW + timedelta(seconds=30))
    assert states(mailing) == {"queued": 30}
    work(mailing, NOW + timedelta(seconds=90))
    assert states(mailing) == {"sent": 30}
    assert mailing.state == "finished"
    assert set(mailing.deliveries.values_list("attempts", flat=True)) == {2}


def test_given_up_after_the_horizon(sink):
    mailing = make_mailing(1)
    sink.faults.for_all["RCPT"] = ("451 4.3.0 later", time.monotonic() + 60)
    work(mailing, NOW + timedelta(hours=48))
    row = mailing.deliveries.get()
    assert (row.state, row.reason) == ("failed", "given up after 48 hours")


def test_535_pauses_at_once_and_touches_nobody(sink, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "user", "wrong"
    sink.extensions += ["AUTH PLAIN"]
    sink.faults.for_all["AUTH"] = ("535 5.7.8 wrong password", time.monotonic() + 60)
    mailing = make_mailing(30)
    assert not work(mailing)
    assert mailing.state == "paused"
    assert "535 5.7.8 wrong password" in mailing.reason
    assert states(mailing) == {"queued": 30}
    assert not sink.book.attempts


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA", "DOT"])
def test_policy_refusal_for_everyone_pauses_within_20_attempts(sink, command):
    sink.faults.for_all[command] = ("554 5.7.1 blocked", time.monotonic() + 60)
    mailing = make_mailing(60)
    for minute in range(5):
        work(mailing, NOW + timedelta(minutes=2 * minute))
    assert mailing.state == "paused"
    assert "554 5.7.1 blocked" in mailing.reason
    assert sum(mailing.deliveries.values_list("attempts", flat=True)) <= 20
    assert states(mailing) == {"queued": 60}
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("step", ["CONNECT", "DOT"])
def test_answers_no_row_could_hold_are_kept_as_far_as_they_can_be(sink, step):
    """PostgreSQL takes no NUL; a server that says one must not stop the mailing."""
    sink.faults.for_all[step] = ("554 5.0.0 no\x00 way\x1b[1m", time.monotonic() + 60)
    mailing = make_mailing(1)
    work(mailing)
    said = mailing.reason + mailing.deliveries.get().reply
    assert "5.0.0 no  way [1m" in said


def test_dead_address_fails_and_is_suppressed_alone(sink, settings):
    with Sink(Faults(seed=3, rcpt_511=0.2)) as server:
        use(settings, server)
        mailing = make_mailing(30)
        work(mailing)
    counts = states(mailing)
    assert counts["failed"] == Suppression.objects.count() > 0
    assert counts["failed"] + counts["sent"] == 30
    assert set(Suppression.objects.values_list("reason", "source")) == {
        ("hard bounce", "550 5.1.1 no such user")
    }


def test_full_mailbox_fails_and_is_not_suppressed(settings):
    with Sink(Faults(seed=3, rcpt_550=0.2)) as server:
        use(settings, server)
        mailing = make_mailing(30)
        work(mailing)
    assert states(mailing)["failed"] > 0
    assert not Suppression.objects.exists()


def test_answer_lost_after_acceptance_is_in_doubt_and_never_sent_again(settings):
    with Sink(Faults(seed=5, accept_drop=0.1)) as server:
        use(settings, server)
        mailing = make_mailing(60)
        for _ in range(4):
            work(mailing)
        counts = states(mailing)
        assert counts["unknown"] > 0
        assert counts["unknown"] + counts["sent"] == 60
        assert len(set(addresses(server))) == len(addresses(server)) == 60


def test_server_that_is_down_takes_nothing_and_is_asked_again_later(settings):
    with Sink() as server:
        use(settings, server)
    mailing = make_mailing(5)
    assert [work(mailing) for _ in range(3)] == [True, True, False]
    assert mailing.state == "running"
    assert mailing.reason.startswith("The mail server cannot be reached")
    assert states(mailing) == {"queued": 5}
    assert not work(mailing, NOW + timedelta(seconds=30)), "quiet for a minute"


def test_one_busy_answer_does_not_silence_the_mailing(settings):
    with Sink(Faults(seed=2, greeting_421=0.2)) as server:
        use(settings, server)
        settings.SENDING_MAILS_PER_CONNECTION = 10
        mailing = make_mailing(100)
        for minute in range(8):
            work(mailing, NOW + timedelta(minutes=minute))
            Mailing.objects.update(quiet_until=None)
    assert states(mailing) == {"sent": 100}


def test_silent_server_frees_the_worker_within_the_timeout_and_five_seconds(settings):
    with Sink(Faults(stall=1)) as server:
        use(settings, server)
        mailing = make_mailing(30)
        began = time.monotonic()
        settings.SENDING_ROUND = 1
        work(mailing)
    assert time.monotonic() - began < 1 + 1 + 5
    assert states(mailing)["unknown"] <= settings.SENDING_CONNECTIONS * 2


def test_unsubscribed_while_queued_gets_nothing(sink):
    mailing = make_mailing(3)
    gone = mailing.deliveries.first()
    gone.subscription.unsubscribed_at = NOW
    gone.subscription.save()
    work(mailing)
    assert states(mailing) == {"sent": 2, "skipped": 1}
    assert gone.email not in addresses(sink)


def test_rate_limit_holds_over_the_round(sink, settings):
    settings.SENDING_PER_SECOND = 10
    settings.SENDING_ROUND = 2
    mailing = make_mailing(100)
    work(mailing)
    assert 20 <= len(addresses(sink)) <= 32


def test_no_more_workers_than_allowed_are_at_one_mailing(sink, settings):
    mailing = make_mailing(30)
    until = NOW + timedelta(minutes=5)
    for row, token in zip(mailing.deliveries.all()[:2], (1, 2), strict=True):
        mailing.deliveries.filter(pk=row.pk).update(state="claimed", token=token, lease_until=until)
    assert not work(mailing)
    assert addresses(sink) == []
