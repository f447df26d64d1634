"""Every reader once, whatever breaks. Small in `make test`, in full by `make faults`."""

import os
import random
import threading
import time

import pytest
from django.db import connection
from django.utils import timezone

from bulletins.subscribers.models import Mailing, Suppression
from bulletins.subscribers.services import mailings
from tests.faults import postgres
from tests.faults.harness import IS_FULL, a_send, is_settled, random_moments, say, size
from tests.fixtures.servers import PATIENCE, wait_until
from tests.subscribers.factories import make_issue, make_readers

pytestmark = [
    pytest.mark.fault,
    pytest.mark.django_db(transaction=True),
    # A slow machine is no fault of the ledger.
    pytest.mark.timeout(1800 if IS_FULL else 400),
]

# Starting workers takes seconds; what tests/subscribers/test_rounds.py shows without them waits
# here for `make faults`.
only_in_full = pytest.mark.skipif(not IS_FULL, reason="runs in `make faults`")
WINDOW, CONNECTIONS = 10, 4
MIXED = (
    "mail_451=0.005",
    "rcpt_451=0.01",
    "rcpt_drop=0.005",
    "rcpt_550=0.01",
    "data_451=0.01",
    "data_drop=0.005",
    "body_drop=0.003",
    "dot_451=0.005",
    "dot_drop=0.005",
    "accept_drop=0.01",
    "accept_garbage=0.003",
    "greeting_421=0.02",
)


def faults(*names, delay=0.0, seed=7):
    options = [f"--seed={seed}", f"--delay={delay}"]
    return (*options, *(f"--fault={name}" for name in names))


def report(send, name, **figures):
    words = ", ".join(f"{value} {figure.replace('_', ' ')}" for figure, value in figures.items())
    say(f"{name}: {send.mailing.recipients} recipients, {words}, {send.samples} samples exact")


def test_workers_killed_at_random_moments_lose_and_double_nothing(settings, broker):
    recipients, kills = size(120, 10_000), size(2, 20)
    pause, chance = random_moments(11), random.Random(11)
    with a_send(settings, broker, recipients=recipients, sink=faults(*MIXED, delay=0.01)) as send:
        send.start_worker(), send.start_worker()
        for _ in range(kills):
            before = len(send.sink.accepted())
            send.tick_until(
                lambda counts, before=before: (
                    len(send.sink.accepted()) > before + 5 or is_settled(counts)
                ),
                seconds=120,
                every=0.05,
            )
            time.sleep(pause())
            send.kill(chance.choice(send.workers))
            send.start_worker()
        counts = send.tick_until(is_settled, seconds=size(150, 600))
        unknown, left_open = counts["unknown"], send.sink.left_open()
        assert send.kills >= kills
        assert unknown <= kills * CONNECTIONS * WINDOW + left_open
        assert send.duplicates() == 0
        rounds = send.resolve()
        assert (send.duplicates(), send.missed()) == (0, 0)
        states = {state: rows for state, rows in send.mailing.counts().items() if rows}
        assert set(states) <= {"sent", "failed"}
        report(
            send,
            "killed -9 with every fault mixed in",
            kills=send.kills,
            duplicates=send.duplicates(),
            missed_after_resolving=send.missed(),
            unknown_before=unknown,
            at_most=kills * CONNECTIONS * WINDOW + left_open,
            left_open_by_the_server=left_open,
            failed=states.get("failed", 0),
            rounds_of_resolving=rounds,
        )


@only_in_full
def test_kills_alone_leave_at_most_one_window_per_connection_in_doubt(settings, broker):
    recipients, kills = size(400, 10_000), size(2, 20)
    pause = random_moments(5)
    with a_send(settings, broker, recipients=recipients, sink=faults(delay=0.01)) as send:
        send.start_worker(), send.start_worker()
        for number in range(kills):
            before = len(send.sink.accepted())
            send.tick_until(
                lambda counts, before=before: (
                    len(send.sink.accepted()) > before + 5 or is_settled(counts)
                ),
                seconds=120,
                every=0.05,
            )
            time.sleep(pause())
            send.kill(send.workers[number % 2])
            send.start_worker()
        counts = send.tick_until(is_settled, seconds=size(150, 600))
        assert counts["unknown"] <= kills * CONNECTIONS * WINDOW
        assert (send.duplicates(), send.missed()) == (0, 0)
        send.resolve()
        assert (send.duplicates(), send.missed()) == (0, 0)
        assert send.mailing.counts()["sent"] == recipients
        report(
            send,
            "killed -9, honest server",
            kills=send.kills,
            duplicates=0,
            unknown_before=counts["unknown"],
            at_most=kills * CONNECTIONS * WINDOW,
        )


