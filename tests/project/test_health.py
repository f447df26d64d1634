"""Alive and ready, each with its reasons."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from bulletins.publications.models import Heartbeat

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
