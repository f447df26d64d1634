"""Operators are mailed what failed: masked, once an hour, not without end."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from bulletins.accounts.models import AccountMail
from ishm import failures
from ishm.error_mails import ErrorMails
from ishm.logs import LINE, LineFormatter

pytestmark = pytest.mark.django_db
OPERATOR = "operator@example.org"


@pytest.fixture(autouse=True)
def _addressed(settings):
    settings.ERROR_MAILS_TO = [OPERATOR]


@pytest.fixture
def handler():
    handler = ErrorMails()
    handler.setFormatter(LineFormatter(LINE))
    return handler


def failing(address: str = "ann@example.org") -> logging.LogRecord:
    try:
        raise ValueError(f"no such reader {address} /u/Zm9vYmFyYmF6cXV4MTIzNA/")
    except ValueError as error:
        told = (type(error), error, error.__traceback__)
    return logging.LogRecord("bulletins", logging.ERROR, "", 0, "It failed", (), told)


def rung(monkeypatch) -> list[dict]:
    found: list[dict] = []
    monkeypatch.setattr("ishm.error_mails.app.send_task", lambda name, kwargs: found.append(kwargs))
    return found


def test_addresses_and_keys_never_reach_the_worker(handler, monkeypatch):
    told = rung(monkeypatch)
    handler.emit(failing())
    [failure] = told
    assert "no such reader [address] /u/[key]/" in failure["text"]
    assert "ann@" not in failure["text"]


def test_a_process_rings_once_an_hour_for_the_same_failure(handler, monkeypatch):
    told = rung(monkeypatch)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(3):
            handler.emit(failing())
        assert len(told) == 1
        clock.shift(timedelta(minutes=61))
        handler.emit(failing("bob@example.org"))
    assert len(told) == 2
    assert told[0]["kind"] == told[1]["kind"]


def test_a_broker_that_is_away_makes_no_second_failure(handler, monkeypatch):
    def is_away(*args, **kwargs):
        raise OSError("no broker")

    monkeypatch.setattr("ishm.error_mails.app.send_task", is_away)
    handler.emit(failing())


def test_without_an_address_nothing_is_rung(handler, monkeypatch, settings):
    settings.ERROR_MAILS_TO = []
    told = rung(monkeypatch)
    handler.emit(failing())
    assert told == []


def test_the_same_failure_of_many_processes_is_one_mail():
    now = timezone.now()
    for _ in range(5):
        failures.tell_operators(kind="same", text="ERROR: It failed\nTraceback …", at=now)
    mail = AccountMail.objects.get()
    assert (mail.recipient, mail.subject) == (OPERATOR, "ISHM failed: ERROR: It failed")


def test_an_inbox_is_not_flooded():
    now = timezone.now()
    for number in range(30):
        failures.tell_operators(kind=f"kind-{number}", text="ERROR: It failed", at=now)
    assert AccountMail.objects.count() == failures.MOST_AN_HOUR


@pytest.mark.django_db(transaction=True)
@pytest.mark.fault
def test_a_page_that_fails_is_told_by_a_real_worker(client, start_worker, smtp, settings):
    from tests.fixtures.servers import wait_until

    start_worker(environment={"ERROR_MAILS_TO": OPERATOR})
    logging.getLogger("bulletins").error("Mailing 7 is paused: 535 wrong password")
    wait_until(lambda: smtp.recipients == [OPERATOR], what="a mail to the operator")
    assert "Mailing 7 is paused" in smtp.mails[0]["Subject"]