@only_in_full
def test_answer_lost_after_acceptance_is_never_sent_again(settings, broker):
    recipients = size(400, 10_000)
    with a_send(settings, broker, recipients=recipients, sink=faults("accept_drop=0.01")) as send:
        send.start_worker(), send.start_worker()
        counts = send.tick_until(is_settled, seconds=size(150, 300))
        assert send.duplicates() == 0
        taken = {address for address, _ in send.sink.accepted()}
        doubt = set(send.mailing.deliveries.in_doubt().values_list("email", flat=True))
        assert counts["unknown"] == len(doubt) > 0
        assert doubt <= taken
        assert len(doubt) == send.sink.left_open()
        assert len(taken) == counts["sent"] + counts["unknown"] == recipients
        report(
            send,
            "dropped after acceptance",
            duplicates=0,
            dropped=send.sink.left_open(),
            unknown_and_listed=len(doubt),
        )


@only_in_full
def test_451_for_everyone_for_a_while_completes_and_never_finishes_early(settings, broker):
    recipients, storm = size(200, 10_000), size(4, 60)
    ends = time.monotonic() + storm

    def not_early(counts):
        early = time.monotonic() < ends - 1
        assert not (early and Mailing.objects.get().state == "finished")

    sink = (f"--for-all=RCPT:{storm}:451 4.3.0 later",)
    with a_send(settings, broker, recipients=recipients, sink=sink, SENDING_BACKOFF="5,15") as send:
        send.start_worker(), send.start_worker()
        counts = send.tick_until(is_settled, seconds=storm + 120, at_each=not_early)
        assert counts["sent"] == recipients
        assert send.duplicates() == 0
        report(send, f"451 for everyone for {storm} s", failed=0, duplicates=0, finished_early=0)


@only_in_full
@pytest.mark.parametrize(
    ("answer", "name"),
    [("AUTH:600:535 5.7.8 wrong", "535"), ("RCPT:600:550 5.7.1 blocked", "5.7.1")],
)
def test_refusal_of_us_pauses_within_twenty_attempts(settings, broker, answer, name):
    options = {"TEST_EMAIL_USER": "bulletin"} if name == "535" else {}
    recipients = size(200, 2000)
    with a_send(
        settings, broker, recipients=recipients, sink=(f"--for-all={answer}",), **options
    ) as send:
        send.start_worker(), send.start_worker()
        send.tick_until(lambda counts: Mailing.objects.get().state == "paused", seconds=PATIENCE)
        wait_until(lambda: not send.mailing.deliveries.filter(state="sending").exists())
        attempts = sum(send.mailing.deliveries.values_list("attempts", flat=True))
        assert attempts <= 20
        assert not Suppression.objects.exists()
        assert send.sink.accepted() == []
        report(send, f"{name} for everyone", attempts_until_paused=attempts, suppressed=0)


@only_in_full
def test_silent_server_frees_the_worker(settings, broker):
    with a_send(settings, broker, recipients=50, sink=faults("stall=1")) as send:
        send.start_worker()
        send.tick_until(lambda counts: counts["sending"] > 0, seconds=PATIENCE, every=0.02)
        began = time.monotonic()
        send.tick_until(lambda counts: counts["sending"] == 0, seconds=7, every=0.05)
        report(
            send,
            "server silent for ever, timeout 2 s",
            seconds_until_free=round(time.monotonic() - began, 1),
            at_most=7,
        )
        assert send.sink.accepted() == []


@only_in_full
def test_sigterm_stops_in_time_and_leaves_no_row_in_the_air(settings, broker):
    with a_send(settings, broker, recipients=size(600, 5000), sink=faults(delay=0.02)) as send:
        worker = send.start_worker()
        send.tick_until(lambda counts: counts["sent"] > 20, seconds=PATIENCE, every=0.05)
        began = time.monotonic()
        worker.stop()
        seconds = time.monotonic() - began
        send.workers.remove(worker)
        assert seconds <= 30
        assert not send.mailing.deliveries.filter(state="sending").exists()
        report(send, "SIGTERM", seconds_until_stopped=round(seconds, 1), rows_left_sending=0)


@pytest.mark.parametrize(
    "is_wiped",
    [pytest.param(False, id="killed", marks=only_in_full), pytest.param(True, id="and wiped")],
)
def test_broker_killed_in_the_middle(settings, private_redis, private_broker, is_wiped):
    recipients = size(150, 5000)
    with a_send(settings, private_broker, recipients=recipients, sink=faults(delay=0.02)) as send:
        send.start_worker(), send.start_worker()
        send.tick_until(lambda counts: counts["sent"] > 20, seconds=PATIENCE, every=0.05)
        private_redis.kill()
        time.sleep(1)
        if is_wiped:
            for file in private_redis.folder.glob("*.aof"):
                file.unlink()
        private_redis.start()
        began = time.monotonic()
        counts = send.tick_until(is_settled, seconds=90 + size(0, 200))
        assert counts["sent"] + counts["unknown"] == recipients
        assert send.duplicates() == 0
        report(
            send,
            "broker killed -9" + (" and wiped" if is_wiped else ""),
            duplicates=0,
            missed=recipients - counts["sent"] - counts["unknown"],
            unknown=counts["unknown"],
            seconds_until_complete=round(time.monotonic() - began, 1),
        )


@only_in_full
def test_cancel_lets_nothing_out_after_its_acknowledgment(settings, broker):
    with a_send(settings, broker, recipients=size(400, 5000), sink=faults(delay=0.02)) as send:
        send.start_worker(), send.start_worker()
        send.tick_until(lambda counts: counts["sent"] > 20, seconds=PATIENCE, every=0.05)
        mailings.cancel_mailing(mailing=send.mailing, by="a test", at=timezone.now())
        wait_until(lambda: not send.mailing.deliveries.filter(state="sending").exists())
        taken = len(send.sink.accepted())
        send.tick()
        time.sleep(1)
        assert len(send.sink.accepted()) == taken
        counts = send.tick()
        assert is_settled(counts)
        report(send, "canceled", sent_before=counts["sent"], sent_after=0)


@only_in_full
def test_pause_takes_effect_within_one_window_per_connection(settings, broker):
    with a_send(settings, broker, recipients=size(500, 5000), sink=faults(delay=0.02)) as send:
        send.start_worker(), send.start_worker()
        send.tick_until(lambda counts: counts["sent"] > 20, seconds=PATIENCE, every=0.05)
        mailings.pause_mailing(mailing=send.mailing, by="a test")
        before = len(send.sink.accepted())
        wait_until(lambda: not send.mailing.deliveries.filter(state="sending").exists())
        time.sleep(0.5)
        after = len(send.sink.accepted())
        assert after - before <= 2 * CONNECTIONS * WINDOW
        mailings.resume_mailing(mailing=send.mailing, at=timezone.now())
        counts = send.tick_until(is_settled, seconds=size(30, 200))
        assert counts["sent"] == send.mailing.recipients
        assert send.duplicates() == 0
        report(
            send, "paused and resumed", sent_after_pause=after - before, at_most=80, duplicates=0
        )


def test_fifty_threads_pressing_send_make_one_mailing_and_one_list():
    make_readers(5)
    issue, now = make_issue(), timezone.now()
    failures = []

    def press():
        try:
            mailings.queue_mailing(issue=issue, send_at=now, at=now)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert Mailing.objects.get().counts()["queued"] == 5
    say("50 threads pressing send: 1 mailing, 1 list, 0 errors")


@pytest.mark.skipif("FAULTS_POSTGRES" not in os.environ, reason="needs a server of its own")
def test_database_restarted_in_the_middle(settings, broker):
    recipients = size(300, 5000)
    with a_send(settings, broker, recipients=recipients, sink=faults(delay=0.02)) as send:
        send.start_worker(), send.start_worker()
        send.tick_until(lambda counts: counts["sent"] > 20, seconds=PATIENCE, every=0.05)
        postgres.restart()
        began = time.monotonic()
        before = len(send.sink.accepted())
        send.tick_until(lambda counts: counts["sent"] > before, seconds=PATIENCE)
        resumed = time.monotonic() - began
        counts = send.tick_until(is_settled, seconds=200)
        assert counts["sent"] + counts["unknown"] == recipients
        assert (send.duplicates(), send.missed()) == (0, 0)
        report(
            send,
            "PostgreSQL restarted at once",
            duplicates=0,
            unknown=counts["unknown"],
            seconds_until_it_went_on=round(resumed, 1),
        )
